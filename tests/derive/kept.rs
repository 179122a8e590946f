//! What is kept of a derivation: up to where, by which hierarchy; who waits for whom.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use dtm::derive::Hierarchy;
use dtm::intake::Report;
use dtm::model::RegionCode;
use dtm::store::{Difference, Followed, Left, Reverted, Unknown};
use sqlx::Executor as _;

use super::region::{CZ042, checked, delivery, demo, records, verify};
use crate::import::Bench;

/// The demo region with its first delivery, and the text of that.
async fn bench() -> (Bench, String) {
    let bench = Bench::new().await;
    let (file, text) = demo();
    bench.import(&file, Some(CZ042), Unknown::Refuse).await;
    (bench, text)
}

async fn region(bench: &Bench) -> dtm::model::Region {
    bench
        .store
        .region(&RegionCode::parse(CZ042).unwrap())
        .await
        .unwrap()
}

/// Deletes the nth record of a type.
async fn delete(bench: &Bench, text: &str, element: &str, nth: usize) -> Report {
    let record = records(text, element)[nth].to_owned();
    let path = bench.file(
        &format!("{element}{nth}.xml"),
        &delivery(text, element, 'd', &[record]),
    );
    bench.import(&path, Some(CZ042), Unknown::Refuse).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_that_is_older_than_the_derivation_waits_for_an_operator_and_says_so() {
    let (bench, text) = bench().await;
    let older = "delete from derived_face; delete from derived_area; delete from derivation";
    bench.sql().await.execute(older).await.unwrap();
    let (_, left_open) = checked(&bench, "point.xml", &{
        let record = records(&text, "BudovaDefinicniBod")[0].to_owned();
        delivery(&text, "BudovaDefinicniBod", 'd', &[record])
    })
    .await;
    assert!(left_open.contains(&"4.3".to_owned()), "{left_open:?}");
    let report = delete(&bench, &text, "BudovaDefinicniBod", 0).await;
    let told: Vec<&str> = report
        .warnings
        .iter()
        .map(|warning| warning.code.as_str())
        .collect();
    assert_eq!(
        (told, report.derived_change_set),
        (vec!["areas-not-derived"], None)
    );
    let reverted = bench
        .store
        .revert(&region(&bench).await, report.change_set.unwrap(), "test")
        .await
        .unwrap();
    assert!(
        matches!(reverted, Reverted::By(_, _, Some(Left::NeverDerived))),
        "{reverted:?}"
    );
    let followed = bench.store.derive(&region(&bench).await, false).await.unwrap();
    assert!(followed.is_full, "{followed:?}");
    verify(&bench, "derived at last").await;
    // From then on areas follow every change.
    let report = delete(&bench, &text, "BudovaDefinicniBod", 1).await;
    assert_eq!((report.warnings.len(), report.derived_areas), (0, [0, 0, 1]));
    let again = bench.store.derive(&region(&bench).await, false).await.unwrap();
    assert_eq!(again, Followed::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_and_its_areas_are_in_force_at_once() {
    let (bench, text) = bench().await;
    let report = delete(&bench, &text, "BudovaDefinicniBod", 0).await;
    let numbers = [report.change_set, report.derived_change_set].map(Option::unwrap);
    let times = bench
        .store
        .effective_times(region(&bench).await.number, Some(&numbers))
        .await
        .unwrap();
    let [change, derivation]: [DateTime<Utc>; 2] = numbers.map(|number| times[&number]);
    assert_eq!(derivation - change, TimeDelta::microseconds(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn comparing_changes_nothing_and_waits_for_nobody() {
    let (bench, _) = bench().await;
    let mut other = bench.sql().await;
    other.execute("begin; delete from derived_face; update derived_area set made = 1; update derivation set areas = 0").await.unwrap();
    let region = region(&bench).await;
    let compared = bench.store.verify_derived(&region);
    let found = tokio::time::timeout(Duration::from_secs(60), compared)
        .await
        .expect("it waits")
        .unwrap();
    assert_eq!(
        found,
        Difference {
            faces: found.faces,
            ..Difference::default()
        }
    );
    other.execute("rollback").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn areas_by_another_hierarchy_are_told_and_derived_anew_when_asked_for() {
    let (mut bench, text) = bench().await;
    let table = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/schemas/hierarchy/default.json"
    ));
    let mut table: serde_json::Value = serde_json::from_str(&table.unwrap()).unwrap();
    // The same table with other words is the same.
    table["description"] = "another text".into();
    let same = Hierarchy::parse(&table.to_string()).unwrap();
    assert_eq!(same.digest(), bench.store.hierarchy().digest());
    for area in table["areas"].as_array_mut().unwrap() {
        area["lines"].as_array_mut().unwrap().reverse();
    }
    let other = Arc::new(Hierarchy::parse(&table.to_string()).unwrap());
    bench.store = bench.store.clone().deriving_by(other);
    let report = delete(&bench, &text, "BudovaDefinicniBod", 0).await;
    let told: Vec<&str> = report
        .warnings
        .iter()
        .map(|warning| warning.code.as_str())
        .collect();
    assert_eq!(told, ["areas-by-another-hierarchy"]);
    let followed = bench.store.derive(&region(&bench).await, false).await.unwrap();
    assert!(followed.is_full, "{followed:?}");
    verify(&bench, "by another hierarchy").await;
    let report = delete(&bench, &text, "BudovaDefinicniBod", 1).await;
    assert_eq!(report.warnings, []);
}
