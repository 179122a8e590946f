//! Which object types of ZPS take part in the checks of topology and in the derivation of areas, and how: `schemas/roles.json`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::catalogue::GeometryKind;
use crate::model::{AttributeId, Catalogue, ObjectType, Part, value};

/// The list that is built in.
const LIST: &str = include_str!("../../schemas/roles.json");

/// What an object is to the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A detail point (*podrobný bod*).
    Detail,
    /// Any other point.
    Point,
    /// A line.
    Line,
    /// A definition point.
    Definition,
}

/// A family of lines from which areas are derived; each is derived by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// The usual hierarchy of construction lines.
    Ground,
    /// Bridge decks (*plocha mostní konstrukce*).
    Bridge,
    /// Tunnels (*provozní plocha tunelu*).
    Tunnel,
    /// Underpasses (*provozní plocha podchodu*).
    Underpass,
    /// Underground objects of ZPS.
    Underground,
}

impl Family {
    /// All families.
    pub const ALL: [Self; 5] = [
        Self::Ground,
        Self::Bridge,
        Self::Tunnel,
        Self::Underpass,
        Self::Underground,
    ];

    /// Its name in tables and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ground => "ground",
            Self::Bridge => "bridge",
            Self::Tunnel => "tunnel",
            Self::Underpass => "underpass",
            Self::Underground => "underground",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(rename = "description")]
    _description: String,
    detail_points: Vec<String>,
    lines: Vec<Line>,
}

/// The group of lines of one type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    code: String,
    group: Family,
    /// The attribute that tells another group, and its values.
    attribute: Option<String>,
    #[serde(default)]
    values: BTreeMap<String, Family>,
    /// The attribute without which (`true`) a line has no group.
    when: Option<String>,
}

fn list() -> &'static List {
    static READ: OnceLock<List> = OnceLock::new();
    READ.get_or_init(|| {
        serde_json::from_str(LIST).unwrap_or(List {
            _description: String::new(),
            detail_points: Vec::new(),
            lines: Vec::new(),
        })
    })
}

/// Names of the attributes that tell groups, in the order in which their values are asked for.
pub fn attributes() -> Vec<&'static str> {
    let of = |line: &'static Line| line.attribute.iter().chain(&line.when);
    let mut names: Vec<&str> = list().lines.iter().flat_map(of).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Codes of the types of lines from which areas are derived.
pub fn area_forming() -> impl Iterator<Item = &'static str> {
    list().lines.iter().map(|line| line.code.as_str())
}

/// What objects of a type are to the checks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TypeRole {
    pub(crate) role: Role,
    line: Option<&'static Line>,
}

impl TypeRole {
    /// What a type is; `None` when it takes no part.
    pub(crate) fn of(object_type: &ObjectType) -> Option<Self> {
        if object_type.part != Part::Zps {
            return None;
        }
        let code = &object_type.code_base;
        let (role, line) = match object_type.geometry {
            GeometryKind::Point if list().detail_points.contains(code) => (Role::Detail, None),
            GeometryKind::Point => (Role::Point, None),
            GeometryKind::DefinitionPoint => (Role::Definition, None),
            GeometryKind::Line => (Role::Line, list().lines.iter().find(|line| line.code == *code)),
            GeometryKind::Area => return None,
        };
        Some(Self { role, line })
    }

    /// Whether one of its lines tells its group, where an attribute does that.
    pub(crate) fn tells_group(&self, has: impl Fn(&str) -> bool) -> bool {
        let line = self.line.into_iter();
        let mut names = line.flat_map(|line| line.attribute.iter().chain(&line.when));
        names.all(|name| has(name))
    }

    /// The group of one of its lines, which tells the values of its attributes.
    pub(crate) fn group<'a>(&self, tells: impl Fn(&str) -> Option<&'a str>) -> Option<Family> {
        let line = self.line?;
        if let Some(when) = &line.when {
            let bounds = tells(when).is_some_and(|text| value::boolean(text.trim()) == Ok(true));
            return bounds.then_some(line.group);
        }
        let told = line.attribute.as_ref().and_then(|attribute| tells(attribute));
        let other = told.and_then(|text| line.values.get(text.trim()));
        Some(other.copied().unwrap_or(line.group))
    }
}

