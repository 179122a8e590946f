//! Fences and gates around the plots. A fence between two plots is drawn once; where a third begins, it is broken.

use super::block::{Block, Plot};
use super::draft::Drafts;
use super::kinds::Kind;
use super::plane::Vector;

/// `DruhPlotu` towards the street: wood, metal, wall, hedge; and between neighbours: wire.
const FRONT: [&str; 4] = ["1", "3", "4", "5"];
const BETWEEN: &str = "2";

/// Draws the fences of the block.
pub fn draw(block: &mut Block<'_>, drafts: &mut Drafts<'_>) {
    let mut random = block.random(20);
    let line = |drafts: &mut Drafts<'_>, kind: Kind, choice: &'static str, from: Vector, to: Vector| {
        drafts.line(kind, choice, &[block.spot(from), block.spot(to)]);
    };
    for plot in &block.plots {
        let choice = random.pick(&FRONT);
        let [start, end, ..] = plot.corners;
        match plot.gate {
            None => line(drafts, Kind::Fence, choice, start, end),
            Some([from, to]) => {
                line(drafts, Kind::Fence, choice, start, from);
                // The clear width in decimetres.
                let width = if to.minus(from).length() < 3.5 { "30" } else { "35" };
                line(drafts, Kind::Gate, width, from, to);
                line(drafts, Kind::Fence, choice, to, end);
            }
        }
    }
    let (low, high) = block.plots.split_at(block.plots.len() / 2);
    for plot in low {
        let [_, end, back_end, back_start] = plot.corners;
        line(drafts, Kind::Fence, BETWEEN, back_start, back_end);
        line(drafts, Kind::Fence, BETWEEN, end, back_end);
    }
    for plot in high {
        // Seen from the upper street, the first corner is on the right.
        let [end, _, _, back_end] = plot.corners;
        line(drafts, Kind::Fence, BETWEEN, back_end, end);
    }
    let first = |plots: &[Plot]| plots.first().map(|plot| plot.corners);
    if let (Some([start, _, _, back]), Some([_, high_start, ..])) = (first(low), first(high)) {
        line(drafts, Kind::Fence, BETWEEN, start, back);
        line(drafts, Kind::Fence, BETWEEN, back, high_start);
    }
}
