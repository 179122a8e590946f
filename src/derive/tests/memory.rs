//! A map that is kept in memory: what changes touch is derived anew, and compared with what everything is derived as.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::super::{
    CompleteArea, Coverage, Derived, Family, Fate, Gathered, Hierarchy, Object, State, Tear, Touched,
    Updated, What, Why, update,
};
use crate::model::{AreaRole, BoundingBox, Coordinate, KnownArea, KnownFace, Unanswered};

/// A face in words that do not depend on how things are numbered.
type Told = String;

/// A definition point without an area, with why it has none.
type Lost = (i64, String);

/// Everything that is derived, in words.
#[derive(Debug, Default)]
struct Whole {
    faces: Vec<(KnownFace, Told)>,
    lost: BTreeSet<Lost>,
    tears: Vec<Tear>,
}

/// Objects and areas of complete ZPS with what was derived from them.
#[derive(Clone, Default)]
pub(super) struct Memory {
    pub(super) objects: BTreeMap<i64, (What, Vec<Coordinate>)>,
    pub(super) areas: Vec<KnownArea>,
    faces: BTreeMap<i64, (KnownFace, Told)>,
    lost: BTreeSet<Lost>,
    tears: Vec<Tear>,
    last: i64,
    /// Objects that were read.
    pub(super) read: RefCell<Vec<i64>>,
    /// How many areas of complete ZPS were read.
    pub(super) areas_read: Cell<usize>,
}

fn bounds(positions: &[Coordinate]) -> BoundingBox {
    BoundingBox::around(positions.iter().copied()).unwrap()
}

fn is_in(boxes: &[BoundingBox], rings: &[Vec<Coordinate>]) -> bool {
    let bounds = BoundingBox::around(rings.iter().flatten().copied()).unwrap();
    boxes.iter().any(|b| b.meets(bounds))
}

impl State for Memory {
    fn by_id(&self, ids: &[i64], take: &mut dyn FnMut(Object<'_>)) -> Result<(), Unanswered> {
        for id in ids {
            if let Some((what, positions)) = self.objects.get(id) {
                self.read.borrow_mut().push(*id);
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
            if boxes.iter().any(|b| b.meets(bounds(positions))) {
                self.read.borrow_mut().push(*id);
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
        let faces = self.faces.values().map(|(face, _)| face);
        Ok(faces.filter(|face| is_in(boxes, &face.rings)).cloned().collect())
    }

    fn complete_areas(&self, boxes: &[BoundingBox]) -> Result<Vec<KnownArea>, Unanswered> {
        let areas = self.areas.iter().filter(|area| is_in(boxes, &area.rings));
        let areas: Vec<KnownArea> = areas.cloned().collect();
        self.areas_read.set(self.areas_read.get() + areas.len());
        Ok(areas)
    }
}

/// Faces with what is known of them and their words.
fn faces(derived: &Derived, gathered: &Gathered) -> Vec<(KnownFace, Told)> {
    let line = |number: u32| gathered.line_ids[number as usize];
    let point = |number: &u32| gathered.point_ids[*number as usize];
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
            point: matches!(face.fate, Fate::Area(_)).then(|| point(&face.points[0])),
            objects: lines.into_iter().chain(points).chain(beside).collect(),
        };
        (known, words)
    });
    faces.collect()
}

/// Definition points without an area.
fn lost(derived: &Derived, gathered: &Gathered) -> BTreeSet<Lost> {
    let why = |why: Why| match why {
        Why::On(line) => format!("on {:?}", line.map(|line| gathered.line_ids[line as usize])),
        Why::Unclosed => "unclosed".to_owned(),
        Why::In(face) => format!("in {:?}", derived.faces[face as usize].rings),
    };
    let all = derived.lost.iter();
    all.map(|lost| (gathered.point_ids[lost.point as usize], why(lost.why)))
        .collect()
}

impl Memory {
    fn whole(&self, hierarchy: &Hierarchy) -> Whole {
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
        Whole {
            faces: faces(&derived, &gathered),
            lost: lost(&derived, &gathered),
            tears: derived.tears,
        }
    }

