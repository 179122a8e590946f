//! Polygons with known verdicts, each rule kept and broken; and thousands of random ones, judged by GEOS as well.

mod oracle;

use std::time::Instant;

use super::*;

pub(super) fn at(x: i32, y: i32) -> Coordinate {
    Coordinate::new(x, y, 0)
}

/// A ring by its positions, all of them.
fn line(positions: &[(i32, i32)]) -> Vec<Coordinate> {
    positions.iter().map(|&(x, y)| at(x, y)).collect()
}

/// A ring by its positions without the last, which is the first.
fn ring(positions: &[(i32, i32)]) -> Vec<Coordinate> {
    line(&[positions, &positions[..1]].concat())
}

/// A square that runs counter-clockwise.
fn exterior(x: i32, y: i32, size: i32) -> Vec<Coordinate> {
    ring(&[(x, y), (x + size, y), (x + size, y + size), (x, y + size)])
}

/// A square that runs clockwise.
fn hole(x: i32, y: i32, size: i32) -> Vec<Coordinate> {
    let mut ring = exterior(x, y, size);
    ring.reverse();
    ring
}

fn wrong(rule: Rule, x: i32, y: i32) -> Verdict {
    Verdict::Wrong(Flaw::at(rule, at(x, y)))
}

#[test]
fn rings_have_four_positions_and_are_closed() {
    assert_eq!(judge(&[ring(&[(0, 0), (9, 0), (0, 9)])]), Verdict::InOrder);
    assert_eq!(
        judge(&[line(&[(1, 0), (9, 0), (1, 0)])]),
        wrong(Rule::TooShort, 1, 0)
    );
    let nowhere = Flaw {
        rule: Rule::TooShort,
        at: None,
    };
    assert_eq!(judge(&[]), Verdict::Wrong(nowhere));
    assert_eq!(judge(&[exterior(0, 0, 9), Vec::new()]), Verdict::Wrong(nowhere));
    let open = line(&[(0, 0), (9, 0), (9, 9), (0, 9)]);
    assert_eq!(judge(&[open]), wrong(Rule::Open, 0, 9));
}

#[test]
fn positions_are_places_in_the_plane() {
    let height = |x, y, z| Coordinate::new(x, y, z);
    let closed_elsewhere = vec![height(0, 0, 1), height(9, 0, 2), height(0, 9, 3), height(0, 0, 4)];
    assert_eq!(judge(&[closed_elsewhere]), Verdict::InOrder);
    let above = vec![
        height(0, 0, 1),
        height(9, 0, 2),
        height(9, 0, 3),
        height(0, 9, 3),
        height(0, 0, 1),
    ];
    assert_eq!(judge(&[above]), wrong(Rule::Repeated, 9, 0));
}

#[test]
fn a_ring_visits_no_place_twice() {
    let repeated = ring(&[(0, 0), (9, 0), (9, 0), (0, 9)]);
    assert_eq!(judge(&[repeated]), wrong(Rule::Repeated, 9, 0));
    let around_a_corner = ring(&[(0, 0), (9, 0), (9, 9), (5, 5), (3, 8), (1, 8), (5, 5), (0, 9)]);
    assert_eq!(judge(&[around_a_corner]), wrong(Rule::Revisited, 5, 5));
    let at_its_beginning = ring(&[(0, 0), (9, 0), (0, 9), (0, 0), (-9, 0), (0, -9)]);
    assert_eq!(judge(&[at_its_beginning]), wrong(Rule::Revisited, 0, 0));
}

