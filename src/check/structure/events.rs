//! What the watcher does when an element opens, holds text, or closes.

use super::fault::StructureFault;
use super::validator::{Content, Place, Structure, kept};
use super::value::trimmed;
use crate::jvf::xml::{Observer, Tag};

impl Structure<'_> {
    fn stray_text(&mut self, piece: &str, at: u64) {
        // The place is that of the first character that is not white space.
        let blank = piece.len() - piece.trim_start_matches([' ', '\t', '\n', '\r']).len();
        self.intruder(at + blank as u64, |parent| StructureFault::Text {
            parent,
            text: kept(trimmed(piece)),
        });
    }
}

impl Observer for Structure<'_> {
    fn start(&mut self, tag: &Tag<'_>) {
        if self.skipped > 0 {
            self.skipped += 1;
            return;
        }
        match self.place(tag) {
            Place::Declared(declaration) => self.open(declaration, tag),
            Place::Nowhere => self.skipped = 1,
            Place::Anything => self.open_anything(tag),
        }
    }

    fn text(&mut self, piece: &str, at: u64) {
        if self.skipped > 0 || piece.is_empty() {
            return;
        }
        let Some(frame) = self.frames.last() else {
            return;
        };
        match frame.content {
            Content::Text | Content::Anything => {}
            Content::Value(_) => self.text.push_str(piece),
            Content::Empty(_) => self.stray_text(piece, at),
            Content::Automaton(_) | Content::All(_) => {
                let blank = |byte: u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
                if !frame.mixed && !piece.bytes().all(blank) {
                    self.stray_text(piece, at);
                }
            }
        }
    }

    fn leaf(&mut self, text: &str, text_at: u64, end_at: u64) {
        match self.frames.last() {
            Some(frame)
                if self.skipped == 0 && matches!(frame.content, Content::Value(_) | Content::Text) =>
            {
                if let Content::Value(value) = frame.content {
                    let frame = *frame;
                    self.close_value(&frame, value, text);
                }
                self.frames.pop();
            }
            _ => {
                self.text(text, text_at);
                self.end(end_at);
            }
        }
    }

    fn end(&mut self, at: u64) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        let Some(frame) = self.frames.last() else {
            return;
        };
        match frame.content {
            Content::Automaton(automaton) => {
                let state = u16::try_from(frame.state).unwrap_or_default();
                if frame.slipped || !automaton.accepts(state) {
                    self.close_automaton(automaton, state, at);
                }
            }
            Content::All(all) => {
                let seen = frame.state;
                if frame.slipped || all.required & !seen != 0 {
                    self.close_all(all, seen, at);
                }
            }
            Content::Value(value) => {
                let frame = *frame;
                let text = std::mem::take(&mut self.text);
                self.close_value(&frame, value, &text);
                self.text = text;
            }
            Content::Empty(_) | Content::Text | Content::Anything => {}
        }
        self.frames.pop();
    }
}
