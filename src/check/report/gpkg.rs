//! The report as a GeoPackage (OGC 12-128r17, version 1.3): findings as layers that QGIS shows on the map.
//!
//! Layers are `findings_point`, `findings_line`, `findings_polygon` and, for findings without a place on the map,
//! the table `findings`; all are there, also when they are empty, so that a project made over one report opens over the next.
//! Errors are red and warnings orange by the default styles in `layer_styles`. SQLite itself makes the file, in memory.

mod style;

use std::io::Write;

use rusqlite::{Connection, DatabaseName, ToSql, params};

use super::{Report, ReportError, words};
use crate::check::{FeatureRef, FileReport, Finding, Severity};
use crate::geom::wkb::Lines;
use crate::gpkg::{self, GeometryColumn, Heights, SpatialIndex, blob};
use crate::model::{Geometry, Language, Shape};

/// A layer of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layer {
    Point,
    Line,
    Polygon,
    Nowhere,
}

impl Layer {
    const ALL: [Self; 4] = [Self::Point, Self::Line, Self::Polygon, Self::Nowhere];

    fn of(location: Option<&Geometry>) -> Self {
        // A geometry without positions is no place.
        match location
            .filter(|geometry| geometry.bounds().is_some())
            .map(|g| &g.shape)
        {
            Some(Shape::Point(_)) => Self::Point,
            Some(Shape::Line(_) | Shape::MultiLine(_)) => Self::Line,
            Some(Shape::Polygon(_)) => Self::Polygon,
            None => Self::Nowhere,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Point => "findings_point",
            Self::Line => "findings_line",
            Self::Polygon => "findings_polygon",
            Self::Nowhere => "findings",
        }
    }

    /// `geometry_type_name`; single lines are written as multiple ones, since a layer has one kind.
    fn geometry(self) -> Option<&'static str> {
        match self {
            Self::Point => Some("POINT"),
            Self::Line => Some("MULTILINESTRING"),
            Self::Polygon => Some("POLYGON"),
            Self::Nowhere => None,
        }
    }
}

/// Writes the bytes of the GeoPackage.
pub fn write(report: &Report, out: &mut dyn Write) -> Result<(), ReportError> {
    let mut package = Connection::open_in_memory()?;
    let work = package.transaction()?;
    gpkg::prepare(&work)?;
    work.execute_batch(include_str!("gpkg/styles.sql"))?;
    for layer in Layer::ALL {
        create(&work, layer)?;
        fill(&work, layer, report)?;
    }
    work.commit()?;
    out.write_all(&package.serialize(DatabaseName::Main)?)?;
    Ok(())
}

fn create(package: &Connection, layer: Layer) -> rusqlite::Result<()> {
    let name = layer.name();
    let column = layer
        .geometry()
        .map_or(String::new(), |kind| format!("geom {kind},"));
    let table = include_str!("gpkg/layer.sql");
    package.execute_batch(&table.replace("{layer}", name).replace("{geometry}", &column))?;
    // Heights are optional: definition points and areas have none.
    let column = layer.geometry().map(|kind| GeometryColumn {
        kind,
        heights: Heights::Optional,
    });
    gpkg::register(package, name, "findings of dtm check", column)?;
    let Some(kind) = layer.geometry() else {
        return Ok(());
    };
    package.execute(
        r#"insert into layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "styleName", "styleQML", "useAsDefault", description, owner)
           values ('', '', ?1, 'geom', 'dtm check', ?2, 1, 'errors red, warnings orange', '')"#,
        params![name, style::qml(kind)],
    )?;
    Ok(())
}

/// The rows of a layer, their index and their extent.
fn fill(package: &Connection, layer: Layer, report: &Report) -> rusqlite::Result<()> {
    let name = layer.name();
    let geometry = layer.geometry().is_some();
    let (column, place) = if geometry { ("geom, ", "?15, ") } else { ("", "") };
    let mut row = package.prepare(&format!(
        r#"insert into {name} ({column}file, "check", severity, message_cs, message_en, element, id, external_id, gml_id, record, related, line, "column", "offset")
           values ({place}?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"#
    ))?;
    let mut index = match geometry {
        true => Some(SpatialIndex::create(package, name)?),
        false => None,
    };
    for (file, finding) in findings(report, layer) {
        let bytes = finding.location.as_ref().filter(|_| geometry).map(|location| {
            let mut bytes = Vec::new();
            blob::write(location, Lines::Multiple, &mut bytes);
            bytes
        });
        insert(&mut row, file, finding, bytes.as_deref())?;
        let bounds = finding.location.as_ref().and_then(Geometry::bounds);
        if let (Some(index), Some(bounds)) = (&mut index, bounds) {
            index.add(package, package.last_insert_rowid(), bounds)?;
        }
    }
    match index {
        Some(index) => index.finish(package),
        None => Ok(()),
    }
}

fn findings(report: &Report, layer: Layer) -> impl Iterator<Item = (&FileReport, &Finding)> {
    let all = report
        .files
        .iter()
        .flat_map(|file| file.findings.iter().map(move |finding| (file, finding)));
    all.filter(move |(_, finding)| Layer::of(finding.location.as_ref()) == layer)
}

fn insert(
    row: &mut rusqlite::Statement,
    file: &FileReport,
    finding: &Finding,
    geometry: Option<&[u8]>,
) -> rusqlite::Result<()> {
    let nothing = FeatureRef::default();
    let feature = finding.feature.as_ref().unwrap_or(&nothing);
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let check = finding.check.to_string();
    let record = feature.record.map(u64::cast_signed);
    let related = related(finding);
    let line = finding.position.map(|at| at.line.cast_signed());
    let column = finding.position.map(|at| at.column.cast_signed());
    let offset = finding.position.map(|at| at.offset.cast_signed());
    let mut values: Vec<&dyn ToSql> = vec![
        &file.path,
        &check,
        &severity,
        &finding.text.czech,
        &finding.text.english,
        &feature.element,
        &feature.id,
        &feature.external_id,
        &feature.gml_id,
        &record,
        &related,
        &line,
        &column,
        &offset,
    ];
    if geometry.is_some() {
        values.push(&geometry);
    }
    row.execute(values.as_slice())?;
    Ok(())
}

/// The partners by their types and names, which are the same in both languages.
fn related(finding: &Finding) -> Option<String> {
    let partners = finding.related.iter();
    let told: Vec<_> = partners
        .map(|feature| words::object(feature, Language::English))
        .collect();
    (!told.is_empty()).then(|| told.join("; "))
}
