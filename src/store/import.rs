//! One delivery, one change set, one transaction: staged by `COPY`, applied by set-based SQL.
//!
//! Only the short apply step holds the region's lock. A process that dies before the commit leaves nothing.
//!
//! A region that is still empty takes its first state without moving the rows again: the staging table is filled without
//! indexes, indexed, and takes the place of the region's empty partition.

use bytes::Bytes;
use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, PgTransaction};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::columns::Layout;
use super::conflict::{Conflict, ConflictKind, conflict};
use super::content::{Content, counts_json};
use super::delivery::{self, DeliveryFile, DeliveryState};
use super::pool::run;
use super::staging::{self, CHANGE_COLUMNS, RowTarget};
use super::{Store, StoreError};
use crate::model::{BoundingBox, Operation, Region};

/// SQLSTATE of a lock that was not had in time.
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// Most conflicts that are told.
const MOST_CONFLICTS: i64 = 1000;

/// What happens to a change (`u`) or an end (`d`) of an object that the region does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The delivery is refused.
    Refuse,
    /// A change becomes a new object, an end is left out; both are told.
    Tolerate,
}

/// What an applied delivery did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Number of the change set.
    pub change_set: i32,
    /// New objects.
    pub inserted: u64,
    /// Objects with a new version.
    pub updated: u64,
    /// Ended objects.
    pub deleted: u64,
    /// Objects that the region had in just this state.
    pub unchanged: u64,
    /// Identifiers given to new objects.
    pub identifiers_given: u64,
    /// Tolerated changes of unknown objects.
    pub tolerated: Vec<Conflict>,
}

/// How an import ends.
#[derive(Clone, Debug)]
pub enum Ending {
    /// In force.
    Applied(Applied),
    /// The same bytes are in force already; nothing was done.
    Repeated(Box<DeliveryState>),
    /// The region's state contradicts; nothing was done. At most a thousand conflicts, in the order of the file.
    Conflicts(Vec<Conflict>),
}

/// An import under way. Dropped without [`apply`](Self::apply), it leaves nothing.
#[derive(Debug)]
pub struct Import {
    transaction: PgTransaction<'static>,
    region: Region,
    staging: String,
    fresh: bool,
}

impl Store {
    /// Begins to import a delivery into a region.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_import(&self, region: &Region) -> Result<Import, StoreError> {
        // Asked outside of the transaction, which may last long and must not hold a lock on what people read.
        let fresh = !sqlx::query_scalar::<_, bool>("select exists (select from feature where region = $1)")
            .bind(region.number.0)
            .fetch_one(self.pool())
            .await?;
        let mut transaction = self.pool().begin().await?;
        // Other imports of the region may be under way: a name of its own, which the partition gets rid of when it
        // takes its place.
        let staging = format!("staging_{}", Uuid::new_v4().simple());
        let (temporary, end) = if fresh {
            ("", "")
        } else {
            ("temporary ", "on commit drop")
        };
        run(
            &mut transaction,
            &format!(
                "set local maintenance_work_mem = '256MB';
             create {temporary}table {staging} ({CHANGE_COLUMNS}, like feature_columns) {end};
             alter table {staging} alter id drop not null;"
            ),
        )
        .await?;
        Ok(Import {
            transaction,
            region: region.clone(),
            staging,
            fresh,
        })
    }
}

impl Import {
    /// Where the rows of this import go; gives their encoder.
    pub fn target(&self) -> RowTarget {
        RowTarget {
            region: self.region.number,
            since: self.region.last_change_set + 1,
        }
    }

    /// Copies chunks of whole rows until the sender is dropped; answers how many rows there were.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database refuses a row.
    pub async fn copy(&mut self, chunks: &mut mpsc::Receiver<Bytes>) -> Result<u64, StoreError> {
        staging::copy(&mut self.transaction, &self.staging, chunks).await
    }

    /// Applies what was copied, as one change set, and commits. `report` makes what is kept with the delivery.
    ///
    /// # Errors
    /// [`StoreError`]; nothing of the delivery stays then.
    pub async fn apply(
        mut self,
        file: &DeliveryFile,
        content: &Content,
        unknown: Unknown,
        report: impl FnOnce(&Applied) -> serde_json::Value + Send,
    ) -> Result<Ending, StoreError> {
        let change_set: i32 = sqlx::query_scalar(
            "update region set last_change_set = last_change_set + 1 where number = $1 returning last_change_set",
        )
        .bind(self.region.number.0)
        .fetch_one(&mut *self.transaction)
        .await?;
        if let Some(earlier) =
            delivery::applied(&mut self.transaction, self.region.number, &file.sha512).await?
        {
            return Ok(Ending::Repeated(Box::new(earlier)));
        }
        let undisturbed = change_set == self.region.last_change_set + 1;
        let applied = if self.fresh && undisturbed && content.states_only() {
            self.take_place(content, change_set).await?
        } else {
            self.merge(content, change_set, unknown).await?
        };
        let applied = match applied {
            Ok(applied) => applied,
            Err(conflicts) => return Ok(Ending::Conflicts(conflicts)),
        };
        self.record(file, content, change_set, &report(&applied)).await?;
        self.transaction.commit().await?;
        Ok(Ending::Applied(applied))
    }

    fn sql(&self, template: &str) -> String {
        template
            .replace("{staging}", &self.staging)
            .replace("{region}", &self.region.number.0.to_string())
            .replace("{columns}", &Layout::names())
            .replace("{f_columns}", &Layout::names_of("f."))
            .replace("{s_columns}", &Layout::names_of("s."))
    }

