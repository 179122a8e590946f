//! The reading half of an import: from bytes to encoded rows, on threads of its own, in bounded memory; with the checks or
//! without, the file is read once.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::PathBuf;

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::checks::{self, Found};
use super::part::part;
use super::report::Located;
use crate::check::{Consumer, Options, Taker};
use crate::jvf::read::{Entry, Fault, FileFault, Fragment, Header, ReadError, Reader, RecordFault};
use crate::model::{AttributeId, Catalogue, ObjectType, Operation, Record};
use crate::store::{Content, References, RowEncoder, RowTarget, ValueFault};

/// `TypZapisu` of a file whose references (`r`) are the surroundings of what changes.
const CHANGE_RECORDS: &str = "změnové věty";

/// Bytes of rows that go to the database at once.
const CHUNK: usize = 256 << 10;

/// Bytes of rows that are taken together where nothing is checked.
const PORTION: usize = 16 << 10;

/// Most faults that are told; the rest are counted.
const MOST_FAULTS: usize = 1000;

/// Most bytes of accompanying parts, which are kept in memory until the delivery is applied.
const MOST_PARTS: usize = 64 << 20;

/// Records between two reports of progress.
const PROGRESS_STEP: u64 = 2000;

/// Tells how far the reading has come: bytes and records.
pub type Progress = Box<dyn FnMut(u64, u64) + Send>;

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub(super) content: Content,
    pub(super) records: u64,
    pub(super) version: String,
    pub(super) faults: Vec<Located>,
    pub(super) faults_left_out: u64,
}

/// Where the rows of a delivery go, and who is told how far the reading is.
pub(super) struct Way {
    pub(super) target: RowTarget,
    pub(super) rows: mpsc::Sender<Bytes>,
    pub(super) progress: Progress,
}

/// Starts to read a file, and to check it when there are options for that.
pub(super) fn start(
    path: PathBuf,
    name: String,
    checks: Option<Options>,
    way: Way,
) -> JoinHandle<std::io::Result<(Loaded, Found)>> {
    tokio::task::spawn_blocking(move || {
        let mut loader = Loader::new(way);
        let found = match checks {
            Some(options) => checks::run(&path, &name, &options, &mut loader)?,
            None => {
                if let Err(error) = read(File::open(path)?, &mut loader) {
                    loader.refuse(Located::of_file(&error));
                }
                Found::default()
            }
        };
        Ok((loader.end(), found))
    })
}

fn read(file: File, loader: &mut Loader) -> Result<(), ReadError> {
    let mut reader = Reader::open(file)?;
    loader.begin(reader.header());
    let taker = loader.taker(reader.catalogue());
    let mut portion = Portion::default();
    while let Some(entry) = reader.next_entry()? {
        match entry {
            Entry::Record(record) => taker.record(&record, &mut portion),
            Entry::Fault(fault) => taker.fault(fault, &mut portion),
            Entry::Fragment(fragment) => loader.fragment(fragment),
        }
        if portion.rows.len() >= PORTION || !portion.faults.is_empty() {
            loader.portion(std::mem::take(&mut portion));
        }
        if loader.reached(reader.bytes(), reader.records()).is_break() {
            break;
        }
    }
    loader.portion(portion);
    Ok(())
}

/// Takes records to the database.
struct Loader {
    loaded: Loaded,
    way: Way,
    chunk: Vec<u8>,
    parts_size: usize,
    /// Records when progress was told the last time.
    told: u64,
    /// Bytes read so far.
    bytes: u64,
}

impl Consumer for Loader {
    type Taker = RowTaker;

    const LINES: bool = true;

    fn begin(&mut self, header: &Header) {
        header.version.clone_into(&mut self.loaded.version);
        if header.kind == CHANGE_RECORDS {
            self.loaded.content.references = References::LeaveOut;
        }
    }

    fn taker(&self, catalogue: &'static Catalogue) -> RowTaker {
        RowTaker {
            catalogue,
            encoder: self.way.target.clone().encoder(catalogue),
            submission: catalogue.attribute_id("IDZmeny"),
        }
    }

