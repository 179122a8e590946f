//! The HTML form of every resource.

use crate::kit::{App, Reply};

const PAGES: [&str; 7] = [
    "/",
    "/conformance",
    "/api",
    "/collections",
    "/collections/TrasaVodovodniSite",
    "/collections/TrasaVodovodniSite/items",
    "/collections/TrasaVodovodniSite/items/42001130000000001",
];

/// Elements that have no end tag.
const VOID: [&str; 4] = ["meta", "link", "br", "img"];

/// Checks that every element is closed in order.
fn check(reply: &Reply, path: &str) -> String {
    assert_eq!(reply.status, 200, "{path}");
    assert_eq!(
        reply.header("content-type"),
        Some("text/html; charset=utf-8"),
        "{path}"
    );
    let text = reply.text();
    assert!(text.starts_with("<!DOCTYPE html>"), "{path}");
    let mut open = Vec::new();
    for piece in text.split('<').skip(2) {
        let tag = piece.split(['>', ' ', '\n']).next().unwrap();
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{path}: </{name}>"),
            None if VOID.contains(&tag) => {}
            None => open.push(tag),
        }
    }
    assert!(open.is_empty(), "{path}: {open:?}");
    text
}

/// `/conf/html/definition`, `/conf/html/content`: text/html when asked for, by header or parameter; the page holds the links of
/// the JSON form as anchors.
#[tokio::test]
async fn every_resource_has_a_page_with_its_links() {
    let app = App::new().await;
    for path in PAGES {
        let page = check(&app.page(path).await, path);
        assert!(page.contains("<html lang=\"en\">"), "{path}");
        let by_parameter = check(&app.get(&format!("{path}?f=html")).await, path);
        assert!(by_parameter.contains("<html lang=\"cs\">"), "{path}");
        let document = app.get(path).await.json();
        for link in document["links"].as_array().into_iter().flatten() {
            let (rel, href) = (link["rel"].as_str().unwrap(), link["href"].as_str().unwrap());
            // What is `self` of one form is `alternate` of the other.
            let anchor = format!("href=\"{}\"", href.replace('&', "&#38;"));
            if !["self", "next"].contains(&rel) {
                assert!(by_parameter.contains(&anchor), "{path}: {anchor}");
            }
        }
    }
}

/// `/conf/html/content`: the page holds the values.
#[tokio::test]
async fn pages_hold_the_values_with_the_texts_of_code_lists() {
    let app = App::new().await;
    let item = check(
        &app.page("/collections/Plot/items/42001620000000001").await,
        "item",
    );
    for value in [
        "42001620000000001",
        "CZ042",
        "DruhPlotu",
        "Druh plotu",
        "2024-07-01T08:00:00",
        "LineString",
    ] {
        assert!(item.contains(value), "{value}");
    }
    assert!(
        item.contains("/map#at=-770075.0,-985100.0,0.250&#38;id=Plot.42001620000000001"),
        "{item}"
    );
    let escaped = check(
        &app.page("/collections/HraniceBudovy/items/42002990000000001")
            .await,
        "item",
    );
    assert!(escaped.contains("zeď &#34;A&#34; &#38; &#60;b&#62;"), "{escaped}");
    let items = check(
        &app.page("/collections/HraniceBudovy/items?limit=2").await,
        "items",
    );
    for value in [
        "42002990000000001",
        "42002990000000002",
        "TridaPresnostiPoloha",
        "rel=\"next\"",
    ] {
        assert!(items.contains(value), "{value}");
    }
    assert!(
        !items.contains("IDEditora"),
        "a column without values is left out"
    );
    let collections = check(&app.page("/collections").await, "collections");
    assert!(collections.contains("Basic spatial situation") && collections.contains("hranice budovy"));
    let api = check(&app.page("/api").await, "api");
    assert!(api.contains("Features of a collection") && !api.contains("Objekty kolekce"));
    let landing = check(&app.page("/").await, "landing");
    assert!(landing.contains("Ústecký kraj") && landing.contains("href=\"http://"));
}

/// Pages load nothing but the stylesheet, and are told to.
#[tokio::test]
async fn pages_are_fenced_in() {
    let app = App::new().await;
    for path in PAGES.iter().chain(&["/nothing"]) {
        let reply = app.page(path).await;
        let policy = reply.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'"),
            "{path}"
        );
        let text = reply.text();
        assert!(!text.contains("<script") && !text.contains("style="), "{path}");
    }
    let style = app.get("/static/dtm.css").await;
    assert_eq!(style.header("content-type"), Some("text/css; charset=utf-8"));
    assert!(!style.text().contains("url("));
    assert_eq!(app.get("/static/other.css").await.status, 404);
}

#[tokio::test]
async fn the_map_is_served_or_tells_how_to_build_it() {
    let app = App::empty().await;
    for path in ["/map", "/map/"] {
        let reply = app.page(path).await;
        if reply.status == 200 {
            let policy = reply.header("content-security-policy").unwrap();
            assert!(policy.contains("default-src 'self'") && policy.contains("worker-src 'self' blob:"));
            assert_eq!(reply.header("cache-control"), Some("no-cache"));
            let text = reply.text();
            let asset = text
                .split('"')
                .find(|part| part.starts_with("/map/assets/"))
                .unwrap();
            let asset = app.get(asset).await;
            assert_eq!(asset.status, 200);
            assert!(asset.header("cache-control").unwrap().contains("immutable"));
        } else {
            assert_eq!(reply.status, 503);
            assert!(reply.text().contains("scripts/setup"));
        }
    }
    assert_eq!(app.get("/map/assets/nothing.js").await.status, 404);
    assert_eq!(app.get("/map/assets/..%2Findex.html").await.status, 404);
}
