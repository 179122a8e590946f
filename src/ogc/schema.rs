//! `/collections/{id}/schema`: the features of a collection as JSON Schema 2020-12, out of the catalogue.
//!
//! Titles are the Czech explanations of JVF; code lists are `oneOf` with a constant and its text each.

use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::document;
use crate::http::describe::Operation;
use crate::http::respond::{Answer, json as respond};
use crate::http::view::{AttributeLine, Fact};
use crate::http::{Asked, Format, Service};
use crate::model::catalogue::{AttributeType, GeometryKind, ValueKind};
use crate::model::{Audience, Catalogue, Language, ObjectType, Purpose};

const OFFERS: [Format; 1] = [Format::Schema];

/// Answers `GET /collections/{id}/schema`.
pub async fn get(State(service): State<Service>, Path(id): Path<String>, asked: Asked) -> Answer {
    let format = asked.format(&[], &OFFERS)?;
    let view = service.views.of(&Audience::Entitled, Purpose::Issue);
    let object_type = document::object_type(&view, &id)?;
    let address = format!("{}{}", asked.base, asked.path);
    respond(&asked, format, &schema(service.catalogue, object_type, &address))
}

/// The schema of a feature's properties, with its address as `$id`.
fn schema(catalogue: &Catalogue, object_type: &ObjectType, address: &str) -> Value {
    let mut properties = Map::new();
    properties.insert(
        "geometry".to_owned(),
        json!({ "x-ogc-role": "primary-geometry", "format": geometry_format(object_type) }),
    );
    properties.insert(
        "region".to_owned(),
        json!({ "title": "Kraj (NUTS 3)", "type": "string" }),
    );
    for used in catalogue.attributes_of(object_type) {
        let attribute = catalogue
            .attribute_id(&used.name)
            .and_then(|id| catalogue.attribute(id));
        if let Some(attribute) = attribute.filter(|attribute| attribute.name != "ID") {
            properties.insert(attribute.name.clone(), property(attribute));
        }
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "type": "object",
        "title": object_type.name,
        "description": format!("JVF DTM {}: {} {:02}", catalogue.version, object_type.code_base, object_type.geometry.suffix()),
        "properties": properties,
    })
}

fn geometry_format(object_type: &ObjectType) -> &'static str {
    match object_type.geometry {
        GeometryKind::Point | GeometryKind::DefinitionPoint => "geometry-point",
        GeometryKind::Line => "geometry-linestring",
        GeometryKind::Area => "geometry-polygon",
    }
}

/// An attribute; every one may be null.
fn property(attribute: &AttributeType) -> Value {
    let (kind, format) = json_type(attribute.kind);
    let mut property = json!({ "title": attribute.title, "type": [kind, "null"] });
    if let Some(format) = format {
        property["format"] = format.into();
    }
    if !attribute.codes.is_empty() {
        let constant = |text: &str| match attribute.kind {
            ValueKind::Integer => text.parse::<i64>().map_or_else(|_| json!(text), Value::from),
            ValueKind::Decimal => text.parse::<f64>().map_or_else(|_| json!(text), Value::from),
            ValueKind::Boolean => json!(matches!(text, "1" | "true")),
            _ => json!(text),
        };
        let mut codes: Vec<_> = attribute
            .codes
            .iter()
            .map(|code| json!({ "const": constant(&code.value), "title": code.title }))
            .collect();
        codes.push(json!({ "const": null, "title": "neuvedeno" }));
        property["oneOf"] = codes.into();
    }
    property
}

fn json_type(kind: ValueKind) -> (&'static str, Option<&'static str>) {
    match kind {
        ValueKind::String | ValueKind::Complex => ("string", None),
        ValueKind::Integer => ("integer", None),
        ValueKind::Decimal => ("number", None),
        ValueKind::Boolean => ("boolean", None),
        ValueKind::Date => ("string", Some("date")),
        ValueKind::DateTime => ("string", None),
    }
}

/// The attributes of a type for its page.
pub fn attribute_lines(
    catalogue: &Catalogue,
    object_type: &ObjectType,
    language: Language,
) -> Vec<AttributeLine> {
    let uses = catalogue.attributes_of(object_type);
    uses.into_iter()
        .filter_map(|used| catalogue.attribute(catalogue.attribute_id(&used.name)?))
        .map(|attribute| AttributeLine {
            name: attribute.name.clone(),
            title: attribute.title.clone(),
            kind: kind_name(attribute.kind, language),
            codes: attribute
                .codes
                .iter()
                .map(|code| Fact {
                    name: code.value.clone(),
                    value: code.title.clone(),
                })
                .collect(),
        })
        .collect()
}

fn kind_name(kind: ValueKind, language: Language) -> &'static str {
    match kind {
        ValueKind::String | ValueKind::Complex => language.choose("text", "text"),
        ValueKind::Integer => language.choose("celé číslo", "whole number"),
        ValueKind::Decimal => language.choose("desetinné číslo", "decimal number"),
        ValueKind::Boolean => language.choose("ano/ne", "yes/no"),
        ValueKind::Date => language.choose("datum", "date"),
        ValueKind::DateTime => language.choose("místní datum a čas", "local date and time"),
    }
}

/// Describes `/collections/{id}/schema`.
pub fn describe() -> Vec<Operation> {
    vec![
        Operation::get("getSchema", "Data", "Schéma atributů / Schema of the attributes")
            .parameters(&["collectionId", "f-json", "lang"])
            .response(
                200,
                "JSON Schema 2020-12",
                &[("application/schema+json", json!({ "type": "object" }))],
            )
            .problems(&[400, 404, 406, 500]),
    ]
}
