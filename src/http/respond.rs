//! Responses that are documents.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::Serialize;

use super::{Asked, Format, Problem};

/// What a handler ends with.
pub type Answer = Result<Response, Problem>;

/// A JSON document as a response.
///
/// # Errors
/// [`Problem`] 500 when the document does not serialise.
pub fn json(asked: &Asked, format: Format, document: &impl Serialize) -> Answer {
    let body = serde_json::to_vec(document).map_err(|error| Problem::internal(&error))?;
    Ok(body_of(asked, format.media_type(), Body::from(body)))
}

/// A body with the headers that depend on what was asked.
pub fn body_of(asked: &Asked, media_type: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(asked.language.code()),
    );
    headers.insert(
        header::VARY,
        HeaderValue::from_static("accept, accept-language, authorization"),
    );
    response
}
