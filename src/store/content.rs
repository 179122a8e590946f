//! What a delivery does, told by its reader beside the rows.

use std::collections::BTreeMap;

use super::DeliveryPart;
use crate::model::{BoundingBox, ObjectType, Operation};

/// What a delivery does, told by its reader.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Records by element name and operation.
    pub counts: BTreeMap<String, BTreeMap<Operation, u64>>,
    /// [Keys](crate::model::ObjectType::key) of these types by element name.
    pub keys: BTreeMap<String, i32>,
    /// What references (`r`) mean in this delivery.
    pub references: References,
    /// Records of new objects that get an identifier.
    pub without_id: u64,
    /// Changes that leave out what stays.
    pub partial: u64,
    /// Box around everything delivered.
    pub area: Option<BoundingBox>,
    /// `IDZmeny` of the records.
    pub submission: Submission,
    /// Elements that are kept as they are.
    pub parts: Vec<DeliveryPart>,
}

/// What a reference (`r`) means: a state to be in force in a full file (*kompletní zápis*), the surroundings of what changes
/// among change records (*změnové věty*).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum References {
    /// It is put in force.
    #[default]
    Apply,
    /// It changes nothing.
    LeaveOut,
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

    /// Takes several records into account.
    fn append(&mut self, more: Self) {
        match more {
            Self::Unknown => {}
            Self::One(id) => self.take(Some(&id)),
            Self::Several => *self = Self::Several,
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
    /// Counts a record.
    pub fn count(&mut self, object_type: &ObjectType, operation: Operation) {
        let element = &object_type.element;
        let counts = match self.counts.get_mut(element) {
            Some(counts) => counts,
            None => {
                self.keys.insert(element.clone(), object_type.key());
                self.counts.entry(element.clone()).or_default()
            }
        };
        *counts.entry(operation).or_default() += 1;
    }

    /// Takes a place into the area.
    pub fn reaches(&mut self, bounds: Option<BoundingBox>) {
        self.area = match (self.area, bounds) {
            (Some(area), Some(bounds)) => Some(area.union(bounds)),
            (area, bounds) => area.or(bounds),
        };
    }

    /// Adds what the records do that follow.
    pub fn take(&mut self, more: Self) {
        for (element, operations) in more.counts {
            let counts = self.counts.entry(element).or_default();
            for (operation, count) in operations {
                *counts.entry(operation).or_default() += count;
            }
        }
        self.keys.extend(more.keys);
        self.without_id += more.without_id;
        self.partial += more.partial;
        self.reaches(more.area);
        self.submission.append(more.submission);
        self.parts.extend(more.parts);
    }

    /// How many records there are.
    pub fn records(&self) -> u64 {
        self.counts.values().flat_map(BTreeMap::values).sum()
    }

    /// Records by operation, in the order of [`Operation::ALL`].
    pub fn by_operation(&self) -> [u64; 4] {
        let total = |operation| {
            let counts = self.counts.values();
            counts.filter_map(|counts| counts.get(&operation)).sum()
        };
        Operation::ALL.map(total)
    }
}
