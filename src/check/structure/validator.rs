//! The watcher: a stack of open elements, each with what may come next in it.

use super::automata::{Automata, Declaration, Known, NO_NAMESPACE};
use super::fault::{PlacedFault, StructureFault};
use super::model::{All, Automaton, ElementIndex, Symbol};
use super::slip::Slip;
use super::value::{ValueIndex, trimmed};
use crate::jvf::xml::{NamespaceId, Tag};

/// Faults of one watcher that are kept; more are counted.
const DEFAULT_LIMIT: usize = 1_000;
/// Characters of a wrong value that are kept with a fault.
const KEPT_CHARACTERS: usize = 200;

/// What an open element may hold.
#[derive(Clone, Copy, Debug)]
pub(super) enum Content<'a> {
    /// Nothing, by its type or (`true`) by `xsi:nil`.
    Empty(bool),
    Automaton(&'a Automaton),
    All(&'a All),
    /// Any text.
    Text,
    /// A text of a type.
    Value(ValueIndex),
    /// Anything; what is known is validated.
    Anything,
}

/// An open element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    /// Its declaration; `ElementIndex::MAX` of one that nobody declares.
    pub(super) element: ElementIndex,
    pub(super) own: NamespaceId,
    pub(super) content: Content<'a>,
    /// State of the automaton or bits of the members seen.
    pub(super) state: u64,
    /// Columns of the automaton that occurred, as far as they fit.
    pub(super) seen: u64,
    /// The column that probably comes next.
    pub(super) guess: u16,
    pub(super) mixed: bool,
    /// A text in the wrong place was told already.
    pub(super) told: bool,
    /// Something went wrong among the children, see [`Slip`].
    pub(super) slipped: bool,
    pub(super) at: u64,
}

/// Where a child belongs.
pub(super) enum Place {
    Declared(Declaration),
    /// Nobody declares it and nobody minds.
    Anything,
    /// It is wrong here; the fault is told.
    Nowhere,
}

/// Watches a document, or one element of it, and collects what is wrong with its structure.
///
/// Events of one element are as cheap as a look-up of its name; nothing is allocated for an element that is right.
#[derive(Debug)]
pub struct Structure<'a> {
    pub(super) automata: &'a Automata,
    pub(super) frames: Vec<Frame<'a>>,
    /// What the first element must be, when it is not a root.
    within: Option<Declaration>,
    /// Open elements of a subtree that is not looked at.
    pub(super) skipped: u32,
    /// Text of the innermost element that has a value.
    pub(super) text: String,
    pub(super) slips: Vec<Slip>,
    faults: Vec<PlacedFault>,
    limit: usize,
    beyond: u64,
    id_text: String,
    ids: Vec<(usize, u64)>,
    /// Names of [known tags](Tag::known), by their numbers.
    met: Vec<Name>,
}

/// The symbol of a name in a namespace, where some namespace is the own one.
#[derive(Clone, Copy, Debug)]
struct Name {
    namespace: NamespaceId,
    own: NamespaceId,
    symbol: Symbol,
}

impl<'a> Structure<'a> {
    /// Watches a whole document.
    pub fn new(automata: &'a Automata) -> Self {
        Self {
            automata,
            frames: Vec::with_capacity(32),
            within: None,
            skipped: 0,
            text: String::new(),
            slips: Vec::new(),
            faults: Vec::new(),
            limit: DEFAULT_LIMIT,
            beyond: 0,
            id_text: String::new(),
            ids: Vec::new(),
            met: Vec::new(),
        }
    }

    /// Watches one element that [`child`](Self::child) of the watcher around it gave; its start tag comes first.
    pub fn within(automata: &'a Automata, declaration: Declaration) -> Self {
        let mut structure = Self::new(automata);
        structure.within = Some(declaration);
        structure
    }

    /// Forgets the element that was watched and waits for another one. Faults and identifiers stay until they are taken.
    pub fn restart(&mut self, declaration: Declaration) {
        self.frames.clear();
        self.slips.clear();
        self.skipped = 0;
        self.within = Some(declaration);
    }

    /// Keeps at most so many faults and counts the others; 1 000 without it.
    #[must_use]
    pub fn with_limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Takes what was found since the last time, in the order in which it was noticed: a missing element may be told
    /// after what stands behind it.
    pub fn take_faults(&mut self) -> Vec<PlacedFault> {
        std::mem::take(&mut self.faults)
    }

    /// Whether anything was found that was not taken.
    pub fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Faults beyond the limit, since the beginning.
    pub fn beyond_limit(&self) -> u64 {
        self.beyond
    }

