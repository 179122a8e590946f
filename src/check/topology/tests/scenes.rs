//! Scenes that are drawn by hand, one purpose each, with all that is found in them: `fixtures/topology/*.scene`. Their pictures are
//! those of `docs/topology.md`.

pub(in crate::check) mod faces;
mod labels;
mod legend;
mod names;
pub(in crate::check) mod notation;
pub(in crate::check) mod picture;
pub(in crate::check) mod style;
mod types;
mod view;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use notation::{Drawing, Finding, Thing};

use super::super::areas::Areas;
use super::super::case::Terms;
use super::super::complete::Complete;
use super::super::fact::{Fact, NOBODY, Rule, findings};
use super::super::is_topology;
use super::super::judge::{Judged, judge};
use super::super::scene::{Added, Leaves, Origin, Scene};
use super::LIMITS;
use crate::check::RecordMode;
use crate::check::table::CHECKS;
use crate::derive::roles::Kind;
use crate::geom::cover::Cover;
use crate::model::{Coordinate, Position};

/// Where the scenes lie: in the middle of the country, and on a corner of four cells.
pub(in crate::check) const PLACES: [[i32; 3]; 2] = [
    [-70_000_000, -100_000_000, 30_000],
    [-8192 * 8000, -8192 * 13_000, 30_000],
];

pub(in crate::check) fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The files of a folder that end so, by their names without the end.
pub(in crate::check) fn files(path: &str, end: &str) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder(path)).unwrap();
    let named = entries.filter_map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name()?.to_str()?.strip_suffix(end)?.to_owned();
        Some((name, std::fs::read_to_string(path).unwrap()))
    });
    named.collect()
}

fn drawings() -> Vec<Drawing> {
    let files = files("fixtures/topology", ".scene");
    assert!(files.len() > 100, "only {} scenes", files.len());
    files
        .iter()
        .map(|(name, text)| Drawing::read(name, text))
        .collect()
}

/// What is found, and what is left open.
type Answer = (Vec<Finding>, BTreeMap<String, u64>);

fn moved(line: &[Coordinate], [x, y, z]: [i32; 3]) -> Vec<Coordinate> {
    let moved = line.iter().map(|c| Coordinate::new(c.x + x, c.y + y, c.z + z));
    moved.collect()
}

/// The state that a drawing shows, its objects in some order; `kind` tells what they are to the derivation of areas.
pub(in crate::check) fn state(
    drawing: &Drawing,
    order: &[usize],
    place: [i32; 3],
    kind: &dyn Fn(&Thing) -> Option<Kind>,
) -> (Scene, Areas) {
    let mode = match drawing.is_changes {
        true => RecordMode::Changes,
        false => RecordMode::State,
    };
    let types: BTreeSet<&str> = drawing.things.iter().map(|thing| &*thing.object_type).collect();
    let mut scene = Scene::default();
    for number in order {
        let thing: &Thing = &drawing.things[*number];
        let object_type = types.iter().position(|known| *known == thing.object_type);
        scene.add(Added {
            role: thing.role,
            group: thing.group,
            kind: kind(thing),
            standing: super::super::scene::Standing::Changed,
            origin: Origin::Told(thing.operation),
            leaves: Leaves::default(),
            level: thing.level,
            object_type: i32::try_from(object_type.unwrap()).unwrap(),
            id: thing.id,
            record: 1,
            at: 0,
            gml_id: "",
            external_id: "",
            positions: &moved(&thing.positions, place),
        });
    }
    scene.stand(mode);
    let mut areas = Areas::default();
    for area in &drawing.areas {
        let mut rings: Vec<_> = area.rings.iter().map(|ring| moved(ring, place)).collect();
        if !area.has_heights {
            rings.iter_mut().flatten().for_each(|c| c.z = 0);
        }
        let told = (!area.is_known).then(|| (Position::default(), None));
        areas.add(area.level, area.role, &rings, told);
    }
    (scene, areas)
}

/// Judges a drawing, its objects in some order.
fn judged(drawing: &Drawing, order: &[usize], threads: usize, place: [i32; 3]) -> Answer {
    let (scene, areas) = state(drawing, order, place, &|_| None);
    let change_area = drawing.change_area.as_ref().map(|rings| {
        let rings: Vec<_> = rings.iter().map(|ring| moved(ring, place)).collect();
        Cover::new([rings]).unwrap()
    });
    let judged = judge(
        &scene,
        &Terms {
            limits: LIMITS,
            in_space: drawing.text == Some(2024),
            is_known: !drawing.is_unknown,
            is_state: !drawing.is_changes,
            lacks: scene.lacks(),
            area: change_area.as_ref(),
            complete: &Complete::new(areas),
            threads,
            advance: &|_, _| (),
        },
    );
    told(drawing, &judged, order, place)
}

/// In the words of the drawing.
fn told(drawing: &Drawing, judged: &Judged, order: &[usize], [x, y, z]: [i32; 3]) -> Answer {
    let space = |c: Coordinate| Coordinate::new(c.x - x, c.y - y, c.z - z);
    let plane = |c: Coordinate| Coordinate { z: 0, ..space(c) };
    let name = |number: u32| drawing.things[order[number as usize]].name.clone();
    let finding = |facts: &[Fact]| {
        let fact = facts[0];
        let parts = match fact.rule {
            Rule::Overlap | Rule::OverlapsItself => {
                facts.iter().map(|fact| fact.at.map(plane).to_vec()).collect()
            }
            Rule::Outline => vec![fact.at.map(plane).to_vec()],
            Rule::Close | Rule::Short => vec![fact.at.map(space).to_vec()],
            Rule::SameCourse | Rule::NearlySameCourse => Vec::new(),
            Rule::Crossing | Rule::CrossesItself | Rule::SameDefinitionPoint | Rule::Shrinks => {
                vec![vec![plane(fact.at[0])]]
            }
            _ => vec![vec![space(fact.at[0])]],
        };
        let partners = if fact.rule.is_set() { facts } else { &facts[..1] };
        let partners = partners
            .iter()
            .map(|fact| fact.partner)
            .filter(|number| *number != NOBODY);
        let own = match fact.rule {
            Rule::Outline => drawing.areas[fact.object as usize].name.clone(),
            _ => name(fact.object),
        };
        let names = partners.map(name).chain([own]).collect();
        Finding::new(fact.rule.check().to_string(), fact.rule.severity(), names, parts)
    };
    let mut found: Vec<Finding> = findings(&judged.facts).map(finding).collect();
    found.sort();
    let mut open = BTreeMap::new();
    for (rule, cases) in &judged.not_judged {
        *open.entry(rule.check().to_string()).or_default() += cases;
    }
    (found, open)
}

