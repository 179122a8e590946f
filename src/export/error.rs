//! Why an export fails.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::Refusal;
use crate::crs::CrsError;
use crate::jvf::write::WriteError;
use crate::model::value::ValueError;
use crate::model::{FeatureId, Language, Message as _};
use crate::store::StoreError;

/// Why features cannot be written to a file.
#[derive(Debug, Error)]
pub enum ExportError {
    /// Nothing can be written at the path.
    #[error("`{path}` cannot be created; give a directory that exists and that this program may write to")]
    Create {
        /// The path that was given.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file does not take bytes.
    #[error("the export cannot be written; look whether the disk is full")]
    Io(#[from] io::Error),
    /// The database does not give what is to be exported.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A JVF file cannot be written.
    #[error(transparent)]
    Jvf(#[from] WriteError),
    /// A text that says of the data set what it is and that a JVF file does not take.
    #[error("the note cannot be written: {0}; shorten it, and leave out control characters")]
    Note(#[source] WriteError),
    /// The audience does not get the data set.
    #[error("{}", .0.text(Language::English))]
    Refused(Refusal),
    /// SQLite, which makes GeoPackages, fails.
    #[error("the GeoPackage cannot be written; look whether the disk is full")]
    GeoPackage(#[from] rusqlite::Error),
    /// The zip around the files of the layers cannot be written.
    #[error("the zip of the layers cannot be written; look whether the disk is full")]
    Zip(#[from] zip::result::ZipError),
    /// A GeoParquet file cannot be written.
    #[error("the GeoParquet file cannot be written; look whether the disk is full")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A feature of a type that the catalogue does not have: its key and the catalogue's version.
    #[error(
        "there is no object type {0} in JVF DTM {1}; export with the catalogue that the features are read with"
    )]
    UnknownType(i32, String),
    /// An attribute whose text is not a value of its type.
    #[error("object {id}, attribute {attribute}: {source}; correct the object and export again")]
    Value {
        /// The object.
        id: FeatureId,
        /// Name of the attribute.
        attribute: String,
        /// What is wrong.
        source: ValueError,
    },
    /// A geometry of another kind than the type has.
    #[error(
        "the geometry of object {id} is {found}, but layer `{layer}` holds {expected}; correct the object and export again"
    )]
    Geometry {
        /// The object.
        id: FeatureId,
        /// Name of the layer.
        layer: String,
        /// What it is.
        found: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// Two features of one layer have the same identifier.
    #[error("object {id} comes twice in layer `{layer}`; export one version of each object")]
    Repeated {
        /// The object.
        id: FeatureId,
        /// Name of the layer.
        layer: String,
    },
    /// A feature too large for the format.
    #[error("object {0} is too large for this format; leave it out or split it")]
    TooLarge(FeatureId),
    /// A position cannot be transformed.
    #[error("a geometry cannot be transformed")]
    Crs(#[from] CrsError),
    /// The format, which is not written in the reference system asked for.
    #[error(
        "{0} is not written in that reference system; ask for EPSG:5514, or for geojsonl in EPSG:5514 or CRS84h"
    )]
    Reference(&'static str),
    /// GDAL's converter is not installed.
    #[error("DXF is written by GDAL's ogr2ogr, which is not here; install the Debian package gdal-bin")]
    NoOgr2ogr,
    /// GDAL's converter fails: what it said last.
    #[error(
        "ogr2ogr cannot write the DXF: {0}; look whether the disk is full and GDAL is whole (package gdal-data)"
    )]
    Ogr2ogr(String),
}
