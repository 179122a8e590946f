//! Areas that deliveries bring beside those that are derived.

use std::collections::{BTreeMap, BTreeSet};

use dtm::intake::{Report, Verdict};
use dtm::model::RegionCode;
use dtm::store::{Reverted, Unknown};

use super::region::{CZ042, areas, delivery, demo, records, verify};
use crate::import::Bench;

/// A full state as deliveries of data sets of their own: without areas, and areas only, whose identifiers are none that a derivation
/// would give.
fn parted(text: &str) -> [String; 2] {
    let (head, rest) = text.split_once("<o:Data>").unwrap();
    let (data, tail) = rest.split_once("</o:Data>").unwrap();
    let (mut others, mut areas) = (String::new(), String::new());
    let mut rest = data;
    while let Some(start) = rest.find("<o:") {
        let name = rest[start + 3..].split([' ', '>']).next().unwrap();
        let end = format!("</o:{name}>");
        let to = rest.find(&end).unwrap() + end.len();
        let block = &rest[start..to];
        match name.ends_with("Plocha") {
            true => areas.push_str(block),
            false => others.push_str(block),
        }
        rest = &rest[to..];
    }
    let only = "</o:DataJVFDTM>\n</o:JVFDTM>";
    let areas = areas.replace("0510000", "0610000");
    [
        format!("{head}<o:Data>{others}</o:Data>{tail}"),
        format!("{head}<o:Data>{areas}</o:Data>{only}"),
    ]
}

async fn import(bench: &Bench, name: &str, text: &str) -> Report {
    let report = bench
        .import(&bench.file(name, text), Some(CZ042), Unknown::Refuse)
        .await;
    assert_eq!(report.verdict, Verdict::Applied, "{name}: {:?}", report.errors);
    report
}

async fn revert(bench: &Bench, number: i32) -> Reverted {
    let region = bench
        .store
        .region(&RegionCode::parse(CZ042).unwrap())
        .await
        .unwrap();
    bench.store.revert(&region, number, "test").await.unwrap()
}

/// Nothing is left to derive, neither by comparing nor by deriving everything.
async fn settled(bench: &Bench, what: &str) {
    verify(bench, what).await;
    let region = bench
        .store
        .region(&RegionCode::parse(CZ042).unwrap())
        .await
        .unwrap();
    let again = bench.store.derive(&region, true).await.unwrap();
    assert_eq!(again.change_set, None, "{what}: {again:?}");
}

/// Identifiers of all areas in force, of whatever point.
async fn in_force(bench: &Bench) -> BTreeSet<i64> {
    let query = "select id from feature where object_type % 100 = 3";
    let ids: Vec<i64> = sqlx::query_scalar(query)
        .fetch_all(&mut bench.sql().await)
        .await
        .unwrap();
    ids.into_iter().collect()
}

async fn of_points(bench: &Bench) -> BTreeMap<i64, i64> {
    let query = "select point, area from derived_area";
    let pairs: Vec<(i64, i64)> = sqlx::query_as(query)
        .fetch_all(&mut bench.sql().await)
        .await
        .unwrap();
    pairs.into_iter().collect()
}

