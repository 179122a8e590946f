//! Derived areas on their way out: data set 2 (OPL) of both generations holds those in force, as the checks of written areas (4.5, 4.11)
//! want them, whether a map takes them over or a neighbour.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::NaiveDate;
use dtm::check::Severity;
use dtm::check::table::{Rules, Selector, Use};
use dtm::jvf::read::{Entry, Reader};
use dtm::model::{Geometry, Shape};
use dtm::store::Unknown;
use sqlx::Row as _;

use crate::import::Bench;

const CZ042: &str = "CZ042";

/// Runs the program over the database of a bench.
fn dtm(bench: &Bench, arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(arguments)
        .env("DATABASE_URL", bench.database.url())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {told}");
}

/// How many areas of each type are in force.
async fn in_force(bench: &Bench) -> BTreeMap<i32, i64> {
    let mut connection = bench.database.connection().await;
    let rows = sqlx::query(
        "select f.object_type, count(*) from feature f join derived_area a on a.region = f.region and a.area = f.id group by 1",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// The areas of a file by type.
fn written(path: &Path) -> BTreeMap<i32, Vec<Geometry>> {
    let mut reader = Reader::open(File::open(path).unwrap()).unwrap();
    let catalogue = reader.catalogue();
    let mut found: BTreeMap<i32, Vec<Geometry>> = BTreeMap::new();
    while let Some(entry) = reader.next_entry().unwrap() {
        if let Entry::Record(record) = entry {
            let object_type = &catalogue.object_types[usize::from(record.object_type)];
            let geometry = record.geometry.unwrap();
            assert!(
                matches!(geometry.shape, Shape::Polygon(_)),
                "{}",
                object_type.element
            );
            found.entry(object_type.key()).or_default().push(geometry);
        }
    }
    found
}

/// Numbers of errors by check.
async fn errors(bench: &Bench, path: &Path, for_use: Use) -> BTreeMap<String, usize> {
    let options = dtm::check::Options {
        only: ["1", "PLO"].map(|text| Selector::parse(text).unwrap()).to_vec(),
        rules: Rules::at(NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(), for_use),
        ..bench.checks("2026-11-01").await
    };
    let report = dtm::check::check(path, "areas", &options).unwrap();
    for written in ["4.5", "4.11"] {
        let outcome = report
            .checks
            .iter()
            .find(|outcome| outcome.check.to_string() == written);
        assert!(
            outcome.is_some_and(|outcome| outcome.left_open.is_none()),
            "{written}: {outcome:?}"
        );
    }
    let mut found = BTreeMap::new();
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
    {
        *found.entry(finding.check.to_string()).or_default() += 1;
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn derived_areas_are_issued_in_both_generations_as_the_checks_want_them() {
    let bench = Bench::new().await;
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo/CZ042.jvf.xml");
    bench.import(&demo, Some(CZ042), Unknown::Refuse).await;
    let expected = in_force(&bench).await;
    assert!(expected.len() > 5, "{expected:?}");
    let issued = |version: &str| -> PathBuf {
        let path = bench.file(&format!("{version}.jvf.xml"), "");
        let file = path.to_str().unwrap();
        dtm(
            &bench,
            &[
                "export",
                "--region",
                CZ042,
                "--data-set",
                "2",
                "--version",
                version,
                "-o",
                file,
            ],
        );
        path
    };
    for version in ["1.4.3", "1.5.0"] {
        let path = issued(version);
        let counts: BTreeMap<i32, i64> = written(&path)
            .iter()
            .map(|(object_type, areas)| (*object_type, i64::try_from(areas.len()).unwrap()))
            .collect();
        assert_eq!(counts, expected, "{version}");
        for for_use in [Use::Precheck, Use::CrossBorder] {
            assert_eq!(errors(&bench, &path, for_use).await, BTreeMap::new(), "{version}");
        }
    }
}
