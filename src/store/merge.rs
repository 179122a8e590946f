//! Staged rows change the state of a region that has one: what ends goes into the history, what begins takes its place.

use super::StoreError;
use super::conflict::{Conflict, ConflictKind, conflict};
use super::content::{Content, References};
use super::derivation::Followed;
use super::import::{Applied, Import, Terms, Unknown};
use super::ledger::Changed;
use super::pool::run;

/// Most conflicts that are told.
const MOST_CONFLICTS: i64 = 1000;

impl Import {
    /// Changes the state; or tells why not.
    pub(super) async fn merge(
        &mut self,
        content: &Content,
        change_set: i32,
        terms: Terms,
    ) -> Result<Result<(Applied, Changed), Vec<Conflict>>, StoreError> {
        let mut prepare = String::from("call make_rows({region}::smallint); ");
        if content.references == References::LeaveOut {
            prepare += "delete from {staging} where operation = 'r'; ";
        }
        prepare += "create index on {staging} (id); analyze {staging} (id, operation);";
        let prepare = self.sql(&prepare);
        run(&mut self.transaction, &prepare).await?;
        let (tolerated, conflicts): (Vec<_>, Vec<_>) =
            self.conflicts(terms).await?.into_iter().partition(|conflict| {
                terms.unknown == Unknown::Tolerate && conflict.kind == ConflictKind::Unknown
            });
        if !conflicts.is_empty() {
            return Ok(Err(conflicts));
        }
        if content.partial > 0 {
            let complete = self.sql(include_str!("sql/complete.sql"));
            run(&mut self.transaction, &complete).await?;
        }
        let [_, changes, ..] = content.by_operation();
        if changes > 0 {
            let keep = self.sql(include_str!("sql/keep.sql"));
            run(&mut self.transaction, &keep).await?;
        }
        let identifiers_given = self.give_identifiers(content, change_set).await?;
        self.execute(include_str!("sql/end_versions.sql"), change_set)
            .await?;
        let begin = self.sql(include_str!("sql/begin_versions.sql"));
        sqlx::query(&begin)
            .bind(change_set)
            .bind(self.stamp.time)
            .bind(self.stamp.submission.as_deref())
            .execute(&mut *self.transaction)
            .await?;
        let changed = Changed::read(&mut self.transaction, self.region.number, change_set).await?;
        let drop = self.sql("drop table {staging}");
        run(&mut self.transaction, &drop).await?;
        let [inserted, updated, deleted] = changed.totals();
        let [_, _, ends, _] = content.by_operation();
        let applied = Applied {
            change_set,
            inserted,
            updated,
            deleted,
            unchanged: (content.records() - ends).saturating_sub(inserted + updated),
            identifiers_given,
            tolerated,
            derived: Followed::default(),
        };
        Ok(Ok((applied, changed)))
    }

    /// What does not fit the region's state, at most a thousand.
    pub(super) async fn conflicts(&mut self, terms: Terms) -> Result<Vec<Conflict>, StoreError> {
        let rows = sqlx::query(&self.sql(include_str!("sql/conflicts.sql")))
            .bind(MOST_CONFLICTS)
            .bind(terms.base)
            .bind(terms.unknown == Unknown::Tolerate)
            .fetch_all(&mut *self.transaction)
            .await?;
        rows.iter().map(conflict).collect()
    }
}
