//! `/collections` and `/collections/{id}`.

use serde_json::{Value, json};

use crate::kit::App;

fn ids(document: &Value) -> Vec<&str> {
    document["collections"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|c| c["id"].as_str())
        .collect()
}

/// `/conf/core/fc-md-op`, `/conf/core/fc-md-items`: what holds features is listed, everything with `all=true`.
#[tokio::test]
async fn collections_with_features_are_listed_and_the_empty_ones_on_request() {
    let app = App::new().await;
    let listed = app.json("/collections").await;
    assert_eq!(
        ids(&listed),
        [
            "BudovaDefinicniBod",
            "BudovaPlocha",
            "HraniceBudovy",
            "Plot",
            "PodrobnyBodZPS",
            "TrasaVodovodniSite"
        ]
    );
    let all = app.json("/collections?all=true").await;
    let catalogue = dtm::model::Catalogue::embedded("1.4.3").unwrap();
    assert_eq!(ids(&all).len(), catalogue.object_types.len());
    assert!(ids(&all).contains(&"Kolektor"));
    assert_eq!(app.get("/collections?all=maybe").await.status, 400);
    let one_region = app.json("/collections?region=CZ063").await;
    assert_eq!(ids(&one_region), ["HraniceBudovy"]);
    assert_eq!(one_region["collections"][0]["features"], 2);
}

/// `/conf/core/fc-md-links`, `/conf/core/fc-md-items-links`, `/conf/core/sfc-md-op`, `/conf/core/sfc-md-success`: every entry
/// is the same as its own resource, and all links work and give what they declare.
#[tokio::test]
async fn every_entry_is_the_same_as_its_own_resource() {
    let app = App::new().await;
    let document = app.json("/collections").await;
    let relations = |value: &Value| -> Vec<(String, String)> {
        let links = value["links"].as_array().unwrap().iter();
        links
            .map(|link| {
                (
                    link["rel"].as_str().unwrap().to_owned(),
                    link["type"].as_str().unwrap().to_owned(),
                )
            })
            .collect()
    };
    let has = |value: &Value, rel: &str, media_type: &str| {
        assert!(
            relations(value).contains(&(rel.to_owned(), media_type.to_owned())),
            "{rel} {media_type}"
        );
    };
    has(&document, "self", "application/json");
    has(&document, "alternate", "text/html");
    for entry in document["collections"].as_array().unwrap() {
        has(entry, "items", "application/geo+json");
        has(entry, "items", "text/html");
        has(entry, "describedby", "application/schema+json");
        let id = entry["id"].as_str().unwrap();
        assert_eq!(&app.json(&format!("/collections/{id}")).await, entry);
    }
    let first = &document["collections"][0];
    for link in first["links"].as_array().unwrap() {
        let reply = app.get(link["href"].as_str().unwrap()).await;
        assert_eq!(reply.status, 200, "{link}");
        assert!(
            reply
                .header("content-type")
                .unwrap()
                .starts_with(link["type"].as_str().unwrap()),
            "{link}"
        );
    }
}

/// `/conf/core/fc-md-success` and what every entry tells besides.
#[tokio::test]
async fn an_entry_tells_the_catalogue_s_names() {
    let app = App::new().await;
    let collection = app.json("/collections/HraniceBudovy").await;
    assert_eq!(collection["title"], "hranice budovy (linie)");
    assert_eq!(
        (&collection["part"], &collection["code"]),
        (&json!("ZPS"), &json!("010000029902"))
    );
    assert_eq!(collection["category"], "Konstrukční prvky objektů");
    assert_eq!(
        (&collection["itemType"], &collection["features"]),
        (&json!("feature"), &json!(6))
    );
    let empty = app.json("/collections/Kolektor").await;
    assert_eq!(empty["features"], 0);
    assert!(empty.get("extent").is_none());
    assert_eq!(app.get("/collections/Nic").await.status, 404);
    assert_eq!(app.get("/collections/hranicebudovy").await.status, 404);
}

/// `/conf/core/fc-md-extent`: asked for with the extent as `bbox`, a collection gives all that has a geometry; the interval
/// begins with the oldest version and has an open end.
#[tokio::test]
async fn the_extent_covers_the_data() {
    let app = App::new().await;
    for (id, with_geometry) in [
        ("HraniceBudovy", 6),
        ("BudovaDefinicniBod", 1),
        ("PodrobnyBodZPS", 2),
        ("TrasaVodovodniSite", 1),
    ] {
        let collection = app.json(&format!("/collections/{id}")).await;
        let bbox = &collection["extent"]["spatial"]["bbox"];
        assert_eq!(
            bbox.as_array().unwrap().len(),
            1,
            "`/conf/core/fc-md-extent-multi`"
        );
        let bbox: Vec<_> = bbox[0]
            .as_array()
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        let items = app
            .json(&format!("/collections/{id}/items?bbox={}", bbox.join(",")))
            .await;
        assert_eq!(items["numberReturned"], with_geometry, "{id}");
        assert_eq!(
            collection["extent"]["temporal"]["interval"],
            json!([["2024-07-01T06:00:00Z", null]])
        );
    }
}

/// Counts and extents follow the change sets.
#[tokio::test]
async fn a_new_change_set_shows_in_the_counts() {
    let app = App::new().await;
    assert_eq!(app.json("/collections/Plot").await["features"], 1);
    app.run(
        "delete from feature where object_type = 10016202;
         update region set last_change_set = last_change_set + 1 where number = 42",
    )
    .await;
    assert_eq!(app.json("/collections/Plot").await["features"], 0);
    assert_eq!(app.json("/collections/Plot/items").await["numberMatched"], 0);
}
