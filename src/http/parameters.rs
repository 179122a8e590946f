//! Query parameters, taken strictly: an unknown or repeated one is a fault of the request (OGC API Features, requirement
//! `query-param-unknown`), never silently dropped.

use std::fmt::Write as _;

use axum::extract::Query;
use axum::http::{StatusCode, Uri};

use super::Problem;
use super::error::cut;

/// Longest query that is read, in bytes.
const LONGEST: usize = 8 << 10;
/// Parameters that every resource knows.
const COMMON: [&str; 3] = ["f", "lang", "audience"];

/// The decoded query of a request.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    pairs: Vec<(String, String)>,
}

impl Parameters {
    /// Decodes the query of a URI.
    ///
    /// # Errors
    /// [`Problem`] 400 when a name comes twice or a value holds what no text may, 414 when it is too long.
    pub fn parse(uri: &Uri) -> Result<Self, Problem> {
        if uri.query().is_some_and(|query| query.len() > LONGEST) {
            return Err(Problem::new(
                StatusCode::URI_TOO_LONG,
                "UriTooLong",
                format!("dotaz je delší než {LONGEST} bajtů; zkraťte jej"),
                format!("the query is longer than {LONGEST} bytes; shorten it"),
            ));
        }
        let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(uri) else {
            return Err(malformed("dotaz nelze přečíst", "the query does not read"));
        };
        for (index, (name, value)) in pairs.iter().enumerate() {
            if value.contains(['\0', '\u{fffd}']) {
                return Err(malformed(
                    format!("parametr `{}` neobsahuje platný text v UTF-8", cut(name)),
                    format!("parameter `{}` is not valid UTF-8 text", cut(name)),
                ));
            }
            if pairs[..index].iter().any(|(earlier, _)| earlier == name) {
                return Err(malformed(
                    format!("parametr `{}` je uveden dvakrát; uveďte jej jednou", cut(name)),
                    format!("parameter `{}` is given twice; give it once", cut(name)),
                ));
            }
        }
        Ok(Self { pairs })
    }

    /// Refuses every parameter but these and those that every resource knows.
    ///
    /// # Errors
    /// [`Problem`] 400 that lists the known ones.
    pub fn only(&self, known: &[&str]) -> Result<(), Problem> {
        for (name, _) in &self.pairs {
            if !known.contains(&name.as_str()) && !COMMON.contains(&name.as_str()) {
                let name = cut(name);
                let all: Vec<_> = known.iter().chain(&COMMON).copied().collect();
                let all = all.join(", ");
                return Err(malformed(
                    format!("parametr `{name}` tu není znám; k dispozici je: {all}"),
                    format!("parameter `{name}` is not known here; there is: {all}"),
                ));
            }
        }
        Ok(())
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The query as text with some parameters set or, by `None`, taken away; starts with `?` unless empty.
    pub fn with(&self, changes: &[(&str, Option<&str>)]) -> String {
        let mut text = String::new();
        let mut push = |name: &str, value: &str| {
            let separator = if text.is_empty() { '?' } else { '&' };
            let _ = write!(text, "{separator}{}={}", encode(name), encode(value));
        };
        for (name, value) in &self.pairs {
            match changes.iter().find(|(changed, _)| changed == name) {
                Some((_, Some(value))) => push(name, value),
                Some((_, None)) => {}
                None => push(name, value),
            }
        }
        for (name, value) in changes {
            if let Some(value) = value
                && self.get(name).is_none()
            {
                push(name, value);
            }
        }
        text
    }
}

fn malformed(cs: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "InvalidParameter", cs, en)
}

/// Percent-encodes a part of a URL. Commas, colons and slashes stay readable: they have no meaning inside a query value.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~,:/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(query: &str) -> Result<Parameters, Problem> {
        Parameters::parse(&format!("http://h/p?{query}").parse().unwrap())
    }

    #[test]
    fn unknown_and_repeated_parameters_are_refused() {
        assert!(parse("bbox=1&f=json").unwrap().only(&["bbox"]).is_ok());
        assert!(parse("bbox=1&limt=2").unwrap().only(&["bbox", "limit"]).is_err());
        assert!(parse("limit=1&limit=1").is_err());
        assert!(parse("limit=%00").is_err());
        assert!(parse("limit=%ff").is_err());
        assert_eq!(
            parse(&"x".repeat(LONGEST + 1)).unwrap_err().status,
            StatusCode::URI_TOO_LONG
        );
    }

    #[test]
    fn a_changed_query_keeps_the_order_and_the_rest() {
        let parameters = parse("bbox=1,2,3,4&f=html&limit=5").unwrap();
        assert_eq!(
            parameters.with(&[("f", Some("json")), ("after", Some("42.1"))]),
            "?bbox=1,2,3,4&f=json&limit=5&after=42.1"
        );
        assert_eq!(parameters.with(&[("f", None)]), "?bbox=1,2,3,4&limit=5");
        assert_eq!(Parameters::default().with(&[("f", None)]), "");
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded_again(value in "[^\u{0}\u{fffd}]{0,40}") {
            let parameters = parse(&format!("a={}", encode(&value))).unwrap();
            prop_assert_eq!(parameters.get("a"), Some(value.as_str()));
        }
    }
}
