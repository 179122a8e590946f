//! Tile grids as OGC Two Dimensional Tile Matrix Sets: data in `schemas/tms`, read once.
//!
//! A tile is a box in the grid's system; what the store is asked for is the box around it in EPSG:5514.

use std::sync::OnceLock;

use serde::Deserialize;
use thiserror::Error;

use super::rules::{BUFFER, EXTENT};
use crate::crs::{Crs, CrsError};

/// West, south, east, north of everything that can be drawn, metres of EPSG:5514: Czechia with a margin.
const DATA_AREA: [f64; 4] = [-925_000.0, -1_250_000.0, -410_000.0, -920_000.0];

/// Scale of Web Mercator over the ground at 50° north, the middle of the country.
const MERCATOR_SCALE: f64 = 1.5557;

/// Pieces of each edge of a tile whose ends are followed into EPSG:5514; what an edge bends between them lies far below the
/// margin that is added.
const EDGE_PIECES: u32 = 2;

/// A tile grid.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grid {
    /// Identifier, such as `SJTSKQuad5514`.
    pub id: String,
    /// English title.
    pub title: String,
    /// URI of the official definition, where there is one.
    #[serde(default)]
    pub uri: Option<String>,
    /// URI of the coordinate reference system.
    #[serde(rename = "crs")]
    pub crs_uri: String,
    /// The levels; the position is the zoom.
    #[serde(rename = "tileMatrices")]
    pub matrices: Vec<Matrix>,
    #[serde(skip)]
    system: Option<Crs>,
    #[serde(skip)]
    data_area: [f64; 4],
    #[serde(skip)]
    text: &'static str,
}

/// One level of a grid.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Matrix {
    /// Identifier in paths.
    pub id: String,
    /// Scale denominator for pixels of 0.28 mm.
    pub scale_denominator: f64,
    /// Metres of the grid's system to a pixel.
    pub cell_size: f64,
    /// Corner from which rows and columns count.
    #[serde(default)]
    corner_of_origin: Corner,
    /// North-western corner of the first tile.
    pub point_of_origin: [f64; 2],
    /// Pixels across a tile.
    pub tile_width: u32,
    /// Pixels down a tile.
    pub tile_height: u32,
    /// Columns.
    pub matrix_width: u32,
    /// Rows.
    pub matrix_height: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Corner {
    #[default]
    TopLeft,
    BottomLeft,
}

/// Why a grid cannot be used.
#[derive(Debug, Error)]
pub enum GridError {
    /// The definition does not parse.
    #[error("the definition of a tile grid does not read")]
    Malformed(#[from] serde_json::Error),
    /// Something that is not supported.
    #[error("tile grid {grid}: {what} is not supported; use square tiles counted from the north-west")]
    Unsupported {
        /// Which grid.
        grid: String,
        /// What it has.
        what: String,
    },
    /// Its system fails.
    #[error(transparent)]
    Crs(#[from] CrsError),
}

static EMBEDDED: [&str; 2] = [
    include_str!("../../schemas/tms/WebMercatorQuad.json"),
    include_str!("../../schemas/tms/SJTSKQuad5514.json"),
];

impl Grid {
    /// The built-in grids.
    ///
    /// # Errors
    /// [`GridError`] when PROJ is not whole.
    pub fn embedded() -> Result<&'static [Self], GridError> {
        static GRIDS: OnceLock<Vec<Grid>> = OnceLock::new();
        if let Some(grids) = GRIDS.get() {
            return Ok(grids);
        }
        let grids = EMBEDDED
            .iter()
            .map(|text| Self::read(text))
            .collect::<Result<_, _>>()?;
        Ok(GRIDS.get_or_init(|| grids))
    }

    /// Reads the definition of a grid.
    ///
    /// # Errors
    /// [`GridError`] when it does not parse or has what is not supported here.
    pub fn read(text: &'static str) -> Result<Self, GridError> {
        let mut grid: Self = serde_json::from_str(text)?;
        let refuse = |what: &str| GridError::Unsupported {
            grid: grid.id.clone(),
            what: what.to_owned(),
        };
        let system = match grid.crs_uri.rsplit('/').next() {
            Some("5514") => Crs::Sjtsk,
            Some("3857") => Crs::WebMercator,
            _ => return Err(refuse(&grid.crs_uri)),
        };
        if grid.matrices.iter().any(|m| m.tile_width != m.tile_height) {
            return Err(refuse("a tile that is not square"));
        }
        if grid
            .matrices
            .iter()
            .any(|m| m.corner_of_origin != Corner::TopLeft)
        {
            return Err(refuse("counting from the south-west"));
        }
        let mut outline = outline(DATA_AREA, 64);
        system.from_sjtsk(&mut outline)?;
        grid.data_area = around(&outline);
        grid.system = Some(system);
        grid.text = text;
        Ok(grid)
    }

    /// The coordinate reference system.
    pub fn crs(&self) -> Crs {
        self.system.unwrap_or(Crs::Sjtsk)
    }

    /// The definition as published.
    pub fn definition(&self) -> &'static str {
        self.text
    }

