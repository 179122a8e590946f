//! Structures off the ground, in levels of their own: footbridges over streets and underground car parks.
//!
//! The structure is of a family of its own (bridge decks, underground objects), which is derived apart from the ground
//! cover; what it carries or holds is ground cover of its level. Both have one outline, which is that of what is complete in
//! the level (3.12): without ground cover there would be a gap in it (4.6).

use super::block::{Block, Purpose};
use super::draft::{Drafts, Use, raised};
use super::ground::Spot;
use super::kinds::Kind;
use super::pavements::{PAVEMENT, PAVEMENT_EDGE};
use super::plane::Vector;

/// Blocks of the spiral that may have structures: what is kept of them until the end does not grow with the municipality.
const FARTHEST: i64 = 500;
/// Of a hundred of these blocks, beside the first one.
const SHARE: u64 = 8;

/// What a structure is, and the cover that goes with it.
struct Structure {
    level: i8,
    /// From the terrain to the structure, centimetres.
    above: i32,
    edge: (Kind, &'static str),
    of: Use,
    cover_edge: &'static str,
    cover: Use,
}

const BRIDGE: Structure = Structure {
    level: 1,
    above: 550,
    edge: (Kind::KerbLine, "16"),
    of: Use {
        point: Kind::DeckPoint,
        area: Kind::DeckArea,
        choice: "",
    },
    cover_edge: PAVEMENT_EDGE,
    cover: PAVEMENT,
};
const GARAGE: Structure = Structure {
    level: -1,
    above: -350,
    edge: (Kind::UndergroundLine, ""),
    of: Use {
        point: Kind::UndergroundPoint,
        area: Kind::UndergroundArea,
        choice: "",
    },
    cover_edge: "4",
    cover: Use {
        point: Kind::ParkingPoint,
        area: Kind::ParkingArea,
        choice: "4",
    },
};

/// Draws the structures of the block.
pub fn draw(block: &mut Block<'_>, drafts: &mut Drafts<'_>) {
    let number = block.cell.spiral();
    if block.purpose == Purpose::Lawn || number >= FARTHEST {
        return;
    }
    let mut random = block.random(70);
    let [bridge, garage] = [(); 2].map(|()| random.percent(SHARE) || number == 0);
    if let (true, Some(street)) = (bridge, block.streets.first()) {
        let half = |[from, to]: [Vector; 2]| from.towards(to, 0.5);
        let (right, left) = (half(street.right), half(street.left));
        let middle = right.towards(left, 0.5);
        let across = left.minus(right);
        // Its ends are above the pavements.
        let half_length = across.length() / 2.0 + 0.6;
        structure(&BRIDGE, block, middle, across.unit(), [half_length, 1.5], drafts);
    }
    if garage {
        let [sw, se, ne, _] = block.inner;
        let along = se.minus(sw).unit();
        structure(&GARAGE, block, sw.towards(ne, 0.5), along, [7.0, 4.5], drafts);
    }
}

/// Draws a structure that is a rectangle around a place.
fn structure(
    what: &Structure,
    block: &Block<'_>,
    middle: Vector,
    along: Vector,
    [half_length, half_width]: [f64; 2],
    drafts: &mut Drafts<'_>,
) {
    let at = |length: f64, width: f64| {
        let place = middle.plus(along.times(length)).plus(along.left().times(width));
        block.spot(place)
    };
    let corners: [Spot; 4] = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
        .map(|(length, width)| at(length * half_length, width * half_width));
    let ring = corners.map(|spot| raised(drafts.ground(spot), what.above));
    let [a, b, c, d] = ring;
    let (kind, choice) = what.edge;
    drafts.line_at(what.level, kind, choice, vec![a, b, c, d, a]);
    drafts.face_at(what.level, what.of, &[ring.to_vec()], at(-0.5, 0.0));
    // In two lines, or those of a deck and of its pavement, which are of one type, would have the same course (3.6).
    for side in [vec![a, b, c], vec![c, d, a]] {
        drafts.line_at(what.level, Kind::KerbLine, what.cover_edge, side);
    }
    drafts.face_at(what.level, what.cover, &[ring.to_vec()], at(0.5, 0.0));
    drafts.complete(what.level, &ring);
}
