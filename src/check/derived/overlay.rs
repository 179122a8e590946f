//! The map around a change as areas are derived from it: as it is, and with the change.

use std::cell::{Cell, RefCell};
use std::ops::ControlFlow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::what;
use crate::check::topology::surround::along;
use crate::check::topology::{Area, Areas, Scene, Standing, scene_positions};
use crate::derive::roles::{self, Types};
use crate::derive::{AreaKind, Hierarchy, Object, State, Touched, What};
use crate::geom::tree::{Bounded, BoxTree};
use crate::model::{
    BoundingBox, Coordinate, FeatureId, KnownArea, KnownFace, Neighbour, Surroundings, Unanswered, Wanted,
};

/// Objects of the map that are looked at: so many, and so many more for each object of the delivery.
const MOST: usize = 1_000_000;
const MORE: usize = 10;

/// Identifiers and boxes that are asked for at once.
const IDS_AT_ONCE: usize = 20_000;
const BOXES_AT_ONCE: usize = 4_096;

/// The map without the change.
pub(super) struct Base<'a> {
    map: &'a dyn Surroundings,
    types: Types<'a>,
    keys: Vec<i32>,
    attributes: Vec<String>,
    room: usize,
    seen: RefCell<FxHashSet<i64>>,
    is_not_derived: Cell<bool>,
}

impl<'a> Base<'a> {
    pub(super) fn new(map: &'a dyn Surroundings, hierarchy: &'a Hierarchy, told: usize) -> Self {
        let types = Types::new(hierarchy);
        Self {
            map,
            keys: types.area_forming(),
            types,
            attributes: roles::telling(hierarchy),
            room: told.saturating_mul(MORE).saturating_add(MOST),
            seen: RefCell::default(),
            is_not_derived: Cell::new(false),
        }
    }

    /// Whether the map has no faces to begin with.
    pub(super) fn is_not_derived(&self) -> bool {
        self.is_not_derived.get()
    }

    /// Whether there was more than is looked at.
    pub(super) fn is_too_much(&self) -> bool {
        self.seen.borrow().len() >= self.room
    }

