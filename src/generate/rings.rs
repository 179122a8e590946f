//! How the rings of a derived area are written in JVF DTM 1.4.3 (docs/areas.md, Attributes).
//!
//! They begin at their position with the least X, of those the least Y. Exteriors run clockwise and holes counter-clockwise,
//! and the 3D outline has a line for each ring, which runs as the ring does and climbs the vertical edges on its way.

use crate::model::{Coordinate, Dimension, Geometry, Shape};

/// The polygon and the 3D outline of a face. Its rings run counter-clockwise, the exterior first, and are not closed; where
/// a vertical edge is climbed, positions lie above each other.
pub fn written(rings: &[Vec<Coordinate>]) -> (Geometry, Geometry) {
    let mut lines: Vec<Vec<Coordinate>> = Vec::with_capacity(rings.len());
    for (number, ring) in rings.iter().enumerate() {
        let mut ring = ring.clone();
        if number == 0 {
            ring.reverse();
        }
        lines.push(from_least(ring));
    }
    if let Some((_, holes)) = lines.split_first_mut() {
        holes.sort_unstable();
    }
    let flat = lines.iter().map(|line| flat(line)).collect();
    (
        Geometry::new(Dimension::Two, Shape::Polygon(flat)),
        Geometry::new(Dimension::Three, Shape::MultiLine(lines)),
    )
}

/// The positions in the plane, heights 0: those above each other are one.
fn flat(line: &[Coordinate]) -> Vec<Coordinate> {
    let mut flat: Vec<_> = line.iter().map(|c| Coordinate::new(c.x, c.y, 0)).collect();
    flat.dedup();
    flat
}

/// The places of a ring that is not closed, in the plane.
pub fn places(ring: &[Coordinate]) -> Vec<Coordinate> {
    let mut places = flat(ring);
    if places.len() > 1 && places.first() == places.last() {
        places.pop();
    }
    places
}

/// Turns the ring so that it begins where it leaves its least place, and closes it.
fn from_least(mut ring: Vec<Coordinate>) -> Vec<Coordinate> {
    let place = |c: &Coordinate| (c.x, c.y);
    let Some(least) = ring.iter().map(place).min() else {
        return ring;
    };
    let next = ring.iter().cycle().skip(1);
    let leaves = |(here, next): (&Coordinate, &Coordinate)| place(here) == least && place(next) != least;
    let start = ring.iter().zip(next).position(leaves).unwrap_or_default();
    ring.rotate_left(start);
    ring.extend(ring.first().copied());
    ring
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(positions: &[(i32, i32, i32)]) -> Vec<Coordinate> {
        positions
            .iter()
            .map(|(x, y, z)| Coordinate::new(*x, *y, *z))
            .collect()
    }

    #[test]
    fn exteriors_run_clockwise_from_the_least_place_and_holes_the_other_way() {
        let outer = ring(&[(9, 0, 1), (9, 9, 2), (0, 9, 3), (0, 0, 4)]);
        let holes = [
            ring(&[(7, 5, 1), (6, 6, 1), (6, 5, 1)]),
            ring(&[(3, 2, 1), (2, 3, 1), (2, 2, 1)]),
        ];
        let (polygon, outline) = written(&[outer, holes[0].clone(), holes[1].clone()]);
        let lines = vec![
            ring(&[(0, 0, 4), (0, 9, 3), (9, 9, 2), (9, 0, 1), (0, 0, 4)]),
            ring(&[(2, 2, 1), (3, 2, 1), (2, 3, 1), (2, 2, 1)]),
            ring(&[(6, 5, 1), (7, 5, 1), (6, 6, 1), (6, 5, 1)]),
        ];
        assert_eq!(
            polygon.shape,
            Shape::Polygon(lines.iter().map(|l| flat(l)).collect())
        );
        assert_eq!(outline.shape, Shape::MultiLine(lines));
    }

    #[test]
    fn an_outline_that_begins_at_a_vertical_edge_climbs_it_last() {
        // Counter-clockwise it arrives low at (0, 0) and leaves high.
        let outer = ring(&[(0, 9, 3), (0, 0, 3), (0, 0, 8), (9, 0, 8), (9, 9, 3)]);
        let (polygon, outline) = written(&[outer]);
        let line = ring(&[(0, 0, 3), (0, 9, 3), (9, 9, 3), (9, 0, 8), (0, 0, 8), (0, 0, 3)]);
        assert_eq!(outline.shape, Shape::MultiLine(vec![line]));
        let Shape::Polygon(rings) = polygon.shape else {
            panic!("no polygon")
        };
        assert_eq!(rings[0].len(), 5);
    }
}
