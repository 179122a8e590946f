//! What the checks of topology could not judge, and why.

use super::case::Terms;
use super::judge::Judged;
use super::scene::Scene;
use super::{SHRINKING, is_topology, topology, words};
use crate::check::table::CHECKS;
use crate::check::{CheckId, LeftOpen, Texts};

/// What was left open, each check once.
pub(super) fn open(scene: &Scene, terms: &Terms<'_>, judged: &Judged) -> Vec<(CheckId, LeftOpen)> {
    let mut open: Vec<(CheckId, LeftOpen)> = Vec::new();
    let mut leave = |check: CheckId, cases: u64, why: Texts| {
        if open.iter().all(|(known, _)| *known != check) {
            open.push((check, LeftOpen { cases, why }));
        }
    };
    for (check, cases) in not_judged(judged) {
        let why = match scene.beyond + scene.unseen {
            0 => words::not_judged(cases),
            _ => words::too_many(),
        };
        leave(check, cases, why);
    }
    if terms.is_state && terms.lacks.details {
        leave(topology(1), 0, words::no_detail_points());
    }
    if terms.is_state && terms.lacks.users {
        leave(topology(11), 0, words::no_users());
    }
    if terms.is_state && terms.complete.is_empty() {
        leave(topology(7), 0, words::no_complete_area());
        leave(topology(12), 0, words::no_complete_area());
    }
    let crowded = judged.crowded;
    for (check, cases, why) in [
        (topology(2), crowded.lines, words::crowded()),
        (topology(3), crowded.lines, words::crowded()),
        (topology(4), crowded.lines, words::crowded()),
        (topology(6), crowded.courses, words::crowded()),
        (topology(7), crowded.ends, words::tangled()),
        (topology(9), crowded.points, words::crowded()),
        (topology(12), crowded.outlines, words::tangled()),
        (topology(13), crowded.both, words::crowded()),
        (SHRINKING, crowded.shrinking, words::tangled()),
    ] {
        if cases > 0 {
            leave(check, cases, why);
        }
    }
    let is_of_one = |check: CheckId| [4, 5, 10].map(topology).contains(&check);
    let all = CHECKS.iter().map(|check| check.id);
    for check in all.filter(|check| is_topology(*check)) {
        match (scene.beyond, scene.unseen) {
            (0, 0) => {}
            // What a line is by itself was judged.
            (0, _) if is_of_one(check) => {}
            (beyond, unseen) => leave(check, beyond + unseen, words::too_many()),
        }
    }
    open
}

/// Checks with the findings that there would be if nothing around the change could clear them.
fn not_judged(judged: &Judged) -> Vec<(CheckId, u64)> {
    let mut checks: Vec<(CheckId, u64)> = Vec::new();
    for (rule, cases) in &judged.not_judged {
        match checks.iter_mut().find(|(check, _)| *check == rule.check()) {
            Some((_, known)) => *known += cases,
            None => checks.push((rule.check(), *cases)),
        }
    }
    checks
}
