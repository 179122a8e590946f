//! The XML of a delivery as tokens with resolved namespaces.
//!
//! Comments and processing instructions are left out, empty elements are opened and closed, references to characters
//! are resolved. What could harm (document types, entities, depth, size, other encodings) ends the reading here.

use std::borrow::Cow;
use std::io::Read;
use std::sync::Arc;

use quick_xml::errors::SyntaxError;
use quick_xml::escape::{EscapeError, resolve_xml_entity};
use quick_xml::events::Event;
use quick_xml::events::attributes::{AttrError, Attribute, Attributes};
use quick_xml::name::{QName, ResolveResult};
use quick_xml::{Error, NsReader, XmlVersion};

use super::error::{FileFault, ReadError};
use super::input::{Input, LONGEST_TOKEN, TokenTooLong};
use crate::model::Position;

/// Deepest nesting of elements.
const DEEPEST: usize = 64;

/// The namespaces of JVF DTM; those of the object types are told apart by nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Namespace {
    /// `objtyp`.
    ObjectTypes,
    /// `cmn`.
    Common,
    /// `atr`.
    Attributes,
    /// `dopinf`.
    Accompanying,
    /// `servis`.
    Service,
    /// `ext`.
    Extension,
    /// GML 3.2.
    Gml,
    /// Any other, or none.
    Other,
}

/// Namespace of GML 3.2.
pub(super) const GML: &str = "http://www.opengis.net/gml/3.2";
const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

impl Namespace {
    fn of(name: &str) -> Self {
        match name {
            "objtyp" => Self::ObjectTypes,
            "cmn" => Self::Common,
            "atr" => Self::Attributes,
            "dopinf" => Self::Accompanying,
            "servis" => Self::Service,
            "ext" => Self::Extension,
            GML => Self::Gml,
            _ => Self::Other,
        }
    }
}

/// A piece of the document; what it holds is asked of the [`Source`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// An element opens: [`Source::name`], [`Source::attributes`].
    Start(Namespace),
    /// The innermost open element closes.
    End,
    /// Text between tags, [`Source::text`]; a long text with references comes in several pieces.
    Text,
    /// The document is over.
    Eof,
}

/// The tokens of a file.
pub(super) struct Source<R: Read> {
    reader: NsReader<Input<R>>,
    buffer: Vec<u8>,
    at: Position,
    depth: usize,
    tag: String,
    local_start: usize,
    name_end: usize,
    text: String,
    value: String,
}

impl<R: Read> Source<R> {
    pub(super) fn new(inner: R) -> Result<Self, ReadError> {
        let mut input = Input::new(inner);
        let at = Position {
            line: 1,
            ..Position::default()
        };
        match input.peek() {
            Ok([0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'<', ..] | [b'<', 0, ..]) => {
                return Err(fail(at, FileFault::Encoding("UTF-16".to_owned())));
            }
            Ok(_) => {}
            Err(error) => return Err(fail(at, FileFault::Io(error))),
        }
        let mut reader = NsReader::from_reader(input);
        reader.config_mut().expand_empty_elements = true;
        Ok(Self {
            reader,
            buffer: Vec::with_capacity(4096),
            at,
            depth: 0,
            tag: String::with_capacity(256),
            local_start: 0,
            name_end: 0,
            text: String::with_capacity(4096),
            value: String::with_capacity(4096),
        })
    }

    /// Where the last token began.
    pub(super) fn at(&self) -> Position {
        self.at
    }

    /// Bytes read so far.
    pub(super) fn bytes(&self) -> u64 {
        self.reader.get_ref().taken()
    }

    /// Gives following tokens the number of a record; 0 outside the records.
    pub(super) fn set_record(&mut self, number: u64) {
        self.at.record = number;
    }

    /// An error at the last token.
    pub(super) fn fail(&self, what: FileFault) -> ReadError {
        fail(self.at, what)
    }

    /// Local name of the element that opened last.
    pub(super) fn name(&self) -> &str {
        &self.tag[self.local_start..self.name_end]
    }

    /// URI of the namespace of the element that opened last.
    pub(super) fn uri(&self) -> &str {
        let name = QName(&self.tag[..self.name_end]);
        bound(&self.reader.resolver().resolve_element(name).0)
    }

