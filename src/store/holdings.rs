//! What is kept: how many objects of each type each region holds, where they lie and since when.
//!
//! Counting a region reads all of it, so the answer is remembered together with the number of the region's last change
//! set and counted again only when that number has grown. Whoever asks gets figures that are exact for that number. Reading
//! features never waits for a count.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::postgres::PgRow;
use tokio::sync::Mutex;

use super::{Selection, Store, StoreError, Versions, View};
use crate::model::{Region, RegionNumber};

/// The objects of one type in one region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holding {
    /// How many there are.
    pub features: u64,
    /// A box around them in metres of EPSG:5514: west, south, east, north; `None` when none has a geometry.
    pub bounds: Option<[f64; 4]>,
    /// Since when the region holds anything.
    pub since: Option<DateTime<Utc>>,
}

impl Holding {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let bounds = match (self.bounds, other.bounds) {
            (Some(a), Some(b)) => Some([a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]),
            (a, b) => a.or(b),
        };
        Self {
            features: self.features + other.features,
            bounds,
            since: [self.since, other.since].into_iter().flatten().min(),
        }
    }
}

/// A region and what it holds, by the [key](crate::model::ObjectType::key) of the object type.
#[derive(Clone, Debug)]
pub struct RegionHoldings {
    /// The region.
    pub region: Region,
    /// Its holdings; types without objects are left out.
    pub types: Types,
}

impl RegionHoldings {
    /// All types together; `None` when the region holds nothing.
    pub fn total(&self) -> Option<Holding> {
        self.types.values().copied().reduce(Holding::and)
    }
}

/// The regions with their holdings, ordered by number.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// One entry a region.
    pub regions: Vec<RegionHoldings>,
}

impl Snapshot {
    /// The regions.
    pub fn regions(&self) -> impl Iterator<Item = &Region> + Clone {
        self.regions.iter().map(|held| &held.region)
    }

    /// The same without the types of which somebody does not see all objects: how many others have is nobody's business.
    #[must_use]
    pub fn seen_by(&self, view: &View) -> Self {
        let seen = |(key, holding): (&i32, &Holding)| {
            let object_type = view.catalogue().object_type_by_key(*key)?;
            view.shows_all(object_type).then_some((*key, *holding))
        };
        let region = |held: &RegionHoldings| RegionHoldings {
            region: held.region.clone(),
            types: Arc::new(held.types.iter().filter_map(seen).collect()),
        };
        Self {
            regions: self.regions.iter().map(region).collect(),
        }
    }

    /// The objects of a type in a region, or in all of them; `None` when there are none.
    pub fn of_type(&self, key: i32, region: Option<RegionNumber>) -> Option<Holding> {
        self.regions
            .iter()
            .filter(|held| region.is_none_or(|region| held.region.number == region))
            .filter_map(|held| held.types.get(&key).copied())
            .reduce(Holding::and)
    }
}

type Types = Arc<BTreeMap<i32, Holding>>;

/// The holdings of a store, counted when they have changed.
#[derive(Clone, Debug)]
pub struct Holdings {
    store: Store,
    /// What was counted last, with the number of the change set that it is true for.
    remembered: Arc<RwLock<BTreeMap<RegionNumber, (i32, Types)>>>,
    /// How many versions of a type regions have had: what has been does not change.
    past: Arc<RwLock<BTreeMap<Past, Option<u64>>>>,
    /// Held by whoever counts.
    turn: Arc<Mutex<()>>,
}

/// The key of a type and which versions of it.
type Past = (i32, Vec<(RegionNumber, Versions)>);

/// Counts of the past that are remembered.
const MOST_REMEMBERED: usize = 1000;

impl Holdings {
    /// The holdings of a store; nothing is counted yet.
    pub fn new(store: Store) -> Self {
        Self {
            store,
            remembered: Arc::default(),
            past: Arc::default(),
            turn: Arc::default(),
        }
    }

    /// The holdings now. Requests that come while a region is being counted wait for that count and share it; a count goes
    /// on when the request that began it is given up.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let mut snapshot = Snapshot::default();
        for region in self.store.regions().await? {
            let types = match self.known(&region) {
                Some(types) => types,
                None => {
                    let (holdings, region) = (self.clone(), region.clone());
                    let counting = tokio::spawn(async move { holdings.count(&region).await });
                    counting.await.map_err(|_| StoreError::Stopped)??
                }
            };
            snapshot.regions.push(RegionHoldings { region, types });
        }
        Ok(snapshot)
    }

    /// How many features of a type a region holds, if that is known without counting.
    pub fn features(&self, region: &Region, key: i32) -> Option<u64> {
        let types = self.known(region)?;
        Some(types.get(&key).map_or(0, |holding| holding.features))
    }

    /// How many features a whole selection holds, none of which are hidden from who asks; as [`Store::count`].
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn count_past(&self, view: &View, selection: &Selection) -> Result<Option<u64>, StoreError> {
        let past = (selection.object_type.key(), selection.regions.clone());
        let known = self
            .past
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&past)
            .copied();
        if let Some(count) = known {
            return Ok(count);
        }
        let count = self.store.count(view, selection).await?;
        let mut remembered = self.past.write().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= MOST_REMEMBERED {
            remembered.clear();
        }
        remembered.insert(past, count);
        Ok(count)
    }

    fn known(&self, region: &Region) -> Option<Types> {
        let remembered = self.remembered.read().unwrap_or_else(PoisonError::into_inner);
        let (number, types) = remembered.get(&region.number)?;
        (*number == region.last_change_set).then(|| Arc::clone(types))
    }

    async fn count(&self, region: &Region) -> Result<Types, StoreError> {
        let _turn = self.turn.lock().await;
        if let Some(types) = self.known(region) {
            return Ok(types);
        }
        let rows = sqlx::query(include_str!("sql/holdings.sql"))
            .bind(region.number.0)
            .fetch_all(self.store.reading())
            .await?;
        let counted: Result<_, _> = rows.iter().map(read_holding).collect();
        let types = Arc::new(counted?);
        let mut remembered = self.remembered.write().unwrap_or_else(PoisonError::into_inner);
        remembered.insert(region.number, (region.last_change_set, Arc::clone(&types)));
        Ok(types)
    }
}

fn read_holding(row: &PgRow) -> Result<(i32, Holding), StoreError> {
    let edge = |name| row.try_get::<Option<f64>, _>(name);
    let edges = [edge("west")?, edge("south")?, edge("east")?, edge("north")?];
    let bounds = match edges {
        [Some(west), Some(south), Some(east), Some(north)] => Some([west, south, east, north]),
        _ => None,
    };
    let features: i64 = row.try_get("features")?;
    let holding = Holding {
        features: features.unsigned_abs(),
        bounds,
        since: row.try_get("since")?,
    };
    Ok((row.try_get("object_type")?, holding))
}
