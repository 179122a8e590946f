//! Walking through the elements of a file: children, leaves, what is passed over.

use std::io::Read;

use super::{Content, Source, Token};
use crate::jvf::read::{FileFault, ReadError};
use crate::jvf::xml::chars::is_space;
use crate::jvf::xml::window::LONGEST_TOKEN;
use crate::jvf::xml::{NamespaceId, Observer};

impl<R: Read, O: Observer> Source<R, O> {
    /// The text that [`leaf`](Self::leaf) read.
    pub(in crate::jvf) fn value(&self) -> &str {
        self.kept.of(self.window.text(), &self.value)
    }

    /// Reads the element that has just opened to its end, its text into [`value`](Self::value). The answer tells whether
    /// it had no child elements; the text of children is left out.
    pub(in crate::jvf) fn leaf(&mut self) -> Result<bool, ReadError> {
        if self.plain_leaf() {
            return Ok(true);
        }
        self.kept = Content::Own;
        self.value.clear();
        let mut plain = true;
        loop {
            match self.next_exact()? {
                Token::Text => {
                    self.value
                        .push_str(self.content.of(self.window.text(), &self.own));
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

    /// Reads an element of one text that is wholly in memory, as most are; otherwise nothing happens.
    fn plain_leaf(&mut self) -> bool {
        let kind = self.window.kind();
        if self.empty || kind.returns || kind.data_ends {
            return false;
        }
        let rest = self.window.text().get(self.next..).unwrap_or_default();
        let Some(length) = memchr::memchr2(b'<', b'&', rest.as_bytes()) else {
            return false;
        };
        let (text, tag) = rest.split_at(length);
        let Some(end) = self.likely_end(tag.as_bytes()) else {
            return false;
        };
        self.token = self.next + length;
        self.kept = Content::Window(self.next, self.token);
        let (text_at, end_at) = (self.window.offset(self.next), self.window.offset(self.token));
        self.observer.leaf(text, text_at, end_at);
        self.next = self.token + end;
        self.close();
        true
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

    /// Passes white space that stands before a tag; where children are expected it means nothing.
    pub(in crate::jvf) fn skip_blank(&mut self) {
        let rest = self.window.text().as_bytes().get(self.next..).unwrap_or_default();
        // Indents are long: eight spaces at a time.
        let line_end = usize::from(rest.first() == Some(&b'\n'));
        let (eights, _) = rest.get(line_end..).unwrap_or_default().as_chunks::<8>();
        let spaces = 8 * eights.iter().take_while(|eight| **eight == [b' '; 8]).count();
        let behind = rest.get(line_end + spaces..).unwrap_or_default();
        let others = behind
            .iter()
            .position(|byte| !is_space(*byte))
            .unwrap_or_default();
        let blank = line_end + spaces + others;
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
}
