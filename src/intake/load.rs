//! The reading half of an import: from bytes to encoded rows, on a thread of its own, in bounded memory; with the checks or
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
use crate::check::{Consumer, Options};
use crate::jvf::read::{Entry, Fault, FileFault, Fragment, Header, ReadError, Reader, RecordFault};
use crate::model::{AttributeId, Catalogue, ObjectType, Operation, Record};
use crate::store::{Content, References, RowEncoder, RowTarget, ValueFault};

/// `TypZapisu` of a file whose references (`r`) are the surroundings of what changes.
const CHANGE_RECORDS: &str = "změnové věty";

/// Bytes of rows that go to the database at once.
const CHUNK: usize = 256 << 10;

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
    loader.begin(reader.header(), reader.catalogue());
    while let Some(entry) = reader.next_entry()? {
        match entry {
            Entry::Record(record) => loader.record(&record),
            Entry::Fault(fault) => loader.fault(fault),
            Entry::Fragment(fragment) => loader.fragment(fragment),
        }
        if loader.reached(reader.bytes(), reader.records()).is_break() {
            break;
        }
    }
    Ok(())
}

/// Takes records to the database.
struct Loader {
    loaded: Loaded,
    way: Way,
    /// Of the file, once its head is read.
    types: Option<Types>,
    chunk: Vec<u8>,
    parts_size: usize,
    /// Records when progress was told the last time.
    told: u64,
    /// Bytes read so far.
    bytes: u64,
    /// The database has refused, or nobody waits for the end any more.
    abandoned: bool,
}

/// What records are read by.
struct Types {
    catalogue: &'static Catalogue,
    encoder: RowEncoder,
    submission: Option<AttributeId>,
}

impl Consumer for Loader {
    fn begin(&mut self, header: &Header, catalogue: &'static Catalogue) {
        header.version.clone_into(&mut self.loaded.version);
        if header.kind == CHANGE_RECORDS {
            self.loaded.content.references = References::LeaveOut;
        }
        self.types = Some(Types {
            catalogue,
            encoder: self.way.target.clone().encoder(catalogue),
            submission: catalogue.attribute_id("IDZmeny"),
        });
    }

    fn record(&mut self, record: &Record) {
        let Some(types) = &self.types else {
            return;
        };
        let Some(object_type) = types.catalogue.object_types.get(usize::from(record.object_type)) else {
            return;
        };
        if let Err(fault) = types.encoder.encode(record, &mut self.chunk) {
            let fault = value_fault(record, &object_type.element, fault);
            self.fault(fault);
            return;
        }
        count(&mut self.loaded.content, record, object_type, types);
        if self.chunk.len() >= CHUNK - (CHUNK >> 3) {
            self.send();
        }
    }

    fn fault(&mut self, fault: RecordFault) {
        self.refuse(Located::of_record(&fault));
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
        if self.abandoned {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}

impl Loader {
    fn new(way: Way) -> Self {
        Self {
            loaded: Loaded::default(),
            way,
            types: None,
            chunk: Vec::with_capacity(CHUNK),
            parts_size: 0,
            told: 0,
            bytes: 0,
            abandoned: false,
        }
    }

    fn end(mut self) -> Loaded {
        self.send();
        (self.way.progress)(self.bytes, self.loaded.records);
        self.loaded
    }

    /// Sends the rows of the chunk. After a fault nobody needs them any more.
    fn send(&mut self) {
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK));
        if self.loaded.faults.is_empty() && !chunk.is_empty() {
            self.abandoned |= self.way.rows.blocking_send(Bytes::from(chunk)).is_err();
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

/// Takes a record into the account.
fn count(content: &mut Content, record: &Record, object_type: &ObjectType, types: &Types) {
    let counts = match content.counts.get_mut(&object_type.element) {
        Some(counts) => counts,
        None => {
            content
                .keys
                .insert(object_type.element.clone(), object_type.key());
            content.counts.entry(object_type.element.clone()).or_default()
        }
    };
    *counts.entry(record.operation).or_default() += 1;
    let new = matches!(record.operation, Operation::Insert | Operation::Reference);
    content.without_id += u64::from(new && types.encoder.kept(record).is_none());
    content.partial += u64::from(record.kind.is_partial() && record.operation == Operation::Update);
    for geometry in [&record.geometry, &record.outline, &record.critical_area]
        .into_iter()
        .flatten()
    {
        let bounds = geometry.bounds();
        content.area = match (content.area, bounds) {
            (Some(area), Some(bounds)) => Some(area.union(bounds)),
            (area, bounds) => area.or(bounds),
        };
    }
    let submission = types
        .submission
        .and_then(|id| record.attributes.get(id))
        .filter(|text| !text.is_empty());
    content.submission.take(submission);
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
