//! Check 3.13: detail points near a line that they do not belong to.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use super::case::Case;
use super::fact::{Fact, Rule};
use super::lines::Segment;
use super::points::{Places, Spot};
use crate::geom::exact::{is_closer, is_closer_in_space, xy};
use crate::model::Coordinate;

/// Comparisons of a segment with detail points on average, at most.
const MOST_COMPARISONS: usize = 256;

/// Findings in a cell for each segment on average, at most.
const MOST_FINDINGS: usize = 16;

/// Looks from every segment for the detail points of the cell that are close to it; both come in order. Tells whether all were
/// compared.
pub(super) fn near(case: &Case<'_>, places: &Places, segments: &[Segment], facts: &mut Vec<Fact>) -> bool {
    let limit = case.terms.limits.lines;
    let details = &places.details;
    let vertices = Vertices {
        places,
        known: OnceCell::new(),
    };
    let mut left = segments.len().saturating_mul(MOST_COMPARISONS);
    let most = facts.len() + 256 + segments.len().saturating_mul(MOST_FINDINGS);
    for segment in segments {
        let [low, high] = segment.ends();
        let (south, north) = (low[1].min(high[1]) - limit, low[1].max(high[1]) + limit);
        let from = details.partition_point(|detail| i64::from(detail.at.x) <= low[0] - limit);
        let beside = details[from..]
            .iter()
            .take_while(|detail| i64::from(detail.at.x) < high[0] + limit);
        for detail in beside.filter(|detail| detail.is_inside) {
            if left == 0 || facts.len() > most {
                return false;
            }
            left -= 1;
            let [_, y] = xy(detail.at);
            let of_one_level = case.level(detail.object) == case.level(segment.object);
            if south < y
                && y < north
                && of_one_level
                && case.concerns(detail.object, segment.object)
                && is_near(case, detail, segment, &vertices)
            {
                facts.push(Fact::at(Rule::NearLine, detail.object, detail.at).with(segment.object));
            }
        }
    }
    true
}

/// Whether a detail point is too close to a segment, and its line has no vertex there.
fn is_near(case: &Case<'_>, detail: &Spot, segment: &Segment, vertices: &Vertices<'_>) -> bool {
    let positions = case.scene.positions(segment.object);
    let vertex = segment.vertex as usize;
    let [Some(a), Some(b)] = [positions.get(vertex), positions.get(vertex + 1)] else {
        return false;
    };
    let is_bound = |vertex: &Coordinate| match case.terms.in_space {
        true => *vertex == detail.at,
        false => xy(*vertex) == xy(detail.at),
    };
    if is_bound(a) || is_bound(b) {
        return false;
    }
    let is_close = match case.terms.in_space {
        true => is_closer_in_space(detail.at, [*a, *b], case.terms.limits.lines),
        false => is_closer(xy(detail.at), segment.ends(), case.terms.limits.lines),
    };
    is_close && !vertices.has(segment.object, detail.at, case.terms.in_space)
}

/// The vertices of lines in a cell, put in order when somebody asks.
struct Vertices<'a> {
    places: &'a Places,
    known: OnceCell<FxHashSet<(u32, Coordinate)>>,
}

impl Vertices<'_> {
    /// Whether a line has a vertex at a position of the cell, or above or below it.
    fn has(&self, line: u32, at: Coordinate, in_space: bool) -> bool {
        let mark = |c: Coordinate| if in_space { c } else { Coordinate { z: 0, ..c } };
        let known = self.known.get_or_init(|| {
            let uses = self.places.uses.iter();
            uses.map(|used| (used.object, mark(used.at))).collect()
        });
        known.contains(&(line, mark(at)))
    }
}
