//! What is derived in one level and family.

use std::collections::BTreeMap;
use std::thread;

use super::Given;
use super::derived::{Area, Crossing, Derived, Face, Fate, Lost, Missing, Tear, Why, Wrong};
use super::face::{self, Faces};
use super::outline::Outliner;
use super::plane::{Plane, index};
use super::scene::{Layer, NO_LINE};
use super::trace::edge_of;
use super::vertical;
use crate::derive::Family;
use crate::geom::exact::Xy;
use crate::model::Coordinate;

/// Edges of areas of complete ZPS that are looked at, at most: so many, and so many more for each face.
const STEPS: u64 = 100_000_000;
const MORE_STEPS: u64 = 5_000;

/// The class of accuracy of what is worse than 5 or unknown.
const UNKNOWN_CLASS: i16 = 9;

/// Conflicts that a face tells, at most.
const MOST_TOLD: usize = 16;

/// Derives one layer.
pub(super) fn derive(given: Given<'_>, layer: Layer, derived: &mut Derived) {
    let lines = given.lines;
    let outline = match layer.family {
        Family::Ground => given.coverage.outline(layer.level),
        _ => &[],
    };
    let plane = Plane::new(lines, lines.of(layer), outline);
    vertical::collisions(&plane.verticals, &mut derived.collisions);
    let Some(mut faces) = Faces::new(plane, given.threads) else {
        derived.given_up.push(layer);
        return;
    };
    let points = (0..).zip(given.points).filter(|(_, point)| point.layer == layer);
    let mut lost = faces.place(points.map(|(number, point)| (number, *point)));
    let mut steps = STEPS + MORE_STEPS * faces.faces.len() as u64;
    let Some(complete) = complete(given, layer, &faces, &mut steps) else {
        return derived.given_up.push(layer);
    };
    let tears = faces.tears(|side| {
        let [a, b] = faces.ends(side).map(flat);
        given.coverage.is_complete_left_of(layer.level, a, b, &mut steps)
    });
    let Some(tears) = tears else {
        return derived.given_up.push(layer);
    };
    derived.is_torn |= !tears.is_empty();
    derived.tears.extend(tears.into_iter().map(|(at, reach)| Tear {
        level: layer.level,
        at,
        reach,
    }));
    let mut is_complete = vec![false; faces.faces.len()];
    complete
        .iter()
        .for_each(|number| is_complete[*number as usize] = true);
    let others = faces
        .faces
        .iter()
        .zip(is_complete)
        .filter(|(_, is_complete)| !is_complete);
    lost.extend(others.flat_map(|(face, _)| lose(&face.points, Why::Unclosed)));
    let share = complete.len().div_ceil(given.threads.max(1)).max(1);
    let work = |some: &[u32]| -> Vec<Face> {
        let told = some
            .iter()
            .map(|number| tell(given, layer, &faces, &faces.faces[*number as usize]));
        told.collect()
    };
    let shares: Vec<Vec<Face>> = thread::scope(|scope| {
        let mut chunks = complete.chunks(share);
        let own = chunks.next().unwrap_or_default();
        let others: Vec<_> = chunks.map(|some| scope.spawn(|| work(some))).collect();
        let own = work(own);
        let others = others.into_iter().filter_map(|other| other.join().ok());
        std::iter::once(own).chain(others).collect()
    });
    for face in shares.into_iter().flatten() {
        if matches!(face.fate, Fate::Crossed(_) | Fate::Open(_)) {
            lost.extend(lose(&face.points, Why::In(index(derived.faces.len()))));
        }
        derived.faces.push(face);
    }
    lost.sort_unstable();
    for lost in lost {
        let at = given.points[lost.point as usize].at;
        match given.coverage.is_complete_at(layer.level, at, &mut steps) {
            Some(true) => derived.lost.push(lost),
            Some(false) => {}
            None => return derived.given_up.push(layer),
        }
    }
}

/// Numbers of the faces where ZPS is complete; `None` when that is not known.
fn complete(given: Given<'_>, layer: Layer, faces: &Faces, steps: &mut u64) -> Option<Vec<u32>> {
    let mut complete = Vec::new();
    for (number, face) in (0..).zip(&faces.faces) {
        let [a, b] = faces.ends(face.rings[0].sides[0]).map(flat);
        if given.coverage.is_complete_left_of(layer.level, a, b, steps)? {
            complete.push(number);
        }
    }
    complete.sort_by_key(|number| {
        let ring = &faces.faces[*number as usize].rings[0];
        faces.ends(ring.sides[0])
    });
    Some(complete)
}

fn lose(points: &[u32], why: Why) -> impl Iterator<Item = Lost> {
    points.iter().map(move |point| Lost { point: *point, why })
}

