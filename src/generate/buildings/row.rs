//! Terraced houses: two or three buildings in a row, with one wall between each two of them.

use super::{BUILDING, Lot};
use crate::generate::draft::Drafts;
use crate::generate::kinds::Kind;

/// What the row leaves of the width of its plot, and the least and greatest width of a house, metres.
const LEFT_FREE: f64 = 4.0;
const NARROWEST: f64 = 5.5;
const WIDEST: f64 = 8.0;

/// Draws a row between two depths; gives the depth at which the garden begins.
pub fn draw(lot: &mut Lot<'_, '_>, front: f64, deep: f64, drafts: &mut Drafts<'_>) -> Option<f64> {
    let room = lot.view.width - LEFT_FREE;
    let (count, houses) = if room >= 3.0 * NARROWEST {
        (3, 3.0)
    } else if room >= 2.0 * NARROWEST {
        (2, 2.0)
    } else {
        return None;
    };
    let wide = (room / houses).min(WIDEST);
    let back = front + deep;
    let cuts: Vec<f64> = (0..=count)
        .map(|k| (f64::from(k) - houses / 2.0) * wide)
        .collect();
    let to_street = cuts.iter().map(|along| (*along, front));
    let to_garden = cuts.iter().rev().map(|along| (*along, back));
    let ring = lot.shape(&to_street.chain(to_garden).collect::<Vec<_>>())?;
    let (fronts, backs) = ring.split_at(cuts.len());
    let last = cuts.len() - 1;
    for k in 0..last {
        let [a, b, c, d] = [fronts[k], fronts[k + 1], backs[last - k - 1], backs[last - k]];
        if k > 0 {
            drafts.line(Kind::Wall, "", &[a, d]);
        }
        // The outer walls of a house, between those that it shares.
        match (k == 0, k + 1 == last) {
            (true, _) => drafts.line(Kind::Wall, "", &[c, d, a, b]),
            (_, true) => drafts.line(Kind::Wall, "", &[a, b, c, d]),
            _ => {
                drafts.line(Kind::Wall, "", &[a, b]);
                drafts.line(Kind::Wall, "", &[c, d]);
            }
        }
        let middle = f64::midpoint(cuts[k], cuts[k + 1]);
        drafts.face(
            BUILDING,
            &[a, b, c, d],
            &[],
            lot.spot(middle, f64::midpoint(front, back)),
        );
    }
    lot.islands.push(ring);
    Some(back)
}
