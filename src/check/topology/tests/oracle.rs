//! Thousands of random scenes, judged here and by brute force (`tests/judges/topology.py`, which was written from
//! `docs/topology.md` alone): both find the same. Places are dense, so that everything coincides that can: on a grid of
//! centimetres, where the limits of distances are, and on a coarse one.

use std::collections::BTreeSet;

use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use proptest::{collection, option, prelude::any, prop_oneof, sample};
use serde_json::{Value, json};

use super::super::areas::Areas;
use super::super::case::Terms;
use super::super::complete::Complete;
use super::super::fact::{Fact, NOBODY, Rule, findings};
use super::super::judge::{Judged, judge};
use super::super::roles::{LineGroup, Role};
use super::super::scene::{Added, LIMIT, Leaves, Origin, Scene, Standing};
use super::LIMITS;
use crate::check::Severity;
use crate::geom::cover::Cover;
use crate::model::{AreaRole, Coordinate, Operation, Position};

#[path = "../../../../tests/kit/judge.rs"]
mod kit;

const ORACLE: &str = include_str!("../../../../tests/judges/topology.py");

/// Scenes of each grid.
const SCENES: usize = 2_000;

/// Where the scenes lie: in the middle of a cell, on a corner of four cells, and at the far end of the country.
const PLACES: [(i32, i32); 3] = [
    (-70_000_000, -100_000_000),
    (-8192 * 8000 - 6, -8192 * 13_000 - 6),
    (-90_468_500, -122_729_600),
];

#[derive(Clone, Debug)]
struct Thing {
    role: Role,
    group: Option<LineGroup>,
    object_type: i32,
    level: i16,
    has_id: bool,
    standing: Standing,
    positions: Vec<Coordinate>,
}

#[derive(Clone, Debug)]
struct Ground {
    level: i16,
    role: AreaRole,
    has_heights: bool,
    ring: Vec<Coordinate>,
}

#[derive(Clone, Debug)]
struct Case {
    is_state: bool,
    is_known: bool,
    in_space: bool,
    things: Vec<Thing>,
    areas: Vec<Ground>,
    known_areas: Vec<Ground>,
    change_area: Option<Vec<Coordinate>>,
}

/// A position on a grid of `step` centimetres, `side` steps wide.
fn position(side: i32, step: i32) -> impl Strategy<Value = Coordinate> {
    let height = prop_oneof![6 => 0..1, 1 => 0..3, 1 => sample::select(vec![11, 12, 13])];
    (0..side, 0..side, height).prop_map(move |(x, y, z)| Coordinate::new(x * step, y * step, 30_000 + z))
}

fn group() -> impl Strategy<Value = Option<LineGroup>> {
    use LineGroup::{Bridge, Ground, Underground};
    prop_oneof![6 => sample::select(vec![Some(Ground)]), 3 => sample::select(vec![None, Some(Bridge), Some(Underground)])]
}

fn thing(side: i32, step: i32) -> impl Strategy<Value = Thing> {
    let level = prop_oneof![5 => 0..1_i16, 2 => -1..3_i16];
    let standing = prop_oneof![
        5 => sample::select(vec![Standing::Changed]),
        3 => sample::select(vec![Standing::Reference]),
        2 => sample::select(vec![Standing::Removed]),
    ];
    let line = prop_oneof![4 => collection::vec(position(side, step), 2..4), 1 => collection::vec(position(side, step), 2..9)];
    let closed = any::<u8>();
    let role = prop_oneof![
        3 => sample::select(vec![Role::Detail]),
        1 => sample::select(vec![Role::Point]),
        5 => sample::select(vec![Role::Line]),
        1 => sample::select(vec![Role::Definition]),
    ];
    (role, group(), 0..2, level, any::<bool>(), standing, line, closed).prop_map(
        |(role, group, object_type, level, has_id, standing, mut positions, closed)| {
            if role != Role::Line {
                positions.truncate(1);
            } else if closed < 60 {
                positions.extend(positions.first().copied());
            }
            Thing {
                role,
                group: group.filter(|_| role == Role::Line),
                object_type,
                level,
                has_id,
                standing,
                positions,
            }
        },
    )
}

/// A ring that has some extent.
fn ring(side: i32, step: i32) -> impl Strategy<Value = Vec<Coordinate>> {
    collection::vec(position(side, step), 3..5).prop_map(move |mut ring| {
        if (ring[0].x, ring[0].y) == (ring[1].x, ring[1].y) {
            ring[1].x += step;
        }
        ring.extend(ring.first().copied());
        ring
    })
}

fn ground(side: i32, step: i32) -> impl Strategy<Value = Ground> {
    let role = sample::select(vec![
        AreaRole::New,
        AreaRole::New,
        AreaRole::Delete,
        AreaRole::Reference,
    ]);
    (
        prop_oneof![4 => 0..1_i16, 1 => -1..2_i16],
        role,
        any::<bool>(),
        ring(side, step),
    )
        .prop_map(|(level, role, has_heights, mut ring)| {
            if !has_heights {
                ring.iter_mut().for_each(|c| c.z = 0);
            }
            Ground {
                level,
                role,
                has_heights,
                ring,
            }
        })
}

