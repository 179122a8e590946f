//! The notation of content models: `(a, b?, (c | d)*)`, with `&` for members of an `xs:all`, `~` for any element that is
//! validated when it is known (a lax wildcard), `{2,}` and `{2,5}` for other numbers of occurrences, `()` for no children.

use std::fmt;

use thiserror::Error;

/// Content models are not nested deeper; those of the packages have six levels.
const MAX_DEPTH: usize = 32;

/// A content model, or a part of one. `E` stands for an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Particle<E> {
    /// An element.
    Element(E),
    /// Any element, validated when it is known.
    Any,
    /// One after another.
    Sequence(Vec<Self>),
    /// One of them.
    Choice(Vec<Self>),
    /// All in any order; members are elements that occur once or are optional.
    All(Vec<Self>),
    /// At least so often, at most so often (`None`: without a limit).
    Repeat(Box<Self>, u32, Option<u32>),
}

/// A text that is no content model.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{text}` is no content model, see byte {at}")]
pub struct NotationError {
    /// The text.
    pub text: String,
    /// Where it goes wrong.
    pub at: usize,
}

impl<E> Particle<E> {
    /// The same with the number of occurrences.
    #[must_use]
    pub fn repeated(self, min: u32, max: Option<u32>) -> Self {
        match (min, max) {
            (1, Some(1)) => self,
            _ => Self::Repeat(Box::new(self), min, max),
        }
    }
}

impl<E: fmt::Display> fmt::Display for Particle<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, members: &[Self], separator: &str| {
            f.write_str("(")?;
            for (number, member) in members.iter().enumerate() {
                if number > 0 {
                    f.write_str(separator)?;
                }
                write!(f, "{member}")?;
            }
            f.write_str(")")
        };
        match self {
            Self::Element(name) => write!(f, "{name}"),
            Self::Any => f.write_str("~"),
            Self::Sequence(members) => list(f, members, ","),
            Self::Choice(members) => list(f, members, "|"),
            Self::All(members) => list(f, members, "&"),
            Self::Repeat(inner, min, max) => match (min, max) {
                (0, Some(1)) => write!(f, "{inner}?"),
                (0, None) => write!(f, "{inner}*"),
                (1, None) => write!(f, "{inner}+"),
                (min, None) => write!(f, "{inner}{{{min},}}"),
                (min, Some(max)) => write!(f, "{inner}{{{min},{max}}}"),
            },
        }
    }
}

impl<'a> Particle<&'a str> {
    /// Reads a content model; elements are their ids.
    ///
    /// # Errors
    /// [`NotationError`] with the place when it is none.
    pub fn parse(text: &'a str) -> Result<Self, NotationError> {
        let mut parser = Parser { text, at: 0 };
        parser
            .particle(0)
            .filter(|_| parser.at == text.len())
            .ok_or_else(|| NotationError {
                text: text.to_owned(),
                at: parser.at,
            })
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn particle(&mut self, depth: usize) -> Option<Particle<&'a str>> {
        if depth > MAX_DEPTH {
            return None;
        }
        let term = match self.peek()? {
            b'(' => self.list(depth)?,
            b'~' => {
                self.at += 1;
                Particle::Any
            }
            _ => Particle::Element(self.name()?),
        };
        let (min, max) = match self.peek() {
            Some(b'?') => (0, Some(1)),
            Some(b'*') => (0, None),
            Some(b'+') => (1, None),
            Some(b'{') => return self.counted(term),
            _ => return Some(term),
        };
        self.at += 1;
        Some(term.repeated(min, max))
    }

    fn counted(&mut self, term: Particle<&'a str>) -> Option<Particle<&'a str>> {
        let rest = self.text.get(self.at + 1..)?;
        let (counts, _) = rest.split_once('}')?;
        let (min, max) = counts.split_once(',')?;
        let min = min.parse().ok()?;
        let max = if max.is_empty() {
            None
        } else {
            Some(max.parse().ok()?)
        };
        self.at += counts.len() + 2;
        Some(term.repeated(min, max))
    }

    fn list(&mut self, depth: usize) -> Option<Particle<&'a str>> {
        self.at += 1;
        let mut members = Vec::new();
        if self.eat(b')') {
            return Some(Particle::Sequence(members));
        }
        members.push(self.particle(depth + 1)?);
        let separator = self.peek()?;
        while !self.eat(b')') {
            if !self.eat(separator) {
                return None;
            }
            members.push(self.particle(depth + 1)?);
        }
        match separator {
            b',' | b')' => Some(Particle::Sequence(members)),
            b'|' => Some(Particle::Choice(members)),
            b'&' => Some(Particle::All(members)),
            _ => None,
        }
    }

    fn name(&mut self) -> Option<&'a str> {
        let rest = self.text.get(self.at..)?;
        let end = rest.find([',', '|', '&', '(', ')', '?', '*', '+', '{', '}', '~', ' ']);
        let name = rest.get(..end.unwrap_or(rest.len()))?;
        self.at += name.len();
        (!name.is_empty()).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for text in [
            "()",
            "atr:ID",
            "(a,b?,(c|d#2)*,e{2,5},f{4,})",
            "(a&b?&žluť#3)",
            "(~+)",
            "((a,b)|(a|c){0,3})",
        ] {
            assert_eq!(Particle::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_content_model_is_refused_with_its_place() {
        for (text, at) in [
            ("", 0),
            ("(a,b", 4),
            ("(a,b|c)", 4),
            ("((a,b|c)", 5),
            ("a)", 1),
            ("(a{2}", 2),
            ("(,)", 1),
        ] {
            assert_eq!(Particle::parse(text).unwrap_err().at, at, "{text}");
        }
        assert!(Particle::parse(&"(".repeat(100_000)).is_err());
    }
}
