//! Scenes that no map has: what they ask for is bounded, and what was not compared is told.

use super::super::areas::Areas;
use super::super::case::Case;
use super::super::cells::Crowded;
use super::super::complete::Complete;
use super::super::fact::{Fact, Rule};
use super::super::judge::Judged;
use super::super::scene::Scene;
use super::{add, judged, terms};
use crate::derive::roles::Role;
use crate::model::{AreaRole, Coordinate, Position};

const OBJECTS: i32 = 5_000;

fn at(x: i32, y: i32, z: i32) -> Coordinate {
    Coordinate::new(-70_000_000 + x, -105_000_000 + y, 30_000 + z)
}

/// Numbers that look like chance.
fn some(number: i32, below: i32) -> i32 {
    (i64::from(number) * 48_271 % 2_147_483_647 % i64::from(below))
        .try_into()
        .unwrap()
}

fn lines(count: i32, of: impl Fn(i32) -> Vec<Coordinate>) -> Judged {
    let mut scene = Scene::default();
    (0..count).for_each(|number| add(&mut scene, Role::Line, &of(number)));
    judged(&scene)
}

fn points(of: impl Fn(i32) -> Coordinate) -> Judged {
    let mut scene = Scene::default();
    (0..OBJECTS).for_each(|number| add(&mut scene, Role::Detail, &[of(number)]));
    judged(&scene)
}

fn count(judged: &Judged, rule: Rule) -> usize {
    judged.facts.iter().filter(|fact| fact.rule == rule).count()
}

/// At most so many facts for each object.
fn is_bounded(judged: &Judged, each: usize) {
    let most = OBJECTS as usize * each;
    assert!(judged.facts.len() <= most, "{} facts", judged.facts.len());
}

#[test]
fn lines_that_all_cross_are_told_as_far_as_there_is_patience() {
    let judged = lines(OBJECTS, |number| {
        vec![
            at(some(number, 8_000), 0, 0),
            at(some(number + 7, 8_000), 8_000, 0),
        ]
    });
    assert!(judged.crowded.lines > 0 && count(&judged, Rule::Crossing) > OBJECTS as usize);
    is_bounded(&judged, 20);
}

#[test]
fn long_lines_beside_each_other_are_not_compared_for_ever() {
    let judged = lines(600, |number| {
        vec![at(number * 50, 0, 0), at(number * 50 + 10_000_000, 5_000_000, 0)]
    });
    assert!(judged.crowded.lines > 0);
    assert_eq!(count(&judged, Rule::Crossing), 0);
}

#[test]
fn a_line_drawn_again_and_again_is_told_with_some_others() {
    let judged = lines(OBJECTS, |_| vec![at(0, 0, 0), at(1_000, 0, 0)]);
    assert!(count(&judged, Rule::SameCourse) >= OBJECTS as usize);
    is_bounded(&judged, 20);
}

#[test]
fn a_line_that_crosses_itself_everywhere_ends() {
    let mut scene = Scene::default();
    let zigzag: Vec<_> = (0..OBJECTS * 5)
        .map(|n| at(n % 2 * 100_000 + some(n, 100), some(n, 100_000), 0))
        .collect();
    add(&mut scene, Role::Line, &zigzag);
    let judged = judged(&scene);
    assert!(judged.crowded.lines > 0 && count(&judged, Rule::CrossesItself) > 500);
    is_bounded(&judged, 20);
}

#[test]
fn points_on_a_heap_are_told_with_some_others() {
    let judged = points(|number| at(number % 5, number / 5 % 5, number / 25 % 100));
    assert!(judged.crowded.points > 0 && count(&judged, Rule::Close) > 1_000);
    is_bounded(&judged, 20);
    let judged = points(|_| at(0, 0, 0));
    assert_eq!(judged.crowded, Crowded::default());
    assert_eq!(count(&judged, Rule::SameDetailPoint), OBJECTS as usize - 1);
    is_bounded(&judged, 3);
}

