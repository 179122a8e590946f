//! The official checks of deliveries: what is wrong with a file, where, and what to do.
//!
//! [`table`] says which checks there are and how severe they are in which use; the rooms below find faults; a
//! [`Report`] tells them. Rules: decree 393/2020 Sb. and the published descriptions of the 33 checks.

mod finding;
mod report;
pub mod structure;
pub mod table;

pub use finding::{FeatureRef, Finding, Place, Severity, Texts};
pub use report::{CheckOutcome, FileReport, ObjectCount, RecordMode, Report, State, Verdict};
pub use table::CheckId;
