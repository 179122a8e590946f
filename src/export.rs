//! Features in file formats other than JVF: GeoPackage, FlatGeobuf, GeoJSON text sequence, GeoParquet, DXF.
//!
//! Positions are the stored centimetres as metres of EPSG:5514, heights kept, nothing transformed (only a GeoJSON sequence
//! may be asked for in CRS84h). A type's attributes have their JVF names and types; missing and nil ones are null. Before them
//! stand `id` (text), `region` (code) and `since` (number of the change set that made the version).
//!
//! Features come one by one, grouped by type or in any order, and memory does not grow with their number, but for the index
//! of a FlatGeobuf. A file appears at its place when it is whole: [`Sink::finish`]; a sink that is dropped leaves
//! nothing. `docs/exports.md` describes the files.

mod accompany;
mod bundle;
mod changes;
mod data_set;
mod dxf;
mod error;
mod flatgeobuf;
mod geojson;
mod geopackage;
mod jvf;
mod layer;
mod objects;
mod parquet;
mod persons;
mod request;
mod tabular;
mod target;

use std::path::Path;

pub use crate::jvf::write::{Relation, RelationKind, RelationWriter};
pub use data_set::{DataSet, Refusal};
pub use error::ExportError;
pub use geojson::GeoJsonSequence;
pub use request::{Changes, ChangesRequest, JvfState, State, StateRequest};

use crate::crs::Crs;
use crate::model::{Catalogue, Feature};
use request::czech_time;
use tabular::Tabular;

/// A format of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// GeoPackage 1.3: a table for each object type.
    GeoPackage,
    /// FlatGeobuf 3: a zip with a file for each object type.
    FlatGeobuf,
    /// GeoJSON text sequence (RFC 8142): a feature a line, all types in one file.
    GeoJsonSeq,
    /// GeoParquet 1.1: a zip with a file for each object type.
    GeoParquet,
    /// DXF as GDAL's `ogr2ogr` writes it: lines and points on a layer for each object type, no attributes.
    Dxf,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 5] = [
        Self::GeoPackage,
        Self::FlatGeobuf,
        Self::GeoJsonSeq,
        Self::GeoParquet,
        Self::Dxf,
    ];

    /// The name by which people ask for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::GeoPackage => "gpkg",
            Self::FlatGeobuf => "fgb",
            Self::GeoJsonSeq => "geojsonl",
            Self::GeoParquet => "parquet",
            Self::Dxf => "dxf",
        }
    }

    /// The format of a [name](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Media type of the file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::GeoPackage => "application/geopackage+sqlite3",
            Self::GeoJsonSeq => "application/geo+json-seq",
            Self::FlatGeobuf | Self::GeoParquet => "application/zip",
            Self::Dxf => "image/vnd.dxf",
        }
    }

    /// What the file's name ends with, without the leading point.
    pub fn extension(self) -> &'static str {
        match self {
            Self::GeoPackage => "gpkg",
            Self::FlatGeobuf => "fgb.zip",
            Self::GeoJsonSeq => "geojsons",
            Self::GeoParquet => "parquet.zip",
            Self::Dxf => "dxf",
        }
    }
}

/// What can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// System of a GeoJSON sequence: EPSG:5514, or [`Crs::Crs84`] for CRS84h (Bpv heights as they are). The other formats are
    /// written in EPSG:5514 only.
    pub crs: Crs,
    /// Whether a record separator (0x1E) begins each text of a GeoJSON sequence, as RFC 8142 wants it; without them, the
    /// file is newline-delimited JSON.
    pub record_separators: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            crs: Crs::Sjtsk,
            record_separators: true,
        }
    }
}

/// Takes features and writes them.
pub trait Sink: Send {
    /// Writes a feature; `region` is the code of its region, such as `CZ042`.
    ///
    /// # Errors
    /// [`ExportError`] when the feature is not as the catalogue says, or the file does not take it. The export is
    /// of no use afterwards.
    fn feature(&mut self, feature: &Feature, region: &str) -> Result<(), ExportError>;

    /// Completes the file and puts it at its place.
    ///
    /// # Errors
    /// [`ExportError`] when that cannot be done; there is no file then.
    fn finish(self: Box<Self>) -> Result<(), ExportError>;
}

/// Begins a file of a format at a path; what is there already is replaced in the end.
///
/// Everything here may block on the disk: call it, and what it returns, outside of asynchronous tasks.
///
/// # Errors
/// [`ExportError::Create`] when nothing can be written beside the path, [`ExportError::Reference`] when the format is not
/// written in the system asked for, [`ExportError::NoOgr2ogr`] for DXF without GDAL.
pub fn sink(
    format: Format,
    catalogue: &'static Catalogue,
    target: &Path,
    options: &Options,
) -> Result<Box<dyn Sink>, ExportError> {
    let served = match format {
        Format::GeoJsonSeq => options.crs != Crs::WebMercator,
        _ => options.crs == Crs::Sjtsk,
    };
    if !served {
        return Err(ExportError::Reference(format.name()));
    }
    Ok(match format {
        Format::GeoPackage => Box::new(Tabular::new(catalogue, geopackage::Package::create(target)?)),
        Format::FlatGeobuf => Box::new(Tabular::new(catalogue, flatgeobuf::Files::create(target)?)),
        Format::GeoParquet => Box::new(Tabular::new(catalogue, parquet::Files::create(target)?)),
        Format::GeoJsonSeq => Box::new(geojson::File::create(catalogue, target, options)?),
        Format::Dxf => Box::new(dxf::Drawing::create(catalogue, target)?),
    })
}
