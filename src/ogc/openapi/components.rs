//! Parameters, headers, responses and schemas that operations refer to by name.

use serde_json::{Map, Value, json};

use super::{DEFAULT_LIMIT, MAXIMUM_LIMIT, Reference};

/// The member `components`.
pub fn components() -> Value {
    let all = [schemas(), super::areas::schemas(), super::ledger::schemas()].into_iter();
    let all: Map<_, _> = all
        .flat_map(|schemas| schemas.as_object().cloned().unwrap_or_default())
        .collect();
    json!({
        "parameters": parameters(),
        "headers": {
            "Content-Crs": {
                "description": "Souřadnicový systém geometrií v lomených závorkách / Reference system of the geometries in angle brackets",
                "schema": { "type": "string" },
            },
        },
        "responses": problems(),
        "schemas": all,
        "securitySchemes": {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "Token odesílatele dodávek / Token of a sender of deliveries",
            },
        },
    })
}

fn parameters() -> Value {
    let uris = |references: &[Reference]| {
        references
            .iter()
            .map(|reference| reference.uri())
            .collect::<Vec<_>>()
    };
    let crs = uris(Reference::all());
    let query = |name: &str, description: &str, schema: Value| {
        json!({
            "name": name, "in": "query", "required": false, "style": "form", "explode": false,
            "description": description, "schema": schema,
        })
    };
    let path = |name: &str, description: &str, schema: Value| json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema });
    json!({
        "f": query(
            "f",
            "Podoba odpovědi, jinak podle hlavičky Accept / Form of the answer, else by the Accept header",
            json!({ "type": "string", "enum": ["json", "html"] }),
        ),
        "f-json": query("f", "Podoba odpovědi / Form of the answer", json!({ "type": "string", "enum": ["json"] })),
        "lang": query(
            "lang",
            "Jazyk zpráv a stránek, jinak podle hlavičky Accept-Language / Language of messages and pages, else by the Accept-Language header",
            json!({ "type": "string", "enum": ["cs", "en"] }),
        ),
        "region": query(
            "region",
            "Jen tento kraj, kód NUTS 3 / Only this region, NUTS 3 code",
            json!({ "type": "string", "pattern": "^CZ0[0-9]{2}$", "example": "CZ042" }),
        ),
        "bbox": query(
            "bbox",
            "Jen objekty, které se protínají s obdélníkem: západ, jih, [nejníže,] východ, sever[, nejvýše] / Only features that meet the box: west, south, [lowest,] east, north[, highest]",
            json!({
                "type": "array",
                "items": { "type": "number" },
                "oneOf": [{ "minItems": 4, "maxItems": 4 }, { "minItems": 6, "maxItems": 6 }],
            }),
        ),
        "bbox-crs": query(
            "bbox-crs",
            "Souřadnicový systém parametru bbox / Reference system of bbox",
            json!({ "type": "string", "format": "uri", "enum": crs, "default": Reference::Crs84.uri() }),
        ),
        "crs": query(
            "crs",
            "Souřadnicový systém odpovědi, jeden z uvedených u kolekce / Reference system of the answer, one of the collection's",
            json!({ "type": "string", "format": "uri", "enum": crs }),
        ),
        "datetime": query(
            "datetime",
            "Stav v okamžiku, nebo všechny verze platné někdy v intervalu podle RFC 3339; konec intervalu smí být otevřený (`..`) / The state at an instant, or all versions in force some time in the interval of RFC 3339; an end may be open (`..`)",
            json!({ "type": "string" }),
        ),
        "moment": query(
            "moment",
            "Stav po změnách těchto čísel, po krajích / The state after the change sets of these numbers, by region",
            json!({ "type": "string", "example": "CZ042:17,CZ052:3" }),
        ),
        "audience": query(
            "audience",
            "Pro koho se čte; jinak podle tokenu a nastavení / For whom it is read; else by the token and the configuration",
            json!({ "type": "string", "pattern": "^(public|entitled|owner:[A-Za-z0-9_-]{1,40})$" }),
        ),
        "limit": query(
            "limit",
            "Nejvýše tolik objektů na stránce; větší číslo se bere jako největší / At most so many features on a page; a larger number counts as the largest",
            json!({ "type": "integer", "minimum": 1, "maximum": MAXIMUM_LIMIT, "default": DEFAULT_LIMIT }),
        ),
        "regionCode": path(
            "regionCode",
            "Kraj, kód NUTS 3 / Region, NUTS 3 code",
            json!({ "type": "string", "pattern": "^CZ0[0-9]{2}$", "example": "CZ042" }),
        ),
        "collectionId": path(
            "collectionId",
            "Kolekce: jméno prvku JVF / Collection: JVF element name",
            json!({ "type": "string", "example": "HraniceBudovy" }),
        ),
        "featureId": path(
            "featureId",
            "Číslice identifikátoru objektu; verze s číslem změny za tečkou / Digits of the feature's identifier; a version with its change set behind a point",
            json!({ "type": "string", "pattern": "^[0-9]{1,17}([.][0-9]{1,10})?$" }),
        ),
    })
}

