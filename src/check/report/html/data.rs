//! What the map of the page draws, as JSON of numbers alone.
//!
//! A geometry is `[kind, part, …]`: kind 0 point, 1 line, 2 polygon; a part is `[x, y, dx, dy, …]` in centimetres, its first
//! position counted from the origin, the others from the one before: a third of the bytes of whole coordinates.

use std::fmt::Write as _;

use crate::check::Report;
use crate::model::{BoundingBox, Coordinate, Geometry, Shape};

/// `{"origin": [x, y], "background": […], "findings": […]}` with a geometry or 0 for each row of the table, in its order;
/// `None` when there is nothing to draw.
pub fn of(report: &Report) -> Option<String> {
    let background = || report.files.iter().flat_map(|file| &file.background);
    let findings = || report.files.iter().flat_map(|file| &file.findings);
    let bounds = background()
        .chain(findings().filter_map(|finding| finding.location.as_ref()))
        .filter_map(Geometry::bounds)
        .reduce(BoundingBox::union)?;
    // Halfway, so that no difference leaves the range of whole numbers that scripts and this file have in common.
    let half = |low: i32, high: i32| i64::from(low).midpoint(i64::from(high));
    let origin = (half(bounds.min_x, bounds.max_x), half(bounds.min_y, bounds.max_y));
    let mut out = format!(r#"{{"origin":[{},{}],"background":["#, origin.0, origin.1);
    list(background().map(Some), origin, &mut out);
    out.push_str(r#"],"findings":["#);
    list(
        findings().map(|finding| finding.location.as_ref()),
        origin,
        &mut out,
    );
    out.push_str("]}");
    Some(out)
}

fn list<'a>(geometries: impl Iterator<Item = Option<&'a Geometry>>, origin: (i64, i64), out: &mut String) {
    for (index, geometry) in geometries.enumerate() {
        if index > 0 {
            out.push(',');
        }
        match geometry.filter(|geometry| geometry.bounds().is_some()) {
            Some(geometry) => write(geometry, origin, out),
            None => out.push('0'),
        }
    }
}

fn write(geometry: &Geometry, origin: (i64, i64), out: &mut String) {
    let (kind, parts): (u8, &[Vec<Coordinate>]) = match &geometry.shape {
        Shape::Point(c) => {
            out.push_str("[0,");
            part(std::slice::from_ref(c), origin, out);
            return out.push(']');
        }
        Shape::Line(line) => (1, std::slice::from_ref(line)),
        Shape::MultiLine(lines) => (1, lines),
        Shape::Polygon(rings) => (2, rings),
    };
    let _ = write!(out, "[{kind}");
    for coordinates in parts.iter().filter(|part| !part.is_empty()) {
        out.push(',');
        part(coordinates, origin, out);
    }
    out.push(']');
}

fn part(coordinates: &[Coordinate], origin: (i64, i64), out: &mut String) {
    let mut last = origin;
    for (index, c) in coordinates.iter().enumerate() {
        let (x, y) = (i64::from(c.x), i64::from(c.y));
        let before = if index == 0 { "[" } else { "," };
        let _ = write!(out, "{before}{},{}", x - last.0, y - last.1);
        last = (x, y);
    }
    out.push(']');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Dimension;

    #[test]
    fn positions_are_told_from_the_one_before() {
        let line = [(10, 20), (13, 19), (13, 30)].map(|(x, y)| Coordinate::new(x, y, 5));
        let geometry = Geometry::new(
            Dimension::Three,
            Shape::MultiLine(vec![line.to_vec(), Vec::new()]),
        );
        let mut out = String::new();
        list([Some(&geometry), None].into_iter(), (5, 5), &mut out);
        assert_eq!(out, "[1,[5,15,3,-1,0,11]],0");
    }
}
