//! Tests over scenes that are drawn by hand or made by chance.

mod crowded;
mod oracle;
pub(in crate::check) mod scenes;
mod surround;

use super::case::{Limits, Terms};
use super::complete::Complete;
use super::judge::{Judged, judge};
use super::scene::{Added, Leaves, Origin, Scene, Standing};
use crate::derive::roles::{Family, Role};
use crate::model::{Coordinate, Operation};

/// Limits of the rules of today.
const LIMITS: Limits = Limits {
    points: 5,
    lines: 5,
    segments: 5,
    heights: 12,
};

/// Adds an object of level 0 that a full state tells.
fn add(scene: &mut Scene, role: Role, positions: &[Coordinate]) {
    scene.add(Added {
        role,
        group: (role == Role::Line).then_some(Family::Ground),
        kind: None,
        standing: Standing::Changed,
        origin: Origin::Told(Operation::Reference),
        leaves: Leaves::default(),
        level: Some(0),
        object_type: 1,
        id: 0,
        record: 1,
        at: 0,
        gml_id: "",
        external_id: "",
        positions,
    });
}

/// The rules of today, for a full state.
fn terms<'a>(scene: &Scene, complete: &'a Complete) -> Terms<'a> {
    Terms {
        limits: LIMITS,
        in_space: false,
        is_known: true,
        is_state: true,
        lacks: scene.lacks(),
        area: None,
        complete,
        threads: 2,
        advance: &|_, _| (),
    }
}

/// Judges a full state that tells no areas.
fn judged(scene: &Scene) -> Judged {
    judge(scene, &terms(scene, &Complete::default()))
}
