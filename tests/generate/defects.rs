//! Planted defects: the list tells what is in the file, and others find it.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::Command;

use dtm::check::accompanying::Accompanying;
use dtm::generate::{Defects, Plan};
use dtm::jvf::read::{Entry, Reader};
use dtm::model::{Coordinate, Operation};
use serde_json::Value;

use super::judge::violations;
use super::{REGIONS, Schema, generated, municipality, outline, plan};
use crate::kit::Database;

/// What the file and its list hold: `gml:id` with element, `ID` and geometry.
struct Made {
    bytes: Vec<u8>,
    list: Vec<Value>,
    objects: HashMap<String, (String, Option<String>, Vec<Coordinate>)>,
}

fn made(directory: &Path, arguments: &[&str]) -> Made {
    let bytes = generated(directory, arguments);
    let list = std::fs::read_to_string(directory.join("generated.xml.defects.json")).unwrap();
    let mut reader = Reader::open(&bytes[..]).unwrap();
    let (mut objects, mut accompanying) = (HashMap::new(), Accompanying::default());
    let catalogue = reader.catalogue();
    while let Some(entry) = reader.next_entry().unwrap() {
        match entry {
            Entry::Record(record) => {
                let element = catalogue.object_types[usize::from(record.object_type)]
                    .element
                    .clone();
                let places = record.geometry.iter().flat_map(|geometry| geometry.coordinates());
                let id = record.id.map(|id| id.to_string());
                objects.insert(record.gml_id.clone().unwrap(), (element, id, places.collect()));
            }
            Entry::Fragment(fragment) => accompanying.note(&fragment).unwrap(),
            // Of arcs and of coordinates too precise nothing is read but their names.
            Entry::Fault(fault) => {
                let element = fault.object_type.clone();
                objects.insert(fault.gml_id.unwrap_or_default(), (element, fault.id, Vec::new()));
            }
        }
    }
    let areas = accompanying.complete_areas.iter().flat_map(|area| &area.areas);
    let areas = areas
        .map(|area| ("ZaznamZPS", area))
        .chain(accompanying.change_areas().map(|area| ("OblastZmeny", area)));
    for (element, area) in areas {
        let places = area.rings().unwrap().concat();
        objects.insert(area.gml_id.clone().unwrap(), (element.to_owned(), None, places));
    }
    Made {
        bytes,
        list: serde_json::from_str(&list).unwrap(),
        objects,
    }
}

const TOWN: [&str; 6] = ["--objects", "4000", "--seed", "21", "--region", "CZ063"];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    [&TOWN[..], more].concat()
}

#[test]
fn the_same_seed_plants_the_same_defects() {
    let directory = tempfile::tempdir().unwrap();
    for operation in ["r", "i"] {
        let arguments = with(&["--operation", operation, "--defects", "50"]);
        let [one, other] = [(); 2].map(|()| made(directory.path(), &arguments));
        assert!(one.bytes == other.bytes);
        assert_eq!(one.list, other.list);
    }
}

