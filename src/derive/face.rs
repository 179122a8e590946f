//! Faces: the parts into which the edges of a level and family part the plane, with what lies in them.

mod torn;

use super::conflict::{self, Conflict};
use super::derived::{Lost, Why};
use super::locate::{Place, Seen, look};
use super::plane::{Boxed, Plane, index};
use super::rings::{Parting, Ring, area};
use super::scene::DefinitionPoint;
use super::trace::{Angle, NONE, Side, Ways, angle, edge_of, start, twin};
use crate::geom::exact::{Xy, xy};
use crate::geom::tree::BoxTree;

/// The faces of a plane graph.
#[derive(Debug)]
pub(super) struct Faces {
    pub(super) plane: Plane,
    /// Each twice, in the order of the edge that is named first.
    conflicts: Vec<Conflict>,
    tree: BoxTree<Boxed>,
    /// Edges that bound nothing: left out or loose.
    unbounding: Vec<bool>,
    ways: Ways,
    /// The face on the left of each way; [`NONE`] for the open plane.
    face_of: Vec<u32>,
    pub(super) faces: Vec<Face>,
}

/// A bounded part of the plane.
#[derive(Clone, Debug, Default)]
pub(super) struct Face {
    /// Exterior first.
    pub(super) rings: Vec<Ring>,
    /// Sides of edges in conflict that begin into it, or along its boundary.
    pub(super) crossed_by: Vec<Side>,
    /// Loose edges in it.
    pub(super) loose: Vec<u32>,
    /// Definition points in it.
    pub(super) points: Vec<u32>,
    /// Definition points on its boundary or on edges in it.
    pub(super) beside: Vec<u32>,
}

impl Face {
    /// Twice its area, square centimetres.
    pub(super) fn area(&self) -> i128 {
        self.rings.iter().map(|ring| ring.area).sum()
    }

    /// All sides of its boundary.
    pub(super) fn sides(&self) -> impl Iterator<Item = Side> {
        self.rings.iter().flat_map(|ring| &ring.sides).copied()
    }
}

impl Faces {
    /// The faces between the edges of a graph; `None` when too much lies over each other.
    pub(super) fn new(plane: Plane, threads: usize) -> Option<Self> {
        let tree = conflict::tree(&plane);
        let mut conflicts = conflict::conflicts(&plane, &tree, threads)?;
        let left_out = conflict::left_out(&plane, &conflicts);
        let mut ways = Ways::new(&plane, &left_out);
        let loose: Vec<u32> = ways.loose().collect();
        let mut unbounding = left_out.clone();
        // Each from both of its edges.
        let turned = |conflict: &Conflict| Conflict {
            edges: [conflict.edges[1], conflict.edges[0]],
            at: conflict.at,
        };
        conflicts.extend(conflicts.iter().map(turned).collect::<Vec<_>>());
        conflicts.sort_unstable();
        loose.iter().for_each(|edge| unbounding[*edge as usize] = true);
        if !loose.is_empty() {
            ways = Ways::new(&plane, &unbounding);
        }
        let mut faces = Self {
            face_of: vec![NONE; ways.firsts.len()],
            plane,
            conflicts,
            tree,
            unbounding,
            ways,
            faces: Vec::new(),
        };
        faces.gather();
        for edge in loose {
            let [a, b] = faces.plane.ends(edge);
            if let Some(face) = faces.face(faces.look(Place::between(a, b))) {
                faces.faces[face as usize].loose.push(edge);
            }
        }
        for edge in (0..).zip(left_out).filter(|(_, out)| *out).map(|(edge, _)| edge) {
            for side in [2 * edge, 2 * edge + 1] {
                for face in faces.entered(side) {
                    faces.faces[face as usize].crossed_by.push(side);
                }
            }
        }
        for face in &mut faces.faces {
            face.crossed_by.dedup();
        }
        Some(faces)
    }

