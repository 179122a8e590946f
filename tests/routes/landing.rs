//! `/`, `/conformance` and the health of the service.

use crate::kit::App;

/// `/conf/core/root-op`, `/conf/core/root-success`, `/conf/core/api-definition-op`, `/conf/core/conformance-op`: the
/// landing page leads to the data, the conformance classes and the description, and each link gives the type it declares.
#[tokio::test]
async fn the_landing_page_leads_everywhere() {
    let app = App::new().await;
    let landing = app.json("/").await;
    let links = landing["links"].as_array().unwrap();
    for rel in [
        "self",
        "alternate",
        "service-desc",
        "service-doc",
        "conformance",
        "data",
    ] {
        assert!(links.iter().any(|link| link["rel"] == rel), "{rel}");
    }
    for link in links {
        let href = link["href"].as_str().unwrap();
        if href.contains('{') {
            continue;
        }
        let reply = app.get(href).await;
        if href.ends_with("/map") && reply.status == 503 {
            continue;
        }
        assert_eq!(reply.status, 200, "{href}");
        let (told, declared) = (
            reply.header("content-type").unwrap(),
            link["type"].as_str().unwrap(),
        );
        assert!(told.starts_with(declared), "{href} is {told}, not {declared}");
    }
}

/// `/conf/core/conformance-success`.
#[tokio::test]
async fn the_core_is_among_the_conformance_classes() {
    let app = App::empty().await;
    let document = app.json("/conformance").await;
    let classes: Vec<_> = document["conformsTo"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|c| c.as_str())
        .collect();
    for class in ["core", "geojson", "html", "oas30"] {
        let uri = format!("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{class}");
        assert!(classes.contains(&uri.as_str()), "{class}");
    }
    assert!(classes.contains(&"http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"));
}

/// `/conf/core/http`: HEAD tells what GET tells, without the body.
#[tokio::test]
async fn head_and_get_agree() {
    let app = App::new().await;
    for path in [
        "/",
        "/api",
        "/collections",
        "/collections/Plot",
        "/collections/Plot/items",
        "/nothing",
        "/health/ready",
    ] {
        for accept in [
            "application/json, application/geo+json, */*;q=0.1",
            "text/html, */*;q=0.1",
        ] {
            let get = app.send("GET", path, &[("accept", accept)]).await;
            let head = app.send("HEAD", path, &[("accept", accept)]).await;
            assert_eq!(head.status, get.status, "{path}");
            assert!(head.body.is_empty(), "{path}");
            for name in [
                "content-type",
                "content-language",
                "content-crs",
                "content-security-policy",
                "vary",
            ] {
                assert_eq!(head.header(name), get.header(name), "{path} {name}");
            }
        }
    }
}

#[tokio::test]
async fn a_service_is_ready_while_its_database_answers() {
    let app = App::empty().await;
    assert_eq!(app.json("/health/live").await["status"], "ok");
    assert_eq!(app.json("/health/ready").await["status"], "ok");
}

/// Behind a proxy all links carry the address that clients know.
#[tokio::test]
async fn links_follow_the_address_that_a_proxy_tells() {
    let app = App::empty().await;
    let headers = [
        ("forwarded", "for=192.0.2.1;proto=https;host=dtm.example"),
        ("x-forwarded-prefix", "/mapa"),
    ];
    let landing = app.send("GET", "/", &headers).await.json();
    for link in landing["links"].as_array().unwrap() {
        let href = link["href"].as_str().unwrap();
        assert!(href.starts_with("https://dtm.example/mapa/"), "{href}");
    }
}

#[tokio::test]
async fn answers_are_packed_numbered_and_open_to_other_origins() {
    let app = App::new().await;
    let headers = [
        ("accept-encoding", "gzip"),
        ("origin", "https://other.example"),
        ("x-request-id", "abcd-1234"),
    ];
    let reply = app.send("GET", "/collections", &headers).await;
    assert_eq!(reply.header("content-encoding"), Some("gzip"));
    assert_eq!(reply.body[..2], [0x1f, 0x8b]);
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    assert_eq!(reply.header("x-request-id"), Some("abcd-1234"));
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    let reply = app.send("GET", "/", &[("x-request-id", "a b\"<script>")]).await;
    assert!(reply.header("x-request-id").unwrap().len() == 36);
}
