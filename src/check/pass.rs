//! One pass over a file: as many threads as there are, memory that does not grow with the file.
//!
//! One thread goes through the file and cuts it into batches of records; the others judge them. Results are put together
//! in the order of the file, so that the same file gives the same report however many threads there are.

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::accompanying::Accompanying;
use super::attributes::AttributeRules;
use super::found::Found;
use super::ids::{Digests, Ids};
use super::judge::{Judge, Seen};
use super::merge::{Judged, Merge, More, Outside, Whole};
use super::options::{OnProgress, Reached};
use super::plan::{Plan, STRUCTURE};
use super::watch::Watcher;
use crate::jvf::read::{Batch, BatchReader, Entry, Reader, Step};

/// Batches that wait for each thread at most, 80 kB each. Many, so that the reading thread seldom stops: where it is woken
/// for every batch, the kernel keeps all threads on one core.
const WAITING: usize = 32;

/// Bytes of batches that wait or are judged at most, whatever their number: a record may have megabytes.
const MOST_BYTES: usize = 8 << 20;

/// One pass over the file.
pub(super) fn pass(path: &Path, plan: &Plan<'_>) -> std::io::Result<Whole> {
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
        let mut given = 0;
        let outside = drive(file, plan, &merge.digests.clone(), |number, batch| {
            while let Ok((number, judged)) = answers.try_recv() {
                merge.take(number, judged);
            }
            while given - merge.bytes > MOST_BYTES
                && let Ok((number, judged)) = answers.recv()
            {
                merge.take(number, judged);
            }
            given += batch.bytes();
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
            bytes: batch.bytes(),
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
