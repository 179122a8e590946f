//! `dtm serve`: answer over HTTP until told to stop.

use std::future::IntoFuture;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::check::attributes::Combinations;
use crate::cli::catalogue::Versions;
use crate::cli::{Outcome, block_on};
use crate::config::{Access, Database, Listen, Receipt, TileMemory};
use crate::derive::Hierarchy;
use crate::http::service::CATALOGUE_VERSION;
use crate::http::{Service, Views};
use crate::intake::Archive;
use crate::model::{Audience, Catalogue};
use crate::router::router;
use crate::store::Store;
use crate::tiles::Tiles;

/// Connections to the database: more than cores, as most wait for the disk, and few enough for a small server.
const CONNECTIONS: u32 = 16;
/// Further connections, for tiles only: a map draws a dozen at once, and drawing keeps the cores busy.
const TILE_CONNECTIONS: u32 = 8;
/// How long requests that run when the signal comes may take to end.
const FAREWELL: Duration = Duration::from_secs(10);

/// Options of `dtm serve`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    listen: Listen,
    #[command(flatten)]
    receipt: Receipt,
    #[command(flatten)]
    access: Access,
    #[command(flatten)]
    tiles: TileMemory,
    #[command(flatten)]
    versions: Versions,
    /// Version of JVF DTM whose object types are the collections
    #[arg(long, env = "DTM_JVF_VERSION", default_value = CATALOGUE_VERSION)]
    jvf_version: String,
    /// What to log, such as `info` or `dtm=debug,sqlx=warn`
    #[arg(long, env = "DTM_LOG", default_value = "warn,dtm=info")]
    log: String,
}

/// Serves until SIGINT or SIGTERM; requests that run then are answered, for ten seconds at most.
pub fn run(args: Args) -> Outcome {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_new(&args.log)?)
        .with_writer(std::io::stderr)
        .log_internal_errors(false) // the terminal may be closed; that shall not end the service in disorder
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    block_on(serve(args))?
}

async fn serve(args: Args) -> Outcome {
    args.versions.add()?;
    // What cannot be read shall be told now, not when somebody asks for a check.
    Combinations::official_and(&args.receipt.combinations)?;
    let hierarchy = Hierarchy::of(args.receipt.hierarchy.path.as_deref())?;
    let mut store = Store::connect(&args.database.url, CONNECTIONS)
        .await?
        .deriving_by(hierarchy);
    if let Some(url) = &args.database.read_url {
        store = store.reading_from(url, CONNECTIONS).await?;
    }
    let catalogue = Catalogue::embedded(&args.jvf_version)?;
    let tiles = Tiles::new(&store, catalogue, args.tiles.cache_bytes, TILE_CONNECTIONS)?;
    let audience = Audience::parse(&args.access.audience).ok_or_else(|| {
        let given = &args.access.audience;
        format!("the audience `{given}` is not known; give public, entitled or owner:SUBJ-00000001")
    })?;
    let views = Views::new(catalogue, audience, !args.access.mask_persons);
    if let Err(error) = Archive::new(&args.receipt.data_dir).tidy() {
        tracing::warn!(%error, "files that killed processes left could not be removed; look at the directory of files");
    }
    let service = Service::new(store.clone(), views, tiles, args.receipt);
    // Signals are taken over before the address is printed: whoever reads it may stop the service right away.
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let listener = TcpListener::bind((args.listen.host.as_str(), args.listen.port)).await?;
    let address = listener.local_addr()?;
    writeln!(std::io::stdout().lock(), "dtm serves http://{address}/")?;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut graceful = stopped.clone();
    let server = axum::serve(listener, router(service)).with_graceful_shutdown(async move {
        let _ = graceful.wait_for(|stop| *stop).await;
    });
    let mut server = tokio::spawn(server.into_future());
    tokio::select! {
        ended = &mut server => ended??,
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("stopping; requests that run are ended first");
    let _ = stop.send(true);
    match tokio::time::timeout(FAREWELL, server).await {
        Ok(ended) => ended??,
        Err(_) => tracing::warn!("some requests did not end in time and were cut off"),
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}
