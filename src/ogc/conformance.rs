//! `/conformance`: the classes that the service keeps, each of them tested in `tests/routes` (Part 1, 7.4).

use std::sync::Arc;

use axum::Extension;
use serde_json::json;

use crate::http::describe::{Description, Operation, page, schema};
use crate::http::negotiate::DOCUMENT;
use crate::http::respond::{Answer, json as respond};
use crate::http::view::{Content, Page};
use crate::http::{Asked, Format};

/// Answers `GET /conformance`.
pub async fn get(Extension(description): Extension<Arc<Description>>, asked: Asked) -> Answer {
    let format = asked.format(&[], &DOCUMENT)?;
    let links = asked.self_links(format, &DOCUMENT);
    let title = asked.say("Třídy shody", "Conformance classes");
    if format == Format::Html {
        let content = Content::Conformance(description.conformance.clone());
        return Ok(Page::new(&asked, title, links, content).respond(&asked));
    }
    let document = json!({ "conformsTo": description.conformance, "links": links });
    respond(&asked, format, &document)
}

/// Describes `/conformance`.
pub fn describe() -> Vec<Operation> {
    vec![
        Operation::get(
            "getConformanceDeclaration",
            "Capabilities",
            "Třídy shody / Conformance classes",
        )
        .parameters(&["f", "lang"])
        .response(
            200,
            "Adresy tříd / URIs of the classes",
            &[("application/json", schema("confClasses")), ("text/html", page())],
        )
        .problems(&[400, 406, 500]),
    ]
}
