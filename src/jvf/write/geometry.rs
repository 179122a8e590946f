//! Geometries in the forms of GML 3.2 that the schema knows: `pointProperty`, `curveProperty`, `surfaceProperty`, the
//! `multiCurveProperty` of derived areas, and `OblastObjektuKI`. JVF DTM 1.5.0.1 puts them into elements such as
//! `cmn:Bod3D`, a derived area without properties into `cmn:Plocha2D` and `cmn:Obvod3D`; the catalogue tells.
//!
//! In generation 2 the exterior ring of an area goes counter-clockwise and the interior ones clockwise (check 4.11); a ring
//! that goes the other way is turned, its first position stays. Generation 1 is written as it is stored.

use super::WriteError;
use super::text::{escaped, metres, number, tag};
use crate::model::catalogue::{GeometryKind, ObjectType};
use crate::model::{Coordinate, Dimension, Geometry, Record, RecordKind, Shape};

/// The beginning of the `gml:id`s of a record's geometries: unique in the file.
#[derive(Clone, Copy)]
pub enum Stem<'a> {
    /// `gml:id` of the record, and what its other geometries begin with.
    Given(&'a str, &'a str),
    /// Identifier of the object.
    Object(u64),
    /// Number of the record in the file.
    Record(u64),
}

impl<'a> Stem<'a> {
    /// Takes the record's own or makes one from its identifier or its number.
    pub fn new(record: &'a Record, number: u64, kind: GeometryKind) -> Self {
        match (&record.gml_id, record.id) {
            (Some(given), _) => {
                let own = format!("_{:02}", kind.suffix());
                Self::Given(given, given.strip_suffix(own.as_str()).unwrap_or(given))
            }
            (None, Some(id)) => Self::Object(id.number().unsigned_abs()),
            (None, None) => Self::Record(number),
        }
    }
}

/// A whole `gml:id`.
#[derive(Clone, Copy)]
pub struct Identifier<'a> {
    stem: Stem<'a>,
    /// 1 to 4 for the main geometry, 5 for an outline, 6 for another area.
    suffix: u8,
    /// Number of a part, counted from 1; 0 for the whole.
    part: u64,
}

impl<'a> Identifier<'a> {
    /// One that is told outright.
    pub fn fixed(id: &'a str) -> Self {
        Self {
            stem: Stem::Given(id, id),
            suffix: 0,
            part: 0,
        }
    }

    fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        match self.stem {
            Stem::Given(whole, _) if self.suffix < OUTLINE => return escaped(whole, out),
            Stem::Given(_, stem) => escaped(stem, out)?,
            Stem::Object(id) => {
                out.extend_from_slice(b"ID");
                number(id, out);
            }
            Stem::Record(count) => {
                out.push(b'R');
                number(count, out);
            }
        }
        out.extend_from_slice(b"_0");
        out.push(b'0' + self.suffix);
        if self.part > 0 {
            out.push(b'_');
            number(self.part, out);
        }
        Ok(())
    }
}

const OUTLINE: u8 = 5;
const CRITICAL_AREA: u8 = 6;

/// What is asked of the geometry of a record.
pub struct Rules<'a> {
    object_type: &'a ObjectType,
    /// `GeometrieObjektu` must be there.
    required: bool,
    /// `OblastObjektuKI` may be there.
    area: bool,
    /// One of the two must be there and the other not.
    either: bool,
    /// Rings go the way that check 4.11 wants.
    turned: bool,
    /// What may not be there is left out.
    issued: bool,
}

impl<'a> Rules<'a> {
    /// Looks up what the kind of record asks; `None` when the type does not have it.
    pub fn new(object_type: &'a ObjectType, kind: RecordKind, issued: bool) -> Option<Self> {
        if kind == RecordKind::Plain {
            return Some(Self {
                object_type,
                required: !object_type.geometry_optional,
                area: object_type.critical_area,
                either: false,
                turned: false,
                issued,
            });
        }
        let form = object_type.records.get(kind.suffix())?;
        Some(Self {
            object_type,
            required: form.geometry_required,
            area: form.critical_area,
            either: form.critical_area && !form.geometry_required && !kind.is_partial(),
            turned: true,
            issued,
        })
    }

