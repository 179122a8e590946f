//! The official checks of deliveries: what is wrong with a file, where, and what to do.
//!
//! [`table`] says which checks there are and how severe they are in which use; [`check`] runs them over a file; a
//! [`Report`] tells what they found. A delivery may come in a [`package`]. Rules: decree 393/2020 Sb. and the published descriptions of the 33 checks.

pub mod accompanying;
mod areas;
pub mod attributes;
mod conclude;
mod consumer;
mod delivered;
mod derived;
mod finding;
mod found;
mod ids;
mod judge;
mod merge;
mod options;
pub mod package;
mod pass;
mod places;
mod plan;
mod preview;
pub mod report;
mod run;
pub mod structure;
pub mod table;
mod topology;
mod watch;

pub use consumer::{Consumer, Taker};
pub use delivered::check_delivered;
pub use finding::{FeatureRef, Finding, Place, Severity, Texts};
pub use options::{OnProgress, Options, Reached, StateView, Step, threads};
pub use report::{
    CheckOutcome, FileReport, LeftOpen, ObjectCount, RecordMode, Report, State, Submission, Verdict,
};
pub use run::{check, check_and_give};
pub use table::CheckId;
