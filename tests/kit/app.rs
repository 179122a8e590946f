//! The service of one test, on a port of its own, over a database with a few features of every kind, and a small client.

use std::io::{Seek as _, Write as _};
use std::process::Command;
use std::time::Duration;

use dtm::config::Receipt;
use dtm::http::service::CATALOGUE_VERSION;
use dtm::http::{Service, Views};
use dtm::model::{Audience, Catalogue, Outline};
use dtm::router::router;
use dtm::store::Store;
use dtm::tiles::Tiles;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::Database;

/// Token with which [`App`] takes deliveries.
pub const TOKEN: &str = "token-of-the-tests";

/// A running service; it stops with the test.
pub struct App {
    /// Its database.
    pub database: Database,
    /// The service's connections to it.
    pub store: Store,
    /// `127.0.0.1:PORT`.
    pub address: String,
    server: tokio::task::JoinHandle<()>,
    files: tempfile::TempDir,
}

impl App {
    /// A service over `fixtures/features.sql`.
    pub async fn new() -> Self {
        let app = Self::empty().await;
        app.run(include_str!("../../fixtures/features.sql")).await;
        app
    }

    /// The same for an audience: who asks without a token.
    pub async fn over_fixture_for(audience: Audience) -> Self {
        let app = Self::empty_for(audience).await;
        app.run(include_str!("../../fixtures/features.sql")).await;
        app
    }

    /// A service over a database that has regions but no features; everybody sees everything.
    pub async fn empty() -> Self {
        Self::empty_for(Audience::Entitled).await
    }

    async fn empty_for(audience: Audience) -> Self {
        let database = Database::new().await;
        let files = tempfile::tempdir().expect("a directory for files");
        let receipt = Receipt {
            token: Some(TOKEN.to_owned()),
            data_dir: files.path().to_owned(),
            max_delivery_bytes: 1 << 20,
            unchecked: true,
            combinations: Vec::new(),
            hierarchy: dtm::config::HierarchyFile::default(),
        };
        let catalogue = Catalogue::embedded(CATALOGUE_VERSION).expect("the catalogue is embedded");
        let store = database.store().await;
        let tiles = Tiles::new(&store, catalogue, 1 << 24, 2).expect("the grids read");
        let outlines = Outline::read(include_str!("../../schemas/regions.json")).expect("the outlines read");
        store
            .load_regions(&outlines)
            .await
            .expect("the regions are loaded");
        let views = Views::new(catalogue, audience, true);
        let service = Service::new(store.clone(), views, tiles, receipt);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("the port").to_string();
        let server = tokio::spawn(async move {
            axum::serve(listener, router(service))
                .await
                .expect("the service runs");
        });
        Self {
            database,
            store,
            address,
            server,
            files,
        }
    }

    /// Runs statements behind the service's back.
    pub async fn run(&self, statements: &str) {
        let mut connection = self.database.connection().await;
        sqlx::raw_sql(statements)
            .execute(&mut connection)
            .await
            .expect("the statements run");
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// `GET` with no other headers than necessary. Takes a path or an absolute URL of this service.
    pub async fn get(&self, target: &str) -> Reply {
        self.send("GET", target, &[]).await
    }

    /// `GET` of an English page.
    pub async fn page(&self, target: &str) -> Reply {
        self.send(
            "GET",
            target,
            &[("accept", "text/html"), ("accept-language", "en")],
        )
        .await
    }

    /// The JSON document at a path, which must answer 200.
    pub async fn json(&self, target: &str) -> Value {
        let reply = self.get(target).await;
        assert_eq!(reply.status, 200, "{target}: {}", reply.text());
        reply.json()
    }

    /// Hands in a delivery with the token of the tests.
    pub async fn deliver(&self, target: &str, file: &str) -> Reply {
        let token = format!("Bearer {TOKEN}");
        self.send_with("POST", target, &[("authorization", &token)], file.as_bytes())
            .await
    }

    /// Any request without a body.
    pub async fn send(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Reply {
        self.send_with(method, target, headers, &[]).await
    }

    /// Any request; a body goes with its length.
    pub async fn send_with(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Reply {
        let length = body.len().to_string();
        let length = ("content-length", length.as_str());
        let headers: Vec<_> = headers
            .iter()
            .copied()
            .chain((!body.is_empty()).then_some(length))
            .collect();
        self.send_raw(method, target, &headers, body).await
    }

    /// How many files there are of deliveries that are coming in.
    pub fn files(&self) -> usize {
        let entries = std::fs::read_dir(self.files.path()).expect("the directory is there");
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.filter(|name| name.starts_with("delivery-")).count()
    }

    /// Any request, as it is.
    pub async fn send_raw(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let own = format!("http://{}", self.address);
        let path = target.strip_prefix(&own).unwrap_or(target);
        assert!(path.starts_with('/'), "{target} leads out of {own}");
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n",
            self.address
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let exchange = async {
            let mut stream = TcpStream::connect(&self.address).await?;
            stream.write_all(head.as_bytes()).await?;
            // A service that refuses answers before it has read everything.
            let _ = stream.write_all(body).await;
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).await?;
            Ok::<_, std::io::Error>(bytes)
        };
        let bytes = tokio::time::timeout(Duration::from_secs(60), exchange)
            .await
            .expect("an answer within a minute")
            .expect("the service answers");
        Reply::read(&bytes)
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A response.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, put together from its chunks.
    pub body: Vec<u8>,
    /// Whether the body ended as it should.
    pub complete: bool,
}

impl Reply {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8(bytes[..end].to_vec()).expect("a head in ASCII");
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .expect("a status");
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let mut reply = Self {
            status: status.parse().expect("a status"),
            headers,
            body: bytes[end + 4..].to_vec(),
            complete: true,
        };
        if reply.header("transfer-encoding") == Some("chunked") {
            (reply.body, reply.complete) = unchunk(&reply.body);
        }
        reply
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    /// Its body, which is packed with gzip.
    pub fn unpacked(&self) -> Vec<u8> {
        let mut packed = tempfile::tempfile().unwrap();
        packed.write_all(&self.body).unwrap();
        packed.rewind().unwrap();
        let unpack = Command::new("gzip").arg("-dc").stdin(packed).output().unwrap();
        assert!(
            unpack.status.success(),
            "{}",
            String::from_utf8_lossy(&unpack.stderr)
        );
        unpack.stdout
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

fn unchunk(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    loop {
        let Some(end) = rest.windows(2).position(|w| w == b"\r\n") else {
            return (body, false);
        };
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).expect("a size");
        if size == 0 {
            return (body, true);
        }
        rest = &rest[end + 2..];
        if rest.len() < size + 2 {
            return (body, false);
        }
        body.extend_from_slice(&rest[..size]);
        rest = &rest[size + 2..];
    }
}
