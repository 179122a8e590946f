//! Which object types of ZPS take part in the checks of topology and in the derivation of areas, and how: `schemas/roles.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use super::hierarchy::Hierarchy;
use super::scene::{AreaKind, LineKind};
pub use crate::model::Family;
use crate::model::catalogue::GeometryKind;
use crate::model::{AttributeId, Catalogue, Neighbour, ObjectType, Part, value};

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

/// Names of the attributes that tell groups and kinds, in the order in which their values are asked for.
pub fn telling(hierarchy: &Hierarchy) -> Vec<String> {
    let kinds = hierarchy.attributes().into_iter();
    let names: BTreeSet<String> = kinds.chain(attributes()).map(str::to_owned).collect();
    names.into_iter().collect()
}

/// What a line or definition point is to the hierarchy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Lines of this kind.
    Line(LineKind),
    /// The definition point of areas of this kind, with their family.
    Area(AreaKind, Family),
}

impl Hierarchy {
    /// What an object of a type is, by the code of the type and the values of its attributes.
    pub fn kind<'a>(&self, code: &str, role: Role, tells: impl Fn(&str) -> Option<&'a str>) -> Option<Kind> {
        match role {
            Role::Line => self.line_kind(code, tells).map(Kind::Line),
            Role::Definition => self
                .area_kind(code)
                .map(|kind| Kind::Area(kind, self.family(kind))),
            Role::Detail | Role::Point => None,
        }
    }
}

/// Kinds of geometry whose objects can take part.
pub const KINDS: [GeometryKind; 3] = [
    GeometryKind::Point,
    GeometryKind::Line,
    GeometryKind::DefinitionPoint,
];

/// The object types that take part, of all versions, by their keys.
pub struct Types<'a> {
    keys: Vec<i32>,
    types: Vec<(TypeRole, String)>,
    hierarchy: &'a Hierarchy,
}

/// What an object of the surroundings is.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// What it is to the checks of topology.
    pub role: Role,
    /// The family of a line.
    pub group: Option<Family>,
    /// What it is to the hierarchy; `None` when no areas are derived from it.
    pub kind: Option<Kind>,
}

impl<'a> Types<'a> {
    /// The types of all versions.
    pub fn new(hierarchy: &'a Hierarchy) -> Self {
        let mut known: BTreeMap<i32, (TypeRole, String)> = BTreeMap::new();
        for catalogue in Catalogue::versions().filter_map(|version| Catalogue::embedded(version).ok()) {
            let types = catalogue.object_types.iter();
            for t in types.filter(|t| t.part == Part::Zps && KINDS.contains(&t.geometry)) {
                let role = TypeRole::of(t).map(|role| (role, t.code_base.clone()));
                known.extend(role.map(|role| (t.key(), role)));
            }
        }
        let (keys, types) = known.into_iter().unzip();
        Self {
            keys,
            types,
            hierarchy,
        }
    }

    /// Keys of all types.
    pub fn keys(&self) -> &[i32] {
        &self.keys
    }

    /// Keys of definition points.
    pub fn definitions(&self) -> Vec<i32> {
        self.keys_of(|role, _| role.role == Role::Definition)
    }

    /// Keys of the types from whose objects areas are derived.
    pub fn area_forming(&self) -> Vec<i32> {
        self.keys_of(|role, code| role.line.is_some() || self.hierarchy.area_kind(code).is_some())
    }

    fn keys_of(&self, are_wanted: impl Fn(&TypeRole, &str) -> bool) -> Vec<i32> {
        let all = self.keys.iter().zip(&self.types);
        let wanted = all.filter(|(_, (role, code))| are_wanted(role, code));
        wanted.map(|(key, _)| *key).collect()
    }

    /// What an object is; `attributes` names the values that it tells. `None` when it takes no part.
    pub fn known(&self, attributes: &[&str], neighbour: &Neighbour) -> Option<Known> {
        let place = self.keys.binary_search(&neighbour.object_type).ok()?;
        let (role, code) = &self.types[place];
        let tells = |name: &str| {
            let place = attributes.iter().position(|known| *known == name)?;
            neighbour.values.get(place)?.as_deref()
        };
        let group = role.group(tells);
        let forms = group.is_some() || role.role == Role::Definition;
        Some(Known {
            role: role.role,
            group,
            kind: forms
                .then(|| self.hierarchy.kind(code, role.role, tells))
                .flatten(),
        })
    }
}

/// The object types of one catalogue.
#[derive(Clone, Debug)]
pub(crate) struct Roles {
    types: Vec<Option<TypeRole>>,
    levels: Vec<AttributeId>,
    pub(crate) external: Option<AttributeId>,
    /// The attributes that tell groups and kinds.
    telling: Vec<(String, AttributeId)>,
    /// The code of each type.
    codes: Vec<String>,
    hierarchy: Arc<Hierarchy>,
}

impl Roles {
    pub(crate) fn of(catalogue: &Catalogue, hierarchy: Arc<Hierarchy>) -> Self {
        let id = |name: &str| catalogue.attribute_id(name);
        let levels = ["UrovenUmisteniObjektuZPS", "UrovenUmisteniObjektuTI"];
        let telling = telling(&hierarchy).into_iter();
        Self {
            types: catalogue.object_types.iter().map(TypeRole::of).collect(),
            levels: levels.into_iter().filter_map(id).collect(),
            external: id("IDExterni"),
            telling: telling
                .filter_map(|name| id(&name).map(|id| (name, id)))
                .collect(),
            codes: catalogue
                .object_types
                .iter()
                .map(|t| t.code_base.clone())
                .collect(),
            hierarchy,
        }
    }

    /// What a line or definition point is to the hierarchy, by the place of its type in the catalogue.
    pub(crate) fn kind<'a>(
        &self,
        index: u16,
        role: Role,
        tells: impl Fn(&str) -> Option<&'a str>,
    ) -> Option<Kind> {
        self.hierarchy
            .kind(self.codes.get(usize::from(index))?, role, tells)
    }

    /// What a type is, by its place in the catalogue.
    pub(crate) fn of_type(&self, index: u16) -> Option<TypeRole> {
        self.types.get(usize::from(index)).copied().flatten()
    }

    /// Whether an attribute tells the level.
    pub(crate) fn is_level(&self, attribute: AttributeId) -> bool {
        self.levels.contains(&attribute)
    }

    /// Whether a line of a type, by its place in the catalogue, tells its kind, where an attribute does that.
    pub(crate) fn tells_kind(&self, index: u16, has: impl Fn(&str) -> bool) -> bool {
        let code = self.codes.get(usize::from(index));
        let attribute = code.and_then(|code| self.hierarchy.attribute_of(code));
        attribute.is_none_or(has)
    }

    /// The number of an attribute that tells groups or kinds.
    pub(crate) fn telling(&self, name: &str) -> Option<AttributeId> {
        let known = self.telling.iter().find(|(known, _)| known == name);
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