    fn wrong(&self, expected: &'static str) -> WriteError {
        WriteError::Geometry {
            element: self.object_type.element.clone(),
            expected,
        }
    }

    /// Appends `GeometrieObjektu` and `OblastObjektuKI`.
    ///
    /// # Errors
    /// [`WriteError::Geometry`] when a geometry is missing or not of the type's kind.
    pub fn write(&self, record: &Record, stem: Stem<'_>, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let area = record
            .critical_area
            .as_ref()
            .filter(|_| self.area || !self.issued);
        let mut main = record.geometry.as_ref();
        if self.either && area.is_some() && main.is_some() {
            if !self.issued {
                return Err(self.wrong("either its place or the area of critical infrastructure, not both"));
            }
            // The area is there to hide the place.
            main = None;
        }
        match main {
            Some(geometry) => {
                out.extend_from_slice(b"<GeometrieObjektu>");
                self.main(geometry, record.outline.as_ref(), stem, out)?;
                out.extend_from_slice(b"</GeometrieObjektu>");
            }
            None if self.required || (self.either && area.is_none()) => {
                return Err(self.wrong(expected(self.object_type.geometry)));
            }
            None => {}
        }
        match area {
            None => {}
            Some(Geometry {
                dimension,
                shape: Shape::Polygon(rings),
            }) if self.area => {
                out.extend_from_slice(b"<a:OblastObjektuKI>");
                let id = Identifier {
                    stem,
                    suffix: CRITICAL_AREA,
                    part: 0,
                };
                surface(id, *dimension, rings, self.turned, out)?;
                out.extend_from_slice(b"</a:OblastObjektuKI>");
            }
            Some(_) => {
                return Err(self.wrong(
                    "no other area of critical infrastructure than a polygon where the schema has one",
                ));
            }
        }
        Ok(())
    }

    fn main(
        &self,
        geometry: &Geometry,
        outline: Option<&Geometry>,
        stem: Stem<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), WriteError> {
        let kind = self.object_type.geometry;
        let wrapper = self.object_type.geometry_wrapper.as_deref();
        let id = Identifier {
            stem,
            suffix: u8::try_from(kind.suffix()).unwrap_or_default(),
            part: 0,
        };
        if let Some(wrapper) = wrapper {
            tag(out, "<c:", wrapper, ">");
        }
        match (kind, &geometry.shape) {
            (GeometryKind::Point | GeometryKind::DefinitionPoint, Shape::Point(position)) => {
                point(id, geometry.dimension, *position, out)?;
            }
            (GeometryKind::Line, Shape::Line(line)) => curve(id, geometry.dimension, line, out)?,
            (GeometryKind::Area, Shape::Polygon(rings)) if wrapper.is_some() && self.object_type.derived => {
                polygon(id, geometry.dimension, rings, self.turned, out)?;
            }
            (GeometryKind::Area, Shape::Polygon(rings)) => {
                surface(id, geometry.dimension, rings, self.turned, out)?;
            }
            (kind, _) => return Err(self.wrong(expected(kind))),
        }
        if let Some(wrapper) = wrapper {
            tag(out, "</c:", wrapper, ">");
        }
        match (outline, self.object_type.derived) {
            (
                Some(Geometry {
                    dimension,
                    shape: Shape::MultiLine(lines),
                }),
                true,
            ) => {
                let id = Identifier {
                    stem,
                    suffix: OUTLINE,
                    part: 0,
                };
                if wrapper.is_some() {
                    outline_lines(id, *dimension, lines, out)
                } else {
                    multi_curve(id, *dimension, lines, out)
                }
            }
            (None, false) => Ok(()),
            (_, true) => Err(self.wrong("a polygon and its 3D outline")),
            (_, false) => Err(self.wrong("no outline")),
        }
    }
}

