//! The database goes away in the middle of an import, or right after it: what is told, what stays, what a retry does.

use std::path::Path;

use dtm::intake::{Delivery, IntakeError, Report, Verdict, receive};
use dtm::model::RegionCode;
use dtm::store::{Store, StoreError, Unknown};

use super::{Bench, points};
use crate::kit::{Cut, Proxy};

/// Many points: more than what the proxy lets through.
fn many(operation: &str, text: &str) -> String {
    let ids: Vec<String> = (1..=1500).map(|n| format!("4200218000000{n:04}")).collect();
    let records: Vec<_> = ids
        .iter()
        .map(|id| (operation, id.as_str(), -760_000.0, text))
        .collect();
    points(&records)
}

async fn import_through(store: &Store, bench: &Bench, path: &Path) -> Result<Report, IntakeError> {
    let delivery = Delivery {
        path: path.to_owned(),
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        author: "test".to_owned(),
        region: RegionCode::parse("CZ042"),
        unknown: Unknown::Refuse,
        submission: None,
        checks: None,
        base: None,
    };
    receive(store, &bench.archive(), delivery, Box::new(|_, _| {})).await
}

/// What the ledger, the objects and the staging tables are like; waits until the server has noticed that a client is gone.
async fn state(bench: &Bench) -> String {
    let busy = "select count(*)::text from pg_stat_activity where datname = current_database() and application_name = 'dtm' and state <> 'idle'";
    while bench.text(busy).await != "0" {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    bench
        .text(
            "select concat_ws(' ', (select last_change_set from region where code = 'CZ042'), (select count(*) from change_set),
                (select count(*) from delivery), (select count(*) from feature), (select count(*) from feature_history),
                (select count(*) from pg_class where relname like 'staging%' and relkind = 'r'))",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_while_rows_go_over_leaves_nothing_and_a_retry_works() {
    let bench = Bench::new().await;
    let proxy = Proxy::to(&bench.database.url()).await;
    let store = Store::connect(&proxy.url(&bench.database.url()), 2)
        .await
        .unwrap();
    // A first delivery, whose rows take their place, and one that changes them.
    for (number, operation, before, after) in [
        (1, "r", "0 0 0 0 0 0", "1 1 1 1500 0 0"),
        (2, "u", "1 1 1 1500 0 0", "2 2 2 1500 1500 0"),
    ] {
        let file = bench.file(operation, &many(operation, &number.to_string()));
        proxy.cut(Cut::Copy);
        let error = import_through(&store, &bench, &file).await.unwrap_err();
        assert!(proxy.has_cut());
        assert!(
            matches!(&error, IntakeError::Store(StoreError::Lost(_))),
            "{error:?}"
        );
        assert_eq!(
            error.to_string(),
            "the connection to the database broke and nothing was changed; check that PostgreSQL runs and try again"
        );
        assert_eq!(state(&bench).await, before);
        let report = import_through(&store, &bench, &file).await.unwrap();
        assert_eq!(
            (report.verdict, report.change_set),
            (Verdict::Applied, Some(number))
        );
        assert_eq!(state(&bench).await, after);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_after_the_commit_is_told_as_uncertain_and_a_retry_finds_it_in_force() {
    let bench = Bench::new().await;
    let proxy = Proxy::to(&bench.database.url()).await;
    let store = Store::connect(&proxy.url(&bench.database.url()), 2)
        .await
        .unwrap();
    for (number, operation, after) in [(1, "r", "1 1 1 1500 0 0"), (2, "d", "2 2 2 0 1500 0")] {
        let file = bench.file(operation, &many(operation, "1"));
        proxy.cut(Cut::Committed);
        let error = import_through(&store, &bench, &file).await.unwrap_err();
        assert!(proxy.has_cut());
        assert!(
            matches!(&error, IntakeError::Store(StoreError::Uncertain(_))),
            "{error:?}"
        );
        assert!(
            error
                .to_string()
                .ends_with("do the same again: what is in force already is recognised")
        );
        assert_eq!(state(&bench).await, after, "the server had committed");
        let report = import_through(&store, &bench, &file).await.unwrap();
        assert_eq!(
            (report.verdict, report.change_set),
            (Verdict::Repeated, Some(number))
        );
        assert_eq!(state(&bench).await, after);
    }
    // The undoing of a change set is recognised, too.
    let region = store.region(&RegionCode::parse("CZ042").unwrap()).await.unwrap();
    proxy.cut(Cut::Committed);
    let error = store.revert(&region, 2, "test").await.unwrap_err();
    assert!(matches!(error, StoreError::Uncertain(_)), "{error:?}");
    let again = store.revert(&region, 2, "test").await.unwrap();
    assert_eq!(again, dtm::store::Reverted::Already(vec![3]));
    assert_eq!(state(&bench).await, "3 3 2 1500 1500 0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_an_administrator_ends_is_a_lost_connection() {
    let bench = Bench::new().await;
    bench.points("a", &[("r", "1", -760_000.0, "1")]).await;
    // Held up in the apply step by a lock on the region's row.
    let mut holder = bench.sql().await;
    sqlx::raw_sql("begin; select from region for update")
        .execute(&mut holder)
        .await
        .unwrap();
    let file = bench.file("b", &points(&[("u", "1", -760_000.0, "2")]));
    let importing = {
        let store = bench.database.store().await;
        tokio::spawn(async move {
            let region = store.region(&RegionCode::parse("CZ042").unwrap()).await?;
            store.revert(&region, 1, "test").await
        })
    };
    let waiting = "select count(*)::text from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while bench.text(waiting).await != "1" {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    bench
        .text("select pg_terminate_backend(pid)::text from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
        .await;
    let error = importing.await.unwrap().unwrap_err();
    assert!(
        matches!(error, StoreError::Lost(_)) && error.is_outage(),
        "{error:?}"
    );
    sqlx::raw_sql("rollback").execute(&mut holder).await.unwrap();
    let report = bench.import(&file, Some("CZ042"), Unknown::Refuse).await;
    assert_eq!(report.change_set, Some(2));
}
