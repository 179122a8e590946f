//! Header and features of a FlatGeobuf file as flat buffers, each with its size in front.

use flatbuffers::{FlatBufferBuilder, WIPOffset};
use flatgeobuf::{
    Column, ColumnArgs, ColumnType, Crs, CrsArgs, Feature, FeatureArgs, Geometry, GeometryArgs, GeometryType,
    Header, HeaderArgs, size_prefixed_root_as_feature,
};

use super::index::NODE_SIZE;
use crate::export::ExportError;
use crate::export::layer::{self, Kind, Layer, Value, write_date, write_time};
use crate::export::tabular::Row;
use crate::model::catalogue::ValueKind;
use crate::model::{self, BoundingBox, Coordinate, Dimension, Shape};

/// Encodes; what it allocates is used again.
#[derive(Default)]
pub struct Encoder {
    builder: FlatBufferBuilder<'static>,
    xy: Vec<f64>,
    z: Vec<f64>,
    ends: Vec<u32>,
    properties: Vec<u8>,
    text: String,
}

impl Encoder {
    /// The header of a layer; without an extent there is no index.
    pub fn header(&mut self, layer: &Layer, heights: bool, count: u64, extent: Option<BoundingBox>) -> &[u8] {
        let builder = &mut self.builder;
        builder.reset();
        let columns: Vec<_> = layer
            .columns
            .iter()
            .map(|column| describe(builder, column))
            .collect();
        let columns = builder.create_vector(&columns);
        let crs = CrsArgs {
            org: Some(builder.create_string("EPSG")),
            code: 5514,
            name: Some(builder.create_string("S-JTSK / Krovak East North")),
            ..CrsArgs::default()
        };
        let header = HeaderArgs {
            name: Some(builder.create_string(&layer.name)),
            title: Some(builder.create_string(layer.title)),
            envelope: extent.map(|extent| builder.create_vector(&extent.metres())),
            geometry_type: kind(layer.kind),
            has_z: heights,
            columns: Some(columns),
            features_count: count,
            index_node_size: if extent.is_some() { NODE_SIZE } else { 0 },
            crs: Some(Crs::create(builder, &crs)),
            ..HeaderArgs::default()
        };
        let header = Header::create(builder, &header);
        builder.finish_size_prefixed(header, None);
        builder.finished_data()
    }

    /// A feature.
    pub fn feature(&mut self, row: &Row<'_>) -> &[u8] {
        self.builder.reset();
        self.properties.clear();
        for (value, column) in row.values.iter().zip(0_u16..) {
            self.property(column, *value);
        }
        let geometry = row.geometry.map(|geometry| self.geometry(geometry));
        self.finish(geometry)
    }

    fn finish(&mut self, geometry: Option<WIPOffset<Geometry<'static>>>) -> &[u8] {
        let properties = self.builder.create_vector(&self.properties);
        let feature = FeatureArgs {
            geometry,
            properties: Some(properties),
            columns: None,
        };
        let feature = Feature::create(&mut self.builder, &feature);
        self.builder.finish_size_prefixed(feature, None);
        self.builder.finished_data()
    }

    fn property(&mut self, column: u16, value: Value<'_>) {
        let out = &mut self.properties;
        if value == Value::Null {
            return;
        }
        out.extend_from_slice(&column.to_le_bytes());
        self.text.clear();
        match value {
            Value::Null => {}
            Value::Integer(value) => out.extend_from_slice(&value.to_le_bytes()),
            Value::Real(value) => out.extend_from_slice(&value.to_le_bytes()),
            Value::Boolean(value) => out.push(u8::from(value)),
            Value::Text(text) => push_text(text, out),
            Value::Date(date) => {
                write_date(date, &mut self.text);
                push_text(&self.text, out);
            }
            Value::Time(time) => {
                write_time(time, None, &mut self.text);
                push_text(&self.text, out);
            }
        }
    }

    fn geometry(&mut self, geometry: &model::Geometry) -> WIPOffset<Geometry<'static>> {
        self.xy.clear();
        self.z.clear();
        self.ends.clear();
        let heights = geometry.dimension == Dimension::Three;
        match &geometry.shape {
            Shape::Point(position) => self.positions(std::slice::from_ref(position), heights),
            Shape::Line(line) => self.positions(line, heights),
            Shape::Polygon(parts) | Shape::MultiLine(parts) => {
                for part in parts {
                    self.positions(part, heights);
                    self.ends
                        .push(u32::try_from(self.xy.len() / 2).unwrap_or(u32::MAX));
                }
            }
        }
        let kind = match geometry.shape {
            Shape::Point(_) => GeometryType::Point,
            Shape::Line(_) => GeometryType::LineString,
            Shape::Polygon(_) => GeometryType::Polygon,
            Shape::MultiLine(_) => GeometryType::MultiLineString,
        };
        self.geometry_of_kind(kind)
    }

    fn geometry_of_kind(&mut self, type_: GeometryType) -> WIPOffset<Geometry<'static>> {
        let builder = &mut self.builder;
        let geometry = GeometryArgs {
            ends: (!self.ends.is_empty()).then(|| builder.create_vector(&self.ends)),
            xy: Some(builder.create_vector(&self.xy)),
            z: (!self.z.is_empty()).then(|| builder.create_vector(&self.z)),
            type_,
            ..GeometryArgs::default()
        };
        Geometry::create(builder, &geometry)
    }

    fn positions(&mut self, line: &[Coordinate], heights: bool) {
        for position in line {
            let [x, y, z] = position.metres();
            self.xy.extend_from_slice(&[x, y]);
            if heights {
                self.z.push(z);
            }
        }
    }

    /// A feature without heights for a layer that has them: they are not known, not 0.
    ///
    /// # Errors
    /// [`ExportError::Io`] when the bytes are no feature.
    pub fn raised(&mut self, bytes: &[u8]) -> Result<&[u8], ExportError> {
        let feature = size_prefixed_root_as_feature(bytes)
            .map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error))?;
        self.builder.reset();
        self.xy.clear();
        self.z.clear();
        self.ends.clear();
        self.properties.clear();
        self.properties
            .extend(feature.properties().into_iter().flat_map(|bytes| bytes.iter()));
        let kind = feature.geometry().map(|geometry| {
            self.xy.extend(geometry.xy().into_iter().flatten());
            self.ends.extend(geometry.ends().into_iter().flatten());
            self.z.resize(self.xy.len() / 2, f64::NAN);
            geometry.type_()
        });
        let geometry = kind.map(|kind| self.geometry_of_kind(kind));
        Ok(self.finish(geometry))
    }
}

fn push_text(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}

fn describe(builder: &mut FlatBufferBuilder<'static>, column: &layer::Column) -> WIPOffset<Column<'static>> {
    let type_ = match column.kind {
        ValueKind::Integer => ColumnType::Long,
        ValueKind::Decimal => ColumnType::Double,
        ValueKind::Boolean => ColumnType::Bool,
        // The format has no date without a time.
        ValueKind::Date | ValueKind::DateTime => ColumnType::DateTime,
        ValueKind::String | ValueKind::Complex => ColumnType::String,
    };
    let described = ColumnArgs {
        name: Some(builder.create_string(column.name)),
        type_,
        nullable: true,
        ..ColumnArgs::default()
    };
    Column::create(builder, &described)
}

fn kind(kind: Kind) -> GeometryType {
    match kind {
        Kind::Point => GeometryType::Point,
        Kind::Line => GeometryType::LineString,
        Kind::Polygon => GeometryType::Polygon,
        Kind::MultiLine => GeometryType::MultiLineString,
    }
}
