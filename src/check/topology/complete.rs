//! What is complete ZPS: which places are (3.7 asks), and definition points in areas that are taken away (OST.1). What its outline
//! has to follow is [`super::outline`].

use rustc_hash::FxHashMap;

use super::areas::{Area, Areas};
use super::case::Case;
use super::cells::Crowded;
use super::fact::{Fact, Rule};
use crate::derive::roles::Role;
use crate::geom::cover::Layers;
use crate::model::{AreaRole, BoundingBox, Coordinate};

/// Edges of areas that each check looks at, at most: so many, and so many more for each object and each edge.
const STEPS: u64 = 100_000_000;
const MORE_STEPS: u64 = 500;

/// Areas, ready to be asked what they cover after the delivery.
#[derive(Debug, Default)]
pub(super) struct Complete {
    pub(super) areas: Vec<Area>,
    /// What is complete in each level.
    pub(super) complete: FxHashMap<i16, Layers>,
    /// What the delivery takes away in each level.
    taken_away: FxHashMap<i16, Layers>,
}

/// What one check may still look at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Edges of areas.
    pub(super) steps: u64,
    /// Questions that were given up.
    pub(super) open: u64,
}

impl Complete {
    pub(super) fn new(Areas(areas): Areas) -> Self {
        let mut levels: FxHashMap<i16, Vec<&Area>> = FxHashMap::default();
        for area in &areas {
            levels.entry(area.level).or_default().push(area);
        }
        let complete = levels.iter().map(|(level, areas)| {
            let areas = areas.iter();
            let told = areas.map(|area| (&area.rings, area.role != AreaRole::Delete));
            (*level, Layers::new(told))
        });
        let taken_away = levels.iter().map(|(level, areas)| {
            let gone = areas.iter().filter(|area| area.is_taken_away());
            (*level, Layers::new(gone.map(|area| (&area.rings, true))))
        });
        Self {
            complete: complete.collect(),
            taken_away: taken_away.collect(),
            areas,
        }
    }

    pub(super) fn area(&self, number: u32) -> &Area {
        &self.areas[number as usize]
    }

    /// Whether there is no area.
    pub(super) fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// How many edges each check may look at, beside so many objects.
    pub(super) fn patience(&self, objects: usize) -> u64 {
        let edges = self.areas.iter().flat_map(|area| &area.rings).map(Vec::len);
        STEPS + MORE_STEPS * (objects + edges.sum::<usize>()) as u64
    }

    /// Whether a place can be complete in a level.
    pub(super) fn may_cover(&self, level: i16, at: Coordinate) -> bool {
        let bounds = self.complete.get(&level).and_then(Layers::bounds);
        let place = BoundingBox::around([at]);
        bounds
            .zip(place)
            .is_some_and(|(bounds, place)| bounds.meets(place))
    }

    /// Checks 3.12 and OST.1; of the facts of 3.7 those stay whose places are complete. The facts have to be
    /// [settled](super::fact::settle). Each check looks at so many edges at most, and counts what it has to leave open.
    pub(super) fn judge(&self, case: &Case<'_>, steps: u64, facts: &mut Vec<Fact>, crowded: &mut Crowded) {
        let [mut ends, mut outlines, mut shrinking] = [Patience { steps, open: 0 }; 3];
        if case.terms.is_known {
            let mut is_complete = |fact: &Fact| {
                let layers = self.complete.get(&case.level(fact.object));
                ends.ask(layers, |layers, steps| layers.covers_point(fact.at[0], steps))
            };
            facts.retain(|fact| fact.rule != Rule::FreeEnd || is_complete(fact));
        }
        self.outlines(case, &mut outlines, facts);
        self.shrinking(case, &mut shrinking, facts);
        (crowded.ends, crowded.outlines, crowded.shrinking) = (ends.open, outlines.open, shrinking.open);
    }

    /// Check OST.1.
    fn shrinking(&self, case: &Case<'_>, patience: &mut Patience, facts: &mut Vec<Fact>) {
        if !self.areas.iter().any(Area::is_taken_away) {
            return;
        }
        let scene = case.scene;
        for number in scene.present() {
            let object = scene.object(number);
            let (Role::Definition, true, [at, ..]) = (object.role, object.id != 0, scene.positions(number))
            else {
                continue;
            };
            let gone = self.taken_away.get(&object.level);
            if patience.ask(gone, |layers, steps| layers.covers_point(*at, steps)) {
                facts.push(Fact::at(Rule::Shrinks, number, flat(*at)));
            }
        }
    }
}

impl Patience {
    /// Asks the areas of a level; without any the answer is no. A question that is given up is counted, and answered with no.
    pub(super) fn ask(
        &mut self,
        layers: Option<&Layers>,
        question: impl FnOnce(&Layers, &mut u64) -> Option<bool>,
    ) -> bool {
        let Some(layers) = layers else { return false };
        let answer = question(layers, &mut self.steps);
        self.open += u64::from(answer.is_none());
        answer.unwrap_or(false)
    }
}

/// A place with height 0, for people.
pub(super) fn flat(c: Coordinate) -> Coordinate {
    Coordinate { z: 0, ..c }
}
