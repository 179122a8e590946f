//! From features of the store to the bytes of a tile.
//!
//! Each geometry is clipped to the box of the tile in EPSG:5514, projected, clipped to the tile with its buffer, simplified
//! where the scale asks for it, rounded to units and written. What would be too much for one tile is left out beginning
//! with the smallest, so that the answer depends neither on the order of the rows nor on chance.

use rustc_hash::FxHashMap;
use thiserror::Error;

use super::clip::{self, Bounds, Path};
use super::mvt::{Kind, Layer, Pen};
use super::project::Projection;
use super::rules::{BUFFER, Drawing, EXTENT, LAYERS};
use super::simplify::{Scratch, simplify};
use crate::crs::CrsError;
use crate::geom::ewkb::{self, EwkbError};
use crate::model::{Coordinate, Geometry, Shape};

/// Most features in a tile.
pub const FEATURES_PER_TILE: usize = 40_000;

/// Most bytes of geometry in a tile.
pub const BYTES_PER_TILE: usize = 4 << 20;

/// Properties of every feature; the position is the number of the key.
const KEYS: [&str; 4] = ["id", "type", "symbol", "level"];

const WINDOW: Bounds = [
    -(BUFFER as f64),
    -(BUFFER as f64),
    (EXTENT + BUFFER) as f64,
    (EXTENT + BUFFER) as f64,
];

/// Why a feature cannot be drawn.
#[derive(Debug, Error)]
pub enum DrawError {
    /// Its geometry does not read.
    #[error("feature {id} holds a geometry that does not read")]
    Geometry {
        /// Its identifier.
        id: i64,
        /// Why.
        source: EwkbError,
    },
    /// Its geometry cannot be transformed.
    #[error("feature {id} cannot be drawn")]
    Position {
        /// Its identifier.
        id: i64,
        /// Why.
        source: CrsError,
    },
}

/// A finished tile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encoded {
    /// Mapbox Vector Tile; empty when nothing is drawn.
    pub bytes: Vec<u8>,
    /// Features in it.
    pub features: usize,
    /// Features that were too many.
    pub omitted: usize,
}

/// What is said about a feature beside its geometry.
#[derive(Clone, Copy, Debug)]
pub struct Properties<'a> {
    /// Identifier.
    pub id: i64,
    /// Element name of its type.
    pub element: &'a str,
    /// Key of its symbol.
    pub symbol: &'a str,
    /// Level over or under the ground.
    pub level: Option<i16>,
}

#[derive(Clone, Copy, Debug)]
struct Drawn {
    kind: Kind,
    id: i64,
    element: u32,
    symbol: u32,
    level: Option<i16>,
    /// Centimetres across; 0 for a point.
    size: u32,
    start: usize,
    end: usize,
}

/// A tile in the making.
#[derive(Debug)]
pub struct Builder {
    projection: Projection,
    drawing: Drawing,
    drawn: Vec<Drawn>,
    geometries: Vec<u8>,
    texts: FxHashMap<String, u32>,
    omitted: usize,
    pieces: Vec<Path>,
    units: Vec<[i32; 2]>,
    scratch: Scratch,
    limits: (usize, usize),
}

impl Builder {
    /// An empty tile.
    pub fn new(projection: Projection, drawing: Drawing) -> Self {
        Self {
            projection,
            drawing,
            drawn: Vec::new(),
            geometries: Vec::new(),
            texts: FxHashMap::default(),
            omitted: 0,
            pieces: Vec::new(),
            units: Vec::new(),
            scratch: Scratch::default(),
            limits: (FEATURES_PER_TILE, BYTES_PER_TILE),
        }
    }

    /// Draws a feature whose geometry is EWKB.
    ///
    /// # Errors
    /// [`DrawError`] when the geometry does not read or cannot be transformed.
    pub fn add(&mut self, properties: Properties<'_>, ewkb: &[u8]) -> Result<(), DrawError> {
        let id = properties.id;
        let geometry = ewkb::read(ewkb).map_err(|source| DrawError::Geometry { id, source })?;
        self.draw(properties, &geometry)
            .map_err(|source| DrawError::Position { id, source })
    }

