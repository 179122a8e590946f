//! Random polygons on a small grid, where everything coincides that can, judged here and by shapely (`tests/judges/written.py`):
//! both find that the same rule is the first that does not hold.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::super::rings::directions;
use super::*;
use crate::geom::judges;

const JUDGE: &str = include_str!("../../../../../tests/judges/written.py");

const CASES: usize = 8_000;

/// Longest side of the grid.
const GRID: i32 = 6;

/// Where the polygons lie: in the middle of the country, as far away as numbers go, and scaled.
const PLACES: [(i32, i32, i32); 3] = [
    (-70_000_000, -100_000_000, 1),
    (400_000_000, -500_000_000, 3),
    (-99, -7, 30_000_001),
];

type Rings = Vec<Vec<Coordinate>>;

fn corner() -> impl Strategy<Value = Coordinate> {
    (0..=GRID, 0..=GRID).prop_map(|(x, y)| at(x, y))
}

/// Positions without the last, which is the first.
fn any_ring() -> impl Strategy<Value = Vec<Coordinate>> {
    let random = prop::collection::vec(corner(), 3..7);
    let rectangle = (corner(), 1..4, 1..4).prop_map(|(c, width, height)| {
        let (x, y) = (c.x + width, c.y + height);
        vec![at(c.x, c.y), at(x, c.y), at(x, y), at(c.x, y)]
    });
    let diamond = (corner(), 1..3).prop_map(|(c, reach)| {
        vec![
            at(c.x - reach, c.y),
            at(c.x, c.y - reach),
            at(c.x + reach, c.y),
            at(c.x, c.y + reach),
        ]
    });
    let triangle = (corner(), corner(), corner()).prop_map(|(a, b, c)| vec![a, b, c]);
    prop_oneof![1 => random, 3 => rectangle, 3 => diamond, 2 => triangle]
}

/// A large exterior with vertices on its sides, or any.
fn any_exterior() -> impl Strategy<Value = Vec<Coordinate>> {
    let corners = [(0, 0), (GRID, 0), (GRID, GRID), (0, GRID)].map(|(x, y)| at(x, y));
    let large = (0..=GRID, 0..=GRID).prop_map(move |(east, north)| {
        let mut ring = corners.to_vec();
        if 0 < north && north < GRID {
            ring.insert(2, at(GRID, north));
        }
        if 0 < east && east < GRID {
            ring.insert(1, at(east, 0));
        }
        ring
    });
    prop_oneof![4 => large, 1 => any_ring()]
}

/// What is done to a ring at last: it is left open, a position repeats, it is turned.
fn any_defect() -> impl Strategy<Value = u8> {
    prop_oneof![30 => Just(0_u8), 1 => Just(1), 1 => Just(2), 1 => Just(3)]
}

fn any_polygon() -> impl Strategy<Value = Rings> {
    let exterior = (any_exterior(), any_defect());
    let holes = prop::collection::vec((any_ring(), any_defect()), 0..4);
    (exterior, holes).prop_map(|(exterior, holes)| {
        let rings = std::iter::once(exterior).chain(holes).enumerate();
        rings
            .map(|(number, (ring, defect))| made(ring, number == 0, defect))
            .collect()
    })
}

fn made(mut ring: Vec<Coordinate>, is_exterior: bool, defect: u8) -> Vec<Coordinate> {
    if defect == 2 {
        ring.insert(1, ring[0]);
    }
    ring.push(ring[0]);
    if (directions(std::slice::from_ref(&ring)).is_none() != is_exterior) != (defect == 3) {
        ring.reverse();
    }
    if defect == 1 {
        ring.pop();
    }
    ring
}

fn rule(rings: &[Vec<Coordinate>]) -> Value {
    match judge(rings) {
        Verdict::InOrder => Value::Null,
        Verdict::Wrong(flaw) => json!(format!("{:?}", flaw.rule)),
        Verdict::Unknown => panic!("{rings:?} is too much"),
    }
}

#[test]
fn shapely_finds_the_same_rule_broken() {
    let mut runner = TestRunner::deterministic();
    let strategy = any_polygon();
    let cases: Vec<Rings> = (0..CASES)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect();
    let positions = |ring: &Vec<Coordinate>| ring.iter().map(|c| json!([c.x, c.y])).collect::<Value>();
    let asked: Value = cases
        .iter()
        .map(|rings| rings.iter().map(positions).collect::<Value>())
        .collect();
    let Some(told) = judges::python(JUDGE, &[], asked.to_string().as_bytes()) else {
        return;
    };
    let told: Vec<Value> = serde_json::from_str(&told).unwrap();
    assert_eq!(told.len(), CASES);
    let mut counts = BTreeMap::<String, usize>::new();
    for (rings, told) in cases.iter().zip(&told) {
        assert_eq!(&rule(rings), told, "{rings:?}");
        *counts.entry(told.to_string()).or_default() += 1;
    }
    // The cases say something only when every verdict is frequent.
    assert!(
        counts.len() == 12 && counts.values().all(|count| *count > 40),
        "{counts:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_rule_depends_neither_on_the_place_nor_on_where_rings_begin(rings in any_polygon(), start in 0..5_usize) {
        let expected = rule(&rings);
        for (x, y, scale) in PLACES {
            let moved = |c: &Coordinate| at(c.x * scale + x, c.y * scale + y);
            let mut there: Rings = rings.iter().map(|ring| ring.iter().map(moved).collect()).collect();
            for ring in there.iter_mut().filter(|ring| ring.first() == ring.last()) {
                ring.pop();
                let start = start % ring.len();
                ring.rotate_left(start);
                ring.push(ring[0]);
            }
            there[1..].reverse();
            prop_assert_eq!(&rule(&there), &expected);
        }
    }
}
