//! What has changed between two moments: of each object what it was and what it is. Objects that came and went in between, and
//! those that are again as they were, are no changes: it is the composition of all change sets in between.

use futures_util::TryStreamExt;
use sqlx::{Postgres, QueryBuilder, Row};
use tokio::sync::mpsc;

use super::row::read_feature;
use super::snapshot::Snapshot;
use super::versions::Table;
use super::{Store, StoreError, View};
use crate::model::{Change, Feature, RegionNumber};

/// Changes that wait between the database and whoever writes them out.
const QUEUE: usize = 256;

type Message = Result<Option<Change<Feature>>, StoreError>;

/// Changes as they are read, in the order of the objects' identifiers.
#[derive(Debug)]
pub struct ChangeReader {
    receiver: mpsc::Receiver<Message>,
}

impl ChangeReader {
    /// The next change; `None` after the last.
    ///
    /// # Errors
    /// [`StoreError`] when the reading failed; what was read before is not all there is.
    pub async fn next(&mut self) -> Message {
        self.receiver.recv().await.unwrap_or(Err(StoreError::Stopped))
    }

    /// The same where nothing is asynchronous.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub fn blocking_next(&mut self) -> Message {
        self.receiver.blocking_recv().unwrap_or(Err(StoreError::Stopped))
    }
}

impl Store {
    /// What changed in a region after change set `from` up to change set `to`, as an audience sees it.
    pub fn changes(&self, view: &View, region: RegionNumber, from: i32, to: i32) -> ChangeReader {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let (store, view) = (self.clone(), view.clone());
        tokio::spawn(async move {
            let ended = store.send_changes(&view, region, from, to, &sender).await;
            let _ = sender.send(ended.map(|()| None)).await;
        });
        ChangeReader { receiver }
    }

    async fn send_changes(
        &self,
        view: &View,
        region: RegionNumber,
        from: i32,
        to: i32,
        sender: &mpsc::Sender<Message>,
    ) -> Result<(), StoreError> {
        let mut snapshot = Snapshot::begin(self.reading()).await?;
        let mut query = sides(view, region, from, to);
        let mut rows = query.build().fetch(snapshot.connection()?);
        let mut waiting: Option<Feature> = None;
        let send = async |before: Option<Feature>, after: Option<Feature>| {
            if let (Some(before), Some(after)) = (&before, &after)
                && before.says_the_same(after)
            {
                return true;
            }
            sender.send(Ok(Some(Change { before, after }))).await.is_ok()
        };
        while let Some(row) = rows.try_next().await? {
            let feature = read_feature(view, &row)?;
            let is_before = row.try_get::<i32, _>("side")? == 0;
            let goes_on = if is_before {
                match waiting.replace(feature) {
                    Some(ended) => send(Some(ended), None).await,
                    None => true,
                }
            } else {
                match waiting.take() {
                    Some(before) if before.id == feature.id => send(Some(before), Some(feature)).await,
                    Some(ended) => send(Some(ended), None).await && send(None, Some(feature)).await,
                    None => send(None, Some(feature)).await,
                }
            };
            if !goes_on {
                return Ok(());
            }
        }
        drop(rows);
        if let Some(ended) = waiting {
            send(Some(ended), None).await;
        }
        snapshot.end().await?;
        Ok(())
    }
}

/// Versions in force at `from` that ended up to `to` (side 0), and versions begun after `from` that are in force at `to`
/// (side 1), together in the order of identifiers.
fn sides(view: &View, region: RegionNumber, from: i32, to: i32) -> QueryBuilder<'static, Postgres> {
    let begun = format!(" and since > {from} and since <= {to}");
    let parts = [
        (
            Table::Ended,
            0,
            format!(" and since <= {from} and until > {from} and until <= {to}"),
        ),
        (Table::Current, 1, begun.clone()),
        (Table::Ended, 1, format!("{begun} and until > {to}")),
    ];
    let mut query = QueryBuilder::new("");
    for (index, (table, side, bounds)) in parts.into_iter().enumerate() {
        query.push(if index > 0 {
            " union all select "
        } else {
            "select "
        });
        query.push(table.columns());
        query.push(format!(", {side} as side from {} where region = ", table.name()));
        query.push_bind(region.0);
        query.push(bounds);
        query.push(view.any_rows());
    }
    query.push(" order by id, side");
    query
}
