//! What a scene is judged by: limits, what is known around the change, and who is changed by it.

use rustc_hash::FxHashMap;

use super::cells::Advance;
use super::complete::Complete;
use super::roles::Role;
use super::scene::Scene;
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

/// Places of removed objects: the first detail point and the first other object at each.
type Touched = FxHashMap<Coordinate, [Option<u32>; 2]>;

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
        self.terms.area.is_none_or(|area| area.covers_point(at))
    }

    /// Whether a place has to be taken for one of complete ZPS: it is, or nobody knows.
    pub(super) fn counts_as_complete(&self, level: i16, at: Coordinate) -> bool {
        !self.terms.is_known || self.terms.complete.covers(level, at)
    }
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
