//! One piece of XML at the beginning of a text: a tag, a text, a comment. Well-formedness of each piece is judged here
//! (XML 1.0, fifth edition); that pieces fit together is the business of [`Source`](super::Source).

use super::chars::{Run, is_name, is_space, run};
use crate::jvf::read::FileFault;

/// Most attributes of an element, declarations of namespaces included; JVF uses five.
const MOST_ATTRIBUTES: usize = 256;

/// An attribute as written; places count from the tag's `<`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RawAttribute {
    pub(super) name: (usize, usize),
    pub(super) value: (usize, usize),
}

/// A piece; places count from where it begins, `end` is behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// `<name …>` or `<name …/>`; attributes were put into the list given.
    Start {
        name_end: usize,
        /// Where the local name begins.
        local: usize,
        end: usize,
        empty: bool,
    },
    /// `</name>`.
    End { name_end: usize, end: usize },
    /// Text up to the next `<` or `&`; `returns` when it holds carriage returns.
    Text { end: usize, returns: bool },
    /// `&…;`: the name is between.
    Reference { end: usize },
    /// `<![CDATA[…]]>`.
    Data { end: usize },
    /// A comment or a processing instruction.
    Other { end: usize },
    /// `<?xml …?>`.
    Declaration { end: usize },
}

/// Why there is no piece.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The text ends before the piece does.
    Incomplete,
    /// What is wrong.
    Wrong(FileFault),
}

pub(super) fn malformed(what: &str) -> Trouble {
    Trouble::Wrong(FileFault::Malformed(what.to_owned()))
}

type Lexed = Result<Piece, Trouble>;

/// What is known of the text in memory as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kind {
    /// Nothing comes after it, so that a piece of text may end where it ends.
    pub(super) whole: bool,
    /// It holds carriage returns.
    pub(super) returns: bool,
    /// It holds `]]>`.
    pub(super) data_ends: bool,
}

/// The first piece of a text that is not empty.
pub(super) fn lex(text: &str, kind: Kind, attributes: &mut Vec<RawAttribute>) -> Lexed {
    let bytes = text.as_bytes();
    match bytes {
        [b'<', next, ..] => match next {
            b'/' => end_tag(bytes),
            b'!' => bang(text),
            b'?' => instruction(text),
            _ => start_tag(text, attributes),
        },
        [b'<'] => Err(Trouble::Incomplete),
        [b'&', ..] => reference(text),
        _ => text_piece(bytes, kind),
    }
}

fn text_piece(bytes: &[u8], kind: Kind) -> Lexed {
    let end = match memchr::memchr2(b'<', b'&', bytes) {
        Some(end) => end,
        None if kind.whole => bytes.len(),
        None => return Err(Trouble::Incomplete),
    };
    let piece = bytes.get(..end).unwrap_or_default();
    if kind.data_ends && memchr::memmem::find(piece, b"]]>").is_some() {
        return Err(malformed("]]> in a text"));
    }
    let returns = kind.returns && memchr::memchr(b'\r', piece).is_some();
    Ok(Piece::Text { end, returns })
}

fn reference(text: &str) -> Lexed {
    let bytes = text.as_bytes();
    // The longest names of characters are nine digits; names of entities are refused whatever they are.
    match bytes.iter().take(64).position(|byte| *byte == b';') {
        Some(end) => Ok(Piece::Reference { end: end + 1 }),
        None if bytes.len() < 64 && !bytes.iter().any(|byte| *byte == b'<' || is_space(*byte)) => {
            Err(Trouble::Incomplete)
        }
        None => Err(malformed("& without a reference; write &amp;")),
    }
}

fn name(bytes: &[u8], from: usize) -> Result<Run, Trouble> {
    run(bytes.get(from..).unwrap_or_default()).ok_or(Trouble::Incomplete)
}

fn spaces_end(bytes: &[u8], from: usize) -> Result<usize, Trouble> {
    let rest = bytes.get(from..).unwrap_or_default();
    let length = rest.iter().position(|byte| !is_space(*byte));
    length.map(|length| from + length).ok_or(Trouble::Incomplete)
}

