//! `/regions/{code}/derivation`, its gaps, and `/regions/{code}/complete-areas`.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::kit::App;

const SJTSK: &str = "http://www.opengis.net/def/crs/EPSG/0/5514";
const CRS84H: &str = "http://www.opengis.net/def/crs/OGC/0/CRS84h";
/// All of the country, in metres and in degrees.
const COUNTRY: &str = "bbox=-910000,-1240000,-430000,-930000";
const WORLD: &str = "bbox=-180,-90,180,90";

/// The demo region, as its file was put in force.
async fn app() -> App {
    let app = App::empty().await;
    let directory = tempfile::tempdir().unwrap();
    let import = Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(["import", "--region", "CZ042", "--data-dir"])
        .arg(directory.path())
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo/CZ042.jvf.xml"))
        .env("DATABASE_URL", app.database.url())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&import.stderr);
    assert!(import.status.success(), "{told}");
    app
}

async fn gaps(app: &App, query: &str) -> Value {
    app.json(&format!("/regions/CZ042/derivation/gaps?{query}")).await
}

fn features(collection: &Value) -> &[Value] {
    assert_eq!(collection["type"], "FeatureCollection");
    let features = collection["features"].as_array().unwrap();
    assert_eq!(collection["numberReturned"], features.len());
    features
}

/// Every position of a geometry.
fn positions(value: &Value) -> Vec<Vec<f64>> {
    let items = value.as_array().unwrap();
    if items[0].is_number() {
        return vec![items.iter().map(|number| number.as_f64().unwrap()).collect()];
    }
    items.iter().flat_map(positions).collect()
}

