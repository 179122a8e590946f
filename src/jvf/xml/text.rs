//! Texts of XML: references to characters, values of attributes, what stands in the XML declaration.

use std::borrow::Cow;

use super::chars::is_character;
use crate::jvf::read::FileFault;

/// Prefix (empty without one) and local name.
pub(super) fn split(name: &str) -> (&str, &str) {
    match memchr::memchr(b':', name.as_bytes()) {
        Some(colon) => (&name[..colon], &name[colon + 1..]),
        None => ("", name),
    }
}

/// The character that a reference names: by number, or one of the five that XML defines by itself.
pub(super) fn character(name: &str) -> Result<char, FileFault> {
    let number = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => digits.parse(),
        },
        None => {
            return match name {
                "amp" => Ok('&'),
                "lt" => Ok('<'),
                "gt" => Ok('>'),
                "quot" => Ok('"'),
                "apos" => Ok('\''),
                other => Err(FileFault::Entity(shorten(other))),
            };
        }
    };
    let plain = name.bytes().skip(1).all(|byte| byte.is_ascii_alphanumeric());
    let found = number.ok().filter(|_| plain).and_then(char::from_u32);
    found
        .filter(|c| is_character(*c))
        .ok_or_else(|| FileFault::Malformed(format!("&{}; is no character of XML", shorten(name))))
}

/// The value of an attribute: references resolved, white space as spaces (XML 1.0, 3.3.3).
pub(super) fn normalized(raw: &str) -> Result<Cow<'_, str>, FileFault> {
    let special = |byte: u8| matches!(byte, b'&' | b'\t' | b'\n' | b'\r');
    if !raw.bytes().any(special) {
        return Ok(Cow::Borrowed(raw));
    }
    let raw = raw.replace("\r\n", " ");
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw.as_str();
    while let Some(at) = rest.bytes().position(special) {
        value.push_str(&rest[..at]);
        if rest.as_bytes()[at] != b'&' {
            value.push(' ');
            rest = &rest[at + 1..];
            continue;
        }
        let Some(length) = memchr::memchr(b';', &rest.as_bytes()[at..]) else {
            return Err(FileFault::Malformed(
                "& without a reference; write &amp;".to_owned(),
            ));
        };
        value.push(character(&rest[at + 1..at + length])?);
        rest = &rest[at + length + 1..];
    }
    value.push_str(rest);
    Ok(Cow::Owned(value))
}

/// What stands in `<?xml …?>`: a version of XML 1, then perhaps an encoding, then perhaps `standalone` (productions 23 to
/// 32, 80, 81).
pub(super) fn declaration(text: &str) -> Result<(), FileFault> {
    let wrong = || FileFault::Malformed("an XML declaration that is not proper".to_owned());
    let mut rest = text;
    let mut known = ["version", "encoding", "standalone"].into_iter();
    let mut versioned = false;
    while !rest.trim_start().is_empty() {
        let trimmed = rest.trim_start();
        if trimmed.len() == rest.len() {
            return Err(wrong());
        }
        let (name, value) = trimmed.split_once('=').ok_or_else(wrong)?;
        let name = name.trim_end();
        if !known.any(|expected| expected == name) {
            return Err(wrong());
        }
        let value = value.trim_start();
        let quote = value
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''))
            .ok_or_else(wrong)?;
        let (value, after) = value[1..].split_once(quote).ok_or_else(wrong)?;
        match name {
            "version" => {
                let minor = value.strip_prefix("1.").ok_or_else(wrong)?;
                if minor.is_empty() || !minor.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(wrong());
                }
                versioned = true;
            }
            "encoding" if !["utf-8", "utf8", "us-ascii"].contains(&value.to_ascii_lowercase().as_str()) => {
                return Err(FileFault::Encoding(shorten(value)));
            }
            "standalone" if !matches!(value, "yes" | "no") => return Err(wrong()),
            _ => {}
        }
        rest = after;
    }
    if versioned { Ok(()) } else { Err(wrong()) }
}

/// At most forty characters of what the file says, for a message.
pub(in crate::jvf) fn shorten(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(40).collect()
}
