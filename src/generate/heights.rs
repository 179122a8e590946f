//! Heights measured on the roads, beside the axis. Their number is free, so it is used to meet the wanted count of objects.

use super::block::Block;
use super::draft::Drafts;
use super::kinds::Kind;

/// How far beside the axis, metres.
const BESIDE: f64 = 0.8;

/// Draws the height points of the streets that the block has to draw.
pub fn draw(block: &mut Block<'_>, drafts: &mut Drafts<'_>) {
    let streets = block.streets.len();
    for (number, street) in block.streets.iter().enumerate() {
        let extra = block.extra_heights / streets + usize::from(number < block.extra_heights % streets);
        let count = block.ground.style.heights + extra;
        let [start, end] = [0, 1].map(|k| street.right[k].towards(street.left[k], 0.5));
        let beside = end.minus(start).unit().left().times(BESIDE);
        for k in 0..count {
            #[allow(clippy::cast_precision_loss, reason = "some hundreds at the most")]
            let part = (k as f64 + 0.5) / count as f64;
            let side = if k % 2 == 0 { 1.0 } else { -1.0 };
            let place = start.towards(end, part).plus(beside.times(side));
            drafts.point(Kind::HeightPoint, "", block.spot(place));
        }
    }
}
