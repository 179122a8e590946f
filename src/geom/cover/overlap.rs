//! Whether the insides of two polygons have a place in common, decided in whole numbers: what check 4.5 asks.
//!
//! Where they do, the common part is bounded by pieces of edges of either, along which it lies on the side that is inside of
//! both. So every edge is cut wherever it touches another, of whichever polygon, and of each piece it is asked whether one of
//! its sides is inside of both.

use std::ops::ControlFlow;

use super::exact::{Edge, Fraction, Position};
use super::layers::{MOST_CUTS, settle};
use super::{Part, step};
use crate::geom::exact::is_near;
use crate::geom::tree::Bounded as _;
use crate::model::Coordinate;

/// A polygon whose inside is compared with those of others. Building takes n log n steps.
#[derive(Clone, Debug)]
pub struct Inside(Part);

/// What two insides have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Common {
    /// No place; edges may touch.
    Nothing,
    /// A part, at whose edge this place is, rounded to whole centimetres and with height 0.
    At(Coordinate),
    /// Too many edges lie over each other; nobody knows.
    Unknown,
}

impl Inside {
    /// The polygon of rings of which the first is the exterior and the others are holes. Its inside follows the even-odd rule;
    /// an open ring is closed. `None` when it has no edges, or reaches beyond ±2^29 cm.
    pub fn new(rings: &[Vec<Coordinate>]) -> Option<Self> {
        let is_near = rings.iter().flatten().all(|c| is_near(*c));
        Part::new(rings).filter(|_| is_near).map(Self)
    }

    /// Whether a place (its height does not matter) is in it, not on its edge. `steps` tells how many edges may be looked at and,
    /// afterwards, how many are left; when none are, the answer means nothing.
    pub fn has(&self, place: Coordinate, steps: &mut u64) -> bool {
        let seen = self.0.seen_within(&Position::of(place), steps);
        is_near(place) && !seen.on && seen.inside_to_the_east
    }

    /// What its inside has in common with that of another. `steps` tells how many edges may be looked at and, afterwards, how
    /// many are left.
    pub fn common(&self, other: &Self, steps: &mut u64) -> Common {
        let (one, other) = (&self.0, &other.0);
        if is_apart(one, other, steps) || is_apart(other, one, steps) {
            return Common::Nothing;
        }
        let mut found = along(one, other, steps);
        if found.is_continue() {
            found = along(other, one, steps);
        }
        found.break_value().unwrap_or(Common::Nothing)
    }
}

/// Whether no edge of one polygon comes near the other, which lies outside of it: so it is with most whose boxes meet.
fn is_apart(one: &Part, other: &Part, steps: &mut u64) -> bool {
    let is_near = one
        .edges
        .visit(other.bounds, |_| ControlFlow::Break(()))
        .is_break();
    !is_near
        && other.starts.first().is_some_and(|start| {
            let seen = one.seen_within(&Position::of(*start), steps);
            *steps > 0 && !seen.inside_to_the_east
        })
}

/// Looks along the edges of one polygon, where the other may be.
fn along(one: &Part, other: &Part, steps: &mut u64) -> ControlFlow<Common> {
    let mut cuts = Vec::new();
    one.edges.visit(other.bounds, |edge| {
        cuts.clear();
        cuts.extend([Fraction::START, Fraction::END]);
        cut(edge, one, &mut cuts, steps)?;
        cut(edge, other, &mut cuts, steps)?;
        settle(&mut cuts);
        for pair in cuts.windows(2) {
            let at = edge.at(pair[0].between(pair[1]));
            let mut sides = [true; 2];
            // Most pieces lie outside of the other polygon, and then nobody asks on which side the own inside is.
            for part in [other, one] {
                let seen = part.seen_within(&at, steps);
                sides[0] &= seen.inside_to_the_east;
                sides[1] &= seen.inside_to_the_east != seen.is_between;
                if sides == [false; 2] {
                    break;
                }
            }
            if *steps == 0 {
                return ControlFlow::Break(Common::Unknown);
            }
            if sides != [false; 2] {
                return ControlFlow::Break(Common::At(edge.middle(pair[0], pair[1])));
            }
        }
        ControlFlow::Continue(())
    })
}

/// Adds where edges of a polygon touch an edge.
fn cut(edge: &Edge, part: &Part, cuts: &mut Vec<Fraction>, steps: &mut u64) -> ControlFlow<Common> {
    part.edges.visit(edge.bounds(), |other| {
        edge.touch(other, cuts);
        if cuts.len() > 2 * MOST_CUTS {
            settle(cuts);
            if cuts.len() > MOST_CUTS {
                return ControlFlow::Break(Common::Unknown);
            }
        }
        step(steps).map_break(|()| Common::Unknown)
    })
}
