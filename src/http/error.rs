//! Faults as the client sees them: problem details (RFC 9457) in Czech or English, telling what to do.
//!
//! A problem is a value until the outermost layer dresses it: as `application/problem+json` or, for a browser, as a page.
//! The member `code` is for programs (and is what OGC API Features 1.0 calls the exception's code).

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{Format, Text};
use crate::crs::CrsError;
use crate::model::Language;
use crate::store::StoreError;

/// A fault that is answered to the client.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The status of the response.
    pub status: StatusCode,
    /// For programs: a name that does not change with the language, such as `InvalidParameterValue`.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub detail: Text,
    /// Further members of the document.
    pub members: Vec<(&'static str, Value)>,
}

impl Problem {
    /// A problem of any status.
    pub fn new(status: StatusCode, code: &'static str, cs: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: Text::new(cs, en),
            members: Vec::new(),
        }
    }

    /// 400: the value of a query parameter is wrong; the texts say what it should be.
    pub fn parameter(name: &'static str, cs: impl Into<String>, en: impl Into<String>) -> Self {
        let (cs, en) = (cs.into(), en.into());
        Self::new(
            StatusCode::BAD_REQUEST,
            "InvalidParameterValue",
            format!("parametr `{name}`: {cs}"),
            format!("parameter `{name}`: {en}"),
        )
        .with("parameter", name)
    }

    /// 400: the value of a query parameter is none of the permitted ones.
    pub fn one_of(name: &'static str, value: &str, permitted: &[&str]) -> Self {
        let (value, permitted) = (cut(value), permitted.join(", "));
        Self::parameter(
            name,
            format!("hodnota `{value}` není přípustná; použijte jednu z: {permitted}"),
            format!("value `{value}` is not permitted; use one of: {permitted}"),
        )
    }

    /// 404: there is no such thing.
    pub fn not_found(cs: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFound", cs, en)
    }

    /// 406: none of the forms is wanted.
    pub fn not_acceptable(offers: &[Format]) -> Self {
        let offered: Vec<_> = offers.iter().map(|offer| offer.media_type()).collect();
        let offered = offered.join(", ");
        Self::new(
            StatusCode::NOT_ACCEPTABLE,
            "NotAcceptable",
            format!("žádný z typů v hlavičce Accept tu není; k dispozici je: {offered}"),
            format!("none of the types in the Accept header is here; there is: {offered}"),
        )
    }

    /// 500: our fault. What happened is logged here and not told to the client.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = %chain(error), "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalError",
            "chyba je na naší straně; zkuste to znovu a při opakování ji ohlaste správci s číslem požadavku z hlavičky X-Request-Id",
            "the fault is ours; try again and if it stays, report it to the operator with the number in the header X-Request-Id",
        )
    }

    /// 503: the service cannot answer for now.
    pub fn unavailable(cs: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Unavailable", cs, en)
    }

    /// 503 when a received file finds no space, else 500.
    pub fn of_file(error: &std::io::Error) -> Self {
        use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        if !matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge) {
            return Self::internal(error);
        }
        tracing::error!(error = %chain(error), "there is no space for the files of deliveries");
        Self::unavailable(
            "na soubory dodávek už není místo, nic se nezměnilo; obraťte se na správce a odešlete dodávku později znovu",
            "there is no space left for the files of deliveries and nothing was changed; turn to the operator and send the delivery again later",
        )
    }

    /// As what breaks a transfer off, when it comes after the answer has begun.
    pub fn broken_off(self) -> std::io::Error {
        std::io::Error::other(self.detail.en)
    }

    /// The same problem with one more member.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.members.push((name, value.into()));
        self
    }

    /// The short name of the status in a language.
    pub fn title(&self, language: Language) -> &'static str {
        let czech = match self.status.as_u16() {
            400 => "Chybný požadavek",
            401 => "Chybí přihlášení",
            403 => "Nepovoleno",
            404 => "Nenalezeno",
            405 => "Metoda není povolena",
            406 => "Nepřijatelná podoba",
            408 => "Požadavek nepřišel včas",
            409 => "Střet se stavem",
            411 => "Chybí délka",
            413 => "Příliš velké tělo požadavku",
            414 => "Příliš dlouhá adresa",
            415 => "Nepodporovaný typ obsahu",
            422 => "Obsah nelze zpracovat",
            503 => "Služba není dostupná",
            504 => "Vypršel čas",
            _ => "Chyba serveru",
        };
        language.choose(czech, self.status.canonical_reason().unwrap_or("Error"))
    }

    /// The problem document.
    pub fn document(&self, language: Language, instance: Option<&str>) -> Value {
        let mut document = json!({
            "type": "about:blank",
            "title": self.title(language),
            "status": self.status.as_u16(),
            "detail": self.detail.pick(language),
            "code": self.code,
        });
        if let Some(instance) = instance {
            document["instance"] = instance.into();
        }
        for (name, value) in &self.members {
            document[*name] = value.clone();
        }
        document
    }

    /// The response with the problem document as its body.
    pub fn respond(&self, language: Language, instance: Option<&str>) -> Response {
        let mut response = Response::new(Body::from(self.document(language, instance).to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(
            header::CONTENT_LANGUAGE,
            HeaderValue::from_static(language.code()),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

impl IntoResponse for Problem {
    /// The plain Czech document, with the problem itself attached for the layer that knows the client's wishes.
    fn into_response(self) -> Response {
        let mut response = self.respond(Language::default(), None);
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        if error.is_timeout() {
            tracing::warn!(error = %chain(&error), "a statement was stopped at its time limit");
            return Self::unavailable(
                "odpověď by trvala příliš dlouho; zmenšete `bbox` nebo `limit`",
                "the answer would take too long; make `bbox` or `limit` smaller",
            );
        }
        if error.is_outage() {
            tracing::error!(error = %chain(&error), "the database does not do its work");
            if let StoreError::Uncertain(_) = error {
                return Self::unavailable(
                    "spojení s databází se přerušilo a není jisté, zda změna platí; odešlete totéž znovu, co už platí, se pozná",
                    "the connection to the database broke and whether the change is in force is not known; send the same again, what is in force already is recognised",
                );
            }
            return Self::unavailable(
                "databáze teď neodpovídá; zkuste to za chvíli",
                "the database does not answer now; try again in a while",
            );
        }
        Self::internal(&error)
    }
}

impl From<CrsError> for Problem {
    fn from(error: CrsError) -> Self {
        Self::internal(&error)
    }
}

/// An error with its causes on one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// A value from the request as it may be repeated in a message: cut to 60 characters.
pub fn cut(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_the_parameter_and_the_remedy_in_both_languages() {
        let problem = Problem::one_of("f", "gml", &["json", "html"]);
        let czech = problem.document(Language::Czech, None);
        let english = problem.document(Language::English, Some("/collections?f=gml"));
        assert_eq!(czech["status"], 400);
        assert_eq!(czech["parameter"], "f");
        assert_eq!(czech["title"], "Chybný požadavek");
        assert_eq!(
            english["detail"],
            "parameter `f`: value `gml` is not permitted; use one of: json, html"
        );
        assert_eq!(english["instance"], "/collections?f=gml");
    }

    #[test]
    fn what_is_repeated_from_a_request_is_short_and_printable() {
        assert_eq!(cut("a\u{0}b\nc"), "abc");
        assert_eq!(cut(&"x".repeat(1000)).len(), 60);
    }
}
