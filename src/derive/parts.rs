//! What an object is to the derivation, by its type and attributes.

use super::hierarchy::Hierarchy;
use super::roles::TypeRole;
use super::scene::{AreaKind, Layer, Line};
use crate::model::{ObjectType, value};

/// Attributes that tell the level.
const LEVELS: [&str; 2] = ["UrovenUmisteniObjektuZPS", "UrovenUmisteniObjektuTI"];

impl Hierarchy {
    /// What an object of a type is as a line, by the texts of its attributes; `None` when it forms no areas.
    pub fn line<'a>(
        &self,
        object_type: &ObjectType,
        tells: impl Fn(&str) -> Option<&'a str>,
    ) -> Option<Line> {
        let family = TypeRole::of(object_type)?.group(&tells)?;
        let number = |name: &str| number(tells(name));
        Some(Line {
            layer: Layer {
                level: level(&tells),
                family,
            },
            kind: self.line_kind(&object_type.code_base, &tells)?,
            classes: ["TridaPresnostiPoloha", "TridaPresnostiVyska"].map(number),
            acquisition: number("ZpusobPorizeniZPS"),
        })
    }

    /// Where an object of a type takes part as a definition point, and of which kind of areas; `None` when the hierarchy knows no
    /// such areas.
    pub fn definition_point<'a>(
        &self,
        object_type: &ObjectType,
        tells: impl Fn(&str) -> Option<&'a str>,
    ) -> Option<(Layer, AreaKind)> {
        let kind = self.area_kind(&object_type.code_base)?;
        let layer = Layer {
            level: level(&tells),
            family: self.family(kind),
        };
        Some((layer, kind))
    }
}

fn level<'a>(tells: impl Fn(&str) -> Option<&'a str>) -> i16 {
    number(LEVELS.iter().find_map(|name| tells(name)))
}

/// The number in a text; 0 when there is none.
fn number(text: Option<&str>) -> i16 {
    text.and_then(|text| value::small_integer(text.trim()).ok())
        .unwrap_or(0)
}
