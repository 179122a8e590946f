//! Crossings and streets: kerbs, the lines that part streets from crossings, faces of the road, axes.

use super::block::{Block, around};
use super::draft::{Drafts, Use};
use super::ground::{Cell, Corner, Ground};
use super::kinds::Kind;
use super::plane::Vector;

const ROAD: Use = Use {
    point: Kind::RoadPoint,
    area: Kind::RoadArea,
    choice: "1",
};
/// `TypDopravniStavbyNeboPlochy`: road.
const ROAD_EDGE: &str = "1";

/// Draws what the block has to draw of the road.
pub fn draw(block: &mut Block<'_>, drafts: &mut Drafts<'_>) {
    let ground = block.ground;
    let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(i, j)| block.cell.beside(i, j));
    for crossing in corners {
        if block.crossings.contains(&crossing) {
            draw_crossing(ground, crossing, drafts);
        } else {
            let elsewhere = corners_around(ground, crossing).into_iter().flat_map(turn);
            drafts.measured_elsewhere(elsewhere.map(|position| ground.spot(position)));
        }
    }
    for street in &block.streets {
        let [right, left] = [street.right, street.left].map(|side| side.map(|p| ground.spot(p)));
        drafts.line(Kind::KerbLine, ROAD_EDGE, &right);
        drafts.line(Kind::KerbLine, ROAD_EDGE, &left);
        let middle = street.right[0].towards(street.left[1], 0.5);
        drafts.face(
            ROAD,
            &[right[0], right[1], left[1], left[0]],
            &[],
            ground.spot(middle),
        );
        let axis = street
            .crossings
            .map(|crossing| ground.spot(ground.crossing(crossing)));
        drafts.cable(Kind::StreetAxis, "", &axis, 0);
    }
}

/// The corners of the four blocks around a crossing that lie at it, counter-clockwise from the north-east.
fn corners_around(ground: &Ground, crossing: Cell) -> [Corner; 4] {
    let blocks = around(crossing);
    [0, 1, 2, 3].map(|k| ground.kerb(blocks[k])[k])
}

/// The vertices of a corner in the way around the crossing; one when it is not rounded.
fn turn(corner: Corner) -> Vec<Vector> {
    let Corner {
        before,
        middle,
        after,
    } = corner;
    if before == after {
        vec![middle]
    } else {
        vec![after, middle, before]
    }
}

fn draw_crossing(ground: &Ground, crossing: Cell, drafts: &mut Drafts<'_>) {
    let turns = corners_around(ground, crossing).map(|corner| {
        turn(corner)
            .into_iter()
            .map(|p| ground.spot(p))
            .collect::<Vec<_>>()
    });
    for (k, kerb) in turns.iter().enumerate() {
        if kerb.len() > 1 {
            drafts.line(Kind::KerbLine, ROAD_EDGE, kerb);
        }
        let next = &turns[(k + 1) % 4];
        drafts.line(Kind::KerbLine, ROAD_EDGE, &[kerb[kerb.len() - 1], next[0]]);
    }
    drafts.face(ROAD, &turns.concat(), &[], ground.spot(ground.crossing(crossing)));
}
