//! Whole files through `dtm::check::check`: each fixture is wrong in one place and gives one finding, there.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use dtm::check::attributes::Combinations;
use dtm::check::package::Limits;
use dtm::check::table::{Rules, Selector, Use};
use dtm::check::{FileReport, Options, State, Verdict, check, check_delivered};
use dtm::model::{Outline, RegionCode};

/// The fixtures lie in this square, which stands for their region.
const REGION: &str = r#"{"features":[{"properties":{"code":"CZ072","name":"Zkušební"},"geometry":{"type":"Polygon",
    "coordinates":[[[-530000,-1170000],[-520000,-1170000],[-520000,-1160000],[-530000,-1160000],[-530000,-1170000]]]}}]}"#;

pub(super) fn options() -> Options {
    Options {
        hierarchy: dtm::derive::Hierarchy::of(None).unwrap(),
        rules: Rules::at(NaiveDate::from_ymd_opt(2026, 7, 1).unwrap(), Use::Receipt),
        only: Vec::new(),
        skip: Vec::new(),
        limit: 1000,
        threads: 2,
        kind: None,
        outlines: Outline::read(REGION).unwrap(),
        region: RegionCode::parse("CZ072"),
        combinations: Combinations::official().unwrap(),
        background: false,
        surroundings: None,
        progress: None,
    }
}

/// Those of the use in which every check runs.
fn precheck() -> Options {
    Options {
        rules: Rules::at(NaiveDate::from_ymd_opt(2026, 7, 1).unwrap(), Use::Precheck),
        ..options()
    }
}

fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/check")
        .join(folder)
}

fn report_of(version: &str, name: &str, options: &Options) -> FileReport {
    let path = fixtures(version).join(format!("{name}.jvf.xml"));
    check(&path, name, options).unwrap()
}

fn report(name: &str, options: &Options) -> FileReport {
    report_of("1.4.3", name, options)
}

/// The deliveries of a version that all checks are run over, by name.
fn deliveries(version: &str) -> Vec<String> {
    let files = std::fs::read_dir(fixtures(version)).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names
        .filter_map(|name| name.strip_suffix(".jvf.xml").map(str::to_owned))
        .collect();
    names.sort();
    names
}

/// The check that a fixture's name says it fails in.
fn failing(name: &str) -> Option<&str> {
    let (number, _) = name.split_once('-')?;
    number.contains('.').then_some(number)
}

/// Check, line and column of every finding.
fn found(report: &FileReport) -> Vec<(String, u64, u64)> {
    let place = |finding: &dtm::check::Finding| {
        let place = finding.position.unwrap();
        (finding.check.to_string(), place.line, place.column)
    };
    report.findings.iter().map(place).collect()
}

#[test]
fn every_fixture_fails_only_in_the_check_of_its_name() {
    for (version, least) in [("1.4.3", 29), ("1.5.0", 15)] {
        let mut wrong = 0;
        for name in deliveries(version) {
            let report = report_of(version, &name, &precheck());
            let checks: Vec<_> = report.findings.iter().map(|f| f.check.to_string()).collect();
            let expected: Vec<_> = failing(&name).into_iter().collect();
            assert_eq!(checks, expected, "{version}/{name}: {:#?}", report.findings);
            wrong += expected.len();
        }
        assert!(wrong >= least, "{version}: {wrong}");
    }
}

#[test]
fn every_package_fails_only_in_its_list_or_its_number_of_deliveries() {
    let mut wrong = 0;
    for entry in std::fs::read_dir(fixtures("packages")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let report = check_delivered(&path, name, &Limits::default(), &options()).unwrap();
        let checks: Vec<_> = report.findings.iter().map(|f| f.check.to_string()).collect();
        let expected: Vec<_> = failing(name).into_iter().collect();
        assert_eq!(checks, expected, "{name}: {:#?}", report.findings);
        wrong += expected.len();
    }
    assert_eq!(wrong, 4);
}

