//! Checks of places: detail points under vertices (3.1), free ends (3.7), points twice (3.8) or too close (3.9), detail points
//! that nobody uses (3.11).

use super::fact::{Fact, NOBODY, Rule, in_order};
use super::judge::Judge;
use super::roles::{LineGroup, Role};
use crate::model::Coordinate;

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
    /// Judges them.
    pub(super) fn judge(&mut self, judge: &Judge<'_>, facts: &mut Vec<Fact>) {
        for spots in [&mut self.details, &mut self.points, &mut self.definitions] {
            spots.sort_unstable();
        }
        self.uses.sort_unstable();
        self.vertices(judge, facts);
        self.solitary(judge, facts);
        twice(judge, Rule::SameDetailPoint, &self.details, facts);
        twice(judge, Rule::SamePoint, &self.points, facts);
        definitions_twice(judge, &self.definitions, facts);
        close(judge, &self.details, facts);
        close(judge, &self.points, facts);
    }

    /// Checks 3.1 and 3.7 at every vertex.
    fn vertices(&self, judge: &Judge<'_>, facts: &mut Vec<Fact>) {
        let mut details = self.details.as_slice();
        for uses in self.uses.chunk_by(|a, b| a.at == b.at) {
            let at = uses[0].at;
            let ahead = details.partition_point(|detail| detail.at < at);
            details = &details[ahead..];
            let here = details.partition_point(|detail| detail.at == at);
            under(judge, uses, &details[..here], facts);
            free(judge, uses, facts);
        }
    }

    /// Check 3.11: every detail point in the cell is used by a line or point of its level.
    fn solitary(&self, judge: &Judge<'_>, facts: &mut Vec<Fact>) {
        let mut uses = self.uses.as_slice();
        for detail in self.details.iter().filter(|detail| detail.is_inside) {
            uses = &uses[uses.partition_point(|used| used.at < detail.at)..];
            let level = judge.scene.object(detail.object).level;
            let here = uses.iter().take_while(|used| used.at == detail.at);
            let is_used = here
                .into_iter()
                .any(|used| judge.scene.object(used.object).level == level);
            if !is_used && judge.is_in_change_area(detail.at) {
                tell_place(judge, Rule::Solitary, detail.object, detail.at, facts);
            }
        }
    }
}

/// Check 3.1 at one place.
fn under(judge: &Judge<'_>, uses: &[Use], details: &[Spot], facts: &mut Vec<Fact>) {
    let level = |object: u32| judge.scene.object(object).level;
    for used in uses {
        let own = level(used.object);
        let is_there = details.iter().map(|detail| level(detail.object)).any(|told| {
            told == own
                || told.unsigned_abs() <= own.unsigned_abs()
                    && uses.iter().any(|other| level(other.object) == told)
        });
        if !is_there {
            tell_place(judge, Rule::NoDetailPoint, used.object, used.at, facts);
        }
    }
}

/// Check 3.7 at one place: who ends here ends alone.
fn free(judge: &Judge<'_>, uses: &[Use], facts: &mut Vec<Fact>) {
    for used in uses.iter().filter(|used| used.ends == 1) {
        let object = judge.scene.object(used.object);
        let met = |other: &&Use| judge.scene.object(other.object).level == object.level;
        let ends: u32 = uses.iter().filter(met).map(|other| u32::from(other.ends)).sum();
        if ends > 1 {
            continue;
        }
        if object.group == Some(LineGroup::Underground) {
            tell_place(judge, Rule::FreeEndUnderground, used.object, used.at, facts);
        } else if judge.counts_as_complete(object.level, used.at) {
            tell_place(judge, Rule::FreeEnd, used.object, used.at, facts);
        }
    }
}

/// Check 3.8 of detail points and of points.
fn twice(judge: &Judge<'_>, rule: Rule, spots: &[Spot], facts: &mut Vec<Fact>) {
    for set in spots
        .chunk_by(|a, b| a.at == b.at)
        .filter(|set| set.len() > 1 && set[0].is_inside)
    {
        tell_set(judge, rule, set, facts);
    }
}

/// Check 3.8 of definition points.
fn definitions_twice(judge: &Judge<'_>, spots: &[Spot], facts: &mut Vec<Fact>) {
    let place = |spot: &Spot| (spot.at.x, spot.at.y);
    for here in spots
        .chunk_by(|a, b| place(a) == place(b))
        .filter(|set| set.len() > 1 && set[0].is_inside)
    {
        let level = |spot: &Spot| judge.scene.object(spot.object).level;
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
            tell_set(judge, Rule::SameDefinitionPoint, set, facts);
        }
    }
}

/// Check 3.9 among spots in order.
fn close(judge: &Judge<'_>, spots: &[Spot], facts: &mut Vec<Fact>) {
    let limit = judge.limits.points;
    for (number, spot) in spots.iter().enumerate().filter(|(_, spot)| spot.is_inside) {
        let object = judge.scene.object(spot.object);
        let near = spots[number + 1..].iter();
        for other in near.take_while(|other| i64::from(other.at.x) - i64::from(spot.at.x) < limit) {
            let partner = judge.scene.object(other.object);
            let distance = super::exact::distance_squared(spot.at, other.at);
            let is_close = distance > 0 && distance < i128::from(limit * limit);
            if is_close && object.level == partner.level && judge.concerns(spot.object, other.object) {
                let (first, second) = in_order(judge.scene, spot.object, other.object);
                facts.push(Fact::along(Rule::Close, first, spot.at, other.at).with(second));
            }
        }
    }
}

/// Tells something of one object at a place: when it is changed, or when the change has touched the place.
fn tell_place(judge: &Judge<'_>, rule: Rule, object: u32, at: Coordinate, facts: &mut Vec<Fact>) {
    let cause = match judge.scene.object(object).is_changed() {
        true => Some(NOBODY),
        false => judge.touched(at, judge.scene.object(object).role == Role::Detail),
    };
    if let Some(cause) = cause {
        facts.push(Fact::at(rule, object, at).with(cause));
    }
}

/// Tells of objects at one place, when any is changed: of the first one with each other.
fn tell_set(judge: &Judge<'_>, rule: Rule, set: &[Spot], facts: &mut Vec<Fact>) {
    let changed = set
        .iter()
        .find(|spot| judge.scene.object(spot.object).is_changed());
    if let Some(first) = changed {
        let others = set.iter().filter(|spot| spot.object != first.object);
        facts.extend(others.map(|other| Fact::at(rule, first.object, first.at).with(other.object)));
    }
}
