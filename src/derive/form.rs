//! The one form in which derived areas are kept, whoever derived them: exteriors counter-clockwise, holes clockwise, each ring from the
//! position with the least X, of those the least Y; outlines in the direction of the rings.

use crate::model::{Coordinate, Geometry, Shape};

/// A polygon with its 3D outline in that form. Other shapes stay as they are.
pub fn in_form(polygon: &Geometry, outline: Option<&Geometry>) -> (Geometry, Option<Geometry>) {
    let (mut polygon, mut outline) = (polygon.clone(), outline.cloned());
    if let Shape::Polygon(rings) = &mut polygon.shape {
        let turned = rings.first().is_some_and(|exterior| area(exterior) < 0);
        for (place, ring) in rings.iter_mut().enumerate() {
            if (area(ring) < 0) == (place == 0) {
                ring.reverse();
            }
            from_least(ring);
        }
        if let Some(Shape::MultiLine(lines)) = outline.as_mut().map(|outline| &mut outline.shape) {
            let mut sides: Vec<Side> = rings.iter().flat_map(|ring| ring.windows(2)).map(side).collect();
            sides.sort_unstable();
            for line in lines {
                // Each ring may have been turned or not.
                if runs_back(line, &sides).unwrap_or(turned) {
                    line.reverse();
                }
                from_least(line);
            }
        }
    }
    (polygon, outline)
}

/// Two places that follow each other.
type Side = [[i32; 2]; 2];

fn side(pair: &[Coordinate]) -> Side {
    [pair[0], pair[1]].map(|c| [c.x, c.y])
}

/// Whether a line runs against the sides of rings, which are in order; `None` when it runs along none of them.
fn runs_back(line: &[Coordinate], sides: &[Side]) -> Option<bool> {
    let is_there = |side: Side| sides.binary_search(&side).is_ok();
    let directions = line
        .windows(2)
        .map(side)
        .map(|[a, b]| [[a, b], [b, a]].map(is_there));
    let one_way = directions.filter(|[along, back]| along != back);
    one_way.map(|[_, back]| back).next()
}

/// Lets a closed line begin at its least place; where it goes up or down there, at the height with which it goes on.
fn from_least(line: &mut Vec<Coordinate>) {
    if line.len() < 3 || line.first() != line.last() {
        return;
    }
    line.pop();
    let count = line.len();
    let goes_on = |place: &usize| {
        let (here, next) = (line[*place], line[(place + 1) % count]);
        (here.x, here.y) != (next.x, next.y)
    };
    let least = (0..count)
        .filter(goes_on)
        .min_by_key(|place| (line[*place].x, line[*place].y));
    line.rotate_left(least.unwrap_or(0));
    line.extend(line.first().copied());
}

/// Twice the area of a ring, square centimetres; above zero when it runs counter-clockwise.
fn area(ring: &[Coordinate]) -> i128 {
    let cross = |pair: &[Coordinate]| {
        let [a, b] = [pair[0], pair[1]].map(|c| (i128::from(c.x), i128::from(c.y)));
        a.0 * b.1 - a.1 * b.0
    };
    ring.windows(2).map(cross).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Dimension;

    fn line(places: &[(i32, i32, i32)]) -> Vec<Coordinate> {
        places
            .iter()
            .map(|(x, y, z)| Coordinate::new(*x, *y, *z))
            .collect()
    }

    #[test]
    fn rings_and_outlines_get_their_direction_and_their_beginning() {
        let ring = line(&[(9, 9, 0), (9, 0, 0), (0, 0, 0), (0, 9, 0), (9, 9, 0)]);
        let polygon = Geometry::new(Dimension::Two, Shape::Polygon(vec![ring]));
        let outline = line(&[
            (9, 9, 5),
            (9, 0, 5),
            (0, 0, 5),
            (0, 0, 7),
            (0, 9, 7),
            (9, 9, 7),
            (9, 9, 5),
        ]);
        let outline = Geometry::new(Dimension::Three, Shape::MultiLine(vec![outline]));
        let (polygon, outline) = in_form(&polygon, Some(&outline));
        let expected = line(&[(0, 0, 0), (9, 0, 0), (9, 9, 0), (0, 9, 0), (0, 0, 0)]);
        assert_eq!(polygon.shape, Shape::Polygon(vec![expected]));
        let expected = line(&[
            (0, 0, 5),
            (9, 0, 5),
            (9, 9, 5),
            (9, 9, 7),
            (0, 9, 7),
            (0, 0, 7),
            (0, 0, 5),
        ]);
        let outline = outline.unwrap();
        assert_eq!(outline.shape, Shape::MultiLine(vec![expected]));
        let again = in_form(&polygon, Some(&outline));
        assert_eq!(again, (polygon, Some(outline)));
    }

    type Ring = fn(i32, i32, i32) -> Vec<Coordinate>;

    fn clockwise(low: i32, high: i32, z: i32) -> Vec<Coordinate> {
        line(&[
            (low, low, z),
            (low, high, z),
            (high, high, z),
            (high, low, z),
            (low, low, z),
        ])
    }

    fn turned(low: i32, high: i32, z: i32) -> Vec<Coordinate> {
        clockwise(low, high, z).into_iter().rev().collect()
    }

    #[test]
    fn the_outline_of_a_hole_is_turned_with_the_hole_only() {
        let polygon =
            |rings: [Vec<Coordinate>; 2]| Geometry::new(Dimension::Two, Shape::Polygon(rings.to_vec()));
        let outline =
            |lines: [Vec<Coordinate>; 2]| Geometry::new(Dimension::Three, Shape::MultiLine(lines.to_vec()));
        let expected = (
            polygon([turned(0, 90, 0), clockwise(10, 20, 0)]),
            Some(outline([turned(0, 90, 5), clockwise(10, 20, 5)])),
        );
        for exterior in [clockwise as Ring, turned] {
            for hole in [clockwise as Ring, turned] {
                let found = in_form(
                    &polygon([exterior(0, 90, 0), hole(10, 20, 0)]),
                    Some(&outline([exterior(0, 90, 5), hole(10, 20, 5)])),
                );
                assert_eq!(found, expected);
            }
        }
    }
}
