//! Thousands of random edits, one after another: what each touches is derived anew, and all is the same as if everything were.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::super::{
    AreaKind, CompleteArea, Coverage, Derived, Family, Fate, Gathered, Hierarchy, Layer, Line, Object, State,
    Touched, What, update,
};
use super::random::{Chance, heap, mesh, ranks};
use crate::model::{AreaRole, BoundingBox, Coordinate, KnownArea, KnownFace, Unanswered};

/// A face in words that do not depend on how things are numbered.
type Told = String;

/// A map that is kept in memory.
#[derive(Default)]
struct Memory {
    objects: BTreeMap<i64, (What, Vec<Coordinate>)>,
    areas: Vec<KnownArea>,
    faces: BTreeMap<i64, (KnownFace, Told)>,
    is_torn: bool,
    last: i64,
    read: Cell<usize>,
}

impl State for Memory {
    fn by_id(&self, ids: &[i64], take: &mut dyn FnMut(Object<'_>)) -> Result<(), Unanswered> {
        for id in ids {
            if let Some((what, positions)) = self.objects.get(id) {
                self.read.set(self.read.get() + 1);
                take(Object {
                    id: *id,
                    what: *what,
                    positions,
                });
            }
        }
        Ok(())
    }

    fn within(&self, boxes: &[BoundingBox], take: &mut dyn FnMut(Object<'_>)) -> Result<(), Unanswered> {
        for (id, (what, positions)) in &self.objects {
            let bounds = BoundingBox::around(positions.iter().copied()).unwrap();
            if boxes.iter().any(|b| b.meets(bounds)) {
                self.read.set(self.read.get() + 1);
                take(Object {
                    id: *id,
                    what: *what,
                    positions,
                });
            }
        }
        Ok(())
    }

    fn faces(&self, boxes: &[BoundingBox]) -> Result<Vec<KnownFace>, Unanswered> {
        let meets = |face: &&KnownFace| {
            let bounds = BoundingBox::around(face.rings.iter().flatten().copied()).unwrap();
            boxes.iter().any(|b| b.meets(bounds))
        };
        let faces = self.faces.values().map(|(face, _)| face);
        Ok(faces.filter(meets).cloned().collect())
    }

    fn complete_areas(&self, boxes: &[BoundingBox]) -> Result<Vec<KnownArea>, Unanswered> {
        let meets = |area: &&KnownArea| {
            let bounds = BoundingBox::around(area.rings.iter().flatten().copied()).unwrap();
            boxes.iter().any(|b| b.meets(bounds))
        };
        Ok(self.areas.iter().filter(meets).cloned().collect())
    }
}

/// Faces with what is known of them and their words.
fn told(derived: &Derived, lines: &[i64], points: &[i64]) -> Vec<(KnownFace, Told)> {
    let line = |number: u32| lines[number as usize];
    let point = |number: &u32| points[*number as usize];
    let faces = derived.faces.iter().map(|face| {
        let fate = match &face.fate {
            Fate::Crossed(crossings) => {
                let pairs: BTreeSet<_> = crossings
                    .iter()
                    .map(|c| (line(c.line), c.other.map(line), c.at))
                    .collect();
                format!("crossed {pairs:?}")
            }
            Fate::Area(area) => {
                let mut area = area.clone();
                let wrong: BTreeSet<_> = area.wrong.iter().map(|w| (line(w.line), w.part)).collect();
                area.wrong.clear();
                format!("{area:?} {wrong:?}")
            }
            other => format!("{other:?}"),
        };
        let sorted = |numbers: &[u32]| numbers.iter().map(point).collect::<BTreeSet<_>>();
        let (points, beside) = (sorted(&face.points), sorted(&face.beside));
        let lines: BTreeSet<i64> = face.lines.iter().map(|number| line(*number)).collect();
        let free: BTreeSet<_> = face
            .free_ends
            .iter()
            .map(|(number, at)| (line(*number), *at))
            .collect();
        let words = format!(
            "{:?} {:?} {points:?} {beside:?} {lines:?} {free:?} {fate}",
            face.layer, face.rings
        );
        let known = KnownFace {
            number: 0,
            level: face.layer.level,
            family: face.layer.family,
            rings: face.rings.clone(),
            objects: lines.into_iter().chain(points).chain(beside).collect(),
        };
        (known, words)
    });
    faces.collect()
}

impl Memory {
    fn full(&self, hierarchy: &Hierarchy) -> (Vec<(KnownFace, Told)>, bool, BTreeSet<i64>) {
        let objects = self.objects.iter().map(|(id, (what, positions))| Object {
            id: *id,
            what: *what,
            positions,
        });
        let gathered = Gathered::new(objects);
        let areas = self.areas.iter().map(|area| CompleteArea {
            level: area.level,
            is_complete: area.role != AreaRole::Delete,
            rings: &area.rings,
        });
        let coverage = Coverage::new(areas, u64::MAX);
        let derived = gathered.derive(coverage.as_ref(), hierarchy, 1);
        let lost = derived
            .lost
            .iter()
            .map(|lost| gathered.point_ids[lost.point as usize]);
        (
            told(&derived, &gathered.line_ids, &gathered.point_ids),
            derived.is_torn,
            lost.collect(),
        )
    }

    fn replace(&mut self, replaced: &[i64], faces: Vec<(KnownFace, Told)>) {
        replaced
            .iter()
            .for_each(|number| assert!(self.faces.remove(number).is_some()));
        for (face, words) in faces {
            self.last += 1;
            self.faces.insert(
                self.last,
                (
                    KnownFace {
                        number: self.last,
                        ..face
                    },
                    words,
                ),
            );
        }
    }

    /// Derives what was touched anew; answers whether that was less than all.
    fn follow(&mut self, touched: &Touched, hierarchy: &Hierarchy) -> bool {
        let updated = update(self, touched, hierarchy, 1).unwrap();
        let is_torn = updated.derived.is_torn;
        let is_part = !is_torn && !self.is_torn;
        if is_part {
            let faces = told(
                &updated.derived,
                &updated.gathered.line_ids,
                &updated.gathered.point_ids,
            );
            self.replace(&updated.replaced, faces);
        } else {
            let (faces, is_torn, _) = self.full(hierarchy);
            self.faces.clear();
            self.replace(&[], faces);
            self.is_torn = is_torn;
        }
        is_part
    }
}

fn boxes(positions: &[Coordinate]) -> Vec<BoundingBox> {
    match positions {
        [at] => vec![BoundingBox::around([*at]).unwrap()],
        line => line
            .windows(2)
            .map(|pair| BoundingBox::around(pair.iter().copied()).unwrap())
            .collect(),
    }
}

/// Everything that may be in the map at some time: lines and points with their layers, areas of complete ZPS.
struct Pool {
    objects: Vec<(What, Vec<Coordinate>)>,
    areas: Vec<KnownArea>,
}

fn pool(chance: &mut Chance, hierarchy: &Hierarchy, is_heap: bool) -> Pool {
    let case = if is_heap { heap(chance) } else { mesh(chance, 15) };
    let layer = |chance: &mut Chance| Layer {
        level: i16::from(chance.percent(10)),
        family: if chance.percent(15) {
            Family::Bridge
        } else {
            Family::Ground
        },
    };
    let mut objects = Vec::new();
    for drawn in &case.lines {
        let line = Line {
            layer: layer(chance),
            kind: hierarchy
                .line_kind(&format!("T{}", drawn.kind), |_| None)
                .unwrap(),
            classes: drawn.classes,
            acquisition: drawn.acquisition,
        };
        objects.push((What::Line(line), drawn.positions.clone()));
    }
    for (kind, at) in &case.points {
        objects.push((What::Point(layer(chance), AreaKind(*kind)), vec![*at]));
    }
    let area = |(role, rings): &(AreaRole, Vec<Vec<Coordinate>>)| KnownArea {
        level: 0,
        role: *role,
        rings: rings.clone(),
    };
    Pool {
        objects,
        areas: case.areas.iter().map(area).collect(),
    }
}

/// A sequence of edits over one pool; answers with how many were followed by less than everything.
fn sequence(seed: u64, edits: usize, is_heap: bool) -> usize {
    let hierarchy = super::hierarchy(&ranks());
    let mut chance = Chance::new(seed);
    let pool = pool(&mut chance, &hierarchy, is_heap);
    let mut memory = Memory::default();
    let mut parts = 0;
    for edit in 0..edits {
        let mut touched = Touched::default();
        for _ in 0..1 + chance.below(4) {
            if chance.percent(8) {
                let place = usize::try_from(chance.below(i32::try_from(pool.areas.len()).unwrap())).unwrap();
                let mut area = pool.areas[place].clone();
                if chance.percent(30) {
                    area.role = AreaRole::Delete;
                }
                touched.areas.push((area.level, area.rings.clone()));
                memory.areas.push(area);
                continue;
            }
            let id = chance.below(i32::try_from(pool.objects.len()).unwrap());
            let (what, positions) = pool.objects[usize::try_from(id).unwrap()].clone();
            let id = i64::from(id);
            let mut touch = |what: &What, positions: &[Coordinate]| {
                touched
                    .places
                    .extend(boxes(positions).into_iter().map(|b| (what.layer(), b)));
            };
            let old = memory.objects.remove(&id);
            if let Some((what, positions)) = &old {
                touch(what, positions);
            }
            let stays = old.is_none() || chance.percent(20);
            if stays {
                // Sometimes moved, sometimes of another kind.
                let by = |chance: &mut Chance| {
                    if chance.percent(10) {
                        chance.below(3) - 1
                    } else {
                        0
                    }
                };
                let positions: Vec<Coordinate> = positions
                    .iter()
                    .map(|c| {
                        Coordinate::new(
                            c.x + by(&mut chance),
                            c.y + by(&mut chance),
                            c.z + by(&mut chance),
                        )
                    })
                    .collect();
                touch(&what, &positions);
                memory.objects.insert(id, (what, positions));
            }
        }
        parts += usize::from(memory.follow(&touched, &hierarchy));
        let (full, _, _) = memory.full(&hierarchy);
        let full: BTreeSet<&Told> = full.iter().map(|(_, words)| words).collect();
        let kept: BTreeSet<&Told> = memory.faces.values().map(|(_, words)| words).collect();
        let missing: Vec<_> = full.difference(&kept).collect();
        let stale: Vec<_> = kept.difference(&full).collect();
        assert!(
            missing.is_empty() && stale.is_empty(),
            "seed {seed}, edit {edit}\nmissing: {missing:#?}\nstale: {stale:#?}\ntouched: {touched:?}"
        );
        assert_eq!(
            full.len(),
            memory.faces.len(),
            "seed {seed}, edit {edit}: a face is there twice"
        );
    }
    parts
}

#[test]
fn following_edits_is_the_same_as_deriving_everything() {
    let mut parts = 0;
    for seed in [0, 4, 3] {
        parts += sequence(seed, 1_000, seed % 4 == 3);
    }
    assert!(parts > 1_500, "{parts}");
}
