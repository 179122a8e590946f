//! What areas are derived from: lines and definition points of all levels and families, packed.

use super::roles::Family;
use crate::model::{Coordinate, KnownFace};

/// In the place of a line where there is none.
pub(super) const NO_LINE: u32 = u32::MAX;

/// A level and a family: what is derived by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Layer {
    /// `UrovenUmisteniObjektuZPS`; 0 when it was not told.
    pub level: i16,
    /// The family.
    pub family: Family,
}

impl Layer {
    /// That of a face.
    pub fn of(face: &KnownFace) -> Self {
        Self {
            level: face.level,
            family: face.family,
        }
    }

    /// The usual hierarchy of a level.
    pub fn ground(level: i16) -> Self {
        Self {
            level,
            family: Family::Ground,
        }
    }
}

/// A line, but for its positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it takes part.
    pub layer: Layer,
    /// What the hierarchy calls it.
    pub kind: LineKind,
    /// `TridaPresnostiPoloha` and `TridaPresnostiVyska`; 0 when they were not told.
    pub classes: [i16; 2],
    /// `ZpusobPorizeniZPS`; 0 when it was not told.
    pub acquisition: i16,
}

/// Lines with their positions, numbered from 0.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    lines: Vec<Line>,
    /// Where the positions of each line end.
    ends: Vec<u32>,
    positions: Vec<Coordinate>,
}

impl Lines {
    /// Adds a line, without positions that repeat their predecessor; answers with its number, or with nothing when there is no more room: all lines together have fewer than
    /// 2^32 positions, each within ±2^29 cm.
    pub fn add(&mut self, line: Line, positions: &[Coordinate]) -> Option<u32> {
        u32::try_from(self.positions.len() + positions.len()).ok()?;
        let number = u32::try_from(self.lines.len())
            .ok()
            .filter(|number| *number < NO_LINE)?;
        if !positions.iter().all(|c| crate::geom::exact::is_near(*c)) {
            return None;
        }
        let first = self.positions.len();
        for position in positions {
            if self.positions[first..].last() != Some(position) {
                self.positions.push(*position);
            }
        }
        self.lines.push(line);
        self.ends.push(super::plane::index(self.positions.len()));
        Some(number)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    /// A line.
    pub fn line(&self, number: u32) -> &Line {
        &self.lines[number as usize]
    }

    /// Its positions.
    pub fn positions(&self, number: u32) -> &[Coordinate] {
        let before = (number as usize).checked_sub(1);
        let start = before.map_or(0, |before| self.ends[before]) as usize;
        &self.positions[start..self.ends[number as usize] as usize]
    }

    /// The layers of all lines, in their order.
    pub(super) fn layers(&self) -> impl Iterator<Item = Layer> {
        self.lines.iter().map(|line| line.layer)
    }
}

/// A definition point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DefinitionPoint {
    /// Where it takes part.
    pub layer: Layer,
    /// What the hierarchy calls its area.
    pub kind: AreaKind,
    /// Its place; the height means nothing.
    pub at: Coordinate,
}

/// A kind of lines: a type, or a type with a value that the hierarchy tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineKind(pub u16);

/// A type of areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaKind(pub u16);
