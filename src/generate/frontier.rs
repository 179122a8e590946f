//! The outline of everything drawn: the area of complete ZPS.
//!
//! Every face tells the sides of its rings, the face to the left. A side that two faces share is told in both ways and
//! cancels out, so only the edge of what was drawn so far is kept.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::ground::Spot;
use crate::model::Coordinate;

/// A closed ring of positions, heights 0.
type Ring = Vec<Coordinate>;

/// The sides that one face has and no other.
#[derive(Debug, Default)]
pub struct Frontier {
    sides: FxHashSet<(Spot, Spot)>,
}

impl Frontier {
    /// Takes a ring, not closed, that has its face to the left.
    pub fn ring(&mut self, spots: impl Iterator<Item = Spot> + Clone) {
        let next = spots.clone().cycle().skip(1);
        for (from, to) in spots.zip(next) {
            self.side(from, to);
        }
    }

    /// Takes everything that another sheet has.
    pub fn join(&mut self, other: Self) {
        for (from, to) in other.sides {
            self.side(from, to);
        }
    }

    fn side(&mut self, from: Spot, to: Spot) {
        if !self.sides.remove(&(to, from)) {
            self.sides.insert((from, to));
        }
    }

    /// The polygons that the sides enclose: closed simple rings, the exterior first and counter-clockwise, holes clockwise.
    /// Where the outline touches itself, rings end.
    pub fn polygons(self) -> Vec<Vec<Ring>> {
        let mut sides: Vec<_> = self.sides.into_iter().collect();
        sides.sort_unstable();
        let mut onwards: BTreeMap<Spot, Vec<Spot>> = BTreeMap::new();
        for (from, to) in sides {
            onwards.entry(from).or_default().push(to);
        }
        let (mut polygons, mut holes) = (Vec::new(), Vec::new());
        for ring in rings(onwards) {
            if doubled_area(&ring) > 0 {
                polygons.push(vec![ring]);
            } else {
                holes.push(ring);
            }
        }
        // A hole belongs to the smallest of the exteriors around it.
        for hole in holes {
            let around = polygons
                .iter_mut()
                .filter(|polygon| hole.iter().all(|place| covers(&polygon[0], *place)));
            if let Some(polygon) = around.min_by_key(|polygon| doubled_area(&polygon[0])) {
                polygon.push(hole);
            }
        }
        polygons
    }
}

/// Walks along the sides until each has been gone.
fn rings(mut onwards: BTreeMap<Spot, Vec<Spot>>) -> Vec<Ring> {
    let mut rings = Vec::new();
    while let Some((start, _)) = onwards.first_key_value() {
        let mut way = vec![*start];
        let mut passed = FxHashSet::from_iter([*start]);
        while let Some(here) = way.last().copied() {
            let before = way.len().checked_sub(2).map(|place| way[place]);
            let Some(next) = step(&mut onwards, before, here) else {
                break;
            };
            if passed.insert(next) {
                way.push(next);
                continue;
            }
            // Back at a spot: what lies between is a ring of its own.
            let since = way.iter().position(|spot| *spot == next).unwrap_or_default();
            let mut ring: Ring = way[since..].iter().map(flat).collect();
            ring.push(flat(&next));
            rings.push(ring);
            for left in way.drain(since + 1..) {
                passed.remove(&left);
            }
        }
    }
    rings
}

/// Takes the side onwards that keeps nearest to the face at the left.
fn step(onwards: &mut BTreeMap<Spot, Vec<Spot>>, before: Option<Spot>, here: Spot) -> Option<Spot> {
    let choices = onwards.get_mut(&here)?;
    let nearest = match before {
        Some(before) if choices.len() > 1 => {
            let back = way(here, before);
            (0..choices.len()).min_by(|one, other| {
                let turns = [one, other].map(|place| clockwise(back, way(here, choices[*place])));
                turns[0].total_cmp(&turns[1])
            })?
        }
        _ => 0,
    };
    let next = choices.remove(nearest);
    if choices.is_empty() {
        onwards.remove(&here);
    }
    Some(next)
}

fn way(from: Spot, to: Spot) -> (f64, f64) {
    (f64::from(to.x - from.x), f64::from(to.y - from.y))
}

/// How far one turns clockwise from one direction to another: grows with the angle, 0 to 4.
fn clockwise((ax, ay): (f64, f64), (bx, by): (f64, f64)) -> f64 {
    let (right, ahead) = (ay * bx - ax * by, ax * bx + ay * by);
    let part = right / (right.abs() + ahead.abs());
    match (right >= 0.0, ahead >= 0.0) {
        (true, true) => part,
        (_, false) => 2.0 - part,
        (false, true) => 4.0 + part,
    }
}

