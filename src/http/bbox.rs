//! The parameters `bbox` and `bbox-crs`: from numbers to a window of the stored plane.
//!
//! Stored geometries are never transformed for a question; the box is. Its edges bend on the way to EPSG:5514, so they
//! are cut to pieces of at most [`STEP_METRES`], which keeps the window within two millimetres of the true box. A box
//! that crosses the antimeridian (west > east, CRS84 only) becomes two.

use super::reference::Reference;
use crate::crs::{Crs, CrsError};
use crate::http::Problem;
use crate::store::{Part, Window};

/// Longest piece of an edge. A parallel bends by L² tan φ / 8 R: 1.5 mm at 250 m.
const STEP_METRES: f64 = 250.0;
/// Longitudes and latitudes that hold the whole country; outside of it the operation to EPSG:5514 means nothing and there
/// are no data.
const COUNTRY: [f64; 4] = [10.5, 47.5, 20.0, 52.0];
/// The same in metres of Web Mercator.
const COUNTRY_MERCATOR: [f64; 4] = [1_168_855.0, 6_024_073.0, 2_226_390.0, 6_800_126.0];
/// Farther than anything that 32 bits of centimetres hold.
const PLANE: f64 = 3.0e7;

/// A box as asked: edges in its reference system, heights in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bbox {
    /// West, south, east, north.
    pub edges: [f64; 4],
    /// Lowest and highest.
    pub heights: Option<[f64; 2]>,
}

impl Bbox {
    /// Reads the value of `bbox`.
    ///
    /// # Errors
    /// [`Problem`] 400 when it is not 4 or 6 numbers in order, inside the bounds of the system.
    pub fn parse(value: &str, reference: Reference) -> Result<Self, Problem> {
        let numbers: Option<Vec<f64>> = value.split(',').map(number).collect();
        let bbox = match numbers.as_deref() {
            Some(&[west, south, east, north]) => Self {
                edges: [west, south, east, north],
                heights: None,
            },
            Some(&[west, south, lowest, east, north, highest]) => Self {
                edges: [west, south, east, north],
                heights: Some([lowest, highest]),
            },
            _ => {
                return Err(Problem::parameter(
                    "bbox",
                    "zadejte 4 nebo 6 čísel oddělených čárkami: západ, jih, [nejníže,] východ, sever[, nejvýše]",
                    "give 4 or 6 numbers with commas between: west, south, [lowest,] east, north[, highest]",
                ));
            }
        };
        bbox.check(reference)?;
        Ok(bbox)
    }

    fn check(&self, reference: Reference) -> Result<(), Problem> {
        let [west, south, east, north] = self.edges;
        let geographic = reference.crs() == Crs::Crs84;
        if south > north || (west > east && !geographic) || self.heights.is_some_and(|[a, b]| a > b) {
            return Err(Problem::parameter(
                "bbox",
                "jižní, západní a nejnižší mez musí být menší než severní, východní a nejvyšší; přehoďte je",
                "the southern, western and lowest bound must be less than the northern, eastern and highest; swap them",
            ));
        }
        let degrees = |value: f64, most: f64| value.abs() <= most;
        if geographic
            && !(degrees(west, 180.0) && degrees(east, 180.0) && degrees(south, 90.0) && degrees(north, 90.0))
        {
            return Err(Problem::parameter(
                "bbox",
                "zeměpisná délka je od -180 do 180 a šířka od -90 do 90 stupňů; pro metry S-JTSK přidejte `bbox-crs=http://www.opengis.net/def/crs/EPSG/0/5514`",
                "longitudes are from -180 to 180 and latitudes from -90 to 90 degrees; for metres of S-JTSK add `bbox-crs=http://www.opengis.net/def/crs/EPSG/0/5514`",
            ));
        }
        Ok(())
    }

    /// The window of the box.
    ///
    /// # Errors
    /// [`CrsError`] when PROJ fails.
    pub fn window(&self, reference: Reference) -> Result<Window, CrsError> {
        let [west, south, east, north] = self.edges;
        let crs = reference.crs();
        let country = match crs {
            Crs::Sjtsk => {
                let edges = self.edges.map(|edge| edge.clamp(-PLANE, PLANE));
                return Ok(Window::Parts(vec![Part::rectangle(edges)]));
            }
            Crs::Crs84 => COUNTRY,
            Crs::WebMercator => COUNTRY_MERCATOR,
        };
        let boxes = if west > east {
            vec![[west, south, 180.0, north], [-180.0, south, east, north]]
        } else {
            vec![self.edges]
        };
        let met: Vec<_> = boxes
            .into_iter()
            .filter_map(|edges| clip(edges, country))
            .collect();
        if met.contains(&country) {
            return Ok(Window::Everywhere);
        }
        let parts: Result<_, _> = met.into_iter().map(|edges| project(edges, crs)).collect();
        Ok(Window::Parts(parts?))
    }
}

fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    let value: f64 = text.parse().ok()?;
    (plain && value.is_finite()).then_some(value)
}

