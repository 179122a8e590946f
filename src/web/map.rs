//! The map page, built from `web/` and embedded.
//!
//! Files under `assets/` carry a digest in their names and never change; the page itself is asked for again each time.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::http::Problem;
use crate::http::layers::no_such_path;

/// What the map may load: its own scripts and workers, tiles and data of this service, images made in the browser.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; connect-src 'self'";

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Built;

/// Answers `GET /map`.
pub async fn page() -> Response {
    let Some(mut response) = file("index.html", "no-cache") else {
        return Problem::unavailable(
            "mapová stránka není sestavena; spusťte `scripts/setup` a přeložte službu znovu",
            "the map page is not built; run `scripts/setup` and build the service again",
        )
        .into_response();
    };
    response.headers_mut().insert(
        HeaderName::from_static("content-security-policy"),
        HeaderValue::from_static(POLICY),
    );
    response
}

/// Answers `GET /map/assets/{file}`.
pub async fn asset(Path(name): Path<String>) -> Response {
    // Builds that read the files at run time would else be led out of the directory by an encoded `../`.
    if name.contains(['/', '\\']) {
        return no_such_path().await.into_response();
    }
    match file(&format!("assets/{name}"), "public, max-age=31536000, immutable") {
        Some(response) => response,
        None => no_such_path().await.into_response(),
    }
}

fn file(path: &str, cache: &'static str) -> Option<Response> {
    let file = Built::get(path)?;
    let mut response = Response::new(Body::from(file.data));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_str(file.metadata.mimetype()).ok()?,
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    Some(response)
}
