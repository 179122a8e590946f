//! The official checks of groups 1 to 3 on a delivery that is being received. They run while it is read; a finding of
//! severity error refuses the delivery.

use std::path::Path;

use super::report::{Located, Related};
use crate::check::{
    CheckId, CheckOutcome, Consumer, FeatureRef, FileReport, Finding, Options, Severity, State, Texts,
    Verdict, check_and_give,
};
use crate::model::{Dimension, Geometry};

/// What the checks found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Whether there is an error, listed or not.
    pub(super) refuses: bool,
    pub(super) errors: Vec<Located>,
    pub(super) errors_left_out: u64,
    pub(super) warnings: Vec<Located>,
}

/// Checks a file; what is read goes to the consumer.
pub(super) fn run<C: Consumer>(
    path: &Path,
    name: &str,
    options: &Options,
    consumer: &mut C,
) -> std::io::Result<Found> {
    let report = check_and_give(path, name, options, consumer)?;
    Ok(Found::of(&report))
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
        let mut warnings = of(Severity::Warning);
        warnings.extend(report.checks.iter().filter_map(open));
        Self {
            refuses,
            errors_left_out: if refuses { report.beyond_limit() } else { 0 },
            errors,
            warnings,
        }
    }
}

fn code(check: CheckId) -> String {
    format!("check-{check}")
}

/// What a check could not judge.
fn open(outcome: &CheckOutcome) -> Option<Located> {
    let open = outcome.left_open.as_ref().filter(|open| open.cases > 0)?;
    Some(of_check(outcome.check, Severity::Warning, open.why.clone()))
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
    of_check(check, Severity::Error, texts)
}

fn of_check(check: CheckId, severity: Severity, text: Texts) -> Located {
    located(&Finding {
        check,
        severity,
        text,
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
        place: finding.location.as_ref().map(on_map).unwrap_or_default(),
        related: finding.related.iter().map(related).collect(),
        change_set: None,
        author: None,
    }
}

/// The first place of a geometry, in metres.
fn on_map(location: &Geometry) -> Vec<f64> {
    let count = match location.dimension {
        Dimension::Two => 2,
        Dimension::Three => 3,
    };
    let first = location.coordinates().next();
    first
        .map(|first| first.metres()[..count].to_vec())
        .unwrap_or_default()
}

fn related(feature: &FeatureRef) -> Related {
    Related {
        object_type: feature.element.clone().unwrap_or_default(),
        id: feature.id.clone(),
        gml_id: feature.gml_id.clone(),
        record: feature.record,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::table::Group;
    use crate::check::{LeftOpen, Verdict};

    #[test]
    fn a_receipt_warns_of_what_a_check_left_open_whatever_it_found() {
        let why = Texts::new("proto", "because");
        let outcome = |state: State, cases: Option<u64>| CheckOutcome {
            check: CheckId::new(Group::Topology, 7),
            state,
            findings: 0,
            left_open: cases.map(|cases| LeftOpen {
                cases,
                why: why.clone(),
            }),
        };
        let found = || State::Run(Verdict::Warnings);
        let warning = open(&outcome(found(), Some(2))).unwrap();
        assert_eq!(
            (&*warning.code, &*warning.message["en"]),
            ("check-3.7", "because")
        );
        assert!(open(&outcome(State::NotRun(why.clone()), Some(2))).is_some());
        assert!(open(&outcome(found(), Some(0))).is_none());
        assert!(open(&outcome(found(), None)).is_none());
    }
}
