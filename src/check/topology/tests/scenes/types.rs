//! Words for the types of lines and definition points in scenes of areas; the words of families other than `ground` are types of
//! lines by themselves.

use crate::derive::roles::Role;

const GROUND: [&str; 8] = [
    "building",
    "structure",
    "stairs",
    "wall",
    "pavement",
    "road",
    "garden",
    "yard",
];

/// Whether a word is the type of lines of the ground, or of definition points.
pub(super) fn fits(word: &str, role: Role) -> bool {
    match role {
        Role::Line => GROUND.contains(&word) || word == "unidentified",
        Role::Definition => GROUND.contains(&word) || matches!(word, "bridge" | "underground"),
        Role::Detail | Role::Point => false,
    }
}

#[test]
fn types_fit_lines_or_definition_points() {
    assert!(fits("unidentified", Role::Line) && !fits("unidentified", Role::Definition));
    assert!(fits("bridge", Role::Definition) && !fits("bridge", Role::Line));
    assert!(!fits("garden", Role::Point));
}
