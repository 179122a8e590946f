//! The table of checks: the 33 official ones and dtm's own, as data.
//!
//! Reports, `dtm check --list`, `docs/checks.md` and the choice of checks come from it. What the checks test, their
//! dimension, levels, scope and severity follow the published descriptions of the checks of IS DTM (the rules of the
//! technical maps, part *kontroly*); limits and rules that changed in time are in [`limits`] with their dates. Where the
//! descriptions are silent or contradict each other the note of the check says so.

mod checks;
mod id;
mod limits;
pub mod list;
mod rules;

pub use checks::{CHECKS, find};
pub use id::{CheckId, Group, Selector, UnknownCheck};
pub use limits::{LIMITS, Limit, Measure, PROVISIONS, Provision, ProvisionRow, Unit};
pub use rules::Rules;

use chrono::NaiveDate;

use super::{Severity, Texts};
use crate::model::Language;
use crate::model::catalogue::Part;

/// A sentence of the table in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// *česky*.
    pub czech: &'static str,
    /// In English.
    pub english: &'static str,
}

impl Said {
    /// The sentence in a language.
    pub fn get(self, language: Language) -> &'static str {
        language.choose(self.czech, self.english)
    }

    /// As an owned pair.
    pub fn texts(self) -> Texts {
        Texts::new(self.czech, self.english)
    }
}

/// What the checks are run for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// A delivery is received.
    #[default]
    Receipt,
    /// The author of a delivery tries it before it is sent.
    Precheck,
    /// An editor works in IS DTM.
    Editing,
    /// Two regions exchange objects along their border.
    CrossBorder,
}

impl Use {
    /// All uses, in the order of tables.
    pub const ALL: [Self; 4] = [Self::Receipt, Self::Precheck, Self::Editing, Self::CrossBorder];

    /// The word of `--use`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Precheck => "precheck",
            Self::Editing => "editing",
            Self::CrossBorder => "cross-border",
        }
    }

    /// The use of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|usage| usage.code() == code)
    }

    /// Its name.
    pub fn name(self) -> Said {
        match self {
            Self::Receipt => Said {
                czech: "příjem",
                english: "receipt",
            },
            Self::Precheck => Said {
                czech: "předběžná kontrola",
                english: "pre-check",
            },
            Self::Editing => Said {
                czech: "editace",
                english: "editing",
            },
            Self::CrossBorder => Said {
                czech: "přeshraniční editace",
                english: "cross-border editing",
            },
        }
    }
}

/// Which coordinates a check reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimensions {
    /// No coordinates.
    None,
    /// X and Y.
    Two,
    /// X, Y and height.
    Three,
    /// Points in three, definition points in two; or the plane and then the heights.
    Both,
}

impl Dimensions {
    /// As tables write it.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "–",
            Self::Two => "2D",
            Self::Three => "3D",
            Self::Both => "2D/3D",
        }
    }
}

/// How a check treats levels (`UrovenUmisteni…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Levels {
    /// Objects of all levels together.
    Together,
    /// Each level by itself.
    Each,
    /// Each level by itself, and in it each family of lines.
    EachFamily,
    /// Levels mean nothing to it.
    None,
}

impl Levels {
    /// Its name.
    pub fn name(self) -> Said {
        match self {
            Self::Together => Said {
                czech: "všechny",
                english: "all together",
            },
            Self::Each => Said {
                czech: "každá zvlášť",
                english: "each by itself",
            },
            Self::EachFamily => Said {
                czech: "každá zvlášť, po rodinách linií",
                english: "each by itself, by family of lines",
            },
            Self::None => Said {
                czech: "–",
                english: "–",
            },
        }
    }
}

/// What a check looks at (*Rozsah*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The file.
    File,
    /// All objects that there are.
    All,
    /// The change area.
    ChangeArea,
    /// The area of complete ZPS.
    CompleteArea,
}

impl Scope {
    /// Its name.
    pub fn name(self) -> Said {
        match self {
            Self::File => Said {
                czech: "soubor",
                english: "file",
            },
            Self::All => Said {
                czech: "vše",
                english: "everything",
            },
            Self::ChangeArea => Said {
                czech: "oblast změny",
                english: "change area",
            },
            Self::CompleteArea => Said {
                czech: "oblast kompletní ZPS",
                english: "complete-ZPS area",
            },
        }
    }
}

/// What becomes of a check in a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// It runs; its findings are at most this severe.
    Run(Severity),
    /// It does not run, and why.
    NotRun(Said),
}

/// A check of the table.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Its number.
    pub id: CheckId,
    /// Its name; the Czech one is the official one.
    pub name: Said,
    /// What it tests.
    pub tests: Said,
    /// Which coordinates it reads.
    pub dimensions: Dimensions,
    /// How it treats levels.
    pub levels: Levels,
    /// Content parts whose objects it looks at.
    pub parts: &'static [Part],
    /// What it looks at.
    pub scope: Scope,
    /// What becomes of it in each use, in the order of [`Use::ALL`].
    pub treatments: [Treatment; 4],
    /// What else is to be said: milder findings, contradictions, dates that are not certain.
    pub note: Option<Said>,
    /// First day; `None`: as long as there are official checks.
    pub from: Option<NaiveDate>,
    /// The first JVF version to whose files it applies, when not to all.
    pub jvf_from: Option<&'static str>,
    /// One of the 33 official checks.
    pub official: bool,
    /// dtm does it.
    pub built: bool,
}

impl Check {
    /// What becomes of the check in a use.
    pub fn treatment(&self, usage: Use) -> Treatment {
        let [receipt, precheck, editing, cross_border] = self.treatments;
        match usage {
            Use::Receipt => receipt,
            Use::Precheck => precheck,
            Use::Editing => editing,
            Use::CrossBorder => cross_border,
        }
    }
}

/// A day of the table.
const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MIN,
    }
}
