//! Texts and numbers as bytes of XML.

use super::WriteError;

/// Appends character data.
///
/// # Errors
/// [`WriteError::Character`] for what XML 1.0 cannot hold.
pub fn escaped(text: &str, out: &mut Vec<u8>) -> Result<(), WriteError> {
    let mut from = 0;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let reference: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            // A bare carriage return would be read back as a line feed.
            b'\r' => b"&#13;",
            b'\t' | b'\n' => continue,
            0..=0x1f => return Err(refused(text)),
            // U+FFFE and U+FFFF are no XML characters.
            0xef if matches!(bytes.get(at + 1..at + 3), Some([0xbf, 0xbe | 0xbf])) => {
                return Err(refused(text));
            }
            _ => continue,
        };
        out.extend_from_slice(&bytes[from..at]);
        out.extend_from_slice(reference);
        from = at + 1;
    }
    out.extend_from_slice(&bytes[from..]);
    Ok(())
}

fn refused(text: &str) -> WriteError {
    WriteError::Character(shortened(text))
}

/// The beginning of a text, for a message.
pub fn shortened(text: &str) -> String {
    text.escape_debug().take(60).collect()
}

/// Appends a tag of its three parts.
pub fn tag(out: &mut Vec<u8>, start: &str, name: &str, end: &str) {
    out.extend_from_slice(start.as_bytes());
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(end.as_bytes());
}

/// Appends an element that holds a text, and ends the line.
///
/// # Errors
/// [`WriteError::Character`] for what XML 1.0 cannot hold.
pub fn leaf(out: &mut Vec<u8>, name: &str, text: &str) -> Result<(), WriteError> {
    tag(out, "<", name, ">");
    escaped(text, out)?;
    tag(out, "</", name, ">\n");
    Ok(())
}

/// Appends a number without sign.
pub fn number(mut rest: u64, out: &mut Vec<u8>) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    while rest > 0 || at == digits.len() {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.extend_from_slice(&digits[at..]);
}

/// Appends centimetres as metres with two decimals.
pub fn metres(centimetres: i32, out: &mut Vec<u8>) {
    let mut digits = [0_u8; 12];
    let mut at = digits.len();
    let mut rest = centimetres.unsigned_abs();
    let mut count = 0;
    while rest > 0 || count < 3 {
        if count == 2 {
            at -= 1;
            digits[at] = b'.';
        }
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        count += 1;
    }
    if centimetres < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn centimetres_are_metres_with_two_decimals() {
        for (given, expected) in [
            (0, "0.00"),
            (5, "0.05"),
            (-5, "-0.05"),
            (-74_297_418, "-742974.18"),
            (100, "1.00"),
            (i32::MAX, "21474836.47"),
            (i32::MIN, "-21474836.48"),
        ] {
            let mut out = Vec::new();
            metres(given, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }

    #[test]
    fn numbers_are_decimal() {
        for given in [0, 7, 10, 42_001_620_000_000_007, u64::MAX] {
            let mut out = Vec::new();
            number(given, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), given.to_string());
        }
    }

    #[test]
    fn markup_is_escaped_and_control_characters_are_refused() {
        let mut out = Vec::new();
        escaped("a<b & \"č\" ]]> \r\n", &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a&lt;b &amp; &quot;č&quot; ]]&gt; &#13;\n"
        );
        for text in ["a\0", "\u{b}", "\u{ffff}", "\u{fffe}x"] {
            assert!(escaped(text, &mut Vec::new()).is_err(), "{text:?}");
        }
        assert!(escaped("\u{fffd}\u{f000}", &mut Vec::new()).is_ok());
    }
}
