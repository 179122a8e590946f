//! `/styles/symbols`.

use std::collections::HashSet;

use dtm::model::{Catalogue, Symbols};
use serde_json::{Value, json};

use crate::kit::App;

fn symbol<'a>(document: &'a Value, key: &str) -> &'a Value {
    let symbols = document["symbols"].as_array().unwrap();
    symbols.iter().find(|symbol| symbol["key"] == key).unwrap()
}

#[tokio::test]
async fn every_object_type_has_its_symbol_with_what_a_legend_says() {
    let app = App::empty().await;
    let document = app.json("/styles/symbols").await;
    let symbols = document["symbols"].as_array().unwrap();
    for object_type in &Catalogue::embedded("1.4.3").unwrap().object_types {
        let symbol = symbol(&document, &object_type.element);
        assert_eq!(symbol["object_type"], object_type.key());
        assert_eq!(symbol["title"], object_type.name.as_str());
        assert_eq!(symbol["group"], object_type.group.as_str());
        assert_eq!(
            (&symbol["attribute"], &symbol["conditions"]),
            (&Value::Null, &json!([]))
        );
    }
    let keys: HashSet<&str> = symbols
        .iter()
        .map(|symbol| symbol["key"].as_str().unwrap())
        .collect();
    assert_eq!(keys.len(), symbols.len());

    let building = symbol(&document, "HraniceBudovy");
    let expected = json!({
        "key": "HraniceBudovy", "object_type": 10_029_902, "element": "HraniceBudovy", "title": "hranice budovy",
        "attribute": null, "value": null, "conditions": [], "fill": null, "stroke": "#000000", "width_mm": 0.35,
        "dash": null, "part": "ZPS", "category": "Konstrukční prvky objektů", "group": "Základní konstrukční prvek",
        "geometry": "line", "derived": false,
    });
    assert_eq!(*building, expected);
    let gas = symbol(&document, "TrasaPlynovodniSite.4");
    assert_eq!(gas["title"], "trasa plynovodní sítě, VVTL");
    assert_eq!(
        (&gas["attribute"], &gas["value"]),
        (&json!("TlakovaHladinaPlynovodniSite"), &json!("4"))
    );
    assert_eq!(gas["dash"], json!([36.0, 8.0]));
    assert_eq!(
        symbol(&document, "ZedDefinicniBod")["geometry"],
        "definition-point"
    );

    // Whatever tiles may name for a type of the catalogue is in the table.
    for symbol in Symbols::embedded()
        .unwrap()
        .all()
        .iter()
        .filter(|s| s.element.is_some())
    {
        assert!(keys.contains(symbol.key.as_str()), "{}", symbol.key);
    }
}

#[tokio::test]
async fn the_table_may_be_kept_and_is_not_sent_twice() {
    let app = App::empty().await;
    let first = app.get("/styles/symbols").await;
    assert_eq!(first.header("content-type"), Some("application/json"));
    assert_eq!(first.header("cache-control"), Some("public, max-age=300"));
    let tag = first.header("etag").unwrap();
    let again = app
        .send("GET", "/styles/symbols", &[("if-none-match", tag)])
        .await;
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[tokio::test]
async fn faults_are_told_and_the_description_has_the_path() {
    let app = App::empty().await;
    assert_eq!(app.get("/styles/symbols?part=ZPS").await.status, 400);
    assert_eq!(
        app.send("GET", "/styles/symbols", &[("accept", "text/css")])
            .await
            .status,
        406
    );
    let api = app.json("/api?f=json").await;
    assert_eq!(
        api["paths"]["/styles/symbols"]["get"]["operationId"],
        "getSymbols"
    );
    assert!(api["components"]["schemas"]["symbol"].is_object());
}
