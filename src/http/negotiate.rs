//! Which form of a resource is answered: one pure function.
//!
//! | `f` | `Accept` | answer |
//! |---|---|---|
//! | an offered one | anything | that one |
//! | anything else | anything | 400 |
//! | absent | absent or empty | the first offer |
//! | absent | ranges that match offers with q > 0 | the offer of the highest q; the first offer wins a tie |
//! | absent | nothing that matches, or no media range at all | 406 |
//!
//! The most specific range that matches an offer gives its q (RFC 9110, 12.5.1). The JSON forms also answer to plain
//! `application/json`, as clients that know no special type ask for it.

use super::Problem;

/// A form of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `application/json`.
    Json,
    /// `application/geo+json`.
    GeoJson,
    /// `application/schema+json`.
    Schema,
    /// `application/vnd.oai.openapi+json;version=3.0`.
    OpenApi,
    /// `text/html`.
    Html,
    /// `application/xml`.
    Xml,
    /// `text/plain`.
    Text,
    /// `application/geopackage+sqlite3`.
    GeoPackage,
}

/// What resources offer that are neither features, schemas nor the API's description.
pub const DOCUMENT: [Format; 2] = [Format::Json, Format::Html];
/// What features offer.
pub const FEATURES: [Format; 2] = [Format::GeoJson, Format::Html];

impl Format {
    /// The value of `f`.
    pub fn parameter(self) -> &'static str {
        match self {
            Self::Json | Self::GeoJson | Self::Schema | Self::OpenApi => "json",
            Self::Html => "html",
            Self::Xml => "xml",
            Self::Text => "text",
            Self::GeoPackage => "gpkg",
        }
    }

    /// The media type as sent.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::GeoJson => "application/geo+json",
            Self::Schema => "application/schema+json",
            Self::OpenApi => "application/vnd.oai.openapi+json;version=3.0",
            Self::Html => "text/html",
            Self::Xml => "application/xml",
            Self::Text => "text/plain; charset=utf-8",
            Self::GeoPackage => "application/geopackage+sqlite3",
        }
    }

    /// The media type without parameters, and the ones it answers to as well.
    fn essences(self) -> &'static [&'static str] {
        match self {
            Self::Json => &["application/json"],
            Self::GeoJson => &["application/geo+json", "application/json"],
            Self::Schema => &["application/schema+json", "application/json"],
            Self::OpenApi => &["application/vnd.oai.openapi+json", "application/json"],
            Self::Html => &["text/html"],
            Self::Xml => &["application/xml", "text/xml"],
            Self::Text => &["text/plain"],
            Self::GeoPackage => &["application/geopackage+sqlite3"],
        }
    }
}

/// The elements of a header with weights, in its order. What has no valid weight is left out.
pub fn weighted(header: &str) -> impl Iterator<Item = (&str, f32)> {
    header.split(',').filter_map(|element| {
        let mut parts = element.split(';').map(str::trim);
        let name = parts.next().filter(|name| !name.is_empty())?;
        let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        let weight = match weight {
            Some(text) => text.parse().ok().filter(|q| (0.0..=1.0).contains(q))?,
            None => 1.0,
        };
        Some((name, weight))
    })
}

/// The weight that a header gives to a form: that of the most specific range.
fn weight(accept: &str, format: Format) -> f32 {
    let mut best = (0, 0.0);
    for (range, weight) in weighted(accept) {
        let range = range.to_ascii_lowercase();
        let specificity = match range.as_str() {
            "*/*" => 1,
            range if range.ends_with("/*") => {
                let family = range.trim_end_matches('*');
                2 * u8::from(format.essences().iter().any(|e| e.starts_with(family)))
            }
            range => match format.essences().iter().position(|e| *e == range) {
                Some(0) => 4,
                Some(_) => 3,
                None => 0,
            },
        };
        if specificity > best.0 {
            best = (specificity, weight);
        }
    }
    best.1
}

/// Chooses among the offers.
///
/// # Errors
/// [`Problem`] 400 when `f` is not offered, 406 when `Accept` takes none of the offers.
pub fn choose(f: Option<&str>, accept: Option<&str>, offers: &[Format]) -> Result<Format, Problem> {
    if let Some(f) = f {
        return offers
            .iter()
            .copied()
            .find(|offer| offer.parameter() == f)
            .ok_or_else(|| {
                let known: Vec<_> = offers.iter().map(|offer| offer.parameter()).collect();
                Problem::one_of("f", f, &known)
            });
    }
    let first = offers.first().copied().unwrap_or(Format::Json);
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else {
        return Ok(first);
    };
    let mut best = (first, 0.0);
    for offer in offers {
        let weight = weight(accept, *offer);
        if weight > best.1 {
            best = (*offer, weight);
        }
    }
    if best.1 > 0.0 {
        Ok(best.0)
    } else {
        Err(Problem::not_acceptable(offers))
    }
}

/// Whether a request would rather read HTML than JSON, for answers that come from no resource.
pub fn prefers_html(f: Option<&str>, accept: Option<&str>) -> bool {
    match f {
        Some(f) => f == "html",
        None => accept.is_some_and(|accept| weight(accept, Format::Html) > weight(accept, Format::Json)),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;

    const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    #[test]
    fn the_table_of_rules_holds() {
        type Case<'a> = (Option<&'a str>, Option<&'a str>, Result<Format, u16>);
        let cases: [Case<'_>; 16] = [
            (None, None, Ok(Format::GeoJson)),
            (None, Some(""), Ok(Format::GeoJson)),
            (None, Some("*/*"), Ok(Format::GeoJson)),
            (None, Some(BROWSER), Ok(Format::Html)),
            (Some("json"), Some(BROWSER), Ok(Format::GeoJson)),
            (Some("html"), Some("application/json"), Ok(Format::Html)),
            (Some("gml"), None, Err(400)),
            (Some(""), None, Err(400)),
            (None, Some("application/json"), Ok(Format::GeoJson)),
            (None, Some("Application/Geo+JSON"), Ok(Format::GeoJson)),
            (
                None,
                Some("application/*;q=0.1, text/html;q=0.2"),
                Ok(Format::Html),
            ),
            (None, Some("text/html, application/geo+json"), Ok(Format::GeoJson)),
            (None, Some("*/*, application/geo+json;q=0"), Ok(Format::Html)),
            (None, Some("image/png"), Err(406)),
            (None, Some("nonsense"), Err(406)),
            (None, Some("text/html;q=2"), Err(406)),
        ];
        for (f, accept, expected) in cases {
            let chosen = choose(f, accept, &FEATURES).map_err(|problem| problem.status);
            let expected = expected.map_err(|status| StatusCode::from_u16(status).unwrap());
            assert_eq!(chosen, expected, "f {f:?}, accept {accept:?}");
        }
    }

    #[test]
    fn problems_are_html_for_browsers_only() {
        assert!(prefers_html(None, Some(BROWSER)));
        assert!(prefers_html(Some("html"), None));
        assert!(!prefers_html(None, None));
        assert!(!prefers_html(Some("json"), Some(BROWSER)));
        assert!(!prefers_html(None, Some("*/*")));
    }
}
