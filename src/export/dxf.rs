//! DXF: points and lines in 3D on a layer for each object type, written by GDAL's `ogr2ogr`.
//!
//! The converter is a program and not a library here: linking GDAL costs every start of the program 25 ms. It is fed
//! from a GeoPackage of one table with the column `Layer`, as its driver has one layer only and takes the drawing's layers
//! from there. Areas are drawn by their rings, since what the driver makes of polygons (hatches) has no heights.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use rusqlite::{Connection, params};
use rustc_hash::FxHashMap;

use super::layer::{Layer, Role};
use super::target::Target;
use super::{ExportError, Sink};
use crate::geom::wkb::Lines;
use crate::gpkg::{self, GeometryColumn, Heights, blob};
use crate::model::{BoundingBox, Catalogue, Feature, Geometry, Shape};

const CONVERTER: &str = "ogr2ogr";
/// Characters of the converter's complaint that are told.
const COMPLAINT: usize = 300;

/// A drawing that is being collected.
pub struct Drawing {
    converter: &'static str,
    catalogue: &'static Catalogue,
    target: Target,
    fed: Target,
    package: Connection,
    layers: FxHashMap<(i32, Role), Layer>,
    blob: Vec<u8>,
    extent: Option<BoundingBox>,
}

impl Drawing {
    /// Begins it.
    ///
    /// # Errors
    /// [`ExportError::NoOgr2ogr`], [`ExportError::Create`].
    pub fn create(catalogue: &'static Catalogue, path: &Path) -> Result<Self, ExportError> {
        Self::converted_by(CONVERTER, catalogue, path)
    }

    fn converted_by(
        converter: &'static str,
        catalogue: &'static Catalogue,
        path: &Path,
    ) -> Result<Self, ExportError> {
        let asked = Command::new(converter)
            .arg("--version")
            .stdin(Stdio::null())
            .output();
        if asked.is_err() {
            return Err(ExportError::NoOgr2ogr);
        }
        let (target, _) = Target::create(path)?;
        let (fed, _) = Target::create(path)?;
        let package = Connection::open(fed.temporary())?;
        package.execute_batch(
            "pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive; begin",
        )?;
        gpkg::prepare(&package)?;
        package.execute_batch(
            r#"create table entities (fid integer primary key not null, geom geometry, "Layer" text)"#,
        )?;
        let column = GeometryColumn {
            kind: "GEOMETRY",
            heights: Heights::Optional,
        };
        gpkg::register(&package, "entities", "", Some(column))?;
        Ok(Self {
            converter,
            catalogue,
            target,
            fed,
            package,
            layers: FxHashMap::default(),
            blob: Vec::new(),
            extent: None,
        })
    }

    fn draw(&mut self, feature: &Feature, role: Role) -> Result<(), ExportError> {
        let key = feature.object_type;
        if !self.layers.contains_key(&(key, role)) {
            let object_type = self
                .catalogue
                .object_type_by_key(key)
                .ok_or_else(|| ExportError::UnknownType(key, self.catalogue.version.clone()))?;
            let layer = Layer::new(self.catalogue, object_type, role);
            self.layers.insert((key, role), layer);
        }
        let Some(layer) = self.layers.get(&(key, role)) else {
            return Ok(());
        };
        let Some(geometry) = layer.geometry_of(feature) else {
            return Ok(());
        };
        layer.admit(feature.id, geometry)?;
        if let Some(bounds) = geometry.bounds() {
            self.extent = Some(self.extent.map_or(bounds, |extent| extent.union(bounds)));
        }
        self.blob.clear();
        match &geometry.shape {
            Shape::Polygon(rings) => {
                let rings = Geometry::new(geometry.dimension, Shape::MultiLine(rings.clone()));
                blob::write(&rings, Lines::Single, &mut self.blob);
            }
            _ => blob::write(geometry, Lines::Single, &mut self.blob),
        }
        self.package
            .prepare_cached(r#"insert into entities (geom, "Layer") values (?1, ?2)"#)?
            .execute(params![self.blob, layer.name])?;
        Ok(())
    }
}

impl Sink for Drawing {
    fn feature(&mut self, feature: &Feature, _region: &str) -> Result<(), ExportError> {
        for role in [Role::Main, Role::Outline, Role::CriticalArea] {
            self.draw(feature, role)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), ExportError> {
        self.package.execute_batch("commit")?;
        self.package.close().map_err(|(_, error)| error)?;
        let output = Command::new(self.converter)
            .args(["-f", "DXF", "-a_srs", "EPSG:5514"])
            .arg(self.target.temporary())
            .arg(self.fed.temporary())
            .arg("entities")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| match error.kind() {
                ErrorKind::NotFound => ExportError::NoOgr2ogr,
                _ => error.into(),
            })?;
        let complaint = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() || complaint.contains("ERROR") {
            let told: String = complaint.trim().chars().take(COMPLAINT).collect();
            return Err(ExportError::Ogr2ogr(told.replace('\n', " ")));
        }
        self.target.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes of a drawing that a program is to write.
    fn outcome(converter: &'static str) -> ExportError {
        let directory = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::embedded("1.4.3").unwrap();
        let path = directory.path().join("map.dxf");
        let drawing = Drawing::converted_by(converter, catalogue, &path);
        let error = drawing
            .and_then(|drawing| Box::new(drawing).finish())
            .unwrap_err();
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
        error
    }

    #[test]
    fn a_converter_that_is_not_there_or_fails_is_told() {
        assert!(matches!(outcome("no-such-converter"), ExportError::NoOgr2ogr));
        assert!(matches!(outcome("false"), ExportError::Ogr2ogr(_)));
    }
}
