//! A run of the checks over one file: one pass, as many threads as there are, memory that does not grow with the file.
//!
//! One thread goes through the file and cuts it into batches of records; the others judge them. Results are put together
//! in the order of the file, so that the same file gives the same report however many threads there are.

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::accompanying::{Accompanying, DeliveryKind};
use super::attributes::{AttributeRules, Combinations};
use super::conclude::conclude;
use super::found::Found;
use super::ids::{Digests, IdSet, Ids};
use super::judge::{Judge, Seen, Slip};
use super::plan::{Plan, STRUCTURE};
use super::preview::{self, Preview};
use super::table::{Rules, Selector};
use super::watch::Watcher;
use super::{CheckId, FeatureRef, FileReport, Finding, Place, Texts};
use crate::jvf::read::{Batch, BatchReader, Entry, ReadError, Reader, Step};
use crate::model::{Geometry, Outline, RegionCode};

/// Batches that wait for each thread at most, 80 kB each. Many, so that the reading thread seldom stops: where it is woken
/// for every batch, the kernel keeps all threads on one core.
const WAITING: usize = 32;

/// Positions that are kept for a picture at most.
const MOST_DRAWN: usize = 100_000;

/// What is checked, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The rules in force.
    pub rules: Rules,
    /// Only these checks; empty: all.
    pub only: Vec<Selector>,
    /// All but these.
    pub skip: Vec<Selector>,
    /// Most findings that are kept of a file; the rest are counted.
    pub limit: usize,
    /// Threads that judge records; with one, the thread that reads does it too.
    pub threads: usize,
    /// What the delivery is, when somebody says so.
    pub kind: Option<DeliveryKind>,
    /// Outlines of regions.
    pub outlines: Vec<Outline>,
    /// The region that the delivery is for.
    pub region: Option<RegionCode>,
    /// Combinations of values that are forbidden.
    pub combinations: Combinations,
    /// Keep geometries for a picture.
    pub background: bool,
    /// Who is told how far the run is.
    pub progress: Option<OnProgress>,
}

/// Told now and then how far the reading of a file is.
#[derive(Clone)]
pub struct OnProgress(pub Arc<dyn Fn(Reached) + Send + Sync>);

impl std::fmt::Debug for OnProgress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OnProgress")
    }
}

/// How far the reading of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Bytes read.
    pub bytes: u64,
    /// Bytes of the file.
    pub size: u64,
    /// Records read.
    pub records: u64,
}

impl Options {
    /// Whether a check is asked for.
    pub fn wants(&self, check: CheckId) -> bool {
        let named = |list: &[Selector]| list.iter().any(|selector| selector.matches(check));
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip)
    }
}

/// What a whole file gave.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) found: Found,
    /// Records by object type and operation (insert, update, delete, reference).
    pub(super) counts: BTreeMap<u16, [u64; 4]>,
    /// Geometries for a picture.
    pub(super) background: Vec<Geometry>,
    /// The accompanying information as it was found in its place.
    pub(super) accompanying: Accompanying,
    /// Why the file could not be read to its end.
    pub(super) error: Option<ReadError>,
}

/// Checks a file that is called `name` in the report.
///
/// # Errors
/// [`std::io::Error`] when it cannot be opened or read; what is wrong with its content is in the report.
pub fn check(path: &Path, name: &str, options: &Options) -> std::io::Result<FileReport> {
    let began = chrono::Local::now().naive_local();
    let mut preview = match preview::look(path)? {
        Ok(preview) => preview,
        Err(error) => return conclude(path, name, began, Err(error), options),
    };
    loop {
        let header = preview.header.clone();
        let plan = Plan::new(preview, options);
        let whole = pass(path, &plan)?;
        if whole.error.is_some() || whole.accompanying.says_the_same(&plan.accompanying) {
            return conclude(path, name, began, Ok((&plan, whole)), options);
        }
        preview = Preview {
            header,
            catalogue: plan.catalogue,
            automata: plan.automata,
            accompanying: whole.accompanying,
        };
    }
}

/// One pass over the file.
fn pass(path: &Path, plan: &Plan<'_>) -> std::io::Result<Whole> {
    let file = File::open(path)?;
    let mut merge = Merge::new(plan);
    if plan.options.threads < 2 {
        let mut worker = Worker::new(plan, &merge.digests);
        let outside = drive(file, plan, &merge.digests.clone(), |number, batch| {
            merge.take(number, worker.judge(batch));
            merge.more()
        });
        return Ok(merge.finish(outside));
    }
    std::thread::scope(|scope| {
        let (batches, waiting) = sync_channel(WAITING * plan.options.threads);
        let (results, answers) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..plan.options.threads {
            let (waiting, results) = (Arc::clone(&waiting), results.clone());
            let worker = Worker::new(plan, &merge.digests);
            scope.spawn(move || work(worker, &waiting, &results));
        }
        drop(results);
        let outside = drive(file, plan, &merge.digests.clone(), |number, batch| {
            while let Ok((number, judged)) = answers.try_recv() {
                merge.take(number, judged);
            }
            if batches.send((number, batch)).is_err() {
                return ControlFlow::Break(());
            }
            merge.more()
        });
        drop(batches);
        while let Ok((number, judged)) = answers.recv() {
            merge.take(number, judged);
        }
        Ok(merge.finish(outside))
    })
}

