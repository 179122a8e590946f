//! The ledger: every moment of a region's map, the way from one to another, what stands in the way of a delivery.

mod accompanying;
mod concurrency;
mod conflicts;
mod issued;
mod migration;
mod model;
mod partial;
mod plans;
mod revert;
mod round_trip;

use std::collections::BTreeMap;

use dtm::model::{Audience, Catalogue, Change, Feature, Purpose, Region, RegionCode};
use dtm::store::{Selection, Store, Versions, View};

/// The view of somebody who sees everything.
pub fn entitled() -> View {
    View::new(
        Catalogue::embedded("1.4.3").unwrap(),
        Audience::Entitled,
        Purpose::Issue,
        true,
    )
}

pub async fn region(store: &Store) -> Region {
    store.region(&RegionCode::parse("CZ042").unwrap()).await.unwrap()
}

/// The detail points of a region in some versions, read page by page.
pub async fn points(store: &Store, view: &View, versions: Versions) -> Vec<Feature> {
    let region = region(store).await;
    let selection = Selection {
        object_type: view.catalogue().object_type("PodrobnyBodZPS").unwrap().1,
        regions: vec![(region.number, versions)],
        window: None,
        heights: None,
        id: None,
    };
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let mut page = store.items(view, selection.clone(), after, 3);
        let before = all.len();
        while let Some(feature) = page.next().await.unwrap() {
            all.push(feature);
        }
        match all.last() {
            Some(last) if all.len() > before => {
                after = Some(dtm::store::Key {
                    region: last.region,
                    id: last.id,
                    since: last.since,
                });
            }
            _ => return all,
        }
    }
}

/// The changes of a region between two moments, by identifier.
pub async fn changes(store: &Store, view: &View, from: i32, to: i32) -> BTreeMap<i64, Change<Feature>> {
    let region = region(store).await;
    let mut reader = store.changes(view, region.number, from, to);
    let mut all = BTreeMap::new();
    while let Some(change) = reader.next().await.unwrap() {
        let id = change
            .before
            .as_ref()
            .or(change.after.as_ref())
            .unwrap()
            .id
            .number();
        assert!(all.insert(id, change).is_none(), "an object changes once");
    }
    all
}
