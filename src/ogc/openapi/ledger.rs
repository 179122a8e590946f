//! Schemas of what the ledger tells: change sets, changes, identifiers.

use serde_json::{Value, json};

/// Schemas by their names.
pub fn schemas() -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let links = json!({ "type": "array", "items": reference("link") });
    let nullable = |kind: &str| json!({ "type": kind, "nullable": true });
    json!({
        "changeSet": {
            "type": "object",
            "required": ["number", "kind", "effectiveAt", "counts", "changes"],
            "properties": {
                "number": { "type": "integer" },
                "kind": { "type": "string", "enum": ["delivery", "revert", "derivation"] },
                "effectiveAt": { "type": "string", "format": "date-time" },
                "submission": nullable("string"),
                "reverts": { "type": "integer", "description": "Změna, kterou ruší / The change set that it undoes" },
                "derives": { "type": "integer", "description": "Změna, kterou odvozené plochy následují / The change set that the derived areas follow" },
                "revertedBy": { "type": "integer", "description": "Změna, která ji ruší / The change set that undoes it" },
                "area": { "type": "array", "minItems": 4, "maxItems": 4, "items": { "type": "number" }, "description": "Západ, jih, východ, sever, metry EPSG:5514 / West, south, east, north, metres of EPSG:5514" },
                "counts": { "type": "object", "description": "Nové (i), změněné (u) a zrušené (d) objekty podle typu / New (i), changed (u) and ended (d) objects by type", "additionalProperties": { "type": "object", "additionalProperties": { "type": "integer" } } },
                "changes": { "type": "string", "format": "uri" },
                "author": { "type": "string" },
                "delivery": { "type": "string", "format": "uri" },
                "files": { "type": "array", "items": {
                    "type": "object",
                    "required": ["name", "size", "sha512"],
                    "properties": { "name": { "type": "string" }, "size": { "type": "integer" }, "sha512": { "type": "string" } },
                } },
            },
        },
        "changeSets": {
            "type": "object",
            "required": ["region", "lastChangeSet", "changeSets", "links"],
            "properties": {
                "region": { "type": "string" },
                "lastChangeSet": { "type": "integer" },
                "changeSets": { "type": "array", "items": reference("changeSet") },
                "links": links,
            },
        },
        "changes": {
            "type": "object",
            "required": ["region", "since", "until", "changes", "numberReturned"],
            "properties": {
                "region": { "type": "string" },
                "since": { "type": "integer" },
                "until": { "type": "integer" },
                "numberReturned": { "type": "integer" },
                "changes": { "type": "array", "items": {
                    "type": "object",
                    "required": ["operation", "id", "objectType", "before", "after"],
                    "properties": {
                        "operation": { "type": "string", "enum": ["i", "u", "d"] },
                        "id": { "type": "string" },
                        "objectType": { "type": "string" },
                        "before": { "type": "object", "nullable": true, "description": "GeoJSON" },
                        "after": { "type": "object", "nullable": true, "description": "GeoJSON" },
                    },
                } },
            },
        },
        "identifiers": {
            "type": "object",
            "required": ["changeSet", "identifiers"],
            "properties": {
                "changeSet": { "type": "integer" },
                "identifiers": { "type": "array", "items": {
                    "type": "object",
                    "required": ["id"],
                    "properties": { "external": { "type": "string" }, "temporary": { "type": "string" }, "id": { "type": "string" } },
                } },
            },
        },
    })
}
