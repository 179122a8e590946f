//! Several at once: deliveries to one region queue, those to others do not, and who reads waits for nobody.

use std::sync::Arc;
use std::time::Duration;

use dtm::intake::{Report, Verdict};
use dtm::store::{Extract, Store, Unknown};
use sqlx::{Connection as _, PgConnection};
use tokio::task::JoinHandle;

use super::{entitled, region};
use crate::import::{Bench, Point, points};
use crate::kit::{App, Reply, TOKEN};

/// Whatever must not wait is given this long, on however slow a machine.
const AMPLE: Duration = Duration::from_secs(60);

/// A session that holds locks until it is told to release them.
struct Holder(PgConnection);

impl Holder {
    async fn new(mut connection: PgConnection, lock: &str) -> Self {
        let statements = format!("begin; {lock}");
        sqlx::raw_sql(&statements).execute(&mut connection).await.unwrap();
        Self(connection)
    }

    async fn release(mut self) {
        sqlx::raw_sql("commit").execute(&mut self.0).await.unwrap();
        self.0.close().await.unwrap();
    }
}

/// Waits until so many sessions of the database wait for a lock.
async fn waiting(mut connection: PgConnection, wanted: i64) {
    let query = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    let count = async {
        while sqlx::query_scalar::<_, i64>(query)
            .fetch_one(&mut connection)
            .await
            .unwrap()
            != wanted
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(AMPLE, count)
        .await
        .expect("the deliveries come to the lock");
}

fn import(bench: &Arc<Bench>, name: &str, region: &'static str, records: &[Point<'_>]) -> JoinHandle<Report> {
    let (bench, file) = (Arc::clone(bench), bench.file(name, &points(records)));
    tokio::spawn(async move { bench.import(&file, Some(region), Unknown::Refuse).await })
}

async fn ended(importing: JoinHandle<Report>) -> Report {
    tokio::time::timeout(AMPLE, importing)
        .await
        .expect("the delivery is not held up")
        .unwrap()
}

/// What every delivery to the region waits for.
const REGION: &str = "select from region where number = 42 for update";

const ALL: &str = "select string_agg(concat_ws(' ', id, since, attributes->>'CisloBodu'), ' | ' order by id) from feature where region = 42";

