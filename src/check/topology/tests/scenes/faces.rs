//! What is derived, in pictures of scenes of areas: faces, places that have no area, lines above each other side by side.

use super::notation::{Finding, Thing};
use super::picture::{Picture, is_upright, of};
use super::style::{GAP, Spot, length};
use super::view::{Plan, plan};
use crate::derive::roles::Role;
use crate::model::Coordinate;

/// How far lines of one course are drawn from each other.
const ASIDE: f64 = 5.0;

/// A face that is drawn.
#[derive(Clone, Debug)]
pub(in crate::check) struct Filled {
    pub(in crate::check) rings: Vec<Vec<Coordinate>>,
    /// Whether it became an area.
    pub(in crate::check) is_area: bool,
    /// Whether it is of another level than 0, or of a bridge or the like.
    pub(in crate::check) is_above: bool,
}

impl Filled {
    /// Its rings in the form of a finding.
    pub(in crate::check) fn parts(rings: &[Vec<Coordinate>]) -> Vec<Vec<Coordinate>> {
        rings.iter().map(|ring| ring[1..].to_vec()).collect()
    }
}

impl Picture<'_> {
    /// The faces, those of the ground first.
    pub(super) fn faces(&mut self) {
        if self.faces.iter().any(|face| !face.is_area) {
            self.paper.patterns(&[GAP]);
        }
        for is_above in [false, true] {
            for face in self.faces.iter().filter(|face| face.is_above == is_above) {
                let rings = self.view.lines(&face.rings);
                match face.is_area {
                    true => self.paper.face(&rings, is_above),
                    false => self.paper.gap(&rings),
                }
            }
        }
    }

    /// The face that a finding is located by.
    pub(super) fn face_of(&self, finding: &Finding) -> Option<&Filled> {
        self.faces.iter().find(|face| {
            let mut parts = Filled::parts(&face.rings);
            parts.iter_mut().for_each(|part| part.sort_unstable());
            parts.sort();
            parts == finding.parts
        })
    }

    /// Where a line goes that has segments in common with others: beside these. Only where areas are drawn.
    pub(super) fn beside(&self, line: &Thing) -> Option<Vec<Spot>> {
        if self.faces.is_empty() {
            return None;
        }
        let mut spots = Vec::new();
        for pair in line.positions.windows(2) {
            let edge = edge(pair);
            let lines = of(self.drawing, |role| role == Role::Line).filter(|line| !is_upright(line));
            let here = lines.filter(|line| line.positions.windows(2).any(|pair| self::edge(pair) == edge));
            let names: Vec<&str> = here.map(|line| &*line.name).collect();
            let before = names.iter().take_while(|name| **name != line.name);
            let number = |count: usize| f64::from(u32::try_from(count).unwrap());
            let way = number(before.count()) - number(names.len() - 1) / 2.0;
            let [a, b] = edge.map(|end| self.view.at(end));
            let long = length([b[0] - a[0], b[1] - a[1]]).max(0.1);
            let aside = [b[1] - a[1], a[0] - b[0]].map(|part| part / long * way * ASIDE);
            spots.extend(
                self.view
                    .line(pair)
                    .iter()
                    .map(|[x, y]| [x + aside[0], y + aside[1]]),
            );
        }
        spots.dedup();
        Some(spots)
    }
}

/// The ends of a segment in the plane, the lower first.
fn edge(pair: &[Coordinate]) -> [Plan; 2] {
    let [a, b] = [plan(pair[0]), plan(pair[1])];
    [a.min(b), a.max(b)]
}
