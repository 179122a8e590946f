//! The 3D outline of an area: on each edge the strand that the hierarchy gives to the area, and vertical edges between them.
//!
//! Where several strands are of the same type, those are taken with which the outline closes best: of all choices around the ring
//! the one that costs least, found from the end of the ring to its beginning, once for each strand that it can begin with.

use std::collections::{BTreeMap, BTreeSet};

use super::derived::{Missing, Wrong};
use super::hierarchy::Ranks;
use super::plane::{Plane, Strand, Vertical};
use super::rings::Ring;
use super::scene::Lines;
use super::trace::{Side, edge_of, start, twin};
use crate::model::Coordinate;

/// Strands of one edge that are tried, at most: from the lowest.
const MOST_TRIED: usize = 8;

/// An outline of one ring, with what it takes.
#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    /// One closed line; where vertical edges are missing, a line between each two.
    pub(super) parts: Vec<Vec<Coordinate>>,
    /// The lines that it takes, each once.
    pub(super) lines: BTreeSet<u32>,
    pub(super) missing: Vec<Missing>,
    pub(super) wrong: Vec<Wrong>,
}

/// What a choice costs: missing vertical edges, centimetres of vertical edges, heights of all ends.
type Cost = (u32, i64, i64);

/// Vertical edges at one place that are looked at, at most: from the lowest.
const MOST_VERTICAL: usize = 64;

/// A strand in the direction of a side.
#[derive(Clone, Copy, Debug)]
struct Step {
    line: u32,
    from: i32,
    to: i32,
    /// Whether another strand would be taken if the hierarchy were another.
    is_guess: bool,
}

/// Makes outlines of areas.
pub(super) struct Outliner<'a> {
    pub(super) plane: &'a Plane,
    pub(super) lines: &'a Lines,
    pub(super) ranks: Ranks<'a>,
}

