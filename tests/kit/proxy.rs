//! A way to the database that can be cut: a small TCP proxy between the store and the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// When the way is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Cut {
    /// Never.
    Never,
    /// In the middle of the rows of a `COPY`, 100 kB after its beginning.
    Copy,
    /// When the server answers that it has committed; the client does not learn it.
    Committed,
}

/// A proxy; it ends with the test. A cut closes the connection that met it and happens once.
pub struct Proxy {
    address: String,
    cut: Arc<AtomicU8>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// A proxy in front of the server of a URL.
    pub async fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = host(url).to_owned();
        let cut = Arc::new(AtomicU8::new(Cut::Never as u8));
        let wanted = Arc::clone(&cut);
        let accepting = tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let server = TcpStream::connect(&server).await.unwrap();
                tokio::spawn(join(client, server, Arc::clone(&wanted)));
            }
        });
        Self {
            address,
            cut,
            accepting,
        }
    }

    /// The URL with the proxy in place of the server.
    pub fn url(&self, url: &str) -> String {
        url.replace(host(url), &self.address)
    }

    /// Cuts the next connection that comes to this point.
    pub fn cut(&self, cut: Cut) {
        self.cut.store(cut as u8, Ordering::SeqCst);
    }

    /// Whether the cut that was wished for has happened.
    pub fn has_cut(&self) -> bool {
        self.cut.load(Ordering::SeqCst) == Cut::Never as u8
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn host(url: &str) -> &str {
    let (_, rest) = url.split_once('@').unwrap();
    rest.split_once('/').unwrap().0
}

/// Passes bytes on until one side ends or the connection is cut; then both are closed.
async fn join(client: TcpStream, server: TcpStream, wanted: Arc<AtomicU8>) {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let mut copied = None;
    let copying = pass(from_client, to_server, &wanted, Cut::Copy, move |bytes| {
        if contains(bytes, b"copy staging_") {
            copied = Some(0);
        }
        copied = copied
            .map(|size| size + bytes.len())
            .filter(|size| *size <= 100_000 + bytes.len());
        copied.is_some_and(|size| size > 100_000)
    });
    let committing = pass(from_server, to_client, &wanted, Cut::Committed, |bytes| {
        contains(bytes, b"COMMIT\0")
    });
    tokio::select! {
        () = copying => {}
        () = committing => {}
    }
}

/// Passes on in one direction until `met` says that the point of a cut is there and that cut is wished for.
async fn pass(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    wanted: &AtomicU8,
    cut: Cut,
    mut met: impl FnMut(&[u8]) -> bool,
) {
    let mut buffer = vec![0; 16 << 10];
    loop {
        let Ok(size @ 1..) = from.read(&mut buffer).await else {
            return;
        };
        let bytes = &buffer[..size];
        if met(bytes) {
            let never = Cut::Never as u8;
            let exchanged = wanted.compare_exchange(cut as u8, never, Ordering::SeqCst, Ordering::SeqCst);
            if exchanged.is_ok() {
                return;
            }
        }
        if to.write_all(bytes).await.is_err() {
            return;
        }
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
