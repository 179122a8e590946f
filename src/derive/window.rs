//! Boxes around what changes: in families with few objects in the open plane one for each place, that no line nor face leaves.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::roles::Family;
use super::scene::Layer;
use super::update::Touched;
use crate::geom::exact::LIMIT;
use crate::geom::tree::BoxTree;
use crate::model::{BoundingBox, KnownFace};

/// How often boxes are parted along either axis, at most: what is not apart then stays together.
const MOST_PARTINGS: u32 = 16;

/// How often windows are widened, at most; then they take everything.
const MOST_ROUNDS: usize = 64;

const EVERYWHERE: BoundingBox = BoundingBox {
    min_x: -LIMIT,
    min_y: -LIMIT,
    max_x: LIMIT,
    max_y: LIMIT,
};

/// The windows of each layer of another family than `ground` in which something changes. Those of a layer lie apart.
#[derive(Debug, Default)]
pub(super) struct Windows {
    layers: BTreeMap<Layer, Vec<BoundingBox>>,
    rounds: usize,
}

impl Windows {
    /// Around what a change touches; `areas` are boxes around areas of complete ZPS, which concern all families.
    pub(super) fn new(touched: &Touched, areas: &[(i16, BoundingBox)]) -> Self {
        let mut layers: BTreeMap<Layer, Vec<BoundingBox>> = BTreeMap::new();
        let places = touched.places.iter().copied();
        let areas = areas.iter().flat_map(|(level, around)| {
            Family::ALL.map(|family| {
                let level = *level;
                (Layer { level, family }, *around)
            })
        });
        for (layer, place) in places.chain(areas) {
            if layer.family != Family::Ground {
                layers.entry(layer).or_default().push(wider(place));
            }
        }
        layers.values_mut().for_each(|windows| *windows = apart(windows));
        Self { layers, rounds: 0 }
    }

    /// Widens the windows by what meets them, of boxes of lines and faces by layer; answers with where they were not before, of the
    /// first time with all of them.
    pub(super) fn widen(&mut self, known: &BTreeMap<Layer, Vec<BoundingBox>>) -> Vec<BoundingBox> {
        let mut grown = Vec::new();
        if self.rounds > MOST_ROUNDS {
            return grown;
        }
        for (layer, windows) in &mut self.layers {
            let tree = BoxTree::new(known.get(layer).cloned().unwrap_or_default());
            let wide: Vec<BoundingBox> = windows.iter().map(|window| widened(*window, &tree)).collect();
            let wide = match self.rounds < MOST_ROUNDS {
                true => apart(&wide),
                false => vec![EVERYWHERE],
            };
            let read: &[BoundingBox] = if self.rounds == 0 { &[] } else { windows };
            grown.extend(wide.iter().flat_map(|window| beyond(*window, read)));
            *windows = wide;
        }
        self.rounds += 1;
        grown
    }

    /// Whether something changes in a layer.
    pub(super) fn contains(&self, layer: Layer) -> bool {
        self.layers.contains_key(&layer)
    }

    /// All windows with their layers.
    pub(super) fn all(&self) -> impl Iterator<Item = (Layer, BoundingBox)> {
        let layers = self.layers.iter();
        layers.flat_map(|(layer, windows)| windows.iter().map(|window| (*layer, *window)))
    }

    /// Whether a face lies in a window: none of its lines leaves it, so the face is wholly in it or not at all.
    pub(super) fn hold(&self, face: &KnownFace) -> bool {
        let windows = self.layers.get(&Layer::of(face));
        let bounds = BoundingBox::around(face.rings.iter().flatten().copied());
        let within = |(windows, bounds): (&Vec<BoundingBox>, BoundingBox)| {
            windows.iter().any(|window| window.union(bounds) == *window)
        };
        windows.zip(bounds).is_some_and(within)
    }
}

/// A window with the boxes that meet it.
fn widened(mut window: BoundingBox, tree: &BoxTree<BoundingBox>) -> BoundingBox {
    let _ = tree.visit(window, |bounds| -> ControlFlow<()> {
        window = window.union(*bounds);
        ControlFlow::Continue(())
    });
    window
}

/// A box with a centimetre more to each side, so that every one has extent.
pub(super) fn wider(b: BoundingBox) -> BoundingBox {
    BoundingBox {
        min_x: b.min_x.saturating_sub(1),
        min_y: b.min_y.saturating_sub(1),
        max_x: b.max_x.saturating_add(1),
        max_y: b.max_y.saturating_add(1),
    }
}

