//! The XML of a delivery as tokens with resolved namespaces.
//!
//! Comments and processing instructions are left out, empty elements are opened and closed, references to characters
//! are resolved. What could harm (document types, entities, depth, size, other encodings) ends the reading here. A file
//! is read as a stream; a single record may be read again from memory, as if it stood in its place.

mod capture;
mod declared;
mod show;
mod walk;

use std::borrow::Cow;
use std::io::Read;
use std::sync::Arc;

use memchr::memmem::Finder;

use super::chars::is_space;
use super::lexer::{Piece, RawAttribute, Trouble, lex};
use super::scope::{MOST_BINDINGS, Scope};
use super::tags::KnownTags;
use super::text::{character, declaration, normalized, shorten, split};
use super::window::{LONGEST_TOKEN, Window};
use super::{NamespaceId, Namespaces, Observer};
use crate::jvf::read::{FileFault, ReadError};
use crate::model::Position;

/// Deepest nesting of elements.
const DEEPEST: usize = 64;

/// A piece of the document; what it holds is asked of the [`Source`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::jvf) enum Token {
    /// An element opens: [`Source::name`], [`Source::attributes`].
    Start(NamespaceId),
    /// The innermost open element closes.
    End,
    /// Text between tags, [`Source::text`]; a long text with references comes in several pieces.
    Text,
    /// The document is over.
    Eof,
}

/// An element that is open.
#[derive(Clone, Copy, Debug)]
struct Open {
    name_start: usize,
    bindings: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// A part of the window.
    Window(usize, usize),
    /// The source's own text.
    Own,
}

impl Content {
    /// The text, of the window's or the source's own.
    fn of<'a>(self, window: &'a str, own: &'a str) -> &'a str {
        match self {
            Self::Window(from, to) => window.get(from..to).unwrap_or_default(),
            Self::Own => own,
        }
    }
}

/// The tokens of a file.
pub(in crate::jvf) struct Source<R: Read, O: Observer = ()> {
    window: Window<R>,
    namespaces: Arc<Namespaces>,
    scope: Scope,
    /// Where the next piece begins.
    next: usize,
    record: u64,
    token: usize,
    open: Vec<Open>,
    names: String,
    began: bool,
    rooted: bool,
    empty: bool,
    raw: Vec<RawAttribute>,
    tag: (usize, usize),
    local: usize,
    content: Content,
    own: String,
    /// The text of the last leaf.
    kept: Content,
    value: String,
    tags: KnownTags,
    /// Number of the last start tag.
    known: Option<u16>,
    /// Looks for the name of the element that was captured last.
    finder: Finder<'static>,
    pub(in crate::jvf) observer: O,
}

impl<R: Read, O: Observer> Source<R, O> {
    /// Reads a file while somebody looks on.
    pub(in crate::jvf) fn observed(
        inner: R,
        namespaces: Arc<Namespaces>,
        observer: O,
    ) -> Result<Self, ReadError> {
        let mut source = Self::new(inner, namespaces, observer);
        let utf16 = match source.window.peek() {
            Ok(first) => {
                matches!(
                    first,
                    [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'<', ..] | [b'<', 0, ..]
                )
            }
            Err(error) => return Err(source.fail(FileFault::Io(error))),
        };
        if utf16 {
            return Err(source.fail(FileFault::Encoding("UTF-16".to_owned())));
        }
        Ok(source)
    }

    fn new(inner: R, namespaces: Arc<Namespaces>, observer: O) -> Self {
        Self {
            window: Window::new(inner, observer.lines()),
            namespaces,
            scope: Scope::default(),
            next: 0,
            record: 0,
            token: 0,
            open: Vec::with_capacity(DEEPEST),
            names: String::with_capacity(512),
            began: false,
            rooted: false,
            empty: false,
            raw: Vec::new(),
            tag: (0, 0),
            local: 0,
            content: Content::Own,
            own: String::new(),
            kept: Content::Own,
            value: String::new(),
            tags: KnownTags::default(),
            known: None,
            finder: Finder::new(""),
            observer,
        }
    }

    /// Where the last token began.
    pub(in crate::jvf) fn at(&self) -> Position {
        Position {
            record: self.record,
            line: self.window.line(self.token),
            byte: self.window.offset(self.token),
        }
    }

    /// Bytes read so far.
    pub(in crate::jvf) fn bytes(&self) -> u64 {
        self.window.offset(self.next)
    }

    /// Gives following tokens the number of a record; 0 outside the records.
    pub(in crate::jvf) fn set_record(&mut self, number: u64) {
        self.record = number;
    }

    /// An error at the last token.
    pub(in crate::jvf) fn fail(&self, what: FileFault) -> ReadError {
        ReadError { at: self.at(), what }
    }

    fn window(&self, from: usize, to: usize) -> &str {
        self.window.text().get(from..to).unwrap_or_default()
    }

    fn prefix(&self) -> &str {
        self.window(self.tag.0, self.local.saturating_sub(1).max(self.tag.0))
    }

