//! Names of XML 1.0 (fifth edition, productions 4 and 4a) with namespaces (Namespaces in XML 1.0, productions 4 to 9).

/// A byte that no name has.
const NO: u8 = 0;
/// A byte that may stand in a name but not begin one.
const INNER: u8 = 1;
/// A byte that may begin a name.
const FIRST: u8 = 2;
/// The colon.
const COLON: u8 = 4;
/// A byte of a character beyond ASCII, to be looked at as a whole.
const OTHER: u8 = 8;

const KIND: [u8; 256] = {
    let mut table = [NO; 256];
    let mut byte = 0;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation, reason = "below 256")]
        let b = byte as u8;
        table[byte] = match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => FIRST,
            b'0'..=b'9' | b'-' | b'.' => INNER,
            b':' => COLON,
            0x80.. => OTHER,
            _ => NO,
        };
        byte += 1;
    }
    table
};

/// A run of bytes that may be in names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// How many bytes.
    pub(super) length: usize,
    /// Where its first colon is.
    pub(super) colon: Option<usize>,
    /// Whether the bytes alone show that it is a name without a colon.
    pub(super) plain: bool,
}

/// The run at the beginning of some bytes; `None` when they end before it does.
pub(super) fn run(bytes: &[u8]) -> Option<Run> {
    let mut seen = 0;
    let mut colon = None;
    for (at, byte) in bytes.iter().enumerate() {
        let kind = KIND[usize::from(*byte)];
        if kind == NO {
            let first = bytes.first().map_or(NO, |first| KIND[usize::from(*first)]);
            return Some(Run {
                length: at,
                colon,
                plain: first == FIRST && seen & (COLON | OTHER) == 0,
            });
        }
        if kind == COLON && colon.is_none() {
            colon = Some(at);
        }
        seen |= kind;
    }
    None
}

/// Whether a text of bytes that may be in names is a qualified name: `local` or `prefix:local`.
pub(super) fn is_name(text: &str) -> bool {
    match text.split_once(':') {
        Some((prefix, local)) => is_part(prefix) && is_part(local),
        None => is_part(text),
    }
}

/// A name without a colon.
fn is_part(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first() else {
        return false;
    };
    if bytes.is_ascii() {
        return !matches!(first, b'0'..=b'9' | b'-' | b'.') && !bytes.contains(&b':');
    }
    let mut characters = text.chars();
    characters.next().is_some_and(starts_name) && characters.all(|c| starts_name(c) || continues_name(c))
}

fn starts_name(c: char) -> bool {
    matches!(c,
        'A'..='Z' | 'a'..='z' | '_' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

fn continues_name(c: char) -> bool {
    matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// White space of XML (production 3).
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Whether a character may be written by its number (production 2).
pub(super) fn is_character(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_with_a_letter_and_have_one_colon_at_most() {
        for name in ["a", "_", "a-1.b", "gml:id", "žluť", "a·b", "p:ž"] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "", "1a", "-a", ".a", ":a", "a:", "a:b:c", "a:1", "·a", "a×b", "a\u{37e}",
        ] {
            assert!(!is_name(name), "{name}");
        }
    }
}
