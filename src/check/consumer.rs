//! What a file holds, for whoever takes it while it is checked: it is read once.

use std::ops::ControlFlow;

use crate::jvf::read::{Fragment, Header, RecordFault};
use crate::model::{Catalogue, Record};

/// Takes what a file holds: portions of records in the order of the file, and elements outside of the records in theirs, which may
/// come before records that stand further up. What the checks find is told at their end: until then nothing that was taken may be
/// put in force.
pub trait Consumer {
    /// Makes portions out of records.
    type Taker: Taker;

    /// Whether records are to tell their lines.
    const LINES: bool;

    /// The head was read.
    fn begin(&mut self, header: &Header);

    /// Who takes records of a catalogue on one of the threads that judge them.
    fn taker(&self, catalogue: &'static Catalogue) -> Self::Taker;

    /// Some records that follow each other.
    fn portion(&mut self, portion: <Self::Taker as Taker>::Portion);

    /// An element that is kept as it is.
    fn fragment(&mut self, fragment: Fragment);

    /// How far the reading is: bytes and records, told now and then and at the end. Answers whether it is to go on.
    fn reached(&mut self, bytes: u64, records: u64) -> ControlFlow<()>;
}

/// Makes portions out of records, on a thread of its own.
pub trait Taker: Send {
    /// What is made.
    type Portion: Default + Send;

    /// A record that the reader finds no fault in; the checks may.
    fn record(&self, record: &Record, portion: &mut Self::Portion);

    /// A fault of a record, which is not given then.
    fn fault(&self, fault: RecordFault, portion: &mut Self::Portion);
}

/// Nobody wants what is read.
impl Consumer for () {
    type Taker = ();

    const LINES: bool = false;

    fn begin(&mut self, _: &Header) {}

    fn taker(&self, _: &'static Catalogue) {}

    fn portion(&mut self, (): ()) {}

    fn fragment(&mut self, _: Fragment) {}

    fn reached(&mut self, _: u64, _: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl Taker for () {
    type Portion = ();

    fn record(&self, _: &Record, (): &mut ()) {}

    fn fault(&self, _: RecordFault, (): &mut ()) {}
}
