//! Synthetic municipalities, judged by others: xmllint knows the schema, PostGIS knows the topology.

mod defects;
mod judge;

use std::path::{Path, PathBuf};
use std::process::Command;

use dtm::check::accompanying::Accompanying;
use dtm::generate::{Defects, Generator, Plan};
use dtm::jvf::read::{Entry, Reader};
use dtm::jvf::write::{Header, Kind, Writer};
use dtm::model::{AreaRole, Catalogue, Coordinate, Geometry, Operation, Outline, Record, Shape};

use crate::kit::{self, Database};
use judge::{Complete, judge, violations};

const REGIONS: [&str; 6] = ["CZ042", "CZ063", "CZ053", "CZ031", "CZ052", "CZ080"];

fn outline(code: &str) -> Outline {
    let all = Outline::embedded().unwrap();
    all.into_iter()
        .find(|outline| outline.code.as_str() == code)
        .unwrap()
}

fn plan(code: &str, objects: u64, seed: i64) -> Plan {
    Plan {
        objects,
        seed,
        outline: outline(code),
        areas: true,
        operation: Operation::Reference,
        defects: Defects::default(),
    }
}

fn records(plan: Plan) -> Vec<Record> {
    municipality(plan).0
}

/// The records and the areas of complete ZPS.
fn municipality(plan: Plan) -> (Vec<Record>, Complete) {
    let mut generator = Generator::new(Catalogue::embedded("1.4.3").unwrap(), plan).unwrap();
    let mut records = Vec::new();
    while let Some(batch) = generator.next_batch().unwrap() {
        records.extend(batch);
    }
    assert_eq!(generator.made(), records.len() as u64);
    let complete = generator.finish().complete_areas.into_iter();
    (records, complete.map(|area| (area.level, area.rings)).collect())
}

/// Runs the built binary and gives the bytes of the file.
fn generated(directory: &Path, arguments: &[&str]) -> Vec<u8> {
    let file = directory.join("generated.xml");
    let output = Command::new(env!("CARGO_BIN_EXE_dtm"))
        .arg("generate")
        .args(arguments)
        .arg("-o")
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    std::fs::read(file).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let directory = tempfile::tempdir().unwrap();
    let make = |seed| {
        generated(
            directory.path(),
            &[
                "--objects",
                "3000",
                "--seed",
                seed,
                "--region",
                "CZ063",
                "--areas",
            ],
        )
    };
    let first = make("5");
    assert!(first == make("5"));
    assert!(first != make("6"));
}

#[test]
fn the_number_of_objects_is_met() {
    for objects in [150, 400, 1_000, 1_999, 2_000, 2_500, 10_000] {
        for (seed, code) in (1..).zip(REGIONS) {
            let made = records(plan(code, objects, seed)).len() as u64;
            assert!(
                made == objects || made + 1 == objects,
                "{made} instead of {objects} in {code}"
            );
        }
    }
}

#[test]
fn a_region_that_is_full_says_so() {
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    let square =
        "[[-700000,-1000000],[-699400,-1000000],[-699400,-999400],[-700000,-999400],[-700000,-1000000]]";
    let text = format!(
        r#"{{"features":[{{"properties":{{"code":"CZ042","name":"malý"}},"geometry":{{"type":"Polygon","coordinates":[{square}]}}}}]}}"#
    );
    let outline = Outline::read(&text).unwrap().remove(0);
    let mut generator = Generator::new(
        catalogue,
        Plan {
            outline,
            ..plan("CZ042", 1_000_000, 1)
        },
    )
    .unwrap();
    let told = loop {
        match generator.next_batch() {
            Ok(batch) => assert!(batch.is_some(), "a million objects in 36 hectares"),
            Err(error) => break error.to_string(),
        }
    };
    assert!(told.contains("room for") && told.contains("CZ042"), "{told}");
}

#[test]
fn values_are_in_their_code_lists() {
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    for record in records(plan("CZ080", 5_000, 8)) {
        for attribute in record.attributes.iter() {
            let known = catalogue.attribute(attribute.id).unwrap();
            let listed = known.codes.iter().any(|code| code.value == attribute.text);
            assert!(
                listed || known.codes.is_empty(),
                "{} is never {}",
                known.name,
                attribute.text
            );
        }
    }
}

