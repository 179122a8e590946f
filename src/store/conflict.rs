//! Records that do not fit the state of their region.

use sqlx::Row;
use sqlx::postgres::PgRow;

use super::StoreError;
use crate::model::{FeatureId, Position};

/// Why a record cannot be applied to the region's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// The same `ID` twice in the delivery.
    Repeated,
    /// `i` of an `ID` that the region has already.
    Exists,
    /// `i`, `u` or `d` of an object that has ended; identifiers are never used again.
    Ended,
    /// `u` or `d` of an `ID` that the region never had.
    Unknown,
    /// The region has the `ID` as an object of another type.
    OtherType,
    /// The object has changed since the moment that the delivery was made over.
    Stale,
}

/// A record that does not fit the region's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What is wrong.
    pub kind: ConflictKind,
    /// Where it stands in the file; the byte is not known here.
    pub position: Position,
    /// The object.
    pub id: FeatureId,
    /// Key of its type.
    pub object_type: i32,
    /// The change set that stands in the way, and who made it.
    pub change_set: Option<(i32, String)>,
}

/// Reads a row of `sql/conflicts.sql`.
pub(super) fn conflict(row: &PgRow) -> Result<Conflict, StoreError> {
    let kind: String = row.try_get("kind")?;
    let id: i64 = row.try_get("id")?;
    let wrong = |what: String| StoreError::Row { id, what };
    let number = |value: i64| u64::try_from(value).unwrap_or_default();
    Ok(Conflict {
        kind: match kind.as_str() {
            "repeated" => ConflictKind::Repeated,
            "exists" => ConflictKind::Exists,
            "ended" => ConflictKind::Ended,
            "unknown" => ConflictKind::Unknown,
            "other-type" => ConflictKind::OtherType,
            "stale" => ConflictKind::Stale,
            other => return Err(wrong(other.to_owned())),
        },
        position: Position {
            record: number(row.try_get("record")?),
            line: number(row.try_get("line")?),
            byte: 0,
        },
        id: FeatureId::from_number(id).ok_or_else(|| wrong("identifier".to_owned()))?,
        object_type: row.try_get("object_type")?,
        change_set: row
            .try_get::<Option<i32>, _>("change_set")?
            .zip(row.try_get::<Option<String>, _>("author")?),
    })
}
