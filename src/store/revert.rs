//! Undoing a change set: another one, its inverse.

use sqlx::Row;
use sqlx::postgres::PgRow;

use super::columns::Layout;
use super::derivation::{Derivation, Left, Occasion};
use super::ledger::{self, Changed, Entry, Origin};
use super::{Store, StoreError};
use crate::model::Region;

/// How undoing ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reverted {
    /// Done by the change set of this number; new, changed and ended objects, and what is left to do for derived areas.
    By(i32, [u64; 3], Option<Left>),
    /// It was undone by the first of these change sets, that one by the next and so on; when their number is odd, it is undone.
    Already(Vec<i32>),
    /// Later change sets stand in the way; undo them first, or make a delivery that says what shall be.
    Hindered(Vec<Hindrance>),
    /// It holds areas that are derived from what this change set left; who undoes that one gets them undone, too.
    Derived(i32),
    /// The region has no such change set.
    Unknown,
}

/// A change set that stands in the way of undoing an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hindrance {
    /// Its number.
    pub number: i32,
    /// Who made it.
    pub author: String,
    /// How many objects both touched.
    pub objects: u64,
    /// One of them.
    pub example: i64,
}

impl Store {
    /// Makes a change set that undoes one, in one transaction under the region's lock.
    ///
    /// # Errors
    /// [`StoreError::Database`]; nothing is changed then.
    pub async fn revert(&self, region: &Region, number: i32, author: &str) -> Result<Reverted, StoreError> {
        let mut transaction = self.pool().begin().await?;
        let next = ledger::next_number(&mut transaction, region.number).await?;
        let state = sqlx::query(include_str!("sql/undoings.sql"))
            .bind(region.number.0)
            .bind(number)
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(state) = state else {
            return Ok(Reverted::Unknown);
        };
        if let Some(derives) = state.try_get("derives")? {
            return Ok(Reverted::Derived(derives));
        }
        let undoings: Vec<i32> = state.try_get("undoings")?;
        if !undoings.is_empty() {
            return Ok(Reverted::Already(undoings));
        }
        let hindrances = sqlx::query(include_str!("sql/hindrances.sql"))
            .bind(region.number.0)
            .bind(number)
            .fetch_all(&mut *transaction)
            .await?;
        if !hindrances.is_empty() {
            let hindrances: Result<_, StoreError> = hindrances.iter().map(hindrance).collect();
            return Ok(Reverted::Hindered(hindrances?));
        }
        for step in [
            include_str!("sql/revert_end.sql"),
            include_str!("sql/revert_begin.sql"),
        ] {
            let step = step
                .replace("{region}", &region.number.0.to_string())
                .replace("{columns}", &Layout::names());
            sqlx::query(&step)
                .bind(number)
                .bind(next)
                .execute(&mut *transaction)
                .await?;
        }
        let changed = Changed::read(&mut transaction, region.number, next).await?;
        let edge = |name| state.try_get::<Option<f64>, _>(name);
        let edges = [edge("west")?, edge("south")?, edge("east")?, edge("north")?];
        let area = match edges {
            [Some(west), Some(south), Some(east), Some(north)] => Some([west, south, east, north]),
            _ => None,
        };
        let entry = Entry {
            number: next,
            origin: Origin::Revert(number),
            submission: None,
            author,
            area,
            changed: &changed,
            types: state.try_get("types")?,
            is_at_once: false,
        };
        ledger::write(&mut transaction, region.number, &entry).await?;
        let derivation = Derivation {
            region: region.number,
            change_set: next,
            hierarchy: self.hierarchy().clone(),
        };
        let (transaction, followed) = derivation.follow(transaction, Occasion::Change).await?;
        transaction.commit().await.map_err(StoreError::of_commit)?;
        Ok(Reverted::By(next, changed.totals(), followed.left))
    }
}

fn hindrance(row: &PgRow) -> Result<Hindrance, StoreError> {
    Ok(Hindrance {
        number: row.try_get("number")?,
        author: row.try_get("author")?,
        objects: row.try_get::<i64, _>("objects")?.unsigned_abs(),
        example: row.try_get("example")?,
    })
}
