//! What a record's kind asks of its geometry: `GeometrieObjektu` and `OblastObjektuKI`.
//!
//! Geometries are `pointProperty`, `curveProperty`, `surfaceProperty`, and besides the `multiCurveProperty` of derived areas.
//! JVF DTM 1.5.0.1 puts them into elements such as `cmn:Bod3D`, a derived area without properties into `cmn:Plocha2D` and
//! `cmn:Obvod3D`; the catalogue tells.
//!
//! In generation 2 the exterior ring of an area goes counter-clockwise and the interior ones clockwise (check 4.11), in generation 1
//! those of derived areas the other way round, as in the official sample; a ring that goes the other way is turned, its first
//! position stays, and with the rings of a derived area its outline is. All else of generation 1 is written as it is stored.

use super::WriteError;
use super::gml::{
    CRITICAL_AREA, Identifier, OUTLINE, Stem, Winding, curve, multi_curve, outline_lines, point, polygon,
    surface,
};
use super::text::tag;
use crate::model::catalogue::{GeometryKind, ObjectType};
use crate::model::{Coordinate, Geometry, Record, RecordKind, Shape};

/// What is asked of the geometry of a record.
pub struct Rules<'a> {
    object_type: &'a ObjectType,
    /// `GeometrieObjektu` must be there.
    required: bool,
    /// `OblastObjektuKI` may be there.
    area: bool,
    /// One of the two must be there and the other not.
    either: bool,
    /// Which way rings go.
    winding: Winding,
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
                winding: match object_type.derived {
                    true => Winding::Clockwise,
                    false => Winding::AsStored,
                },
                issued,
            });
        }
        let form = object_type.records.get(kind.suffix())?;
        Some(Self {
            object_type,
            required: form.geometry_required,
            area: form.critical_area,
            either: form.critical_area && !form.geometry_required && !kind.is_partial(),
            winding: Winding::CounterClockwise,
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
                surface(id, *dimension, rings, self.winding, out)?;
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
                polygon(id, geometry.dimension, rings, self.winding, out)?;
            }
            (GeometryKind::Area, Shape::Polygon(rings)) => {
                surface(id, geometry.dimension, rings, self.winding, out)?;
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
                let turned = match &geometry.shape {
                    Shape::Polygon(rings) => rings
                        .first()
                        .is_some_and(|exterior| self.winding.turns(exterior, true)),
                    _ => false,
                };
                let turned: Option<Vec<_>> =
                    turned.then(|| lines.iter().map(|line| reversed(line)).collect());
                let lines = turned.as_ref().unwrap_or(lines);
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

fn reversed(line: &[Coordinate]) -> Vec<Coordinate> {
    line.iter().rev().copied().collect()
}

fn expected(kind: GeometryKind) -> &'static str {
    match kind {
        GeometryKind::Point | GeometryKind::DefinitionPoint => "a point",
        GeometryKind::Line => "a line",
        GeometryKind::Area => "a polygon",
    }
}
