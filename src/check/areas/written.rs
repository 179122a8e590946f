//! Check 4.11: whether the polygon of an area is written as OGC Simple Features want it, decided in whole numbers.
//!
//! The rules and their order are those of `docs/areas.md`. Rules of a ring by itself are in [`rings`], those of rings with each
//! other in [`holes`]. Both look for segments near each other in a tree of boxes, so that a polygon of a map takes n log n
//! steps; a polygon made to harm is given up after so many steps for each of its positions, and nothing is claimed of it.

mod holes;
mod rings;
mod words;

#[cfg(test)]
mod tests;

pub(super) use self::words::{arcs, tangled};

use self::rings::Sides;
use crate::geom::exact::is_near;
use crate::model::Coordinate;

/// Segments that are looked at for each position, at most. A ring of fewer positions than that is always judged.
const STEPS_A_POSITION: u64 = 128;

/// Positions that a polygon is taken to have beyond its own.
const MORE_POSITIONS: u64 = 16;

/// What can be wrong with a polygon, in the order in which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::check) enum Rule {
    /// A ring has fewer than four positions.
    TooShort,
    /// A ring does not end where it begins.
    Open,
    /// Two consecutive positions are equal.
    Repeated,
    /// A ring visits a place twice.
    Revisited,
    /// Segments of a ring touch where none of its vertices joins them.
    CrossesItself,
    /// The exterior runs clockwise.
    ExteriorClockwise,
    /// A hole runs counter-clockwise.
    HoleCounterclockwise,
    /// A hole is not inside of the exterior.
    HoleOutside,
    /// Two holes overlap.
    HolesOverlap,
    /// Two rings touch along a segment.
    TouchesAlong,
    /// Rings that touch part the inside.
    Parted,
}

/// Something wrong with a polygon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) struct Flaw {
    /// What does not hold.
    pub(in crate::check) rule: Rule,
    /// Where, its height 0; nowhere when there are no positions at all.
    pub(in crate::check) at: Option<Coordinate>,
}

impl Flaw {
    fn at(rule: Rule, at: Coordinate) -> Self {
        Self {
            rule,
            at: Some(Coordinate { z: 0, ..at }),
        }
    }
}

/// What is to be said of a polygon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum Verdict {
    /// All rules hold.
    InOrder,
    /// The first rule that does not hold.
    Wrong(Flaw),
    /// Too many segments lie over each other; nobody knows.
    Unknown,
}

/// Judges the polygon of rings of which the first is the exterior and the others are holes. Heights mean nothing. One that
/// reaches beyond ±2^29 cm is passed over: that is told by the ranges of coordinates.
pub(in crate::check) fn judge(rings: &[Vec<Coordinate>]) -> Verdict {
    let positions: usize = rings.iter().map(Vec::len).sum();
    let mut steps = STEPS_A_POSITION * (positions as u64 + MORE_POSITIONS);
    if !rings.iter().flatten().all(|position| is_near(*position)) {
        return Verdict::InOrder;
    }
    if let Some(flaw) = rings::forms(rings) {
        return Verdict::Wrong(flaw);
    }
    let sides = Sides::of(rings);
    let touched = match sides.compare(&mut steps) {
        Ok(touched) => touched,
        Err(verdict) => return verdict,
    };
    if let Some(flaw) = rings::directions(rings) {
        return Verdict::Wrong(flaw);
    }
    match rings {
        [_] => Verdict::InOrder,
        _ => holes::judge(rings, &sides, &touched, &mut steps),
    }
}
