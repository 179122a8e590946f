//! Databases of every released schema come forward: a small dump of each lies in `fixtures/schema`.

use dtm::store::{Buildings, Extract, Store, Versions};
use sqlx::Connection as _;

use super::{changes, entitled, points};
use crate::kit::Database;

/// The dumps by the number of the schema's last migration, and how many features each holds.
const DUMPS: [(&str, &str); 4] = [
    ("0001", include_str!("../../fixtures/schema/0001.sql")),
    ("0002", include_str!("../../fixtures/schema/0002.sql")),
    ("0003", include_str!("../../fixtures/schema/0003.sql")),
    ("0004", include_str!("../../fixtures/schema/0004.sql")),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_released_schema_comes_forward_with_all_it_holds() {
    for (name, dump) in DUMPS {
        let database = Database::bare().await;
        let mut connection = database.connection().await;
        sqlx::raw_sql(dump)
            .execute(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        connection.close().await.unwrap();
        let store = Store::connect(&database.url(), 2).await.unwrap();
        store
            .migrate()
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        store.migrate().await.expect("a second time changes nothing");
        // Change set 1 brought five points, change set 2 changed one, ended one, brought one.
        let view = entitled();
        assert_eq!(points(&store, &view, Versions::At(1)).await.len(), 5, "{name}");
        assert_eq!(points(&store, &view, Versions::At(2)).await.len(), 5, "{name}");
        assert_eq!(changes(&store, &view, 1, 2).await.len(), 3, "{name}");
        let ledger = store
            .change_sets(super::region(&store).await.number, 0, 10)
            .await
            .unwrap();
        assert_eq!(ledger.len(), 2, "{name}");
        let detail_points = Some(vec!["PodrobnyBodZPS".to_owned()]);
        assert!(ledger.iter().all(|known| known.types == detail_points), "{name}");
        assert_eq!(ledger[0].files[0].sha512.len(), 64, "{name}");
        // And goes on: the next delivery and its undoing.
        let region = super::region(&store).await;
        let reverted = store.revert(&region, 2, "test").await.unwrap();
        // Areas of a region that is older than their derivation wait for an operator.
        let left = Some(dtm::store::Left::NeverDerived);
        assert_eq!(reverted, dtm::store::Reverted::By(3, [1, 1, 1], left), "{name}");
        let extract = Extract {
            region: region.number,
            number: 3,
            types: None,
            area: None,
            own: false,
        };
        let subject = ["SUBJ-00000001".to_owned()].into();
        let subjects = store.subjects(&extract, &subject).await.unwrap();
        assert_eq!(subjects[0].name, "Vodárna", "{name}");
        if name > "0001" {
            // What the delivery told: a change, a building, two areas, one of which is none.
            let mut changes = store.change_records(&view, &extract).unwrap();
            assert!(changes.next().await.unwrap().unwrap().contains("Hlavní ulice"));
            assert!(changes.next().await.unwrap().is_none());
            let both = ["CZ042-ICS-1".to_owned(), "CZ042-ICS-2".to_owned()].into();
            let mut buildings = store.buildings(&view, &extract, Buildings::Named(&both)).unwrap();
            assert!(
                buildings
                    .next()
                    .await
                    .unwrap()
                    .unwrap()
                    .starts_with("<ZaznamICS xmlns=\"dopinf\"")
            );
            assert!(
                buildings.next().await.unwrap().is_none(),
                "the other is of an extension"
            );
            let mut areas = store.complete_areas(&extract).unwrap();
            let (level, area) = areas.next().await.unwrap().unwrap();
            assert!(areas.next().await.unwrap().is_none());
            assert_eq!(
                (level, area.bounds().map(|b| b.metres())),
                (-1, Some([-760_010.0, -990_010.0, -759_990.0, -989_990.0]))
            );
        }
    }
}

#[test]
fn every_schema_but_the_last_has_a_dump() {
    let migrations = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap();
    let mut numbers: Vec<String> = migrations
        .map(|entry| entry.unwrap().file_name().to_string_lossy()[..4].to_owned())
        .collect();
    numbers.sort_unstable();
    numbers.pop();
    let dumped: Vec<_> = DUMPS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(
        dumped, numbers,
        "dump the schema of a release before it is changed"
    );
}
