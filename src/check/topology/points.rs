//! Checks of places: detail points under vertices (3.1), free ends (3.7), points twice (3.8) or too close (3.9), detail points
//! that nobody uses (3.11).

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::fact::{Fact, NOBODY, Rule, in_order};
use crate::derive::roles::Family;
use crate::geom::exact::distance_squared;
use crate::model::Coordinate;

/// Points that a point is compared with at most: places with more within the breadth of a hand are no map.
const MOST_NEIGHBOURS: usize = 1000;

/// Findings of a point with others at most.
const MOST_CLOSE: usize = 16;

/// A point in a cell or within reach of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) at: Coordinate,
    pub(super) object: u32,
    /// Whether its place is in the cell.
    pub(super) is_inside: bool,
}

/// A vertex of a line, or a point object, in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Use {
    pub(super) at: Coordinate,
    pub(super) object: u32,
    /// How many segments of lines with a group meet it: two inside of a line, one at its ends, none of others.
    pub(super) ends: u8,
}

/// What the places of a cell hold; points with those within reach, each sort in order.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) details: Vec<Spot>,
    pub(super) points: Vec<Spot>,
    pub(super) definitions: Vec<Spot>,
    pub(super) uses: Vec<Use>,
}

impl Places {
    /// Judges them; tells whether all were compared.
    pub(super) fn judge(&mut self, case: &Case<'_>, facts: &mut Vec<Fact>) -> bool {
        for spots in [&mut self.details, &mut self.points, &mut self.definitions] {
            spots.sort_unstable();
        }
        self.uses.sort_unstable();
        self.vertices(case, facts);
        self.solitary(case, facts);
        twice(case, Rule::SameDetailPoint, &self.details, facts);
        twice(case, Rule::SamePoint, &self.points, facts);
        definitions_twice(case, &self.definitions, facts);
        let details = close(case, &self.details, facts);
        let points = close(case, &self.points, facts);
        details && points
    }

    /// Checks 3.1 and 3.7 at every vertex.
    fn vertices(&self, case: &Case<'_>, facts: &mut Vec<Fact>) {
        let mut details = self.details.as_slice();
        for uses in self.uses.chunk_by(|a, b| a.at == b.at) {
            let at = uses[0].at;
            details = &details[details.partition_point(|detail| detail.at < at)..];
            let here = details.partition_point(|detail| detail.at == at);
            let levels = Levels::of(case, uses);
            let told: BTreeSet<i16> = details[..here]
                .iter()
                .map(|detail| case.level(detail.object))
                .collect();
            for used in uses {
                let level = case.level(used.object);
                if !levels.have_detail_point(level, &told) {
                    tell_place(case, Rule::NoDetailPoint, used.object, at, facts);
                }
                if used.ends == 1 && levels.ends(level) == 1 {
                    free(case, used, facts);
                }
            }
        }
    }

    /// Check 3.11: every detail point in the cell is used by a line or point of its level.
    fn solitary(&self, case: &Case<'_>, facts: &mut Vec<Fact>) {
        let mut uses = self.uses.as_slice();
        let inside = |spot: &Spot| spot.is_inside;
        for details in self
            .details
            .chunk_by(|a, b| a.at == b.at)
            .filter(|details| inside(&details[0]))
        {
            let at = details[0].at;
            uses = &uses[uses.partition_point(|used| used.at < at)..];
            let here = uses.partition_point(|used| used.at == at);
            let levels = Levels::of(case, &uses[..here]);
            for detail in details
                .iter()
                .filter(|detail| !levels.has(case.level(detail.object)))
            {
                if case.is_in_change_area(at) {
                    tell_place(case, Rule::Solitary, detail.object, at, facts);
                }
            }
        }
    }
}

/// The levels of lines and points at a place, with the ends of lines that have a group.
struct Levels(BTreeMap<i16, u64>);

impl Levels {
    fn of(case: &Case<'_>, uses: &[Use]) -> Self {
        let mut levels = BTreeMap::new();
        for used in uses {
            *levels.entry(case.level(used.object)).or_default() += u64::from(used.ends);
        }
        Self(levels)
    }

    fn has(&self, level: i16) -> bool {
        self.0.contains_key(&level)
    }

    fn ends(&self, level: i16) -> u64 {
        self.0.get(&level).copied().unwrap_or(0)
    }

