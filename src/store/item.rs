//! Reading features: one by its identifier, many by type, place and time, page by page in the order of their identifiers.
//!
//! A page continues after the last key of the one before; there is no `offset`, so the hundredth page costs what the
//! first one does. Regions are read one after another: each question then meets one partition and its indexes.

use std::time::Duration;

use chrono::NaiveDateTime;
use futures_util::TryStreamExt;
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder, Row, Transaction, ValueRef};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::window::Window;
use super::{Layout, Store, StoreError};
use crate::geom::ewkb;
use crate::model::{Feature, FeatureId, Geometry, ObjectType, RegionNumber};

/// A reading transaction sees one state, and no statement of it lasts longer than this.
const BEGIN: &str = "begin isolation level repeatable read, read only; set local statement_timeout = '20s'";
/// Features that wait between the database and whoever writes them out.
const QUEUE: usize = 256;
/// Longest time that a page may hold a connection because its receiver is slow.
const PATIENCE: Duration = Duration::from_secs(120);
/// Counting stops here: what is more is not worth its price.
const COUNTED_AT_MOST: i64 = 100_000;

/// Which features are asked for.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Their type.
    pub object_type: &'static ObjectType,
    /// Regions to read, in this order.
    pub regions: Vec<RegionNumber>,
    /// Only those whose geometry meets the window.
    pub window: Option<Window>,
    /// Only those with a height between these metres; geometries without heights are judged by their place alone.
    pub heights: Option<[f64; 2]>,
    /// Only those whose present version was in force by this Czech local time, or that do not tell.
    pub in_force_by: Option<NaiveDateTime>,
}

/// The key of a feature in the order of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The region.
    pub region: RegionNumber,
    /// The identifier.
    pub id: FeatureId,
}

impl Selection {
    /// Whether the type and the regions are all that is asked for.
    pub fn is_whole(&self) -> bool {
        self.window.is_none() && self.heights.is_none() && self.in_force_by.is_none()
    }

    /// Appends `from feature where …` for one region.
    fn push(&self, region: RegionNumber, query: &mut QueryBuilder<'_, Postgres>) {
        query.push(" from feature where region = ");
        query.push_bind(region.0);
        query.push(" and object_type = ");
        query.push_bind(self.object_type.key());
        match &self.window {
            None => {}
            Some(Window::Everywhere) => {
                query.push(" and geometry is not null");
            }
            Some(Window::Parts(parts)) => {
                query.push(" and ST_Intersects(geometry, ST_GeomFromEWKT(");
                query.push_bind(Window::ewkt(parts));
                query.push("))");
            }
        }
        if let Some([lowest, highest]) = self.heights {
            query.push(" and (ST_Zmflag(geometry) = 0 or ST_ZMax(geometry) >= ");
            query.push_bind(lowest);
            query.push(" and ST_ZMin(geometry) <= ");
            query.push_bind(highest);
            query.push(")");
        }
        if let Some(time) = self.in_force_by {
            query.push(" and coalesce(changed_at, created_at, '-infinity') <= ");
            query.push_bind(time);
        }
    }
}

fn columns() -> String {
    format!(
        "select region, id, object_type, since, geometry, outline, critical_area, {}",
        Layout::names()
    )
}

/// How many columns stand before those of [`Layout::names`].
const BEFORE_LAYOUT: usize = 7;

type Message = Result<Option<Feature>, StoreError>;

/// Features as they are read.
#[derive(Debug)]
pub struct ItemReader {
    receiver: mpsc::Receiver<Message>,
}

impl ItemReader {
    /// The next feature; `None` after the last.
    ///
    /// # Errors
    /// [`StoreError`] when the reading failed; what was read before is not all there is.
    pub async fn next(&mut self) -> Message {
        // The end is told aloud: a reading that died must not look like one that ended.
        self.receiver.recv().await.unwrap_or(Err(StoreError::Stopped))
    }
}

impl Store {
    /// Reads at most `limit` features after a key. They come as they are read; dropping the reader ends the reading.
    pub fn items(&self, layout: &Layout, selection: Selection, after: Option<Key>, limit: u32) -> ItemReader {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let (store, layout) = (self.clone(), layout.clone());
        tokio::spawn(async move {
            let ended = store.send_items(&layout, &selection, after, limit, &sender).await;
            // By now the connection is free again: whoever does not read holds nobody up.
            let _ = sender.send(ended.map(|()| None)).await;
        });
        ItemReader { receiver }
    }

