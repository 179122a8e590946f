//! What is kept: how many objects of each type each region holds, where they lie and since when.
//!
//! Counting a region reads all of it, so the answer is remembered together with the number of the region's last change
//! set and counted again only when that number has grown. Whoever asks gets figures that are exact for that number.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDateTime;
use sqlx::Row;
use sqlx::postgres::PgRow;
use tokio::sync::Mutex;

use super::{Store, StoreError};
use crate::model::{Region, RegionCode, RegionNumber};

/// The objects of one type in one region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holding {
    /// How many there are.
    pub features: u64,
    /// A box around them in metres of EPSG:5514: west, south, east, north; `None` when none has a geometry.
    pub bounds: Option<[f64; 4]>,
    /// Since when the oldest present version is in force, Czech local time; `None` when no object tells.
    pub since: Option<NaiveDateTime>,
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
    pub types: Arc<BTreeMap<i32, Holding>>,
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
    /// The objects of a type in a region, or in all of them; `None` when there are none.
    pub fn of_type(&self, key: i32, region: Option<RegionNumber>) -> Option<Holding> {
        self.regions
            .iter()
            .filter(|held| region.is_none_or(|region| held.region.number == region))
            .filter_map(|held| held.types.get(&key).copied())
            .reduce(Holding::and)
    }

    /// The region of a code.
    pub fn region(&self, code: &str) -> Option<&Region> {
        self.regions
            .iter()
            .map(|held| &held.region)
            .find(|region| region.code.as_str() == code)
    }

    /// The code of a region's number.
    pub fn code(&self, number: RegionNumber) -> Option<&RegionCode> {
        self.regions
            .iter()
            .map(|held| &held.region)
            .find(|region| region.number == number)
            .map(|region| &region.code)
    }
}

type Remembered = BTreeMap<RegionNumber, (i32, Arc<BTreeMap<i32, Holding>>)>;

/// The holdings of a store, counted when they have changed.
#[derive(Clone, Debug)]
pub struct Holdings {
    store: Store,
    remembered: Arc<Mutex<Remembered>>,
}

impl Holdings {
    /// The holdings of a store; nothing is counted yet.
    pub fn new(store: Store) -> Self {
        Self {
            store,
            remembered: Arc::default(),
        }
    }

    /// The holdings now. Requests that come while a region is being counted wait for that count and share it.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let mut remembered = self.remembered.lock().await;
        let regions = self.regions().await?;
        let mut snapshot = Snapshot::default();
        for region in regions {
            let known = remembered
                .get(&region.number)
                .filter(|(number, _)| *number == region.last_change_set);
            let types = match known {
                Some((_, types)) => Arc::clone(types),
                None => {
                    let types = Arc::new(self.count(region.number).await?);
                    remembered.insert(region.number, (region.last_change_set, Arc::clone(&types)));
                    types
                }
            };
            snapshot.regions.push(RegionHoldings { region, types });
        }
        Ok(snapshot)
    }

    async fn regions(&self) -> Result<Vec<Region>, StoreError> {
        let rows = sqlx::query("select number, code, name, last_change_set from region order by number")
            .fetch_all(self.store.pool())
            .await?;
        rows.iter().map(read_region).collect()
    }

    async fn count(&self, region: RegionNumber) -> Result<BTreeMap<i32, Holding>, StoreError> {
        let rows = sqlx::query(include_str!("sql/holdings.sql"))
            .bind(region.0)
            .fetch_all(self.store.pool())
            .await?;
        rows.iter().map(read_holding).collect()
    }
}

fn read_region(row: &PgRow) -> Result<Region, StoreError> {
    let number: i16 = row.try_get("number")?;
    let code: String = row.try_get("code")?;
    Ok(Region {
        number: RegionNumber(number),
        code: RegionCode::parse(&code).ok_or_else(|| StoreError::Row {
            id: number.into(),
            what: format!("region code `{code}`"),
        })?,
        name: row.try_get("name")?,
        last_change_set: row.try_get("last_change_set")?,
    })
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
