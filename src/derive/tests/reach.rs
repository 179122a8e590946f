//! Small maps that are drawn by hand: what a change touches needs objects that are far from it, and others that it must not read.

use super::super::{AreaKind, Hierarchy, Layer, Line, Touched, What};
use super::memory::{Memory, boxes};
use super::random::ranks;
use crate::model::{AreaRole, Coordinate, KnownArea};

struct Map {
    hierarchy: Hierarchy,
    memory: Memory,
}

fn line(positions: &[[i32; 3]]) -> Vec<Coordinate> {
    let positions = positions.iter();
    positions.map(|[x, y, z]| Coordinate::new(*x, *y, *z)).collect()
}

impl Map {
    /// Nothing but complete ZPS within a ring.
    fn new(ring: &[[i32; 2]]) -> Self {
        let ring = ring.iter().chain(ring.first());
        let ring = ring.map(|[x, y]| Coordinate::new(*x, *y, 0)).collect();
        let mut memory = Memory::default();
        memory.areas.push(KnownArea {
            level: 0,
            role: AreaRole::New,
            rings: vec![ring],
        });
        Self {
            hierarchy: super::hierarchy(&ranks()),
            memory,
        }
    }

    /// Adds a line.
    fn line(&mut self, id: i64, layer: Layer, positions: &[[i32; 3]]) {
        let drawn = Line {
            layer,
            kind: self.hierarchy.line_kind("T0", |_| None).unwrap(),
            classes: [1; 2],
            acquisition: 1,
        };
        let object = (What::Line(drawn), line(positions));
        self.memory.objects.insert(id, object);
    }

    /// Adds a definition point.
    fn point(&mut self, id: i64, [x, y]: [i32; 2]) {
        let what = What::Point(Layer::ground(0), AreaKind(0));
        let object = (what, vec![Coordinate::new(x, y, 0)]);
        self.memory.objects.insert(id, object);
    }

    /// Changes nothing but an attribute of an object, or takes it away.
    fn follow(&mut self, id: i64, stays: bool) {
        self.memory.derive(&self.hierarchy);
        let before = self.memory.clone();
        let (what, positions) = &before.objects[&id];
        let boxes = boxes(positions).into_iter();
        let touched = Touched {
            places: boxes.map(|b| (what.layer(), b)).collect(),
            areas: Vec::new(),
        };
        if !stays {
            self.memory.objects.remove(&id);
        }
        assert!(self.memory.follow(&before, &touched, &self.hierarchy));
        self.memory.compare(&self.hierarchy, &format!("{id}"));
    }
}

const GROUND: Layer = Layer {
    level: 0,
    family: crate::derive::Family::Ground,
};

/// A terrace whose northern side is higher; vertical edges close its outline.
fn terrace() -> Map {
    let mut map = Map::new(&[[0, 0], [100, 0], [100, 100], [0, 100]]);
    map.line(1, GROUND, &[[0, 100, 0], [0, 0, 0], [100, 0, 0], [100, 100, 0]]);
    map.line(2, GROUND, &[[0, 100, 50], [100, 100, 50]]);
    map.line(3, GROUND, &[[0, 100, 0], [0, 100, 50]]);
    map.line(4, GROUND, &[[100, 100, 0], [100, 100, 50]]);
    map.point(5, [50, 50]);
    map
}

#[test]
fn an_outline_stays_closed_by_vertical_edges_far_from_a_change() {
    for changed in [5, 1] {
        let mut map = terrace();
        map.follow(changed, true);
        let told: Vec<_> = map.memory.told().collect();
        assert!(told[0].contains("missing: []"), "{told:?}");
    }
}

#[test]
fn vertical_edges_of_a_line_that_ends_freely_close_the_areas_that_it_parts() {
    let mut map = terrace();
    // Its end is joined to the eastern side by a line that comes only now: the heights differ where the two meet.
    map.line(6, GROUND, &[[0, 0, 0], [50, 20, 30]]);
    map.line(7, GROUND, &[[50, 20, 0], [100, 0, 0]]);
    map.line(8, GROUND, &[[50, 20, 0], [50, 20, 30]]);
    map.follow(7, false);
    map.follow(5, true);
}

#[test]
fn outlines_of_complete_zps_that_cross_are_no_lines() {
    let mut map = Map::new(&[[0, 0], [100, 0], [100, 100], [0, 100]]);
    let ring = line(&[
        [50, 50, 0],
        [150, 50, 0],
        [150, 150, 0],
        [50, 150, 0],
        [50, 50, 0],
    ]);
    map.memory.areas.push(KnownArea {
        level: 0,
        role: AreaRole::New,
        rings: vec![ring],
    });
    map.line(1, GROUND, &[[0, 0, 0], [100, 0, 0]]);
    map.memory.derive(&map.hierarchy);
    map.memory.compare(&map.hierarchy, "");
}

