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

    /// Reads a batch. `begin` is told what was [delegated](Observer::delegate) before each record; `each` gets what could be read of it,
    /// its faults and the observer.
    ///
    /// # Errors
    /// [`ReadError`] when a record is not well-formed.
    pub fn read(
        &mut self,
        batch: Batch,
        mut begin: impl FnMut(&mut O, Delegated),
        mut each: impl FnMut(Position, Option<Record>, &mut Vec<RecordFault>, &mut O),
    ) -> Result<(), ReadError> {
        let Batch {
            object_type,
            text,
            scope,
            records,
        } = batch;
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
        self.source.load(text, scope);
        for captured in records {
            self.source
                .replay(captured.start, captured.end, captured.position);
            begin(&mut self.source.observer, captured.delegated);
            let Token::Start(_) = self.source.next_exact()? else {
                continue;
            };
            let record = record::read(&mut self.source, context, &mut self.faults)?;
            // What is left behind the record's end would be a fault of the cut.
            self.source.next_exact()?;
            each(
                captured.position,
                record,
                &mut self.faults,
                &mut self.source.observer,
            );
            self.faults.clear();
        }
        Ok(())
    }
}
