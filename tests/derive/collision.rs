//! Check 4.5 among change records: areas that a delivery brings beside those of the map as it will be.

use dtm::check::{FileReport, Finding};
use dtm::store::Unknown;
use sqlx::Executor as _;

use super::region::{CZ042, delivery, demo, records, report};
use crate::import::Bench;

/// What check 4.5 finds, and why it left something open.
fn told(report: &FileReport) -> (Vec<&Finding>, Option<&str>) {
    let of_4_5 = |check: dtm::check::CheckId| check.to_string() == "4.5";
    let findings = report.findings.iter().filter(|finding| of_4_5(finding.check));
    let outcome = report.checks.iter().find(|outcome| of_4_5(outcome.check));
    let left_open = outcome.and_then(|outcome| outcome.left_open.as_ref());
    (findings.collect(), left_open.map(|left| &*left.why.english))
}

/// One delivery of several.
fn together(deliveries: &[String]) -> String {
    let (head, rest) = deliveries[0].split_once("</o:Data>").unwrap();
    let blocks = deliveries[1..].iter().map(|text| {
        let (_, data) = text.split_once("<o:Data>").unwrap();
        data.split_once("</o:Data>").unwrap().0
    });
    format!("{head}{}</o:Data>{rest}", blocks.collect::<String>())
}

fn all(text: &str, element: &str) -> Vec<String> {
    let known = records(text, element).into_iter();
    known.map(str::to_owned).collect()
}

/// The identifier that a record tells.
fn id(record: &str) -> &str {
    record.split_once("<a:ID>").unwrap().1.split_once('<').unwrap().0
}

/// A record of a new object, which has no identifier yet.
fn unnamed(record: &str) -> String {
    record.replace(&format!("<a:ID>{}</a:ID>", id(record)), "")
}

/// X and Y of a definition point.
fn place(record: &str) -> String {
    let (_, rest) = record.split_once("<g:pos>").unwrap();
    let values: Vec<&str> = rest.split([' ', '<']).collect();
    values[..2].join(" ")
}

/// A corner of the first building, and a place beside it, in the green around.
const CORNER: &str = "-772417.90 -991859.45";
const BESIDE: &str = "-772416.90 -991859.05";

async fn bench() -> (Bench, String) {
    let bench = Bench::new().await;
    let (file, text) = demo();
    bench.import(&file, Some(CZ042), Unknown::Refuse).await;
    (bench, text)
}

#[tokio::test(flavor = "multi_thread")]
async fn areas_as_they_are_derived_collide_with_none_of_the_map() {
    let (bench, text) = bench().await;
    let elements = [
        "BudovaPlocha",
        "ZahradaPlocha",
        "ChodnikPlocha",
        "PlochaMostniKonstrukcePlocha",
        "PodzemniObjektZPSPlocha",
    ];
    let same = together(&elements.map(|element| delivery(&text, element, 'u', &all(&text, element))));
    for only in ["PLO", "4.5"] {
        let report = report(&bench, "same.xml", &same, only).await;
        assert_eq!(told(&report), (vec![], None), "{only}");
    }
    // Of one type each, so that all others are told by the map only.
    let gardens = delivery(&text, "ZahradaPlocha", 'u', &all(&text, "ZahradaPlocha"));
    let report = report(&bench, "gardens.xml", &gardens, "4.5").await;
    assert_eq!(told(&report), (vec![], None));
}

