//! The state after the change: which of the objects of a delivery are in it, and what is around them.

use rustc_hash::FxHashSet;

use super::complete::Complete;
use super::roles::{self, Role, TypeRole};
use super::scene::{Added, KINDS, Origin, Scene, Standing, positions};
use crate::check::RecordMode;
use crate::model::{
    BoundingBox, Catalogue, FeatureId, Neighbour, Operation, Part, Surroundings, Unanswered, Wanted,
};

/// Centimetres around what changes that are looked at.
const MARGIN: i32 = 10;

/// Identifiers that are asked for at once.
const ASKED_AT_ONCE: usize = 20_000;

/// Boxes that are asked for at most; of more, neighbours become one.
const MOST_BOXES: usize = 4_096;

impl Scene {
    /// Tells what the delivery makes of each object. Several records of one identifier are one object: the last that inserts
    /// or updates it is its state; without one, the last that deletes it; without that, the last that tells it.
    pub(super) fn stand(&mut self, mode: RecordMode) {
        for object in &mut self.objects {
            object.standing = match (object.origin, mode) {
                (Origin::Told(Operation::Delete), _) => Standing::Removed,
                (Origin::Told(Operation::Reference), RecordMode::Changes) | (Origin::Known, _) => {
                    Standing::Reference
                }
                (Origin::Told(_), _) => Standing::Changed,
            };
        }
        let identified = |(_, object): &(u32, &super::scene::Object)| object.id != 0;
        let mut numbers: Vec<(i64, u8, u32)> = (0..)
            .zip(&self.objects)
            .filter(identified)
            .map(|(number, object)| (object.id, rank(object.origin), number))
            .collect();
        numbers.sort_unstable();
        for same in numbers.chunk_by(|a, b| a.0 == b.0) {
            if let [others @ .., (.., winner)] = same {
                for (.., other) in others {
                    self.replace(*other, *winner);
                }
            }
        }
    }

    /// One object is the old state of another; what the new one does not tell stays.
    fn replace(&mut self, old: u32, new: u32) {
        self.objects[old as usize].standing = Standing::Removed;
        self.complete(old, new);
    }

    /// Adds what is around the change, and the old states of what it changes. `complete` holds the areas of the delivery and gets
    /// those in force before them.
    pub(super) fn surround(
        &mut self,
        mode: RecordMode,
        surroundings: &dyn Surroundings,
        complete: &mut Complete,
    ) -> Result<(), Unanswered> {
        let types = Types::new();
        let attributes = roles::attributes();
        let wanted = Wanted {
            object_types: &types.keys,
            attributes: &attributes,
        };
        // References among change records tell the surroundings as they were; here is what they are. Those of a neighbour region
        // are known to nobody else.
        if mode == RecordMode::Changes {
            let references = self.objects.iter_mut();
            let mut references = references.filter(|object| object.standing == Standing::Reference);
            let is_here = |id| FeatureId::from_number(id).is_none_or(|id| surroundings.keeps(id));
            references
                .by_ref()
                .filter(|object| is_here(object.id))
                .for_each(|object| object.forget());
        }
        let told = |object: &&super::scene::Object| object.id != 0 && object.standing != Standing::Reference;
        let ids: Vec<i64> = self.objects.iter().filter(told).map(|object| object.id).collect();
        let known: FxHashSet<i64> = ids.iter().copied().collect();
        let ids: Vec<FeatureId> = ids.into_iter().filter_map(FeatureId::from_number).collect();
        for some in ids.chunks(ASKED_AT_ONCE) {
            surroundings.by_id(wanted, some, &mut |neighbour| {
                types.add(self, &attributes, neighbour, Standing::Removed);
            })?;
        }
        self.inherit();
        let mut seen = known;
        let mut around = |scene: &mut Self, wanted: Wanted<'_>, boxes: &[BoundingBox]| {
            surroundings.within(wanted, boxes, &mut |neighbour| {
                if seen.insert(neighbour.id.number()) {
                    types.add(scene, &attributes, neighbour, Standing::Reference);
                }
            })
        };
        let mut boxes = self.boxes();
        boxes.extend(complete.edges());
        let boxes = fewer(boxes);
        around(self, wanted, &boxes)?;
        let definitions = types.definitions();
        let wanted = Wanted {
            object_types: &definitions,
            ..wanted
        };
        around(self, wanted, &fewer(complete.taken_away()))?;
        let delivered = std::mem::take(complete);
        for area in surroundings.complete_areas(&boxes)? {
            complete.add(area.level, area.role, &area.rings, None);
        }
        complete.append(delivered);
        surroundings.release();
        Ok(())
    }

    /// Lets old states that the database tells be told by the records that change or end them, and gives those what they do not
    /// tell themselves.
    fn inherit(&mut self) {
        let told = |object: &super::scene::Object| matches!(object.origin, Origin::Told(_));
        let mut numbers: Vec<(i64, bool, bool, u32)> = (0..)
            .zip(&self.objects)
            .filter(|(_, object)| object.id != 0 && object.standing != Standing::Reference)
            .map(|(number, object)| {
                (
                    object.id,
                    told(object),
                    object.standing == Standing::Changed,
                    number,
                )
            })
            .collect();
        numbers.sort_unstable();
        for same in numbers.chunk_by(|a, b| a.0 == b.0) {
            if let [others @ .., (_, true, is_changed, winner)] = same {
                for (_, told, _, other) in others.iter().rev() {
                    if !told {
                        self.objects[*other as usize].told_by = *winner;
                    }
                    if *is_changed {
                        self.complete(*other, *winner);
                    }
                }
            }
        }
    }

    /// Boxes around everything that changes, a margin more.
    fn boxes(&self) -> Vec<BoundingBox> {
        let changing = |object: &super::scene::Object| object.standing != Standing::Reference;
        let numbers = (0..).zip(&self.objects).filter(|(_, object)| changing(object));
        numbers
            .filter_map(|(number, _)| self.bounds(number))
            .map(wider)
            .collect()
    }
}

