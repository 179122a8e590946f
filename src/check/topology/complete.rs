//! Areas of complete ZPS: which places they cover, whether their outlines follow lines (3.12), and definition points in areas that
//! are taken away (OST.1).

use rustc_hash::FxHashMap;

use super::case::Case;
use super::fact::{Fact, Rule};
use super::roles::Role;
use crate::check::accompanying::Accompanying;
use crate::geom::cover::Cover;
use crate::model::{AreaRole, BoundingBox, Coordinate, Position};

/// One polygon.
#[derive(Clone, Debug)]
pub(super) struct Area {
    pub(super) level: i16,
    pub(super) role: AreaRole,
    pub(super) rings: Vec<Vec<Coordinate>>,
    pub(super) gml_id: Option<String>,
    /// Where its record starts; `None` when the database tells it.
    pub(super) position: Option<Position>,
    cover: Cover,
}

/// Areas in the order in which they hold, those of the database first.
#[derive(Clone, Debug, Default)]
pub(super) struct Complete {
    areas: Vec<Area>,
}

/// An edge of an outline: the level and its ends in ascending order, in the plane or in space.
type Edge = (i16, Coordinate, Coordinate);

impl Complete {
    /// Adds an area; one that is too far away for exact calculation covers nothing.
    pub(super) fn add(
        &mut self,
        level: i16,
        role: AreaRole,
        rings: &[Vec<Coordinate>],
        told: Option<(Position, Option<String>)>,
    ) {
        if let Ok(cover) = Cover::new([rings]) {
            let (position, gml_id) = told.map_or((None, None), |(position, gml_id)| (Some(position), gml_id));
            self.areas.push(Area {
                level,
                role,
                rings: rings.to_vec(),
                gml_id,
                position,
                cover,
            });
        }
    }

    /// Adds those of a delivery; a record that does not tell its role is passed over.
    pub(super) fn add_delivered(&mut self, accompanying: &Accompanying) {
        for record in &accompanying.complete_areas {
            let Some(role) = record.role else { continue };
            for area in &record.areas {
                if let Some(rings) = area.rings() {
                    let told = (area.position, area.gml_id.clone());
                    self.add(record.level.unwrap_or(0), role, rings, Some(told));
                }
            }
        }
    }

    /// Adds areas that hold after these.
    pub(super) fn append(&mut self, mut later: Self) {
        self.areas.append(&mut later.areas);
    }

    /// Boxes around the edges of areas that the delivery adds or takes away.
    pub(super) fn edges(&self) -> impl Iterator<Item = BoundingBox> {
        let changing = self
            .delivered()
            .filter(|(_, area)| area.role != AreaRole::Reference);
        let pairs = changing
            .flat_map(|(_, area)| &area.rings)
            .flat_map(|ring| ring.windows(2));
        pairs.filter_map(|pair| BoundingBox::around(pair.iter().copied()))
    }

    /// Boxes around areas that the delivery takes away.
    pub(super) fn taken_away(&self) -> Vec<BoundingBox> {
        let gone = self.delivered().filter(|(_, area)| area.role == AreaRole::Delete);
        gone.filter_map(|(_, area)| area.cover.bounds()).collect()
    }

