//! Check 4.10: definition points that a change moves out of their areas.

use super::fact::{Fact, Spot, Why};
use super::what;
use crate::check::Severity;
use crate::check::topology::{Scene, Standing};
use crate::derive::roles::Role;
use crate::derive::{Face, Fate, Layer, Updated, What};
use crate::geom::cover::Cover;
use crate::geom::exact::{lies_on, xy};
use crate::model::Coordinate;

/// Definition points of the delivery that lie elsewhere than they did, judged by the areas of before.
pub(super) fn facts(scene: &Scene, before: &Updated) -> Vec<Fact> {
    let moved = scene.removed().filter_map(|old| moved(scene, old));
    let told = moved.filter_map(|(id, layer, at)| {
        let why = wrong(before, id, layer, at)?;
        Some(Fact {
            why,
            layer,
            names: vec![id],
            place: Spot::Point(Coordinate { z: 0, ..at }),
            severity: Severity::Error,
        })
    });
    told.collect()
}

/// Where the delivery moves a definition point, of which this is the old state.
fn moved(scene: &Scene, old: u32) -> Option<(i64, Layer, Coordinate)> {
    let object = scene.object(old);
    let new = object.told_by;
    let is_moved =
        object.role == Role::Definition && new != old && scene.object(new).standing == Standing::Changed;
    if !is_moved {
        return None;
    }
    let ([from, ..], [to, ..]) = (scene.positions(old), scene.positions(new)) else {
        return None;
    };
    let Some(What::Point(layer, _)) = what(scene, old) else {
        return None;
    };
    ((from.x, from.y) != (to.x, to.y)).then_some((object.id, layer, *to))
}

/// What is wrong with the new place of a definition point.
fn wrong(before: &Updated, id: i64, layer: Layer, at: Coordinate) -> Option<Why> {
    let areas = || {
        let faces = before.derived.faces.iter();
        faces.filter(move |face| face.layer == layer && matches!(face.fate, Fate::Area(_)))
    };
    let is_its = |face: &&Face| {
        let mut points = face
            .points
            .iter()
            .map(|point| before.gathered.point_ids[*point as usize]);
        points.any(|point| point == id)
    };
    match areas().find(is_its) {
        Some(own) => (!covers(own, at)).then_some(Why::MovedOut),
        None => areas()
            .any(|other| covers(other, at) && !is_on_edge(other, at))
            .then_some(Why::MovedInto),
    }
}

fn covers(face: &Face, at: Coordinate) -> bool {
    Cover::new([&face.rings[..]]).is_ok_and(|cover| cover.covers_point(at))
}

fn is_on_edge(face: &Face, at: Coordinate) -> bool {
    let mut edges = face.rings.iter().flat_map(|ring| ring.windows(2));
    edges.any(|edge| lies_on(xy(at), [xy(edge[0]), xy(edge[1])]))
}
