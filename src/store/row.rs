//! A row of [`Table::columns`](super::versions::Table::columns) as a feature.

use sqlx::postgres::PgRow;
use sqlx::{Row, ValueRef};

use super::{StoreError, View};
use crate::geom::ewkb;
use crate::model::{Feature, FeatureId, Geometry, RegionNumber};

/// How many columns stand before those of [`Layout::names`](super::Layout).
const BEFORE_LAYOUT: usize = 8;

/// Reads a row, without what the audience does not see.
pub(super) fn read_feature(view: &View, row: &PgRow) -> Result<Feature, StoreError> {
    let id: i64 = row.try_get("id")?;
    let fault = |what: String| StoreError::Row { id, what };
    let object_type: i32 = row.try_get("object_type")?;
    let unknown = || fault(format!("object type {object_type}"));
    let index = view.catalogue().position_of_key(object_type).ok_or_else(unknown)?;
    let known = view.catalogue().object_type_by_key(object_type).ok_or_else(unknown)?;
    let mut attributes = view.layout().read(row, BEFORE_LAYOUT, known)?;
    let disclosure = view.disclosure();
    if disclosure.hides_attributes() {
        attributes = disclosure.redacted(index, &attributes);
    }
    Ok(Feature {
        region: RegionNumber(row.try_get("region")?),
        id: FeatureId::from_number(id).ok_or_else(|| fault("the identifier itself".to_owned()))?,
        object_type,
        since: row.try_get("since")?,
        until: row.try_get("until")?,
        attributes,
        geometry: read_geometry(row, "geometry", id)?,
        outline: read_geometry(row, "outline", id)?,
        critical_area: read_geometry(row, "critical_area", id)?,
    })
}

fn read_geometry(row: &PgRow, column: &str, id: i64) -> Result<Option<Geometry>, StoreError> {
    let value = row.try_get_raw(column)?;
    if value.is_null() {
        return Ok(None);
    }
    let bytes = value.as_bytes().map_err(|_| StoreError::Row {
        id,
        what: column.to_owned(),
    })?;
    ewkb::read(bytes)
        .map(Some)
        .map_err(|source| StoreError::Geometry { id, source })
}