#[test]
fn a_ring_does_not_touch_itself() {
    let bow_tie = ring(&[(0, 0), (10, 10), (10, 0), (0, 10)]);
    assert_eq!(judge(&[bow_tie]), wrong(Rule::CrossesItself, 5, 5));
    let vertex_on_a_side = ring(&[(0, 0), (10, 0), (10, 10), (5, 0), (0, 10)]);
    assert_eq!(judge(&[vertex_on_a_side]), wrong(Rule::CrossesItself, 5, 0));
    let vertex_beside_it = ring(&[(0, 0), (10, 0), (10, 10), (5, 1), (0, 10)]);
    assert_eq!(judge(&[vertex_beside_it]), Verdict::InOrder);
    let spike = ring(&[(0, 0), (10, 0), (20, 0), (10, 10), (10, 5), (10, 12), (0, 10)]);
    assert!(matches!(judge(&[spike]), Verdict::Wrong(flaw) if flaw.rule == Rule::CrossesItself));
    let flat = ring(&[(0, 0), (5, 0), (10, 0)]);
    assert!(matches!(judge(&[flat]), Verdict::Wrong(flaw) if flaw.rule == Rule::CrossesItself));
    let straight_vertices = ring(&[(0, 0), (5, 0), (10, 0), (10, 10), (0, 10), (0, 5)]);
    assert_eq!(judge(&[straight_vertices]), Verdict::InOrder);
}

#[test]
fn exteriors_run_counter_clockwise_and_holes_clockwise() {
    let in_order = [exterior(0, 0, 9), hole(2, 2, 2)];
    assert_eq!(judge(&in_order), Verdict::InOrder);
    assert_eq!(
        judge(&[hole(0, 0, 9), exterior(2, 2, 2)]),
        wrong(Rule::ExteriorClockwise, 0, 0)
    );
    assert_eq!(
        judge(&[exterior(0, 0, 9), hole(2, 2, 2), exterior(5, 5, 2)]),
        wrong(Rule::HoleCounterclockwise, 5, 5)
    );
}

#[test]
fn holes_lie_inside_of_the_exterior() {
    let around = exterior(0, 0, 10);
    assert_eq!(
        judge(&[around.clone(), hole(20, 20, 4)]),
        wrong(Rule::HoleOutside, 20, 20)
    );
    assert_eq!(
        judge(&[around.clone(), hole(-5, -5, 20)]),
        wrong(Rule::HoleOutside, -5, -5)
    );
    let across = judge(&[around.clone(), hole(6, 2, 6)]);
    assert!(matches!(across, Verdict::Wrong(flaw) if flaw.rule == Rule::HoleOutside));
    let beside_along_a_side = judge(&[around.clone(), hole(10, 2, 6)]);
    assert!(matches!(beside_along_a_side, Verdict::Wrong(flaw) if flaw.rule == Rule::HoleOutside));
    let through_a_corner = judge(&[around.clone(), ring(&[(10, 10), (12, 5), (5, 5)])]);
    assert!(matches!(through_a_corner, Verdict::Wrong(flaw) if flaw.rule == Rule::HoleOutside));
    let to_the_corner = ring(&[(10, 10), (8, 5), (5, 8)]);
    assert_eq!(judge(&[around, to_the_corner]), Verdict::InOrder);
}

#[test]
fn holes_do_not_overlap() {
    let around = exterior(0, 0, 20);
    let within = judge(&[around.clone(), hole(2, 2, 9), hole(4, 4, 2)]);
    assert_eq!(within, wrong(Rule::HolesOverlap, 4, 4));
    let twice = judge(&[around.clone(), hole(2, 2, 9), hole(2, 2, 9)]);
    assert!(matches!(twice, Verdict::Wrong(flaw) if flaw.rule == Rule::HolesOverlap));
    let across = judge(&[around.clone(), hole(2, 2, 9), hole(8, 8, 9)]);
    assert!(matches!(across, Verdict::Wrong(flaw) if flaw.rule == Rule::HolesOverlap));
    assert_eq!(judge(&[around, hole(2, 2, 6), hole(8, 8, 6)]), Verdict::InOrder);
}

#[test]
fn rings_do_not_touch_along_segments() {
    let around = exterior(0, 0, 20);
    let at_the_exterior = judge(&[around.clone(), hole(0, 4, 4)]);
    assert_eq!(at_the_exterior, wrong(Rule::TouchesAlong, 0, 6));
    let at_each_other = judge(&[around.clone(), hole(2, 2, 4), hole(6, 4, 4)]);
    assert_eq!(at_each_other, wrong(Rule::TouchesAlong, 6, 5));
    let all_of_it = judge(&[around.clone(), hole(0, 0, 20)]);
    assert!(matches!(all_of_it, Verdict::Wrong(flaw) if flaw.rule == Rule::TouchesAlong));
    assert_eq!(judge(&[around, hole(1, 4, 4), hole(6, 4, 4)]), Verdict::InOrder);
}

