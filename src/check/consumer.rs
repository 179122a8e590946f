//! What a file holds, for whoever takes it while it is checked: it is read once.

use std::ops::ControlFlow;

use crate::jvf::read::{Fragment, Header, RecordFault};
use crate::model::{Catalogue, Record};

/// Takes what a file holds, in the order of the file. What the checks find is told at their end: until then nothing that was
/// taken may be put in force.
pub trait Consumer: Send {
    /// The head was read. What comes is of the catalogue.
    fn begin(&mut self, header: &Header, catalogue: &'static Catalogue);

    /// A record that the reader finds no fault in; the checks may.
    fn record(&mut self, record: &Record);

    /// A fault of a record, which is not given then.
    fn fault(&mut self, fault: RecordFault);

    /// An element that is kept as it is.
    fn fragment(&mut self, fragment: Fragment);

    /// How far the reading is: bytes and records, told now and then and at the end. Answers whether it is to go on.
    fn reached(&mut self, bytes: u64, records: u64) -> ControlFlow<()>;
}
