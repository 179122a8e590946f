//! Scenes of areas that are drawn by hand, one purpose each, with all that is found in them: `fixtures/areas/*.scene`. Their
//! pictures are those of `docs/areas.md`. Notation and style are those of the scenes of topology.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::super::fact::{Fact, Spot};
use super::super::{Judge, STEPS, complete, what};
use super::legend;
use crate::check::Options;
use crate::check::attributes::Combinations;
use crate::check::plan::Plan;
use crate::check::preview;
use crate::check::topology::tests::scenes::faces::Filled;
use crate::check::topology::tests::scenes::notation::{Drawing, Finding, Thing};
use crate::check::topology::tests::scenes::{PLACES, compare, files, folder, picture, shown, state};
use crate::check::topology::{Areas, Scene};
use crate::derive::roles::{Kind, Role};
use crate::derive::{Coverage, Family, Gathered, Hierarchy, Layer, Object};
use crate::model::Coordinate;

/// Checks that have a scene that is found and one like it that is in order.
const CHECKS: [&str; 8] = ["4.1", "4.2", "4.3", "4.4", "4.6", "4.7", "4.8", "4.9"];

fn drawings() -> Vec<Drawing> {
    files("fixtures/areas", ".scene")
        .iter()
        .map(|(name, text)| Drawing::read(name, text))
        .collect()
}

/// The type of a line of a scene, with the value of the attribute that tells its sub-type.
fn line_type(thing: &Thing) -> (&'static str, Option<&'static str>) {
    match (&*thing.object_type, thing.group) {
        ("building", _) => ("0100000299", None),
        ("structure", _) => ("0100000300", Some("3")),
        ("stairs", _) => ("0100000301", None),
        ("wall", _) => ("0100000302", Some("1")),
        ("pavement", _) => ("0100000304", Some("2")),
        ("road", _) => ("0100000304", Some("1")),
        ("garden", _) => ("0100000305", Some("5")),
        ("yard", _) => ("0100000307", Some("7")),
        ("unidentified", _) => ("0100000202", None),
        (_, Some(Family::Bridge)) => ("0100000304", Some("16")),
        (_, Some(Family::Underground)) => ("0100000309", None),
        other => panic!("{}: {other:?} is no type of lines", thing.name),
    }
}

/// The type of the area that a definition point of a scene makes.
fn area_type(thing: &Thing) -> &'static str {
    match &*thing.object_type {
        "building" => "0100000001",
        "structure" => "0100000175",
        "stairs" => "0100000166",
        "wall" => "0100000168",
        "pavement" => "0100000007",
        "road" => "0100000005",
        "garden" => "0100000209",
        "yard" => "0100000189",
        "bridge" => "0100000058",
        "underground" => "0100000197",
        other => panic!("{}: {other} is no type of areas", thing.name),
    }
}

fn kind(hierarchy: &Hierarchy, thing: &Thing) -> Option<Kind> {
    let kind = match thing.role {
        Role::Line => {
            let (code, value) = line_type(thing);
            hierarchy.kind(code, thing.role, |_| value)
        }
        Role::Definition => hierarchy.kind(area_type(thing), thing.role, |_| None),
        Role::Detail | Role::Point => return None,
    };
    assert!(kind.is_some(), "{} is not in the hierarchy", thing.name);
    kind
}

/// The rules of March of a year, or of today.
fn options(threads: usize, year: Option<i32>) -> Options {
    let hierarchy = Hierarchy::of(None).unwrap();
    let date = NaiveDate::from_ymd_opt(year.unwrap_or(2026), 3, 1).unwrap();
    let combinations = Combinations::official().unwrap();
    Options {
        threads,
        ..Options::of_receipt(date, Vec::new(), combinations, hierarchy)
    }
}

fn scene_of(drawing: &Drawing, order: &[usize], place: [i32; 3], hierarchy: &Hierarchy) -> (Scene, Areas) {
    state(drawing, order, place, &|thing| kind(hierarchy, thing))
}

/// What is found in a drawing, its objects in some order.
fn found(drawing: &Drawing, order: &[usize], threads: usize, place: [i32; 3]) -> Vec<Finding> {
    let options = options(threads, drawing.text);
    let (scene, areas) = scene_of(drawing, order, place, &options.hierarchy);
    let file = folder("fixtures/check/1.4.3/areas-side-by-side.jvf.xml");
    let mut preview = preview::look(&file).unwrap().unwrap();
    "kompletní zápis".clone_into(&mut preview.header.kind);
    let plan = Plan::new(preview, &options);
    let judge = Judge {
        scene: &scene,
        areas: &areas,
        plan: &plan,
        named: rustc_hash::FxHashMap::default(),
    };
    let judged = judge.state();
    assert!(judged.open.is_none(), "{}: {:?}", drawing.name, judged.open);
    let mut found: Vec<Finding> = judged
        .facts
        .iter()
        .map(|fact| told(drawing, fact, order, place))
        .collect();
    found.sort();
    found
}

