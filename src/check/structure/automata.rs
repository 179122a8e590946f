//! A grammar made ready for reading: names as numbers, declarations and types as indexes, content models as automata.
//!
//! Automata are made when a file first needs them: a delivery uses few of the thousands of types.

use std::sync::{Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;
use thiserror::Error;

use super::model::{ElementIndex, Member, Model, Symbol, build};
use super::value::{ValueIndex, Values};
use crate::jvf::xml::{NamespaceId, Namespaces};
use crate::model::Catalogue;
use crate::model::grammar::{AttributeDeclaration, ElementDeclaration, Grammar, Particle, XML_SCHEMA, parts};

/// Index of a complex type.
pub(super) type TypeIndex = u32;

/// Not the own namespace of anything.
pub(super) const NO_NAMESPACE: NamespaceId = NamespaceId(u16::MAX);

/// Why a grammar cannot be used; the ones that are built in can.
#[derive(Debug, Error)]
pub enum StructureError {
    /// A type that nobody declares.
    #[error("the grammar does not know the type `{0}`")]
    Type(String),
    /// An element that nobody declares.
    #[error("the grammar does not know the element `{0}`")]
    Element(String),
    /// More names than fit.
    #[error("the grammar has too many names")]
    TooMany,
}

/// A declaration and the own namespace of what is inside it: all that a reader of one element needs. See
/// [`Structure::child`](super::Structure::child).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declaration {
    pub(super) element: ElementIndex,
    pub(super) own: NamespaceId,
}

impl Declaration {
    /// It as a number, for whoever carries it between threads.
    pub fn to_bits(self) -> u64 {
        u64::from(self.element) << 16 | u64::from(self.own.0)
    }

