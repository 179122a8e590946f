//! Recovery among the children of an element, so that one slip gives one finding.
//!
//! What may have another explanation later is kept as a [`Slip`] and told when the parent ends: an element that seems to be
//! missing may come late (two neighbours are swapped), one that nobody knows may be a missing one under a wrong name.

use super::fault::StructureFault;
use super::model::{All, Automaton, ElementIndex, Symbol};
use super::slip::{Slip, What};
use super::validator::{Structure, bit};
use crate::jvf::xml::Tag;

impl Structure<'_> {
    /// A child that the automaton has no step for. Returns how its content is declared, when it is known.
    pub(super) fn wrong_in_automaton(
        &mut self,
        automaton: &Automaton,
        symbol: Symbol,
        tag: &Tag<'_>,
    ) -> Option<ElementIndex> {
        let state = self.frames.last().map_or(0, |frame| frame.state);
        let state = u16::try_from(state).unwrap_or_default();
        let Some(column) = automaton.column(symbol, 0) else {
            self.unknown(|| automaton.expected(state), u64::from(state), tag);
            return None;
        };
        if let Some(element) = self.late(automaton, symbol, column) {
            return Some(element);
        }
        let steps_on = |state| automaton.step(state, column).is_some();
        if let Some((from, way)) = automaton.way(state, steps_on)
            && let Some(step) = automaton.step(from, column)
        {
            for names in way {
                self.slip(What::Missing {
                    names,
                    at: tag.at,
                    before: state,
                    after: step.state,
                    behind: symbol,
                });
            }
            self.move_to(step.state, column);
            return Some(step.element);
        }
        let (found, parent) = (self.found(tag.namespace, tag.local), self.parent());
        let seen = self.frames.last().map_or(0, |frame| frame.seen);
        // What is there once too often is not looked into: its faults and identifiers are those of the first one.
        if seen & bit(column) != 0 {
            self.tell(tag.at, StructureFault::Repeated { found, parent });
            return None;
        }
        let before = Vec::new();
        let fault = StructureFault::OutOfOrder {
            found,
            parent,
            before,
        };
        self.tell(tag.at, fault);
        automaton.declaration(column)
    }

    /// A child that was passed over before: not it is missing, but its neighbour came early, or it comes late.
    fn late(&mut self, automaton: &Automaton, symbol: Symbol, column: usize) -> Option<ElementIndex> {
        let depth = self.frames.len();
        let is_it = |slip: &Slip| match &slip.what {
            What::Missing { names, .. } => slip.depth == depth && names.contains(&symbol),
            _ => false,
        };
        let position = self.slips.iter().position(is_it)?;
        let What::Missing {
            at,
            before,
            after,
            behind,
            ..
        } = self.slips.get(position)?.what.clone()
        else {
            return None;
        };
        let state = self.frames.last().map_or(0, |frame| frame.state);
        let parent = self.parent();
        let early = self.names(&[behind]).concat();
        let fault = StructureFault::OutOfOrder {
            found: early,
            parent,
            before: self.names(&[symbol]),
        };
        let back = automaton
            .step(before, column)
            .filter(|_| state == u64::from(after));
        self.tell(at, fault);
        match back {
            // Nothing came in between: the neighbour is the one that is out of place.
            Some(step) => {
                self.slips.retain(|slip| {
                    let same = |what: &What| matches!(what, What::Missing { at: other, .. } if *other == at);
                    slip.depth != depth || !same(&slip.what)
                });
                self.slip(What::Early(behind));
                self.move_to(step.state, column);
                Some(step.element)
            }
            None => {
                self.slips.remove(position);
                automaton.declaration(column)
            }
        }
    }

    /// A child that is no member of an `xs:all`.
    pub(super) fn wrong_in_all(&mut self, all: &All, tag: &Tag<'_>) {
        let seen = self.frames.last().map_or(0, |frame| frame.state);
        self.unknown(|| all.open(seen), 0, tag);
    }

    fn unknown(&mut self, expected: impl FnOnce() -> Vec<Symbol>, state: u64, tag: &Tag<'_>) {
        // Of a million of them only the first are told or can stand for something that is missing.
        if self.is_full() {
            return;
        }
        let fault = StructureFault::Unexpected {
            found: self.found(tag.namespace, tag.local),
            parent: self.parent(),
            expected: self.names(&expected()),
        };
        self.tell(tag.at, fault);
        self.slip(What::Unknown { state });
    }

    fn move_to(&mut self, state: u16, column: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.state = u64::from(state);
            frame.seen |= bit(column);
            frame.guess = u16::try_from(column).unwrap_or_default();
        }
    }

    fn slip(&mut self, what: What) {
        let depth = self.frames.len();
        self.slips.push(Slip { depth, what });
        if let Some(frame) = self.frames.last_mut() {
            frame.slipped = true;
        }
    }

    /// The end of an element whose children went wrong or are not complete.
    pub(super) fn close_automaton(&mut self, automaton: &Automaton, state: u16, at: u64) {
        let depth = self.frames.len();
        if !automaton.accepts(state) {
            match automaton.way(state, |state| automaton.accepts(state)) {
                Some((_, way)) => {
                    for names in way {
                        self.slip(What::Missing {
                            names,
                            at,
                            before: state,
                            after: state,
                            behind: 0,
                        });
                    }
                }
                // Only an element of a wildcard can be missing where no way of names leads on.
                None if automaton.needs_any(state) => self.slip(What::Missing {
                    names: Vec::new(),
                    at,
                    before: state,
                    after: state,
                    behind: 0,
                }),
                None => {}
            }
        }
        let (mut missing, mut unknown, mut early) = self.slips_of(depth);
        missing.retain(|(names, before, _)| {
            if let Some(known) = early.iter().position(|symbol| names.contains(symbol)) {
                early.swap_remove(known);
                return false;
            }
            match unknown.iter().position(|state| *state == u64::from(*before)) {
                Some(known) => {
                    unknown.swap_remove(known);
                    false
                }
                None => true,
            }
        });
        for (names, _, at) in missing {
            self.tell_missing(&names, at);
        }
    }

    /// The end of an `xs:all` that went wrong or is not complete.
    pub(super) fn close_all(&mut self, all: &All, seen: u64, at: u64) {
        let (_, unknown, _) = self.slips_of(self.frames.len());
        // Each unknown member may be a missing one under another name.
        for names in all.missing(seen).into_iter().skip(unknown.len()) {
            self.tell_missing(&names, at);
        }
    }

    fn tell_missing(&mut self, names: &[Symbol], at: u64) {
        let fault = StructureFault::Missing {
            parent: self.parent(),
            expected: self.names(names),
        };
        self.tell(at, fault);
    }

    /// Takes the slips of the innermost element: what is missing (with the state before it and its place), states in which
    /// unknown elements stood, elements that came early.
    #[allow(clippy::type_complexity, reason = "three lists that are taken apart at once")]
    fn slips_of(&mut self, depth: usize) -> (Vec<(Vec<Symbol>, u16, u64)>, Vec<u64>, Vec<Symbol>) {
        let (mut missing, mut unknown, mut early) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(slip) = self.slips.pop_if(|slip| slip.depth >= depth) {
            match slip.what {
                What::Missing {
                    names, at, before, ..
                } => missing.push((names, before, at)),
                What::Unknown { state } => unknown.push(state),
                What::Early(symbol) => early.push(symbol),
            }
        }
        missing.reverse();
        (missing, unknown, early)
    }
}
