//! The ledger of a region: its change sets, numbered without gaps, who made them, when, where and what they changed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{PgPool, Row};
use uuid::Uuid;

use super::content::Content;
use super::{Store, StoreError, elsewhere};
use crate::model::{Catalogue, Moment, Region, RegionNumber};

/// What makes a change set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A delivery.
    Delivery(Uuid),
    /// It undoes the change set of this number.
    Revert(i32),
    /// Areas are derived from what the change set of this number left.
    Derivation(i32),
}

/// New, changed and ended objects by the [key](crate::model::ObjectType::key) of their type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed(pub BTreeMap<i32, [u64; 3]>);

impl Changed {
    /// What the first delivery of a region changes: everything in it is new.
    pub(super) fn first(content: &Content) -> Self {
        let records = |element: &str| {
            content
                .counts
                .get(element)
                .map_or(0, |counts| counts.values().sum())
        };
        let new = |(element, key): (&String, &i32)| (*key, [records(element), 0, 0]);
        Self(content.keys.iter().map(new).collect())
    }

    /// What a change set of the region has changed.
    pub(super) async fn read(
        connection: &mut PgConnection,
        region: RegionNumber,
        number: i32,
    ) -> Result<Self, StoreError> {
        let changed = include_str!("sql/changed.sql").replace("{region}", &region.0.to_string());
        let rows = sqlx::query(&changed).bind(number).fetch_all(connection).await?;
        let count = |row: &PgRow, name| row.try_get::<i64, _>(name).map(i64::unsigned_abs);
        let read = |row: &PgRow| {
            let counts = [
                count(row, "inserted")?,
                count(row, "updated")?,
                count(row, "deleted")?,
            ];
            Ok((row.try_get("object_type")?, counts))
        };
        Ok(Self(rows.iter().map(read).collect::<Result<_, StoreError>>()?))
    }

    /// All types together.
    pub fn totals(&self) -> [u64; 3] {
        let add = |sum: [u64; 3], counts: &[u64; 3]| [0, 1, 2].map(|at| sum[at] + counts[at]);
        self.0.values().fold([0; 3], add)
    }

    /// Element names of the types.
    pub(super) fn elements(&self) -> Vec<String> {
        self.0.keys().map(|key| element(*key)).collect()
    }

    /// `{"HraniceBudovy": {"i": 3, "u": 1}}`; types that no built-in catalogue has go by their keys.
    fn json(&self) -> serde_json::Value {
        let counted = |counts: &[u64; 3]| {
            let letters = ["i", "u", "d"].into_iter().zip(counts);
            let some = letters.filter(|(_, count)| **count > 0);
            some.map(|(letter, count)| (letter.to_owned(), (*count).into()))
                .collect::<serde_json::Map<_, _>>()
        };
        let types = self
            .0
            .iter()
            .map(|(key, counts)| (element(*key), counted(counts).into()));
        types.collect::<serde_json::Map<_, _>>().into()
    }
}

/// The element name of a type; of one that no built-in catalogue has, its key.
fn element(key: i32) -> String {
    let catalogues = Catalogue::versions().filter_map(|version| Catalogue::embedded(version).ok());
    let mut types = catalogues.filter_map(|catalogue| catalogue.object_type_by_key(key));
    types
        .next()
        .map_or_else(|| key.to_string(), |known| known.element.clone())
}

/// A change set to be written down.
pub(super) struct Entry<'a> {
    pub(super) number: i32,
    pub(super) origin: Origin,
    pub(super) submission: Option<&'a str>,
    pub(super) author: &'a str,
    /// West, south, east, north in metres of EPSG:5514.
    pub(super) area: Option<[f64; 4]>,
    pub(super) changed: &'a Changed,
    /// Element names of the types that there are records of; `None` when nobody knows.
    pub(super) types: Option<Vec<String>>,
    /// Whether it is in force right after the change set before, with which it becomes visible.
    pub(super) is_at_once: bool,
}

/// Takes the next number of a region, and with it the region's lock until the end of the transaction.
pub(super) async fn next_number(
    connection: &mut PgConnection,
    region: RegionNumber,
) -> Result<i32, StoreError> {
    let number = sqlx::query_scalar(
        "update region set last_change_set = last_change_set + 1 where number = $1 returning last_change_set",
    )
    .bind(region.0)
    .fetch_one(&mut *connection)
    .await?;
    elsewhere::settle(connection, region, number).await?;
    Ok(number)
}

/// Writes a change set down. Its time is now, and later than that of the change set before; what follows that one at once is in force
/// a microsecond later, the shortest time that is told.
pub(super) async fn write(
    connection: &mut PgConnection,
    region: RegionNumber,
    entry: &Entry<'_>,
) -> Result<(), StoreError> {
    let (kind, delivery, reverts, derives) = match entry.origin {
        Origin::Delivery(id) => ("delivery", Some(id), None, None),
        Origin::Revert(number) => ("revert", None, Some(number), None),
        Origin::Derivation(number) => ("derivation", None, None, Some(number)),
    };
    sqlx::query(
        "insert into change_set
             (region, number, kind, delivery, reverts, derives, submission_id, author, area, counts, types, effective_at)
         select $1, $2, $10, $3, $4, $11, $5, $6,
                ST_MakeEnvelope($7[1], $7[2], $7[3], $7[4], 5514), $8, $9,
                greatest(case when not $12 then clock_timestamp() end, (
                    select effective_at + interval '1 microsecond'
                    from change_set where region = $1 and number = $2 - 1
                ))",
    )
    .bind(region.0)
    .bind(entry.number)
    .bind(delivery)
    .bind(reverts)
    .bind(entry.submission)
    .bind(entry.author)
    .bind(entry.area.map(Vec::from))
    .bind(entry.changed.json())
    .bind(&entry.types)
    .bind(kind)
    .bind(derives)
    .bind(entry.is_at_once)
    .execute(connection)
    .await?;
    Ok(())
}

