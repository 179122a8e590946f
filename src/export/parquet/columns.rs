//! Rows by column until they are a row group.

use std::io::Write;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::writer::SerializedFileWriter;

use crate::export::ExportError;
use crate::export::layer::{Layer, Value};
use crate::model::BoundingBox;
use crate::model::catalogue::ValueKind;

/// Values of a column that are there.
pub enum Buffer {
    Integer(Vec<i64>),
    Real(Vec<f64>),
    Boolean(Vec<bool>),
    /// Days since 1970.
    Date(Vec<i32>),
    /// Microseconds since 1970, local time.
    Time(Vec<i64>),
    /// One after another, and where each ends.
    Bytes {
        all: Vec<u8>,
        ends: Vec<usize>,
    },
}

impl Buffer {
    /// An empty one for values of a type.
    pub fn of(kind: ValueKind) -> Self {
        match kind {
            ValueKind::Integer => Self::Integer(Vec::new()),
            ValueKind::Decimal => Self::Real(Vec::new()),
            ValueKind::Boolean => Self::Boolean(Vec::new()),
            ValueKind::Date => Self::Date(Vec::new()),
            ValueKind::DateTime => Self::Time(Vec::new()),
            ValueKind::String | ValueKind::Complex => Self::bytes(),
        }
    }

    fn bytes() -> Self {
        Self::Bytes {
            all: Vec::new(),
            ends: Vec::new(),
        }
    }
}

/// A column: for each row whether it has a value, and the values.
struct Column {
    /// 1 with a value, 0 without.
    levels: Vec<i16>,
    values: Buffer,
}

impl Column {
    fn new(values: Buffer) -> Self {
        Self {
            levels: Vec::new(),
            values,
        }
    }

    /// Appends a value and tells its bytes.
    fn push(&mut self, value: Value<'_>) -> usize {
        let size = match (&mut self.values, value) {
            (Buffer::Integer(values), Value::Integer(value)) => put(values, value),
            (Buffer::Real(values), Value::Real(value)) => put(values, value),
            (Buffer::Boolean(values), Value::Boolean(value)) => put(values, value),
            (Buffer::Date(values), Value::Date(date)) => put(values, days(date)),
            (Buffer::Time(values), Value::Time(time)) => put(values, microseconds(time)),
            (Buffer::Bytes { all, ends }, Value::Text(text)) => put_bytes(all, ends, text.as_bytes()),
            _ => 0,
        };
        self.levels.push(i16::from(size > 0));
        size + 2
    }
}

/// The rows that wait.
pub struct Group {
    geometry: Column,
    /// West, south, east, north in metres.
    edges: [Vec<f64>; 4],
    columns: Vec<Column>,
    rows: usize,
    bytes: usize,
}

impl Group {
    /// No rows of a layer.
    pub fn new(layer: &Layer) -> Self {
        Self {
            geometry: Column::new(Buffer::bytes()),
            edges: Default::default(),
            columns: layer
                .columns
                .iter()
                .map(|column| Column::new(Buffer::of(column.kind)))
                .collect(),
            rows: 0,
            bytes: 0,
        }
    }

    /// Rows that wait.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Bytes that wait.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Appends a row; without bounds it has no geometry.
    pub fn push(&mut self, geometry: &[u8], bounds: Option<BoundingBox>, values: &[Value<'_>]) {
        self.rows += 1;
        self.geometry.levels.push(i16::from(bounds.is_some()));
        if let (Some(bounds), Buffer::Bytes { all, ends }) = (bounds, &mut self.geometry.values) {
            self.bytes += put_bytes(all, ends, geometry);
            for (edge, value) in self.edges.iter_mut().zip(bounds.metres()) {
                self.bytes += put(edge, value);
            }
        }
        for (column, value) in self.columns.iter_mut().zip(values) {
            self.bytes += column.push(*value);
        }
    }

    /// Writes the rows as a row group; none wait afterwards.
    ///
    /// # Errors
    /// [`ExportError::Parquet`].
    pub fn write<W: Write + Send>(
        &mut self,
        writer: &mut SerializedFileWriter<W>,
    ) -> Result<(), ExportError> {
        let mut group = writer.next_row_group()?;
        let mut number = 0;
        // Geometry, the four edges, then the others.
        while let Some(mut column) = group.next_column()? {
            match (number, column.untyped()) {
                (1..=4, ColumnWriter::DoubleColumnWriter(writer)) => {
                    let edge = &mut self.edges[number - 1];
                    writer.write_batch(edge, Some(&self.geometry.levels), None)?;
                    edge.clear();
                }
                (0, writer) => {
                    write_column(writer, &mut self.geometry)?;
                }
                (_, writer) => {
                    if let Some(column) = self.columns.get_mut(number - 5) {
                        write_column(writer, column)?;
                        column.levels.clear();
                    }
                }
            }
            column.close()?;
            number += 1;
        }
        group.close()?;
        self.geometry.levels.clear();
        self.rows = 0;
        self.bytes = 0;
        Ok(())
    }
}

fn write_column(writer: &mut ColumnWriter<'_>, column: &mut Column) -> Result<(), ExportError> {
    let levels = Some(column.levels.as_slice());
    match (writer, &mut column.values) {
        (ColumnWriter::Int64ColumnWriter(writer), Buffer::Integer(values) | Buffer::Time(values)) => {
            writer.write_batch(values, levels, None)?;
            values.clear();
        }
        (ColumnWriter::DoubleColumnWriter(writer), Buffer::Real(values)) => {
            writer.write_batch(values, levels, None)?;
            values.clear();
        }
        (ColumnWriter::BoolColumnWriter(writer), Buffer::Boolean(values)) => {
            writer.write_batch(values, levels, None)?;
            values.clear();
        }
        (ColumnWriter::Int32ColumnWriter(writer), Buffer::Date(values)) => {
            writer.write_batch(values, levels, None)?;
            values.clear();
        }
        (ColumnWriter::ByteArrayColumnWriter(writer), Buffer::Bytes { all, ends }) => {
            let all = Bytes::from(std::mem::take(all));
            let mut start = 0;
            let values: Vec<ByteArray> = ends
                .drain(..)
                .map(|end| ByteArray::from(all.slice(std::mem::replace(&mut start, end)..end)))
                .collect();
            writer.write_batch(&values, levels, None)?;
        }
        _ => {}
    }
    Ok(())
}

fn put<T>(values: &mut Vec<T>, value: T) -> usize {
    values.push(value);
    size_of::<T>()
}

fn put_bytes(all: &mut Vec<u8>, ends: &mut Vec<usize>, bytes: &[u8]) -> usize {
    all.extend_from_slice(bytes);
    ends.push(all.len());
    bytes.len() + size_of::<usize>()
}

fn days(date: NaiveDate) -> i32 {
    i32::try_from((date - NaiveDate::default()).num_days()).unwrap_or_default()
}

fn microseconds(time: NaiveDateTime) -> i64 {
    let since = time - DateTime::UNIX_EPOCH.naive_utc();
    since.num_microseconds().unwrap_or_default()
}
