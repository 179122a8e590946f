//! What is around a change: what is asked of the surroundings, and where.

use rustc_hash::FxHashSet;

use super::areas::{Area, Areas};
use super::scene::{Added, Leaves, Object, Origin, Scene, Standing, positions};
use crate::check::RecordMode;
use crate::derive::Hierarchy;
use crate::derive::roles::{self, Types};
use crate::model::{BoundingBox, Coordinate, FeatureId, Neighbour, Surroundings, Unanswered, Wanted};

/// Centimetres around what changes that are looked at.
const MARGIN: i32 = 10;

/// Identifiers that are asked for at once.
const ASKED_AT_ONCE: usize = 20_000;

/// Boxes that are asked for at once.
const BOXES_AT_ONCE: usize = 4_096;

/// Small boxes in a cell of 2^13 cm = 82 m are asked for as one, those of areas in one of these: from 1.3 km to everywhere.
const CELL: u32 = 13;
const AREA_CELLS: [u32; 5] = [17, 20, 23, 26, 29];

/// Objects around a change that are looked at: so many, and so many more for each object that it tells. As many boxes are asked
/// for.
const MOST_AROUND: usize = 1_000_000;
const MORE_AROUND: usize = 10;

/// Boxes in which areas are asked for, as far as they can be put together.
const AREA_BOXES: usize = 256;

/// A segment is asked for in pieces of so many centimetres, and in so many of them at most.
const PIECE: i64 = 10_000;
const MOST_PIECES: i64 = 1_000;

impl Scene {
    /// Adds what is around the change, and the old states of what it changes. `areas` holds those of complete ZPS of the delivery and gets
    /// those in force before them.
    pub(super) fn surround(
        &mut self,
        mode: RecordMode,
        surroundings: &dyn Surroundings,
        hierarchy: &Hierarchy,
        areas: &mut Areas,
    ) -> Result<(), Unanswered> {
        let types = Types::new(hierarchy);
        let attributes = roles::telling(hierarchy);
        let attributes: Vec<&str> = attributes.iter().map(String::as_str).collect();
        let wanted = Wanted {
            object_types: types.keys(),
            attributes: &attributes,
        };
        // References among change records tell the surroundings as they were; here is what they are. Those of a neighbour region
        // are known to nobody else.
        if mode == RecordMode::Changes {
            let is_here = |id| FeatureId::from_number(id).is_none_or(|id| surroundings.keeps(id));
            let is_known =
                |object: &&mut Object| object.standing == Standing::Reference && is_here(object.id);
            self.objects.iter_mut().filter(is_known).for_each(Object::forget);
        }
        if surroundings.are_empty() {
            return Ok(());
        }
        let room = room(self.count());
        let told = |object: &&Object| object.id != 0 && object.standing != Standing::Reference;
        let ids: Vec<i64> = self.objects.iter().filter(told).map(|object| object.id).collect();
        let known: FxHashSet<i64> = ids.iter().copied().collect();
        let ids: Vec<FeatureId> = ids.into_iter().filter_map(FeatureId::from_number).collect();
        for some in ids.chunks(ASKED_AT_ONCE) {
            surroundings.by_id(wanted, some, &mut |neighbour| {
                self.know_as(&types, &attributes, neighbour, Standing::Removed);
            })?;
        }
        self.inherit();
        let mut seen = known;
        let mut around = |scene: &mut Self, wanted: Wanted<'_>, boxes: &[BoundingBox]| {
            for some in boxes.chunks(BOXES_AT_ONCE) {
                if scene.unseen > 0 {
                    break;
                }
                surroundings.within(wanted, some, &mut |neighbour| {
                    let id = neighbour.id.number();
                    if scene.count() >= room && !seen.contains(&id) {
                        scene.unseen += 1;
                    } else if seen.insert(id) {
                        scene.know_as(&types, &attributes, neighbour, Standing::Reference);
                    }
                })?;
            }
            Ok::<(), Unanswered>(())
        };
        let boxes = self.boxes(areas.changing(mode), room);
        self.unseen += u64::from(boxes.len() > room);
        let boxes = fewer(boxes, CELL);
        around(self, wanted, &boxes)?;
        let definitions = types.definitions();
        let wanted = Wanted {
            object_types: &definitions,
            ..wanted
        };
        around(self, wanted, &fewer(areas.taken_away(), CELL))?;
        let delivered = std::mem::take(areas);
        if self.unseen == 0 {
            for area in surroundings.complete_areas(&for_areas(boxes))? {
                areas.add(area.level, area.role, &area.rings, None);
            }
        }
        areas.append(delivered);
        Ok(())
    }

    /// Boxes around everything that changes, a margin more; of lines and outlines around their segments, piece by piece. Ends
    /// when there are more than `most`.
    fn boxes<'a>(&self, areas: impl Iterator<Item = &'a Area>, most: usize) -> Vec<BoundingBox> {
        let changing = |object: &Object| object.standing != Standing::Reference;
        let numbers = (0..).zip(&self.objects).filter(|(_, object)| changing(object));
        let courses = numbers.map(|(number, _)| self.positions(number));
        let rings = areas.flat_map(|area| area.rings.iter().map(Vec::as_slice));
        let mut boxes = Vec::new();
        for course in courses.chain(rings) {
            match course {
                [place] => boxes.extend(BoundingBox::around([*place])),
                line => {
                    let mut pairs = line.windows(2);
                    while let (Some(pair), true) = (pairs.next(), boxes.len() <= most) {
                        along(pair[0], pair[1], &mut boxes);
                    }
                }
            }
        }
        boxes.into_iter().map(wider).collect()
    }
}

