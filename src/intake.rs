//! A delivery from receipt to force.
//!
//! The file is read and checked by the official rules on threads of its own, its records flow as encoded rows into the
//! database; beside that it is digested and kept. When the last record is there and nothing was wrong, one transaction applies them
//! as one change set. Faults are collected to the end of the file, so that a sender corrects them in one go; then nothing of
//! the delivery stays but the file and the report.

mod archive;
mod checks;
mod load;
mod locate;
mod part;
mod report;

use std::convert::Infallible;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use tokio::sync::mpsc;
use uuid::Uuid;

pub use archive::Archive;
pub use load::Progress;
pub use locate::{Locations, locate};
pub use report::{Located, Related, Report, Verdict};

use crate::check::{Options, StateView};
use crate::jvf::read::{ReadError, Reader};
use crate::model::{Language, Message, Moment, Nothing, Region, RegionCode};
use crate::store::{DeliveryFile, Ending, Store, StoreError, Terms, Unknown, Viewer};
use load::Way;

/// Chunks of rows on their way; with the one being filled and the one being sent they bound the memory.
const CHUNKS_UNDER_WAY: usize = 4;

/// What is delivered.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The file.
    pub path: PathBuf,
    /// Its name as the sender knows it.
    pub name: String,
    /// Who sends it.
    pub author: String,
    /// The region; found from the coordinates when not given.
    pub region: Option<RegionCode>,
    /// What happens to changes of objects that the region does not have.
    pub unknown: Unknown,
    /// `IDZmeny` of the submission, when the sender tells; objects that do not tell theirs get it.
    pub submission: Option<String>,
    /// The official checks that it has to pass; none for what others have checked, such as a first load.
    pub checks: Option<Options>,
    /// The moment of the region's map over which the delivery was made, when the sender tells.
    pub base: Option<Moment>,
}

/// Why a delivery could not be worked on. What is wrong inside of it is a [`Report`], never an error.
#[derive(Debug, Error)]
pub enum IntakeError {
    /// The file cannot be opened.
    #[error("the delivery cannot be opened; check its path")]
    Open(#[source] std::io::Error),
    /// The file cannot be kept.
    #[error(
        "the delivery cannot be kept among the files; look whether their disk is full and may be written"
    )]
    Keep(#[source] std::io::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The region cannot be told from the coordinates.
    #[error("{}", .0.text(Language::English))]
    NoRegion(Locations),
    /// The file cannot be read, which was found while its region was looked for.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The reading thread ended without an answer.
    #[error("the reading of the delivery was broken off; try again")]
    Interrupted,
}

/// Reads a delivery, checks it, keeps its file, applies it, and tells what became of it.
///
/// # Errors
/// [`IntakeError`] when the work could not be done; the database is then as it was.
pub async fn receive(
    store: &Store,
    archive: &Archive,
    delivery: Delivery,
    progress: Progress,
) -> Result<Report, IntakeError> {
    let code = match &delivery.region {
        Some(code) => code.clone(),
        None => find_region(store, &delivery.path).await?,
    };
    let region = store.region(&code).await?;
    let terms = Terms {
        unknown: delivery.unknown,
        base: match delivery.base {
            Some(moment) => Some(store.base_at(&region, moment).await?),
            None => None,
        },
    };
    let mut import = store
        .begin_import(&region, delivery.submission.as_deref())
        .await?;
    let source = File::open(&delivery.path).map_err(IntakeError::Open)?;
    let size = source.metadata().map_err(IntakeError::Open)?.len();
    let taker = archive.clone();
    // Where indexes are built when all rows are there, which one processor does, another one has time then.
    let (reading, read) = std::sync::mpsc::channel::<Infallible>();
    let reading = import.is_first().then_some(reading);
    let taking_in = tokio::task::spawn_blocking(move || {
        taker.take_in(source, || {
            let _ = read.recv();
        })
    });
    let (rows, mut chunks) = mpsc::channel(CHUNKS_UNDER_WAY);
    let way = Way {
        target: import.target(),
        rows,
        progress,
    };
    let options = delivery.checks.map(|options| Options {
        region: Some(code.clone()),
        surroundings: Some(surroundings(store, &region, import.is_first())),
        ..options
    });
    let loading = load::start(delivery.path.clone(), delivery.name.clone(), options, way);
    let copied = import.copy(&mut chunks).await;
    // When the database refused, the reader must not wait for a place in the channel.
    drop((chunks, reading));
    let loaded = loading.await.map_err(|_| IntakeError::Interrupted)?;
    copied?;
    let (loaded, checked) = loaded.map_err(unread)?;
    if loaded.faults.is_empty() && !checked.refuses {
        import.prepare(&loaded.content).await?;
    }
    let digested = taking_in
        .await
        .map_err(|_| IntakeError::Interrupted)?
        .map_err(IntakeError::Keep)?;

    let file = DeliveryFile {
        id: Uuid::now_v7(),
        name: delivery.name,
        size,
        sha512: digested.sha512.clone(),
        version: loaded.version,
        author: delivery.author,
    };
    let mut report = Report::new(&file, &region, loaded.records, checked.warnings);
    if let Some(earlier) = import.repeated(&file.sha512).await? {
        return Ok(report.repeated(&earlier));
    }
    archive.keep(digested).map_err(IntakeError::Keep)?;
    if checked.refuses {
        drop(import);
        report.refused(checked.errors, checked.errors_left_out);
    } else if !loaded.faults.is_empty() {
        drop(import);
        report.refused(loaded.faults, loaded.faults_left_out);
    } else {
        let counts = loaded.content.counts.clone();
        let summary = report.clone();
        let ending = import
            .apply(&file, &loaded.content, terms, |applied| {
                summary.clone().applied(applied, &counts).to_json()
            })
            .await?;
        match ending {
            Ending::Applied(applied) => return Ok(report.applied(&applied, &loaded.content.counts)),
            Ending::Repeated(earlier) => return Ok(report.repeated(&earlier)),
            Ending::Conflicts(conflicts) => report.conflicts(&conflicts),
        }
    }
    store
        .refuse_delivery(region.number, &file, &report.to_json())
        .await?;
    Ok(report)
}

/// Why a delivery could not be read: its file, or the state that it is judged over.
fn unread(error: std::io::Error) -> IntakeError {
    match error.downcast::<StoreError>() {
        Ok(unanswered) => IntakeError::Store(unanswered),
        Err(error) => IntakeError::Open(error),
    }
}

/// The state that a delivery is judged over; an empty region has none to be asked for.
fn surroundings(store: &Store, region: &Region, is_empty: bool) -> StateView {
    match is_empty {
        true => StateView(Arc::new(Nothing)),
        false => StateView(Arc::new(store.state_of(region, Viewer::Receipt))),
    }
}

async fn find_region(store: &Store, path: &Path) -> Result<RegionCode, IntakeError> {
    let outlines = store.outlines().await?;
    let path = path.to_owned();
    let search = move || -> Result<RegionCode, IntakeError> {
        let reader = Reader::open(File::open(path).map_err(IntakeError::Open)?)?;
        locate(reader, &outlines)?.region().map_err(IntakeError::NoRegion)
    };
    tokio::task::spawn_blocking(search)
        .await
        .map_err(|_| IntakeError::Interrupted)?
}