#[test]
fn files_are_valid_by_the_official_schema() {
    let Some(schema) = Schema::unpack() else { return };
    let directory = tempfile::tempdir().unwrap();
    let cases: [&[&str]; 3] = [
        &["--objects", "4000", "--seed", "3", "--region", "CZ080", "--areas"],
        &["--objects", "20000", "--seed", "4", "--region", "CZ031"],
        &[
            "--objects",
            "600",
            "--seed",
            "5",
            "--region",
            "CZ053",
            "--operation",
            "i",
        ],
    ];
    for arguments in cases {
        generated(directory.path(), arguments);
        schema.accepts(&directory.path().join("generated.xml"));
    }
    for code in REGIONS {
        schema.accepts(&demo(code));
    }
}

#[test]
fn records_come_back_from_the_file_as_they_were_written() {
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    let written = records(plan("CZ052", 2_500, 11));
    let header = Header {
        written_at: "2026-01-01T08:00:00".parse().unwrap(),
        kind: Kind::Full,
    };
    let mut writer = Writer::new(Vec::new(), catalogue, &header).unwrap();
    for record in &written {
        writer.record(record).unwrap();
    }
    let bytes = writer.finish().unwrap();
    let (read, _) = read(&bytes);
    assert_eq!(read.len(), written.len());
    for (mut read, written) in read.into_iter().zip(written) {
        assert!(read.gml_id.take().is_some() && read.position.record > 0);
        read.position = written.position;
        assert_eq!(read, written);
    }
}

/// The records and the areas of complete ZPS.
fn read(bytes: &[u8]) -> (Vec<Record>, Complete) {
    let mut reader = Reader::open(bytes).unwrap();
    let (mut records, mut accompanying) = (Vec::new(), Accompanying::default());
    while let Some(entry) = reader.next_entry().unwrap() {
        match entry {
            Entry::Record(record) => records.push(*record),
            Entry::Fragment(fragment) => accompanying.note(&fragment).unwrap(),
            other => panic!("{other:?}"),
        }
    }
    let complete = accompanying.complete_areas.iter().flat_map(|told| {
        let polygons = told.areas.iter().filter_map(|area| area.rings());
        polygons.map(|rings| (i8::try_from(told.level.unwrap()).unwrap(), rings.to_vec()))
    });
    (records, complete.collect())
}

fn demo(code: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/demo/{code}.jvf.xml"))
}

#[test]
fn the_demo_deliveries_are_what_the_generator_makes_today() {
    let script = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/demo")).unwrap();
    let directory = tempfile::tempdir().unwrap();
    for code in REGIONS {
        let line = script.lines().find(|line| line.starts_with(code)).unwrap();
        let [_, objects, seed] = line.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let made = generated(
            directory.path(),
            &["--objects", objects, "--seed", seed, "--region", code, "--areas"],
        );
        assert!(made.len() < 300_000, "{code} has {} bytes", made.len());
        assert!(
            made == std::fs::read(demo(code)).unwrap(),
            "run scripts/demo: {code} differs"
        );
    }
}

#[test]
fn new_objects_come_without_identifiers_in_the_area_of_a_change() {
    let directory = tempfile::tempdir().unwrap();
    let bytes = generated(
        directory.path(),
        &[
            "--objects",
            "500",
            "--seed",
            "2",
            "--region",
            "CZ063",
            "--operation",
            "i",
        ],
    );
    let text = String::from_utf8(bytes.clone()).unwrap();
    let area = text.split("<OblastZmeny>").nth(1).unwrap();
    let area = area
        .split("<g:posList>")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    let corners: Vec<f64> = area.split(' ').map(|value| value.parse().unwrap()).collect();
    let mut reader = Reader::open(&bytes[..]).unwrap();
    let mut count = 0;
    while let Some(entry) = reader.next_entry().unwrap() {
        let Entry::Record(record) = entry else { continue };
        count += 1;
        assert_eq!((record.operation, record.id), (Operation::Insert, None));
        for place in record.geometry.unwrap().coordinates() {
            let [x, y, _] = place.metres();
            assert!(
                corners[0] <= x && x <= corners[2] && corners[1] <= y && y <= corners[5],
                "{place:?}"
            );
        }
    }
    assert!(count >= 499, "{count}");
}

