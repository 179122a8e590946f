//! The areas of the map as they will be after a change, beside those that the file brings: what check 4.5 compares these with. Those
//! that the change touches are derived anew, all others are as the map keeps them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::overlay::Base;
use super::{Judge, words};
use crate::check::Texts;
use crate::check::areas::{Brought, DefinedBy};
use crate::check::topology::surround::fewer;
use crate::derive::{Fate, Layer, Updated};
use crate::geom::tree::BoxTree;
use crate::model::{BoundingBox, Coordinate, Surroundings, Unanswered};

/// Positions of areas of the map that are looked at: so many, and so many more for each one of the file.
const MOST: usize = 10_000_000;
const MORE: usize = 10;

/// Boxes in which faces are asked for, all at once: where there are more, those in one cell of 2^n cm are put together.
const BOXES: usize = 4_096;
const CELLS: [u32; 6] = [13, 17, 20, 23, 26, 29];

/// Puts the areas of the map that come near those of the file beside these; answers with why not all of them.
pub(super) fn put(
    map: &dyn Surroundings,
    base: &Base<'_>,
    judge: &Judge<'_>,
    after: &Updated,
    brought: &mut Brought,
) -> Result<Option<Texts>, Unanswered> {
    let near = Near::new(brought);
    let most = brought.positions().saturating_mul(MORE).saturating_add(MOST);
    let mut has_room = true;
    let mut put = |brought: &mut Brought, layer, kind, rings: &[Vec<Coordinate>], name, at| {
        if near.meets(layer, rings) {
            let number = judge.number(name);
            let point = DefinedBy { name, number, at };
            has_room &= brought.positions() < most && brought.add(layer, kind, rings, point);
        }
    };
    for face in &after.derived.faces {
        if let (Fate::Area(area), [point]) = (&face.fate, &face.points[..]) {
            let name = after.gathered.point_ids[*point as usize];
            let at = after.gathered.points[*point as usize].at;
            put(brought, face.layer, Some(area.kind), &face.rings, name, at);
        }
    }
    // Where the points are is asked afterwards, for all of them together.
    let replaced: FxHashSet<i64> = after.replaced.iter().copied().collect();
    let mut unplaced = Vec::new();
    let are_derived = map.faces(&near.boxes(), &mut |face| {
        if let (Some(point), false) = (face.point, replaced.contains(&face.number)) {
            let count = brought.positions();
            put(
                brought,
                Layer::of(&face),
                None,
                &face.rings,
                point,
                Coordinate::new(0, 0, 0),
            );
            unplaced.extend((brought.positions() > count).then_some(point));
        }
    })?;
    if !are_derived {
        return Ok(Some(words::not_derived()));
    }
    let mut places = FxHashMap::default();
    base.points(&unplaced, &mut |point, kind, at| {
        places.insert(point, (kind, at));
    })?;
    brought.locate(|point| places.get(&point).copied());
    Ok((!has_room).then(words::too_many))
}

/// Where the areas of the file are, by level and family.
struct Near(BTreeMap<Layer, BoxTree<BoundingBox>>);

impl Near {
    fn new(brought: &Brought) -> Self {
        let mut boxes: BTreeMap<Layer, Vec<BoundingBox>> = BTreeMap::new();
        for (layer, bounds) in brought.places() {
            boxes.entry(layer).or_default().push(bounds);
        }
        let trees = boxes.into_iter();
        Self(trees.map(|(layer, boxes)| (layer, BoxTree::new(boxes))).collect())
    }

    /// Whether any is near an area.
    fn meets(&self, layer: Layer, rings: &[Vec<Coordinate>]) -> bool {
        let bounds = BoundingBox::around(rings.iter().flatten().copied());
        let (Some(tree), Some(bounds)) = (self.0.get(&layer), bounds) else {
            return false;
        };
        tree.visit(bounds, |_| ControlFlow::Break(())).is_break()
    }

    /// Boxes around all of them.
    fn boxes(&self) -> Vec<BoundingBox> {
        let all = self.0.values().flat_map(BoxTree::items).copied().collect();
        CELLS
            .into_iter()
            .fold(all, |boxes: Vec<BoundingBox>, cell| match boxes.len() > BOXES {
                true => fewer(boxes, cell),
                false => boxes,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_many_areas_there_are_faces_are_asked_for_once() {
        let at = |x, y| BoundingBox::around([Coordinate::new(x, y, 0), Coordinate::new(x + 500, y + 500, 0)]);
        let near = |count: i32, apart: i32| {
            let boxes = (0..count)
                .filter_map(|n| at(n % 200 * apart, -n / 200 * apart))
                .collect();
            Near(BTreeMap::from([(Layer::ground(0), BoxTree::new(boxes))]))
        };
        assert_eq!(near(4_000, 600).boxes().len(), 4_000);
        for apart in [600, 20_000, 400_000] {
            let near = near(40_000, apart);
            let boxes = near.boxes();
            assert!(boxes.len() <= BOXES, "{}", boxes.len());
            let all = near.0.values().flat_map(BoxTree::items);
            let is_in = |one: &BoundingBox, b: &BoundingBox| b.union(*one) == *b;
            assert!(all.into_iter().all(|one| boxes.iter().any(|b| is_in(one, b))));
        }
    }
}
