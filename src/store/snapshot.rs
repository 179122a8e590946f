//! One state of the database that is read at length, over a connection of its own.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};

use super::pool::run;

/// One state is read to its end, however long that takes.
const BEGIN: &str = "begin isolation level repeatable read, read only; set local statement_timeout = 0";

/// A transaction that reads one state. Ended before its end, it takes its connection with it: rows that nobody reads would
/// otherwise have to be received before anything else could be asked, and of a `COPY` sqlx loses count.
#[derive(Debug)]
pub(super) struct Snapshot(Option<PoolConnection<Postgres>>);

impl Snapshot {
    pub(super) async fn begin(pool: &PgPool) -> Result<Self, sqlx::Error> {
        let mut snapshot = Self(Some(pool.acquire().await?));
        run(snapshot.connection()?, BEGIN).await?;
        Ok(snapshot)
    }

    /// The connection; there is one until the end.
    pub(super) fn connection(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        self.0.as_deref_mut().ok_or(sqlx::Error::PoolClosed)
    }

    /// Ends when everything has been read; the connection is for others then.
    pub(super) async fn end(mut self) -> Result<(), sqlx::Error> {
        run(self.connection()?, "commit").await?;
        drop(self.0.take());
        Ok(())
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(connection.detach());
        }
    }
}
