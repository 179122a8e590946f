//! From EPSG:5514 metres to the units of a tile.
//!
//! In the national grid this is a scale and a shift. In Web Mercator the pinned operation would cost a microsecond a
//! vertex; over a tile it is smooth enough to be replaced by a polynomial of second degree in each direction through nine
//! exact points. The replacement is checked against the operation at sixteen other points whenever it is made, and given
//! up (every vertex through PROJ) where it is off by more than [`PATCH_TOLERANCE`].

use super::grid::Tile;
use super::rules::EXTENT;
use crate::crs::{Crs, CrsError};

/// Units of a tile by which the replacement may be off at the points checked.
const PATCH_TOLERANCE: f64 = 0.02;

/// The way from EPSG:5514 metres to units of one tile; y grows downwards.
#[derive(Clone, Debug)]
pub struct Projection {
    /// Box in EPSG:5514 metres that holds the tile with its buffer; nothing outside of it may be projected.
    domain: [f64; 4],
    way: Way,
}

#[derive(Clone, Debug)]
enum Way {
    Linear(Frame),
    Patch(Box<Patch>),
    Exact(Crs, Frame),
}

/// Units of a tile from metres of its own system.
#[derive(Clone, Copy, Debug)]
struct Frame {
    west: f64,
    north: f64,
    units: f64,
}

impl Frame {
    fn place(self, [x, y]: [f64; 2]) -> [f64; 2] {
        [(x - self.west) * self.units, (self.north - y) * self.units]
    }
}

/// Coefficients of `1 u u² v uv u²v v² uv² u²v²` for x and y; u and v run from -1 to 1 over the domain.
#[derive(Clone, Copy, Debug)]
struct Patch {
    middle: [f64; 2],
    halves: [f64; 2],
    terms: [[f64; 2]; 9],
}

impl Projection {
    /// The way for a tile and its domain as [`Tile::sjtsk_bounds`] tells it.
    ///
    /// # Errors
    /// [`CrsError`] when the domain cannot be transformed.
    pub fn new(tile: &Tile<'_>, domain: [f64; 4]) -> Result<Self, CrsError> {
        let [west, _, _, north] = tile.bounds();
        let frame = Frame {
            west,
            north,
            units: f64::from(EXTENT) / tile.side(),
        };
        let way = match tile.grid.crs() {
            Crs::Sjtsk => Way::Linear(frame),
            crs => match Patch::fit(crs, frame, domain)? {
                Some(patch) => Way::Patch(Box::new(patch)),
                None => Way::Exact(crs, frame),
            },
        };
        Ok(Self { domain, way })
    }

    /// West, south, east, north in EPSG:5514 metres of what may be projected.
    pub fn domain(&self) -> [f64; 4] {
        self.domain
    }

    /// Whether every vertex goes through PROJ.
    pub fn is_exact(&self) -> bool {
        matches!(self.way, Way::Exact(..))
    }

    /// Projects positions in place.
    ///
    /// # Errors
    /// [`CrsError`] when a position cannot be transformed.
    pub fn project(&self, positions: &mut [[f64; 2]]) -> Result<(), CrsError> {
        match &self.way {
            Way::Linear(frame) => {
                for position in positions {
                    *position = frame.place(*position);
                }
            }
            Way::Patch(patch) => {
                for position in positions {
                    *position = patch.place(*position);
                }
            }
            Way::Exact(crs, frame) => {
                crs.from_sjtsk(positions)?;
                for position in positions {
                    *position = frame.place(*position);
                }
            }
        }
        Ok(())
    }
}

impl Patch {
    /// Fits the polynomial; `None` when it is not good enough.
    fn fit(crs: Crs, frame: Frame, [west, south, east, north]: [f64; 4]) -> Result<Option<Self>, CrsError> {
        let middle = [(west + east) / 2.0, (south + north) / 2.0];
        let halves = [(east - west) / 2.0, (north - south) / 2.0];
        let exact = |steps: &[f64]| -> Result<Vec<[f64; 2]>, CrsError> {
            let mut points: Vec<[f64; 2]> = steps
                .iter()
                .flat_map(|v| steps.iter().map(move |u| [*u, *v]))
                .map(|[u, v]| [middle[0] + u * halves[0], middle[1] + v * halves[1]])
                .collect();
            crs.from_sjtsk(&mut points)?;
            Ok(points.into_iter().map(|p| frame.place(p)).collect())
        };
        let nodes = exact(&[-1.0, 0.0, 1.0])?;
        let mut terms = [[0.0; 2]; 9];
        for axis in 0..2 {
            // Along u in each of the three rows, then along v through the three coefficients of the same power.
            let rows =
                [0, 3, 6].map(|row| parabola(nodes[row][axis], nodes[row + 1][axis], nodes[row + 2][axis]));
            for power in 0..3 {
                let along_v = parabola(rows[0][power], rows[1][power], rows[2][power]);
                for (row, term) in along_v.into_iter().enumerate() {
                    terms[row * 3 + power][axis] = term;
                }
            }
        }
        let patch = Self {
            middle,
            halves,
            terms,
        };
        let checked = [-0.98, -0.45, 0.55, 0.97];
        let mut expected = exact(&checked)?.into_iter();
        for v in checked {
            for u in checked {
                let [x, y] = patch.place([middle[0] + u * halves[0], middle[1] + v * halves[1]]);
                let good = expected
                    .next()
                    .is_some_and(|e| (e[0] - x).hypot(e[1] - y) <= PATCH_TOLERANCE);
                if !good {
                    return Ok(None);
                }
            }
        }
        Ok(Some(patch))
    }