    /// A tile; `None` when the grid has none there.
    pub fn tile(&self, zoom: u32, row: u32, column: u32) -> Option<Tile<'_>> {
        let matrix = self.matrices.get(usize::try_from(zoom).ok()?)?;
        (row < matrix.matrix_height && column < matrix.matrix_width).then_some(Tile {
            grid: self,
            matrix,
            zoom,
            row,
            column,
        })
    }

    /// Metres on the ground to a pixel.
    pub fn ground_cell(&self, matrix: &Matrix) -> f64 {
        match self.crs() {
            Crs::WebMercator => matrix.cell_size / MERCATOR_SCALE,
            _ => matrix.cell_size,
        }
    }
}

/// A tile of a grid.
#[derive(Clone, Copy, Debug)]
pub struct Tile<'g> {
    /// Its grid.
    pub grid: &'g Grid,
    /// Its level.
    pub matrix: &'g Matrix,
    /// Position of its level.
    pub zoom: u32,
    /// Row, counted from the north.
    pub row: u32,
    /// Column, counted from the west.
    pub column: u32,
}

impl Tile<'_> {
    /// Length of a side in metres of the grid's system.
    pub fn side(&self) -> f64 {
        self.matrix.cell_size * f64::from(self.matrix.tile_width)
    }

    /// West, south, east, north in the grid's system.
    pub fn bounds(&self) -> [f64; 4] {
        let [origin_x, origin_y] = self.matrix.point_of_origin;
        let side = self.side();
        let (west, north) = (
            origin_x + f64::from(self.column) * side,
            origin_y - f64::from(self.row) * side,
        );
        [west, north - side, west + side, north]
    }

    /// The box in EPSG:5514 metres that holds everything that may be drawn on the tile, its buffer included; `None` when
    /// the tile lies outside of the country.
    ///
    /// # Errors
    /// [`CrsError`] when the tile's edge cannot be transformed.
    pub fn sjtsk_bounds(&self) -> Result<Option<[f64; 4]>, CrsError> {
        let margin = self.side() * f64::from(BUFFER) / f64::from(EXTENT);
        let [west, south, east, north] = self.bounds();
        let area = self.grid.data_area;
        let buffered = [
            (west - margin).max(area[0]),
            (south - margin).max(area[1]),
            (east + margin).min(area[2]),
            (north + margin).min(area[3]),
        ];
        if buffered[0] >= buffered[2] || buffered[1] >= buffered[3] {
            return Ok(None);
        }
        if self.grid.crs() == Crs::Sjtsk {
            return Ok(Some(buffered));
        }
        let mut outline = outline(buffered, EDGE_PIECES);
        self.grid.crs().to_sjtsk(&mut outline)?;
        let [west, south, east, north] = around(&outline);
        // Between two points an edge bends by less than this in EPSG:5514; too large a box costs nothing but time.
        let bend = 0.1 + 0.005 * (east - west).max(north - south);
        Ok(Some([west - bend, south - bend, east + bend, north + bend]))
    }

    /// Metres on the ground to a pixel.
    pub fn ground_cell(&self) -> f64 {
        self.grid.ground_cell(self.matrix)
    }
}

/// Points along the edges of a box.
fn outline([west, south, east, north]: [f64; 4], pieces: u32) -> Vec<[f64; 2]> {
    (0..=pieces)
        .flat_map(|i| {
            let part = f64::from(i) / f64::from(pieces);
            let (x, y) = (west + (east - west) * part, south + (north - south) * part);
            [[x, south], [x, north], [west, y], [east, y]]
        })
        .collect()
}