    /// Draws a feature.
    ///
    /// # Errors
    /// [`CrsError`] when a position cannot be transformed.
    pub fn draw(&mut self, properties: Properties<'_>, geometry: &Geometry) -> Result<(), CrsError> {
        let Some(bounds) = geometry.bounds() else {
            return Ok(());
        };
        let size = bounds
            .max_x
            .abs_diff(bounds.min_x)
            .max(bounds.max_y.abs_diff(bounds.min_y));
        let is_point = matches!(geometry.shape, Shape::Point(_));
        if !is_point && f64::from(size) < self.drawing.smallest_metres * 100.0 {
            return Ok(());
        }
        let start = self.geometries.len();
        let kind = match &geometry.shape {
            Shape::Point(position) => self.point(*position)?,
            Shape::Line(line) => self.lines(std::slice::from_ref(line))?,
            Shape::MultiLine(lines) => self.lines(lines)?,
            Shape::Polygon(rings) => self.polygon(rings)?,
        };
        let end = self.geometries.len();
        if start == end {
            return Ok(());
        }
        let drawn = Drawn {
            kind,
            id: properties.id,
            element: self.text(properties.element),
            symbol: self.text(properties.symbol),
            level: properties.level,
            size: if is_point { 0 } else { size.max(1) },
            start,
            end,
        };
        self.drawn.push(drawn);
        if self.drawn.len() >= 2 * self.limits.0 || end >= 2 * self.limits.1 {
            self.shed();
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> u32 {
        if let Some(number) = self.texts.get(text) {
            return *number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.insert(text.to_owned(), number);
        number
    }

    fn point(&mut self, position: Coordinate) -> Result<Kind, CrsError> {
        let mut placed = [metres(position)];
        if clip::holds(self.projection.domain(), placed[0]) {
            self.projection.project(&mut placed)?;
            let unit = round(placed[0]);
            if clip::holds(WINDOW, unit.map(f64::from)) {
                Pen::new(&mut self.geometries).point(unit);
            }
        }
        Ok(Kind::Point)
    }

    fn lines(&mut self, lines: &[Vec<Coordinate>]) -> Result<Kind, CrsError> {
        let domain = self.projection.domain();
        let mut on_tile = std::mem::take(&mut self.pieces);
        on_tile.clear();
        let mut near = Vec::new();
        for line in lines {
            let path: Path = line.iter().copied().map(metres).collect();
            clip::line(domain, &path, &mut near);
        }
        for mut path in near {
            self.projection.project(&mut path)?;
            clip::line(WINDOW, &path, &mut on_tile);
        }
        let mut pen = Pen::new(&mut self.geometries);
        for path in &mut on_tile {
            simplify(path, self.drawing.tolerance, &mut self.scratch);
            to_units(path, &mut self.units);
            if self.units.len() > 1 {
                pen.line(&self.units);
            }
        }
        self.pieces = on_tile;
        Ok(Kind::Line)
    }

    fn polygon(&mut self, rings: &[Vec<Coordinate>]) -> Result<Kind, CrsError> {
        let rings: Vec<Path> = rings
            .iter()
            .map(|ring| ring.iter().copied().map(metres).collect())
            .collect();
        let near = clip::polygon(self.projection.domain(), rings);
        let mut on_tile = Vec::with_capacity(near.len());
        for mut rings in near {
            for ring in &mut rings {
                self.projection.project(ring)?;
            }
            on_tile.append(&mut clip::polygon(WINDOW, rings));
        }
        let mut pen = Pen::new(&mut self.geometries);
        for rings in &mut on_tile {
            for (position, ring) in rings.iter_mut().enumerate() {
                simplify(ring, self.drawing.tolerance, &mut self.scratch);
                to_units(ring, &mut self.units);
                if self.units.first() == self.units.last() {
                    self.units.pop();
                }
                let area = doubled_area(&self.units);
                if area == 0 && position == 0 {
                    break;
                }
                if area == 0 {
                    continue;
                }
                if (area > 0) != (position == 0) {
                    self.units.reverse();
                }
                pen.ring(&self.units);
            }
        }
        Ok(Kind::Polygon)
    }

    /// Leaves out the smallest features above the limits.
    fn shed(&mut self) {
        let (most_features, most_bytes) = self.limits;
        self.drawn
            .sort_unstable_by_key(|d| (std::cmp::Reverse(d.size), d.id, d.start));
        let mut bytes = 0;
        let kept = self
            .drawn
            .iter()
            .take(most_features)
            .take_while(|d| {
                bytes += d.end - d.start;
                bytes <= most_bytes
            })
            .count();
        self.omitted += self.drawn.len() - kept;
        self.drawn.truncate(kept);
        let mut geometries = Vec::with_capacity(2 * bytes.min(most_bytes));
        for drawn in &mut self.drawn {
            let start = geometries.len();
            geometries.extend_from_slice(&self.geometries[drawn.start..drawn.end]);
            (drawn.start, drawn.end) = (start, geometries.len());
        }
        self.geometries = geometries;
    }

    /// Writes the tile.
    pub fn finish(mut self) -> Encoded {
        if self.drawn.len() > self.limits.0 || self.geometries.len() > self.limits.1 {
            self.shed();
        }
        self.drawn.sort_unstable_by_key(|d| (d.id, d.start));
        let mut texts = vec![""; self.texts.len()];
        for (text, number) in &self.texts {
            if let Some(place) = texts.get_mut(*number as usize) {
                *place = text;
            }
        }
        let mut bytes = Vec::with_capacity(self.geometries.len() + 48 * self.drawn.len());
        for ((name, _), kind) in LAYERS.iter().zip([Kind::Polygon, Kind::Line, Kind::Point]) {
            let mut features = self.drawn.iter().filter(|d| d.kind == kind).peekable();
            if features.peek().is_some() {
                write_layer(name, features, &texts, &self.geometries, &mut bytes);
            }
        }
        Encoded {
            bytes,
            features: self.drawn.len(),
            omitted: self.omitted,
        }
    }
}

fn write_layer<'a>(
    name: &str,
    features: impl Iterator<Item = &'a Drawn>,
    texts: &[&str],
    geometries: &[u8],
    tile: &mut Vec<u8>,
) {
    let mut layer = Layer::new(name, &KEYS, EXTENT.unsigned_abs());
    let mut text_values: Vec<Option<u32>> = vec![None; texts.len()];
    let mut level_values: FxHashMap<i16, u32> = FxHashMap::default();
    let mut digits = String::new();
    for drawn in features {
        digits.clear();
        let _ = std::fmt::Write::write_fmt(&mut digits, format_args!("{}", drawn.id));
        let mut tags = [(0, layer.text(&digits)), (1, 0), (2, 0), (3, 0)];
        for (at, number) in [(1, drawn.element), (2, drawn.symbol)] {
            let number = number as usize;
            tags[at].1 = *text_values[number].get_or_insert_with(|| layer.text(texts[number]));
        }
        let mut used = 3;
        if let Some(level) = drawn.level {
            tags[3].1 = *level_values
                .entry(level)
                .or_insert_with(|| layer.integer(i32::from(level)));
            used = 4;
        }
        layer.feature(&tags[..used], drawn.kind, &geometries[drawn.start..drawn.end]);
    }
    layer.finish(tile);
}

fn metres(position: Coordinate) -> [f64; 2] {
    let [x, y, _] = position.metres();
    [x, y]
}

fn round([x, y]: [f64; 2]) -> [i32; 2] {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "what is drawn lies within the window"
    )]
    [x.round() as i32, y.round() as i32]
}

/// Rounds to whole units; positions that fall together are written once.
fn to_units(path: &[[f64; 2]], units: &mut Vec<[i32; 2]>) {
    units.clear();
    units.extend(path.iter().map(|p| round(*p)));
    units.dedup();
}

/// Twice the area of a ring without its closing position; positive when it is an exterior by the specification's rule.
fn doubled_area(ring: &[[i32; 2]]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1]))
        .sum()
}

#[cfg(test)]
mod tests;