/// Not too many boxes: neighbours become one.
fn fewer(mut boxes: Vec<BoundingBox>) -> Vec<BoundingBox> {
    boxes.sort_unstable_by_key(|b| (b.min_x >> 13, b.min_y, b.min_x));
    while boxes.len() > MOST_BOXES {
        let pairs = boxes.chunks(2);
        boxes = pairs
            .filter_map(|pair| pair.iter().copied().reduce(BoundingBox::union))
            .collect();
    }
    boxes
}

fn rank(origin: Origin) -> u8 {
    match origin {
        Origin::Told(Operation::Insert | Operation::Update) => 2,
        Origin::Told(Operation::Delete) => 1,
        Origin::Told(Operation::Reference) | Origin::Known => 0,
    }
}

fn wider(b: BoundingBox) -> BoundingBox {
    BoundingBox {
        min_x: b.min_x - MARGIN,
        min_y: b.min_y - MARGIN,
        max_x: b.max_x + MARGIN,
        max_y: b.max_y + MARGIN,
    }
}

/// The object types that take part, of all versions, by their keys.
struct Types {
    keys: Vec<i32>,
    roles: Vec<TypeRole>,
}

impl Types {
    fn new() -> Self {
        let mut known: Vec<(i32, TypeRole)> = Vec::new();
        for catalogue in Catalogue::versions().filter_map(|version| Catalogue::embedded(version).ok()) {
            let types = catalogue.object_types.iter();
            let types = types.filter(|t| t.part == Part::Zps && KINDS.contains(&t.geometry));
            known.extend(types.filter_map(|t| Some((t.key(), TypeRole::of(t)?))));
        }
        known.sort_by_key(|(key, _)| *key);
        known.dedup_by_key(|(key, _)| *key);
        let (keys, roles) = known.into_iter().unzip();
        Self { keys, roles }
    }

    /// Keys of definition points.
    fn definitions(&self) -> Vec<i32> {
        let all = self.keys.iter().zip(&self.roles);
        let definitions = all.filter(|(_, role)| role.role == Role::Definition);
        definitions.map(|(key, _)| *key).collect()
    }

    fn add(&self, scene: &mut Scene, attributes: &[&str], neighbour: Neighbour, standing: Standing) {
        let Ok(place) = self.keys.binary_search(&neighbour.object_type) else {
            return;
        };
        let role = self.roles[place];
        let Some(positions) = positions(&neighbour.geometry, role.role) else {
            return;
        };
        let tells = |name: &str| {
            let place = attributes.iter().position(|known| *known == name)?;
            neighbour.values.get(place)?.as_deref()
        };
        scene.add(Added {
            role: role.role,
            group: role.group(tells),
            standing,
            origin: Origin::Known,
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
