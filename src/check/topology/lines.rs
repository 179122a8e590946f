//! Checks of lines against each other and themselves: overlap (3.2), crossing (3.3), self-crossing (3.4).
//!
//! In a cell only pairs are looked for that touch where they must not; what exactly is wrong with a pair is found once, over the
//! whole of both lines.

use super::case::Case;
use super::cells::Found;
use super::fact::{Fact, Rule, in_order};
use super::scene::Scene;
use super::sweep::compare;
use crate::derive::roles::Family;
use crate::geom::exact::{Contact, Xy, contact, lies_on, xy};
use crate::model::Coordinate;

/// Comparisons of a segment in one cell on average, at most; a cell with more is given up.
const MOST_COMPARISONS: usize = 256;

/// Pairs that are found in a cell for each segment on average, at most.
const MOST_PAIRS: usize = 4;

/// Comparisons of segments of all pairs at most.
pub(super) const PATIENCE: u64 = 100_000_000;

/// Places of one pair at most, or 4 for each of its positions: an overlap has three for each segment.
const MOST_PLACES: usize = 1_000;

/// Comparisons of places with common parts of one pair at most.
const MOST_ON_COMMON: usize = 4_000_000;

/// A segment in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Segment {
    /// Its ends, west before east.
    low: Xy,
    high: Xy,
    pub(super) object: u32,
    /// The vertex at which it begins.
    pub(super) vertex: u32,
    level: i16,
    group: Option<Family>,
}

impl Segment {
    pub(super) fn new(scene: &Scene, object: u32, vertex: u32, a: Coordinate, b: Coordinate) -> Self {
        let (a, b) = (xy(a), xy(b));
        let line = scene.object(object);
        Self {
            low: a.min(b),
            high: a.max(b),
            object,
            vertex,
            level: line.level,
            group: line.group,
        }
    }

    pub(super) fn ends(&self) -> [Xy; 2] {
        [self.low, self.high]
    }

    fn is_apart(&self, other: &Self) -> bool {
        let (low, high) = (self.low[1].min(self.high[1]), self.low[1].max(self.high[1]));
        high < other.low[1].min(other.high[1]) || other.low[1].max(other.high[1]) < low
    }
}

/// Finds pairs of lines that touch where they must not, and lines that touch themselves. The segments of a cell come in order.
/// Tells whether all were compared.
pub(super) fn pairs(case: &Case<'_>, segments: &[Segment], found: &mut Found) -> bool {
    let most = found.pairs.len() + 256 + segments.len().saturating_mul(MOST_PAIRS);
    let mut left = segments.len().saturating_mul(MOST_COMPARISONS);
    for (number, one) in segments.iter().enumerate() {
        for other in segments[number + 1..]
            .iter()
            .take_while(|other| other.low[0] <= one.high[0])
        {
            if left == 0 || found.pairs.len() > most {
                return false;
            }
            left -= 1;
            if one.is_apart(other) {
                continue;
            }
            let (a, b) = (one.object.min(other.object), one.object.max(other.object));
            let is_of_one = a == b;
            let may_meet =
                is_of_one || one.group.is_some() && (one.group, one.level) == (other.group, other.level);
            if may_meet && case.concerns(a, b) {
                let wrong = contact(one.ends(), other.ends()).wrong(|place| match is_of_one {
                    true => is_joint(
                        case.scene.positions(a),
                        one.vertex.min(other.vertex),
                        one.vertex.max(other.vertex),
                        place,
                    ),
                    false => is_end(case.scene, a, place) && is_end(case.scene, b, place),
                });
                found.pairs.extend(wrong.map(|place| (a, b, place)));
            }
        }
    }
    true
}

/// Whether two segments of a line, named by the vertices at which they begin, follow each other in a place: as neighbours,
/// or as the last and the first of a line that returns to its beginning.
fn is_joint(positions: &[Coordinate], first: u32, second: u32, place: Xy) -> bool {
    let (first, second) = (first as usize, second as usize);
    let at = |vertex: usize| positions.get(vertex).copied().map(xy);
    let neighbours = second == first + 1
        && at(second) == Some(place)
        && at(first) != Some(place)
        && at(second + 1) != Some(place);
    let last = positions.len() - 1;
    let around = first == 0 && second + 1 == last && at(0) == Some(place) && at(last) == Some(place);
    neighbours || around && (second > 1 || at(1) != Some(place))
}

fn is_end(scene: &Scene, line: u32, place: Xy) -> bool {
    let positions = scene.positions(line);
    [positions.first(), positions.last()]
        .into_iter()
        .flatten()
        .any(|end| xy(*end) == place)
}

