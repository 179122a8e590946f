//! Files that pages use.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::http::layers::no_such_path;

/// Answers `GET /static/dtm.css`.
pub async fn stylesheet(Path(file): Path<String>) -> Response {
    if file != "dtm.css" {
        return no_such_path().await.into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, include_str!("dtm.css")).into_response()
}