    /// Makes a face of each way that runs counter-clockwise, with the others that lie in it as holes.
    fn gather(&mut self) {
        let (plane, ways) = (&self.plane, &self.ways);
        let mut parting = Parting::new(plane);
        let mut around: Vec<(Side, u32)> = Vec::new();
        for way in 0..index(ways.firsts.len()) {
            if area(plane, ways.sides(plane, way)) > 0 {
                let mut rings = parting.rings(plane, ways, way);
                rings.sort_by_key(|ring| ring.area < 0);
                self.face_of[way as usize] = index(self.faces.len());
                self.faces.push(Face {
                    rings,
                    ..Face::default()
                });
            } else {
                // Nothing of what it runs around is farther east than this.
                let easternmost = ways.sides(plane, way).max_by_key(|side| start(plane, *side));
                around.extend(easternmost.map(|side| (side, way)));
            }
        }
        // What a way sees in the east is farther east than the way, so it is known.
        around.sort_unstable_by_key(|(side, _)| std::cmp::Reverse(start(plane, *side)));
        for (side, way) in around {
            let place = Place::at(self.plane.place(start(&self.plane, side)));
            let ahead = self.look(place).ahead;
            let face = ahead.map_or(NONE, |side| self.face_of[self.ways.way[side as usize] as usize]);
            self.face_of[way as usize] = face;
            if face != NONE {
                let holes = parting.rings(&self.plane, &self.ways, way);
                self.faces[face as usize].rings.extend(holes);
            }
        }
        for face in &mut self.faces {
            // Holes that begin at one place go on to different ones.
            face.rings[1..].sort_by_key(|ring| [0, 1].map(|place| start(&self.plane, ring.sides[place])));
        }
    }

    fn look(&self, place: Place) -> Seen {
        look(
            &self.plane,
            &self.tree,
            |edge| !self.unbounding[edge as usize],
            place,
        )
    }

    /// The face of a place that lies on no bounding edge.
    fn face(&self, seen: Seen) -> Option<u32> {
        seen.ahead.and_then(|side| self.face_left_of(side))
    }

    /// The face on the left of a side of a bounding edge; `None` when that is the open plane.
    fn face_left_of(&self, side: Side) -> Option<u32> {
        let way = self.ways.way[side as usize];
        (way != NONE)
            .then(|| self.face_of[way as usize])
            .filter(|face| *face != NONE)
    }

    /// The faces on both sides of a bounding edge.
    fn beside(&self, edge: u32) -> impl Iterator<Item = u32> {
        [2 * edge, 2 * edge + 1]
            .into_iter()
            .filter_map(|side| self.face_left_of(side))
    }

    /// The faces into which a side of an edge in conflict begins, or along which it does.
    fn entered(&self, side: Side) -> Vec<u32> {
        let node = start(&self.plane, side);
        let leaving = self.ways.leaving(node);
        if leaving.is_empty() {
            let seen = self.look(Place::at(self.plane.place(node)));
            let bounding = seen.on.filter(|edge| !self.unbounding[*edge as usize]);
            return match bounding {
                Some(edge) => self.beside(edge).collect(),
                None => self.face(seen).into_iter().collect(),
            };
        }
        let way: Angle = angle(&self.plane, side);
        let later = leaving.partition_point(|other| angle(&self.plane, *other).compare(way).is_lt());
        let along = leaving
            .get(later)
            .filter(|other| angle(&self.plane, **other).compare(way).is_eq());
        match along {
            Some(other) => self.beside(edge_of(*other)).collect(),
            // The side before it, counter-clockwise, has the face of the sector on its left.
            None => {
                let before = leaving[later.checked_sub(1).unwrap_or(leaving.len() - 1)];
                self.face_left_of(before).into_iter().collect()
            }
        }
    }

