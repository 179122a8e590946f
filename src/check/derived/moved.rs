//! Check 4.10: definition points that a change moves out of their areas.

use std::cell::OnceCell;
use std::ops::ControlFlow;

use rustc_hash::FxHashMap;

use super::fact::{Fact, Spot, Why};
use super::what;
use crate::check::Severity;
use crate::check::topology::{Scene, Standing};
use crate::derive::roles::Role;
use crate::derive::{Face, Fate, Layer, Updated, What};
use crate::geom::cover::Cover;
use crate::geom::tree::{Bounded, BoxTree};
use crate::model::{BoundingBox, Coordinate};

/// Definition points of the delivery that lie elsewhere than they did, judged by the areas of before.
pub(super) fn facts(scene: &Scene, before: &Updated) -> Vec<Fact> {
    let old = AreasBefore::new(before);
    let moved = scene.removed().filter_map(|old| moved(scene, old));
    let told = moved.filter_map(|(id, layer, at)| {
        let why = old.wrong(id, layer, at)?;
        Some(Fact {
            why,
            layer,
            names: vec![id],
            place: Spot::Point(Coordinate { z: 0, ..at }),
            severity: Severity::Error,
        })
    });
    told.collect()
}

/// Where the delivery moves a definition point, of which this is the old state.
fn moved(scene: &Scene, old: u32) -> Option<(i64, Layer, Coordinate)> {
    let object = scene.object(old);
    let new = object.told_by;
    let is_moved =
        object.role == Role::Definition && new != old && scene.object(new).standing == Standing::Changed;
    if !is_moved {
        return None;
    }
    let ([from, ..], [to, ..]) = (scene.positions(old), scene.positions(new)) else {
        return None;
    };
    let Some(What::Point(layer, _)) = what(scene, old) else {
        return None;
    };
    ((from.x, from.y) != (to.x, to.y)).then_some((object.id, layer, *to))
}

/// Areas of before the change, to be found by definition point and by place.
struct AreasBefore {
    /// Areas by their layers and definition points.
    own: FxHashMap<(Layer, i64), usize>,
    areas: Vec<AreaBefore>,
    boxes: FxHashMap<Layer, BoxTree<Boxed>>,
}

/// An area; its polygon is made ready for questions when the first is asked.
struct AreaBefore {
    rings: Vec<Vec<Coordinate>>,
    cover: OnceCell<Option<Cover>>,
}

/// The number of an area with its box.
struct Boxed(usize, BoundingBox);

impl Bounded for Boxed {
    fn bounds(&self) -> BoundingBox {
        self.1
    }
}

impl AreasBefore {
    fn new(before: &Updated) -> Self {
        let faces = before.derived.faces.iter();
        let areas = faces.filter(|face| matches!(face.fate, Fate::Area(_)));
        let mut own = FxHashMap::default();
        let mut boxes: FxHashMap<Layer, Vec<Boxed>> = FxHashMap::default();
        for (number, face) in areas.clone().enumerate() {
            let points = face.points.iter();
            let ids = points.map(|point| before.gathered.point_ids[*point as usize]);
            own.extend(ids.map(|id| ((face.layer, id), number)));
            let bounds = BoundingBox::around(face.rings.iter().flatten().copied());
            let boxed = bounds.map(|bounds| Boxed(number, bounds));
            boxes.entry(face.layer).or_default().extend(boxed);
        }
        let area = |face: &Face| AreaBefore {
            rings: face.rings.clone(),
            cover: OnceCell::new(),
        };
        let trees = boxes.into_iter();
        Self {
            own,
            areas: areas.map(area).collect(),
            boxes: trees.map(|(layer, boxes)| (layer, BoxTree::new(boxes))).collect(),
        }
    }

    /// What is wrong with the new place of a definition point.
    fn wrong(&self, id: i64, layer: Layer, at: Coordinate) -> Option<Why> {
        if let Some(own) = self.own.get(&(layer, id)) {
            let cover = self.areas[*own].cover();
            let covers = cover.is_some_and(|cover| cover.covers_point(at));
            return (!covers).then_some(Why::MovedOut);
        }
        let place = BoundingBox::around([at])?;
        let found = self.boxes.get(&layer)?.visit(place, |Boxed(number, _)| {
            let cover = self.areas[*number].cover();
            match cover.is_some_and(|cover| cover.has_inside(at)) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        found.is_break().then_some(Why::MovedInto)
    }
}

impl AreaBefore {
    fn cover(&self) -> Option<&Cover> {
        let cover = self.cover.get_or_init(|| Cover::new([&self.rings]).ok());
        cover.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::{AreaKind, CompleteArea, Coverage, Gathered, Hierarchy, Object};

    fn line(places: &[(i32, i32)]) -> Vec<Coordinate> {
        places.iter().map(|(x, y)| Coordinate::new(*x, *y, 0)).collect()
    }

    #[test]
    fn a_point_moves_within_its_area_and_into_no_other() {
        let hierarchy = Hierarchy::of(None).unwrap();
        let kind = hierarchy.line_kind("0100000299", |_| None).unwrap();
        let layer = Layer::ground(0);
        let around = line(&[(0, 0), (10, 0), (20, 0), (20, 10), (10, 10), (0, 10), (0, 0)]);
        let middle = line(&[(10, 0), (10, 10)]);
        let point = |x: i32| line(&[(x, 5)]);
        let objects = [
            (1, What::line(layer, kind), around.clone()),
            (2, What::line(layer, kind), middle),
            (3, What::Point(layer, AreaKind(0)), point(5)),
            (4, What::Point(layer, AreaKind(0)), point(15)),
        ];
        let gathered = Gathered::new(objects.iter().map(|(id, what, positions)| Object {
            id: *id,
            what: *what,
            positions,
        }));
        let rings = [around];
        let area = CompleteArea {
            level: 0,
            is_complete: true,
            rings: &rings,
        };
        let coverage = Coverage::new([area], u64::MAX);
        let before = Updated {
            replaced: Vec::new(),
            derived: gathered.derive(coverage.as_ref(), &hierarchy, 1),
            gathered,
            coverage,
        };
        let areas = AreasBefore::new(&before);
        let wrong = |id: i64, x: i32| areas.wrong(id, layer, Coordinate::new(x, 5, 0));
        assert_eq!([6, 10, 0].map(|x| wrong(3, x)), [None; 3]);
        assert_eq!([11, 21].map(|x| wrong(3, x)), [Some(Why::MovedOut); 2]);
        assert_eq!([1, 15].map(|x| wrong(9, x)), [Some(Why::MovedInto); 2]);
        assert_eq!([0, 10, 20, 25].map(|x| wrong(9, x)), [None; 4]);
        assert_eq!(areas.wrong(3, Layer::ground(1), Coordinate::new(1, 5, 0)), None);
    }
}
