//! Values of attributes: from the lexical forms of XML Schema to Rust values and back to the canonical text.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeZone, Timelike};
use chrono_tz::Europe::Prague;
use thiserror::Error;

use super::catalogue::ValueKind;

/// Why a text is not a value of its type.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{text}` is not {english}")]
pub struct ValueError {
    /// The text, cut to 40 characters.
    pub text: String,
    /// What was expected, in Czech, fourth case.
    pub czech: &'static str,
    /// What was expected, in English.
    pub english: &'static str,
}

/// What was expected, in Czech and English.
type Expected = (&'static str, &'static str);

const WHOLE_NUMBER: Expected = ("celé číslo", "a whole number");
const TRUTH: Expected = ("true, false, 1 nebo 0", "true, false, 1 or 0");
const TIME: Expected = (
    "datum a čas, například 2024-07-01T08:30:00",
    "a date and time such as 2024-07-01T08:30:00",
);
const DATE: Expected = ("datum, například 2024-07-01", "a date such as 2024-07-01");
const DECIMAL: Expected = ("desetinné číslo", "a decimal number");

impl ValueError {
    fn new(text: &str, (czech, english): Expected) -> Self {
        Self {
            text: text.chars().take(40).collect(),
            czech,
            english,
        }
    }
}

/// XML white space, collapsed as `xs:integer`, `xs:boolean` and the dates demand.
fn collapsed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// Reads an `xs:integer` that fits 16 bits: levels, classes, codes.
///
/// # Errors
/// [`ValueError`] when it is not one.
pub fn small_integer(text: &str) -> Result<i16, ValueError> {
    collapsed(text)
        .parse()
        .map_err(|_| ValueError::new(text, WHOLE_NUMBER))
}

/// Reads an `xs:integer` that fits 64 bits.
///
/// # Errors
/// [`ValueError`] when it is not one.
pub fn integer(text: &str) -> Result<i64, ValueError> {
    collapsed(text)
        .parse()
        .map_err(|_| ValueError::new(text, WHOLE_NUMBER))
}

/// Reads an `xs:decimal` as the nearest double.
///
/// # Errors
/// [`ValueError`] when it is not one.
pub fn real(text: &str) -> Result<f64, ValueError> {
    decimal(text)?.parse().map_err(|_| ValueError::new(text, DECIMAL))
}

/// Reads an `xs:boolean`.
///
/// # Errors
/// [`ValueError`] when it is not one.
pub fn boolean(text: &str) -> Result<bool, ValueError> {
    match collapsed(text) {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err(ValueError::new(text, TRUTH)),
    }
}

/// Reads an `xs:dateTime` as Czech local time: values with a time zone are converted, values without one are taken as they
/// are. Fractions beyond microseconds are cut off.
///
/// # Errors
/// [`ValueError`] when it is not one.
pub fn local_time(text: &str) -> Result<NaiveDateTime, ValueError> {
    let trimmed = collapsed(text);
    let error = || ValueError::new(text, TIME);
    if let Some(local) = plain_time(trimmed.as_bytes()) {
        return Ok(local);
    }
    if let Ok(local) = NaiveDateTime::parse_from_str(trimmed, "%Y-%m-%dT%H:%M:%S%.f") {
        return Ok(local);
    }
    let zoned = DateTime::parse_from_rfc3339(trimmed).map_err(|_| error())?;
    Ok(Prague.from_utc_datetime(&zoned.naive_utc()).naive_local())
}

/// `2024-03-01T10:00:00`, the form that nearly all files have, at a tenth of the cost of the general one.
fn plain_time(text: &[u8]) -> Option<NaiveDateTime> {
    let number = |from: usize, to: usize| {
        text[from..to].iter().try_fold(0_u32, |value, byte| {
            byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0'))
        })
    };
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if text.len() != 19 || separators.iter().any(|(at, byte)| text[*at] != *byte) {
        return None;
    }
    let year = i32::try_from(number(0, 4)?).ok()?;
    let day = NaiveDate::from_ymd_opt(year, number(5, 7)?, number(8, 10)?)?;
    day.and_hms_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?)
}

/// The canonical text of a local time: `2024-03-01T10:00:00`, with a fraction only when there is one.
pub fn format_local_time(time: NaiveDateTime) -> String {
    let mut text = String::with_capacity(19);
    push_local_time(time, &mut text);
    text
}

/// Appends the canonical text of a local time.
pub fn push_local_time(time: NaiveDateTime, text: &mut String) {
    let (year, month, day) = (time.year(), time.month(), time.day());
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    if time.nanosecond() != 0 || !(0..=9999).contains(&year) {
        let _ = write!(text, "{}", time.format("%Y-%m-%dT%H:%M:%S%.f"));
        return;
    }
    let _ = write!(
        text,
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
    );
}

