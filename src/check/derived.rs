//! Checks 4.1 to 4.4 and 4.6 to 4.10: areas are derived from the lines and definition points of the state after the change, and what
//! is wrong with them is told. What the checks test is said in `docs/areas.md`.
//!
//! A full state is derived as it is in the file. Of change records the faces that they touch are derived twice, over the map
//! with and without them: what was wrong before is not of the change. Where a file of changes brings areas itself, those of the map
//! are put beside them for check 4.5.

mod beside;
mod fact;
mod moved;
mod overlay;
mod vertical;
mod words;

#[cfg(test)]
mod tests;

use rustc_hash::{FxHashMap, FxHashSet};

use fact::{Fact, Facts};
use overlay::{Base, Overlay};

use super::areas::{self as written, Brought};
use super::found::Found;
use super::plan::Plan;
use super::table::{CHECKS, Group, Measure, Provision};
use super::topology::{self, Area, Areas, Scene};
use super::{CheckId, FeatureRef, Finding, LeftOpen, RecordMode, Severity, Texts};
use crate::derive::{CompleteArea, Coverage, Gathered, Object, State, Updated, What, update};
use crate::model::{AreaRole, FeatureId, Surroundings, Unanswered};

/// Edges of areas of complete ZPS that are looked at, at most.
const STEPS: u64 = 200_000_000;

/// Whether a check looks at derived areas.
fn is_derived(check: CheckId) -> bool {
    check.group == Group::Areas && !matches!(check.number, 5 | 11)
}

/// Whether any check of derived areas runs.
pub(super) fn is_wanted(plan: &Plan<'_>) -> bool {
    let mut checks = CHECKS.iter().filter(|check| is_derived(check.id));
    checks.any(|check| plan.severity(check.id).is_some())
}

/// Judges the areas of the state after the change; answers with what could not be judged.
///
/// # Errors
/// [`Unanswered`] when the map around the change cannot be read.
pub(super) fn run(
    scene: &Scene,
    areas: &Areas,
    brought: &mut Brought,
    plan: &Plan<'_>,
    found: &mut Found,
) -> Result<Vec<(CheckId, LeftOpen)>, Unanswered> {
    let brought = Some(brought).filter(|brought| written::is_over_map(plan) && brought.count() > 0);
    if !is_wanted(plan) && brought.is_none() {
        return Ok(Vec::new());
    }
    let count = brought.as_ref().map_or(0, |brought| brought.count());
    let judge = Judge {
        scene,
        areas,
        plan,
        named: match plan.mode {
            Some(RecordMode::Changes) => overlay::named(scene),
            _ => FxHashMap::default(),
        },
    };
    let judged = match (plan.mode, &plan.options.surroundings) {
        (Some(RecordMode::Changes), Some(view)) => judge.changes(view.0.as_ref(), brought)?,
        (Some(RecordMode::Changes), None) => judge.without_state(),
        _ => judge.state(),
    };
    for fact in &judged.facts {
        judge.tell(fact, found);
    }
    let open = |why: Texts| {
        let checks = CHECKS.iter().map(|check| check.id);
        let checks = checks.filter(|check| is_derived(*check) && plan.severity(*check).is_some());
        let left = LeftOpen {
            cases: judged.cases,
            why,
        };
        checks.map(move |check| (check, left.clone()))
    };
    let why = judged.beside.or_else(|| judged.open.clone());
    let beside = why.filter(|_| count > 0).map(|why| LeftOpen {
        cases: count as u64,
        why,
    });
    let beside = beside.map(|left| (written::COLLISION, left));
    Ok(judged.open.into_iter().flat_map(open).chain(beside).collect())
}

/// What was found, and what was not judged.
#[derive(Debug, Default)]
struct Judged {
    facts: Vec<Fact>,
    open: Option<Texts>,
    cases: u64,
    /// Why areas that the file brings were not compared with all of the map, where that has a reason of its own.
    beside: Option<Texts>,
}

impl Judged {
    fn open(why: Texts) -> Self {
        Self {
            open: Some(why),
            ..Self::default()
        }
    }
}

struct Judge<'a> {
    scene: &'a Scene,
    areas: &'a Areas,
    plan: &'a Plan<'a>,
    /// Objects of the delivery by their identifiers, among change records.
    named: FxHashMap<i64, u32>,
}