    /// The declaration of a number that [`to_bits`](Self::to_bits) gave for the same automata.
    pub fn from_bits(bits: u64) -> Self {
        let [a, b, c, d, e, f, ..] = bits.to_le_bytes();
        Self {
            element: u32::from_le_bytes([c, d, e, f]),
            own: NamespaceId(u16::from_le_bytes([a, b])),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypeRef {
    /// `xs:anyType`.
    Any,
    Simple(ValueIndex),
    Complex(TypeIndex),
}

#[derive(Debug)]
pub(super) struct Element {
    pub(super) declared: &'static ElementDeclaration,
    pub(super) symbol: Symbol,
    pub(super) kind: TypeRef,
    pub(super) own: NamespaceId,
}

/// An attribute of a type.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) namespace: NamespaceId,
    pub(super) local: &'static str,
    pub(super) value: ValueIndex,
    pub(super) required: bool,
    pub(super) fixed: Option<&'static str>,
}

#[derive(Debug)]
pub(super) struct Type {
    pub(super) id: &'static str,
    content: &'static str,
    /// Type of the text of simple content.
    pub(super) value: Option<ValueIndex>,
    pub(super) mixed: bool,
    pub(super) is_abstract: bool,
    pub(super) attributes: Box<[Attribute]>,
    model: OnceLock<Model>,
}

/// What a known element in the content of an extension is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Declared(Declaration),
    /// The package declares it, the grammar does not say how.
    Uncompiled,
    No,
}

/// A grammar made ready for reading.
#[derive(Debug)]
pub struct Automata {
    grammar: &'static Grammar,
    namespaces: Namespaces,
    /// Names by namespace.
    tables: Vec<FxHashMap<&'static str, Symbol>>,
    /// Names in own namespaces.
    own_table: FxHashMap<&'static str, Symbol>,
    /// Names by symbol, as the grammar writes them.
    names: Vec<&'static str>,
    /// Elements that are declared by themselves, by symbol.
    globals: Vec<ElementIndex>,
    own_globals: FxHashMap<NamespaceId, Vec<(Symbol, ElementIndex)>>,
    elements: Vec<Element>,
    element_ids: FxHashMap<&'static str, ElementIndex>,
    types: Vec<Type>,
    type_ids: FxHashMap<&'static str, TypeIndex>,
    pub(super) values: Values,
    attributes: Vec<Attribute>,
}

impl Automata {
    /// The automata of a catalogue, made once for each.
    ///
    /// # Errors
    /// [`StructureError`] when its grammar refers to what it does not have.
    pub fn of(catalogue: &'static Catalogue) -> Result<&'static Self, StructureError> {
        static MADE: Mutex<Vec<&'static Automata>> = Mutex::new(Vec::new());
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let known = made
            .iter()
            .find(|automata| std::ptr::eq(automata.grammar, &raw const catalogue.grammar));
        if let Some(automata) = known {
            return Ok(automata);
        }
        let automata: &'static Self = Box::leak(Box::new(Self::new(&catalogue.grammar)?));
        made.push(automata);
        Ok(automata)
    }

    /// The automata of a grammar.
    ///
    /// # Errors
    /// [`StructureError`] when it refers to what it does not have.
    pub fn new(grammar: &'static Grammar) -> Result<Self, StructureError> {
        let namespaces = Namespaces::new(grammar.uris());
        let prefixes: FxHashMap<_, _> = grammar
            .namespaces
            .iter()
            .filter(|namespace| !namespace.prefix.is_empty())
            .map(|namespace| (namespace.prefix.as_str(), namespaces.id(&namespace.uri)))
            // Elements in no namespace: two types of 1.5.0 beta 3 have them.
            .chain([("-", NamespaceId::NONE)])
            .collect();
        let values = Values::new(grammar)?;
        let attributes = attributes(&grammar.attributes, &prefixes, &values)?;
        let mut automata = Self {
            grammar,
            tables: vec![FxHashMap::default(); grammar.namespaces.len() + 16],
            own_table: FxHashMap::default(),
            names: vec![""],
            globals: vec![ElementIndex::MAX],
            own_globals: FxHashMap::default(),
            elements: Vec::with_capacity(grammar.elements.len()),
            element_ids: FxHashMap::default(),
            types: Vec::with_capacity(grammar.complex_types.len()),
            type_ids: FxHashMap::default(),
            values,
            attributes,
            namespaces,
        };
        automata.add_types(&prefixes)?;
        automata.add_elements(&prefixes)?;
        automata.add_own_globals()?;
        Ok(automata)
    }

    fn add_types(&mut self, prefixes: &FxHashMap<&str, NamespaceId>) -> Result<(), StructureError> {
        for (complex, index) in self.grammar.complex_types.iter().zip(0..) {
            let value = match &complex.value {
                Some(id) => Some(self.values.index(id)?),
                None => None,
            };
            self.type_ids.insert(&complex.id, index);
            self.types.push(Type {
                id: &complex.id,
                content: complex.content.as_deref().unwrap_or("()"),
                value,
                mixed: complex.mixed,
                is_abstract: complex.is_abstract,
                attributes: attributes(&complex.attributes, prefixes, &self.values)?.into(),
                model: OnceLock::new(),
            });
        }
        Ok(())
    }

    fn add_elements(&mut self, prefixes: &FxHashMap<&str, NamespaceId>) -> Result<(), StructureError> {
        for (declared, index) in self.grammar.elements.iter().zip(0..) {
            let (prefix, local, numbered) = parts(&declared.id);
            let symbol = self.add_symbol(prefixes.get(prefix).copied(), local, &declared.id)?;
            if !numbered && !prefix.is_empty() {
                self.set_global(symbol, index);
            }
            let kind = match declared.type_id.as_str() {
                "" | "xs:anyType" => TypeRef::Any,
                id => match self.type_ids.get(id) {
                    Some(complex) => TypeRef::Complex(*complex),
                    None => TypeRef::Simple(self.values.index(id)?),
                },
            };
            let own = declared.own.as_deref().map(|uri| self.namespaces.id(uri));
            self.element_ids.insert(&declared.id, index);
            self.elements.push(Element {
                declared,
                symbol,
                kind,
                own: own.unwrap_or(NO_NAMESPACE),
            });
        }
        Ok(())
    }

    fn set_global(&mut self, symbol: Symbol, index: ElementIndex) {
        if let Some(global) = self.globals.get_mut(usize::from(symbol)) {
            *global = index;
        }
    }

    fn add_symbol(
        &mut self,
        namespace: Option<NamespaceId>,
        local: &'static str,
        id: &'static str,
    ) -> Result<Symbol, StructureError> {
        let next = Symbol::try_from(self.names.len()).map_err(|_| StructureError::TooMany)?;
        let table = match namespace {
            Some(namespace) => self.tables.get_mut(usize::from(namespace.0)),
            None => Some(&mut self.own_table),
        };
        let table = table.ok_or(StructureError::TooMany)?;
        let symbol = *table.entry(local).or_insert(next);
        if symbol == next {
            self.names.push(id.split_once('#').map_or(id, |(name, _)| name));
            self.globals.push(ElementIndex::MAX);
        }
        Ok(symbol)
    }

    fn add_own_globals(&mut self) -> Result<(), StructureError> {
        for namespace in &self.grammar.namespaces {
            let mut globals = Vec::with_capacity(namespace.globals.len());
            for id in &namespace.globals {
                let index = self.element_ids.get(id.as_str()).copied();
                let index = index.ok_or_else(|| StructureError::Element(id.clone()))?;
                let symbol = self.elements.get(index as usize).map_or(0, |e| e.symbol);
                globals.push((symbol, index));
            }
            if !globals.is_empty() {
                self.own_globals
                    .insert(self.namespaces.id(&namespace.uri), globals);
            }
        }
        Ok(())
    }

    /// The namespaces that a reader must tell apart for these automata; its numbers are theirs.
    pub fn namespaces(&self) -> &Namespaces {
        &self.namespaces
    }

    /// The number of a name; 0 when the grammar does not have it.
    #[inline]
    pub(super) fn symbol(&self, namespace: NamespaceId, local: &str, own: NamespaceId) -> Symbol {
        let table = if namespace == own {
            Some(&self.own_table)
        } else {
            self.tables.get(usize::from(namespace.0))
        };
        table.and_then(|table| table.get(local)).copied().unwrap_or(0)
    }

    /// The name of a symbol, such as `atr:ID`.
    pub(super) fn name(&self, symbol: Symbol) -> &'static str {
        self.names.get(usize::from(symbol)).copied().unwrap_or_default()
    }

