//! A schema file as a tree of its XML Schema elements, with names in attributes resolved to their namespaces.
//!
//! Schema files are small and read once, so a plain tree is right here, unlike for JVF files.

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, NamespaceResolver, QName, ResolveResult};

use super::SchemaError;

const XML_SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";
/// Nesting of a schema file; the published ones have 20.
const MAX_DEPTH: usize = 64;
/// Prefixes in scope; the index of a version declares one for each object type.
const MAX_PREFIXES: usize = 4_096;
/// Attributes whose values are names.
const NAME_VALUED: [&str; 5] = ["ref", "type", "base", "substitutionGroup", "itemType"];

/// A name with its namespace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name {
    pub(super) namespace: String,
    pub(super) local: String,
}

impl Name {
    /// Whether it is a name of XML Schema itself, such as a built-in type.
    pub(super) fn is_builtin(&self) -> bool {
        self.namespace == XML_SCHEMA
    }
}

/// One element.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// Local name of an element of XML Schema; empty for others.
    pub(super) kind: String,
    attributes: Vec<(String, String)>,
    names: Vec<(String, Name)>,
    pub(super) children: Vec<Node>,
    text: String,
}

impl Node {
    /// Reads a schema file; returns its root `schema`.
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, SchemaError> {
        let mut reader = NsReader::from_str(text);
        reader.resolver_mut().set_max_namespace_bindings(MAX_PREFIXES);
        let mut open: Vec<Node> = Vec::new();
        loop {
            let event = reader
                .read_event()
                .map_err(|source| malformed(file, text, &reader, source))?;
            let finished = match event {
                Event::Start(tag) => {
                    let node = Self::from_tag(&tag, reader.resolver())
                        .map_err(|source| malformed(file, text, &reader, source))?;
                    open.push(node);
                    if open.len() > MAX_DEPTH {
                        return Err(SchemaError::TooDeep {
                            file: file.to_owned(),
                            limit: MAX_DEPTH,
                        });
                    }
                    None
                }
                Event::Empty(tag) => Some(
                    Self::from_tag(&tag, reader.resolver())
                        .map_err(|source| malformed(file, text, &reader, source))?,
                ),
                Event::End(_) => open.pop(),
                Event::Text(content) => {
                    if let Some(node) = open.last_mut() {
                        node.text.push_str(&content.xml10_content());
                    }
                    None
                }
                Event::CData(content) => {
                    if let Some(node) = open.last_mut() {
                        node.text.push_str(&content.xml10_content());
                    }
                    None
                }
                Event::GeneralRef(reference) => {
                    if let Some(node) = open.last_mut() {
                        let escaped = format!("&{};", reference.xml10_content());
                        let plain = quick_xml::escape::unescape(&escaped)
                            .map_err(|source| malformed(file, text, &reader, source.into()))?;
                        node.text.push_str(&plain);
                    }
                    None
                }
                Event::Eof => {
                    return Err(SchemaError::Truncated {
                        file: file.to_owned(),
                    });
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => None,
            };
            if let Some(node) = finished {
                match open.last_mut() {
                    Some(parent) => parent.children.push(node),
                    None => return Ok(node),
                }
            }
        }
    }

    fn from_tag(tag: &BytesStart<'_>, resolver: &NamespaceResolver) -> Result<Self, quick_xml::Error> {
        let mut node = Self::default();
        if let (ResolveResult::Bound(Namespace(XML_SCHEMA)), local) = resolver.resolve_element(tag.name()) {
            local.as_ref().clone_into(&mut node.kind);
        }
        for attribute in tag.attributes() {
            let attribute = attribute?;
            let key = attribute.key.as_ref();
            let value = attribute.normalized_value(XmlVersion::Implicit1_0)?;
            if key == "memberTypes" {
                for name in value.split_ascii_whitespace() {
                    node.names.push((key.to_owned(), resolved(resolver, name)));
                }
            } else if NAME_VALUED.contains(&key) {
                node.names.push((key.to_owned(), resolved(resolver, &value)));
            } else {
                node.attributes.push((key.to_owned(), value.into_owned()));
            }
        }
        Ok(node)
    }

    /// The value of an attribute that is not a name.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// The value of an attribute that is a name: `ref`, `type`, `base`, `substitutionGroup`.
    pub(super) fn name_in(&self, key: &str) -> Option<&Name> {
        self.names
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// The names in an attribute that holds a list of them: `memberTypes`.
    pub(super) fn names_in<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Name> {
        let names = self.names.iter().filter(move |(name, _)| name == key);
        names.map(|(_, value)| value)
    }

    /// Children of a kind, such as `element`.
    pub(super) fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.kind == kind)
    }

    /// The first child of a kind.
    pub(super) fn child(&self, kind: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.kind == kind)
    }

    /// This element and all below it, in the order of the file.
    pub(super) fn walk(&self) -> Vec<&Node> {
        let mut all = vec![self];
        let mut next = 0;
        while let Some(node) = all.get(next).copied() {
            next += 1;
            all.splice(next..next, &node.children);
        }
        all
    }

    /// The first element below this one of a kind and with a `name`.
    pub(super) fn find(&self, kind: &str, name: &str) -> Option<&Node> {
        self.walk()
            .into_iter()
            .find(|node| node.kind == kind && node.get("name") == Some(name))
    }

    /// The texts of its own `annotation/documentation`, white space collapsed.
    pub(super) fn documentation(&self) -> Vec<String> {
        let texts = self
            .of_kind("annotation")
            .flat_map(|a| a.of_kind("documentation"));
        texts
            .map(|d| d.text.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|text| !text.is_empty())
            .collect()
    }
}

/// The name that a prefixed one means.
fn resolved(resolver: &NamespaceResolver, name: &str) -> Name {
    let (namespace, local) = resolver.resolve(QName(name), true);
    let namespace = match namespace {
        ResolveResult::Bound(Namespace(uri)) => uri.to_owned(),
        ResolveResult::Unbound => String::new(),
        ResolveResult::Unknown(prefix) => prefix,
    };
    Name {
        namespace,
        local: local.as_ref().to_owned(),
    }
}

fn malformed(file: &str, text: &str, reader: &NsReader<&[u8]>, source: quick_xml::Error) -> SchemaError {
    let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
    let before = text.as_bytes().get(..at).unwrap_or_default();
    SchemaError::Malformed {
        file: file.to_owned(),
        line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
        source: Box::new(source),
    }
}
