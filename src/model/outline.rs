//! Outlines of regions: who keeps what lies where.
//!
//! They come as a GeoJSON feature collection in metres of EPSG:5514 with the properties `code` (NUTS 3) and `name`.
//! Coarse ones of the six regions that share this system are built in (`schemas/regions.json`, made by
//! `scripts/outlines.py`); an operator loads the official ones with `dtm regions`.

use serde::Deserialize;
use thiserror::Error;

use super::{BoundingBox, Coordinate, RegionCode};

/// Where Czechia is, metres of EPSG:5514: the ranges of check 1.5.
const X_RANGE: std::ops::RangeInclusive<f64> = -904_685.0..=-431_627.0;
const Y_RANGE: std::ops::RangeInclusive<f64> = -1_227_296.0..=-935_134.0;

const EMBEDDED: &str = include_str!("../../schemas/regions.json");

/// The outline of one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// NUTS 3 code.
    pub code: RegionCode,
    /// Czech name.
    pub name: String,
    /// Polygons of closed rings; the first ring of a polygon is the exterior, the others are holes. Heights are 0.
    pub polygons: Vec<Vec<Vec<Coordinate>>>,
}

/// Why a file of outlines cannot be used.
#[derive(Debug, Error)]
pub enum OutlineError {
    /// Not the expected GeoJSON.
    #[error(
        "the outlines do not read; give a GeoJSON FeatureCollection of Polygons or MultiPolygons with the properties `code` and `name`"
    )]
    Malformed(#[from] serde_json::Error),
    /// The collection is empty.
    #[error("the file holds no outline; give at least one region")]
    Empty,
    /// A code that is none.
    #[error("`{0}` is not the code of a region; write the NUTS 3 code such as CZ042")]
    Code(String),
    /// Two features of one region.
    #[error("region {0} is there twice; join its parts to one MultiPolygon")]
    Repeated(RegionCode),
    /// A ring that is no ring.
    #[error(
        "the outline of {code} has a ring {fault}; correct polygon {polygon}, ring {ring} (counted from 1)"
    )]
    Ring {
        /// Which region.
        code: RegionCode,
        /// Number of the polygon.
        polygon: usize,
        /// Number of the ring in it.
        ring: usize,
        /// What is wrong.
        fault: RingFault,
    },
}

/// What is wrong with a ring.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum RingFault {
    /// Fewer than four positions.
    #[error("of fewer than four positions")]
    Short,
    /// The last position is not the first.
    #[error("that is not closed")]
    Open,
    /// Not in the country: most often another reference system or swapped axes.
    #[error("with position {0} {1} outside Czechia in EPSG:5514 (metres, both negative, easting first)")]
    Outside(f64, f64),
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    properties: Properties,
    geometry: Geometry,
}

#[derive(Deserialize)]
struct Properties {
    code: String,
    name: String,
}

pub(super) type Ring = Vec<Vec<f64>>;

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
pub(super) enum Geometry {
    Polygon(Vec<Ring>),
    MultiPolygon(Vec<Vec<Ring>>),
}

impl Outline {
    /// The outlines that are built in: the six regions of the shared system, at most 100 vertices each.
    ///
    /// # Errors
    /// [`OutlineError`] when the built-in file is broken, which a test excludes.
    pub fn embedded() -> Result<Vec<Self>, OutlineError> {
        Self::read(EMBEDDED)
    }

    /// Reads a GeoJSON feature collection in metres of EPSG:5514, in the order of the file.
    ///
    /// # Errors
    /// [`OutlineError`] tells what to correct.
    pub fn read(text: &str) -> Result<Vec<Self>, OutlineError> {
        let collection: Collection = serde_json::from_str(text)?;
        let mut outlines: Vec<Self> = Vec::with_capacity(collection.features.len());
        for feature in collection.features {
            let outline = Self::from_feature(feature)?;
            if outlines.iter().any(|known| known.code == outline.code) {
                return Err(OutlineError::Repeated(outline.code));
            }
            outlines.push(outline);
        }
        if outlines.is_empty() {
            return Err(OutlineError::Empty);
        }
        Ok(outlines)
    }

