//! Pages for people: the frame and the views of all resources, the map, and the files they use. No logic beyond filling
//! templates: what is shown comes as a [`Page`](crate::http::view::Page).

pub mod files;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

use crate::http::{Manner, Problem};

/// Turns the values that handlers answer with into what the client reads: pages into HTML, problems into the language
/// and form of the request.
pub async fn dress(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let manner = Manner::of(&parts);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let mut dressed = problem.respond(manner.language, Some(&manner.instance));
        keep(&response, &mut dressed);
        return dressed;
    }
    response
}

/// Carries over headers that say more than the body does, such as `Allow`.
fn keep(from: &Response, to: &mut Response) {
    for (name, value) in from.headers() {
        if !to.headers().contains_key(name) && name != axum::http::header::CONTENT_LENGTH {
            to.headers_mut().insert(name, value.clone());
        }
    }
}
