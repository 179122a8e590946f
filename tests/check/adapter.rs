//! Drives [`Structure`] by quick-xml: a reader that shares nothing with the one of the service.

use std::borrow::Cow;
use std::collections::HashSet;

use dtm::check::structure::{Automata, PlacedFault, Structure};
use dtm::jvf::xml::{NamespaceId, Namespaces, Observer, Tag, TagAttribute};
use dtm::model::Catalogue;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, PrefixDeclaration, QName, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

/// What is wrong with a document.
#[derive(Debug)]
pub struct Verdict {
    pub faults: Vec<PlacedFault>,
    /// Values of type `xs:ID` that occur twice.
    pub repeated_ids: usize,
}

impl Verdict {
    pub fn is_valid(&self) -> bool {
        self.faults.is_empty() && self.repeated_ids == 0
    }
}

pub fn automata(version: &str) -> &'static Automata {
    Automata::of(Catalogue::embedded(version).unwrap()).unwrap()
}

/// Reads a document to its end.
pub fn watch(automata: &Automata, text: &str) -> Verdict {
    let mut structure = Structure::new(automata);
    drive(text, automata.namespaces(), &mut structure);
    let (mut ids, mut repeated_ids) = (HashSet::new(), 0);
    structure.drain_ids(|id, _| repeated_ids += usize::from(!ids.insert(id.to_owned())));
    Verdict {
        faults: structure.take_faults(),
        repeated_ids,
    }
}

pub fn drive(text: &str, namespaces: &Namespaces, observer: &mut impl Observer) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = NsReader::from_str(text);
    reader.resolver_mut().set_max_namespace_bindings(4_096);
    loop {
        let at = reader.buffer_position();
        match reader.read_event().unwrap() {
            Event::Start(tag) => start(&reader, &tag, namespaces, observer, at),
            Event::Empty(tag) => {
                start(&reader, &tag, namespaces, observer, at);
                observer.end(reader.buffer_position());
            }
            Event::End(_) => observer.end(at),
            Event::Text(piece) => observer.text(&piece.xml10_content(), at),
            Event::CData(piece) => observer.text(&piece.xml10_content(), at),
            Event::GeneralRef(name) => {
                let reference = format!("&{};", name.xml10_content());
                observer.text(&unescape(&reference).unwrap(), at);
            }
            Event::Eof => break,
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
        }
    }
}

fn start(
    reader: &NsReader<&[u8]>,
    tag: &BytesStart<'_>,
    namespaces: &Namespaces,
    observer: &mut impl Observer,
    at: u64,
) {
    let resolver = reader.resolver();
    let id = |namespace: &ResolveResult<'_>| match namespace {
        ResolveResult::Bound(Namespace(uri)) => namespaces.id(uri),
        ResolveResult::Unbound => NamespaceId::NONE,
        ResolveResult::Unknown(prefix) => panic!("prefix {prefix:?} is not declared"),
    };
    let mut type_namespace = NamespaceId::UNKNOWN;
    let mut values = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.unwrap();
        if matches!(
            attribute.key.as_namespace_binding(),
            Some(PrefixDeclaration::Default | PrefixDeclaration::Named(_))
        ) {
            continue;
        }
        let (namespace, local) = resolver.resolve_attribute(attribute.key);
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .unwrap()
            .into_owned();
        let namespace = id(&namespace);
        if namespace == NamespaceId::SCHEMA_INSTANCE && local.as_ref() == "type" {
            let (of_type, _) = resolver.resolve(QName(value.trim()), true);
            type_namespace = match of_type {
                ResolveResult::Unknown(_) => NamespaceId::UNKNOWN,
                known => id(&known),
            };
        }
        values.push((namespace, local.as_ref().to_owned(), value));
    }
    let attributes: Vec<_> = values
        .iter()
        .map(|(namespace, local, value)| TagAttribute {
            namespace: *namespace,
            local,
            value: Cow::Borrowed(value),
        })
        .collect();
    let (namespace, local) = resolver.resolve_element(tag.name());
    observer.start(&Tag {
        namespace: id(&namespace),
        local: local.as_ref(),
        attributes: &attributes,
        type_namespace,
        known: None,
        at,
    });
}