fn expected(kind: GeometryKind) -> &'static str {
    match kind {
        GeometryKind::Point | GeometryKind::DefinitionPoint => "a point",
        GeometryKind::Line => "a line",
        GeometryKind::Area => "a polygon",
    }
}

/// The start tag of a geometry with its attributes.
fn start(name: &str, id: Identifier<'_>, dimension: Dimension, out: &mut Vec<u8>) -> Result<(), WriteError> {
    tag(out, "<g:", name, " g:id=\"");
    id.write(out)?;
    out.extend_from_slice(match dimension {
        Dimension::Two => b"\" srsName=\"EPSG:5514\" srsDimension=\"2\">",
        Dimension::Three => b"\" srsName=\"EPSG:5514\" srsDimension=\"3\">",
    });
    Ok(())
}

fn point(
    id: Identifier<'_>,
    dimension: Dimension,
    position: Coordinate,
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    out.extend_from_slice(b"<g:pointProperty>");
    start("Point", id, dimension, out)?;
    out.extend_from_slice(b"<g:pos>");
    positions(dimension, [position], out);
    out.extend_from_slice(b"</g:pos></g:Point></g:pointProperty>");
    Ok(())
}

fn curve(
    id: Identifier<'_>,
    dimension: Dimension,
    line: &[Coordinate],
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    out.extend_from_slice(b"<g:curveProperty>");
    line_string(id, dimension, line, out)?;
    out.extend_from_slice(b"</g:curveProperty>");
    Ok(())
}

fn line_string(
    id: Identifier<'_>,
    dimension: Dimension,
    line: &[Coordinate],
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    start("LineString", id, dimension, out)?;
    list(dimension, line, false, out);
    out.extend_from_slice(b"</g:LineString>");
    Ok(())
}

/// Appends a `surfaceProperty`: closed rings, the first around the others.
///
/// # Errors
/// [`WriteError::Character`] when XML cannot hold the identifier.
pub fn surface(
    id: Identifier<'_>,
    dimension: Dimension,
    rings: &[Vec<Coordinate>],
    turned: bool,
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    out.extend_from_slice(b"<g:surfaceProperty>");
    polygon(id, dimension, rings, turned, out)?;
    out.extend_from_slice(b"</g:surfaceProperty>");
    Ok(())
}

/// Appends a `Polygon`; `turned`: its rings in the order of check 4.11.
///
/// # Errors
/// [`WriteError::Character`] when XML cannot hold the identifier.
pub fn polygon(
    id: Identifier<'_>,
    dimension: Dimension,
    rings: &[Vec<Coordinate>],
    turned: bool,
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    start("Polygon", id, dimension, out)?;
    for (place, ring) in rings.iter().enumerate() {
        let exterior = place == 0;
        let (open, close): (&[u8], &[u8]) = if exterior {
            (b"<g:exterior><g:LinearRing>", b"</g:LinearRing></g:exterior>")
        } else {
            (b"<g:interior><g:LinearRing>", b"</g:LinearRing></g:interior>")
        };
        out.extend_from_slice(open);
        let area = if turned { doubled_area(ring) } else { 0 };
        list(dimension, ring, if exterior { area < 0 } else { area > 0 }, out);
        out.extend_from_slice(close);
    }
    out.extend_from_slice(b"</g:Polygon>");
    Ok(())
}

/// Twice the area of a ring in square centimetres; above zero when it goes counter-clockwise.
fn doubled_area(ring: &[Coordinate]) -> i128 {
    let Some(origin) = ring.first() else { return 0 };
    let from = |c: &Coordinate| {
        (
            i64::from(c.x) - i64::from(origin.x),
            i64::from(c.y) - i64::from(origin.y),
        )
    };
    let cross = |pair: &[Coordinate]| match pair {
        [a, b] => {
            let ((ax, ay), (bx, by)) = (from(a), from(b));
            i128::from(ax) * i128::from(by) - i128::from(bx) * i128::from(ay)
        }
        _ => 0,
    };
    ring.windows(2).map(cross).sum()
}

