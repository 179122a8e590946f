//! `/regions`.

use serde_json::{Value, json};

use crate::kit::App;

fn region<'a>(document: &'a Value, code: &str) -> &'a Value {
    let regions = document["regions"].as_array().unwrap();
    regions.iter().find(|region| region["code"] == code).unwrap()
}

#[tokio::test]
async fn the_six_regions_come_with_their_outlines_and_nothing_where_nothing_is_kept() {
    let app = App::empty().await;
    let document = app.json("/regions").await;
    let codes: Vec<_> = document["regions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["code"])
        .collect();
    assert_eq!(codes, ["CZ031", "CZ042", "CZ052", "CZ053", "CZ063", "CZ080"]);
    let usti = region(&document, "CZ042");
    assert_eq!(
        (&usti["name"], &usti["number"]),
        (&json!("Ústecký kraj"), &json!(42))
    );
    assert_eq!(
        (&usti["features"], &usti["dataBounds"]),
        (&json!(0), &Value::Null)
    );

    let shipped: Value = serde_json::from_str(include_str!("../../schemas/regions.json")).unwrap();
    let shipped = shipped["features"].as_array().unwrap();
    for feature in shipped {
        let coordinates = &feature["geometry"]["coordinates"];
        let rings = match feature["geometry"]["type"].as_str() {
            Some("Polygon") => vec![coordinates],
            _ => coordinates.as_array().unwrap().iter().collect(),
        };
        let positions = |rings: Vec<&Value>| -> Vec<(i64, i64)> {
            let rings = rings.into_iter().flat_map(|polygon| polygon.as_array().unwrap());
            let positions = rings.flat_map(|ring| ring.as_array().unwrap());
            positions.map(|p| (whole(&p[0]), whole(&p[1]))).collect()
        };
        let code = feature["properties"]["code"].as_str().unwrap();
        let served = positions(vec![&region(&document, code)["outline"]]);
        assert_eq!(served, positions(rings), "{code}");
    }
}

fn whole(value: &Value) -> i64 {
    let number = value.as_f64().unwrap();
    assert!(number.fract() == 0.0, "{number}");
    number as i64
}

#[tokio::test]
async fn what_is_kept_is_counted_and_bounded_in_its_own_region() {
    let app = App::new().await;
    let document = app.json("/regions?f=json").await;
    for region in document["regions"].as_array().unwrap() {
        let number = region["number"].as_i64().unwrap();
        let mut connection = app.database.connection().await;
        let counted: (i64, Option<f64>, Option<f64>) = sqlx::query_as(
            "select count(*), min(ST_XMin(geometry)), max(ST_YMax(geometry)) from feature where region = $1",
        )
        .bind(i16::try_from(number).unwrap())
        .fetch_one(&mut connection)
        .await
        .unwrap();
        assert_eq!(region["features"], counted.0, "{region}");
        let near = |bound: &Value, edge: Option<f64>| match edge {
            Some(edge) => (bound.as_f64().unwrap() - edge).abs() < 0.5,
            None => bound.is_null(),
        };
        assert!(near(&region["dataBounds"][0], counted.1), "{region}");
        assert!(near(&region["dataBounds"][3], counted.2), "{region}");
    }
    let total: i64 = document["regions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["features"].as_i64().unwrap())
        .sum();
    assert!(total > 0, "the fixture has features");
}

#[tokio::test]
async fn who_has_the_present_answer_is_told_so() {
    let app = App::empty().await;
    let first = app.get("/regions").await;
    assert_eq!(
        (first.status, first.header("cache-control")),
        (200, Some("no-cache"))
    );
    let tag = first.header("etag").unwrap();
    let again = app.send("GET", "/regions", &[("if-none-match", tag)]).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), Some(tag));
    app.run("update region set name = 'Jiný kraj' where code = 'CZ042'")
        .await;
    let changed = app.send("GET", "/regions", &[("if-none-match", tag)]).await;
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("etag"), Some(tag));
}

#[tokio::test]
async fn faults_are_told_and_the_description_has_the_path() {
    let app = App::empty().await;
    assert_eq!(app.get("/regions?region=CZ042").await.status, 400);
    assert_eq!(app.send("POST", "/regions", &[]).await.status, 405);
    assert_eq!(
        app.send("GET", "/regions", &[("accept", "image/png")])
            .await
            .status,
        406
    );
    let api = app.json("/api?f=json").await;
    assert_eq!(api["paths"]["/regions"]["get"]["operationId"], "getRegions");
    assert!(api["components"]["schemas"]["region"].is_object());
}