    fn replace(&mut self, replaced: &[i64], faces: Vec<(KnownFace, Told)>) {
        replaced
            .iter()
            .for_each(|number| assert!(self.faces.remove(number).is_some()));
        for (face, words) in faces {
            self.last += 1;
            let number = self.last;
            self.faces.insert(number, (KnownFace { number, ..face }, words));
        }
    }

    /// Derives everything.
    pub(super) fn derive(&mut self, hierarchy: &Hierarchy) {
        let whole = self.whole(hierarchy);
        self.faces.clear();
        self.replace(&[], whole.faces);
        self.lost = whole.lost;
        self.tears = whole.tears;
    }

    /// Whether outlines of complete ZPS that cross do not part what is at a place.
    fn is_torn(&self, level: i16, place: BoundingBox) -> bool {
        let mut tears = self.tears.iter();
        tears.any(|tear| tear.level == level && tear.reach.meets(place))
    }

    fn are_torn(&self, touched: &Touched) -> bool {
        let mut ground = touched
            .places
            .iter()
            .filter(|(layer, _)| layer.family == Family::Ground);
        let mut areas = touched.areas.iter();
        ground.any(|(layer, place)| self.is_torn(layer.level, *place))
            || areas.any(|(level, rings)| self.is_torn(*level, bounds(&rings.concat())))
    }

    /// Derives anew what a change touched that made this of what was `before`; answers whether that was less than everything.
    pub(super) fn follow(&mut self, before: &Self, touched: &Touched, hierarchy: &Hierarchy) -> bool {
        let updated = update(self, touched, hierarchy, 1).unwrap();
        let is_known = |tear: &Tear| self.is_torn(tear.level, bounds(&[tear.at]));
        let is_part =
            !self.are_torn(touched) && updated.derived.is_all() && updated.derived.tears.iter().all(is_known);
        if is_part {
            let old: Updated = update(before, touched, hierarchy, 1).unwrap();
            assert_eq!(old.replaced, updated.replaced);
            let gone = lost(&old.derived, &old.gathered);
            let stay = self.lost.difference(&gone).cloned();
            self.lost = stay.chain(lost(&updated.derived, &updated.gathered)).collect();
            self.replace(&updated.replaced, faces(&updated.derived, &updated.gathered));
        } else {
            self.derive(hierarchy);
        }
        is_part
    }

    /// Fails where what is kept is not what everything is derived as.
    pub(super) fn compare(&self, hierarchy: &Hierarchy, which: &str) {
        let whole = self.whole(hierarchy);
        let all: BTreeSet<&Told> = whole.faces.iter().map(|(_, words)| words).collect();
        let kept: BTreeSet<&Told> = self.faces.values().map(|(_, words)| words).collect();
        let missing: Vec<_> = all.difference(&kept).collect();
        let stale: Vec<_> = kept.difference(&all).collect();
        assert!(
            missing.is_empty() && stale.is_empty(),
            "{which}\nmissing: {missing:#?}\nstale: {stale:#?}"
        );
        assert_eq!(all.len(), self.faces.len(), "{which}: a face is there twice");
        let missing: Vec<_> = whole.lost.difference(&self.lost).collect();
        let stale: Vec<_> = self.lost.difference(&whole.lost).collect();
        assert!(
            missing.is_empty() && stale.is_empty(),
            "{which}\nlost: {missing:#?}\nnot lost: {stale:#?}"
        );
    }

    /// The words of all faces that are kept.
    pub(super) fn told(&self) -> impl Iterator<Item = &Told> {
        self.faces.values().map(|(_, words)| words)
    }
}

/// Boxes of the places and segments of an object.
pub(super) fn boxes(positions: &[Coordinate]) -> Vec<BoundingBox> {
    match positions {
        [at] => vec![bounds(&[*at])],
        line => line.windows(2).map(bounds).collect(),
    }
}