#[test]
fn libxml2_says_the_same_of_the_structure_of_every_fixture() {
    let Some(shared) = crate::kit::shared() else {
        return;
    };
    for (version, package) in [
        ("1.4.3", "jvf-dtm-1.4.3-xsd.zip"),
        ("1.5.0", "jvf-dtm-1.5.0-beta3-xsd.zip"),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let file = std::fs::File::open(shared.join("jvf/xsd").join(package)).unwrap();
        zip::ZipArchive::new(file)
            .unwrap()
            .extract(directory.path())
            .unwrap();
        let schema = directory.path().join("xsd/index/index_data.xsd");
        for name in deliveries(version) {
            let judged = std::process::Command::new("xmllint")
                .args(["--nonet", "--nowarning", "--noout", "--schema"])
                .args([&schema, &fixtures(version).join(format!("{name}.jvf.xml"))])
                .output();
            let Ok(judged) = judged else {
                crate::kit::skip("xmllint is not installed; the fixtures' structure is not judged");
                return;
            };
            let told = String::from_utf8_lossy(&judged.stderr);
            let valid = failing(&name) != Some("1.1");
            // 3 is its status for a document that is not valid.
            assert_eq!(
                judged.status.code(),
                Some(if valid { 0 } else { 3 }),
                "{name}: {told}"
            );
        }
    }
}

fn stands(version: &str, name: &str, line: u64, column: u64) {
    let number = failing(name).unwrap().to_owned();
    let found = found(&report_of(version, name, &precheck()));
    assert_eq!(found, [(number, line, column)], "{version}/{name}");
}

#[test]
fn findings_stand_where_the_fault_is() {
    for (name, line, column) in [
        ("1.1-day-that-is-none", 174, 11),
        ("1.1-element-missing", 119, 13),
        ("1.1-element-renamed", 118, 15),
        ("1.1-element-repeated", 118, 43),
        ("1.1-elements-swapped", 109, 9),
        ("1.1-fixed-text-changed", 149, 9),
        ("1.1-gml-id-twice", 52, 32),
        ("1.1-stray-text", 118, 43),
        ("1.1-value-not-in-the-code-list", 118, 15),
        ("1.2-without-change-area", 170, 9),
        ("1.3-area-elsewhere", 170, 9),
        ("1.4-arc-in-a-fence", 132, 15),
        ("1.4-line-of-one-position", 132, 15),
        ("1.5-axes-swapped", 52, 15),
        ("1.5-height-below-one-metre", 45, 11),
        ("1.6-three-decimals", 143, 15),
        ("1.7-one-centimetre-outside", 154, 11),
        ("4.5-areas-overlap", 26, 11),
    ] {
        stands("1.4.3", name, line, column);
    }
    for (name, line, column) in [
        ("1.1-attribute-of-another-type", 70, 15),
        ("1.1-record-kind-of-nobody", 59, 11),
        ("1.1-value-not-in-the-code-list", 68, 15),
        ("1.1-without-azi", 103, 9),
        ("1.4-line-of-one-position", 72, 15),
        ("1.5-axes-swapped", 48, 15),
        ("1.6-three-decimals", 72, 15),
        ("1.7-outside-of-the-area", 39, 11),
        ("2.1-point-of-class-4", 27, 11),
        ("2.1-verification-without-number", 91, 9),
        ("4.11-bow-tie", 15, 11),
        ("4.11-exterior-clockwise", 30, 11),
        ("4.11-hole-outside", 30, 11),
        ("4.11-inside-in-two-pieces", 30, 11),
        ("4.5-areas-overlap", 15, 11),
    ] {
        stands("1.5.0", name, line, column);
    }
}

/// The report of areas in order of which something was written otherwise, by the checks that are asked for.
fn report_of_areas(from: &str, to: &str, only: &[&str]) -> FileReport {
    let text = std::fs::read_to_string(fixtures("1.5.0").join("areas-in-order.jvf.xml")).unwrap();
    assert!(text.contains(from));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("areas.jvf.xml");
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    let options = Options {
        only: only.iter().map(|check| Selector::parse(check).unwrap()).collect(),
        ..precheck()
    };
    check(&path, "areas", &options).unwrap()
}

#[test]
fn an_open_ring_is_told_once_by_the_first_check_that_runs() {
    let end = " -521190.00 -1166290.00</gml:posList></gml:LinearRing>";
    let told = |only: &[&str]| {
        let report = report_of_areas(end, "</gml:posList></gml:LinearRing>", only);
        let checks = report.findings.iter().map(|finding| finding.check.to_string());
        checks.collect::<Vec<_>>()
    };
    assert_eq!(told(&[]), ["1.4"]);
    assert_eq!(told(&["1.4", "4.11"]), ["1.4"]);
    assert_eq!(told(&["4.11"]), ["4.11"]);
    assert_eq!(told(&["4.5"]), [""; 0]);
}

