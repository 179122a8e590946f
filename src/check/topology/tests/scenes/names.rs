//! What is written in the pictures.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::roles::{LineGroup, Role};
use super::labels::Anchor;
use super::notation::Thing;
use super::picture::{Picture, is_upright, of};
use super::style::Spot;
use super::view::{Plan, anchors, plan};
use crate::check::accompanying::AreaRole;
use crate::model::{Coordinate, Operation};

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
            let anchors = anchors(&self.view.line(&line.positions), 3.0);
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
        for (says, rings) in named {
            let ring = self.view.line(&rings[0]);
            let sum = |axis: usize| ring[1..].iter().map(|spot| spot[axis]).sum::<f64>();
            let count: f64 = ring[1..].iter().map(|_| 1.0).sum();
            let middle = [sum(0) / count, sum(1) / count];
            let inside = |corner: &Spot, part: f64| {
                [0, 1].map(|axis| corner[axis] + (middle[axis] - corner[axis]) * part)
            };
            let mut anchors = Vec::new();
            for corner in &ring[1..] {
                anchors.extend([(0.15, 0.0), (0.3, 3.0), (0.5, 6.0)].map(|(part, cost)| Anchor {
                    at: inside(corner, part),
                    radius: 0.0,
                    cost,
                }));
            }
            self.labels.write(&mut self.paper, &[says], "a", &anchors);
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
        let drawing = self.drawing;
        let mut words = vec![thing.name.clone()];
        if thing.role == Role::Line {
            words.extend(group_name(thing.group).map(str::to_owned));
        }
        if drawing
            .things
            .iter()
            .any(|thing| thing.level.is_some_and(|level| level != 0))
        {
            words.push(format!("level {}", thing.level.unwrap_or(0)));
        }
        if !thing.object_type.is_empty() {
            words.push(thing.object_type.clone());
        }
        if thing.id != 0 {
            words.push(format!("ID {}", thing.id));
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

/// What a group is called, unless it is the usual one.
fn group_name(group: Option<LineGroup>) -> Option<&'static str> {
    match group {
        Some(LineGroup::Ground) => None,
        Some(LineGroup::Bridge) => Some("bridge"),
        Some(LineGroup::Tunnel) => Some("tunnel"),
        Some(LineGroup::Underpass) => Some("underpass"),
        Some(LineGroup::Underground) => Some("underground"),
        None => Some("no group"),
    }
}
