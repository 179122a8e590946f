//! Networks along the streets: water mains under the road, overhead power lines on the pavement, street lamps.
//!
//! Mains and power lines lie in different levels, and each network meets itself at crossings only.

use super::block::Block;
use super::draft::Drafts;
use super::ground::{Cell, Ground, Spot};
use super::kinds::Kind;
use super::plane::Vector;
use super::random::mix;

/// Depth of a main and height of a wire, centimetres.
const DEPTH: i32 = -160;
const HEIGHT: i32 = 750;
/// How far the main lies beside the axis, metres.
const BESIDE: Vector = Vector::new(0.9, -0.9);

/// Where the mains meet at a crossing.
fn valve(ground: &Ground, crossing: Cell) -> Spot {
    ground.spot(ground.crossing(crossing).plus(BESIDE))
}

/// Where the pole at a crossing stands: on the pavement of the block to its north-east.
fn pole(ground: &Ground, crossing: Cell) -> Vector {
    let kerb = ground.kerb(crossing)[0].middle;
    kerb.towards(ground.quadrangle(crossing, ground.style.pavement)[0], 0.5)
}

/// Draws the networks of the crossings and streets that the block has to draw.
pub fn draw(block: &mut Block<'_>, drafts: &mut Drafts<'_>) {
    let ground = block.ground;
    for crossing in &block.crossings {
        drafts.device(Kind::Pole, "12", ground.spot(pole(ground, *crossing)), 0);
        if mix(&[ground.seed, 60, crossing.i, crossing.j]).is_multiple_of(3) {
            drafts.device(Kind::WaterShaft, "", valve(ground, *crossing), DEPTH);
        }
    }
    for street in &block.streets {
        let main = street.crossings.map(|crossing| valve(ground, crossing));
        drafts.cable(Kind::WaterMain, "100", &main, DEPTH);
        let [start, end] = street.crossings.map(|crossing| pole(ground, crossing));
        drafts.cable(
            Kind::PowerLine,
            "",
            &[ground.spot(start), ground.spot(end)],
            HEIGHT,
        );
        if !ground.style.lamps {
            continue;
        }
        let [from, to] = street.left;
        let beside = to.minus(from).unit().left().times(ground.style.pavement / 2.0);
        drafts.device(
            Kind::Pole,
            "10",
            ground.spot(from.towards(to, 0.5).plus(beside)),
            0,
        );
    }
}
