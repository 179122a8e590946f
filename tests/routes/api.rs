//! `/api`: the description in OpenAPI 3.0, and whether the service does what it says.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::kit::{self, App};

async fn document(app: &App) -> Value {
    let reply = app.get("/api").await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("content-type"),
        Some("application/vnd.oai.openapi+json;version=3.0")
    );
    reply.json()
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => {
            let pointer = reference.strip_prefix('#').unwrap();
            document
                .pointer(pointer)
                .unwrap_or_else(|| panic!("{reference} leads nowhere"))
        }
        None => value,
    }
}

fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, operations)| {
        let operations = operations.as_object().unwrap().iter();
        operations.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    });
    operations.collect()
}

/// `/conf/core/api-definition-success`, `/conf/oas30/oas-definition-2`: what OpenAPI 3.0 demands of a document: references
/// that lead somewhere, parameters of a path declared once, unique ids of operations, responses with descriptions.
#[tokio::test]
async fn the_description_is_whole() {
    let app = App::empty().await;
    let document = document(&app).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.0."));
    let mut ids = Vec::new();
    for (path, method, operation) in operations(&document) {
        ids.push(operation["operationId"].as_str().unwrap());
        let parameters = operation["parameters"].as_array().unwrap();
        let parameters: Vec<_> = parameters
            .iter()
            .map(|parameter| resolve(&document, parameter))
            .collect();
        let mut keys: Vec<_> = parameters
            .iter()
            .map(|p| (p["in"].as_str().unwrap(), p["name"].as_str().unwrap()))
            .collect();
        let in_path: Vec<_> = path.split(['{', '}']).skip(1).step_by(2).collect();
        let declared: Vec<_> = keys
            .iter()
            .filter(|(place, _)| *place == "path")
            .map(|(_, name)| *name)
            .collect();
        assert_eq!(declared.len(), in_path.len(), "{path}");
        assert!(
            in_path.iter().all(|name| declared.contains(name)),
            "{path}: {declared:?}"
        );
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), parameters.len(), "{method} {path}");
        for response in operation["responses"].as_object().unwrap().values() {
            assert!(
                resolve(&document, response)["description"].is_string(),
                "{method} {path}"
            );
        }
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    references(&document, &document);
}

fn references(document: &Value, value: &Value) {
    match value {
        Value::Object(members) => {
            resolve(document, value);
            members.values().for_each(|member| references(document, member));
        }
        Value::Array(items) => items.iter().for_each(|item| references(document, item)),
        _ => {}
    }
}

