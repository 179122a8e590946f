//! Greens: a lawn with a pond, a pavilion, and a chapel in the middle of the municipality and in some others.

use super::block::{Block, Purpose};
use super::buildings::closed_line;
use super::draft::{Drafts, Use};
use super::ground::Spot;
use super::kinds::Kind;
use super::pavilion;
use super::plane::Vector;

const POND: Use = Use {
    point: Kind::PondPoint,
    area: Kind::PondArea,
    choice: "",
};
const CHAPEL: Use = Use {
    point: Kind::ChapelPoint,
    area: Kind::ChapelArea,
    choice: "",
};
/// `TypStavby`: small sacral building.
const CHAPEL_EDGE: &str = "10";

/// Twelve directions around, thirty degrees apart.
const CLOCK: [Vector; 12] = [
    Vector::new(1.0, 0.0),
    Vector::new(0.866, 0.5),
    Vector::new(0.5, 0.866),
    Vector::new(0.0, 1.0),
    Vector::new(-0.5, 0.866),
    Vector::new(-0.866, 0.5),
    Vector::new(-1.0, 0.0),
    Vector::new(-0.866, -0.5),
    Vector::new(-0.5, -0.866),
    Vector::new(0.0, -1.0),
    Vector::new(0.5, -0.866),
    Vector::new(0.866, -0.5),
];

/// Draws the green when the block is one.
pub fn draw(block: &mut Block<'_>, drafts: &mut Drafts<'_>) {
    if block.purpose == Purpose::Houses {
        return;
    }
    let mut random = block.random(50);
    let [sw, se, ne, nw] = block.inner;
    let (west, east) = (sw.towards(nw, 0.5), se.towards(ne, 0.5));
    let (south, north) = (sw.towards(se, 0.5), nw.towards(ne, 0.5));
    let size = (north.minus(south).length()).min(east.minus(west).length());
    let mut islands: Vec<Vec<Spot>> = Vec::new();

    let middle = west.towards(east, 0.33);
    let radius = size * 0.2;
    let shore: Vec<_> = CLOCK
        .iter()
        .map(|direction| block.spot(middle.plus(direction.times(radius * random.between(0.8, 1.15)))))
        .collect();
    closed_line(Kind::ShoreLine, "", &shore, drafts);
    drafts.face(POND, &shore, &[], block.spot(middle));
    islands.push(shore);

    let number = block.cell.spiral();
    if number == 0 || random.percent(30) {
        let middle = west.towards(east, 0.76);
        let chapel: Vec<_> = CLOCK
            .iter()
            .step_by(2)
            .map(|direction| block.spot(middle.plus(direction.times(3.2))))
            .collect();
        closed_line(Kind::StructureLine, CHAPEL_EDGE, &chapel, drafts);
        drafts.face(CHAPEL, &chapel, &[], block.spot(middle));
        islands.push(chapel);
    }

    // Parks in towns, lawns in villages.
    let choice = if block.ground.style.turning > 0.0 {
        "1"
    } else {
        "2"
    };
    let lawn = Use {
        point: Kind::GreenPoint,
        area: Kind::GreenArea,
        choice,
    };
    let mut ring = block.spots(&block.inner_ring());
    if let Some(entrance) = block.entrance() {
        // The lawn goes around the stairs and the pavilion.
        ring.splice(2..2, pavilion::draw(block, entrance, drafts));
    }
    let inside = north.towards(south, 0.06);
    drafts.face(lawn, &ring, &islands, block.spot(inside));
}