/// Lets the outline of an area follow one of the lines.
fn along_a_line(area: Option<&mut Ground>, things: &[Thing], is_wanted: impl Fn(&Thing) -> bool) {
    let mut lines = things
        .iter()
        .filter(|thing| thing.role == Role::Line && thing.positions.len() > 2);
    if let (Some(area), Some(line)) = (area, lines.rfind(|thing| is_wanted(thing))) {
        let height = |c: &Coordinate| if area.has_heights { c.z } else { 0 };
        let ring = line.positions.iter().chain(line.positions.first());
        area.ring = ring.map(|c| Coordinate { z: height(c), ..*c }).collect();
        area.level = line.level;
    }
}

/// Lets polygons be there twice: in the database and in the delivery, or with another beside that has two of its vertices.
fn again(areas: &mut [Ground], known_areas: &mut [Ground], how: u8) {
    let [first, rest @ ..] = areas else { return };
    let has_extent = (first.ring[0].x, first.ring[0].y) != (first.ring[1].x, first.ring[1].y);
    match (how / 2 % 4, known_areas.last_mut(), rest.first_mut()) {
        (0, Some(known), _) => {
            (known.level, known.ring) = (first.level, first.ring.iter().rev().copied().collect())
        }
        (1, _, Some(second)) => (second.level, second.ring) = (first.level, first.ring.clone()),
        (2, Some(other), _) | (2 | 3, None, Some(other)) if has_extent => {
            other.level = first.level;
            let last = other.ring.len() - 1;
            other.ring[0] = first.ring[1];
            other.ring[1] = first.ring[0];
            other.ring[last] = first.ring[1];
        }
        _ => {}
    }
    let changed = areas.iter_mut().chain(known_areas);
    changed.for_each(|area| area.has_heights = area.ring.iter().any(|c| c.z != 0));
}

fn case(side: i32, step: i32) -> impl Strategy<Value = Case> {
    let flat = |mut ring: Vec<Coordinate>| {
        ring.iter_mut().for_each(|c| c.z = 0);
        ring
    };
    let area = option::of(ring(side, step).prop_map(flat));
    (
        any::<[bool; 3]>(),
        collection::vec(thing(side, step), 4..16),
        collection::vec(any::<(sample::Index, u8)>(), 0..12),
        collection::vec(ground(side, step), 0..3),
        collection::vec(ground(side, step), 0..2),
        any::<u8>(),
        area,
    )
        .prop_map(
            |(
                [is_state, is_known, in_space],
                mut things,
                measured,
                mut areas,
                known_areas,
                follow,
                change_area,
            )| {
                // Most vertices have their detail points, some lines are drawn again, some outlines follow lines.
                for (index, how) in measured {
                    let of = index.get(&things).clone();
                    let at = of.positions[usize::from(how) % of.positions.len()];
                    let again = Thing {
                        standing: Standing::Changed,
                        ..of.clone()
                    };
                    things.push(match how {
                        0..=199 => Thing {
                            role: Role::Detail,
                            group: None,
                            positions: vec![at],
                            ..again
                        },
                        200..=229 => again,
                        _ => Thing {
                            positions: of
                                .positions
                                .iter()
                                .rev()
                                .map(|c| Coordinate { z: c.z + 5, ..*c })
                                .collect(),
                            ..again
                        },
                    });
                }
                if is_state {
                    things
                        .iter_mut()
                        .for_each(|thing| thing.standing = Standing::Changed);
                }
                let mut known_areas = known_areas;
                if follow < 128 {
                    along_a_line(areas.first_mut(), &things, |_| true);
                }
                if follow % 2 == 0 {
                    along_a_line(known_areas.first_mut(), &things, |thing| {
                        thing.standing == Standing::Removed
                    });
                }
                if is_state {
                    known_areas.clear();
                }
                again(&mut areas, &mut known_areas, follow);
                Case {
                    is_state,
                    is_known: is_known || is_state,
                    in_space,
                    things,
                    areas,
                    known_areas,
                    change_area,
                }
            },
        )
}

/// The same at the far ends of what is calculated with.
fn far(case: &Case) -> Case {
    let ends = [-LIMIT, 1 - LIMIT, 0, 1, LIMIT - 1, LIMIT];
    let end = |index: i32| ends[usize::try_from(index).unwrap().min(5)];
    let height = |z: i32| match z {
        30_000 => 0,
        30_001 => i32::MAX,
        30_002 => i32::MIN + 1,
        other => other,
    };
    let mut case = case.clone();
    let things = case.things.iter_mut().map(|thing| &mut thing.positions);
    let areas = case.areas.iter_mut().chain(&mut case.known_areas);
    let all = things
        .chain(areas.map(|area| &mut area.ring))
        .chain(&mut case.change_area);
    for c in all.flatten() {
        *c = Coordinate::new(end(c.x), end(c.y), height(c.z));
    }
    case
}

fn cases(side: i32, step: i32, count: usize) -> Vec<Case> {
    let seed = [side.to_le_bytes(), step.to_le_bytes()].concat().repeat(4);
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let strategy = case(side, step);
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

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
    let answer = kit::python(ORACLE, &[], json!(document).to_string().as_bytes())?;
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