    fn place(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let u = (x - self.middle[0]) / self.halves[0];
        let v = (y - self.middle[1]) / self.halves[1];
        let t = &self.terms;
        let along = |a: usize, axis: usize| t[a][axis] + u * (t[a + 1][axis] + u * t[a + 2][axis]);
        [0, 1].map(|axis| along(0, axis) + v * (along(3, axis) + v * along(6, axis)))
    }
}

/// Coefficients of `1 t t²` through the values at -1, 0 and 1.
fn parabola(before: f64, at: f64, after: f64) -> [f64; 3] {
    [at, (after - before) / 2.0, (after + before) / 2.0 - at]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Grid;
    use super::*;

    fn grid(id: &str) -> &'static Grid {
        Grid::embedded().unwrap().iter().find(|g| g.id == id).unwrap()
    }

    #[test]
    fn the_national_grid_is_a_scale_and_a_shift() {
        let tile = grid("SJTSKQuad5514").tile(14, 3843, 5686).unwrap();
        let domain = tile.sjtsk_bounds().unwrap().unwrap();
        let projection = Projection::new(&tile, domain).unwrap();
        let [west, south, east, north] = tile.bounds();
        let mut corners = [[west, north], [east, south]];
        projection.project(&mut corners).unwrap();
        assert!(corners[0][0].abs() < 1e-6 && corners[0][1].abs() < 1e-6);
        assert!((corners[1][0] - 4096.0).abs() < 1e-6 && (corners[1][1] - 4096.0).abs() < 1e-6);
    }

    #[test]
    fn levels_that_draw_anything_do_without_proj() {
        for zoom in 12..25 {
            let grid = grid("WebMercatorQuad");
            let across = f64::from(1_u32 << zoom);
            let column = format!("{:.0}", across * 0.5401).parse().unwrap();
            let row = format!("{:.0}", across * 0.3388).parse().unwrap();
            let tile = grid.tile(zoom, row, column).unwrap();
            let domain = tile.sjtsk_bounds().unwrap().unwrap();
            assert!(!Projection::new(&tile, domain).unwrap().is_exact(), "{zoom}");
        }
    }

    proptest! {
        /// The bound that the module promises, all over the country and on every level.
        #[test]
        fn positions_are_off_by_less_than_a_twentieth_of_a_unit(
            zoom in 0_u32..25,
            place in (-900_000.0..-440_000.0_f64, -1_220_000.0..-940_000.0_f64),
            parts in prop::collection::vec((0.0..1.0_f64, 0.0..1.0_f64), 20),
        ) {
            let grid = grid("WebMercatorQuad");
            let mut position = [[place.0, place.1]];
            Crs::WebMercator.from_sjtsk(&mut position).unwrap();
            let first = grid.tile(zoom, 0, 0).unwrap();
            let [west, _, _, north] = first.bounds();
            let count = |metres: f64| format!("{:.0}", (metres / first.side()).floor()).parse().unwrap();
            let tile = grid.tile(zoom, count(north - position[0][1]), count(position[0][0] - west)).unwrap();
            let domain = tile.sjtsk_bounds().unwrap().unwrap();
            let projection = Projection::new(&tile, domain).unwrap();
            let mut quick: Vec<[f64; 2]> = parts.iter().map(|(u, v)| {
                [domain[0] + u * (domain[2] - domain[0]), domain[1] + v * (domain[3] - domain[1])]
            }).collect();
            let mut exact = quick.clone();
            projection.project(&mut quick).unwrap();
            Crs::WebMercator.from_sjtsk(&mut exact).unwrap();
            let [west, _, _, north] = tile.bounds();
            let units = 4096.0 / tile.side();
            for (quick, exact) in quick.iter().zip(&exact) {
                let expected = [(exact[0] - west) * units, (north - exact[1]) * units];
                let off = (quick[0] - expected[0]).hypot(quick[1] - expected[1]);
                prop_assert!(off < 0.05, "off by {off} units at zoom {zoom}");
            }
        }
    }
}
