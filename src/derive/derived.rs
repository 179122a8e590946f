//! What is derived: faces with what becomes of them, and what is wrong.

use super::scene::{AreaKind, Layer};
use crate::model::{BoundingBox, Coordinate};

/// Everything that follows from lines, definition points and complete ZPS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Derived {
    /// Complete faces, by layer and place.
    pub faces: Vec<Face>,
    /// Definition points where ZPS is complete that get no area although they are alone, by layer and number.
    pub lost: Vec<Lost>,
    /// Vertical edges that have more than a place in common, by layer and place.
    pub collisions: Vec<Collision>,
    /// Layers in which too much lies over each other, so that nothing is derived.
    pub given_up: Vec<Layer>,
    /// Whether nothing can be told, or not without deriving everything.
    pub is_unknown: bool,
    /// Where outlines of complete ZPS cross between their vertices: faces do not cover all of it there.
    pub tears: Vec<Tear>,
}

/// A place where outlines of complete ZPS cross between their vertices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tear {
    /// Level.
    pub level: i16,
    /// Where they cross, the nearest whole centimetres.
    pub at: Coordinate,
    /// A box around all that they should part and do not: what a change in it touches can be derived with everything only.
    pub reach: BoundingBox,
}

impl Derived {
    /// Whether all was derived that was to be: nowhere too much lies over each other.
    pub fn is_all(&self) -> bool {
        !self.is_unknown && self.given_up.is_empty()
    }

    /// Nothing, since what there is cannot be told.
    pub(super) fn unknown() -> Self {
        Self {
            is_unknown: true,
            ..Self::default()
        }
    }
}

/// A face where ZPS is complete. Lines and definition points go by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// Its level and family.
    pub layer: Layer,
    /// Closed rings with heights 0, each from the position with the least X, of those the least Y: the exterior
    /// counter-clockwise, holes clockwise.
    pub rings: Vec<Vec<Coordinate>>,
    /// Twice its area, square centimetres.
    pub area: i128,
    /// Definition points in it.
    pub points: Vec<u32>,
    /// Definition points on its boundary or on lines in it.
    pub beside: Vec<u32>,
    /// All lines that it follows from.
    pub lines: Vec<u32>,
    /// Free ends of lines in it, with the lines.
    pub free_ends: Vec<(u32, Coordinate)>,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Lines are in conflict in it: which, and where.
    Crossed(Vec<Crossing>),
    /// No line runs along these parts of its boundary.
    Open(Vec<[Coordinate; 2]>),
    /// No definition point is in it.
    Unnamed,
    /// Several are.
    Ambiguous,
    /// It is an area.
    Area(Box<Area>),
}

/// Two lines that touch where they must not; equal when a line does so with itself. The second is `None` when the line
/// crosses the outline of complete ZPS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Crossing {
    /// A line.
    pub line: u32,
    /// The other one.
    pub other: Option<u32>,
    /// A place in common, the nearest whole centimetres.
    pub at: Coordinate,
}

/// A derived area; its polygon is that of the face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// What it is.
    pub kind: AreaKind,
    /// The 3D outline: for each ring a closed line in its direction; where vertical edges are missing, one between each two.
    pub outline: Vec<Vec<Coordinate>>,
    /// The worst `TridaPresnostiPoloha` and `TridaPresnostiVyska` of the lines of the outline; 9 when one of them tells none.
    pub classes: [i16; 2],
    /// `ZpusobPorizeniZPS` of most lines of the outline; 0 when none of them tells it.
    pub acquisition: i16,
    /// Vertical edges that are missing.
    pub missing: Vec<Missing>,
    /// Parts of lines that must not bound it.
    pub wrong: Vec<Wrong>,
}

/// A vertical edge that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Where it has to begin.
    pub low: Coordinate,
    /// Where it has to end.
    pub high: Coordinate,
    /// Whether it is only by a guess of the hierarchy that the outline runs there.
    pub is_guess: bool,
}

/// A part of a line that must not bound an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wrong {
    /// The line.
    pub line: u32,
    /// The part.
    pub part: [Coordinate; 2],
    /// Whether the hierarchy may be wrong about that.
    pub is_guess: bool,
}

/// A definition point without an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// The definition point.
    pub point: u32,
    /// Why it has none.
    pub why: Why,
}

/// Why a definition point has no area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It lies on a line, or on the outline of complete ZPS.
    On(Option<u32>),
    /// No lines close around it.
    Unclosed,
    /// It is in a face that is crossed or open, by its place among all.
    In(u32),
}

/// Two vertical edges with a part in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Collision {
    /// A line.
    pub line: u32,
    /// The other one.
    pub other: u32,
    /// The part in common, from the lower end.
    pub part: [Coordinate; 2],
}
