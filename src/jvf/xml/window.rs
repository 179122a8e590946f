//! The part of a file that is in memory: text around the place where the lexer works, moved on as it goes.
//!
//! Bytes become text here: they must be UTF-8 and characters of XML 1.0 (production 2). What stands before the first
//! wrong byte can still be read; the fault is told when the lexer comes there.

use std::cell::Cell;
use std::io::Read;

use super::lexer::Kind;
use crate::jvf::read::FileFault;
use crate::model::Position;

/// Longest single piece of XML (a text, a tag, a comment) in bytes.
pub(in crate::jvf) const LONGEST_TOKEN: usize = 10 << 20;

const CHUNK: usize = 256 << 10;

/// Most bytes that are read at once.
const LARGEST_CHUNK: usize = 512 << 10;

/// Text in memory with its place in the file.
pub(super) struct Window<R> {
    inner: R,
    /// Whether lines are counted.
    lines: bool,
    text: String,
    /// Bytes of the file before `text`; as a wrapping difference, because a part of a text may be read as if it stood elsewhere.
    base: u64,
    /// Where in `text` reading ends for now.
    limit: usize,
    /// A place in `text` and its line, from which lines are counted on.
    mark: Cell<(usize, u64)>,
    chunk: Vec<u8>,
    /// Bytes of a character that the last chunk cut.
    cut: Vec<u8>,
    ended: bool,
    returns: bool,
    data_ends: bool,
    fault: Option<FileFault>,
}

impl<R: Read> Window<R> {
    pub(super) fn new(inner: R, lines: bool) -> Self {
        Self {
            inner,
            lines,
            text: String::with_capacity(2 * CHUNK),
            base: 0,
            limit: 0,
            mark: Cell::new((0, 1)),
            chunk: Vec::new(),
            cut: Vec::new(),
            ended: false,
            returns: false,
            data_ends: false,
            fault: None,
        }
    }

    /// The text in memory.
    pub(super) fn text(&self) -> &str {
        self.text.get(..self.limit).unwrap_or_default()
    }

    /// Bytes of the file before a place in the text.
    pub(super) fn offset(&self, at: usize) -> u64 {
        self.base.wrapping_add(at as u64)
    }

    /// Line of a place in the text, counted from 1; 0 when nobody counts. Cheap when places are asked for in order.
    pub(super) fn line(&self, at: usize) -> u64 {
        if self.lines { self.counted(at) } else { 0 }
    }

    /// Line of a byte of the file that is in the text, also when nobody counts.
    pub(super) fn line_of(&self, offset: u64) -> u64 {
        self.counted(usize::try_from(offset.wrapping_sub(self.base)).unwrap_or(usize::MAX))
    }

    fn counted(&self, at: usize) -> u64 {
        let (known, line) = self.mark.get();
        let newlines =
            |part: Option<&[u8]>| part.map_or(0, |part| memchr::memchr_iter(b'\n', part).count() as u64);
        let bytes = self.text.as_bytes();
        if at < known {
            return line.saturating_sub(newlines(bytes.get(at..known)));
        }
        let line = line + newlines(bytes.get(known..at));
        self.mark.set((at, line));
        line
    }

    /// Whether nothing comes after the text in memory.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// What the lexer may know of the text.
    pub(super) fn kind(&self) -> Kind {
        Kind {
            whole: self.ended,
            returns: self.returns,
            data_ends: self.data_ends,
        }
    }

    /// Forgets the text before a place where it is long, and gives its room back: whoever has taken it may need as much.
    /// Answers whether it did; the place is at 0 then.
    pub(super) fn forget(&mut self, before: usize) -> bool {
        if before <= 2 * LARGEST_CHUNK {
            return false;
        }
        let line = self.line(before);
        self.base = self.offset(before);
        self.text.drain(..before);
        self.text.shrink_to(2 * CHUNK);
        self.mark.set((0, line));
        self.limit = self.text.len();
        let known = self.look_again(before);
        self.look(known);
        true
    }

