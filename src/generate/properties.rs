//! What holds for every municipality, whatever its seed: exact, in whole centimetres, without a database.

use proptest::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Defects, Generator, Plan};
use crate::model::catalogue::{Catalogue, GeometryKind, Part};
use crate::model::{Coordinate, Operation, Outline, Record, Shape};

/// Side of the squares in which segments are compared, centimetres.
const SQUARE: i32 = 2_000;

/// A place in the plane.
type Place = (i32, i32);

/// Level and family of a line: lines of others do not meet it.
type Net = (String, &'static str);

struct Segment {
    line: usize,
    ends: [Place; 2],
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

/// Lines of the situation, each with its net.
fn lines(records: &[Record]) -> Vec<(Net, &Vec<Coordinate>)> {
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    let mut lines = Vec::new();
    for record in records {
        let object_type = &catalogue.object_types[usize::from(record.object_type)];
        let value = |name| {
            let id = catalogue.attribute_id(name).unwrap();
            let mut all = record.attributes.iter();
            all.find(|attribute| attribute.id == id)
                .map(|attribute| attribute.text.to_string())
        };
        if let (Part::Zps, Some(Shape::Line(line))) =
            (object_type.part, record.geometry.as_ref().map(|g| &g.shape))
        {
            let deck = value("TypDopravniStavbyNeboPlochy").as_deref() == Some("16");
            let family = match object_type.element.as_str() {
                "HranicePodzemnihoObjektuZPS" => "underground",
                _ if deck => "bridge",
                _ => "ground",
            };
            lines.push(((value("UrovenUmisteniObjektuZPS").unwrap(), family), line));
        }
    }
    lines
}

fn place(c: &Coordinate) -> Place {
    (c.x, c.y)
}

/// Whether the lines have one course and heights far enough apart for a double edge (3.6).
fn double_edge(one: &[Coordinate], other: &[Coordinate]) -> bool {
    let same = |other: &mut dyn Iterator<Item = &Coordinate>| {
        let pairs: Vec<_> = one.iter().zip(other).collect();
        pairs.iter().all(|(a, b)| place(a) == place(b)) && pairs.iter().any(|(a, b)| (a.z - b.z).abs() >= 12)
    };
    one.len() == other.len() && (same(&mut other.iter()) || same(&mut other.iter().rev()))
}

fn turn(a: Place, b: Place, c: Place) -> i64 {
    let (ux, uy) = (i64::from(b.0 - a.0), i64::from(b.1 - a.1));
    let (vx, vy) = (i64::from(c.0 - a.0), i64::from(c.1 - a.1));
    (ux * vy - uy * vx).signum()
}

fn between(a: Place, b: Place, c: Place) -> bool {
    let inside = |low: i32, high: i32, value: i32| (low.min(high)..=low.max(high)).contains(&value);
    turn(a, b, c) == 0 && inside(a.0, b.0, c.0) && inside(a.1, b.1, c.1)
}

/// Whether the segments have more in common than one end.
fn collide(one: [Place; 2], other: [Place; 2]) -> bool {
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
        let lines = lines(&records);
        let mut squares: FxHashMap<(&Net, i32, i32), Vec<Segment>> = FxHashMap::default();
        let mut ends: FxHashMap<(&Net, Coordinate), usize> = FxHashMap::default();
        let mut inner: FxHashMap<(&Net, Place), usize> = FxHashMap::default();
        for (number, (net, line)) in lines.iter().enumerate() {
            for end in [line[0], line[line.len() - 1]] {
                *ends.entry((net, end)).or_default() += 1;
            }
            for vertex in &line[1..line.len() - 1] {
                if let Some(other) = inner.insert((net, place(vertex)), number) {
                    prop_assert!(double_edge(line, lines[other].1), "two lines touch at {vertex:?}");
                }
            }
            for pair in line.windows(2) {
                let [a, b] = [pair[0], pair[1]];
                let [dx, dy, dz] = [b.x - a.x, b.y - a.y, b.z - a.z].map(i64::from);
                prop_assert!(dx * dx + dy * dy + dz * dz >= 25, "{a:?} {b:?} is shorter than 5 cm");
                if place(&a) == place(&b) {
                    prop_assert_eq!(line.len(), 2, "a vertical edge is a line of its own");
                    continue;
                }
                for x in a.x.min(b.x).div_euclid(SQUARE)..=a.x.max(b.x).div_euclid(SQUARE) {
                    for y in a.y.min(b.y).div_euclid(SQUARE)..=a.y.max(b.y).div_euclid(SQUARE) {
                        let segment = Segment { line: number, ends: [place(&a), place(&b)] };
                        squares.entry((net, x, y)).or_default().push(segment);
                    }
                }
            }
        }
        for ((net, end), count) in &ends {
            prop_assert!(*count > 1, "a line ends alone in {end:?}");
            prop_assert!(!inner.contains_key(&(*net, place(end))), "a line ends inside another in {end:?}");
        }
        for segments in squares.values() {
            for (k, one) in segments.iter().enumerate() {
                for other in &segments[k + 1..] {
                    let apart = double_edge(lines[one.line].1, lines[other.line].1);
                    prop_assert!(
                        apart || !collide(one.ends, other.ends),
                        "lines {} and {}: {:?} {:?}", one.line, other.line, one.ends, other.ends
                    );
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
        let level = catalogue.attribute_id("UrovenUmisteniObjektuZPS").unwrap();
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
                        let level = record.attributes.iter().find(|attribute| attribute.id == level).map(|attribute| attribute.text);
                        prop_assert!(places.insert((level, place(&vertex))), "two definition points in {vertex:?}");
                    }
                    _ => {}
                }
            }
        }
        prop_assert_eq!(measured, used);
    }
}
