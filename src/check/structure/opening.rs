//! Elements that open: their declaration and type, and with those what they may hold.

use super::automata::{Declaration, NO_NAMESPACE, TypeRef};
use super::fault::StructureFault;
use super::model::{ElementIndex, Model};
use super::validator::{Content, Frame, Structure};
use super::value::ValueIndex;
use crate::jvf::xml::Tag;

impl<'a> Structure<'a> {
    /// Opens a declared element.
    pub(super) fn open(&mut self, declaration: Declaration, tag: &Tag<'_>) {
        let automata = self.automata;
        let Some(element) = automata.element(declaration.element) else {
            self.skipped = 1;
            return;
        };
        let declared = element.declared;
        if declared.unsupported || declared.is_abstract {
            let found = self.found(tag.namespace, tag.local);
            let expected = automata.substitutes(element);
            self.tell(
                tag.at,
                match declared.unsupported {
                    true => StructureFault::UnsupportedGeometry { found },
                    false => StructureFault::Abstract { found, expected },
                },
            );
            self.skipped = 1;
            return;
        }
        let own = if element.own == NO_NAMESPACE {
            declaration.own
        } else {
            element.own
        };
        self.frames.push(Frame {
            element: declaration.element,
            own,
            content: Content::Anything,
            state: 0,
            seen: 0,
            guess: 0,
            mixed: false,
            told: false,
            slipped: false,
            at: tag.at,
        });
        let (kind, nil) = match tag.attributes.is_empty() {
            true => (element.kind, false),
            false => self.instance_attributes(element, tag),
        };
        let content = self.content(kind, declared.fixed.is_some(), tag);
        if let Some(frame) = self.frames.last_mut() {
            frame.content = if nil { Content::Empty(true) } else { content };
        }
    }

    /// What the innermost element may hold by its type; its attributes are looked at.
    fn content(&mut self, kind: TypeRef, fixed: bool, tag: &Tag<'_>) -> Content<'a> {
        let automata = self.automata;
        let complex = match kind {
            TypeRef::Simple(value) => {
                self.attributes(&[], tag);
                return self.value_content(value, fixed);
            }
            TypeRef::Complex(index) => automata.complex(index),
            TypeRef::Any => None,
        };
        let Some(complex) = complex else {
            self.lax_attributes(tag);
            // An element of any type with a fixed value holds that text and nothing else (cvc-elt 5.2.2.2.1).
            return match fixed {
                true => self.value_content(ValueIndex::MAX, fixed),
                false => Content::Anything,
            };
        };
        if complex.is_abstract {
            let text = complex.id.to_owned();
            let element = self.parent();
            self.tell(tag.at, StructureFault::TypeName { element, text });
        }
        self.attributes(&complex.attributes, tag);
        if let Some(frame) = self.frames.last_mut() {
            frame.mixed = complex.mixed;
        }
        match complex.value {
            Some(value) => self.value_content(value, fixed),
            None => match automata.model(complex) {
                Model::Empty => Content::Empty(false),
                Model::Automaton(automaton) => Content::Automaton(automaton),
                Model::All(all) => Content::All(all),
            },
        }
    }

    fn value_content(&mut self, value: ValueIndex, fixed: bool) -> Content<'a> {
        if self.automata.values.takes_all(value) && !fixed {
            return Content::Text;
        }
        self.text.clear();
        Content::Value(value)
    }

    /// Opens an element that nobody declares, in the content of an extension.
    pub(super) fn open_anything(&mut self, tag: &Tag<'_>) {
        self.frames.push(Frame {
            element: ElementIndex::MAX,
            own: NO_NAMESPACE,
            content: Content::Anything,
            state: 0,
            seen: 0,
            guess: 0,
            mixed: true,
            told: false,
            slipped: false,
            at: tag.at,
        });
        if tag.attributes.is_empty() {
            return;
        }
        let kind = self.type_of_unknown(tag);
        let content = self.content(kind, false, tag);
        if let Some(frame) = self.frames.last_mut() {
            frame.content = content;
        }
    }
}
