//! Rules of check 4.11 about each ring by itself: positions, places visited twice, segments that touch, direction.

use std::ops::ControlFlow;

use super::{Flaw, Rule, Verdict};
use crate::geom::cover::exact::{Edge, coordinate_at};
use crate::geom::exact::{Contact, Xy, contact};
use crate::geom::tree::{Bounded, BoxTree};
use crate::model::{BoundingBox, Coordinate};

/// Fewest positions of a ring: a triangle and its first position again.
const LEAST_POSITIONS: usize = 4;

/// A side of a polygon.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    pub(super) edge: Edge,
    /// Number of its ring.
    pub(super) ring: u32,
    /// Its place among all sides, in the order of rings and positions.
    pub(super) number: u32,
    /// Numbers of the first and the last side of its ring.
    ends: [u32; 2],
}

impl Side {
    /// The ends of the segment.
    pub(super) fn ends(&self) -> [Xy; 2] {
        [self.edge.a, self.edge.b]
    }

    /// Whether another side of the ring comes right before or after this one.
    fn is_beside(&self, other: &Self) -> bool {
        let (low, high) = (self.number.min(other.number), self.number.max(other.number));
        high == low + 1 || [low, high] == self.ends
    }
}

impl Bounded for Side {
    fn bounds(&self) -> BoundingBox {
        self.edge.bounds()
    }
}

/// All sides of a polygon, by their places.
#[derive(Debug)]
pub(super) struct Sides {
    pub(super) tree: BoxTree<Side>,
}

/// By the numbers of sides, which of them touch another ring.
pub(super) type Touched = Vec<bool>;

impl Sides {
    /// The sides of rings that are closed and have no equal consecutive positions.
    pub(super) fn of(rings: &[Vec<Coordinate>]) -> Self {
        let mut sides = Vec::with_capacity(rings.iter().map(Vec::len).sum());
        let mut first = 0;
        for (ring, positions) in (0..).zip(rings) {
            let count = u32::try_from(positions.len())
                .unwrap_or(u32::MAX)
                .saturating_sub(1);
            let ends = [first, (first + count).saturating_sub(1)];
            let edges = positions.windows(2).map(|pair| Edge::new(pair[0], pair[1]));
            sides.extend((first..).zip(edges).filter_map(|(number, edge)| {
                Some(Side {
                    edge: edge?,
                    ring,
                    number,
                    ends,
                })
            }));
            first += count;
        }
        Self {
            tree: BoxTree::new(sides),
        }
    }

    /// Whether no two sides of a ring touch but neighbours in their vertex; answers with the sides that touch another ring.
    pub(super) fn compare(&self, steps: &mut u64) -> Result<Touched, Verdict> {
        let mut touched = vec![false; self.tree.items().len()];
        for side in self.tree.items() {
            let looked = self.tree.visit(side.bounds(), |other| {
                if !step(steps) {
                    return ControlFlow::Break(Verdict::Unknown);
                }
                if other.number <= side.number {
                    return ControlFlow::Continue(());
                }
                let contact = contact(side.ends(), other.ends());
                if contact == Contact::None {
                    return ControlFlow::Continue(());
                }
                if side.ring != other.ring {
                    touched[side.number as usize] = true;
                    touched[other.number as usize] = true;
                    return ControlFlow::Continue(());
                }
                // No place is visited twice, so that neighbours have one vertex in common.
                match contact.wrong(|_| side.is_beside(other)) {
                    Some(place) => ControlFlow::Break(Verdict::Wrong(Flaw::at(
                        Rule::CrossesItself,
                        coordinate_at(place),
                    ))),
                    None => ControlFlow::Continue(()),
                }
            });
            if let ControlFlow::Break(verdict) = looked {
                return Err(verdict);
            }
        }
        Ok(touched)
    }
}

/// Counts a step; tells whether there was one left.
pub(super) fn step(steps: &mut u64) -> bool {
    let is_left = *steps > 0;
    *steps = steps.saturating_sub(1);
    is_left
}

/// Rules about the positions of rings. The first that does not hold.
pub(super) fn forms(rings: &[Vec<Coordinate>]) -> Option<Flaw> {
    if rings.is_empty() || rings.iter().any(|ring| ring.len() < LEAST_POSITIONS) {
        let short = rings.iter().find(|ring| ring.len() < LEAST_POSITIONS);
        let at = short.and_then(|ring| ring.first()).copied();
        return Some(Flaw {
            rule: Rule::TooShort,
            at: at.map(|at| Coordinate { z: 0, ..at }),
        });
    }
    let open = |ring: &Vec<Coordinate>| {
        let last = ring.last().copied();
        last.filter(|last| ring.first().is_some_and(|first| !is_same(*first, *last)))
    };
    let repeated = |ring: &Vec<Coordinate>| {
        let pair = ring.windows(2).find(|pair| is_same(pair[0], pair[1]))?;
        Some(pair[0])
    };
    let first = |rule, find: &dyn Fn(&Vec<Coordinate>) -> Option<Coordinate>| {
        rings.iter().find_map(find).map(|at| Flaw::at(rule, at))
    };
    first(Rule::Open, &open)
        .or_else(|| first(Rule::Repeated, &repeated))
        .or_else(|| first(Rule::Revisited, &|ring| revisited(ring)))
}

/// Whether two positions are one place in the plane.
fn is_same(a: Coordinate, b: Coordinate) -> bool {
    (a.x, a.y) == (b.x, b.y)
}

/// The first position of a closed ring at a place where it was before.
fn revisited(ring: &[Coordinate]) -> Option<Coordinate> {
    let mut places: Vec<(i32, i32, usize)> = ring
        .iter()
        .zip(1..ring.len())
        .map(|(c, n)| (c.x, c.y, n))
        .collect();
    places.sort_unstable();
    let again = places
        .windows(2)
        .filter(|pair| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1));
    let first = again.map(|pair| pair[1]).min_by_key(|(.., number)| *number)?;
    Some(Coordinate::new(first.0, first.1, 0))
}

/// Rules about the directions of simple rings. The first that does not hold, at the first position of the ring.
pub(super) fn directions(rings: &[Vec<Coordinate>]) -> Option<Flaw> {
    (0..).zip(rings).find_map(|(number, ring)| {
        let rule = match (number, doubled_area(ring) > 0) {
            (0, false) => Rule::ExteriorClockwise,
            (0, true) | (_, false) => return None,
            (_, true) => Rule::HoleCounterclockwise,
        };
        ring.first().map(|at| Flaw::at(rule, *at))
    })
}

/// Twice the area of a ring, positive when it runs counter-clockwise.
fn doubled_area(ring: &[Coordinate]) -> i128 {
    let product = |a: i32, b: i32| i128::from(i64::from(a) * i64::from(b));
    ring.windows(2)
        .map(|pair| product(pair[0].x, pair[1].y) - product(pair[1].x, pair[0].y))
        .sum()
}
