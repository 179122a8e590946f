//! `/collections/{id}/items/{fid}`.

use crate::kit::App;

/// `/conf/core/f-op`, `/conf/core/f-success`, `/conf/core/f-links`: every feature of a page is found under its id, the same,
/// with links to itself, its other form and its collection.
#[tokio::test]
async fn every_feature_of_a_page_is_found_by_its_id() {
    let app = App::new().await;
    for collection in ["HraniceBudovy", "BudovaPlocha", "TrasaVodovodniSite", "Plot"] {
        let page = app.json(&format!("/collections/{collection}/items")).await;
        for listed in page["features"].as_array().unwrap() {
            let id = listed["id"].as_str().unwrap();
            let reply = app.get(&format!("/collections/{collection}/items/{id}")).await;
            assert_eq!(
                (reply.status, reply.header("content-type")),
                (200, Some("application/geo+json"))
            );
            let mut feature = reply.json();
            let links = feature.as_object_mut().unwrap().remove("links").unwrap();
            assert_eq!(&feature, listed);
            for (rel, media_type) in [
                ("self", "application/geo+json"),
                ("alternate", "text/html"),
                ("collection", "application/json"),
            ] {
                let link = links
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|link| link["rel"] == rel && link["type"] == media_type);
                let href = link.unwrap_or_else(|| panic!("{rel}"))["href"].as_str().unwrap();
                assert_eq!(app.get(href).await.status, 200, "{href}");
            }
        }
    }
}

/// `/conf/core/f-op`: an unknown id gives 404, whatever it looks like.
#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let app = App::new().await;
    for id in [
        "1",
        "42002990000000099",
        "42001620000000001",
        "abc",
        "-1",
        "0",
        "999999999999999999999",
        "1%27%20or%201=1",
        "%00",
        "42002990000000001%20",
    ] {
        let reply = app.get(&format!("/collections/HraniceBudovy/items/{id}")).await;
        assert_eq!(reply.status, 404, "{id}");
        assert_eq!(
            reply.header("content-type"),
            Some("application/problem+json"),
            "{id}"
        );
    }
    let elsewhere = "/collections/HraniceBudovy/items/42002990000000001?region=CZ063";
    assert_eq!(app.get(elsewhere).await.status, 404);
    assert_eq!(
        app.get("/collections/Nic/items/42002990000000001").await.status,
        404
    );
    assert_eq!(
        app.get("/collections/HraniceBudovy/items/42002990000000001?bbox=1,2,3,4")
            .await
            .status,
        400
    );
}
