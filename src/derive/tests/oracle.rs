//! Random scenes, derived here and by brute force (`tests/judges/areas.py`, which was written from `docs/areas.md` alone; its faces are
//! those of GEOS): both make the same faces, outlines and findings.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::{
    AreaKind, CompleteArea, Coverage, DefinitionPoint, Derived, Face, Family, Fate, Given, Layer, Line,
    Lines, derive,
};
use super::random::{Case, Chance, Drawn, heap, mesh, ranks, row};
use crate::geom::judges;
use crate::model::{AreaRole, Coordinate};

const ORACLE: &str = include_str!("../../../tests/judges/areas.py");

/// Scenes of each sort.
const SCENES: usize = 300;

/// Twice the least area, square centimetres.
const LEAST: i128 = 2 * 40;

const LEVEL: i16 = -2;

fn derived(case: &Case, order: &[usize], threads: usize) -> Derived {
    let hierarchy = super::hierarchy(&ranks());
    let layer = Layer {
        level: LEVEL,
        family: if case.is_ground {
            Family::Ground
        } else {
            Family::Bridge
        },
    };
    let mut lines = Lines::default();
    for number in order {
        let drawn = &case.lines[*number];
        let line = Line {
            layer,
            kind: hierarchy
                .line_kind(&format!("T{}", drawn.kind), |_| None)
                .unwrap(),
            classes: drawn.classes,
            acquisition: drawn.acquisition,
        };
        lines.add(line, &drawn.positions).unwrap();
    }
    let points: Vec<_> = case
        .points
        .iter()
        .map(|(kind, at)| DefinitionPoint {
            layer,
            kind: AreaKind(*kind),
            at: *at,
        })
        .collect();
    let areas = case.areas.iter().map(|(role, rings)| CompleteArea {
        level: LEVEL,
        is_complete: *role != AreaRole::Delete,
        rings,
    });
    let coverage = Coverage::new(areas, u64::MAX).unwrap();
    let mut derived = derive(Given {
        lines: &lines,
        points: &points,
        coverage: &coverage,
        hierarchy: &hierarchy,
        threads,
    });
    // Where ZPS is complete there is ground, too.
    derived.faces.retain(|face| face.layer == layer);
    derived
}

fn flat(c: Coordinate) -> Value {
    json!([c.x, c.y])
}

fn space(c: Coordinate) -> Value {
    json!([c.x, c.y, c.z])
}

fn rings(face: &Face) -> Value {
    let ring =
        |ring: &Vec<Coordinate>| -> Value { ring[..ring.len() - 1].iter().map(|c| flat(*c)).collect() };
    face.rings.iter().map(ring).collect()
}

fn kind(face: &Face) -> &'static str {
    match face.fate {
        Fate::Crossed(_) => "crossed",
        Fate::Open(_) => "open",
        Fate::Unnamed => "unnamed",
        Fate::Ambiguous => "ambiguous",
        Fate::Area(_) => "area",
    }
}

