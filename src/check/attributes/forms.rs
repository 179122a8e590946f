//! Forms of single values: lists of codes, identifiers of subjects and of buildings, lexical forms of types.

use crate::model::catalogue::{Code, ValueKind};
use crate::model::value;

/// Some values of a code list. Whole numbers are compared as such, so that `01` and `+1` are 1, as XML Schema has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Codes(Vec<(Option<i64>, Box<str>)>);

impl Codes {
    pub(super) fn of<'a>(codes: impl IntoIterator<Item = &'a Code>) -> Self {
        Self::from_texts(codes.into_iter().map(|code| code.value.as_str()))
    }

    pub(super) fn from_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self(
            texts
                .into_iter()
                .map(|text| (text.trim().parse().ok(), text.trim().into()))
                .collect(),
        )
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn has(&self, text: &str) -> bool {
        let text = text.trim();
        let number = text.parse::<i64>().ok();
        self.0.iter().any(|(code, own)| match (code, number) {
            (Some(code), Some(number)) => *code == number,
            _ => **own == *text,
        })
    }
}

/// `SUBJ-` and eight digits.
pub(super) fn is_subject(text: &str) -> bool {
    let digits = text.trim().strip_prefix("SUBJ-");
    digits.is_some_and(|digits| digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Numbers of buildings with a semicolon between each two. The form of a number itself is not published, so only what
/// can be nothing but another separator counts against it.
pub(super) fn is_list_of_buildings(text: &str) -> bool {
    text.trim()
        .split(';')
        .all(|number| !number.trim().is_empty() && !number.trim().contains([',', '|', '\n', '\t']))
}

/// Whether a text that is not blank is of the type, as far as its characters tell.
pub(super) fn is_of_kind(kind: ValueKind, text: &str) -> bool {
    match kind {
        ValueKind::Integer => {
            let text = text.trim();
            let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        }
        ValueKind::Decimal => {
            let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.');
            text.trim().bytes().all(plain) && text.trim().parse::<f64>().is_ok()
        }
        ValueKind::Boolean => value::boolean(text).is_ok(),
        ValueKind::Date => value::date(text).is_ok(),
        ValueKind::DateTime => value::local_time(text).is_ok(),
        ValueKind::String | ValueKind::Complex => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_compared_as_numbers() {
        let codes = Codes::from_texts(["1", "99", "A"]);
        for text in ["1", " 99 ", "+1", "0099", "A"] {
            assert!(codes.has(text), "{text:?}");
        }
        for text in ["", "9", "1.0", "a", "-1"] {
            assert!(!codes.has(text), "{text:?}");
        }
    }

    #[test]
    fn subjects_have_eight_digits() {
        assert!(is_subject("SUBJ-00004246") && is_subject(" SUBJ-00004246 "));
        for text in [
            "SUBJ-4246",
            "subj-00004246",
            "SUBJ00004246",
            "00004246",
            "SUBJ-0000424A",
        ] {
            assert!(!is_subject(text), "{text:?}");
        }
    }

    #[test]
    fn buildings_are_separated_by_semicolons() {
        for text in ["1234567", "1; 2", "CZ-1/2"] {
            assert!(is_list_of_buildings(text), "{text:?}");
        }
        for text in ["1,2", "1;;2", "1;", ";1", "1|2"] {
            assert!(!is_list_of_buildings(text), "{text:?}");
        }
    }

    #[test]
    fn quirks_of_dates_in_real_files_are_in_order() {
        for text in [
            "0001-01-01T00:00:00",
            "2023-10-26T06:42:21.1234567",
            "2023-10-26T06:43:09+02:00",
        ] {
            assert!(is_of_kind(ValueKind::DateTime, text), "{text}");
        }
        assert!(!is_of_kind(ValueKind::DateTime, "26. 10. 2023"));
        assert!(is_of_kind(ValueKind::Integer, "+007") && !is_of_kind(ValueKind::Integer, "1.0"));
        assert!(is_of_kind(ValueKind::Decimal, "1.50") && !is_of_kind(ValueKind::Decimal, "1e3"));
    }
}
