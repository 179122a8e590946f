//! What batches of records gave, put together in the order of the file.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::accompanying::Accompanying;
use super::areas::Brought;
use super::consumer::{Consumer, Taker};
use super::found::Found;
use super::ids::{Digests, IdSet, Ids};
use super::options::Reached;
use super::plan::{Plan, STRUCTURE};
use super::topology::Scene;
use super::watch::Slip;
use super::{FeatureRef, Finding, Place, Texts};
use crate::jvf::read::{Batch, Fragment, ReadError};
use crate::model::Geometry;

/// Positions that are kept for a picture at most.
const MOST_DRAWN: usize = 100_000;

/// What a whole file gave.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) found: Found,
    /// Records by object type and operation (insert, update, delete, reference).
    pub(super) counts: BTreeMap<u16, [u64; 4]>,
    /// Geometries for a picture.
    pub(super) background: Vec<Geometry>,
    /// Objects for the checks of topology.
    pub(super) scene: Scene,
    /// Derived areas that it brings.
    pub(super) areas: Brought,
    /// The accompanying information as it was found in its place.
    pub(super) accompanying: Accompanying,
    /// Why the file could not be read to its end.
    pub(super) error: Option<ReadError>,
}

/// What the thread that goes through the file gives away.
pub(super) enum Read {
    /// Records, with the number of the batch.
    Batch(u64, Box<Batch>),
    /// An element outside of the records.
    Fragment(Fragment),
    /// Nothing any more.
    End,
}

/// What the thread that goes through the file finds outside of the records.
pub(super) struct Outside {
    pub(super) slips: Vec<Slip>,
    /// Slips beyond those.
    pub(super) beyond: u64,
    pub(super) ids: Ids,
    pub(super) accompanying: Accompanying,
    pub(super) error: Option<ReadError>,
}

/// What a batch gave.
pub(super) struct Judged<P> {
    /// The batch, empty.
    pub(super) batch: Box<Batch>,
    /// Bytes that were in it.
    pub(super) bytes: usize,
    pub(super) object_type: u16,
    pub(super) counts: [u64; 4],
    pub(super) found: Found,
    pub(super) ids: Ids,
    pub(super) background: Vec<Geometry>,
    pub(super) scene: Scene,
    pub(super) areas: Brought,
    /// Its records, for whoever takes them.
    pub(super) portion: P,
    pub(super) error: Option<ReadError>,
}

/// What a consumer makes of a batch.
pub(super) type Portion<C> = <<C as Consumer>::Taker as Taker>::Portion;

/// Whether the reading goes on, perhaps with a batch whose room can be used again.
pub(super) type More = ControlFlow<(), Option<Batch>>;

/// Puts together what the batches gave, in the order of the file.
pub(super) struct Merge<'a, C: Consumer> {
    plan: &'a Plan<'a>,
    consumer: &'a mut C,
    next: u64,
    early: BTreeMap<u64, Judged<Portion<C>>>,
    /// Bytes of all batches that were taken.
    pub(super) bytes: usize,
    /// Batches whose room can be used again.
    spare: Vec<Batch>,
    pub(super) digests: Digests,
    ids: IdSet,
    found: Found,
    counts: BTreeMap<u16, [u64; 4]>,
    background: Vec<Geometry>,
    /// Positions in it.
    drawn: usize,
    scene: Scene,
    areas: Brought,
    error: Option<ReadError>,
}

impl<'a, C: Consumer> Merge<'a, C> {
    pub(super) fn new(plan: &'a Plan<'a>, consumer: &'a mut C) -> Self {
        Self {
            plan,
            consumer,
            next: 0,
            early: BTreeMap::new(),
            bytes: 0,
            spare: Vec::new(),
            digests: Digests::default(),
            ids: IdSet::new(),
            found: Found::new(plan.options.limit),
            counts: BTreeMap::new(),
            background: Vec::new(),
            drawn: 0,
            scene: Scene::default(),
            areas: Brought::default(),
            error: None,
        }
    }

    /// Whether more is wanted.
    pub(super) fn more(&mut self) -> More {
        match self.error {
            None => ControlFlow::Continue(self.spare.pop()),
            Some(_) => ControlFlow::Break(()),
        }
    }

    /// Tells the consumer what was read, all but the records; answers with those.
    pub(super) fn pass_on(
        &mut self,
        read: Read,
        reached: Reached,
    ) -> ControlFlow<(), Option<(u64, Box<Batch>)>> {
        self.consumer.reached(reached.bytes, reached.records)?;
        ControlFlow::Continue(match read {
            Read::Batch(number, batch) => Some((number, batch)),
            Read::Fragment(fragment) => {
                self.consumer.fragment(fragment);
                None
            }
            Read::End => None,
        })
    }

    pub(super) fn take(&mut self, number: u64, judged: Judged<Portion<C>>) {
        self.bytes += judged.bytes;
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
            self.scene.append(&judged.scene);
            self.areas.append(&judged.areas);
            self.identify(&judged.ids, Some(judged.object_type));
            self.consumer.portion(judged.portion);
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

    pub(super) fn finish(mut self, outside: Outside) -> Whole {
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
            scene: self.scene,
            areas: self.areas,
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
