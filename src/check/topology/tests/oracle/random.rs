//! Random scenes: dense, so that everything coincides that can.

use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use proptest::{collection, option, prelude::any, prop_oneof, sample};

use super::super::super::scene::Standing;
use crate::derive::roles::{Family, Role};
use crate::geom::exact::LIMIT;
use crate::model::{AreaRole, Coordinate};

#[derive(Clone, Debug)]
pub(super) struct Thing {
    pub(super) role: Role,
    pub(super) group: Option<Family>,
    pub(super) object_type: i32,
    pub(super) level: i16,
    pub(super) has_id: bool,
    pub(super) standing: Standing,
    pub(super) positions: Vec<Coordinate>,
}

#[derive(Clone, Debug)]
pub(super) struct Ground {
    pub(super) level: i16,
    pub(super) role: AreaRole,
    pub(super) has_heights: bool,
    pub(super) ring: Vec<Coordinate>,
}

#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) is_state: bool,
    pub(super) is_known: bool,
    pub(super) in_space: bool,
    pub(super) things: Vec<Thing>,
    pub(super) areas: Vec<Ground>,
    pub(super) known_areas: Vec<Ground>,
    pub(super) change_area: Option<Vec<Coordinate>>,
}

/// A position on a grid of `step` centimetres, `side` steps wide.
fn position(side: i32, step: i32) -> impl Strategy<Value = Coordinate> {
    let height = prop_oneof![6 => 0..1, 1 => 0..3, 1 => sample::select(vec![11, 12, 13])];
    (0..side, 0..side, height).prop_map(move |(x, y, z)| Coordinate::new(x * step, y * step, 30_000 + z))
}

fn group() -> impl Strategy<Value = Option<Family>> {
    use Family::{Bridge, Ground, Underground};
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
pub(super) fn far(case: &Case) -> Case {
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

pub(super) fn cases(side: i32, step: i32, count: usize) -> Vec<Case> {
    let seed = [side.to_le_bytes(), step.to_le_bytes()].concat().repeat(4);
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let strategy = case(side, step);
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}
