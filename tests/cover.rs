//! The exact cover and what insides have in common, judged by shapely: random unions on small grids, where edges and corners
//! often coincide.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use dtm::geom::cover::{Common, Cover, Inside};
use dtm::model::Coordinate;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::kit;

const CASES: usize = 4_000;

/// Longest side of the grid, small for coincidences.
const GRID: i32 = 7;

type Rings = Vec<Vec<Coordinate>>;

struct Case {
    polygons: Vec<Rings>,
    area: Rings,
    line: Vec<Coordinate>,
}

fn corner() -> impl Strategy<Value = Coordinate> {
    (0..=GRID, 0..=GRID).prop_map(|(x, y)| Coordinate::new(x, y, 0))
}

fn closed(mut ring: Vec<Coordinate>) -> Vec<Coordinate> {
    ring.extend(ring.first().copied());
    ring
}

fn any_polygon() -> impl Strategy<Value = Rings> {
    let rectangle = |low: Coordinate, width, height| {
        let (x, y) = (low.x + width, low.y + height);
        closed(vec![
            low,
            Coordinate::new(x, low.y, 0),
            Coordinate::new(x, y, 0),
            Coordinate::new(low.x, y, 0),
        ])
    };
    let inner = Coordinate::new(2, 2, 0);
    let triangle = prop::collection::vec(corner(), 3..5).prop_map(|ring| vec![closed(ring)]);
    let filled = (corner(), 1..=GRID, 1..=GRID).prop_map(move |(low, w, h)| vec![rectangle(low, w, h)]);
    let framed = (corner(), 1..=3, 1..=3).prop_map(move |(c, w, h)| {
        vec![
            rectangle(Coordinate::new(c.x % 3, c.y % 3, 0), GRID, GRID),
            rectangle(inner, w, h),
        ]
    });
    prop_oneof![2 => triangle, 2 => filled, 1 => framed]
}

fn cases() -> Vec<Case> {
    let mut runner = TestRunner::deterministic();
    let union = prop::collection::vec(any_polygon(), 1..5);
    let line =
        prop::collection::vec(corner(), 2..4).prop_filter("a line has a length", |line| line[0] != line[1]);
    let strategy = (union, any_polygon(), line);
    let case = |_| {
        let (polygons, area, line) = strategy.new_tree(&mut runner).unwrap().current();
        Case { polygons, area, line }
    };
    (0..CASES).map(case).collect()
}

fn positions(line: &[Coordinate]) -> Value {
    line.iter().map(|c| json!([c.x, c.y])).collect()
}

fn rings(rings: &Rings) -> Value {
    rings.iter().map(|ring| positions(ring)).collect()
}

/// The verdicts of the judge, null for cases it cannot judge; `None` when it is not installed.
fn judged(cases: &[Case]) -> Option<Vec<Value>> {
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges/cover.py");
    let started = Command::new("/usr/bin/python3")
        .arg(judge)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut judge) = started else {
        kit::skip("python3 is not installed; the cover is not judged");
        return None;
    };
    let mut asked = String::new();
    for case in cases {
        let polygons: Value = case.polygons.iter().map(rings).collect();
        let case = json!({ "polygons": polygons, "area": rings(&case.area), "line": positions(&case.line) });
        asked.push_str(&format!("{case}\n"));
    }
    let mut stdin = judge.stdin.take().unwrap();
    let writing = std::thread::spawn(move || stdin.write_all(asked.as_bytes()));
    let answered = judge.wait_with_output().unwrap();
    let written = writing.join().unwrap();
    if !answered.status.success() {
        kit::skip("python3-shapely is not installed; the cover is not judged");
        return None;
    }
    written.unwrap();
    let lines = std::str::from_utf8(&answered.stdout).unwrap().lines();
    Some(lines.map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[test]
fn shapely_finds_the_same_covered_the_same_touching_and_the_same_in_common() {
    let cases = cases();
    let Some(verdicts) = judged(&cases) else { return };
    assert_eq!(verdicts.len(), CASES);
    let mut counts = std::collections::BTreeMap::<_, usize>::new();
    for (case, verdict) in cases
        .iter()
        .zip(&verdicts)
        .filter(|(_, verdict)| !verdict.is_null())
    {
        let cover = Cover::new(&case.polygons).unwrap();
        let area = Cover::new([&case.area]).unwrap();
        let insides = (Inside::new(&case.polygons[0]), Inside::new(&case.area));
        let (Some(first), Some(inside)) = insides else {
            panic!("valid polygons have edges");
        };
        let told = [
            (
                "common",
                first.common(&inside, &mut { u64::MAX }) != Common::Nothing,
            ),
            ("line", cover.covers_line(&case.line).is_ok()),
            ("area", cover.covers_polygon(&case.area).is_ok()),
            ("touches", cover.touches(&area)),
        ];
        for (what, told) in told {
            let shown = format!(
                "{what}: {:?} in {:?}, line {:?}",
                case.area, case.polygons, case.line
            );
            assert_eq!(verdict[what], told, "{shown}");
            *counts.entry((what, told)).or_default() += 1;
        }
    }
    // The cases say something only when both answers are frequent.
    assert!(
        counts.len() == 8 && counts.values().all(|count| *count > CASES / 40),
        "{counts:?}"
    );
}