#[test]
fn a_polygon_with_arcs_is_left_open() {
    let positions = "-521190.00 -1166290.00 -521180.00 -1166290.00 -521180.00 -1166282.00 -521190.00 -1166282.00 -521190.00 -1166290.00</gml:posList>";
    let straight = format!("<gml:LinearRing><gml:posList>{positions}</gml:LinearRing>");
    let curved = format!(
        "<gml:Ring><gml:curveMember><gml:Curve gml:id=\"C\"><gml:segments><gml:ArcString><gml:posList>{positions}</gml:ArcString></gml:segments></gml:Curve></gml:curveMember></gml:Ring>"
    );
    let report = report_of_areas(&straight, &curved, &["4.11"]);
    assert_eq!(found(&report), []);
    let outcome = report
        .checks
        .iter()
        .find(|outcome| outcome.check.to_string() == "4.11");
    let left = outcome.unwrap().left_open.clone().unwrap();
    assert!(left.cases == 1 && left.why.english.contains("arcs"), "{left:?}");
}

#[test]
fn the_report_does_not_depend_on_the_number_of_threads() {
    let one = Options {
        threads: 1,
        ..options()
    };
    for name in ["1.7-one-centimetre-outside", "attributes-in-order"] {
        let (a, b) = (report(name, &one), report(name, &options()));
        assert_eq!(a.findings, b.findings);
        assert_eq!(a.checks, b.checks);
        assert_eq!(a.objects, b.objects);
    }
}

#[test]
fn findings_beyond_the_limit_are_counted() {
    let options = Options {
        limit: 0,
        ..options()
    };
    let report = report("1.6-three-decimals", &options);
    assert!(report.findings.is_empty());
    assert_eq!(report.beyond_limit(), 1);
    assert_eq!(report.verdict(), Verdict::Errors);
}

#[test]
fn a_check_that_is_left_out_says_so() {
    let options = Options {
        skip: vec![Selector::parse("1.6").unwrap()],
        ..options()
    };
    let report = report("1.6-three-decimals", &options);
    assert_eq!(report.verdict(), Verdict::Ok);
    let outcome = report
        .checks
        .iter()
        .find(|c| c.check.to_string() == "1.6")
        .unwrap();
    assert!(matches!(&outcome.state, State::NotRun(why) if why.english.contains("--skip")));
}

#[test]
fn a_file_that_cannot_be_read_on_is_an_error_of_structure_and_nothing_else_is_judged() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("cut.jvf.xml");
    let text = std::fs::read_to_string(fixtures("1.4.3").join("attributes-in-order.jvf.xml")).unwrap();
    for cut in [text.len() / 3, text.len() / 2, text.len() - 5] {
        std::fs::write(&path, &text[..cut]).unwrap();
        let report = check(&path, "cut", &options()).unwrap();
        assert_eq!(report.verdict(), Verdict::Errors);
        assert!(report.findings.iter().any(|f| f.check.to_string() == "1.1"));
        for outcome in report.checks.iter().filter(|c| c.check.to_string() != "1.1") {
            assert!(matches!(outcome.state, State::NotRun(_)), "{outcome:?}");
        }
    }
}

#[test]
fn the_official_samples_give_what_the_documentation_says() {
    let Some(shared) = crate::kit::shared() else {
        return;
    };
    let mut all = std::collections::BTreeMap::new();
    for name in ["DI", "GAD", "KI", "OPL", "ZPS"] {
        let path = shared.join(format!("jvf/samples/1.4.3/ukazka_{name}.xml"));
        let options = Options {
            outlines: Outline::embedded().unwrap(),
            region: None,
            ..options()
        };
        let report = check(&path, name, &options).unwrap();
        for outcome in report.checks.iter().filter(|outcome| outcome.findings > 0) {
            all.insert((name, outcome.check.to_string()), outcome.findings);
        }
    }
    assert_eq!(
        all.into_iter().collect::<Vec<_>>(),
        [
            (("GAD", "1.7".to_owned()), 10),
            (("ZPS", "3.1".to_owned()), 160),
            (("ZPS", "3.11".to_owned()), 55),
            (("ZPS", "3.13".to_owned()), 4),
        ]
    );
}