    /// Hands over the values of type `xs:ID` (`gml:id`) since the last time with the places of their elements; they must be
    /// unique in the whole file (part 1, 3.15.4).
    pub fn drain_ids(&mut self, mut each: impl FnMut(&str, u64)) {
        let mut start = 0;
        for (end, at) in self.ids.drain(..) {
            each(self.id_text.get(start..end).unwrap_or_default(), at);
            start = end;
        }
        self.id_text.clear();
    }

    /// Takes a child of the innermost open element as read, without its content: the content is for another watcher, which
    /// is made [`within`](Self::within) what is returned and sees the same start tag first. Neither `start` nor `end` follow here.
    ///
    /// A child that is wrong where it stands is told here. `None` when there is no declaration for its content, which
    /// then need not be watched.
    pub fn child(&mut self, tag: &Tag<'_>) -> Option<Declaration> {
        if self.skipped > 0 {
            return None;
        }
        match self.place(tag) {
            Place::Declared(declaration) => Some(declaration),
            Place::Anything | Place::Nowhere => None,
        }
    }

    /// Elements that are open, those of skipped subtrees included.
    pub fn depth(&self) -> usize {
        self.frames.len() + self.skipped as usize
    }

    /// Whether no more faults are kept; the one at hand is counted then.
    pub(super) fn is_full(&mut self) -> bool {
        let full = self.faults.len() >= self.limit;
        self.beyond += u64::from(full);
        full
    }

    pub(super) fn tell(&mut self, at: u64, fault: StructureFault) {
        if self.is_full() {
            return;
        }
        let path = self.path();
        self.faults.push(PlacedFault { at, path, fault });
    }

    fn path(&self) -> String {
        let names: Vec<_> = self
            .frames
            .iter()
            .map(|frame| self.name_of(frame.element))
            .collect();
        names.join("/")
    }