/// `Problem400` and so on.
fn problems() -> Value {
    let known = [
        (400, "Chybný parametr nebo obsah / Wrong parameter or content"),
        (401, "Chybí platný token / A valid token is missing"),
        (403, "Nepovoleno / Not permitted"),
        (404, "Nenalezeno / Not found"),
        (405, "Metoda není povolena / Method not allowed"),
        (406, "Žádnou z podob klient nepřijímá / No form is acceptable"),
        (408, "Obsah nepřišel včas / Content did not come in time"),
        (409, "Střet se stavem / Conflict with the state"),
        (411, "Chybí délka / Length required"),
        (413, "Příliš velké / Too large"),
        (414, "Příliš dlouhý dotaz / Query too long"),
        (415, "Nepodporovaný typ obsahu / Unsupported media type"),
        (422, "Obsah nelze zpracovat / Content cannot be processed"),
        (500, "Chyba služby / Fault of the service"),
        (503, "Služba teď nemůže odpovědět / The service cannot answer now"),
        (
            505,
            "Soubory jen po HTTP/1.1 a novějším / Files by HTTP/1.1 and later only",
        ),
    ];
    let responses: Map<String, Value> = known
        .into_iter()
        .map(|(status, description)| {
            let response = json!({
                "description": description,
                "content": {
                    "application/problem+json": { "schema": { "$ref": "#/components/schemas/problem" } },
                    "text/html": { "schema": { "type": "string" } },
                },
            });
            (format!("Problem{status}"), response)
        })
        .collect();
    Value::Object(responses)
}

