//! A scene as a picture.

use std::collections::{BTreeMap, BTreeSet};

use super::faces::Filled;
use super::labels::{Anchor, Labels, width};
use super::notation::{Drawing, Finding, Thing};
use super::style::{COMPLETE, DELETED, HEIGHT, Paper, WIDTH};
use super::view::{Plan, View, anchors, anchors_within, plan};
use crate::check::Severity;
use crate::derive::roles::Role;
use crate::geom::exact::{Contact, contact, xy};
use crate::model::{AreaRole, Coordinate, Operation};

/// A picture that is being drawn.
pub(super) struct Picture<'a> {
    pub(super) drawing: &'a Drawing,
    /// What is derived, where that is the matter.
    pub(super) faces: &'a [Filled],
    pub(super) view: View,
    pub(super) paper: Paper,
    pub(super) labels: Labels,
    /// How far the signs of a place go.
    pub(super) signs: BTreeMap<Plan, f64>,
    pub(super) heights: BTreeMap<Plan, BTreeSet<i32>>,
}

/// Draws a scene.
pub(in crate::check) fn draw(drawing: &Drawing, faces: &[Filled]) -> String {
    let mut heights: BTreeMap<Plan, BTreeSet<i32>> = BTreeMap::new();
    for at in drawing.things.iter().flat_map(|thing| &thing.positions) {
        heights.entry(plan(*at)).or_default().insert(at.z);
    }
    let with_heights = drawing.areas.iter().filter(|area| area.has_heights);
    for at in with_heights.flat_map(|area| area.rings.iter().flatten()) {
        heights.entry(plan(*at)).or_default().insert(at.z);
    }
    let mut picture = Picture {
        drawing,
        faces,
        view: View::of(drawing),
        paper: Paper::new(HEIGHT),
        labels: Labels::default(),
        signs: BTreeMap::new(),
        heights,
    };
    picture.frame();
    picture.areas();
    picture.faces();
    picture.lines();
    picture.parts();
    picture.points();
    picture.findings();
    picture.names();
    picture.paper.done()
}

