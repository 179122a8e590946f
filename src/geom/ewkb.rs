//! EWKB, the binary form in which PostGIS takes and gives geometries (little endian, SRID 5514).
//!
//! Centimetres become the nearest double in metres and come back by rounding, so a round trip is exact.

use thiserror::Error;

use crate::model::{Coordinate, Dimension, Geometry, Shape};

const SRID: u32 = 5514;
const HAS_Z: u32 = 0x8000_0000;
const HAS_M: u32 = 0x4000_0000;
const HAS_SRID: u32 = 0x2000_0000;
const POINT: u32 = 1;
const LINE: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_LINE: u32 = 5;

/// Why bytes are no geometry of ours.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum EwkbError {
    /// The bytes end too early.
    #[error("the geometry ends too early")]
    Truncated,
    /// Big endian, measures, or a kind that the store never holds.
    #[error("geometry type {0:#x} is not one that is stored here")]
    Unsupported(u32),
    /// A coordinate is outside of what centimetres in 32 bits can hold, or not a number.
    #[error("a coordinate is outside the range of S-JTSK")]
    OutOfRange,
}

/// Appends a geometry as EWKB.
pub fn write(geometry: &Geometry, out: &mut Vec<u8>) {
    write_parts(geometry, Some(SRID), out);
}

fn write_parts(geometry: &Geometry, srid: Option<u32>, out: &mut Vec<u8>) {
    let dimension = geometry.dimension;
    match &geometry.shape {
        Shape::Point(c) => {
            write_head(POINT, dimension, srid, out);
            write_coordinate(*c, dimension, out);
        }
        Shape::Line(line) => {
            write_head(LINE, dimension, srid, out);
            write_line(line, dimension, out);
        }
        Shape::Polygon(rings) => {
            write_head(POLYGON, dimension, srid, out);
            write_count(rings.len(), out);
            for ring in rings {
                write_line(ring, dimension, out);
            }
        }
        Shape::MultiLine(lines) => {
            write_head(MULTI_LINE, dimension, srid, out);
            write_count(lines.len(), out);
            for line in lines {
                write_head(LINE, dimension, None, out);
                write_line(line, dimension, out);
            }
        }
    }
}

fn write_head(kind: u32, dimension: Dimension, srid: Option<u32>, out: &mut Vec<u8>) {
    let z = if dimension == Dimension::Three { HAS_Z } else { 0 };
    out.push(1);
    match srid {
        Some(srid) => {
            out.extend_from_slice(&(kind | z | HAS_SRID).to_le_bytes());
            out.extend_from_slice(&srid.to_le_bytes());
        }
        None => out.extend_from_slice(&(kind | z).to_le_bytes()),
    }
}

fn write_count(count: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

fn write_line(line: &[Coordinate], dimension: Dimension, out: &mut Vec<u8>) {
    write_count(line.len(), out);
    for c in line {
        write_coordinate(*c, dimension, out);
    }
}

fn write_coordinate(c: Coordinate, dimension: Dimension, out: &mut Vec<u8>) {
    let metres = c.metres();
    let used = if dimension == Dimension::Three {
        &metres[..]
    } else {
        &metres[..2]
    };
    for value in used {
        out.extend_from_slice(&value.to_le_bytes());
    }
}

/// Reads a geometry from EWKB.
///
/// # Errors
/// [`EwkbError`] when the bytes are not a geometry that [`write`] makes.
pub fn read(bytes: &[u8]) -> Result<Geometry, EwkbError> {
    Cursor { rest: bytes }.geometry()
}

struct Cursor<'a> {
    rest: &'a [u8],
}

