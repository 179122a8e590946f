//! What can go wrong in the store.

use thiserror::Error;

use crate::derive::HierarchyError;
use crate::geom::ewkb::EwkbError;
use crate::model::catalogue::CatalogueError;
use crate::model::{OutlineError, RegionCode, Unanswered};

/// A failed operation of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The server cannot be reached or refused the connection.
    #[error("the database does not answer; check that PostgreSQL runs and that DATABASE_URL is right")]
    Unreachable(#[source] sqlx::Error),
    /// The standby for reading cannot be reached or refused the connection.
    #[error(
        "the standby for reading does not answer; check that it runs and that DATABASE_READ_URL is right"
    )]
    StandbyUnreachable(#[source] sqlx::Error),
    /// The connection broke, or the server ended it.
    #[error(
        "the connection to the database broke and nothing was changed; check that PostgreSQL runs and try again"
    )]
    Lost(#[source] sqlx::Error),
    /// The connection broke between the wish to commit and the answer.
    #[error(
        "the connection to the database broke while a change was put in force, and whether it is in force is not known; do the same again: what is in force already is recognised"
    )]
    Uncertain(#[source] sqlx::Error),
    /// The server has no space.
    #[error(
        "the database has no space left and nothing was changed; make room on the disk of its server and try again"
    )]
    Full(#[source] sqlx::Error),
    /// The server gave up a statement for the sake of others.
    #[error("the database gave the operation up for the sake of others and nothing was changed; try again")]
    GivenUp(#[source] sqlx::Error),
    /// A statement failed.
    #[error("the database refused an operation: {0}")]
    Database(#[source] sqlx::Error),
    /// The hierarchy of area-forming lines cannot be used.
    #[error(transparent)]
    Hierarchy(#[from] HierarchyError),
    /// Work on another thread ended before its end.
    #[error("the work was interrupted and nothing was changed; try again")]
    Interrupted,
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
    /// What the map did not answer.
    pub(super) fn of_unanswered(error: Unanswered) -> Self {
        error.downcast::<Self>().map_or(Self::Interrupted, |error| *error)
    }

    /// Whether the server stopped a statement at its time limit.
    pub fn is_timeout(&self) -> bool {
        const QUERY_CANCELED: &str = "57014";
        matches!(self, Self::Database(error) if code(error).as_deref() == Some(QUERY_CANCELED))
    }

    /// Whether the database cannot do its work for now; trying again later may help.
    pub fn is_outage(&self) -> bool {
        matches!(
            self,
            Self::Unreachable(_)
                | Self::StandbyUnreachable(_)
                | Self::Lost(_)
                | Self::Uncertain(_)
                | Self::Full(_)
                | Self::GivenUp(_)
                | Self::Stopped
        )
    }

    /// What a failed commit means.
    pub(super) fn of_commit(error: sqlx::Error) -> Self {
        match Self::from(error) {
            Self::Lost(error) => Self::Uncertain(error),
            other => other,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Self::Unreachable(error),
            sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => Self::Lost(error),
            other => match code(&other).as_deref().unwrap_or_default() {
                // too many connections; the server starts, recovers or stops
                "53300" | "57P03" => Self::Unreachable(other),
                // an administrator or the crash of another session ended this one; the database was dropped
                "57P01" | "57P02" | "57P04" => Self::Lost(other),
                code if code.starts_with("08") => Self::Lost(other),
                "53100" => Self::Full(other),
                // what a standby must take over; a deadlock
                "40001" | "40P01" => Self::GivenUp(other),
                _ => Self::Database(other),
            },
        }
    }
}

/// The server's code of an error.
fn code(error: &sqlx::Error) -> Option<String> {
    error
        .as_database_error()?
        .code()
        .map(std::borrow::Cow::into_owned)
}
