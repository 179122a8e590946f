//! The catalogue of object types of one JVF version: data compiled from the official XSD package.
//!
//! `schemas/jvf/VERSION.json` holds it; `dtm catalogue` writes such a file, the ones of the versions in use are embedded.
//! Element names, codes, code lists and optionality are facts of decree 393/2020 Sb. and the published schemas.

use std::collections::BTreeMap;
use std::sync::{OnceLock, PoisonError, RwLock};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{AttributeId, Grammar};

/// The catalogue of one JVF version.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Catalogue {
    /// `VerzeJVFDTM` as the schema demands it, such as `1.4.3` or `1.5.0.beta3`.
    pub version: String,
    /// Structure of the records: 1 (`ZapisObjektu`) or 2 (the operation is the record's element name).
    pub generation: u8,
    /// Attributes, ordered by name; the position is the [`AttributeId`].
    pub attributes: Vec<AttributeType>,
    /// Shared groups of attributes (`SpolecneAtributy…`), ordered by name.
    pub groups: Vec<AttributeGroup>,
    /// Object types with their geometry, ordered by element name.
    pub object_types: Vec<ObjectType>,
    /// Structure of the files, as the XSD package tells it.
    #[serde(default)]
    pub grammar: Grammar,
    #[serde(skip)]
    index: Index,
}

#[derive(Clone, Debug, Default)]
struct Index {
    by_element: FxHashMap<String, u16>,
    by_key: FxHashMap<i32, u16>,
    attribute: FxHashMap<String, AttributeId>,
}

/// One attribute (an element of the namespace `atr`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeType {
    /// Element name, such as `DruhPlotu`; its namespace is always `atr`.
    pub name: String,
    /// Czech explanation.
    pub title: String,
    /// What the schema adds to the explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Type of the value.
    pub kind: ValueKind,
    /// May be written with `xsi:nil="true"`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nillable: bool,
    /// A number below zero is not allowed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub non_negative: bool,
    /// Most characters of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// Permitted values with their Czech texts, in the order of the schema; empty when the value is free.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Code>,
}

/// One value of a code list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The value as written in files.
    pub value: String,
    /// Its Czech text.
    pub title: String,
}

/// Type of an attribute's value, after XML Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ValueKind {
    /// `xs:string`.
    String,
    /// `xs:integer`.
    Integer,
    /// `xs:decimal`.
    Decimal,
    /// `xs:boolean`.
    Boolean,
    /// `xs:date`.
    Date,
    /// `xs:dateTime`.
    DateTime,
    /// An element with children of its own, kept as text.
    Complex,
}

/// A shared group of attributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeGroup {
    /// Element name, such as `SpolecneAtributyObjektuZPS`.
    pub name: String,
    /// Czech explanation; empty when the schema has none.
    #[serde(default)]
    pub title: String,
    /// Namespace of the element: `atr` in generation 1; none in generation 2, where it is that of the object type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Its attributes.
    pub attributes: Vec<AttributeUse>,
}

/// How a type or a group uses an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeUse {
    /// Attribute or group name.
    pub name: String,
    /// Record kind (`*` for all of generation 1; `Ins`, `Upd`, `RefV`… in generation 2) to whether it must be there.
    /// A kind that is missing does not allow the attribute.
    pub required: BTreeMap<String, bool>,
    /// May be shown to everybody (`docs/catalogue.md` tells where this is known from).
    pub public: bool,
}

/// What a record kind of generation 2 asks of the geometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordForm {
    /// `GeometrieObjektu` must be there.
    pub geometry_required: bool,
    /// `OblastObjektuKI` may be there; when the geometry need not, it may stand instead of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub critical_area: bool,
}

/// Content part of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Part {
    /// *Základní prostorová situace*.
    #[serde(rename = "ZPS")]
    Zps,
    /// *Dopravní infrastruktura*.
    #[serde(rename = "DI")]
    Di,
    /// *Technická infrastruktura*.
    #[serde(rename = "TI")]
    Ti,
}

impl Part {
    /// All parts.
    pub const ALL: [Self; 3] = [Self::Zps, Self::Di, Self::Ti];

    /// The value of `ObsahovaCast`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zps => "ZPS",
            Self::Di => "DI",
            Self::Ti => "TI",
        }
    }
}

/// Kind of geometry (`code_suffix`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GeometryKind {
    /// `01`.
    Point,
    /// `02`.
    Line,
    /// `03`: an area of DI or TI, or a derived area of ZPS with its 3D outline.
    Area,
    /// `04`: tells what the face around it is.
    DefinitionPoint,
}

