//! Pages for people: the frame and the views of all resources, the map, and the files they use. No logic beyond filling
//! templates: what is shown comes as a [`Page`].

pub mod files;
pub mod map;
mod views;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::http::view::Page;
use crate::http::{Manner, Problem};

/// What pages may load that say nothing else: the stylesheet. No script, no frame, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Turns the values that handlers answer with into what the client reads: pages into HTML, problems into the language
/// and form of the request.
pub async fn dress(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let manner = Manner::of(&parts);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return dress_problem(&problem, &manner, &response);
    }
    if let Some(page) = response.extensions_mut().remove::<Arc<Page>>() {
        return match views::page(&page) {
            Ok(html) => {
                let policy = page
                    .policy
                    .as_deref()
                    .and_then(|policy| HeaderValue::from_str(policy).ok());
                fill(&mut response, html, policy);
                response
            }
            Err(error) => dress_problem(&Problem::internal(&error), &manner, &Response::default()),
        };
    }
    response
}

fn dress_problem(problem: &Problem, manner: &Manner, told: &Response) -> Response {
    let mut dressed = problem.respond(manner.language, Some(&manner.instance));
    if manner.html
        && let Ok(html) = views::page(&Page::of_problem(manner, problem))
    {
        fill(&mut dressed, html, None);
    }
    // Headers that say more than the body does stay, such as `Allow`.
    for (name, value) in told.headers() {
        if !dressed.headers().contains_key(name) && name != header::CONTENT_LENGTH {
            dressed.headers_mut().insert(name, value.clone());
        }
    }
    dressed
}

fn fill(response: &mut Response, html: String, policy: Option<HeaderValue>) {
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(
        HeaderName::from_static("content-security-policy"),
        policy.unwrap_or(HeaderValue::from_static(POLICY)),
    );
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    *response.body_mut() = Body::from(html);
}
