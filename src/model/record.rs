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

/// How a record says what it does: the name of its element after `ZaznamObjektu`.
///
/// Generation 1 has one element for all and tells the operation in `ZapisObjektu`; generation 2 (JVF DTM 1.5) has an
/// element for each kind, with demands of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// `ZaznamObjektu` of generation 1.
    #[default]
    Plain,
    /// Input: a new object.
    Ins,
    /// Input: a change, which may leave out what stays.
    Upd,
    /// Input: an end, which needs only the identity.
    Del,
    /// Issued state, public view.
    RefV,
    /// Issued state, complete view.
    RefN,
    /// Issued change, public view: a new object.
    RefVIns,
    /// Issued change, public view: a change.
    RefVUpd,
    /// Issued change, public view: an end.
    RefVDel,
    /// Issued change, complete view: a new object.
    RefNIns,
    /// Issued change, complete view: a change.
    RefNUpd,
    /// Issued change, complete view: an end.
    RefNDel,
    /// Cross-border editing: a new object.
    PeIns,
    /// Cross-border editing: a change.
    PeUpd,
    /// Cross-border editing: an end.
    PeDel,
}

impl RecordKind {
    const NAMED: [(Self, &'static str, Operation); 14] = [
        (Self::Ins, "Ins", Operation::Insert),
        (Self::Upd, "Upd", Operation::Update),
        (Self::Del, "Del", Operation::Delete),
        (Self::RefV, "RefV", Operation::Reference),
        (Self::RefN, "RefN", Operation::Reference),
        (Self::RefVIns, "RefVIns", Operation::Insert),
        (Self::RefVUpd, "RefVUpd", Operation::Update),
        (Self::RefVDel, "RefVDel", Operation::Delete),
        (Self::RefNIns, "RefNIns", Operation::Insert),
        (Self::RefNUpd, "RefNUpd", Operation::Update),
        (Self::RefNDel, "RefNDel", Operation::Delete),
        (Self::PeIns, "PeIns", Operation::Insert),
        (Self::PeUpd, "PeUpd", Operation::Update),
        (Self::PeDel, "PeDel", Operation::Delete),
    ];

    /// The kind of a record element's name without `ZaznamObjektu`.
    pub fn from_suffix(suffix: &str) -> Option<Self> {
        if suffix.is_empty() {
            return Some(Self::Plain);
        }
        Self::NAMED
            .into_iter()
            .find(|(_, name, _)| *name == suffix)
            .map(|(kind, ..)| kind)
    }

    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        let named = Self::NAMED.into_iter().map(|(kind, ..)| kind);
        std::iter::once(Self::Plain).chain(named)
    }

    /// What follows `ZaznamObjektu` in the name of the record's element; empty for [`Plain`](Self::Plain).
    pub fn suffix(self) -> &'static str {
        let mut named = Self::NAMED.into_iter();
        named
            .find(|(kind, ..)| *kind == self)
            .map_or("", |(_, name, _)| name)
    }

    /// The kind's name in [`AttributeUse::required`](super::catalogue::AttributeUse::required): its suffix, or `*`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Plain => "*",
            named => named.suffix(),
        }
    }

    /// What the kind alone tells of the operation; nothing for [`Plain`](Self::Plain).
    pub fn operation(self) -> Option<Operation> {
        Self::NAMED
            .into_iter()
            .find(|(kind, ..)| *kind == self)
            .map(|(.., operation)| operation)
    }

    /// Whether a record of the kind may leave out attributes and geometry that stay as they are.
    pub fn is_partial(self) -> bool {
        matches!(self.operation(), Some(Operation::Update | Operation::Delete))
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
    /// How it says so.
    pub kind: RecordKind,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suffix_names_its_kind() {
        assert_eq!(RecordKind::all().count(), 15);
        for kind in RecordKind::all() {
            assert_eq!(RecordKind::from_suffix(kind.suffix()), Some(kind));
        }
        assert_eq!(
            (RecordKind::Plain.key(), RecordKind::RefVIns.key()),
            ("*", "RefVIns")
        );
    }
}
