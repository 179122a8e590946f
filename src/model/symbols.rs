//! How objects are drawn: the symbol catalogue of the Czech DTM as data, and the choice of a symbol for an object.
//!
//! `schemas/symbols/VERSION.json` holds colours, widths and dashes in millimetres on paper; `scripts/symbols.py` makes it
//! from the published table. Every object type has a symbol; some have more, by the values of one or two attributes.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Catalogue;
use super::catalogue::CatalogueError;

/// The version whose symbols are built in; newer types are drawn as unknown ones.
const VERSION: &str = "1.4.3";
const EMBEDDED: &str = include_str!("../../schemas/symbols/1.4.3.json");

/// One way of drawing objects.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Symbol {
    /// Its name, such as `HraniceBudovy` or `TrasaElektrickeSite.2`; the property `symbol` of tiles.
    pub key: String,
    /// Element name of the object type; none for the symbols of types that the catalogue does not have.
    #[serde(default)]
    pub element: Option<String>,
    /// Attribute values it is for; empty for the type's own symbol.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// Colour `#rrggbb` of an area or of a point's mark.
    pub fill: Option<String>,
    /// Colour `#rrggbb` of a line or of an area's outline.
    pub stroke: Option<String>,
    /// Width of the line or size of the point's mark, in millimetres.
    pub width_mm: Option<f64>,
    /// Lengths of dash and gap, in millimetres; none for a full line.
    pub dash: Option<Vec<f64>>,
    /// Something of it is not in the published table but follows that of related types.
    #[serde(default)]
    pub derived: bool,
}

/// A value of an attribute that a symbol is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Attribute name.
    pub attribute: String,
    /// The value as written in files.
    pub value: String,
}

#[derive(Deserialize)]
struct File {
    symbols: Vec<Symbol>,
}

/// The symbols of a type: its own and those for certain values, as indices.
#[derive(Debug, Default)]
struct OfType {
    own: usize,
    special: Vec<usize>,
    attributes: Vec<String>,
}

/// All symbols.
#[derive(Debug)]
pub struct Symbols {
    all: Vec<Symbol>,
    by_type: FxHashMap<i32, OfType>,
}

static SYMBOLS: OnceLock<Symbols> = OnceLock::new();

impl Symbols {
    /// The built-in symbols.
    ///
    /// # Errors
    /// [`CatalogueError`] when the built-in files do not read.
    pub fn embedded() -> Result<&'static Self, CatalogueError> {
        if let Some(symbols) = SYMBOLS.get() {
            return Ok(symbols);
        }
        let read = Self::read(EMBEDDED, Catalogue::embedded(VERSION)?)?;
        Ok(SYMBOLS.get_or_init(|| read))
    }

    fn read(text: &str, catalogue: &Catalogue) -> Result<Self, CatalogueError> {
        let file: File = serde_json::from_str(text).map_err(|source| CatalogueError::Malformed {
            version: catalogue.version.clone(),
            source,
        })?;
        let mut by_type: FxHashMap<i32, OfType> = FxHashMap::default();
        for (index, symbol) in file.symbols.iter().enumerate() {
            let element = symbol.element.as_deref().unwrap_or_default();
            let Some((_, object_type)) = catalogue.object_type(element) else {
                continue;
            };
            let of_type = by_type.entry(object_type.key()).or_default();
            if symbol.conditions.is_empty() {
                of_type.own = index;
                continue;
            }
            of_type.special.push(index);
            for condition in &symbol.conditions {
                if !of_type.attributes.contains(&condition.attribute) {
                    of_type.attributes.push(condition.attribute.clone());
                }
            }
        }
        Ok(Self {
            all: file.symbols,
            by_type,
        })
    }

    /// The version of JVF DTM whose types have symbols.
    pub fn version(&self) -> &'static str {
        VERSION
    }

    /// All symbols, those of a type together, its own first.
    pub fn all(&self) -> &[Symbol] {
        &self.all
    }

    /// The attributes that the choice of a symbol depends on, for a type given by its [key](super::ObjectType::key).
    pub fn attributes_of(&self, object_type: i32) -> &[String] {
        self.by_type.get(&object_type).map_or(&[], |t| &t.attributes)
    }

    /// The key of the symbol for an object: of the type given by its key, with the values that `value` tells.
    pub fn resolve<V: AsRef<str>>(&self, object_type: i32, mut value: impl FnMut(&str) -> Option<V>) -> &str {
        let Some(of_type) = self.by_type.get(&object_type) else {
            return unknown(object_type);
        };
        if of_type.special.is_empty() {
            return self.key(of_type.own);
        }
        let values: Vec<(&str, Option<V>)> = of_type
            .attributes
            .iter()
            .map(|attribute| (attribute.as_str(), value(attribute)))
            .collect();
        let holds = |condition: &Condition| {
            values.iter().any(|(attribute, value)| {
                *attribute == condition.attribute
                    && value.as_ref().is_some_and(|v| v.as_ref() == condition.value)
            })
        };
        let matching = of_type.special.iter().find(|index| {
            let symbol = self.all.get(**index);
            symbol.is_some_and(|symbol| symbol.conditions.iter().all(holds))
        });
        self.key(matching.copied().unwrap_or(of_type.own))
    }

    fn key(&self, index: usize) -> &str {
        self.all.get(index).map_or(UNKNOWN[0], |symbol| &symbol.key)
    }
}

