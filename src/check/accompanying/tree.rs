//! A kept part of a delivery as a tree of elements.
//!
//! The reader writes each kept element again as a document of its own, so names need no prefix here: local names tell
//! everything. Whether elements are in the right namespace is a matter of check 1.1.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use thiserror::Error;

/// A kept part is no XML; the reader never writes such a one.
#[derive(Debug, Error)]
#[error("element {element} of the accompanying information does not read as XML")]
pub struct UnreadableFragment {
    /// Name of the element.
    pub element: String,
    /// Why, when the parser says so.
    #[source]
    pub source: Option<quick_xml::Error>,
}

/// An element.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// Local name.
    pub(super) name: String,
    /// Attributes by local name; declarations of namespaces are left out.
    pub(super) attributes: Vec<(String, String)>,
    /// All text directly inside of it.
    pub(super) text: String,
    /// Elements inside of it.
    pub(super) children: Vec<Node>,
}

impl Node {
    /// Reads the text of one element.
    pub(super) fn parse(content: &str, element: &str) -> Result<Self, UnreadableFragment> {
        let fail = |source| UnreadableFragment {
            element: element.to_owned(),
            source,
        };
        let mut reader = Reader::from_str(content);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().map_err(|error| fail(Some(error)))? {
                Event::Start(start) => open.push(Self::start(&start)),
                Event::Empty(start) => adopt(&mut open, Self::start(&start)),
                Event::End(_) => match open.pop() {
                    Some(node) if !open.is_empty() => adopt(&mut open, node),
                    _ => return Err(fail(None)),
                },
                Event::Text(text) => append(&mut open, &text.xml10_content()),
                Event::CData(text) => append(&mut open, &text.xml10_content()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                    Ok(Some(character)) => append(&mut open, character.encode_utf8(&mut [0; 4])),
                    Ok(None) => {
                        let known = resolve_xml_entity(&reference.xml10_content());
                        append(&mut open, known.unwrap_or_default());
                    }
                    Err(error) => return Err(fail(Some(error))),
                },
                Event::Eof => break,
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
            }
        }
        let root = open.pop().filter(|_| open.is_empty());
        root.and_then(|root| root.children.into_iter().next())
            .ok_or_else(|| fail(None))
    }

    fn start(start: &BytesStart<'_>) -> Self {
        let attributes = start.attributes().flatten().filter_map(|attribute| {
            let key = attribute.key;
            if key.as_namespace_binding().is_some() {
                return None;
            }
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .ok()?;
            Some((key.local_name().as_ref().to_owned(), value.into_owned()))
        });
        Self {
            name: start.local_name().as_ref().to_owned(),
            attributes: attributes.collect(),
            ..Self::default()
        }
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first element with a name, this one or one inside of it.
    pub(super) fn find(&self, name: &str) -> Option<&Self> {
        let mut found = Vec::new();
        self.collect(&[name], &mut found);
        found.first().copied()
    }

    /// All elements with one of the names in document order, this one included; what is inside of a found one is not
    /// searched.
    pub(super) fn collect<'a>(&'a self, names: &[&str], found: &mut Vec<&'a Self>) {
        if names.contains(&self.name.as_str()) {
            found.push(self);
            return;
        }
        for child in &self.children {
            child.collect(names, found);
        }
    }

    /// The text of the first element with a name, without white space around it; `None` when it is not there or empty.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.find(name)
            .map(|node| node.text.trim())
            .filter(|text| !text.is_empty())
    }
}

fn append(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}

fn adopt(open: &mut [Node], node: Node) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_attributes_and_children_are_found() {
        let node = Node::parse(
            "<A xmlns=\"x\" xmlns:q=\"y\" q:id=\"1\"><B> a &amp; &#98;<![CDATA[<]]> </B><C/></A>",
            "A",
        )
        .unwrap();
        assert_eq!(node.name, "A");
        assert_eq!(node.attribute("id"), Some("1"));
        assert_eq!(node.attributes.len(), 1);
        assert_eq!(node.value("B"), Some("a & b<"));
        assert_eq!(node.value("C"), None);
        assert!(node.find("C").is_some());
    }

    #[test]
    fn broken_parts_are_refused() {
        for text in ["", "<A>", "<A></B>", "text", "</A>"] {
            assert!(Node::parse(text, "A").is_err(), "{text:?}");
        }
    }
}
