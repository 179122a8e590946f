//! A house around a courtyard: the area of the building has a hole, and its inner walls bound the courtyard.

use super::{BUILDING, Lot, Size, closed_line};
use crate::generate::draft::Drafts;
use crate::generate::gardens::YARD;
use crate::generate::kinds::Kind;

/// Depth of the wings around the courtyard, least and greatest width of the house, and its depth, metres.
const WING: f64 = 4.0;
const NARROWEST: f64 = 11.5;
const WIDEST: f64 = 15.0;
const DEPTH: f64 = 13.0;

/// Draws the house; gives the depth at which the garden begins.
pub fn draw(lot: &mut Lot<'_, '_>, front: f64, drafts: &mut Drafts<'_>) -> Option<f64> {
    let wide = (lot.view.width - 4.0).min(WIDEST);
    if wide < NARROWEST {
        return None;
    }
    let outer = Size {
        left: -wide / 2.0,
        right: wide / 2.0,
        front,
        back: front + DEPTH,
    };
    let inner = Size {
        left: outer.left + WING,
        right: outer.right - WING,
        front: front + WING,
        back: outer.back - WING,
    };
    let walls = lot.shape(&outer.corners())?;
    let court = lot.shape(&inner.corners())?;
    closed_line(Kind::Wall, "", &walls, drafts);
    closed_line(Kind::Wall, "", &court, drafts);
    let in_wing = lot.spot(0.0, front + WING / 2.0);
    drafts.face(BUILDING, &walls, std::slice::from_ref(&court), in_wing);
    let (along, into) = inner.middle();
    drafts.face(YARD, &court, &[], lot.spot(along, into));
    lot.islands.push(walls);
    Some(outer.back)
}