impl GeometryKind {
    /// The value of `code_suffix` as a number.
    pub fn suffix(self) -> i32 {
        match self {
            Self::Point => 1,
            Self::Line => 2,
            Self::Area => 3,
            Self::DefinitionPoint => 4,
        }
    }
}

/// One object type with one kind of geometry: one element of `Data`, one collection of the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectType {
    /// Element name, such as `HraniceBudovy`; the collection's id.
    pub element: String,
    /// Namespace of the element's children, such as `hrabud`.
    pub namespace: String,
    /// `code_base`, ten digits. Files do not write it when the type is [unclassified](Self::unclassified).
    pub code_base: String,
    /// Kind of geometry.
    pub geometry: GeometryKind,
    /// Czech name (`ObjektovyTypNazev`).
    pub name: String,
    /// Files carry the name only: no code, category, group, part (`O6` in generation 1).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unclassified: bool,
    /// *Kategorie*.
    pub category: String,
    /// *Skupina*.
    pub group: String,
    /// Content part.
    pub part: Part,
    /// Coordinates per position that the type is kept with: 2 or 3.
    pub dimension: u8,
    /// A derived area: 2D polygon and 3D outline.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub derived: bool,
    /// The record may carry `OblastObjektuKI`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub critical_area: bool,
    /// The geometry may be left out, in some kind of record at least.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub geometry_optional: bool,
    /// An element of the EU Gigabit Infrastructure Act (`gia`, generation 2).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gia: bool,
    /// Record kinds of generation 2 (`Ins`, `RefV`…: what follows `ZaznamObjektu`); empty in generation 1.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub records: BTreeMap<String, RecordForm>,
    /// Element of the namespace `cmn` around the geometry (`Bod3D`), where the version has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geometry_wrapper: Option<String>,
    /// May be shown to everybody.
    pub public: bool,
    /// Groups and attributes of `AtributyObjektu`, in the order of the schema.
    pub attributes: Vec<AttributeUse>,
}

impl ObjectType {
    /// A number that stands for the type in every JVF version: the code's first two digits without the leading zero, its
    /// last five digits, the suffix. `0100000299` line is 1 00299 02.
    pub fn key(&self) -> i32 {
        let code: i64 = self.code_base.parse().unwrap_or_default();
        let (family, number) = (code / 100_000_000, code % 100_000);
        i32::try_from(family * 10_000_000 + number * 100).unwrap_or_default() + self.geometry.suffix()
    }

    /// The five digits that new identifiers of this type carry after the region.
    pub fn id_series(&self) -> u32 {
        u32::try_from(self.key() / 100 % 100_000).unwrap_or_default()
    }
}

/// Why a catalogue cannot be used.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// No compiled catalogue of this version.
    #[error(
        "JVF DTM version `{0}` is not known; compile its XSD package with `dtm catalogue PACKAGE.zip -o schemas/jvf/{0}.json` and build again"
    )]
    UnknownVersion(String),
    /// The file does not parse.
    #[error("the catalogue of JVF DTM {version} does not read")]
    Malformed {
        /// Which one.
        version: String,
        /// Why.
        source: serde_json::Error,
    },
    /// Its grammar contradicts itself: the version and what is wrong.
    #[error("the grammar of JVF DTM {0} cannot be used: {1}; compile its XSD package again")]
    Grammar(String, String),
}

/// A catalogue that is built in: its name, `VerzeJVFDTM` of its files, its text.
struct Embedded {
    name: &'static str,
    version: &'static str,
    text: &'static str,
    read: OnceLock<Catalogue>,
}

static EMBEDDED: [Embedded; 2] = [
    Embedded {
        name: "1.4.3",
        version: "1.4.3",
        text: include_str!("../../schemas/jvf/1.4.3.json"),
        read: OnceLock::new(),
    },
    Embedded {
        name: "1.5.0",
        version: "1.5.0.beta3",
        text: include_str!("../../schemas/jvf/1.5.0.json"),
        read: OnceLock::new(),
    },
];

/// Catalogues that an operator added; they live as long as the program.
static ADDED: RwLock<Vec<&'static Catalogue>> = RwLock::new(Vec::new());