/// The same by an independent validator.
#[tokio::test]
async fn an_independent_validator_accepts_the_description() {
    let app = App::empty().await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("api.json");
    std::fs::write(&file, document(&app).await.to_string()).unwrap();
    let known = Command::new("python3")
        .args(["-c", "import openapi_spec_validator"])
        .output();
    if !known.is_ok_and(|output| output.status.success()) {
        kit::skip("openapi-spec-validator is not installed; install it with pip");
        return;
    }
    let judged = Command::new("python3")
        .args(["-m", "openapi_spec_validator"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        judged.status.success(),
        "{}",
        String::from_utf8_lossy(&judged.stdout)
    );
}

/// `/conf/core/fc-bbox-definition`, `/conf/core/fc-limit-definition`, `/conf/core/fc-time-definition`.
#[tokio::test]
async fn the_parameters_of_items_are_defined_as_the_standard_says() {
    let app = App::empty().await;
    let document = document(&app).await;
    let items = &document["paths"]["/collections/{collectionId}/items"]["get"]["parameters"];
    let parameter = |name: &str| {
        let all = items
            .as_array()
            .unwrap()
            .iter()
            .map(|parameter| resolve(&document, parameter));
        let found = all.into_iter().find(|parameter| parameter["name"] == name);
        found.unwrap_or_else(|| panic!("{name}")).clone()
    };
    for name in ["bbox", "limit", "datetime"] {
        let found = parameter(name);
        assert_eq!(
            (&found["in"], &found["required"]),
            (&json!("query"), &json!(false))
        );
        assert_eq!(
            (&found["style"], &found["explode"]),
            (&json!("form"), &json!(false))
        );
    }
    let bbox = &parameter("bbox")["schema"];
    assert_eq!(
        (&bbox["type"], &bbox["items"]["type"]),
        (&json!("array"), &json!("number"))
    );
    assert_eq!(
        bbox["oneOf"],
        json!([{ "minItems": 4, "maxItems": 4 }, { "minItems": 6, "maxItems": 6 }])
    );
    assert_eq!(
        parameter("limit")["schema"],
        json!({ "type": "integer", "minimum": 1, "maximum": 10000, "default": 100 })
    );
    assert_eq!(parameter("datetime")["schema"]["type"], "string");
}

/// `/conf/oas30/completeness`, `/conf/oas30/oas-impl`, `/conf/oas30/exceptions-codes`: a request built from every path is
/// answered with a status and a type that the description names, and so is a faulty one.
#[tokio::test]
async fn every_described_path_answers_as_described() {
    let app = App::new().await;
    let document = document(&app).await;
    let values = [
        ("{collectionId}", "HraniceBudovy"),
        ("{featureId}", "42002990000000001"),
        ("{tileset}", "zps"),
        ("{tileMatrixSetId}", "WebMercatorQuad"),
        ("{tileMatrix}", "14"),
        ("{tileRow}", "5497"),
        ("{tileCol}", "8825"),
    ];
    for (path, method, operation) in operations(&document) {
        if method != "get" {
            continue;
        }
        let mut target = path.to_owned();
        for (name, value) in values {
            target = target.replace(name, value);
        }
        if target.contains('{') {
            continue;
        }
        for query in ["", "?unknown=1", "?f=nonsense"] {
            let reply = app.get(&format!("{target}{query}")).await;
            let status = reply.status.to_string();
            let described = resolve(&document, &operation["responses"][&status]);
            assert!(
                described.is_object(),
                "{target}{query} gives {status}, which is not described"
            );
            if reply.body.is_empty() {
                continue;
            }
            let told = reply.header("content-type").unwrap().split("; ").next().unwrap();
            assert!(
                described["content"][told].is_object(),
                "{target}{query} gives {told}, which is not described"
            );
        }
    }
}

/// `/conf/oas30/security`: how senders of deliveries prove who they are.
#[tokio::test]
async fn the_token_is_described() {
    let app = App::empty().await;
    let scheme = &document(&app).await["components"]["securitySchemes"]["token"];
    assert_eq!(
        (&scheme["type"], &scheme["scheme"]),
        (&json!("http"), &json!("bearer"))
    );
}

/// `/conf/core/fc-md-success` and the other documents, judged by the standard's own schemas.
#[tokio::test]
async fn documents_are_valid_by_the_schemas_of_the_standard() {
    let Some(shared) = kit::shared() else { return };
    let app = App::new().await;
    let directory = tempfile::tempdir().unwrap();
    let mut cases = Vec::new();
    for (schema, path) in [
        ("landingPage", "/"),
        ("confClasses", "/conformance"),
        ("collections", "/collections"),
        ("collections", "/collections?all=true&lang=en"),
        ("collection", "/collections/HraniceBudovy"),
        (
            "featureCollectionGeoJSON",
            "/collections/HraniceBudovy/items?limit=2",
        ),
        ("featureCollectionGeoJSON", "/collections/BudovaPlocha/items"),
        (
            "featureCollectionGeoJSON",
            "/collections/TrasaVodovodniSite/items",
        ),
        ("featureCollectionGeoJSON", "/collections/PodrobnyBodZPS/items"),
        (
            "featureGeoJSON",
            "/collections/HraniceBudovy/items/42002990000000001",
        ),
        ("exception", "/collections/Nic"),
    ] {
        let file = directory.path().join(format!("{}.json", cases.len()));
        std::fs::write(&file, app.get(path).await.body).unwrap();
        cases.push(format!("{schema}={}", file.display()));
    }
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges/features.py");
    let schemas = shared.join("ogc/features/part1/openapi/schemas");
    let judged = Command::new("python3")
        .arg(judge)
        .arg(schemas)
        .args(&cases)
        .output()
        .unwrap();
    if judged.status.code() == Some(3) {
        kit::skip("the Python packages jsonschema and yaml are not installed");
        return;
    }
    let told =
        String::from_utf8_lossy(&judged.stdout).into_owned() + &String::from_utf8_lossy(&judged.stderr);
    assert!(judged.status.success(), "{told}");
}
