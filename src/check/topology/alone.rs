//! Checks of a line by itself: segments without length (3.5) and short ones (3.10).

use super::case::Case;
use super::fact::{Fact, Rule};
use crate::geom::exact::distance_squared;

/// Judges every changed line.
pub(super) fn judge(case: &Case<'_>, facts: &mut Vec<Fact>) {
    let scene = case.scene;
    for (number, at) in &scene.repeated {
        let object = scene.object(*number);
        if object.is_present() && object.is_changed() {
            facts.push(Fact::at(Rule::ZeroLength, *number, *at));
        }
    }
    let least = i128::from(case.terms.limits.segments);
    for number in scene.present() {
        let object = scene.object(number);
        if object.is_line() && object.is_changed() {
            let pairs = scene.positions(number).windows(2);
            let short = pairs.filter(|pair| distance_squared(pair[0], pair[1]) < least * least);
            facts.extend(short.map(|pair| Fact::along(Rule::Short, number, pair[0], pair[1])));
        }
    }
}
