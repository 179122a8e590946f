//! `/deliveries`: who may hand in, what is answered, what is told again.

use crate::import::points;
use crate::kit::{App, TOKEN};

const REGION: &str = "/deliveries?region=CZ042";

fn good() -> String {
    points(&[("i", "", -760_000.29, "1"), ("i", "", -760_001.0, "2")])
}

async fn features(app: &App) -> i64 {
    sqlx::query_scalar("select count(*) from feature")
        .fetch_one(&mut app.database.connection().await)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_delivery_is_in_force_at_once_and_told_again() {
    let app = App::empty().await;
    let reply = app
        .deliver(&format!("{REGION}&name=../zakázka 7.xml"), &good())
        .await;
    assert_eq!(reply.status, 400, "a space is no part of an address");
    let reply = app
        .deliver(&format!("{REGION}&name=..%2Fzak%C3%A1zka%207.xml"), &good())
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let report = reply.json();
    assert_eq!(report["verdict"], "applied");
    assert_eq!(
        (&report["inserted"], &report["changeSet"]),
        (&2.into(), &1.into())
    );
    assert_eq!(report["file"], "zakázka 7.xml");
    assert_eq!(report["counts"]["PodrobnyBodZPS"]["i"], 2);

    let items = app
        .json("/collections/PodrobnyBodZPS/items?crs=http://www.opengis.net/def/crs/EPSG/0/5514")
        .await;
    assert_eq!(items["numberMatched"], 2);
    assert_eq!(
        items["features"][0]["geometry"]["coordinates"],
        serde_json::json!([-760_000.29, -990_000.5, 321.05])
    );

    let location = reply.header("location").unwrap().to_owned();
    let authorized = format!("Bearer {TOKEN}");
    let again = app
        .send("GET", &location, &[("authorization", &authorized)])
        .await;
    assert_eq!((again.status, again.json()), (200, report.clone()));

    let twice = app.deliver(REGION, &good()).await;
    assert_eq!(
        (twice.status, &twice.json()["verdict"], &twice.json()["id"]),
        (200, &"repeated".into(), &report["id"])
    );
    assert_eq!(features(&app).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_delivery_is_refused_with_places_in_the_language_of_the_sender() {
    let app = App::empty().await;
    let file = points(&[("i", "", -760_000.0, "1"), ("x", "", -760_001.0, "2")]);
    let reply = app.deliver(&format!("{REGION}&lang=en"), &file).await;
    assert_eq!(reply.status, 422);
    assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    let problem = reply.json();
    assert_eq!(problem["code"], "RefusedDelivery");
    let fault = &problem["errors"][0];
    assert_eq!(
        (&fault["code"], &fault["record"], &fault["objectType"]),
        (&"operation".into(), &2.into(), &"PodrobnyBodZPS".into())
    );
    assert_eq!(
        fault["message"],
        "ZapisObjektu has the value \"x\"; give i, u, d or r"
    );
    let authorized = format!("Bearer {TOKEN}");
    let target = format!("/deliveries/{}", problem["id"].as_str().unwrap());
    let told = app
        .send("GET", &target, &[("authorization", &authorized)])
        .await
        .json();
    assert_eq!(told["verdict"], "refused");
    assert_eq!(
        told["errors"][0]["message"],
        "ZapisObjektu má hodnotu „x“; uveďte i, u, d nebo r"
    );
    assert_eq!(features(&app).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_unknown_objects_are_refused() {
    let app = App::empty().await;
    let reply = app.deliver(REGION, &points(&[("d", "7", -760_000.0, "1")])).await;
    assert_eq!(
        (reply.status, &reply.json()["errors"][0]["code"]),
        (422, &"unknown-identifier".into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_region_is_told_by_the_coordinates_or_asked_for() {
    let app = App::empty().await;
    let found = app.deliver("/deliveries", &good()).await;
    assert_eq!((found.status, &found.json()["region"]), (201, &"CZ042".into()));
    let nowhere = app
        .deliver("/deliveries", &good().replace("-990000.5", "-1248000"))
        .await;
    assert_eq!(
        (nowhere.status, &nowhere.json()["code"]),
        (422, &"UnusableDelivery".into())
    );
    for region in ["CZ999", "XX", "CZ010"] {
        let reply = app
            .deliver(&format!("/deliveries?region={region}"), &good())
            .await;
        assert_eq!(reply.status, 400, "{region}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_without_the_token_gets_in() {
    let app = App::empty().await;
    let wrong = format!("Bearer {TOKEN}x");
    let basic = format!("Basic {TOKEN}");
    for headers in [
        &[][..],
        &[("authorization", wrong.as_str())],
        &[("authorization", basic.as_str())],
    ] {
        let reply = app.send_with("POST", REGION, headers, good().as_bytes()).await;
        assert_eq!(
            (reply.status, reply.header("www-authenticate")),
            (401, Some("Bearer"))
        );
        let reply = app
            .send("GET", "/deliveries/00000000-0000-0000-0000-000000000000", headers)
            .await;
        assert_eq!(reply.status, 401);
    }
    assert_eq!(features(&app).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_or_nothing_at_all_is_refused_and_leaves_no_file() {
    let app = App::empty().await;
    let large = format!("{}{}", good(), " ".repeat(1 << 20));
    assert_eq!(app.deliver(REGION, &large).await.status, 413);
    let token = format!("Bearer {TOKEN}");
    let mut chunked = Vec::new();
    for _ in 0..20 {
        chunked.extend_from_slice(b"10000\r\n");
        chunked.extend_from_slice(&[b' '; 0x10000]);
        chunked.extend_from_slice(b"\r\n");
    }
    let headers = [
        ("authorization", token.as_str()),
        ("transfer-encoding", "chunked"),
    ];
    let reply = app.send_raw("POST", REGION, &headers, &chunked).await;
    assert_eq!(reply.status, 413);
    for (file, code) in [("x", "not-jvf"), ("<html/>", "not-jvf")] {
        let reply = app.deliver(REGION, file).await;
        assert_eq!(
            (reply.status, &reply.json()["errors"][0]["code"]),
            (422, &code.into())
        );
    }
    assert_eq!(app.files(), 0);
}

#[tokio::test]
async fn an_unknown_delivery_and_an_unknown_parameter_are_told() {
    let app = App::empty().await;
    let token = format!("Bearer {TOKEN}");
    for id in [
        "00000000-0000-0000-0000-000000000000",
        "1",
        "'; drop table delivery; --",
    ] {
        let target = format!("/deliveries/{}", id.replace(' ', "%20"));
        assert_eq!(
            app.send("GET", &target, &[("authorization", &token)])
                .await
                .status,
            404,
            "{id}"
        );
    }
    assert_eq!(app.deliver("/deliveries?kraj=CZ042", "x").await.status, 400);
}
