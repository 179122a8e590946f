//! The store: PostgreSQL with PostGIS. The only room that speaks SQL; it takes and gives values of [`model`](crate::model).

mod columns;
mod conflict;
mod content;
mod delivery;
mod error;
mod holdings;
mod import;
mod item;
mod ledger;
mod merge;
mod pool;
mod region;
mod row;
mod staging;
mod tile;
mod versions;
mod view;
mod window;

pub use columns::{Layout, ValueFault};
pub use conflict::{Conflict, ConflictKind};
pub use content::{Content, References, Submission};
pub use delivery::{DeliveryFile, DeliveryPart, DeliveryState};
pub use error::StoreError;
pub use holdings::{Holding, Holdings, RegionHoldings, Snapshot};
pub use import::{Applied, Ending, Import, Terms, Unknown};
pub use item::{ItemReader, Key, Selection};
pub use ledger::{ChangeSet, Changed, KeptFile, Origin};
pub use pool::Store;
pub use staging::{RowEncoder, RowTarget};
pub use tile::{TileChunk, TileQuery, TileReader, TileRow, TileRows};
pub use versions::Versions;
pub use view::View;
pub use window::{Part, Window};
