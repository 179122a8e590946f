//! All checks of topology over one scene.

use super::case::{Case, Terms};
use super::cells::{Crowded, Entry, Found, Grid, look};
use super::fact::{Fact, Rule, findings, settle};
use super::lines::{PATIENCE, Segment, judge_pair, pairs};
use super::near::near;
use super::points::{Places, Spot, Use};
use super::scene::Scene;
use super::{alone, course};
use crate::derive::roles::Role;
use crate::model::Coordinate;

/// Facts after which no more pairs are judged.
const MOST_FACTS: usize = 4_000_000;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// In the order of reports, each once.
    pub(super) facts: Vec<Fact>,
    /// How many findings of a rule there would be if nothing around the change could clear them.
    pub(super) not_judged: Vec<(Rule, u64)>,
    /// Places in which not everything was compared.
    pub(super) crowded: Crowded,
}

/// Judges a scene.
pub(super) fn judge(scene: &Scene, terms: &Terms<'_>) -> Judged {
    let case = Case::new(scene, terms);
    let found = look(scene, terms.threads, terms.advance, &|grid, entries, found| {
        cell(&case, grid, entries, found)
    });
    let mut facts = found.facts;
    let (mut patience, mut crowded) = (PATIENCE, found.crowded);
    for pair in found.pairs {
        let (a, b, _) = pair;
        if facts.len() > MOST_FACTS || patience == 0 {
            crowded.lines += 1;
        } else if a == b || !course::is_same(scene, a, b, &mut patience) {
            crowded.lines += u64::from(!judge_pair(scene, pair, &mut patience, &mut facts));
        }
    }
    crowded.courses = course::judge(&case, &mut facts);
    alone::judge(&case, &mut facts);
    settle(&mut facts);
    let steps = terms.complete.patience(scene.count());
    terms.complete.judge(&case, steps, &mut facts, &mut crowded);
    settle(&mut facts);
    judged(&case, facts, crowded)
}

/// Judges a cell.
fn cell(case: &Case<'_>, grid: Grid, entries: &[Entry], found: &mut Found) {
    let mut places = Places::default();
    let mut segments = Vec::new();
    let cell = entries[0].cell();
    for entry in entries {
        let object = case.scene.object(entry.object);
        let positions = case.scene.positions(entry.object);
        let at = positions[entry.vertex as usize];
        let spot = Spot {
            at,
            object: entry.object,
            is_inside: grid.cell(at) == cell,
        };
        let used = |at: Coordinate, ends: u8| Use {
            at,
            object: entry.object,
            ends,
        };
        match object.role {
            Role::Detail => places.details.push(spot),
            Role::Definition => places.definitions.push(spot),
            Role::Point => {
                places.points.push(spot);
                places.uses.extend(spot.is_inside.then(|| used(at, 0)));
            }
            Role::Line => {
                let ends = |number: usize| match object.group {
                    None => 0,
                    Some(_) if positions.len() == 1 => 0,
                    Some(_) if number == 0 || number + 1 == positions.len() => 1,
                    Some(_) => 2,
                };
                let vertex = entry.vertex as usize;
                places.uses.extend(spot.is_inside.then(|| used(at, ends(vertex))));
                if let Some(next) = positions.get(vertex + 1) {
                    segments.push(Segment::new(case.scene, entry.object, entry.vertex, at, *next));
                    let is_last = vertex + 2 == positions.len();
                    let is_inside = is_last && grid.cell(*next) == cell;
                    places
                        .uses
                        .extend(is_inside.then(|| used(*next, ends(vertex + 1))));
                }
            }
        }
    }
    segments.sort_unstable();
    let points = places.judge(case, &mut found.facts);
    let both = near(case, &places, &segments, &mut found.facts);
    let lines = pairs(case, &segments, found);
    found.crowded.points += u64::from(!points);
    found.crowded.both += u64::from(!both);
    found.crowded.lines += u64::from(!lines);
}

/// Leaves out what cannot be judged, and counts it.
fn judged(case: &Case<'_>, mut facts: Vec<Fact>, crowded: Crowded) -> Judged {
    let mut not_judged = Vec::new();
    let mut leave_out = |rules: &dyn Fn(Rule) -> bool, counted: bool| {
        let out: Vec<Fact> = facts.iter().filter(|fact| rules(fact.rule)).copied().collect();
        facts.retain(|fact| !rules(fact.rule));
        for group in out.chunk_by(|a, b| a.rule == b.rule).filter(|_| counted) {
            not_judged.push((group[0].rule, findings(group).count() as u64));
        }
    };
    if !case.terms.is_known {
        leave_out(&Rule::can_be_cleared, true);
    }
    if case.terms.is_state && case.terms.lacks.details {
        leave_out(&|rule| rule == Rule::NoDetailPoint, false);
    }
    if case.terms.is_state && case.terms.lacks.users {
        leave_out(&|rule| rule == Rule::Solitary, false);
    }
    Judged {
        facts,
        not_judged,
        crowded,
    }
}