const UNKNOWN: [&str; 4] = [
    "unknown-line",
    "unknown-point",
    "unknown-area",
    "unknown-definition-point",
];

/// The symbol of a type that the catalogue does not have, by the suffix of its code.
fn unknown(object_type: i32) -> &'static str {
    match object_type % 100 {
        1 => UNKNOWN[1],
        3 => UNKNOWN[2],
        4 => UNKNOWN[3],
        _ => UNKNOWN[0],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::model::catalogue::GeometryKind;

    fn symbols() -> &'static Symbols {
        Symbols::embedded().unwrap()
    }

    fn symbol(element: &str, values: &[(&str, &str)]) -> &'static Symbol {
        let (_, object_type) = Catalogue::embedded(VERSION)
            .unwrap()
            .object_type(element)
            .unwrap();
        let value = |name: &str| values.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        let key = symbols().resolve(object_type.key(), value);
        symbols().all().iter().find(|s| s.key == key).unwrap()
    }

    #[test]
    fn every_object_type_can_be_drawn() {
        for object_type in &Catalogue::embedded(VERSION).unwrap().object_types {
            let symbol = symbol(&object_type.element, &[]);
            assert_eq!(symbol.element.as_deref(), Some(object_type.element.as_str()));
            let line = symbol.stroke.is_some() && symbol.width_mm.is_some_and(|w| w > 0.0);
            let mark = symbol.fill.is_some() && symbol.width_mm.is_some_and(|w| w > 0.0);
            let drawn = match object_type.geometry {
                GeometryKind::Line => line,
                GeometryKind::Area => line || symbol.fill.is_some(),
                GeometryKind::Point | GeometryKind::DefinitionPoint => mark,
            };
            assert!(drawn, "{symbol:?}");
        }
    }

    #[test]
    fn every_symbol_is_drawable_and_named_once() {
        let mut keys = HashSet::new();
        for symbol in symbols().all() {
            assert!(keys.insert(&symbol.key), "{} twice", symbol.key);
            assert!(symbol.fill.is_some() || symbol.stroke.is_some(), "{symbol:?}");
            for colour in symbol.fill.iter().chain(&symbol.stroke) {
                let digits = colour.strip_prefix('#').unwrap();
                assert!(
                    digits.len() == 6 && u32::from_str_radix(digits, 16).is_ok(),
                    "{symbol:?}"
                );
            }
            assert!(
                symbol.width_mm.is_none_or(|w| (0.1..=10.0).contains(&w)),
                "{symbol:?}"
            );
            assert!(symbol.dash.as_ref().is_none_or(|d| d.len() == 2), "{symbol:?}");
        }
    }

    #[test]
    fn conditions_name_attributes_and_values_of_their_type() {
        let catalogue = Catalogue::embedded(VERSION).unwrap();
        for symbol in symbols().all().iter().filter(|s| !s.conditions.is_empty()) {
            let (_, object_type) = catalogue.object_type(symbol.element.as_ref().unwrap()).unwrap();
            for condition in &symbol.conditions {
                let used = catalogue.attributes_of(object_type);
                assert!(used.iter().any(|u| u.name == condition.attribute), "{symbol:?}");
                let id = catalogue.attribute_id(&condition.attribute).unwrap();
                let codes = &catalogue.attribute(id).unwrap().codes;
                assert!(codes.iter().any(|c| c.value == condition.value), "{symbol:?}");
            }
        }
    }

    #[test]
    fn rows_of_the_table_come_out() {
        let building = symbol("HraniceBudovy", &[]);
        assert_eq!(building.stroke.as_deref(), Some("#000000"));
        assert_eq!((building.width_mm, &building.dash), (Some(0.35), &None));

        let area = symbol("BudovaPlocha", &[]);
        assert_eq!(area.fill.as_deref(), Some("#ebe9e8"));
        assert_eq!(
            (area.stroke.as_deref(), area.width_mm),
            (Some("#d6d4d4"), Some(1.6))
        );

        let gas = symbol("TrasaPlynovodniSite", &[("TlakovaHladinaPlynovodniSite", "4")]);
        assert_eq!(
            (gas.stroke.as_deref(), gas.width_mm),
            (Some("#4ce600"), Some(0.35))
        );
        assert_eq!(gas.dash.as_deref(), Some([36.0, 8.0].as_slice()));

        let park = symbol("UdrzovanaPlochaZelenePlocha", &[("TypUdrzovaneZelene", "1")]);
        assert_eq!(
            park.fill.as_deref(),
            Some("#d4f0c2"),
            "a colour in the column of widths"
        );

        let zone = symbol("OPStaniceElektrickeSite", &[]);
        assert_eq!(
            (zone.fill.as_deref(), zone.stroke.as_deref()),
            (None, Some("#e60000"))
        );
    }

    #[test]
    fn two_attributes_choose_together_and_others_fall_back() {
        let sewer = |purpose, kind| {
            symbol(
                "TrasaStokoveSite",
                &[
                    ("UceloveZarazeniStokoveSite", purpose),
                    ("TypTrasyStokoveSite", kind),
                ],
            )
        };
        assert_eq!(sewer("1", "1").width_mm, Some(0.35));
        assert_eq!(sewer("1", "4").width_mm, Some(0.13));
        assert_eq!(symbol("TrasaStokoveSite", &[]).key, "TrasaStokoveSite");
        assert_eq!(
            symbol("TrasaPlynovodniSite", &[("TlakovaHladinaPlynovodniSite", "77")]).key,
            "TrasaPlynovodniSite"
        );
        let (_, sewer) = Catalogue::embedded(VERSION)
            .unwrap()
            .object_type("TrasaStokoveSite")
            .unwrap();
        assert_eq!(
            symbols().attributes_of(sewer.key()),
            ["UceloveZarazeniStokoveSite", "TypTrasyStokoveSite"]
        );
    }

    #[test]
    fn types_of_other_versions_are_drawn_by_their_geometry() {
        assert_eq!(symbols().resolve(20_000_103, |_| None::<&str>), "unknown-area");
        assert_eq!(symbols().resolve(20_000_101, |_| None::<&str>), "unknown-point");
        assert!(symbols().attributes_of(20_000_103).is_empty());
    }
}
