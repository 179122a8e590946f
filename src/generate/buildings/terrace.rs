//! A house with a terrace at its back, flat or raised above the garden.
//!
//! A raised terrace has double edges towards the garden: the upper one is its own, the lower one that of the garden or yard.
//! At the wall of the house, which is drawn at the height of the terrain, its outline comes down by two vertical edges.

use super::{BUILDING, Lot, Size};
use crate::generate::draft::{Drafts, Use};
use crate::generate::kinds::Kind;
use crate::model::Coordinate;

const TERRACE: Use = Use {
    point: Kind::TerracePoint,
    area: Kind::TerraceArea,
    choice: "",
};
/// `TypStavby`: terrace.
const TERRACE_EDGE: &str = "3";
/// From the highest corner to the top of a raised terrace, centimetres.
const RISE: i32 = 45;

/// Draws a house with a terrace of that depth; gives the depth at which the garden begins.
pub fn draw(
    lot: &mut Lot<'_, '_>,
    size: &Size,
    depth: f64,
    raised: bool,
    drafts: &mut Drafts<'_>,
) -> Option<f64> {
    let back = size.back + depth;
    let [front_left, front_right, right, left] = size.corners();
    let whole = lot.shape(&[
        front_left,
        front_right,
        right,
        (size.right, back),
        (size.left, back),
        left,
    ])?;
    let [a, b, c, e, f, d] = whole[..] else {
        return None;
    };
    // The wall between house and terrace is one line, the other walls another.
    drafts.line(Kind::Wall, "", &[c, d]);
    drafts.line(Kind::Wall, "", &[d, a, b, c]);
    let (along, into) = size.middle();
    drafts.face(BUILDING, &[a, b, c, d], &[], lot.spot(along, into));
    let inside = lot.spot(along, size.back + depth / 2.0);
    if raised {
        let ground = drafts.grounds(&[c, e, f, d]);
        let top = ground.iter().map(|place| place.z).max().unwrap_or_default() + RISE;
        let upper: Vec<_> = ground
            .iter()
            .map(|place| Coordinate { z: top, ..*place })
            .collect();
        let lower = if lot.yard {
            Kind::YardLine
        } else {
            Kind::GardenLine
        };
        drafts.line(lower, "", &[c, e, f, d]);
        drafts.line_at(0, Kind::StructureLine, TERRACE_EDGE, upper.clone());
        for corner in [0, 3] {
            let edge = vec![ground[corner], upper[corner]];
            drafts.line_at(0, Kind::StructureLine, TERRACE_EDGE, edge);
        }
        let mut ring = upper;
        ring.extend([ground[3], ground[0]]);
        drafts.face_at(0, TERRACE, &[ring], inside);
    } else {
        drafts.line(Kind::StructureLine, TERRACE_EDGE, &[c, e, f, d]);
        drafts.face(TERRACE, &[d, c, e, f], &[], inside);
    }
    lot.islands.push(whole);
    Some(back)
}
