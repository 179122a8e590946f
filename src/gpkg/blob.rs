//! Geometries as GeoPackage keeps them: its header (OGC 12-128r17, 2.1.3), then well-known binary.

use crate::geom::wkb::{self, Lines};
use crate::model::Geometry;

/// Little endian, an envelope of x and y.
const FLAGS: u8 = 0b0000_0011;

/// Appends the bytes of a geometry that has positions.
pub fn write(geometry: &Geometry, lines: Lines, out: &mut Vec<u8>) {
    out.extend_from_slice(b"GP\0");
    out.push(FLAGS);
    out.extend_from_slice(&5514_i32.to_le_bytes());
    let [west, south, east, north] = geometry.bounds().map_or([f64::NAN; 4], |bounds| bounds.metres());
    for value in [west, east, south, north] {
        out.extend_from_slice(&value.to_le_bytes());
    }
    wkb::write(geometry, lines, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Coordinate, Dimension, Shape};

    #[test]
    fn a_point_with_height_is_header_envelope_and_binary() {
        let point = Shape::Point(Coordinate::new(-100, -200, 300));
        let mut bytes = Vec::new();
        write(&Geometry::new(Dimension::Three, point), Lines::Single, &mut bytes);
        assert_eq!(&bytes[..8], [b'G', b'P', 0, 3, 0x8a, 0x15, 0, 0]);
        assert_eq!(&bytes[40..45], [1, 0xe9, 3, 0, 0]);
        let number = |at: usize| f64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
        assert_eq!([8, 16, 24, 32].map(number), [-1.0, -1.0, -2.0, -2.0]);
        assert_eq!([45, 53, 61].map(number), [-1.0, -2.0, 3.0]);
        assert_eq!(bytes.len(), 69);
    }
}
