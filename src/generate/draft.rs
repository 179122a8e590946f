//! What the themes draw into: lines, points and faces of one block, not yet numbered.
//!
//! It keeps the rules that hold for everything: a line or point of the situation (ZPS) gets a detail point at every vertex,
//! once (checks 3.1, 3.8); heights come from the terrain alone, so vertices that share a place share the height; a face gets
//! its definition point and, on demand, its area with the 3D outline.

use rustc_hash::FxHashSet;

use super::defects::role::Role;
use super::frontier::Frontier;
use super::ground::Spot;
use super::kinds::Kind;
use super::terrain::Terrain;
use crate::model::{Coordinate, Dimension, Geometry, Shape};

/// An object without identifier.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its kind.
    pub kind: Kind,
    /// The value of the attribute that the theme chooses.
    pub choice: &'static str,
    /// Its geometry.
    pub geometry: Geometry,
    /// The outline of an area.
    pub outline: Option<Geometry>,
    /// What it is to a defect.
    pub role: Option<Role>,
}

/// What a face is: its definition point and its area.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    /// Kind of the definition point.
    pub point: Kind,
    /// Kind of the area.
    pub area: Kind,
    /// The attribute that both share.
    pub choice: &'static str,
}

/// The drafts of one block.
#[derive(Debug)]
pub struct Drafts<'a> {
    terrain: &'a Terrain,
    areas: bool,
    drafts: Vec<Draft>,
    measured: FxHashSet<Spot>,
    frontier: Frontier,
}

impl<'a> Drafts<'a> {
    /// An empty sheet; `areas` tells whether derived areas are wanted.
    pub fn new(terrain: &'a Terrain, areas: bool) -> Self {
        Self {
            terrain,
            areas,
            drafts: Vec::with_capacity(512),
            measured: FxHashSet::default(),
            frontier: Frontier::default(),
        }
    }

    /// All that was drawn, and the outline of its faces.
    pub fn into_inner(self) -> (Vec<Draft>, Frontier) {
        (self.drafts, self.frontier)
    }

    /// Says that a spot has its detail point from another block.
    pub fn measured_elsewhere(&mut self, spots: impl IntoIterator<Item = Spot>) {
        self.measured.extend(spots);
    }

    /// A line of the situation, with detail points at its vertices.
    pub fn line(&mut self, kind: Kind, choice: &'static str, spots: &[Spot]) {
        for spot in spots {
            self.measure(*spot);
        }
        self.cable(kind, choice, spots, 0);
    }

    /// A point of the situation, with its detail point.
    pub fn point(&mut self, kind: Kind, choice: &'static str, spot: Spot) {
        self.measure(spot);
        self.device(kind, choice, spot, 0);
    }

    /// A line that has no detail points: infrastructure, so many centimetres above the terrain.
    pub fn cable(&mut self, kind: Kind, choice: &'static str, spots: &[Spot], above: i32) {
        let line = spots.iter().map(|s| self.on_terrain(*s, above)).collect();
        self.push(kind, choice, Geometry::new(Dimension::Three, Shape::Line(line)));
    }

    /// A point that has none.
    pub fn device(&mut self, kind: Kind, choice: &'static str, spot: Spot, above: i32) {
        let place = self.on_terrain(spot, above);
        self.push(kind, choice, Geometry::new(Dimension::Three, Shape::Point(place)));
    }

    /// A face: rings counter-clockwise, not closed, the first around it, the others its islands; and a place inside.
    pub fn face(&mut self, of: Use, outer: &[Spot], islands: &[Vec<Spot>], inside: Spot) {
        self.device(of.point, of.choice, inside, 0);
        self.frontier.ring(outer.iter());
        for island in islands {
            self.frontier.ring(island.iter().rev());
        }
        if !self.areas {
            return;
        }
        let mut outlines = Vec::with_capacity(1 + islands.len());
        outlines.push(self.ring(outer.iter()));
        // The interior lies to the left of every ring: islands run clockwise (check 4.11).
        outlines.extend(islands.iter().map(|island| self.ring(island.iter().rev())));
        let flat = |ring: &Vec<Coordinate>| ring.iter().map(|c| Coordinate::new(c.x, c.y, 0)).collect();
        let rings = outlines.iter().map(flat).collect();
        self.drafts.push(Draft {
            kind: of.area,
            choice: of.choice,
            geometry: Geometry::new(Dimension::Two, Shape::Polygon(rings)),
            outline: Some(Geometry::new(Dimension::Three, Shape::MultiLine(outlines))),
            role: None,
        });
    }

    fn ring<'s>(&self, spots: impl Iterator<Item = &'s Spot>) -> Vec<Coordinate> {
        let mut ring: Vec<_> = spots.map(|s| self.on_terrain(*s, 0)).collect();
        ring.extend(ring.first().copied());
        ring
    }

    fn measure(&mut self, spot: Spot) {
        if self.measured.insert(spot) {
            self.device(Kind::DetailPoint, "", spot, 0);
        }
    }

    fn on_terrain(&self, spot: Spot, above: i32) -> Coordinate {
        Coordinate::new(spot.x, spot.y, self.terrain.height(spot.x, spot.y) + above)
    }

    fn push(&mut self, kind: Kind, choice: &'static str, geometry: Geometry) {
        self.drafts.push(Draft {
            kind,
            choice,
            geometry,
            outline: None,
            role: None,
        });
    }
}
