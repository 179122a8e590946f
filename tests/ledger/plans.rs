//! What the queries read of a region of a million objects with a past, told by the server's own counters of scans and rows.
//!
//! The operations of the store run as they do in the service, each eight times on one connection, so that the plans of prepared
//! statements are those without values at the end. No sequential scan, only the region asked for, and no more rows than a few
//! times those that are wanted: a plan that uses an index and reads half of it fails, too.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dtm::intake::Verdict;
use dtm::model::{
    FeatureId, Moment, ObjectType, Region, RegionCode, RegionNumber, Surroundings as _, Unanswered, Wanted,
};
use dtm::store::{
    Extract, Key, Part, Reverted, Selection, Store, StoreError, TileQuery, Unknown, Versions, View, Viewer,
    Window,
};
use sqlx::PgConnection;

use super::{entitled, region};
use crate::import::{Bench, points_of};

const OBJECTS: i64 = 1_000_000;
/// The last change set of the region; each but the first ended 300 versions.
const LAST: i32 = 1001;
const RUNS: u32 = 8;
const DETAIL: &str = "PodrobnyBodZPS";
const RARE: &str = "Vrt";

/// Sequential scans, and rows that were read by indexes, by table.
type Counters = BTreeMap<String, [i64; 2]>;

struct Watch {
    bench: Bench,
    own: PgConnection,
    region: Region,
    view: View,
    faults: String,
}

impl Watch {
    async fn new() -> Self {
        let bench = Bench::new().await;
        let region = region(&bench.store).await;
        bench.store.close().await;
        let mut own = bench.sql().await;
        run(&mut own, include_str!("../../fixtures/history.sql")).await;
        for (number, objects) in [(63, 3000), (42, OBJECTS)] {
            run(
                &mut own,
                &format!("call fill_region({number}::smallint, {objects}, 10, 3)"),
            )
            .await;
            run(
                &mut own,
                &format!("vacuum analyze feature_{number}_rows, feature_history_{number}"),
            )
            .await;
        }
        run(&mut own, "vacuum analyze change_set").await;
        Self {
            bench,
            own,
            region: Region {
                last_change_set: LAST,
                ..region
            },
            view: entitled(),
            faults: String::new(),
        }
    }

