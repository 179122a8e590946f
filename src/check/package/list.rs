//! `Overeni.txt`: the list of SHA-512 digests by which an AZI verifies documentation (the registers'
//! historic name of it is `Overeni_UOZI.txt`).
//!
//! Programs write it in several ways, and people write sentences around it. So a line counts when it holds 128
//! hexadecimal digits in a row; what else is on it, without separators, is the file's name.

use super::text;

/// A SHA-512 digest.
pub(super) type Digest = [u8; 64];

/// Bytes of a list; ten thousand files need some 2 MB.
pub(super) const MAX_LIST_BYTES: u64 = 4 << 20;

/// Digits of a SHA-512 digest.
const DIGITS: usize = 128;
/// Digits that nothing but some other digest has in a row: MD5 has as many.
const SOME_DIGEST: usize = 32;

/// What a list says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    /// Names as written, with `/` between folders and without a leading `./`, and their digests.
    pub(super) files: Vec<(String, Digest)>,
    /// Numbers of the lines that look like a digest and cannot be used, from 1.
    pub(super) bad_lines: Vec<u64>,
}

impl List {
    /// Reads a list.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut list = Self::default();
        for (number, line) in (1..).zip(text::list_text(bytes).lines()) {
            match parse_line(line) {
                Line::File(name, digest) => list.files.push((name, digest)),
                Line::Bad => list.bad_lines.push(number),
                Line::Prose => {}
            }
        }
        list
    }
}

/// Whether a file of this name is a list.
pub(super) fn is_list(base_name: &str) -> bool {
    matches!(text::key(base_name).as_str(), "overeni.txt" | "overeni_uozi.txt")
}

/// Whether a file belongs to the verification itself, so that no list can name it: a list, a signature, a time stamp.
pub(super) fn is_of_verification(base_name: &str) -> bool {
    let name = text::key(base_name);
    let signature = [".tsr", ".p7s", ".p7m"]
        .iter()
        .any(|ending| name.ends_with(ending));
    signature || (name.starts_with("overeni") && name.contains('.'))
}

enum Line {
    File(String, Digest),
    Bad,
    Prose,
}

fn parse_line(line: &str) -> Line {
    let Some((start, end)) = longest_digits(line) else {
        return Line::Prose;
    };
    match end - start {
        0..SOME_DIGEST => return Line::Prose,
        DIGITS => {}
        _ => return Line::Bad,
    }
    let name = match (name_of(&line[..start]), name_of(&line[end..])) {
        (name, "") | ("", name) => name,
        _ => return Line::Bad,
    };
    match (name, digest(&line[start..end])) {
        ("", _) | (_, None) => Line::Bad,
        (name, Some(digest)) => {
            let name = name.replace('\\', "/");
            let name = name.trim_start_matches("./").to_owned();
            Line::File(name, digest)
        }
    }
}

/// Where the longest run of hexadecimal digits begins and ends, in bytes.
fn longest_digits(line: &str) -> Option<(usize, usize)> {
    let mut longest = None;
    let mut start = 0;
    for run in line.split(|c: char| !c.is_ascii_hexdigit()) {
        let end = start + run.len();
        if longest.is_none_or(|(a, b)| run.len() > b - a) {
            longest = Some((start, end));
        }
        let separator = line[end..].chars().next().map_or(0, char::len_utf8);
        start = end + separator;
    }
    longest
}

/// The name in what stands before or after a digest: without separators, the star of `sha512sum` and quotes, or out of
/// the brackets of `SHA512 (name) =`.
fn name_of(part: &str) -> &str {
    let separator =
        |c: char| c.is_whitespace() || matches!(c, ';' | ',' | ':' | '=' | '|' | '"' | '\u{feff}');
    let part = part.trim_matches(separator);
    let part = part.strip_prefix('*').unwrap_or(part).trim_matches(separator);
    let label = ["SHA512", "SHA-512"]
        .iter()
        .find_map(|label| part.strip_prefix(label));
    match label.map(str::trim_start) {
        Some("") => "",
        Some(rest) => match rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            Some(name) => name,
            None => part,
        },
        None => part,
    }
}

fn digest(digits: &str) -> Option<Digest> {
    let mut digest = [0; 64];
    for (byte, pair) in digest.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex() -> String {
        "0aF".repeat(42) + "01"
    }

    fn names(text: &str) -> Vec<String> {
        let list = List::parse(text.as_bytes());
        assert_eq!(list.bad_lines, Vec::<u64>::new(), "{text}");
        list.files.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn digest_and_name_come_in_either_order_and_with_any_separator() {
        let hex = hex();
        for line in [
            format!("{hex}  a b.pdf"),
            format!("{hex} *a b.pdf"),
            format!("{hex};a b.pdf"),
            format!("{hex}\ta b.pdf\r"),
            format!("a b.pdf {hex}"),
            format!("a b.pdf;{hex};"),
            format!("\"a b.pdf\" ; {hex}"),
            format!("SHA512 (a b.pdf) = {hex}"),
            format!("SHA-512: {hex} .\\a b.pdf"),
            format!("a b.pdf: {}", hex.to_uppercase()),
        ] {
            assert_eq!(names(&line), ["a b.pdf"], "{line}");
        }
    }

    #[test]
    fn folders_are_written_with_either_slash() {
        let hex = hex();
        assert_eq!(names(&format!("{hex} *.\\foto\\1.jpg")), ["foto/1.jpg"]);
        assert_eq!(names(&format!("{hex} ./foto/1.jpg")), ["foto/1.jpg"]);
    }

    #[test]
    fn sentences_around_the_list_are_passed_over() {
        let text = format!(
            "Ověřil: č. 123/2025\r\nNáležitostmi a přesností odpovídá\r\n\r\n{} a.xml\r\n",
            hex()
        );
        assert_eq!(names(&text), ["a.xml"]);
    }

    #[test]
    fn a_digest_of_another_kind_is_told_by_its_line() {
        let list = List::parse(format!("a.xml {}\n{}\n{}0 a\n", "ab".repeat(32), hex(), hex()).as_bytes());
        assert_eq!((list.files.len(), list.bad_lines), (0, vec![1, 2, 3]));
    }

    #[test]
    fn a_name_on_both_sides_is_not_guessed_at() {
        let list = List::parse(format!("1 {} a.xml", hex()).as_bytes());
        assert_eq!((list.files.len(), list.bad_lines), (0, vec![1]));
    }

    #[test]
    fn the_bytes_of_the_digest_are_those_of_its_digits() {
        let list = List::parse(format!("{} a", hex()).as_bytes());
        assert_eq!(list.files[0].1[..4], [0x0a, 0xf0, 0xaf, 0x0a]);
    }

    #[test]
    fn files_of_the_verification_are_known_in_any_case() {
        assert!(is_list("OVERENI.TXT") && is_list("Overeni_UOZI.txt") && !is_list("Overeni.pdf"));
        for name in ["Overeni.txt.p7s", "x.TSR", "Overeni_UOZI.tsr", "a.p7m"] {
            assert!(is_of_verification(name), "{name}");
        }
        assert!(!is_of_verification("zprava.pdf") && !is_of_verification("Overeni"));
    }
}
