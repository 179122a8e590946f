//! Elements as text: taken from a file without looking at what is in them, and read again from memory as if they stood in
//! their place.

use std::io::Read;
use std::sync::Arc;

use memchr::memmem::Finder;

use super::{Content, Source};
use crate::jvf::read::{FileFault, ReadError};
use crate::jvf::xml::scope::Scope;
use crate::jvf::xml::window::LONGEST_TOKEN;
use crate::jvf::xml::{Namespaces, Observer};
use crate::model::Position;

/// Longest record that is taken as a whole, in bytes: it is in memory twice, here and where it is read.
const LONGEST_RECORD: usize = 2 * LONGEST_TOKEN;

impl<R: Read, O: Observer> Source<R, O> {
    /// Takes the element that has just opened as text, to its end, without looking at what is in it; it counts as closed
    /// afterwards. The answer is where it began.
    ///
    /// Well-formed content is taken as it is; content that is not is cut where its end seems to be, and whoever
    /// [reads it](Source::replay) finds the fault.
    pub(in crate::jvf) fn capture(&mut self, into: &mut String) -> Result<Position, ReadError> {
        let position = self.at();
        let begin = into.len();
        let end = if self.empty {
            self.next
        } else if let Some(end) = self.likely_content_end() {
            end
        } else {
            self.content_end()?
        };
        into.push_str(self.window(self.token, end));
        debug_assert!(into.len() > begin);
        self.next = end;
        self.empty = false;
        self.close();
        if self.window.forget(end) {
            (self.next, self.token, self.tag, self.local) = (0, 0, (0, 0), 0);
            self.content = Content::Own;
            self.raw.clear();
        }
        Ok(position)
    }

    /// Where the element that has just opened ends, when it is wholly in the window and one search shows it: its name
    /// comes next in an end tag, and nothing that could hide an end tag stands before.
    fn likely_content_end(&mut self) -> Option<usize> {
        let text = self.window.text();
        let name = text.get(self.tag.0..self.tag.1)?;
        if self.finder.needle() != name.as_bytes() {
            self.finder = Finder::new(name).into_owned();
        }
        let content = text.as_bytes().get(self.next..)?;
        let found = self.finder.find(content)?;
        let end = found + name.len();
        let inner = content.get(..found)?.strip_suffix(b"</")?;
        let hidden = memchr::memchr2(b'!', b'?', inner).is_some();
        (!hidden && content.get(end) == Some(&b'>')).then_some(self.next + end + 1)
    }

    /// Where the element that has just opened ends, in the window.
    fn content_end(&mut self) -> Result<usize, ReadError> {
        let mut from = self.next - self.token;
        let mut depth = 1;
        loop {
            let text = self.window.text().as_bytes();
            match passed(text.get(self.token..).unwrap_or_default(), from, &mut depth) {
                Ok(end) => return Ok(self.token + end),
                Err(reached) if !self.window.ended() => {
                    // A tag or comment that does not end is not passed, however long it gets.
                    let length = text.len() - self.token;
                    if length > LONGEST_RECORD || length - reached > LONGEST_TOKEN {
                        return Err(self.fail(FileFault::TooLong));
                    }
                    from = reached;
                    self.window.more(self.token);
                    let shift = self.token;
                    self.tag = (self.tag.0 - shift, self.tag.1 - shift);
                    self.local -= shift;
                    self.token = 0;
                }
                Err(_) => {
                    let truncated = self.truncated();
                    return Err(match self.window.take_fault() {
                        Some(what) => self.fail(what),
                        None => truncated,
                    });
                }
            }
        }
    }
}

impl<O: Observer> Source<std::io::Empty, O> {
    /// Will read what is [loaded](Self::load).
    pub(in crate::jvf) fn of_batches(namespaces: Arc<Namespaces>, observer: O) -> Self {
        Self::new(std::io::empty(), namespaces, observer)
    }

    /// Takes a text that [`capture`](Source::capture) took, with the declarations that were in force around it.
    pub(in crate::jvf) fn load(&mut self, text: String, scope: Scope) {
        self.window.load(text);
        self.scope = scope;
    }

    /// Gives the text back that was loaded.
    pub(in crate::jvf) fn unload(&mut self) -> String {
        self.window.unload()
    }

    /// Reads the part of the text from `start` to `end`, an element, as if it stood at its place in the file.
    pub(in crate::jvf) fn replay(&mut self, start: usize, end: usize, position: Position) {
        self.window.show(start, end, position);
        self.record = position.record;
        self.next = start;
        self.token = start;
        self.open.clear();
        self.names.clear();
        self.began = true;
        self.rooted = false;
        self.empty = false;
    }

    /// Line of a byte of the file in what is replayed, when its beginning told its own.
    pub(in crate::jvf) fn line_of(&self, byte: u64) -> u64 {
        self.window.line_of(byte)
    }
}

/// Passes tags until as many elements have closed as are open; the answer is the place behind the last end tag, or the place
/// up to which all is passed when the bytes end before.
fn passed(bytes: &[u8], from: usize, depth: &mut usize) -> Result<usize, usize> {
    let behind = |at: usize, what: &[u8]| {
        let rest = bytes.get(at..)?;
        memchr::memmem::find(rest, what).map(|found| at + found + what.len())
    };
    let mut at = from;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let tag = at + memchr::memchr(b'<', rest).ok_or(bytes.len())?;
        let end = match (bytes.get(tag + 1), bytes.get(tag + 2)) {
            (Some(b'/'), _) => bytes
                .get(tag..)
                .and_then(|rest| memchr::memchr(b'>', rest))
                .map(|found| tag + found + 1),
            (Some(b'?'), _) => behind(tag, b"?>"),
            (Some(b'!'), Some(b'-')) => behind(tag + 4, b"-->"),
            (Some(b'!'), Some(_)) => behind(tag, b"]]>"),
            (Some(_), Some(_)) => tag_end(bytes, tag),
            _ => None,
        };
        at = end.ok_or(tag)?;
        match (bytes.get(tag + 1), bytes.get(at - 2)) {
            (Some(b'/'), _) => {
                *depth -= 1;
                if *depth == 0 {
                    return Ok(at);
                }
            }
            (Some(b'!' | b'?'), _) | (_, Some(b'/')) => {}
            _ => *depth += 1,
        }
    }
}

/// Where a start tag ends; a `>` in the value of an attribute does not end it.
fn tag_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        match bytes.get(at) {
            Some(b'>') => return Some(at + 1),
            Some(quote) => at += memchr::memchr(*quote, bytes.get(at + 1..)?)? + 2,
            None => return None,
        }
    }
}
