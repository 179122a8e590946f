//! GeoPackage: a table for each layer, on disk, in one transaction. The indexes are packed at the end.

use std::path::Path;

use chrono::{Datelike as _, LocalResult, NaiveDateTime, TimeDelta, TimeZone as _};
use chrono_tz::Europe::Prague;
use rusqlite::types::{Null, ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, Statement};

use super::ExportError;
use super::layer::{Kind, Layer, Value, write_date, write_time};
use super::tabular::{Dimensions, Filled, Row, Tables};
use super::target::Target;
use crate::geom::wkb::Lines;
use crate::gpkg::{self, GeometryColumn, Heights, SpatialIndex, blob};
use crate::model::catalogue::ValueKind;

/// Prepared statements that are kept: one for each layer, and those of their indexes.
const STATEMENTS: usize = 2_048;
/// Boxes of all layers together that wait for their place in an index; each takes 24 bytes.
const WAITING: usize = 1_000_000;
/// Boxes of one layer that may always wait: fewer make poor leaves.
const FEW: usize = 5_000;

/// A GeoPackage that is being written.
pub struct Package {
    target: Target,
    connection: Connection,
    blob: Vec<u8>,
    text: String,
    waiting: usize,
}

/// A table of it.
pub struct Table {
    insert: String,
    index: SpatialIndex,
}

impl Package {
    /// Begins it.
    ///
    /// # Errors
    /// [`ExportError::Create`], [`ExportError::GeoPackage`].
    pub fn create(path: &Path) -> Result<Self, ExportError> {
        let (target, _) = Target::create(path)?;
        let connection = Connection::open(target.temporary())?;
        // Nobody sees the file before it is whole, so that nothing has to survive a crash.
        connection.execute_batch(
            "pragma page_size = 4096; pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive;
             pragma temp_store = memory; pragma cache_size = -65536; begin",
        )?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        gpkg::prepare(&connection)?;
        Ok(Self {
            target,
            connection,
            blob: Vec::new(),
            text: String::new(),
            waiting: 0,
        })
    }

    fn bind(
        statement: &mut Statement<'_>,
        at: usize,
        value: Value<'_>,
        text: &mut String,
    ) -> rusqlite::Result<()> {
        match value {
            Value::Null => statement.raw_bind_parameter(at, Null),
            Value::Integer(value) => statement.raw_bind_parameter(at, value),
            Value::Real(value) => statement.raw_bind_parameter(at, value),
            Value::Boolean(value) => statement.raw_bind_parameter(at, value),
            Value::Text(value) => statement.raw_bind_parameter(at, value),
            Value::Date(date) => {
                text.clear();
                write_date(date, text);
                statement.raw_bind_parameter(at, text.as_str())
            }
            Value::Time(time) => {
                text.clear();
                write_time(universal(time), Some(3), text);
                text.push('Z');
                statement.raw_bind_parameter(at, text.as_str())
            }
        }
    }
}

impl Tables for Package {
    type Table = Table;

