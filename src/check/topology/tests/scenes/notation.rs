//! The notation of the scenes, which `fixtures/topology/README.md` explains. Whatever is not in it fails with its line.

use std::collections::BTreeMap;

use super::types;
use super::words::Words;
use crate::check::Severity;
use crate::derive::roles::{Family, Role};
use crate::model::{AreaRole, Coordinate, Operation};

/// An object.
#[derive(Clone, Debug)]
pub(in crate::check) struct Thing {
    pub(in crate::check) name: String,
    pub(in crate::check) role: Role,
    pub(in crate::check) group: Option<Family>,
    pub(in crate::check) operation: Operation,
    pub(in crate::check) level: Option<i16>,
    /// Empty when it is not told.
    pub(in crate::check) object_type: String,
    pub(in crate::check) id: i64,
    pub(in crate::check) positions: Vec<Coordinate>,
    /// Whether the scene has it only because everything is measured.
    pub(in crate::check) is_implied: bool,
}

/// An area of complete ZPS.
#[derive(Clone, Debug)]
pub(in crate::check) struct Ground {
    pub(in crate::check) name: String,
    pub(in crate::check) role: AreaRole,
    pub(in crate::check) level: i16,
    pub(in crate::check) is_known: bool,
    pub(in crate::check) has_heights: bool,
    pub(in crate::check) rings: Vec<Vec<Coordinate>>,
}

/// What a check finds: whose names, in order, and where, each part in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::check) struct Finding {
    pub(in crate::check) check: String,
    pub(in crate::check) severity: Severity,
    pub(in crate::check) names: Vec<String>,
    pub(in crate::check) parts: Vec<Vec<Coordinate>>,
}

/// A scene as it is written.
#[derive(Clone, Debug, Default)]
pub(in crate::check) struct Drawing {
    pub(in crate::check) name: String,
    pub(in crate::check) czech: String,
    pub(in crate::check) english: String,
    pub(in crate::check) is_changes: bool,
    pub(in crate::check) is_unknown: bool,
    /// Year of the rules by which it is judged, when they are not those of today.
    pub(in crate::check) text: Option<i32>,
    pub(in crate::check) things: Vec<Thing>,
    pub(in crate::check) areas: Vec<Ground>,
    pub(in crate::check) change_area: Option<Vec<Vec<Coordinate>>>,
    pub(in crate::check) findings: Vec<Finding>,
    pub(in crate::check) open: BTreeMap<String, u64>,
}

impl Drawing {
    /// Reads a scene.
    pub(in crate::check) fn read(name: &str, text: &str) -> Self {
        let mut drawing = Self {
            name: name.to_owned(),
            ..Self::default()
        };
        let mut said = text.lines().map_while(|line| line.strip_prefix("# "));
        drawing.czech = said.next().expect("what it shows in Czech").to_owned();
        drawing.english = said.next().expect("what it shows in English").to_owned();
        let mut is_measured = false;
        for (number, line) in (1..).zip(text.lines()) {
            if !line.starts_with('#') && !line.trim().is_empty() {
                let mut words = Words::of(format!("{name}, line {number}: {line}"), line);
                is_measured |= drawing.take(&mut words);
            }
        }
        if is_measured {
            drawing.measure();
        }
        drawing.settle();
        drawing
    }

    /// Takes a line; tells whether it says that everything is measured.
    fn take(&mut self, words: &mut Words<'_>) -> bool {
        match words.next("a word") {
            "detail" => self.thing(Role::Detail, words),
            "point" => self.thing(Role::Point, words),
            "line" => self.thing(Role::Line, words),
            "definition" => self.thing(Role::Definition, words),
            "area" => self.area(words),
            "change" => {
                words.expect("area");
                self.change_area = Some(words.rings().0);
            }
            "find" => self.finding(words),
            "open" => {
                let check = words.next("a check").to_owned();
                self.open.insert(check, words.number("how many"));
            }
            "changes" => self.is_changes = true,
            "unknown" => (self.is_changes, self.is_unknown) = (true, true),
            "measured" => return words.end(true),
            "text" => {
                self.text = match words.next("a year") {
                    "2024" => Some(2024),
                    "2025" => Some(2025),
                    other => words.unknown(other),
                };
            }
            other => words.unknown(other),
        }
        words.end(false)
    }

    fn thing(&mut self, role: Role, words: &mut Words<'_>) {
        let mut thing = Thing {
            name: words.next("a name").to_owned(),
            role,
            group: None,
            operation: Operation::Insert,
            level: None,
            object_type: String::new(),
            id: 0,
            positions: Vec::new(),
            is_implied: false,
        };
        while let Some(word) = words.before_numbers() {
            match word {
                "level" => thing.level = Some(words.number("a level")),
                "type" => thing.object_type = words.next("a type").to_owned(),
                "id" => thing.id = words.number("an ID"),
                "reference" => thing.operation = Operation::Reference,
                "removed" => thing.operation = Operation::Delete,
                _ if types::fits(word, role) => {
                    thing.group = (role == Role::Line).then_some(Family::Ground);
                    word.clone_into(&mut thing.object_type);
                }
                _ if role == Role::Line => thing.group = Some(group(word, words)),
                other => words.unknown(other),
            }
        }
        thing.positions = words.line();
        let fits = match role {
            Role::Line => thing.positions.len() > 1,
            _ => thing.positions.len() == 1,
        };
        assert!(fits, "{}: positions", words.at);
        self.things.push(thing);
    }

