//! Tests over scenes that are drawn by hand.

mod legend;
mod scenes;

use super::left_open;
use crate::derive::{Coverage, Derived, Updated};

#[test]
fn what_could_not_be_told_is_left_open_before_and_after() {
    let updated = |is_unknown| Updated {
        replaced: Vec::new(),
        derived: Derived {
            is_unknown,
            ..Derived::default()
        },
        gathered: crate::derive::Gathered::default(),
        coverage: Coverage::new([], u64::MAX),
    };
    let [known, unknown] = [false, true].map(updated);
    assert_eq!(left_open(&known, Some(&known)), None);
    assert!(left_open(&unknown, None).is_some());
    assert!(left_open(&unknown, Some(&known)).is_some());
    assert!(left_open(&known, Some(&unknown)).is_some());
}
