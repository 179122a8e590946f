//! The check of structure as the run uses it: it looks on while files and records are read.

use std::sync::Arc;

use super::Texts;
use super::ids::{Id, Ids};
use super::structure::{Automata, Declaration, Structure, StructureFault};
use crate::jvf::xml::{Delegated, Namespaces, Observer, Tag};

/// Stands for a record that no declaration describes; that it is wrong is told where it stands.
const UNDECLARED: Delegated = Delegated(u64::MAX);

/// A fault of structure in a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    /// Bytes from the start of the file.
    pub(super) at: u64,
    /// What is wrong and what to do.
    pub(super) texts: Texts,
    /// A form of geometry that GML knows and JVF DTM does not use: a matter of check 1.4.
    pub(super) geometry: bool,
}

/// Looks on.
pub(super) struct Watcher {
    structure: Structure<'static>,
    /// Whether what is read now has a declaration.
    watching: bool,
    /// Whether somebody wants the lines of records while they are read.
    lines: bool,
    beyond: u64,
}

impl Watcher {
    /// The namespaces that a reader must tell apart.
    pub(super) fn namespaces(automata: &Automata) -> Arc<Namespaces> {
        Arc::new(automata.namespaces().clone())
    }

    /// Watches a file, but none of its records.
    pub(super) fn new(automata: &'static Automata, lines: bool) -> Self {
        Self {
            structure: Structure::new(automata),
            watching: true,
            lines,
            beyond: 0,
        }
    }

    /// Watches the record that opens next.
    pub(super) fn begin(&mut self, delegated: Delegated) {
        self.watching = delegated != UNDECLARED;
        if self.watching {
            self.structure.restart(Declaration::from_bits(delegated.0));
        }
    }

    /// Takes what is wrong since the last time.
    pub(super) fn slips(&mut self) -> Vec<Slip> {
        if !self.structure.has_faults() {
            return Vec::new();
        }
        let slip = |placed: super::structure::PlacedFault| Slip {
            at: placed.at,
            texts: placed.fault.texts(),
            geometry: matches!(placed.fault, StructureFault::UnsupportedGeometry { .. }),
        };
        self.structure.take_faults().into_iter().map(slip).collect()
    }

    /// How many faults there are since the last time beyond those that were kept.
    pub(super) fn beyond(&mut self) -> u64 {
        let all = self.structure.beyond_limit();
        all - std::mem::replace(&mut self.beyond, all)
    }

    /// Hands over the identifiers since the last time; `record` is the number of the record that they are in.
    pub(super) fn ids(&mut self, record: u64, ids: &mut Ids) {
        self.structure
            .drain_ids(|text, at| ids.push(Id { text, at, record }));
    }
}

impl Observer for Watcher {
    fn lines(&self) -> bool {
        self.lines
    }

    fn start(&mut self, tag: &Tag<'_>) {
        if self.watching {
            self.structure.start(tag);
        }
    }

    fn text(&mut self, piece: &str, at: u64) {
        if self.watching {
            self.structure.text(piece, at);
        }
    }

    fn end(&mut self, at: u64) {
        if self.watching {
            self.structure.end(at);
        }
    }

    fn leaf(&mut self, text: &str, text_at: u64, end_at: u64) {
        if self.watching {
            self.structure.leaf(text, text_at, end_at);
        }
    }

    fn delegate(&mut self, tag: &Tag<'_>) -> Option<Delegated> {
        let declared = self.structure.child(tag);
        Some(declared.map_or(UNDECLARED, |declaration| Delegated(declaration.to_bits())))
    }
}
