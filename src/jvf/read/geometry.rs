//! GML geometries as JVF DTM uses them.
//!
//! `Point`, `LineString`, `Polygon` and `MultiCurve`; besides, real files close lines by a `LinearRing` directly in
//! `curveProperty`. `srsName` may be a plain code, a URN, a URI or missing; `srsDimension` is inherited from the outer
//! elements and may be missing too. Positions come as one `posList` or as `pos` elements.

mod positions;

use std::io::Read;

use super::error::{Fault, ReadError};
use crate::jvf::xml::{GML, NamespaceId, Observer, Source, shorten};
use crate::model::{Coordinate, Dimension, Geometry, Shape};
use positions::{is_sjtsk, numbers};

/// The elements of GML inside of a property that are read.
const ELEMENTS: [&str; 20] = [
    "pos",
    "posList",
    "Point",
    "LineString",
    "LinearRing",
    "exterior",
    "interior",
    "Polygon",
    "curveMember",
    "curveMembers",
    "MultiCurve",
    "Curve",
    "segments",
    "LineStringSegment",
    "Arc",
    "ArcString",
    "Circle",
    "ArcByCenterPoint",
    "CircleByCenterPoint",
    "Ring",
];

/// The geometry of one GML property element.
#[derive(Default)]
pub(super) struct Property {
    pub(super) geometry: Option<Geometry>,
    pub(super) gml_id: Option<String>,
    pub(super) fault: Option<Fault>,
    /// Some segment is an arc; the geometry has the positions that define it.
    pub(super) arcs: bool,
}

/// Reads the property element (`pointProperty`, …) that has just opened, to its end.
///
/// `dimension` is what the object type is kept with; it decides when the file does not. `exact` refuses every digit
/// beyond the second decimal.
pub(super) fn read<R: Read, O: Observer>(
    source: &mut Source<R, O>,
    dimension: u8,
    exact: bool,
) -> Result<Property, ReadError> {
    let mut parser = Parser {
        source,
        dimension: None,
        usual: usize::from(dimension),
        exact,
        property: Property::default(),
    };
    let shape = match parser.source.name() {
        "Obvod3D" => parser.outline()?,
        _ => parser.property()?,
    };
    let mut property = parser.property;
    property.geometry = match (shape, &property.fault) {
        (Some((dimension, shape)), None) => Some(Geometry::new(dimension, shape)),
        _ => None,
    };
    Ok(property)
}

type Positions = Vec<Coordinate>;

struct Parser<'a, R: Read, O: Observer> {
    source: &'a mut Source<R, O>,
    dimension: Option<usize>,
    usual: usize,
    exact: bool,
    property: Property,
}

