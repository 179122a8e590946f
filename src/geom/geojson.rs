//! GeoJSON of geometries (RFC 7946), written straight into bytes.
//!
//! Coordinates in EPSG:5514 are the stored centimetres with two decimals, exactly as delivered; degrees have nine decimals
//! (0.1 mm), metres of Web Mercator three. In systems other than the stored one, rings follow the right-hand rule.

use std::io::Write as _;

use crate::crs::{Crs, CrsError};
use crate::model::{Coordinate, Dimension, Geometry, Shape};

/// Appends a geometry in a system, its heights left out unless they are wanted.
///
/// # Errors
/// [`CrsError`] when a position cannot be transformed.
pub fn write(geometry: &Geometry, crs: Crs, heights: bool, out: &mut Vec<u8>) -> Result<(), CrsError> {
    let heights = heights && geometry.dimension == Dimension::Three;
    let writer = Positions { crs, heights };
    match &geometry.shape {
        Shape::Point(position) => {
            out.extend_from_slice(br#"{"type":"Point","coordinates":"#);
            writer.line(std::slice::from_ref(position), false, false, out)?;
        }
        Shape::Line(line) => {
            out.extend_from_slice(br#"{"type":"LineString","coordinates":"#);
            writer.line(line, false, true, out)?;
        }
        Shape::MultiLine(lines) => {
            out.extend_from_slice(br#"{"type":"MultiLineString","coordinates":["#);
            for (index, line) in lines.iter().enumerate() {
                separate(index, out);
                writer.line(line, false, true, out)?;
            }
            out.push(b']');
        }
        Shape::Polygon(rings) => {
            out.extend_from_slice(br#"{"type":"Polygon","coordinates":["#);
            for (index, ring) in rings.iter().enumerate() {
                separate(index, out);
                let turns_left = doubled_area(ring) > 0;
                let turn = crs != Crs::Sjtsk && turns_left != (index == 0);
                writer.line(ring, turn, true, out)?;
            }
            out.push(b']');
        }
    }
    out.push(b'}');
    Ok(())
}

fn separate(index: usize, out: &mut Vec<u8>) {
    if index > 0 {
        out.push(b',');
    }
}

/// Twice the area of a ring in square centimetres, positive when it turns to the left. The sense survives every
/// operation here, as they are near to rotations.
fn doubled_area(ring: &[Coordinate]) -> i128 {
    ring.windows(2)
        .map(|pair| {
            i128::from(pair[0].x) * i128::from(pair[1].y) - i128::from(pair[1].x) * i128::from(pair[0].y)
        })
        .sum()
}

struct Positions {
    crs: Crs,
    heights: bool,
}

impl Positions {
    /// Appends positions, in brackets when they are a list.
    fn line(
        &self,
        line: &[Coordinate],
        backwards: bool,
        list: bool,
        out: &mut Vec<u8>,
    ) -> Result<(), CrsError> {
        let mut moved: Vec<[f64; 2]> = Vec::new();
        if self.crs != Crs::Sjtsk {
            moved.extend(line.iter().map(|c| {
                let [x, y, _] = c.metres();
                [x, y]
            }));
            self.crs.from_sjtsk(&mut moved)?;
        }
        if list {
            out.push(b'[');
        }
        for index in 0..line.len() {
            separate(index, out);
            let at = if backwards { line.len() - 1 - index } else { index };
            self.position(line[at], moved.get(at), out);
        }
        if list {
            out.push(b']');
        }
        Ok(())
    }

    fn position(&self, stored: Coordinate, moved: Option<&[f64; 2]>, out: &mut Vec<u8>) {
        out.push(b'[');
        match moved {
            None => {
                write_centimetres(stored.x, out);
                out.push(b',');
                write_centimetres(stored.y, out);
            }
            Some([x, y]) if self.crs == Crs::WebMercator => {
                let _ = write!(out, "{x:.3},{y:.3}");
            }
            Some([x, y]) => {
                let _ = write!(out, "{x:.9},{y:.9}");
            }
        }
        if self.heights {
            out.push(b',');
            write_centimetres(stored.z, out);
        }
        out.push(b']');
    }
}

/// Centimetres as metres with two decimals. Most of what is written are these, so that no formatter is asked.
fn write_centimetres(centimetres: i32, out: &mut Vec<u8>) {
    let mut digits = [b'0'; 12];
    let mut rest = centimetres.unsigned_abs();
    let mut first = digits.len();
    while rest > 0 || first > digits.len() - 4 {
        first -= 1;
        // The point after the centimetres.
        if first == digits.len() - 3 {
            digits[first] = b'.';
            continue;
        }
        digits[first] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    if centimetres < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[first..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(geometry: &Geometry, crs: Crs, heights: bool) -> String {
        let mut out = Vec::new();
        write(geometry, crs, heights, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn stored_centimetres_are_written_exactly() {
        for (centimetres, metres) in [
            (0, "0.00"),
            (5, "0.05"),
            (-5, "-0.05"),
            (-74_297_418, "-742974.18"),
            (i32::MIN, "-21474836.48"),
        ] {
            let mut out = Vec::new();
            write_centimetres(centimetres, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), metres);
        }
    }

    #[test]
    fn a_point_is_told_in_every_system() {
        let point = Geometry::new(
            Dimension::Three,
            Shape::Point(Coordinate::new(-74_297_418, -104_302_551, 20_007)),
        );
        assert_eq!(
            text(&point, Crs::Sjtsk, true),
            r#"{"type":"Point","coordinates":[-742974.18,-1043025.51,200.07]}"#
        );
        let crs84 = text(&point, Crs::Crs84, false);
        assert!(
            crs84.starts_with(r#"{"type":"Point","coordinates":[14.41899995"#),
            "{crs84}"
        );
        assert_eq!(crs84.matches(',').count(), 2, "{crs84}");
        let crs84h = text(&point, Crs::Crs84, true);
        assert!(crs84h.ends_with(",200.07]}"), "{crs84h}");
    }

    #[test]
    fn rings_follow_the_right_hand_rule_outside_the_stored_system() {
        let at = |x, y| Coordinate::new(-74_300_000 + x, -104_300_000 + y, 0);
        // Clockwise exterior.
        let ring = vec![at(0, 0), at(0, 100), at(100, 100), at(0, 0)];
        let polygon = Geometry::new(Dimension::Two, Shape::Polygon(vec![ring]));
        assert_eq!(
            text(&polygon, Crs::Sjtsk, true),
            r#"{"type":"Polygon","coordinates":[[[-743000.00,-1043000.00],[-743000.00,-1042999.00],[-742999.00,-1042999.00],[-743000.00,-1043000.00]]]}"#
        );
        let document: serde_json::Value = serde_json::from_str(&text(&polygon, Crs::Crs84, false)).unwrap();
        let position = |index: usize| {
            let position = &document["coordinates"][0][index];
            (position[0].as_f64().unwrap(), position[1].as_f64().unwrap())
        };
        let area: f64 = (0..3)
            .map(|index| {
                let (a, b) = (position(index), position(index + 1));
                a.0 * b.1 - b.0 * a.1
            })
            .sum();
        assert!(area > 0.0);
    }
}