    /// What the server has counted, once every connection of the store has told: at its end, which comes to those too that a
    /// closed pool has left behind.
    async fn counters(&mut self) -> Counters {
        let others = "select count(*) from (select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and application_name = 'dtm') ended";
        while sqlx::query_scalar::<_, i64>(others)
            .fetch_one(&mut self.own)
            .await
            .unwrap()
            > 0
        {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let counted = "select t.relname::text, t.seq_scan, coalesce(sum(i.idx_tup_read), 0)::bigint
            from pg_stat_user_tables t left join pg_stat_user_indexes i using (relid)
            where t.relname ~ '^(feature_|change_set$)' group by 1, 2";
        let rows: Vec<(String, i64, i64)> = sqlx::query_as(counted).fetch_all(&mut self.own).await.unwrap();
        rows.into_iter()
            .map(|(table, scans, read)| (table, [scans, read]))
            .collect()
    }

    /// Holds what an operation reads against the most rows of any table of the region; of the other region it reads none.
    async fn reads(&mut self, what: &str, most: i64, operation: impl AsyncFn(&Store)) {
        self.reads_times(what, most, RUNS, operation).await;
    }

    async fn reads_times(&mut self, what: &str, most: i64, runs: u32, operation: impl AsyncFn(&Store)) {
        let before = self.counters().await;
        let store = Store::connect(&self.bench.database.url(), 1).await.unwrap();
        for _ in 0..runs {
            operation(&store).await;
        }
        store.close().await;
        for (table, [scans, read]) in self.counters().await {
            let [scans_before, read_before] = before.get(&table).copied().unwrap_or_default();
            let (scans, read) = (scans - scans_before, (read - read_before) / i64::from(runs));
            let most = if table.contains("_63") { 0 } else { most };
            if scans > 0 || read > most {
                let _ = writeln!(
                    self.faults,
                    "{what}: {table}: {scans} sequential scans, {read} rows by indexes, at most {most}"
                );
            }
        }
    }

    fn selection(&self, element: &str, versions: Versions) -> Selection {
        Selection {
            object_type: self.view.catalogue().object_type(element).unwrap().1,
            regions: vec![(self.region.number, versions)],
            window: None,
            heights: None,
            id: None,
        }
    }

    /// A page of a hundred, which has to hold so many.
    async fn page(&mut self, what: &str, most: i64, selection: Selection, after: Option<Key>, wanted: usize) {
        let view = self.view.clone();
        self.reads(what, most, async |store| {
            let mut page = store.items(&view, selection.clone(), after, 100);
            let mut found = 0;
            while page.next().await.unwrap().is_some() {
                found += 1;
            }
            assert_eq!(found, wanted, "{what}");
        })
        .await;
    }
}

async fn run(connection: &mut PgConnection, statements: &str) {
    sqlx::raw_sql(statements).execute(connection).await.unwrap();
}

/// The identifier of a detail point of `fixtures/history.sql`.
fn id(number: u64) -> FeatureId {
    FeatureId::compose(RegionNumber(42), 218, number + 1).unwrap()
}

/// A square in the corner of a town.
fn window(town: i32, metres: f64) -> Window {
    let (x, y) = (f64::from(town % 20), f64::from(town / 20));
    let (west, south) = (-790_000.0 + x * 3000.0, -1_005_000.0 + y * 3000.0);
    Window::Parts(vec![Part::rectangle([
        west,
        south,
        west + metres,
        south + metres,
    ])])
}

const PAST: Versions = Versions::At(LAST / 2);
const NOW: Versions = Versions::At(LAST);
const BETWEEN: Versions = Versions::During { from: 400, to: 600 };

async fn pages(watch: &mut Watch) {
    let after = |number| {
        Some(Key {
            region: RegionNumber(42),
            id: id(number),
            since: 1,
        })
    };
    for (name, versions, most) in [("now", NOW, 150), ("past", PAST, 800), ("between", BETWEEN, 800)] {
        let points = watch.selection(DETAIL, versions);
        watch
            .page(&format!("first page, {name}"), most, points.clone(), None, 100)
            .await;
        watch
            .page(
                &format!("far page, {name}"),
                most,
                points.clone(),
                after(700_000),
                100,
            )
            .await;
        let rare = watch.selection(RARE, versions);
        let wanted = 5 + 3 * usize::from(name == "between");
        watch
            .page(&format!("rare objects, {name}"), 20, rare, None, wanted)
            .await;
    }
}

async fn windows(watch: &mut Watch) {
    for (name, versions) in [("now", NOW), ("past", PAST), ("between", BETWEEN)] {
        for town in [0, 99] {
            for element in [DETAIL, RARE] {
                let mut selection = watch.selection(element, versions);
                selection.window = Some(window(town, 100.0));
                let wanted = found(watch, &selection).await.min(100);
                watch
                    .page(
                        &format!("small window, {element} {name}"),
                        150,
                        selection.clone(),
                        None,
                        wanted,
                    )
                    .await;
                selection.window = Some(window(town, 1800.0));
                let wanted = found(watch, &selection).await.min(100);
                watch
                    .page(
                        &format!("a town, {element} {name}"),
                        30_000,
                        selection.clone(),
                        None,
                        wanted,
                    )
                    .await;
            }
        }
        let mut selection = watch.selection(DETAIL, versions);
        selection.window = Some(window(0, 60_000.0));
        watch
            .page(
                &format!("large window, {name}"),
                70_000,
                selection.clone(),
                None,
                100,
            )
            .await;
        let view = watch.view.clone();
        watch
            .reads(
                &format!("counting a large window, {name}"),
                500_000,
                async |store| {
                    assert_eq!(store.count(&view, &selection).await.unwrap(), None);
                },
            )
            .await;
    }
}

/// How many versions a window holds, found without any index.
async fn found(watch: &mut Watch, selection: &Selection) -> usize {
    let Some(Window::Parts(parts)) = &selection.window else {
        return 0;
    };
    let [Part::Area(rings)] = &parts[..] else { return 0 };
    let ([west, south], [east, north]) = (rings[0][0], rings[0][2]);
    let (from, to) = match selection.regions[0].1 {
        Versions::At(number) => (number, number),
        Versions::During { from, to } => (from, to),
    };
    let query = format!(
        "select count(*) from (
             select object_type, geometry, since, 2000000 as until from feature_42_rows
             union all select object_type, geometry, since, until from feature_history_42
         ) v
         where object_type = {} and since <= {to} and until > {from}
           and ST_XMin(geometry) between {west} and {east} and ST_YMin(geometry) between {south} and {north}",
        selection.object_type.key()
    );
    let count: i64 = sqlx::query_scalar(&query)
        .fetch_one(&mut watch.own)
        .await
        .unwrap();
    // These scans are not the store's: they are told before the store is watched.
    run(&mut watch.own, "select pg_stat_force_next_flush()").await;
    usize::try_from(count).unwrap()
}