fn schemas() -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let links = json!({ "type": "array", "items": reference("link") });
    let strings = json!({ "type": "array", "items": { "type": "string" } });
    let position = json!({ "type": "array", "minItems": 2, "maxItems": 2, "items": { "type": "number" } });
    let nullable = |kind: &str| json!({ "type": kind, "nullable": true });
    json!({
        "located": {
            "type": "object",
            "required": ["code", "message", "record", "line"],
            "properties": {
                "code": { "type": "string" },
                "message": { "type": "string" },
                "record": { "type": "integer" },
                "line": { "type": "integer" },
                "byte": { "type": "integer" },
                "objectType": { "type": "string" },
                "id": { "type": "string" },
                "gmlId": { "type": "string" },
            },
        },
        "checkReport": {
            "type": "object", "description": "Protokol kontrol; celý popis je v schemas/check-report.json / Report of checks; wholly described in schemas/check-report.json",
            "required": ["files"],
            "properties": { "files": { "type": "array", "items": {
                "type": "object",
                "required": ["path", "jvf_version", "record_mode", "verdict", "objects", "checks", "findings"],
                "properties": {
                    "path": { "type": "string" },
                    "jvf_version": { "type": "string", "nullable": true },
                    "record_mode": { "type": "string", "nullable": true, "enum": ["changes", "state", null] },
                    "verdict": { "type": "string", "enum": ["ok", "warnings", "errors"] },
                    "objects": { "type": "array", "items": { "type": "object" } },
                    "checks": { "type": "array", "items": { "type": "object" } },
                    "findings": { "type": "array", "items": { "type": "object" } },
                },
            } } },
        },
        "delivery": {
            "type": "object",
            "required": ["id", "region", "verdict", "records", "errors", "warnings"],
            "properties": {
                "id": { "type": "string", "format": "uuid" },
                "region": { "type": "string" },
                "file": { "type": "string" },
                "jvfVersion": { "type": "string" },
                "verdict": { "type": "string", "enum": ["applied", "repeated", "refused"] },
                "records": { "type": "integer" },
                "changeSet": { "type": "integer" },
                "counts": { "type": "object", "additionalProperties": { "type": "object", "additionalProperties": { "type": "integer" } } },
                "inserted": { "type": "integer" },
                "updated": { "type": "integer" },
                "deleted": { "type": "integer" },
                "unchanged": { "type": "integer" },
                "identifiersGiven": { "type": "integer" },
                "errors": { "type": "array", "items": reference("located") },
                "errorsLeftOut": { "type": "integer" },
                "warnings": { "type": "array", "items": reference("located") },
            },
        },
        "link": {
            "type": "object",
            "required": ["href", "rel"],
            "properties": {
                "href": { "type": "string" },
                "rel": { "type": "string" },
                "type": { "type": "string" },
                "title": { "type": "string" },
                "hreflang": { "type": "string" },
            },
        },
        "landingPage": {
            "type": "object",
            "required": ["links"],
            "properties": {
                "title": { "type": "string" },
                "description": { "type": "string" },
                "links": links,
            },
        },
        "confClasses": {
            "type": "object",
            "required": ["conformsTo"],
            "properties": { "conformsTo": strings, "links": links },
        },
        "extent": {
            "type": "object",
            "properties": {
                "spatial": {
                    "type": "object",
                    "properties": {
                        "bbox": {
                            "type": "array",
                            "minItems": 1,
                            "items": { "type": "array", "minItems": 4, "maxItems": 4, "items": { "type": "number" } },
                        },
                        "crs": { "type": "string" },
                    },
                },
                "temporal": {
                    "type": "object",
                    "properties": {
                        "interval": {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                                "type": "array",
                                "minItems": 2,
                                "maxItems": 2,
                                "items": { "type": "string", "format": "date-time", "nullable": true },
                            },
                        },
                        "trs": { "type": "string" },
                    },
                },
            },
        },
        "collection": {
            "type": "object",
            "required": ["id", "links"],
            "properties": {
                "id": { "type": "string" },
                "title": { "type": "string" },
                "description": { "type": "string" },
                "itemType": { "type": "string" },
                "links": links,
                "extent": reference("extent"),
                "crs": strings,
                "storageCrs": { "type": "string" },
                "part": { "type": "string", "enum": ["ZPS", "DI", "TI"] },
                "category": { "type": "string" },
                "group": { "type": "string" },
                "code": { "type": "string" },
                "features": { "type": "integer", "minimum": 0 },
            },
        },
        "collections": {
            "type": "object",
            "required": ["links", "collections"],
            "properties": {
                "links": links,
                "collections": { "type": "array", "items": reference("collection") },
            },
        },
        "geometryGeoJSON": {
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": {
                "type": { "type": "string", "enum": ["Point", "LineString", "MultiLineString", "Polygon"] },
                "coordinates": { "type": "array", "items": {} },
            },
        },
        "featureGeoJSON": {
            "type": "object",
            "required": ["type", "geometry", "properties"],
            "properties": {
                "type": { "type": "string", "enum": ["Feature"] },
                "id": { "type": "string" },
                "geometry": { "nullable": true, "allOf": [reference("geometryGeoJSON")] },
                "properties": { "type": "object", "nullable": true },
                "outline": reference("geometryGeoJSON"),
                "criticalArea": reference("geometryGeoJSON"),
                "links": links,
            },
        },
        "featureCollectionGeoJSON": {
            "type": "object",
            "required": ["type", "features"],
            "properties": {
                "type": { "type": "string", "enum": ["FeatureCollection"] },
                "features": { "type": "array", "items": reference("featureGeoJSON") },
                "links": links,
                "timeStamp": { "type": "string", "format": "date-time" },
                "numberMatched": { "type": "integer", "minimum": 0 },
                "numberReturned": { "type": "integer", "minimum": 0 },
            },
        },
        "regions": {
            "type": "object",
            "required": ["regions"],
            "properties": { "regions": { "type": "array", "items": reference("region") } },
        },
        "region": {
            "type": "object",
            "required": ["code", "name", "number", "outline", "dataBounds", "features"],
            "properties": {
                "code": { "type": "string" },
                "name": { "type": "string" },
                "number": { "type": "integer" },
                "outline": {
                    "type": "array",
                    "items": { "type": "array", "items": position },
                },
                "dataBounds": {
                    "type": "array", "nullable": true, "minItems": 4, "maxItems": 4, "items": { "type": "number" },
                },
                "features": { "type": "integer", "minimum": 0 },
            },
        },
        "symbols": {
            "type": "object",
            "required": ["symbols"],
            "properties": { "symbols": { "type": "array", "items": reference("symbol") } },
        },
        "symbol": {
            "type": "object",
            "required": ["key", "object_type", "element", "title", "part", "category", "group", "geometry"],
            "properties": {
                "key": { "type": "string" },
                "object_type": { "type": "integer" },
                "element": { "type": "string" },
                "title": { "type": "string" },
                "attribute": nullable("string"),
                "value": nullable("string"),
                "conditions": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["attribute", "value"],
                        "properties": { "attribute": { "type": "string" }, "value": { "type": "string" } },
                    },
                },
                "fill": nullable("string"),
                "stroke": nullable("string"),
                "width_mm": nullable("number"),
                "dash": { "type": "array", "nullable": true, "items": { "type": "number" } },
                "part": { "type": "string", "enum": ["ZPS", "DI", "TI"] },
                "category": { "type": "string" },
                "group": { "type": "string" },
                "geometry": { "type": "string", "enum": ["point", "line", "area", "definition-point"] },
                "derived": { "type": "boolean" },
            },
        },
        "health": {
            "type": "object",
            "required": ["status"],
            "properties": { "status": { "type": "string", "enum": ["ok"] } },
        },
        "problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail", "code"],
            "properties": {
                "type": { "type": "string" },
                "title": { "type": "string" },
                "status": { "type": "integer" },
                "detail": { "type": "string" },
                "instance": { "type": "string" },
                "code": { "type": "string" },
                "parameter": { "type": "string" },
            },
        },
    })
}
