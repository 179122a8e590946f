//! The way of records into the database: rows in the binary `COPY` format into a staging table.
//!
//! The staging table has the columns of `feature` after those that only the change needs. In a region that is still
//! empty it becomes the region's partition itself; otherwise it is temporary.

use bytes::Bytes;
use sqlx::postgres::{PgConnection, PgCopyIn};
use tokio::sync::mpsc;

use super::columns::{Layout, Stamp, write_field, write_null};
use super::{StoreError, ValueFault};
use crate::derive::in_form;
use crate::geom::ewkb;
use crate::model::{Catalogue, FeatureId, Geometry, ObjectType, Operation, Record, RegionNumber};

/// Columns that are there for the change only: number of the record, its line, what it does; whether it leaves out what
/// stays, and bits of the columns that it empties; what a new object without identifier was called by.
pub(super) const CHANGE_COLUMNS: &str =
    "record bigint not null, line bigint not null, operation \"char\" not null,
    partial boolean not null, cleared integer not null, temporary text";

/// How many these are.
const CHANGE_COLUMN_COUNT: usize = 6;

/// Start of a stream in the binary format: signature, no flags, no extension.
const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const END: i16 = -1;

/// Encodes records as rows. It holds no connection and may work on a thread of its own.
#[derive(Clone, Debug)]
pub struct RowEncoder {
    layout: Layout,
    region: RegionNumber,
    since: i32,
    stamp: Stamp,
}

/// Where rows go: what they need to know of their import.
#[derive(Clone, Debug)]
pub struct RowTarget {
    pub(super) region: RegionNumber,
    pub(super) since: i32,
    pub(super) stamp: Stamp,
}

impl RowTarget {
    /// The encoder of records of a catalogue.
    pub fn encoder(self, catalogue: &'static Catalogue) -> RowEncoder {
        RowEncoder {
            layout: Layout::new(catalogue),
            region: self.region,
            since: self.since,
            stamp: self.stamp,
        }
    }
}

impl RowEncoder {
    /// Appends one row. On a fault `out` is left as it was.
    ///
    /// # Errors
    /// [`ValueFault`] when an attribute's text is not of its type.
    pub fn encode(&self, record: &Record, out: &mut Vec<u8>) -> Result<(), ValueFault> {
        let start = out.len();
        let written = self.row(record, out);
        if written.is_err() {
            out.truncate(start);
        }
        written
    }

    /// The identifier that the object keeps. A new one keeps what it brings only when that is of the region: everything else
    /// is temporary, and the object gets another.
    pub fn kept(&self, record: &Record) -> Option<FeatureId> {
        record
            .id
            .filter(|id| record.operation != Operation::Insert || id.is_of(self.region))
    }

    fn row(&self, record: &Record, out: &mut Vec<u8>) -> Result<(), ValueFault> {
        let types = &self.layout.catalogue().object_types;
        let object_type = types.get(usize::from(record.object_type));
        let key = object_type.map_or(0, ObjectType::key);
        let columns = CHANGE_COLUMN_COUNT + 4 + Layout::count() + 3;
        let columns = i16::try_from(columns).unwrap_or_default();
        let (kept, partial) = (self.kept(record), record.kind.is_partial());
        out.extend_from_slice(&columns.to_be_bytes());
        let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX).to_be_bytes();
        write_field(out, |out| out.extend_from_slice(&number(record.position.record)));
        write_field(out, |out| out.extend_from_slice(&number(record.position.line)));
        write_field(out, |out| out.push(record.operation.letter() as u8));
        write_field(out, |out| out.push(u8::from(partial)));
        let cleared = if partial {
            self.layout.cleared(&record.attributes)
        } else {
            0
        };
        write_field(out, |out| out.extend_from_slice(&cleared.to_be_bytes()));
        if kept.is_some() {
            write_null(out);
        } else {
            write_called(record, out);
        }
        write_field(out, |out| out.extend_from_slice(&self.region.0.to_be_bytes()));
        match kept {
            Some(id) => write_field(out, |out| out.extend_from_slice(&id.number().to_be_bytes())),
            None => write_null(out),
        }
        write_field(out, |out| out.extend_from_slice(&key.to_be_bytes()));
        write_field(out, |out| out.extend_from_slice(&self.since.to_be_bytes()));
        let stamp = (record.operation == Operation::Insert).then_some(&self.stamp);
        self.layout.write(&record.attributes, stamp, out)?;
        let is_derived = object_type.is_some_and(|object_type| object_type.derived);
        match &record.geometry {
            Some(polygon) if is_derived => {
                let (polygon, outline) = in_form(polygon, record.outline.as_ref());
                write_geometry(Some(&polygon), out);
                write_geometry(outline.as_ref(), out);
            }
            geometry => {
                write_geometry(geometry.as_ref(), out);
                write_geometry(record.outline.as_ref(), out);
            }
        }
        write_geometry(record.critical_area.as_ref(), out);
        Ok(())
    }
}

/// What a record without a lasting identifier is called by: its temporary identifier or its `gml:id`.
fn write_called(record: &Record, out: &mut Vec<u8>) {
    match (record.id, &record.gml_id) {
        (Some(id), _) => write_field(out, |out| out.extend_from_slice(id.to_string().as_bytes())),
        (None, Some(gml_id)) => write_field(out, |out| out.extend_from_slice(gml_id.as_bytes())),
        (None, None) => write_null(out),
    }
}

fn write_geometry(geometry: Option<&Geometry>, out: &mut Vec<u8>) {
    match geometry {
        Some(geometry) => write_field(out, |out| ewkb::write(geometry, out)),
        None => write_null(out),
    }
}

/// Copies chunks of whole rows into the staging table until the sender is dropped.
pub(super) async fn copy(
    connection: &mut PgConnection,
    table: &str,
    chunks: &mut mpsc::Receiver<Bytes>,
) -> Result<u64, StoreError> {
    let mut copy = Copy::begin(connection, table).await?;
    while let Some(chunk) = chunks.recv().await {
        copy.send(chunk).await?;
    }
    copy.end().await
}

/// Rows on their way into a table, in the binary format.
pub(super) struct Copy<'c>(PgCopyIn<&'c mut PgConnection>);

impl<'c> Copy<'c> {
    /// Begins with a table, or with columns of it.
    pub(super) async fn begin(connection: &'c mut PgConnection, columns: &str) -> Result<Self, StoreError> {
        let mut copy = connection
            .copy_in_raw(&format!("copy {columns} from stdin (format binary)"))
            .await?;
        copy.send(HEAD).await?;
        Ok(Self(copy))
    }

    /// Sends whole rows.
    pub(super) async fn send(&mut self, rows: Bytes) -> Result<(), StoreError> {
        self.0.send(rows).await?;
        Ok(())
    }

    /// Ends it; answers with how many rows there were.
    pub(super) async fn end(mut self) -> Result<u64, StoreError> {
        self.0.send(&END.to_be_bytes()[..]).await?;
        Ok(self.0.finish().await?)
    }
}