/// In the form of the judge; the lines of 4.6 are left out.
fn told(case: &Case, derived: &Derived, order: &[usize]) -> Value {
    let name = |line: u32| order[line as usize];
    let faces = derived
        .faces
        .iter()
        .map(|face| json!({"rings": rings(face), "kind": kind(face), "points": face.points}));
    let mut findings = Vec::new();
    let mut missing: BTreeMap<String, Value> = BTreeMap::new();
    let mut outlines = Vec::new();
    for face in &derived.faces {
        let is_small = !matches!(face.fate, Fate::Crossed(_) | Fate::Open(_)) && face.area < LEAST;
        if is_small {
            findings.push(json!(["4.1", [], rings(face)]));
        }
        let at = |point: &u32| case.points[*point as usize].1;
        match &face.fate {
            Fate::Unnamed if !is_small => findings.push(json!(["4.3", [], rings(face)])),
            Fate::Unnamed => {}
            Fate::Ambiguous => {
                let mut places: Vec<_> = face.points.iter().map(at).collect();
                places.sort_unstable();
                let places: Vec<_> = places.into_iter().map(flat).collect();
                findings.push(json!(["4.2", face.points, places]));
            }
            Fate::Crossed(_) | Fate::Open(_) => {
                findings.push(json!(["4.6", [], rings(face)]));
            }
            Fate::Area(area) => {
                let mut lines: Vec<_> = area.wrong.iter().map(|wrong| name(wrong.line)).collect();
                lines.sort_unstable();
                lines.dedup();
                let mut places: Vec<(Vec<i32>, Vec<i32>)> = Vec::new();
                for wrong in &area.wrong {
                    let [a, b] = wrong.part;
                    let is_flat = (a.x, a.y) != (b.x, b.y);
                    let place = |c: Coordinate| {
                        if is_flat {
                            vec![c.x, c.y]
                        } else {
                            vec![c.x, c.y, c.z]
                        }
                    };
                    let (a, b) = (place(a), place(b));
                    places.push(if a < b { (a, b) } else { (b, a) });
                }
                places.sort();
                places.dedup();
                if !places.is_empty() {
                    findings.push(json!(["4.4", {"point": face.points[0], "lines": lines}, places]));
                }
                for gap in &area.missing {
                    let finding = json!(["4.8", [], [space(gap.low), space(gap.high)]]);
                    missing.insert(finding.to_string(), finding);
                }
                // A ring has a line for each part: how many there are is told by its beginnings only in brute force.
                let parts: Vec<Value> = area
                    .outline
                    .iter()
                    .map(|part| part.iter().map(|c| space(*c)).collect())
                    .collect();
                outlines.push(
                    json!({"outline": parts, "classes": area.classes, "acquisition": area.acquisition}),
                );
            }
        }
    }
    findings.extend(missing.into_values());
    findings.extend(
        derived
            .lost
            .iter()
            .map(|lost| json!(["4.7", [lost.point], [flat(case.points[lost.point as usize].1)]])),
    );
    findings.extend(derived.collisions.iter().map(|pair| {
        let mut names = [name(pair.line), name(pair.other)];
        names.sort_unstable();
        json!(["4.9", names, pair.part.map(space)])
    }));
    findings.sort_by_cached_key(Value::to_string);
    json!({"faces": faces.collect::<Vec<_>>(), "findings": findings, "outlines": outlines})
}

