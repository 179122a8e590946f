//! A finding: one thing that a check found, as data.

use super::CheckId;
use crate::model::{Geometry, Language};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The delivery can be taken all the same.
    Warning,
    /// The delivery is not taken.
    Error,
}

/// A sentence in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Texts {
    /// *česky*.
    pub czech: String,
    /// In English.
    pub english: String,
}

impl Texts {
    /// A sentence in both languages.
    pub fn new(czech: impl Into<String>, english: impl Into<String>) -> Self {
        Self {
            czech: czech.into(),
            english: english.into(),
        }
    }

    /// The sentence in one of them.
    pub fn get(&self, language: Language) -> &str {
        language.choose(&self.czech, &self.english)
    }
}

/// Which object a finding speaks of, by everything that the file tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeatureRef {
    /// `ID`.
    pub id: Option<String>,
    /// `IDExterni`.
    pub external_id: Option<String>,
    /// `gml:id` of the geometry.
    pub gml_id: Option<String>,
    /// Element name of the object type.
    pub element: Option<String>,
    /// Number of the record in the file, counted from 1.
    pub record: Option<u64>,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Line, counted from 1.
    pub line: u64,
    /// Character in the line, counted from 1.
    pub column: u64,
    /// Bytes from the start of the file.
    pub offset: u64,
}

/// One thing that a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which check.
    pub check: CheckId,
    /// How bad it is in the use that the run is for.
    pub severity: Severity,
    /// What is wrong and what to do.
    pub text: Texts,
    /// The object, when it is about one.
    pub feature: Option<FeatureRef>,
    /// Other objects that take part.
    pub related: Vec<FeatureRef>,
    /// Where in the file, when it is in the file.
    pub position: Option<Place>,
    /// Where on the map, EPSG:5514.
    pub location: Option<Geometry>,
}
