//! Thousands of random scenes, judged here and by brute force (`tests/judges/topology.py`, which was written from
//! `docs/topology.md` alone): both find the same. Places are dense, so that everything coincides that can: on a grid of
//! centimetres, where the limits of distances are, and on a coarse one.

mod random;

use std::collections::BTreeSet;

use random::{Case, Ground, cases, far};
use serde_json::{Value, json};

use super::super::areas::Areas;
use super::super::case::Terms;
use super::super::complete::Complete;
use super::super::fact::{Fact, NOBODY, Rule, findings};
use super::super::judge::{Judged, judge};
use super::super::scene::{Added, Leaves, Origin, Scene, Standing};
use super::LIMITS;
use crate::check::Severity;
use crate::geom::cover::Cover;
use crate::geom::judges;
use crate::model::{Coordinate, Operation, Position};

const ORACLE: &str = include_str!("../../../../tests/judges/topology.py");

/// Scenes of each grid.
const SCENES: usize = 2_000;

/// Where the scenes lie: in the middle of a cell, on a corner of four cells, and at the far end of the country.
const PLACES: [(i32, i32); 3] = [
    (-70_000_000, -100_000_000),
    (-8192 * 8000 - 6, -8192 * 13_000 - 6),
    (-90_468_500, -122_729_600),
];

fn moved(c: Coordinate, (x, y): (i32, i32)) -> Coordinate {
    Coordinate::new(c.x + x, c.y + y, c.z)
}

/// What is judged of a case at a place of the country, its objects in some order.
fn judged(case: &Case, place: (i32, i32), order: &[usize], threads: usize) -> Value {
    let mut scene = Scene::default();
    for number in order {
        let thing = &case.things[*number];
        let positions: Vec<_> = thing.positions.iter().map(|c| moved(*c, place)).collect();
        scene.add(Added {
            role: thing.role,
            group: thing.group,
            kind: None,
            standing: thing.standing,
            origin: Origin::Told(Operation::Reference),
            leaves: Leaves::default(),
            level: Some(thing.level),
            object_type: thing.object_type,
            id: i64::from(thing.has_id),
            record: 1,
            at: 0,
            gml_id: "",
            external_id: "",
            positions: &positions,
        });
    }
    let ring = |ring: &[Coordinate]| -> Vec<Vec<Coordinate>> {
        let height = |c: &Coordinate, moved: Coordinate| Coordinate { z: c.z, ..moved };
        vec![ring.iter().map(|c| height(c, moved(*c, place))).collect()]
    };
    let mut areas = Areas::default();
    for area in &case.known_areas {
        areas.add(area.level, area.role, &ring(&area.ring), None);
    }
    for area in &case.areas {
        areas.add(
            area.level,
            area.role,
            &ring(&area.ring),
            Some((Position::default(), None)),
        );
    }
    let area = case
        .change_area
        .as_ref()
        .map(|area| Cover::new([ring(area)]).unwrap());
    let judged = judge(
        &scene,
        &Terms {
            limits: LIMITS,
            in_space: case.in_space,
            is_known: case.is_known,
            is_state: case.is_state,
            lacks: scene.lacks(),
            area: area.as_ref(),
            complete: &Complete::new(areas),
            threads,
            advance: &|_, _| (),
        },
    );
    told(case, &scene, &judged, place, order)
}

/// In the form of the judge.
fn told(case: &Case, scene: &Scene, judged: &Judged, (x, y): (i32, i32), order: &[usize]) -> Value {
    let space = |c: Coordinate| json!([c.x - x, c.y - y, c.z]);
    let plane = |c: Coordinate| json!([c.x - x, c.y - y]);
    let mut all: Vec<Value> = findings(&judged.facts)
        .map(|facts: &[Fact]| {
            let fact = facts[0];
            let places = match fact.rule {
                Rule::Overlap | Rule::OverlapsItself => {
                    facts.iter().map(|fact| json!(fact.at.map(plane))).collect()
                }
                Rule::Outline => fact.at.map(plane).to_vec(),
                Rule::Close | Rule::Short => fact.at.map(space).to_vec(),
                Rule::SameCourse | Rule::NearlySameCourse => vec![],
                Rule::Crossing | Rule::CrossesItself | Rule::SameDefinitionPoint | Rule::Shrinks => {
                    vec![plane(fact.at[0])]
                }
                _ => vec![space(fact.at[0])],
            };
            let partners = if fact.rule.is_set() { facts } else { &facts[..1] };
            let partners = partners
                .iter()
                .map(|fact| fact.partner)
                .filter(|partner| *partner != NOBODY);
            let present = partners.filter(|partner| scene.object(*partner).standing != Standing::Removed);
            let mut names: Vec<usize> = present
                .chain([fact.object])
                .map(|number| number as usize)
                .collect();
            if fact.rule != Rule::Outline {
                names.iter_mut().for_each(|number| *number = order[*number]);
            }
            names.sort_unstable();
            let names = match fact.rule {
                Rule::Outline => json!([match fact.object as usize {
                    number if number < case.known_areas.len() => format!("k{number}"),
                    number => format!("a{}", number - case.known_areas.len()),
                }]),
                _ => json!(names),
            };
            let severity = match fact.rule.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            json!([fact.rule.check().to_string(), severity, names, places])
        })
        .collect();
    all.sort_by_cached_key(Value::to_string);
    let mut open = serde_json::Map::new();
    for (rule, cases) in &judged.not_judged {
        let known = open.entry(rule.check().to_string()).or_insert(json!(0));
        *known = json!(known.as_u64().unwrap() + cases);
    }
    json!({"findings": all, "unjudged": open})
}

