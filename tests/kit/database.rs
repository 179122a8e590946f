//! A database for each test, copied from a template that has the schema already.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use dtm::store::Store;
use sqlx::{Connection, PgConnection};

/// A database of one test; dropped with it.
pub struct Database {
    server: String,
    name: String,
}

impl Database {
    /// Copies the template, which the first test to come makes.
    pub async fn new() -> Self {
        let server = server();
        let mut connection = PgConnection::connect(&server)
            .await
            .expect("the test server answers");
        let template = template(&server, &mut connection).await;
        let name = format!("dtm_test_{}", uuid::Uuid::new_v4().simple());
        execute(
            &mut connection,
            &format!("create database {name} template {template}"),
        )
        .await;
        Self { server, name }
    }

    /// One without any schema of ours.
    pub async fn bare() -> Self {
        let server = server();
        let mut connection = PgConnection::connect(&server)
            .await
            .expect("the test server answers");
        let name = format!("dtm_test_{}", uuid::Uuid::new_v4().simple());
        execute(&mut connection, &format!("create database {name}")).await;
        Self { server, name }
    }

    /// Its URL.
    pub fn url(&self) -> String {
        in_database(&self.server, &self.name)
    }

    /// The store in it.
    pub async fn store(&self) -> Store {
        Store::connect(&self.url(), 4)
            .await
            .expect("the test database answers")
    }

    /// A plain connection, for looking at rows behind the store's back.
    pub async fn connection(&self) -> PgConnection {
        PgConnection::connect(&self.url())
            .await
            .expect("the test database answers")
    }
}

/// The server of the tests.
fn server() -> String {
    std::env::var("DTM_TEST_DATABASE_URL")
        .expect("DTM_TEST_DATABASE_URL must name a PostGIS server; scripts/test starts one")
}

impl Drop for Database {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // Tests are asynchronous and `drop` is not: a thread of its own may wait.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                if let Ok(mut connection) = PgConnection::connect(&server).await {
                    let statement = format!("drop database if exists {name} with (force)");
                    let _ = sqlx::raw_sql(&statement).execute(&mut connection).await;
                }
            });
        });
        let _ = dropping.join();
    }
}

/// The name of the template; a lock lets one test make it while the others wait.
async fn template(server: &str, connection: &mut PgConnection) -> String {
    let mut hasher = DefaultHasher::new();
    std::fs::read(std::env::current_exe().unwrap())
        .unwrap()
        .hash(&mut hasher);
    let name = format!("dtm_template_{:016x}", hasher.finish());
    execute(connection, "select pg_advisory_lock(5514)").await;
    let known: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&name)
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    if !known {
        let building = format!("{name}_building");
        execute(
            connection,
            &format!("drop database if exists {building} with (force)"),
        )
        .await;
        execute(connection, &format!("create database {building}")).await;
        let store = Store::connect(&in_database(server, &building), 2).await.unwrap();
        store.migrate().await.unwrap();
        store.close().await;
        // A closed pool may leave a connection behind for a moment, and a database in use takes no other name.
        let others =
            format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{building}'");
        execute(connection, &others).await;
        execute(connection, &format!("alter database {building} rename to {name}")).await;
    }
    execute(connection, "select pg_advisory_unlock(5514)").await;
    name
}

async fn execute(connection: &mut PgConnection, statement: &str) {
    sqlx::raw_sql(statement)
        .execute(connection)
        .await
        .expect(statement);
}

/// The URL of another database on the same server.
fn in_database(server: &str, name: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("the URL ends with a database");
    format!("{base}/{name}")
}
