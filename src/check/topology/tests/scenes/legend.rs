//! The picture that explains the others.

use super::style::{COMPLETE, DELETED, HEIGHT, Paper};
use crate::derive::roles::{Family, Role};
use crate::model::Operation::{Delete, Insert, Reference};

/// What the signs mean.
pub(super) fn draw() -> String {
    let mut paper = Paper::new(HEIGHT);
    paper.patterns(&[COMPLETE, DELETED]);
    paper.text([8.0, 16.0], "t", false, "What the pictures show");
    let mut y = 36.0;
    for (says, group, operation) in [
        ("line of a group of areas: ground", Some(Family::Ground), Insert),
        ("bridge", Some(Family::Bridge), Insert),
        ("underground", Some(Family::Underground), Insert),
        ("no group", None, Insert),
        ("unchanged (reference)", Some(Family::Ground), Reference),
        ("deleted", Some(Family::Ground), Delete),
    ] {
        paper.line(&[[12.0, y], [48.0, y]], group, operation, 0);
        paper.text([56.0, y + 3.0], "", false, says);
        y += 17.0;
    }
    paper.line(&[[12.0, y], [48.0, y]], Some(Family::Ground), Insert, 1);
    paper.text([56.0, y + 3.0], "", false, "another line lies below");
    y += 20.0;
    paper.upright([30.0, y], Insert, 0);
    paper.text([56.0, y + 3.0], "", false, "vertical edge; z: height, cm");
    y += 22.0;
    paper.red_ring([30.0, y], 8.0);
    paper.text([56.0, y + 3.0], "", false, "found, with the check");
    let mut y = 70.0;
    for (says, role) in [
        ("detail point", Role::Detail),
        ("point object", Role::Point),
        ("definition point", Role::Definition),
    ] {
        paper.point([222.0, y], role, Insert, 0);
        paper.text([238.0, y + 3.0], "", false, says);
        y += 21.0;
    }
    for (says, colour) in [("complete ZPS", COMPLETE), ("to be deleted", DELETED)] {
        let (low, high) = (y - 7.0, y + 7.0);
        let corners = vec![
            [210.0, low],
            [234.0, low],
            [234.0, high],
            [210.0, high],
            [210.0, low],
        ];
        paper.area(&[corners], colour);
        paper.text([240.0, y + 3.0], "", false, says);
        y += 21.0;
    }
    let (low, high) = (y - 7.0, y + 7.0);
    let corners = vec![
        [210.0, low],
        [234.0, low],
        [234.0, high],
        [210.0, high],
        [210.0, low],
    ];
    paper.change_area(&[corners]);
    paper.text([240.0, y + 3.0], "", false, "change area");
    paper.done()
}
