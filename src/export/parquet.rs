//! GeoParquet (1.1): a file for each layer, all in a zip.
//!
//! Rows are collected by column and become a row group when they are many; nothing else stays in memory but what the
//! files' footers tell of their row groups. Each geometry has its box in the column `bbox`, by which readers pass over what
//! is elsewhere.

mod columns;
mod spill;

use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use serde_json::json;
use tempfile::TempDir;

use super::ExportError;
use super::bundle::Bundle;
use super::layer::{Kind, Layer};
use super::tabular::{Dimensions, Filled, Row, Tables};
use crate::geom::wkb::{self, Lines};
use crate::model::BoundingBox;
use columns::{Buffer, Group};
use spill::Spill;

/// EPSG:5514 as PROJ describes it (PROJJSON).
const CRS: &str = include_str!("parquet/crs.json");
/// Rows of a row group at most.
const ROWS: usize = 64 * 1024;
/// Bytes of a row group at most, before they are encoded.
const BYTES: usize = 16 << 20;
/// Bytes of all layers together that wait; beyond, row groups are made of less.
const ALL_BYTES: usize = 128 << 20;
/// Bytes of one layer that may always wait.
const FEW_BYTES: usize = 64 << 10;

/// The zip that is being written.
pub struct Files {
    bundle: Bundle,
    /// Where layers lie until all have come.
    directory: TempDir,
    properties: Arc<WriterProperties>,
    binary: Vec<u8>,
    /// Bytes that wait in all layers.
    waiting: usize,
}

/// A file of it.
pub struct Table {
    writer: SerializedFileWriter<Spill>,
    group: Group,
    extent: Option<BoundingBox>,
}

impl Files {
    /// Begins it.
    ///
    /// # Errors
    /// [`ExportError::Create`].
    pub fn create(path: &Path) -> Result<Self, ExportError> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("dtm ", env!("CARGO_PKG_VERSION")).to_owned())
            // Every geometry is another one.
            .set_column_dictionary_enabled("geometry".into(), false)
            .set_column_dictionary_enabled("id".into(), false)
            .build();
        let bundle = Bundle::create(path)?;
        Ok(Self {
            directory: bundle.scratch_directory()?,
            bundle,
            properties: Arc::new(properties),
            binary: Vec::new(),
            waiting: 0,
        })
    }
}

impl Tables for Files {
    type Table = Table;

    fn table(&mut self, layer: &Layer) -> Result<Table, ExportError> {
        let file = Spill::new(self.directory.path().join(&layer.name));
        let writer = SerializedFileWriter::new(file, Arc::new(schema(layer)?), Arc::clone(&self.properties))?;
        Ok(Table {
            writer,
            group: Group::new(layer),
            extent: None,
        })
    }

    fn row(&mut self, table: &mut Table, row: &Row<'_>) -> Result<(), ExportError> {
        let group = &mut table.group;
        let before = group.bytes();
        self.binary.clear();
        let bounds = row.geometry.and_then(|geometry| {
            wkb::write(geometry, Lines::Single, &mut self.binary);
            geometry.bounds()
        });
        group.push(&self.binary, bounds, row.values);
        if let Some(bounds) = bounds {
            table.extent = Some(table.extent.map_or(bounds, |extent| extent.union(bounds)));
        }
        let crowded = self.waiting >= ALL_BYTES && group.bytes() >= FEW_BYTES;
        if group.rows() >= ROWS || group.bytes() >= BYTES || crowded {
            group.write(&mut table.writer)?;
        }
        self.waiting = self.waiting + group.bytes() - before;
        Ok(())
    }

    fn finish(mut self, tables: Vec<Filled<Table>>) -> Result<(), ExportError> {
        for filled in tables {
            let Filled {
                layer,
                dimensions,
                mut table,
            } = filled;
            if table.group.rows() > 0 {
                table.group.write(&mut table.writer)?;
            }
            let told = metadata(layer.kind, dimensions, table.extent);
            table
                .writer
                .append_key_value_metadata(KeyValue::new("geo".to_owned(), told));
            let file = table.writer.into_inner()?;
            file.pour(self.bundle.entry(&format!("{}.parquet", layer.name))?)?;
        }
        self.bundle.finish()
    }
}

/// The columns of a layer: geometry, its box, values.
fn schema(layer: &Layer) -> Result<Type, ExportError> {
    let column = |name: &str, physical, logical| {
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()
    };
    let edges = ["xmin", "ymin", "xmax", "ymax"].into_iter().map(|name| {
        let edge = Type::primitive_type_builder(name, Physical::DOUBLE);
        edge.with_repetition(Repetition::REQUIRED).build().map(Arc::new)
    });
    let bbox = Type::group_type_builder("bbox")
        .with_repetition(Repetition::OPTIONAL)
        .with_fields(edges.collect::<Result<_, _>>()?)
        .build()?;
    let mut fields = vec![
        Arc::new(column("geometry", Physical::BYTE_ARRAY, None)?),
        Arc::new(bbox),
    ];
    for described in &layer.columns {
        let (physical, logical) = match Buffer::of(described.kind) {
            Buffer::Integer(_) => (Physical::INT64, None),
            Buffer::Real(_) => (Physical::DOUBLE, None),
            Buffer::Boolean(_) => (Physical::BOOLEAN, None),
            Buffer::Date(_) => (Physical::INT32, Some(LogicalType::Date)),
            // Local time: not adjusted to UTC.
            Buffer::Time(_) => (
                Physical::INT64,
                Some(LogicalType::timestamp(false, parquet::basic::TimeUnit::MICROS)),
            ),
            Buffer::Bytes { .. } => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        fields.push(Arc::new(column(described.name, physical, logical)?));
    }
    Ok(Type::group_type_builder("schema").with_fields(fields).build()?)
}

/// The value of the key `geo`, as GeoParquet wants it.
fn metadata(kind: Kind, came: Dimensions, extent: Option<BoundingBox>) -> String {
    let name = match kind {
        Kind::Point => "Point",
        Kind::Line => "LineString",
        Kind::Polygon => "Polygon",
        Kind::MultiLine => "MultiLineString",
    };
    let flat = came.flat.then(|| name.to_owned());
    let high = came.high.then(|| format!("{name} Z"));
    let types: Vec<String> = flat.into_iter().chain(high).collect();
    let edge = |name: &str| json!(["bbox", name]);
    let crs: serde_json::Value = serde_json::from_str(CRS).unwrap_or_default();
    let mut column = json!({
        "encoding": "WKB",
        "geometry_types": types,
        "crs": crs,
        "covering": {"bbox": {"xmin": edge("xmin"), "ymin": edge("ymin"), "xmax": edge("xmax"), "ymax": edge("ymax")}},
    });
    if let Some(extent) = extent {
        column["bbox"] = json!(extent.metres());
    }
    json!({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_system_is_told_whole() {
        let told: serde_json::Value =
            serde_json::from_str(&metadata(Kind::Line, Dimensions::default(), None)).unwrap();
        let column = &told["columns"]["geometry"];
        assert_eq!(column["crs"]["id"]["code"], 5514);
        assert_eq!(column["geometry_types"], json!([]));
        assert!(column.get("bbox").is_none());
    }
}
