//! In which face a place lies: what bounds the face is the nearest edge to the east.

use std::cmp::Ordering;

use super::plane::{Boxed, Plane};
use super::trace::Side;
use crate::geom::exact::Xy;
use crate::geom::tree::BoxTree;
use crate::model::BoundingBox;

/// A place in half centimetres, so that the middle of an edge has one, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place(Xy);

impl Place {
    /// A place in whole centimetres.
    pub(super) fn at([x, y]: Xy) -> Self {
        Self([2 * x, 2 * y])
    }

    /// The middle between two places.
    pub(super) fn between(a: Xy, b: Xy) -> Self {
        Self([a[0] + b[0], a[1] + b[1]])
    }

    /// What a ray to the east sees: the strip of whole centimetres around it.
    fn ray(self) -> BoundingBox {
        let [x, y] = self.0;
        BoundingBox {
            min_x: clamped(x.div_euclid(2)),
            min_y: clamped(y.div_euclid(2)),
            max_x: i32::MAX,
            max_y: clamped((y + 1).div_euclid(2)),
        }
    }
}

/// What a place sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// The first edge that it lies on.
    pub(super) on: Option<u32>,
    /// The side that it sees of the nearest bounding edge to the east; `None` when there is nothing but the open plane.
    pub(super) ahead: Option<Side>,
}

/// An edge from its southern to its northern end, in half centimetres.
#[derive(Clone, Copy)]
struct Rising {
    low: Xy,
    way: Xy,
    /// The side that runs north: its left is in the west.
    side: Side,
}

impl Rising {
    fn new(plane: &Plane, edge: u32) -> Self {
        let [a, b] = plane.ends(edge).map(|end| end.map(|value| 2 * value));
        let (low, high, side) = if a[1] <= b[1] {
            (a, b, 2 * edge)
        } else {
            (b, a, 2 * edge + 1)
        };
        Self {
            low,
            way: [high[0] - low[0], high[1] - low[1]],
            side,
        }
    }

    /// Positive when the place is in the west of it.
    fn turn(&self, Place(p): Place) -> i128 {
        let to = [p[0] - self.low[0], p[1] - self.low[1]];
        i128::from(self.way[0]) * i128::from(to[1]) - i128::from(self.way[1]) * i128::from(to[0])
    }

    fn holds(&self, Place(p): Place) -> bool {
        let between = |axis: usize| {
            let (from, to) = (self.low[axis], self.low[axis] + self.way[axis]);
            from.min(to) <= p[axis] && p[axis] <= from.max(to)
        };
        between(0) && between(1) && self.turn(Place(p)) == 0
    }

    /// Whether it passes the parallel; its northern end does not belong to it, so that a ray through a vertex counts once.
    fn spans(&self, Place(p): Place) -> bool {
        self.low[1] <= p[1] && p[1] < self.low[1] + self.way[1]
    }

    /// Where it passes the parallel: numerator and denominator.
    fn passes(&self, Place(p): Place) -> (i128, i128) {
        let [dx, dy] = self.way.map(i128::from);
        (
            i128::from(self.low[0]) * dy + dx * i128::from(p[1] - self.low[1]),
            dy,
        )
    }

    /// Which of two that pass the parallel is farther west; above it, where they meet on it.
    fn compare(&self, other: &Self, place: Place) -> Ordering {
        let ((one, one_den), (two, two_den)) = (self.passes(place), other.passes(place));
        let slopes = || {
            let [dx, dy] = self.way.map(i128::from);
            let [other_dx, other_dy] = other.way.map(i128::from);
            (dx * other_dy).cmp(&(other_dx * dy))
        };
        (one * two_den).cmp(&(two * one_den)).then_with(slopes)
    }
}

/// What a place sees of edges; those that do not bound are only looked at as something to lie on.
pub(super) fn look(plane: &Plane, tree: &BoxTree<Boxed>, bounds: impl Fn(u32) -> bool, place: Place) -> Seen {
    let mut on = None;
    let mut nearest: Option<Rising> = None;
    let mut limit = i32::MAX;
    tree.visit_eastward(place.ray(), |boxed| {
        let rising = Rising::new(plane, boxed.edge);
        if rising.holds(place) {
            on = Some(on.map_or(boxed.edge, |known: u32| known.min(boxed.edge)));
        } else if rising.spans(place) && rising.turn(place) > 0 && bounds(boxed.edge) {
            let is_nearer = |known: &Rising| rising.compare(known, place) == Ordering::Less;
            if nearest.as_ref().is_none_or(is_nearer) {
                let (num, den) = rising.passes(place);
                limit = i32::try_from(num.div_euclid(2 * den) + 1).unwrap_or(i32::MAX);
                nearest = Some(rising);
            }
        }
        limit
    });
    Seen {
        on,
        ahead: nearest.map(|rising| rising.side),
    }
}

fn clamped(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}