/// A face with what becomes of it.
fn tell(given: Given<'_>, layer: Layer, faces: &Faces, face: &face::Face) -> Face {
    let rings = face.rings.iter().map(|ring| {
        let places = ring.sides.iter().chain(ring.sides.first());
        places.map(|side| flat(faces.ends(*side)[0])).collect()
    });
    Face {
        layer,
        rings: rings.collect(),
        area: face.area(),
        points: face.points.clone(),
        beside: face.beside.clone(),
        lines: faces.lines(face),
        free_ends: free_ends(faces, face),
        fate: fate(given, faces, face),
    }
}

fn fate(given: Given<'_>, faces: &Faces, face: &face::Face) -> Fate {
    if !face.crossed_by.is_empty() {
        return Fate::Crossed(crossings(faces, face));
    }
    let is_open = |edge: &u32| faces.plane.strands(*edge).is_empty();
    let open: Vec<_> = face.sides().map(edge_of).filter(is_open).collect();
    if !open.is_empty() {
        return Fate::Open(
            open.into_iter()
                .map(|edge| faces.plane.ends(edge).map(flat))
                .collect(),
        );
    }
    match face.points[..] {
        [] => Fate::Unnamed,
        [point] => Fate::Area(Box::new(area(given, faces, face, point))),
        _ => Fate::Ambiguous,
    }
}

fn area(given: Given<'_>, faces: &Faces, face: &face::Face, point: u32) -> Area {
    let kind = given.points[point as usize].kind;
    let outliner = Outliner {
        plane: &faces.plane,
        lines: given.lines,
        ranks: given.hierarchy.ranks(kind),
    };
    let mut area = Area {
        kind,
        outline: Vec::new(),
        classes: [0; 2],
        acquisition: 0,
        missing: Vec::new(),
        wrong: Vec::new(),
    };
    let mut taken = Vec::new();
    for ring in &face.rings {
        let outline = outliner.outline(ring);
        area.outline.extend(outline.parts);
        area.missing.extend(outline.missing);
        area.wrong.extend(outline.wrong);
        taken.extend(outline.lines);
    }
    taken.sort_unstable();
    taken.dedup();
    let lines = || taken.iter().map(|line| given.lines.line(*line));
    area.classes = [0, 1].map(|which| {
        let classes = lines().map(|line| match line.classes[which] {
            0 => UNKNOWN_CLASS,
            class => class,
        });
        classes.max().unwrap_or(UNKNOWN_CLASS)
    });
    let mut acquisitions: BTreeMap<i16, u32> = BTreeMap::new();
    for line in lines().filter(|line| line.acquisition != 0) {
        *acquisitions.entry(line.acquisition).or_default() += 1;
    }
    let most = acquisitions
        .into_iter()
        .max_by_key(|(acquisition, count)| (*count, *acquisition));
    area.acquisition = most.map_or(0, |(acquisition, _)| acquisition);
    sort_once::<Missing>(&mut area.missing);
    sort_once::<Wrong>(&mut area.wrong);
    area
}

fn sort_once<T: Ord>(all: &mut Vec<T>) {
    all.sort_unstable();
    all.dedup();
}

/// The conflicts of a face, a line of each edge, up to a number.
fn crossings(faces: &Faces, face: &face::Face) -> Vec<Crossing> {
    let line = |edge: u32| {
        faces
            .plane
            .strands(edge)
            .first()
            .map_or(NO_LINE, |strand| strand.line)
    };
    let conflicts = face.crossed_by.iter().flat_map(|edge| faces.reasons(*edge));
    let mut crossings: Vec<Crossing> = conflicts
        .map(|conflict| {
            let [one, other] = conflict.edges.map(line);
            Crossing {
                line: one.min(other),
                other: Some(one.max(other)).filter(|line| *line != NO_LINE),
                at: flat(conflict.at),
            }
        })
        .collect();
    sort_once(&mut crossings);
    crossings.truncate(MOST_TOLD);
    crossings
}

/// Ends of loose edges of a face at which nothing else is.
fn free_ends(faces: &Faces, face: &face::Face) -> Vec<(u32, Coordinate)> {
    let mut ends: Vec<(u32, u32)> = Vec::new();
    for edge in &face.loose {
        let line = faces
            .plane
            .strands(*edge)
            .first()
            .map_or(NO_LINE, |strand| strand.line);
        ends.extend(faces.plane.edges[*edge as usize].ends.map(|node| (node, line)));
    }
    ends.sort_unstable();
    let alone = ends.chunk_by(|a, b| a.0 == b.0).filter(|here| here.len() == 1);
    let free = alone.filter(|here| faces.bounds_nothing_at(here[0].0));
    free.map(|here| (here[0].1, flat(faces.plane.place(here[0].0))))
        .take(MOST_TOLD)
        .collect()
}

/// The position at a place, its height 0.
fn flat(place: Xy) -> Coordinate {
    let value = |value: i64| i32::try_from(value).unwrap_or_default();
    Coordinate::new(value(place[0]), value(place[1]), 0)
}
