//! FlatGeobuf (version 3): a file for each layer, all in a zip.
//!
//! A file begins with its index, so that features wait in a nameless file until all have come; of each its box and place are
//! kept, 40 bytes. The records of the format come from the crate `flatgeobuf`; its own writer is not used: it wants to know in
//! advance whether a layer has heights, has no place in its index for a feature without a geometry, and keeps three times as
//! much of each.

mod encode;
mod index;

use std::fs::File;
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::path::Path;

use super::ExportError;
use super::bundle::Bundle;
use super::layer::Layer;
use super::tabular::{Filled, Row, Tables};
use crate::geom::hilbert;
use crate::model::{BoundingBox, Dimension};
use encode::Encoder;

/// `fgb`, version 3, `fgb`, patch level 0.
const MAGIC: [u8; 8] = *b"fgb\x03fgb\x00";
/// A layer that lies within so many bytes is read as a whole when its features are put in order.
const AT_ONCE: u64 = 64 << 20;

/// The zip that is being written.
pub struct Files {
    bundle: Bundle,
    encoder: Encoder,
    /// Features of all layers in the order in which they came: one file, however many layers there are.
    features: BufWriter<File>,
    bytes: u64,
}

/// Where a layer's features lie.
pub struct Table {
    places: Vec<Place>,
}

/// Where a feature lies and what it covers.
#[derive(Clone, Copy)]
pub struct Place {
    /// `None` without a geometry.
    bounds: Option<BoundingBox>,
    offset: u64,
    size: u32,
    flat: bool,
}

impl Files {
    /// Begins it.
    ///
    /// # Errors
    /// [`ExportError::Create`].
    pub fn create(path: &Path) -> Result<Self, ExportError> {
        let bundle = Bundle::create(path)?;
        let features = BufWriter::new(bundle.scratch()?);
        Ok(Self {
            bundle,
            encoder: Encoder::default(),
            features,
            bytes: 0,
        })
    }
}

/// Writes a layer into the zip.
fn write(
    filled: Filled<Table>,
    features: &mut File,
    encoder: &mut Encoder,
    bundle: &mut Bundle,
) -> Result<(), ExportError> {
    let Filled {
        layer,
        dimensions,
        table,
    } = filled;
    let heights = dimensions.high || (layer.heights && !dimensions.flat);
    let mut places = table.places;
    let mut features = Features::open(features, &places)?;
    let extent = places
        .iter()
        .filter_map(|place| place.bounds)
        .reduce(BoundingBox::union);
    if let Some(extent) = extent {
        // Features without a geometry last.
        places.sort_by_cached_key(|place| {
            place
                .bounds
                .map_or(u64::MAX, |bounds| u64::from(hilbert::place(bounds, extent)))
        });
    }
    // A feature without heights among others with them is encoded anew, and its size changes.
    let raised = |place: &Place| place.flat && heights;
    let mut nodes = Vec::with_capacity(places.len());
    let mut offset = 0;
    for place in &places {
        nodes.push((place.bounds, offset));
        offset += if raised(place) {
            encoder.raised(features.read(place)?)?.len() as u64
        } else {
            u64::from(place.size)
        };
    }
    let out = bundle.entry(&format!("{}.fgb", layer.name))?;
    out.write_all(&MAGIC)?;
    out.write_all(encoder.header(&layer, heights, places.len() as u64, extent))?;
    if extent.is_some() {
        index::write(nodes, out)?;
    }
    for place in &places {
        let bytes = features.read(place)?;
        if raised(place) {
            out.write_all(encoder.raised(bytes)?)?;
        } else {
            out.write_all(bytes)?;
        }
    }
    Ok(())
}

impl Tables for Files {
    type Table = Table;

    fn table(&mut self, _: &Layer) -> Result<Table, ExportError> {
        Ok(Table { places: Vec::new() })
    }

    fn row(&mut self, table: &mut Table, row: &Row<'_>) -> Result<(), ExportError> {
        let bytes = self.encoder.feature(row);
        let size = u32::try_from(bytes.len()).map_err(|_| ExportError::TooLarge(row.id))?;
        self.features.write_all(bytes)?;
        table.places.push(Place {
            bounds: row.geometry.and_then(|geometry| geometry.bounds()),
            offset: self.bytes,
            size,
            flat: row
                .geometry
                .is_some_and(|geometry| geometry.dimension == Dimension::Two),
        });
        self.bytes += u64::from(size);
        Ok(())
    }

    fn finish(mut self, tables: Vec<Filled<Table>>) -> Result<(), ExportError> {
        let mut features = self.features.into_inner().map_err(|error| error.into_error())?;
        for filled in tables {
            write(filled, &mut features, &mut self.encoder, &mut self.bundle)?;
        }
        self.bundle.finish()
    }
}

/// The features of a layer, read in any order.
struct Features<'a> {
    file: &'a mut File,
    /// All of them when they lie close together, and where the first lies.
    all: Vec<u8>,
    first: u64,
    one: Vec<u8>,
}

impl<'a> Features<'a> {
    /// Places are in the order in which features came.
    fn open(file: &'a mut File, places: &[Place]) -> Result<Self, ExportError> {
        let first = places.first().map_or(0, |place| place.offset);
        let end = places
            .last()
            .map_or(0, |place| place.offset + u64::from(place.size));
        let mut all = Vec::new();
        if end - first <= AT_ONCE {
            file.seek(SeekFrom::Start(first))?;
            (&mut *file).take(end - first).read_to_end(&mut all)?;
        }
        Ok(Self {
            file,
            all,
            first,
            one: Vec::new(),
        })
    }

    /// The bytes of a feature, its size in front.
    fn read(&mut self, place: &Place) -> Result<&[u8], ExportError> {
        let size = usize::try_from(place.size).unwrap_or(usize::MAX);
        if !self.all.is_empty() {
            let from = usize::try_from(place.offset - self.first).unwrap_or(usize::MAX);
            let bytes = self.all.get(from..).and_then(|rest| rest.get(..size));
            return bytes.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        self.file.seek(SeekFrom::Start(place.offset))?;
        self.one.resize(size, 0);
        self.file.read_exact(&mut self.one)?;
        Ok(&self.one)
    }
}