/// The case as the judge reads it.
fn asked(case: &Case) -> Value {
    let places = |line: &[Coordinate]| -> Value { line.iter().map(|c| json!([c.x, c.y, c.z])).collect() };
    let word = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
    let area = |(number, area): (usize, &Ground)| json!({"n": number, "level": area.level, "role": area.role.code(), "heights": area.has_heights, "rings": [places(&area.ring)]});
    let objects = case.things.iter().enumerate().map(|(number, thing)| {
        json!({
            "n": number,
            "role": word(&thing.role),
            "group": thing.group.map(|group| word(&group)),
            "type": thing.object_type,
            "level": thing.level,
            "has_id": thing.has_id,
            "state": word(&thing.standing),
            "positions": places(&thing.positions),
        })
    });
    json!({
        "known": case.is_known,
        "old_rules": case.in_space,
        "changes": !case.is_state,
        "objects": objects.collect::<Vec<_>>(),
        "areas": case.areas.iter().enumerate().map(area).collect::<Vec<_>>(),
        "known_areas": case.known_areas.iter().enumerate().map(area).collect::<Vec<_>>(),
        "change_area": case.change_area.as_ref().map(|ring| vec![places(ring)]),
    })
}

/// Fails with what only one of them found, and with the objects that it is about.
fn same(case: &Case, own: &Value, judge: &Value, which: &str) {
    if own == judge {
        return;
    }
    let list = |value: &Value| value["findings"].as_array().unwrap().clone();
    let beyond = |a: Vec<Value>, b: Vec<Value>| {
        a.into_iter()
            .filter(|finding| !b.contains(finding))
            .collect::<Vec<_>>()
    };
    let (ours, theirs) = (beyond(list(own), list(judge)), beyond(list(judge), list(own)));
    let asked = asked(case);
    let named = ours
        .iter()
        .chain(&theirs)
        .flat_map(|finding| finding[2].as_array().unwrap().clone());
    let objects: Vec<String> = named
        .filter_map(|name| Some(asked["objects"][name.as_u64()? as usize].to_string()))
        .collect();
    panic!(
        "{which}\nfound here only: {ours:#?}\nfound by the judge only: {theirs:#?}\nnot judged: {} and {}\nobjects: {objects:#?}\nstate {} known {} in space {} areas {} change area {}",
        own["unjudged"],
        judge["unjudged"],
        case.is_state,
        case.is_known,
        case.in_space,
        asked["areas"],
        asked["change_area"]
    );
}

fn compare(side: i32, step: i32) {
    let found = compare_all(
        &cases(side, step, SCENES),
        &PLACES,
        &format!("grid {side} x {step} cm"),
    );
    assert!(found.is_none_or(|found| found >= 15), "some checks found nothing");
}

/// Compares cases at places; answers with how many sorts of findings there are, when there is a judge.
fn compare_all(cases: &[Case], places: &[(i32, i32)], which: &str) -> Option<usize> {
    let document: Vec<Value> = cases.iter().map(asked).collect();
    let answer = judges::python(ORACLE, &[], json!(document).to_string().as_bytes())?;
    let answers: Vec<Value> = serde_json::from_str(&answer).unwrap();
    assert_eq!(answers.len(), cases.len());
    let mut found = BTreeSet::new();
    for (number, (case, mut answer)) in cases.iter().zip(answers).enumerate() {
        let findings = answer["findings"].as_array_mut().unwrap();
        findings.sort_by_cached_key(Value::to_string);
        found.extend(
            findings
                .iter()
                .map(|finding| (finding[0].to_string(), finding[1].to_string())),
        );
        let order: Vec<usize> = (0..case.things.len()).collect();
        let own = judged(case, places[number % places.len()], &order, 1 + number % 3);
        same(case, &own, &answer, &format!("scene {number} of {which}"));
        // Neither the order of the file nor the place in the country matters.
        let back: Vec<usize> = order.into_iter().rev().collect();
        let turned = judged(case, places[(number + 1) % places.len()], &back, 1);
        same(
            case,
            &turned,
            &answer,
            &format!("scene {number} of {which} from its end"),
        );
    }
    Some(found.len())
}

#[test]
fn brute_force_finds_the_same_among_centimetres() {
    compare(12, 1);
}

#[test]
fn brute_force_finds_the_same_on_a_coarse_grid() {
    compare(4, 100);
}

#[test]
fn brute_force_finds_the_same_where_hardly_anything_coincides() {
    compare(40, 3);
}

#[test]
fn brute_force_finds_the_same_at_the_far_ends_of_what_is_calculated_with() {
    let cases: Vec<Case> = cases(6, 1, 150).iter().map(far).collect();
    compare_all(&cases, &[(0, 0)], "the far ends");
}
