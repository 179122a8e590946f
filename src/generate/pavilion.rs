//! A pavilion in a green, with stairs that rise from the pavement to its wall.
//!
//! Beside the stairs there are double edges: the upper one is that of the stairs, the lower one that of the lawn, which both
//! begin at the foot of the stairs. Where they arrive at the wall, the outline of the stairs comes down by vertical edges.

use super::block::Block;
use super::buildings::BUILDING;
use super::draft::{Drafts, Use, raised};
use super::ground::Spot;
use super::kinds::Kind;
use super::plane::Vector;

const STAIRS: Use = Use {
    point: Kind::StairsPoint,
    area: Kind::StairsArea,
    choice: "",
};
/// How far the stairs lead into the green, metres, and how high, centimetres.
const LENGTH: f64 = 1.8;
const HEIGHT: i32 = 90;
/// Half the width of the pavilion, and its depth, metres.
const HALF: f64 = 3.5;
const DEPTH: f64 = 5.0;

/// Draws both at the two ends of the foot of the stairs; gives the way around them from the one to the other, without these
/// ends.
pub fn draw(block: &Block<'_>, foot: [Vector; 2], drafts: &mut Drafts<'_>) -> Vec<Spot> {
    let along = foot[1].minus(foot[0]).unit();
    let middle = foot[0].towards(foot[1], 0.5);
    let into = |position: Vector, way: f64| position.plus(along.left().times(way));
    let wall = [-HALF, HALF].map(|way| into(middle.plus(along.times(way)), LENGTH));
    let back = wall.map(|corner| into(corner, DEPTH));
    let top = foot.map(|end| into(end, LENGTH));
    let [left, right] = foot.map(|end| block.spot(end));
    let [top_left, top_right] = top.map(|end| block.spot(end));
    let around = [wall[0], back[0], back[1], wall[1]].map(|corner| block.spot(corner));

    drafts.line(Kind::Wall, "", &[top_left, top_right]);
    let [west, north_west, north_east, east] = around;
    let others = [top_right, east, north_east, north_west, west, top_left];
    drafts.line(Kind::Wall, "", &others);
    let inside = block.spot(into(middle, LENGTH + DEPTH / 2.0));
    drafts.face(BUILDING, &others, &[], inside);

    drafts.line(Kind::StairsLine, "", &[left, right]);
    let [high_left, high_right] = [top_left, top_right].map(|top| raised(drafts.ground(top), HEIGHT));
    for (low, top, high) in [(left, top_left, high_left), (right, top_right, high_right)] {
        let [low_ground, top_ground] = [low, top].map(|spot| drafts.ground(spot));
        drafts.line_at(0, Kind::StairsLine, "", vec![low_ground, high]);
        drafts.line_at(0, Kind::StairsLine, "", vec![top_ground, high]);
        drafts.line(Kind::LawnLine, "", &[low, top]);
    }
    let [left, right, top_right_low, top_left_low] =
        [left, right, top_right, top_left].map(|spot| drafts.ground(spot));
    let ring = vec![left, right, high_right, top_right_low, top_left_low, high_left];
    drafts.face_at(0, STAIRS, &[ring], block.spot(into(middle, LENGTH / 2.0)));
    vec![top_left, west, north_west, north_east, east, top_right]
}
