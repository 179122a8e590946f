//! What a run of the checks tells of its files, and the five forms in which it is told.

mod gpkg;
mod html;
mod json;
mod text;
mod words;
mod xml;

pub use html::digests as html_digests;

use std::io::{self, Write};

use chrono::NaiveDateTime;
use thiserror::Error;

use super::{CheckId, Finding, Severity, Texts};
use crate::model::catalogue::Part;
use crate::model::{Geometry, Language};

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectCount {
    /// Element name.
    pub element: String,
    /// `code_base`.
    pub code: String,
    /// `code_suffix`, such as `02`.
    pub suffix: String,
    /// Czech name of the type.
    pub name: String,
    /// Content part of the map that the type belongs to (`ObsahovaCast`).
    pub part: Part,
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
    /// What it could not judge.
    pub left_open: Option<LeftOpen>,
}

/// What a check could not judge; it is no finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOpen {
    /// How many cases, as far as they can be counted.
    pub cases: u64,
    /// Why.
    pub why: Texts,
}

/// Names under which error protocols of JVF DTM 1.5.0.1 go back to the sender. What is empty is filled by the
/// [XML form](Format::Xml): a command on somebody's own machine knows none of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submission {
    /// `IDZmeny`, the change that the file was handed in as; else the file's name.
    pub change: String,
    /// `IDPozadavku`, the case in the checking system; else the run.
    pub request: String,
    /// The run of the checks; with the number of a check behind it, it is `IDBehuKontroly`. Else the time of the run.
    pub run: String,
}

/// What is told of one file.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// The file's name as it was given; of an entry of a package, `package.zip/entry.jvf.xml`.
    pub path: String,
    /// How the sender and the checking system call it.
    pub submission: Submission,
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

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people at a terminal, grouped by check.
    #[default]
    Text,
    /// For programs: the document of `schemas/check-report.json`.
    Json,
    /// The error protocol of JVF DTM 1.5.0.1, `ServisJVFDTM/ProtokolChyb`. Several files make several `ServisJVFDTM`
    /// inside one `JVFDTM`, as the schema of JVF DTM lets them.
    Xml,
    /// One page with tables and a map, which asks for nothing elsewhere.
    Html,
    /// A GeoPackage 1.3 with the findings as layers; bytes, nothing for a terminal.
    Gpkg,
}

impl Format {
    /// All forms, in the order in which they are listed to people.
    pub const ALL: [Self; 5] = [Self::Text, Self::Json, Self::Xml, Self::Html, Self::Gpkg];

    /// Its name on the command line, which is the usual suffix of its files too (but for `text`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Html => "html",
            Self::Gpkg => "gpkg",
        }
    }

    /// The form of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether it is bytes that no terminal can show.
    pub fn is_binary(self) -> bool {
        self == Self::Gpkg
    }
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The language of text, XML and HTML; JSON and GeoPackage carry both.
    pub language: Language,
    /// Whether text is coloured by ANSI sequences.
    pub colour: bool,
    /// Characters in a line of text, at least 40; 0 leaves lines as long as they are.
    pub width: usize,
}

/// Why a report cannot be written.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The output does not take bytes.
    #[error("the report cannot be written; look whether its disk is full")]
    Io(#[from] io::Error),
    /// The page cannot be filled.
    #[error("the page of the report cannot be filled")]
    Page(#[from] askama::Error),
    /// SQLite, in which a GeoPackage is kept, fails.
    #[error("the GeoPackage of the report cannot be made")]
    GeoPackage(#[from] rusqlite::Error),
}

/// Writes a report in a form.
///
/// # Errors
/// [`ReportError`] when the output takes no more bytes, or the form cannot be made.
pub fn write(
    report: &Report,
    format: Format,
    options: Options,
    out: &mut dyn Write,
) -> Result<(), ReportError> {
    match format {
        Format::Text => text::write(report, options, out)?,
        Format::Json => json::write(report, out)?,
        Format::Xml => xml::write(report, options.language, out)?,
        Format::Html => html::write(report, options.language, out)?,
        Format::Gpkg => gpkg::write(report, out)?,
    }
    Ok(out.flush()?)
}
