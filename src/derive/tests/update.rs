//! Thousands of random edits, one after another: what each touches is derived anew, and all is the same as if everything were.

use std::collections::BTreeSet;

use super::super::{AreaKind, Family, Hierarchy, Layer, Line, Touched, What};
use super::memory::{Memory, boxes};
use super::random::{Case, Chance, Drawn, heap, mesh, ranks, row};
use crate::model::{AreaRole, Coordinate, KnownArea};

/// Pools of each sort, and edits over each.
const POOLS: u64 = 90;
const EDITS: usize = 12;

/// What a pool is made of.
#[derive(Clone, Copy, Debug)]
enum Sort {
    /// Meshes with faults.
    Mesh,
    /// Meshes in which vertical edges close nearly every outline.
    Upright,
    /// Lines over each other.
    Heap,
    /// Cells along straight outlines of complete ZPS.
    Row,
}

/// Everything that may be in the map at some time: lines and points with their layers, areas of complete ZPS.
#[derive(Default)]
struct Pool {
    objects: Vec<(What, Vec<Coordinate>)>,
    areas: Vec<KnownArea>,
}

fn case(chance: &mut Chance, sort: Sort) -> Case {
    match sort {
        Sort::Mesh => mesh(chance, 15),
        Sort::Heap => heap(chance),
        Sort::Row => row(chance),
        Sort::Upright => {
            let mut case = mesh(chance, 4);
            let lines = case.lines.iter().filter(|line| line.positions.len() > 1);
            let places: BTreeSet<[i32; 2]> = lines
                .flat_map(|line| &line.positions)
                .map(|c| [c.x, c.y])
                .collect();
            for [x, y] in places {
                for low in [0, 10, 20] {
                    let ends = [low, low + 10].map(|z| Coordinate::new(x, y, 30_000 + z));
                    case.lines.push(Drawn {
                        kind: 0,
                        classes: [1; 2],
                        acquisition: 1,
                        positions: ends.to_vec(),
                    });
                }
            }
            case
        }
    }
}

fn pool(chance: &mut Chance, hierarchy: &Hierarchy, sort: Sort) -> Pool {
    let mut pool = Pool::default();
    for level in 0..2 {
        let case = case(chance, sort);
        let layer = |chance: &mut Chance| Layer {
            level: if chance.percent(3) { 1 - level } else { level },
            family: match chance.below(20) {
                0 => Family::Bridge,
                1 => Family::Tunnel,
                2 => Family::Underground,
                _ if case.is_ground => Family::Ground,
                _ => Family::Bridge,
            },
        };
        for drawn in &case.lines {
            let line = Line {
                layer: layer(chance),
                kind: hierarchy
                    .line_kind(&format!("T{}", drawn.kind), |_| None)
                    .unwrap(),
                classes: drawn.classes,
                acquisition: drawn.acquisition,
            };
            pool.objects.push((What::Line(line), drawn.positions.clone()));
        }
        for (kind, at) in &case.points {
            let what = What::Point(layer(chance), AreaKind(*kind));
            pool.objects.push((what, vec![*at]));
        }
        let area = |(role, rings): &(AreaRole, Vec<Vec<Coordinate>>)| KnownArea {
            level,
            role: *role,
            rings: rings.clone(),
        };
        pool.areas.extend(case.areas.iter().map(area));
    }
    pool
}

fn any(chance: &mut Chance, count: usize) -> usize {
    usize::try_from(chance.below(i32::try_from(count).unwrap())).unwrap()
}

/// Adds an area of complete ZPS, or takes one away.
fn edit_area(chance: &mut Chance, pool: &Pool, memory: &mut Memory, touched: &mut Touched) {
    if !memory.areas.is_empty() && chance.percent(50) {
        let gone = memory.areas.remove(any(chance, memory.areas.len()));
        touched.areas.push((gone.level, gone.rings));
        return;
    }
    let mut area = pool.areas[any(chance, pool.areas.len())].clone();
    if chance.percent(30) {
        area.role = AreaRole::Delete;
    }
    touched.areas.push((area.level, area.rings.clone()));
    memory.areas.push(area);
}

/// Adds an object, takes it away or moves it.
fn edit_object(chance: &mut Chance, pool: &Pool, memory: &mut Memory, touched: &mut Touched) {
    let number = any(chance, pool.objects.len());
    let id = i64::try_from(number).unwrap();
    let mut touch = |what: &What, positions: &[Coordinate]| {
        let boxes = boxes(positions).into_iter();
        touched.places.extend(boxes.map(|b| (what.layer(), b)));
    };
    let old = memory.objects.remove(&id);
    if let Some((what, positions)) = &old {
        touch(what, positions);
        if chance.percent(70) {
            return;
        }
    }
    let (what, mut positions) = pool.objects[number].clone();
    for c in &mut positions {
        for value in [&mut c.x, &mut c.y, &mut c.z] {
            if chance.percent(5) {
                *value += chance.below(3) - 1;
            }
        }
    }
    touch(&what, &positions);
    memory.objects.insert(id, (what, positions));
}

/// A sequence of edits over one pool; answers with how many were followed by less than everything.
fn sequence(seed: u64, sort: Sort) -> usize {
    let hierarchy = super::hierarchy(&ranks());
    let mut chance = Chance::new(seed);
    let pool = pool(&mut chance, &hierarchy, sort);
    let mut memory = Memory::default();
    let present = (0..)
        .zip(&pool.objects)
        .filter(|_| chance.percent(85))
        .map(|(id, object)| (id, object.clone()));
    memory.objects = present.collect();
    memory.areas.clone_from(&pool.areas);
    memory.derive(&hierarchy);
    let mut parts = 0;
    for edit in 0..EDITS {
        let before = memory.clone();
        let mut touched = Touched::default();
        for _ in 0..1 + chance.below(4) {
            match chance.percent(8) {
                true => edit_area(&mut chance, &pool, &mut memory, &mut touched),
                false => edit_object(&mut chance, &pool, &mut memory, &mut touched),
            }
        }
        parts += usize::from(memory.follow(&before, &touched, &hierarchy));
        let which = format!("{sort:?}, seed {seed}, edit {edit}, touched: {touched:?}");
        memory.compare(&hierarchy, &which);
    }
    parts
}

/// Most edits are followed by less than everything.
fn follow(sort: Sort) {
    let parts: usize = (0..POOLS).map(|seed| sequence(seed, sort)).sum();
    let all = usize::try_from(POOLS).unwrap() * EDITS;
    assert!(parts > all / 2, "{parts} of {all}");
}

#[test]
fn following_edits_of_meshes_is_the_same_as_deriving_everything() {
    follow(Sort::Mesh);
}

#[test]
fn following_edits_of_upright_meshes_is_the_same_as_deriving_everything() {
    follow(Sort::Upright);
}

#[test]
fn following_edits_of_heaps_is_the_same_as_deriving_everything() {
    follow(Sort::Heap);
}

#[test]
fn following_edits_of_rows_is_the_same_as_deriving_everything() {
    follow(Sort::Row);
}
