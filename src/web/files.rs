//! Files that pages use.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::http::layers::no_such_path;

/// Answers `GET /static/{file}`.
pub async fn get(Path(file): Path<String>) -> Response {
    let (media_type, text) = match file.as_str() {
        "dtm.css" => ("text/css; charset=utf-8", include_str!("dtm.css")),
        "mark.svg" => ("image/svg+xml", include_str!("../../web/src/mark.svg")),
        "check.js" => ("text/javascript; charset=utf-8", include_str!("check.js")),
        _ => return no_such_path().await.into_response(),
    };
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, text).into_response()
}