fn flat(spot: &Spot) -> Coordinate {
    Coordinate::new(spot.x, spot.y, 0)
}

/// Twice the area in square centimetres; above zero when the ring runs counter-clockwise.
fn doubled_area(ring: &[Coordinate]) -> i64 {
    let Some(origin) = ring.first() else { return 0 };
    let from = |c: &Coordinate| (i64::from(c.x - origin.x), i64::from(c.y - origin.y));
    ring.windows(2)
        .map(|side| {
            let ((ax, ay), (bx, by)) = (from(&side[0]), from(&side[1]));
            ax * by - ay * bx
        })
        .sum()
}

/// Whether the place lies inside of the ring or on it.
fn covers(ring: &[Coordinate], place: Coordinate) -> bool {
    let from = |c: &Coordinate| (i64::from(c.x - place.x), i64::from(c.y - place.y));
    let mut inside = false;
    for side in ring.windows(2) {
        let ((ax, ay), (bx, by)) = (from(&side[0]), from(&side[1]));
        let turn = ax * by - ay * bx;
        if turn == 0 && ax.min(bx) <= 0 && ax.max(bx) >= 0 && ay.min(by) <= 0 && ay.max(by) >= 0 {
            return true;
        }
        if (ay > 0) != (by > 0) && (turn > 0) == (by > ay) {
            inside = !inside;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: i32, y: i32, size: i32) -> [Spot; 4] {
        [(x, y), (x + size, y), (x + size, y + size), (x, y + size)].map(|(x, y)| Spot { x, y })
    }

    fn outline(squares: &[(i32, i32)]) -> Vec<Vec<Ring>> {
        let mut frontier = Frontier::default();
        for (x, y) in squares {
            let mut sheet = Frontier::default();
            sheet.ring(square(x * 10, y * 10, 10).into_iter());
            frontier.join(sheet);
        }
        let polygons = frontier.polygons();
        for polygon in &polygons {
            for (number, ring) in polygon.iter().enumerate() {
                let mut spots = ring[1..].to_vec();
                spots.sort_unstable();
                spots.dedup();
                assert_eq!(
                    spots.len() + 1,
                    ring.len(),
                    "a ring passes a spot twice: {ring:?}"
                );
                assert_eq!(ring[0], ring[ring.len() - 1]);
                assert_eq!(doubled_area(ring) > 0, number == 0);
            }
        }
        polygons
    }

    #[test]
    fn faces_side_by_side_have_one_outline() {
        let polygons = outline(&[(0, 0), (1, 0)]);
        assert_eq!(polygons.len(), 1);
        assert_eq!(polygons[0].len(), 1);
        assert_eq!(polygons[0][0].len(), 7);
        assert_eq!(doubled_area(&polygons[0][0]), 400);
    }

    #[test]
    fn what_is_left_out_is_a_hole() {
        let around = (0..9).filter(|k| *k != 4).map(|k| (k % 3, k / 3));
        let polygons = outline(&around.collect::<Vec<_>>());
        assert_eq!(polygons.len(), 1);
        let areas: Vec<_> = polygons[0].iter().map(|ring| doubled_area(ring)).collect();
        assert_eq!(areas, [1_800, -200]);
    }

    #[test]
    fn rings_that_touch_in_a_spot_are_parted_there() {
        let apart = outline(&[(0, 0), (1, 1), (5, 5)]);
        assert_eq!(apart.len(), 3);
        // The hole touches the outside in its corner.
        let ring: Vec<_> = (0..9)
            .filter(|k| *k != 4 && *k != 0)
            .map(|k| (k % 3, k / 3))
            .collect();
        let polygons = outline(&ring);
        assert_eq!(polygons.iter().map(Vec::len).collect::<Vec<_>>(), [2]);
        // Two holes, one in a part of its own.
        let two = (0..9).filter(|k| *k != 4).flat_map(|k| {
            let (x, y) = (k % 3, k / 3);
            [(x, y), (x + 10, y)]
        });
        let polygons = outline(&two.collect::<Vec<_>>());
        assert_eq!(polygons.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    }

    #[test]
    fn angles_grow_clockwise() {
        let turns = [
            (0.0, 1.0),
            (1.0, 1.0),
            (1.0, 0.0),
            (1.0, -1.0),
            (0.0, -1.0),
            (-1.0, 0.0),
            (-1.0, 9.0),
        ];
        let measured = turns.map(|to| clockwise((0.0, 1.0), to));
        assert!(measured.windows(2).all(|pair| pair[0] < pair[1]), "{measured:?}");
    }
}