    /// Puts definition points into the faces that they lie in; answers with those that lie in none.
    pub(super) fn place(&mut self, points: impl Iterator<Item = (u32, DefinitionPoint)>) -> Vec<Lost> {
        let mut lost = Vec::new();
        for (point, at) in points.map(|(number, point)| (number, xy(point.at))) {
            let seen = self.look(Place::at(at));
            let line = |edge| self.plane.strands(edge).first().map(|strand| strand.line);
            let why = match (seen.on, self.face(seen)) {
                (Some(edge), face) => {
                    let both: Vec<u32> = match self.unbounding[edge as usize] {
                        true => face.into_iter().collect(),
                        false => self.beside(edge).collect(),
                    };
                    both.into_iter()
                        .for_each(|face| self.faces[face as usize].beside.push(point));
                    Why::On(line(edge))
                }
                (None, None) => Why::Unclosed,
                (None, Some(face)) => {
                    self.faces[face as usize].points.push(point);
                    continue;
                }
            };
            lost.push(Lost { point, why });
        }
        lost
    }

    /// The lines that a face follows from: those of its boundary, of what is loose in it or in conflict there or with the boundary,
    /// and of what that is in conflict with; and the vertical edges at all ends in it, which may close outlines.
    pub(super) fn lines(&self, number: u32) -> Vec<u32> {
        let face = &self.faces[number as usize];
        let of_conflict = |edge: u32| self.reasons(number, edge).map(|conflict| conflict.edges[1]);
        let crossing = || face.crossed_by.iter().copied().map(edge_of);
        // Of what bounds, only the outline of complete ZPS is in conflict: with lines that may pass through the face and begin elsewhere.
        let outline = face.sides().map(edge_of);
        let outline = outline.filter(|edge| self.plane.edges[*edge as usize].is_outline);
        let passing = outline.flat_map(|edge| self.conflicts(edge).map(|conflict| conflict.edges[1]));
        let edges = face.sides().map(edge_of).chain(face.loose.iter().copied());
        let edges = edges.chain(crossing()).chain(crossing().flat_map(of_conflict));
        let strands = edges.chain(passing).flat_map(|edge| self.plane.strands(edge));
        let mut lines: Vec<u32> = strands.map(|strand| strand.line).collect();
        let loose = face.loose.iter();
        let ends = loose.flat_map(|edge| self.plane.edges[*edge as usize].ends);
        // Around the boundary each end is the beginning of the next side.
        let sides = face.sides().chain(face.crossed_by.iter().copied());
        let nodes = sides.map(|side| start(&self.plane, side)).chain(ends);
        let verticals = nodes.flat_map(|node| self.plane.verticals_at(self.plane.nodes[node as usize]));
        lines.extend(verticals.map(|vertical| vertical.line));
        lines.sort_unstable();
        lines.dedup();
        lines
    }

    /// Whether no bounding edge is at a node.
    pub(super) fn bounds_nothing_at(&self, node: u32) -> bool {
        self.ways.leaving(node).is_empty()
    }

    /// The conflicts for which an edge is left out, as a face that it begins into sees them. One that crosses the outline of complete
    /// ZPS, which stays, leaves complete ZPS there: what it is in conflict with beyond is nothing to those within.
    pub(super) fn reasons(&self, face: u32, edge: u32) -> impl Iterator<Item = &Conflict> {
        let stays = |conflict: &Conflict| !self.unbounding[conflict.edges[1] as usize];
        let leaves = self.conflicts(edge).any(stays);
        self.conflicts(edge)
            .filter(move |conflict| !leaves || self.beside(conflict.edges[1]).any(|other| other == face))
    }

    /// All conflicts of an edge, which is the first of each.
    fn conflicts(&self, edge: u32) -> impl Iterator<Item = &Conflict> {
        let first = self
            .conflicts
            .partition_point(|conflict| conflict.edges[0] < edge);
        self.conflicts[first..]
            .iter()
            .take_while(move |conflict| conflict.edges[0] == edge)
    }

    /// The ends of a side in its direction.
    pub(super) fn ends(&self, side: Side) -> [Xy; 2] {
        [side, twin(side)].map(|side| self.plane.place(start(&self.plane, side)))
    }
}
