//! The derived areas that a file brings, packed, so that millions of them fit in memory; and what of its areas could not be judged.

mod map;

pub(in crate::check) use map::DefinedBy;

use super::{words, written};
use crate::check::{LeftOpen, RecordMode};
use crate::derive::{AreaKind, Family, Hierarchy, Layer};
use crate::geom::exact::is_near;
use crate::model::{
    AttributeId, BoundingBox, Catalogue, Coordinate, ObjectType, Operation, Part, Record, Shape, value,
};

/// What the object types of a catalogue are to check 4.5.
#[derive(Clone, Debug)]
pub(in crate::check) struct Kinds {
    types: Vec<Option<(Family, Option<AreaKind>)>>,
    level: Option<AttributeId>,
    external: Option<AttributeId>,
}

impl Kinds {
    /// The types of a catalogue, in the families that a hierarchy tells.
    pub(in crate::check) fn of(catalogue: &Catalogue, hierarchy: &Hierarchy) -> Self {
        let kind = |object_type: &ObjectType| {
            let family = family(object_type, hierarchy)?;
            Some((family, hierarchy.area_kind(&object_type.code_base)))
        };
        Self {
            types: catalogue.object_types.iter().map(kind).collect(),
            level: catalogue.attribute_id("UrovenUmisteniObjektuZPS"),
            external: catalogue.attribute_id("IDExterni"),
        }
    }
}

/// The family of a type of derived areas, `ground` where the hierarchy does not know it; nothing of other types.
pub(super) fn family(object_type: &ObjectType, hierarchy: &Hierarchy) -> Option<Family> {
    let is_derived = object_type.derived && object_type.part == Part::Zps;
    let kind = hierarchy.area_kind(&object_type.code_base);
    is_derived.then(|| kind.map_or(Family::Ground, |kind| hierarchy.family(kind)))
}

/// An area, but for its positions.
#[derive(Clone, Debug)]
pub(super) struct Area {
    pub(super) layer: Layer,
    /// Its type in the hierarchy, when that knows it.
    pub(super) kind: Option<AreaKind>,
    /// Its place in the catalogue.
    pub(super) object_type: u16,
    /// Identifier; 0 when it has none.
    pub(super) id: i64,
    /// Number of its record, and bytes from the start of the file.
    pub(super) record: u64,
    pub(super) at: u64,
    /// Where its rings and its names end.
    rings: u32,
    names: u32,
}

/// Polygons that check 4.11 could not judge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::check) struct Unjudged {
    /// With too many segments over each other.
    pub(in crate::check) tangled: u64,
    /// With arcs.
    pub(in crate::check) arcs: u64,
}

impl Unjudged {
    /// What the check leaves open.
    pub(super) fn left_open(self) -> Option<LeftOpen> {
        let why = match self {
            Self { tangled: 0, arcs: 0 } => return None,
            Self { tangled: 0, .. } => written::arcs(),
            _ => written::tangled(),
        };
        let cases = self.tangled + self.arcs;
        Some(LeftOpen { cases, why })
    }
}

/// Areas in the order of the file; after them those of the map that they are compared with.
#[derive(Clone, Debug, Default)]
pub(in crate::check) struct Brought {
    pub(super) areas: Vec<Area>,
    /// Where rings end.
    rings: Vec<u32>,
    positions: Vec<[i32; 2]>,
    /// `gml:id` and `IDExterni` of every area, a line each.
    names: String,
    /// Definition points of the areas of the map, in their order.
    map: Vec<DefinedBy>,
    /// Areas that found no more room: there are at most 2^32 positions.
    beyond: u64,
    /// Areas whose level stays as it was, which the file does not tell.
    unlevelled: u64,
    /// What check 4.11 could not judge.
    pub(in crate::check) unjudged: Unjudged,
}

impl Brought {
    /// Adds the area of a record that brings one: in a full state every one, among changes those that are new or have a new
    /// state. One that reaches beyond ±2^29 cm is passed over: that is told by the ranges of coordinates.
    pub(in crate::check) fn take(&mut self, kinds: &Kinds, mode: Option<RecordMode>, record: &Record) {
        let Some((family, kind)) = kinds
            .types
            .get(usize::from(record.object_type))
            .copied()
            .flatten()
        else {
            return;
        };
        let is_brought = match record.operation {
            Operation::Insert | Operation::Update => true,
            Operation::Reference => mode != Some(RecordMode::Changes),
            Operation::Delete => false,
        };
        let Some(Shape::Polygon(rings)) = record.geometry.as_ref().map(|geometry| &geometry.shape) else {
            return;
        };
        if !is_brought || !rings.iter().flatten().all(|position| is_near(*position)) {
            return;
        }
        let attribute = |id: Option<AttributeId>| id.and_then(|id| record.attributes.get(id));
        let level = attribute(kinds.level);
        if level.is_none() && record.kind.is_partial() {
            self.unlevelled += 1;
            return;
        }
        let names = [record.gml_id.as_deref(), attribute(kinds.external)].map(Option::unwrap_or_default);
        let level = level.and_then(|text| value::small_integer(text.trim()).ok());
        let area = Area {
            layer: Layer {
                level: level.unwrap_or(0),
                family,
            },
            kind,
            object_type: record.object_type,
            id: record.id.map_or(0, |id| id.number()),
            record: record.position.record,
            at: record.position.byte,
            rings: 0,
            names: 0,
        };
        let has_room = self.push(area, rings, names);
        self.beyond += u64::from(!has_room);
    }

