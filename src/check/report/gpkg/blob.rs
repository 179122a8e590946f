//! Geometries as GeoPackage keeps them: its header (OGC 12-128r17, 2.1.3) and well-known binary of ISO 13249-3, both little
//! endian, metres of EPSG:5514.

use crate::model::{Coordinate, Dimension, Geometry, Shape};

/// Little endian, an envelope of x and y.
const FLAGS: u8 = 0b0000_0011;
const POINT: u32 = 1;
const LINE: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_LINE: u32 = 5;
/// Added to a kind whose positions have heights.
const WITH_HEIGHT: u32 = 1000;

/// The bytes of a geometry that has positions; single lines become multiple ones.
pub fn of(geometry: &Geometry) -> Vec<u8> {
    let mut out = b"GP\0".to_vec();
    out.push(FLAGS);
    out.extend_from_slice(&5514_i32.to_le_bytes());
    let [west, south, east, north] = geometry.bounds().map_or([f64::NAN; 4], |bounds| bounds.metres());
    for value in [west, east, south, north] {
        out.extend_from_slice(&value.to_le_bytes());
    }
    let dimension = geometry.dimension;
    match &geometry.shape {
        Shape::Point(c) => {
            head(POINT, dimension, &mut out);
            position(*c, dimension, &mut out);
        }
        Shape::Line(line) => lines(std::slice::from_ref(line), dimension, &mut out),
        Shape::MultiLine(parts) => lines(parts, dimension, &mut out),
        Shape::Polygon(rings) => {
            head(POLYGON, dimension, &mut out);
            count(rings.len(), &mut out);
            for ring in rings {
                positions(ring, dimension, &mut out);
            }
        }
    }
    out
}

fn lines(parts: &[Vec<Coordinate>], dimension: Dimension, out: &mut Vec<u8>) {
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
    fn a_point_with_height_is_header_envelope_and_binary() {
        let point = Shape::Point(Coordinate::new(-100, -200, 300));
        let bytes = of(&Geometry::new(Dimension::Three, point));
        assert_eq!(&bytes[..8], [b'G', b'P', 0, 3, 0x8a, 0x15, 0, 0]);
        assert_eq!(&bytes[40..45], [1, 0xe9, 3, 0, 0]);
        let number = |at: usize| f64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
        assert_eq!([8, 16, 24, 32].map(number), [-1.0, -1.0, -2.0, -2.0]);
        assert_eq!([45, 53, 61].map(number), [-1.0, -2.0, 3.0]);
        assert_eq!(bytes.len(), 69);
    }
}