/// Boxes around all boxes of which no two have a place in common. Boxes that meet, if only over others, are in the same.
pub(super) fn apart(boxes: &[BoundingBox]) -> Vec<BoundingBox> {
    let mut found = Vec::new();
    part(&mut boxes.to_vec(), MOST_PARTINGS, &mut found);
    found
}

/// Parts boxes wherever a line along an axis runs between them.
fn part(boxes: &mut [BoundingBox], partings: u32, found: &mut Vec<BoundingBox>) {
    let extents: [fn(&BoundingBox) -> [i32; 2]; 2] = [|b| [b.min_x, b.max_x], |b| [b.min_y, b.max_y]];
    for extent in extents.into_iter().filter(|_| partings > 0) {
        boxes.sort_unstable_by_key(extent);
        let mut reach = i32::MIN;
        let mut is_first = true;
        let groups = boxes.chunk_by_mut(|one, next| {
            let [[_, end], [begin, _]] = [one, next].map(extent);
            reach = if is_first { end } else { reach.max(end) };
            is_first = begin > reach;
            !is_first
        });
        let mut groups: Vec<&mut [BoundingBox]> = groups.collect();
        if groups.len() > 1 {
            groups
                .iter_mut()
                .for_each(|group| part(group, partings - 1, found));
            return;
        }
    }
    found.extend(boxes.iter().copied().reduce(BoundingBox::union));
}

/// What a window has beyond the largest of others that lie within it: all of it, or up to four strips.
fn beyond(window: BoundingBox, others: &[BoundingBox]) -> Vec<BoundingBox> {
    let extent = |b: &BoundingBox| {
        let [width, height] =
            [(b.min_x, b.max_x), (b.min_y, b.max_y)].map(|(from, to)| i64::from(to) - i64::from(from));
        width * height
    };
    let within = others.iter().filter(|other| window.union(**other) == window);
    let Some(known) = within.max_by_key(|other| extent(other)) else {
        return vec![window];
    };
    let mut strips = Vec::new();
    let mut strip = |is_there: bool, strip: BoundingBox| strips.extend(is_there.then_some(strip));
    let max_x = known.min_x;
    strip(window.min_x < max_x, BoundingBox { max_x, ..window });
    let min_x = known.max_x;
    strip(min_x < window.max_x, BoundingBox { min_x, ..window });
    let max_y = known.min_y;
    strip(window.min_y < max_y, BoundingBox { max_y, ..window });
    let min_y = known.max_y;
    strip(min_y < window.max_y, BoundingBox { min_y, ..window });
    strips
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bounds() -> impl Strategy<Value = BoundingBox> {
        (0..100_i32, 0..100_i32, 0..15_i32, 0..15_i32).prop_map(|(x, y, width, height)| BoundingBox {
            min_x: x,
            min_y: y,
            max_x: x + width,
            max_y: y + height,
        })
    }

    proptest! {
        #[test]
        fn every_box_is_in_one_of_those_that_lie_apart(boxes in prop::collection::vec(bounds(), 0..60)) {
            let found = apart(&boxes);
            for (place, one) in found.iter().enumerate() {
                prop_assert!(found[place + 1..].iter().all(|other| !one.meets(*other)));
            }
            for one in &boxes {
                prop_assert!(found.iter().any(|around| around.union(*one) == *around));
            }
            let around = |boxes: &[BoundingBox]| boxes.iter().copied().reduce(BoundingBox::union);
            prop_assert_eq!(around(&boxes), around(&found));
        }

        #[test]
        fn a_place_of_a_window_is_known_or_beyond(window in bounds(), known in bounds(), x in 0..115_i32, y in 0..115_i32) {
            let window = window.union(known);
            let place = BoundingBox { min_x: x, max_x: x, min_y: y, max_y: y };
            let strips = beyond(window, &[known]);
            let is_beyond = strips.iter().any(|strip| strip.meets(place));
            prop_assert!(!window.meets(place) || known.meets(place) || is_beyond);
            prop_assert!(strips.iter().all(|strip| window.union(*strip) == window));
        }
    }

    #[test]
    fn what_has_a_gap_between_lies_apart() {
        let square = |x: i32, y: i32| BoundingBox {
            min_x: x,
            min_y: y,
            max_x: x + 10,
            max_y: y + 10,
        };
        let boxes = [square(0, 0), square(5_000_000, 0), square(10, 10), square(0, 21)];
        let mut found = apart(&boxes);
        found.sort_unstable_by_key(|b| (b.min_x, b.min_y));
        let around = square(0, 0).union(square(10, 10));
        assert_eq!(found, [around, square(0, 21), square(5_000_000, 0)]);
    }
}
