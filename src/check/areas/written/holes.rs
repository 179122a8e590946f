//! Rules of check 4.11 about rings with each other: holes inside of the exterior and outside of each other, no common
//! segments, an inside in one piece.
//!
//! A side that touches other rings is cut where they touch it; what lies at the middle of a piece holds for the whole piece. A
//! ring that another one touches comes from there on a side that is touched, so that no other sides need a look; of a ring
//! that touches none, any position will do.
//!
//! Rings that have only places in common part the inside where, from ring to ring through such places, there is a way around.

use std::ops::ControlFlow;

use super::rings::{Side, Sides, Touched, step};
use super::{Flaw, Rule, Verdict};
use crate::geom::cover::exact::{Edge, Fraction, Position, Seen, coordinate_at};
use crate::geom::exact::{Contact, Xy, contact};
use crate::geom::tree::Bounded;
use crate::model::Coordinate;

/// The exterior.
const EXTERIOR: u32 = 0;

/// Judges rings that are simple and run in the right directions.
pub(super) fn judge(rings: &[Vec<Coordinate>], sides: &Sides, touched: &Touched, steps: &mut u64) -> Verdict {
    let mut holes = Holes {
        sides,
        touched,
        steps,
        around: Vec::new(),
        on: Vec::new(),
        worst: None,
    };
    let is_whole = holes.compare(rings);
    match holes.worst {
        Some(flaw) => Verdict::Wrong(flaw),
        None if !is_whole => Verdict::Unknown,
        None => holes.parted(rings.len()),
    }
}

struct Holes<'a> {
    sides: &'a Sides,
    touched: &'a Touched,
    steps: &'a mut u64,
    /// Rings that a ray passes, once for each time.
    around: Vec<u32>,
    /// Holes on whose sides a position lies.
    on: Vec<u32>,
    /// The first rule known not to hold, with its first place. What is wrong is told, though looking may have been given up.
    worst: Option<Flaw>,
}

impl Holes<'_> {
    /// Compares every hole with all other rings; tells whether it got to the end, or to what is told before all else.
    fn compare(&mut self, rings: &[Vec<Coordinate>]) -> bool {
        let mut is_joined = vec![false; rings.len()];
        let mut cuts = Vec::new();
        for side in self.sides.tree.items() {
            if side.ring == EXTERIOR || !self.touched[side.number as usize] {
                continue;
            }
            is_joined[side.ring as usize] = true;
            if !self.cut(side, &mut cuts) {
                return false;
            }
            for pair in cuts.windows(2) {
                let at = side.edge.at(pair[0].between(pair[1]));
                let place = side.edge.middle(pair[0], pair[1]);
                if !self.look(side.ring, Some(&side.edge), &at, place) {
                    return false;
                }
            }
        }
        let alone = (0..).zip(rings.iter().zip(is_joined)).skip(1);
        for (ring, (positions, _)) in alone.filter(|(_, (_, is_joined))| !is_joined) {
            let Some(first) = positions.first() else {
                continue;
            };
            if !self.look(ring, None, &Position::of(*first), *first) {
                return false;
            }
        }
        true
    }

    /// Where other rings touch a side, its ends included.
    fn cut(&mut self, side: &Side, cuts: &mut Vec<Fraction>) -> bool {
        cuts.clear();
        cuts.extend([Fraction::START, Fraction::END]);
        let looked = self.sides.tree.visit(side.bounds(), |other| {
            if other.ring != side.ring {
                side.edge.touch(&other.edge, cuts);
            }
            go_on(self.steps)
        });
        cuts.sort_unstable();
        cuts.dedup();
        looked.is_continue()
    }

    /// Looks where a position of a hole lies to the other rings, none of which has a vertex there. Tells whether the looking
    /// goes on.
    fn look(&mut self, ring: u32, along: Option<&Edge>, at: &Position, place: Coordinate) -> bool {
        let (mut is_on_exterior, mut is_alike) = (false, false);
        self.around.clear();
        self.on.clear();
        let (around, on) = (&mut self.around, &mut self.on);
        let looked = self.sides.tree.visit(at.ray(), |other| {
            if other.ring != ring {
                match other.edge.seen_from(at) {
                    Seen::On if other.ring == EXTERIOR => is_on_exterior = true,
                    Seen::On => {
                        on.push(other.ring);
                        is_alike |= along.is_some_and(|edge| runs_alike(edge, &other.edge));
                    }
                    Seen::Ahead => around.push(other.ring),
                    Seen::No => {}
                }
            }
            go_on(self.steps)
        });
        if looked.is_break() {
            return false;
        }
        self.around.sort_unstable();
        let (mut is_inside, mut is_in_hole) = (is_on_exterior, false);
        let passed = self.around.chunk_by(|a, b| a == b);
        for rays in passed.filter(|rays| rays.len() % 2 == 1) {
            match rays[0] {
                EXTERIOR => is_inside = true,
                hole => is_in_hole |= !self.on.contains(&hole),
            }
        }
        let rule = if !is_inside {
            Rule::HoleOutside
        } else if is_in_hole || is_alike {
            // Holes that run alike along a side have their insides beside each other.
            Rule::HolesOverlap
        } else if is_on_exterior || !self.on.is_empty() {
            Rule::TouchesAlong
        } else {
            return true;
        };
        if self.worst.is_none_or(|known| rule < known.rule) {
            self.worst = Some(Flaw::at(rule, place));
        }
        rule != Rule::HoleOutside
    }

    /// Whether rings, which touch each other in places only, part the inside.
    fn parted(&mut self, rings: usize) -> Verdict {
        let mut visits: Vec<(Xy, u32)> = Vec::new();
        let mut of_side = Vec::new();
        for side in self.sides.tree.items() {
            if !self.touched[side.number as usize] {
                continue;
            }
            let looked = self.sides.tree.visit(side.bounds(), |other| {
                if other.ring != side.ring
                    && let Contact::Vertex(place) = contact(side.ends(), other.ends())
                {
                    of_side.push((place, side.ring));
                }
                go_on(self.steps)
            });
            if looked.is_break() {
                return Verdict::Unknown;
            }
            of_side.sort_unstable();
            of_side.dedup();
            visits.append(&mut of_side);
        }
        visits.sort_unstable();
        visits.dedup();
        let mut joined: Vec<usize> = (0..rings).collect();
        for visits in visits.chunk_by(|a, b| a.0 == b.0) {
            for pair in visits.windows(2) {
                let [one, other] = [pair[0].1, pair[1].1].map(|ring| root(&mut joined, ring as usize));
                if one == other {
                    return Verdict::Wrong(Flaw::at(Rule::Parted, coordinate_at(pair[0].0)));
                }
                joined[one] = other;
            }
        }
        Verdict::InOrder
    }
}

/// The ring that stands for all that are joined with a ring.
fn root(joined: &mut [usize], mut ring: usize) -> usize {
    while joined[ring] != ring {
        joined[ring] = joined[joined[ring]];
        ring = joined[ring];
    }
    ring
}

fn runs_alike(one: &Edge, other: &Edge) -> bool {
    let [one, other] = [one, other].map(Edge::direction);
    one[0] * other[0] + one[1] * other[1] > 0
}

/// Counts a step; breaks off when there was none left.
fn go_on(steps: &mut u64) -> ControlFlow<()> {
    match step(steps) {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(()),
    }
}
