//! A house alone, with or without a wing at its back.

use super::{BUILDING, Lot, Size, closed_line};
use crate::generate::draft::Drafts;
use crate::generate::kinds::Kind;

/// Draws a house, with a wing of that depth when there is room for it; gives the depth at which the garden begins.
pub fn draw(lot: &mut Lot<'_, '_>, size: &Size, wing: Option<f64>, drafts: &mut Drafts<'_>) -> Option<f64> {
    let plain = size.corners();
    let middle = f64::midpoint(size.left, size.right);
    let winged = wing.and_then(|depth| {
        let back = size.back + depth;
        let corners = [(size.right, back), (middle, back), (middle, size.back)];
        let [a, b, _, d] = plain;
        let shape = lot.shape(&[a, b, corners[0], corners[1], corners[2], d])?;
        Some((shape, back))
    });
    let (ring, back) = winged.or_else(|| Some((lot.shape(&plain)?, size.back)))?;
    closed_line(Kind::Wall, "", &ring, drafts);
    let (along, into) = size.middle();
    drafts.face(BUILDING, &ring, &[], lot.spot(along, into));
    lot.islands.push(ring);
    Some(back)
}