impl Picture<'_> {
    fn frame(&mut self) {
        let mut title = vec![String::new()];
        for word in self.drawing.english.split(' ') {
            let line = title.last_mut().unwrap();
            if width(line, "t") + width(word, "t") > WIDTH - 16.0 {
                title.push(word.to_owned());
            } else {
                line.push_str(if line.is_empty() { "" } else { " " });
                line.push_str(word);
            }
        }
        assert!(title.len() < 3, "{}: the title is too long", self.drawing.name);
        for (y, line) in [16.0, 30.0].into_iter().zip(&title) {
            self.paper.text([8.0, y], "t", false, line);
        }
        self.paper.scale([8.0, HEIGHT - 9.0], self.view.scale);
        let mut words = vec![
            match (self.drawing.is_changes, self.drawing.is_unknown) {
                (_, true) => "changes, state not known",
                (true, _) => "changes",
                (false, _) => "full state",
            }
            .to_owned(),
        ];
        words.extend(self.drawing.text.map(|year| format!("text of {year}")));
        let open = &self.drawing.open;
        words.extend(
            open.iter()
                .map(|(check, cases)| format!("left open: {check} ({cases})")),
        );
        let is_clean = self.drawing.findings.is_empty() && open.is_empty();
        words.extend(is_clean.then(|| "in order".to_owned()));
        let class = if is_clean { "s o" } else { "s" };
        let words = words.join(" · ");
        self.paper.text([WIDTH - 8.0, HEIGHT - 8.0], class, true, &words);
    }

    fn areas(&mut self) {
        if let Some(rings) = &self.drawing.change_area {
            let rings = self.view.lines(rings);
            rings.iter().for_each(|ring| self.labels.avoid_line(ring, 2.0));
            self.paper.change_area(&rings);
        }
        let colour = |role| match role {
            AreaRole::Delete => DELETED,
            AreaRole::New | AreaRole::Reference => COMPLETE,
        };
        let colours: BTreeSet<&str> = self.drawing.areas.iter().map(|area| colour(area.role)).collect();
        self.paper.patterns(&colours.into_iter().collect::<Vec<_>>());
        for area in &self.drawing.areas {
            let rings = self.view.lines(&area.rings);
            rings.iter().for_each(|ring| self.labels.avoid_line(ring, 2.0));
            self.paper.area(&rings, colour(area.role));
        }
    }

    /// What is found along parts of lines, over these.
    fn parts(&mut self) {
        for finding in &self.drawing.findings {
            if self.face_of(finding).is_some() {
                continue;
            }
            let mut parts = self.parts_of(finding);
            parts.retain(|part| part.len() > 1);
            if !parts.is_empty() {
                let parts = self.view.lines(&parts);
                parts.iter().for_each(|part| self.labels.avoid_line(part, 3.0));
                self.paper.red_part(&parts);
            }
        }
    }

    fn lines(&mut self) {
        let lines: Vec<&Thing> = of(self.drawing, |role| role == Role::Line).collect();
        let mut upright: BTreeMap<Plan, usize> = BTreeMap::new();
        for (number, line) in lines.iter().enumerate() {
            let spots = self.view.line(&line.positions);
            let here = plan(line.positions[0]);
            if is_upright(line) {
                let above = upright.entry(here).or_default();
                self.paper.upright(spots[0], self.looks(line), *above);
                let reach = 8.0 + 4.0 * f64::from(u32::try_from(*above).unwrap());
                *above += 1;
                self.sign(here, reach);
                continue;
            }
            let covering = lines[number + 1..].iter();
            let under = covering.filter(|other| overlap(line, other)).count();
            let (spots, under) = match self.beside(line) {
                Some(beside) => (beside, 0),
                None => (spots, under),
            };
            self.paper.line(&spots, line.group, self.looks(line), under);
            self.labels.avoid_line(&spots, 5.0);
            for at in &line.positions {
                self.sign(plan(*at), 2.5);
            }
        }
    }

    fn points(&mut self) {
        let mut here: BTreeMap<(Role, Plan), usize> = BTreeMap::new();
        let points: Vec<&Thing> = of(self.drawing, |role| role != Role::Line).collect();
        for point in points {
            let at = plan(point.positions[0]);
            let above = here.entry((point.role, at)).or_default();
            if point.is_implied && *above > 0 {
                continue;
            }
            self.paper
                .point(self.view.at(at), point.role, self.looks(point), *above);
            let least = match point.role {
                Role::Detail => 4.0,
                Role::Point => 9.0,
                _ => 7.0,
            };
            let reach = least + 2.8 * f64::from(u32::try_from(*above).unwrap());
            *above += 1;
            self.sign(at, reach);
        }
    }

    fn sign(&mut self, at: Plan, reach: f64) {
        let known = self.signs.entry(at).or_insert(0.0);
        *known = known.max(reach);
        let radius = *known;
        self.labels.avoid_sign(self.view.at(at), radius);
    }

    /// Where a finding is: when it does not say, its first object is.
    fn parts_of(&self, finding: &Finding) -> Vec<Vec<Coordinate>> {
        let named = |thing: &&Thing| finding.names.first() == Some(&thing.name);
        let first = self.drawing.things.iter().find(named);
        match (finding.parts.is_empty(), first) {
            (true, Some(first)) => vec![first.positions.clone()],
            _ => finding.parts.clone(),
        }
    }

    /// Marks and numbers what is found; one number for all of a check at one place.
    fn findings(&mut self) {
        let mut at_places: BTreeMap<Plan, BTreeSet<String>> = BTreeMap::new();
        let mut along: Vec<(String, Vec<Anchor>)> = Vec::new();
        for finding in &self.drawing.findings {
            let says = match finding.severity {
                Severity::Error => finding.check.clone(),
                Severity::Warning => format!("{} warning", finding.check),
            };
            if let Some(face) = self.face_of(finding) {
                along.push((says, anchors_within(&self.view.line(&face.rings[0]))));
                continue;
            }
            let is_place = |part: &Vec<Coordinate>| part.iter().all(|c| plan(*c) == plan(part[0]));
            let parts = self.parts_of(finding);
            for part in parts.iter().filter(|part| is_place(part)) {
                at_places.entry(plan(part[0])).or_default().insert(says.clone());
            }
            let anchors: Vec<_> = parts
                .iter()
                .filter(|part| !is_place(part))
                .flat_map(|part| anchors(&self.view.line(part), 6.0))
                .collect();
            if !anchors.is_empty() {
                along.push((says, anchors));
            }
        }
        let mut labels = Vec::new();
        for (place, says) in at_places {
            let at = self.view.at(place);
            let radius = self.signs.get(&place).copied().unwrap_or(3.0) + 4.5;
            self.paper.red_ring(at, radius);
            self.sign(place, radius);
            let says = says.into_iter().collect::<Vec<_>>().join(", ");
            labels.push((
                says,
                vec![Anchor {
                    at,
                    radius,
                    cost: 0.0,
                }],
            ));
        }
        for (says, anchors) in labels.into_iter().chain(along) {
            self.labels.write(&mut self.paper, &[says], "f", &anchors);
        }
    }

    /// What a record is in a full state, it is by being there.
    pub(super) fn looks(&self, thing: &Thing) -> Operation {
        match self.drawing.is_changes {
            true => thing.operation,
            false => Operation::Insert,
        }
    }
}

/// The objects of some role.
pub(super) fn of(drawing: &Drawing, is_of: fn(Role) -> bool) -> impl Iterator<Item = &Thing> {
    drawing.things.iter().filter(move |thing| is_of(thing.role))
}

/// Whether a line stands upright at one place of the plane.
pub(super) fn is_upright(line: &Thing) -> bool {
    let first = line.positions[0];
    let is_here = |c: &Coordinate| plan(*c) == plan(first);
    line.role == Role::Line
        && line.positions.iter().all(is_here)
        && line.positions.iter().any(|c| c.z != first.z)
}

/// Whether two lines lie on each other somewhere.
fn overlap(one: &Thing, other: &Thing) -> bool {
    let segments = |line: &Thing| -> Vec<[[i64; 2]; 2]> {
        let pairs = line.positions.windows(2);
        pairs.map(|pair| [xy(pair[0]), xy(pair[1])]).collect()
    };
    let others = segments(other);
    let common = |a: &[[i64; 2]; 2]| {
        others
            .iter()
            .any(|b| matches!(contact(*a, *b), Contact::Common(..)))
    };
    segments(one).iter().any(common)
}