    async fn send_items(
        &self,
        layout: &Layout,
        selection: &Selection,
        after: Option<Key>,
        limit: u32,
        sender: &mpsc::Sender<Message>,
    ) -> Result<(), StoreError> {
        let deadline = Instant::now() + PATIENCE;
        let mut transaction = self.pool().begin_with(BEGIN).await?;
        let mut wanted = limit;
        for region in &selection.regions {
            if wanted == 0 || after.is_some_and(|key| key.region > *region) {
                continue;
            }
            let mut query = QueryBuilder::new(columns());
            selection.push(*region, &mut query);
            if let Some(key) = after.filter(|key| key.region == *region) {
                query.push(" and id > ");
                query.push_bind(key.id.number());
            }
            query.push(" order by id limit ");
            query.push_bind(i64::from(wanted));
            let mut rows = query.build().fetch(&mut *transaction);
            while let Some(row) = rows.try_next().await? {
                wanted -= 1;
                let message = Ok(Some(read_feature(layout, &row)?));
                match timeout_at(deadline, sender.send(message)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(_)) => return Ok(()),
                    Err(_) => return Err(StoreError::Abandoned),
                }
            }
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Counts what a selection holds; `None` when that is more than 100 000 and would cost too much.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn count(&self, selection: &Selection) -> Result<Option<u64>, StoreError> {
        let mut transaction = self.pool().begin_with(BEGIN).await?;
        let mut total = 0;
        for region in &selection.regions {
            total += count_region(&mut transaction, selection, *region, COUNTED_AT_MOST + 1 - total).await?;
            if total > COUNTED_AT_MOST {
                return Ok(None);
            }
        }
        transaction.commit().await?;
        Ok(Some(total.unsigned_abs()))
    }

    /// One feature of a type; the first of the regions that has it.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn item(
        &self,
        layout: &Layout,
        object_type: &ObjectType,
        regions: &[RegionNumber],
        id: FeatureId,
    ) -> Result<Option<Feature>, StoreError> {
        let mut query = QueryBuilder::<Postgres>::new(columns());
        query.push(" from feature where region = any(");
        query.push_bind(regions.iter().map(|region| region.0).collect::<Vec<_>>());
        query.push(") and id = ");
        query.push_bind(id.number());
        query.push(" and object_type = ");
        query.push_bind(object_type.key());
        query.push(" order by region limit 1");
        let row = query.build().fetch_optional(self.pool()).await?;
        row.map(|row| read_feature(layout, &row)).transpose()
    }
}

async fn count_region(
    transaction: &mut Transaction<'_, Postgres>,
    selection: &Selection,
    region: RegionNumber,
    at_most: i64,
) -> Result<i64, StoreError> {
    let mut query = QueryBuilder::new("select count(*) from (select");
    selection.push(region, &mut query);
    query.push(" limit ");
    query.push_bind(at_most);
    query.push(") as met");
    Ok(query.build_query_scalar().fetch_one(&mut **transaction).await?)
}

/// Reads a row of [`columns`].
fn read_feature(layout: &Layout, row: &PgRow) -> Result<Feature, StoreError> {
    let id: i64 = row.try_get("id")?;
    let fault = |what: String| StoreError::Row { id, what };
    let object_type: i32 = row.try_get("object_type")?;
    let known = layout
        .catalogue()
        .object_type_by_key(object_type)
        .ok_or_else(|| fault(format!("object type {object_type}")))?;
    Ok(Feature {
        region: RegionNumber(row.try_get("region")?),
        id: FeatureId::from_number(id).ok_or_else(|| fault("the identifier itself".to_owned()))?,
        object_type,
        since: row.try_get("since")?,
        attributes: layout.read(row, BEFORE_LAYOUT, known)?,
        geometry: read_geometry(row, "geometry", id)?,
        outline: read_geometry(row, "outline", id)?,
        critical_area: read_geometry(row, "critical_area", id)?,
    })
}

fn read_geometry(row: &PgRow, column: &str, id: i64) -> Result<Option<Geometry>, StoreError> {
    let value = row.try_get_raw(column)?;
    if value.is_null() {
        return Ok(None);
    }
    let bytes = value.as_bytes().map_err(|_| StoreError::Row {
        id,
        what: column.to_owned(),
    })?;
    ewkb::read(bytes)
        .map(Some)
        .map_err(|source| StoreError::Geometry { id, source })
}
