//! What every handler can reach: the store, the catalogue, the settings. Cheap to clone.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::Views;
use crate::config::Receipt;
use crate::model::Catalogue;
use crate::store::{Holdings, Store};

use crate::tiles::Tiles;

/// Version of JVF DTM whose object types are the collections.
pub const CATALOGUE_VERSION: &str = "1.4.3";

/// The state of the service.
#[derive(Clone, Debug)]
pub struct Service {
    /// The database.
    pub store: Store,
    /// Object types that are served.
    pub catalogue: &'static Catalogue,
    /// Who sees what of them.
    pub views: Views,
    /// What is kept, by region and object type.
    pub holdings: Holdings,
    /// Vector tiles.
    pub tiles: Tiles,
    /// How deliveries are received.
    pub receipt: Arc<Receipt>,
    /// Room for deliveries: who has a permit may put one in force.
    pub deliveries: Arc<Semaphore>,
    /// Room for exports: who has a permit may have a file made.
    pub exports: Arc<Semaphore>,
    /// Room for checks: who has a permit may send a file to be checked.
    pub checks: Arc<Semaphore>,
}

/// Deliveries that are put in force at once; each holds a connection to the database, and readers need some too. The others
/// wait.
const MOST_DELIVERIES: usize = 6;

/// Exports and changes that are written at once; each holds a connection to the database.
const MOST_EXPORTS: usize = 4;

/// Checks that run or receive their files at once.
const MOST_CHECKS: usize = 8;

impl Service {
    /// The service over a store.
    pub fn new(store: Store, views: Views, tiles: Tiles, receipt: Receipt) -> Self {
        Self {
            holdings: Holdings::new(store.clone()),
            receipt: Arc::new(receipt),
            deliveries: Arc::new(Semaphore::new(MOST_DELIVERIES)),
            exports: Arc::new(Semaphore::new(MOST_EXPORTS)),
            checks: Arc::new(Semaphore::new(MOST_CHECKS)),
            tiles,
            store,
            catalogue: views.catalogue(),
            views,
        }
    }
}
