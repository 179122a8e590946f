//! The picture that explains those of areas.

use crate::check::topology::tests::scenes::style::{GAP, HEIGHT, Paper, Spot};
use crate::derive::Family;
use crate::derive::roles::Role;
use crate::model::Operation::Insert;

/// What the signs mean.
pub(super) fn draw() -> String {
    let mut paper = Paper::new(HEIGHT);
    paper.patterns(&[GAP]);
    paper.text([8.0, 16.0], "t", false, "What the pictures of areas show");
    let mut y = 36.0;
    let mut row = |paper: &mut Paper, says: &str, draw: &dyn Fn(&mut Paper, f64)| {
        draw(paper, y);
        paper.text([62.0, y + 3.0], "", false, says);
        y += 20.0;
    };
    row(&mut paper, "derived area", &|paper, y| {
        paper.face(&[rectangle(y)], false);
    });
    row(&mut paper, "area of a bridge or of another level", &|paper, y| {
        paper.face(&[rectangle(y)], true);
    });
    row(&mut paper, "complete ZPS without an area", &|paper, y| {
        paper.gap(&[rectangle(y)]);
    });
    row(&mut paper, "line; its type is written beside it", &|paper, y| {
        paper.line(&[[12.0, y], [50.0, y]], Some(Family::Ground), Insert, 0);
    });
    row(
        &mut paper,
        "double edge: two lines above each other",
        &|paper, y| {
            for y in [y - 2.5, y + 2.5] {
                paper.line(&[[12.0, y], [50.0, y]], Some(Family::Ground), Insert, 0);
            }
        },
    );
    row(&mut paper, "vertical edge; z: heights, cm", &|paper, y| {
        paper.upright([31.0, y], Insert, 0);
    });
    row(
        &mut paper,
        "definition point, with the type of its area",
        &|paper, y| {
            paper.point([31.0, y], Role::Definition, Insert, 0);
        },
    );
    row(&mut paper, "found, with the check", &|paper, y| {
        paper.red_ring([31.0, y], 8.0);
    });
    row(&mut paper, "area of complete ZPS, with its role", &|paper, y| {
        paper.text([18.0, y + 3.0], "a", false, "u REF");
    });
    paper.done()
}

fn rectangle(y: f64) -> Vec<Spot> {
    let (left, right, top, foot) = (12.0, 50.0, y - 8.0, y + 8.0);
    vec![
        [left, top],
        [right, top],
        [right, foot],
        [left, foot],
        [left, top],
    ]
}
