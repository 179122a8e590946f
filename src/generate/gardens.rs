//! What is left of the plots: gardens and yards around the buildings.

use super::block::Block;
use super::draft::{Drafts, Use};
use super::kinds::Kind;

const GARDEN: Use = Use {
    point: Kind::GardenPoint,
    area: Kind::GardenArea,
    choice: "",
};
/// A yard, also one that a building surrounds.
pub const YARD: Use = Use {
    point: Kind::YardPoint,
    area: Kind::YardArea,
    choice: "",
};

/// Draws the faces of the plots.
pub fn draw(block: &mut Block<'_>, drafts: &mut Drafts<'_>) {
    for plot in &block.plots {
        let mut ring = plot.front();
        ring.extend(&plot.corners[2..]);
        let [start, end, ..] = plot.corners;
        let along = end.minus(start).unit();
        // Behind the fence, before any building.
        let inside = start.towards(end, 0.5).plus(along.left().times(1.3));
        let of = if plot.yard { YARD } else { GARDEN };
        drafts.face(of, &block.spots(&ring), &plot.islands, block.spot(inside));
    }
}
