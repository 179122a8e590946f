//! Vector tiles: which grids there are, what is drawn at which scale, how rows become a tile, and what is kept of it.
//!
//! A request goes through [`Grid`] (is there such a tile), [`Tiles`] (is it known already), the store (what lies in the
//! box), [`Builder`] (clip, simplify, write Mapbox Vector Tile 2.1). Everything starts from EPSG:5514: tiles of
//! `SJTSKQuad5514` need no transformation at all.

mod cache;
mod clip;
mod encode;
mod grid;
mod mvt;
mod paint;
mod project;
mod rules;
mod service;
mod simplify;

pub use cache::{Encoding, Image};
pub use encode::{BYTES_PER_TILE, Builder, FEATURES_PER_TILE};
pub use grid::{Grid, GridError, Matrix, Tile};
pub use project::Projection;
pub use rules::{EXTENT, LAYERS, RULES, Rule, Subject, Tileset, is_drawn};
pub use service::{STATE_KNOWN_FOR, TileError, Tiles};
