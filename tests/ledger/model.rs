//! Random deliveries, good and bad, against a simple model in memory: after each of them the present, every past moment, the
//! changes between any two moments, identifiers and conflicts agree.

use std::collections::{BTreeMap, BTreeSet};

use dtm::intake::{Report, Verdict};
use dtm::model::{Changes, Feature, Moment};
use dtm::store::{Reverted, Unknown, Versions};

use super::{changes, entitled, points, region};
use crate::import::{Bench, Point, points_of};

/// What the model knows of an object: X in centimetres, its number, the change set that made the version.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Object {
    x: i32,
    text: String,
    since: i32,
}

type State = BTreeMap<i64, Object>;

/// A record: operation, identifier, X in centimetres, number.
type Line = (char, Option<i64>, i32, String);

#[derive(Debug)]
struct Model {
    /// After each change set; the first is empty.
    moments: Vec<State>,
    ended: BTreeSet<i64>,
    serial: i64,
    /// Change sets that are undone, and those that undo.
    undone: BTreeMap<i32, i32>,
}

/// Identifiers of the region's detail points begin with this.
const FIRST: i64 = 42_002_180_000_000_000;

fn in_range(id: i64) -> bool {
    id / 1_000_000_000_000_000 == 42
}

impl Model {
    fn now(&self) -> &State {
        self.moments.last().unwrap()
    }

    /// The change set that ended an object the last time; 0 when none has.
    fn ended_by(&self, id: i64) -> i32 {
        let ends =
            |at: &usize| self.moments[at - 1].contains_key(&id) && !self.moments[*at].contains_key(&id);
        let at = (1..self.moments.len()).rev().find(ends);
        i32::try_from(at.unwrap_or(0)).unwrap()
    }

    /// What a delivery does: conflicts as code and record, or the next state.
    fn deliver(
        &mut self,
        lines: &[Line],
        changes_only: bool,
        base: Option<i32>,
    ) -> Result<(), BTreeSet<(String, u64)>> {
        let lines: Vec<(u64, &Line)> = (1..)
            .zip(lines)
            .filter(|(_, line)| !(changes_only && line.0 == 'r'))
            .collect();
        let mut conflicts = BTreeSet::new();
        let mut seen = BTreeSet::new();
        for (record, (operation, id, x, text)) in &lines {
            let Some(id) = *id else { continue };
            let temporary = *operation == 'i' && !in_range(id);
            if !seen.insert((temporary, id)) {
                conflicts.insert(("repeated-identifier".to_owned(), *record));
            }
            if temporary {
                continue;
            }
            let current = self.now().get(&id);
            let code = match (operation, current) {
                ('i', Some(_)) => Some("identifier-exists"),
                ('i' | 'u' | 'd', None) if self.ended.contains(&id) => Some("object-ended"),
                ('u' | 'd', None) => Some("unknown-identifier"),
                ('r', None) if base.is_some_and(|base| self.ended_by(id) > base) => Some("object-ended"),
                ('u' | 'd', Some(object)) if base.is_some_and(|base| object.since > base) => Some("stale"),
                ('r', Some(object))
                    if base.is_some_and(|base| object.since > base)
                        && (object.x, &object.text) != (*x, text) =>
                {
                    Some("stale")
                }
                _ => None,
            };
            conflicts.extend(code.map(|code| (code.to_owned(), *record)));
        }
        if !conflicts.is_empty() {
            return Err(conflicts);
        }
        let number = i32::try_from(self.moments.len()).unwrap();
        let mut next = self.now().clone();
        let kept = lines
            .iter()
            .filter_map(|(_, (operation, id, ..))| id.filter(|id| *operation != 'i' || in_range(*id)));
        self.serial = kept
            .filter(|id| in_range(*id))
            .map(|id| id - FIRST)
            .chain([self.serial])
            .max()
            .unwrap();
        for (_, (operation, id, x, text)) in &lines {
            if *operation == 'd' {
                next.remove(&id.unwrap());
                self.ended.insert(id.unwrap());
                continue;
            }
            let id = match id {
                Some(id) if *operation != 'i' || in_range(*id) => *id,
                _ => {
                    self.serial += 1;
                    FIRST + self.serial
                }
            };
            let same = next
                .get(&id)
                .is_some_and(|object| (object.x, &object.text) == (*x, text));
            if !same {
                let object = Object {
                    x: *x,
                    text: text.clone(),
                    since: number,
                };
                next.insert(id, object);
                self.ended.remove(&id);
            }
        }
        self.moments.push(next);
        Ok(())
    }