    /// What is wrong with the bytes after the text, once all of it has been read.
    pub(super) fn take_fault(&mut self) -> Option<FileFault> {
        self.fault.take()
    }

    /// Forgets the text before `from` and reads on; afterwards `from` is at 0. The more text is kept, the more is read, so
    /// that long pieces are not looked through too often.
    pub(super) fn more(&mut self, from: usize) {
        let line = self.line(from);
        self.base = self.offset(from);
        self.text.drain(..from);
        self.mark.set((0, line));
        let known = self.look_again(from);
        let wanted = self.text.len().clamp(CHUNK, LARGEST_CHUNK);
        self.chunk.resize(wanted, 0);
        if self.text.len() > 2 * LARGEST_CHUNK {
            // Room for the longest there may be, at once: growing by copies would take twice the memory.
            let room = (2 * LONGEST_TOKEN + 2 * LARGEST_CHUNK).saturating_sub(self.text.len());
            self.text.reserve_exact(room.max(wanted + 4));
        }
        while !self.ended {
            match self.inner.read(&mut self.chunk) {
                Ok(0) => {
                    self.append(0);
                    self.ended = true;
                    if !std::mem::take(&mut self.cut).is_empty() {
                        self.fault = Some(FileFault::Encoding("incomplete character".to_owned()));
                    }
                }
                Ok(count) => {
                    if self.append(count) {
                        break;
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = true;
                    self.fault = Some(FileFault::Io(error));
                }
            }
        }
        self.limit = self.text.len();
        self.look(known);
    }

    /// Looks at the text behind `known`, before which nothing more is to be found.
    fn look(&mut self, known: usize) {
        let behind = |from: usize| self.text.as_bytes().get(from..).unwrap_or_default();
        self.returns = self.returns || memchr::memchr(b'\r', behind(known)).is_some();
        // The end of a CDATA section may have been cut.
        let from = known.saturating_sub(2);
        self.data_ends = self.data_ends || memchr::memmem::find(behind(from), b"]]>").is_some();
    }

    /// Forgets what was seen when text has gone; the answer is the length up to which the text need not be looked at. What is
    /// kept while more is read is long, and would be looked through for every piece of it.
    fn look_again(&mut self, gone: usize) -> usize {
        if gone > 0 && (self.returns || self.data_ends) {
            self.returns = false;
            self.data_ends = false;
            return 0;
        }
        self.text.len()
    }

    /// Takes bytes of the chunk over; whether there is more text now.
    fn append(&mut self, count: usize) -> bool {
        let before = self.text.len();
        let mut bytes = self.chunk.get(..count).unwrap_or_default();
        let joined;
        if !self.cut.is_empty() {
            joined = [self.cut.as_slice(), bytes].concat();
            bytes = &joined;
        }
        let (valid, rest) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, &bytes[bytes.len()..]),
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                if error.error_len().is_some() {
                    self.ended = true;
                    self.fault = Some(FileFault::Encoding(format!("byte 0x{:02x}", rest[0])));
                }
                (std::str::from_utf8(valid).unwrap_or_default(), rest)
            }
        };
        let good = first_forbidden(valid).unwrap_or(valid.len());
        self.text.push_str(&valid[..good]);
        if good < valid.len() {
            self.ended = true;
            self.fault = Some(FileFault::Malformed("a control character".to_owned()));
        }
        self.cut = if self.ended { Vec::new() } else { rest.to_vec() };
        self.text.len() > before || self.ended
    }

    /// The first bytes of the file, at most four, before any text is taken.
    pub(super) fn peek(&mut self) -> std::io::Result<&[u8]> {
        let mut first = [0; 4];
        while self.cut.len() < 4 {
            let room = first.len() - self.cut.len();
            match self.inner.read(&mut first[..room]) {
                Ok(0) => break,
                Ok(count) => self.cut.extend_from_slice(&first[..count]),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(&self.cut)
    }
}

impl Window<std::io::Empty> {
    /// Takes a text that was checked before, to be read part by part.
    pub(super) fn load(&mut self, text: String) {
        self.text = text;
        self.ended = true;
        self.limit = 0;
        (self.returns, self.data_ends) = (false, false);
        self.look(0);
    }

    /// Gives the text back.
    pub(super) fn unload(&mut self) -> String {
        self.limit = 0;
        std::mem::take(&mut self.text)
    }

    /// Shows the text up to `limit` only, and its place `start` as one that lies elsewhere in a file.
    pub(super) fn show(&mut self, start: usize, limit: usize, position: Position) {
        self.limit = limit;
        self.base = position.byte.wrapping_sub(start as u64);
        self.mark.set((start, position.line));
    }
}

/// Where a text has its first character that XML 1.0 does not know: control characters, U+FFFE and U+FFFF. (Surrogates are no UTF-8.)
fn first_forbidden(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let control = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    // A sum over blocks is what the compiler makes fast; the place is looked for only where there is one.
    let block = |part: &[u8]| part.iter().fold(false, |found, byte| found | control(byte));
    let mut first = None;
    for (number, part) in bytes.chunks(4096).enumerate() {
        if block(part) {
            first = part.iter().position(control).map(|at| number * 4096 + at);
            break;
        }
    }
    let none = memchr::memchr_iter(0xef, bytes)
        .find(|at| matches!(bytes.get(at + 1..at + 3), Some([0xbf, 0xbe | 0xbf])));
    match (first, none) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_xml_does_not_know_are_found_wherever_they_stand() {
        let long = "a".repeat(5000);
        for bad in ["\0", "\u{1f}", "\u{fffe}", "\u{ffff}"] {
            for before in ["", "ž", long.as_str()] {
                assert_eq!(
                    first_forbidden(&format!("{before}{bad}x\u{1}")),
                    Some(before.len())
                );
            }
        }
        assert_eq!(first_forbidden("\t\r\n ž\u{fffd}\u{7f}\u{10000}"), None);
    }

    #[test]
    fn characters_cut_by_the_reading_are_put_together() {
        struct Drops<'a>(&'a [u8]);
        impl Read for Drops<'_> {
            fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
                let Some((first, rest)) = self.0.split_first() else {
                    return Ok(0);
                };
                out[0] = *first;
                self.0 = rest;
                Ok(1)
            }
        }
        let text = "žluťoučký\nkůň";
        let mut window = Window::new(Drops(text.as_bytes()), true);
        while !window.ended() {
            window.more(0);
        }
        assert_eq!(window.text(), text);
        assert_eq!(window.line(text.len()), 2);
        assert_eq!(window.line(0), 1);
        assert!(window.take_fault().is_none());
        let mut cut = Window::new(&text.as_bytes()[..1], true);
        cut.more(0);
        cut.more(0);
        assert!(matches!(cut.take_fault(), Some(FileFault::Encoding(_))));
    }

    #[test]
    fn a_long_text_is_forgotten_with_its_room_and_places_stay() {
        let long = "x\n".repeat(2 * LARGEST_CHUNK);
        let text = format!("{long}\r<end]]>");
        let mut window = Window::new(text.as_bytes(), true);
        while !window.ended() {
            window.more(0);
        }
        assert!(!window.forget(2 * LARGEST_CHUNK), "short texts stay");
        assert!(window.forget(long.len()));
        assert_eq!(window.text(), "\r<end]]>");
        assert!(window.text.capacity() <= 2 * CHUNK);
        assert_eq!(window.offset(1), long.len() as u64 + 1);
        assert_eq!(window.line(1), 2 * LARGEST_CHUNK as u64 + 1);
        let kind = window.kind();
        assert!(kind.whole && kind.returns && kind.data_ends);
    }
}
