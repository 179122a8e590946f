//! Complete ZPS in the database: what deliveries tell of it is what areas are derived by, and what checks judge.

use std::collections::BTreeSet;
use std::path::Path;

use dtm::intake::Verdict;
use dtm::model::{Coordinate, RegionCode};
use dtm::store::Unknown;

use super::region::{CZ042, checked, delivery, demo, records, verify};
use crate::import::Bench;

/// A delivery that changes nothing but complete ZPS: a square of so many metres from a south-western corner on, with a role.
pub fn complete(text: &str, role: Option<&str>, [x, y]: [f64; 2], size: f64) -> String {
    let same = records(text, "BudovaDefinicniBod")[0].to_owned();
    let changes = delivery(text, "BudovaDefinicniBod", 'u', &[same]);
    let record = text.split("<ZaznamZPS ").nth(1).unwrap();
    let record = record.split("</ZaznamZPS>").next().unwrap();
    let told = "<a:PopisObjektu>REF</a:PopisObjektu>";
    let role = role.map_or(String::new(), |role| {
        format!("<a:PopisObjektu>{role}</a:PopisObjektu>")
    });
    let record = record.replace(told, &role);
    let (before, rest) = record.split_once("<g:posList>").unwrap();
    let (_, after) = rest.split_once("</g:posList>").unwrap();
    let corners = [[0.0, 0.0], [size, 0.0], [size, size], [0.0, size], [0.0, 0.0]];
    let ring = corners
        .map(|[east, north]| format!("{:.2} {:.2}", x + east, y + north))
        .join(" ");
    let (head, tail) = changes.split_once("</o:DataJVFDTM>").unwrap();
    format!(
        "{head}<DoprovodneInformace xmlns=\"dopinf\"><OblastiKompletniZPS><ZaznamZPS {before}<g:posList>{ring}</g:posList>{after}\
         </ZaznamZPS></OblastiKompletniZPS></DoprovodneInformace></o:DataJVFDTM>{tail}"
    )
}

/// How many faces a fate has.
pub async fn faces(bench: &Bench, fate: &str) -> i64 {
    let count = sqlx::query_scalar("select count(*) from derived_face where fate = $1").bind(fate);
    count.fetch_one(&mut bench.sql().await).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn areas_that_a_delivery_refers_to_or_gives_no_role_are_complete_for_checks_as_for_the_map() {
    let bench = Bench::new().await;
    let (file, text) = demo();
    bench.import(&file, Some(CZ042), Unknown::Refuse).await;
    for (number, role) in [Some("REF"), None, Some("NEW")].into_iter().enumerate() {
        let beside = [-772_000.0 + 50.0 * number as f64, -991_900.0];
        let name = format!("{number}.xml");
        let told = complete(&text, role, beside, 10.0);
        let (found, _) = checked(&bench, &name, &told).await;
        assert_eq!(found.get("4.6"), Some(&1), "{role:?}: {found:?}");
        let open = faces(&bench, "open").await;
        let report = bench
            .import(Path::new(&bench.file(&name, &told)), Some(CZ042), Unknown::Refuse)
            .await;
        assert_eq!(report.verdict, Verdict::Applied, "{:?}", report.errors);
        assert_eq!(faces(&bench, "open").await, open + 1, "{role:?}");
        verify(&bench, &name).await;
    }
}

/// Numbers of the faces: those that are not derived anew keep theirs.
async fn numbers(bench: &Bench) -> BTreeSet<i64> {
    let numbers: Vec<i64> = sqlx::query_scalar("select number from derived_face")
        .fetch_all(&mut bench.sql().await)
        .await
        .unwrap();
    numbers.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn where_outlines_cross_everything_is_derived_and_elsewhere_only_what_a_change_touches() {
    let bench = Bench::new().await;
    let (file, text) = demo();
    bench.import(&file, Some(CZ042), Unknown::Refuse).await;
    let import = async |name: &str, text: &str| {
        let report = bench
            .import(&bench.file(name, text), Some(CZ042), Unknown::Refuse)
            .await;
        assert_eq!(report.verdict, Verdict::Applied, "{:?}", report.errors);
        verify(&bench, name).await;
    };
    import(
        "one.xml",
        &complete(&text, Some("NEW"), [-772_000.0, -991_900.0], 10.0),
    )
    .await;
    // Another one that crosses it: checks tell the place, the map keeps it.
    let crossing = complete(&text, Some("NEW"), [-771_995.0, -991_895.0], 10.0);
    let (_, left_open) = checked(&bench, "crossing.xml", &crossing).await;
    assert!(left_open.contains(&"4.6".to_owned()), "{left_open:?}");
    import("crossing.xml", &crossing).await;
    let region = bench
        .store
        .region(&RegionCode::parse(CZ042).unwrap())
        .await
        .unwrap();
    let state = bench.store.derivation_state(region.number).await.unwrap();
    let places =
        [[-77_199_500, -99_189_000], [-77_199_000, -99_189_500]].map(|[x, y]| Coordinate::new(x, y, 0));
    assert_eq!((&state.crossings[..], state.is_whole), (&places[..], Some(true)));
    // Elsewhere changes are judged and derived by parts.
    let point = records(&text, "BudovaDefinicniBod")[1].to_owned();
    let change = delivery(&text, "BudovaDefinicniBod", 'd', &[point]);
    let (found, left_open) = checked(&bench, "elsewhere.xml", &change).await;
    assert_eq!(
        (found.get("4.3"), left_open.contains(&"4.3".to_owned())),
        (Some(&1), false),
        "{found:?}"
    );
    let before = numbers(&bench).await;
    import("elsewhere.xml", &change).await;
    assert!(numbers(&bench).await.intersection(&before).count() > before.len() / 2);
    // Beside the crossing they are not.
    let beside = complete(&text, Some("NEW"), [-771_985.0, -991_890.0], 5.0);
    let (_, left_open) = checked(&bench, "beside.xml", &beside).await;
    assert!(left_open.contains(&"4.6".to_owned()), "{left_open:?}");
    let before = numbers(&bench).await;
    import("beside.xml", &beside).await;
    assert_eq!(numbers(&bench).await.intersection(&before).count(), 0);
    // One area that covers both has an outline that crosses nothing.
    import(
        "covering.xml",
        &complete(&text, Some("NEW"), [-772_005.0, -991_905.0], 40.0),
    )
    .await;
    let state = bench.store.derivation_state(region.number).await.unwrap();
    assert_eq!(state.crossings, []);
}