/// What exactly is wrong with a pair that touches at a place where it must not; tells whether all of it was compared.
pub(super) fn judge_pair(
    scene: &Scene,
    (a, b, known): (u32, u32, Xy),
    patience: &mut u64,
    facts: &mut Vec<Fact>,
) -> bool {
    let (first, second) = in_order(scene, a, b);
    let wrong = match a == b {
        true => Wrong::of_one(scene.positions(a), patience),
        false => Wrong::of_two(scene.positions(a), scene.positions(b), patience),
    };
    let (crossing, overlap) = match a == b {
        true => (Rule::CrossesItself, Rule::OverlapsItself),
        false => (Rule::Crossing, Rule::Overlap),
    };
    let fact = |fact: Fact| if a == b { fact } else { fact.with(second) };
    let flat = |[x, y]: Xy| Coordinate::new(clamped(x), clamped(y), 0);
    facts.extend(
        wrong
            .common
            .iter()
            .map(|[low, high]| fact(Fact::along(overlap, first, flat(*low), flat(*high)))),
    );
    facts.extend(
        wrong
            .places()
            .map(|place| fact(Fact::at(crossing, first, flat(place)))),
    );
    if wrong.is_empty() {
        facts.push(fact(Fact::at(crossing, first, flat(known))));
    }
    wrong.is_whole
}

/// Coordinates of the plane fit 30 bits.
fn clamped(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}

/// Places that two lines, or a line with itself, must not have in common.
#[derive(Default)]
struct Wrong {
    common: Vec<[Xy; 2]>,
    vertices: Vec<Xy>,
    crossings: Vec<Crossed>,
    /// Whether all segments were compared.
    is_whole: bool,
}

/// A crossing with the segments that cross: on a common part it is none.
struct Crossed {
    place: Xy,
    segments: [[Xy; 2]; 2],
}

impl Wrong {
    fn of_two(a: &[Coordinate], b: &[Coordinate], patience: &mut u64) -> Self {
        let mut wrong = Self::default();
        let is_end = |line: &[Coordinate], place| {
            [line.first(), line.last()]
                .into_iter()
                .flatten()
                .any(|end| xy(*end) == place)
        };
        let most = MOST_PLACES.max(4 * (a.len() + b.len()));
        wrong.is_whole = compare(a, Some(b), patience, |_, _, segments| {
            wrong.take(segments, |place| is_end(a, place) && is_end(b, place));
            wrong.count() < most
        });
        wrong.settled(patience)
    }

    fn of_one(line: &[Coordinate], patience: &mut u64) -> Self {
        let mut wrong = Self::default();
        let most = MOST_PLACES.max(4 * line.len());
        wrong.is_whole = compare(line, None, patience, |first, second, segments| {
            wrong.take(segments, |place| {
                is_joint(line, first.min(second), first.max(second), place)
            });
            wrong.count() < most
        });
        wrong.settled(patience)
    }

    /// Takes what two segments have in common.
    fn take(&mut self, segments: [[Xy; 2]; 2], is_right: impl Fn(Xy) -> bool) {
        match contact(segments[0], segments[1]) {
            Contact::None => {}
            Contact::Vertex(place) if is_right(place) => {}
            Contact::Vertex(place) => self.vertices.push(place),
            Contact::Crossing(place) => self.crossings.push(Crossed { place, segments }),
            Contact::Common(low, high) => self.common.push([low, high]),
        }
    }

    fn count(&self) -> usize {
        self.common.len() + self.vertices.len() + self.crossings.len()
    }

    /// Whether nothing was found before patience was over.
    fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// Each once, without vertices that are ends of common parts; no more than can be compared with those.
    fn settled(mut self, patience: &mut u64) -> Self {
        self.common.sort_unstable();
        self.common.dedup();
        let mut ends: Vec<Xy> = self.common.iter().flatten().copied().collect();
        ends.sort_unstable();
        self.vertices.retain(|place| ends.binary_search(place).is_err());
        self.vertices.sort_unstable();
        self.vertices.dedup();
        let most = MOST_ON_COMMON / self.common.len().max(1);
        let places = self.vertices.len() + self.crossings.len();
        if places > most {
            self.vertices.truncate(most);
            self.crossings.truncate(most - self.vertices.len());
            self.is_whole = false;
        }
        let compared = places.min(most) * self.common.len();
        *patience = patience.saturating_sub(compared as u64 / 8);
        self
    }

    /// Places that are not on a common part.
    fn places(&self) -> impl Iterator<Item = Xy> {
        let on_common = |place: Xy| self.common.iter().any(|part| lies_on(place, *part));
        // Two segments that cross inside of both cross a common part in the same place when both cross it there.
        let crosses_common = |crossed: &&Crossed| {
            let [one, other] = crossed.segments;
            self.common
                .iter()
                .any(|part| crate::geom::exact::cross_together(one, other, *part))
        };
        let vertices = self
            .vertices
            .iter()
            .copied()
            .filter(move |place| !on_common(*place));
        let crossings = self
            .crossings
            .iter()
            .filter(move |crossed| !crosses_common(crossed))
            .map(|crossed| crossed.place);
        vertices.chain(crossings)
    }
}