#[test]
fn the_list_tells_every_defect_with_its_objects() {
    let directory = tempfile::tempdir().unwrap();
    for (operation, kinds) in [("r", 26), ("i", 29)] {
        let made = made(
            directory.path(),
            &with(&["--operation", operation, "--defects", "84"]),
        );
        assert_eq!(made.list.len(), 84);
        let mut count: HashMap<&str, usize> = HashMap::new();
        for defect in &made.list {
            *count.entry(defect["kind"].as_str().unwrap()).or_default() += 1;
            let objects = defect["objects"].as_array().unwrap();
            // What is missing cannot be named, nor can a face.
            let nameless = ["4.1", "4.3", "4.6", "4.8"].contains(&defect["kind"].as_str().unwrap());
            assert!(nameless || !objects.is_empty(), "{defect}");
            let consequences = defect["consequences"].as_array().unwrap().iter();
            let further = consequences.flat_map(|told| told["objects"].as_array().unwrap());
            for object in objects.iter().chain(further) {
                let told = made.objects.get(object["gml_id"].as_str().unwrap());
                let (element, id, places) = told.unwrap_or_else(|| panic!("{object} is not in the file"));
                assert_eq!(object["element"], element.as_str());
                assert_eq!(object["id"].as_str(), id.as_deref());
                let place: Vec<f64> = serde_json::from_value(defect["place"].clone()).unwrap();
                let near = |c: &Coordinate| {
                    let [x, y, _] = c.metres();
                    (x - place[0]).abs() < 1.5 && (y - place[1]).abs() < 1.5
                };
                assert!(places.is_empty() || places.iter().any(near), "{defect}");
            }
        }
        assert_eq!(count.len(), kinds, "{count:?}");
        assert!(
            count.values().all(|n| (84 / kinds..=84 / kinds + 1).contains(n)),
            "{count:?}"
        );
    }
}

#[test]
fn defects_are_spread_over_the_municipality() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = [
        "--objects",
        "20000",
        "--seed",
        "3",
        "--region",
        "CZ052",
        "--defects",
        "100",
    ];
    let made = made(directory.path(), &arguments);
    let places = made.objects.values().flat_map(|(_, _, places)| places);
    let (mut x, mut y): (Vec<_>, Vec<_>) = places.map(|c| (c.x, c.y)).unzip();
    x.sort_unstable();
    y.sort_unstable();
    let middle = [x[x.len() / 2], y[y.len() / 2]].map(|c| f64::from(c) / 100.0);
    let mut quarters = [0; 4];
    for defect in &made.list {
        let [east, north] = [0, 1].map(|k| defect["place"][k].as_f64().unwrap() > middle[k]);
        quarters[usize::from(east) + 2 * usize::from(north)] += 1;
    }
    assert!(quarters.iter().all(|count| *count > 12), "{quarters:?}");
}

#[test]
fn the_rest_of_the_municipality_is_what_it_is_without_defects() {
    let ids = |defects: usize| {
        let defects = Defects {
            count: defects,
            kinds: Vec::new(),
        };
        let (records, _) = municipality(Plan {
            defects,
            ..plan("CZ031", 3_000, 5)
        });
        let ids = records
            .into_iter()
            .map(|record| (record.id, record.geometry.map(|g| g.shape)));
        ids.map(|told| format!("{told:?}")).collect::<HashSet<_>>()
    };
    let (clean, planted) = (ids(0), ids(60));
    assert!(planted.len() > clean.len() && clean.is_subset(&planted));
}

#[test]
fn files_with_defects_are_valid_by_the_official_schema_but_for_those_of_1_1() {
    let Some(schema) = Schema::unpack() else { return };
    let directory = tempfile::tempdir().unwrap();
    const STATE: &str = "1.4,1.5,1.6,2.1,3.1,3.2,3.3,3.4,3.5,3.6,3.7,3.8,3.9,3.10,3.11,3.12,3.13,\
        4.1,4.2,4.3,4.4,4.6,4.7,4.8,4.9";
    let changes = format!("{STATE},2.2,OST.1");
    for (operation, kinds) in [
        ("r", STATE.to_owned()),
        ("i", format!("{changes},1.3,1.7")),
        ("i", format!("{changes},1.2")),
    ] {
        let more = [
            "--operation",
            operation,
            "--defects",
            "60",
            "--defect-kinds",
            &kinds,
        ];
        let made = made(directory.path(), &[&TOWN[..], &more].concat());
        assert_eq!(made.list.len(), 60);
        schema.accepts(&directory.path().join("generated.xml"));
    }
}

