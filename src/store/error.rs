//! What can go wrong in the store.

use thiserror::Error;

use crate::geom::ewkb::EwkbError;
use crate::model::catalogue::CatalogueError;
use crate::model::{OutlineError, RegionCode};

/// A failed operation of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The server cannot be reached or refused the connection.
    #[error("the database does not answer; check that PostgreSQL runs and that DATABASE_URL is right")]
    Unreachable(#[source] sqlx::Error),
    /// A statement failed.
    #[error("the database refused an operation: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database schema could not be migrated")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A stored geometry is not one of ours.
    #[error("feature {id} holds a geometry that does not read")]
    Geometry {
        /// Its identifier.
        id: i64,
        /// Why.
        source: EwkbError,
    },
    /// A stored row holds what the model does not allow.
    #[error("feature {id} holds a value that does not read: {what}")]
    Row {
        /// Its identifier.
        id: i64,
        /// Which value.
        what: String,
    },
    /// The region has not been loaded.
    #[error("region {0} is not loaded; load its outline with `dtm regions`")]
    UnknownRegion(RegionCode),
    /// A stored outline does not read.
    #[error("the outlines in the database do not read; load them again with `dtm regions`")]
    Outlines(#[from] OutlineError),
    /// Whoever asked for features took them too slowly.
    #[error("the answer was taken too slowly; ask for fewer features at once")]
    Abandoned,
    /// The service is stopping.
    #[error("the work was given up because the service stops; try again")]
    Stopped,
    /// New identifiers of an object type cannot be had any more.
    #[error(
        "region {0} has no identifiers left for an object type of the delivery; one with the highest serial number was delivered before"
    )]
    SeriesExhausted(RegionCode),
    /// The catalogue of object types is missing.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
}

impl StoreError {
    /// Whether the server stopped a statement at its time limit.
    pub fn is_timeout(&self) -> bool {
        const QUERY_CANCELED: &str = "57014";
        self.sqlx()
            .and_then(sqlx::Error::as_database_error)
            .and_then(|error| error.code())
            .is_some_and(|code| code == QUERY_CANCELED)
    }

    /// Whether the database cannot be reached or has no connection to spare; trying again later may help.
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Stopped)
            || matches!(
                self.sqlx(),
                Some(
                    sqlx::Error::Io(_)
                        | sqlx::Error::PoolTimedOut
                        | sqlx::Error::PoolClosed
                        | sqlx::Error::WorkerCrashed
                )
            )
    }

    fn sqlx(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Unreachable(error) | Self::Database(error) => Some(error),
            _ => None,
        }
    }
}
