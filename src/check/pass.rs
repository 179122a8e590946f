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
use super::areas::{self, Brought, Kinds};
use super::attributes::AttributeRules;
use super::consumer::{Consumer, Taker};
use super::derived;
use super::found::Found;
use super::ids::{Digests, Ids};
use super::judge::{Judge, Seen};
use super::merge::{Judged, Merge, More, Outside, Read, Whole};
use super::options::{OnProgress, Reached, Step as Advance};
use super::plan::{Plan, STRUCTURE};
use super::topology::{self, Roles, Scene};
use super::watch::Watcher;
use crate::jvf::read::{Batch, BatchReader, Entry, Reader, Step};

/// Batches that wait for each thread at most, 80 kB each. Many, so that the reading thread seldom stops: where it is woken
/// for every batch, the kernel keeps all threads on one core.
const WAITING: usize = 32;

/// Bytes of batches that wait or are judged at most, whatever their number: a record may have megabytes.
const MOST_BYTES: usize = 8 << 20;

/// Bytes of a batch, usually one record, from which the thread that goes through the file judges it itself: memory that one
/// thread gets and another gives back is not there for the next record at once.
const LARGE: usize = 1 << 20;

/// One pass over the file. Who takes what is read gets it in the order of the file, on this thread.
pub(super) fn pass<C: Consumer>(path: &Path, plan: &Plan<'_>, consumer: &mut C) -> std::io::Result<Whole> {
    let file = File::open(path)?;
    Ok(match plan.options.threads {
        0 | 1 => alone(file, plan, consumer),
        threads => together(file, plan, threads, consumer),
    })
}

/// This thread does everything.
fn alone<C: Consumer>(file: File, plan: &Plan<'_>, consumer: &mut C) -> Whole {
    let taker = consumer.taker(plan.catalogue);
    let mut merge = Merge::new(plan, consumer);
    let mut worker = Worker::new(plan, &merge.digests, taker);
    let outside = drive(file, plan, &merge.digests.clone(), C::LINES, |read, reached| {
        if let Some((number, batch)) = merge.pass_on(read, reached)? {
            merge.take(number, worker.judge(batch));
        }
        merge.more()
    });
    merge.finish(outside)
}

/// This thread goes through the file, others judge.
fn together<C: Consumer>(file: File, plan: &Plan<'_>, threads: usize, consumer: &mut C) -> Whole {
    let takers: Vec<_> = (0..threads).map(|_| consumer.taker(plan.catalogue)).collect();
    let own = consumer.taker(plan.catalogue);
    let mut merge = Merge::new(plan, consumer);
    let mut own = Worker::new(plan, &merge.digests, own);
    std::thread::scope(|scope| {
        let (batches, waiting) = sync_channel(WAITING * threads);
        let (results, answers) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for taker in takers {
            let (waiting, results) = (Arc::clone(&waiting), results.clone());
            let worker = Worker::new(plan, &merge.digests, taker);
            scope.spawn(move || work(worker, &waiting, &results));
        }
        // Where nobody works any more, nobody waits.
        drop((waiting, results));
        let mut given = 0;
        let outside = drive(file, plan, &merge.digests.clone(), C::LINES, |read, reached| {
            if let Some((number, batch)) = merge.pass_on(read, reached)? {
                given += batch.bytes();
                if batch.bytes() > LARGE {
                    merge.take(number, own.judge(batch));
                } else if batches.send((number, batch)).is_err() {
                    return ControlFlow::Break(());
                }
            }
            while let Ok((number, judged)) = answers.try_recv() {
                merge.take(number, judged);
            }
            // Before the next record is read, which may be as large as the last one.
            while given - merge.bytes > MOST_BYTES
                && let Ok((number, judged)) = answers.recv()
            {
                merge.take(number, judged);
            }
            merge.more()
        });
        drop(batches);
        while let Ok((number, judged)) = answers.recv() {
            merge.take(number, judged);
        }
        merge.finish(outside)
    })
}

