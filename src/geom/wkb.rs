//! Well-known binary of ISO 13249-3, little endian, metres of EPSG:5514: what GeoPackage and GeoParquet hold.

use crate::model::{Coordinate, Dimension, Geometry, Shape};

const POINT: u32 = 1;
const LINE: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_LINE: u32 = 5;
/// Added to a kind whose positions have heights.
const WITH_HEIGHT: u32 = 1000;

/// How single lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// As they are.
    Single,
    /// As multiple ones, for a layer that holds both kinds.
    Multiple,
}

/// Appends a geometry.
pub fn write(geometry: &Geometry, lines: Lines, out: &mut Vec<u8>) {
    let dimension = geometry.dimension;
    match &geometry.shape {
        Shape::Point(c) => {
            head(POINT, dimension, out);
            position(*c, dimension, out);
        }
        Shape::Line(line) if lines == Lines::Single => {
            head(LINE, dimension, out);
            positions(line, dimension, out);
        }
        Shape::Line(line) => write_lines(std::slice::from_ref(line), dimension, out),
        Shape::MultiLine(parts) => write_lines(parts, dimension, out),
        Shape::Polygon(rings) => {
            head(POLYGON, dimension, out);
            count(rings.len(), out);
            for ring in rings {
                positions(ring, dimension, out);
            }
        }
    }
}

fn write_lines(parts: &[Vec<Coordinate>], dimension: Dimension, out: &mut Vec<u8>) {
    head(MULTI_LINE, dimension, out);
    count(parts.len(), out);
    for part in parts {
        head(LINE, dimension, out);
        positions(part, dimension, out);
    }
}

fn head(kind: u32, dimension: Dimension, out: &mut Vec<u8>) {
    let height = if dimension == Dimension::Three {
        WITH_HEIGHT
    } else {
        0
    };
    out.push(1);
    out.extend_from_slice(&(kind + height).to_le_bytes());
}

fn count(number: usize, out: &mut Vec<u8>) {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    out.extend_from_slice(&number.to_le_bytes());
}

fn positions(line: &[Coordinate], dimension: Dimension, out: &mut Vec<u8>) {
    count(line.len(), out);
    for c in line {
        position(*c, dimension, out);
    }
}

fn position(c: Coordinate, dimension: Dimension, out: &mut Vec<u8>) {
    let size = if dimension == Dimension::Three { 3 } else { 2 };
    for value in &c.metres()[..size] {
        out.extend_from_slice(&value.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_written_single_or_multiple() {
        let line = vec![Coordinate::new(-100, -200, 0), Coordinate::new(-300, -400, 0)];
        let line = Geometry::new(Dimension::Two, Shape::Line(line));
        let bytes = |lines| {
            let mut out = Vec::new();
            write(&line, lines, &mut out);
            out
        };
        let (single, multiple) = (bytes(Lines::Single), bytes(Lines::Multiple));
        assert_eq!(single[..9], [1, 2, 0, 0, 0, 2, 0, 0, 0]);
        assert_eq!(multiple[..9], [1, 5, 0, 0, 0, 1, 0, 0, 0]);
        assert_eq!(multiple[9..], single);
    }
}