fn named(text: &str, from: usize, run: Run) -> Result<(), Trouble> {
    if run.plain || text.get(from..from + run.length).is_some_and(is_name) {
        Ok(())
    } else {
        Err(malformed("a tag without a proper name"))
    }
}

fn end_tag(bytes: &[u8]) -> Lexed {
    // Whether it is a name does not matter: it must equal that of the start tag.
    let name_end = 2 + name(bytes, 2)?.length;
    let close = spaces_end(bytes, name_end)?;
    match bytes.get(close) {
        Some(b'>') => Ok(Piece::End {
            name_end,
            end: close + 1,
        }),
        _ => Err(malformed("an end tag that does not end")),
    }
}

fn start_tag(text: &str, attributes: &mut Vec<RawAttribute>) -> Lexed {
    let bytes = text.as_bytes();
    attributes.clear();
    let run = name(bytes, 1)?;
    named(text, 1, run)?;
    let name_end = 1 + run.length;
    let local = run.colon.map_or(1, |colon| colon + 2);
    let mut at = name_end;
    loop {
        let next = spaces_end(bytes, at)?;
        match (bytes.get(next), bytes.get(next + 1)) {
            (Some(b'>'), _) => {
                let end = next + 1;
                return Ok(Piece::Start {
                    name_end,
                    local,
                    end,
                    empty: false,
                });
            }
            (Some(b'/'), Some(b'>')) => {
                let end = next + 2;
                return Ok(Piece::Start {
                    name_end,
                    local,
                    end,
                    empty: true,
                });
            }
            (Some(b'/'), None) | (None, _) => return Err(Trouble::Incomplete),
            _ if next == at => return Err(malformed("attributes without space between")),
            _ => {}
        }
        let attribute = attribute(text, next)?;
        let name = |a: &RawAttribute| text.get(a.name.0..a.name.1);
        if attributes.iter().any(|known| name(known) == name(&attribute)) {
            return Err(malformed("an attribute twice in one element"));
        }
        if attributes.len() == MOST_ATTRIBUTES {
            return Err(malformed("an element with more than 256 attributes"));
        }
        at = attribute.value.1 + 1;
        attributes.push(attribute);
    }
}

fn attribute(text: &str, from: usize) -> Result<RawAttribute, Trouble> {
    let bytes = text.as_bytes();
    let run = name(bytes, from)?;
    named(text, from, run)?;
    let end = from + run.length;
    let equals = spaces_end(bytes, end)?;
    if bytes.get(equals) != Some(&b'=') {
        return Err(malformed("an attribute without a value"));
    }
    let open = spaces_end(bytes, equals + 1)?;
    let quote = match bytes.get(open) {
        Some(quote @ (b'"' | b'\'')) => *quote,
        _ => return Err(malformed("an attribute whose value is not in quotes")),
    };
    let value = bytes.get(open + 1..).unwrap_or_default();
    match memchr::memchr2(quote, b'<', value) {
        Some(length) if value.get(length) == Some(&quote) => Ok(RawAttribute {
            name: (from, end),
            value: (open + 1, open + 1 + length),
        }),
        Some(_) => Err(malformed("< in the value of an attribute; write &lt;")),
        None => Err(Trouble::Incomplete),
    }
}

fn bang(text: &str) -> Lexed {
    let starts = |what: &str| text.starts_with(what);
    let could = |what: &str| what.starts_with(text);
    if starts("<!--") {
        let body = text.get(4..).unwrap_or_default();
        let Some(dashes) = memchr::memmem::find(body.as_bytes(), b"--") else {
            return Err(Trouble::Incomplete);
        };
        return match body.as_bytes().get(dashes + 2) {
            Some(b'>') => Ok(Piece::Other { end: 4 + dashes + 3 }),
            Some(_) => Err(malformed("-- in a comment")),
            None => Err(Trouble::Incomplete),
        };
    }
    if starts("<![CDATA[") {
        return match memchr::memmem::find(text.as_bytes(), b"]]>") {
            Some(end) => Ok(Piece::Data { end: end + 3 }),
            None => Err(Trouble::Incomplete),
        };
    }
    if starts("<!DOCTYPE") {
        return Err(Trouble::Wrong(FileFault::Doctype));
    }
    if could("<!--") || could("<![CDATA[") || could("<!DOCTYPE") {
        return Err(Trouble::Incomplete);
    }
    Err(malformed("<! that begins neither a comment nor CDATA"))
}

