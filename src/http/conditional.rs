//! Conditional requests (RFC 9110, 13): whether the client has the answer already.

use axum::http::{HeaderMap, header};

/// Whether `If-None-Match` names this entity tag (strong, with its quotation marks). The comparison is the weak one, as the
/// standard asks for reading: a tag that a proxy has weakened still matches.
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_tag_is_known_when_one_of_the_list_is_it() {
        let known = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(value));
            is_known(&headers, "\"abc\"")
        };
        assert!(known("\"abc\""));
        assert!(known("W/\"abc\""));
        assert!(known("\"x\", \"abc\""));
        assert!(known("*"));
        assert!(!known("abc"));
        assert!(!known("\"abcd\""));
        assert!(!known(""));
        assert!(!is_known(&HeaderMap::new(), "\"abc\""));
    }
}