    /// What undoing a change set does: the change sets that stand in the way, or the next state.
    fn revert(&mut self, number: i32) -> Reverted2 {
        let at = usize::try_from(number).unwrap();
        if number < 1 || at >= self.moments.len() {
            return Reverted2::Unknown;
        }
        let undoings: Vec<i32> = std::iter::successors(self.undone.get(&number), |by| self.undone.get(by))
            .copied()
            .collect();
        if !undoings.is_empty() {
            return Reverted2::Already(undoings);
        }
        let touched = |at: usize| -> BTreeSet<i64> {
            let (before, after) = (&self.moments[at - 1], &self.moments[at]);
            let ids = before.keys().chain(after.keys());
            ids.filter(|id| before.get(id) != after.get(id))
                .copied()
                .collect()
        };
        let own = touched(at);
        let hindrances: BTreeSet<i32> = (at + 1..self.moments.len())
            .filter(|later| !touched(*later).is_disjoint(&own))
            .map(|later| i32::try_from(later).unwrap())
            .collect();
        // Only the first later change of each object stands in the way; the others follow from it.
        let first: BTreeSet<i32> = own
            .iter()
            .filter_map(|id| (at + 1..self.moments.len()).find(|later| touched(*later).contains(id)))
            .map(|later| i32::try_from(later).unwrap())
            .collect();
        if !hindrances.is_empty() {
            return Reverted2::Hindered(first, hindrances);
        }
        let by = i32::try_from(self.moments.len()).unwrap();
        let mut next = self.now().clone();
        for id in own {
            match self.moments[at - 1].get(&id) {
                Some(before) => {
                    next.insert(
                        id,
                        Object {
                            since: by,
                            ..before.clone()
                        },
                    );
                    self.ended.remove(&id);
                }
                None => {
                    next.remove(&id);
                    self.ended.insert(id);
                }
            }
        }
        self.moments.push(next);
        self.undone.insert(number, by);
        Reverted2::By(by)
    }
}

#[derive(Debug)]
enum Reverted2 {
    By(i32),
    Already(Vec<i32>),
    Hindered(BTreeSet<i32>, BTreeSet<i32>),
    Unknown,
}

/// A small generator of pseudo-random numbers; the seed tells a failed run again.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        (!of.is_empty()).then(|| of[usize::try_from(self.below(of.len() as u64)).unwrap()])
    }
}

fn delivery(random: &mut Random, model: &Model) -> Vec<Line> {
    let known: Vec<i64> = model.now().keys().copied().collect();
    let ended: Vec<i64> = model.ended.iter().copied().collect();
    let mut used = BTreeSet::new();
    let mut lines = Vec::new();
    for _ in 0..=random.below(6) {
        let operation = random.pick(&['i', 'i', 'u', 'u', 'd', 'r']).unwrap();
        let odd = random.below(40);
        let id = match (operation, odd) {
            (_, 0) => random.pick(&ended),
            (_, 1) => Some(FIRST + 900 + i64::try_from(random.below(5)).unwrap()),
            ('i', 2) => random.pick(&known),
            ('i', 3..10) => Some(52_002_180_000_000_000 + i64::try_from(random.below(1000)).unwrap()),
            ('i', 10..16) => Some(FIRST + 100 + i64::try_from(random.below(400)).unwrap()),
            ('i', _) => None,
            ('r', 3..15) => Some(FIRST + 500 + i64::try_from(random.below(100)).unwrap()),
            _ => random.pick(&known),
        };
        if operation != 'i' && id.is_none() {
            continue;
        }
        // The same identifier twice is rare, else nothing would ever be in force.
        if id.is_some_and(|id| !used.insert(id)) && odd != 20 {
            continue;
        }
        let x = -76_000_000 + i32::try_from(random.below(30)).unwrap();
        lines.push((operation, id, x, random.below(3).to_string()));
    }
    lines
}

fn document(lines: &[Line], changes_only: bool, stamp: u64) -> String {
    let ids: Vec<String> = lines
        .iter()
        .map(|line| line.1.map_or_else(String::new, |id| id.to_string()))
        .collect();
    let operations: Vec<String> = lines.iter().map(|line| line.0.to_string()).collect();
    let records: Vec<Point<'_>> = lines
        .iter()
        .zip(&ids)
        .zip(&operations)
        .map(|((line, id), operation)| {
            (
                operation.as_str(),
                id.as_str(),
                f64::from(line.2) / 100.0,
                line.3.as_str(),
            )
        })
        .collect();
    let kind = if changes_only {
        "změnové věty"
    } else {
        "kompletní zápis"
    };
    // The same bytes would be the same delivery.
    format!("{}<!-- {stamp} -->", points_of(kind, &records))
}

fn object(feature: &Feature) -> Object {
    let view = entitled();
    let number = view.catalogue().attribute_id("CisloBodu").unwrap();
    Object {
        x: feature.geometry.as_ref().unwrap().coordinates().next().unwrap().x,
        text: feature.attributes.get(number).unwrap().to_owned(),
        since: feature.since,
    }
}

