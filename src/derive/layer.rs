//! What is derived in one level and family.

use std::collections::BTreeMap;

use super::conflict::Conflict;
use super::derived::{Area, Crossing, Derived, Face, Fate, Lost, Missing, Tear, Why, Wrong};
use super::face::{self, Faces};
use super::outline::Outliner;
use super::plane::{Plane, index};
use super::scene::{Layer, NO_LINE};
use super::trace::edge_of;
use super::{Given, share, vertical};
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

/// What takes part in a layer.
#[derive(Debug, Default)]
pub(super) struct Members {
    /// Numbers of lines.
    pub(super) lines: Vec<u32>,
    /// Numbers of definition points.
    pub(super) points: Vec<u32>,
}

/// Derives one layer.
pub(super) fn derive(given: Given<'_>, layer: Layer, members: &Members, derived: &mut Derived) {
    let steps = |faces: usize| STEPS + MORE_STEPS * faces as u64;
    derive_within(given, layer, members, steps, derived);
}

/// Derives one layer; `steps` tells how many edges of areas of complete ZPS may be looked at for so many faces. When these or others
/// are too many, the layer is given up.
fn derive_within(
    given: Given<'_>,
    layer: Layer,
    members: &Members,
    steps: impl Fn(usize) -> u64,
    derived: &mut Derived,
) {
    let outline = match layer.family {
        Family::Ground => given.coverage.outline(layer.level),
        _ => &[],
    };
    let plane = Plane::new(given.lines, members.lines.iter().copied(), outline);
    vertical::collisions(&plane.verticals, &mut derived.collisions);
    let known = [derived.faces.len(), derived.lost.len()];
    let filled = Faces::new(plane, given.threads).and_then(|faces| {
        let steps = steps(faces.faces.len());
        fill(given, layer, &members.points, faces, steps, derived)
    });
    if filled.is_none() {
        derived.faces.truncate(known[0]);
        derived.lost.truncate(known[1]);
        derived.given_up.push(layer);
    }
}

/// Tells what becomes of the complete faces of a layer and of definition points; `None` when that is not known.
fn fill(
    given: Given<'_>,
    layer: Layer,
    points: &[u32],
    mut faces: Faces,
    mut steps: u64,
    derived: &mut Derived,
) -> Option<()> {
    let points = points.iter().map(|point| (*point, given.points[*point as usize]));
    let mut lost = faces.place(points);
    let complete = complete(given, layer, &faces, &mut steps)?;
    let tears = faces.tears(|side| {
        let [a, b] = faces.ends(side).map(flat);
        given.coverage.is_complete_left_of(layer.level, a, b, &mut steps)
    })?;
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
    let count = complete.len().div_ceil(given.threads.max(1)).max(1);
    let shares = share::each(complete.chunks(count), |some| -> Vec<Face> {
        let told = some.iter().map(|number| tell(given, layer, &faces, *number));
        told.collect()
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
        let is_complete = given.coverage.is_complete_at(layer.level, at, &mut steps)?;
        derived.lost.extend(is_complete.then_some(lost));
    }
    Some(())
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
fn tell(given: Given<'_>, layer: Layer, faces: &Faces, number: u32) -> Face {
    let face = &faces.faces[number as usize];
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
        lines: faces.lines(number),
        free_ends: free_ends(faces, face),
        fate: fate(given, faces, number),
    }
}

fn fate(given: Given<'_>, faces: &Faces, number: u32) -> Fate {
    let face = &faces.faces[number as usize];
    if !face.crossed_by.is_empty() {
        return Fate::Crossed(crossings(faces, number));
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
fn crossings(faces: &Faces, number: u32) -> Vec<Crossing> {
    let line = |edge: u32| {
        faces
            .plane
            .strands(edge)
            .first()
            .map_or(NO_LINE, |strand| strand.line)
    };
    let crossed_by = faces.faces[number as usize].crossed_by.iter();
    let conflicts = crossed_by.flat_map(|side| faces.reasons(number, edge_of(*side)));
    let crossing = |conflict: &Conflict| {
        let [one, other] = conflict.edges.map(line);
        // Where outlines of complete ZPS cross there need not be any line.
        (one.min(other) != NO_LINE).then(|| Crossing {
            line: one.min(other),
            other: Some(one.max(other)).filter(|line| *line != NO_LINE),
            at: flat(conflict.at),
        })
    };
    let mut crossings: Vec<Crossing> = conflicts.filter_map(crossing).collect();
    sort_once(&mut crossings);
    crossings.truncate(MOST_TOLD);
    crossings
}

/// Ends of loose edges of a face at which nothing else is. What is left of an outline of complete ZPS may be loose without a line.
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
    let free = alone.filter(|here| here[0].1 != NO_LINE && faces.bounds_nothing_at(here[0].0));
    free.map(|here| (here[0].1, flat(faces.plane.place(here[0].0))))
        .take(MOST_TOLD)
        .collect()
}

/// The position at a place, its height 0.
fn flat(place: Xy) -> Coordinate {
    let value = |value: i64| i32::try_from(value).unwrap_or_default();
    Coordinate::new(value(place[0]), value(place[1]), 0)
}

#[cfg(test)]
mod tests {
    use super::super::{AreaKind, CompleteArea, Coverage, DefinitionPoint, Hierarchy, Lines};
    use super::*;

    #[test]
    fn a_layer_that_is_given_up_leaves_nothing_behind() {
        let ring: Vec<Coordinate> = [(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)]
            .map(|(x, y)| Coordinate::new(x, y, 0))
            .to_vec();
        let rings = [ring];
        let area = CompleteArea {
            level: 0,
            is_complete: true,
            rings: &rings,
        };
        let layer = Layer::ground(0);
        let points = [(4, 4), (9, 4)].map(|(x, y)| DefinitionPoint {
            layer,
            kind: AreaKind(0),
            at: Coordinate::new(x, y, 0),
        });
        let given = Given {
            lines: &Lines::default(),
            points: &points,
            coverage: &Coverage::new([area], u64::MAX).unwrap(),
            hierarchy: &Hierarchy::of(None).unwrap(),
            threads: 1,
        };
        let members = Members {
            lines: Vec::new(),
            points: vec![0, 1],
        };
        let mut given_up = 0;
        for steps in 1.. {
            let mut derived = Derived::default();
            derive_within(given, layer, &members, |_| steps, &mut derived);
            if derived.given_up.is_empty() {
                assert_eq!((derived.faces.len(), derived.lost.len()), (1, 2));
                break;
            }
            assert!(derived.faces.is_empty() && derived.lost.is_empty());
            given_up += 1;
        }
        assert!(given_up > 2);
    }
}
