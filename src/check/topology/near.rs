//! Check 3.13: detail points near a line that they do not belong to.

use super::exact::{is_closer, is_closer_in_space, xy};
use super::fact::{Fact, Rule};
use super::judge::Judge;
use super::lines::Segment;
use super::points::Spot;

/// Looks from every segment for the detail points of the cell that are close to it; both come in order.
pub(super) fn near(judge: &Judge<'_>, details: &[Spot], segments: &[Segment], facts: &mut Vec<Fact>) {
    let limit = judge.limits.lines;
    for segment in segments {
        let [low, high] = segment.ends();
        let (south, north) = (low[1].min(high[1]) - limit, low[1].max(high[1]) + limit);
        let from = details.partition_point(|detail| i64::from(detail.at.x) <= low[0] - limit);
        let beside = details[from..]
            .iter()
            .take_while(|detail| i64::from(detail.at.x) < high[0] + limit);
        for detail in beside.filter(|detail| detail.is_inside) {
            let [_, y] = xy(detail.at);
            let level = |number| judge.scene.object(number).level;
            let may_be = south < y && y < north && level(detail.object) == level(segment.object);
            if may_be && judge.concerns(detail.object, segment.object) && is_near(judge, detail, segment) {
                facts.push(Fact::at(Rule::NearLine, detail.object, detail.at).with(segment.object));
            }
        }
    }
}

/// Whether a detail point is too close to a segment, and its line has no vertex there.
fn is_near(judge: &Judge<'_>, detail: &Spot, segment: &Segment) -> bool {
    let positions = judge.scene.positions(segment.object);
    let vertex = segment.vertex as usize;
    let [Some(a), Some(b)] = [positions.get(vertex), positions.get(vertex + 1)] else {
        return false;
    };
    let is_bound = |vertex: &crate::model::Coordinate| match judge.in_space {
        true => *vertex == detail.at,
        false => xy(*vertex) == xy(detail.at),
    };
    if is_bound(a) || is_bound(b) {
        return false;
    }
    let is_close = match judge.in_space {
        true => is_closer_in_space(detail.at, [*a, *b], judge.limits.lines),
        false => is_closer(xy(detail.at), segment.ends(), judge.limits.lines),
    };
    is_close && !positions.iter().any(is_bound)
}