async fn agree(bench: &Bench, model: &Model, what: &str) {
    let view = entitled();
    let last = model.moments.len() - 1;
    for (number, expected) in model.moments.iter().enumerate() {
        let read = points(&bench.store, &view, Versions::At(i32::try_from(number).unwrap())).await;
        let state: State = read
            .iter()
            .map(|feature| (feature.id.number(), object(feature)))
            .collect();
        assert_eq!(&state, expected, "{what}: state after {number} of {last}");
        assert!(read.is_sorted_by_key(|feature| feature.id), "{what}");
    }
    // Changes between moments, without the change sets that made the versions: that is what they say.
    let plain = |state: &State| -> BTreeMap<i64, (i32, String)> {
        state
            .iter()
            .map(|(id, object)| (*id, (object.x, object.text.clone())))
            .collect()
    };
    for (from, to) in [
        (0, last),
        (last.saturating_sub(1), last),
        (last / 2, last),
        (last / 3, last / 2),
    ] {
        let expected = Changes::between(&plain(&model.moments[from]), &plain(&model.moments[to]));
        let (from, to) = (i32::try_from(from).unwrap(), i32::try_from(to).unwrap());
        let side = |feature: &Option<Feature>| {
            feature.as_ref().map(|feature| {
                let object = object(feature);
                (object.x, object.text)
            })
        };
        let told = changes(&bench.store, &view, from, to).await;
        let told: Changes<i64, (i32, String)> = told
            .iter()
            .map(|(id, change)| {
                let change = dtm::model::Change {
                    before: side(&change.before),
                    after: side(&change.after),
                };
                (*id, change)
            })
            .collect();
        assert_eq!(told, expected, "{what}: changes from {from} to {to}");
    }
    // All versions of all objects, each once, and each in force somewhen.
    let versions = points(
        &bench.store,
        &view,
        Versions::During {
            from: 0,
            to: i32::try_from(last).unwrap(),
        },
    )
    .await;
    let keys: BTreeSet<_> = versions
        .iter()
        .map(|feature| (feature.id, feature.since))
        .collect();
    assert_eq!(keys.len(), versions.len(), "{what}");
    let expected: BTreeSet<(i64, i32)> = model
        .moments
        .iter()
        .flat_map(|state| state.iter().map(|(id, object)| (*id, object.since)))
        .collect();
    let keys: BTreeSet<_> = keys.iter().map(|(id, since)| (id.number(), *since)).collect();
    assert_eq!(keys, expected, "{what}");
}

fn told_conflicts(report: &Report) -> BTreeSet<(String, u64)> {
    report
        .errors
        .iter()
        .map(|error| (error.code.clone(), error.record))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn random_deliveries_agree_with_a_model_at_every_moment() {
    for seed in 1..=6_u64 {
        let bench = Bench::new().await;
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut model = Model {
            moments: vec![State::new()],
            ended: BTreeSet::new(),
            serial: 0,
            undone: BTreeMap::new(),
        };
        for step in 0..14_u64 {
            let what = format!("seed {seed}, step {step}");
            if random.below(5) == 0 {
                let number = i32::try_from(random.below(model.moments.len() as u64 + 1)).unwrap();
                let region = region(&bench.store).await;
                let told = bench.store.revert(&region, number, "test").await.unwrap();
                match (told, model.revert(number)) {
                    (Reverted::By(by, ..), Reverted2::By(expected)) => assert_eq!(by, expected, "{what}"),
                    (Reverted::Already(by), Reverted2::Already(expected)) => {
                        assert_eq!(by, expected, "{what}")
                    }
                    (Reverted::Unknown, Reverted2::Unknown) => {}
                    (Reverted::Hindered(told), Reverted2::Hindered(first, all)) => {
                        let told: BTreeSet<i32> = told.iter().map(|hindrance| hindrance.number).collect();
                        assert!(
                            first.is_subset(&told) && told.is_subset(&all),
                            "{what}: {told:?} {first:?} {all:?}"
                        );
                    }
                    (told, expected) => panic!("{what}: {told:?} instead of {expected:?}"),
                }
            } else {
                let lines = delivery(&mut random, &model);
                let changes_only = random.below(2) == 0;
                let base = (random.below(3) == 0)
                    .then(|| i32::try_from(random.below(model.moments.len() as u64)).unwrap());
                let file = bench.file(&what, &document(&lines, changes_only, seed * 1000 + step));
                let report = bench
                    .import_over(&file, base.map(Moment::Number), Unknown::Refuse)
                    .await;
                match model.deliver(&lines, changes_only, base) {
                    Ok(()) => {
                        assert_eq!(
                            report.verdict,
                            Verdict::Applied,
                            "{what}: {:?} {lines:?}",
                            report.errors
                        );
                        assert_eq!(
                            report.change_set,
                            Some(i32::try_from(model.moments.len() - 1).unwrap())
                        );
                    }
                    Err(conflicts) => {
                        assert_eq!(
                            report.verdict,
                            Verdict::Refused,
                            "{what}: {lines:?} {conflicts:?}"
                        );
                        assert_eq!(told_conflicts(&report), conflicts, "{what}: {lines:?}");
                    }
                }
            }
            agree(&bench, &model, &what).await;
        }
    }
}
