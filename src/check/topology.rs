//! Checks 3.1 to 3.13 and OST.1: the topology of the basic spatial situation, exact, over the state after the change.
//!
//! What the checks test is said in `docs/topology.md`. While a file is read, its objects are packed into a [`Scene`]; at its end
//! the scene gets what is around it, when somebody knows that ([`Surroundings`]), and is judged in [cells] of the plane by all
//! threads. Coordinates are whole centimetres; no step rounds but the last, where a crossing is told.

mod alone;
mod areas;
mod case;
mod cells;
mod complete;
mod course;
mod fact;
mod judge;
mod lines;
mod near;
mod open;
mod outline;
mod points;
mod scene;
mod state;
pub(super) mod surround;
mod sweep;
mod told;
mod words;

#[cfg(test)]
pub(super) mod tests;

pub(super) use crate::derive::roles::Roles;
pub(super) use scene::Scene;

pub(super) use areas::{Area, Areas};
use case::{Limits, Terms};
use complete::Complete;
use judge::judge;
use open::open;
pub(super) use scene::Standing;
pub(super) use scene::positions as scene_positions;
use told::Teller;
pub(super) use told::{feature, position};
pub(super) use words::no_complete_area;

use super::accompanying::Accompanying;
use super::found::Found;
use super::options::{OnProgress, Step};
use super::plan::Plan;
use super::table::{CHECKS, Group, Measure, Provision};
use super::{CheckId, LeftOpen, RecordMode};
use crate::model::Unanswered;

/// The area of complete ZPS shrinks.
const SHRINKING: CheckId = CheckId::new(Group::Other, 1);

/// A check of topology proper.
fn topology(number: u8) -> CheckId {
    CheckId::new(Group::Topology, number)
}

/// Whether a check is one of topology.
pub(super) fn is_topology(check: CheckId) -> bool {
    check.group == Group::Topology || check == SHRINKING
}

/// Whether any check of topology runs.
pub(super) fn is_wanted(plan: &Plan<'_>) -> bool {
    CHECKS
        .iter()
        .any(|check| is_topology(check.id) && plan.severity(check.id).is_some())
}

/// Makes of the objects and areas of a delivery the state that is judged, with what is around a change.
///
/// # Errors
/// [`Unanswered`] when what is around the change cannot be read.
pub(super) fn prepare(
    scene: &mut Scene,
    plan: &Plan<'_>,
    accompanying: &Accompanying,
) -> Result<Areas, Unanswered> {
    let mode = plan.mode.unwrap_or(RecordMode::State);
    let mut areas = Areas::of_delivery(accompanying);
    scene.stand(mode);
    if let Some(surroundings) = &plan.options.surroundings {
        scene.surround(mode, surroundings.0.as_ref(), &plan.options.hierarchy, &mut areas)?;
    }
    Ok(areas)
}

/// Judges the state; answers with what could not be judged.
pub(super) fn run(
    scene: &Scene,
    areas: Areas,
    plan: &Plan<'_>,
    found: &mut Found,
) -> Vec<(CheckId, LeftOpen)> {
    let mode = plan.mode.unwrap_or(RecordMode::State);
    let complete = Complete::new(areas);
    let rules = &plan.options.rules;
    let limit = |measure| i64::from(rules.least(measure));
    let terms = Terms {
        limits: Limits {
            points: limit(Measure::PointDistance),
            lines: limit(Measure::PointLineDistance),
            segments: limit(Measure::SegmentLength),
            heights: limit(Measure::DuplicateHeight),
        },
        in_space: rules.holds(Provision::TopologyInSpace),
        // Where objects found no room, nobody knows what they would clear.
        is_known: scene.beyond + scene.unseen == 0
            && (mode == RecordMode::State || plan.options.surroundings.is_some()),
        is_state: mode == RecordMode::State,
        lacks: scene.lacks(),
        area: plan.area.as_ref(),
        complete: &complete,
        threads: plan.options.threads,
        advance: &|done, all| {
            if let Some(OnProgress(tell)) = &plan.options.progress {
                tell(Step::Topology { done, all });
            }
        },
    };
    let judged = judge(scene, &terms);
    Teller::new(plan, scene, &complete).tell(&judged.facts, found);
    let mut open = open(scene, &terms, &judged);
    open.retain(|(check, _)| plan.severity(*check).is_some());
    open
}
