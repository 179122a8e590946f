//! A row of [`Table::columns`](super::versions::Table::columns) as a feature, whether a query or a `COPY` brings it: both give
//! the columns in PostgreSQL's binary form.

use sqlx::postgres::{PgRow, PgValueFormat};
use sqlx::{Row, ValueRef};

use super::{StoreError, View};
use crate::geom::ewkb;
use crate::model::{Feature, FeatureId, Geometry, RegionNumber};

/// How many columns stand before those of [`Layout::names`](super::Layout).
const BEFORE_LAYOUT: usize = 8;

/// Columns of a row in binary form.
pub(super) trait Fields {
    /// The bytes of a column; `None` where it is null.
    fn field(&self, index: usize) -> Option<&[u8]>;
}

impl Fields for PgRow {
    fn field(&self, index: usize) -> Option<&[u8]> {
        let value = self.try_get_raw(index).ok()?;
        if value.is_null() || value.format() != PgValueFormat::Binary {
            return None;
        }
        value.as_bytes().ok()
    }
}

/// A row of the binary `COPY` format, cut at its columns.
#[derive(Debug, Default)]
pub(super) struct CopiedRow<'a> {
    fields: Vec<Option<&'a [u8]>>,
}

impl<'a> CopiedRow<'a> {
    /// Cuts the row that begins here; gives what follows it, or nothing when the row is not whole or is the trailer.
    pub(super) fn cut(&mut self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        self.fields.clear();
        let (count, mut rest) = bytes.split_first_chunk::<2>()?;
        for _ in 0..usize::try_from(i16::from_be_bytes(*count)).ok()? {
            let (length, tail) = rest.split_first_chunk::<4>()?;
            // A negative length is a null.
            let (field, tail) = match usize::try_from(i32::from_be_bytes(*length)) {
                Ok(length) => tail
                    .split_at_checked(length)
                    .map(|(field, tail)| (Some(field), tail))?,
                Err(_) => (None, tail),
            };
            self.fields.push(field);
            rest = tail;
        }
        Some(rest)
    }
}

impl Fields for CopiedRow<'_> {
    fn field(&self, index: usize) -> Option<&[u8]> {
        self.fields.get(index).copied().flatten()
    }
}

/// Reads a row, without what the audience does not see.
pub(super) fn read_feature(view: &View, row: &impl Fields) -> Result<Feature, StoreError> {
    let id = number::<8>(row, 1).map(i64::from_be_bytes).unwrap_or_default();
    let fault = |what: &str| StoreError::Row {
        id,
        what: what.to_owned(),
    };
    let object_type = number::<4>(row, 2)
        .map(i32::from_be_bytes)
        .ok_or_else(|| fault("object type"))?;
    let index = view
        .catalogue()
        .position_of_key(object_type)
        .ok_or_else(|| fault("object type"))?;
    let mut attributes = view.layout().read(row, BEFORE_LAYOUT, index).map_err(fault)?;
    let disclosure = view.disclosure();
    if disclosure.hides_attributes() {
        attributes = disclosure.redacted(index, &attributes);
    }
    Ok(Feature {
        region: RegionNumber(
            number::<2>(row, 0)
                .map(i16::from_be_bytes)
                .ok_or_else(|| fault("region"))?,
        ),
        id: FeatureId::from_number(id).ok_or_else(|| fault("the identifier itself"))?,
        object_type,
        since: number::<4>(row, 3)
            .map(i32::from_be_bytes)
            .ok_or_else(|| fault("since"))?,
        until: number::<4>(row, 4).map(i32::from_be_bytes),
        attributes,
        geometry: read_geometry(row, 5, id)?,
        outline: read_geometry(row, 6, id)?,
        critical_area: read_geometry(row, 7, id)?,
    })
}

/// The bytes of a column of fixed width.
pub(super) fn number<const N: usize>(row: &impl Fields, index: usize) -> Option<[u8; N]> {
    row.field(index)?.try_into().ok()
}

fn read_geometry(row: &impl Fields, index: usize, id: i64) -> Result<Option<Geometry>, StoreError> {
    row.field(index)
        .map(ewkb::read)
        .transpose()
        .map_err(|source| StoreError::Geometry { id, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copied_rows_are_cut_at_their_columns() {
        let bytes = b"\0\x02\0\0\0\x01a\xff\xff\xff\xff\0\x01\0\0\0\0\xff\xff";
        let mut row = CopiedRow::default();
        let rest = row.cut(bytes).unwrap();
        assert_eq!(
            (row.field(0), row.field(1), row.field(2)),
            (Some(&b"a"[..]), None, None)
        );
        let rest = row.cut(rest).unwrap();
        assert_eq!(row.field(0), Some(&b""[..]));
        assert!(row.cut(rest).is_none(), "the trailer is no row");
        for end in 0..11 {
            assert!(row.cut(&bytes[..end]).is_none(), "{end}");
        }
    }
}