    /// The staging table becomes the partition. When readers do not let go of the empty partition, the rows are moved.
    async fn take_place(
        &mut self,
        content: &Content,
        change_set: i32,
    ) -> Result<Result<Applied, Vec<Conflict>>, StoreError> {
        let given = self.give_identifiers(content).await?;
        let place = self.sql(include_str!("sql/take_place.sql"));
        let mut savepoint = self.transaction.begin().await?;
        match run(&mut savepoint, &place).await {
            Ok(_) => savepoint.commit().await?,
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                savepoint.rollback().await?;
                return Ok(Err(self.conflicts().await?));
            }
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(LOCK_NOT_AVAILABLE) => {
                savepoint.rollback().await?;
                let applied = self.merge(content, change_set, Unknown::Refuse).await?;
                return Ok(applied.map(|applied| Applied {
                    identifiers_given: given,
                    ..applied
                }));
            }
            Err(error) => return Err(error.into()),
        }
        Ok(Ok(Applied {
            change_set,
            inserted: content.records(),
            identifiers_given: given,
            ..Applied::default()
        }))
    }

    /// The staged rows change the region's state, what ends goes into the history.
    async fn merge(
        &mut self,
        content: &Content,
        change_set: i32,
        unknown: Unknown,
    ) -> Result<Result<Applied, Vec<Conflict>>, StoreError> {
        let index = self.sql("create index on {staging} (id); analyze {staging} (id, operation);");
        run(&mut self.transaction, &index).await?;
        let (tolerated, conflicts): (Vec<_>, Vec<_>) = self
            .conflicts()
            .await?
            .into_iter()
            .partition(|conflict| unknown == Unknown::Tolerate && conflict.kind == ConflictKind::Unknown);
        if !conflicts.is_empty() {
            return Ok(Err(conflicts));
        }
        let given = self.give_identifiers(content).await?;
        let ended = self
            .execute(include_str!("sql/end_versions.sql"), change_set)
            .await?;
        let deletions: u64 = content
            .counts
            .values()
            .filter_map(|c| c.get(&Operation::Delete))
            .sum();
        let unknown_deletions: i64 = sqlx::query_scalar(&self.sql(
            "select count(*) from {staging} s
             where s.operation = 'd' and not exists (
                 select from feature_history h where h.region = {region} and h.id = s.id and h.until = $1)",
        ))
        .bind(change_set)
        .fetch_one(&mut *self.transaction)
        .await?;
        let deleted = deletions.saturating_sub(unknown_deletions.unsigned_abs());
        let written = self
            .execute(include_str!("sql/begin_versions.sql"), change_set)
            .await?;
        let drop = self.sql("drop table {staging}");
        run(&mut self.transaction, &drop).await?;
        let updated = ended.saturating_sub(deleted);
        Ok(Ok(Applied {
            change_set,
            inserted: written.saturating_sub(updated),
            updated,
            deleted,
            unchanged: content
                .records()
                .saturating_sub(deletions)
                .saturating_sub(written),
            identifiers_given: given,
            tolerated,
        }))
    }

    async fn execute(&mut self, template: &str, change_set: i32) -> Result<u64, StoreError> {
        let done = sqlx::query(&self.sql(template))
            .bind(change_set)
            .execute(&mut *self.transaction)
            .await?;
        Ok(done.rows_affected())
    }

    /// Gives identifiers to the records without and raises the series above every identifier seen.
    async fn give_identifiers(&mut self, content: &Content) -> Result<u64, StoreError> {
        let raise = self.sql(include_str!("sql/raise_series.sql"));
        run(&mut self.transaction, &raise).await?;
        if content.without_id == 0 {
            return Ok(0);
        }
        let give = self.sql(include_str!("sql/give_identifiers.sql"));
        let given = run(&mut self.transaction, &give).await?;
        let wanting = self.sql("select exists (select from {staging} where id is null and operation <> 'd')");
        if sqlx::query_scalar(&wanting)
            .fetch_one(&mut *self.transaction)
            .await?
        {
            return Err(StoreError::SeriesExhausted(self.region.code.clone()));
        }
        run(&mut self.transaction, &raise).await?;
        Ok(given)
    }

    async fn conflicts(&mut self) -> Result<Vec<Conflict>, StoreError> {
        let rows = sqlx::query(&self.sql(include_str!("sql/conflicts.sql")))
            .bind(MOST_CONFLICTS)
            .fetch_all(&mut *self.transaction)
            .await?;
        rows.iter().map(conflict).collect()
    }

    /// Writes the change set and the delivery.
    async fn record(
        &mut self,
        file: &DeliveryFile,
        content: &Content,
        change_set: i32,
        report: &serde_json::Value,
    ) -> Result<(), StoreError> {
        let connection: &mut PgConnection = &mut self.transaction;
        let region = self.region.number;
        delivery::insert(connection, region, file, Some(change_set), report).await?;
        delivery::insert_parts(connection, region, file.id, &content.parts).await?;
        let bounds = content.area.map(BoundingBox::metres).map(Vec::from);
        sqlx::query(
            "insert into change_set (region, number, delivery, submission_id, author, area, counts)
             values ($1, $2, $3, $4, $5, ST_MakeEnvelope($6[1], $6[2], $6[3], $6[4], 5514), $7)",
        )
        .bind(region.0)
        .bind(change_set)
        .bind(file.id)
        .bind(content.submission.id())
        .bind(&file.author)
        .bind(bounds)
        .bind(counts_json(content))
        .execute(connection)
        .await?;
        Ok(())
    }
}
