//! What the themes draw into: lines, points and faces of one block, not yet numbered.
//!
//! It keeps the rules that hold for everything: a line or point of the situation (ZPS) gets a detail point at every vertex,
//! once (checks 3.1, 3.8); heights come from the terrain unless a theme raises them, so vertices that share a place share the
//! height; a face gets its definition point and, on demand, its area with the 3D outline.

use rustc_hash::FxHashSet;

use super::defects::role::Role;
use super::frontier::Frontier;
use super::ground::Spot;
use super::kinds::Kind;
use super::rings::{places, written};
use super::terrain::Terrain;
use crate::model::{Coordinate, Dimension, Geometry, Shape};

/// An object without identifier.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its kind.
    pub kind: Kind,
    /// The value of the attribute that the theme chooses.
    pub choice: &'static str,
    /// Its level, when it is of the situation.
    pub level: i8,
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

/// What was drawn of one block.
#[derive(Debug, Default)]
pub struct Sheet {
    /// The objects.
    pub drafts: Vec<Draft>,
    /// The outline of the faces in level 0.
    pub frontier: Frontier,
    /// What is complete in other levels: level and closed ring.
    pub complete: Vec<(i8, Vec<Coordinate>)>,
}

/// The drafts of one block.
#[derive(Debug)]
pub struct Drafts<'a> {
    terrain: &'a Terrain,
    areas: bool,
    measured: FxHashSet<Coordinate>,
    sheet: Sheet,
}

impl<'a> Drafts<'a> {
    /// An empty sheet; `areas` tells whether derived areas are wanted.
    pub fn new(terrain: &'a Terrain, areas: bool) -> Self {
        Self {
            terrain,
            areas,
            measured: FxHashSet::default(),
            sheet: Sheet {
                drafts: Vec::with_capacity(512),
                ..Sheet::default()
            },
        }
    }

    /// All that was drawn.
    pub fn into_inner(self) -> Sheet {
        self.sheet
    }

    /// The place on the terrain.
    pub fn ground(&self, spot: Spot) -> Coordinate {
        Coordinate::new(spot.x, spot.y, self.terrain.height(spot.x, spot.y))
    }

    /// The places on the terrain.
    pub fn grounds(&self, spots: &[Spot]) -> Vec<Coordinate> {
        spots.iter().map(|spot| self.ground(*spot)).collect()
    }

    /// Says that a spot has its detail point from another block.
    pub fn measured_elsewhere(&mut self, spots: impl IntoIterator<Item = Spot>) {
        for spot in spots {
            self.measured.insert(self.ground(spot));
        }
    }

    /// A line of the situation on the terrain, with detail points at its vertices.
    pub fn line(&mut self, kind: Kind, choice: &'static str, spots: &[Spot]) {
        let line = self.grounds(spots);
        self.line_at(0, kind, choice, line);
    }

    /// A line of the situation in a level, with detail points at its vertices.
    pub fn line_at(&mut self, level: i8, kind: Kind, choice: &'static str, line: Vec<Coordinate>) {
        for place in &line {
            self.measure(level, *place);
        }
        self.push(level, kind, choice, Shape::Line(line));
    }

    /// A point of the situation, with its detail point.
    pub fn point(&mut self, kind: Kind, choice: &'static str, spot: Spot) {
        self.measure(0, self.ground(spot));
        self.device(kind, choice, spot, 0);
    }

    /// A line that has no detail points: infrastructure, so many centimetres above the terrain.
    pub fn cable(&mut self, kind: Kind, choice: &'static str, spots: &[Spot], above: i32) {
        let line = spots.iter().map(|s| raised(self.ground(*s), above)).collect();
        self.push(0, kind, choice, Shape::Line(line));
    }

    /// A point that has none.
    pub fn device(&mut self, kind: Kind, choice: &'static str, spot: Spot, above: i32) {
        let place = raised(self.ground(spot), above);
        self.push(0, kind, choice, Shape::Point(place));
    }

    /// A face on the terrain: rings counter-clockwise, not closed, the first around it, the others its islands; and a place
    /// inside.
    pub fn face(&mut self, of: Use, outer: &[Spot], islands: &[Vec<Spot>], inside: Spot) {
        let mut rings = vec![self.grounds(outer)];
        rings.extend(islands.iter().map(|island| self.grounds(island)));
        self.face_at(0, of, &rings, inside);
    }

    /// A face whose outline has heights of its own: positions above each other are the ends of a vertical edge.
    pub fn face_at(&mut self, level: i8, of: Use, rings: &[Vec<Coordinate>], inside: Spot) {
        let inside = self.ground(inside);
        self.push(level, of.point, of.choice, Shape::Point(inside));
        if level == 0 {
            for (number, ring) in rings.iter().enumerate() {
                let ring = places(ring);
                if number == 0 {
                    self.sheet.frontier.ring(ring.iter().map(spot));
                } else {
                    self.sheet.frontier.ring(ring.iter().rev().map(spot));
                }
            }
        }
        if !self.areas {
            return;
        }
        let (geometry, outline) = written(rings);
        self.sheet.drafts.push(Draft {
            kind: of.area,
            choice: of.choice,
            level,
            geometry,
            outline: Some(outline),
            role: None,
        });
    }

    /// Says that the situation of another level is complete inside of a ring that is not closed.
    pub fn complete(&mut self, level: i8, ring: &[Coordinate]) {
        let mut closed = places(ring);
        closed.extend(closed.first().copied());
        self.sheet.complete.push((level, closed));
    }

    fn measure(&mut self, level: i8, place: Coordinate) {
        if self.measured.insert(place) {
            self.push(level, Kind::DetailPoint, "", Shape::Point(place));
        }
    }

    fn push(&mut self, level: i8, kind: Kind, choice: &'static str, shape: Shape) {
        self.sheet.drafts.push(Draft {
            kind,
            choice,
            level,
            geometry: Geometry::new(Dimension::Three, shape),
            outline: None,
            role: None,
        });
    }
}

/// The place so many centimetres higher.
pub fn raised(place: Coordinate, above: i32) -> Coordinate {
    Coordinate {
        z: place.z + above,
        ..place
    }
}

fn spot(place: &Coordinate) -> Spot {
    Spot {
        x: place.x,
        y: place.y,
    }
}