#[test]
fn every_scene_is_judged_as_it_says() {
    let mut wrong = String::new();
    for drawing in drawings() {
        let ahead: Vec<usize> = (0..drawing.things.len()).collect();
        let back: Vec<usize> = ahead.iter().rev().copied().collect();
        for (order, threads, place) in [(&ahead, 1, 0), (&ahead, 2, 1), (&back, 1, 1), (&back, 2, 0)] {
            let (found, open) = judged(&drawing, order, threads, PLACES[place]);
            if (&found, &open) != (&drawing.findings, &drawing.open) {
                let beyond = |a: &[Finding], b: &[Finding]| -> Vec<Finding> {
                    a.iter().filter(|finding| !b.contains(finding)).cloned().collect()
                };
                wrong += &format!(
                    "{}: found besides {:#?}, not found {:#?}, left open {open:?}\n",
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
fn every_check_finds_something_in_one_scene_and_nothing_in_another_like_it() {
    let drawings = drawings();
    let known = CHECKS.iter().filter(|check| is_topology(check.id));
    let known: BTreeSet<String> = known.map(|check| check.id.to_string()).collect();
    assert_eq!(known.len(), 14);
    let of = |drawing: &Drawing| drawing.name.split_once('-').unwrap().0.to_owned();
    assert_eq!(drawings.iter().map(of).collect::<BTreeSet<_>>(), known);
    for check in &known {
        let mut like = drawings.iter().filter(|drawing| of(drawing) == *check);
        let finds = |drawing: &Drawing| drawing.findings.iter().any(|finding| finding.check == *check);
        assert!(like.clone().any(finds), "{check} finds nothing");
        let misses = |drawing: &Drawing| !finds(drawing) && drawing.open.is_empty();
        assert!(like.any(misses), "{check} has no near miss");
    }
    for check in ["3.1", "3.7", "3.11", "3.12"] {
        let is_left = |drawing: &Drawing| drawing.open.contains_key(check);
        assert!(drawings.iter().any(is_left), "{check} is never left open");
    }
}

#[test]
fn the_pictures_show_the_scenes() {
    let mut pictures: BTreeMap<String, String> = drawings()
        .iter()
        .map(|drawing| (drawing.name.clone(), picture::draw(drawing, &[])))
        .collect();
    pictures.insert("legend".to_owned(), legend::draw());
    for (name, picture) in &pictures {
        assert!(picture.len() < 6000, "{name} has {} bytes", picture.len());
    }
    // Pictures of areas are drawn by the tests of these.
    compare(&pictures, &|name| !name.starts_with('4'));
}

/// Compares the pictures of some scenes with those that are kept, or renews them.
pub(in crate::check) fn compare(pictures: &BTreeMap<String, String>, is_of: &dyn Fn(&str) -> bool) {
    let path = folder("docs/checks");
    let mut drawn = files("docs/checks", ".svg");
    drawn.retain(|name, _| is_of(name));
    if std::env::var_os("DTM_RENEW").is_some() {
        std::fs::create_dir_all(&path).unwrap();
        for name in drawn.keys() {
            std::fs::remove_file(path.join(format!("{name}.svg"))).unwrap();
        }
        for (name, picture) in pictures {
            std::fs::write(path.join(format!("{name}.svg")), picture).unwrap();
        }
        return;
    }
    let differ = pictures.keys().chain(drawn.keys());
    let differ: BTreeSet<_> = differ
        .filter(|name| pictures.get(*name) != drawn.get(*name))
        .collect();
    assert!(
        differ.is_empty(),
        "{differ:?} of docs/checks are not what the scenes say; renew them: DTM_RENEW=1 cargo test --lib the_pictures_show_the_scenes"
    );
}

/// Fails unless a page shows the picture of every scene and of nothing else but its legend, and the list of the scenes names each.
pub(in crate::check) fn shown(page: &str, scenes: &str, drawings: &[Drawing], legend: &str) {
    let read = |path: &str| std::fs::read_to_string(folder(path)).unwrap();
    let (text, list) = (read(page), read(&format!("{scenes}/README.md")));
    let names: BTreeSet<&str> = drawings.iter().map(|drawing| &*drawing.name).collect();
    for name in &names {
        assert!(
            text.contains(&format!("(checks/{name}.svg)")),
            "{page} does not show {name}"
        );
        assert!(
            list.contains(&format!("`{name}`")),
            "the list does not name {name}"
        );
    }
    let pictures = text.split("(checks/").skip(1);
    for (name, _) in pictures.filter_map(|rest| rest.split_once(".svg)")) {
        assert!(
            name == legend || names.contains(name),
            "{page} shows {name}, which is none"
        );
    }
}

#[test]
fn every_scene_is_listed_and_every_picture_is_shown() {
    shown("docs/topology.md", "fixtures/topology", &drawings(), "legend");
}