    fn table(&mut self, layer: &Layer) -> Result<Table, ExportError> {
        let columns: Vec<String> = layer
            .columns
            .iter()
            .map(|column| format!(r#", "{}" {}"#, column.name, column_type(column.kind)))
            .collect();
        self.connection.execute_batch(&format!(
            r#"create table "{}" (fid integer primary key not null, geom {}{})"#,
            layer.name,
            kind(layer.kind),
            columns.concat()
        ))?;
        let index = SpatialIndex::create(&self.connection, &layer.name)?;
        let places = vec!["?"; layer.columns.len() + 2].join(",");
        Ok(Table {
            insert: format!(r#"insert into "{}" values ({places})"#, layer.name),
            index,
        })
    }

    fn row(&mut self, table: &mut Table, row: &Row<'_>) -> Result<(), ExportError> {
        let fid = row.id.number();
        let mut insert = self.connection.prepare_cached(&table.insert)?;
        insert.raw_bind_parameter(1, fid)?;
        match row.geometry {
            Some(geometry) => {
                self.blob.clear();
                blob::write(geometry, Lines::Single, &mut self.blob);
                insert.raw_bind_parameter(2, ToSqlOutput::Borrowed(ValueRef::Blob(&self.blob)))?;
            }
            None => insert.raw_bind_parameter(2, Null)?,
        }
        for (value, at) in row.values.iter().zip(3..) {
            Self::bind(&mut insert, at, *value, &mut self.text)?;
        }
        insert
            .raw_execute()
            .map_err(|error| match error.sqlite_error_code() {
                Some(ErrorCode::ConstraintViolation) => ExportError::Repeated {
                    id: row.id,
                    layer: row.layer.name.clone(),
                },
                _ => error.into(),
            })?;
        if let Some(bounds) = row.geometry.and_then(|geometry| geometry.bounds()) {
            let index = &mut table.index;
            let before = index.waiting();
            index.add(&self.connection, fid, bounds)?;
            // Features that come in no order have boxes waiting in all layers.
            if self.waiting >= WAITING && index.waiting() >= FEW {
                index.write_leaves(&self.connection)?;
            }
            self.waiting = self.waiting + index.waiting() - before;
        }
        Ok(())
    }

    fn finish(self, tables: Vec<Filled<Table>>) -> Result<(), ExportError> {
        for filled in tables {
            let column = GeometryColumn {
                kind: kind(filled.layer.kind),
                heights: heights(filled.dimensions, filled.layer.heights),
            };
            gpkg::register(
                &self.connection,
                &filled.layer.name,
                filled.layer.title,
                Some(column),
            )?;
            filled.table.index.finish(&self.connection)?;
        }
        self.connection.execute_batch("commit")?;
        self.connection.close().map_err(|(_, error)| error)?;
        self.target.finish()
    }
}

fn heights(came: Dimensions, expected: bool) -> Heights {
    match (came.flat, came.high) {
        (true, true) => Heights::Optional,
        (true, false) => Heights::Prohibited,
        (false, true) => Heights::Mandatory,
        (false, false) if expected => Heights::Mandatory,
        (false, false) => Heights::Prohibited,
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Point => "POINT",
        Kind::Line => "LINESTRING",
        Kind::Polygon => "POLYGON",
        Kind::MultiLine => "MULTILINESTRING",
    }
}

fn column_type(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Integer => "INTEGER",
        ValueKind::Decimal => "REAL",
        ValueKind::Boolean => "BOOLEAN",
        ValueKind::Date => "DATE",
        ValueKind::DateTime => "DATETIME",
        ValueKind::String | ValueKind::Complex => "TEXT",
    }
}

/// Universal time of Czech local time, which is the only one that the standard knows. The hour that comes twice in autumn is
/// the earlier one, a time that spring leaves out is taken as winter time; before 1900, which only placeholders such as year
/// 1 are, the time stays as it is.
fn universal(local: NaiveDateTime) -> NaiveDateTime {
    if local.year() < 1900 {
        return local;
    }
    match Prague.from_local_datetime(&local) {
        LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => time.naive_utc(),
        LocalResult::None => local - TimeDelta::hours(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::value::local_time;

    #[test]
    fn local_times_become_universal() {
        for (local, expected) in [
            ("2024-03-01T10:00:00", "2024-03-01T09:00:00"),
            ("2024-07-01T10:00:00", "2024-07-01T08:00:00"),
            ("2024-10-27T02:30:00", "2024-10-27T00:30:00"),
            ("2024-03-31T02:30:00", "2024-03-31T01:30:00"),
            ("0001-01-01T00:00:00", "0001-01-01T00:00:00"),
        ] {
            assert_eq!(
                universal(local_time(local).unwrap()),
                local_time(expected).unwrap(),
                "{local}"
            );
        }
    }
}
