//! Areas of a region follow its changes in the database: what each change leaves is what would be derived from everything, and areas
//! keep their identifiers as long as their definition points live.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dtm::intake::Verdict;
use dtm::model::RegionCode;
use dtm::store::{Reverted, Unknown};
use sqlx::Row as _;

use crate::import::Bench;

pub const CZ042: &str = "CZ042";

/// Areas in force by identifier, with the change set that began their version.
pub async fn areas(bench: &Bench) -> BTreeMap<i64, i32> {
    let mut connection = bench.database.connection().await;
    let rows = sqlx::query(
        "select f.id, f.since from feature f join derived_area a on a.region = f.region and a.area = f.id",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

pub async fn verify(bench: &Bench, what: &str) {
    let region = bench
        .store
        .region(&RegionCode::parse(CZ042).unwrap())
        .await
        .unwrap();
    let found = bench.store.verify_derived(&region).await.unwrap();
    assert_eq!((found.differing, found.areas), (0, 0), "{what}: {found:?}");
    assert!(found.faces > 0, "{what}");
    let counted =
        "select array[areas, crossed, open, unnamed, ambiguous, points] from derivation where region = 42";
    let counts = "select array(
                      select count(face) from unnest(array['area', 'crossed', 'open', 'unnamed', 'ambiguous']) with ordinality as known (fate, place)
                      left join derived_face face on face.region = 42 and face.fate = known.fate group by place order by place
                  ) || (select count(*) from feature f join object_type t on t.key = f.object_type
                        where f.region = 42 and t.geometry = 'definitionpoint')";
    let mut connection = bench.database.connection().await;
    let counted: Vec<i64> = sqlx::query_scalar(counted)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    let counts: Vec<i64> = sqlx::query_scalar(counts)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(counted, counts, "{what}");
}

/// The demo file, and its text.
pub fn demo() -> (PathBuf, String) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo/CZ042.jvf.xml");
    let text = std::fs::read_to_string(&file).unwrap();
    (file, text)
}

/// What some checks say of a delivery over the map.
pub async fn report(bench: &Bench, name: &str, text: &str, only: &str) -> dtm::check::FileReport {
    let path = bench.file(name, text);
    let region = bench.store.region(&RegionCode::parse(CZ042).unwrap()).await;
    let state = std::sync::Arc::new(bench.store.state_of(&region.unwrap(), dtm::store::Viewer::Check));
    let options = dtm::check::Options {
        only: vec![dtm::check::table::Selector::parse(only).unwrap()],
        surroundings: Some(dtm::check::StateView(state)),
        ..bench.checks("2026-11-01").await
    };
    let report = tokio::task::spawn_blocking(move || dtm::check::check(&path, "changes", &options).unwrap());
    report.await.unwrap()
}

/// What the checks of areas find in a delivery over the map: how often each, and which are left open.
pub async fn checked(bench: &Bench, name: &str, text: &str) -> (BTreeMap<String, usize>, Vec<String>) {
    let report = report(bench, name, text, "PLO").await;
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for finding in report.findings {
        *found.entry(finding.check.to_string()).or_default() += 1;
    }
    let left_open = report
        .checks
        .iter()
        .filter(|check| check.left_open.is_some())
        .map(|check| check.check.to_string())
        .collect();
    (found, left_open)
}

/// Records of a type in a file of the generator: a line each.
pub fn records<'a>(text: &'a str, element: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<o:{element} "), format!("</o:{element}>"));
    let mut records = Vec::new();
    for block in text.split(&open).skip(1) {
        let block = block.split(&close).next().unwrap();
        let some = block.split("<ZaznamObjektu>").skip(1);
        records.extend(some.map(|record| record.split("</ZaznamObjektu>").next().unwrap()));
    }
    records
}

