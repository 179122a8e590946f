//! Schemas of what is told of derived areas and complete ZPS.

use serde_json::{Value, json};

/// Schemas by their names.
pub fn schemas() -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let links = json!({ "type": "array", "items": reference("link") });
    let count = json!({ "type": "integer", "minimum": 0 });
    let level = json!({ "type": "integer" });
    let collection = |properties: Value, required: &[&str], members: Value| {
        let mut all = json!({
            "type": { "type": "string", "enum": ["FeatureCollection"] },
            "features": { "type": "array", "items": {
                "type": "object",
                "required": ["type", "geometry", "properties"],
                "properties": {
                    "type": { "type": "string", "enum": ["Feature"] },
                    "geometry": reference("geometryGeoJSON"),
                    "properties": { "type": "object", "required": ["level"], "properties": properties },
                },
            } },
            "numberReturned": count,
            "links": links,
        });
        for (name, schema) in members.as_object().into_iter().flatten() {
            all[name] = schema.clone();
        }
        let always = ["type", "features", "numberReturned", "links"];
        let required: Vec<_> = always.iter().chain(required).collect();
        json!({ "type": "object", "required": required, "properties": all })
    };
    json!({
        "derivation": {
            "type": "object",
            "required": ["region", "changeSet", "isWhole", "faces", "pointsWithoutArea", "crossings", "links"],
            "properties": {
                "region": { "type": "string" },
                "changeSet": { "type": "integer", "nullable": true, "description": "Změna, po kterou jsou plochy odvozeny; null před prvním odvozením / Change set up to which areas are derived; null before the first derivation" },
                "isWhole": { "type": "boolean", "nullable": true, "description": "Zda lze odvozovat jen to, čeho se změna dotkne / Whether only what a change touches can be derived" },
                "faces": {
                    "type": "object",
                    "required": ["area", "crossed", "open", "unnamed", "ambiguous"],
                    "properties": { "area": count, "crossed": count, "open": count, "unnamed": count, "ambiguous": count },
                },
                "pointsWithoutArea": count,
                "crossings": {
                    "type": "array",
                    "maxItems": 100,
                    "items": { "type": "array", "minItems": 2, "maxItems": 2, "items": { "type": "number" } },
                    "description": "Kde se obvody oblastí kompletní ZPS kříží mimo své vrcholy, metry EPSG:5514; změny kolem nelze odvozovat po částech / Where outlines of areas of complete ZPS cross between their vertices, metres of EPSG:5514; changes around cannot be derived by parts",
                },
                "links": links,
            },
        },
        "gaps": collection(
            json!({
                "level": level,
                "fate": { "type": "string", "enum": ["crossed", "open", "unnamed", "ambiguous"] },
                "family": { "type": "string", "enum": ["ground", "bridge", "tunnel", "underpass", "underground"] },
                "id": { "type": "string" },
                "objectType": { "type": "string", "nullable": true },
            }),
            &["hasMore"],
            json!({ "hasMore": { "type": "boolean", "description": "Zda je jich víc, než se vydává / Whether there are more than are given" } }),
        ),
        "completeAreas": collection(
            json!({ "level": level }),
            &["changeSet"],
            json!({ "changeSet": { "type": "integer", "description": "Změna, po níž platí / Change set after which they are in force" } }),
        ),
    })
}
