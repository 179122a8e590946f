//! What a delivery does, told by its reader beside the rows.

use std::collections::BTreeMap;

use super::DeliveryPart;
use crate::model::{BoundingBox, Operation};

/// What a delivery does, told by its reader.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Records by element name and operation.
    pub counts: BTreeMap<String, BTreeMap<Operation, u64>>,
    /// Records without `ID`.
    pub without_id: u64,
    /// Box around everything delivered.
    pub area: Option<BoundingBox>,
    /// `IDZmeny` of the records.
    pub submission: Submission,
    /// Elements that are kept as they are.
    pub parts: Vec<DeliveryPart>,
}

/// `IDZmeny`, as far as the records agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Submission {
    /// No record has one so far.
    #[default]
    Unknown,
    /// All that have one have this.
    One(String),
    /// They differ.
    Several,
}

impl Submission {
    /// Takes another record into account.
    pub fn take(&mut self, id: Option<&str>) {
        match (&*self, id) {
            (Self::Unknown, Some(id)) => *self = Self::One(id.to_owned()),
            (Self::One(known), Some(id)) if known != id => *self = Self::Several,
            _ => {}
        }
    }

    /// The identifier, when there is one.
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Self::One(id) => Some(id),
            Self::Unknown | Self::Several => None,
        }
    }
}

impl Content {
    /// How many records there are.
    pub fn records(&self) -> u64 {
        self.counts.values().flat_map(BTreeMap::values).sum()
    }

    /// Whether there are but states (`r`) and new objects (`i`).
    pub(super) fn states_only(&self) -> bool {
        let changes = |(operation, count): (&Operation, &u64)| {
            matches!(operation, Operation::Update | Operation::Delete) && *count > 0
        };
        !self.counts.values().flatten().any(changes)
    }
}

/// `{"HraniceBudovy": {"i": 3}}`.
pub(super) fn counts_json(content: &Content) -> serde_json::Value {
    let by_letter = |counts: &BTreeMap<Operation, u64>| {
        counts
            .iter()
            .map(|(operation, count)| (operation.letter().to_string(), (*count).into()))
            .collect::<serde_json::Map<_, _>>()
    };
    content
        .counts
        .iter()
        .map(|(element, counts)| (element.clone(), by_letter(counts).into()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