/// What the thread that goes through the file finds outside of the records.
struct Outside {
    slips: Vec<Slip>,
    /// Slips beyond those.
    beyond: u64,
    ids: Ids,
    accompanying: Accompanying,
    error: Option<ReadError>,
}

/// Whether the reading goes on, perhaps with a batch whose room can be used again.
type More = ControlFlow<(), Option<Batch>>;

/// Goes through a file; batches are given away until the answer is that nobody wants more.
fn drive(
    file: File,
    plan: &Plan<'_>,
    digests: &Digests,
    mut give: impl FnMut(u64, Box<Batch>) -> More,
) -> Outside {
    let mut outside = Outside {
        slips: Vec::new(),
        beyond: 0,
        ids: Ids::new(digests),
        accompanying: Accompanying::default(),
        error: None,
    };
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    let mut reader = match Reader::observed(
        file,
        Watcher::namespaces(plan.automata),
        Watcher::new(plan.automata),
    ) {
        Ok(reader) => reader,
        Err(error) => {
            outside.error = Some(error);
            return outside;
        }
    };
    let mut number = 0;
    loop {
        match reader.next_step() {
            Ok(Some(Step::Batch(batch))) => {
                if let Some(OnProgress(tell)) = &plan.options.progress {
                    let (bytes, records) = (reader.bytes(), reader.records());
                    tell(Reached { bytes, size, records });
                }
                match give(number, batch) {
                    ControlFlow::Break(()) => break,
                    ControlFlow::Continue(spare) => {
                        if let Some(spare) = spare {
                            reader.reuse(spare);
                        }
                    }
                }
                number += 1;
            }
            Ok(Some(Step::Entry(Entry::Fragment(fragment)))) => {
                // What is no XML does not come here.
                let _ = outside.accompanying.note(&fragment);
            }
            Ok(Some(Step::Entry(_))) => {}
            Ok(None) => break,
            Err(error) => {
                outside.error = Some(error);
                break;
            }
        }
    }
    let watcher = reader.observer();
    outside.slips = watcher.slips();
    outside.beyond = watcher.beyond();
    watcher.ids(0, &mut outside.ids);
    outside
}

type Numbered = (u64, Box<Batch>);

fn work(mut worker: Worker<'_>, waiting: &Mutex<Receiver<Numbered>>, results: &Sender<(u64, Judged)>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, batch)) = next else {
            return;
        };
        if results.send((number, worker.judge(batch))).is_err() {
            return;
        }
    }
}

/// What a batch gave.
struct Judged {
    /// The batch, empty.
    batch: Box<Batch>,
    object_type: u16,
    counts: [u64; 4],
    found: Found,
    ids: Ids,
    background: Vec<Geometry>,
    error: Option<ReadError>,
}

/// Reads and judges batches.
struct Worker<'a> {
    plan: &'a Plan<'a>,
    reader: BatchReader<Watcher>,
    digests: Digests,
    /// What is demanded of attributes, by object type.
    rules: BTreeMap<u16, AttributeRules>,
}

impl<'a> Worker<'a> {
    fn new(plan: &'a Plan<'a>, digests: &Digests) -> Self {
        let watcher = Watcher::new(plan.automata);
        Self {
            plan,
            reader: BatchReader::new(plan.catalogue, Watcher::namespaces(plan.automata), watcher),
            digests: digests.clone(),
            rules: BTreeMap::new(),
        }
    }

    fn judge(&mut self, batch: Box<Batch>) -> Judged {
        let index = batch.object_type();
        let mut judged = Judged {
            batch,
            object_type: index,
            counts: [0; 4],
            found: Found::new(0),
            ids: Ids::new(&self.digests),
            background: Vec::new(),
            error: None,
        };
        let Some(object_type) = self.plan.catalogue.object_types.get(usize::from(index)) else {
            return judged;
        };
        let rules = self
            .rules
            .entry(index)
            .or_insert_with(|| self.plan.attribute_rules(object_type));
        let mut judge = Judge::new(self.plan, object_type, rules);
        let mut beyond = 0;
        let read = self.reader.read(
            &mut judged.batch,
            Watcher::begin,
            |position, record, faults, watcher| {
                let slips = watcher.slips();
                watcher.ids(position.record, &mut judged.ids);
                if let Some(record) = &record {
                    judged.counts[record.operation as usize] += 1;
                    if self.plan.options.background {
                        judged.background.extend(record.geometry.clone());
                    }
                }
                judge.record(&Seen {
                    position,
                    object_type,
                    record: record.as_ref(),
                    faults,
                    slips: &slips,
                });
                beyond += watcher.beyond();
            },
        );
        judged.error = read.err();
        judged.found = judge.found;
        if let Some(severity) = self.plan.severity(STRUCTURE) {
            judged.found.add(STRUCTURE, severity, beyond);
        }
        judged
    }
}

