//! `/collections/{id}/schema`.

use serde_json::json;

use crate::kit::App;

#[tokio::test]
async fn the_schema_tells_titles_types_and_code_lists() {
    let app = App::empty().await;
    let reply = app.get("/collections/Plot/schema").await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("application/schema+json"))
    );
    let schema = reply.json();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["$id"], app.url("/collections/Plot/schema"));
    let fence = &schema["properties"]["DruhPlotu"];
    assert_eq!(
        (&fence["title"], &fence["type"]),
        (&json!("Druh plotu"), &json!(["integer", "null"]))
    );
    let codes = fence["oneOf"].as_array().unwrap();
    assert!(
        codes.contains(&json!({ "const": 4, "title": "zděný" })),
        "{codes:?}"
    );
    assert_eq!(schema["properties"]["geometry"]["format"], "geometry-linestring");
    assert_eq!(app.get("/collections/Nic/schema").await.status, 404);
    assert_eq!(app.get("/collections/Plot/schema?f=html").await.status, 400);
}

/// Every property of a feature is in its schema.
#[tokio::test]
async fn features_have_the_properties_of_their_schema() {
    let app = App::new().await;
    for collection in [
        "HraniceBudovy",
        "BudovaPlocha",
        "TrasaVodovodniSite",
        "Plot",
        "PodrobnyBodZPS",
    ] {
        let schema = app.json(&format!("/collections/{collection}/schema")).await;
        let page = app.json(&format!("/collections/{collection}/items")).await;
        for feature in page["features"].as_array().unwrap() {
            for (name, value) in feature["properties"].as_object().unwrap() {
                let property = &schema["properties"][name];
                let kind = match value {
                    serde_json::Value::Null => "null",
                    serde_json::Value::Bool(_) => "boolean",
                    serde_json::Value::Number(number) if number.is_i64() => "integer",
                    serde_json::Value::Number(_) => "number",
                    _ => "string",
                };
                let kinds = &property["type"];
                let allowed =
                    kinds == kind || kinds.as_array().is_some_and(|kinds| kinds.contains(&json!(kind)));
                assert!(allowed, "{collection} {name}: {value} is not {kinds}");
            }
        }
    }
}
