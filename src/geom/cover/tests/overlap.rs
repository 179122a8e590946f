//! Insides of two polygons: cases with known answers, and every face of both by the oracle.

use proptest::prelude::*;

use super::oracle::{any_face, any_polygon, is_inside, sides};
use super::*;

/// Steps without end.
const ALL: u64 = u64::MAX;

fn common(one: &[Vec<Coordinate>], other: &[Vec<Coordinate>]) -> Common {
    let (Some(one), Some(other)) = (Inside::new(one), Inside::new(other)) else {
        return Common::Nothing;
    };
    one.common(&other, &mut { ALL })
}

fn overlap(one: &[Vec<Coordinate>], other: &[Vec<Coordinate>]) -> bool {
    let (there, back) = (common(one, other), common(other, one));
    assert_eq!(
        there == Common::Nothing,
        back == Common::Nothing,
        "{one:?} {other:?}"
    );
    there != Common::Nothing
}

#[test]
fn insides_overlap_where_they_have_more_than_an_edge_in_common() {
    let square = [rectangle(0, 0, 100, 100)];
    for (x, y, width, height, expected) in [
        (50, 50, 100, 100, true),
        (99, 99, 100, 100, true),
        (100, 0, 100, 100, false),
        (100, 50, 10, 10, false),
        (100, 100, 10, 10, false),
        (101, 0, 10, 10, false),
        (10, 10, 20, 20, true),
        (0, 0, 100, 100, true),
        (0, 10, 100, 20, true),
        (-10, 10, 200, 20, true),
        (-10, -10, 200, 200, true),
        (0, 50, 20, 50, true),
    ] {
        assert_eq!(
            overlap(&square, &[rectangle(x, y, width, height)]),
            expected,
            "{x} {y}"
        );
    }
}

#[test]
fn what_lies_in_a_hole_does_not_overlap() {
    let framed = [rectangle(0, 0, 100, 100), rectangle(20, 20, 60, 60)];
    assert!(!overlap(&framed, &[rectangle(20, 20, 60, 60)]), "fills it");
    assert!(!overlap(&framed, &[rectangle(30, 30, 9, 9)]));
    assert!(overlap(&framed, &[rectangle(19, 20, 60, 60)]));
    assert!(overlap(&framed, &[rectangle(-9, -9, 200, 200)]));
    assert!(!overlap(
        &framed,
        &[rectangle(-9, -9, 200, 200), rectangle(0, 0, 100, 100)]
    ));
    assert!(
        overlap(&framed, &[ring(&[(20, 20), (80, 20), (50, 19)])]),
        "a sliver of a centimetre"
    );
}

#[test]
fn the_place_is_told_and_nothing_when_steps_run_out() {
    let (one, other) = ([rectangle(0, 0, 100, 100)], [rectangle(90, 90, 100, 100)]);
    let Common::At(at) = common(&one, &other) else {
        panic!("they overlap");
    };
    assert!((90..=100).contains(&at.x) && (90..=100).contains(&at.y), "{at:?}");
    let (one, other) = (Inside::new(&one).unwrap(), Inside::new(&other).unwrap());
    for steps in 0..4 {
        assert_eq!(one.common(&other, &mut { steps }), Common::Unknown, "{steps}");
    }
}

#[test]
fn what_has_no_inside_or_is_too_far_away_has_nothing_in_common() {
    let square = [rectangle(0, 0, 100, 100)];
    assert!(!overlap(&square, &[line(&[(10, 10), (20, 20), (10, 10)])]));
    assert!(!overlap(&square, &[ring(&[(5, 5)])]));
    assert!(Inside::new(&[ring(&[(0, 0), (i32::MAX, 0), (0, 9)])]).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn insides_overlap_where_a_face_is_inside_of_both(
        one in any_polygon(),
        other in any_polygon(),
        x in -400_000_000..400_000_000_i32,
        scale in 1..20_000_000_i32,
    ) {
        let (one_sides, other_sides) = (sides(&one), sides(&other));
        let all: Vec<_> = one_sides.iter().chain(&other_sides).copied().collect();
        let expected = any_face(&all, |x, y| is_inside(&one_sides, x, y) && is_inside(&other_sides, x, y));
        prop_assert_eq!(overlap(&one, &other), expected);
        let moved = |rings: &[Vec<Coordinate>]| -> Vec<Vec<Coordinate>> {
            let moved = |c: &Coordinate| at(c.x * scale + x, c.y * scale - x);
            rings.iter().map(|ring| ring.iter().map(moved).collect()).collect()
        };
        prop_assert_eq!(overlap(&moved(&one), &moved(&other)), expected);
    }
}
