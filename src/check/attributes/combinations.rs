//! Combinations of values that check 2.1 forbids: data that an operator can add to.
//!
//! An official list was announced and has not been found; `schemas/checks/combinations.json` is the place for it. The form
//! of a file is described in `docs/checks.md`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Deserialize;
use thiserror::Error;

use super::forms::Codes;
use super::{Raised, Rule};
use crate::check::{Severity, Texts};
use crate::model::catalogue::ObjectType;
use crate::model::{AttributeId, Catalogue, Operation, Record};

/// The official list.
const OFFICIAL: &str = include_str!("../../../schemas/checks/combinations.json");

/// Why a list of combinations cannot be used.
#[derive(Debug, Error)]
pub enum CombinationsError {
    /// The file cannot be read.
    #[error("the list of combinations cannot be read")]
    Io(#[from] std::io::Error),
    /// The text is not such a list.
    #[error("the list of combinations is not of the form that docs/checks.md describes")]
    Malformed(#[from] serde_json::Error),
    /// An entry names what no version has.
    #[error(
        "combination `{code}` names `{name}`, which is neither an attribute nor an object type of any version"
    )]
    Unknown {
        /// Which entry.
        code: String,
        /// What it names.
        name: String,
    },
    /// An entry that says nothing, or the same again.
    #[error("combination `{code}`: {what}")]
    Unusable {
        /// Which entry.
        code: String,
        /// What is wrong with it.
        what: &'static str,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "description")]
    _description: String,
    combinations: Vec<Combination>,
}

/// A combination of values that an object must not have.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Combination {
    /// Its name, unique in all lists.
    pub code: String,
    /// Element names (`Plot`) or ten-digit codes (`0100000162`) of object types; empty for all that have the attributes.
    #[serde(default)]
    pub types: Vec<String>,
    /// What records must do to be looked at.
    #[serde(default = "inserts_and_updates")]
    pub operations: Vec<Does>,
    /// What each attribute must hold for the combination to be there; all of it together.
    pub values: BTreeMap<String, Test>,
    /// How bad it is; an error unless told.
    #[serde(default)]
    pub severity: Weight,
    /// First day; since ever unless told.
    pub from: Option<NaiveDate>,
    /// Last day; still in force unless told.
    pub until: Option<NaiveDate>,
    /// What is told of it in Czech.
    pub cs: String,
    /// The same in English.
    pub en: String,
}

/// [`Operation`] as lists name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Does {
    /// Inserts.
    Insert,
    /// Updates.
    Update,
    /// Deletes.
    Delete,
    /// Tells the state.
    Reference,
}

/// [`Severity`] as lists name it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// A warning.
    Warning,
    /// An error.
    #[default]
    Error,
}

/// What an attribute holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// One of these values.
    In(Vec<String>),
    /// A value, but none of these.
    NotIn(Vec<String>),
    /// Nothing (`true`): missing, nil or blank; or anything (`false`).
    Empty(bool),
}

fn inserts_and_updates() -> Vec<Does> {
    vec![Does::Insert, Does::Update]
}

impl From<Does> for Operation {
    fn from(does: Does) -> Self {
        match does {
            Does::Insert => Self::Insert,
            Does::Update => Self::Update,
            Does::Delete => Self::Delete,
            Does::Reference => Self::Reference,
        }
    }
}

/// Forbidden combinations.
#[derive(Clone, Debug, Default)]
pub struct Combinations(Vec<Combination>);

impl Combinations {
    /// The official list, which is empty as long as nobody has found it.
    ///
    /// # Errors
    /// [`CombinationsError`] when the built-in list is broken.
    pub fn official() -> Result<Self, CombinationsError> {
        let mut all = Self::default();
        all.add(OFFICIAL)?;
        Ok(all)
    }

    /// The official list and the entries of files.
    ///
    /// # Errors
    /// [`CombinationsError`] when a file cannot be read or an entry cannot be used.
    pub fn official_and(files: &[PathBuf]) -> Result<Self, CombinationsError> {
        let mut all = Self::official()?;
        for file in files {
            all.add_file(file)?;
        }
        Ok(all)
    }

    /// Adds the entries of a file.
    ///
    /// # Errors
    /// [`CombinationsError`] when it cannot be read or an entry cannot be used; then nothing is added.
    pub fn add_file(&mut self, path: &Path) -> Result<(), CombinationsError> {
        self.add(&std::fs::read_to_string(path)?)
    }