impl Judge<'_> {
    /// A full state. Objects go by their numbers in the scene.
    fn state(&self) -> Judged {
        let objects = self.scene.present().filter_map(|number| {
            Some(Object {
                id: number.into(),
                what: what(self.scene, number)?,
                positions: self.scene.positions(number),
            })
        });
        let gathered = Gathered::new(objects);
        // Any of them may come as a data set of its own.
        if gathered.lines.count() == 0 {
            return Judged::open(words::no_lines());
        }
        if gathered.points.is_empty() {
            return Judged::open(words::no_points());
        }
        let told = self.areas.0.iter().filter(|area| area.position.is_some());
        let told: Vec<CompleteArea<'_>> = told.map(complete).collect();
        if told.is_empty() {
            return Judged::open(topology::no_complete_area());
        }
        let coverage = Coverage::new(told, STEPS);
        let derived = gathered.derive(
            coverage.as_ref(),
            &self.plan.options.hierarchy,
            self.plan.options.threads,
        );
        let is_first = self
            .plan
            .options
            .surroundings
            .as_ref()
            .is_some_and(|view| view.0.are_empty());
        let updated = Updated {
            replaced: Vec::new(),
            derived,
            gathered,
            coverage,
        };
        Judged {
            open: left_open(&updated, None),
            facts: self.facts(&updated, is_first),
            ..Judged::default()
        }
    }

    /// Change records over the map, the areas of which are put beside those that are brought.
    fn changes(&self, map: &dyn Surroundings, brought: Option<&mut Brought>) -> Result<Judged, Unanswered> {
        let base = Base::new(map, &self.plan.options.hierarchy, self.scene.count());
        let overlay = Overlay::new(&base, self.scene, self.areas);
        let touched = overlay.touched();
        let is_untouched = touched.places.is_empty() && touched.areas.is_empty();
        if is_untouched && brought.is_none() {
            return Ok(Judged::default());
        }
        let options = self.plan.options;
        let update = |state: &dyn State| match is_untouched {
            true => Ok(Updated::default()),
            false => update(state, &touched, &options.hierarchy, options.threads),
        };
        let (after, before) = (update(&overlay)?, update(&base)?);
        if base.is_not_derived() {
            return Ok(Judged::open(words::not_derived()));
        }
        if base.is_too_much() {
            return Ok(Judged::open(words::too_many()));
        }
        let beside = match brought {
            Some(brought) => beside::put(map, &base, self, &after, brought)?,
            None => None,
        };
        let is_first = map.are_empty();
        let known = self.facts(&before, is_first);
        let known: FxHashSet<_> = known.iter().map(Fact::key).collect();
        let mut facts = self.facts(&after, is_first);
        facts.retain(|fact| !known.contains(&fact.key()));
        facts.extend(moved::facts(self.scene, &before));
        Ok(Judged {
            facts,
            open: left_open(&after, Some(&before)),
            cases: 0,
            beside,
        })
    }

    /// Change records without the map: nobody knows what they are among.
    fn without_state(&self) -> Judged {
        let all = self.scene.present().chain(self.scene.removed());
        let cases = all.filter(|number| what(self.scene, *number).is_some()).count() as u64;
        Judged {
            open: (cases > 0).then(|| words::no_state(cases)),
            cases,
            ..Judged::default()
        }
    }

    fn facts(&self, updated: &Updated, is_first: bool) -> Vec<Fact> {
        let rules = &self.plan.options.rules;
        let Updated {
            derived,
            gathered,
            coverage,
            ..
        } = updated;
        let facts = Facts {
            derived,
            lines: &gathered.line_ids,
            points: &gathered.point_ids,
            at: &|point| gathered.points[point as usize].at,
            least: 2 * i128::from(rules.least(Measure::AreaSize)),
            vertical: if is_first {
                Severity::Warning
            } else {
                Severity::Error
            },
        };
        let mut all = facts.all();
        all.extend(facts.lost(&|point| gathered.points[point as usize].layer));
        match rules.holds(Provision::VerticalEdgesTogether) {
            true => all.extend(vertical::together(gathered, coverage.as_ref())),
            false => all.extend(facts.collisions(&|line| gathered.lines.line(line).layer)),
        }
        all
    }

    fn tell(&self, fact: &Fact, found: &mut Found) {
        let check = fact.why.check();
        let Some(severity) = self.plan.severity(check) else {
            return;
        };
        let severity = severity.min(fact.severity);
        found.tell(check, severity, || {
            let mut features = fact.names.iter().map(|name| self.feature(*name));
            let numbers = fact.names.iter().filter_map(|name| self.number(*name));
            Finding {
                check,
                severity,
                text: words::text(fact.why),
                feature: features.next(),
                related: features.collect(),
                position: numbers
                    .into_iter()
                    .find_map(|number| topology::position(self.scene, number)),
                location: Some(fact.place.geometry()),
            }
        });
    }

    /// The object of the scene that a name means; those of the map that the delivery does not change are not in it.
    fn number(&self, name: i64) -> Option<u32> {
        if self.plan.mode == Some(RecordMode::Changes) {
            return overlay::nameless(name).or_else(|| self.named.get(&name).copied());
        }
        u32::try_from(name).ok()
    }

    fn feature(&self, name: i64) -> FeatureRef {
        match self.number(name) {
            Some(number) => topology::feature(self.plan, self.scene, number),
            None => FeatureRef {
                id: FeatureId::from_number(name).map(|id| id.to_string()),
                ..FeatureRef::default()
            },
        }
    }
}

/// Why not everything was judged: outlines of complete ZPS cross that did not before, or too much lies over each other.
fn left_open(after: &Updated, before: Option<&Updated>) -> Option<Texts> {
    let known = before.map_or(&[][..], |before| &before.derived.tears);
    let new = after.derived.tears.iter().find(|tear| {
        !known
            .iter()
            .any(|known| (known.level, known.at) == (tear.level, tear.at))
    });
    let is_all = |updated: &Updated| updated.derived.is_all();
    match new {
        _ if !is_all(after) || before.is_some_and(|before| !is_all(before)) => Some(words::tangled()),
        Some(tear) => Some(words::torn(tear.at)),
        None => None,
    }
}

/// What an object of the scene is to the derivation.
fn what(scene: &Scene, number: u32) -> Option<What> {
    let object = scene.object(number);
    What::of(object.kind, object.group, object.level)
}

fn complete(area: &Area) -> CompleteArea<'_> {
    CompleteArea {
        level: area.level,
        is_complete: area.role != AreaRole::Delete,
        rings: &area.rings,
    }
}