    fn from_feature(feature: Feature) -> Result<Self, OutlineError> {
        let Properties { code, name } = feature.properties;
        let code =
            RegionCode::parse(&code).ok_or_else(|| OutlineError::Code(code.chars().take(40).collect()))?;
        let given = match feature.geometry {
            Geometry::Polygon(rings) => vec![rings],
            Geometry::MultiPolygon(polygons) => polygons,
        };
        let mut polygons = Vec::with_capacity(given.len());
        for (polygon, rings) in given.iter().enumerate() {
            let read = |(ring, positions): (usize, &Ring)| {
                read_ring(positions).map_err(|fault| OutlineError::Ring {
                    code: code.clone(),
                    polygon: polygon + 1,
                    ring: ring + 1,
                    fault,
                })
            };
            polygons.push(
                rings
                    .iter()
                    .enumerate()
                    .map(read)
                    .collect::<Result<Vec<_>, _>>()?,
            );
        }
        if polygons.iter().all(Vec::is_empty) {
            let fault = RingFault::Short;
            return Err(OutlineError::Ring {
                code,
                polygon: 1,
                ring: 1,
                fault,
            });
        }
        Ok(Self { code, name, polygons })
    }

    /// Whether the position (its height does not matter) lies inside or on the edge.
    pub fn contains(&self, position: Coordinate) -> bool {
        self.polygons.iter().any(|rings| {
            let mut inside = false;
            for side in rings.iter().flat_map(|ring| ring.windows(2)) {
                match passes(side[0], side[1], position) {
                    Passing::On => return true,
                    Passing::Right => inside = !inside,
                    Passing::No => {}
                }
            }
            inside
        })
    }

    /// The smallest box around it; `None` for an outline without positions, which [`Outline::read`] never gives.
    pub fn bounds(&self) -> Option<BoundingBox> {
        BoundingBox::around(self.polygons.iter().flatten().flatten().copied())
    }
}

pub(super) fn read_ring(positions: &Ring) -> Result<Vec<Coordinate>, RingFault> {
    let mut ring = Vec::with_capacity(positions.len());
    for position in positions {
        let (x, y) = match position.as_slice() {
            [x, y, ..] => (*x, *y),
            _ => return Err(RingFault::Short),
        };
        if !X_RANGE.contains(&x) || !Y_RANGE.contains(&y) {
            return Err(RingFault::Outside(x, y));
        }
        ring.push(Coordinate::new(centimetres(x), centimetres(y), 0));
    }
    if ring.len() < 4 {
        return Err(RingFault::Short);
    }
    if ring.first() != ring.last() {
        return Err(RingFault::Open);
    }
    Ok(ring)
}

/// The ranges above leave no value that does not fit.
#[allow(
    clippy::cast_possible_truncation,
    reason = "checked against the ranges of the country"
)]
fn centimetres(metres: f64) -> i32 {
    (metres * 100.0).round() as i32
}

enum Passing {
    /// The position lies on the side.
    On,
    /// The ray from the position to the east meets the side.
    Right,
    No,
}

