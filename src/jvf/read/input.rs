//! The bytes of a delivery on their way into the XML parser: counted, by lines and bytes, and kept within bounds.

use std::io::{self, BufRead, Read};

/// Longest single piece of XML (a text, a tag, a comment) in bytes.
pub(super) const LONGEST_TOKEN: u64 = 10 << 20;

const BUFFER: usize = 128 << 10;

/// Marks the error that says that a token is longer than [`LONGEST_TOKEN`].
#[derive(Debug, thiserror::Error)]
#[error("a single piece of XML is longer than 10 MB")]
pub(super) struct TokenTooLong;

/// A buffered reader that knows how far the parser has come.
pub(super) struct Input<R> {
    inner: R,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    consumed: u64,
    line: u64,
    token_start: u64,
}

impl<R: Read> Input<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            buffer: vec![0; BUFFER].into_boxed_slice(),
            start: 0,
            end: 0,
            consumed: 0,
            line: 1,
            token_start: 0,
        }
    }

    /// Bytes that the parser has taken, a byte order mark included.
    pub(super) fn taken(&self) -> u64 {
        self.consumed
    }

    /// Line of the next byte, counted from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Tells that a new token begins here.
    pub(super) fn begin_token(&mut self) {
        self.token_start = self.consumed;
    }

    /// Takes white space up to the next byte that is none, so that the parser need not make a token of it.
    pub(super) fn skip_whitespace(&mut self) -> io::Result<()> {
        loop {
            let available = self.fill_buf()?;
            let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
            match available.iter().position(|byte| !blank(byte)) {
                Some(0) => return Ok(()),
                Some(end) => {
                    self.consume(end);
                    return Ok(());
                }
                None if available.is_empty() => return Ok(()),
                None => {
                    let all = available.len();
                    self.consume(all);
                    self.begin_token();
                }
            }
        }
    }

    /// The first bytes of the file, at most four, without taking them.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        while self.end < 4 {
            let read = self.inner.read(&mut self.buffer[self.end..])?;
            if read == 0 {
                break;
            }
            self.end += read;
        }
        Ok(&self.buffer[..self.end.min(4)])
    }
}

impl<R: Read> Read for Input<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(out.len());
        out[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Input<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            if self.consumed - self.token_start > LONGEST_TOKEN {
                return Err(io::Error::other(TokenTooLong));
            }
            self.start = 0;
            self.end = 0;
            self.end = self.inner.read(&mut self.buffer)?;
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.line += newlines(&self.buffer[self.start..self.start + amount]);
        self.start += amount;
        self.consumed += amount as u64;
    }
}

/// Counts line ends. Sums of up to 255 bytes fit a byte, which lets the compiler count many at once.
fn newlines(bytes: &[u8]) -> u64 {
    bytes
        .chunks(255)
        .map(|chunk| u64::from(chunk.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>()))
        .sum()
}