fn instruction(text: &str) -> Lexed {
    let bytes = text.as_bytes();
    let run = name(bytes, 2)?;
    named(text, 2, run)?;
    let target = 2 + run.length;
    let Some(end) = memchr::memmem::find(bytes, b"?>") else {
        return Err(Trouble::Incomplete);
    };
    if end != target && !bytes.get(target).is_some_and(|byte| is_space(*byte)) {
        return Err(malformed("a processing instruction without a proper target"));
    }
    let end = end + 2;
    match text.get(2..target) {
        Some("xml") => Ok(Piece::Declaration { end }),
        Some(name) if name.eq_ignore_ascii_case("xml") || name.contains(':') => {
            Err(malformed("a processing instruction without a proper target"))
        }
        _ => Ok(Piece::Other { end }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Kind = Kind {
        whole: true,
        returns: true,
        data_ends: true,
    };

    fn piece(text: &str) -> Result<Piece, &'static str> {
        lex(text, ALL, &mut Vec::new()).map_err(|trouble| match trouble {
            Trouble::Incomplete => "incomplete",
            Trouble::Wrong(FileFault::Doctype) => "doctype",
            Trouble::Wrong(_) => "wrong",
        })
    }

    #[test]
    fn each_kind_of_piece_is_known_with_its_end() {
        let start = |name_end, local, end, empty| {
            Ok(Piece::Start {
                name_end,
                local,
                end,
                empty,
            })
        };
        for (text, expected) in [
            ("<a>x", start(2, 1, 3, false)),
            ("<a:b  c = 'd' e=\"'\"/>x", start(4, 3, 21, true)),
            ("<a\n>", start(2, 1, 4, false)),
            ("</a >x", Ok(Piece::End { name_end: 3, end: 5 })),
            (
                "text<",
                Ok(Piece::Text {
                    end: 4,
                    returns: false,
                }),
            ),
            (
                "te\rxt&amp;",
                Ok(Piece::Text {
                    end: 5,
                    returns: true,
                }),
            ),
            ("&amp;x", Ok(Piece::Reference { end: 5 })),
            ("<![CDATA[<a>]]>x", Ok(Piece::Data { end: 15 })),
            ("<!-- - -->x", Ok(Piece::Other { end: 10 })),
            ("<?a b?>x", Ok(Piece::Other { end: 7 })),
            ("<?xml version='1.0'?>x", Ok(Piece::Declaration { end: 21 })),
        ] {
            assert_eq!(piece(text), expected, "{text}");
        }
    }

    #[test]
    fn pieces_that_are_not_well_formed_are_refused() {
        for text in [
            "<1a>",
            "<a b>",
            "<a b=c>",
            "<a b='1'c='2'>",
            "<a b='1' b='2'>",
            "<a b='<'>",
            "<a:b:c>",
            "< a>",
            "</a b>",
            "a]]>b<",
            "& b",
            "<!-- -- -->",
            "<!--a--->",
            "<!x>",
            "<?xML a?>",
            "<?a:b c?>",
            "<?a\u{b7}!?>",
            "<a / >",
        ] {
            assert_eq!(piece(text), Err("wrong"), "{text}");
        }
        assert_eq!(piece("<!DOCTYPE a>"), Err("doctype"));
        let many: String = (0..300).map(|n| format!(" a{n}='1'")).collect();
        assert_eq!(piece(&format!("<a{many}>")), Err("wrong"));
    }

    #[test]
    fn a_piece_cut_anywhere_is_incomplete() {
        for text in [
            "<abc d='e' f=\"g\">",
            "<abc/>",
            "</abc>",
            "&amp;",
            "<![CDATA[x]]>",
            "<!-- x -->",
            "<?pi x?>",
            "<!DOCTYPE",
        ] {
            for end in 1..text.len() {
                let cut = lex(&text[..end], Kind { whole: false, ..ALL }, &mut Vec::new());
                assert!(
                    matches!(cut, Err(Trouble::Incomplete)),
                    "{} {cut:?}",
                    &text[..end]
                );
            }
        }
    }
}
