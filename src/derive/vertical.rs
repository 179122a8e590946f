//! Vertical edges (*svislice*) that have more than a place in common (check 4.9).

use super::derived::Collision;
use super::plane::Vertical;
use crate::model::Coordinate;

/// Collisions that are told of one place, at most: whoever draws an edge a thousand times is told enough.
const MOST: usize = 1_000;

/// Pairs with a part in common. The edges come in the order of places and heights.
pub(super) fn collisions(verticals: &[Vertical], found: &mut Vec<Collision>) {
    for here in verticals.chunk_by(|a, b| a.node == b.node) {
        let most = found.len() + MOST;
        for (place, one) in here.iter().enumerate() {
            let above = here[place + 1..].iter().take_while(|other| other.low < one.high);
            for other in above.take(most.saturating_sub(found.len())) {
                let [x, y] = one.node;
                found.push(Collision {
                    line: one.line.min(other.line),
                    other: one.line.max(other.line),
                    part: [other.low, one.high.min(other.high)].map(|z| Coordinate::new(x, y, z)),
                });
            }
        }
    }
}