    /// Names of symbols.
    pub(super) fn names(&self, symbols: &[Symbol]) -> Vec<&'static str> {
        symbols.iter().map(|symbol| self.name(*symbol)).collect()
    }

    #[inline]
    pub(super) fn element(&self, index: ElementIndex) -> Option<&Element> {
        self.elements.get(index as usize)
    }

    #[inline]
    pub(super) fn complex(&self, index: TypeIndex) -> Option<&Type> {
        self.types.get(index as usize)
    }

    /// The model of a type; the first use makes it.
    #[inline]
    pub(super) fn model<'a>(&'a self, complex: &'a Type) -> &'a Model {
        complex.model.get_or_init(|| {
            let mut members = |id: &str| self.members(id, 0);
            let particle = Particle::parse(complex.content).ok();
            particle
                .and_then(|particle| build(&particle, &mut members))
                .unwrap_or(Model::Empty)
        })
    }

    /// What may stand where an element is named.
    fn members(&self, id: &str, depth: usize) -> Vec<Member> {
        let index = self.element_ids.get(id).copied();
        let Some((index, element)) = index.and_then(|index| Some((index, self.element(index)?))) else {
            return Vec::new();
        };
        let mut all = Vec::new();
        if !element.declared.is_abstract {
            all.push((element.symbol, index));
        }
        if depth < 16 {
            for member in &element.declared.members {
                all.extend(self.members(member, depth + 1));
            }
        }
        all
    }

    /// Names of what may stand for an abstract element.
    pub(super) fn substitutes(&self, element: &Element) -> Vec<&'static str> {
        let members = element.declared.members.iter();
        members
            .map(|id| id.split_once('#').map_or(id.as_str(), |(name, _)| name))
            .collect()
    }

    /// The declaration of an element that is declared by itself.
    pub(super) fn global(&self, namespace: NamespaceId, local: &str) -> Known {
        if let Some(globals) = self.own_globals.get(&namespace) {
            let symbol = self.own_table.get(local).copied().unwrap_or(0);
            let found = globals.iter().find(|(known, _)| *known == symbol);
            return match found {
                Some((_, element)) => Known::Declared(Declaration {
                    element: *element,
                    own: namespace,
                }),
                None => Known::No,
            };
        }
        let symbol = self.symbol(namespace, local, NO_NAMESPACE);
        match self.globals.get(usize::from(symbol)) {
            Some(index) if symbol != 0 && *index != ElementIndex::MAX => Known::Declared(Declaration {
                element: *index,
                own: NO_NAMESPACE,
            }),
            _ if self.is_uncompiled(namespace, local) => Known::Uncompiled,
            _ => Known::No,
        }
    }

    fn is_uncompiled(&self, namespace: NamespaceId, local: &str) -> bool {
        let uri = self.namespaces.uri(namespace);
        let mut with_uri = self.grammar.namespaces.iter().filter(|n| n.uri == uri);
        with_uri.any(|n| n.uncompiled.iter().any(|name| name == local))
    }

    /// The type that a name means, for `xsi:type`.
    pub(super) fn named_type(&self, namespace: NamespaceId, local: &str) -> Option<TypeRef> {
        let uri = self.namespaces.uri(namespace);
        if uri == XML_SCHEMA {
            return match local {
                "anyType" => Some(TypeRef::Any),
                local => self.values.find(&format!("xs:{local}")).map(TypeRef::Simple),
            };
        }
        let known = self.grammar.namespaces.iter().find(|n| n.uri == uri)?;
        let id = format!("{}:{local}", known.prefix);
        let complex = self.type_ids.get(id.as_str()).copied().map(TypeRef::Complex);
        complex.or_else(|| self.values.find(&id).map(TypeRef::Simple))
    }

    /// An attribute that is declared by itself.
    pub(super) fn global_attribute(&self, namespace: NamespaceId, local: &str) -> Option<&Attribute> {
        let mut all = self.attributes.iter();
        all.find(|attribute| attribute.namespace == namespace && attribute.local == local)
    }
}

fn attributes(
    declared: &'static [AttributeDeclaration],
    prefixes: &FxHashMap<&str, NamespaceId>,
    values: &Values,
) -> Result<Vec<Attribute>, StructureError> {
    let each = declared.iter().map(|attribute| {
        let (prefix, local, _) = parts(&attribute.name);
        Ok(Attribute {
            namespace: prefixes.get(prefix).copied().unwrap_or(NamespaceId::NONE),
            local,
            value: values.index(&attribute.type_id)?,
            required: attribute.required,
            fixed: attribute.fixed.as_deref(),
        })
    });
    each.collect()
}
