//! Text of packages that is not UTF-8, and the comparison of file names.

use unicode_normalization::UnicodeNormalization;

/// Bytes 128 to 255 of code page 852, in which Czech Windows and DOS write names into zips.
const CP852: &str = "\
    ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐\
    └┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";

/// Bytes 128 to 255 of Windows-1250; bytes without a character are U+FFFD.
const WINDOWS_1250: &str = "\
    €\u{fffd}‚\u{fffd}„…†‡\u{fffd}‰Š‹ŚŤŽŹ\u{fffd}‘’“”•–—\u{fffd}™š›śťžź\u{a0}ˇ˘Ł¤Ą¦§¨©Ş«¬\u{ad}®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľż\
    ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙";

/// A file name of a zip that does not say it is UTF-8: many programs write UTF-8 all the same, the others code page 852.
pub(super) fn zip_name(bytes: &[u8]) -> String {
    utf8_or(bytes, CP852)
}

/// The text of a list: UTF-8 with or without a byte order mark, else Windows-1250.
pub(super) fn list_text(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    utf8_or(bytes, WINDOWS_1250)
}

fn utf8_or(bytes: &[u8], upper: &str) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let upper: Vec<char> = upper.chars().collect();
    let decode = |byte: u8| match byte.checked_sub(128) {
        None => char::from(byte),
        Some(index) => upper.get(usize::from(index)).copied().unwrap_or('\u{fffd}'),
    };
    bytes.iter().copied().map(decode).collect()
}

/// What two names have in common that a Windows or macOS disk takes for one: case and composition do not matter.
pub(super) fn key(name: &str) -> String {
    let folded: String = name.nfc().flat_map(char::to_lowercase).collect();
    folded.nfc().collect()
}

/// A name as it is shown: without characters that a terminal could obey.
pub(super) fn shown(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        if unsafe_to_show(c) {
            text.extend(c.escape_unicode());
        } else {
            text.push(c);
        }
    }
    text
}

/// Control characters, and the marks that turn the direction of writing.
pub(super) fn unsafe_to_show(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn czech_names_are_read_from_every_code_page_in_use() {
        assert_eq!(zip_name("příloha.pdf".as_bytes()), "příloha.pdf");
        assert_eq!(zip_name(b"p\xfd\xa1loha \xa7.pdf"), "příloha ž.pdf");
        assert_eq!(list_text(b"p\xf8\xedloha.pdf"), "příloha.pdf");
        assert_eq!(list_text("\u{feff}příloha.pdf".as_bytes()), "příloha.pdf");
    }

    #[test]
    fn the_tables_have_all_upper_bytes() {
        assert_eq!((CP852.chars().count(), WINDOWS_1250.chars().count()), (128, 128));
    }

    #[test]
    fn names_of_one_file_on_windows_have_one_key() {
        assert_eq!(key("Výkres.PDF"), key("vy\u{301}kres.pdf"));
        assert_ne!(key("výkres.pdf"), key("vykres.pdf"));
    }

    #[test]
    fn names_cannot_command_a_terminal() {
        assert_eq!(shown("a\u{1b}[2Jb\u{202e}c"), "a\\u{1b}[2Jb\\u{202e}c");
    }
}
