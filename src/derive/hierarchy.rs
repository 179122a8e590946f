//! Which lines may bound which area, and which of them go before others: `schemas/hierarchy/default.json`, or the official table
//! (*Hierarchie konstrukčních a odvozovaných liniových objektů*) that an operator loads.
//!
//! The official table has not been found. What the built-in one guesses is marked as such, with the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::roles::{self, Family};
use super::scene::{AreaKind, LineKind};

/// The table that is built in.
const DEFAULT: &str = include_str!("../../schemas/hierarchy/default.json");

/// The attribute by which real lines take part; whether they do is a matter of [`roles`].
const BOUNDS_OTHERS: &str = "HraniceJinehoObjektu";

/// Why a table cannot be used.
#[derive(Debug, Error)]
pub enum HierarchyError {
    /// The file cannot be read.
    #[error("the hierarchy cannot be read")]
    Io(#[from] std::io::Error),
    /// The text is not such a table.
    #[error("the hierarchy is not of the form that docs/areas.md describes")]
    Malformed(#[from] serde_json::Error),
    /// An area type comes twice.
    #[error("area type {0} is there twice; leave one of them")]
    Twice(String),
    /// A line type is told apart by two attributes.
    #[error(
        "line type {code} is told apart by {one} and by {other}; one attribute tells the sub-type of a line"
    )]
    Attributes {
        /// Code of the line type.
        code: String,
        /// An attribute.
        one: String,
        /// Another one.
        other: String,
    },
    /// A guess without a reason.
    #[error("area type {area}: guess `{guess}` has no reason; add it to `reasons`")]
    Unreasoned {
        /// Code of the area type.
        area: String,
        /// Name of the reason that is not there.
        guess: String,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "description")]
    _description: String,
    confirmed: bool,
    #[serde(default)]
    reasons: BTreeMap<String, String>,
    areas: Vec<AreaEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaEntry {
    code: String,
    #[serde(rename = "name")]
    _name: String,
    family: Family,
    lines: Vec<LineEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineEntry {
    code: String,
    attribute: Option<String>,
    #[serde(default)]
    values: Vec<String>,
    guess: Option<String>,
}

impl LineEntry {
    /// The attribute that tells the sub-type.
    fn sub_type(&self) -> Option<&String> {
        self.attribute.as_ref().filter(|name| *name != BOUNDS_OTHERS)
    }
}

/// A line type, with the values that tell its kinds apart.
#[derive(Clone, Debug, Default)]
struct LineType {
    attribute: Option<String>,
    values: BTreeSet<String>,
    /// The kind of the first value; the kind of all other values comes after the last.
    first: u16,
}

/// How a line kind stands to an area type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rank {
    place: u32,
    is_named: bool,
}

#[derive(Clone, Debug)]
struct AreaType {
    family: Family,
    ranks: Vec<Rank>,
    /// Whether any of it is a guess that nobody stands for.
    has_guesses: bool,
}

/// A hierarchy, ready to be asked.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    lines: BTreeMap<String, LineType>,
    codes: BTreeMap<String, AreaKind>,
    areas: Vec<AreaType>,
    is_confirmed: bool,
}

impl Hierarchy {
    /// The table that is built in.
    ///
    /// # Errors
    /// [`HierarchyError`] when it cannot be used, which a test forbids.
    pub fn built_in() -> Result<Self, HierarchyError> {
        Self::parse(DEFAULT)
    }

    /// The table of a file.
    ///
    /// # Errors
    /// [`HierarchyError`] tells what to correct.
    pub fn read(path: &Path) -> Result<Self, HierarchyError> {
        Self::parse(&std::fs::read_to_string(path)?)
    }

    /// The table of a file, or the one that is built in.
    ///
    /// # Errors
    /// [`HierarchyError`] tells what to correct.
    pub fn of(path: Option<&Path>) -> Result<Arc<Self>, HierarchyError> {
        let hierarchy = path.map_or_else(Self::built_in, Self::read)?;
        Ok(Arc::new(hierarchy))
    }

    /// The table of a text.
    ///
    /// # Errors
    /// [`HierarchyError`] tells what to correct.
    pub fn parse(text: &str) -> Result<Self, HierarchyError> {
        let file: File = serde_json::from_str(text)?;
        let lines = line_types(&file)?;
        let mut hierarchy = Self {
            lines,
            codes: BTreeMap::new(),
            areas: Vec::new(),
            is_confirmed: file.confirmed,
        };
        for entry in &file.areas {
            let unreasoned = |line: &&LineEntry| {
                let guess = line.guess.as_ref();
                guess.is_some_and(|guess| !file.reasons.contains_key(guess))
            };
            if let Some(guess) = entry
                .lines
                .iter()
                .find(unreasoned)
                .and_then(|line| line.guess.clone())
            {
                return Err(HierarchyError::Unreasoned {
                    area: entry.code.clone(),
                    guess,
                });
            }
            let kind = AreaKind(u16::try_from(hierarchy.areas.len()).unwrap_or(u16::MAX));
            if hierarchy.codes.insert(entry.code.clone(), kind).is_some() {
                return Err(HierarchyError::Twice(entry.code.clone()));
            }
            let ranks = hierarchy.ranks_of(entry);
            hierarchy.areas.push(AreaType {
                family: entry.family,
                ranks,
                has_guesses: !file.confirmed && entry.lines.iter().any(|line| line.guess.is_some()),
            });
        }
        Ok(hierarchy)
    }