#[test]
fn the_area_of_complete_zps_is_told_with_and_without_derived_areas() {
    let directory = tempfile::tempdir().unwrap();
    let told = |more: &[&str]| {
        let arguments = ["--objects", "2500", "--seed", "9", "--region", "CZ052"];
        let bytes = generated(directory.path(), &[&arguments, more].concat());
        let mut reader = Reader::open(&bytes[..]).unwrap();
        let mut accompanying = Accompanying::default();
        while let Some(entry) = reader.next_entry().unwrap() {
            if let Entry::Fragment(fragment) = entry {
                accompanying.note(&fragment).unwrap();
            }
        }
        accompanying.complete_areas.remove(0)
    };
    let (plain, new) = (told(&[]), told(&["--operation", "i"]));
    assert_eq!((plain.level, plain.role), (Some(0), Some(AreaRole::Reference)));
    assert_eq!((new.level, new.role), (Some(0), Some(AreaRole::New)));
    assert_eq!(plain.areas[0].ground, new.areas[0].ground);
    let (with_areas, known) = (told(&["--areas"]), AreaRole::Reference);
    assert_eq!((with_areas.level, with_areas.role), (Some(0), Some(known)));
    assert!(with_areas.areas[0].rings().unwrap()[0].len() > 20);
}

/// Sides of the exteriors of what is complete in a level.
fn sides(complete: &Complete, level: i8) -> Vec<[Coordinate; 2]> {
    let of_level = complete.iter().filter(|(of, _)| *of == level);
    let sides = of_level.flat_map(|(_, rings)| rings[0].windows(2));
    sides.map(|side| [side[0], side[1]]).collect()
}

#[test]
fn a_town_is_complete_in_two_parts_that_share_a_seam_and_a_village_in_one() {
    let seam = |objects| {
        let (_, complete) = municipality(plan("CZ063", objects, 3));
        let parts = complete.iter().filter(|(level, _)| *level == 0).count();
        for level in [-1, 1] {
            assert!(sides(&complete, level).len() >= 4, "a structure in level {level}");
        }
        let sides = sides(&complete, 0);
        let shared = sides.iter().filter(|[from, to]| sides.contains(&[*to, *from]));
        (parts, shared.count())
    };
    let (parts, shared) = seam(5_000);
    assert!(parts == 2 && shared > 10, "{parts} parts, {shared} shared sides");
    assert_eq!(seam(1_900), (1, 0));
}

#[test]
fn outlines_climb_vertical_edges_and_buildings_have_courtyards() {
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    let mut climbing = std::collections::BTreeSet::new();
    let mut courtyards = 0;
    for record in records(plan("CZ031", 6_000, 4)) {
        let element = catalogue.object_types[usize::from(record.object_type)]
            .element
            .as_str();
        let above = |pair: &[Coordinate]| (pair[0].x, pair[0].y) == (pair[1].x, pair[1].y);
        let shapes = [record.geometry, record.outline].into_iter().flatten();
        for shape in shapes.map(|geometry| geometry.shape) {
            match shape {
                Shape::Line(line) if line.windows(2).any(above) => {
                    assert_eq!(line.len(), 2);
                    climbing.insert(element.to_owned());
                }
                Shape::MultiLine(lines) if lines.iter().any(|line| line.windows(2).any(above)) => {
                    climbing.insert(element.to_owned());
                }
                Shape::Polygon(rings) if element == "BudovaPlocha" => courtyards += rings.len() - 1,
                _ => {}
            }
        }
    }
    let expected = [
        "HraniceSchodiste",
        "HraniceStavby",
        "SchodistePlocha",
        "TerasaPlocha",
    ];
    assert!(climbing.iter().eq(expected), "{climbing:?}");
    assert!(courtyards > 3, "{courtyards}");
}

#[test]
fn municipalities_of_two_seeds_share_no_identifier() {
    let ids = |seed| {
        let records = records(plan("CZ052", 1_000, seed)).into_iter();
        records
            .map(|record| record.id.unwrap().to_string())
            .collect::<std::collections::HashSet<_>>()
    };
    let (first, second) = (ids(1), ids(2));
    assert!(first.len() >= 999 && first.is_disjoint(&second));
    assert!(first.iter().all(|id| id.len() == 17 && id.starts_with("52")));
}

