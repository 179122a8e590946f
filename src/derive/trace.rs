//! Ways around faces: every edge has two sides, each side belongs to one closed way along which a face lies on the left.

use std::cmp::Ordering;

use super::plane::{Plane, index};

/// In the place of a number where there is none.
pub(super) const NONE: u32 = u32::MAX;

/// A side of an edge: `2 * edge` runs from its lower to its higher end, the next number back. The face is on its left.
pub(super) type Side = u32;

/// The side that runs the other way.
pub(super) fn twin(side: Side) -> Side {
    side ^ 1
}

/// The edge of a side.
pub(super) fn edge_of(side: Side) -> u32 {
    side / 2
}

/// The sides that leave each node, counter-clockwise from the one that is first after the west, and the closed ways of all sides.
#[derive(Debug)]
pub(super) struct Ways {
    /// Where the sides of each node begin among `around`; one more than there are nodes.
    starts: Vec<u32>,
    around: Vec<Side>,
    /// Place of a side among `around`.
    places: Vec<u32>,
    /// The way of each side; [`NONE`] for edges that are left out.
    pub(super) way: Vec<u32>,
    /// A side of each way.
    pub(super) firsts: Vec<Side>,
}

/// The node at which a side begins.
pub(super) fn start(plane: &Plane, side: Side) -> u32 {
    plane.edges[edge_of(side) as usize].ends[(side & 1) as usize]
}

impl Ways {
    /// The ways along the edges that are not left out.
    pub(super) fn new(plane: &Plane, left_out: &[bool]) -> Self {
        let mut starts = vec![0_u32; plane.nodes.len() + 1];
        let edges = || {
            (0..)
                .zip(&plane.edges)
                .filter(|(number, _): &(u32, _)| !left_out[*number as usize])
        };
        for (_, edge) in edges() {
            edge.ends.iter().for_each(|node| starts[*node as usize + 1] += 1);
        }
        for node in 0..plane.nodes.len() {
            starts[node + 1] += starts[node];
        }
        let mut around = vec![NONE; starts.last().copied().unwrap_or(0) as usize];
        let mut next = starts.clone();
        for (number, edge) in edges() {
            for (way, node) in (0..).zip(edge.ends) {
                let place = &mut next[node as usize];
                around[*place as usize] = 2 * number + way;
                *place += 1;
            }
        }
        for pair in starts.windows(2) {
            let sides = &mut around[pair[0] as usize..pair[1] as usize];
            sides.sort_unstable_by(|a, b| angle(plane, *a).compare(angle(plane, *b)));
        }
        let mut places = vec![NONE; 2 * plane.edges.len()];
        for (place, side) in (0..).zip(&around) {
            places[*side as usize] = place;
        }
        let mut ways = Self {
            starts,
            around,
            places,
            way: vec![NONE; 2 * plane.edges.len()],
            firsts: Vec::new(),
        };
        ways.trace(plane);
        ways
    }

    fn trace(&mut self, plane: &Plane) {
        for place in 0..self.around.len() {
            let first = self.around[place];
            if self.way[first as usize] != NONE {
                continue;
            }
            let number = index(self.firsts.len());
            self.firsts.push(first);
            let mut side = first;
            loop {
                self.way[side as usize] = number;
                side = self.next(plane, side);
                if side == first {
                    break;
                }
            }
        }
    }

    /// The side that follows on the way: at the end of a side the next one clockwise from where it came.
    pub(super) fn next(&self, plane: &Plane, side: Side) -> Side {
        let node = start(plane, twin(side)) as usize;
        let (first, end) = (self.starts[node], self.starts[node + 1]);
        let place = self.places[twin(side) as usize];
        let next = if place == first { end - 1 } else { place - 1 };
        self.around[next as usize]
    }

    /// The sides of a way, from its first.
    pub(super) fn sides(&self, plane: &Plane, way: u32) -> impl Iterator<Item = Side> {
        let first = self.firsts[way as usize];
        let following = move |side: &Side| Some(self.next(plane, *side)).filter(|next| *next != first);
        std::iter::successors(Some(first), following)
    }

    /// The sides that leave a node, counter-clockwise.
    pub(super) fn leaving(&self, node: u32) -> &[Side] {
        let node = node as usize;
        &self.around[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    /// Edges that have the same way on both sides: they bound nothing.
    pub(super) fn loose(&self) -> impl Iterator<Item = u32> {
        let pairs = self.way.chunks_exact(2);
        (0..)
            .zip(pairs)
            .filter(|(_, pair)| pair[0] != NONE && pair[0] == pair[1])
            .map(|(edge, _)| edge)
    }
}

/// A direction of the plane; either axis differs from 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Angle {
    pub(super) x: i64,
    pub(super) y: i64,
}

impl Angle {
    /// Which comes first counter-clockwise, beginning after the west.
    pub(super) fn compare(self, other: Self) -> Ordering {
        let cross = || (other.x * self.y).cmp(&(self.x * other.y));
        self.is_late().cmp(&other.is_late()).then_with(cross)
    }

    /// Whether it is after the east.
    fn is_late(self) -> bool {
        self.y > 0 || self.y == 0 && self.x < 0
    }
}

/// The direction in which a side leaves its node.
pub(super) fn angle(plane: &Plane, side: Side) -> Angle {
    let [from, to] = [side, twin(side)].map(|side| plane.place(start(plane, side)));
    Angle {
        x: to[0] - from[0],
        y: to[1] - from[1],
    }
}
