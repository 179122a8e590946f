//! Lexical forms of the built-in types, by hand on bytes: XML Schema 1.0, part 2, chapter 3.
//!
//! Texts come with white space already dealt with. Limits are those that libxml2 has and 5.4 of the standard allows:
//! decimal numbers of 24 digits, years that fit 64 bits.

/// Digits of a decimal number at most, leading zeros not counted.
const MAX_DIGITS: usize = 24;

/// `xs:boolean`.
pub(super) fn boolean(text: &str) -> bool {
    matches!(text, "true" | "false" | "1" | "0")
}

/// A decimal number taken apart; parts have no needless zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number<'a> {
    pub(super) negative: bool,
    pub(super) whole: &'a str,
    pub(super) fraction: &'a str,
}

impl<'a> Number<'a> {
    /// `xs:decimal`.
    pub(super) fn decimal(text: &'a str) -> Option<Self> {
        let (negative, rest) = sign(text);
        let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        (whole.len() + fraction.len() <= MAX_DIGITS).then(|| Self::of(negative, whole, fraction))
    }

    /// `xs:integer`.
    pub(super) fn integer(text: &'a str) -> Option<Self> {
        let (negative, rest) = sign(text);
        if rest.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let whole = rest.trim_start_matches('0');
        (whole.len() <= MAX_DIGITS).then(|| Self::of(negative, whole, ""))
    }

    fn of(negative: bool, whole: &'a str, fraction: &'a str) -> Self {
        let fraction = fraction.trim_end_matches('0');
        Self {
            negative: negative && !(whole.is_empty() && fraction.is_empty()),
            whole,
            fraction,
        }
    }

    pub(super) fn is_zero(self) -> bool {
        self.whole.is_empty() && self.fraction.is_empty()
    }

    /// `totalDigits` of the value.
    pub(super) fn digits(self) -> usize {
        (self.whole.len() + self.fraction.len()).max(1)
    }
}

impl PartialOrd for Number<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let size = |a: &Self, b: &Self| {
            let whole = (a.whole.len(), a.whole).cmp(&(b.whole.len(), b.whole));
            whole.then_with(|| a.fraction.cmp(b.fraction))
        };
        match (self.negative, other.negative) {
            (false, false) => size(self, other),
            (true, true) => size(other, self),
            (true, false) => std::cmp::Ordering::Less,
            (false, true) => std::cmp::Ordering::Greater,
        }
    }
}

fn sign(text: &str) -> (bool, &str) {
    match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or_default()),
        Some(b'+') => (false, text.get(1..).unwrap_or_default()),
        _ => (false, text),
    }
}

/// `xs:double` and `xs:float`.
pub(super) fn double(text: &[u8]) -> bool {
    let mut rest = match text {
        [b'-' | b'+', rest @ ..] => rest,
        rest => rest,
    };
    let mut mantissa = skip_digits(&mut rest);
    if let [b'.', after @ ..] = rest {
        rest = after;
        mantissa += skip_digits(&mut rest);
    }
    if mantissa == 0 {
        return matches!(text, b"INF" | b"-INF" | b"NaN");
    }
    if let [b'e' | b'E', after @ ..] = rest {
        rest = match after {
            [b'-' | b'+', after @ ..] => after,
            after => after,
        };
        return skip_digits(&mut rest) > 0 && rest.is_empty();
    }
    rest.is_empty()
}

/// Numbers with white space between them; most of the bytes of a file are of this kind.
pub(super) fn doubles(text: &[u8]) -> bool {
    let mut at = 0;
    let byte = |at: usize| text.get(at).copied().unwrap_or(b' ');
    while at < text.len() {
        let start = at;
        if matches!(byte(at), b'-' | b'+') {
            at += 1;
        }
        let digits = at;
        while byte(at).is_ascii_digit() {
            at += 1;
        }
        let mut count = at - digits;
        if byte(at) == b'.' {
            at += 1;
            let fraction = at;
            while byte(at).is_ascii_digit() {
                at += 1;
            }
            count += at - fraction;
        }
        let is_space = |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        if count == 0 || !is_space(byte(at)) {
            // Anything but plain digits: an exponent, INF, nothing at all.
            while !is_space(byte(at)) {
                at += 1;
            }
            let item = text.get(start..at).unwrap_or_default();
            if !item.is_empty() && !double(item) {
                return false;
            }
        }
        at += 1;
    }
    true
}

fn skip_digits(rest: &mut &[u8]) -> usize {
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    *rest = rest.get(count..).unwrap_or_default();
    count
}

/// `xs:date`.
pub(super) fn date(text: &[u8]) -> bool {
    let mut cursor = Cursor(text);
    cursor.date().is_some() && cursor.zone().is_some() && cursor.0.is_empty()
}

/// `xs:dateTime`.
pub(super) fn date_time(text: &[u8]) -> bool {
    let mut cursor = Cursor(text);
    let mut read = || {
        cursor.date()?;
        cursor.byte(b'T')?;
        cursor.time()?;
        cursor.zone()
    };
    read().is_some() && cursor.0.is_empty()
}

struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn byte(&mut self, wanted: u8) -> Option<()> {
        let (first, rest) = self.0.split_first()?;
        (*first == wanted).then(|| self.0 = rest)
    }

    fn two(&mut self) -> Option<u8> {
        let [tens @ b'0'..=b'9', ones @ b'0'..=b'9', rest @ ..] = self.0 else {
            return None;
        };
        self.0 = rest;
        Some((tens - b'0') * 10 + (ones - b'0'))
    }

    /// Four digits or more, then no leading zero; there is no year 0 (3.2.7.1).
    fn year(&mut self) -> Option<i64> {
        let negative = self.byte(b'-').is_some();
        let count = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(count)?;
        if count < 4 || (count > 4 && digits.first() == Some(&b'0')) {
            return None;
        }
        let mut year = 0_i64;
        for digit in digits {
            year = year.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
        }
        self.0 = rest;
        (year != 0).then_some(if negative { -year } else { year })
    }

    fn date(&mut self) -> Option<()> {
        let year = self.year()?;
        self.byte(b'-')?;
        let month = self.two()?;
        self.byte(b'-')?;
        let day = self.two()?;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            _ => 0,
        };
        (1..=last).contains(&day).then_some(())
    }

    fn time(&mut self) -> Option<()> {
        let hour = self.two()?;
        self.byte(b':')?;
        let minute = self.two()?;
        self.byte(b':')?;
        let second = self.two()?;
        let mut exact = true;
        if self.byte(b'.').is_some() {
            let count = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (digits, rest) = self.0.split_at_checked(count)?;
            exact = digits.iter().all(|digit| *digit == b'0');
            self.0 = rest;
            if count == 0 {
                return None;
            }
        }
        let midnight = hour == 24 && minute == 0 && second == 0 && exact;
        ((hour < 24 && minute < 60 && second < 60) || midnight).then_some(())
    }

    /// `Z`, an offset up to 14 hours, or nothing.
    fn zone(&mut self) -> Option<()> {
        match self.0.first() {
            None => Some(()),
            Some(b'Z') => self.byte(b'Z'),
            Some(b'+' | b'-') => {
                self.0 = self.0.get(1..)?;
                let hour = self.two()?;
                self.byte(b':')?;
                let minute = self.two()?;
                (minute < 60 && u32::from(hour) * 60 + u32::from(minute) <= 14 * 60).then_some(())
            }
            Some(_) => None,
        }
    }
}

/// `xs:Name`; without colons `xs:NCName` and `xs:ID`.
pub(super) fn name(text: &str, colons: bool) -> bool {
    let mut characters = text.chars();
    let first = characters.next().is_some_and(|c| is_name_start(c, colons));
    first && characters.all(|c| is_name_character(c, colons))
}

/// `xs:NMTOKEN`.
pub(super) fn token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| is_name_character(c, true))
}

fn is_name_start(c: char, colons: bool) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '_' => true,
        ':' => colons,
        // Combining characters and digits of other scripts do not begin a name (XML 1.0, second edition, appendix B).
        c => !c.is_ascii() && c.is_alphabetic() && !is_combining(c),
    }
}

fn is_name_character(c: char, colons: bool) -> bool {
    is_name_start(c, colons) || matches!(c, '0'..='9' | '-' | '.' | '\u{b7}') || is_combining(c)
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{486}')
}

/// `xs:language`: parts of one to eight letters, from the second on digits too.
pub(super) fn language(text: &str) -> bool {
    text.split('-').enumerate().all(|(number, part)| {
        let fits = |byte: u8| byte.is_ascii_alphabetic() || (number > 0 && byte.is_ascii_digit());
        (1..=8).contains(&part.len()) && part.bytes().all(fits)
    })
}

/// `xs:anyURI`: a reference after RFC 3986 in which any character that URIs do not know stands for an escaped one.
pub(super) fn uri(text: &str) -> bool {
    let bytes = text.as_bytes();
    let escapes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'%');
    for (at, _) in escapes {
        let hex = bytes.get(at + 1..at + 3);
        if !hex.is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) {
            return false;
        }
    }
    let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    if fragment.contains('#') || query.contains(['[', ']']) {
        return false;
    }
    let first = path.split('/').next().unwrap_or_default();
    let after_scheme = match first.split_once(':') {
        Some((scheme, _)) if is_scheme(scheme) => path.get(scheme.len() + 1..).unwrap_or_default(),
        Some(_) => return false,
        None => path,
    };
    match after_scheme.strip_prefix("//") {
        Some(rest) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            authority(host) && !path.contains(['[', ']'])
        }
        None => !after_scheme.contains(['[', ']']),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

fn authority(text: &str) -> bool {
    let host = text.split_once('@').map_or(text, |(_, host)| host);
    let (literal, port) = match host.strip_prefix('[') {
        Some(inside) => match inside.split_once(']') {
            Some((_, rest)) => (true, rest),
            None => return false,
        },
        None => (
            false,
            host.find(':').and_then(|at| host.get(at..)).unwrap_or_default(),
        ),
    };
    let is_port = |port: &str| {
        port.strip_prefix(':')
            .is_some_and(|p| (1..=5).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
    };
    !host.contains('@') && (literal || !host.contains(['[', ']'])) && (port.is_empty() || is_port(port))
}

#[cfg(test)]
mod tests;