fn multi_curve(
    id: Identifier<'_>,
    dimension: Dimension,
    lines: &[Vec<Coordinate>],
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    out.extend_from_slice(b"<g:multiCurveProperty>");
    start("MultiCurve", id, dimension, out)?;
    for line in lines {
        out.extend_from_slice(b"<g:curveMember><g:LineString>");
        list(dimension, line, false, out);
        out.extend_from_slice(b"</g:LineString></g:curveMember>");
    }
    out.extend_from_slice(b"</g:MultiCurve></g:multiCurveProperty>");
    Ok(())
}

fn outline_lines(
    id: Identifier<'_>,
    dimension: Dimension,
    lines: &[Vec<Coordinate>],
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    out.extend_from_slice(b"<c:Obvod3D>");
    for (part, line) in (1..).zip(lines) {
        line_string(Identifier { part, ..id }, dimension, line, out)?;
    }
    out.extend_from_slice(b"</c:Obvod3D>");
    Ok(())
}

fn list(dimension: Dimension, line: &[Coordinate], reversed: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<g:posList>");
    if reversed {
        positions(dimension, line.iter().rev().copied(), out);
    } else {
        positions(dimension, line.iter().copied(), out);
    }
    out.extend_from_slice(b"</g:posList>");
}

fn positions(dimension: Dimension, line: impl IntoIterator<Item = Coordinate>, out: &mut Vec<u8>) {
    for (place, position) in line.into_iter().enumerate() {
        if place > 0 {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(corners: &[(i32, i32)]) -> Vec<Coordinate> {
        corners.iter().map(|(x, y)| Coordinate::new(*x, *y, 0)).collect()
    }

    fn written(rings: &[Vec<Coordinate>], turned: bool) -> String {
        let mut out = Vec::new();
        polygon(Identifier::fixed("P"), Dimension::Two, rings, turned, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rings_are_turned_about_their_first_position() {
        let clockwise = ring(&[(0, 0), (0, 900), (900, 900), (900, 0), (0, 0)]);
        let hole = ring(&[(100, 100), (200, 100), (200, 200), (100, 100)]);
        let rings = [clockwise, hole];
        let turned = written(&rings, true);
        assert!(
            turned.contains(
                "<g:exterior><g:LinearRing><g:posList>0.00 0.00 9.00 0.00 9.00 9.00 0.00 9.00 0.00 0.00<"
            ),
            "{turned}"
        );
        assert!(
            turned.contains("<g:interior><g:LinearRing><g:posList>1.00 1.00 2.00 2.00 2.00 1.00 1.00 1.00<"),
            "{turned}"
        );
        let again = [ring(&[(0, 0), (900, 0), (900, 900), (0, 900), (0, 0)])];
        assert_eq!(written(&again, true), written(&again, false));
        assert!(written(&rings, false).contains(">0.00 0.00 0.00 9.00 9.00 9.00 9.00 0.00 0.00 0.00<"));
    }

    #[test]
    fn the_way_of_the_widest_ring_is_known_exactly() {
        let most = i32::MAX;
        let wide = ring(&[
            (-most, -most),
            (most, -most),
            (most, most),
            (-most, most),
            (-most, -most),
        ]);
        assert_eq!(doubled_area(&wide), 8 * i128::from(most) * i128::from(most));
        assert_eq!(doubled_area(&[]), 0);
    }

    #[test]
    fn identifiers_keep_the_stem_of_the_record() {
        let text = |stem, suffix, part| {
            let mut out = Vec::new();
            Identifier { stem, suffix, part }.write(&mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(text(Stem::Object(42), 3, 0), "ID42_03");
        assert_eq!(text(Stem::Record(7), 5, 2), "R7_05_2");
        assert_eq!(text(Stem::Given("X_03", "X"), 3, 0), "X_03");
        assert_eq!(text(Stem::Given("X_03", "X"), 6, 0), "X_06");
    }
}