/// Pages along a type in a window too large to be sorted hold every version once, in their order.
async fn crawl(watch: &mut Watch) {
    let element = "select element from feature_42_rows join object_type on key = object_type
        group by element having count(*) > 3000 order by count(*) limit 1";
    let element: String = sqlx::query_scalar(element)
        .fetch_one(&mut watch.own)
        .await
        .unwrap();
    let store = Store::connect(&watch.bench.database.url(), 2).await.unwrap();
    for versions in [NOW, PAST, BETWEEN] {
        let mut selection = watch.selection(&element, versions);
        selection.window = Some(window(0, 60_000.0));
        let mut keys: Vec<(i64, i32)> = Vec::new();
        loop {
            let after = keys.last().map(|(id, since)| Key {
                region: RegionNumber(42),
                id: FeatureId::from_number(*id).unwrap(),
                since: *since,
            });
            let (mut page, before) = (
                store.items(&watch.view, selection.clone(), after, 700),
                keys.len(),
            );
            while let Some(feature) = page.next().await.unwrap() {
                keys.push((feature.id.number(), feature.since));
            }
            if keys.len() == before {
                break;
            }
        }
        assert!(keys.is_sorted_by(|a, b| a < b), "{element} {versions:?}");
        assert_eq!(
            keys.len(),
            found(watch, &selection).await,
            "{element} {versions:?}"
        );
    }
    store.close().await;
}

async fn objects(watch: &mut Watch) {
    for (name, versions, wanted) in [
        ("now", NOW, 1),
        ("past", PAST, 1),
        ("all", Versions::During { from: 0, to: LAST }, 4),
    ] {
        let mut selection = watch.selection(DETAIL, versions);
        selection.id = Some(id(400_000));
        watch
            .page(&format!("one object, {name}"), 8, selection, None, wanted)
            .await;
    }
}

async fn ledger(watch: &mut Watch) {
    let (view, region) = (watch.view.clone(), watch.region.clone());
    for from in [500, LAST - 1] {
        watch
            .reads("changes", 1200, async |store| {
                let mut changes = store.changes(&view, region.number, from, from + 1);
                let mut count = 0;
                while changes.next().await.unwrap().is_some() {
                    count += 1;
                }
                assert_eq!(count, 300);
            })
            .await;
    }
    let time = Moment::parse("2026-01-02").unwrap();
    watch
        .reads("moments and change sets", 60, async |store| {
            assert_eq!(store.number_at(&region, time).await.unwrap(), 281);
            assert_eq!(store.change_sets(region.number, 500, 10).await.unwrap().len(), 10);
            assert_eq!(
                store
                    .effective_times(region.number, Some(&[1, 7]))
                    .await
                    .unwrap()
                    .len(),
                2
            );
        })
        .await;
    watch
        .reads("what hinders undoing", 3000, async |store| {
            let reverted = store.revert(&region, 500, "test").await.unwrap();
            assert!(matches!(reverted, Reverted::Hindered(_)), "{reverted:?}");
        })
        .await;
}

/// Exports of a part of a town: of the whole region there is no row too many.
async fn exports(watch: &mut Watch) {
    let Window::Parts(parts) = window(99, 100.0) else {
        return;
    };
    let view = watch.view.clone();
    for number in [LAST, LAST / 2] {
        let extract = Extract {
            region: RegionNumber(42),
            number,
            types: None,
            area: Some(parts.clone()),
            own: false,
        };
        watch
            .reads("an export of an area", 150, async |store| {
                let extraction = store.extract(&view, extract.clone()).await.unwrap();
                let reading = tokio::task::spawn_blocking(move || {
                    let mut count = 0;
                    let read = extraction.blocking_read(|_| {
                        count += 1;
                        Ok::<_, StoreError>(())
                    });
                    read.map(|()| count)
                });
                assert!(reading.await.unwrap().unwrap() > 10);
            })
            .await;
    }
}

