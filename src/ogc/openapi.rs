//! `/api`: the service described in OpenAPI 3.0, summed up from what stands beside each handler (class `oas30`).

use std::sync::Arc;

use axum::Extension;
use serde_json::{Map, Value, json};

use super::items::{DEFAULT_LIMIT, MAXIMUM_LIMIT};
use crate::http::describe::{Description, Operation, page};
use crate::http::reference::Reference;
use crate::http::respond::{Answer, json as respond};
use crate::http::view::{Content, Fact, OperationLine, Page};
use crate::http::{Asked, Format};
use crate::model::Language;

mod areas;
mod components;
mod ledger;

/// Conformance class of the description.
pub const CONFORMANCE: [&str; 1] = ["http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30"];

const OFFERS: [Format; 2] = [Format::OpenApi, Format::Html];

/// Answers `GET /api`.
pub async fn get(Extension(description): Extension<Arc<Description>>, asked: Asked) -> Answer {
    let format = asked.format(&[], &OFFERS)?;
    let document = document(&description, asked.base.as_str());
    if format == Format::Html {
        let content = Content::Api(lines(&document, asked.language));
        let title = asked.say("Popis rozhraní", "Description of the interface");
        let links = asked.self_links(format, &OFFERS);
        return Ok(Page::new(&asked, title, links, content).respond(&asked));
    }
    respond(&asked, format, &document)
}

/// The document for a service at an address.
fn document(description: &Description, base: &str) -> Value {
    let mut paths = Map::new();
    for path in &description.paths {
        let operations: Map<String, Value> = path
            .operations
            .iter()
            .map(|operation| (operation.method().to_owned(), complete(operation)))
            .collect();
        paths.insert(path.path.to_owned(), Value::Object(operations));
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Digitální technická mapa",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Digitální technická mapa krajů: OGC API Features, dlaždice a příjem dat. / The Digital Technical Map of Czech regions: OGC API Features, tiles and receipt of data.",
            "license": { "name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0" },
        },
        "servers": [{ "url": base }],
        "tags": [
            { "name": "Capabilities", "description": "Co služba umí / What the service can do" },
            { "name": "Data", "description": "Objekty mapy / Features of the map" },
            { "name": "Map", "description": "Mapa, dlaždice a značky / The map, tiles and symbols" },
            { "name": "Areas", "description": "Odvozené plochy a kompletní ZPS / Derived areas and complete ZPS" },
            { "name": "Deliveries", "description": "Příjem dat / Receipt of data" },
            { "name": "Health", "description": "Stav služby / State of the service" },
        ],
        "paths": paths,
        "components": components::components(),
    })
}

/// The operation with the problems that the layers around all routes can answer with.
fn complete(operation: &Operation) -> Value {
    const ANYWHERE: [u16; 4] = [400, 414, 500, 503];
    let mut value = operation.value();
    if let Some(Value::Object(responses)) = value.get_mut("responses") {
        for status in ANYWHERE {
            responses
                .entry(status.to_string())
                .or_insert_with(|| json!({ "$ref": format!("#/components/responses/Problem{status}") }));
        }
    }
    value
}

/// The operations for people, read back from the document, so that both forms tell the same.
fn lines(document: &Value, language: Language) -> Vec<OperationLine> {
    // Texts of the document are in both languages with a slash between.
    let text = |value: &Value, name: &str| {
        let text = value[name].as_str().unwrap_or_default();
        let (czech, english) = text.split_once(" / ").unwrap_or((text, text));
        language.choose(czech, english).to_owned()
    };
    let resolve = |value: &Value| -> Value {
        let pointer = value["$ref"]
            .as_str()
            .and_then(|reference| reference.strip_prefix('#'));
        let target = pointer.and_then(|pointer| document.pointer(pointer));
        target.unwrap_or(value).clone()
    };
    let mut lines = Vec::new();
    for (path, operations) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in operations.as_object().into_iter().flatten() {
            let parameters = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .map(&resolve);
            let responses = operation["responses"].as_object().into_iter().flatten();
            lines.push(OperationLine {
                method: method.to_uppercase(),
                path: path.clone(),
                summary: text(operation, "summary"),
                parameters: parameters
                    .map(|parameter| Fact {
                        name: text(&parameter, "name"),
                        value: text(&parameter, "description"),
                    })
                    .collect(),
                responses: responses
                    .map(|(status, response)| Fact {
                        name: status.clone(),
                        value: text(&resolve(response), "description"),
                    })
                    .collect(),
            });
        }
    }
    lines
}

/// Describes `/api`.
pub fn describe() -> Vec<Operation> {
    vec![
        Operation::get("getApi", "Capabilities", "Tento popis / This description")
            .parameters(&["f", "lang"])
            .response(
                200,
                "OpenAPI 3.0",
                &[
                    (Format::OpenApi.media_type(), json!({ "type": "object" })),
                    ("text/html", page()),
                ],
            )
            .problems(&[400, 406, 500]),
    ]
}
