//! Change sets: what is new, changed, ended, unchanged; identifiers; the past.

use dtm::intake::Verdict;
use dtm::store::Unknown;

use super::{Bench, points};

#[tokio::test(flavor = "multi_thread")]
async fn a_state_is_stored_to_the_centimetre_with_its_attributes() {
    let bench = Bench::new().await;
    let report = bench
        .points("a", &[("r", "42002180000000009", -760_000.29, "7")])
        .await;
    assert_eq!(
        (report.verdict, report.change_set, report.inserted),
        (Verdict::Applied, Some(1), 1)
    );
    let row = bench.text(
        "select concat_ws(' ', region, id, since, level, position_accuracy, submission_id, attributes, ST_AsEWKT(geometry)) from feature",
    );
    assert_eq!(
        row.await,
        "42 42002180000000009 1 0 3 CZ042-1 {\"CisloBodu\": \"7\"} SRID=5514;POINT(-760000.29 -990000.5 321.05)"
    );
    let change_set = bench
        .text("select concat_ws(' ', number, submission_id, counts, ST_XMin(area)) from change_set")
        .await;
    assert_eq!(
        change_set,
        "1 CZ042-1 {\"PodrobnyBodZPS\": {\"i\": 1}} -760000.29"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn new_objects_get_identifiers_above_every_one_seen() {
    let bench = Bench::new().await;
    let first = bench.points(
        "a",
        &[
            ("i", "", -760_000.0, "1"),
            ("r", "42002180000000041", -760_001.0, "2"),
            ("i", "", -760_002.0, "3"),
        ],
    );
    assert_eq!(first.await.identifiers_given, 2);
    let ids = "select string_agg(id::text, ' ' order by id) from feature";
    assert_eq!(
        bench.text(ids).await,
        "42002180000000041 42002180000000042 42002180000000043"
    );
    // Ended objects keep their numbers for ever, and identifiers of other regions are temporary.
    bench
        .points(
            "b",
            &[
                ("d", "42002180000000043", -760_002.0, "3"),
                ("i", "52002180000000099", -760_003.0, "4"),
            ],
        )
        .await;
    let third = bench.points("c", &[("i", "", -760_004.0, "5")]).await;
    assert_eq!((third.change_set, third.identifiers_given), (Some(3), 1));
    assert_eq!(
        bench.text(ids).await,
        "42002180000000041 42002180000000042 42002180000000044 42002180000000045"
    );
    let given = "select string_agg(concat_ws(':', change_set, record, temporary, id), ' ' order by change_set) from given_identifier";
    assert_eq!(bench.text(given).await, "2:2:52002180000000099:42002180000000044");
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_and_ended_versions_go_into_the_history() {
    let bench = Bench::new().await;
    bench.three_points().await;
    let report = bench
        .points(
            "b",
            &[
                ("u", "1", -760_000.5, "1"),
                ("d", "2", -760_001.0, "2"),
                ("i", "42002180000000004", -760_003.0, "4"),
            ],
        )
        .await;
    assert_eq!((report.inserted, report.updated, report.deleted), (1, 1, 1));
    assert_eq!(report.change_set, Some(2));
    assert_eq!(
        bench
            .text("select string_agg(id || ':' || since, ' ' order by id) from feature")
            .await,
        "1:2 3:1 42002180000000004:2"
    );
    assert_eq!(
        bench.text("select string_agg(concat_ws(':', id, since, until, ST_X(geometry)), ' ' order by id) from feature_history").await,
        "1:1:2:-760000 2:1:2:-760001"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_changes_only_what_differs() {
    let bench = Bench::new().await;
    bench.three_points().await;
    let report = bench
        .points(
            "b",
            &[
                ("r", "1", -760_000.0, "1"),
                ("r", "2", -760_001.0, "two"),
                ("r", "3", -760_002.01, "3"),
                ("r", "4", -760_003.0, "4"),
            ],
        )
        .await;
    assert_eq!(
        (report.inserted, report.updated, report.deleted, report.unchanged),
        (1, 2, 0, 1)
    );
    assert_eq!(
        bench
            .text("select string_agg(id || ':' || since, ' ' order by id) from feature")
            .await,
        "1:1 2:2 3:2 4:2"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_again_is_recognised() {
    let bench = Bench::new().await;
    let first = bench.points("a", &[("i", "", -760_000.0, "1")]).await;
    let again = bench.points("renamed", &[("i", "", -760_000.0, "1")]).await;
    assert_eq!(
        (again.verdict, again.change_set, &again.id),
        (Verdict::Repeated, Some(1), &first.id)
    );
    assert_eq!(bench.text("select count(*)::text from feature").await, "1");
    assert_eq!(
        bench
            .text("select last_change_set::text from region where code = 'CZ042'")
            .await,
        "1"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_at_the_same_time_are_numbered_without_gaps() {
    let bench = Bench::new().await;
    let files: Vec<_> = (0..6)
        .map(|n| {
            bench.file(
                &format!("{n}"),
                &points(&[("i", "", -760_000.0 - f64::from(n), "x")]),
            )
        })
        .collect();
    let imports = files
        .iter()
        .map(|file| bench.import(file, Some("CZ042"), Unknown::Refuse));
    let reports = futures_util::future::join_all(imports).await;
    let mut numbers: Vec<_> = reports.iter().filter_map(|report| report.change_set).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    assert_eq!(
        bench.text("select count(distinct id)::text from feature").await,
        "6"
    );
    assert_eq!(
        bench
            .text("select count(*)::text from pg_tables where tablename like 'staging%'")
            .await,
        "0"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_at_its_end_gives_what_was_left_out_and_no_identifier_of_another() {
    let bench = Bench::new().await;
    bench
        .points("a", &[("r", "42002189999999998", -760_000.0, "1")])
        .await;
    let last = bench.points("b", &[("i", "", -760_001.0, "2")]).await;
    assert_eq!(last.identifiers_given, 1);
    // Identifiers of objects that ended are not given again.
    bench
        .points(
            "c",
            &[
                ("i", "42002180000000002", -760_002.0, "3"),
                ("i", "42002180000000004", -760_003.0, "4"),
            ],
        )
        .await;
    bench
        .points("d", &[("d", "42002180000000002", -760_002.0, "3")])
        .await;
    let given = bench
        .points(
            "e",
            &[
                ("i", "", -760_004.0, "5"),
                ("i", "", -760_005.0, "6"),
                ("i", "", -760_006.0, "7"),
            ],
        )
        .await;
    assert_eq!(given.identifiers_given, 3, "{:?}", given.errors);
    assert_eq!(
        bench
            .text("select string_agg((id % 10000000000)::text, ' ' order by id) from feature")
            .await,
        "1 3 4 5 9999999998 9999999999"
    );
}
