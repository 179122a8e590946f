//! The words of the notation.

use std::collections::VecDeque;
use std::str::FromStr;

use crate::model::Coordinate;

/// The words of a line; commas and semicolons are words of their own.
pub(super) struct Words<'a> {
    pub(super) at: String,
    words: VecDeque<&'a str>,
}

impl<'a> Words<'a> {
    pub(super) fn of(at: String, line: &'a str) -> Self {
        let pieces = line
            .split_whitespace()
            .flat_map(|word| word.split_inclusive([',', ';']));
        let split = |piece: &'a str| {
            let bare = piece.trim_end_matches([',', ';']);
            [bare, &piece[bare.len()..]]
        };
        let words = pieces.flat_map(split).filter(|word| !word.is_empty()).collect();
        Self { at, words }
    }

    pub(super) fn unknown(&self, word: &str) -> ! {
        panic!("{}: unknown word {word}", self.at)
    }

    pub(super) fn next(&mut self, what: &str) -> &'a str {
        self.words
            .pop_front()
            .unwrap_or_else(|| panic!("{}: {what} is missing", self.at))
    }

    pub(super) fn number<T: FromStr>(&mut self, what: &str) -> T {
        let word = self.next(what);
        word.parse()
            .unwrap_or_else(|_| panic!("{}: {word} is not {what}", self.at))
    }

    pub(super) fn expect(&mut self, expected: &str) {
        match self.next(expected) {
            word if word == expected => {}
            other => self.unknown(other),
        }
    }

    /// Says something at the end of the line, and fails before it.
    pub(super) fn end<T>(&self, says: T) -> T {
        if let Some(word) = self.words.front() {
            self.unknown(word);
        }
        says
    }

    /// The next word, unless the positions begin.
    pub(super) fn before_numbers(&mut self) -> Option<&'a str> {
        let is_word = self.words.front()?.parse::<i32>().is_err();
        if is_word { self.words.pop_front() } else { None }
    }

    /// Whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// All that is left: positions with commas between them, parts with semicolons; and whether heights are told.
    pub(super) fn parts(&mut self) -> (Vec<Vec<Coordinate>>, bool) {
        let mut parts = vec![Vec::new()];
        let mut has_heights = false;
        loop {
            let (x, y) = (self.number("an x"), self.number("a y"));
            let mut z = 0;
            if let Some(height) = self.words.front().and_then(|word| word.parse().ok()) {
                self.words.pop_front();
                (z, has_heights) = (height, true);
            }
            parts.last_mut().unwrap().push(Coordinate::new(x, y, z));
            match self.words.pop_front() {
                None => return (parts, has_heights),
                Some(",") => {}
                Some(";") => parts.push(Vec::new()),
                Some(other) => self.unknown(other),
            }
        }
    }

    pub(super) fn line(&mut self) -> Vec<Coordinate> {
        match <[_; 1]>::try_from(self.parts().0) {
            Ok([line]) => line,
            Err(_) => panic!("{}: one line only", self.at),
        }
    }

    /// Rings, which close themselves.
    pub(super) fn rings(&mut self) -> (Vec<Vec<Coordinate>>, bool) {
        let (mut rings, has_heights) = self.parts();
        rings.iter_mut().for_each(|ring| ring.push(ring[0]));
        (rings, has_heights)
    }
}
