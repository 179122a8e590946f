//! Defects of faces: checks 4.1 to 4.4 and 4.6 to 4.9.
//!
//! Each is a ring of walls in level 2 with an area of complete ZPS of its own, whose outline follows the walls from vertex to
//! vertex; so the ground cover is what it is without them. All but those of 4.4 are buildings, whose boundary nobody guesses.

use super::{Site, Told};
use crate::generate::draft::raised;
use crate::generate::kinds::Kind;
use crate::model::{Coordinate, Shape};

/// Level of the rings, in which nothing else is.
const LEVEL: i8 = 2;
/// Corners of a ring, counter-clockwise.
const CORNERS: [(i32, i32); 4] = [(-40, -40), (40, -40), (40, 40), (-40, 40)];
/// Middles of its sides: south, east, north, west.
const MIDDLES: [(i32, i32); 4] = [(0, -40), (40, 0), (0, 40), (-40, 0)];
/// Middles of its quarters.
const QUARTERS: [(i32, i32); 4] = [(-20, -20), (20, -20), (20, 20), (-20, 20)];
/// More than the least difference of heights of lines with one course, centimetres.
const STEP: i32 = 20;

/// The places on the terrain.
fn places<const N: usize>(site: &Site<'_>, places: [(i32, i32); N]) -> [Coordinate; N] {
    places.map(|(x, y)| site.at(x, y))
}

/// Says that the situation is complete inside of a ring, at whose vertices there are detail points.
fn complete(site: &mut Site<'_>, ring: &[Coordinate]) {
    site.level = LEVEL;
    site.raised_details(ring);
    site.complete_area(site.added(), ring);
}

/// A ring with one wall around; gives its corners.
fn ring(site: &mut Site<'_>) -> [Coordinate; 4] {
    let corners = places(site, CORNERS);
    complete(site, &corners);
    let [a, b, c, d] = corners;
    site.raised(&[a, b, c, d, a]);
    corners
}

/// A ring whose walls are broken in the middles of its sides; gives these.
fn broken_ring(site: &mut Site<'_>) -> [Coordinate; 4] {
    let (corners, middles) = (places(site, CORNERS), places(site, MIDDLES));
    let [a, b, c, d] = corners;
    let [south, east, north, west] = middles;
    complete(site, &[a, south, b, east, c, north, d, west]);
    for wall in [
        [west, a, south],
        [south, b, east],
        [east, c, north],
        [north, d, west],
    ] {
        site.raised(&wall);
    }
    middles
}

fn buildings(site: &mut Site<'_>, places: &[(i32, i32)]) {
    for (x, y) in places {
        let place = site.at(*x, *y);
        site.raised_building(place);
    }
}

/// 4.1: a corner of 20 by 20 centimetres is a building of its own.
pub fn small(site: &mut Site<'_>) -> Told {
    let [a, b, c, d] = places(site, CORNERS);
    let [east, inner, north] = places(site, [(40, 20), (20, 20), (20, 40)]);
    complete(site, &[a, b, east, c, north, d]);
    site.raised_details(&[inner]);
    for wall in [
        &[east, c, north][..],
        &[north, d, a, b, east],
        &[east, inner, north],
    ] {
        site.raised(wall);
    }
    buildings(site, &[(0, 0), (30, 30)]);
    Told::error(inner).flat()
}

/// 4.2: a building has two definition points.
pub fn ambiguous(site: &mut Site<'_>) -> Told {
    ring(site);
    let points = places(site, [(-10, 0), (10, 0)]);
    for point in points {
        site.raised_building(point).named();
    }
    Told::error(points[0]).flat()
}

/// 4.3: a building has none.
pub fn unnamed(site: &mut Site<'_>) -> Told {
    let [corner, ..] = ring(site);
    Told::error(corner).flat()
}

/// 4.4: one side of a building is a kerb.
pub fn wrong_boundary(site: &mut Site<'_>) -> Told {
    let corners = places(site, CORNERS);
    complete(site, &corners);
    let [a, b, c, d] = corners;
    site.raised(&[d, a, b, c]);
    site.draw(LEVEL, Kind::KerbLine, "1", Shape::Line(vec![c, d]))
        .named();
    let middle = site.at(0, 0);
    site.raised_building(middle).named();
    Told::error(d).flat()
}

/// 4.6: the walls leave the outline of what is complete on one side (3.12), or two walls cross inside (3.3). A definition
/// point would be without an area (4.7), so there is none.
pub fn gap(site: &mut Site<'_>) -> Told {
    let corners = places(site, CORNERS);
    complete(site, &corners);
    let [a, b, c, d] = corners;
    if site.way(2) == 0 {
        let outside = site.at(0, 45);
        site.raised_details(&[outside]);
        site.raised(&[a, b, c, outside, d, a]);
        site.area_role.expected = true;
        site.consequence = Some(("3.12", Told::error(c).flat()));
    } else {
        for wall in [[a, b], [b, c], [c, d], [d, a]] {
            site.raised(&wall);
        }
        for wall in [[a, c], [b, d]] {
            site.raised(&wall).named().expected();
        }
        let middle = site.at(0, 0);
        site.consequence = Some(("3.3", Told::error(middle).flat()));
    }
    Told::error(a).flat()
}

/// 4.7: a definition point lies on a wall.
pub fn on_line(site: &mut Site<'_>) -> Told {
    ring(site);
    buildings(site, &[(0, 0)]);
    let place = site.at(40, 0);
    site.raised_building(place).named();
    Told::error(place).flat()
}

/// 4.8: in the middle two walls end lower than two others, and the vertical edge between them is missing.
pub fn missing_edge(site: &mut Site<'_>) -> Told {
    let [south, east, north, west] = broken_ring(site);
    let low = site.at(0, 0);
    let high = raised(low, STEP);
    site.raised_details(&[low, high]);
    for wall in [[south, low], [west, low], [north, high], [east, high]] {
        site.raised(&wall);
    }
    buildings(site, &QUARTERS);
    Told::error(low)
}

/// 4.9: in the middle walls end at three heights, and of the vertical edges from the lowest to both others one contains the
/// other.
pub fn contained_edge(site: &mut Site<'_>) -> Told {
    let [south, east, north, west] = broken_ring(site);
    let low = site.at(0, 0);
    let [middle, high] = [raised(low, STEP), raised(low, 2 * STEP)];
    site.raised_details(&[low, middle, high]);
    for wall in [[south, low], [west, low], [north, high], [east, middle]] {
        site.raised(&wall);
    }
    for edge in [[low, middle], [low, high]] {
        site.raised(&edge).named();
    }
    buildings(site, &QUARTERS);
    Told::error(low)
}