const TUNNEL: Layer = Layer {
    level: 0,
    family: crate::derive::Family::Tunnel,
};

/// A tunnel of four lines with its definition point, far from all of which the point lies.
fn tunnel(map: &mut Map, first: i64, [x, y]: [i32; 2]) {
    let corners = [[x, y, 0], [x + 100, y, 0], [x + 100, y + 100, 0], [x, y + 100, 0]];
    for (id, place) in (first..).zip(0..4) {
        map.line(id, TUNNEL, &[corners[place], corners[(place + 1) % 4]]);
    }
    let place = Coordinate::new(x + 50, y + 50, 0);
    let point = (What::Point(TUNNEL, AreaKind(0)), vec![place]);
    map.memory.objects.insert(first + 4, point);
}

#[test]
fn a_definition_point_in_the_midst_of_a_tunnel_is_of_the_tunnel() {
    let mut map = Map::new(&[[-10, -10], [110, -10], [110, 110], [-10, 110]]);
    tunnel(&mut map, 1, [0, 0]);
    map.follow(5, false);
}

#[test]
fn a_definition_point_of_a_tunnel_without_lines_is_lost() {
    let mut map = Map::new(&[[-10, -10], [110, -10], [110, 110], [-10, 110]]);
    let point = (What::Point(TUNNEL, AreaKind(0)), line(&[[50, 50, 0]]));
    map.memory.objects.insert(1, point);
    map.follow(1, true);
    map.follow(1, false);
}

#[test]
fn what_lies_between_places_far_apart_is_not_read() {
    let far = 5_000_000;
    let square = |x: i32| [[x - 10, -10], [x + 110, -10], [x + 110, 110], [x - 10, 110]];
    let mut map = Map::new(&square(0));
    for x in [far / 2, far] {
        map.memory.areas.extend(Map::new(&square(x)).memory.areas);
    }
    for (first, x) in [(1, 0), (11, far / 2), (21, far)] {
        tunnel(&mut map, first, [x, 0]);
    }
    map.memory.derive(&map.hierarchy);
    let places = [1, 21].map(|id| map.memory.objects[&id].1.clone());
    let boxes = places.iter().flat_map(|positions| boxes(positions));
    let touched = Touched {
        places: boxes.flat_map(|b| [(TUNNEL, b), (GROUND, b)]).collect(),
        areas: Vec::new(),
    };
    let before = map.memory.clone();
    before.read.take();
    assert!(map.memory.follow(&before, &touched, &map.hierarchy));
    map.memory.compare(&map.hierarchy, "");
    let mut read = before.read.take();
    read.sort_unstable();
    read.dedup();
    assert_eq!(read, [1, 2, 3, 4, 5, 21, 22, 23, 24, 25]);
    assert_eq!(before.areas_read.get(), 2);
}

#[test]
fn a_face_knows_the_line_that_passes_through_it_under_a_definition_point() {
    let mut map = Map::new(&[[0, 0], [100, 0], [100, 100], [0, 100]]);
    map.line(1, GROUND, &[[0, 0, 0], [0, 100, 0], [100, 100, 0], [100, 0, 0]]);
    map.line(2, GROUND, &[[0, 0, 0], [100, 0, 0]]);
    map.line(3, GROUND, &[[-10, 50, 0], [110, 50, 0]]);
    map.point(4, [30, 50]);
    map.point(5, [60, 20]);
    map.follow(2, true);
    map.follow(2, false);
}

#[test]
fn a_line_gone_from_an_outline_changes_nothing_beyond_it() {
    // Vertices of older areas all along the southern side, on which lines lie over each other; another line parts what is beside.
    let south = (0..=5).map(|x| [20 * x, 0]);
    let ring: Vec<[i32; 2]> = south.chain([[100, 50], [80, 50], [0, 50]]).collect();
    let mut map = Map::new(&ring);
    map.line(
        1,
        GROUND,
        &[[0, 0, 0], [0, 50, 0], [80, 50, 0], [100, 50, 0], [100, 0, 0]],
    );
    map.line(2, GROUND, &[[0, 0, 0], [60, 0, 0]]);
    map.line(3, GROUND, &[[40, 0, 0], [100, 0, 0]]);
    map.line(4, GROUND, &[[80, 0, 0], [80, 50, 0]]);
    map.follow(2, true);
    map.follow(2, false);
    map.follow(3, false);
}