    fn area(&mut self, words: &mut Words<'_>) {
        let name = words.next("a name").to_owned();
        let role = match words.next("NEW, DEL or REF") {
            "NEW" => AreaRole::New,
            "DEL" => AreaRole::Delete,
            "REF" => AreaRole::Reference,
            other => words.unknown(other),
        };
        let (mut level, mut is_known) = (0, false);
        while let Some(word) = words.before_numbers() {
            match word {
                "level" => level = words.number("a level"),
                "known" => is_known = true,
                other => words.unknown(other),
            }
        }
        let (rings, has_heights) = words.rings();
        self.areas.push(Ground {
            name,
            role,
            level,
            is_known,
            has_heights,
            rings,
        });
    }

    fn finding(&mut self, words: &mut Words<'_>) {
        let check = words.next("a check").to_owned();
        let severity = match words.next("error or warning") {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            other => words.unknown(other),
        };
        let mut names = Vec::new();
        while let Some(name) = words.before_numbers() {
            let is_known = self.things.iter().any(|thing| thing.name == name)
                || self.areas.iter().any(|area| area.name == name);
            assert!(is_known, "{}: no object before it is called {name}", words.at);
            names.push(name.to_owned());
        }
        let parts = match words.is_empty() {
            true => Vec::new(),
            false => words.parts().0,
        };
        self.findings.push(Finding::new(check, severity, names, parts));
    }

    /// Puts a detail point that the scene does not write under every vertex and point that is there and has none: of its
    /// level, of several the one nearest to 0.
    fn measure(&mut self) {
        let mut levels: BTreeMap<Coordinate, Vec<i16>> = BTreeMap::new();
        let there = |thing: &&Thing| thing.operation != Operation::Delete;
        let uses = |thing: &&Thing| matches!(thing.role, Role::Line | Role::Point);
        for thing in self.things.iter().filter(there).filter(uses) {
            for at in &thing.positions {
                levels.entry(*at).or_default().push(thing.level.unwrap_or(0));
            }
        }
        let details = self.things.iter().filter(there);
        for detail in details.filter(|thing| thing.role == Role::Detail) {
            levels.remove(&detail.positions[0]);
        }
        for (at, levels) in levels {
            self.things.push(Thing {
                name: format!("the detail point at {} {} {}", at.x, at.y, at.z),
                role: Role::Detail,
                group: None,
                operation: Operation::Reference,
                level: levels.into_iter().min_by_key(|level| level.abs()),
                object_type: String::new(),
                id: 0,
                positions: vec![at],
                is_implied: true,
            });
        }
    }

    fn settle(&mut self) {
        // The database tells its areas first.
        self.areas.sort_by_key(|area| !area.is_known);
        self.findings.sort();
        let names = self.things.iter().map(|thing| &thing.name);
        let mut names: Vec<_> = names.chain(self.areas.iter().map(|area| &area.name)).collect();
        names.sort();
        let twice = names.windows(2).find(|pair| pair[0] == pair[1]);
        assert!(twice.is_none(), "{}: two are called {twice:?}", self.name);
    }
}

impl Finding {
    /// A finding; names and ends come in any order.
    pub(in crate::check) fn new(
        check: String,
        severity: Severity,
        mut names: Vec<String>,
        mut parts: Vec<Vec<Coordinate>>,
    ) -> Self {
        names.sort();
        parts.iter_mut().for_each(|part| part.sort_unstable());
        parts.sort();
        Self {
            check,
            severity,
            names,
            parts,
        }
    }
}

fn group(word: &str, words: &Words<'_>) -> Family {
    match word {
        "ground" => Family::Ground,
        "bridge" => Family::Bridge,
        "tunnel" => Family::Tunnel,
        "underpass" => Family::Underpass,
        "underground" => Family::Underground,
        other => words.unknown(other),
    }
}

#[test]
#[should_panic(expected = "s, line 3: line k grund 0 0, 5 0: unknown word grund")]
fn a_word_that_is_none_fails() {
    Drawing::read("s", "# a\n# b\nline k grund 0 0, 5 0\n");
}

#[test]
#[should_panic(expected = "s, line 3: detail a 0 0, 5 0: positions")]
fn a_point_has_one_position() {
    Drawing::read("s", "# a\n# b\ndetail a 0 0, 5 0\n");
}

#[test]
#[should_panic(expected = "no object before it is called m")]
fn a_finding_names_objects() {
    Drawing::read("s", "# a\n# b\nline k 0 0, 5 0\nfind 3.3 error k m 0 0\n");
}