    fn read(
        &self,
        ask: impl Fn(Wanted<'_>, &mut dyn FnMut(Neighbour)) -> Result<(), Unanswered>,
        take: &mut dyn FnMut(Object<'_>),
    ) -> Result<(), Unanswered> {
        let attributes: Vec<&str> = self.attributes.iter().map(String::as_str).collect();
        let wanted = Wanted {
            object_types: &self.keys,
            attributes: &attributes,
        };
        ask(wanted, &mut |neighbour| {
            let Some(known) = self.types.known(&attributes, &neighbour) else {
                return;
            };
            let Some(what) = What::of(known.kind, known.group, neighbour.level.unwrap_or(0)) else {
                return;
            };
            if let Some(positions) = scene_positions(&neighbour.geometry, known.role) {
                take(Object {
                    id: neighbour.id.number(),
                    what,
                    positions,
                });
            }
        })
    }

    fn has_room(&self, id: i64) -> bool {
        let mut seen = self.seen.borrow_mut();
        seen.insert(id);
        seen.len() < self.room
    }

    /// Definition points with these identifiers, which are not kept.
    pub(super) fn points(
        &self,
        ids: &[i64],
        take: &mut dyn FnMut(i64, AreaKind, Coordinate),
    ) -> Result<(), Unanswered> {
        self.all_by_id(ids, &mut |object| {
            if let (What::Point(_, kind), [at]) = (object.what, object.positions) {
                take(object.id, kind, *at);
            }
        })
    }

    fn all_by_id(&self, ids: &[i64], take: &mut dyn FnMut(Object<'_>)) -> Result<(), Unanswered> {
        let ids: Vec<FeatureId> = ids.iter().filter_map(|id| FeatureId::from_number(*id)).collect();
        for some in ids.chunks(IDS_AT_ONCE) {
            self.read(|wanted, take| self.map.by_id(wanted, some, take), take)?;
        }
        Ok(())
    }
}

impl State for Base<'_> {
    fn by_id(&self, ids: &[i64], take: &mut dyn FnMut(Object<'_>)) -> Result<(), Unanswered> {
        self.all_by_id(ids, &mut |object| {
            if self.has_room(object.id) {
                take(object);
            }
        })
    }

    fn within(&self, boxes: &[BoundingBox], take: &mut dyn FnMut(Object<'_>)) -> Result<(), Unanswered> {
        let mut take = |object: Object<'_>| {
            if self.has_room(object.id) {
                take(object);
            }
        };
        for some in boxes.chunks(BOXES_AT_ONCE) {
            self.read(|wanted, take| self.map.within(wanted, some, take), &mut take)?;
        }
        Ok(())
    }

    fn faces(&self, boxes: &[BoundingBox]) -> Result<Vec<KnownFace>, Unanswered> {
        let mut faces: FxHashMap<i64, KnownFace> = FxHashMap::default();
        for some in boxes.chunks(BOXES_AT_ONCE) {
            let are_derived = self.map.faces(some, &mut |face| {
                faces.insert(face.number, face);
            })?;
            if !are_derived {
                self.is_not_derived.set(true);
            }
        }
        let mut faces: Vec<KnownFace> = faces.into_values().collect();
        faces.sort_by_key(|face| face.number);
        Ok(faces)
    }

    fn complete_areas(&self, boxes: &[BoundingBox]) -> Result<Vec<KnownArea>, Unanswered> {
        self.map.complete_areas(boxes)
    }
}

/// The map with the change. Objects of the delivery without an identifier go by negative numbers.
pub(super) struct Overlay<'a> {
    base: &'a Base<'a>,
    scene: &'a Scene,
    /// The objects of the map that the delivery changes or ends, with their new states.
    told: FxHashMap<i64, Option<u32>>,
    /// Where the new states are.
    places: BoxTree<Placed>,
    areas: Vec<&'a Area>,
}

#[derive(Clone, Copy)]
struct Placed {
    number: u32,
    bounds: BoundingBox,
}

impl Bounded for Placed {
    fn bounds(&self) -> BoundingBox {
        self.bounds
    }
}

impl<'a> Overlay<'a> {
    pub(super) fn new(base: &'a Base<'a>, scene: &'a Scene, areas: &'a Areas) -> Self {
        let mut told = FxHashMap::default();
        for number in scene.removed() {
            told.entry(scene.object(number).id).or_insert(None);
        }
        let mut places = Vec::new();
        for number in scene
            .present()
            .filter(|number| scene.object(*number).is_changed())
        {
            let bounds = BoundingBox::around(scene.positions(number).iter().copied());
            places.extend(bounds.map(|bounds| Placed { number, bounds }));
            if scene.object(number).id != 0 {
                told.insert(scene.object(number).id, Some(number));
            }
        }
        // Also those that it only refers to: whatever a delivery tells as complete is complete from then on.
        let is_told = |area: &&Area| area.position.is_some();
        Self {
            base,
            scene,
            told,
            places: BoxTree::new(places),
            areas: areas.0.iter().filter(is_told).collect(),
        }
    }

    /// Where something changes.
    pub(super) fn touched(&self) -> Touched {
        let scene = self.scene;
        let changed = scene
            .present()
            .filter(|number| scene.object(*number).is_changed());
        let mut touched = Touched::default();
        for number in changed.chain(scene.removed()) {
            let Some(layer) = what(scene, number).map(|what| what.layer()) else {
                continue;
            };
            let mut boxes = Vec::new();
            match scene.positions(number) {
                [at] => boxes.extend(BoundingBox::around([*at])),
                line => line
                    .windows(2)
                    .for_each(|pair| along(pair[0], pair[1], &mut boxes)),
            }
            touched
                .places
                .extend(boxes.into_iter().map(|place| (layer, place)));
        }
        let areas = self.areas.iter().map(|area| (area.level, area.rings.clone()));
        touched.areas.extend(areas);
        touched
    }

    fn take(&self, number: u32, take: &mut dyn FnMut(Object<'_>)) {
        if let Some(what) = what(self.scene, number) {
            take(Object {
                id: name(self.scene, number),
                what,
                positions: self.scene.positions(number),
            });
        }
    }
}

/// What an object of the delivery goes by.
fn name(scene: &Scene, number: u32) -> i64 {
    match scene.object(number).id {
        0 => -1 - i64::from(number),
        id => id,
    }
}

/// The object of the delivery without an identifier that goes by a name.
pub(super) fn nameless(name: i64) -> Option<u32> {
    u32::try_from(-1 - name).ok()
}

/// The objects that the delivery changes or ends, by their identifiers.
pub(super) fn named(scene: &Scene) -> FxHashMap<i64, u32> {
    let told =
        |number: &u32| scene.object(*number).id != 0 && scene.object(*number).standing != Standing::Reference;
    let numbers = scene.removed().chain(scene.present().filter(told));
    numbers
        .filter(told)
        .map(|number| (scene.object(number).id, number))
        .collect()
}

impl State for Overlay<'_> {
    fn by_id(&self, ids: &[i64], take: &mut dyn FnMut(Object<'_>)) -> Result<(), Unanswered> {
        let mut others = Vec::new();
        for id in ids {
            match self.told.get(id) {
                Some(Some(number)) => self.take(*number, take),
                Some(None) => {}
                None => others.push(*id),
            }
        }
        self.base.by_id(&others, take)
    }

    fn within(&self, boxes: &[BoundingBox], take: &mut dyn FnMut(Object<'_>)) -> Result<(), Unanswered> {
        for one in boxes {
            let _ = self.places.visit(*one, |placed| -> ControlFlow<()> {
                self.take(placed.number, take);
                ControlFlow::Continue(())
            });
        }
        self.base.within(boxes, &mut |object| {
            if !self.told.contains_key(&object.id) {
                take(object);
            }
        })
    }

    fn faces(&self, boxes: &[BoundingBox]) -> Result<Vec<KnownFace>, Unanswered> {
        self.base.faces(boxes)
    }

    fn complete_areas(&self, boxes: &[BoundingBox]) -> Result<Vec<KnownArea>, Unanswered> {
        let mut areas = self.base.complete_areas(boxes)?;
        let meets = |area: &&&Area| {
            let bounds = BoundingBox::around(area.rings.iter().flatten().copied());
            bounds.is_some_and(|bounds| boxes.iter().any(|one| one.meets(bounds)))
        };
        areas.extend(self.areas.iter().filter(meets).map(|area| KnownArea {
            level: area.level,
            role: area.role,
            rings: area.rings.clone(),
        }));
        Ok(areas)
    }
}
