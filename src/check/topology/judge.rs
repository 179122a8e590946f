//! All checks of topology over one scene.

use rustc_hash::FxHashMap;

use super::cells::{Crowded, Entry, Found, Grid, look};
use super::complete::Complete;
use super::fact::{Fact, Rule, findings, settle};
use super::lines::{PATIENCE, Segment, judge_pair, pairs};
use super::near::near;
use super::points::{Places, Spot, Use};
use super::roles::Role;
use super::scene::Scene;
use super::{alone, course};
use crate::geom::cover::Cover;
use crate::model::Coordinate;

/// Limits of the checks, centimetres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Distance of points (3.9).
    pub(super) points: i64,
    /// Distance of a detail point from a line (3.13).
    pub(super) lines: i64,
    /// Length of a segment (3.10).
    pub(super) segments: i64,
    /// Difference of heights of lines with the same course (3.6).
    pub(super) heights: i64,
}

/// What a scene is judged by.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    pub(super) scene: &'a Scene,
    pub(super) limits: Limits,
    /// The texts of 2024 of checks 3.12 and 3.13.
    pub(super) in_space: bool,
    /// Whether everything around the change is known; always so of a full state.
    pub(super) is_known: bool,
    /// Whether the file holds a full state.
    pub(super) is_state: bool,
    pub(super) area: Option<&'a Cover>,
    pub(super) complete: &'a Complete,
    touched: &'a Touched,
}

/// Places of removed objects: the first detail point and the first other object at each.
type Touched = FxHashMap<Coordinate, [Option<u32>; 2]>;

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

/// Everything but the scene that a judgement depends on.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    pub(super) limits: Limits,
    pub(super) in_space: bool,
    pub(super) is_known: bool,
    pub(super) is_state: bool,
    pub(super) area: Option<&'a Cover>,
    pub(super) complete: &'a Complete,
    pub(super) threads: usize,
    pub(super) advance: &'a (dyn Fn(u64, u64) + Sync),
}

/// Judges a scene.
pub(super) fn judge(scene: &Scene, terms: &Terms<'_>) -> Judged {
    let touched = touched(scene);
    let judge = Judge {
        scene,
        limits: terms.limits,
        in_space: terms.in_space,
        is_known: terms.is_known,
        is_state: terms.is_state,
        area: terms.area,
        complete: terms.complete,
        touched: &touched,
    };
    let found = look(scene, terms.threads, terms.advance, &|grid, entries, found| {
        judge.cell(grid, entries, found)
    });
    let mut facts = found.facts;
    let (mut patience, mut crowded) = (PATIENCE, found.crowded);
    for (a, b) in found.pairs {
        if a == b || !course::is_same(scene, a, b) {
            crowded.lines += u64::from(!judge_pair(scene, a, b, &mut patience, &mut facts));
        }
    }
    course::judge(&judge, &mut facts);
    alone::judge(&judge, &mut facts);
    terms.complete.judge(&judge, &mut facts);
    settle(&mut facts);
    judge.judged(facts, crowded)
}

/// Where removed objects were.
fn touched(scene: &Scene) -> Touched {
    let mut touched = Touched::default();
    for number in scene
        .removed()
        .filter(|number| scene.object(*number).role != Role::Definition)
    {
        let kind = usize::from(scene.object(number).role != Role::Detail);
        for position in scene.positions(number) {
            touched.entry(*position).or_default()[kind].get_or_insert(number);
        }
    }
    touched
}

impl Judge<'_> {
    fn cell(&self, grid: Grid, entries: &[Entry], found: &mut Found) {
        let mut places = Places::default();
        let mut segments = Vec::new();
        let cell = entries[0].cell();
        for entry in entries {
            let object = self.scene.object(entry.object);
            let positions = self.scene.positions(entry.object);
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
                        segments.push(Segment::new(self.scene, entry.object, entry.vertex, at, *next));
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
        let points = places.judge(self, &mut found.facts);
        let both = near(self, &places, &segments, &mut found.facts);
        let lines = pairs(self, &segments, found);
        found.crowded.points += u64::from(!points);
        found.crowded.both += u64::from(!both);
        found.crowded.lines += u64::from(!lines);
    }

    /// Whether a finding of two objects is told: one of them is changed.
    pub(super) fn concerns(&self, a: u32, b: u32) -> bool {
        self.scene.object(a).is_changed() || self.scene.object(b).is_changed()
    }

    /// The removed object that touched a place, a line or point (`by_user`) before a detail point or the other way round; `None`
    /// when there is none.
    pub(super) fn touched(&self, at: Coordinate, by_user: bool) -> Option<u32> {
        let [detail, user] = *self.touched.get(&at)?;
        if by_user { user.or(detail) } else { detail.or(user) }
    }

    pub(super) fn level(&self, number: u32) -> i16 {
        self.scene.object(number).level
    }

    /// Whether a place is inside of the change area, as far as there is one.
    pub(super) fn is_in_change_area(&self, at: Coordinate) -> bool {
        self.area.is_none_or(|area| area.covers_point(at))
    }

    /// Whether a place has to be taken for one of complete ZPS: it is, or nobody knows.
    pub(super) fn counts_as_complete(&self, level: i16, at: Coordinate) -> bool {
        !self.is_known || self.complete.covers(level, at)
    }

    /// Leaves out what cannot be judged, and counts it.
    fn judged(&self, mut facts: Vec<Fact>, crowded: Crowded) -> Judged {
        let mut not_judged = Vec::new();
        let mut leave_out = |rules: &dyn Fn(Rule) -> bool, counted: bool| {
            let out: Vec<Fact> = facts.iter().filter(|fact| rules(fact.rule)).copied().collect();
            facts.retain(|fact| !rules(fact.rule));
            for group in out.chunk_by(|a, b| a.rule == b.rule).filter(|_| counted) {
                not_judged.push((group[0].rule, findings(group).count() as u64));
            }
        };
        if !self.is_known {
            leave_out(&Rule::can_be_cleared, true);
        }
        if self.is_state && !self.scene.has_details() {
            leave_out(&|rule| rule == Rule::NoDetailPoint, false);
        }
        if self.is_state && !self.scene.has_users() {
            leave_out(&|rule| rule == Rule::Solitary, false);
        }
        Judged {
            facts,
            not_judged,
            crowded,
        }
    }
}
