//! GeoPackages (OGC 12-128r17, version 1.3) in EPSG:5514: what every such file has, whoever fills it. SQLite itself makes
//! the file, in memory or on disk.
//!
//! A table of features has the columns `fid` and `geom`; its maker creates it and [registers](register) it here, and its
//! [spatial index](SpatialIndex) is packed from the boxes of its geometries.

pub mod blob;
mod rtree;

use rusqlite::{Connection, params};

pub use rtree::SpatialIndex;

/// Whether the geometries of a table have heights (`z` of `gpkg_geometry_columns`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heights {
    /// None has.
    Prohibited,
    /// All have.
    Mandatory,
    /// Some have.
    Optional,
}

/// The geometry column `geom` of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GeometryColumn {
    /// `geometry_type_name`, such as `POINT`.
    pub kind: &'static str,
    /// Heights.
    pub heights: Heights,
}

/// Creates the tables that every GeoPackage has.
///
/// # Errors
/// SQLite's, when the file takes no more.
pub fn prepare(package: &Connection) -> rusqlite::Result<()> {
    package.execute_batch(include_str!("gpkg/tables.sql"))
}

/// Tells of a table that is there; one without a geometry is a table of attributes.
///
/// # Errors
/// SQLite's, when the table was told of already or the file takes no more.
pub fn register(
    package: &Connection,
    table: &str,
    description: &str,
    geometry: Option<GeometryColumn>,
) -> rusqlite::Result<()> {
    let (data_type, srs) = match geometry {
        Some(_) => ("features", Some(5514)),
        None => ("attributes", None),
    };
    package.execute(
        "insert into gpkg_contents (table_name, data_type, identifier, description, srs_id) values (?1, ?2, ?1, ?3, ?4)",
        params![table, data_type, description, srs],
    )?;
    let Some(GeometryColumn { kind, heights }) = geometry else {
        return Ok(());
    };
    let z = match heights {
        Heights::Prohibited => 0,
        Heights::Mandatory => 1,
        Heights::Optional => 2,
    };
    package.execute(
        "insert into gpkg_geometry_columns values (?1, 'geom', ?2, 5514, ?3, 0)",
        params![table, kind, z],
    )?;
    Ok(())
}
