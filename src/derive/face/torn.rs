//! Where outlines of complete ZPS cross between their vertices. Both edges are left out there, so that what they should part is one
//! and may be no complete face at all: what becomes of a change there is not known from faces around it.

use std::collections::BTreeMap;

use super::{Face, Faces};
use crate::derive::conflict;
use crate::derive::locate::Place;
use crate::derive::plane::index;
use crate::derive::trace::{NONE, Side, edge_of, start, twin};
use crate::geom::exact::Xy;
use crate::model::{BoundingBox, Coordinate};

/// A place where outlines cross, and a box around all that is not parted because of it.
pub(in crate::derive) type Tear = (Coordinate, BoundingBox);

impl Faces {
    /// Where outlines cross; `is_complete` tells whether ZPS is complete on the left of a side. `None` when that is not known.
    ///
    /// What is not parted is either a face, or lies in the open plane: then it is bounded by sides of complete ZPS that have the open
    /// plane on their left, by what is loose there, and by the edges that cross, which are joined at their ends.
    pub(in crate::derive) fn tears(
        &self,
        mut is_complete: impl FnMut(Side) -> Option<bool>,
    ) -> Option<Vec<Tear>> {
        let is_outline = |edge: u32| self.plane.edges[edge as usize].is_outline;
        let crossing = self.conflicts.iter().filter(|conflict| {
            let [one, other] = conflict.edges;
            one < other && is_outline(one) && is_outline(other)
        });
        let crossing: Vec<_> = crossing.collect();
        if crossing.is_empty() {
            return Some(Vec::new());
        }
        let mut joined = Joined((0..index(self.plane.nodes.len())).collect());
        for edge in self.open_edges() {
            let sides = [2 * edge, 2 * edge + 1].map(|side| self.is_open(side).then(|| is_complete(side)));
            for is_complete in sides.into_iter().flatten() {
                if is_complete? {
                    joined.join(self.nodes(edge));
                }
            }
        }
        for conflict in &crossing {
            let [one, other] = conflict.edges.map(|edge| self.nodes(edge));
            joined.join(one);
            joined.join(other);
            joined.join([one[0], other[0]]);
        }
        let mut boxes: BTreeMap<u32, BoundingBox> = BTreeMap::new();
        for conflict in &crossing {
            boxes.extend(
                self.around([conflict.edges[0]])
                    .map(|around| (joined.first(self.nodes(conflict.edges[0])[0]), around)),
            );
        }
        for node in 0..index(self.plane.nodes.len()) {
            if let Some(known) = boxes.get_mut(&joined.first(node)) {
                *known = BoundingBox::around([position(self.plane.place(node))])
                    .map_or(*known, |at| known.union(at));
            }
        }
        let tears = crossing.into_iter().filter_map(|conflict| {
            let [a, b] = self.plane.ends(conflict.edges[0]);
            let face = self.face(self.look(Place::between(a, b)));
            let reach = match face.map(|face| &self.faces[face as usize]) {
                Some(face) => self
                    .around(conflict.edges)?
                    .union(self.around(face.sides().map(edge_of))?),
                None => *boxes.get(&joined.first(self.nodes(conflict.edges[0])[0]))?,
            };
            Some((position(conflict.at), reach))
        });
        Some(tears.collect())
    }

    /// Edges that have the open plane on a side, but for those in conflict.
    fn open_edges(&self) -> Vec<u32> {
        let mut is_open = conflict::left_out(&self.plane, &self.conflicts);
        is_open.iter_mut().for_each(|left_out| *left_out = !*left_out);
        let loose = |face: &Face| face.loose.clone();
        for edge in self.faces.iter().flat_map(loose) {
            is_open[edge as usize] = false;
        }
        let edges = (0..).zip(is_open).filter(|(_, is_open)| *is_open);
        edges
            .map(|(edge, _)| edge)
            .filter(|edge| self.is_open(2 * edge) || self.is_open(2 * edge + 1))
            .collect()
    }

    /// Whether the open plane is on the left of a side that is in no face.
    fn is_open(&self, side: Side) -> bool {
        let way = self.ways.way[side as usize];
        way == NONE || self.face_of[way as usize] == NONE
    }

    fn nodes(&self, edge: u32) -> [u32; 2] {
        [2 * edge, twin(2 * edge)].map(|side| start(&self.plane, side))
    }

    fn around(&self, edges: impl IntoIterator<Item = u32>) -> Option<BoundingBox> {
        let ends = edges.into_iter().flat_map(|edge| self.plane.ends(edge));
        BoundingBox::around(ends.map(position))
    }
}

/// The position at a place, its height 0.
fn position(place: Xy) -> Coordinate {
    let value = |value: i64| i32::try_from(value).unwrap_or_default();
    Coordinate::new(value(place[0]), value(place[1]), 0)
}

/// Which nodes are joined, each by another one of its set; the first one by itself.
struct Joined(Vec<u32>);

impl Joined {
    /// The node that stands for the set of a node.
    fn first(&mut self, mut node: u32) -> u32 {
        while self.0[node as usize] != node {
            let next = self.0[node as usize];
            self.0[node as usize] = self.0[next as usize];
            node = next;
        }
        node
    }

    fn join(&mut self, nodes: [u32; 2]) {
        let [one, other] = nodes.map(|node| self.first(node));
        self.0[one.max(other) as usize] = one.min(other);
    }
}