/// Reads an `xs:date`; a time zone is ignored.
///
/// # Errors
/// [`ValueError`] when it is not one.
pub fn date(text: &str) -> Result<NaiveDate, ValueError> {
    let trimmed = collapsed(text);
    let day = trimmed.get(..10).unwrap_or(trimmed);
    NaiveDate::parse_from_str(day, "%Y-%m-%d").map_err(|_| ValueError::new(text, DATE))
}

/// Appends the value as JSON: whole and decimal numbers as numbers (decimals keep their digits), truth values as such,
/// everything else as a string.
///
/// # Errors
/// [`ValueError`] when the text is not of the kind.
pub fn write_json(kind: ValueKind, text: &str, out: &mut Vec<u8>) -> Result<(), ValueError> {
    match kind {
        ValueKind::Integer => {
            out.extend_from_slice(integer(text)?.to_string().as_bytes());
        }
        ValueKind::Decimal => out.extend_from_slice(decimal(text)?.as_bytes()),
        ValueKind::Boolean => {
            let literal: &[u8] = if boolean(text)? { b"true" } else { b"false" };
            out.extend_from_slice(literal);
        }
        ValueKind::Date => {
            date(text)?;
            write_json_string(collapsed(text), out);
        }
        ValueKind::DateTime => write_json_string(&format_local_time(local_time(text)?), out),
        ValueKind::String | ValueKind::Complex => write_json_string(text, out),
    }
    Ok(())
}

/// Appends a JSON string.
pub fn write_json_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape: &[u8] = match byte {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            b'\t' => b"\\t",
            0..=0x1f => b" ",
            _ => continue,
        };
        out.extend_from_slice(&text.as_bytes()[from..at]);
        out.extend_from_slice(escape);
        from = at + 1;
    }
    out.extend_from_slice(&text.as_bytes()[from..]);
    out.push(b'"');
}

/// An `xs:decimal` as a JSON number: no plus sign, no bare point, digits kept.
fn decimal(text: &str) -> Result<String, ValueError> {
    let error = || ValueError::new(text, DECIMAL);
    let trimmed = collapsed(text);
    let (sign, digits) = match trimmed.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !is_number(whole) || !is_number(fraction) {
        return Err(error());
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    Ok(format!("{sign}{whole}{point}{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(kind: ValueKind, text: &str) -> Option<String> {
        let mut out = Vec::new();
        write_json(kind, text, &mut out).ok()?;
        String::from_utf8(out).ok()
    }

    #[test]
    fn lexical_forms_of_xml_schema_become_json() {
        assert_eq!(json(ValueKind::Integer, " +007 ").as_deref(), Some("7"));
        assert_eq!(json(ValueKind::Decimal, "+01.50").as_deref(), Some("1.50"));
        assert_eq!(json(ValueKind::Decimal, ".5").as_deref(), Some("0.5"));
        assert_eq!((integer(" +007 "), real(" +01.50 ")), (Ok(7), Ok(1.5)));
        assert_eq!(json(ValueKind::Boolean, "1").as_deref(), Some("true"));
        assert_eq!(json(ValueKind::String, "a\"b\n").as_deref(), Some(r#""a\"b\n""#));
        assert_eq!(
            json(ValueKind::Date, "2024-02-29").as_deref(),
            Some("\"2024-02-29\"")
        );
    }

    #[test]
    fn other_texts_are_refused() {
        let wrong = [
            (ValueKind::Integer, "1.0"),
            (ValueKind::Integer, ""),
            (ValueKind::Decimal, "."),
            (ValueKind::Decimal, "1e3"),
            (ValueKind::Boolean, "TRUE"),
            (ValueKind::Date, "2024-02-30"),
            (ValueKind::DateTime, "2024-02-29T25:00:00"),
        ];
        for (kind, text) in wrong {
            assert_eq!(json(kind, text), None, "{kind:?} {text:?}");
        }
    }

    #[test]
    fn times_become_czech_local_time() {
        let text = |given| local_time(given).map(format_local_time).unwrap();
        assert_eq!(text("2023-10-26T06:42:21"), "2023-10-26T06:42:21");
        assert_eq!(text("2023-10-31T10:07:11Z"), "2023-10-31T11:07:11");
        assert_eq!(text("2023-07-31T11:07:11+02:00"), "2023-07-31T11:07:11");
        assert_eq!(text("0001-01-01T00:00:00"), "0001-01-01T00:00:00");
        assert_eq!(
            text("2024-02-29T12:00:00.1234567"),
            "2024-02-29T12:00:00.123456700"
        );
    }
}
