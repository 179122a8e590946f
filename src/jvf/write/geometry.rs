//! Geometries in the forms of GML 3.2 that the schema knows: `pointProperty`, `curveProperty`, `surfaceProperty`, the
//! `multiCurveProperty` of derived areas, and `OblastObjektuKI`.

use super::WriteError;
use super::text::{escaped, metres};
use crate::model::catalogue::{GeometryKind, ObjectType};
use crate::model::{Coordinate, Dimension, Geometry, Record, Shape};

/// The `gml:id` of a record's geometries: unique in the file.
pub struct Identifiers {
    main: String,
    /// What the others begin with.
    stem: String,
}

impl Identifiers {
    /// Takes the record's own or makes one from its identifier or its number.
    pub fn new(record: &Record, number: u64, kind: GeometryKind) -> Self {
        let suffix = kind.suffix();
        let stem = match (&record.gml_id, record.id) {
            (Some(given), _) => {
                let own = format!("_{suffix:02}");
                let stem = given.strip_suffix(&own).unwrap_or(given);
                return Self {
                    main: given.clone(),
                    stem: stem.to_owned(),
                };
            }
            (None, Some(id)) => format!("ID{id}"),
            (None, None) => format!("R{number}"),
        };
        Self {
            main: format!("{stem}_{suffix:02}"),
            stem,
        }
    }

    fn with_suffix(&self, suffix: &str) -> String {
        format!("{}{suffix}", self.stem)
    }
}

/// Appends `GeometrieObjektu` and `OblastObjektuKI`.
///
/// # Errors
/// [`WriteError::Geometry`] when a geometry is missing or not of the type's kind.
pub fn write(
    object_type: &ObjectType,
    record: &Record,
    identifiers: &Identifiers,
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    let wrong = |expected| WriteError::Geometry {
        element: object_type.element.clone(),
        expected,
    };
    if let Some(main) = &record.geometry {
        out.extend_from_slice(b"<GeometrieObjektu>");
        match (object_type.geometry, &main.shape) {
            (GeometryKind::Point | GeometryKind::DefinitionPoint, Shape::Point(position)) => {
                point(&identifiers.main, main.dimension, *position, out)?;
            }
            (GeometryKind::Line, Shape::Line(line)) => curve(&identifiers.main, main.dimension, line, out)?,
            (GeometryKind::Area, Shape::Polygon(rings)) => {
                surface(&identifiers.main, main.dimension, rings, out)?;
            }
            (kind, _) => return Err(wrong(expected(kind))),
        }
        match (&record.outline, object_type.derived) {
            (
                Some(Geometry {
                    dimension,
                    shape: Shape::MultiLine(lines),
                }),
                true,
            ) => {
                multi_curve(&identifiers.with_suffix("_05"), *dimension, lines, out)?;
            }
            (None, false) => {}
            (_, true) => return Err(wrong("a polygon and its 3D outline")),
            (_, false) => return Err(wrong("no outline")),
        }
        out.extend_from_slice(b"</GeometrieObjektu>");
    } else if !object_type.geometry_optional {
        return Err(wrong(expected(object_type.geometry)));
    }
    match &record.critical_area {
        None => {}
        Some(Geometry {
            dimension,
            shape: Shape::Polygon(rings),
        }) if object_type.critical_area => {
            out.extend_from_slice(b"<a:OblastObjektuKI>");
            surface(&identifiers.with_suffix("_06"), *dimension, rings, out)?;
            out.extend_from_slice(b"</a:OblastObjektuKI>");
        }
        Some(_) => {
            return Err(wrong(
                "no other area of critical infrastructure than a polygon where the schema has one",
            ));
        }
    }
    Ok(())
}

fn expected(kind: GeometryKind) -> &'static str {
    match kind {
        GeometryKind::Point | GeometryKind::DefinitionPoint => "a point",
        GeometryKind::Line => "a line",
        GeometryKind::Area => "a polygon",
    }
}

/// The start tag of a geometry with its attributes.
fn start(name: &str, id: &str, dimension: Dimension, out: &mut Vec<u8>) -> Result<(), WriteError> {
    out.extend_from_slice(b"<g:");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b" g:id=\"");
    escaped(id, out)?;
    out.extend_from_slice(match dimension {
        Dimension::Two => b"\" srsName=\"EPSG:5514\" srsDimension=\"2\">",
        Dimension::Three => b"\" srsName=\"EPSG:5514\" srsDimension=\"3\">",
    });
    Ok(())
}

fn point(id: &str, dimension: Dimension, position: Coordinate, out: &mut Vec<u8>) -> Result<(), WriteError> {
    out.extend_from_slice(b"<g:pointProperty>");
    start("Point", id, dimension, out)?;
    out.extend_from_slice(b"<g:pos>");
    positions(dimension, &[position], out);
    out.extend_from_slice(b"</g:pos></g:Point></g:pointProperty>");
    Ok(())
}

fn curve(id: &str, dimension: Dimension, line: &[Coordinate], out: &mut Vec<u8>) -> Result<(), WriteError> {
    out.extend_from_slice(b"<g:curveProperty>");
    start("LineString", id, dimension, out)?;
    list(dimension, line, out);
    out.extend_from_slice(b"</g:LineString></g:curveProperty>");
    Ok(())
}

/// Appends a `surfaceProperty`: closed rings, the first around the others.
///
/// # Errors
/// [`WriteError::Character`] when XML cannot hold the identifier.
pub fn surface(
    id: &str,
    dimension: Dimension,
    rings: &[Vec<Coordinate>],
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    out.extend_from_slice(b"<g:surfaceProperty>");
    start("Polygon", id, dimension, out)?;
    for (number, ring) in rings.iter().enumerate() {
        let (open, close): (&[u8], &[u8]) = if number == 0 {
            (b"<g:exterior><g:LinearRing>", b"</g:LinearRing></g:exterior>")
        } else {
            (b"<g:interior><g:LinearRing>", b"</g:LinearRing></g:interior>")
        };
        out.extend_from_slice(open);
        list(dimension, ring, out);
        out.extend_from_slice(close);
    }
    out.extend_from_slice(b"</g:Polygon></g:surfaceProperty>");
    Ok(())
}

fn multi_curve(
    id: &str,
    dimension: Dimension,
    lines: &[Vec<Coordinate>],
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    out.extend_from_slice(b"<g:multiCurveProperty>");
    start("MultiCurve", id, dimension, out)?;
    for line in lines {
        out.extend_from_slice(b"<g:curveMember><g:LineString>");
        list(dimension, line, out);
        out.extend_from_slice(b"</g:LineString></g:curveMember>");
    }
    out.extend_from_slice(b"</g:MultiCurve></g:multiCurveProperty>");
    Ok(())
}

fn list(dimension: Dimension, line: &[Coordinate], out: &mut Vec<u8>) {
    out.extend_from_slice(b"<g:posList>");
    positions(dimension, line, out);
    out.extend_from_slice(b"</g:posList>");
}

fn positions(dimension: Dimension, line: &[Coordinate], out: &mut Vec<u8>) {
    for (number, position) in line.iter().enumerate() {
        if number > 0 {
            out.push(b' ');
        }
        metres(position.x, out);
        out.push(b' ');
        metres(position.y, out);
        if dimension == Dimension::Three {
            out.push(b' ');
            metres(position.z, out);
        }
    }
}