/// A change set as the ledger has it.
#[derive(Clone, Debug)]
pub struct ChangeSet {
    /// Its number in the region.
    pub number: i32,
    /// What made it.
    pub origin: Origin,
    /// The change set that undid it.
    pub reverted_by: Option<i32>,
    /// `IDZmeny`, when all records agreed.
    pub submission: Option<String>,
    /// Who made it.
    pub author: String,
    /// Since when it is in force.
    pub effective_at: DateTime<Utc>,
    /// A box around what was delivered: west, south, east, north in metres of EPSG:5514.
    pub area: Option<[f64; 4]>,
    /// `{"HraniceBudovy": {"i": 3, "u": 1}}`.
    pub counts: serde_json::Value,
    /// Element names of the types that were delivered, whether something changed of them or not; `None` when that was not written
    /// down.
    pub types: Option<Vec<String>>,
    /// Files of the delivery.
    pub files: Vec<KeptFile>,
}

/// A file that came with a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// Its name.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-512 of its bytes.
    pub sha512: Vec<u8>,
}

impl Store {
    /// The number of the last change set of a region that is in force at a moment; 0 before the first. A number beyond the
    /// last change set is that one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn number_at(&self, region: &Region, moment: Moment) -> Result<i32, StoreError> {
        number_at(self.reading(), region, moment).await
    }

    /// The same where deliveries are written, which a standby may not have reached yet.
    ///
    /// # Errors
    /// As [`number_at`](Self::number_at).
    pub async fn base_at(&self, region: &Region, moment: Moment) -> Result<i32, StoreError> {
        number_at(self.pool(), region, moment).await
    }

    /// Since when change sets of a region are in force; all when no numbers are given.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn effective_times(
        &self,
        region: RegionNumber,
        numbers: Option<&[i32]>,
    ) -> Result<BTreeMap<i32, DateTime<Utc>>, StoreError> {
        let rows: Vec<(i32, DateTime<Utc>)> = sqlx::query_as(
            "select number, effective_at from change_set
                 where region = $1 and ($2::integer[] is null or number = any($2))",
        )
        .bind(region.0)
        .bind(numbers)
        .fetch_all(self.reading())
        .await?;
        Ok(rows.into_iter().collect())
    }

    /// Change sets of a region after a number, in their order, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn change_sets(
        &self,
        region: RegionNumber,
        after: i32,
        limit: u32,
    ) -> Result<Vec<ChangeSet>, StoreError> {
        let rows = sqlx::query(include_str!("sql/change_sets.sql"))
            .bind(region.0)
            .bind(after)
            .bind(i64::from(limit))
            .fetch_all(self.reading())
            .await?;
        rows.iter().map(change_set).collect()
    }

    /// One change set; `None` when the region has no such.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn change_set(
        &self,
        region: RegionNumber,
        number: i32,
    ) -> Result<Option<ChangeSet>, StoreError> {
        let found = self.change_sets(region, number.saturating_sub(1), 1).await?;
        Ok(found.into_iter().find(|found| found.number == number))
    }
}

async fn number_at(pool: &PgPool, region: &Region, moment: Moment) -> Result<i32, StoreError> {
    match moment {
        Moment::Number(number) => Ok(number.min(region.last_change_set)),
        Moment::Time(_) if region.last_change_set == 0 => Ok(0),
        Moment::Time(time) => {
            // A later number has a later time; the maximum of the numbers would be sought from the last one down.
            let number: Option<i32> = sqlx::query_scalar(
                "select number from change_set where region = $1 and effective_at <= $2
                 order by effective_at desc limit 1",
            )
            .bind(region.number.0)
            .bind(time)
            .fetch_optional(pool)
            .await?;
            Ok(number.unwrap_or(0))
        }
    }
}

fn change_set(row: &PgRow) -> Result<ChangeSet, StoreError> {
    let names: Vec<String> = row.try_get("file_names")?;
    let sizes: Vec<i64> = row.try_get("file_sizes")?;
    let digests: Vec<Vec<u8>> = row.try_get("file_digests")?;
    let file = |((name, size), sha512): ((String, i64), Vec<u8>)| KeptFile {
        name,
        size: size.unsigned_abs(),
        sha512,
    };
    let area: Option<Vec<f64>> = row.try_get("area")?;
    let number = row.try_get("number")?;
    let delivery: Option<Uuid> = row.try_get("delivery")?;
    let (reverts, derives): (Option<i32>, Option<i32>) = (row.try_get("reverts")?, row.try_get("derives")?);
    let origin = match (delivery, reverts, derives) {
        (Some(id), ..) => Origin::Delivery(id),
        (None, Some(number), _) => Origin::Revert(number),
        (None, None, Some(number)) => Origin::Derivation(number),
        (None, None, None) => {
            return Err(StoreError::Row {
                id: i64::from(number),
                what: "origin of the change set".to_owned(),
            });
        }
    };
    Ok(ChangeSet {
        types: row.try_get("types")?,
        number,
        origin,
        reverted_by: row.try_get("reverted_by")?,
        submission: row.try_get("submission_id")?,
        author: row.try_get("author")?,
        effective_at: row.try_get("effective_at")?,
        area: area.and_then(|edges| edges.try_into().ok()),
        counts: row.try_get("counts")?,
        files: names.into_iter().zip(sizes).zip(digests).map(file).collect(),
    })
}
