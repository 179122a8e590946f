//! The address under which clients reach the service: links are absolute, so a proxy must be believed about it.
//!
//! `Forwarded` (RFC 7239) comes first, then `X-Forwarded-Proto`, `-Host` and `-Prefix`, then `Host`. Only the nearest
//! proxy's element (the first one) counts. What is not plainly a host, a scheme or a path is ignored: these values
//! end up in pages and documents.

use std::fmt;

use axum::http::{HeaderMap, HeaderName, header};

/// The address of the service without a slash at its end, such as `https://dtm.example.cz/mapa`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base(String);

impl Base {
    /// The address as a request's headers tell it.
    pub fn of(headers: &HeaderMap) -> Self {
        let forwarded = first(headers, &header::FORWARDED).unwrap_or_default();
        let directive = |name: &str| {
            forwarded.split(';').find_map(|pair| {
                let (key, value) = pair.trim().split_once('=')?;
                key.eq_ignore_ascii_case(name)
                    .then(|| value.trim().trim_matches('"'))
            })
        };
        let scheme = directive("proto")
            .or_else(|| first(headers, &HeaderName::from_static("x-forwarded-proto")))
            .filter(|scheme| *scheme == "https")
            .unwrap_or("http");
        let host = [
            directive("host"),
            first(headers, &HeaderName::from_static("x-forwarded-host")),
            first(headers, &header::HOST),
        ]
        .into_iter()
        .flatten()
        .find(|host| is_host(host))
        .unwrap_or("localhost");
        let prefix = first(headers, &HeaderName::from_static("x-forwarded-prefix"))
            .map(|prefix| prefix.trim_end_matches('/'))
            .filter(|prefix| is_path(prefix))
            .unwrap_or_default();
        Self(format!("{scheme}://{host}{prefix}"))
    }

    /// The absolute address of a path, which starts with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The first element of a header that may be a list.
fn first<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()?.split(',').next().map(str::trim)
}

/// A name or an address with an optional port.
fn is_host(host: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b);
    (1..=255).contains(&host.len()) && host.bytes().all(plain)
}

/// A path of plain segments.
fn is_path(path: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    path.is_empty()
        || (path.len() <= 255 && path.starts_with('/') && !path.contains("//") && path.bytes().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(headers: &[(&'static str, &'static str)]) -> String {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        Base::of(&headers).as_str().to_owned()
    }

    #[test]
    fn proxies_are_believed_in_order() {
        assert_eq!(base(&[]), "http://localhost");
        assert_eq!(base(&[("host", "127.0.0.1:8080")]), "http://127.0.0.1:8080");
        let forwarded = [
            ("host", "inner:1"),
            (
                "forwarded",
                "for=1.2.3.4;proto=https;host=\"dtm.example.cz\", for=5.6.7.8;host=other",
            ),
        ];
        assert_eq!(base(&forwarded), "https://dtm.example.cz");
        let x_forwarded = [
            ("host", "inner:1"),
            ("x-forwarded-host", "dtm.example.cz, inner"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-prefix", "/mapa/"),
        ];
        assert_eq!(base(&x_forwarded), "https://dtm.example.cz/mapa");
    }

    #[test]
    fn what_is_no_host_or_path_is_ignored() {
        let hostile = [
            ("host", "good:1"),
            ("x-forwarded-host", "\"><script>"),
            ("x-forwarded-proto", "javascript"),
            ("x-forwarded-prefix", "//evil.example"),
        ];
        assert_eq!(base(&hostile), "http://good:1");
    }
}
