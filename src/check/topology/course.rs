//! Check 3.6: lines with the same course.

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::FxHasher;

use super::case::Case;
use super::fact::{Fact, Rule, in_order};
use super::scene::Scene;
use crate::geom::exact::xy;
use crate::model::Coordinate;

/// Lines with the same course that each is told with, at most: whoever draws one line a thousand times is told enough.
const MOST_TWINS: usize = 16;

/// Positions that are compared, at most.
const PATIENCE: u64 = 300_000_000;

/// Ways to lay a closed line on another that are tried at most; a ring that visits no place twice has one.
const MOST_WAYS: usize = 64;

/// What lines of the same course have in common.
type Key = (i16, usize, u64);

/// Finds lines with the same course, at heights that are no legal double edge. Tells of how many not all were compared.
pub(super) fn judge(case: &Case<'_>, facts: &mut Vec<Fact>) -> u64 {
    let (mut patience, mut given_up) = (PATIENCE, 0);
    let scene = case.scene;
    let lines = scene.present().filter(|number| scene.object(*number).is_line());
    let mut keyed: Vec<(Key, u32)> = lines.map(|number| (key(scene, number), number)).collect();
    keyed.sort_unstable();
    for alike in keyed.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
        for (place, one) in alike.iter().enumerate() {
            let most = facts.len() + MOST_TWINS;
            let mut others = alike[place + 1..].iter();
            while let (Some((_, other)), true, true) = (others.next(), facts.len() < most, patience > 0) {
                patience = patience.saturating_sub(one.0.1 as u64);
                compare(case, one.1, *other, facts);
            }
            given_up += u64::from(patience == 0);
        }
    }
    given_up
}

fn compare(case: &Case<'_>, one: u32, other: u32, facts: &mut Vec<Fact>) {
    let scene = case.scene;
    let (a, b) = (scene.object(one), scene.object(other));
    let of_a_kind = a.object_type == b.object_type || a.group.is_some() && a.group == b.group;
    if !of_a_kind || !case.concerns(one, other) {
        return;
    }
    let rule = match difference(scene.positions(one), scene.positions(other)) {
        Some(0) => Rule::SameCourse,
        Some(difference) if difference < case.terms.limits.heights => Rule::NearlySameCourse,
        _ => return,
    };
    let (first, second) = in_order(scene, one, other);
    facts.push(Fact::at(rule, first, Coordinate::default()).with(second));
}

/// Whether two lines have the same course. Positions that are looked at for that are taken from the patience.
pub(super) fn is_same(scene: &Scene, one: u32, other: u32, patience: &mut u64) -> bool {
    let (a, b) = (scene.positions(one), scene.positions(other));
    if a.len() != b.len() {
        return false;
    }
    *patience = patience.saturating_sub(2 * a.len() as u64);
    key(scene, one) == key(scene, other) && difference(a, b).is_some()
}

/// The level, the number of positions, and the segments in whatever order and direction.
fn key(scene: &Scene, number: u32) -> Key {
    let positions = scene.positions(number);
    let segment = |pair: &[Coordinate]| {
        let (a, b) = (xy(pair[0]), xy(pair[1]));
        let mut hasher = FxHasher::default();
        (a.min(b), a.max(b)).hash(&mut hasher);
        hasher.finish().rotate_left(20)
    };
    let sum = positions.windows(2).map(segment).fold(0, u64::wrapping_add);
    (scene.object(number).level, positions.len(), sum)
}

/// The greatest difference of heights along two lines with the same course, in the best of all ways to lay one on the other;
/// `None` when their courses differ.
fn difference(a: &[Coordinate], b: &[Coordinate]) -> Option<i64> {
    let ahead = along(a.iter(), b.iter());
    let back = along(a.iter(), b.iter().rev());
    let best = ahead.into_iter().chain(back).min();
    let is_closed = |line: &[Coordinate]| line.len() > 3 && line.first() == line.last();
    if a.len() != b.len() || !is_closed(a) || !is_closed(b) {
        return best;
    }
    let (a, b) = (&a[1..], &b[1..]);
    let count = b.len();
    let starts = (0..count)
        .filter(|start| xy(b[*start]) == xy(a[0]))
        .take(MOST_WAYS);
    let around = starts.flat_map(|start| {
        let ahead = b.iter().cycle().skip(start).take(count);
        let back = b.iter().rev().cycle().skip(count - 1 - start).take(count);
        [along(a.iter(), ahead), along(a.iter(), back)]
    });
    best.into_iter().chain(around.flatten()).min()
}

/// The greatest difference of heights of positions that lie above each other; `None` when any do not.
fn along<'a>(
    a: impl Iterator<Item = &'a Coordinate>,
    mut b: impl Iterator<Item = &'a Coordinate>,
) -> Option<i64> {
    let mut greatest = 0;
    for one in a {
        let other = b.next()?;
        if xy(*one) != xy(*other) {
            return None;
        }
        greatest = greatest.max((i64::from(one.z) - i64::from(other.z)).abs());
    }
    b.next().is_none().then_some(greatest)
}
