//! What the formats that have tables share: a layer for each type that comes, its second layers, rows.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::layer::{Layer, Role, Value};
use super::{ExportError, Sink};
use crate::model::{Catalogue, Dimension, Feature, FeatureId, Geometry};

/// A row.
pub struct Row<'a> {
    /// Its layer.
    pub layer: &'a Layer,
    /// The object.
    pub id: FeatureId,
    /// Its geometry in this layer, of the layer's kind, with positions.
    pub geometry: Option<&'a Geometry>,
    /// Values in the order of the layer's columns.
    pub values: &'a [Value<'a>],
}

/// Which dimensions came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dimensions {
    /// Geometries without heights.
    pub flat: bool,
    /// Geometries with heights.
    pub high: bool,
}

/// A table that was filled.
pub struct Filled<T> {
    /// Its layer.
    pub layer: Layer,
    /// What came.
    pub dimensions: Dimensions,
    /// What the format keeps of it.
    pub table: T,
}

/// A format that has tables.
pub trait Tables: Send {
    /// What it keeps of a table.
    type Table: Send;

    /// Begins a table.
    fn table(&mut self, layer: &Layer) -> Result<Self::Table, ExportError>;

    /// Writes a row.
    fn row(&mut self, table: &mut Self::Table, row: &Row<'_>) -> Result<(), ExportError>;

    /// Completes the file; tables come ordered by name.
    fn finish(self, tables: Vec<Filled<Self::Table>>) -> Result<(), ExportError>;
}

/// Writes features into the tables of a format.
pub struct Tabular<F: Tables> {
    catalogue: &'static Catalogue,
    format: F,
    tables: Vec<Filled<F::Table>>,
    numbers: FxHashMap<(i32, Role), usize>,
    /// The identifier of the row, as text.
    id: String,
}

impl<F: Tables> Tabular<F> {
    /// A file without tables.
    pub fn new(catalogue: &'static Catalogue, format: F) -> Self {
        Self {
            catalogue,
            format,
            tables: Vec::new(),
            numbers: FxHashMap::default(),
            id: String::new(),
        }
    }

    fn number(&mut self, key: i32, role: Role) -> Result<usize, ExportError> {
        if let Some(number) = self.numbers.get(&(key, role)) {
            return Ok(*number);
        }
        let object_type = self
            .catalogue
            .object_type_by_key(key)
            .ok_or_else(|| ExportError::UnknownType(key, self.catalogue.version.clone()))?;
        let layer = Layer::new(self.catalogue, object_type, role);
        let table = self.format.table(&layer)?;
        self.tables.push(Filled {
            layer,
            dimensions: Dimensions::default(),
            table,
        });
        let number = self.tables.len() - 1;
        self.numbers.insert((key, role), number);
        Ok(number)
    }

    fn row(&mut self, feature: &Feature, region: &str, role: Role) -> Result<(), ExportError> {
        let number = self.number(feature.object_type, role)?;
        let Filled {
            layer,
            dimensions,
            table,
        } = &mut self.tables[number];
        let geometry = layer.geometry_of(feature);
        if let Some(geometry) = geometry {
            layer.admit(feature.id, geometry)?;
            match geometry.dimension {
                Dimension::Two => dimensions.flat = true,
                Dimension::Three => dimensions.high = true,
            }
        }
        let values = layer.values(feature, region, &self.id)?;
        let row = Row {
            layer,
            id: feature.id,
            geometry,
            values: &values,
        };
        self.format.row(table, &row)
    }
}

impl<F: Tables> Sink for Tabular<F> {
    fn feature(&mut self, feature: &Feature, region: &str) -> Result<(), ExportError> {
        self.id.clear();
        let _ = write!(self.id, "{}", feature.id);
        self.row(feature, region, Role::Main)?;
        if feature.outline.is_some() {
            self.row(feature, region, Role::Outline)?;
        }
        if feature.critical_area.is_some() {
            self.row(feature, region, Role::CriticalArea)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        self.tables.sort_by(|a, b| a.layer.name.cmp(&b.layer.name));
        self.format.finish(self.tables)
    }
}
