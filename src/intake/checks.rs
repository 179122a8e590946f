//! The official checks of groups 1 and 2 on a delivery that is being received. They run on a thread of their own beside the
//! reading; a finding of severity error refuses the delivery.

use std::path::Path;

use tokio::task::JoinHandle;

use super::report::Located;
use crate::check::{CheckId, FileReport, Finding, Options, Severity, State, Texts, Verdict, check};

/// What the checks found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Whether there is an error, listed or not.
    pub(super) refuses: bool,
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
        let refuses = report.verdict() == Verdict::Errors;
        let mut errors = of(Severity::Error);
        // A check whose errors are all beyond the limit is told at least.
        for outcome in &report.checks {
            let code = code(outcome.check);
            let errs = outcome.state == State::Run(Verdict::Errors);
            if errs && errors.iter().all(|error| error.code != code) {
                errors.push(beyond(outcome.check, outcome.findings));
            }
        }
        Self {
            refuses,
            errors_left_out: if refuses { report.beyond_limit() } else { 0 },
            errors,
            warnings: of(Severity::Warning),
        }
    }
}

fn code(check: CheckId) -> String {
    format!("check-{check}")
}

/// Findings that are not listed.
fn beyond(check: CheckId, findings: u64) -> Located {
    let texts = Texts::new(
        format!(
            "kontrola {check} má nálezy, které se do výpisu nevešly (celkem {findings}); všechny vypíše dtm check --limit"
        ),
        format!(
            "check {check} has findings that did not fit the list ({findings} in all); dtm check --limit lists them"
        ),
    );
    located(&Finding {
        check,
        severity: Severity::Error,
        text: texts,
        feature: None,
        related: Vec::new(),
        position: None,
        location: None,
    })
}

fn located(finding: &Finding) -> Located {
    let feature = finding.feature.clone().unwrap_or_default();
    let place = finding.position.unwrap_or_default();
    Located {
        code: code(finding.check),
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