async fn tiles(watch: &mut Watch) {
    let keys: Vec<i32> = watch
        .view
        .catalogue()
        .object_types
        .iter()
        .map(|t| t.key())
        .collect();
    for smallest in [0.0, 2.0] {
        let query = TileQuery::new(&watch.view, &keys, &[], smallest);
        watch
            .reads("a tile", 1000, async |store| {
                let reader = store.tile_reader(1, std::time::Duration::from_secs(20));
                for _ in 0..RUNS {
                    let mut rows =
                        reader.rows(&query, [-759_500.0, -998_500.0, -759_400.0, -998_400.0], None);
                    assert!(!rows.next_chunk(1000).await.unwrap().is_empty());
                }
            })
            .await;
    }
}

/// What the checks ask for of the surroundings of a change: along indexes, in a large region as in a small one.
async fn surroundings(watch: &mut Watch) {
    let region = watch.region.clone();
    let keys: Vec<i32> = watch
        .view
        .catalogue()
        .object_types
        .iter()
        .map(ObjectType::key)
        .collect();
    watch
        .reads_times("the surroundings of a change", 9000, 1, async |store| {
            let state = store.state_of(&region, Viewer::Check);
            let keys = keys.clone();
            let asked = tokio::task::spawn_blocking(move || {
                let wanted = Wanted {
                    object_types: &keys,
                    attributes: &["HraniceJinehoObjektu"],
                };
                let ids: Vec<FeatureId> = (0..200).map(|n| id(1000 * n + 1)).collect();
                let mut boxes = Vec::new();
                let mut known = 0;
                state.by_id(wanted, &ids, &mut |neighbour| {
                    boxes.extend(neighbour.geometry.bounds());
                    known += 1;
                })?;
                let mut near = 0;
                state.within(wanted, &boxes, &mut |_| near += 1)?;
                let areas = state.complete_areas(&boxes)?;
                Ok::<_, Unanswered>((known, near >= known, areas.len()))
            });
            assert_eq!(asked.await.unwrap().unwrap(), (200, true, 0));
        })
        .await;
}

async fn deliveries(watch: &mut Watch) {
    let files = tempfile::tempdir().unwrap();
    let numbers = |operation, rest: u64| (0..100).map(move |n| (operation, id(1000 * n + rest).to_string()));
    let new = (0..100).map(|_| ("i", String::new()));
    // Those in the middle have a past.
    let records: Vec<_> = numbers("u", 1)
        .chain(numbers("u", 20))
        .chain(numbers("d", 2))
        .chain(new)
        .collect();
    let records: Vec<_> = records
        .iter()
        .map(|(operation, id)| (*operation, id.as_str(), -760_000.0, "x"))
        .collect();
    let path = files.path().join("delivery");
    std::fs::write(&path, points_of("změnové věty", &records)).unwrap();
    let delivery = dtm::intake::Delivery {
        path,
        name: "delivery".to_owned(),
        author: "test".to_owned(),
        region: Some(RegionCode::parse("CZ042").unwrap()),
        unknown: Unknown::Refuse,
        submission: None,
        checks: None,
        base: Some(Moment::Number(LAST)),
    };
    let archive = dtm::intake::Archive::new(files.path());
    watch
        .reads_times("a delivery of 400 records", 8000, 1, async |store| {
            let report = dtm::intake::receive(store, &archive, delivery.clone(), Box::new(|_, _| {}))
                .await
                .unwrap();
            assert_eq!(report.verdict, Verdict::Applied, "{:?}", report.errors);
            assert_eq!((report.inserted, report.updated, report.deleted), (100, 200, 100));
        })
        .await;
    let region = watch.region.clone();
    watch
        .reads_times("undoing it", 8000, 1, async |store| {
            let reverted = store.revert(&region, LAST + 1, "test").await.unwrap();
            assert!(
                matches!(reverted, Reverted::By(number, [100, 200, 100], _) if number == LAST + 2),
                "{reverted:?}"
            );
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_reads_by_indexes_no_more_than_it_wants() {
    let mut watch = Watch::new().await;
    pages(&mut watch).await;
    windows(&mut watch).await;
    exports(&mut watch).await;
    crawl(&mut watch).await;
    objects(&mut watch).await;
    ledger(&mut watch).await;
    tiles(&mut watch).await;
    surroundings(&mut watch).await;
    deliveries(&mut watch).await;
    assert!(watch.faults.is_empty(), "\n{}", watch.faults);
}
