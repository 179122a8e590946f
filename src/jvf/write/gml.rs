//! The forms of GML 3.2 that JVF DTM uses, with `gml:id`s.

use super::WriteError;
use super::text::{escaped, metres, number, tag};
use crate::model::catalogue::GeometryKind;
use crate::model::{Coordinate, Dimension, Record};

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
    /// What it begins with.
    pub stem: Stem<'a>,
    /// 1 to 4 for the main geometry, 5 for an outline, 6 for another area.
    pub suffix: u8,
    /// Number of a part, counted from 1; 0 for the whole.
    pub part: u64,
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

/// The `gml:id` that the geometry of a record gets; `number` is that of the record in its file, counted from 1.
///
/// # Errors
/// [`WriteError::Character`] when XML cannot hold the record's own.
pub fn main_id(record: &Record, number: u64, kind: GeometryKind) -> Result<String, WriteError> {
    let id = Identifier {
        stem: Stem::new(record, number, kind),
        suffix: u8::try_from(kind.suffix()).unwrap_or_default(),
        part: 0,
    };
    let mut out = Vec::new();
    id.write(&mut out)?;
    String::from_utf8(out).map_err(|_| WriteError::Character(record.gml_id.clone().unwrap_or_default()))
}

/// Suffix of the `gml:id` of an outline.
pub const OUTLINE: u8 = 5;
/// Suffix of the `gml:id` of another area than the object's own.
pub const CRITICAL_AREA: u8 = 6;

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

/// Appends a `pointProperty`.
///
/// # Errors
/// [`WriteError::Character`] when XML cannot hold the identifier.
pub fn point(
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

/// Appends a `curveProperty`.
///
/// # Errors
/// [`WriteError::Character`] when XML cannot hold the identifier.
pub fn curve(
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
    winding: Winding,
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    out.extend_from_slice(b"<g:surfaceProperty>");
    polygon(id, dimension, rings, winding, out)?;
    out.extend_from_slice(b"</g:surfaceProperty>");
    Ok(())
}

/// Appends a `Polygon`.
///
/// # Errors
/// [`WriteError::Character`] when XML cannot hold the identifier.
pub fn polygon(
    id: Identifier<'_>,
    dimension: Dimension,
    rings: &[Vec<Coordinate>],
    winding: Winding,
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
        list(dimension, ring, winding.turns(ring, exterior), out);
        out.extend_from_slice(close);
    }
    out.extend_from_slice(b"</g:Polygon>");
    Ok(())
}

/// Which way rings go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Winding {
    /// As they are stored.
    AsStored,
    /// Exteriors clockwise, holes counter-clockwise.
    Clockwise,
    /// Exteriors counter-clockwise, holes clockwise.
    CounterClockwise,
}

impl Winding {
    /// That of polygons other than derived areas.
    pub fn of_generation(generation: u8) -> Self {
        match generation {
            1 => Self::AsStored,
            _ => Self::CounterClockwise,
        }
    }

    /// Whether a ring has to be turned.
    pub fn turns(self, ring: &[Coordinate], is_exterior: bool) -> bool {
        let is_counter_clockwise = || match doubled_area(ring) {
            0 => None,
            area => Some((area > 0) == is_exterior),
        };
        match self {
            Self::AsStored => false,
            Self::Clockwise => is_counter_clockwise() == Some(true),
            Self::CounterClockwise => is_counter_clockwise() == Some(false),
        }
    }
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

/// Appends a `multiCurveProperty`.
///
/// # Errors
/// [`WriteError::Character`] when XML cannot hold the identifier.
pub fn multi_curve(
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

/// Appends the lines of `cmn:Obvod3D`.
///
/// # Errors
/// [`WriteError::Character`] when XML cannot hold the identifier.
pub fn outline_lines(
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

    fn written(rings: &[Vec<Coordinate>], winding: Winding) -> String {
        let mut out = Vec::new();
        polygon(Identifier::fixed("P"), Dimension::Two, rings, winding, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rings_are_turned_about_their_first_position() {
        let clockwise = ring(&[(0, 0), (0, 900), (900, 900), (900, 0), (0, 0)]);
        let hole = ring(&[(100, 100), (200, 100), (200, 200), (100, 100)]);
        let rings = [clockwise, hole];
        let turned = written(&rings, Winding::CounterClockwise);
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
        assert_eq!(
            written(&again, Winding::CounterClockwise),
            written(&again, Winding::AsStored)
        );
        assert!(
            written(&rings, Winding::AsStored)
                .contains(">0.00 0.00 0.00 9.00 9.00 9.00 9.00 0.00 0.00 0.00<")
        );
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
