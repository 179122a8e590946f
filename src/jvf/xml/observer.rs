//! Who looks at the elements of a file while it is read.

use std::borrow::Cow;

use super::NamespaceId;

/// An attribute of an element; declarations of namespaces are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagAttribute<'a> {
    /// Its namespace; [`NamespaceId::NONE`] without a prefix.
    pub namespace: NamespaceId,
    /// Its local name.
    pub local: &'a str,
    /// Its value, references resolved, white space normalised as XML 1.0, 3.3.3 says.
    pub value: Cow<'a, str>,
}

/// An element that opens.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'a> {
    /// Its namespace.
    pub namespace: NamespaceId,
    /// Its local name.
    pub local: &'a str,
    /// Its attributes in the order of the file.
    pub attributes: &'a [TagAttribute<'a>],
    /// The namespace that the prefix in the value of `xsi:type` means (the default one without a prefix);
    /// [`NamespaceId::UNKNOWN`] when nobody declared it or named it, anything without such an attribute.
    pub type_namespace: NamespaceId,
    /// Number of the tag as it is written, when it has one: within a file the same number is the same text.
    pub known: Option<u16>,
    /// Bytes from the start of the file to its `<`.
    pub at: u64,
}

/// Sees every element and every text of a file, in order, while others read it.
///
/// The file is well-formed as far as it has been seen: elements nest, prefixes are declared.
pub trait Observer {
    /// Whether places are told with their lines while the file is read; whoever has the file at hand counts them later.
    fn lines(&self) -> bool {
        false
    }
    /// An element opens.
    fn start(&mut self, tag: &Tag<'_>);
    /// A piece of text between tags, references resolved, line ends as `\n`; a text may come in several pieces. `at` are
    /// the bytes from the start of the file.
    fn text(&mut self, piece: &str, at: u64);
    /// The innermost open element closes; `at` is where its end tag begins (of an empty element, where its tag ends).
    fn end(&mut self, at: u64);
    /// An element that has just opened holds one text only and closes: in place of [`text`](Self::text) and
    /// [`end`](Self::end).
    fn leaf(&mut self, text: &str, text_at: u64, end_at: u64) {
        if !text.is_empty() {
            self.text(text, text_at);
        }
        self.end(end_at);
    }
    /// Asked before a record opens (without its attributes): whether somebody else shall look at it, and what the other has to
    /// know. When it says so, the record counts as seen and none of it is shown here.
    fn delegate(&mut self, tag: &Tag<'_>) -> Option<Delegated> {
        let _ = tag;
        None
    }
}

/// What an observer tells the one who looks at a record in its place; only the two know what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delegated(pub u64);

/// Nobody.
impl Observer for () {
    fn lines(&self) -> bool {
        true
    }
    fn start(&mut self, _: &Tag<'_>) {}
    fn text(&mut self, _: &str, _: u64) {}
    fn end(&mut self, _: u64) {}
}
