//! A part of the plane that features are asked for, in metres of EPSG:5514.

use std::fmt::Write as _;

/// A part of the plane. Edges belong to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Window {
    /// All of it: whatever has a geometry.
    Everywhere,
    /// Whatever meets one of the parts.
    Parts(Vec<Part>),
}

/// One part of a window. A rectangle can be as thin as a line or a point.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// One position.
    Point([f64; 2]),
    /// A line.
    Line(Vec<[f64; 2]>),
    /// An area inside a closed ring, the first one, and outside of those that follow.
    Area(Vec<Vec<[f64; 2]>>),
}

impl Part {
    /// A rectangle along the axes: west, south, east, north.
    pub fn rectangle([west, south, east, north]: [f64; 4]) -> Self {
        match (west < east, south < north) {
            (true, true) => Self::Area(vec![vec![
                [west, south],
                [east, south],
                [east, north],
                [west, north],
                [west, south],
            ]]),
            (false, false) => Self::Point([west, south]),
            _ => Self::Line(vec![[west, south], [east, north]]),
        }
    }

    fn write(&self, text: &mut String) {
        match self {
            Self::Point(position) => {
                text.push_str("POINT");
                list(text, std::slice::from_ref(position), write_position);
            }
            Self::Line(line) => {
                text.push_str("LINESTRING");
                list(text, line, write_position);
            }
            Self::Area(rings) => {
                text.push_str("POLYGON");
                list(text, rings, |text, ring| list(text, ring, write_position));
            }
        }
    }
}

/// Appends `(one,another,…)`.
fn list<T>(text: &mut String, all: &[T], write: impl Fn(&mut String, &T)) {
    text.push('(');
    for (index, one) in all.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write(text, one);
    }
    text.push(')');
}

fn write_position(text: &mut String, [x, y]: &[f64; 2]) {
    let _ = write!(text, "{x} {y}");
}

/// What `ST_Intersects` takes of a column, beside `&&`, which an index answers: delivered areas may cross themselves, of which
/// GEOS says nothing but that it fails.
pub(super) fn valid(column: &str) -> String {
    format!("case when ST_Dimension({column}) = 2 then ST_MakeValid({column}) else {column} end")
}

impl Window {
    /// The parts as EWKT. A single part is no collection: PostGIS prepares polygons, not collections.
    pub(super) fn ewkt(parts: &[Part]) -> String {
        let mut text = String::from("SRID=5514;");
        match parts {
            [] => text.push_str("POINT EMPTY"),
            [one] => one.write(&mut text),
            several => {
                for (index, part) in several.iter().enumerate() {
                    text.push_str(if index == 0 { "GEOMETRYCOLLECTION(" } else { "," });
                    part.write(&mut text);
                }
                text.push(')');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ewkt(edges: &[[f64; 4]]) -> String {
        Window::ewkt(&edges.iter().copied().map(Part::rectangle).collect::<Vec<_>>())
    }

    #[test]
    fn thin_rectangles_are_lines_and_points() {
        assert_eq!(
            ewkt(&[[-2.0, -3.5, -1.0, -3.0]]),
            "SRID=5514;POLYGON((-2 -3.5,-1 -3.5,-1 -3,-2 -3,-2 -3.5))"
        );
        assert_eq!(
            ewkt(&[[-2.0, -3.0, -1.0, -3.0]]),
            "SRID=5514;LINESTRING(-2 -3,-1 -3)"
        );
        assert_eq!(
            ewkt(&[[-2.0, -3.0, -2.0, -3.0], [0.0, 0.0, 0.0, 0.0]]),
            "SRID=5514;GEOMETRYCOLLECTION(POINT(-2 -3),POINT(0 0))"
        );
        assert_eq!(ewkt(&[]), "SRID=5514;POINT EMPTY");
    }

    #[test]
    fn areas_keep_their_holes() {
        let square = |size: f64| vec![[0.0, 0.0], [size, 0.0], [size, size], [0.0, 0.0]];
        assert_eq!(
            Window::ewkt(&[Part::Area(vec![square(3.0), square(1.0)])]),
            "SRID=5514;POLYGON((0 0,3 0,3 3,0 0),(0 0,1 0,1 1,0 0))"
        );
    }
}
