//! GeoJSON (RFC 7946) of features, written straight into bytes.
//!
//! Coordinates in EPSG:5514 are the stored centimetres with two decimals, exactly as delivered; degrees have nine decimals
//! (0.1 mm), metres of Web Mercator three. In systems other than the stored one, rings follow the right-hand rule.
//! A derived area is its 2D polygon; its 3D outline and the blurred area of critical infrastructure are the
//! members `outline` and `criticalArea` beside `geometry`, in the same reference system. Members of a feature that has none
//! of them are left out. `since` and `until` are the change sets that began and ended the version.

use std::io::Write as _;

use super::reference::Reference;
use crate::crs::CrsError;
use crate::model::value::{self, write_json_string};
use crate::model::{Catalogue, Coordinate, Dimension, Feature, Geometry, ObjectType, Shape};

/// Writes features of one collection.
#[derive(Clone, Debug)]
pub struct Writer {
    catalogue: &'static Catalogue,
    object_type: &'static ObjectType,
    reference: Reference,
    versions: bool,
}

impl Writer {
    /// A writer in a reference system.
    pub fn new(
        catalogue: &'static Catalogue,
        object_type: &'static ObjectType,
        reference: Reference,
    ) -> Self {
        Self {
            catalogue,
            object_type,
            reference,
            versions: false,
        }
    }

    /// The same for answers in which an object may come in several versions: those that have ended have ids of their own.
    #[must_use]
    pub fn of_versions(self) -> Self {
        Self { versions: true, ..self }
    }

    /// The id of a feature: its identifier, of an ended version with the change set that began it.
    pub fn id(&self, feature: &Feature) -> String {
        match feature.until {
            Some(_) if self.versions => format!("{}.{}", feature.id, feature.since),
            _ => feature.id.to_string(),
        }
    }

    /// The reference system written in.
    pub fn reference(&self) -> Reference {
        self.reference
    }

