//! Conditional requests (RFC 9110, 13): whether the client has the answer already.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use sha2::{Digest, Sha256};

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

/// The entity tag of a content: its digest, in quotation marks.
pub fn tag(content: &[u8]) -> String {
    let mut tag = String::from("\"");
    for byte in Sha256::digest(content).iter().take(12) {
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

/// Completes the response to a request with the tag of its content and how long it may be kept; the response becomes a 304
/// without a body when the client has that content. The tag is sent as a weak one, as a layer above may compress the body.
pub fn complete(mut response: Response, request: &HeaderMap, tag: &str, keep: &'static str) -> Response {
    if is_known(request, tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&format!("W/{tag}")) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn a_known_content_is_answered_by_its_tag_alone() {
        let tag = tag(b"a");
        assert_ne!(tag, super::tag(b"b"));
        let answer = |known: &str| {
            let mut request = HeaderMap::new();
            request.insert(header::IF_NONE_MATCH, HeaderValue::from_str(known).unwrap());
            complete(Response::new(Body::from("a")), &request, &tag, "no-cache")
        };
        assert_eq!(answer("\"x\"").status(), StatusCode::OK);
        let known = answer(&format!("W/{tag}"));
        assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(known.headers()[header::ETAG], format!("W/{tag}").as_str());
        assert_eq!(known.headers()[header::CACHE_CONTROL], "no-cache");
    }
}