/// A delivery that does something with records of a full state.
pub fn delivery(text: &str, element: &str, operation: char, records: &[String]) -> String {
    let open = format!("<o:{element} ");
    let head = text
        .split(&open)
        .nth(1)
        .unwrap()
        .split("<ZaznamObjektu>")
        .next()
        .unwrap();
    let operation = format!("ZapisObjektu>{operation}<");
    let records: String = records
        .iter()
        .map(|record| record.replace("ZapisObjektu>r<", &operation))
        .map(|record| format!("<ZaznamObjektu>{record}</ZaznamObjektu>"))
        .collect();
    let before = text.split("<o:Data>").next().unwrap();
    let before = before.replace("kompletní zápis", "změnové věty");
    format!(
        "{before}<o:Data>{open}{head}{records}</ZaznamyObjektu></o:{element}></o:Data></o:DataJVFDTM></o:JVFDTM>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn areas_follow_every_change_and_its_undoing() {
    let bench = Bench::new().await;
    let (file, text) = demo();
    let report = bench.import(&file, Some(CZ042), Unknown::Refuse).await;
    assert_eq!(report.verdict, Verdict::Applied);
    verify(&bench, "first state").await;
    let first = areas(&bench).await;
    assert!(first.len() > 20);
    let region = bench
        .store
        .region(&RegionCode::parse(CZ042).unwrap())
        .await
        .unwrap();

    let mut number = 0;
    for element in [
        "HraniceBudovy",
        "BudovaDefinicniBod",
        "Plot",
        "HraniceDopravniStavbyPlochy",
        "ZahradaDefinicniBod",
    ] {
        let known = records(&text, element);
        for some in [0..1, 1..4] {
            number += 1;
            let before = areas(&bench).await;
            let some: Vec<String> = known[some].iter().map(|record| (*record).to_owned()).collect();
            let path = bench.file(&format!("{number}.xml"), &delivery(&text, element, 'd', &some));
            let report = bench.import(&path, Some(CZ042), Unknown::Refuse).await;
            assert_eq!(report.verdict, Verdict::Applied, "{element}: {:?}", report.errors);
            let what = format!("{element} without {}", some.len());
            verify(&bench, &what).await;
            let left = areas(&bench).await;
            assert!(left.len() < first.len(), "{what}: nothing ended");
            assert_eq!(
                report.derived_areas[0] + report.derived_areas[1],
                0,
                "{what}: {:?}",
                report.derived_areas
            );
            let untouched = left.iter().filter(|(id, since)| before.get(id) == Some(since));
            assert_eq!(untouched.count(), left.len(), "{what}: an area got a new version");

            let region = bench.store.region(&region.code).await.unwrap();
            let undone = bench
                .store
                .revert(&region, report.change_set.unwrap(), "test")
                .await
                .unwrap();
            assert!(matches!(undone, Reverted::By(..)), "{undone:?}");
            verify(&bench, &format!("{what}, undone")).await;
            let again = areas(&bench).await;
            assert_eq!(
                again.keys().collect::<Vec<_>>(),
                first.keys().collect::<Vec<_>>(),
                "{what}: areas have other identifiers after the undoing"
            );
        }
    }
    // Areas are not undone by themselves.
    let region = bench.store.region(&region.code).await.unwrap();
    let undone = bench
        .store
        .revert(&region, region.last_change_set, "test")
        .await
        .unwrap();
    assert!(
        matches!(undone, Reverted::Derived(of) if of == region.last_change_set - 1),
        "{undone:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_whose_definition_point_changes_its_attributes_gets_a_new_version() {
    let bench = Bench::new().await;
    let (file, text) = demo();
    bench.import(&file, Some(CZ042), Unknown::Refuse).await;
    let first = areas(&bench).await;
    let known = records(&text, "ProvozniPlochaPozemniKomunikaceDefinicniBod");
    let record = known[0].to_owned();
    let (before, rest) = record.split_once("PrevazujiciPovrch>").unwrap();
    let (surface, after) = rest.split_at(1);
    let other = if surface == "1" { "2" } else { "1" };
    let changed = format!("{before}PrevazujiciPovrch>{other}{after}");
    assert_ne!(changed, record);
    let element = "ProvozniPlochaPozemniKomunikaceDefinicniBod";
    let path = bench.file("surface.xml", &delivery(&text, element, 'u', &[changed]));
    let report = bench.import(&path, Some(CZ042), Unknown::Refuse).await;
    assert_eq!(report.derived_areas, [0, 1, 0], "{:?}", report.errors);
    verify(&bench, "another surface").await;
    let now = areas(&bench).await;
    assert!(now.keys().eq(first.keys()));
    let newer: Vec<_> = now
        .iter()
        .filter(|(id, since)| first.get(id) != Some(since))
        .collect();
    assert_eq!(newer.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_change_breaks_is_found_before_it_is_made() {
    let bench = Bench::new().await;
    let (file, text) = demo();
    bench.import(&file, Some(CZ042), Unknown::Refuse).await;
    let checked = async |name: &str, text: String| checked(&bench, name, &text).await;
    // Without its definition point an area is unnamed.
    let point = records(&text, "BudovaDefinicniBod")[0].to_owned();
    let (found, _) = checked(
        "unnamed.xml",
        delivery(&text, "BudovaDefinicniBod", 'd', std::slice::from_ref(&point)),
    )
    .await;
    assert_eq!(found, BTreeMap::from([("4.3".to_owned(), 1)]));
    // Without a boundary two areas become one, with two definition points.
    let line = records(&text, "HraniceBudovy")[0].to_owned();
    let (found, _) = checked("open.xml", delivery(&text, "HraniceBudovy", 'd', &[line])).await;
    assert_eq!(found, BTreeMap::from([("4.2".to_owned(), 1)]));
    // A definition point far away from its area.
    let position = point
        .split("<g:pos>")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap()
        .to_owned();
    let other = records(&text, "BudovaDefinicniBod")[1].to_owned();
    let elsewhere = other.split("<g:pos>").nth(1).unwrap().split('<').next().unwrap();
    let beside: Vec<f64> = elsewhere.split(' ').map(|value| value.parse().unwrap()).collect();
    let moved = point.replace(
        &position,
        &format!("{:.2} {:.2} 0.00", beside[0] + 0.1, beside[1]),
    );
    let (found, _) = checked("moved.xml", delivery(&text, "BudovaDefinicniBod", 'u', &[moved])).await;
    assert_eq!(found.get("4.10"), Some(&1), "{found:?}");
    // Nothing is wrong with a change that changes nothing.
    let (found, left_open) = checked("same.xml", delivery(&text, "BudovaDefinicniBod", 'u', &[point])).await;
    assert!(
        found.is_empty() && !left_open.contains(&"4.3".to_owned()),
        "{found:?} {left_open:?}"
    );
}
