//! The XML of a delivery as tokens with resolved namespaces.
//!
//! Comments and processing instructions are left out, empty elements are opened and closed, references to characters
//! are resolved. What could harm (document types, entities, depth, size, other encodings) ends the reading here. A file
//! is read as a stream; a single record may be read again from memory, as if it stood in its place.

mod capture;

use std::borrow::Cow;
use std::io::Read;
use std::sync::Arc;

use super::chars::is_space;
use super::lexer::{Piece, RawAttribute, Trouble, lex};
use super::scope::{MOST_BINDINGS, Scope};
use super::text::{character, declaration, normalized, shorten, split};
use super::window::{LONGEST_TOKEN, Window};
use super::{Delegated, NamespaceId, Namespaces, Observer, Tag, TagAttribute};
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
    value: String,
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
            window: Window::new(inner, O::LINES),
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
            value: String::with_capacity(4096),
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
        match self.content {
            Content::Window(from, to) => self.window(from, to),
            Content::Own => &self.own,
        }
    }

    /// The text that [`leaf`](Self::leaf) read.
    pub(in crate::jvf) fn value(&self) -> &str {
        &self.value
    }

    /// Reads the element that has just opened to its end, its text into [`value`](Self::value). The answer tells whether
    /// it had no child elements; the text of children is left out.
    pub(in crate::jvf) fn leaf(&mut self) -> Result<bool, ReadError> {
        self.value.clear();
        let mut plain = true;
        loop {
            match self.next_exact()? {
                Token::Text => {
                    let mut value = std::mem::take(&mut self.value);
                    value.push_str(self.text());
                    self.value = value;
                    if self.value.len() > LONGEST_TOKEN {
                        return Err(self.fail(FileFault::TooLong));
                    }
                }
                Token::Start(_) => {
                    plain = false;
                    self.skip()?;
                }
                Token::End | Token::Eof => return Ok(plain),
            }
        }
    }

    /// The namespace of the next child of the open element, which opens; `None` at the open element's end. Text between the
    /// children is left out.
    pub(in crate::jvf) fn child(&mut self) -> Result<Option<NamespaceId>, ReadError> {
        loop {
            self.skip_blank();
            match self.next_exact()? {
                Token::Start(namespace) => return Ok(Some(namespace)),
                Token::Text => {}
                Token::End | Token::Eof => return Ok(None),
            }
        }
    }

    /// The declarations of namespaces that are in force.
    pub(in crate::jvf) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Passes white space that stands before a tag; where children are expected it means nothing.
    pub(in crate::jvf) fn skip_blank(&mut self) {
        let rest = self.window.text().as_bytes().get(self.next..).unwrap_or_default();
        let blank = rest.iter().position(|byte| !is_space(*byte)).unwrap_or_default();
        if rest.get(blank) == Some(&b'<') {
            self.next += blank;
        }
    }

    /// Reads past the end of the element that has just opened.
    pub(in crate::jvf) fn skip(&mut self) -> Result<(), ReadError> {
        let outside = self.open.len() - 1;
        while self.open.len() > outside {
            self.next_exact()?;
        }
        Ok(())
    }

    /// The next token.
    pub(in crate::jvf) fn next_exact(&mut self) -> Result<Token, ReadError> {
        let token = self.next_unseen()?;
        self.show(token)?;
        Ok(token)
    }

    /// Shows a token to the observer.
    pub(in crate::jvf) fn show(&mut self, token: Token) -> Result<(), ReadError> {
        let at = self.window.offset(self.token);
        match token {
            Token::Start(namespace) => self.show_start(namespace)?,
            Token::Text => {
                let text = match self.content {
                    Content::Window(from, to) => self.window.text().get(from..to).unwrap_or_default(),
                    Content::Own => &self.own,
                };
                self.observer.text(text, at);
            }
            Token::End => self.observer.end(at),
            Token::Eof => {}
        }
        Ok(())
    }

    /// Asks the observer whether somebody else shall look at the element that opens.
    pub(in crate::jvf) fn delegated(&mut self, namespace: NamespaceId) -> Option<Delegated> {
        let tag = Tag {
            namespace,
            local: self.window.text().get(self.local..self.tag.1).unwrap_or_default(),
            attributes: &[],
            type_namespace: NamespaceId::UNKNOWN,
            at: self.window.offset(self.token),
        };
        self.observer.delegate(&tag)
    }

    fn show_start(&mut self, namespace: NamespaceId) -> Result<(), ReadError> {
        let mut attributes: Vec<TagAttribute<'_>> = Vec::new();
        let mut type_namespace = NamespaceId::UNKNOWN;
        let text = self.window.text();
        let part =
            |(from, to): (usize, usize)| text.get(self.token + from..self.token + to).unwrap_or_default();
        for raw in &self.raw {
            let (prefix, local) = split(part(raw.name));
            if prefix == "xmlns" || (prefix.is_empty() && local == "xmlns") {
                continue;
            }
            let namespace = match prefix {
                "" => NamespaceId::NONE,
                prefix => self.scope.resolve(prefix).unwrap_or(NamespaceId::UNKNOWN),
            };
            let value = normalized(part(raw.value)).map_err(|what| self.fail(what))?;
            if namespace == NamespaceId::SCHEMA_INSTANCE && local == "type" {
                let (prefix, _) = split(value.trim_matches(|c| matches!(c, ' ' | '\t' | '\r' | '\n')));
                type_namespace = self.scope.resolve(prefix).unwrap_or(NamespaceId::UNKNOWN);
            }
            attributes.push(TagAttribute {
                namespace,
                local,
                value,
            });
        }
        let tag = Tag {
            namespace,
            local: text.get(self.local..self.tag.1).unwrap_or_default(),
            attributes: &attributes,
            type_namespace,
            at: self.window.offset(self.token),
        };
        self.observer.start(&tag);
        Ok(())
    }

    /// The next token; the observer does not see it.
    pub(in crate::jvf) fn next_unseen(&mut self) -> Result<Token, ReadError> {
        if self.empty {
            self.empty = false;
            self.close();
            return Ok(Token::End);
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
                    return self.start().map(Token::Start);
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

    fn start(&mut self) -> Result<NamespaceId, ReadError> {
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
        if !self.raw.is_empty() {
            self.declare()?;
        }
        self.scope
            .resolve(self.prefix())
            .ok_or_else(|| self.undeclared(self.prefix()))
    }

    fn undeclared(&self, prefix: &str) -> ReadError {
        self.wrong(&format!("prefix {} is not declared", shorten(prefix)))
    }

    /// Takes the namespaces that the element that has just opened declares, and looks at its attributes.
    fn declare(&mut self) -> Result<(), ReadError> {
        let begin = self.token;
        let mut others = 0;
        for raw in &self.raw {
            let text = self.window.text();
            let part = |(from, to): (usize, usize)| text.get(begin + from..begin + to).unwrap_or_default();
            let (prefix, local) = split(part(raw.name));
            let value = part(raw.value);
            let declared = match (prefix, local) {
                ("", "xmlns") => "",
                ("xmlns", declared) => declared,
                _ => {
                    if memchr::memchr(b'&', value.as_bytes()).is_some() {
                        normalized(value).map_err(|what| self.fail(what))?;
                    }
                    others += 1;
                    continue;
                }
            };
            let uri = normalized(value).map_err(|what| self.fail(what))?;
            let reserved = "http://www.w3.org/XML/1998/namespace";
            if (uri.is_empty() && !declared.is_empty())
                || declared == "xmlns"
                || (declared == "xml") != (uri == reserved)
                || uri == "http://www.w3.org/2000/xmlns/"
            {
                return Err(self.wrong("a declaration of a namespace that is not allowed"));
            }
            if self.scope.len() == MOST_BINDINGS {
                return Err(self.wrong("more than 1024 namespaces in force at once"));
            }
            self.scope.declare(declared, &uri, &self.namespaces);
        }
        if others > 0 { self.distinct() } else { Ok(()) }
    }

    /// Attributes with a prefix need a declared one and must differ after it is resolved (Namespaces in XML 1.0, 6.3).
    fn distinct(&self) -> Result<(), ReadError> {
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for raw in &self.raw {
            let (prefix, local) = split(self.window(self.token + raw.name.0, self.token + raw.name.1));
            if prefix.is_empty() || prefix == "xmlns" {
                continue;
            }
            if self.scope.resolve(prefix).is_none() {
                return Err(self.undeclared(prefix));
            }
            let name = (self.scope.uri(prefix), local);
            if seen.contains(&name) {
                return Err(self.wrong("an attribute twice in one element"));
            }
            seen.push(name);
        }
        Ok(())
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
