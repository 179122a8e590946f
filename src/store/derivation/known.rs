//! What is kept of the derivation of a region: up to which change set, by which hierarchy, and how much there is.

use sqlx::{PgConnection, Row as _};

use crate::derive::Fate;
use crate::model::RegionNumber;
use crate::store::StoreError;

/// Up to where areas of a region are derived.
pub(super) struct Known {
    pub(super) change_set: i32,
    /// Whether a part of it can be derived.
    pub(super) is_whole: bool,
    /// [Digest](crate::derive::Hierarchy::digest) of the hierarchy that all were derived by.
    pub(super) hierarchy: String,
}

/// How many faces have each fate, or how many more.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fates {
    pub(super) areas: i64,
    pub(super) crossed: i64,
    pub(super) open: i64,
    pub(super) unnamed: i64,
    pub(super) ambiguous: i64,
}

/// Definition points and faces that there are, or that there are more.
pub(super) struct Counts {
    pub(super) points: i64,
    pub(super) faces: Fates,
}

impl Fates {
    /// Adds faces of a fate.
    pub(super) fn add(&mut self, fate: &str, count: i64) {
        match fate {
            "area" => self.areas += count,
            "crossed" => self.crossed += count,
            "open" => self.open += count,
            "unnamed" => self.unnamed += count,
            _ => self.ambiguous += count,
        }
    }
}

/// The name of a fate.
pub(super) fn name(fate: &Fate) -> &'static str {
    match fate {
        Fate::Area(_) => "area",
        Fate::Crossed(_) => "crossed",
        Fate::Open(_) => "open",
        Fate::Unnamed => "unnamed",
        Fate::Ambiguous => "ambiguous",
    }
}

impl Known {
    /// What is known of a region; nothing before its first derivation.
    pub(super) async fn read(
        connection: &mut PgConnection,
        region: RegionNumber,
    ) -> Result<Option<Self>, StoreError> {
        let row = sqlx::query("select change_set, is_whole, hierarchy from derivation where region = $1")
            .bind(region.0)
            .fetch_optional(connection)
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        Ok(Some(Self {
            change_set: row.try_get("change_set")?,
            is_whole: row.try_get("is_whole")?,
            hierarchy: row.try_get("hierarchy")?,
        }))
    }

    /// Writes it down, with counts of all, or of how much more there is when only a part was derived.
    pub(super) async fn keep(
        &self,
        connection: &mut PgConnection,
        region: RegionNumber,
        counts: &Counts,
        is_full: bool,
    ) -> Result<(), StoreError> {
        let keep = include_str!("../sql/keep_derivation.sql").replace("{region}", &region.0.to_string());
        let Counts { points, faces } = counts;
        sqlx::query(&keep)
            .bind(self.change_set)
            .bind(self.is_whole)
            .bind(&self.hierarchy)
            .bind(points)
            .bind(faces.areas)
            .bind(faces.crossed)
            .bind(faces.open)
            .bind(faces.unnamed)
            .bind(faces.ambiguous)
            .bind(!is_full)
            .execute(connection)
            .await?;
        Ok(())
    }
}
