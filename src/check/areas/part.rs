//! What two areas have in common, for people: a polygon in whole centimetres. Only here is anything rounded; whether there is a
//! common part was decided before.

use geo::{Area as _, BooleanOps as _, Coord, LineString, Polygon};

use crate::model::{Coordinate, Dimension, Geometry, Shape};

/// Fewest positions of a ring.
const LEAST_POSITIONS: usize = 4;

/// A place.
pub(super) fn place(at: Coordinate) -> Geometry {
    Geometry::new(Dimension::Two, Shape::Point(at))
}

/// The largest part of what two areas have in common; nothing when it is so narrow that no whole centimetres are left of it.
pub(super) fn common(one: &[Vec<Coordinate>], other: &[Vec<Coordinate>]) -> Option<Geometry> {
    let origin = *one.first()?.first()?;
    let parts = polygon(one, origin)?.intersection(&polygon(other, origin)?);
    let largest = parts
        .into_iter()
        .max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))?;
    let exterior = ring(largest.exterior(), origin)?;
    let holes = largest.interiors().iter().filter_map(|hole| ring(hole, origin));
    let rings = std::iter::once(exterior).chain(holes).collect();
    Some(Geometry::new(Dimension::Two, Shape::Polygon(rings)))
}

/// Rings as a polygon, about an origin, where numbers are small.
fn polygon(rings: &[Vec<Coordinate>], origin: Coordinate) -> Option<Polygon> {
    let line = |ring: &Vec<Coordinate>| {
        let position = |c: &Coordinate| Coord {
            x: f64::from(c.x) - f64::from(origin.x),
            y: f64::from(c.y) - f64::from(origin.y),
        };
        LineString::new(ring.iter().map(position).collect())
    };
    let mut lines = rings.iter().map(line);
    Some(Polygon::new(lines.next()?, lines.collect()))
}

/// A ring in whole centimetres, without positions that repeat; nothing when it has no inside any more.
fn ring(line: &LineString, origin: Coordinate) -> Option<Vec<Coordinate>> {
    let whole = |value: f64, from: i32| {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "positions of areas are within 32 bits"
        )]
        let value = (value + f64::from(from)).round() as i32;
        value
    };
    let mut ring: Vec<Coordinate> = line
        .coords()
        .map(|c| Coordinate::new(whole(c.x, origin.x), whole(c.y, origin.y), 0))
        .collect();
    ring.dedup();
    let product = |a: i32, b: i32| i128::from(a) * i128::from(b);
    let doubled_area: i128 = ring
        .windows(2)
        .map(|pair| product(pair[0].x, pair[1].y) - product(pair[1].x, pair[0].y))
        .sum();
    (ring.len() >= LEAST_POSITIONS && doubled_area != 0).then_some(ring)
}