#[tokio::test(flavor = "multi_thread")]
async fn two_deliveries_to_one_region_queue_and_the_second_sees_the_first() {
    let bench = Arc::new(Bench::new().await);
    bench.points("first", &[("r", "1", -760_000.0, "1")]).await;
    let holder = Holder::new(bench.sql().await, REGION).await;
    let earlier = import(
        &bench,
        "earlier",
        "CZ042",
        &[("i", "42002180000000002", -760_001.0, "2")],
    );
    waiting(bench.sql().await, 1).await;
    // Both were read over change set 1; the later one is possible over the earlier one only.
    let later = import(
        &bench,
        "later",
        "CZ042",
        &[("u", "42002180000000002", -760_001.0, "3")],
    );
    waiting(bench.sql().await, 2).await;
    holder.release().await;
    let (earlier, later) = (ended(earlier).await, ended(later).await);
    assert_eq!((earlier.change_set, earlier.inserted), (Some(2), 1));
    assert_eq!(
        (later.change_set, later.updated),
        (Some(3), 1),
        "{:?}",
        later.errors
    );
    assert_eq!(bench.text(ALL).await, "1 1 1 | 42002180000000002 3 3");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_contradict_the_second_is_refused_and_takes_no_number() {
    let bench = Arc::new(Bench::new().await);
    bench.points("first", &[("r", "1", -760_000.0, "1")]).await;
    let holder = Holder::new(bench.sql().await, REGION).await;
    let earlier = import(&bench, "earlier", "CZ042", &[("d", "1", -760_000.0, "1")]);
    waiting(bench.sql().await, 1).await;
    let later = import(&bench, "later", "CZ042", &[("u", "1", -760_000.0, "2")]);
    waiting(bench.sql().await, 2).await;
    holder.release().await;
    assert_eq!(ended(earlier).await.change_set, Some(2));
    let later = ended(later).await;
    assert_eq!(
        (later.verdict, later.errors[0].code.as_str()),
        (Verdict::Refused, "object-ended")
    );
    let next = bench.points("next", &[("r", "3", -760_000.0, "3")]).await;
    assert_eq!(next.change_set, Some(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_first_deliveries_at_once_are_both_in_force() {
    let bench = Arc::new(Bench::new().await);
    let holder = Holder::new(bench.sql().await, REGION).await;
    // Neither finds rows when it begins: the first takes their place, the second must find that out.
    let earlier = import(
        &bench,
        "earlier",
        "CZ042",
        &[("r", "1", -760_000.0, "1"), ("r", "2", -760_001.0, "2")],
    );
    waiting(bench.sql().await, 1).await;
    let later = import(
        &bench,
        "later",
        "CZ042",
        &[("r", "2", -760_001.0, "22"), ("r", "3", -760_002.0, "3")],
    );
    waiting(bench.sql().await, 2).await;
    holder.release().await;
    let (earlier, later) = (ended(earlier).await, ended(later).await);
    assert_eq!((earlier.change_set, earlier.inserted), (Some(1), 2));
    assert_eq!((later.change_set, later.inserted, later.updated), (Some(2), 1, 1));
    assert_eq!(bench.text(ALL).await, "1 1 1 | 2 2 22 | 3 2 3");
    let staging = "select count(*)::text from pg_class where relname like 'staging%' and relkind = 'r'";
    assert_eq!(bench.text(staging).await, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_that_is_held_up_does_not_hold_up_another() {
    let bench = Arc::new(Bench::new().await);
    let holder = Holder::new(bench.sql().await, REGION).await;
    let held_up = import(&bench, "held-up", "CZ042", &[("r", "1", -760_000.0, "1")]);
    waiting(bench.sql().await, 1).await;
    for (name, records) in [
        ("first", [("r", "1", -760_000.0, "1")]),
        ("change", [("u", "1", -760_001.0, "2")]),
    ] {
        let free = ended(import(&bench, name, "CZ052", &records)).await;
        assert_eq!(free.verdict, Verdict::Applied, "{:?}", free.errors);
    }
    assert!(!held_up.is_finished());
    holder.release().await;
    assert_eq!(ended(held_up).await.change_set, Some(1));
}

fn deliver(app: &Arc<App>, records: &[Point<'_>]) -> JoinHandle<Reply> {
    let (app, text) = (Arc::clone(app), points(records));
    tokio::spawn(async move {
        let token = format!("Bearer {TOKEN}");
        app.send_with(
            "POST",
            "/deliveries?region=CZ042",
            &[("authorization", &token)],
            text.as_bytes(),
        )
        .await
    })
}

/// What three ways of reading the region tell: texts of its points, whether the tile over them shows something, and the
/// numbers of its change sets.
async fn read(app: &App) -> (Vec<String>, bool, Vec<i32>) {
    let items = app.json("/collections/PodrobnyBodZPS/items?f=json").await;
    let features = items["features"].as_array().unwrap();
    let texts = features
        .iter()
        .map(|f| f["properties"]["CisloBodu"].as_str().unwrap().to_owned());
    let tile = app.get("/tiles/zps/SJTSKQuad5514/13/1093/2577").await;
    assert!([200, 204].contains(&tile.status), "{}", tile.text());
    let region = super::region(&app.store).await;
    let ledger = app.store.change_sets(region.number, 0, 10);
    let ledger = tokio::time::timeout(AMPLE, ledger)
        .await
        .expect("the ledger answers")
        .unwrap();
    (
        texts.collect(),
        tile.status == 200,
        ledger.iter().map(|set| set.number).collect(),
    )
}

/// As [`read`] tells it.
fn told(texts: &[&str], tile: bool, numbers: &[i32]) -> (Vec<String>, bool, Vec<i32>) {
    (
        texts.iter().map(|text| (*text).to_owned()).collect(),
        tile,
        numbers.to_vec(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_a_region_that_is_being_changed_gets_the_state_before_without_waiting() {
    let app = Arc::new(App::empty().await);
    // The first delivery, then a change: both are held after they have touched the objects, at the end of the apply step.
    let steps = [
        (
            ("r", "1", -760_000.0, "1"),
            told(&[], false, &[]),
            told(&["1"], true, &[1]),
        ),
        (
            ("u", "1", -760_000.0, "2"),
            told(&["1"], true, &[1]),
            told(&["2"], true, &[1, 2]),
        ),
    ];
    for (record, before, after) in steps {
        let holder = Holder::new(
            app.database.connection().await,
            "lock table change_set in share mode",
        )
        .await;
        let delivering = deliver(&app, &[record]);
        waiting(app.database.connection().await, 1).await;
        for _ in 0..2 {
            assert_eq!(read(&app).await, before);
        }
        assert!(!delivering.is_finished());
        holder.release().await;
        let reply = tokio::time::timeout(AMPLE, delivering)
            .await
            .expect("it is in force")
            .unwrap();
        assert_eq!(reply.status, 201, "{}", reply.text());
        assert_eq!(read(&app).await, after);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_delivery_and_a_long_reading_do_not_wait_for_each_other() {
    let app = Arc::new(App::empty().await);
    let mut reader = app.database.connection().await;
    let begin = "begin isolation level repeatable read; select count(*) from feature";
    sqlx::raw_sql(begin).execute(&mut reader).await.unwrap();
    for (record, status) in [
        (("r", "1", -760_000.0, "1"), 201),
        (("u", "1", -760_000.0, "2"), 201),
    ] {
        let reply = tokio::time::timeout(AMPLE, deliver(&app, &[record]))
            .await
            .expect("readers hold nobody up")
            .unwrap();
        assert_eq!(reply.status, status, "{}", reply.text());
        // Statements of the reading that come now are answered too, from the state that it began with.
        let count = sqlx::query_scalar::<_, i64>("select count(*) from feature").fetch_one(&mut reader);
        assert_eq!(
            tokio::time::timeout(AMPLE, count)
                .await
                .expect("nothing holds a reader up")
                .unwrap(),
            0
        );
    }
    reader.close().await.unwrap();
    assert_eq!(read(&app).await, told(&["2"], true, &[1, 2]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stops_reading_leaves_the_connections_as_they_were() {
    let bench = Bench::new().await;
    bench.points("a", &[("r", "1", -760_000.0, "1")]).await;
    let many =
        "insert into feature select (jsonb_populate_record(feature, jsonb_build_object('id', id + number))).*
        from feature, generate_series(1, 40000) number";
    sqlx::raw_sql(many).execute(&mut bench.sql().await).await.unwrap();
    let view = entitled();
    let store = Store::connect(&bench.database.url(), 1).await.unwrap();
    for _ in 0..3 {
        let extract = Extract {
            region: region(&store).await.number,
            number: 1,
            types: None,
            area: None,
            own: false,
        };
        drop(store.extract(&view, extract).await.unwrap());
        let mut changes = store.changes(&view, region(&store).await.number, 0, 1);
        assert!(changes.next().await.unwrap().is_some());
        drop(changes);
        assert_eq!(region(&store).await.last_change_set, 1);
    }
    let busy = "select count(*) from pg_stat_activity
        where datname = current_database() and application_name = 'dtm' and state <> 'idle'";
    let mut own = bench.sql().await;
    while sqlx::query_scalar::<_, i64>(busy)
        .fetch_one(&mut own)
        .await
        .unwrap()
        > 0
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_the_database_refuses_leave_the_connections_as_they_were() {
    let bench = Bench::new().await;
    let store = Store::connect(&bench.database.url(), 1).await.unwrap();
    for (chunks, size) in [(1, 10), (1, 1 << 20), (50, 1 << 20)] {
        let known = region(&store).await;
        let mut import = store.begin_import(&known, None).await.unwrap();
        let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
        let sending = tokio::spawn(async move {
            for _ in 0..chunks {
                if sender.send(bytes::Bytes::from(vec![1; size])).await.is_err() {
                    return;
                }
            }
        });
        assert!(
            import.copy(&mut receiver).await.is_err(),
            "rows are no such bytes"
        );
        drop((import, receiver));
        sending.await.unwrap();
        for _ in 0..3 {
            assert_eq!(region(&store).await.last_change_set, 0);
        }
    }
    // A copy that is given up in the middle.
    let known = region(&store).await;
    let mut import = store.begin_import(&known, None).await.unwrap();
    let (sender, mut receiver) = tokio::sync::mpsc::channel::<bytes::Bytes>(1);
    let given_up = tokio::time::timeout(Duration::from_millis(200), import.copy(&mut receiver)).await;
    assert!(given_up.is_err());
    drop((import, sender));
    for _ in 0..3 {
        assert_eq!(region(&store).await.last_change_set, 0);
    }
}