    fn ranks_of(&self, entry: &AreaEntry) -> Vec<Rank> {
        let named = super::plane::index(entry.lines.len());
        let mut ranks = Vec::new();
        for (code, line) in &self.lines {
            let values = line.values.iter().map(Some).chain([None]);
            for value in values {
                let is_meant = |entry: &&LineEntry| {
                    entry.code == *code
                        && (entry.sub_type().is_none()
                            || value.is_some_and(|value| entry.values.contains(value)))
                };
                let mut entries = (0..).zip(&entry.lines);
                let found = entries.find(|(_, entry)| is_meant(entry));
                ranks.push(Rank {
                    place: found.map_or(named + super::plane::index(ranks.len()), |(place, _)| place),
                    is_named: found.is_some(),
                });
            }
        }
        ranks
    }

    /// SHA-256 of everything that areas depend on, in hexadecimal digits: by two tables with the same digest they are the same.
    pub fn digest(&self) -> String {
        let mut text = String::new();
        for (code, line) in &self.lines {
            let _ = writeln!(text, "{code} {:?} {:?}", line.attribute, line.values);
        }
        for (code, kind) in &self.codes {
            let area = self.areas.get(usize::from(kind.0));
            let _ = writeln!(
                text,
                "{code} {:?}",
                area.map(|area| (area.family.name(), &area.ranks))
            );
        }
        let digest = Sha256::digest(text);
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether the operator stands for the table; else what depends on a guess is a warning.
    pub fn is_confirmed(&self) -> bool {
        self.is_confirmed
    }

    /// The kind of a line by the code of its type and the values of its attributes; `None` when no area is bounded by such lines.
    pub fn line_kind<'a>(&self, code: &str, tells: impl Fn(&str) -> Option<&'a str>) -> Option<LineKind> {
        let line = self.lines.get(code)?;
        let told = line.attribute.as_deref().and_then(tells).map(str::trim);
        let place = told.and_then(|told| line.values.iter().position(|value| value == told));
        let place = u16::try_from(place.unwrap_or(line.values.len())).ok()?;
        Some(LineKind(line.first + place))
    }

    /// The kind of an area by the code of its type; `None` when the table does not know it.
    pub fn area_kind(&self, code: &str) -> Option<AreaKind> {
        self.codes.get(code).copied()
    }

    /// The family of a kind of areas.
    pub fn family(&self, kind: AreaKind) -> Family {
        self.areas
            .get(usize::from(kind.0))
            .map_or(Family::Ground, |area| area.family)
    }

    /// The attribute that tells the kinds of a type of lines apart.
    pub fn attribute_of(&self, code: &str) -> Option<&str> {
        self.lines.get(code)?.attribute.as_deref()
    }

    /// Names of the attributes that tell kinds of lines.
    pub fn attributes(&self) -> BTreeSet<&str> {
        self.lines
            .values()
            .filter_map(|line| line.attribute.as_deref())
            .collect()
    }

    /// What may bound a kind of areas.
    pub fn ranks(&self, kind: AreaKind) -> Ranks<'_> {
        Ranks(self.areas.get(usize::from(kind.0)))
    }
}

/// What may bound one kind of areas.
#[derive(Clone, Copy, Debug)]
pub struct Ranks<'a>(Option<&'a AreaType>);

impl Ranks<'_> {
    fn get(&self, kind: LineKind) -> Option<&Rank> {
        self.0?.ranks.get(usize::from(kind.0))
    }

    /// The place of a kind of lines: the lowest goes before the others.
    pub fn place(&self, kind: LineKind) -> u32 {
        self.get(kind).map_or(u32::MAX, |rank| rank.place)
    }

    /// Whether lines of a kind may bound the area.
    pub fn permits(&self, kind: LineKind) -> bool {
        self.get(kind).is_some_and(|rank| rank.is_named)
    }

    /// Whether any of that is a guess that nobody stands for.
    pub fn has_guesses(&self) -> bool {
        self.0.is_none_or(|area| area.has_guesses)
    }
}

/// The line types that a table names and those that form areas at all, with the values that tell their kinds apart.
fn line_types(file: &File) -> Result<BTreeMap<String, LineType>, HierarchyError> {
    let forming = roles::area_forming().map(|code| (code.to_owned(), LineType::default()));
    let mut lines: BTreeMap<String, LineType> = forming.collect();
    for entry in file.areas.iter().flat_map(|area| &area.lines) {
        let line = lines.entry(entry.code.clone()).or_default();
        if let Some(attribute) = entry.sub_type() {
            let known = line.attribute.get_or_insert_with(|| attribute.clone());
            if known != attribute {
                return Err(HierarchyError::Attributes {
                    code: entry.code.clone(),
                    one: known.clone(),
                    other: attribute.clone(),
                });
            }
            line.values
                .extend(entry.values.iter().map(|value| value.trim().to_owned()));
        }
    }
    let mut first = 0;
    for line in lines.values_mut() {
        line.first = first;
        first = first.saturating_add(u16::try_from(line.values.len() + 1).unwrap_or(u16::MAX));
    }
    Ok(lines)
}
