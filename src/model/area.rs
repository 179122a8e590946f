//! Areas that exports are cut to: polygons in metres of EPSG:5514, drawn by hand or outlines of municipalities.

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use super::Coordinate;
use super::outline::{Geometry, Ring, RingFault, read_ring};

/// Polygons of closed rings; the first ring of a polygon is the exterior, the others are holes.
pub type Polygons = Vec<Vec<Vec<Coordinate>>>;

/// A municipality (*obec*) and its outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// Its code in RÚIAN and in the register of the statistical office, such as `588024`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its outline.
    pub polygons: Polygons,
}

/// Why a text is no area.
#[derive(Debug, Error)]
pub enum AreaError {
    /// Not the expected GeoJSON.
    #[error("the area does not read; give GeoJSON with a Polygon or MultiPolygon in metres of EPSG:5514")]
    Malformed(#[from] serde_json::Error),
    /// Nothing in it.
    #[error("the file holds no polygon; give at least one")]
    Empty,
    /// A feature without a code or a name, by its place counted from 1.
    #[error("feature {0} has no property `code` or `kod` and `name` or `nazev`; add them")]
    Unnamed(usize),
    /// A ring that is no ring, by the place of its feature counted from 1.
    #[error("a ring of feature {0} is one {1}; correct it")]
    Ring(usize, RingFault),
    /// Numbers that make no ring.
    #[error("the area is no list of positions; give x,y,x,y,… in metres of EPSG:5514, at least three")]
    Positions,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Document {
    Collection { features: Vec<Feature> },
    Feature(Feature),
    Geometry(Geometry),
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    properties: Value,
    geometry: Geometry,
}

/// Reads GeoJSON: a geometry, a feature, or a collection whose polygons are all taken together.
///
/// # Errors
/// [`AreaError`] tells what to correct.
pub fn read_area(text: &str) -> Result<Polygons, AreaError> {
    let geometries = match serde_json::from_str(text)? {
        Document::Geometry(geometry) => vec![geometry],
        Document::Feature(feature) => vec![feature.geometry],
        Document::Collection { features } => features.into_iter().map(|feature| feature.geometry).collect(),
    };
    let mut all = Polygons::new();
    for (number, geometry) in (1..).zip(geometries) {
        all.extend(polygons(geometry, number)?);
    }
    if all.is_empty() {
        return Err(AreaError::Empty);
    }
    Ok(all)
}

/// Reads `x,y,x,y,…`: the positions of a ring, which is closed when it is not.
///
/// # Errors
/// [`AreaError`] tells what to correct.
pub fn read_ring_text(text: &str) -> Result<Polygons, AreaError> {
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|number| number.trim().parse()).collect();
    let numbers = numbers.map_err(|_| AreaError::Positions)?;
    if numbers.len() < 6 || !numbers.len().is_multiple_of(2) {
        return Err(AreaError::Positions);
    }
    let mut ring: Ring = numbers.chunks(2).map(<[f64]>::to_vec).collect();
    if ring.first() != ring.last() {
        ring.extend(ring.first().cloned());
    }
    let ring = read_ring(&ring).map_err(|fault| AreaError::Ring(1, fault))?;
    Ok(vec![vec![ring]])
}

/// Reads a GeoJSON collection of municipalities: properties `code` and `name`, or `kod` and `nazev` as RÚIAN has them.
///
/// # Errors
/// [`AreaError`] tells what to correct.
pub fn read_municipalities(text: &str) -> Result<Vec<Municipality>, AreaError> {
    #[derive(Deserialize)]
    struct Collection {
        features: Vec<Feature>,
    }
    let collection: Collection = serde_json::from_str(text)?;
    let read = |(number, feature): (usize, Feature)| {
        let property = |names: [&str; 2]| {
            names.iter().find_map(|name| match &feature.properties[*name] {
                Value::String(text) if !text.is_empty() => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            })
        };
        let named = property(["code", "kod"]).zip(property(["name", "nazev"]));
        let (code, name) = named.ok_or(AreaError::Unnamed(number))?;
        let polygons = polygons(feature.geometry, number)?;
        Ok(Municipality { code, name, polygons })
    };
    (1..).zip(collection.features).map(read).collect()
}

fn polygons(geometry: Geometry, number: usize) -> Result<Polygons, AreaError> {
    let given = match geometry {
        Geometry::Polygon(rings) => vec![rings],
        Geometry::MultiPolygon(polygons) => polygons,
    };
    let polygon = |rings: Vec<Ring>| -> Result<Vec<Vec<Coordinate>>, RingFault> {
        if rings.is_empty() {
            return Err(RingFault::Short);
        }
        rings.iter().map(read_ring).collect()
    };
    let read: Result<Polygons, RingFault> = given.into_iter().map(polygon).collect();
    read.map_err(|fault| AreaError::Ring(number, fault))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: &str = "[[[-600000,-1100000],[-599000,-1100000],[-599000,-1099000],[-600000,-1100000]]]";

    #[test]
    fn geometries_features_and_collections_are_areas() {
        let geometry = format!("{{\"type\":\"Polygon\",\"coordinates\":{SQUARE}}}");
        let feature = format!("{{\"type\":\"Feature\",\"properties\":null,\"geometry\":{geometry}}}");
        let collection = format!("{{\"type\":\"FeatureCollection\",\"features\":[{feature},{feature}]}}");
        let read = |text: &str| read_area(text).unwrap();
        assert_eq!(read(&geometry), read(&feature));
        assert_eq!(read(&collection).len(), 2);
        assert_eq!(
            read(&geometry)[0][0][1],
            Coordinate::new(-59_900_000, -110_000_000, 0)
        );
        let ring = read_ring_text("-600000,-1100000,-599000,-1100000, -599000,-1099000").unwrap();
        assert_eq!(ring, read(&geometry));
    }

    #[test]
    fn municipalities_have_codes_and_names() {
        let feature = |properties: &str| {
            format!(
                "{{\"type\":\"FeatureCollection\",\"features\":[{{\"properties\":{properties},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":{SQUARE}}}}}]}}"
            )
        };
        let read = read_municipalities(&feature("{\"kod\":588024,\"nazev\":\"Telč\"}")).unwrap();
        assert_eq!((read[0].code.as_str(), read[0].name.as_str()), ("588024", "Telč"));
        assert!(matches!(
            read_municipalities(&feature("{\"kod\":1}")),
            Err(AreaError::Unnamed(1))
        ));
    }

    #[test]
    fn what_is_no_area_is_told() {
        for text in [
            "",
            "{}",
            "{\"type\":\"Point\",\"coordinates\":[1,2]}",
            "{\"type\":\"FeatureCollection\",\"features\":[]}",
        ] {
            assert!(read_area(text).is_err(), "{text}");
        }
        let swapped = "{\"type\":\"Polygon\",\"coordinates\":[[[14,50],[15,50],[15,51],[14,50]]]}";
        assert!(matches!(
            read_area(swapped),
            Err(AreaError::Ring(1, RingFault::Outside(..)))
        ));
        for text in [
            "",
            "1",
            "a,b,c,d,e,f",
            "-600000,-1100000,-599000,-1100000",
            "1,2,3,4,5,6",
            "-600000,-1100000,NaN,-1,-1,-1",
        ] {
            assert!(read_ring_text(text).is_err(), "{text}");
        }
    }
}