impl Outliner<'_> {
    /// The outline of a ring, all of whose edges have strands.
    pub(super) fn outline(&self, ring: &Ring) -> Outline {
        let steps: Vec<Vec<Step>> = ring.sides.iter().map(|side| self.tried(*side)).collect();
        let mut outline = Outline::default();
        let chosen = self.choose(ring, &steps);
        let mut part = Vec::new();
        for (place, (side, step)) in ring.sides.iter().zip(&chosen).enumerate() {
            let [from, to] =
                [*side, twin(*side)].map(|side| self.plane.nodes[start(self.plane, side) as usize]);
            let ends = [at(from, step.from), at(to, step.to)];
            part.push(ends[0]);
            self.take(&mut outline, step.line, ends);
            let next = chosen[(place + 1) % chosen.len()];
            if next.from == step.to {
                continue;
            }
            part.push(ends[1]);
            match self.way(to, step.to, next.from) {
                Some(way) => {
                    for vertical in &way {
                        let ends = [at(to, vertical.low), at(to, vertical.high)];
                        self.take(&mut outline, vertical.line, ends);
                    }
                    let mut height = step.to;
                    for vertical in &way[..way.len() - 1] {
                        height = vertical.other(height);
                        part.push(at(to, height));
                    }
                }
                None => {
                    outline.missing.push(Missing {
                        low: at(to, next.from.min(step.to)),
                        high: at(to, next.from.max(step.to)),
                        is_guess: step.is_guess || next.is_guess,
                    });
                    outline.parts.push(std::mem::take(&mut part));
                }
            }
        }
        outline.close(part);
        outline
    }

    /// The strands of an edge that come first in the hierarchy, in the direction of a side, from the lowest; of those at the same heights
    /// the first line.
    fn tried(&self, side: Side) -> Vec<Step> {
        let strands = self.plane.strands(edge_of(side));
        let rank = |strand: &Strand| self.ranks.place(self.lines.line(strand.line).kind);
        let first = strands.iter().map(rank).min();
        let others = strands.iter().any(|strand| Some(rank(strand)) != first);
        let is_guess = others && self.ranks.has_guesses();
        let turned = |[low, high]: [i32; 2]| match side & 1 {
            0 => (low, high),
            _ => (high, low),
        };
        let mut heights: BTreeMap<(i32, i32), u32> = BTreeMap::new();
        for strand in strands.iter().filter(|strand| Some(rank(strand)) == first) {
            heights.entry(turned(strand.heights)).or_insert(strand.line);
        }
        let step = |((from, to), line)| Step {
            line,
            from,
            to,
            is_guess,
        };
        heights.into_iter().take(MOST_TRIED).map(step).collect()
    }

    /// Of all choices of strands the one that costs least.
    fn choose(&self, ring: &Ring, steps: &[Vec<Step>]) -> Vec<Step> {
        let Some(first) = steps.first() else {
            return Vec::new();
        };
        if steps.iter().all(|tried| tried.len() == 1) {
            return steps.iter().map(|tried| tried[0]).collect();
        }
        let heights = |step: &Step| i64::from(step.from) + i64::from(step.to);
        let mut best: Option<(Cost, Vec<usize>)> = None;
        for (opening, begin) in first.iter().enumerate() {
            // What it costs from each strand of an edge to the end, and which of the next edge it goes on with.
            let mut rest: Vec<(Cost, usize)> = vec![((0, 0, 0), 0)];
            let mut onward = vec![vec![0]; steps.len()];
            for place in (0..steps.len()).rev() {
                let next: &[Step] = match steps.get(place + 1) {
                    Some(next) => next,
                    None => std::slice::from_ref(begin),
                };
                let node = start(self.plane, twin(ring.sides[place]));
                let from_here = |step: &Step| {
                    let onward = next
                        .iter()
                        .zip(&rest)
                        .enumerate()
                        .map(|(number, (next, (rest, _)))| {
                            let (missing, way) = self.cost(node, step.to, next.from);
                            let own = heights(step);
                            ((rest.0 + missing, rest.1 + way, rest.2 + own), number)
                        });
                    onward.min().unwrap_or_default()
                };
                let here: Vec<(Cost, usize)> = match place {
                    0 => vec![from_here(begin)],
                    _ => steps[place].iter().map(from_here).collect(),
                };
                onward[place] = here.iter().map(|(_, number)| *number).collect();
                rest = here;
            }
            let cost = rest[0].0;
            if best.as_ref().is_none_or(|(known, _)| cost < *known) {
                let mut way = vec![opening];
                let mut number = onward[0][0];
                for numbers in onward.iter().skip(1) {
                    way.push(number);
                    number = numbers[number];
                }
                best = Some((cost, way));
            }
        }
        let (_, way) = best.unwrap_or_default();
        steps
            .iter()
            .zip(way)
            .map(|(tried, number)| tried[number])
            .collect()
    }

    /// Missing vertical edges between two heights at a place, and how long those are that are there.
    fn cost(&self, node: u32, from: i32, to: i32) -> (u32, i64) {
        if from == to {
            return (0, 0);
        }
        match self.way(self.plane.nodes[node as usize], from, to) {
            Some(way) => (0, way.iter().map(|vertical| vertical.length()).sum()),
            None => (1, 0),
        }
    }

    /// Vertical edges at a place from one height to another: the fewest, of these the shortest, of these, from below, the lowest,
    /// of these those of the first lines.
    fn way(&self, node: super::plane::Node, from: i32, to: i32) -> Option<Vec<Vertical>> {
        let mut way = self.rising_way(node, from.min(to), from.max(to))?;
        if from > to {
            way.reverse();
        }
        Some(way)
    }

    fn rising_way(&self, node: super::plane::Node, from: i32, to: i32) -> Option<Vec<Vertical>> {
        let verticals = self.plane.verticals_at(node);
        let verticals = &verticals[..verticals.len().min(MOST_VERTICAL)];
        let mut done = BTreeSet::new();
        // How many edges and how long, then height and line of each step.
        let mut open = BTreeSet::from([(0, 0, Vec::<(i32, u32)>::new())]);
        while let Some((count, length, way)) = open.pop_first() {
            let height = way.last().map_or(from, |(height, _)| *height);
            if height == to {
                let edge = |(_, line): &(i32, u32)| verticals.iter().find(|edge| edge.line == *line).copied();
                return way.iter().map(edge).collect();
            }
            if done.insert(height) {
                for vertical in verticals.iter().filter(|vertical| vertical.has(height)) {
                    let mut way = way.clone();
                    way.push((vertical.other(height), vertical.line));
                    open.insert((count + 1, length + vertical.length(), way));
                }
            }
        }
        None
    }

    /// Takes a part of a line into the outline.
    fn take(&self, outline: &mut Outline, line: u32, ends: [Coordinate; 2]) {
        let kind = self.lines.line(line).kind;
        outline.lines.insert(line);
        if !self.ranks.permits(kind) {
            outline.wrong.push(Wrong {
                line,
                part: ends,
                is_guess: self.ranks.has_guesses(),
            });
        }
    }
}

impl Outline {
    /// Ends the last part, which goes on at the beginning of the first: where nothing is missing, they are the same.
    fn close(&mut self, mut part: Vec<Coordinate>) {
        if self.parts.is_empty() {
            part.extend(part.first().copied());
        } else if !part.is_empty() {
            part.append(&mut self.parts.remove(0));
        }
        self.parts.extend(Some(part).filter(|part| !part.is_empty()));
    }
}

impl Vertical {
    fn has(&self, height: i32) -> bool {
        self.low == height || self.high == height
    }

    /// The height at its other end.
    fn other(&self, height: i32) -> i32 {
        if self.low == height { self.high } else { self.low }
    }

    fn length(&self) -> i64 {
        i64::from(self.high) - i64::from(self.low)
    }
}

fn at([x, y]: super::plane::Node, z: i32) -> Coordinate {
    Coordinate::new(x, y, z)
}
