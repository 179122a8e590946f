//! One delivery, one change set, one transaction: staged by `COPY`, applied by set-based SQL.
//!
//! Only the short apply step holds the region's lock. A process that dies before the commit leaves nothing.
//!
//! A region that never had rows takes its first state without moving them again: the staging table is filled without
//! indexes, indexed, and attached as the region's rows.

use std::sync::Arc;

use bytes::Bytes;
use chrono::{Timelike as _, Utc};
use chrono_tz::Europe::Prague;
use sqlx::{Connection as _, PgTransaction};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::columns::{Layout, Stamp};
use super::conflict::Conflict;
use super::content::{Content, References};
use super::delivery::{self, DeliveryFile, DeliveryState};
use super::derivation::{Derivation, Followed, Occasion};
use super::ledger::{self, Changed, Entry, Origin};
use super::pool::run;
use super::staging::{self, CHANGE_COLUMNS, RowTarget};
use super::{Store, StoreError, part};
use crate::derive::Hierarchy;
use crate::model::{BoundingBox, Region};

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
    /// Records that changed nothing: states that the region had already, references to what surrounds a change.
    pub unchanged: u64,
    /// Identifiers given to new objects.
    pub identifiers_given: u64,
    /// Tolerated changes of unknown objects.
    pub tolerated: Vec<Conflict>,
    /// What became of derived areas.
    pub derived: Followed,
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

/// Under which conditions a delivery is applied.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// What happens to changes of unknown objects.
    pub unknown: Unknown,
    /// The change set over which the delivery was made; objects that changed since then are conflicts.
    pub base: Option<i32>,
}

/// An import under way. Dropped without [`apply`](Self::apply), it leaves nothing.
#[derive(Debug)]
pub struct Import {
    pub(super) transaction: PgTransaction<'static>,
    pub(super) region: Region,
    staging: String,
    fresh: bool,
    indexed: bool,
    pub(super) stamp: Stamp,
    hierarchy: Arc<Hierarchy>,
}

impl Store {
    /// Begins to import a delivery into a region. Objects that do not tell by which submission they come and change get this one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_import(
        &self,
        region: &Region,
        submission: Option<&str>,
    ) -> Result<Import, StoreError> {
        // Asked outside of the transaction, which may last long and must not hold a lock on what people read.
        let fresh = sqlx::query_scalar("select to_regclass($1) is null")
            .bind(format!("feature_{}_rows", region.number.0))
            .fetch_one(self.pool())
            .await?;
        let now = Utc::now().with_timezone(&Prague).naive_local();
        let mut transaction = self.pool().begin().await?;
        // Other imports of the region may be under way: a name of its own, which the rows get rid of when they take
        // their place.
        let staging = format!("staging_{}", Uuid::new_v4().simple());
        // Rows that are known to be of the region take their place without being looked through.
        let of_region = format!(
            ", constraint {staging}_region check (region = {}::smallint)",
            region.number.0
        );
        let (temporary, constraint, end) = if fresh {
            ("", of_region.as_str(), "")
        } else {
            ("temporary ", "", "on commit drop")
        };
        run(
            &mut transaction,
            &format!(
                "set local maintenance_work_mem = '256MB';
             create {temporary}table {staging} ({CHANGE_COLUMNS}, like feature_columns{constraint}) {end};
             alter table {staging} alter id drop not null;"
            ),
        )
        .await?;
        Ok(Import {
            transaction,
            region: region.clone(),
            staging,
            fresh,
            indexed: false,
            stamp: Stamp {
                time: now.with_nanosecond(0).unwrap_or(now),
                submission: submission.map(str::to_owned),
            },
            hierarchy: self.hierarchy().clone(),
        })
    }
}

impl Import {
    /// Where the rows of this import go; gives their encoder.
    pub fn target(&self) -> RowTarget {
        RowTarget {
            region: self.region.number,
            since: self.region.last_change_set + 1,
            stamp: self.stamp.clone(),
        }
    }

    /// Whether the region has no rows yet: indexes are built when all of them are there.
    pub fn is_first(&self) -> bool {
        self.fresh
    }

    /// Copies chunks of whole rows until the sender is dropped; answers how many rows there were.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database refuses a row.
    pub async fn copy(&mut self, chunks: &mut mpsc::Receiver<Bytes>) -> Result<u64, StoreError> {
        staging::copy(&mut self.transaction, &self.staging, chunks).await
    }