/// A box a metre around a feature.
fn around(feature: &Value) -> String {
    let all = positions(&feature["geometry"]["coordinates"]);
    let edge = |axis: usize, pick: fn(f64, f64) -> f64| all.iter().map(|at| at[axis]).reduce(pick).unwrap();
    let [west, south] = [edge(0, f64::min) - 1.0, edge(1, f64::min) - 1.0];
    let [east, north] = [edge(0, f64::max) + 1.0, edge(1, f64::max) + 1.0];
    format!("bbox={west},{south},{east},{north}&bbox-crs={SJTSK}&crs={SJTSK}")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_state_of_the_derivation_is_told() {
    let app = app().await;
    let state = app.json("/regions/CZ042/derivation").await;
    let region = app.json("/regions/CZ042/change-sets").await;
    assert_eq!(
        (&state["region"], &state["changeSet"], &state["isWhole"]),
        (&json!("CZ042"), &region["lastChangeSet"], &json!(true))
    );
    assert!(state["faces"]["area"].as_u64().unwrap() > 20, "{state}");
    // The kind of its change sets is described.
    let api = app.json("/api").await;
    let described = &api["components"]["schemas"]["changeSet"]["properties"];
    let kinds = described["kind"]["enum"].as_array().unwrap();
    assert_eq!(kinds, &["delivery", "revert", "derivation"]);
    assert_eq!(described["derives"]["type"], "integer");
    // Where nothing has been derived, nothing is claimed.
    let never = app.json("/regions/CZ052/derivation").await;
    assert_eq!(
        (&never["changeSet"], &never["isWhole"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(never["faces"]["area"], 0);
    for (path, status) in [
        ("/regions/CZ010/derivation", 404),
        ("/regions/x/derivation", 404),
        ("/regions/CZ042/derivation?bbox=1,2,3,4", 400),
        ("/regions/CZ042/derivation?f=html", 400),
    ] {
        assert_eq!(app.get(path).await.status, status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn gaps_are_the_faces_without_area_and_the_points_without_one() {
    let app = app().await;
    let whole = format!("{COUNTRY}&bbox-crs={SJTSK}&crs={SJTSK}");
    let before = gaps(&app, &whole).await;
    // The counts of the derivation say the same.
    let state = app.json("/regions/CZ042/derivation").await;
    let points = features(&before)
        .iter()
        .filter(|f| f["properties"]["id"].is_string());
    assert_eq!(state["pointsWithoutArea"], points.count());
    let count = |fate: &str| {
        features(&before)
            .iter()
            .filter(|f| f["properties"]["fate"] == fate)
            .count()
    };
    for fate in ["crossed", "open", "unnamed", "ambiguous"] {
        assert_eq!(state["faces"][fate], count(fate), "{fate}");
    }
    // An area loses its definition point: its face has no name any more, and the point no face.
    app.run(
        "with lost as (
             select point from derived_face where region = 42 and fate = 'area' and family = 'ground' and level = 0
             order by number limit 1
         )
         update derived_face set fate = 'unnamed', point = null where point = (select point from lost)",
    )
    .await;
    let after = gaps(&app, &whole).await;
    let new: Vec<&Value> = features(&after)
        .iter()
        .filter(|feature| !features(&before).contains(feature))
        .collect();
    let [face, point] = new[..] else {
        panic!("a face and a point are expected: {new:?}");
    };
    assert_eq!(
        face["properties"],
        json!({"fate": "unnamed", "level": 0, "family": "ground"})
    );
    assert_eq!(
        (&face["geometry"]["type"], &point["geometry"]["type"]),
        (&json!("Polygon"), &json!("Point"))
    );
    assert_eq!(after["hasMore"], false);
    let [id, element] = ["id", "objectType"].map(|name| point["properties"][name].as_str().unwrap());
    let item = app
        .json(&format!("/collections/{element}/items/{id}?crs={SJTSK}"))
        .await;
    assert_eq!(item["geometry"], point["geometry"]);
    // Only what meets the box.
    let near = gaps(&app, &around(face)).await;
    assert!(features(&near).contains(face) && features(&near).contains(point));
    let far = gaps(
        &app,
        &format!("bbox=-500000,-1200000,-499000,-1199000&bbox-crs={SJTSK}"),
    )
    .await;
    assert_eq!(features(&far), [] as [Value; 0]);
    // In degrees unless asked otherwise, and what is asked for is told.
    let reply = app.get(&format!("/regions/CZ042/derivation/gaps?{WORLD}")).await;
    assert_eq!(reply.header("content-crs"), Some(format!("<{CRS84H}>").as_str()));
    assert_eq!(reply.header("content-type"), Some("application/geo+json"));
    let degrees = reply.json();
    assert_eq!(degrees["numberReturned"], after["numberReturned"]);
    let inside = |at: &Vec<f64>| (12.0..19.0).contains(&at[0]) && (48.0..52.0).contains(&at[1]);
    assert!(
        features(&degrees)
            .iter()
            .all(|f| positions(&f["geometry"]["coordinates"]).iter().all(inside))
    );
    for (path, status) in [
        ("/regions/CZ042/derivation/gaps".to_owned(), 400),
        ("/regions/CZ042/derivation/gaps?bbox=1,2,3".to_owned(), 400),
        ("/regions/CZ042/derivation/gaps?bbox=15,51,14,50".to_owned(), 400),
        (format!("/regions/CZ042/derivation/gaps?{COUNTRY}"), 400),
        (
            format!("/regions/CZ042/derivation/gaps?{WORLD}&crs=EPSG:5514"),
            400,
        ),
        (format!("/regions/CZ042/derivation/gaps?{WORLD}&limit=1"), 400),
        (format!("/regions/CZ010/derivation/gaps?{WORLD}"), 404),
    ] {
        assert_eq!(app.get(&path).await.status, status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_gaps_than_are_given_are_told() {
    let app = app().await;
    app.run(
        "insert into derived_face (region, level, family, fate, objects, geometry)
         select 42, 0, 'ground', 'open', '{}', ST_MakeEnvelope(-700000 + n, -1000000, -699999 + n, -999999, 5514)
         from generate_series(1, 5001) n",
    )
    .await;
    let strip = format!("bbox=-700000,-1000001,-690000,-999990&bbox-crs={SJTSK}");
    let cut = gaps(&app, &strip).await;
    assert_eq!((features(&cut).len(), &cut["hasMore"]), (5000, &json!(true)));
    app.run("delete from derived_face where number = (select max(number) from derived_face)")
        .await;
    let whole = gaps(&app, &strip).await;
    assert_eq!((features(&whole).len(), &whole["hasMore"]), (5000, &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn areas_of_complete_zps_are_those_of_a_moment() {
    let app = app().await;
    let now = app
        .json(&format!("/regions/CZ042/complete-areas?crs={SJTSK}"))
        .await;
    let areas = features(&now);
    assert!(!areas.is_empty() && areas.iter().all(|area| area["geometry"]["type"] == "Polygon"));
    assert!(areas.iter().all(|area| area["properties"]["level"].is_i64()));
    let levels: Vec<i64> = areas
        .iter()
        .map(|area| area["properties"]["level"].as_i64().unwrap())
        .collect();
    assert!(levels.is_sorted());
    // Before the delivery there were none, and after it they are there.
    let then = app.json("/regions/CZ042/complete-areas?at=0").await;
    assert_eq!((features(&then).len(), &then["changeSet"]), (0, &json!(0)));
    let first = app
        .json(&format!("/regions/CZ042/complete-areas?at=1&crs={SJTSK}"))
        .await;
    assert_eq!(
        (&first["features"], &first["changeSet"]),
        (&now["features"], &json!(1))
    );
    let before = app.json("/regions/CZ042/complete-areas?at=2020-01-01").await;
    assert_eq!(features(&before).len(), 0);
    // By place, in both systems.
    let near = app
        .json(&format!("/regions/CZ042/complete-areas?{}", around(&areas[0])))
        .await;
    assert!(features(&near).contains(&areas[0]));
    let far =
        format!("/regions/CZ042/complete-areas?bbox=-500000,-1200000,-499000,-1199000&bbox-crs={SJTSK}");
    assert_eq!(features(&app.json(&far).await).len(), 0);
    let reply = app.get("/regions/CZ042/complete-areas").await;
    assert_eq!(reply.header("content-crs"), Some(format!("<{CRS84H}>").as_str()));
    let at = &positions(&reply.json()["features"][0]["geometry"]["coordinates"])[0];
    assert!(
        (12.0..19.0).contains(&at[0]) && (48.0..52.0).contains(&at[1]),
        "{at:?}"
    );
    // Some hundred of them are more than one chunk, and packing asks for what comes after the last one.
    app.run(
        "insert into delivery_part (region, delivery, number, section, parent, element, content, role, level, area)
         select p.region, p.delivery, 100000 + n, p.section, p.parent, p.element, p.content, p.role, p.level, ST_Translate(p.area, 0, 1000 * n)
         from delivery_part p, generate_series(1, 300) n
         where p.region = 42 and p.area is not null and p.element = 'ZaznamZPS' and p.number = (
             select min(number) from delivery_part where region = 42 and area is not null and element = 'ZaznamZPS')",
    )
    .await;
    let path = "/regions/CZ042/complete-areas";
    let packed = app.send("GET", path, &[("accept-encoding", "gzip")]).await;
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    let plain = app.get(path).await;
    assert!(plain.body.len() > 100_000 && features(&plain.json()).len() > 300);
    assert_eq!(packed.unpacked(), plain.body);
    // A part that is taken away later is gone, and what is left keeps its own vertices.
    app.run(
        "delete from delivery_part where number >= 100000;
         insert into delivery_part (region, delivery, number, section, parent, element, content, role, level, area)
         select p.region, p.delivery, 100000, p.section, p.parent, p.element, p.content, 'DEL', p.level,
             ST_Multi(ST_SetSRID(ST_MakeBox2D(
                 ST_MakePoint(ST_XMin(p.area) - 1, ST_YMin(p.area) - 1),
                 ST_MakePoint(round(((ST_XMin(p.area) + ST_XMax(p.area)) / 2)::numeric, 2), ST_YMax(p.area) + 1))::geometry, 5514))
         from delivery_part p
         where p.region = 42 and p.area is not null and p.element = 'ZaznamZPS'
         order by p.number limit 1",
    )
    .await;
    let path = format!("/regions/CZ042/complete-areas?crs={SJTSK}");
    let left = app.json(&path).await;
    let only = |of: &[Value], other: &[Value]| -> Value {
        let changed: Vec<&Value> = of.iter().filter(|area| !other.contains(area)).collect();
        assert_eq!(changed.len(), 1, "{changed:?}");
        changed[0].clone()
    };
    let [before, after] = [only(areas, features(&left)), only(features(&left), areas)];
    let width = |area: &Value| {
        let all = positions(&area["geometry"]["coordinates"]);
        let east = all.iter().map(|position| position[0]);
        east.clone().fold(f64::MIN, f64::max) - east.fold(f64::MAX, f64::min)
    };
    assert!((width(&after) * 2.0 - width(&before)).abs() < 0.02);
    for (path, status) in [
        ("/regions/CZ010/complete-areas", 404),
        ("/regions/CZ042/complete-areas?at=yesterday", 400),
        ("/regions/CZ042/complete-areas?bbox=1,2,3", 400),
        ("/regions/CZ042/complete-areas?crs=5514", 400),
        ("/regions/CZ042/complete-areas?since=1", 400),
    ] {
        assert_eq!(app.get(path).await.status, status, "{path}");
    }
}