/// The box around points.
fn around(points: &[[f64; 2]]) -> [f64; 4] {
    let start = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    points.iter().fold(start, |b, p| {
        [b[0].min(p[0]), b[1].min(p[1]), b[2].max(p[0]), b[3].max(p[1])]
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn grid(id: &str) -> &'static Grid {
        Grid::embedded().unwrap().iter().find(|g| g.id == id).unwrap()
    }

    /// The tile of a level that a position lies in.
    fn tile_at(grid: &Grid, zoom: u32, [x, y]: [f64; 2]) -> Tile<'_> {
        let first = grid.tile(zoom, 0, 0).unwrap();
        let [west, _, _, north] = first.bounds();
        let count = |metres: f64| format!("{:.0}", (metres / first.side()).floor()).parse().unwrap();
        grid.tile(zoom, count(north - y), count(x - west)).unwrap()
    }

    #[test]
    fn the_published_test_point_lies_in_its_tiles() {
        let grid = grid("SJTSKQuad5514");
        for (zoom, row, column) in [(7, 30, 44), (14, 3843, 5686)] {
            let tile = tile_at(grid, zoom, [-743_000.0, -1_043_000.0]);
            assert_eq!((tile.row, tile.column), (row, column));
        }
    }

    #[test]
    fn prague_lies_in_the_well_known_web_mercator_tile() {
        let tile = tile_at(grid("WebMercatorQuad"), 14, [1_605_115.73, 6_461_382.57]);
        assert_eq!((tile.row, tile.column), (5550, 8848));
    }

    #[test]
    fn levels_halve_and_their_scale_fits_their_cell() {
        for grid in Grid::embedded().unwrap() {
            for (zoom, matrix) in (0..).zip(&grid.matrices) {
                assert_eq!(matrix.id, zoom.to_string());
                assert_eq!(
                    (matrix.matrix_width, matrix.matrix_height),
                    (1 << zoom, 1 << zoom)
                );
                let expected = grid.matrices[0].cell_size / f64::from(1 << zoom);
                assert!((matrix.cell_size / expected - 1.0).abs() < 1e-12);
                assert!((matrix.scale_denominator * 0.00028 / matrix.cell_size - 1.0).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn there_is_no_tile_outside_of_a_grid() {
        let grid = grid("SJTSKQuad5514");
        assert!(grid.tile(3, 7, 7).is_some());
        assert!(grid.tile(3, 8, 0).is_none());
        assert!(grid.tile(3, 0, 8).is_none());
        assert!(grid.tile(18, 0, 0).is_none());
    }

    #[test]
    fn tiles_outside_of_the_country_have_no_box() {
        let grid = grid("WebMercatorQuad");
        assert_eq!(grid.tile(5, 0, 0).unwrap().sjtsk_bounds().unwrap(), None);
        assert!(grid.tile(0, 0, 0).unwrap().sjtsk_bounds().unwrap().is_some());
    }

    #[test]
    fn other_grids_are_refused() {
        let text =
            r#"{"id":"x","title":"","crs":"http://www.opengis.net/def/crs/EPSG/0/3035","tileMatrices":[]}"#;
        assert!(matches!(Grid::read(text), Err(GridError::Unsupported { .. })));
    }

    proptest! {
        #[test]
        fn whatever_lies_on_a_tile_lies_in_its_box(
            zoom in 0_u32..20,
            x in -900_000.0..-440_000.0_f64,
            y in -1_220_000.0..-940_000.0_f64,
            part in (-0.0156..1.0156_f64, -0.0156..1.0156_f64),
        ) {
            let grid = grid("WebMercatorQuad");
            let mut position = [[x, y]];
            Crs::WebMercator.from_sjtsk(&mut position).unwrap();
            let tile = tile_at(grid, zoom, position[0]);
            let [west, south, _, _] = tile.bounds();
            let mut inside = if zoom < 12 { position } else {
                [[west + part.0 * tile.side(), south + part.1 * tile.side()]]
            };
            Crs::WebMercator.to_sjtsk(&mut inside).unwrap();
            let [west, south, east, north] = tile.sjtsk_bounds().unwrap().unwrap();
            let [[x, y]] = inside;
            prop_assert!(west <= x && x <= east && south <= y && y <= north);
        }
    }
}