#[test]
fn the_inside_is_in_one_piece() {
    let around = exterior(0, 0, 20);
    let across = ring(&[(0, 10), (10, 12), (20, 10), (10, 8)]);
    assert_eq!(judge(&[around.clone(), across]), wrong(Rule::Parted, 20, 10));
    let to_one_side = ring(&[(0, 10), (10, 12), (19, 10), (10, 8)]);
    assert_eq!(judge(&[around.clone(), to_one_side.clone()]), Verdict::InOrder);
    let to_the_other = ring(&[(19, 10), (19, 12), (20, 12)]);
    let chain = judge(&[around.clone(), to_one_side, to_the_other]);
    assert_eq!(chain, wrong(Rule::Parted, 20, 12));
    // Three holes around a place, and three in a circle, each of which touches the two others.
    let (right, up) = (
        ring(&[(10, 10), (14, 12), (14, 8)]),
        ring(&[(10, 10), (8, 14), (12, 14)]),
    );
    let (left, circle) = (
        ring(&[(10, 10), (6, 8), (6, 12)]),
        ring(&[(12, 14), (14, 14), (14, 12)]),
    );
    assert_eq!(
        judge(&[around.clone(), right.clone(), up.clone(), left]),
        Verdict::InOrder
    );
    assert_eq!(judge(&[around, right, up, circle]), wrong(Rule::Parted, 14, 12));
}

#[test]
fn what_lies_too_far_away_is_told_by_others() {
    let far = hole(i32::MAX - 9, 0, 9);
    assert_eq!(judge(&[far]), Verdict::InOrder);
}

/// A simple ring that goes so many times, an even number, up and down aslant: the boxes of all its sides meet.
fn crowded(count: i32) -> Vec<Coordinate> {
    const LONG: i32 = 100_000_000;
    let mut ring = vec![at(-10, -4 * count - 10)];
    for n in (0..count).rev() {
        let ends = [at(4 * n, -4 * n), at(4 * n + LONG, LONG - 4 * n)];
        ring.extend([ends[usize::from(n % 2 == 0)], ends[usize::from(n % 2 == 1)]]);
    }
    ring.push(ring[0]);
    ring
}

#[test]
fn a_polygon_made_to_harm_is_given_up_and_nothing_is_claimed() {
    assert_eq!(judge(&[crowded(40)]), Verdict::InOrder);
    assert_eq!(judge(&[crowded(5_000)]), Verdict::Unknown);
}

#[test]
fn where_every_side_crosses_all_others_one_crossing_is_enough() {
    let circle = circle(50_001);
    let mut star: Vec<_> = (0..50_001).map(|n| circle[n * 25_000 % 50_001]).collect();
    star.push(star[0]);
    let verdict = judge(&[star]);
    assert!(matches!(verdict, Verdict::Wrong(flaw) if flaw.rule == Rule::CrossesItself));
}

/// `cargo test --release --lib written -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn a_million_edges_cost_this_much() {
    for (name, polygon) in [
        ("aslant beside each other", vec![crowded(500_000)]),
        ("a circle", vec![circle(1_000_000)]),
    ] {
        let started = Instant::now();
        let verdict = judge(&polygon);
        eprintln!("{name}: {verdict:?} after {:?}", started.elapsed());
    }
    let small = [exterior(0, 0, 10), hole(2, 2, 2)];
    let started = Instant::now();
    let in_order = (0..100_000).filter(|_| judge(&small) == Verdict::InOrder).count();
    eprintln!("{in_order} small polygons: {:?}", started.elapsed());
}

/// A ring of so many positions about a circle.
fn circle(count: i32) -> Vec<Coordinate> {
    let mut ring: Vec<_> = (0..count)
        .map(|n| {
            let angle = f64::from(n) / f64::from(count) * std::f64::consts::TAU;
            #[allow(clippy::cast_possible_truncation, reason = "a test's own numbers")]
            at((angle.cos() * 4e8) as i32, (angle.sin() * 4e8) as i32)
        })
        .collect();
    ring.push(ring[0]);
    ring
}
