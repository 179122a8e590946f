//! GeoJSON text sequence (RFC 8142): a feature a line, to a file or to any writer.
//!
//! All types are in one sequence, so that each feature has `element`, the element name of its type, among its properties. A
//! derived area's outline and the blurred area of critical infrastructure are members beside `geometry`, as in the service.

use std::io::{BufWriter, Write};
use std::path::Path;

use rustc_hash::FxHashMap;

use super::layer::{Layer, Role, Value, write_date, write_time};
use super::target::Target;
use super::{ExportError, Options, Sink};
use crate::crs::Crs;
use crate::geom::geojson;
use crate::model::value::write_json_string;
use crate::model::{Catalogue, Feature};

/// Bytes after which the buffer goes out.
const BUFFER: usize = 64 * 1024;

/// Writes features as GeoJSON texts.
pub(super) struct FeatureText {
    catalogue: &'static Catalogue,
    crs: Crs,
    layers: FxHashMap<i32, Written>,
    text: String,
}

/// A type, its member names written out once.
struct Written {
    layer: Layer,
    /// `,"properties":{"element":"Plot"`.
    opening: Vec<u8>,
    /// `,"DruhPlotu":`, for each column.
    names: Vec<Vec<u8>>,
}

impl FeatureText {
    /// Texts of features of a catalogue in a system.
    pub(super) fn new(catalogue: &'static Catalogue, crs: Crs) -> Self {
        Self {
            catalogue,
            crs,
            layers: FxHashMap::default(),
            text: String::new(),
        }
    }

    /// Appends a feature; `region` is the code of its region.
    ///
    /// # Errors
    /// [`ExportError`] when the feature is not as the catalogue says.
    pub(super) fn append(
        &mut self,
        feature: &Feature,
        region: &str,
        out: &mut Vec<u8>,
    ) -> Result<(), ExportError> {
        if !self.layers.contains_key(&feature.object_type) {
            let object_type = self
                .catalogue
                .object_type_by_key(feature.object_type)
                .ok_or_else(|| {
                    ExportError::UnknownType(feature.object_type, self.catalogue.version.clone())
                })?;
            let layer = Layer::new(self.catalogue, object_type, Role::Main);
            self.layers.insert(feature.object_type, Written::new(layer));
        }
        let Some(written) = self.layers.get(&feature.object_type) else {
            return Ok(());
        };
        let id = feature.id.to_string();
        out.extend_from_slice(br#"{"type":"Feature","id":""#);
        out.extend_from_slice(id.as_bytes());
        out.extend_from_slice(br#"","geometry":"#);
        match written.layer.geometry_of(feature) {
            Some(geometry) => geojson::write(geometry, self.crs, true, out)?,
            None => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(&written.opening);
        let values = written.layer.values(feature, region, &id)?;
        for (name, value) in written.names.iter().zip(values) {
            out.extend_from_slice(name);
            write_value(value, &mut self.text, out);
        }
        out.push(b'}');
        let members: [(&[u8], _); 2] = [
            (br#","outline":"#, &feature.outline),
            (br#","criticalArea":"#, &feature.critical_area),
        ];
        for (name, geometry) in members {
            if let Some(geometry) = geometry {
                out.extend_from_slice(name);
                geojson::write(geometry, self.crs, true, out)?;
            }
        }
        out.push(b'}');
        Ok(())
    }
}

/// Writes a sequence to a writer, in pieces of some 64 KiB.
pub struct GeoJsonSequence<W: Write> {
    out: W,
    features: FeatureText,
    record_separators: bool,
    buffer: Vec<u8>,
}

impl<W: Write> GeoJsonSequence<W> {
    /// Begins a sequence.
    pub fn new(catalogue: &'static Catalogue, out: W, options: &Options) -> Self {
        Self {
            out,
            features: FeatureText::new(catalogue, options.crs),
            record_separators: options.record_separators,
            buffer: Vec::with_capacity(2 * BUFFER),
        }
    }

    /// Writes a feature; `region` is the code of its region.
    ///
    /// # Errors
    /// [`ExportError`] when the feature is not as the catalogue says, or the writer does not take it.
    pub fn feature(&mut self, feature: &Feature, region: &str) -> Result<(), ExportError> {
        if self.record_separators {
            self.buffer.push(0x1e);
        }
        self.features.append(feature, region, &mut self.buffer)?;
        self.buffer.push(b'\n');
        if self.buffer.len() >= BUFFER {
            self.out.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// Writes what is left and gives the writer back.
    ///
    /// # Errors
    /// [`ExportError::Io`].
    pub fn finish(mut self) -> Result<W, ExportError> {
        self.out.write_all(&self.buffer)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl Written {
    fn new(layer: Layer) -> Self {
        let mut opening = br#","properties":{"element":"#.to_vec();
        write_json_string(&layer.name, &mut opening);
        let name = |name: &str| {
            let mut member = vec![b','];
            write_json_string(name, &mut member);
            member.push(b':');
            member
        };
        let names = layer.columns.iter().map(|column| name(column.name)).collect();
        Self {
            layer,
            opening,
            names,
        }
    }
}

fn write_value(value: Value<'_>, text: &mut String, out: &mut Vec<u8>) {
    text.clear();
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        // Vectors of bytes take all.
        Value::Integer(value) => {
            let _ = write!(out, "{value}");
        }
        Value::Real(value) => {
            let _ = write!(out, "{value}");
        }
        Value::Boolean(true) => out.extend_from_slice(b"true"),
        Value::Boolean(false) => out.extend_from_slice(b"false"),
        Value::Text(value) => write_json_string(value, out),
        Value::Date(date) => {
            write_date(date, text);
            write_json_string(text, out);
        }
        Value::Time(time) => {
            write_time(time, None, text);
            write_json_string(text, out);
        }
    }
}

/// A sequence in a file.
pub struct File {
    target: Target,
    sequence: GeoJsonSequence<BufWriter<std::fs::File>>,
}

impl File {
    /// Begins it.
    ///
    /// # Errors
    /// [`ExportError::Create`].
    pub fn create(
        catalogue: &'static Catalogue,
        path: &Path,
        options: &Options,
    ) -> Result<Self, ExportError> {
        let (target, file) = Target::create(path)?;
        Ok(Self {
            target,
            sequence: GeoJsonSequence::new(catalogue, BufWriter::new(file), options),
        })
    }
}

impl Sink for File {
    fn feature(&mut self, feature: &Feature, region: &str) -> Result<(), ExportError> {
        self.sequence.feature(feature, region)
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        self.sequence.finish()?;
        self.target.finish()
    }
}
