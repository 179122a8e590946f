//! Records as text, to be read on other threads.
//!
//! The thread that reads the file finds where records end and looks no further; what is in them, well-formedness
//! included, is found by whoever reads the batch.

use std::io::{Empty, Read};
use std::sync::Arc;

use super::error::{ReadError, RecordFault};
use super::record::{self, Context};
use crate::jvf::xml::{Delegated, Namespaces, Observer, Scope, Source, Token};
use crate::model::{Catalogue, Position, Record};

/// Bytes of text after which a batch is handed out.
const FULL: usize = 64 << 10;

/// Records of one object type as they stand in the file.
#[derive(Debug, Default)]
pub struct Batch {
    object_type: u16,
    text: String,
    scope: Scope,
    records: Vec<Captured>,
}

#[derive(Clone, Copy, Debug)]
struct Captured {
    start: usize,
    end: usize,
    position: Position,
    delegated: Delegated,
}

impl Batch {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Index of the records' type in the catalogue.
    pub fn object_type(&self) -> u16 {
        self.object_type
    }

    /// Bytes of its text.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Forgets the records; their room stays, unless one was larger than any usual batch.
    fn clear(&mut self) {
        self.text.clear();
        self.text.shrink_to(2 * FULL);
        self.records.clear();
    }

    pub(super) fn is_full(&self) -> bool {
        self.text.len() >= FULL
    }

    /// Takes the record that has just opened.
    pub(super) fn take<R: Read, O: Observer>(
        &mut self,
        source: &mut Source<R, O>,
        object_type: u16,
        delegated: Delegated,
    ) -> Result<(), ReadError> {
        if self.records.is_empty() {
            self.text.reserve(FULL + (FULL >> 2));
        }
        let start = self.text.len();
        let position = source.capture(&mut self.text)?;
        if self.records.is_empty() {
            self.object_type = object_type;
            self.scope = source.scope().clone();
        }
        self.records.push(Captured {
            start,
            end: self.text.len(),
            position,
            delegated,
        });
        Ok(())
    }
}

/// Reads batches, one after another.
pub struct BatchReader<O: Observer> {
    source: Source<Empty, O>,
    catalogue: &'static Catalogue,
    context: Option<Context<'static>>,
    faults: Vec<RecordFault>,
}

impl<O: Observer> BatchReader<O> {
    /// A reader of batches of files of the catalogue's version; every digit beyond the second decimal of a coordinate is a
    /// fault (check 1.6).
    pub fn new(catalogue: &'static Catalogue, namespaces: Arc<Namespaces>, observer: O) -> Self {
        Self {
            source: Source::of_batches(namespaces, observer),
            catalogue,
            context: None,
            faults: Vec::new(),
        }
    }

    /// Reads a batch, which is empty afterwards. `begin` is told what was [delegated](Observer::delegate) before each record; `each` gets what could be read of it,
    /// its faults and the observer.
    ///
    /// # Errors
    /// [`ReadError`] when a record is not well-formed.
    pub fn read(
        &mut self,
        batch: &mut Batch,
        mut begin: impl FnMut(&mut O, Delegated),
        mut each: impl FnMut(Position, Option<Record>, &mut Vec<RecordFault>, &mut O),
    ) -> Result<(), ReadError> {
        let object_type = batch.object_type;
        if self
            .context
            .as_ref()
            .is_none_or(|context| context.index != object_type)
        {
            let known = self.catalogue.object_types.get(usize::from(object_type));
            self.context = known.map(|known| Context {
                checked: true,
                ..Context::new(self.catalogue, object_type, known)
            });
        }
        let Some(context) = &self.context else {
            return Ok(());
        };
        let (text, scope) = (std::mem::take(&mut batch.text), std::mem::take(&mut batch.scope));
        self.source.load(text, scope);
        let mut outcome = Ok(());
        for captured in &batch.records {
            outcome = Self::read_one(
                &mut self.source,
                context,
                *captured,
                &mut self.faults,
                &mut begin,
                &mut each,
            );
            if outcome.is_err() {
                break;
            }
        }
        batch.text = self.source.unload();
        batch.clear();
        outcome
    }

    fn read_one(
        source: &mut Source<Empty, O>,
        context: &Context<'_>,
        captured: Captured,
        faults: &mut Vec<RecordFault>,
        begin: &mut impl FnMut(&mut O, Delegated),
        each: &mut impl FnMut(Position, Option<Record>, &mut Vec<RecordFault>, &mut O),
    ) -> Result<(), ReadError> {
        source.replay(captured.start, captured.end, captured.position);
        begin(&mut source.observer, captured.delegated);
        let Token::Start(_) = source.next_exact()? else {
            return Ok(());
        };
        let mut record = record::read(source, context, faults)?;
        // Lines are counted where somebody asks for them: few records have faults.
        if let Some(record) = &mut record {
            record.position = captured.position;
        }
        if captured.position.line > 0 {
            for fault in &mut *faults {
                fault.position.line = source.line_of(fault.position.byte);
            }
        }
        // What is left behind the record's end would be a fault of the cut.
        source.next_exact()?;
        each(captured.position, record, faults, &mut source.observer);
        faults.clear();
        Ok(())
    }
}