    /// The applied delivery of the same bytes in the region, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn repeated(&mut self, sha512: &[u8]) -> Result<Option<DeliveryState>, StoreError> {
        delivery::applied(&mut self.transaction, self.region.number, sha512).await
    }

    /// Applies what was copied, as one change set, and commits. `report` makes what is kept with the delivery.
    ///
    /// # Errors
    /// [`StoreError`]; nothing of the delivery stays then.
    pub async fn apply(
        mut self,
        file: &DeliveryFile,
        content: &Content,
        terms: Terms,
        report: impl Fn(&Applied) -> serde_json::Value + Send,
    ) -> Result<Ending, StoreError> {
        let change_set = ledger::next_number(&mut self.transaction, self.region.number).await?;
        if let Some(earlier) =
            delivery::applied(&mut self.transaction, self.region.number, &file.sha512).await?
        {
            return Ok(Ending::Repeated(Box::new(earlier)));
        }
        let undisturbed = change_set == self.region.last_change_set + 1;
        let applied = if self.fresh && undisturbed && content.states_only() {
            self.take_place(content, change_set, terms).await?
        } else {
            self.merge(content, change_set, terms).await?
        };
        let (mut applied, changed) = match applied {
            Ok(applied) => applied,
            Err(conflicts) => return Ok(Ending::Conflicts(conflicts)),
        };
        self.record(file, content, terms, &changed, &applied, &report(&applied))
            .await?;
        let derivation = Derivation {
            region: self.region.number,
            change_set,
            hierarchy: self.hierarchy,
        };
        let mut transaction = self.transaction;
        (transaction, applied.derived) = derivation.follow(transaction, Occasion::Change).await?;
        if applied.derived != Followed::default() {
            delivery::report(&mut transaction, self.region.number, file.id, &report(&applied)).await?;
        }
        transaction.commit().await.map_err(StoreError::of_commit)?;
        Ok(Ending::Applied(applied))
    }

    pub(super) fn sql(&self, template: &str) -> String {
        template
            .replace("{staging}", &self.staging)
            .replace("{region}", &self.region.number.0.to_string())
            .replace("{columns}", &Layout::names())
            .replace("{f_columns}", &Layout::names_of("f."))
            .replace("{compared}", &Layout::compared())
            .replace("{compared_leniently}", &Layout::compared_leniently())
            .replace("{begun}", &Layout::begun())
            .replace("{completed}", &Layout::completed())
    }

    /// Builds the indexes of a first state as soon as its rows are there, so that what else is still done with the delivery
    /// happens meanwhile, and the region's lock is held for a moment only. Where that is not possible yet, or not at all,
    /// [`apply`](Self::apply) does it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn prepare(&mut self, content: &Content) -> Result<(), StoreError> {
        if self.fresh && content.states_only() && content.without_id == 0 {
            self.index_ahead().await?;
        }
        Ok(())
    }

    /// Indexes the staging table; answers whether its identifiers are as they must be.
    async fn index_ahead(&mut self) -> Result<bool, StoreError> {
        if self.indexed {
            return Ok(true);
        }
        let index = self.sql(include_str!("sql/index_ahead.sql"));
        let mut savepoint = self.transaction.begin().await?;
        match run(&mut savepoint, &index).await {
            Ok(_) => savepoint.commit().await?,
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                savepoint.rollback().await?;
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        }
        self.indexed = true;
        Ok(true)
    }

    /// The staging table becomes the region's rows.
    async fn take_place(
        &mut self,
        content: &Content,
        change_set: i32,
        terms: Terms,
    ) -> Result<Result<(Applied, Changed), Vec<Conflict>>, StoreError> {
        let given = self.give_identifiers(content, change_set).await?;
        if !self.index_ahead().await? {
            return Ok(Err(self.conflicts(terms).await?));
        }
        let place = self.sql(include_str!("sql/take_place.sql"));
        run(&mut self.transaction, &place).await?;
        let applied = Applied {
            change_set,
            inserted: content.records(),
            identifiers_given: given,
            ..Applied::default()
        };
        Ok(Ok((applied, Changed::first(content))))
    }

    /// Gives identifiers to the records without and raises the series above every identifier seen; a series at its end gives what
    /// was left out below.
    pub(super) async fn give_identifiers(
        &mut self,
        content: &Content,
        change_set: i32,
    ) -> Result<u64, StoreError> {
        let raise = self.sql(include_str!("sql/raise_series.sql"));
        run(&mut self.transaction, &raise).await?;
        if content.without_id == 0 {
            return Ok(0);
        }
        let give = self.sql(include_str!("sql/give_identifiers.sql"));
        let mut given = run(&mut self.transaction, &give).await?;
        if self.has_nameless().await? {
            let give = self.sql(include_str!("sql/give_free_identifiers.sql"));
            given += run(&mut self.transaction, &give).await?;
            if self.has_nameless().await? {
                return Err(StoreError::SeriesExhausted(self.region.code.clone()));
            }
        }
        run(&mut self.transaction, &raise).await?;
        self.execute(include_str!("sql/given_identifiers.sql"), change_set)
            .await?;
        Ok(given)
    }

    /// Whether a new object is still without an identifier.
    async fn has_nameless(&mut self) -> Result<bool, StoreError> {
        let nameless =
            self.sql("select exists (select from {staging} where id is null and operation <> 'd')");
        let nameless = sqlx::query_scalar(&nameless);
        Ok(nameless.fetch_one(&mut *self.transaction).await?)
    }

    pub(super) async fn execute(&mut self, template: &str, change_set: i32) -> Result<u64, StoreError> {
        let done = sqlx::query(&self.sql(template))
            .bind(change_set)
            .execute(&mut *self.transaction)
            .await?;
        Ok(done.rows_affected())
    }

    /// Writes the delivery and the change set.
    async fn record(
        &mut self,
        file: &DeliveryFile,
        content: &Content,
        terms: Terms,
        changed: &Changed,
        applied: &Applied,
        report: &serde_json::Value,
    ) -> Result<(), StoreError> {
        let region = self.region.number;
        let number = applied.change_set;
        delivery::insert(
            &mut self.transaction,
            region,
            file,
            Some(number),
            terms.base,
            report,
        )
        .await?;
        part::insert(&mut self.transaction, region, file.id, &content.parts).await?;
        ledger::write(
            &mut self.transaction,
            region,
            &Entry {
                number,
                origin: Origin::Delivery(file.id),
                submission: content.submission.id().or(self.stamp.submission.as_deref()),
                author: &file.author,
                area: content.area.map(BoundingBox::metres),
                changed,
                types: Some(content.counts.keys().cloned().collect()),
                is_at_once: false,
            },
        )
        .await
    }
}

impl Content {
    /// Whether there are but states (`r`) and new objects (`i`), all of which are to be in force.
    fn states_only(&self) -> bool {
        let [_, changes, ends, references] = self.by_operation();
        changes + ends == 0 && (references == 0 || self.references == References::Apply)
    }
}