    /// Appends a feature without the brace that ends it, so that members can follow.
    ///
    /// # Errors
    /// [`CrsError`] when a position cannot be transformed.
    pub fn feature(&self, feature: &Feature, region: &str, out: &mut Vec<u8>) -> Result<(), CrsError> {
        let _ = write!(out, r#"{{"type":"Feature","id":"{}","since":{}"#, self.id(feature), feature.since);
        if let Some(until) = feature.until {
            let _ = write!(out, r#","until":{until}"#);
        }
        out.extend_from_slice(br#","geometry":"#);
        match &feature.geometry {
            Some(geometry) => write_geometry(geometry, self.reference, out)?,
            None => out.extend_from_slice(b"null"),
        }
        self.properties(feature, region, out);
        let members = [
            ("outline", &feature.outline),
            ("criticalArea", &feature.critical_area),
        ];
        for (name, geometry) in members {
            if let Some(geometry) = geometry {
                let _ = write!(out, r#","{name}":"#);
                write_geometry(geometry, self.reference, out)?;
            }
        }
        Ok(())
    }

    /// Appends all attributes of the type; those that the feature lacks are null, so that every feature of a collection
    /// has the same members. `ID` is the feature's `id` already: a property of that name beside it breaks formats whose
    /// columns know no case, such as GeoPackage.
    fn properties(&self, feature: &Feature, region: &str, out: &mut Vec<u8>) {
        let _ = write!(out, r#","properties":{{"region":"{region}""#);
        for used in self.catalogue.attributes_of(self.object_type) {
            let Some(id) = self
                .catalogue
                .attribute_id(&used.name)
                .filter(|_| used.name != "ID")
            else {
                continue;
            };
            out.push(b',');
            write_json_string(&used.name, out);
            out.push(b':');
            let kind = self.catalogue.attribute(id).map(|attribute| attribute.kind);
            let start = out.len();
            let written = match (feature.attributes.get(id), kind) {
                (Some(text), Some(kind)) => value::write_json(kind, text, out).is_ok(),
                _ => false,
            };
            if !written {
                out.truncate(start);
                out.extend_from_slice(b"null");
            }
        }
        out.push(b'}');
    }
}

/// Appends a geometry.
///
/// # Errors
/// [`CrsError`] when a position cannot be transformed.
pub fn write_geometry(geometry: &Geometry, reference: Reference, out: &mut Vec<u8>) -> Result<(), CrsError> {
    let heights = geometry.dimension == Dimension::Three && reference.has_heights();
    let writer = Positions { reference, heights };
    match &geometry.shape {
        Shape::Point(position) => {
            out.extend_from_slice(br#"{"type":"Point","coordinates":"#);
            writer.line(std::slice::from_ref(position), false, false, out)?;
        }
        Shape::Line(line) => {
            out.extend_from_slice(br#"{"type":"LineString","coordinates":"#);
            writer.line(line, false, true, out)?;
        }
        Shape::MultiLine(lines) => {
            out.extend_from_slice(br#"{"type":"MultiLineString","coordinates":["#);
            for (index, line) in lines.iter().enumerate() {
                separate(index, out);
                writer.line(line, false, true, out)?;
            }
            out.push(b']');
        }
        Shape::Polygon(rings) => {
            out.extend_from_slice(br#"{"type":"Polygon","coordinates":["#);
            for (index, ring) in rings.iter().enumerate() {
                separate(index, out);
                let turns_left = doubled_area(ring) > 0;
                let turn = reference != Reference::STORED && turns_left != (index == 0);
                writer.line(ring, turn, true, out)?;
            }
            out.push(b']');
        }
    }
    out.push(b'}');
    Ok(())
}

fn separate(index: usize, out: &mut Vec<u8>) {
    if index > 0 {
        out.push(b',');
    }
}

/// Twice the area of a ring in square centimetres, positive when it turns to the left. The sense survives every
/// operation here, as they are near to rotations.
fn doubled_area(ring: &[Coordinate]) -> i128 {
    ring.windows(2)
        .map(|pair| {
            i128::from(pair[0].x) * i128::from(pair[1].y) - i128::from(pair[1].x) * i128::from(pair[0].y)
        })
        .sum()
}

struct Positions {
    reference: Reference,
    heights: bool,
}

impl Positions {
    /// Appends positions, in brackets when they are a list.
    fn line(
        &self,
        line: &[Coordinate],
        backwards: bool,
        list: bool,
        out: &mut Vec<u8>,
    ) -> Result<(), CrsError> {
        let mut moved: Vec<[f64; 2]> = Vec::new();
        if self.reference != Reference::STORED {
            moved.extend(line.iter().map(|c| {
                let [x, y, _] = c.metres();
                [x, y]
            }));
            self.reference.crs().from_sjtsk(&mut moved)?;
        }
        if list {
            out.push(b'[');
        }
        for index in 0..line.len() {
            separate(index, out);
            let at = if backwards { line.len() - 1 - index } else { index };
            self.position(line[at], moved.get(at), out);
        }
        if list {
            out.push(b']');
        }
        Ok(())
    }

    fn position(&self, stored: Coordinate, moved: Option<&[f64; 2]>, out: &mut Vec<u8>) {
        out.push(b'[');
        match moved {
            None => {
                write_centimetres(stored.x, out);
                out.push(b',');
                write_centimetres(stored.y, out);
            }
            Some([x, y]) if self.reference == Reference::WebMercator => {
                let _ = write!(out, "{x:.3},{y:.3}");
            }
            Some([x, y]) => {
                let _ = write!(out, "{x:.9},{y:.9}");
            }
        }
        if self.heights {
            out.push(b',');
            write_centimetres(stored.z, out);
        }
        out.push(b']');
    }
}

/// Centimetres as metres with two decimals.
fn write_centimetres(centimetres: i32, out: &mut Vec<u8>) {
    let sign = if centimetres < 0 { "-" } else { "" };
    let size = centimetres.unsigned_abs();
    let _ = write!(out, "{sign}{}.{:02}", size / 100, size % 100);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(geometry: &Geometry, reference: Reference) -> String {
        let mut out = Vec::new();
        write_geometry(geometry, reference, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn stored_centimetres_are_written_exactly() {
        for (centimetres, metres) in [
            (0, "0.00"),
            (5, "0.05"),
            (-5, "-0.05"),
            (-74_297_418, "-742974.18"),
            (i32::MIN, "-21474836.48"),
        ] {
            let mut out = Vec::new();
            write_centimetres(centimetres, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), metres);
        }
    }

    #[test]
    fn a_point_is_told_in_every_system() {
        let point = Geometry::new(
            Dimension::Three,
            Shape::Point(Coordinate::new(-74_297_418, -104_302_551, 20_007)),
        );
        assert_eq!(
            text(&point, Reference::Sjtsk),
            r#"{"type":"Point","coordinates":[-742974.18,-1043025.51,200.07]}"#
        );
        let crs84 = text(&point, Reference::Crs84);
        assert!(
            crs84.starts_with(r#"{"type":"Point","coordinates":[14.41899995"#),
            "{crs84}"
        );
        assert_eq!(crs84.matches(',').count(), 2, "{crs84}");
        let crs84h = text(&point, Reference::Crs84h);
        assert!(crs84h.ends_with(",200.07]}"), "{crs84h}");
    }

    #[test]
    fn rings_follow_the_right_hand_rule_outside_the_stored_system() {
        let at = |x, y| Coordinate::new(-74_300_000 + x, -104_300_000 + y, 0);
        // Clockwise exterior.
        let ring = vec![at(0, 0), at(0, 100), at(100, 100), at(0, 0)];
        let polygon = Geometry::new(Dimension::Two, Shape::Polygon(vec![ring]));
        assert_eq!(
            text(&polygon, Reference::Sjtsk),
            r#"{"type":"Polygon","coordinates":[[[-743000.00,-1043000.00],[-743000.00,-1042999.00],[-742999.00,-1042999.00],[-743000.00,-1043000.00]]]}"#
        );
        let document: serde_json::Value = serde_json::from_str(&text(&polygon, Reference::Crs84)).unwrap();
        let position = |index: usize| {
            let position = &document["coordinates"][0][index];
            (position[0].as_f64().unwrap(), position[1].as_f64().unwrap())
        };
        let area: f64 = (0..3)
            .map(|index| {
                let (a, b) = (position(index), position(index + 1));
                a.0 * b.1 - b.0 * a.1
            })
            .sum();
        assert!(area > 0.0);
    }
}