    pub(super) fn area(&self, number: u32) -> &Area {
        &self.areas[number as usize]
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// Whether a place is complete in a level: the last area that covers it decides.
    pub(super) fn covers(&self, level: i16, at: Coordinate) -> bool {
        let mut latest = self.areas.iter().rev().filter(|area| area.level == level);
        latest
            .find(|area| area.cover.covers_point(at))
            .is_some_and(|area| area.role != AreaRole::Delete)
    }

    fn delivered(&self) -> impl Iterator<Item = (u32, &Area)> {
        (0..).zip(&self.areas).filter(|(_, area)| area.position.is_some())
    }

    /// Checks 3.12 and OST.1.
    pub(super) fn judge(&self, case: &Case<'_>, facts: &mut Vec<Fact>) {
        self.outlines(case, facts);
        self.left_behind(case, facts);
        self.shrinking(case, facts);
    }

    fn outlines(&self, case: &Case<'_>, facts: &mut Vec<Fact>) {
        let is_judged = |area: &Area| match area.role {
            AreaRole::New => true,
            AreaRole::Reference => case.terms.is_state,
            AreaRole::Delete => !case.terms.is_state,
        };
        let judged = self.delivered().filter(|(_, area)| is_judged(area));
        // The text of 2024 speaks of level 0 only.
        let judged = judged.filter(|(_, area)| !case.terms.in_space || area.level == 0);
        let mut missing: FxHashMap<Edge, Vec<(u32, bool)>> = FxHashMap::default();
        for (number, area) in judged {
            for edge in edges(area, case.terms.in_space) {
                missing
                    .entry(edge)
                    .or_default()
                    .push((number, area.role == AreaRole::Delete));
            }
        }
        if missing.is_empty() {
            return;
        }
        let scene = case.scene;
        for (number, object) in (0..)
            .zip(&scene.objects)
            .filter(|(_, object)| object.group.is_some())
        {
            for pair in scene.positions(number).windows(2) {
                for key in keys(object.level, pair[0], pair[1]) {
                    if object.is_present() {
                        missing.remove(&key);
                    } else if let Some(areas) = missing.get_mut(&key) {
                        areas.retain(|(_, takes_away)| !takes_away);
                    }
                }
            }
        }
        for ((_, a, b), areas) in missing {
            let numbers = areas.into_iter().map(|(number, _)| number);
            facts.extend(numbers.map(|number| Fact::along(Rule::Outline, number, flat(a), flat(b))));
        }
    }

    /// Check 3.12 of areas in force: the change takes away a line along which an outline runs.
    fn left_behind(&self, case: &Case<'_>, facts: &mut Vec<Fact>) {
        if case.terms.is_state {
            return;
        }
        let scene = case.scene;
        let mut taken: FxHashMap<Edge, u32> = FxHashMap::default();
        for number in scene
            .removed()
            .filter(|number| scene.object(*number).group.is_some())
        {
            for pair in scene.positions(number).windows(2) {
                for key in keys(case.level(number), pair[0], pair[1]) {
                    taken.entry(key).or_insert(number);
                }
            }
        }
        if taken.is_empty() {
            return;
        }
        for number in scene
            .present()
            .filter(|number| scene.object(*number).group.is_some())
        {
            for pair in scene.positions(number).windows(2) {
                for key in keys(case.level(number), pair[0], pair[1]) {
                    taken.remove(&key);
                }
            }
        }
        let in_force = (0..).zip(&self.areas).filter(|(_, area)| area.is_in_force());
        for (number, area) in in_force.filter(|(_, area)| !case.terms.in_space || area.level == 0) {
            for edge in edges(area, case.terms.in_space) {
                let Some(line) = taken.get(&edge) else { continue };
                let (_, a, b) = edge;
                if !self.is_covered_elsewhere(number, area.level, &[a, b]) {
                    facts.push(Fact::along(Rule::Outline, number, flat(a), flat(b)).with(*line));
                }
            }
        }
    }

    /// Whether an edge of one area is inside or on the edge of another one of its level: then it is no outline, or another one.
    fn is_covered_elsewhere(&self, number: u32, level: i16, edge: &[Coordinate]) -> bool {
        let others = (0..)
            .zip(&self.areas)
            .filter(|(other, area)| *other != number && area.level == level);
        others
            .into_iter()
            .any(|(_, area)| area.cover.covers_line(edge).is_ok())
    }

    fn shrinking(&self, case: &Case<'_>, facts: &mut Vec<Fact>) {
        let deleted: Vec<&Area> = self
            .delivered()
            .map(|(_, area)| area)
            .filter(|area| area.role == AreaRole::Delete)
            .collect();
        if deleted.is_empty() {
            return;
        }
        let scene = case.scene;
        for number in scene.present() {
            let object = scene.object(number);
            let (Role::Definition, true, [at, ..]) = (object.role, object.id != 0, scene.positions(number))
            else {
                continue;
            };
            let holds = |area: &&&Area| area.level == object.level && area.cover.covers_point(*at);
            if deleted.iter().find(holds).is_some() {
                facts.push(Fact::at(Rule::Shrinks, number, Coordinate { z: 0, ..*at }));
            }
        }
    }
}

impl Area {
    /// Whether it was complete before the delivery and is not taken away by it.
    fn is_in_force(&self) -> bool {
        match self.position {
            None => self.role != AreaRole::Delete,
            Some(_) => self.role == AreaRole::Reference,
        }
    }
}

/// A place with height 0, for people.
fn flat(c: Coordinate) -> Coordinate {
    Coordinate { z: 0, ..c }
}

/// The edges of an outline; heights count where they are wanted and told.
fn edges(area: &Area, in_space: bool) -> impl Iterator<Item = Edge> {
    let has_heights = in_space && area.rings.iter().flatten().any(|c| c.z != 0);
    let mark = move |c: Coordinate| if has_heights { c } else { plane(c) };
    let level = area.level;
    let pairs = area.rings.iter().flat_map(|ring| ring.windows(2));
    pairs
        .map(move |pair| (mark(pair[0]), mark(pair[1])))
        .filter(|(a, b)| a != b)
        .map(move |(a, b)| (level, a.min(b), a.max(b)))
}

/// A segment as edges name it, in space and in the plane.
fn keys(level: i16, a: Coordinate, b: Coordinate) -> [Edge; 2] {
    let (flat_a, flat_b) = (plane(a), plane(b));
    [
        (level, a.min(b), a.max(b)),
        (level, flat_a.min(flat_b), flat_a.max(flat_b)),
    ]
}

/// A place without height: no height of a map is so low.
fn plane(c: Coordinate) -> Coordinate {
    Coordinate { z: i32::MIN, ..c }
}