#[tokio::test(flavor = "multi_thread")]
async fn areas_of_another_type_and_areas_over_a_neighbour_collide_with_those_of_the_map() {
    let (bench, text) = bench().await;
    let (buildings, points) = (all(&text, "BudovaPlocha"), all(&text, "BudovaDefinicniBod"));
    let garden = delivery(&text, "ZahradaPlocha", 'i', &[unnamed(&buildings[0])]);
    let found = report(&bench, "garden.xml", &garden, "4.5").await;
    let (findings, left_open) = told(&found);
    assert_eq!((findings.len(), left_open), (1, None), "{findings:?}");
    assert_eq!(findings[0].related[0].id.as_deref(), Some(id(&points[0])));
    assert!(findings[0].text.english.contains("another definition point"));
    assert!(findings[0].location.is_some() && findings[0].position.is_some());
    let feature = findings[0].feature.as_ref().unwrap();
    assert_eq!(feature.element.as_deref(), Some("ZahradaPlocha"));

    // The wall between two buildings, drawn to the definition point of the neighbour.
    let corner = "-772379.20 -991869.97";
    let over = buildings[1].replacen(corner, &format!("{corner} {}", place(&points[2])), 1);
    assert_ne!(over, buildings[1]);
    let found = report(
        &bench,
        "over.xml",
        &delivery(&text, "BudovaPlocha", 'u', &[over]),
        "PLO",
    )
    .await;
    let (findings, left_open) = told(&found);
    assert_eq!((findings.len(), left_open), (1, None), "{findings:?}");
    assert_eq!(findings[0].related[0].id.as_deref(), Some(id(&points[2])));
}

#[tokio::test(flavor = "multi_thread")]
async fn areas_are_compared_with_those_that_follow_from_the_same_delivery() {
    let (bench, text) = bench().await;
    let moved = |record: &String| record.replace(CORNER, BESIDE);
    let changed = |element: &str| {
        let some = all(&text, element);
        let some = some.iter().filter(|record| record.contains(CORNER));
        delivery(&text, element, 'u', &some.map(moved).collect::<Vec<_>>())
    };
    let (area, line) = (changed("BudovaPlocha"), changed("HraniceBudovy"));
    let alone = report(&bench, "area.xml", &area, "4.5").await;
    assert_eq!(told(&alone).0.len(), 1, "the line stays where it is");
    let both = report(&bench, "both.xml", &together(&[area, line.clone()]), "4.5").await;
    assert_eq!(told(&both), (vec![], None));
    // What is around the building, as it was before the line moved.
    let points = all(&text, "BudovaDefinicniBod");
    let around = "UdrzovanaPlochaZelenePlocha";
    let old = delivery(&text, around, 'u', &all(&text, around));
    let found = report(&bench, "old.xml", &together(&[old, line]), "4.5").await;
    let (findings, left_open) = told(&found);
    assert_eq!((findings.len(), left_open), (1, None), "{findings:?}");
    assert_eq!(findings[0].related[0].id.as_deref(), Some(id(&points[0])));

    // A definition point of another type in the place of that of the building, without an identifier.
    let building = &points[0];
    let ends = delivery(&text, "BudovaDefinicniBod", 'd', std::slice::from_ref(building));
    let begins = delivery(&text, "ZahradaDefinicniBod", 'i', &[unnamed(building)]);
    let area = |element: &str| delivery(&text, element, 'i', &[unnamed(records(&text, "BudovaPlocha")[0])]);
    let same = together(&[ends.clone(), begins.clone(), area("ZahradaPlocha")]);
    let found = report(&bench, "same.xml", &same, "4.5").await;
    assert_eq!(told(&found), (vec![], None));
    let other = together(&[ends, begins, area("BudovaPlocha")]);
    let found = report(&bench, "other.xml", &other, "4.5").await;
    let (findings, _) = told(&found);
    assert_eq!(findings.len(), 1, "{findings:?}");
    let point = &findings[0].related[0];
    assert_eq!(point.element.as_deref(), Some("ZahradaDefinicniBod"));
    assert!(point.id.is_none() && point.gml_id.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_derived_is_left_open_where_a_delivery_brings_areas() {
    let (bench, text) = bench().await;
    bench
        .sql()
        .await
        .execute("update derivation set is_whole = false")
        .await
        .unwrap();
    let areas = delivery(&text, "BudovaPlocha", 'u', &all(&text, "BudovaPlocha"));
    let found = report(&bench, "areas.xml", &areas, "4.5").await;
    let (findings, left_open) = told(&found);
    assert!(findings.is_empty(), "{findings:?}");
    assert!(left_open.unwrap().contains("has not been derived yet"));
    let points = delivery(
        &text,
        "BudovaDefinicniBod",
        'u',
        &all(&text, "BudovaDefinicniBod"),
    );
    let found = report(&bench, "points.xml", &points, "PLO").await;
    assert_eq!(told(&found), (vec![], None));
}
