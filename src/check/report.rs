//! What a run of the checks tells of its files.

use chrono::NaiveDateTime;

use super::{CheckId, Finding, Severity, Texts};
use crate::model::Geometry;

/// What is told of a file or of a check in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing found.
    Ok,
    /// Warnings only.
    Warnings,
    /// At least one error.
    Errors,
}

/// `TypZapisu`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordMode {
    /// *změnové věty*.
    Changes,
    /// *kompletní zápis*.
    State,
}

/// How many records of an object type a file holds, by what they do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectCount {
    /// Element name.
    pub element: String,
    /// `code_base`.
    pub code: String,
    /// `code_suffix`, such as `02`.
    pub suffix: String,
    /// Czech name of the type.
    pub name: String,
    /// Records that insert.
    pub insert: u64,
    /// Records that update.
    pub update: u64,
    /// Records that delete.
    pub delete: u64,
    /// Records that tell the state.
    pub reference: u64,
}

/// What became of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It ran.
    Run(Verdict),
    /// It did not run, and why.
    NotRun(Texts),
}

/// One check in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckOutcome {
    /// Which.
    pub check: CheckId,
    /// What became of it.
    pub state: State,
    /// How many findings it has, those beyond the limit included.
    pub findings: u64,
}

/// What is told of one file.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// The file's name as it was given; of an entry of a package, `package.zip/entry.jvf.xml`.
    pub path: String,
    /// `VerzeJVFDTM`, when it was read.
    pub jvf_version: Option<String>,
    /// `TypZapisu`, when it was read.
    pub record_mode: Option<RecordMode>,
    /// Records by object type, in the order of the catalogue; types without records are left out.
    pub objects: Vec<ObjectCount>,
    /// All checks of the table, in its order.
    pub checks: Vec<CheckOutcome>,
    /// Findings in the order of the checks and of their places, at most the limit.
    pub findings: Vec<Finding>,
    /// Geometries around the findings, for a picture; empty when nobody asked for it.
    pub background: Vec<Geometry>,
    /// When the checks began and ended, Czech local time.
    pub began: NaiveDateTime,
    /// When they ended.
    pub ended: NaiveDateTime,
}

impl FileReport {
    /// The worst of the checks' verdicts.
    pub fn verdict(&self) -> Verdict {
        let run = self.checks.iter().filter_map(|outcome| match outcome.state {
            State::Run(verdict) => Some(verdict),
            State::NotRun(_) => None,
        });
        run.max().unwrap_or(Verdict::Ok)
    }

    /// Findings that are counted but not listed.
    pub fn beyond_limit(&self) -> u64 {
        let counted: u64 = self.checks.iter().map(|outcome| outcome.findings).sum();
        counted.saturating_sub(self.findings.len() as u64)
    }
}

impl From<Severity> for Verdict {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Warning => Self::Warnings,
            Severity::Error => Self::Errors,
        }
    }
}

/// What a run tells: one part for each file.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In the order in which the files were given.
    pub files: Vec<FileReport>,
}

impl Report {
    /// The worst of the files' verdicts.
    pub fn verdict(&self) -> Verdict {
        self.files
            .iter()
            .map(FileReport::verdict)
            .max()
            .unwrap_or(Verdict::Ok)
    }
}