    /// Whether a detail point serves a level: one of its own, or the one that levels nearer to 0 share.
    fn have_detail_point(&self, level: i16, told: &BTreeSet<i16>) -> bool {
        let nearer = |told: &i16| told.unsigned_abs() <= level.unsigned_abs() && self.has(*told);
        told.contains(&level) || told.iter().any(nearer)
    }
}

/// Check 3.7: a line ends where nothing goes on. Whether that place is complete is asked at the end.
fn free(case: &Case<'_>, used: &Use, facts: &mut Vec<Fact>) {
    let object = case.scene.object(used.object);
    if object.group == Some(Family::Underground) {
        tell_place(case, Rule::FreeEndUnderground, used.object, used.at, facts);
    } else if case.may_be_complete(object.level, used.at) {
        tell_place(case, Rule::FreeEnd, used.object, used.at, facts);
    }
}

/// Check 3.8 of detail points and of points.
fn twice(case: &Case<'_>, rule: Rule, spots: &[Spot], facts: &mut Vec<Fact>) {
    for set in spots
        .chunk_by(|a, b| a.at == b.at)
        .filter(|set| set.len() > 1 && set[0].is_inside)
    {
        tell_set(case, rule, set, facts);
    }
}

/// Check 3.8 of definition points.
fn definitions_twice(case: &Case<'_>, spots: &[Spot], facts: &mut Vec<Fact>) {
    let place = |spot: &Spot| (spot.at.x, spot.at.y);
    for here in spots
        .chunk_by(|a, b| place(a) == place(b))
        .filter(|set| set.len() > 1 && set[0].is_inside)
    {
        let level = |spot: &Spot| case.scene.object(spot.object).level;
        let mut here: Vec<Spot> = here
            .iter()
            .map(|spot| Spot {
                at: Coordinate { z: 0, ..spot.at },
                ..*spot
            })
            .collect();
        here.sort_unstable_by_key(|spot| (level(spot), spot.object));
        for set in here
            .chunk_by(|a, b| level(a) == level(b))
            .filter(|set| set.len() > 1)
        {
            tell_set(case, Rule::SameDefinitionPoint, set, facts);
        }
    }
}

/// Check 3.9 among spots in order; tells whether all were compared.
fn close(case: &Case<'_>, spots: &[Spot], facts: &mut Vec<Fact>) -> bool {
    let limit = case.terms.limits.points;
    let mut all = true;
    for (number, spot) in spots.iter().enumerate().filter(|(_, spot)| spot.is_inside) {
        // Those at the same place are a matter of check 3.8.
        let others = &spots[number..];
        let others = &others[others.partition_point(|other| other.at == spot.at)..];
        let near = others
            .iter()
            .take_while(|other| i64::from(other.at.x) - i64::from(spot.at.x) < limit);
        let (mut left, most) = (MOST_NEIGHBOURS, facts.len() + MOST_CLOSE);
        for other in near {
            if left == 0 || facts.len() >= most {
                all = false;
                break;
            }
            left -= 1;
            let is_close = distance_squared(spot.at, other.at) < i128::from(limit * limit);
            let of_one_level = case.level(spot.object) == case.level(other.object);
            if is_close && of_one_level && case.concerns(spot.object, other.object) {
                let (first, second) = in_order(case.scene, spot.object, other.object);
                facts.push(Fact::along(Rule::Close, first, spot.at, other.at).with(second));
            }
        }
    }
    all
}

/// Tells something of one object at a place: when it is changed, or when it follows from the change.
fn tell_place(case: &Case<'_>, rule: Rule, object: u32, at: Coordinate, facts: &mut Vec<Fact>) {
    let cause = match case.scene.object(object).is_changed() {
        true => Some(NOBODY),
        false => case.cause(rule, object, at),
    };
    if let Some(cause) = cause {
        facts.push(Fact::at(rule, object, at).with(cause));
    }
}

/// Tells of objects at one place, when any is changed: of the first one with each other.
fn tell_set(case: &Case<'_>, rule: Rule, set: &[Spot], facts: &mut Vec<Fact>) {
    let changed = set
        .iter()
        .find(|spot| case.scene.object(spot.object).is_changed());
    if let Some(first) = changed {
        let others = set.iter().filter(|spot| spot.object != first.object);
        facts.extend(others.map(|other| Fact::at(rule, first.object, first.at).with(other.object)));
    }
}
