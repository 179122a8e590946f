//! Polygons in an order: cases with known answers, and both sides of segments by sampling.

use proptest::prelude::*;

use super::oracle::{any_polygon, corner, sample_covered, sides};
use super::*;

fn layers(polygons: &[(Vec<Vec<Coordinate>>, bool)]) -> Layers {
    Layers::new(polygons.iter().map(|(rings, adds)| (rings, *adds)))
}

/// Steps without end.
const ALL: u64 = u64::MAX;

fn divides(layers: &Layers, a: Coordinate, b: Coordinate) -> bool {
    layers.divides(a, b, &mut { ALL }).unwrap()
}

/// Two squares beside each other, of whose right one the right half is taken away, and a square in that which is given back.
fn squares() -> Layers {
    layers(&[
        (vec![rectangle(0, 0, 100, 100)], true),
        (vec![rectangle(100, 0, 100, 100)], true),
        (vec![rectangle(150, 0, 50, 100)], false),
        (vec![rectangle(160, 40, 20, 20)], true),
    ])
}

#[test]
fn the_last_polygon_decides() {
    for (x, y, covered) in [
        (50, 50, true),
        (100, 50, true),
        (149, 50, true),
        (150, 50, false),
        (155, 50, false),
        (160, 50, true),
        (170, 50, true),
        (200, 0, false),
        (201, 0, false),
        (i32::MIN, i32::MAX, false),
    ] {
        assert_eq!(
            squares().covers_point(at(x, y), &mut { ALL }),
            Some(covered),
            "{x} {y}"
        );
    }
}

#[test]
fn the_outline_is_where_one_side_is_covered() {
    let outline = |a: (i32, i32), b: (i32, i32)| {
        let there = divides(&squares(), at(a.0, a.1), at(b.0, b.1));
        assert_eq!(
            there,
            divides(&squares(), at(b.0, b.1), at(a.0, a.1)),
            "{a:?} {b:?}"
        );
        there
    };
    assert!(outline((0, 0), (100, 0)), "the south");
    assert!(outline((0, 0), (0, 100)), "the west");
    assert!(!outline((100, 0), (100, 100)), "the seam");
    assert!(outline((150, 0), (150, 100)), "where it was taken away");
    assert!(!outline((200, 0), (200, 100)), "nothing is left here");
    assert!(outline((160, 40), (180, 40)), "what was given back");
    assert!(outline((120, 0), (190, 0)), "a part of it is outline");
    assert!(!outline((150, 0), (200, 0)), "none of it is");
    assert!(!outline((10, 10), (90, 50)), "inside");
    assert!(!outline((300, 0), (400, 50)), "outside");
    assert!(!outline((0, 0), (0, 0)), "no length");
}

#[test]
fn segments_are_broken_at_vertices() {
    let broken = |a: (i32, i32), b: (i32, i32)| squares().broken(at(a.0, a.1), at(b.0, b.1), &mut { ALL });
    assert_eq!(
        broken((0, 0), (200, 0)),
        line(&[(0, 0), (100, 0), (150, 0), (200, 0)])
    );
    assert_eq!(
        broken((200, 0), (0, 0)),
        line(&[(200, 0), (150, 0), (100, 0), (0, 0)])
    );
    assert_eq!(
        broken((160, 10), (160, 90)),
        line(&[(160, 10), (160, 40), (160, 60), (160, 90)])
    );
    assert_eq!(broken((10, 10), (90, 50)), line(&[(10, 10), (90, 50)]));
    assert_eq!(broken((5, 5), (5, 5)), line(&[(5, 5), (5, 5)]));
}

#[test]
fn polygons_that_are_too_far_away_are_passed_over() {
    let far = vec![ring(&[(0, 0), (1 << 30, 0), (0, 10)])];
    assert_eq!(
        layers(&[(far, true)]).covers_point(at(1, 1), &mut { ALL }),
        Some(false)
    );
}

#[test]
fn of_a_segment_that_very_many_touch_there_is_no_answer() {
    let comb = |teeth: i32| {
        let tooth = |n: i32| [(4 * n, 10), (4 * n + 1, -10), (4 * n + 2, 10)];
        let ring = ring(
            &(0..teeth)
                .flat_map(tooth)
                .chain([(4 * teeth, 20), (0, 20)])
                .collect::<Vec<_>>(),
        );
        layers(&[(vec![ring], true), (vec![rectangle(-10, -10, 100_000, 20)], true)])
    };
    assert!(
        !divides(&comb(300), at(0, 0), at(90_000, 0)),
        "covered on both sides"
    );
    assert_eq!(comb(3_000).divides(at(0, 0), at(90_000, 0), &mut { ALL }), None);
    let again = vec![(vec![rectangle(0, 0, 100, 100)], true); 3_000];
    assert!(
        divides(&layers(&again), at(0, 0), at(100, 0)),
        "touched at two places only"
    );
}

#[test]
fn without_steps_there_is_no_answer() {
    let (layers, here) = (squares(), at(50, 50));
    let mut steps = 100;
    assert_eq!(layers.covers_point(here, &mut steps), Some(true));
    assert!((90..99).contains(&steps), "{steps}");
    assert_eq!(layers.covers_point(here, &mut 2), None);
    assert_eq!(layers.divides(at(0, 0), at(100, 0), &mut 2), None);
    assert_eq!(layers.divides(at(0, 0), at(100, 0), &mut 30), Some(true));
}

/// Whether somewhere the left side of a segment is covered and the right one is not, or the other way round.
fn differs(polygons: &[(Vec<Vec<Coordinate>>, bool)], a: Coordinate, b: Coordinate) -> bool {
    // Cuts are fractions with denominators of at most 50; samples are fractions of a greater prime.
    const SAMPLES: i64 = 2_503;
    const FINE: i64 = 100_000;
    let scaled = |c: Coordinate| [c.x, c.y].map(|v| i64::from(v) * SAMPLES * FINE);
    let scaled: Vec<(Vec<_>, bool)> = polygons
        .iter()
        .map(|(rings, adds)| {
            let sides = sides(rings).into_iter();
            let sides = sides.map(|[a, b]| [scaled(a).into(), scaled(b).into()]);
            (sides.collect(), *adds)
        })
        .collect();
    let is_covered = |x, y| {
        let last = scaled.iter().rfind(|(sides, _)| sample_covered(sides, x, y));
        last.is_some_and(|(_, adds)| *adds)
    };
    let [dx, dy] = [b.x - a.x, b.y - a.y].map(i64::from);
    (1..SAMPLES).any(|way| {
        let [x, y] = [(a.x, dx), (a.y, dy)].map(|(a, d)| (i64::from(a) * SAMPLES + d * way) * FINE);
        is_covered(x - dy, y + dx) != is_covered(x + dy, y - dx)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_segment_divides_where_samples_of_its_sides_differ(
        polygons in prop::collection::vec((any_polygon(), any::<bool>()), 0..4),
        of in any::<prop::sample::Index>(),
        (a, b) in (corner(), corner()),
        is_random in any::<bool>(),
    ) {
        let edges: Vec<_> = polygons.iter().flat_map(|(rings, _)| sides(rings)).collect();
        let [a, b] = match edges.is_empty() || is_random {
            true => [a, b],
            false => *of.get(&edges),
        };
        prop_assert_eq!(divides(&layers(&polygons), a, b), differs(&polygons, a, b));
    }
}
