//! The pavement around a block: between the kerb and the fences, or the edge of a green.

use super::block::{Block, Purpose};
use super::draft::{Drafts, Use};
use super::ground::Corner;
use super::kinds::Kind;

/// A pavement.
pub const PAVEMENT: Use = Use {
    point: Kind::PavementPoint,
    area: Kind::PavementArea,
    choice: "3",
};
/// `TypDopravniStavbyNeboPlochy`: pavement.
pub const PAVEMENT_EDGE: &str = "2";

/// Draws the pavement's face, and its inner edge where neither fences nor stairs are.
pub fn draw(block: &mut Block<'_>, drafts: &mut Drafts<'_>) {
    let inner = block.spots(&block.inner_ring());
    if block.purpose != Purpose::Houses {
        let mut edge = inner.clone();
        match block.entrance() {
            None => edge.extend(inner.first()),
            // Between the second and the third vertex stairs begin.
            Some(_) => edge.rotate_left(2),
        }
        drafts.line(Kind::KerbLine, PAVEMENT_EDGE, &edge);
    }
    let kerb = block.ground.kerb(block.cell);
    let turns = kerb.iter().flat_map(
        |Corner {
             before,
             middle,
             after,
         }| {
            if before == after {
                vec![*middle]
            } else {
                vec![*before, *middle, *after]
            }
        },
    );
    let outer = block.spots(&turns.collect::<Vec<_>>());
    let half = |a, b| super::plane::Vector::towards(a, b, 0.5);
    let outside = half(kerb[0].after, kerb[1].before);
    let inside = half(half(block.inner[0], block.inner[1]), outside);
    drafts.face(PAVEMENT, &outer, &[inner], block.spot(inside));
}
