//! Changes of a region as one JSON document, written as they come.

use std::io::Write;

use serde_json::Value;

use super::ExportError;
use super::geojson::FeatureText;
use crate::crs::Crs;
use crate::model::value::write_json_string;
use crate::model::{Catalogue, Change, Feature};

/// Bytes after which the buffer goes out.
const BUFFER: usize = 64 * 1024;

/// Writes `{"region": …, "changes": [{"operation": "u", "id": …, "objectType": …, "before": …, "after": …}], …}`; `before` and
/// `after` are GeoJSON features.
pub struct ChangesJson<W: Write> {
    out: W,
    catalogue: &'static Catalogue,
    features: FeatureText,
    region: String,
    buffer: Vec<u8>,
    written: u64,
}

impl<W: Write> ChangesJson<W> {
    /// Begins the document with some members; positions are in a system.
    pub fn new(catalogue: &'static Catalogue, out: W, crs: Crs, region: &str, first: &Value) -> Self {
        let mut buffer = Vec::with_capacity(2 * BUFFER);
        buffer.extend_from_slice(first.to_string().trim_end_matches('}').as_bytes());
        buffer.extend_from_slice(br#","changes":["#);
        Self {
            out,
            catalogue,
            features: FeatureText::new(catalogue, crs),
            region: region.to_owned(),
            buffer,
            written: 0,
        }
    }

    /// Writes a change.
    ///
    /// # Errors
    /// [`ExportError`] when a feature is not as the catalogue says, or the writer does not take it.
    pub fn change(&mut self, change: &Change<Feature>) -> Result<(), ExportError> {
        let (Some(operation), Some(one)) = (
            change.operation(),
            change.before.as_ref().or(change.after.as_ref()),
        ) else {
            return Ok(());
        };
        let object_type = self.catalogue.object_type_by_key(one.object_type);
        let out = &mut self.buffer;
        out.extend_from_slice(if self.written > 0 { b",\n" } else { b"\n" });
        let _ = write!(
            out,
            r#"{{"operation":"{}","id":"{}","objectType":"#,
            operation.letter(),
            one.id
        );
        write_json_string(object_type.map_or("", |known| known.element.as_str()), out);
        for (name, feature) in [("before", &change.before), ("after", &change.after)] {
            let _ = write!(out, r#","{name}":"#);
            match feature {
                Some(feature) => self.features.append(feature, &self.region, out)?,
                None => out.extend_from_slice(b"null"),
            }
        }
        out.push(b'}');
        self.written += 1;
        if self.buffer.len() >= BUFFER {
            self.out.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// How many changes have been written.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Ends the document.
    ///
    /// # Errors
    /// [`ExportError::Io`].
    pub fn finish(mut self) -> Result<W, ExportError> {
        let _ = writeln!(self.buffer, "\n],\"numberReturned\":{}}}", self.written);
        self.out.write_all(&self.buffer)?;
        self.out.flush()?;
        Ok(self.out)
    }
}
