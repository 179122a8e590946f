//! Check 4.9 by the text of 10 February 2025: vertical edges of all families together, where ZPS is complete.

use std::collections::BTreeMap;

use super::fact::{Fact, Spot, Why};
use crate::check::Severity;
use crate::derive::{Coverage, Gathered, Layer};
use crate::model::Coordinate;

/// Edges of areas of complete ZPS that are looked at, at most.
const STEPS: u64 = 100_000_000;

/// Edges with which each is told, at most.
const MOST: usize = 16;

/// A vertical edge: heights and line.
type Upright = (i32, i32, u32);

/// Pairs of vertical edges of a level with a part in common. Without a coverage all places count.
pub(super) fn together(gathered: &Gathered, coverage: Option<&Coverage>) -> Vec<Fact> {
    let mut places: BTreeMap<(i16, i32, i32), Vec<Upright>> = BTreeMap::new();
    for number in 0..u32::try_from(gathered.lines.count()).unwrap_or(u32::MAX) {
        if let [a, b] = gathered.lines.positions(number)
            && (a.x, a.y) == (b.x, b.y)
        {
            let level = gathered.lines.line(number).layer.level;
            let heights = (a.z.min(b.z), a.z.max(b.z), number);
            places.entry((level, a.x, a.y)).or_default().push(heights);
        }
    }
    let mut facts = Vec::new();
    let mut steps = STEPS;
    for ((level, x, y), mut here) in places {
        here.sort_unstable();
        let mut is_complete = || match coverage {
            Some(coverage) => coverage.is_complete_at(level, Coordinate::new(x, y, 0), &mut steps),
            None => Some(true),
        };
        if here.len() < 2 || is_complete() != Some(true) {
            continue;
        }
        for (place, (_, high, one)) in here.iter().enumerate() {
            let above = here[place + 1..]
                .iter()
                .take_while(|(low, ..)| low < high)
                .take(MOST);
            facts.extend(above.map(|(low, other_high, other)| {
                let part = [*low, *high.min(other_high)].map(|z| Coordinate::new(x, y, z));
                Fact {
                    why: Why::SameVerticalEdge,
                    layer: Layer::ground(level),
                    names: [*one, *other]
                        .map(|line| gathered.line_ids[line as usize])
                        .to_vec(),
                    place: Spot::Parts(vec![part]),
                    severity: Severity::Error,
                }
            }));
        }
    }
    facts
}