    /// Local name of the element that has just opened.
    pub(in crate::jvf) fn name(&self) -> &str {
        self.window(self.local, self.tag.1)
    }

    /// URI of the namespace of the element that has just opened.
    pub(in crate::jvf) fn uri(&self) -> &str {
        self.scope.uri(self.prefix())
    }

    /// The attributes of the element that has just opened: namespace URI, local name, value; declarations of namespaces left
    /// out.
    pub(in crate::jvf) fn attributes(&self) -> impl Iterator<Item = (&str, &str, Cow<'_, str>)> {
        self.raw.iter().filter_map(|raw| {
            let (prefix, local) = split(self.window(self.token + raw.name.0, self.token + raw.name.1));
            if prefix == "xmlns" || (prefix.is_empty() && local == "xmlns") {
                return None;
            }
            let uri = if prefix.is_empty() {
                ""
            } else {
                self.scope.uri(prefix)
            };
            let value = normalized(self.window(self.token + raw.value.0, self.token + raw.value.1));
            Some((uri, local, value.ok()?))
        })
    }

    /// Whether the element that has just opened has attributes or declarations of namespaces.
    pub(in crate::jvf) fn has_attributes(&self) -> bool {
        !self.raw.is_empty()
    }

    /// Whether `xsi:nil` says that the element that has just opened has no value.
    pub(in crate::jvf) fn is_nil(&self) -> bool {
        let instance = self.namespaces.uri(NamespaceId::SCHEMA_INSTANCE);
        self.has_attributes()
            && self.attributes().any(|(uri, name, value)| {
                uri == instance && name == "nil" && matches!(value.trim(), "true" | "1")
            })
    }

    /// The last piece of text.
    pub(in crate::jvf) fn text(&self) -> &str {
        self.content.of(self.window.text(), &self.own)
    }

    /// The declarations of namespaces that are in force.
    pub(in crate::jvf) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The next token.
    pub(in crate::jvf) fn next_exact(&mut self) -> Result<Token, ReadError> {
        let token = self.next_unseen()?;
        self.show(token)?;
        Ok(token)
    }

    /// The next token; the observer does not see it.
    pub(in crate::jvf) fn next_unseen(&mut self) -> Result<Token, ReadError> {
        if self.empty {
            self.empty = false;
            self.close();
            return Ok(Token::End);
        }
        if let Some(token) = self.likely()? {
            return Ok(token);
        }
        loop {
            let Some(piece) = self.piece()? else {
                return Ok(Token::Eof);
            };
            self.began = true;
            let begin = self.token;
            match piece {
                Piece::Start {
                    name_end,
                    local,
                    end,
                    empty,
                } => {
                    self.next = begin + end;
                    self.empty = empty;
                    self.tag = (begin + 1, begin + name_end);
                    self.local = begin + local;
                    let raw = self.window.text().get(begin..self.next).unwrap_or_default();
                    let parts = (name_end, local, empty);
                    self.known = self.tags.met(raw, parts, &self.raw, &self.namespaces);
                    self.start()?;
                    self.declare()?;
                    return self.namespace().map(Token::Start);
                }
                Piece::End { name_end, end } => {
                    self.next = begin + end;
                    self.matches(begin + 2, begin + name_end)?;
                    self.close();
                    return Ok(Token::End);
                }
                Piece::Text { end, returns } => {
                    self.next = begin + end;
                    self.content = Content::Window(begin, self.next);
                    if returns {
                        self.own = self
                            .window(begin, begin + end)
                            .replace("\r\n", "\n")
                            .replace('\r', "\n");
                        self.content = Content::Own;
                    }
                    return self.outside_is_blank();
                }
                Piece::Data { end } => {
                    self.next = begin + end;
                    let text = self.window(begin + 9, begin + end - 3);
                    self.own = text.replace("\r\n", "\n").replace('\r', "\n");
                    self.content = Content::Own;
                    return Ok(Token::Text);
                }
                Piece::Reference { end } => {
                    self.next = begin + end;
                    let name = self.window(begin + 1, begin + end - 1);
                    let character = character(name).map_err(|what| self.fail(what))?;
                    self.own.clear();
                    self.own.push(character);
                    self.content = Content::Own;
                    return Ok(Token::Text);
                }
                Piece::Other { end } => self.next = begin + end,
                Piece::Declaration { end } => {
                    self.next = begin + end;
                    let first = self.window.offset(begin) == 0
                        || self.window.text().starts_with('\u{feff}') && begin == 3;
                    if !first {
                        return Err(self.wrong("an XML declaration that is not at the beginning"));
                    }
                    declaration(self.window(begin + 5, begin + end - 2)).map_err(|what| self.fail(what))?;
                }
            }
        }
    }