    /// The attributes of the element that opened last: namespace URI, local name, value; declarations of namespaces
    /// left out.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str, Cow<'_, str>)> {
        let mut attributes = Attributes::new(&self.tag, self.name_end);
        attributes.with_checks(false);
        attributes.flatten().filter_map(|attribute| {
            if attribute.key.as_namespace_binding().is_some() {
                return None;
            }
            let uri = match self.reader.resolver().resolve_attribute(attribute.key).0 {
                ResolveResult::Bound(uri) => uri.0,
                _ => "",
            };
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            Some((uri, attribute.key.local_name().into_inner(), value))
        })
    }

    /// Whether the element that opened last has attributes or declarations of namespaces.
    pub(super) fn has_attributes(&self) -> bool {
        self.tag.len() > self.name_end
    }

    /// Whether `xsi:nil` says that the element that opened last has no value.
    pub(super) fn is_nil(&self) -> bool {
        self.tag[self.name_end..].contains("nil")
            && self.attributes().any(|(uri, name, value)| {
                uri == SCHEMA_INSTANCE && name == "nil" && matches!(value.trim(), "true" | "1")
            })
    }

    /// The last piece of text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The text that [`leaf`](Self::leaf) read.
    pub(super) fn value(&self) -> &str {
        &self.value
    }

    /// Reads the element that has just opened to its end, its text into [`value`](Self::value). The answer tells whether
    /// it had no child elements; the text of children is left out.
    pub(super) fn leaf(&mut self) -> Result<bool, ReadError> {
        self.value.clear();
        let mut plain = true;
        loop {
            match self.next_exact()? {
                Token::Text => {
                    self.value.push_str(&self.text);
                    if self.value.len() as u64 > LONGEST_TOKEN {
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
    pub(super) fn child(&mut self) -> Result<Option<Namespace>, ReadError> {
        loop {
            match self.next()? {
                Token::Start(namespace) => return Ok(Some(namespace)),
                Token::Text => {}
                Token::End | Token::Eof => return Ok(None),
            }
        }
    }

    /// Reads past the end of the element that has just opened.
    pub(super) fn skip(&mut self) -> Result<(), ReadError> {
        let outside = self.depth - 1;
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// The next token; white space before it is left out.
    pub(super) fn next(&mut self) -> Result<Token, ReadError> {
        if self.depth > 0 {
            let input = self.reader.get_mut();
            input.begin_token();
            if let Err(error) = input.skip_whitespace() {
                return Err(self.fail(FileFault::Io(error)));
            }
        }
        self.next_exact()
    }

    /// The next token, white space included.
    pub(super) fn next_exact(&mut self) -> Result<Token, ReadError> {
        loop {
            self.buffer.clear();
            let input = self.reader.get_mut();
            input.begin_token();
            self.at.byte = input.taken();
            self.at.line = input.line();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => return Err(fail(self.at, explain(error, &self.tag[..self.name_end]))),
            };
            match event {
                Event::Start(tag) => {
                    let namespace = match self.reader.resolver().resolve_element(tag.name()).0 {
                        ResolveResult::Bound(uri) => Namespace::of(uri.0),
                        ResolveResult::Unbound => Namespace::Other,
                        ResolveResult::Unknown(prefix) => {
                            let what = format!("prefix {} is not declared", shorten(&prefix));
                            return Err(fail(self.at, FileFault::Malformed(what)));
                        }
                    };
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(fail(self.at, FileFault::TooDeep(DEEPEST)));
                    }
                    if !is_plain(tag.attributes_raw()) {
                        for attribute in tag.attributes() {
                            check_attribute(attribute).map_err(|what| fail(self.at, what))?;
                        }
                    }
                    self.tag.clear();
                    self.tag.push_str(tag.name().0);
                    self.name_end = self.tag.len();
                    let colon = self.tag.bytes().position(|byte| byte == b':');
                    self.local_start = colon.map_or(0, |colon| colon + 1);
                    self.tag.push_str(tag.attributes_raw());
                    if has_control(&self.tag) {
                        return Err(fail(self.at, control_character()));
                    }
                    return Ok(Token::Start(namespace));
                }
                Event::End(_) => {
                    self.depth -= 1;
                    return Ok(Token::End);
                }
                Event::Text(text) => {
                    self.text.clear();
                    self.text.push_str(&text.xml10_content());
                    return self.piece();
                }
                Event::CData(text) => {
                    self.text.clear();
                    self.text.push_str(&text.xml10_content());
                    return self.piece();
                }
                Event::GeneralRef(reference) => {
                    self.text.clear();
                    match reference.resolve_char_ref() {
                        Ok(Some(character)) => self.text.push(character),
                        Ok(None) => match resolve_xml_entity(&reference.xml10_content()) {
                            Some(text) => self.text.push_str(text),
                            None => {
                                let name = shorten(&reference.xml10_content());
                                return Err(fail(self.at, FileFault::Entity(name)));
                            }
                        },
                        Err(error) => return Err(fail(self.at, FileFault::Malformed(error.to_string()))),
                    }
                    return self.piece();
                }
                Event::Eof if self.depth == 0 => return Ok(Token::Eof),
                Event::Eof => {
                    let element = shorten(&self.tag[..self.name_end]);
                    return Err(fail(self.at, FileFault::Truncated(element)));
                }
                Event::DocType(_) => return Err(fail(self.at, FileFault::Doctype)),
                Event::Decl(declaration) => {
                    if let Some(Ok(name)) = declaration.encoding()
                        && !["utf-8", "utf8", "us-ascii"].contains(&name.to_ascii_lowercase().as_str())
                    {
                        return Err(fail(self.at, FileFault::Encoding(shorten(&name))));
                    }
                }
                Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {}
            }
        }
    }

    /// A piece of text was read. Outside of the root element any text is a fault, which others tell better.
    fn piece(&self) -> Result<Token, ReadError> {
        if self.depth > 0 && has_control(&self.text) {
            return Err(self.fail(control_character()));
        }
        Ok(Token::Text)
    }
}

/// Whether a text holds a character that XML 1.0 does not know (production 2), which the parser lets through and no
/// database takes.
fn has_control(text: &str) -> bool {
    text.bytes()
        .any(|byte| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r'))
}

fn control_character() -> FileFault {
    FileFault::Malformed("a control character".to_owned())
}

fn bound<'a>(resolved: &ResolveResult<'a>) -> &'a str {
    match resolved {
        ResolveResult::Bound(uri) => uri.0,
        _ => "",
    }
}

fn fail(at: Position, what: FileFault) -> ReadError {
    ReadError { at, what }
}

/// At most forty characters of what the file says, for a message.
pub(super) fn shorten(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(40).collect()
}

/// Whether a tag has no attributes, or nothing but one plain declaration of the default namespace, as most have. Then
/// there is nothing to check.
fn is_plain(attributes: &str) -> bool {
    let declared = attributes.trim_ascii_start().strip_prefix("xmlns=\"");
    match declared.and_then(|rest| rest.strip_suffix('"')) {
        Some(uri) => !uri.bytes().any(|byte| matches!(byte, b'"' | b'&' | b'<')),
        None => attributes.is_empty(),
    }
}

/// A broken attribute, or one with an entity of its own.
fn check_attribute(attribute: Result<Attribute<'_>, AttrError>) -> Result<(), FileFault> {
    let attribute = attribute.map_err(|error| FileFault::Malformed(error.to_string()))?;
    if !attribute.value.contains('&') {
        return Ok(());
    }
    match attribute.normalized_value(XmlVersion::Implicit1_0) {
        Ok(_) => Ok(()),
        Err(Error::Escape(EscapeError::UnrecognizedEntity(_, name))) => {
            Err(FileFault::Entity(shorten(&name)))
        }
        Err(error) => Err(FileFault::Malformed(error.to_string())),
    }
}

/// Our fault for an error of the parser.
fn explain(error: Error, element: &str) -> FileFault {
    match error {
        Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<TokenTooLong>()) => {
            FileFault::TooLong
        }
        Error::Io(error) => FileFault::Io(
            Arc::try_unwrap(error)
                .unwrap_or_else(|error| std::io::Error::new(error.kind(), error.to_string())),
        ),
        Error::Encoding(error) => FileFault::Encoding(error.to_string()),
        Error::Syntax(SyntaxError::InvalidBangMarkup) => {
            FileFault::Malformed(SyntaxError::InvalidBangMarkup.to_string())
        }
        Error::Syntax(_) => FileFault::Truncated(shorten(element)),
        Error::Escape(EscapeError::UnrecognizedEntity(_, name)) => FileFault::Entity(shorten(&name)),
        other => FileFault::Malformed(other.to_string()),
    }
}
