//! What is written in the pictures.

use std::collections::{BTreeMap, BTreeSet};

use super::labels::Anchor;
use super::notation::Thing;
use super::picture::{Picture, is_upright, of};
use super::style::{Spot, length};
use super::view::{Plan, anchors, plan};
use crate::derive::roles::{Family, Role};
use crate::model::{AreaRole, Coordinate, Operation};

impl Picture<'_> {
    /// Names objects and areas, and tells heights where several meet.
    pub(super) fn names(&mut self) {
        let mut at_places: BTreeMap<Plan, Vec<&Thing>> = BTreeMap::new();
        for point in of(self.drawing, |role| role != Role::Line) {
            at_places.entry(plan(point.positions[0])).or_default().push(point);
        }
        for line in of(self.drawing, |role| role == Role::Line).filter(|line| is_upright(line)) {
            at_places.entry(plan(line.positions[0])).or_default().push(line);
        }
        let mut untold: Vec<Plan> = self.heights.keys().copied().collect();
        for (place, things) in &at_places {
            let written: Vec<_> = things.iter().filter(|thing| !thing.is_implied).collect();
            let heights = &self.heights[place];
            let told: BTreeSet<i32> = written
                .iter()
                .flat_map(|thing| thing.positions.iter().map(|c| c.z))
                .collect();
            if told == *heights {
                untold.retain(|untold| untold != place);
            }
            let is_plain = written.iter().all(|thing| self.says(thing).len() == 1);
            let names = written.iter().map(|thing| self.says(thing));
            let lines: Vec<String> = match is_plain {
                _ if written.is_empty() => continue,
                true => vec![names.collect::<Vec<_>>().join(", ")],
                false => names.collect(),
            };
            let is_grey = written.iter().all(|thing| self.looks(thing) != Operation::Insert);
            self.label(&lines, if is_grey { "g" } else { "" }, *place);
        }
        for place in untold {
            let heights = &self.heights[&place];
            if heights.len() > 1 {
                let told: Vec<String> = heights.iter().map(i32::to_string).collect();
                self.label(&[format!("z {}", told.join(", "))], "h", place);
            }
        }
        let lines: Vec<&Thing> = of(self.drawing, |role| role == Role::Line).collect();
        for line in lines.into_iter().filter(|line| !is_upright(line)) {
            let class = if line.operation == Operation::Insert {
                ""
            } else {
                "g"
            };
            let says = self.says(line);
            // Rather where no other line lies on it.
            let others = of(self.drawing, |role| role == Role::Line).filter(|other| other.name != line.name);
            let others: Vec<_> = others.map(|other| self.view.line(&other.positions)).collect();
            let own = self
                .beside(line)
                .unwrap_or_else(|| self.view.line(&line.positions));
            let mut anchors = anchors(&own, 3.0);
            for anchor in &mut anchors {
                if others.iter().any(|other| is_beside(anchor.at, other)) {
                    anchor.cost += 12.0;
                }
            }
            self.labels.write(&mut self.paper, &[says], class, &anchors);
        }
        self.areas_named();
    }

    fn areas_named(&mut self) {
        let mut named: Vec<(String, &Vec<Vec<Coordinate>>)> = Vec::new();
        named.extend(
            self.drawing
                .change_area
                .iter()
                .map(|rings| ("change area".to_owned(), rings)),
        );
        for area in &self.drawing.areas {
            let role = match (area.role, area.is_known) {
                (AreaRole::New, _) => "NEW",
                (AreaRole::Delete, _) => "DEL",
                (AreaRole::Reference, false) => "REF",
                (AreaRole::Reference, true) => "complete",
            };
            let level = match area.level {
                0 => String::new(),
                level => format!(" level {level}"),
            };
            named.push((format!("{} {role}{level}", area.name), &area.rings));
        }
        for (number, (says, rings)) in named.iter().enumerate() {
            let ring = self.view.line(&rings[0]);
            // Not where another area lies on it.
            let above: Vec<_> = named[number + 1..]
                .iter()
                .map(|(_, rings)| self.view.line(&rings[0]))
                .collect();
            let is_covered = |at: Spot| above.iter().any(|ring| is_inside(at, ring));
            let sum = |axis: usize| ring[1..].iter().map(|spot| spot[axis]).sum::<f64>();
            let count: f64 = ring[1..].iter().map(|_| 1.0).sum();
            let middle = [sum(0) / count, sum(1) / count];
            let inside = |corner: &Spot, part: f64| {
                [0, 1].map(|axis| corner[axis] + (middle[axis] - corner[axis]) * part)
            };
            let mut anchors = Vec::new();
            for corner in &ring[1..] {
                anchors.extend([(0.15, 0.0), (0.3, 3.0), (0.5, 6.0)].map(|(part, cost)| {
                    let at = inside(corner, part);
                    let cost = if is_covered(at) { 90.0 } else { cost };
                    Anchor {
                        at,
                        radius: 0.0,
                        cost,
                    }
                }));
            }
            self.labels
                .write(&mut self.paper, std::slice::from_ref(says), "a", &anchors);
        }
    }

    fn label(&mut self, lines: &[String], class: &str, place: Plan) {
        let radius = self.signs.get(&place).copied().unwrap_or(3.0);
        let anchor = Anchor {
            at: self.view.at(place),
            radius,
            cost: 0.0,
        };
        self.labels.write(&mut self.paper, lines, class, &[anchor]);
    }

    /// What is written at a thing: its name, and what tells it from others.
    fn says(&self, thing: &Thing) -> String {
        let mut words = vec![thing.name.clone()];
        if thing.role == Role::Line {
            words.extend(group_name(thing.group).map(str::to_owned));
        }
        words.extend(thing.level.map(|level| format!("level {level}")));
        if !thing.object_type.is_empty() {
            words.push(thing.object_type.clone());
        }
        if thing.id != 0 {
            words.push(format!("ID {}", thing.id));
        }
        // For areas the height of a definition point means nothing.
        if thing.role == Role::Definition && !self.faces.is_empty() {
            return words.join(" ");
        }
        let first = thing.positions[0];
        let is_level = thing.positions.iter().all(|c| c.z == first.z);
        let mut heights = self.heights.values().flatten();
        let is_hilly = heights.any(|height| *height != first.z);
        if is_level && is_hilly {
            words.push(format!("z {}", first.z));
        } else if is_upright(thing) {
            let heights: Vec<String> = thing.positions.iter().map(|c| c.z.to_string()).collect();
            words.push(format!("z {}", heights.join(" to ")));
        }
        if thing.operation == Operation::Delete {
            words.push("deleted".to_owned());
        }
        words.join(" ")
    }
}