    /// Adds the entries of a text.
    ///
    /// # Errors
    /// [`CombinationsError`] when an entry cannot be used; then nothing is added.
    pub fn add(&mut self, text: &str) -> Result<(), CombinationsError> {
        let File { combinations, .. } = serde_json::from_str(text)?;
        let mut all = self.0.clone();
        for combination in combinations {
            combination.verify(&all)?;
            all.push(combination);
        }
        self.0 = all;
        Ok(())
    }

    /// All entries.
    pub fn entries(&self) -> &[Combination] {
        &self.0
    }

    /// What is told of an entry.
    pub(super) fn texts(&self, number: u16) -> Texts {
        let entry = self.0.get(usize::from(number));
        entry.map_or_else(Texts::default, |entry| {
            Texts::new(entry.cs.as_str(), entry.en.as_str())
        })
    }

    /// The entries for an object type in force at a date. One that names an attribute that the version does not know
    /// is not for its files.
    pub(super) fn prepare(
        &self,
        catalogue: &Catalogue,
        object_type: &ObjectType,
        date: NaiveDate,
    ) -> Vec<Prepared> {
        let names: Vec<_> = catalogue
            .attributes_of(object_type)
            .into_iter()
            .map(|used| used.name.as_str())
            .collect();
        let entries = self.0.iter().zip(0_u16..).filter(|(entry, _)| {
            entry.from.is_none_or(|from| from <= date)
                && entry.until.is_none_or(|until| date <= until)
                && entry.is_for(object_type)
                && entry.values.keys().all(|name| names.contains(&name.as_str()))
        });
        entries
            .map(|(entry, number)| Prepared::new(entry, number, catalogue))
            .collect()
    }
}

impl Combination {
    fn verify(&self, others: &[Self]) -> Result<(), CombinationsError> {
        let unusable = |what| {
            Err(CombinationsError::Unusable {
                code: self.code.clone(),
                what,
            })
        };
        if self.code.trim().is_empty() || others.iter().any(|other| other.code == self.code) {
            return unusable("give it a code that no other has");
        }
        if self.cs.trim().is_empty() || self.en.trim().is_empty() {
            return unusable("tell in `cs` and `en` what is wrong and what to do");
        }
        let without = |test: &Test| matches!(test, Test::In(list) | Test::NotIn(list) if list.is_empty());
        if self.values.is_empty() || self.values.values().any(without) {
            return unusable("name at least one attribute, and at least one value of each");
        }
        let catalogues: Vec<_> = Catalogue::versions()
            .filter_map(|version| Catalogue::embedded(version).ok())
            .collect();
        let attribute = |name: &&String| catalogues.iter().any(|known| known.attribute_id(name).is_some());
        let object_type = |name: &&String| {
            let types = catalogues.iter().flat_map(|known| &known.object_types);
            types
                .into_iter()
                .any(|known| known.element == **name || known.code_base == **name)
        };
        let unknown = self.values.keys().find(|name| !attribute(name));
        match unknown.or_else(|| self.types.iter().find(|name| !object_type(name))) {
            Some(name) => Err(CombinationsError::Unknown {
                code: self.code.clone(),
                name: name.clone(),
            }),
            None => Ok(()),
        }
    }

    fn is_for(&self, object_type: &ObjectType) -> bool {
        let is = |name: &String| *name == object_type.element || *name == object_type.code_base;
        self.types.is_empty() || self.types.iter().any(is)
    }
}

/// A combination with the attributes of one catalogue.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    number: u16,
    severity: Severity,
    operations: Vec<Operation>,
    values: Vec<(AttributeId, PreparedTest)>,
}

#[derive(Clone, Debug)]
enum PreparedTest {
    In(Codes),
    NotIn(Codes),
    Empty(bool),
}

impl Prepared {
    fn new(entry: &Combination, number: u16, catalogue: &Catalogue) -> Self {
        let codes = |list: &Vec<String>| Codes::from_texts(list.iter().map(String::as_str));
        let value = |(name, test): (&String, &Test)| {
            let test = match test {
                Test::In(list) => PreparedTest::In(codes(list)),
                Test::NotIn(list) => PreparedTest::NotIn(codes(list)),
                Test::Empty(empty) => PreparedTest::Empty(*empty),
            };
            Some((catalogue.attribute_id(name)?, test))
        };
        Self {
            number,
            severity: match entry.severity {
                Weight::Warning => Severity::Warning,
                Weight::Error => Severity::Error,
            },
            operations: entry.operations.iter().copied().map(Operation::from).collect(),
            values: entry.values.iter().filter_map(value).collect(),
        }
    }