    fn name_of(&self, element: ElementIndex) -> &'static str {
        let element = self.automata.element(element);
        element.map_or("*", |element| self.automata.name(element.symbol))
    }

    /// Name of the innermost open element.
    pub(super) fn parent(&self) -> String {
        let frame = self.frames.last();
        frame.map_or_else(String::new, |frame| self.name_of(frame.element).to_owned())
    }

    /// A name as the grammar would write it.
    pub(super) fn found(&self, namespace: NamespaceId, local: &str) -> String {
        let own = self.frames.last().map_or(NO_NAMESPACE, |frame| frame.own);
        match self.automata.symbol(namespace, local, own) {
            0 => match self.automata.namespaces().uri(namespace) {
                _ if namespace == own => local.to_owned(),
                "" => local.to_owned(),
                _ if namespace == NamespaceId::GML => format!("gml:{local}"),
                uri => format!("{uri}:{local}"),
            },
            symbol => self.automata.name(symbol).to_owned(),
        }
    }

    /// The number of the name of an element.
    fn symbol(&mut self, tag: &Tag<'_>, own: NamespaceId) -> Symbol {
        let at = tag.known.map(usize::from);
        if let Some(name) = at.and_then(|at| self.met.get(at))
            && name.namespace == tag.namespace
            && name.own == own
        {
            return name.symbol;
        }
        let symbol = self.automata.symbol(tag.namespace, tag.local, own);
        if let Some(at) = at {
            let unknown = Name {
                namespace: NO_NAMESPACE,
                own,
                symbol: 0,
            };
            self.met.resize(self.met.len().max(at + 1), unknown);
            if let Some(name) = self.met.get_mut(at) {
                *name = Name {
                    namespace: tag.namespace,
                    own,
                    symbol,
                };
            }
        }
        symbol
    }

    /// Finds out what a child is and moves the model of its parent on.
    pub(super) fn place(&mut self, tag: &Tag<'_>) -> Place {
        let Some(own) = self.frames.last().map(|frame| frame.own) else {
            return self.root(tag);
        };
        let symbol = self.symbol(tag, own);
        let Some(frame) = self.frames.last_mut() else {
            return Place::Nowhere;
        };
        match frame.content {
            Content::Automaton(automaton) => {
                let state = u16::try_from(frame.state).unwrap_or_default();
                if let Some(column) = automaton.column(symbol, frame.guess)
                    && let Some(step) = automaton.step(state, column)
                {
                    frame.state = u64::from(step.state);
                    frame.seen |= bit(column);
                    frame.guess = u16::try_from(column).unwrap_or_default() + u16::from(step.state != state);
                    return Place::Declared(Declaration {
                        element: step.element,
                        own,
                    });
                }
                if let Some(next) = automaton.any(state) {
                    frame.state = u64::from(next);
                    return self.anything(tag);
                }
                self.wrong_in_automaton(automaton, symbol, tag)
                    .map_or(Place::Nowhere, |element| {
                        Place::Declared(Declaration { element, own })
                    })
            }
            Content::All(all) => {
                if let Some(column) = all.column(symbol, frame.guess)
                    && let Some((element, bit)) = all.member(column)
                {
                    frame.guess = u16::try_from(column + 1).unwrap_or_default();
                    if frame.state & bit != 0 {
                        let (found, parent) = (self.found(tag.namespace, tag.local), self.parent());
                        self.tell(tag.at, StructureFault::Repeated { found, parent });
                        return Place::Nowhere;
                    }
                    frame.state |= bit;
                    return Place::Declared(Declaration { element, own });
                }
                self.wrong_in_all(all, tag);
                Place::Nowhere
            }
            Content::Anything => self.anything(tag),
            Content::Text | Content::Value(_) | Content::Empty(_) => {
                self.child_in_value(tag);
                Place::Nowhere
            }
        }
    }

    fn root(&mut self, tag: &Tag<'_>) -> Place {
        if let Some(declaration) = self.within.take() {
            return Place::Declared(declaration);
        }
        match self.automata.global(tag.namespace, tag.local) {
            Known::Declared(declaration) => Place::Declared(declaration),
            Known::Uncompiled | Known::No => {
                let found = self.found(tag.namespace, tag.local);
                self.tell(tag.at, StructureFault::Root { found });
                Place::Nowhere
            }
        }
    }

    /// An element in the content of an extension.
    fn anything(&mut self, tag: &Tag<'_>) -> Place {
        match self.automata.global(tag.namespace, tag.local) {
            Known::Declared(declaration) => Place::Declared(declaration),
            Known::No => Place::Anything,
            Known::Uncompiled => {
                let found = self.found(tag.namespace, tag.local);
                let fault = match tag.namespace {
                    NamespaceId::GML => StructureFault::UnsupportedGeometry { found },
                    _ => StructureFault::Uncompiled { found },
                };
                self.tell(tag.at, fault);
                Place::Nowhere
            }
        }
    }

    fn child_in_value(&mut self, tag: &Tag<'_>) {
        let found = self.found(tag.namespace, tag.local);
        self.intruder(tag.at, |parent| StructureFault::ChildInValue { found, parent });
    }

    /// Something stands in the innermost element that may not stand there; it is told once of an element.
    pub(super) fn intruder(&mut self, at: u64, fault: impl FnOnce(String) -> StructureFault) {
        let parent = self.parent();
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if std::mem::replace(&mut frame.told, true) {
            return;
        }
        let fault = match frame.content {
            Content::Empty(nil) => StructureFault::NotEmpty { element: parent, nil },
            _ => fault(parent),
        };
        self.tell(at, fault);
    }

    /// The text of an element is complete.
    pub(super) fn close_value(&mut self, frame: &Frame<'_>, value: ValueIndex, text: &str) {
        let (index, at) = (frame.element, frame.at);
        if frame.told {
            return;
        }
        let declared = self.automata.element(index).map(|element| element.declared);
        let fixed = declared.and_then(|declared| declared.fixed.as_deref());
        let default = declared.and_then(|declared| declared.default.as_deref());
        // An empty element has its fixed or default value (cvc-elt 5.1).
        if text.is_empty() && fixed.or(default).is_some() {
            return;
        }
        let values = &self.automata.values;
        let element = || self.name_of(index).to_owned();
        let fault = match (values.check(value, text), fixed) {
            (Err(why), _) => Some(StructureFault::Value {
                element: element(),
                text: kept(text),
                why,
            }),
            (Ok(()), Some(fixed)) if !values.equals(value, text, fixed) => Some(StructureFault::Fixed {
                element: element(),
                text: kept(text),
                fixed,
            }),
            (Ok(()), _) => None,
        };
        match fault {
            Some(fault) => self.tell(at, fault),
            None if values.is_id(value) => self.keep_id(text, at),
            None => {}
        }
    }

    /// Names of symbols.
    pub(super) fn names(&self, symbols: &[Symbol]) -> Vec<&'static str> {
        self.automata.names(symbols)
    }

    pub(super) fn keep_id(&mut self, text: &str, at: u64) {
        self.id_text.push_str(trimmed(text));
        self.ids.push((self.id_text.len(), at));
    }
}

/// The bit of a column, as far as there are bits.
pub(super) fn bit(column: usize) -> u64 {
    u32::try_from(column)
        .ok()
        .and_then(|c| 1_u64.checked_shl(c))
        .unwrap_or(0)
}

/// The beginning of a text that a fault shows.
pub(super) fn kept(text: &str) -> String {
    text.chars().take(KEPT_CHARACTERS).collect()
}
