//! The layers around all routes: request numbers and the log, a time limit, faults of ours as problems, other origins.

use std::any::Any;
use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::cors::{Any as AnyOrigin, CorsLayer};
use tracing::Instrument;

use super::Problem;

/// Longest time until an answer begins. Bodies that follow are bounded by the store's limit on statements.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(30);

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Numbers the request, runs it inside a span of that number and logs how it ended.
pub async fn observe(request: Request, next: Next) -> Response {
    let given = request.headers().get(&REQUEST_ID).and_then(|id| id.to_str().ok());
    let id = match given.filter(|id| is_request_id(id)) {
        Some(id) => id.to_owned(),
        None => uuid::Uuid::now_v7().to_string(),
    };
    let span = tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path());
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        tracing::info!(status = response.status().as_u16(), elapsed_ms, "answered");
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(&REQUEST_ID, value);
    }
    response
        .headers_mut()
        .entry(header::X_CONTENT_TYPE_OPTIONS)
        .or_insert(HeaderValue::from_static("nosniff"));
    response
}

fn is_request_id(id: &str) -> bool {
    (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Gives up when no answer has begun in time. A delivery lasts as long as its size demands; its own handler watches the
/// pauses of the sender.
pub async fn hurry(request: Request, next: Next) -> Response {
    if request.method() == Method::POST {
        return next.run(request).await;
    }
    match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::unavailable(
            "odpověď by trvala příliš dlouho; zmenšete `bbox` nebo `limit`",
            "the answer would take too long; make `bbox` or `limit` smaller",
        )
        .into_response(),
    }
}

/// A panic of a handler as a problem; the panic itself is in the log.
pub fn caught(panic: Box<dyn Any + Send>) -> Response {
    let what = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    Problem::internal(&std::io::Error::other(what)).into_response()
}

/// No route has this path.
pub async fn no_such_path() -> Problem {
    Problem::not_found(
        "tato adresa tu není; začněte na úvodní stránce `/` nebo v popisu rozhraní `/api`",
        "there is no such address; begin at the landing page `/` or with the description at `/api`",
    )
}

/// The path is right, the method is not; the header `Allow` tells which are.
pub async fn no_such_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "MethodNotAllowed",
        "tato metoda tu není povolena; povolené vyjmenovává hlavička Allow",
        "this method is not allowed here; the header Allow lists those that are",
    )
}

/// Pages of other origins may read everything: it is public, and writing needs a token that no browser sends by itself.
pub fn other_origins() -> CorsLayer {
    let name = HeaderName::from_static;
    CorsLayer::new()
        .allow_origin(AnyOrigin)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers([
            header::ACCEPT,
            header::ACCEPT_LANGUAGE,
            header::CONTENT_TYPE,
            header::AUTHORIZATION,
        ])
        .expose_headers([
            header::LINK,
            header::LOCATION,
            name("content-crs"),
            REQUEST_ID.clone(),
        ])
        .max_age(Duration::from_secs(86_400))
}
