//! Deliveries: what was received, what became of it, what it held besides its objects.

use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::postgres::{PgConnection, PgRow};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::model::RegionNumber;

/// What is known of a delivered file.
#[derive(Clone, Debug)]
pub struct DeliveryFile {
    /// Identifier of the delivery.
    pub id: Uuid,
    /// Name of the file, without directories.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-512 of its bytes.
    pub sha512: Vec<u8>,
    /// `VerzeJVFDTM`.
    pub version: String,
    /// Who sent it.
    pub author: String,
}

/// What became of a delivery.
#[derive(Clone, Debug)]
pub struct DeliveryState {
    /// Identifier.
    pub id: Uuid,
    /// Code of the region.
    pub region: String,
    /// `applied` or `refused`.
    pub state: String,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// Name of the file.
    pub file_name: String,
    /// Number of the change set, when applied.
    pub change_set: Option<i32>,
    /// Summary or located errors, as told to the sender.
    pub report: serde_json::Value,
}

impl Store {
    /// Keeps a delivery that was refused, with the reasons.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn refuse_delivery(
        &self,
        region: RegionNumber,
        file: &DeliveryFile,
        report: &serde_json::Value,
    ) -> Result<(), StoreError> {
        let mut connection = self.pool().acquire().await?;
        insert(&mut connection, region, file, None, None, report).await
    }

    /// What became of a delivery; `None` when there is no such.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn delivery(&self, id: Uuid) -> Result<Option<DeliveryState>, StoreError> {
        let row = sqlx::query(
            "select d.id, r.code, d.state, d.received_at, d.file_name, d.change_set, d.report
             from delivery d join region r on r.number = d.region
             where d.id = $1",
        )
        .bind(id)
        .fetch_optional(self.pool())
        .await?;
        row.as_ref().map(state).transpose()
    }
}

/// The applied delivery of the same bytes in a region, if there is one.
pub(super) async fn applied(
    connection: &mut PgConnection,
    region: RegionNumber,
    sha512: &[u8],
) -> Result<Option<DeliveryState>, StoreError> {
    let row = sqlx::query(
        "select d.id, r.code, d.state, d.received_at, d.file_name, d.change_set, d.report
         from delivery d join region r on r.number = d.region
         where d.region = $1 and d.sha512 = $2 and d.state = 'applied'
         order by d.change_set desc
         limit 1",
    )
    .bind(region.0)
    .bind(sha512)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(state).transpose()
}

fn state(row: &PgRow) -> Result<DeliveryState, StoreError> {
    Ok(DeliveryState {
        id: row.try_get("id")?,
        region: row.try_get("code")?,
        state: row.try_get("state")?,
        received_at: row.try_get("received_at")?,
        file_name: row.try_get("file_name")?,
        change_set: row.try_get("change_set")?,
        report: row.try_get::<Option<_>, _>("report")?.unwrap_or_default(),
    })
}

/// Writes the rows of a delivery and its file; applied when it has the number of a change set.
pub(super) async fn insert(
    connection: &mut PgConnection,
    region: RegionNumber,
    file: &DeliveryFile,
    change_set: Option<i32>,
    base: Option<i32>,
    report: &serde_json::Value,
) -> Result<(), StoreError> {
    sqlx::query(
        "with delivered as (
             insert into delivery
                 (region, id, state, file_name, size_bytes, sha512, jvf_version, author, report, change_set, base)
             values ($1, $2, case when $9 is null then 'refused' else 'applied' end, $3, $4, $5, $6, $7, $8, $9, $10)
             returning region, id, file_name, size_bytes, sha512
         )
         insert into delivery_file (region, delivery, number, name, size_bytes, sha512)
         select region, id, 1, file_name, size_bytes, sha512
         from delivered",
    )
    .bind(region.0)
    .bind(file.id)
    .bind(&file.name)
    .bind(i64::try_from(file.size).unwrap_or(i64::MAX))
    .bind(&file.sha512)
    .bind(&file.version)
    .bind(&file.author)
    .bind(report)
    .bind(change_set)
    .bind(base)
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes down anew what became of a delivery.
pub(super) async fn report(
    connection: &mut PgConnection,
    region: RegionNumber,
    id: Uuid,
    report: &serde_json::Value,
) -> Result<(), StoreError> {
    sqlx::query("update delivery set report = $3 where region = $1 and id = $2")
        .bind(region.0)
        .bind(id)
        .bind(report)
        .execute(connection)
        .await?;
    Ok(())
}