#[test]
fn many_points_beside_many_lines_are_told_in_part() {
    let mut scene = Scene::default();
    for number in 0..OBJECTS {
        add(
            &mut scene,
            Role::Line,
            &[at(number % 3, 0, 0), at(8_000, number % 7, 0)],
        );
        add(&mut scene, Role::Detail, &[at(10 + some(number, 7_000), 2, 0)]);
    }
    let judged = judged(&scene);
    assert!(judged.crowded.both > 0 && count(&judged, Rule::NearLine) > 1_000);
    is_bounded(&judged, 60);
}

#[test]
fn a_pair_that_is_given_up_is_told_at_the_place_that_is_known() {
    let mut scene = Scene::default();
    // Zigzags one above the other; in the plane only the end of the one meets the last segments of the other.
    let zigzag =
        |y: i32| -> Vec<Coordinate> { (0..4_000).map(|n| at(n % 2 * 7_000, y + n * 80, 0)).collect() };
    let mut other = zigzag(330_000);
    other.push(at(6_999, 319_900, 0));
    add(&mut scene, Role::Line, &zigzag(0));
    add(&mut scene, Role::Line, &other);
    let judged = judged(&scene);
    assert!(judged.crowded.lines > 0);
    assert_eq!(count(&judged, Rule::Crossing), 1);
}

#[test]
fn areas_are_asked_as_far_as_there_is_patience_and_the_rest_is_left_open() {
    let mut scene = Scene::default();
    add(&mut scene, Role::Line, &[at(500, 500, 0), at(900, 900, 0)]);
    let mut areas = Areas::default();
    let ring = [at(0, 0, 0), at(1_000, 0, 0), at(1_000, 1_000, 0), at(0, 0, 0)];
    areas.add(
        0,
        AreaRole::Reference,
        &[ring.to_vec()],
        Some((Position::default(), None)),
    );
    let complete = Complete::new(areas);
    let terms = terms(&scene, &complete);
    let case = Case::new(&scene, &terms);
    let asked = |steps: u64| {
        let mut facts = vec![Fact::at(Rule::FreeEnd, 0, at(500, 500, 0))];
        let mut crowded = Crowded::default();
        complete.judge(&case, steps, &mut facts, &mut crowded);
        (facts.len(), crowded)
    };
    assert_eq!(
        asked(1_000),
        (4, Crowded::default()),
        "a free end and three edges"
    );
    let open = Crowded {
        ends: 1,
        outlines: 3,
        ..Crowded::default()
    };
    assert_eq!(asked(2), (0, open));
}

#[test]
fn a_long_boundary_drawn_twice_is_no_crowd() {
    let boundary = |more: bool| -> Vec<Coordinate> {
        let vertex = |n: i32| at(n * 100, n % 2 * 30, 0);
        let between = at(50, 15, 0);
        let more = more.then_some(between);
        [vertex(0)]
            .into_iter()
            .chain(more)
            .chain((1..2_000).map(vertex))
            .collect()
    };
    let mut scene = Scene::default();
    add(&mut scene, Role::Line, &boundary(false));
    add(&mut scene, Role::Line, &boundary(true));
    let judged = judged(&scene);
    assert_eq!(judged.crowded, Crowded::default());
    assert_eq!(count(&judged, Rule::Overlap), 2_000, "all common parts");
    assert_eq!(count(&judged, Rule::Crossing), 0);
}

#[test]
fn double_edges_between_two_lines_of_the_same_course_do_not_hide_them() {
    let mut scene = Scene::default();
    for height in (0..24).chain([0]) {
        add(
            &mut scene,
            Role::Line,
            &[at(0, 0, height * 20), at(900, 0, height * 20)],
        );
    }
    let judged = judged(&scene);
    assert_eq!(count(&judged, Rule::SameCourse), 1);
    assert_eq!(judged.crowded, Crowded::default());
}