    fn portion(&mut self, portion: Portion) {
        self.chunk.extend_from_slice(&portion.rows);
        self.loaded.content.take(portion.content);
        for fault in &portion.faults {
            self.refuse(Located::of_record(fault));
        }
        if self.chunk.len() >= CHUNK - (CHUNK >> 3) {
            self.send();
        }
    }

    fn fragment(&mut self, fragment: Fragment) {
        if self.parts_size > MOST_PARTS {
            return;
        }
        let at = fragment.position;
        let part = part(fragment);
        self.parts_size += part.size();
        if self.parts_size <= MOST_PARTS {
            self.loaded.content.parts.push(part);
        } else {
            self.loaded.content.parts = Vec::new();
            self.refuse(Located::of_file(&ReadError {
                at,
                what: FileFault::TooManyParts(MOST_PARTS >> 20),
            }));
        }
    }

    fn reached(&mut self, bytes: u64, records: u64) -> ControlFlow<()> {
        self.loaded.records = records;
        self.bytes = bytes;
        if records - self.told >= PROGRESS_STEP {
            self.told = records;
            (self.way.progress)(bytes, records);
        }
        // The database has refused, or nobody waits for the end any more.
        match self.way.rows.is_closed() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}

impl Loader {
    fn new(way: Way) -> Self {
        Self {
            loaded: Loaded::default(),
            way,
            chunk: Vec::with_capacity(CHUNK),
            parts_size: 0,
            told: 0,
            bytes: 0,
        }
    }

    fn end(mut self) -> Loaded {
        self.send();
        (self.way.progress)(self.bytes, self.loaded.records);
        self.loaded
    }

    /// Sends the rows of the chunk. After a fault nobody needs them any more, nor when nobody takes them.
    fn send(&mut self) {
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK));
        if self.loaded.faults.is_empty() && !chunk.is_empty() {
            let _ = self.way.rows.blocking_send(Bytes::from(chunk));
        }
    }

    fn refuse(&mut self, fault: Located) {
        if self.loaded.faults.len() < MOST_FAULTS {
            self.loaded.faults.push(fault);
        } else {
            self.loaded.faults_left_out += 1;
        }
    }
}

/// Makes rows out of records.
struct RowTaker {
    catalogue: &'static Catalogue,
    encoder: RowEncoder,
    submission: Option<AttributeId>,
}

/// Records that follow each other, as rows.
#[derive(Default)]
struct Portion {
    rows: Vec<u8>,
    /// What they do.
    content: Content,
    faults: Vec<RecordFault>,
}

impl Taker for RowTaker {
    type Portion = Portion;

    fn record(&self, record: &Record, portion: &mut Portion) {
        let Some(object_type) = self.catalogue.object_types.get(usize::from(record.object_type)) else {
            return;
        };
        match self.encoder.encode(record, &mut portion.rows) {
            Ok(()) => self.count(record, object_type, &mut portion.content),
            Err(fault) => portion
                .faults
                .push(value_fault(record, &object_type.element, fault)),
        }
    }

    fn fault(&self, fault: RecordFault, portion: &mut Portion) {
        portion.faults.push(fault);
    }
}

impl RowTaker {
    /// Takes a record into the account.
    fn count(&self, record: &Record, object_type: &ObjectType, content: &mut Content) {
        content.count(object_type, record.operation);
        let new = matches!(record.operation, Operation::Insert | Operation::Reference);
        content.without_id += u64::from(new && self.encoder.kept(record).is_none());
        content.partial += u64::from(record.kind.is_partial() && record.operation == Operation::Update);
        for geometry in [&record.geometry, &record.outline, &record.critical_area]
            .into_iter()
            .flatten()
        {
            content.reaches(geometry.bounds());
        }
        let submission = self
            .submission
            .and_then(|id| record.attributes.get(id))
            .filter(|text| !text.is_empty());
        content.submission.take(submission);
    }
}

fn value_fault(record: &Record, element: &str, fault: ValueFault) -> RecordFault {
    RecordFault {
        position: record.position,
        id: record.id.map(|id| id.to_string()),
        gml_id: record.gml_id.clone(),
        object_type: element.to_owned(),
        fault: Fault::Value(fault.attribute, fault.source),
    }
}
