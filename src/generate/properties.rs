//! What holds for every municipality, whatever its seed: exact, in whole centimetres, without a database.

use proptest::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Defects, Generator, Plan};
use crate::model::catalogue::{Catalogue, GeometryKind, Part};
use crate::model::{Coordinate, Operation, Outline, Record, Shape};

/// Side of the squares in which segments are compared, centimetres.
const SQUARE: i32 = 2_000;

#[derive(Clone, Copy, Debug)]
struct Segment {
    line: usize,
    ends: [Coordinate; 2],
}

fn municipality(seed: i64, region: usize, objects: u64) -> (Vec<Record>, Outline) {
    let outline = Outline::embedded().unwrap().remove(region);
    let plan = Plan {
        objects,
        seed,
        outline: outline.clone(),
        areas: true,
        operation: Operation::Reference,
        defects: Defects::default(),
    };
    let mut generator = Generator::new(Catalogue::embedded("1.4.3").unwrap(), plan).unwrap();
    let mut records = Vec::new();
    while let Some(batch) = generator.next_batch().unwrap() {
        records.extend(batch);
    }
    (records, outline)
}

/// Lines of the situation.
fn lines(records: &[Record]) -> Vec<&Vec<Coordinate>> {
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    let mut lines = Vec::new();
    for record in records {
        let object_type = &catalogue.object_types[usize::from(record.object_type)];
        if let (Part::Zps, Some(Shape::Line(line))) =
            (object_type.part, record.geometry.as_ref().map(|g| &g.shape))
        {
            lines.push(line);
        }
    }
    lines
}

fn turn(a: Coordinate, b: Coordinate, c: Coordinate) -> i64 {
    let (ux, uy) = (i64::from(b.x - a.x), i64::from(b.y - a.y));
    let (vx, vy) = (i64::from(c.x - a.x), i64::from(c.y - a.y));
    (ux * vy - uy * vx).signum()
}

fn between(a: Coordinate, b: Coordinate, c: Coordinate) -> bool {
    let inside = |low: i32, high: i32, value: i32| (low.min(high)..=low.max(high)).contains(&value);
    turn(a, b, c) == 0 && inside(a.x, b.x, c.x) && inside(a.y, b.y, c.y)
}

/// Whether the segments have more in common than one end.
fn collide(one: [Coordinate; 2], other: [Coordinate; 2]) -> bool {
    let [a, b] = one;
    let [c, d] = other;
    let shared = [a, b].iter().filter(|p| other.contains(p)).count();
    match shared {
        0 => {
            let crossing = turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
            crossing || between(a, b, c) || between(a, b, d) || between(c, d, a) || between(c, d, b)
        }
        1 => {
            let (p, q) = (
                if other.contains(&a) { b } else { a },
                if one.contains(&c) { d } else { c },
            );
            between(a, b, q) || between(c, d, p)
        }
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_of_any_municipality_meet_in_their_ends_only(seed in 0_i64..1 << 32, region in 0_usize..6, objects in 150_u64..4_000) {
        let (records, _) = municipality(seed, region, objects);
        let mut squares: FxHashMap<(i32, i32), Vec<Segment>> = FxHashMap::default();
        let mut ends: FxHashMap<Coordinate, usize> = FxHashMap::default();
        let mut inner: FxHashSet<Coordinate> = FxHashSet::default();
        for (number, line) in lines(&records).into_iter().enumerate() {
            for end in [line[0], line[line.len() - 1]] {
                *ends.entry(end).or_default() += 1;
            }
            for vertex in &line[1..line.len() - 1] {
                prop_assert!(inner.insert(*vertex), "two lines touch at {vertex:?}");
            }
            for pair in line.windows(2) {
                let [a, b] = [pair[0], pair[1]];
                let (dx, dy) = (i64::from(b.x - a.x), i64::from(b.y - a.y));
                prop_assert!(dx * dx + dy * dy >= 25, "{a:?} {b:?} is shorter than 5 cm");
                for x in a.x.min(b.x).div_euclid(SQUARE)..=a.x.max(b.x).div_euclid(SQUARE) {
                    for y in a.y.min(b.y).div_euclid(SQUARE)..=a.y.max(b.y).div_euclid(SQUARE) {
                        squares.entry((x, y)).or_default().push(Segment { line: number, ends: [a, b] });
                    }
                }
            }
        }
        for (end, count) in &ends {
            prop_assert!(*count > 1, "a line ends alone in {end:?}");
            prop_assert!(!inner.contains(end), "a line ends inside another in {end:?}");
        }
        for segments in squares.values() {
            for (k, one) in segments.iter().enumerate() {
                for other in &segments[k + 1..] {
                    prop_assert!(!collide(one.ends, other.ends), "lines {} and {}: {one:?} {other:?}", one.line, other.line);
                }
            }
        }
    }

    #[test]
    fn vertices_of_any_municipality_have_one_detail_point_each(seed in 0_i64..1 << 32, region in 0_usize..6, objects in 150_u64..4_000) {
        let (records, outline) = municipality(seed, region, objects);
        prop_assert!([objects, objects - 1].contains(&(records.len() as u64)));
        let catalogue = Catalogue::embedded("1.4.3").unwrap();
        let (detail, _) = catalogue.object_type("PodrobnyBodZPS").unwrap();
        let (mut measured, mut used, mut ids) = (FxHashSet::default(), FxHashSet::default(), FxHashSet::default());
        let mut places = FxHashSet::default();
        for record in &records {
            prop_assert!(ids.insert(record.id));
            let object_type = &catalogue.object_types[usize::from(record.object_type)];
            for vertex in record.geometry.iter().flat_map(|geometry| geometry.coordinates()) {
                prop_assert!(outline.contains(vertex));
                match (object_type.part, object_type.geometry) {
                    _ if record.object_type == detail => {
                        prop_assert!(measured.insert(vertex), "two detail points in {vertex:?}");
                        prop_assert!((100..=162_000).contains(&vertex.z));
                    }
                    (Part::Zps, GeometryKind::Point | GeometryKind::Line) => {
                        used.insert(vertex);
                    }
                    (Part::Zps, GeometryKind::DefinitionPoint) => {
                        prop_assert!(places.insert((vertex.x, vertex.y)), "two definition points in {vertex:?}");
                    }
                    _ => {}
                }
            }
        }
        prop_assert_eq!(measured, used);
    }
}
