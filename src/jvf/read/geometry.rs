//! GML geometries as JVF DTM uses them.
//!
//! `Point`, `LineString`, `Polygon` and `MultiCurve`; besides, real files close lines by a `LinearRing` directly in
//! `curveProperty`. `srsName` may be a plain code, a URN, a URI or missing; `srsDimension` is inherited from the outer
//! elements and may be missing too. Positions come as one `posList` or as `pos` elements.

use std::io::Read;

use super::decimal::{DecimalError, centimetres};
use super::error::{Fault, ReadError};
use crate::jvf::xml::{GML, NamespaceId, Observer, Source, shorten};
use crate::model::{Coordinate, Dimension, Geometry, Shape};

/// X from 920 km to 400 km west, Y from 1 250 km to 900 km south of the origin, in centimetres: Czechia and some way
/// around it. What lies outside was written in another reference system or with its axes swapped.
const X_RANGE: std::ops::RangeInclusive<i32> = -92_000_000..=-40_000_000;
const Y_RANGE: std::ops::RangeInclusive<i32> = -125_000_000..=-90_000_000;

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
            let outer = self.dimension;
            match name {
                "LineString" => {
                    if let Some((dimension, line)) = self.line()? {
                        kept = dimension;
                        lines.push(line);
                    }
                }
                other => self.unsupported(other)?,
            }
            self.dimension = outer;
        }
        if lines.is_empty() {
            self.fault(Fault::TooShort("Obvod3D"));
            return Ok(None);
        }
        Ok(Some((kept, Shape::MultiLine(lines))))
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
                if !matches!(name, "LineString" | "LinearRing") {
                    self.unsupported(name)?;
                    continue;
                }
                let outer = self.dimension;
                if let Some((dimension, line)) = self.line()? {
                    kept = dimension;
                    lines.push(line);
                }
                self.dimension = outer;
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

/// Appends the positions of a text of numbers.
fn numbers(
    text: &str,
    declared: Option<usize>,
    usual: usize,
    single: bool,
    exact: bool,
    positions: &mut Positions,
) -> Result<Dimension, Fault> {
    let mut values = text
        .as_bytes()
        .split(u8::is_ascii_whitespace)
        .filter(|number| !number.is_empty());
    let dimension = match declared {
        Some(dimension) => dimension,
        None => {
            let count = values.clone().count();
            match (single, count % 2, count % 3) {
                (true, ..) if count == 2 || count == 3 => count,
                (true, ..) if count == 0 => return Err(Fault::TooShort("pos")),
                (true, ..) => return Err(Fault::Dimension(count)),
                (false, 0, 0) => usual,
                (false, 0, _) => 2,
                (false, _, 0) => 3,
                _ => return Err(Fault::Dimension(count)),
            }
        }
    };
    let mut count = 0;
    while let Some(x) = values.next() {
        let (Some(y), z) = (
            values.next(),
            if dimension == 3 {
                values.next()
            } else {
                Some(&b"0"[..])
            },
        ) else {
            return Err(Fault::Dimension(count * dimension + 1));
        };
        let Some(z) = z else {
            return Err(Fault::Dimension(count * dimension + 2));
        };
        let position = Coordinate::new(number(x, exact)?, number(y, exact)?, number(z, exact)?);
        if !X_RANGE.contains(&position.x) || !Y_RANGE.contains(&position.y) {
            let [x, y, _] = position.metres();
            return Err(Fault::OutOfRange(format!("{x:.2} {y:.2}")));
        }
        positions.push(position);
        count += 1;
    }
    match (dimension, count) {
        (2, 1..) => Ok(Dimension::Two),
        (3, 1..) => Ok(Dimension::Three),
        (_, 0) => Err(Fault::TooShort("posList")),
        _ => Err(Fault::Dimension(dimension)),
    }
}

fn number(text: &[u8], exact: bool) -> Result<i32, Fault> {
    let read = centimetres(text).and_then(|value| {
        let decimals = text
            .iter()
            .rev()
            .position(|byte| *byte == b'.')
            .unwrap_or_default();
        if exact && decimals > 2 {
            return Err(DecimalError::TooPrecise);
        }
        Ok(value)
    });
    read.map_err(|error| {
        let text = shorten(&String::from_utf8_lossy(text));
        match error {
            DecimalError::NotANumber => Fault::Number(text),
            DecimalError::TooPrecise => Fault::TooPrecise(text),
        }
    })
}

/// Appends a part that begins where the whole ends.
fn join(whole: &mut Positions, part: Positions) {
    let shared = usize::from(!whole.is_empty() && whole.last() == part.first());
    whole.extend(part.into_iter().skip(shared));
}

/// The names that mean EPSG:5514.
fn is_sjtsk(name: &str) -> bool {
    let code = name
        .strip_prefix("EPSG:")
        .or_else(|| {
            name.strip_prefix("urn:ogc:def:crs:EPSG:")
                .and_then(|rest| rest.split_once(':'))
                .map(|(_, code)| code)
        })
        .or_else(|| {
            let rest = name
                .strip_prefix("http://www.opengis.net/")
                .or_else(|| name.strip_prefix("https://www.opengis.net/"))?;
            rest.strip_prefix("def/crs/EPSG/0/")
                .or_else(|| rest.strip_prefix("gml/srs/epsg.xml#"))
        });
    code == Some("5514")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_names_of_the_reference_system_are_known() {
        for name in [
            "EPSG:5514",
            "urn:ogc:def:crs:EPSG::5514",
            "urn:ogc:def:crs:EPSG:9.8:5514",
            "http://www.opengis.net/def/crs/EPSG/0/5514",
            "http://www.opengis.net/gml/srs/epsg.xml#5514",
        ] {
            assert!(is_sjtsk(name), "{name}");
        }
        for name in [
            "EPSG:5513",
            "EPSG:4326",
            "5514",
            "urn:ogc:def:crs:EPSG::55140",
            "",
        ] {
            assert!(!is_sjtsk(name), "{name}");
        }
    }

    #[test]
    fn a_missing_dimension_is_taken_from_the_count_or_the_type() {
        let read = |text, usual| numbers(text, None, usual, false, false, &mut Vec::new());
        let four = "-700000 -1000000 -700001 -1000001";
        let six = "-700000 -1000000 1 -700001 -1000001 2";
        assert_eq!(read(four, 3), Ok(Dimension::Two));
        assert_eq!(read(six, 3), Ok(Dimension::Three));
        assert_eq!(
            read("-700000 -1000000 1 -700001 -1000001 2 -700001 -1000001 2", 2),
            Ok(Dimension::Three)
        );
        assert_eq!(
            read("-700000 -1000000 -700001 -1000001 -700002 -1000002", 2),
            Ok(Dimension::Two)
        );
        assert_eq!(
            read("-700000 -1000000 1 -700001 -1000001", 3),
            Err(Fault::Dimension(5))
        );
    }

    #[test]
    fn swapped_axes_and_positive_values_are_told() {
        for text in ["-1000000 -700000", "700000 1000000", "14.5 50.1"] {
            assert!(
                matches!(
                    numbers(text, Some(2), 2, true, false, &mut Vec::new()),
                    Err(Fault::OutOfRange(_))
                ),
                "{text}"
            );
        }
    }
}
