//! A delivery as it was handed over, checked: the file, and the package that it came in.

use std::io;
use std::path::Path;

use super::options::Options;
use super::package::{CHECK, Form, Limits, Package, PackageError};
use super::run::check;
use super::table::CHECKS;
use super::{CheckOutcome, FileReport, Finding, Severity, State, Submission, Texts, Verdict};
use crate::model::{Language, Message as _};

/// Checks a file, a folder or a zip that is called `name` in the report.
///
/// # Errors
/// [`PackageError::Io`] and [`PackageError::Temporary`] when something cannot be read or unpacked; what is wrong with the
/// package or its content is in the report.
pub fn check_delivered(
    path: &Path,
    name: &str,
    limits: &Limits,
    options: &Options,
) -> Result<FileReport, PackageError> {
    let given = name.to_owned();
    let package = match Package::open_as(path, name, limits) {
        Ok(package) => package,
        Err(error @ (PackageError::Io(..) | PackageError::Temporary(_))) => return Err(error),
        Err(error) => return Ok(refused(&given, &error)),
    };
    let delivery = package.delivery();
    let checked = |error: io::Error| PackageError::Io(given.clone(), error);
    let mut report = check(delivery.path(), delivery.name(), options).map_err(checked)?;
    let state = if package.form() == Form::File {
        State::NotRun(Texts::new(
            "dodávka není v balíku",
            "the delivery came in no package",
        ))
    } else if options.wants(CHECK) {
        let faults = package.faults();
        report.findings.extend(faults.iter().map(|fault| fault.finding()));
        let worst = faults.iter().map(|fault| fault.severity()).max();
        State::Run(worst.map_or(Verdict::Ok, Severity::into))
    } else {
        return Ok(report);
    };
    let findings = report
        .findings
        .iter()
        .filter(|finding| finding.check == CHECK)
        .count();
    if let Some(outcome) = report.checks.iter_mut().find(|outcome| outcome.check == CHECK) {
        outcome.state = state;
        outcome.findings = findings as u64;
    }
    Ok(report)
}

/// The report of a package whose delivery cannot be had.
fn refused(given: &str, error: &PackageError) -> FileReport {
    let why = Texts::new(
        "balík nelze otevřít nebo v něm není jediná dodávka",
        "the package cannot be opened or does not hold a single delivery",
    );
    let now = chrono::Local::now().naive_local();
    let outcome = |check| CheckOutcome {
        check,
        state: if check == CHECK {
            State::Run(Verdict::Errors)
        } else {
            State::NotRun(why.clone())
        },
        findings: u64::from(check == CHECK),
        left_open: None,
    };
    FileReport {
        path: given.to_owned(),
        submission: Submission::default(),
        jvf_version: None,
        record_mode: None,
        objects: Vec::new(),
        checks: CHECKS.iter().map(|row| outcome(row.id)).collect(),
        findings: vec![Finding {
            check: CHECK,
            severity: Severity::Error,
            text: Texts::new(error.text(Language::Czech), error.text(Language::English)),
            feature: None,
            related: Vec::new(),
            position: None,
            location: None,
        }],
        background: Vec::new(),
        began: now,
        ended: now,
    }
}