/// In the words of the drawing.
fn told(drawing: &Drawing, fact: &Fact, order: &[usize], [x, y, z]: [i32; 3]) -> Finding {
    let space = |c: &Coordinate| Coordinate::new(c.x - x, c.y - y, c.z - z);
    let plane = |c: &Coordinate| Coordinate { z: 0, ..space(c) };
    let name = |name: &i64| {
        drawing.things[order[usize::try_from(*name).unwrap()]]
            .name
            .clone()
    };
    let parts = match &fact.place {
        Spot::Point(at) => vec![vec![plane(at)]],
        Spot::Polygon(rings) => {
            let rings = Filled::parts(rings);
            rings
                .iter()
                .map(|ring| ring.iter().map(plane).collect())
                .collect()
        }
        Spot::Parts(parts) => parts
            .iter()
            .map(|part| part.iter().map(space).collect())
            .collect(),
    };
    Finding::new(
        fact.why.check().to_string(),
        fact.severity,
        fact.names.iter().map(name).collect(),
        parts,
    )
}

/// What is derived from a drawing.
fn faces(drawing: &Drawing) -> Vec<Filled> {
    let options = options(1, drawing.text);
    let order: Vec<usize> = (0..drawing.things.len()).collect();
    let (scene, areas) = scene_of(drawing, &order, [0; 3], &options.hierarchy);
    let gathered = Gathered::new(scene.present().filter_map(|number| {
        Some(Object {
            id: number.into(),
            what: what(&scene, number)?,
            positions: scene.positions(number),
        })
    }));
    let coverage = Coverage::new(areas.0.iter().map(complete), STEPS);
    let derived = gathered.derive(coverage.as_ref(), &options.hierarchy, 1);
    let face = |face: &crate::derive::Face| Filled {
        rings: face.rings.clone(),
        is_area: matches!(face.fate, crate::derive::Fate::Area(_)),
        is_above: face.layer != Layer::ground(0),
    };
    derived.faces.iter().map(face).collect()
}

#[test]
fn every_scene_of_areas_is_judged_as_it_says() {
    let mut wrong = String::new();
    for drawing in drawings() {
        let ahead: Vec<usize> = (0..drawing.things.len()).collect();
        let back: Vec<usize> = ahead.iter().rev().copied().collect();
        for (order, threads, place) in [(&ahead, 1, 0), (&ahead, 2, 1), (&back, 1, 1), (&back, 2, 0)] {
            let found = found(&drawing, order, threads, PLACES[place]);
            if found != drawing.findings {
                let beyond = |a: &[Finding], b: &[Finding]| -> Vec<Finding> {
                    a.iter().filter(|finding| !b.contains(finding)).cloned().collect()
                };
                wrong += &format!(
                    "{}: found besides {:?}, not found {:?}\n",
                    drawing.name,
                    beyond(&found, &drawing.findings),
                    beyond(&drawing.findings, &found)
                );
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_check_of_areas_finds_something_in_one_scene_and_nothing_in_another() {
    let drawings = drawings();
    let of = |drawing: &Drawing| drawing.name.split_once('-').unwrap().0.to_owned();
    let known: BTreeSet<String> = CHECKS.map(str::to_owned).into();
    assert_eq!(drawings.iter().map(of).collect::<BTreeSet<_>>(), known);
    for check in &known {
        let mut like = drawings.iter().filter(|drawing| of(drawing) == *check);
        let finds = |drawing: &Drawing| drawing.findings.iter().any(|finding| finding.check == *check);
        assert!(like.clone().any(finds), "{check} finds nothing");
        assert!(
            like.any(|drawing| drawing.findings.is_empty()),
            "{check} has no scene that is in order"
        );
    }
}

#[test]
fn the_pictures_show_the_scenes_of_areas() {
    let mut pictures: BTreeMap<String, String> = drawings()
        .iter()
        .map(|drawing| (drawing.name.clone(), picture::draw(drawing, &faces(drawing))))
        .collect();
    pictures.insert("4-legend".to_owned(), legend::draw());
    for (name, picture) in &pictures {
        assert!(picture.len() < 8000, "{name} has {} bytes", picture.len());
    }
    compare(&pictures, &|name| name.starts_with('4'));
}

#[test]
fn every_scene_of_areas_is_listed_and_every_picture_is_shown() {
    shown("docs/areas.md", "fixtures/areas", &drawings(), "4-legend");
}