/// Goes through a file; what is read is given away until the answer is that nobody wants more.
fn drive(
    file: File,
    plan: &Plan<'_>,
    digests: &Digests,
    lines: bool,
    mut give: impl FnMut(Read, Reached) -> More,
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
        Watcher::new(plan.automata, lines),
    ) {
        Ok(reader) => reader,
        Err(error) => {
            outside.error = Some(error);
            return outside;
        }
    };
    let mut number = 0;
    loop {
        let read = match reader.next_step() {
            Ok(Some(Step::Batch(batch))) => {
                number += 1;
                Read::Batch(number - 1, batch)
            }
            Ok(Some(Step::Entry(Entry::Fragment(fragment)))) => {
                // What is no XML does not come here.
                let _ = outside.accompanying.note(&fragment);
                Read::Fragment(fragment)
            }
            Ok(Some(Step::Entry(_))) => continue,
            Ok(None) => Read::End,
            Err(error) => {
                outside.error = Some(error);
                break;
            }
        };
        let (bytes, records) = (reader.bytes(), reader.records());
        let reached = Reached { bytes, size, records };
        if let Some(OnProgress(tell)) = &plan.options.progress {
            tell(Advance::Reading(reached));
        }
        let ended = matches!(read, Read::End);
        match give(read, reached) {
            ControlFlow::Continue(spare) if !ended => {
                if let Some(spare) = spare {
                    reader.reuse(spare);
                }
            }
            _ => break,
        }
    }
    let watcher = reader.observer();
    outside.slips = watcher.slips();
    outside.beyond = watcher.beyond();
    watcher.ids(0, &mut outside.ids);
    outside
}

fn work<T: Taker>(
    mut worker: Worker<'_, T>,
    waiting: &Mutex<Receiver<(u64, Box<Batch>)>>,
    results: &Sender<(u64, Judged<T::Portion>)>,
) {
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

/// Whether objects of ZPS are looked at together.
fn takes_part(plan: &Plan<'_>) -> bool {
    topology::is_wanted(plan) || derived::is_wanted(plan) || areas::is_over_map(plan)
}

/// Reads and judges batches.
struct Worker<'a, T> {
    plan: &'a Plan<'a>,
    taker: T,
    reader: BatchReader<Watcher>,
    digests: Digests,
    /// What is demanded of attributes, by object type.
    rules: BTreeMap<u16, AttributeRules>,
    /// What objects are to the checks of topology, when any runs.
    roles: Option<Roles>,
    /// What they are to check 4.5, when it runs.
    kinds: Option<Kinds>,
}

impl<'a, T: Taker> Worker<'a, T> {
    fn new(plan: &'a Plan<'a>, digests: &Digests, taker: T) -> Self {
        let watcher = Watcher::new(plan.automata, false);
        Self {
            plan,
            taker,
            reader: BatchReader::new(plan.catalogue, Watcher::namespaces(plan.automata), watcher),
            digests: digests.clone(),
            rules: BTreeMap::new(),
            roles: takes_part(plan).then(|| Roles::of(plan.catalogue, plan.options.hierarchy.clone())),
            kinds: areas::is_wanted(plan).then(|| Kinds::of(plan.catalogue, &plan.options.hierarchy)),
        }
    }

    fn judge(&mut self, batch: Box<Batch>) -> Judged<T::Portion> {
        let index = batch.object_type();
        let mut judged = Judged {
            bytes: batch.bytes(),
            batch,
            object_type: index,
            counts: [0; 4],
            found: Found::new(0),
            ids: Ids::new(&self.digests),
            background: Vec::new(),
            scene: Scene::default(),
            areas: Brought::default(),
            portion: T::Portion::default(),
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
        let key = object_type.key();
        let mut beyond = 0;
        let read = self.reader.read(
            &mut judged.batch,
            Watcher::begin,
            |position, record, faults, watcher| {
                let slips = watcher.slips();
                watcher.ids(position.record, &mut judged.ids);
                if let Some(record) = &record {
                    judged.counts[record.operation as usize] += 1;
                    if let Some(roles) = &self.roles {
                        judged.scene.take(roles, key, record);
                    }
                    if let Some(kinds) = &self.kinds {
                        judged.areas.take(kinds, self.plan.mode, record);
                    }
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
                match record {
                    Some(record) if faults.is_empty() => self.taker.record(&record, &mut judged.portion),
                    _ => {
                        let faults = faults.drain(..);
                        faults.for_each(|fault| self.taker.fault(fault, &mut judged.portion));
                    }
                }
            },
        );
        judged.error = read.err();
        judged.areas.unjudged = judge.unjudged;
        judged.found = judge.found;
        if let Some(severity) = self.plan.severity(STRUCTURE) {
            judged.found.add(STRUCTURE, severity, beyond);
        }
        judged
    }
}