/// Whether a place lies on a line, as far as the eye can see.
fn is_beside([x, y]: Spot, line: &[Spot]) -> bool {
    line.windows(2).any(|pair| {
        let [a, b] = [pair[0], pair[1]];
        let (way, to) = ([b[0] - a[0], b[1] - a[1]], [x - a[0], y - a[1]]);
        let long = length(way).max(0.1);
        let along = (way[0] * to[0] + way[1] * to[1]) / long;
        let away = (way[0] * to[1] - way[1] * to[0]) / long;
        (-1.0..=long + 1.0).contains(&along) && away.abs() < 2.0
    })
}

/// Whether a place lies inside of a ring.
fn is_inside([x, y]: Spot, ring: &[Spot]) -> bool {
    let crosses = |pair: &&[Spot]| {
        let [a, b] = [pair[0], pair[1]];
        (a[1] > y) != (b[1] > y) && x < a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1])
    };
    ring.windows(2).filter(crosses).count() % 2 == 1
}

/// What a group is called, unless it is the usual one.
fn group_name(group: Option<Family>) -> Option<&'static str> {
    match group {
        Some(Family::Ground) => None,
        Some(Family::Bridge) => Some("bridge"),
        Some(Family::Tunnel) => Some("tunnel"),
        Some(Family::Underpass) => Some("underpass"),
        Some(Family::Underground) => Some("underground"),
        None => Some("no group"),
    }
}
