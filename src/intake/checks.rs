//! The official checks of groups 1 and 2 on a delivery that is being received. They run on a thread of their own beside the
//! reading; a finding of severity error refuses the delivery.

use std::path::Path;

use tokio::task::JoinHandle;

use super::report::Located;
use crate::check::{FileReport, Finding, Options, Severity, check};

/// What the checks found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) errors: Vec<Located>,
    pub(super) errors_left_out: u64,
    pub(super) warnings: Vec<Located>,
}

/// Starts the checks of a file.
pub(super) fn start(path: &Path, name: &str, options: Options) -> JoinHandle<std::io::Result<Found>> {
    let (path, name) = (path.to_owned(), name.to_owned());
    tokio::task::spawn_blocking(move || check(&path, &name, &options).map(|report| Found::of(&report)))
}

impl Found {
    fn of(report: &FileReport) -> Self {
        let of = |severity| {
            let findings = report
                .findings
                .iter()
                .filter(|finding| finding.severity == severity);
            findings.map(located).collect::<Vec<_>>()
        };
        let counted: u64 = report.checks.iter().map(|outcome| outcome.findings).sum();
        let listed = report.findings.len() as u64;
        let errors = of(Severity::Error);
        Self {
            errors_left_out: if errors.is_empty() {
                0
            } else {
                counted.saturating_sub(listed)
            },
            errors,
            warnings: of(Severity::Warning),
        }
    }
}

fn located(finding: &Finding) -> Located {
    let feature = finding.feature.clone().unwrap_or_default();
    let place = finding.position.unwrap_or_default();
    Located {
        code: format!("check-{}", finding.check),
        message: [
            ("cs".to_owned(), finding.text.czech.clone()),
            ("en".to_owned(), finding.text.english.clone()),
        ]
        .into(),
        record: feature.record.unwrap_or_default(),
        line: place.line,
        byte: finding.position.map(|place| place.offset),
        object_type: feature.element.unwrap_or_default(),
        id: feature.id,
        gml_id: feature.gml_id,
        change_set: None,
        author: None,
    }
}