impl Cursor<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], EwkbError> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or(EwkbError::Truncated)?;
        self.rest = rest;
        Ok(*head)
    }

    fn head(&mut self) -> Result<(u32, Dimension), EwkbError> {
        let [order] = self.take()?;
        let kind = u32::from_le_bytes(self.take()?);
        if order != 1 || kind & HAS_M != 0 {
            return Err(EwkbError::Unsupported(kind));
        }
        if kind & HAS_SRID != 0 {
            self.take::<4>()?;
        }
        let dimension = if kind & HAS_Z != 0 {
            Dimension::Three
        } else {
            Dimension::Two
        };
        Ok((kind & 0xff, dimension))
    }

    fn geometry(&mut self) -> Result<Geometry, EwkbError> {
        let (kind, dimension) = self.head()?;
        let shape = match kind {
            POINT => Shape::Point(self.coordinate(dimension)?),
            LINE => Shape::Line(self.line(dimension)?),
            POLYGON => Shape::Polygon(self.many(|cursor| cursor.line(dimension))?),
            MULTI_LINE => Shape::MultiLine(self.many(|cursor| match cursor.head()? {
                (LINE, _) => cursor.line(dimension),
                (other, _) => Err(EwkbError::Unsupported(other)),
            })?),
            other => return Err(EwkbError::Unsupported(other)),
        };
        Ok(Geometry::new(dimension, shape))
    }

    fn many<T>(
        &mut self,
        mut one: impl FnMut(&mut Self) -> Result<T, EwkbError>,
    ) -> Result<Vec<T>, EwkbError> {
        let count = u32::from_le_bytes(self.take()?);
        (0..count).map(|_| one(self)).collect()
    }

    fn line(&mut self, dimension: Dimension) -> Result<Vec<Coordinate>, EwkbError> {
        self.many(|cursor| cursor.coordinate(dimension))
    }

    fn coordinate(&mut self, dimension: Dimension) -> Result<Coordinate, EwkbError> {
        let (x, y) = (self.centimetres()?, self.centimetres()?);
        let z = if dimension == Dimension::Three {
            self.centimetres()?
        } else {
            0
        };
        Ok(Coordinate::new(x, y, z))
    }

    fn centimetres(&mut self) -> Result<i32, EwkbError> {
        let centimetres = (f64::from_le_bytes(self.take()?) * 100.0).round();
        if centimetres.abs() <= f64::from(i32::MAX) {
            #[expect(clippy::cast_possible_truncation, reason = "the range is checked above")]
            Ok(centimetres as i32)
        } else {
            Err(EwkbError::OutOfRange)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn coordinate() -> impl Strategy<Value = Coordinate> {
        (-99_999_999..0_i32, -199_999_999..0_i32, -10_000..200_000_i32)
            .prop_map(|(x, y, z)| Coordinate::new(x, y, z))
    }

    fn line() -> impl Strategy<Value = Vec<Coordinate>> {
        prop::collection::vec(coordinate(), 2..6)
    }

    fn geometry() -> impl Strategy<Value = Geometry> {
        let shape = prop_oneof![
            coordinate().prop_map(Shape::Point),
            line().prop_map(Shape::Line),
            prop::collection::vec(line(), 1..3).prop_map(Shape::Polygon),
            prop::collection::vec(line(), 1..3).prop_map(Shape::MultiLine),
        ];
        shape.prop_map(|shape| Geometry::new(Dimension::Three, shape))
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(geometry in geometry()) {
            let mut bytes = Vec::new();
            write(&geometry, &mut bytes);
            prop_assert_eq!(read(&bytes), Ok(geometry));
        }

        #[test]
        fn any_bytes_are_answered_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }

        #[test]
        fn a_cut_geometry_is_refused(geometry in geometry(), cut in 1_usize..8) {
            let mut bytes = Vec::new();
            write(&geometry, &mut bytes);
            bytes.truncate(bytes.len() - cut);
            prop_assert_eq!(read(&bytes), Err(EwkbError::Truncated));
        }
    }

    #[test]
    fn two_dimensional_geometries_have_no_height() {
        let point = Geometry::new(
            Dimension::Two,
            Shape::Point(Coordinate::new(-74_300_000, -104_300_000, 0)),
        );
        let mut bytes = Vec::new();
        write(&point, &mut bytes);
        assert_eq!(bytes.len(), 1 + 4 + 4 + 16);
        assert_eq!(read(&bytes), Ok(point));
    }
}