/// Identifiers that a file tells.
fn told(text: &str) -> BTreeSet<i64> {
    let ids = text.split("<a:ID>").skip(1);
    ids.map(|rest| rest.split('<').next().unwrap().parse().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn areas_that_come_after_the_derivation_take_the_places_of_those_that_it_made() {
    let (_, text) = demo();
    let [others, brought] = parted(&text);
    for is_first in [true, false] {
        let bench = Bench::new().await;
        let files = if is_first {
            [&brought, &others]
        } else {
            [&others, &brought]
        };
        import(&bench, "1.xml", files[0]).await;
        let made = in_force(&bench).await;
        let report = import(&bench, "2.xml", files[1]).await;
        let now = in_force(&bench).await;
        assert_eq!(now, told(&brought), "areas first: {is_first}");
        assert_eq!(areas(&bench).await.into_keys().collect::<BTreeSet<_>>(), now);
        settled(&bench, "both").await;
        if is_first {
            continue;
        }
        assert_eq!(
            report.derived_areas[2],
            made.len() as u64,
            "{:?}",
            report.derived_areas
        );
        // Areas of another source stay out, as there are brought ones already.
        let other = brought.replace("0610000", "0710000");
        assert!(told(&other).is_disjoint(&now));
        import(&bench, "3.xml", &other).await;
        assert_eq!(in_force(&bench).await, now, "brought twice");
        settled(&bench, "brought twice").await;
        // Whoever takes the delivery back gets the areas of before it.
        let region = bench
            .store
            .region(&RegionCode::parse(CZ042).unwrap())
            .await
            .unwrap();
        let third = region.last_change_set - 1;
        assert!(matches!(revert(&bench, third).await, Reverted::By(..)));
        assert_eq!(in_force(&bench).await, now, "second one undone");
        let undone = revert(&bench, report.change_set.unwrap()).await;
        assert!(matches!(undone, Reverted::By(..)), "{undone:?}");
        assert_eq!(in_force(&bench).await, made, "undone");
        settled(&bench, "undone").await;
        import(&bench, "3.xml", &other.replace("08:00:00", "09:00:00")).await;
        assert_eq!(in_force(&bench).await, told(&other), "another in its place");
        settled(&bench, "another in its place").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_whose_areas_the_derivation_changed_can_be_undone() {
    let (_, text) = demo();
    let differing = text.replace("<a:TridaPresnostiVyska>3<", "<a:TridaPresnostiVyska>4<");
    let bench = Bench::new().await;
    // Only the areas tell another class than the lines.
    let [others, _] = parted(&text);
    let [_, brought] = parted(&differing);
    let first = import(&bench, "lines.xml", &others).await;
    let second = import(&bench, "areas.xml", &brought).await;
    assert!(second.derived_areas[1] > 0, "{:?}", second.derived_areas);
    let before = of_points(&bench).await;
    let undone = revert(&bench, second.change_set.unwrap()).await;
    assert!(matches!(undone, Reverted::By(..)), "{undone:?}");
    settled(&bench, "areas undone").await;
    let Reverted::By(by, ..) = undone else {
        unreachable!()
    };
    let again = revert(&bench, by).await;
    assert!(matches!(again, Reverted::By(..)), "{again:?}");
    settled(&bench, "areas brought back").await;
    assert_eq!(of_points(&bench).await, before);
    let Reverted::By(by, ..) = again else {
        unreachable!()
    };
    assert!(matches!(revert(&bench, by).await, Reverted::By(..)));
    let undone = revert(&bench, first.change_set.unwrap()).await;
    assert!(matches!(undone, Reverted::By(..)), "{undone:?}");
    assert_eq!(in_force(&bench).await, BTreeSet::new());

    // All in one.
    let bench = Bench::new().await;
    let (head, rest) = others.split_once("</o:Data>").unwrap();
    let blocks = brought
        .split_once("<o:Data>")
        .unwrap()
        .1
        .split_once("</o:Data>")
        .unwrap()
        .0;
    let all = import(&bench, "all.xml", &format!("{head}{blocks}</o:Data>{rest}")).await;
    assert!(all.derived_areas[1] > 0, "{:?}", all.derived_areas);
    let undone = revert(&bench, 1).await;
    assert!(matches!(undone, Reverted::By(..)), "{undone:?}");
    assert_eq!(in_force(&bench).await, BTreeSet::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_and_ends_of_derived_areas_can_be_undone() {
    let (file, text) = demo();
    let bench = Bench::new().await;
    bench.import(&file, Some(CZ042), Unknown::Refuse).await;
    let first = in_force(&bench).await;
    let some: Vec<String> = records(&text, "BudovaPlocha")[..2]
        .iter()
        .map(|record| (*record).to_owned())
        .collect();
    let worse = some
        .iter()
        .map(|record| record.replace("<a:TridaPresnostiVyska>3<", "<a:TridaPresnostiVyska>5<"));
    let changes = delivery(&text, "BudovaPlocha", 'u', &worse.collect::<Vec<_>>());
    let ends = delivery(&text, "BudovaPlocha", 'd', &some);
    for (name, text) in [("changes.xml", changes), ("ends.xml", ends)] {
        let report = import(&bench, name, &text).await;
        assert!(report.derived_change_set.is_some(), "{name}");
        settled(&bench, name).await;
        assert_eq!(in_force(&bench).await.len(), first.len(), "{name}");
        let undone = revert(&bench, report.change_set.unwrap()).await;
        assert!(matches!(undone, Reverted::By(..)), "{name}: {undone:?}");
        settled(&bench, &format!("{name}, undone")).await;
        assert_eq!(in_force(&bench).await, first, "{name}");
    }
    // What later deliveries changed still stands in the way.
    let worse = some[0].replace("<a:TridaPresnostiVyska>3<", "<a:TridaPresnostiVyska>4<");
    let report = import(
        &bench,
        "4.xml",
        &delivery(&text, "BudovaPlocha", 'u', std::slice::from_ref(&worse)),
    )
    .await;
    let worse = worse.replace("<a:TridaPresnostiVyska>4<", "<a:TridaPresnostiVyska>6<");
    let later = import(&bench, "6.xml", &delivery(&text, "BudovaPlocha", 'u', &[worse])).await;
    match revert(&bench, report.change_set.unwrap()).await {
        Reverted::Hindered(by) => assert_eq!(by[0].number, later.change_set.unwrap()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_that_comes_back_while_its_point_has_none_ends_whether_a_part_or_everything_is_derived() {
    let (file, text) = demo();
    let bench = Bench::new().await;
    bench.import(&file, Some(CZ042), Unknown::Refuse).await;
    let point = records(&text, "BudovaDefinicniBod")[0].to_owned();
    let id: i64 = *told(&point).first().unwrap();
    let area = of_points(&bench).await[&id];
    import(
        &bench,
        "point.xml",
        &delivery(&text, "BudovaDefinicniBod", 'd', &[point]),
    )
    .await;
    assert!(!in_force(&bench).await.contains(&area));
    let all = records(&text, "BudovaPlocha");
    let its: Vec<String> = all
        .iter()
        .filter(|record| record.contains(&area.to_string()))
        .map(|record| (*record).to_owned())
        .collect();
    let back = delivery(&text, "BudovaPlocha", 'r', &its).replace("změnové věty", "kompletní zápis");
    let report = import(&bench, "area.xml", &back).await;
    assert_eq!((report.inserted, report.derived_areas), (1, [0, 0, 1]));
    assert!(!in_force(&bench).await.contains(&area));
    settled(&bench, "an area without a point").await;
}
