//! What a request wants besides the resource that its path names: language, form, parameters, and the address for links.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use super::{Base, Format, Link, Parameters, Problem, language, negotiate};
use crate::model::{Language, RegionCode};

/// What a request wants besides its path.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The address for links.
    pub base: Base,
    /// Language of messages and views.
    pub language: Language,
    /// The query.
    pub query: Parameters,
    /// The path as asked, still percent-encoded.
    pub path: String,
    accept: Option<String>,
}

impl Asked {
    fn read(parts: &Parts) -> Result<Self, Problem> {
        let header = |name| {
            let value: Option<&axum::http::HeaderValue> = parts.headers.get(name);
            value.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let query = Parameters::parse(&parts.uri)?;
        let language = match query.get("lang") {
            Some(code) => known_language(code).ok_or_else(|| Problem::one_of("lang", code, &["cs", "en"]))?,
            None => language::negotiate(header(header::ACCEPT_LANGUAGE).as_deref()),
        };
        Ok(Self {
            base: Base::of(&parts.headers),
            language,
            path: parts.uri.path().to_owned(),
            accept: header(header::ACCEPT),
            query,
        })
    }

    /// Checks the parameters and chooses the form.
    ///
    /// # Errors
    /// [`Problem`] 400 for an unknown parameter or form, 406 when no form is acceptable.
    pub fn format(&self, known: &[&str], offers: &[Format]) -> Result<Format, Problem> {
        self.query.only(known)?;
        negotiate::choose(self.query.get("f"), self.accept.as_deref(), offers)
    }

    /// The link to this very answer and one to each other form of it, all parameters repeated.
    pub fn self_links(&self, format: Format, offers: &[Format]) -> Vec<Link> {
        let title = |rel| match rel {
            "self" => self.language.choose("tento dokument", "this document"),
            _ => self.language.choose("jiná podoba", "another form"),
        };
        let link = |rel, format: Format| {
            let query = self.query.with(&[("f", Some(format.parameter()))]);
            let href = format!("{}{}{query}", self.base, self.path);
            Link::new(
                rel,
                href,
                format,
                format!("{} ({})", title(rel), format.media_type()),
            )
        };
        let mut links = vec![link("self", format)];
        let others = offers.iter().filter(|offer| **offer != format);
        links.extend(others.map(|offer| link("alternate", *offer)));
        links
    }

    /// The absolute address of a path of the service with `lang` repeated when it was asked for.
    pub fn href(&self, path: &str, parameters: &[(&str, &str)]) -> String {
        let language = self.query.get("lang").map(|code| ("lang", code));
        let all: Vec<_> = parameters
            .iter()
            .copied()
            .chain(language)
            .map(|(name, value)| (name, Some(value)))
            .collect();
        format!("{}{path}{}", self.base, Parameters::default().with(&all))
    }

    /// The parameter `region`.
    ///
    /// # Errors
    /// [`Problem`] 400 when it is no code of a region.
    pub fn region(&self) -> Result<Option<RegionCode>, Problem> {
        let given = self.query.get("region");
        let read = |text| {
            RegionCode::parse(text).ok_or_else(|| {
                Problem::parameter(
                    "region",
                    "uveďte kód kraje NUTS 3, například CZ052",
                    "give the NUTS 3 code of a region, such as CZ052",
                )
            })
        };
        given.map(read).transpose()
    }

    /// The text in the language of the answer.
    pub fn say<'a>(&self, czech: &'a str, english: &'a str) -> &'a str {
        self.language.choose(czech, english)
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::read(parts)
    }
}

/// How a request likes faults to be told; never fails, since it serves the answers to requests that are themselves faulty.
#[derive(Clone, Debug)]
pub struct Manner {
    /// Language of the message.
    pub language: Language,
    /// As a page rather than a document.
    pub html: bool,
    /// Path and query, to name the request by.
    pub instance: String,
    /// The address for links.
    pub base: Base,
}

impl<S: Sync> FromRequestParts<S> for Manner {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

impl Manner {
    /// The manner of a request.
    pub fn of(parts: &Parts) -> Self {
        let header = |name| {
            let value: Option<&axum::http::HeaderValue> = parts.headers.get(name);
            value.and_then(|value| value.to_str().ok())
        };
        let query = Parameters::parse(&parts.uri).unwrap_or_default();
        let language = query.get("lang").and_then(known_language);
        Self {
            language: language.unwrap_or_else(|| language::negotiate(header(header::ACCEPT_LANGUAGE))),
            html: negotiate::prefers_html(query.get("f"), header(header::ACCEPT)),
            instance: parts.uri.to_string().chars().take(500).collect(),
            base: Base::of(&parts.headers),
        }
    }
}

/// The language of a value of `lang`, which knows no sub-tags.
fn known_language(code: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|language| language.code() == code)
}
