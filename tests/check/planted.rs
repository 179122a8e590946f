//! Violations that the generator plants, held against its list: each is found, and nothing else is.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use dtm::check::table::{Rules, Use};
use dtm::check::{Finding, Options, Severity, StateView, check};
use dtm::model::{Nothing, Outline, RegionCode};
use serde_json::Value;

use super::files::options;

/// Check, severity, `gml:id`s of all that take part.
type Told = (String, String, Vec<String>);

fn planted(defect: &Value) -> Vec<Told> {
    let names = |of: &Value| {
        let objects = of["objects"].as_array().unwrap().iter();
        let mut names: Vec<String> = objects
            .map(|object| object["gml_id"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    let told = |of: &Value, check: &Value| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(check), text(&of["severity"]), names(of))
    };
    let further = defect["consequences"].as_array().unwrap().iter();
    let further = further.map(|consequence| told(consequence, &consequence["check"]));
    std::iter::once(told(defect, &defect["kind"]))
        .chain(further)
        .collect()
}

fn found(finding: &Finding) -> Told {
    let named = finding.feature.iter().chain(&finding.related);
    let mut names: Vec<String> = named.filter_map(|feature| feature.gml_id.clone()).collect();
    names.sort();
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    (finding.check.to_string(), severity.to_owned(), names)
}

/// Makes a town and judges it as one that is all that its region has.
fn judged(directory: &Path, region: &str, arguments: &[&str]) -> (Vec<Told>, Vec<Told>) {
    let file = directory.join("town.jvf.xml");
    let made = Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(["generate", "--region", region, "-o"])
        .arg(&file)
        .args(arguments)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let outlines = Outline::embedded().unwrap();
    let options = Options {
        rules: Rules::at("2026-07-01".parse().unwrap(), Use::Precheck),
        limit: 100_000,
        outlines,
        region: RegionCode::parse(region),
        surroundings: Some(StateView(Arc::new(Nothing))),
        ..options()
    };
    let report = check(&file, "town", &options).unwrap();
    let mut findings: Vec<Told> = report.findings.iter().map(found).collect();
    let list = std::fs::read_to_string(directory.join("town.jvf.xml.defects.json"));
    let list: Vec<Value> = list.map_or_else(|_| Vec::new(), |text| serde_json::from_str(&text).unwrap());
    let mut expected: Vec<Told> = list.iter().flat_map(planted).collect();
    // The region is empty, so it is its first import, in which a missing vertical edge is but a warning.
    for (_, severity, _) in expected.iter_mut().filter(|(check, ..)| check == "4.8") {
        *severity = "warning".to_owned();
    }
    findings.sort();
    expected.sort();
    (findings, expected)
}

#[test]
fn every_planted_defect_is_found_and_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    let mut kinds = std::collections::BTreeSet::new();
    for (region, arguments) in [
        (
            "CZ042",
            &["--objects", "4000", "--seed", "1", "--defects", "300"][..],
        ),
        (
            "CZ063",
            &[
                "--objects",
                "4000",
                "--seed",
                "2",
                "--defects",
                "300",
                "--operation",
                "i",
            ],
        ),
        (
            "CZ080",
            &["--objects", "900", "--seed", "3", "--defects", "40", "--areas"],
        ),
        (
            "CZ053",
            &[
                "--objects",
                "900",
                "--seed",
                "4",
                "--defects",
                "40",
                "--operation",
                "i",
            ],
        ),
        (
            "CZ052",
            &["--objects", "30000", "--seed", "5", "--defects", "500"],
        ),
        (
            "CZ031",
            &[
                "--objects",
                "30000",
                "--seed",
                "6",
                "--defects",
                "500",
                "--operation",
                "i",
            ],
        ),
        (
            "CZ042",
            &[
                "--objects",
                "700",
                "--seed",
                "7",
                "--defects",
                "1",
                "--defect-kinds",
                "1.2",
                "--operation",
                "i",
            ],
        ),
        (
            "CZ042",
            &[
                "--objects",
                "700",
                "--seed",
                "8",
                "--defects",
                "1",
                "--defect-kinds",
                "1.3",
                "--operation",
                "i",
            ],
        ),
    ] {
        let (findings, expected) = judged(directory.path(), region, arguments);
        assert!(!expected.is_empty());
        let beyond = |all: &[Told], others: &[Told]| {
            let only = all.iter().filter(|told| !others.contains(told));
            only.cloned().collect::<Vec<_>>()
        };
        let (missed, besides) = (beyond(&expected, &findings), beyond(&findings, &expected));
        assert!(
            missed.is_empty(),
            "{arguments:?}: planted and not found: {missed:#?}"
        );
        assert!(
            besides.is_empty(),
            "{arguments:?}: found and not planted: {besides:#?}"
        );
        assert_eq!(findings.len(), expected.len(), "each once");
        kinds.extend(expected.into_iter().map(|(check, ..)| check));
    }
    assert_eq!(kinds.len(), 7 + 2 + 13 + 8 + 1, "{kinds:?}");
}

#[test]
fn what_is_generated_without_defects_passes_at_every_size() {
    let directory = tempfile::tempdir().unwrap();
    for (seed, region) in (1..).zip(["CZ042", "CZ063", "CZ053", "CZ031", "CZ052", "CZ080"]) {
        for objects in ["150", "1900", "2500", "20000"] {
            for operation in ["r", "i"] {
                let seed = format!("{seed}");
                let arguments = ["--objects", objects, "--seed", &seed, "--operation", operation];
                let (findings, _) = judged(directory.path(), region, &arguments);
                assert!(findings.is_empty(), "{region} {arguments:?}: {findings:#?}");
            }
        }
    }
}