fn passes(a: Coordinate, b: Coordinate, p: Coordinate) -> Passing {
    let (ax, ay) = (i64::from(a.x - p.x), i64::from(a.y - p.y));
    let (bx, by) = (i64::from(b.x - p.x), i64::from(b.y - p.y));
    let turn = ax * by - ay * bx;
    if turn == 0 && ax.min(bx) <= 0 && ax.max(bx) >= 0 && ay.min(by) <= 0 && ay.max(by) >= 0 {
        return Passing::On;
    }
    // Half open in y, so that a ray through a vertex counts it once.
    if (ay > 0) != (by > 0) && (turn > 0) == (by > ay) {
        Passing::Right
    } else {
        Passing::No
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: &str =
        r#"[[-700000,-1000000],[-699000,-1000000],[-699000,-999000],[-700000,-999000],[-700000,-1000000]]"#;

    fn collection(kind: &str, coordinates: &str, code: &str) -> String {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"code":"{code}","name":"Zkušební","other":1}},
            "geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}]}}"#
        )
    }

    fn at(x: i32, y: i32) -> Coordinate {
        Coordinate::new(x * 100, y * 100, 0)
    }

    #[test]
    fn the_built_in_outlines_are_the_six_regions_and_coarse() {
        let outlines = Outline::embedded().unwrap();
        let codes: Vec<_> = outlines.iter().map(|o| o.code.as_str()).collect();
        assert_eq!(codes, ["CZ042", "CZ063", "CZ053", "CZ031", "CZ052", "CZ080"]);
        for outline in &outlines {
            let vertices = outline.polygons.iter().flatten().flatten().count();
            assert!((50..=100).contains(&vertices), "{} has {vertices}", outline.code);
        }
    }

    #[test]
    fn towns_lie_in_their_regions_and_in_no_other() {
        let outlines = Outline::embedded().unwrap();
        let towns = [
            ("CZ042", at(-760_500, -975_000)),
            ("CZ063", at(-667_000, -1_129_000)),
            ("CZ053", at(-647_000, -1_060_000)),
            ("CZ031", at(-756_000, -1_165_000)),
            ("CZ052", at(-641_000, -1_041_000)),
            ("CZ080", at(-471_000, -1_102_000)),
        ];
        for (code, town) in towns {
            let found: Vec<_> = outlines
                .iter()
                .filter(|o| o.contains(town))
                .map(|o| o.code.as_str())
                .collect();
            assert_eq!(found, [code]);
        }
    }

    #[test]
    fn the_edge_belongs_to_the_outline_and_a_hole_does_not() {
        let hole =
            "[[-699600,-999600],[-699600,-999400],[-699400,-999400],[-699400,-999600],[-699600,-999600]]";
        let text = collection("MultiPolygon", &format!("[[{SQUARE},{hole}]]"), "CZ042");
        let outline = Outline::read(&text).unwrap().remove(0);
        assert_eq!(outline.name, "Zkušební");
        for (x, y, inside) in [
            (-700_000, -1_000_000, true),
            (-699_500, -999_000, true),
            (-699_700, -999_500, true),
            (-699_500, -999_500, false),
            (-699_600, -999_500, true),
            (-698_999, -999_500, false),
            (-700_001, -1_000_000, false),
            (-701_000, -999_000, false),
        ] {
            assert_eq!(outline.contains(at(x, y)), inside, "{x} {y}");
        }
        assert_eq!(
            outline.bounds().unwrap().metres(),
            [-700_000.0, -1_000_000.0, -699_000.0, -999_000.0]
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        let explained = |text: &str| Outline::read(text).unwrap_err().to_string();
        assert!(explained("{}").contains("FeatureCollection"));
        assert!(explained(r#"{"features":[]}"#).contains("no outline"));
        assert!(explained(&collection("Polygon", &format!("[{SQUARE}]"), "CZ4")).contains("NUTS 3"));
        assert!(explained(&collection("Point", "[1,2]", "CZ042")).contains("Polygons"));
        assert!(explained(&collection("Polygon", "[]", "CZ042")).contains("fewer than four"));
        let open = SQUARE.replace(",[-700000,-1000000]]", "]");
        assert!(explained(&collection("Polygon", &format!("[{open}]"), "CZ042")).contains("not closed"));
        let degrees = "[[14,50],[15,50],[15,51],[14,50]]";
        let told = explained(&collection("Polygon", &format!("[{SQUARE},{degrees}]"), "CZ042"));
        assert!(told.contains("ring 2") && told.contains("EPSG:5514"), "{told}");
        let twice = collection("Polygon", &format!("[{SQUARE}]"), "CZ042");
        let feature = &twice[twice.find("{\"type\":\"Feature\",").unwrap()..twice.len() - 2];
        let told = explained(&format!(r#"{{"features":[{feature},{feature}]}}"#));
        assert!(told.contains("twice"), "{told}");
    }

    #[test]
    fn the_outlines_of_the_whole_country_read_too() {
        let shared = std::env::var("DTM_SHARED")
            .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into());
        let Ok(text) = std::fs::read_to_string(format!("{shared}/data/regions-5514.geojson")) else {
            eprintln!("SKIPPED: the outlines of all regions are not here; set DTM_SHARED to their directory");
            return;
        };
        assert_eq!(Outline::read(&text).unwrap().len(), 14);
    }
}
