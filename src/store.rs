//! The store: PostgreSQL with PostGIS. The only room that speaks SQL; it takes and gives values of [`model`](crate::model).

mod columns;
mod error;
mod pool;
mod tile;
mod region;

pub use columns::{Layout, ValueFault};
pub use error::StoreError;
pub use pool::Store;
pub use tile::{TileChunk, TileQuery, TileReader, TileRow, TileRows};