#[test]
fn the_checks_of_format_and_attributes_find_what_is_planted_and_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    for (number, code) in REGIONS.into_iter().enumerate() {
        let seed = number.to_string();
        let town = [
            "--objects",
            "900",
            "--seed",
            &seed,
            "--region",
            code,
            "--defects",
            "66",
        ];
        let more: [&[&str]; 4] = [
            &[],
            &["--operation", "i"],
            &["--operation", "i", "--defect-kinds", "1.3,1.1,1.7,3.3"],
            &["--operation", "i", "--defect-kinds", "1.2,1.6,2.2"],
        ];
        for more in more {
            let made = made(directory.path(), &[&town[..], more].concat());
            let mut planted: Vec<_> = made
                .list
                .iter()
                .filter(|defect| {
                    defect["kind"]
                        .as_str()
                        .is_some_and(|kind| kind.starts_with(['1', '2']))
                })
                .map(|defect| finding(&defect["kind"], defect, &defect["objects"][0]["gml_id"]))
                .collect();
            planted.sort();
            let output = Command::new(env!("CARGO_BIN_EXE_dtm"))
                .args(["check", "--only", "1,2", "--format", "json", "--region", code])
                .arg(directory.path().join("generated.xml"))
                .output()
                .unwrap();
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            let mut found: Vec<_> = report["files"][0]["findings"]
                .as_array()
                .unwrap()
                .iter()
                .map(|told| finding(&told["check"], told, &told["feature"]["gml_id"]))
                .collect();
            found.sort();
            assert_eq!(found, planted, "{code} {more:?}");
        }
    }
}

fn finding(check: &Value, told: &Value, gml_id: &Value) -> String {
    format!("{check} {} {gml_id}", told["severity"])
}

#[test]
fn what_cannot_be_planted_is_told() {
    let directory = tempfile::tempdir().unwrap();
    for (more, told) in [
        (&["--defects", "2", "--defect-kinds", "2.2"][..], "--operation i"),
        (&["--defects", "2", "--defect-kinds", "3.99"], "take of 1.1"),
        (&["--defects", "99999", "--defect-kinds", "3.7"], "no room"),
        (&["--defect-kinds", "3.7"], "--defects"),
        (
            &["--operation", "i", "--defects", "9", "--defect-kinds", "1.2,1.7"],
            "leave 1.3 and 1.7 out",
        ),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_dtm"))
            .arg("generate")
            .args(with(more))
            .arg("-o")
            .arg(directory.path().join("generated.xml"))
            .output()
            .unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && error.contains(told), "{error}");
    }
}

/// PostGIS knows nothing of lines without group and of removed objects, so that it sees more than is planted; what is planted
/// it sees, but for what only the hierarchy of lines tells (4.4, 4.8).
#[tokio::test]
async fn the_judge_finds_planted_defects_of_topology() {
    let database = Database::new().await;
    for (kind, query) in [
        ("3.1", "3.1 "),
        ("3.2", "3.2, 3.3"),
        ("3.3", "3.2, 3.3"),
        ("3.4", "3.4"),
        ("3.5", "3.5, 3.10"),
        ("3.6", "3.2, 3.3"),
        ("3.7", "3.7"),
        ("3.8", "3.8"),
        ("3.9", "3.9"),
        ("3.10", "3.5, 3.10"),
        ("3.11", "3.11"),
        ("3.12", "3.12"),
        ("3.13", "3.13"),
        ("4.1", "4.1 "),
        ("4.2", "4.2, 4.3"),
        ("4.3", "4.2, 4.3"),
        ("4.6", "4.6 "),
        ("4.7", "4.7"),
        ("4.9", "4.9"),
    ] {
        let defects = Defects {
            count: 3,
            kinds: vec![kind.parse().unwrap()],
        };
        let (records, complete) = municipality(Plan {
            defects,
            areas: true,
            operation: Operation::Reference,
            ..plan("CZ042", 600, 12)
        });
        let mut connection = database.connection().await;
        let found = violations(&mut connection, &records, &complete, &outline("CZ042")).await;
        assert!(
            found.iter().any(|told| told.starts_with(query)),
            "{kind}: {found:?}"
        );
    }
}