/// The same boxes for asking for areas, of which there are few and those large.
fn for_areas(boxes: Vec<BoundingBox>) -> Vec<BoundingBox> {
    AREA_CELLS
        .into_iter()
        .fold(boxes, |boxes, cell| match boxes.len() > AREA_BOXES {
            true => fewer(boxes, cell),
            false => boxes,
        })
}

/// How many objects there may be, of a delivery of so many with all that is around it.
fn room(told: usize) -> usize {
    told.saturating_mul(MORE_AROUND + 1).saturating_add(MOST_AROUND)
}

/// Boxes along a segment, each of a piece of it.
pub(in crate::check) fn along(a: Coordinate, b: Coordinate, boxes: &mut Vec<BoundingBox>) {
    let way = [b.x - a.x, b.y - a.y].map(i64::from);
    let count = (way[0].abs().max(way[1].abs()) / PIECE + 1).min(MOST_PIECES);
    let at = |number: i64| {
        let part =
            |from: i32, way: i64| i32::try_from(i64::from(from) + way * number / count).unwrap_or(from);
        Coordinate::new(part(a.x, way[0]), part(a.y, way[1]), 0)
    };
    boxes.extend((0..count).filter_map(|number| BoundingBox::around([at(number), at(number + 1)])));
}

/// The same boxes in some order, small ones that begin in the same cell of `2^size` cm together.
pub(in crate::check) fn fewer(mut boxes: Vec<BoundingBox>, size: u32) -> Vec<BoundingBox> {
    let cell = |b: &BoundingBox| (b.min_x >> size, b.min_y >> size);
    let is_small = |b: &BoundingBox| (b.max_x - b.min_x).max(b.max_y - b.min_y) < 1 << size;
    boxes.sort_unstable_by_key(|b| (cell(b), !is_small(b), b.min_x, b.min_y));
    let mut fewer: Vec<BoundingBox> = Vec::new();
    for alike in boxes.chunk_by(|a, b| cell(a) == cell(b) && is_small(a) && is_small(b)) {
        fewer.extend(alike.iter().copied().reduce(BoundingBox::union));
    }
    fewer
}

fn wider(b: BoundingBox) -> BoundingBox {
    BoundingBox {
        min_x: b.min_x - MARGIN,
        min_y: b.min_y - MARGIN,
        max_x: b.max_x + MARGIN,
        max_y: b.max_y + MARGIN,
    }
}

impl Scene {
    fn know_as(&mut self, types: &Types<'_>, attributes: &[&str], neighbour: Neighbour, standing: Standing) {
        let Some(known) = types.known(attributes, &neighbour) else {
            return;
        };
        let Some(positions) = positions(&neighbour.geometry, known.role) else {
            return;
        };
        self.add(Added {
            role: known.role,
            group: known.group,
            kind: known.kind,
            standing,
            origin: Origin::Known,
            leaves: Leaves::default(),
            level: neighbour.level,
            object_type: neighbour.object_type,
            id: neighbour.id.number(),
            record: 0,
            at: 0,
            gml_id: "",
            external_id: "",
            positions,
        });
    }
}