/// What the judge says, in the same form.
fn said(answer: &Value) -> Value {
    let finding = |finding: &Value| {
        let names = if finding["check"] == "4.6" {
            json!([])
        } else {
            finding["names"].clone()
        };
        json!([finding["check"], names, finding["places"]])
    };
    let mut findings: Vec<Value> = answer["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(finding)
        .collect();
    findings.sort_by_cached_key(Value::to_string);
    let parts = |outline: &Value| -> Value {
        let rings = outline["outline"].as_array().unwrap();
        let parts: Vec<Value> = rings
            .iter()
            .flat_map(|ring| ring.as_array().unwrap().clone())
            .collect();
        json!({"outline": parts, "classes": outline["classes"], "acquisition": outline["acquisition"]})
    };
    let outlines: Vec<Value> = answer["outlines"].as_array().unwrap().iter().map(parts).collect();
    json!({"faces": answer["faces"], "findings": findings, "outlines": outlines})
}

fn asked(case: &Case) -> Value {
    let lines = case.lines.iter().enumerate().map(|(number, line)| {
        json!({
            "n": number,
            "type": line.kind,
            "positions": line.positions.iter().map(|c| space(*c)).collect::<Vec<_>>(),
            "position_class": line.classes[0],
            "height_class": line.classes[1],
            "acquisition": line.acquisition,
        })
    });
    let points = case
        .points
        .iter()
        .enumerate()
        .map(|(number, (kind, at))| json!({"n": number, "type": kind, "at": flat(*at)}));
    let ring = |ring: &Vec<Coordinate>| -> Value { ring.iter().map(|c| flat(*c)).collect() };
    let areas = case.areas.iter().map(
        |(role, rings)| json!({"role": role.code(), "rings": rings.iter().map(ring).collect::<Vec<_>>()}),
    );
    json!({
        "ground": case.is_ground,
        "lines": lines.collect::<Vec<_>>(),
        "points": points.collect::<Vec<_>>(),
        "areas": areas.collect::<Vec<_>>(),
        "hierarchy": ranks(),
        "least_area": LEAST / 2,
    })
}

/// Fails where the two differ, with what only one of them tells.
fn same(case: &Case, own: &Value, judge: &Value, which: &str) {
    for part in ["faces", "findings", "outlines"] {
        let list = |value: &Value| value[part].as_array().unwrap().clone();
        let (ours, theirs) = (list(own), list(judge));
        let beyond = |a: &[Value], b: &[Value]| {
            a.iter()
                .filter(|one| !b.contains(one))
                .map(Value::to_string)
                .collect::<Vec<_>>()
        };
        let (here, there) = (beyond(&ours, &theirs), beyond(&theirs, &ours));
        assert!(
            ours == theirs,
            "{which}: {part}\nhere only: {here:#?}\nby the judge only: {there:#?}\n{}",
            asked(case)
        );
    }
}

fn compare(cases: &[Case], which: &str) {
    let document: Vec<Value> = cases.iter().map(asked).collect();
    let Some(answer) = judges::python(ORACLE, &[], json!(document).to_string().as_bytes()) else {
        return;
    };
    let answers: Vec<Value> = serde_json::from_str(&answer).unwrap();
    let mut told_kinds: BTreeMap<String, usize> = BTreeMap::new();
    for (number, (case, answer)) in cases.iter().zip(&answers).enumerate() {
        if answer["outlines"].as_array().unwrap().iter().any(Value::is_null) {
            continue;
        }
        let said = said(answer);
        for kind in said["faces"]
            .as_array()
            .unwrap()
            .iter()
            .map(|face| face["kind"].to_string())
        {
            *told_kinds.entry(kind).or_default() += 1;
        }
        for finding in said["findings"].as_array().unwrap() {
            *told_kinds.entry(finding[0].to_string()).or_default() += 1;
        }
        let order: Vec<usize> = (0..case.lines.len()).collect();
        let own = told(case, &derived(case, &order, 1 + number % 3), &order);
        same(case, &own, &said, &format!("scene {number} of {which}"));
    }
    println!("{which}: {told_kinds:?}");
}

#[test]
fn brute_force_derives_the_same_from_meshes() {
    let mut chance = Chance::new(1);
    let cases: Vec<Case> = (0..SCENES).map(|_| mesh(&mut chance, 0)).collect();
    compare(&cases, "meshes without faults");
}

#[test]
fn brute_force_derives_the_same_from_faulty_meshes() {
    let mut chance = Chance::new(2);
    let cases: Vec<Case> = (0..SCENES).map(|_| mesh(&mut chance, 12)).collect();
    compare(&cases, "faulty meshes");
}

#[test]
fn brute_force_derives_the_same_from_heaps() {
    let mut chance = Chance::new(3);
    let cases: Vec<Case> = (0..2 * SCENES).map(|_| heap(&mut chance)).collect();
    compare(&cases, "heaps");
}

#[test]
fn brute_force_derives_the_same_from_rows() {
    let mut chance = Chance::new(5);
    let cases: Vec<Case> = (0..SCENES).map(|_| row(&mut chance)).collect();
    compare(&cases, "rows");
}

#[test]
fn brute_force_looks_at_as_many_vertical_edges() {
    let mut chance = Chance::new(6);
    let mut case = || {
        let mut case = mesh(&mut chance, 0);
        let place = case.lines[0].positions[0];
        let few = case.lines[0].clone();
        // Below all others, and nearly as many as are looked at.
        let below = (0..60 + chance.below(5)).map(|number| {
            let positions = [0, 1].map(|z| Coordinate {
                z: 20_000 + 3 * number + z,
                ..place
            });
            Drawn {
                positions: positions.to_vec(),
                ..few.clone()
            }
        });
        case.lines.extend(below);
        case
    };
    let cases: Vec<Case> = (0..SCENES / 2).map(|_| case()).collect();
    compare(&cases, "crowded vertical edges");
}