impl<R: Read, O: Observer> Parser<'_, R, O> {
    fn fault(&mut self, fault: Fault) {
        self.property.fault.get_or_insert(fault);
    }

    /// The next child element of the open one that JVF uses, its attributes taken; others are told and left out.
    fn child(&mut self) -> Result<Option<&'static str>, ReadError> {
        while let Some(namespace) = self.source.child()? {
            let known = ELEMENTS.into_iter().find(|known| *known == self.source.name());
            if let (NamespaceId::GML, Some(name)) = (namespace, known) {
                if self.source.has_attributes() {
                    self.take_attributes();
                }
                return Ok(Some(name));
            }
            let name = shorten(self.source.name());
            self.fault(Fault::UnsupportedGeometry(name));
            self.source.skip()?;
        }
        Ok(None)
    }

    fn take_attributes(&mut self) {
        let mut fault = None;
        let mut gml_id = None;
        let mut dimension = None;
        for (uri, name, value) in self.source.attributes() {
            match (uri, name) {
                (GML, "id") => gml_id = Some(value.into_owned()),
                ("", "srsName") if !is_sjtsk(value.trim()) => fault = Some(Fault::Crs(shorten(&value))),
                ("", "srsDimension") => match value.trim() {
                    "2" => dimension = Some(2),
                    "3" => dimension = Some(3),
                    _ => fault = Some(Fault::Dimension(0)),
                },
                _ => {}
            }
        }
        if self.property.gml_id.is_none() {
            self.property.gml_id = gml_id;
        }
        self.dimension = dimension.or(self.dimension);
        if let Some(fault) = fault {
            self.fault(fault);
        }
    }

    fn unsupported(&mut self, name: &str) -> Result<(), ReadError> {
        self.fault(Fault::UnsupportedGeometry(shorten(name)));
        self.source.skip()
    }

    fn property(&mut self) -> Result<Option<(Dimension, Shape)>, ReadError> {
        let mut shape = None;
        while let Some(name) = self.child()? {
            let outer = self.dimension;
            let read = match name {
                "Point" => self.point()?,
                "LineString" | "LinearRing" => self
                    .line()?
                    .map(|(dimension, line)| (dimension, Shape::Line(line))),
                "Polygon" => self.polygon()?,
                "MultiCurve" => self.multi_curve()?,
                "Curve" => self
                    .curve()?
                    .map(|(dimension, line)| (dimension, Shape::Line(line))),
                other => {
                    self.unsupported(other)?;
                    None
                }
            };
            self.dimension = outer;
            if shape.is_some() {
                self.fault(Fault::Unexpected(name.to_owned()));
            }
            shape = read.or(shape);
        }
        Ok(shape)
    }

    fn point(&mut self) -> Result<Option<(Dimension, Shape)>, ReadError> {
        let Some((dimension, positions)) = self.positions()? else {
            return Ok(None);
        };
        match positions.as_slice() {
            [position] => Ok(Some((dimension, Shape::Point(*position)))),
            _ => {
                self.fault(Fault::Dimension(positions.len() * 3));
                Ok(None)
            }
        }
    }

    fn line(&mut self) -> Result<Option<(Dimension, Positions)>, ReadError> {
        let line = self.positions()?;
        if line.as_ref().is_some_and(|(_, positions)| positions.len() < 2) {
            self.fault(Fault::TooShort("LineString"));
        }
        Ok(line)
    }

    fn polygon(&mut self) -> Result<Option<(Dimension, Shape)>, ReadError> {
        let mut rings: Vec<Positions> = Vec::new();
        let mut exterior = None;
        let mut kept = None;
        while let Some(name) = self.child()? {
            if !matches!(name, "exterior" | "interior") {
                self.unsupported(name)?;
                continue;
            }
            let Some((dimension, ring)) = self.ring()? else {
                continue;
            };
            kept = Some(dimension);
            if name == "exterior" {
                if exterior.replace(ring).is_some() {
                    self.fault(Fault::Unexpected(name.to_owned()));
                }
            } else {
                rings.push(ring);
            }
        }
        let (Some(dimension), Some(exterior)) = (kept, exterior) else {
            self.fault(Fault::TooShort("Polygon"));
            return Ok(None);
        };
        rings.insert(0, exterior);
        Ok(Some((dimension, Shape::Polygon(rings))))
    }

    /// Segments one after another; where one ends the next begins, and the position is there once.
    fn curve(&mut self) -> Result<Option<(Dimension, Positions)>, ReadError> {
        let mut whole = Positions::new();
        let mut kept = None;
        while let Some(name) = self.child()? {
            if name != "segments" {
                self.unsupported(name)?;
                continue;
            }
            while let Some(name) = self.child()? {
                let straight = name == "LineStringSegment";
                let arc = matches!(
                    name,
                    "Arc" | "ArcString" | "Circle" | "ArcByCenterPoint" | "CircleByCenterPoint"
                );
                if !straight && !arc {
                    self.unsupported(name)?;
                    continue;
                }
                self.property.arcs |= arc;
                if let Some((dimension, positions)) = self.segment()? {
                    kept = Some(dimension);
                    join(&mut whole, positions);
                }
            }
        }
        if kept.is_none() {
            self.fault(Fault::TooShort("Curve"));
        }
        Ok(kept.map(|dimension| (dimension, whole)))
    }

    /// The positions of a segment; radii and angles say nothing of them.
    fn segment(&mut self) -> Result<Option<(Dimension, Positions)>, ReadError> {
        let outer = self.dimension;
        let mut positions = Positions::new();
        let mut kept = None;
        while self.source.child()?.is_some() {
            if self.source.has_attributes() {
                self.take_attributes();
            }
            let single = match self.source.name() {
                "pos" => true,
                "posList" => false,
                _ => {
                    self.source.skip()?;
                    continue;
                }
            };
            self.source.leaf()?;
            match numbers(
                self.source.value(),
                self.dimension,
                self.usual,
                single,
                self.exact,
                &mut positions,
            ) {
                Ok(dimension) => kept = Some(dimension),
                Err(fault) => self.fault(fault),
            }
        }
        self.dimension = outer;
        Ok(kept.map(|dimension| (dimension, positions)))
    }

    /// A ring of curves.
    fn curves(&mut self) -> Result<Option<(Dimension, Positions)>, ReadError> {
        let mut whole = Positions::new();
        let mut kept = None;
        while let Some(name) = self.child()? {
            if name != "curveMember" {
                self.unsupported(name)?;
                continue;
            }
            while let Some(name) = self.child()? {
                let outer = self.dimension;
                let part = match name {
                    "Curve" => self.curve()?,
                    "LineString" => self.line()?,
                    other => {
                        self.unsupported(other)?;
                        None
                    }
                };
                self.dimension = outer;
                if let Some((dimension, positions)) = part {
                    kept = Some(dimension);
                    join(&mut whole, positions);
                }
            }
        }
        Ok(kept.map(|dimension| (dimension, whole)))
    }

    /// The `LinearRing` (or `Ring` of curves) inside of `exterior` or `interior`.
    fn ring(&mut self) -> Result<Option<(Dimension, Positions)>, ReadError> {
        let mut ring = None;
        while let Some(name) = self.child()? {
            if name == "LinearRing" {
                let outer = self.dimension;
                ring = self.positions()?;
                self.dimension = outer;
            } else if name == "Ring" {
                let outer = self.dimension;
                ring = self.curves()?;
                self.dimension = outer;
            } else {
                self.unsupported(name)?;
            }
        }
        if let Some((_, positions)) = &ring {
            // A whole circle is three positions, or its centre.
            if positions.len() < 4 && !self.property.arcs {
                self.fault(Fault::TooShort("LinearRing"));
            } else if positions.first() != positions.last() && !self.property.arcs {
                self.fault(Fault::OpenRing);
            }
        }
        Ok(ring)
    }

    /// The lines of `Obvod3D` (JVF DTM 1.5.0.1), which stand there without members around them.
    fn outline(&mut self) -> Result<Option<(Dimension, Shape)>, ReadError> {
        let mut lines = Vec::new();
        let mut kept = Dimension::Three;
        while let Some(name) = self.child()? {
            match name {
                "LineString" => self.add_line(&mut lines, &mut kept)?,
                other => self.unsupported(other)?,
            }
        }
        if lines.is_empty() {
            self.fault(Fault::TooShort("Obvod3D"));
            return Ok(None);
        }
        Ok(Some((kept, Shape::MultiLine(lines))))
    }

    fn add_line(&mut self, lines: &mut Vec<Positions>, kept: &mut Dimension) -> Result<(), ReadError> {
        let outer = self.dimension;
        if let Some((dimension, line)) = self.line()? {
            *kept = dimension;
            lines.push(line);
        }
        self.dimension = outer;
        Ok(())
    }

    fn multi_curve(&mut self) -> Result<Option<(Dimension, Shape)>, ReadError> {
        let mut lines = Vec::new();
        let mut kept = Dimension::Three;
        while let Some(name) = self.child()? {
            if !matches!(name, "curveMember" | "curveMembers") {
                self.unsupported(name)?;
                continue;
            }
            while let Some(name) = self.child()? {
                match name {
                    "LineString" | "LinearRing" => self.add_line(&mut lines, &mut kept)?,
                    other => self.unsupported(other)?,
                }
            }
        }
        if lines.is_empty() {
            self.fault(Fault::TooShort("MultiCurve"));
            return Ok(None);
        }
        Ok(Some((kept, Shape::MultiLine(lines))))
    }

    /// `posList` or `pos` elements up to the end of the open element. Without a usable position the answer is `None` and
    /// a fault is noted.
    fn positions(&mut self) -> Result<Option<(Dimension, Positions)>, ReadError> {
        let mut positions = Positions::new();
        let mut kept = None;
        while let Some(name) = self.child()? {
            if !matches!(name, "pos" | "posList") {
                self.unsupported(name)?;
                continue;
            }
            if !self.source.leaf()? {
                self.fault(Fault::Unexpected(name.to_owned()));
            }
            let before = positions.len();
            match numbers(
                self.source.value(),
                self.dimension,
                self.usual,
                name == "pos",
                self.exact,
                &mut positions,
            ) {
                Ok(dimension) => kept = Some(dimension),
                Err(fault) => {
                    positions.truncate(before);
                    self.fault(fault);
                }
            }
        }
        if kept.is_none() {
            self.fault(Fault::TooShort("posList"));
        }
        Ok(kept.map(|dimension| (dimension, positions)))
    }
}

/// Appends a part that begins where the whole ends.
fn join(whole: &mut Positions, part: Positions) {
    let shared = usize::from(!whole.is_empty() && whole.last() == part.first());
    whole.extend(part.into_iter().skip(shared));
}
