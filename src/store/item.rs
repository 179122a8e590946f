//! Reading features: one by its identifier, many by type, place and moment, page by page in the order of their identifiers.
//!
//! A page continues after the last key of the one before; there is no `offset`, so the hundredth page costs what the
//! first one does. Regions are read one after another: each question then meets one partition and its indexes.

use std::time::Duration;

use futures_util::TryStreamExt;
use sqlx::PgConnection;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::page::{After, Part, START, Way, ways};
use super::row::read_feature;
use super::selection::{Key, Selection};
use super::versions::known;
use super::{Store, StoreError, Versions, View};
use crate::model::{Feature, RegionNumber};

/// A reading transaction sees one state, and no statement of it lasts longer than this. It reads row by row along an index
/// and stops when a page is full, which neither bitmaps do nor helpers that take longer to come than a page takes.
pub(super) const BEGIN: &str = "begin isolation level repeatable read, read only; set local statement_timeout = '20s';
    set local enable_seqscan = off; set local enable_bitmapscan = off; set local max_parallel_workers_per_gather = 0";
/// By how much a step along a type grows when it found too little.
const STEP_GROWTH: u32 = 4;
/// Features that wait between the database and whoever writes them out.
const QUEUE: usize = 256;
/// Longest time that a page may hold a connection because its receiver is slow.
const PATIENCE: Duration = Duration::from_secs(120);
/// Counting stops here: what is more is not worth its price.
const COUNTED_AT_MOST: i64 = 100_000;

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
        let mut parts = parts(&mut transaction, view, selection).await?;
        parts.retain(|part| after.is_none_or(|key| key.region <= part.region));
        let mut wanted = limit;
        for (part, way) in ways(&mut transaction, parts).await? {
            let in_steps = way == Way::Type && part.tables.len() > 1;
            let after = after.filter(|key| key.region == part.region);
            let mut after: After = after.map_or(START, |key| (key.id.number(), key.since));
            let mut step = wanted.saturating_add(1);
            while wanted > 0 {
                let bound = match in_steps {
                    true => part.bound(&mut transaction, after, step).await?,
                    false => None,
                };
                let mut query = part.page(way, after, bound, wanted);
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
                match bound {
                    Some(id) => after = (id, i32::MAX),
                    None => break,
                }
                step = step.saturating_mul(STEP_GROWTH);
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
        let parts = parts(&mut transaction, view, selection).await?;
        let mut total = 0;
        for (part, way) in ways(&mut transaction, parts).await? {
            for table in part.tables {
                let mut query = part.count(*table, way, COUNTED_AT_MOST + 1 - total);
                total += query
                    .build_query_scalar::<i64>()
                    .fetch_one(&mut *transaction)
                    .await?;
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

/// The regions of a selection, as they are in the state that a transaction sees.
async fn parts<'a>(
    connection: &mut PgConnection,
    view: &'a View,
    selection: &'a Selection,
) -> Result<Vec<Part<'a>>, StoreError> {
    let known = known(connection, selection.regions.iter().map(|(region, _)| *region)).await?;
    let of = |region: RegionNumber| known.get(&region.0).copied().unwrap_or_default();
    let part = |asked: &(RegionNumber, Versions)| Part::new(selection, view, *asked, of(asked.0));
    let parts = selection.regions.iter().map(part);
    Ok(parts.filter(|part| !part.tables.is_empty()).collect())
}
