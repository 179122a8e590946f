//! Checks of areas (group 4 of the official ones). What exactly they test is said in `docs/areas.md`.
//!
//! Two look at areas as a file writes them: [`written`] (4.11), one polygon after the other while the file is read, and
//! [`collision`] (4.5), for which the derived areas of the file are packed ([`Brought`]) and compared at its end, among change
//! records also with those of the map after the change, which [`derived`](super::derived) puts beside them.

mod brought;
mod collision;
mod part;
mod words;
pub(super) mod written;

#[cfg(test)]
mod tests;

pub(super) use brought::{Brought, DefinedBy, Kinds, Unjudged};

use super::found::Found;
use super::plan::Plan;
use super::table::Group;
use super::topology::Scene;
use super::{CheckId, LeftOpen, RecordMode};
use collision::{STEPS, Teller, collisions};

/// Collision of areas.
pub(super) const COLLISION: CheckId = CheckId::new(Group::Areas, 5);
/// Validity of the written geometry of areas.
pub(super) const WRITTEN: CheckId = CheckId::new(Group::Areas, 11);

/// Whether check 4.5 runs, for which areas have to be kept.
pub(super) fn is_wanted(plan: &Plan<'_>) -> bool {
    plan.severity(COLLISION).is_some()
}

/// Whether areas that a file brings are compared with those of the map, too.
pub(super) fn is_over_map(plan: &Plan<'_>) -> bool {
    is_wanted(plan) && plan.mode == Some(RecordMode::Changes) && plan.options.surroundings.is_some()
}

/// Judges the areas that a delivery brings, with what is beside them in the map; answers with what could not be judged.
pub(super) fn run(
    brought: &Brought,
    scene: &Scene,
    plan: &Plan<'_>,
    found: &mut Found,
) -> Vec<(CheckId, LeftOpen)> {
    let mut open = Vec::new();
    if plan.severity(WRITTEN).is_some() {
        open.extend(brought.unjudged.left_open().map(|left| (WRITTEN, left)));
    }
    if let Some(severity) = plan.severity(COLLISION) {
        let collisions = collisions(brought, STEPS, plan.options.threads);
        Teller::new(plan, brought, scene).tell(&collisions.pairs, severity, found);
        let is_alone = plan.mode == Some(RecordMode::Changes) && !is_over_map(plan);
        let left = brought.left_open(collisions.crowded, is_alone);
        open.extend(left.map(|left| (COLLISION, left)));
    }
    open
}
