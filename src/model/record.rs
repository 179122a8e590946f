//! One record of a delivery.

use super::{Attributes, FeatureId, Geometry};

/// What a record does (JVF generation 1 `ZapisObjektu`; generation 2 tells it by the element's name).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// `i`: a new object.
    Insert,
    /// `u`: a new state of an object.
    Update,
    /// `d`: the end of an object; the record holds its last state.
    Delete,
    /// `r`: the plain state of an object.
    Reference,
}

impl Operation {
    /// All operations, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Insert, Self::Update, Self::Delete, Self::Reference];

    /// The letter of `ZapisObjektu`.
    pub fn letter(self) -> char {
        match self {
            Self::Insert => 'i',
            Self::Update => 'u',
            Self::Delete => 'd',
            Self::Reference => 'r',
        }
    }

    /// The operation of a letter.
    pub fn from_letter(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|o| text.len() == 1 && text.starts_with(o.letter()))
    }
}

/// Where in the file something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Number of the record, counted from 1 over the whole file; 0 outside the records.
    pub record: u64,
    /// Line, counted from 1.
    pub line: u64,
    /// Offset in bytes from the start of the file.
    pub byte: u64,
}

/// One object record as delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it starts.
    pub position: Position,
    /// Index of its type in [`Catalogue::object_types`](super::Catalogue).
    pub object_type: u16,
    /// What it does.
    pub operation: Operation,
    /// `ID`, when it has one.
    pub id: Option<FeatureId>,
    /// All attributes, `ID` included.
    pub attributes: Attributes,
    /// The object's geometry.
    pub geometry: Option<Geometry>,
    /// The 3D outline of a derived area.
    pub outline: Option<Geometry>,
    /// The blurred area of critical infrastructure (`OblastObjektuKI`).
    pub critical_area: Option<Geometry>,
    /// `gml:id` of the geometry.
    pub gml_id: Option<String>,
}
