//! What a scene is judged by: limits, what is known around the change, and who is changed by it.

use rustc_hash::FxHashMap;

use super::cells::Advance;
use super::complete::Complete;
use super::fact::Rule;
use super::scene::{Lacks, Object, Scene};
use crate::derive::roles::Role;
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
pub(super) struct Terms<'a> {
    pub(super) limits: Limits,
    /// The texts of 2024 of checks 3.12 and 3.13.
    pub(super) in_space: bool,
    /// Whether everything around the change is known; always so of a full state.
    pub(super) is_known: bool,
    /// Whether the file holds a full state.
    pub(super) is_state: bool,
    /// What the file has none of.
    pub(super) lacks: Lacks,
    /// The change area, when there is one.
    pub(super) area: Option<&'a Cover>,
    pub(super) complete: &'a Complete,
    pub(super) threads: usize,
    /// Told how many of how many parts are done.
    pub(super) advance: &'a Advance<'a>,
}

/// A scene with what it is judged by.
pub(super) struct Case<'a> {
    pub(super) scene: &'a Scene,
    pub(super) terms: &'a Terms<'a>,
    touched: Touched,
}

/// Places of removed objects: the first of each sort at each.
type Touched = FxHashMap<Coordinate, Vec<u32>>;

impl<'a> Case<'a> {
    pub(super) fn new(scene: &'a Scene, terms: &'a Terms<'a>) -> Self {
        Self {
            scene,
            terms,
            touched: touched(scene),
        }
    }

    /// Whether a finding of two objects is told: one of them is changed.
    pub(super) fn concerns(&self, a: u32, b: u32) -> bool {
        self.scene.object(a).is_changed() || self.scene.object(b).is_changed()
    }

    /// The removed object at a place that something of an unchanged one follows from; `None` when there is none. What was
    /// wrong before is not of this change.
    pub(super) fn cause(&self, rule: Rule, object: u32, at: Coordinate) -> Option<u32> {
        let level = self.level(object);
        let nearer = |removed: &Object| removed.level.unsigned_abs() <= level.unsigned_abs();
        let is_user = |removed: &Object| matches!(removed.role, Role::Line | Role::Point);
        let served =
            |removed: &Object| removed.role == Role::Detail && (removed.level == level || nearer(removed));
        let shared = |removed: &Object| is_user(removed) && removed.level != level && nearer(removed);
        let used = |removed: &Object| is_user(removed) && removed.level == level;
        let joined = |removed: &Object| removed.group.is_some() && removed.level == level;
        let removed = self.touched.get(&at)?;
        let first = |is_cause: &dyn Fn(&Object) -> bool| {
            let mut removed = removed.iter().copied();
            removed.find(|number| is_cause(self.scene.object(*number)))
        };
        match rule {
            Rule::NoDetailPoint => first(&served).or_else(|| first(&shared)),
            Rule::Solitary => first(&used),
            _ => first(&joined),
        }
    }

    pub(super) fn level(&self, number: u32) -> i16 {
        self.scene.object(number).level
    }

    /// Whether a place is inside of the change area, as far as there is one.
    pub(super) fn is_in_change_area(&self, at: Coordinate) -> bool {
        self.terms.area.is_none_or(|area| area.covers_point(at))
    }

    /// Whether a place may be one of complete ZPS; where nobody knows, every one may.
    pub(super) fn may_be_complete(&self, level: i16, at: Coordinate) -> bool {
        !self.terms.is_known || self.terms.complete.may_cover(level, at)
    }
}

/// Where removed objects were.
fn touched(scene: &Scene) -> Touched {
    let mut touched = Touched::default();
    for number in scene
        .removed()
        .filter(|number| scene.object(*number).role != Role::Definition)
    {
        let sort = |number: u32| {
            let object = scene.object(number);
            (object.role == Role::Detail, object.level, object.group.is_some())
        };
        for position in scene.positions(number) {
            let known: &mut Vec<u32> = touched.entry(*position).or_default();
            if known.iter().all(|other| sort(*other) != sort(number)) {
                known.push(number);
            }
        }
    }
    touched
}