/// Puts together what the batches gave, in the order of the file.
struct Merge<'a> {
    plan: &'a Plan<'a>,
    next: u64,
    early: BTreeMap<u64, Judged>,
    /// Batches whose room can be used again.
    spare: Vec<Batch>,
    digests: Digests,
    ids: IdSet,
    found: Found,
    counts: BTreeMap<u16, [u64; 4]>,
    background: Vec<Geometry>,
    /// Positions in it.
    drawn: usize,
    error: Option<ReadError>,
}

impl<'a> Merge<'a> {
    fn new(plan: &'a Plan<'a>) -> Self {
        Self {
            plan,
            next: 0,
            early: BTreeMap::new(),
            spare: Vec::new(),
            digests: Digests::default(),
            ids: IdSet::new(),
            found: Found::new(plan.options.limit),
            counts: BTreeMap::new(),
            background: Vec::new(),
            drawn: 0,
            error: None,
        }
    }

    /// Whether more is wanted.
    fn more(&mut self) -> More {
        match self.error {
            None => ControlFlow::Continue(self.spare.pop()),
            Some(_) => ControlFlow::Break(()),
        }
    }

    fn take(&mut self, number: u64, judged: Judged) {
        self.early.insert(number, judged);
        while let Some(judged) = self.early.remove(&self.next) {
            self.next += 1;
            self.spare.push(*judged.batch);
            if self.error.is_some() {
                continue;
            }
            let counts = self.counts.entry(judged.object_type).or_default();
            for (count, more) in counts.iter_mut().zip(judged.counts) {
                *count += more;
            }
            self.found.append(judged.found);
            for geometry in judged.background {
                self.drawn += geometry.coordinates().count();
                if self.drawn > MOST_DRAWN {
                    break;
                }
                self.background.push(geometry);
            }
            self.identify(&judged.ids, Some(judged.object_type));
            self.error = judged.error;
        }
    }

    /// Every `gml:id` may be there once.
    fn identify(&mut self, ids: &Ids, object_type: Option<u16>) {
        let Some(severity) = self.plan.severity(STRUCTURE) else {
            return;
        };
        let element = object_type.and_then(|index| self.plan.catalogue.object_types.get(usize::from(index)));
        for (digest, id) in ids.iter() {
            if !self.ids.insert(digest) {
                self.found.tell(STRUCTURE, severity, || Finding {
                    check: STRUCTURE,
                    severity,
                    text: repeated(id.text),
                    feature: Some(FeatureRef {
                        gml_id: Some(id.text.to_owned()),
                        element: element.map(|known| known.element.clone()),
                        record: (id.record > 0).then_some(id.record),
                        ..FeatureRef::default()
                    }),
                    related: Vec::new(),
                    position: Some(Place {
                        offset: id.at,
                        ..Place::default()
                    }),
                    location: None,
                });
            }
        }
    }

    fn finish(mut self, outside: Outside) -> Whole {
        self.identify(&outside.ids, None);
        if let Some(severity) = self.plan.severity(STRUCTURE) {
            self.found.add(STRUCTURE, severity, outside.beyond);
            for slip in outside.slips {
                self.found.tell(STRUCTURE, severity, || Finding {
                    check: STRUCTURE,
                    severity,
                    text: slip.texts,
                    feature: None,
                    related: Vec::new(),
                    position: Some(Place {
                        offset: slip.at,
                        ..Place::default()
                    }),
                    location: None,
                });
            }
        }
        Whole {
            found: self.found,
            counts: self.counts,
            background: self.background,
            accompanying: outside.accompanying,
            // A fault in a record stands before what stopped the reading.
            error: self.error.or(outside.error),
        }
    }
}

fn repeated(id: &str) -> Texts {
    let id: String = id.chars().take(80).collect();
    Texts::new(
        format!("gml:id „{id}“ je v souboru použito již dříve; dejte každé geometrii vlastní gml:id"),
        format!("gml:id \"{id}\" is used earlier in the file; give every geometry a gml:id of its own"),
    )
}
