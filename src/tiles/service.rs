//! Tiles on demand: from the request to the packed bytes.

use std::hash::{Hash, Hasher};
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use rustc_hash::FxHasher;
use thiserror::Error;
use tokio::sync::Mutex;

use super::cache::{Encoding, Image, Key, TileCache};
use super::encode::{Builder, DrawError, Encoded};
use super::grid::{Grid, GridError, Matrix, Tile};
use super::paint::Painter;
use super::project::Projection;
use super::rules::{Drawing, Tileset, drawn_types, is_fine_enough};
use crate::crs::CrsError;
use crate::model::catalogue::CatalogueError;
use crate::model::{Audience, Catalogue, Purpose};
use crate::store::{Store, StoreError, TileChunk, TileQuery, TileReader, View};

/// How long the state of the data is taken as known. A change set shows on the map at most this much later.
pub const STATE_KNOWN_FOR: Duration = Duration::from_secs(1);

/// Longest time that the database may take for a tile.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(10);

/// Rows that are read before they are drawn: bounds the memory of a tile that covers much.
const CHUNK: usize = 4096;

/// Up to so many rows are drawn where they arrive; handing them to another thread would take longer.
const DRAWN_AT_ONCE: usize = 100;

/// Why there is no tile.
#[derive(Debug, Error)]
pub enum TileError {
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A feature could not be drawn.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// The tile's box could not be transformed.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// A grid does not read.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// The symbols do not read.
    #[error(transparent)]
    Symbols(#[from] CatalogueError),
    /// The bytes could not be packed.
    #[error("a tile could not be packed")]
    Pack(#[from] std::io::Error),
    /// The service is stopping.
    #[error("a tile was given up because the service stops")]
    Stopped(#[from] tokio::task::JoinError),
}

/// The tiles of all sets and grids. Cheap to clone.
#[derive(Clone)]
pub struct Tiles(Arc<Inner>);

struct Inner {
    grids: &'static [Grid],
    reader: TileReader,
    painter: Arc<Painter>,
    plans: Vec<LevelPlan>,
    cache: TileCache,
    state: Mutex<Option<(Instant, u64)>>,
}

struct LevelPlan {
    tileset: Tileset,
    grid: usize,
    zoom: u32,
    /// For the public, the entitled, and owners.
    queries: [TileQuery; 3],
    drawing: Drawing,
}

impl Tiles {
    /// Tiles from a store, drawn after a catalogue; at most `cache_bytes` are kept in memory and `connections` are used.
    ///
    /// # Errors
    /// [`TileError`] when PROJ is not whole or the symbols do not read.
    pub fn new(
        store: &Store,
        catalogue: &'static Catalogue,
        cache_bytes: u64,
        connections: u32,
    ) -> Result<Self, TileError> {
        let grids = Grid::embedded()?;
        let painter = Painter::new(catalogue)?;
        let audiences = [
            Audience::Public,
            Audience::Entitled,
            Audience::Owner(String::new()),
        ];
        let views = audiences.map(|audience| {
            let view = View::new(catalogue, audience, Purpose::Viewing, false);
            let with_attributes = painter.with_attributes(&view);
            (view, with_attributes)
        });
        let mut plans = Vec::new();
        for (position, grid) in grids.iter().enumerate() {
            for tileset in Tileset::ALL {
                for (zoom, matrix) in (0..).zip(&grid.matrices) {
                    let cell = grid.ground_cell(matrix);
                    let types = drawn_types(catalogue, tileset, cell);
                    let drawing = Drawing::at(cell);
                    if !types.is_empty() {
                        plans.push(LevelPlan {
                            tileset,
                            grid: position,
                            zoom,
                            queries: views.each_ref().map(|(view, with_attributes)| {
                                TileQuery::new(view, &types, with_attributes, drawing.smallest_metres)
                            }),
                            drawing,
                        });
                    }
                }
            }
        }
        Ok(Self(Arc::new(Inner {
            grids,
            reader: store.tile_reader(connections, STATEMENT_TIMEOUT),
            painter: Arc::new(painter),
            plans,
            cache: TileCache::new(cache_bytes),
            state: Mutex::new(None),
        })))
    }

    /// The grids.
    pub fn grids(&self) -> &'static [Grid] {
        self.0.grids
    }

    /// The grid with this identifier.
    pub fn grid(&self, id: &str) -> Option<&'static Grid> {
        self.0.grids.iter().find(|grid| grid.id == id)
    }

    /// The levels of a grid on which a set is offered: from the first that shows anything to the first that is as fine as
    /// the data.
    pub fn levels(&self, tileset: Tileset, grid: &Grid) -> Option<(u32, u32)> {
        let position = self.position(grid)?;
        let mut plans = self.0.plans.iter();
        let first = plans.find(|plan| plan.tileset == tileset && plan.grid == position)?;
        let fine = |matrix: &&Matrix| is_fine_enough(grid.ground_cell(matrix), matrix.tile_width);
        let coarser = grid.matrices.iter().take_while(|matrix| !fine(matrix)).count();
        let last = u32::try_from(coarser.min(grid.matrices.len() - 1)).ok()?;
        Some((first.zoom, last))
    }

    fn position(&self, grid: &Grid) -> Option<usize> {
        self.0.grids.iter().position(|known| known.id == grid.id)
    }

    /// A tile for an audience.
    ///
    /// # Errors
    /// [`TileError`] when it cannot be made.
    pub async fn image(
        &self,
        tileset: Tileset,
        tile: Tile<'static>,
        encoding: Encoding,
        audience: &Audience,
    ) -> Result<Arc<Image>, Arc<TileError>> {
        let state = self.state().await.map_err(Arc::new)?;
        let key = Key {
            tileset,
            grid: self.position(tile.grid).unwrap_or_default(),
            zoom: tile.zoom,
            row: tile.row,
            column: tile.column,
            state,
            encoding: Encoding::Identity,
            audience: audience.clone(),
        };
        if encoding == Encoding::Identity {
            return self.identity(key, tile).await;
        }
        let packed = Key {
            encoding,
            ..key.clone()
        };
        let make = async {
            let plain = self.identity(key, tile).await?;
            let packing = tokio::task::spawn_blocking(move || pack(&plain));
            let image = packing.await.map_err(TileError::from)?.map_err(TileError::from)?;
            Ok(Arc::new(image))
        };
        self.0.cache.get(packed, make).await
    }

    async fn identity(&self, key: Key, tile: Tile<'static>) -> Result<Arc<Image>, Arc<TileError>> {
        let make = async {
            let encoded = self.make(&key, tile).await.map_err(Arc::new)?;
            Ok(Arc::new(Image::new(
                encoded.bytes,
                Encoding::Identity,
                encoded.omitted,
            )))
        };
        self.0.cache.get(key.clone(), make).await
    }

    async fn make(&self, key: &Key, tile: Tile<'static>) -> Result<Encoded, TileError> {
        let plan = self
            .0
            .plans
            .iter()
            .find(|plan| (plan.tileset, plan.grid, plan.zoom) == (key.tileset, key.grid, key.zoom));
        let (Some(plan), Some(domain)) = (plan, tile.sjtsk_bounds()?) else {
            return Ok(Encoded::default());
        };
        // Made here and not on a thread of the blocking pool: PROJ costs milliseconds on each new thread.
        let mut builder = Builder::new(Projection::new(&tile, domain)?, plan.drawing);
        let [public, entitled, owners] = &plan.queries;
        let (query, subject) = match &key.audience {
            Audience::Public => (public, None),
            Audience::Entitled => (entitled, None),
            Audience::Owner(subject) => (owners, Some(subject.as_str())),
        };
        let mut rows = self.0.reader.rows(query, domain, subject);
        loop {
            let chunk = rows.next_chunk(CHUNK).await?;
            let is_last = chunk.len() < CHUNK;
            let painter = Arc::clone(&self.0.painter);
            if is_last && chunk.len() <= DRAWN_AT_ONCE {
                draw(&painter, &mut builder, &chunk)?;
                return Ok(builder.finish());
            }
            if is_last {
                drop(rows);
                let last = move || {
                    draw(&painter, &mut builder, &chunk)?;
                    Ok(builder.finish())
                };
                return tokio::task::spawn_blocking(last).await?;
            }
            let more = move || draw(&painter, &mut builder, &chunk).map(|()| builder);
            builder = tokio::task::spawn_blocking(more).await??;
        }
    }

    /// A number that stands for the state of the data.
    async fn state(&self) -> Result<u64, TileError> {
        let mut known = self.0.state.lock().await;
        if let Some((when, state)) = *known
            && when.elapsed() < STATE_KNOWN_FOR
        {
            return Ok(state);
        }
        let asked = Instant::now();
        let mut hasher = FxHasher::default();
        for (region, number) in self.0.reader.versions().await? {
            (region, number).hash(&mut hasher);
        }
        let state = hasher.finish();
        *known = Some((asked, state));
        Ok(state)
    }

    /// Tells that this process has applied a change set: the next request looks at the state anew.
    pub async fn changed(&self) {
        *self.0.state.lock().await = None;
    }
}

impl std::fmt::Debug for Tiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tiles")
            .field("levels", &self.0.plans.len())
            .finish_non_exhaustive()
    }
}

/// Draws the rows of a chunk.
fn draw(painter: &Painter, builder: &mut Builder, chunk: &TileChunk) -> Result<(), TileError> {
    for row in chunk.rows() {
        if let Some(properties) = painter.properties(&row) {
            builder.add(properties, row.geometry)?;
        }
    }
    Ok(())
}

/// A tile packed by gzip; an empty one stays empty.
fn pack(plain: &Image) -> std::io::Result<Image> {
    if plain.is_empty() {
        return Ok(plain.clone());
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.bytes.len() / 2), Compression::new(4));
    encoder.write_all(&plain.bytes)?;
    Ok(Image::new(encoder.finish()?, Encoding::Gzip, plain.omitted))
}