/// The judge sees what is wrong: every kind of defect, planted in a clean municipality, is found by its check.
#[tokio::test]
async fn planted_defects_are_seen_by_the_judge() {
    let database = Database::new().await;
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    let (clean, complete) = municipality(plan("CZ042", 600, 12));
    let find = |records: &[Record], element: &str| {
        let is = |record: &Record| catalogue.object_types[usize::from(record.object_type)].element == element;
        records.iter().position(is).unwrap()
    };
    type Defect = fn(&mut Record);
    let cases: [(&str, &str, Defect); 7] = [
        ("3.1", "HraniceBudovy", |record| each(record, &mut |c| c.z += 1)),
        ("3.11", "PodrobnyBodZPS", |record| {
            each(record, &mut |c| c.x += 700)
        }),
        ("3.2, 3.3", "HraniceBudovy", |record| {
            each(record, &mut |c| c.x += 4_000)
        }),
        ("3.4", "HranicePrirodnihoPoloprirodnihoObjektu", |record| {
            if let Some(Geometry {
                shape: Shape::Line(line),
                ..
            }) = &mut record.geometry
            {
                line.swap(2, 5);
            }
        }),
        ("4.2, 4.3", "ZahradaDefinicniBod", |record| {
            each(record, &mut |c| c.x += 20_000)
        }),
        ("4.7", "ZahradaDefinicniBod", |record| {
            each(record, &mut |c| c.y += 90_000)
        }),
        ("outlines have the heights", "BudovaPlocha", |record| {
            if let Some(Geometry {
                shape: Shape::MultiLine(lines),
                ..
            }) = &mut record.outline
            {
                lines[0][1].z += 3;
            }
        }),
    ];
    for (check, element, defect) in cases {
        let mut records = clean.clone();
        let place = find(&records, element);
        defect(&mut records[place]);
        let mut connection = database.connection().await;
        let found = violations(&mut connection, &records, &complete, &outline("CZ042")).await;
        assert!(
            found.iter().any(|told| told.starts_with(check)),
            "{check}: {found:?}"
        );
    }
    let mut moved = complete;
    moved[0].1[0][1].x += 1;
    let found = violations(
        &mut database.connection().await,
        &clean,
        &moved,
        &outline("CZ042"),
    )
    .await;
    let checks: Vec<_> = found.iter().map(|told| &told[..4]).collect();
    assert_eq!(checks, ["3.12", "4.6 "], "{found:?}");
}

fn each(record: &mut Record, change: &mut dyn FnMut(&mut Coordinate)) {
    match record.geometry.as_mut().map(|geometry| &mut geometry.shape) {
        Some(Shape::Point(place)) => change(place),
        Some(Shape::Line(line)) => line.iter_mut().for_each(change),
        _ => panic!("points and lines only"),
    }
}

#[tokio::test]
async fn the_demo_deliveries_are_topologically_clean() {
    let database = Database::new().await;
    for code in REGIONS {
        let made = read(&std::fs::read(demo(code)).unwrap());
        judge(&mut database.connection().await, &made, &outline(code), code).await;
    }
}

#[tokio::test]
async fn municipalities_of_any_seed_are_topologically_clean() {
    let database = Database::new().await;
    for (seed, code) in (100..).zip(REGIONS.iter().cycle().take(6)) {
        let objects = if seed % 2 == 0 { 3_000 } else { 1_200 };
        let made = municipality(plan(code, objects, seed));
        let name = format!("seed {seed} in {code}");
        judge(&mut database.connection().await, &made, &outline(code), &name).await;
    }
}

/// The official schema, unpacked.
struct Schema(tempfile::TempDir);

impl Schema {
    fn unpack() -> Option<Self> {
        let package = kit::shared()?.join("jvf/xsd/jvf-dtm-1.4.3-xsd.zip");
        if Command::new("xmllint").arg("--version").output().is_err() {
            kit::skip("xmllint is not here; install libxml2-utils");
            return None;
        }
        let directory = tempfile::tempdir().unwrap();
        zip::ZipArchive::new(std::fs::File::open(package).unwrap())
            .unwrap()
            .extract(directory.path())
            .unwrap();
        Some(Self(directory))
    }

    fn accepts(&self, file: &Path) {
        let output = Command::new("xmllint")
            .args(["--noout", "--stream", "--nonet", "--schema"])
            .arg(self.0.path().join("xsd/index/index_data.xsd"))
            .arg(file)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{}",
            told.lines().rev().take(5).collect::<String>()
        );
    }
}
