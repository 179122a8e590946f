//! What is asked of the surroundings, and what a change takes from its old state.

use super::super::areas::Areas;
use super::super::scene::{Added, Leaves, Origin, Scene, Standing};
use super::super::surround::{along, fewer};
use super::add;
use crate::check::RecordMode;
use crate::derive::Hierarchy;
use crate::derive::roles::{Family, Role};
use crate::model::{
    BoundingBox, Catalogue, Coordinate, Dimension, FeatureId, Geometry, KnownArea, Neighbour, Operation,
    Shape, Surroundings, Unanswered, Wanted,
};

fn at(x: i32, y: i32) -> Coordinate {
    Coordinate::new(-70_000_000 + x, -105_000_000 + y, 0)
}

fn holds(boxes: &[BoundingBox], c: Coordinate) -> bool {
    let near = |b: &BoundingBox| {
        b.min_x - 1 <= c.x && c.x <= b.max_x + 1 && b.min_y - 1 <= c.y && c.y <= b.max_y + 1
    };
    boxes.iter().any(near)
}

fn size(boxes: &[BoundingBox]) -> i64 {
    boxes
        .iter()
        .map(|b| i64::from(b.max_x - b.min_x + 1) * i64::from(b.max_y - b.min_y + 1))
        .sum()
}

#[test]
fn a_long_segment_is_asked_for_along_itself() {
    let (a, b) = (at(0, 0), at(5_000_000, 3_000_000));
    let mut boxes = Vec::new();
    along(a, b, &mut boxes);
    for part in 0..=1_000 {
        let place = at(5_000 * part, 3_000 * part);
        assert!(holds(&boxes, place), "{place:?}");
    }
    assert!(size(&boxes) < 5_000_000 * 3_000_000 / 100, "{}", size(&boxes));
    boxes.clear();
    along(a, a, &mut boxes);
    assert!(holds(&boxes, a) && boxes.len() == 1);
}

#[test]
fn scattered_places_do_not_become_one() {
    let places: Vec<_> = (0..10_000)
        .map(|n| at(n % 100 * 100_000, n / 100 * 100_000))
        .collect();
    let beside = places.iter().map(|c| Coordinate { x: c.x + 50, ..*c });
    let all: Vec<_> = places.iter().copied().chain(beside).collect();
    let boxes = all.iter().filter_map(|c| BoundingBox::around([*c])).collect();
    let boxes = fewer(boxes, 13);
    assert!(all.iter().all(|c| holds(&boxes, *c)));
    // Those half a metre from each other are together, but where a cell ends between them.
    assert!((10_000..=10_400).contains(&boxes.len()), "{}", boxes.len());
    assert!(size(&boxes) <= 20_000 * 51);
}

/// A change of a line of the ground in level 0 over an old state that is a bridge in level 2.
fn changed(leaves: Leaves, positions: &[Coordinate]) -> (Option<Family>, i16, usize) {
    let mut scene = Scene::default();
    let old = Added {
        role: Role::Line,
        group: Some(Family::Bridge),
        kind: None,
        standing: Standing::Removed,
        origin: Origin::Known,
        leaves: Leaves::default(),
        level: Some(2),
        object_type: 1,
        id: 7,
        record: 0,
        at: 0,
        gml_id: "",
        external_id: "",
        positions: &[at(0, 0), at(9, 0), at(9, 9)],
    };
    scene.add(old);
    scene.add(Added {
        group: Some(Family::Ground),
        kind: None,
        standing: Standing::Changed,
        origin: Origin::Told(Operation::Update),
        leaves,
        level: None,
        record: 1,
        positions,
        ..old
    });
    scene.complete(0, 1);
    let object = scene.object(1);
    (object.group, object.level, scene.positions(1).len())
}

#[test]
fn a_change_takes_each_thing_that_it_leaves_out_and_no_other() {
    let line = [at(0, 0), at(1, 0)];
    let nothing = Leaves::default();
    assert_eq!(changed(nothing, &line), (Some(Family::Ground), 0, 2));
    let geometry = Leaves {
        geometry: true,
        ..nothing
    };
    assert_eq!(changed(geometry, &[]), (Some(Family::Ground), 0, 3));
    let level = Leaves {
        level: true,
        ..nothing
    };
    assert_eq!(changed(level, &line), (Some(Family::Ground), 2, 2));
    let group = Leaves {
        group: true,
        ..nothing
    };
    assert_eq!(changed(group, &line), (Some(Family::Bridge), 0, 2));
}

/// A region that has so many detail points wherever one looks.
struct Crowd(i64);

impl Surroundings for Crowd {
    fn by_id(&self, _: Wanted<'_>, _: &[FeatureId], _: &mut dyn FnMut(Neighbour)) -> Result<(), Unanswered> {
        Ok(())
    }

    fn within(
        &self,
        wanted: Wanted<'_>,
        _: &[BoundingBox],
        take: &mut dyn FnMut(Neighbour),
    ) -> Result<(), Unanswered> {
        let catalogue = Catalogue::embedded("1.4.3")?;
        let detail = catalogue
            .object_type("PodrobnyBodZPS")
            .map(|(_, known)| known.key());
        let key = detail.filter(|key| wanted.object_types.contains(key));
        (1..=self.0).filter_map(FeatureId::from_number).for_each(|id| {
            take(Neighbour {
                id,
                object_type: key.unwrap_or_default(),
                level: Some(0),
                values: vec![None; wanted.attributes.len()],
                geometry: Geometry::new(Dimension::Three, Shape::Point(at(0, 0))),
            });
        });
        Ok(())
    }

    fn complete_areas(&self, _: &[BoundingBox]) -> Result<Vec<KnownArea>, Unanswered> {
        Ok(Vec::new())
    }

    fn keeps(&self, _: FeatureId) -> bool {
        true
    }
}

#[test]
fn no_more_is_taken_from_around_a_change_than_there_is_room_for() {
    let around = |count: i64| {
        let mut scene = Scene::default();
        add(&mut scene, Role::Detail, &[at(0, 0)]);
        let asked = scene.surround(
            RecordMode::Changes,
            &Crowd(count),
            &Hierarchy::built_in().unwrap(),
            &mut Areas::default(),
        );
        asked.unwrap();
        (scene.count() - 1, scene.unseen)
    };
    assert_eq!(around(3), (3, 0));
    // A million, and ten for the one that is told.
    let (taken, beyond) = around(1_000_100);
    assert_eq!((taken, beyond), (1_000_010, 90));
}
