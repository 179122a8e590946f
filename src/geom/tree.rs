//! A packed tree of boxes: what lies where, built once, asked often.
//!
//! The items are put in Morton order of the middles of their boxes; every [`FAN`] neighbours share a box, and so do every
//! [`FAN`] of those. It computes no areas and no distances, so the whole range of 32 bits goes without overflow.

use std::ops::ControlFlow;

use crate::model::BoundingBox;

/// Items or boxes under one box.
const FAN: usize = 8;

/// What has a box.
pub(crate) trait Bounded {
    /// The smallest box around it.
    fn bounds(&self) -> BoundingBox;
}

impl Bounded for BoundingBox {
    fn bounds(&self) -> BoundingBox {
        *self
    }
}

/// Items by the place of their boxes.
#[derive(Clone, Debug)]
pub(crate) struct BoxTree<T> {
    items: Vec<T>,
    /// Boxes of the items, of [`FAN`] items each, of [`FAN`] of those, up to a single one.
    levels: Vec<Vec<BoundingBox>>,
}

impl<T: Bounded> BoxTree<T> {
    /// Puts the items in order, in n log n steps.
    pub(crate) fn new(mut items: Vec<T>) -> Self {
        items.sort_by_cached_key(|item| morton(item.bounds()));
        let mut level: Vec<BoundingBox> = items.iter().map(T::bounds).collect();
        let mut levels = Vec::new();
        while level.len() > 1 {
            let above = level.chunks(FAN).filter_map(around).collect();
            levels.push(std::mem::replace(&mut level, above));
        }
        levels.push(level);
        Self { items, levels }
    }

    /// The box around everything; `None` without items.
    pub(crate) fn bounds(&self) -> Option<BoundingBox> {
        self.levels.last().and_then(|top| top.first()).copied()
    }

    /// Every item, in no order that means anything.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }

    /// Shows the items whose boxes meet the window, edges included, until one breaks off.
    pub(crate) fn visit<B>(
        &self,
        window: BoundingBox,
        mut see: impl FnMut(&T) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        self.descend(self.levels.len() - 1, 0, window, &mut see)
    }

    /// Shows the items whose boxes meet the window, edges included, about from west to east. Each answers up to where in the
    /// east items are still wanted.
    pub(crate) fn visit_eastward(&self, mut window: BoundingBox, mut see: impl FnMut(&T) -> i32) {
        self.descend_eastward(self.levels.len() - 1, 0, &mut window, &mut see);
    }

    fn descend_eastward(
        &self,
        level: usize,
        first: usize,
        window: &mut BoundingBox,
        see: &mut impl FnMut(&T) -> i32,
    ) {
        let boxes = &self.levels[level];
        let last = boxes.len().min(first + FAN);
        let mut order = [(i32::MAX, usize::MAX); FAN];
        let meeting = (first..last).filter(|at| boxes[*at].meets(*window));
        let mut count = 0;
        for (slot, at) in order.iter_mut().zip(meeting) {
            *slot = (boxes[at].min_x, at);
            count += 1;
        }
        order[..count].sort_unstable();
        for (west, at) in &order[..count] {
            if *west > window.max_x {
                break;
            }
            match level.checked_sub(1) {
                Some(below) => self.descend_eastward(below, at * FAN, window, see),
                None => window.max_x = window.max_x.min(see(&self.items[*at])),
            }
        }
    }

    fn descend<B>(
        &self,
        level: usize,
        first: usize,
        window: BoundingBox,
        see: &mut impl FnMut(&T) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let boxes = &self.levels[level];
        let last = boxes.len().min(first + FAN);
        for (at, &bounds) in boxes.iter().enumerate().take(last).skip(first) {
            if !bounds.meets(window) {
                continue;
            }
            match level.checked_sub(1) {
                Some(below) => self.descend(below, at * FAN, window, see)?,
                None => see(&self.items[at])?,
            }
        }
        ControlFlow::Continue(())
    }
}

fn around(boxes: &[BoundingBox]) -> Option<BoundingBox> {
    boxes.iter().copied().reduce(BoundingBox::union)
}

/// The place of a box's middle on the Z curve.
fn morton(bounds: BoundingBox) -> u64 {
    let middle =
        |low: i32, high: i32| ((i64::from(low) + i64::from(high)) >> 1).abs_diff(i64::from(i32::MIN));
    spread(middle(bounds.min_x, bounds.max_x)) | spread(middle(bounds.min_y, bounds.max_y)) << 1
}

/// Puts a zero between the lower 32 bits.
fn spread(bits: u64) -> u64 {
    let steps = [
        (16, 0x0000_ffff_0000_ffff),
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ];
    steps
        .iter()
        .fold(bits, |bits, (shift, mask)| (bits | bits << shift) & mask)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bounds() -> impl Strategy<Value = BoundingBox> {
        (any::<[i32; 4]>(), any::<bool>()).prop_map(|(mut v, small)| {
            if small {
                v = v.map(|v| v % 50);
            }
            BoundingBox {
                min_x: v[0].min(v[1]),
                max_x: v[0].max(v[1]),
                min_y: v[2].min(v[3]),
                max_y: v[2].max(v[3]),
            }
        })
    }

    proptest! {
        #[test]
        fn the_tree_finds_what_looking_at_everything_finds(
            items in prop::collection::vec(bounds(), 0..200),
            window in bounds(),
        ) {
            let key = |b: &BoundingBox| (b.min_x, b.min_y, b.max_x, b.max_y);
            let mut expected: Vec<_> = items.iter().copied().filter(|b| b.meets(window)).collect();
            let mut found = Vec::new();
            let _ = BoxTree::new(items).visit(window, |item| -> ControlFlow<()> {
                found.push(*item);
                ControlFlow::Continue(())
            });
            expected.sort_by_key(key);
            found.sort_by_key(key);
            prop_assert_eq!(found, expected);
        }
    }
}