/// The object types of one catalogue.
#[derive(Clone, Debug)]
pub(crate) struct Roles {
    types: Vec<Option<TypeRole>>,
    levels: Vec<AttributeId>,
    pub(crate) external: Option<AttributeId>,
    /// The attributes that tell groups.
    telling: Vec<(&'static str, AttributeId)>,
}

impl Roles {
    pub(crate) fn of(catalogue: &Catalogue) -> Self {
        let id = |name: &'static str| catalogue.attribute_id(name).map(|id| (name, id));
        let levels = ["UrovenUmisteniObjektuZPS", "UrovenUmisteniObjektuTI"];
        Self {
            types: catalogue.object_types.iter().map(TypeRole::of).collect(),
            levels: levels.into_iter().filter_map(id).map(|(_, id)| id).collect(),
            external: catalogue.attribute_id("IDExterni"),
            telling: attributes().into_iter().filter_map(id).collect(),
        }
    }

    /// What a type is, by its place in the catalogue.
    pub(crate) fn of_type(&self, index: u16) -> Option<TypeRole> {
        self.types.get(usize::from(index)).copied().flatten()
    }

    /// Whether an attribute tells the level.
    pub(crate) fn is_level(&self, attribute: AttributeId) -> bool {
        self.levels.contains(&attribute)
    }

    /// The number of an attribute that tells groups.
    pub(crate) fn telling(&self, name: &str) -> Option<AttributeId> {
        let known = self.telling.iter().find(|(known, _)| *known == name);
        known.map(|(_, id)| *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(element: &str, values: &[(&str, &'static str)]) -> Option<Family> {
        let catalogue = Catalogue::embedded("1.4.3").unwrap();
        let (_, object_type) = catalogue.object_type(element).unwrap();
        let role = TypeRole::of(object_type).unwrap();
        role.group(|name| {
            values
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| *value)
        })
    }

    #[test]
    fn the_list_reads_and_names_types_and_attributes_that_there_are() {
        let read: List = serde_json::from_str(LIST).unwrap();
        for line in &read.lines {
            let known = ["1.4.3", "1.5.0"].into_iter().any(|version| {
                let catalogue = Catalogue::embedded(version).unwrap();
                catalogue.object_types.iter().any(|object_type| {
                    let uses = catalogue.attributes_of(object_type);
                    let has = |name: &String| uses.iter().any(|used| used.name == *name);
                    object_type.code_base == line.code
                        && object_type.geometry == GeometryKind::Line
                        && line.attribute.iter().chain(&line.when).all(has)
                })
            });
            assert!(known, "{}", line.code);
        }
        assert_eq!(
            attributes(),
            ["HraniceJinehoObjektu", "TypDopravniStavbyNeboPlochy"]
        );
    }

    #[test]
    fn every_point_and_line_of_zps_has_a_role_and_nothing_else_has() {
        for version in Catalogue::versions() {
            let catalogue = Catalogue::embedded(version).unwrap();
            for object_type in &catalogue.object_types {
                let takes_part = TypeRole::of(object_type).is_some();
                let expected = object_type.part == Part::Zps && object_type.geometry != GeometryKind::Area;
                assert_eq!(takes_part, expected, "{}", object_type.element);
            }
        }
    }

    #[test]
    fn lines_are_in_the_group_that_their_attributes_tell() {
        use Family::{Bridge, Ground, Tunnel, Underground, Underpass};
        let kind = "TypDopravniStavbyNeboPlochy";
        for (value, expected) in [
            ("1", Ground),
            ("16", Bridge),
            ("18", Tunnel),
            (" 20 ", Underpass),
            ("99", Ground),
        ] {
            assert_eq!(
                group("HraniceDopravniStavbyPlochy", &[(kind, value)]),
                Some(expected),
                "{value}"
            );
        }
        assert_eq!(group("HraniceDopravniStavbyPlochy", &[]), Some(Ground));
        assert_eq!(group("HranicePodzemnihoObjektuZPS", &[]), Some(Underground));
        assert_eq!(group("NeidentifikovanyObjekt", &[]), Some(Ground));
        assert_eq!(group("TerenniHrana", &[]), None);
        for (value, expected) in [
            ("1", Some(Ground)),
            ("true", Some(Ground)),
            ("0", None),
            ("false", None),
            ("", None),
        ] {
            assert_eq!(
                group("Plot", &[("HraniceJinehoObjektu", value)]),
                expected,
                "{value}"
            );
        }
        assert_eq!(group("Plot", &[]), None);
    }
}
