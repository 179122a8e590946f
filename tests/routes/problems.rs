//! Faults: every one is a problem document that tells what to do, in the language and form of the request.

use crate::kit::App;

/// `/conf/core/query-param-invalid`, `/conf/core/query-param-unknown` on every resource.
#[tokio::test]
async fn unknown_and_wrong_parameters_are_refused_everywhere() {
    let app = App::new().await;
    for path in [
        "/",
        "/conformance",
        "/api",
        "/collections",
        "/collections/Plot",
        "/collections/Plot/schema",
        "/collections/Plot/items",
        "/collections/Plot/items/42001620000000001",
        "/health/live",
        "/health/ready",
    ] {
        for query in [
            "unknown=1",
            "f=xml",
            "lang=de",
            "f=json&f=json",
            "%00=1",
            "f=json%FF",
        ] {
            let reply = app.get(&format!("{path}?{query}")).await;
            assert_eq!(reply.status, 400, "{path}?{query}");
            assert_eq!(reply.header("content-type"), Some("application/problem+json"));
        }
    }
}

/// Whatever stands in a parameter is a value: never SQL, never a crash.
#[tokio::test]
async fn hostile_values_are_refused_in_every_parameter() {
    let app = App::new().await;
    let hostile = [
        "' or '1'='1",
        "1;drop table feature--",
        "\") union select 1--",
        "../../etc/passwd",
        "\u{0}",
        "🦀",
        "NaN,NaN,NaN,NaN",
        "1e999,1,1e999,1",
        "${jndi:x}",
    ];
    for parameter in [
        "bbox", "bbox-crs", "crs", "datetime", "limit", "region", "after", "f", "lang",
    ] {
        for value in hostile {
            let target = format!(
                "/collections/HraniceBudovy/items?{parameter}={}",
                dtm::http::encode(value)
            );
            let reply = app.get(&target).await;
            assert_eq!(reply.status, 400, "{parameter}={value}: {}", reply.text());
            assert_eq!(reply.json()["status"], 400);
        }
    }
    for value in hostile {
        let value = dtm::http::encode(value).replace('/', "%2F");
        assert_eq!(
            app.get(&format!("/collections/{value}/items")).await.status,
            404,
            "{value}"
        );
    }
    assert_eq!(
        app.json("/collections/HraniceBudovy/items").await["numberMatched"],
        6
    );
}

#[tokio::test]
async fn a_region_that_is_not_here_is_named_among_those_that_are() {
    let app = App::empty().await;
    let reply = app.get("/collections?region=CZ999&lang=en").await;
    assert_eq!(reply.status, 400);
    let detail = reply.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("`CZ999`") && detail.contains("CZ042"), "{detail}");
}

#[tokio::test]
async fn an_unknown_path_a_wrong_method_and_a_strange_accept_are_told() {
    let app = App::empty().await;
    let reply = app.get("/nothing/here").await;
    assert_eq!(
        (reply.status, reply.header("content-language")),
        (404, Some("cs"))
    );
    assert_eq!(reply.json()["instance"], "/nothing/here");
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        let reply = app
            .send(method, "/collections", &[("accept-language", "en")])
            .await;
        assert_eq!(
            (reply.status, reply.header("allow")),
            (405, Some("GET,HEAD")),
            "{method}"
        );
        assert_eq!(reply.json()["title"], "Method Not Allowed");
    }
    for accept in ["image/png", "nonsense", "text/html;q=0", ";;;"] {
        let reply = app.send("GET", "/collections", &[("accept", accept)]).await;
        assert_eq!(reply.status, 406, "{accept}");
        assert!(
            reply.json()["detail"]
                .as_str()
                .unwrap()
                .contains("application/json")
        );
    }
    let long = format!("/collections?region={}", "x".repeat(9000));
    assert_eq!(app.get(&long).await.status, 414);
}

#[tokio::test]
async fn problems_speak_the_language_and_form_of_the_request() {
    let app = App::empty().await;
    let target = "/collections/Plot/items?limit=abc";
    let czech = app.get(target).await;
    assert_eq!(czech.json()["title"], "Chybný požadavek");
    let english = app
        .send("GET", target, &[("accept-language", "en-GB,cs;q=0.5")])
        .await;
    assert_eq!(english.header("content-language"), Some("en"));
    assert_eq!(
        english.json()["detail"],
        "parameter `limit`: give a whole number from 1 to 10000"
    );
    assert_eq!(english.json()["code"], "InvalidParameterValue");
    let page = app
        .page("/collections/Plot/items?limit=%3Cscript%3E&region=%3Cb%3E")
        .await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (400, Some("text/html; charset=utf-8"))
    );
    assert!(page.text().contains("Bad Request") && !page.text().contains("<b>"));
}

/// A database that does not answer is an outage that passes, not a fault of the request.
#[tokio::test]
async fn a_lost_database_is_told_as_an_outage() {
    let app = App::new().await;
    app.store.close().await;
    for path in ["/health/ready", "/collections", "/collections/Plot/items"] {
        let reply = app.get(path).await;
        assert_eq!(
            (reply.status, reply.header("retry-after")),
            (503, Some("5")),
            "{path}"
        );
    }
    assert_eq!(app.get("/health/live").await.status, 200);
}

/// What breaks inside is told as our fault, and nothing of the inside is shown.
#[tokio::test]
async fn a_fault_of_ours_does_not_show_the_inside() {
    let app = App::new().await;
    app.run("drop table feature cascade").await;
    let reply = app.get("/collections/Plot/items").await;
    assert_eq!(reply.status, 500);
    let text = reply.text();
    assert!(!text.contains("relation") && !text.contains("select"), "{text}");
    assert!(reply.header("x-request-id").is_some());
}
