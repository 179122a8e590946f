//! Reading features: one by its identifier, many by type, place and moment, page by page in the order of their identifiers.
//!
//! A page continues after the last key of the one before; there is no `offset`, so the hundredth page costs what the
//! first one does. Regions are read one after another: each question then meets one partition and its indexes.

use std::time::Duration;

use futures_util::TryStreamExt;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::row::read_feature;
use super::versions::{Table, last_numbers};
use super::window::Window;
use super::{Store, StoreError, Versions, View};
use crate::model::{Feature, FeatureId, ObjectType, RegionNumber};

/// A reading transaction sees one state, and no statement of it lasts longer than this.
pub(super) const BEGIN: &str =
    "begin isolation level repeatable read, read only; set local statement_timeout = '20s'";
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
    /// Regions to read, in this order, and which versions of their objects.
    pub regions: Vec<(RegionNumber, Versions)>,
    /// Only those whose geometry meets the window.
    pub window: Option<Window>,
    /// Only those with a height between these metres; geometries without heights are judged by their place alone.
    pub heights: Option<[f64; 2]>,
    /// Only the object with this identifier.
    pub id: Option<FeatureId>,
}

/// The key of a version in the order of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The region.
    pub region: RegionNumber,
    /// The identifier.
    pub id: FeatureId,
    /// The change set that began the version.
    pub since: i32,
}

impl Selection {
    /// Whether the type and the regions are all that is asked for.
    pub fn is_whole(&self) -> bool {
        self.window.is_none() && self.heights.is_none() && self.id.is_none()
    }

    /// Appends ` from … where …` for one table of one region.
    fn push(
        &self,
        view: &View,
        (region, versions): (RegionNumber, Versions),
        table: Table,
        query: &mut QueryBuilder<'_, Postgres>,
    ) {
        table.push(region, versions, self.window.is_some(), query);
        query.push(" and object_type = ");
        query.push_bind(self.object_type.key());
        view.push_rows(self.object_type, query);
        if let Some(id) = self.id {
            query.push(" and id = ");
            query.push_bind(id.number());
        }
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
    }

    /// The query for a page of one region whose last change set is `last`.
    fn page(
        &self,
        view: &View,
        (region, versions): (RegionNumber, Versions),
        last: i32,
        after: Option<Key>,
        limit: u32,
    ) -> QueryBuilder<'static, Postgres> {
        let versions = versions.up_to(last);
        let tables = Table::of(versions, last);
        let order = if versions.is_several() { "id, since" } else { "id" };
        let mut query = QueryBuilder::new("");
        for (index, table) in tables.iter().enumerate() {
            query.push(if index > 0 { " union all (" } else { "(" });
            query.push("select ");
            query.push(table.columns());
            self.push(view, (region, versions), *table, &mut query);
            if let Some(key) = after {
                push_after(key, versions, &mut query);
            }
            push_end(order, limit, &mut query);
            query.push(")");
        }
        if tables.len() > 1 {
            push_end(order, limit, &mut query);
        }
        query
    }
}

fn push_after(key: Key, versions: Versions, query: &mut QueryBuilder<'_, Postgres>) {
    if versions.is_several() {
        query.push(" and id >= ");
        query.push_bind(key.id.number());
        query.push(" and (id, since) > (");
        query.push_bind(key.id.number());
        query.push(", ");
        query.push_bind(key.since);
        query.push(")");
    } else {
        query.push(" and id > ");
        query.push_bind(key.id.number());
    }
}

fn push_end(order: &str, limit: u32, query: &mut QueryBuilder<'_, Postgres>) {
    query.push(" order by ");
    query.push(order);
    query.push(" limit ");
    query.push_bind(i64::from(limit));
}

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
    pub fn items(&self, view: &View, selection: Selection, after: Option<Key>, limit: u32) -> ItemReader {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let (store, view) = (self.clone(), view.clone());
        tokio::spawn(async move {
            let ended = store.send_items(&view, &selection, after, limit, &sender).await;
            // By now the connection is free again: whoever does not read holds nobody up.
            let _ = sender.send(ended.map(|()| None)).await;
        });
        ItemReader { receiver }
    }

    async fn send_items(
        &self,
        view: &View,
        selection: &Selection,
        after: Option<Key>,
        limit: u32,
        sender: &mpsc::Sender<Message>,
    ) -> Result<(), StoreError> {
        let deadline = Instant::now() + PATIENCE;
        let mut transaction = self.reading().begin_with(BEGIN).await?;
        let lasts = last_numbers(&mut transaction, selection.regions.iter().map(|(region, _)| *region)).await?;
        let mut wanted = limit;
        for (region, versions) in &selection.regions {
            if wanted == 0 || after.is_some_and(|key| key.region > *region) {
                continue;
            }
            let after = after.filter(|key| key.region == *region);
            let mut query = selection.page(view, (*region, *versions), last_of(&lasts, *region), after, wanted);
            let mut rows = query.build().fetch(&mut *transaction);
            while let Some(row) = rows.try_next().await? {
                wanted -= 1;
                let message = Ok(Some(read_feature(view, &row)?));
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
    pub async fn count(&self, view: &View, selection: &Selection) -> Result<Option<u64>, StoreError> {
        let mut transaction = self.reading().begin_with(BEGIN).await?;
        let lasts = last_numbers(&mut transaction, selection.regions.iter().map(|(region, _)| *region)).await?;
        let mut total = 0;
        for (region, versions) in &selection.regions {
            let last = last_of(&lasts, *region);
            let versions = versions.up_to(last);
            for table in Table::of(versions, last) {
                let part = (*region, versions);
                total += count_part(&mut transaction, view, selection, part, *table, COUNTED_AT_MOST + 1 - total).await?;
                if total > COUNTED_AT_MOST {
                    return Ok(None);
                }
            }
        }
        transaction.commit().await?;
        Ok(Some(total.unsigned_abs()))
    }

    /// The first feature of a selection, in the order of its regions.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn item(&self, view: &View, selection: Selection) -> Result<Option<Feature>, StoreError> {
        self.items(view, selection, None, 1).next().await
    }
}

fn last_of(lasts: &[(RegionNumber, i32)], region: RegionNumber) -> i32 {
    let found = lasts.iter().find(|(known, _)| *known == region);
    found.map_or(0, |(_, number)| *number)
}

async fn count_part(
    connection: &mut PgConnection,
    view: &View,
    selection: &Selection,
    part: (RegionNumber, Versions),
    table: Table,
    at_most: i64,
) -> Result<i64, StoreError> {
    let mut query = QueryBuilder::new("select count(*) from (select");
    selection.push(view, part, table, &mut query);
    query.push(" limit ");
    query.push_bind(at_most);
    query.push(") as met");
    Ok(query.build_query_scalar().fetch_one(connection).await?)
}