impl Embedded {
    fn read(&'static self) -> Result<&'static Catalogue, CatalogueError> {
        if let Some(catalogue) = self.read.get() {
            return Ok(catalogue);
        }
        let parsed = Catalogue::from_json(self.name, self.text)?;
        Ok(self.read.get_or_init(|| parsed))
    }
}

impl Catalogue {
    /// A catalogue of its parts, which are put in order.
    pub fn new(
        version: String,
        generation: u8,
        mut attributes: Vec<AttributeType>,
        mut groups: Vec<AttributeGroup>,
        mut object_types: Vec<ObjectType>,
    ) -> Self {
        attributes.sort_by(|a, b| a.name.cmp(&b.name));
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        object_types.sort_by(|a, b| a.element.cmp(&b.element));
        let mut catalogue = Self {
            version,
            generation,
            attributes,
            groups,
            object_types,
            grammar: Grammar::default(),
            index: Index::default(),
        };
        catalogue.build_index();
        catalogue
    }

    /// Versions that are built in.
    pub fn versions() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|embedded| embedded.name)
    }

    /// The built-in catalogue of a version.
    ///
    /// # Errors
    /// [`CatalogueError::UnknownVersion`] when it is not built in.
    pub fn embedded(version: &str) -> Result<&'static Self, CatalogueError> {
        EMBEDDED
            .iter()
            .find(|embedded| embedded.name == version)
            .ok_or_else(|| CatalogueError::UnknownVersion(version.chars().take(40).collect()))?
            .read()
    }

    /// The catalogue of files whose `VerzeJVFDTM` is this: one that was [added](Self::add), else a built-in one.
    ///
    /// # Errors
    /// [`CatalogueError::UnknownVersion`] when there is none.
    pub fn of_files(version: &str) -> Result<&'static Self, CatalogueError> {
        let added = ADDED.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(catalogue) = added.iter().rev().find(|catalogue| catalogue.version == version) {
            return Ok(catalogue);
        }
        EMBEDDED
            .iter()
            .find(|embedded| embedded.version == version)
            .ok_or_else(|| CatalogueError::UnknownVersion(version.chars().take(40).collect()))?
            .read()
    }

    /// Adds a catalogue for files of its version; it goes before a built-in one of the same.
    pub fn add(self) {
        let mut added = ADDED.write().unwrap_or_else(PoisonError::into_inner);
        added.push(Box::leak(Box::new(self)));
    }

    /// Reads a compiled catalogue.
    ///
    /// # Errors
    /// [`CatalogueError::Malformed`] when the text is not such a catalogue.
    pub fn from_json(version: &str, text: &str) -> Result<Self, CatalogueError> {
        let mut catalogue: Self = serde_json::from_str(text).map_err(|source| CatalogueError::Malformed {
            version: version.to_owned(),
            source,
        })?;
        catalogue.build_index();
        Ok(catalogue)
    }

    fn build_index(&mut self) {
        let types = || self.object_types.iter().zip(0_u16..);
        self.index = Index {
            by_element: types().map(|(t, i)| (t.element.clone(), i)).collect(),
            by_key: types().map(|(t, i)| (t.key(), i)).collect(),
            attribute: self
                .attributes
                .iter()
                .zip(0..)
                .map(|(a, i)| (a.name.clone(), AttributeId(i)))
                .collect(),
        };
    }

    /// The object type of an element name, with its index.
    pub fn object_type(&self, element: &str) -> Option<(u16, &ObjectType)> {
        let index = *self.index.by_element.get(element)?;
        Some((index, self.object_types.get(usize::from(index))?))
    }

    /// The object type of a [key](ObjectType::key).
    pub fn object_type_by_key(&self, key: i32) -> Option<&ObjectType> {
        self.object_types.get(usize::from(self.position_of_key(key)?))
    }

    /// The position of the object type of a [key](ObjectType::key).
    pub fn position_of_key(&self, key: i32) -> Option<u16> {
        self.index.by_key.get(&key).copied()
    }

    /// The number of an attribute.
    pub fn attribute_id(&self, name: &str) -> Option<AttributeId> {
        self.index.attribute.get(name).copied()
    }

    /// An attribute by its number.
    pub fn attribute(&self, id: AttributeId) -> Option<&AttributeType> {
        self.attributes.get(usize::from(id.0))
    }

    /// The attributes of a type with the groups unfolded, in the order of the schema. What a group's member says of record
    /// kinds and publicity is said for all types together: it holds for this one where the type itself allows it.
    pub fn attributes_of<'a>(&'a self, object_type: &'a ObjectType) -> Vec<&'a AttributeUse> {
        let mut all = Vec::new();
        for used in &object_type.attributes {
            match self.groups.iter().find(|g| g.name == used.name) {
                Some(group) => all.extend(&group.attributes),
                None => all.push(used),
            }
        }
        all
    }
}
