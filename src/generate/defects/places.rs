//! Where defects can go: on the carriageways that a block has to draw, and outside of everything.

use crate::generate::block::Block;
use crate::generate::ground::Spot;
use crate::generate::random::mix;
use crate::model::Coordinate;

/// Centre of a site beside the axis of the street, metres; the nearest kerb is 85 cm away, height points too.
const BESIDE: f64 = 1.65;
/// From site to site, and from the ends of a street to the nearest, metres.
const APART: f64 = 4.0;
/// Length of a free end along the street and across, metres.
const FREE_END: f64 = 0.8;

/// Places of a block where defects can go.
#[derive(Debug, Default)]
pub struct Places {
    /// Centres of sites on the carriageway, each twice.
    pub streets: Vec<[Spot; 2]>,
    /// Corners of the carriageway, each with where a free end from it goes.
    pub corners: Vec<[Spot; 2]>,
}

impl Places {
    /// The places of a block for so many defects, the last one first.
    pub fn new(block: &Block<'_>, count: usize) -> Self {
        let mut streets = Vec::new();
        let mut corners = Vec::new();
        for street in &block.streets {
            let ([right, right_end], [left, left_end]) = (street.right, street.left);
            let (start, end) = (right.towards(left, 0.5), right_end.towards(left_end, 0.5));
            let along = end.minus(start);
            let (length, along) = (along.length(), along.unit());
            let beside = along.left().times(BESIDE);
            let mut way = APART;
            while way < length - APART {
                let axis = start.plus(along.times(way));
                for place in [axis.plus(beside), axis.minus(beside)] {
                    streets.push([block.spot(place); 2]);
                }
                way += APART;
            }
            for (corner, ahead, across) in [
                (right, right_end, left),
                (left, left_end, right),
                (right_end, right, left_end),
                (left_end, left, right_end),
            ] {
                let [ahead, across] = [ahead, across].map(|to| to.minus(corner).unit().times(FREE_END));
                corners.push([block.spot(corner), block.spot(corner.plus(ahead).plus(across))]);
            }
        }
        // Spread over all streets of the block, beginning anywhere.
        let (count, all) = (count.clamp(1, streets.len().max(1)), streets.len());
        let first = mix(&[block.ground.seed, 90, block.cell.i, block.cell.j]);
        let first = usize::try_from(first % all.max(1) as u64).unwrap_or_default();
        let streets = (0..count.min(all))
            .map(|k| streets[(first + k * all / count) % all])
            .collect();
        Self { streets, corners }
    }
}

/// So many places along a closed ring, evenly spread.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a part of a side, and fewer than there are bytes"
)]
pub fn along(ring: &[Coordinate], count: usize) -> Vec<Spot> {
    let way = |side: &[Coordinate]| i64::from((side[1].x - side[0].x).abs() + (side[1].y - side[0].y).abs());
    let whole: i64 = ring.windows(2).map(way).sum();
    let total = count as i64;
    let place = |number: i64| {
        let mut gone = whole * (2 * number + 1) / (2 * total);
        for side in ring.windows(2) {
            let length = way(side);
            if gone < length {
                let part = |from: i32, to: i32| from + ((i64::from(to - from) * gone) / length) as i32;
                return Some(Spot {
                    x: part(side[0].x, side[1].x),
                    y: part(side[0].y, side[1].y),
                });
            }
            gone -= length;
        }
        None
    };
    (0..total).filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_along_a_ring_are_apart_and_on_it() {
        let ring = [(0, 0), (900, 0), (900, 300), (0, 300), (0, 0)].map(|(x, y)| Coordinate::new(x, y, 0));
        let places: Vec<_> = along(&ring, 4).iter().map(|spot| (spot.x, spot.y)).collect();
        assert_eq!(places, [(300, 0), (900, 0), (600, 300), (0, 300)]);
        assert_eq!(along(&ring, 200).len(), 200);
        assert!(along(&[], 0).is_empty());
    }
}
