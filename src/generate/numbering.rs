//! From drafts to records: identifiers, operations, attributes.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::defects::{Named, Planting};
use super::draft::Draft;
use super::kinds::{Kinds, Known, Value};
use crate::jvf::write::main_id;
use crate::model::{
    AttributeId, Attributes, Coordinate, FeatureId, Geometry, Operation, Position, Record, RecordKind,
    RegionNumber, Shape,
};

/// Serial numbers that belong to one seed; seeds a hundred apart share theirs.
const SERIALS: u64 = 10_000_000;

/// What has been numbered so far.
#[derive(Debug)]
pub struct Numbering {
    region: RegionNumber,
    operation: Operation,
    /// Serial numbers begin after this one, so that municipalities of different seeds can live in one region.
    first: u64,
    serials: FxHashMap<u32, u64>,
    /// Those of objects of defects, which count down from the last one: the others have the numbers that they have without.
    last_serials: FxHashMap<u32, u64>,
    counts: BTreeMap<u16, u64>,
    records: u64,
}

impl Numbering {
    /// Nothing is numbered yet.
    pub fn new(region: RegionNumber, seed: i64, operation: Operation) -> Self {
        let hundredth = u64::try_from(seed.rem_euclid(100)).unwrap_or_default();
        Self {
            region,
            operation,
            first: hundredth * SERIALS,
            serials: FxHashMap::default(),
            last_serials: FxHashMap::default(),
            counts: BTreeMap::new(),
            records: 0,
        }
    }

    /// Objects so far by index of the object type.
    pub fn counts(&self) -> &BTreeMap<u16, u64> {
        &self.counts
    }

    /// The next record of the file.
    pub fn record(&mut self, kinds: &Kinds, draft: Draft, planting: &mut Planting) -> Record {
        let known = kinds.get(draft.kind);
        self.records += 1;
        *self.counts.entry(known.object_type).or_default() += 1;
        let serial = self.serial(known.series, draft.role.is_some());
        let role = draft.role.unwrap_or_default();
        let operation = role.operation.unwrap_or(self.operation);
        let id = (operation != Operation::Insert)
            .then(|| FeatureId::compose(self.region, known.series, self.first + serial))
            .flatten();
        let altered = role
            .attribute
            .and_then(|(name, value)| Some((kinds.altered(name)?, value)));
        let record = Record {
            position: Position::default(),
            object_type: known.object_type,
            operation,
            kind: RecordKind::Plain,
            id,
            attributes: attributes(kinds, &draft, id, serial, altered),
            geometry: Some(draft.geometry),
            outline: draft.outline,
            critical_area: None,
            gml_id: None,
        };
        if draft.role.is_some() {
            planting.note(role, self.records, || named(&record, self.records, known));
        }
        record
    }

    fn serial(&mut self, series: u32, of_defect: bool) -> u64 {
        let serials = if of_defect {
            &mut self.last_serials
        } else {
            &mut self.serials
        };
        let serial = serials.entry(series).or_default();
        *serial += 1;
        if of_defect { SERIALS - *serial } else { *serial }
    }
}

fn named(record: &Record, number: u64, known: &Known) -> Named {
    Named {
        gml_id: main_id(record, number, known.geometry).unwrap_or_default(),
        id: record.id.map(|id| id.to_string()),
        element: known.element,
    }
}

/// The attributes of a draft; one may be altered, or left out without a value.
fn attributes(
    kinds: &Kinds,
    draft: &Draft,
    id: Option<FeatureId>,
    serial: u64,
    altered: Option<(AttributeId, Option<&'static str>)>,
) -> Attributes {
    let known = kinds.get(draft.kind);
    let mut attributes = Attributes::with_capacity(known.attributes.len() + 2, 64);
    if let Some(id) = id {
        attributes.push(kinds.id, &id.to_string(), false);
    }
    for (attribute, value) in &known.attributes {
        match value {
            _ if altered.is_some_and(|(other, _)| other == *attribute) => {}
            Value::Fixed(text) => attributes.push(*attribute, text, false),
            Value::Choice => attributes.push(*attribute, draft.choice, false),
            Value::Serial => attributes.push(*attribute, &serial.to_string(), false),
            Value::Height => attributes.push(*attribute, &height(&draft.geometry), false),
            Value::Level => attributes.push(*attribute, &draft.level.to_string(), false),
        }
    }
    if let Some((attribute, Some(text))) = altered {
        attributes.push(attribute, text, false);
    }
    attributes
}

/// The height of a point in metres.
fn height(geometry: &Geometry) -> String {
    let Shape::Point(Coordinate { z, .. }) = geometry.shape else {
        return String::new();
    };
    format!("{}.{:02}", z / 100, z % 100)
}