    /// Whether a record has the combination.
    pub(super) fn matches(&self, record: &Record) -> bool {
        let holds = |(id, test): &(AttributeId, PreparedTest)| {
            let text = record.attributes.get(*id).map_or("", str::trim);
            match test {
                PreparedTest::In(codes) => !text.is_empty() && codes.has(text),
                PreparedTest::NotIn(codes) => !text.is_empty() && !codes.has(text),
                PreparedTest::Empty(empty) => text.is_empty() == *empty,
            }
        };
        self.operations.contains(&record.operation) && self.values.iter().all(holds)
    }

    /// What a record that has it gives rise to.
    pub(super) fn raise(&self) -> Raised {
        Raised {
            severity: self.severity,
            combination: Some(self.number),
            ..Raised::by(Rule::Combination, None, "")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(entry: &str) -> Result<Combinations, CombinationsError> {
        let mut all = Combinations::default();
        all.add(&format!("{{\"combinations\":[{entry}]}}"))?;
        Ok(all)
    }

    const PLOT: &str =
        r#"{"code":"a","types":["Plot"],"values":{"DruhPlotu":{"in":["1"]}},"cs":"ne","en":"no"}"#;

    #[test]
    fn the_official_list_is_empty_so_far() {
        assert!(Combinations::official().unwrap().entries().is_empty());
    }

    #[test]
    fn the_example_of_the_documentation_works() {
        let page = include_str!("../../../docs/checks.md");
        let (_, example) = page.split_once("```json").unwrap();
        let (example, _) = example.split_once("```").unwrap();
        let mut all = Combinations::default();
        all.add(example).unwrap();
        assert_eq!(all.entries()[0].severity, Weight::Warning);
    }

    #[test]
    fn an_entry_is_read_with_what_it_leaves_out() {
        let all = list(PLOT).unwrap();
        let entry = &all.entries()[0];
        assert_eq!(entry.operations, [Does::Insert, Does::Update]);
        assert_eq!(entry.severity, Weight::Error);
        assert_eq!(entry.values["DruhPlotu"], Test::In(vec!["1".to_owned()]));
    }

    #[test]
    fn entries_that_cannot_work_are_refused() {
        let unusable = [
            PLOT.replace("\"a\"", "\" \""),
            PLOT.replace("[\"1\"]", "[]"),
            PLOT.replace("{\"DruhPlotu\":{\"in\":[\"1\"]}}", "{}"),
            PLOT.replace("\"no\"", "\"\""),
            format!("{PLOT},{PLOT}"),
        ];
        for entry in unusable {
            assert!(
                matches!(list(&entry), Err(CombinationsError::Unusable { .. })),
                "{entry}"
            );
        }
        for (name, other) in [("DruhPlotu", "DruhPlutu"), ("\"Plot\"", "\"Plut\"")] {
            let refused = list(&PLOT.replace(name, other));
            assert!(
                matches!(refused, Err(CombinationsError::Unknown { .. })),
                "{other}"
            );
        }
        for other in ["{}", "[]", &PLOT.replace("\"cs\"", "\"cz\"")] {
            assert!(
                matches!(list(other), Err(CombinationsError::Malformed(_))),
                "{other}"
            );
        }
    }

    #[test]
    fn an_entry_is_for_its_types_and_days() {
        let catalogue = Catalogue::embedded("1.4.3").unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let prepared = |entry: &str, element: &str, date: &str| {
            let (_, object_type) = catalogue.object_type(element).unwrap();
            list(entry)
                .unwrap()
                .prepare(catalogue, object_type, day(date))
                .len()
        };
        let dated = PLOT.replace(
            "\"cs\"",
            "\"from\":\"2026-01-01\",\"until\":\"2026-12-31\",\"cs\"",
        );
        assert_eq!(prepared(&dated, "Plot", "2026-01-01"), 1);
        assert_eq!(prepared(&dated, "Plot", "2025-12-31"), 0);
        assert_eq!(prepared(&dated, "Plot", "2027-01-01"), 0);
        assert_eq!(prepared(PLOT, "HraniceBudovy", "2026-01-01"), 0);
        assert_eq!(
            prepared(&PLOT.replace("\"Plot\"", "\"0100000162\""), "Plot", "2026-01-01"),
            1
        );
        let everywhere = PLOT.replace("\"Plot\"", "");
        assert_eq!(prepared(&everywhere, "Plot", "2026-01-01"), 1);
        assert_eq!(prepared(&everywhere, "HraniceBudovy", "2026-01-01"), 0);
    }
}
