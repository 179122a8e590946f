//! The reading half of an import: from bytes to encoded rows, on a thread of its own, in bounded memory.

use std::fs::File;
use std::io::Read;

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::report::Located;
use crate::jvf::read::{Entry, Fault, FileFault, Fragment, ReadError, Reader, RecordFault};
use crate::model::{AttributeId, Catalogue, Operation, Record};
use crate::store::{Content, DeliveryPart, References, RowEncoder, RowTarget, ValueFault};

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

/// Starts to read; rows go through the channel, which closes at the end.
pub(super) fn start(
    file: File,
    target: RowTarget,
    rows: mpsc::Sender<Bytes>,
    progress: Progress,
) -> JoinHandle<Loaded> {
    tokio::task::spawn_blocking(move || {
        let mut loaded = Loaded::default();
        let mut loader = Loader {
            loaded: &mut loaded,
            rows,
            chunk: Vec::with_capacity(CHUNK),
            parts_size: 0,
            abandoned: false,
        };
        if let Err(error) = loader.load(file, target, progress) {
            loader.refuse(Located::of_file(&error));
        }
        loaded
    })
}

struct Loader<'a> {
    loaded: &'a mut Loaded,
    rows: mpsc::Sender<Bytes>,
    chunk: Vec<u8>,
    parts_size: usize,
    /// The database has refused, or nobody waits for the end any more.
    abandoned: bool,
}

impl Loader<'_> {
    fn load(&mut self, input: impl Read, target: RowTarget, mut progress: Progress) -> Result<(), ReadError> {
        let mut reader = Reader::open(input)?;
        reader.header().version.clone_into(&mut self.loaded.version);
        if reader.header().kind == CHANGE_RECORDS {
            self.loaded.content.references = References::LeaveOut;
        }
        let catalogue = reader.catalogue();
        let encoder = target.encoder(catalogue);
        let submission = catalogue.attribute_id("IDZmeny");
        while let Some(entry) = reader.next_entry()? {
            if self.abandoned {
                return Ok(());
            }
            match entry {
                Entry::Record(record) => self.record(&record, catalogue, &encoder, submission),
                Entry::Fault(fault) => self.refuse(Located::of_record(&fault)),
                Entry::Fragment(fragment) => {
                    self.parts_size += fragment.content.len();
                    if self.parts_size > MOST_PARTS {
                        let what = FileFault::TooManyParts(MOST_PARTS >> 20);
                        return Err(ReadError {
                            at: fragment.position,
                            what,
                        });
                    }
                    self.loaded.content.parts.push(part(fragment));
                }
            }
            self.loaded.records = reader.records();
            if reader.records().is_multiple_of(PROGRESS_STEP) {
                progress(reader.bytes(), reader.records());
            }
        }
        progress(reader.bytes(), reader.records());
        self.send();
        Ok(())
    }

    fn record(
        &mut self,
        record: &Record,
        catalogue: &Catalogue,
        encoder: &RowEncoder,
        submission: Option<AttributeId>,
    ) {
        let Some(object_type) = catalogue.object_types.get(usize::from(record.object_type)) else {
            return;
        };
        if let Err(fault) = encoder.encode(record, &mut self.chunk) {
            let fault = value_fault(record, &object_type.element, fault);
            self.refuse(Located::of_record(&fault));
            return;
        }
        let content = &mut self.loaded.content;
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
        content.without_id += u64::from(new && encoder.kept(record).is_none());
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
        let submission = submission
            .and_then(|id| record.attributes.get(id))
            .filter(|text| !text.is_empty());
        content.submission.take(submission);
        if self.chunk.len() >= CHUNK - (CHUNK >> 3) {
            self.send();
        }
    }

    /// Sends the rows of the chunk. After a fault nobody needs them any more.
    fn send(&mut self) {
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK));
        if self.loaded.faults.is_empty() && !chunk.is_empty() {
            self.abandoned |= self.rows.blocking_send(Bytes::from(chunk)).is_err();
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

fn part(fragment: Fragment) -> DeliveryPart {
    DeliveryPart {
        section: fragment.section.element().to_owned(),
        parent: fragment.parent,
        element: fragment.element,
        content: fragment.content,
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
