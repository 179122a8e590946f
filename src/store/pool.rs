//! Connections to the database and its schema.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Executor, PgConnection, PgPool};
use tokio::sync::Semaphore;

use super::StoreError;
use crate::derive::Hierarchy;
use crate::model::Catalogue;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

/// Deliveries that can look at the state around them at the same time: those that are received and those that are only checked;
/// more of each wait for their own.
const RECEIVED: u32 = 4;
const CHECKED: u32 = 2;

/// Who looks at the state around a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// A receipt: what comes of it is put in force.
    Receipt,
    /// A check, which anybody may ask for.
    Check,
}

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: PgPool,
    /// Connections for states around deliveries. Who takes a delivery in holds one of the others meanwhile; were they the same,
    /// many deliveries at once would wait for each other.
    views: PgPool,
    /// Permits for them, so that waiting for one is not limited in time.
    receipts: Arc<Semaphore>,
    checks: Arc<Semaphore>,
    /// Where features and the ledger are read: a standby, when there is one.
    reading: PgPool,
    has_standby: bool,
    /// Which lines may bound which areas, for the areas that follow changes.
    hierarchy: Arc<Hierarchy>,
}

impl Store {
    /// Connects with at most `connections` connections.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] when the server does not answer within ten seconds.
    pub async fn connect(url: &str, connections: u32) -> Result<Self, StoreError> {
        let pool = connect(url, connections).await?;
        Ok(Self {
            reading: pool.clone(),
            views: pool_of(RECEIVED + CHECKED).connect_lazy_with(options(url)?),
            receipts: Arc::new(Semaphore::new(RECEIVED as usize)),
            checks: Arc::new(Semaphore::new(CHECKED as usize)),
            pool,
            has_standby: false,
            hierarchy: Hierarchy::of(None)?,
        })
    }

    /// The same store, whose areas are derived by another hierarchy than the built-in one.
    pub fn deriving_by(self, hierarchy: Arc<Hierarchy>) -> Self {
        Self { hierarchy, ..self }
    }

    /// Which lines may bound which areas.
    pub fn hierarchy(&self) -> &Arc<Hierarchy> {
        &self.hierarchy
    }

    /// The same store, which reads features and the ledger from a standby server. What has just been written may come there
    /// a moment later; every answer is of one state all the same.
    ///
    /// # Errors
    /// [`StoreError::StandbyUnreachable`] when the standby does not answer within ten seconds.
    pub async fn reading_from(self, url: &str, connections: u32) -> Result<Self, StoreError> {
        let reading = connect(url, connections).await.map_err(of_standby)?;
        Ok(Self {
            reading,
            has_standby: true,
            ..self
        })
    }

    /// Brings the schema up to date and loads the names of the object types.
    ///
    /// # Errors
    /// [`StoreError::Migration`] when a migration fails; nothing of it stays.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        sqlx::query("create extension if not exists postgis")
            .execute(&self.pool)
            .await?;
        MIGRATIONS.run(&self.pool).await?;
        for version in Catalogue::versions() {
            self.load_object_types(Catalogue::embedded(version)?).await?;
        }
        Ok(())
    }

    async fn load_object_types(&self, catalogue: &Catalogue) -> Result<(), StoreError> {
        let types = &catalogue.object_types;
        let column =
            |value: fn(&crate::model::ObjectType) -> String| types.iter().map(value).collect::<Vec<_>>();
        sqlx::query(
            "insert into object_type (key, element, name, part, geometry)
             select * from unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::text[])
             on conflict (key) do nothing",
        )
        .bind(
            types
                .iter()
                .map(crate::model::ObjectType::key)
                .collect::<Vec<_>>(),
        )
        .bind(column(|t| t.element.clone()))
        .bind(column(|t| t.name.clone()))
        .bind(column(|t| t.part.as_str().to_owned()))
        .bind(column(|t| format!("{:?}", t.geometry).to_lowercase()))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Answers whether the database can be asked, and the standby where there is one.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] or [`StoreError::StandbyUnreachable`] when it cannot.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("select 1").execute(&self.pool).await?;
        if self.has_standby {
            let asked = sqlx::query("select 1").execute(&self.reading).await;
            asked.map_err(|error| of_standby(error.into()))?;
        }
        Ok(())
    }

    /// Closes all connections, waiting for what runs.
    pub async fn close(&self) {
        self.pool.close().await;
        self.views.close().await;
        self.reading.close().await;
    }

    /// The connections, for the queries of this room.
    pub(super) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// The connections for states around deliveries, with the permits of a viewer.
    pub(super) fn views(&self, viewer: Viewer) -> (&PgPool, &Arc<Semaphore>) {
        let permits = match viewer {
            Viewer::Receipt => &self.receipts,
            Viewer::Check => &self.checks,
        };
        (&self.views, permits)
    }

    /// The connections for reading features and the ledger.
    pub(super) fn reading(&self) -> &PgPool {
        &self.reading
    }
}

async fn connect(url: &str, connections: u32) -> Result<PgPool, StoreError> {
    let pool = pool_of(connections).connect_with(options(url)?).await;
    pool.map_err(StoreError::Unreachable)
}

fn pool_of(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .after_connect(|connection, _| {
            Box::pin(async move { run(connection, "set jit = off").await.map(drop) })
        })
}

fn options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let options: PgConnectOptions = url.parse().map_err(StoreError::Unreachable)?;
    // PgBouncer takes neither `options` at the start of a session, so they are set in it, nor `extra_float_digits`, whose default
    // has been exact since PostgreSQL 12. Sessions are in UTC, which sqlx asks for.
    Ok(options.application_name("dtm").extra_float_digits(None))
}

/// The same fault, met at the standby.
fn of_standby(error: StoreError) -> StoreError {
    match error {
        StoreError::Unreachable(error) | StoreError::Lost(error) => StoreError::StandbyUnreachable(error),
        other => other,
    }
}

/// Runs one or more statements without parameters; answers how many rows the last ones touched.
///
/// `sqlx::raw_sql` does the same, but its future cannot be sent between threads when it borrows.
pub(super) async fn run(connection: &mut PgConnection, statements: &str) -> Result<u64, sqlx::Error> {
    Ok(connection.execute(statements).await?.rows_affected())
}