    /// The next token when it is the end of the open element, or the start tag that is likely there.
    #[inline]
    fn likely(&mut self) -> Result<Option<Token>, ReadError> {
        let rest = self.window.text().as_bytes().get(self.next..).unwrap_or_default();
        if let Some(end) = self.likely_end(rest) {
            self.token = self.next;
            self.next += end;
            self.close();
            return Ok(Some(Token::End));
        }
        if self.scope.len() == MOST_BINDINGS {
            return Ok(None);
        }
        let Some((tag, number, length)) = self.tags.likely(rest) else {
            return Ok(None);
        };
        let begin = self.next;
        self.token = begin;
        self.next += length;
        self.empty = tag.empty;
        self.tag = (begin + 1, begin + tag.name_end);
        self.local = begin + tag.local;
        self.raw.clear();
        self.known = Some(number);
        let declared = tag.declared;
        self.start()?;
        if let Some((namespace, (from, to))) = declared {
            let text = self.window.text();
            let uri = text.get(begin + from..begin + to).unwrap_or_default();
            self.scope.declare("", uri, namespace);
        }
        self.namespace().map(|namespace| Some(Token::Start(namespace)))
    }

    /// The length of the end tag of the open element, when some bytes begin with it as it is usually written.
    #[inline]
    fn likely_end(&self, bytes: &[u8]) -> Option<usize> {
        let name = self.names.get(self.open.last()?.name_start..)?.as_bytes();
        let behind = bytes.strip_prefix(b"</")?.strip_prefix(name)?;
        (behind.first() == Some(&b'>')).then_some(name.len() + 3)
    }

    fn wrong(&self, what: &str) -> ReadError {
        self.fail(FileFault::Malformed(what.to_owned()))
    }

    /// The next piece, more of the file read as needed; `None` at the end.
    fn piece(&mut self) -> Result<Option<Piece>, ReadError> {
        loop {
            self.token = self.next;
            if !self.began && self.window.offset(self.next) == 0 && self.window.text().starts_with('\u{feff}')
            {
                self.next = 3;
                self.token = 3;
            }
            let rest = self.window.text().get(self.next..).unwrap_or_default();
            if rest.is_empty() {
                if !self.window.ended() {
                    self.window.more(self.next);
                    self.next = 0;
                    continue;
                }
                return match self.window.take_fault() {
                    Some(fault) => Err(self.fail(fault)),
                    None if self.open.is_empty() => Ok(None),
                    None => Err(self.truncated()),
                };
            }
            match lex(rest, self.window.kind(), &mut self.raw) {
                Ok(piece) => return Ok(Some(piece)),
                Err(Trouble::Wrong(what)) => return Err(self.fail(what)),
                Err(Trouble::Incomplete) if self.window.ended() => {
                    return Err(match self.window.take_fault() {
                        Some(fault) => self.fail(fault),
                        None => self.truncated(),
                    });
                }
                Err(Trouble::Incomplete) if rest.len() > LONGEST_TOKEN => {
                    return Err(self.fail(FileFault::TooLong));
                }
                Err(Trouble::Incomplete) => {
                    self.window.more(self.next);
                    self.next = 0;
                }
            }
        }
    }

    fn truncated(&self) -> ReadError {
        let innermost = self.open.last().map_or(0, |open| open.name_start);
        let name = shorten(self.names.get(innermost..).unwrap_or_default());
        self.fail(FileFault::Truncated(name))
    }

    /// Opens an element.
    fn start(&mut self) -> Result<(), ReadError> {
        if self.open.is_empty() && self.rooted {
            return Err(self.wrong("a second element after the end of the first"));
        }
        self.rooted = true;
        if self.open.len() == DEEPEST {
            return Err(self.fail(FileFault::TooDeep(DEEPEST)));
        }
        self.open.push(Open {
            name_start: self.names.len(),
            bindings: self.scope.len(),
        });
        let text = self.window.text();
        self.names
            .push_str(text.get(self.tag.0..self.tag.1).unwrap_or_default());
        Ok(())
    }

    /// The namespace of the element that has just opened.
    fn namespace(&self) -> Result<NamespaceId, ReadError> {
        let prefix = self.prefix();
        self.scope.resolve(prefix).ok_or_else(|| self.undeclared(prefix))
    }

    fn matches(&self, from: usize, to: usize) -> Result<(), ReadError> {
        let found = self.window(from, to);
        let Some(open) = self.open.last() else {
            return Err(self.wrong(&format!("an end tag {} without a start tag", shorten(found))));
        };
        let expected = self.names.get(open.name_start..).unwrap_or_default();
        if expected == found {
            return Ok(());
        }
        let (found, expected) = (shorten(found), shorten(expected));
        Err(self.wrong(&format!("end tag {found} where {expected} is open")))
    }

    fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            self.names.truncate(open.name_start);
            if self.scope.len() > open.bindings {
                self.scope.truncate(open.bindings);
            }
        }
    }

    /// Outside of the root element there is no text but white space.
    fn outside_is_blank(&self) -> Result<Token, ReadError> {
        if self.open.is_empty() && self.rooted && !self.text().bytes().all(is_space) {
            let found = shorten(self.text());
            return Err(self.wrong(&format!("{found} after the end of the document")));
        }
        Ok(Token::Text)
    }
}

#[cfg(test)]
mod tests;