    /// Adds an area with its rings and names; tells whether there was room.
    fn push(&mut self, area: Area, rings: &[Vec<Coordinate>], names: [&str; 2]) -> bool {
        let (rings_end, positions_end) = (
            self.rings.len() + rings.len(),
            self.positions.len() + rings.iter().map(Vec::len).sum::<usize>(),
        );
        let names_end = self.names.len() + names.iter().map(|name| name.len() + 1).sum::<usize>();
        let (Ok(rings_end), Ok(names_end), Ok(_)) = (
            u32::try_from(rings_end),
            u32::try_from(names_end),
            u32::try_from(positions_end),
        ) else {
            return false;
        };
        for ring in rings {
            self.positions
                .extend(ring.iter().map(|position| [position.x, position.y]));
            self.rings
                .push(u32::try_from(self.positions.len()).unwrap_or(u32::MAX));
        }
        for name in names {
            self.names.push_str(name);
            self.names.push('\n');
        }
        self.areas.push(Area {
            rings: rings_end,
            names: names_end,
            ..area
        });
        true
    }

    /// Takes the areas of the next part of the file.
    pub(in crate::check) fn append(&mut self, other: &Self) {
        self.unjudged.tangled += other.unjudged.tangled;
        self.unjudged.arcs += other.unjudged.arcs;
        self.beyond += other.beyond;
        self.unlevelled += other.unlevelled;
        let counts = [
            self.areas.len() + other.areas.len(),
            self.rings.len() + other.rings.len(),
            self.positions.len() + other.positions.len(),
            self.names.len() + other.names.len(),
        ];
        if counts.iter().any(|count| u32::try_from(*count).is_err()) {
            self.beyond += other.areas.len() as u64;
            return;
        }
        let [rings, positions, names] = [self.rings.len(), self.positions.len(), self.names.len()]
            .map(|count| u32::try_from(count).unwrap_or(u32::MAX));
        self.areas.extend(other.areas.iter().map(|area| Area {
            rings: area.rings + rings,
            names: area.names + names,
            ..area.clone()
        }));
        self.rings.extend(other.rings.iter().map(|end| end + positions));
        self.positions.extend_from_slice(&other.positions);
        self.names.push_str(&other.names);
    }

    /// What check 4.5 leaves open: `crowded` areas were not compared with all others, and among changes without the map
    /// (`is_alone`) none with those of it.
    pub(super) fn left_open(&self, crowded: u64, is_alone: bool) -> Option<LeftOpen> {
        let alone = if is_alone { self.count() as u64 } else { 0 };
        let (cases, why) = match (self.beyond, crowded, alone, self.unlevelled) {
            (0, 0, 0, 0) => return None,
            (0, 0, 0, unlevelled) => (unlevelled, words::unlevelled()),
            (0, 0, alone, unlevelled) => (alone + unlevelled, words::among_changes()),
            (0, crowded, ..) => (crowded, words::crowded()),
            (beyond, ..) => (beyond, words::too_many()),
        };
        Some(LeftOpen { cases, why })
    }

    pub(super) fn area(&self, number: u32) -> &Area {
        &self.areas[number as usize]
    }

    fn rings_of(&self, number: u32) -> impl Iterator<Item = &[[i32; 2]]> {
        let end = |rings: usize| rings.checked_sub(1).map_or(0, |last| self.rings[last] as usize);
        let before = (number as usize).checked_sub(1);
        let first = before.map_or(0, |before| self.areas[before].rings as usize);
        let rings = first..self.area(number).rings as usize;
        rings.map(move |ring| &self.positions[end(ring)..end(ring + 1)])
    }

    /// How many positions an area has.
    pub(super) fn size(&self, number: u32) -> usize {
        self.rings_of(number).map(<[_]>::len).sum()
    }

    /// The rings of an area.
    pub(super) fn rings(&self, number: u32) -> Vec<Vec<Coordinate>> {
        let position = |[x, y]: &[i32; 2]| Coordinate::new(*x, *y, 0);
        self.rings_of(number)
            .map(|ring| ring.iter().map(position).collect())
            .collect()
    }

    /// The smallest box around an area; nothing without positions.
    pub(super) fn bounds(&self, number: u32) -> Option<BoundingBox> {
        let positions = self.rings_of(number).flatten();
        BoundingBox::around(positions.map(|[x, y]| Coordinate::new(*x, *y, 0)))
    }

    /// `gml:id` and `IDExterni` of an area; empty when it has none.
    pub(super) fn names(&self, number: u32) -> (&str, &str) {
        let before = (number as usize).checked_sub(1);
        let start = before.map_or(0, |before| self.areas[before].names as usize);
        let both = self
            .names
            .get(start..self.area(number).names as usize)
            .unwrap_or_default();
        let (gml_id, external_id) = both.split_once('\n').unwrap_or_default();
        (gml_id, external_id.trim_end_matches('\n'))
    }
}