/// What two boxes have in common.
fn clip(a: [f64; 4], b: [f64; 4]) -> Option<[f64; 4]> {
    let common = [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])];
    (common[0] <= common[2] && common[1] <= common[3]).then_some(common)
}

/// A box in the stored plane, its edges bent as they should be.
fn project(edges: [f64; 4], crs: Crs) -> Result<Part, CrsError> {
    let mut part = match Part::rectangle(edges) {
        Part::Point(position) => Part::Point(position),
        Part::Line(line) => Part::Line(densify(&line, crs)),
        Part::Area(rings) => Part::Area(rings.iter().map(|ring| densify(ring, crs)).collect()),
    };
    match &mut part {
        Part::Point(position) => crs.to_sjtsk(std::slice::from_mut(position))?,
        Part::Line(positions) => crs.to_sjtsk(positions)?,
        Part::Area(rings) => rings.iter_mut().try_for_each(|ring| crs.to_sjtsk(ring))?,
    }
    Ok(part)
}

/// The line with positions added so that no piece is longer than [`STEP_METRES`].
fn densify(line: &[[f64; 2]], crs: Crs) -> Vec<[f64; 2]> {
    // Metres for a unit of each axis near the country's middle; a few per cent more or less only change the step.
    let scale = if crs == Crs::Crs84 {
        [72_000.0, 111_200.0]
    } else {
        [0.65, 0.65]
    };
    let mut dense = Vec::new();
    for pair in line.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        let pieces = ((dx * scale[0]).hypot(dy * scale[1]) / STEP_METRES)
            .ceil()
            .max(1.0);
        let mut piece = 0.0;
        while piece < pieces {
            let part = piece / pieces;
            dense.push([from[0] + dx * part, from[1] + dy * part]);
            piece += 1.0;
        }
    }
    dense.extend(line.last());
    dense
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(bbox: &str, reference: Reference) -> Vec<Part> {
        match Bbox::parse(bbox, reference).unwrap().window(reference).unwrap() {
            Window::Parts(parts) => parts,
            Window::Everywhere => panic!("{bbox} is everywhere"),
        }
    }

    #[test]
    fn four_and_six_numbers_are_read() {
        let flat = Bbox::parse("14,50,14.5,50.5", Reference::Crs84).unwrap();
        assert_eq!(flat.heights, None);
        let solid = Bbox::parse("14,50,100,14.5,50.5,200", Reference::Crs84h).unwrap();
        assert_eq!((solid.edges, solid.heights), (flat.edges, Some([100.0, 200.0])));
    }

    #[test]
    fn nonsense_is_refused() {
        for value in [
            "",
            "1,2,3",
            "1,2,3,4,5",
            "a,b,c,d",
            "1,2,3,nan",
            "inf,1,2,3",
            "14,51,15,50",
            "200,0,201,1",
            "14, 50,15,51",
            "14,50,15,51,",
            "14,50,9,15,51,8",
            "-742974,-1043025,-742900,-1043000",
            "14;drop table feature,50,15,51",
        ] {
            assert!(Bbox::parse(value, Reference::Crs84).is_err(), "{value:?}");
        }
        assert!(Bbox::parse("-1,-2,-3,-1", Reference::Sjtsk).is_err());
    }

    #[test]
    fn the_world_is_everywhere_and_a_far_box_is_nowhere() {
        let world = Bbox::parse("-180,-90,180,90", Reference::Crs84).unwrap();
        assert_eq!(world.window(Reference::Crs84).unwrap(), Window::Everywhere);
        assert_eq!(parts("-75,40,-74,41", Reference::Crs84), []);
    }

    #[test]
    fn a_box_across_the_antimeridian_is_two() {
        assert_eq!(parts("170,-20,-170,20", Reference::Crs84), []);
        assert_eq!(parts("17,49,14,50", Reference::Crs84).len(), 2);
    }

    #[test]
    fn a_dense_edge_bends_as_the_parallel_does() {
        let [Part::Area(rings)] = &parts("14,50,14.2,50.1", Reference::Crs84)[..] else {
            panic!("an area is expected");
        };
        let ring = &rings[0];
        // Between two positions of the ring, the true middle of the parallel lies within two millimetres of the chord.
        let mut degrees = [ring[10], ring[11]];
        Crs::Crs84.from_sjtsk(&mut degrees).unwrap();
        let mut middle = [[
            (degrees[0][0] + degrees[1][0]) / 2.0,
            (degrees[0][1] + degrees[1][1]) / 2.0,
        ]];
        Crs::Crs84.to_sjtsk(&mut middle).unwrap();
        let chord = [
            (ring[10][0] + ring[11][0]) / 2.0,
            (ring[10][1] + ring[11][1]) / 2.0,
        ];
        let apart = (middle[0][0] - chord[0]).hypot(middle[0][1] - chord[1]);
        assert!(apart < 0.002, "{apart}");
    }
}
