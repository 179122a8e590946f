//! Who sees what: the public, the entitled, an owner; in collections, features, changes, exports and tiles.

use dtm::model::Audience;
use serde_json::{Value, json};

use crate::kit::{App, TOKEN};

async fn app() -> App {
    let app = App::over_fixture_for(Audience::Public).await;
    // The trade of every kind: a name of a person, another owner's line, a zone that is nobody's business.
    app.run(
        "update feature set created_by = 'Jana Nováková' where id = 42002990000000001;
         insert into feature (region, id, object_type, since, level, incomplete, critical, owner, attributes, geometry) values
         (42, 42001130000000003, 10011302, 1, -1, false, false, 'SUBJ-00000002', '{\"StavTrasySiteTI\": 1, \"Dimenze\": 80}',
          'SRID=5514;LINESTRING Z(-770210.00 -985200.00 195.00,-770160.00 -985150.00 195.50)');",
    )
    .await;
    app
}

async fn as_entitled(app: &App, target: &str) -> Value {
    let token = format!("Bearer {TOKEN}");
    let reply = app.send("GET", target, &[("authorization", &token)]).await;
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    reply.json()
}

const LINES: &str = "/collections/TrasaVodovodniSite/items";

#[tokio::test(flavor = "multi_thread")]
async fn the_public_sees_zps_without_persons_and_no_networks() {
    let app = app().await;
    let wall = app
        .json("/collections/HraniceBudovy/items/42002990000000001")
        .await;
    assert_eq!(wall["properties"]["VkladOsoba"], Value::Null);
    assert_eq!(wall["properties"]["TridaPresnostiPoloha"], 3);
    let entitled = as_entitled(&app, "/collections/HraniceBudovy/items/42002990000000001").await;
    assert_eq!(entitled["properties"]["VkladOsoba"], "Jana Nováková");
    for target in [
        "/collections/TrasaVodovodniSite",
        LINES,
        "/collections/TrasaVodovodniSite/items/42001130000000003",
    ] {
        assert_eq!(app.get(target).await.status, 404, "{target}");
    }
    let listed = app.get("/collections").await.text();
    assert!(listed.contains("HraniceBudovy") && !listed.contains("TrasaVodovodniSite"));
    assert!(
        !app.get("/collections?all=true")
            .await
            .text()
            .contains("TrasaVodovodniSite")
    );
    assert_eq!(as_entitled(&app, LINES).await["numberMatched"], 3);
    // What the attributes are called is no secret.
    assert_eq!(
        app.get("/collections/TrasaVodovodniSite/schema").await.status,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sees_its_own_completely() {
    let app = app().await;
    let own = as_entitled(&app, &format!("{LINES}?audience=owner:SUBJ-00000001")).await;
    assert_eq!(own["numberMatched"], 2);
    assert_eq!(own["features"][0]["properties"]["Dimenze"], 150);
    assert_eq!(
        as_entitled(&app, &format!("{LINES}?audience=owner:SUBJ-00000009")).await["numberMatched"],
        0
    );
    let collection = as_entitled(
        &app,
        "/collections/TrasaVodovodniSite?audience=owner:SUBJ-00000001",
    )
    .await;
    assert_eq!(collection["features"], 0, "how many others have is not told");
    let walls = as_entitled(
        &app,
        "/collections/HraniceBudovy/items?audience=owner:SUBJ-00000001",
    )
    .await;
    assert_eq!(walls["features"][0]["properties"]["VkladOsoba"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_makes_himself_entitled() {
    let app = app().await;
    assert_eq!(app.get(&format!("{LINES}?audience=entitled")).await.status, 403);
    assert_eq!(
        app.get(&format!("{LINES}?audience=owner:SUBJ-00000001"))
            .await
            .status,
        403
    );
    assert_eq!(app.get("/collections?audience=public").await.status, 200);
    assert_eq!(app.get("/collections?audience=everybody").await.status, 400);
    assert_eq!(
        app.get("/collections?audience=owner:x%27%20or%20%271%27%3D%271")
            .await
            .status,
        400
    );
    let wrong = app
        .send("GET", "/collections", &[("authorization", "Bearer wrong")])
        .await;
    assert_eq!(wrong.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_and_exports_follow_the_audience() {
    let app = app().await;
    let types = |changes: &Value| {
        let mut types: Vec<_> = changes["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["objectType"].as_str().unwrap().to_owned())
            .collect();
        types.sort();
        types.dedup();
        types
    };
    let public = app.json("/regions/CZ042/changes?since=0").await;
    assert!(
        !types(&public).contains(&"TrasaVodovodniSite".to_owned())
            && types(&public).contains(&"HraniceBudovy".to_owned())
    );
    assert!(!public.to_string().contains("Nováková"));
    let entitled = as_entitled(&app, "/regions/CZ042/changes?since=0").await;
    assert!(types(&entitled).contains(&"TrasaVodovodniSite".to_owned()));
    assert!(entitled.to_string().contains("Nováková"));
    let text = app.get("/regions/CZ042/export?f=geojsonl").await.text();
    assert!(
        text.contains("HraniceBudovy") && !text.contains("TrasaVodovodniSite") && !text.contains("Nováková")
    );
    for set in [6, 8, 10] {
        assert_eq!(
            app.get(&format!("/regions/CZ042/export?data-set={set}"))
                .await
                .status,
            403,
            "{set}"
        );
    }
    let token = format!("Bearer {TOKEN}");
    let own = app
        .send(
            "GET",
            "/regions/CZ042/export?data-set=10&audience=owner:SUBJ-00000002",
            &[("authorization", &token)],
        )
        .await;
    assert_eq!(own.text().matches("<ZaznamObjektu>").count(), 1, "{}", own.text());
    let ledger = app.json("/regions/CZ042/change-sets/1").await;
    assert_eq!(
        (&ledger["author"], &ledger["files"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        as_entitled(&app, "/regions/CZ042/change-sets/1").await["author"],
        "fixture"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tiles_show_the_public_no_critical_infrastructure() {
    let app = app().await;
    // Around the lines of both owners, in the national grid.
    let grid = app.json("/tileMatrixSets/SJTSKQuad5514").await;
    let matrix = grid["tileMatrices"]
        .as_array()
        .unwrap()
        .iter()
        .find(|m| m["id"] == "12")
        .unwrap();
    let (left, top) = (
        matrix["pointOfOrigin"][0].as_f64().unwrap(),
        matrix["pointOfOrigin"][1].as_f64().unwrap(),
    );
    let size = matrix["cellSize"].as_f64().unwrap() * matrix["tileWidth"].as_f64().unwrap();
    let (column, row) = (
        ((-770_200.0 - left) / size).floor(),
        ((top + 985_190.0) / size).floor(),
    );
    let tile = format!("/tiles/ti/SJTSKQuad5514/12/{row}/{column}");
    let token = format!("Bearer {TOKEN}");
    let lines = async |query: &str| {
        let reply = app
            .send("GET", &format!("{tile}{query}"), &[("authorization", &token)])
            .await;
        reply
            .body
            .windows(18)
            .filter(|w| w == b"TrasaVodovodniSite")
            .count()
            + usize::from(reply.status == 204)
    };
    let public = app.get(&tile).await;
    assert_eq!(public.header("cache-control"), Some("public, no-cache"));
    let entitled = app.send("GET", &tile, &[("authorization", &token)]).await;
    assert_eq!(entitled.header("cache-control"), Some("private, no-cache"));
    assert_ne!(public.header("etag"), entitled.header("etag"));
    assert!(public.body.len() < entitled.body.len());
    let owner = app
        .send(
            "GET",
            &format!("{tile}?audience=owner:SUBJ-00000001"),
            &[("authorization", &token)],
        )
        .await;
    assert_ne!(owner.body, public.body, "its own critical line is there");
    let other = app
        .send(
            "GET",
            &format!("{tile}?audience=owner:SUBJ-00000009"),
            &[("authorization", &token)],
        )
        .await;
    assert_eq!(other.body, public.body);
    assert_eq!(
        lines("?audience=public").await,
        lines("?audience=owner:SUBJ-00000009").await
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_map_counts_what_is_seen() {
    let app = app().await;
    let features = |regions: &Value| {
        regions["regions"]
            .as_array()
            .unwrap()
            .iter()
            .find(|r| r["code"] == "CZ042")
            .unwrap()["features"]
            .clone()
    };
    let public = app.json("/regions").await;
    let entitled = as_entitled(&app, "/regions").await;
    assert_eq!(
        features(&entitled).as_u64().unwrap() - features(&public).as_u64().unwrap(),
        3
    );
    assert_eq!(json!(public["regions"].as_array().unwrap().len()), json!(6));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_does_not_tell_where_hidden_objects_changed() {
    let app = app().await;
    app.run(
        "update change_set set submission_id = 'CZ042-7', area = ST_MakeEnvelope(-770211, -985201, -770209, -985199, 5514),
                types = '{HraniceBudovy}'
         where region = 42;
         update change_set set counts = '{\"TrasaVodovodniSite\": {\"i\": 1}, \"HraniceBudovy\": {\"u\": 1}}',
                types = '{TrasaVodovodniSite,HraniceBudovy}'
         where region = 42 and number = 2;",
    )
    .await;
    let (with_hidden, without) = ("/regions/CZ042/change-sets/2", "/regions/CZ042/change-sets/3");
    let public = app.json(with_hidden).await;
    assert_eq!(public["counts"], json!({"HraniceBudovy": {"u": 1}}));
    assert_eq!(
        (&public["area"], &public["submission"]),
        (&Value::Null, &Value::Null)
    );
    let told = json!([-770211.0, -985201.0, -770209.0, -985199.0]);
    // Delivered again as it is, or by a delivery of which nobody knows what it held.
    for types in ["'{TrasaVodovodniSite}'", "null"] {
        app.run(&format!(
            "update change_set set counts = '{{}}', types = {types} where number = 1"
        ))
        .await;
        let public = app.json("/regions/CZ042/change-sets/1").await;
        assert_eq!(
            (&public["area"], &public["submission"]),
            (&Value::Null, &Value::Null)
        );
    }
    for document in [app.json(without).await, as_entitled(&app, with_hidden).await] {
        assert_eq!(
            (&document["area"], &document["submission"]),
            (&told, &json!("CZ042-7"))
        );
    }
}
