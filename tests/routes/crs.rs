//! Reference systems of answers and boxes (OGC API Features Part 2).

use serde_json::{Value, json};

use crate::kit::App;

const WALLS: &str = "/collections/HraniceBudovy/items";
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
const CRS84H: &str = "http://www.opengis.net/def/crs/OGC/0/CRS84h";
const SJTSK: &str = "http://www.opengis.net/def/crs/EPSG/0/5514";
const MERCATOR: &str = "http://www.opengis.net/def/crs/EPSG/0/3857";

/// `/conf/crs/crs-uri`, `/conf/crs/default-crs`, `/conf/crs/storageCrs`.
#[tokio::test]
async fn every_collection_lists_the_default_and_the_stored_system() {
    let app = App::new().await;
    for collection in app.json("/collections?all=true").await["collections"]
        .as_array()
        .unwrap()
    {
        let systems = collection["crs"].as_array().unwrap();
        assert!(
            systems.contains(&json!(CRS84)) && systems.contains(&json!(SJTSK)),
            "{collection}"
        );
        assert!(systems[0] == CRS84 || systems[0] == CRS84H);
        assert!(systems.contains(&collection["storageCrs"]));
        assert!(systems.iter().all(|uri| {
            uri.as_str()
                .unwrap()
                .starts_with("http://www.opengis.net/def/crs/")
        }));
    }
}

/// `/conf/crs/crs-parameter`, `/conf/crs/crs-parameter-default`: every listed system is taken by items and item and told in
/// the header.
#[tokio::test]
async fn the_answer_tells_its_system() {
    let app = App::new().await;
    let collection = app.json("/collections/HraniceBudovy").await;
    for target in [WALLS.to_owned(), format!("{WALLS}/42002990000000001")] {
        let reply = app.get(&target).await;
        assert_eq!(reply.header("content-crs"), Some(format!("<{CRS84H}>").as_str()));
        for system in collection["crs"].as_array().unwrap() {
            let system = system.as_str().unwrap();
            for form in ["json", "html"] {
                let reply = app.get(&format!("{target}?f={form}&crs={system}")).await;
                assert_eq!(reply.status, 200);
                assert_eq!(reply.header("content-crs"), Some(format!("<{system}>").as_str()));
            }
        }
    }
}

/// `/conf/crs/crs-parameter-invalid`, `/conf/crs/bbox-crs-parameter-invalid`.
#[tokio::test]
async fn an_unlisted_system_is_refused() {
    let app = App::new().await;
    for system in [
        "EPSG:5514",
        "http://www.opengis.net/def/crs/EPSG/0/4326",
        "",
        "5514",
        "' or 1=1",
    ] {
        let system = dtm::http::encode(system);
        assert_eq!(
            app.get(&format!("{WALLS}?crs={system}")).await.status,
            400,
            "{system}"
        );
        assert_eq!(
            app.get(&format!("{WALLS}/42002990000000001?crs={system}"))
                .await
                .status,
            400,
            "{system}"
        );
        let target = format!("{WALLS}?bbox=-770000,-986000,-769000,-984000&bbox-crs={system}");
        assert_eq!(app.get(&target).await.status, 400, "{system}");
    }
}

/// `/conf/crs/crs-parameter-transform`: EPSG:5514 is x east and y north, both negative, to the delivered centimetre; the
/// others are what PROJ gives with the pinned operation.
#[tokio::test]
async fn coordinates_really_move() {
    let app = App::new().await;
    let item = format!("{WALLS}/42002990000000001");
    let text = app.get(&format!("{item}?crs={SJTSK}")).await.text();
    let exact = r#""coordinates":[[-770000.01,-985000.02,200.03],[-769990.01,-985000.02,200.10]]"#;
    assert!(text.contains(exact), "{text}");
    let coordinates = async |system: &str| {
        app.json(&format!("{item}?crs={system}")).await["geometry"]["coordinates"].clone()
    };
    let flat = coordinates(CRS84).await;
    let solid = coordinates(CRS84H).await;
    assert_eq!(
        (
            flat[0].as_array().unwrap().len(),
            solid[0].as_array().unwrap().len()
        ),
        (2, 3)
    );
    assert_eq!((&flat[0][0], &solid[0][2]), (&solid[0][0], &json!(200.03)));
    // Out of `cs2cs` with EPSG:5239.
    let near = |value: &Value, expected: f64, tolerance: f64| {
        assert!(
            (value.as_f64().unwrap() - expected).abs() < tolerance,
            "{value} is not {expected}"
        );
    };
    near(&flat[0][0], 13.929_378_483, 1e-8);
    near(&flat[0][1], 50.569_817_287, 1e-8);
    let mercator = coordinates(MERCATOR).await;
    near(
        &mercator[0][0],
        13.929_378_483_f64.to_radians() * 6_378_137.0,
        0.01,
    );
}

/// The point of reference in Prague: a result ten metres off means that the wrong operation slipped in.
#[tokio::test]
async fn prague_is_where_it_should_be() {
    let app = App::empty().await;
    app.run(
        "call make_rows(42::smallint);
         insert into feature (region, id, object_type, since, geometry)
         values (42, 42002180000000009, 10021801, 1, 'SRID=5514;POINT Z(-743000 -1043000 190)');
         update region set last_change_set = 1 where number = 42",
    )
    .await;
    let point = app
        .json("/collections/PodrobnyBodZPS/items/42002180000000009")
        .await;
    let position = &point["geometry"]["coordinates"];
    assert!(
        (position[0].as_f64().unwrap() - 14.418_593_89).abs() < 2e-8,
        "{position}"
    );
    assert!(
        (position[1].as_f64().unwrap() - 50.087_346_61).abs() < 2e-8,
        "{position}"
    );
}

/// `/conf/crs/bbox-crs-parameter`, `/conf/crs/bbox-crs-parameter-default`: the same features whichever system the box is in.
#[tokio::test]
async fn a_box_may_be_given_in_every_system() {
    let app = App::new().await;
    let ids = async |query: String| -> Vec<String> {
        let page = app.json(&format!("{WALLS}?{query}")).await;
        page["features"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["id"].as_str().unwrap().to_owned())
            .collect()
    };
    // Two walls meet the south-eastern corner of the building; all four meet its surroundings.
    for (sjtsk, degrees, expected) in [
        (
            "-769991,-985001,-769989,-984999",
            "13.92951,50.56982,13.92954,50.56984",
            2,
        ),
        (
            "-770010,-985010,-769980,-984980",
            "13.9291,50.5696,13.9298,50.5701",
            4,
        ),
    ] {
        let by_metres = ids(format!("bbox={sjtsk}&bbox-crs={SJTSK}")).await;
        assert_eq!(by_metres.len(), expected, "{sjtsk}");
        assert_eq!(ids(format!("bbox={degrees}")).await, by_metres);
        assert_eq!(ids(format!("bbox={degrees}&bbox-crs={CRS84}")).await, by_metres);
    }
    let world = ids(format!(
        "bbox=1000000,6000000,2500000,7000000&bbox-crs={MERCATOR}"
    ))
    .await;
    assert_eq!(world.len(), 6);
    // Edges belong to the box, and metres are exact to the centimetre.
    assert_eq!(
        ids(format!(
            "bbox=-770000.01,-985000.02,-770000.01,-985000.02&bbox-crs={SJTSK}"
        ))
        .await
        .len(),
        2
    );
    assert_eq!(
        ids(format!(
            "bbox=-770000.03,-985000.04,-770000.02,-985000.03&bbox-crs={SJTSK}"
        ))
        .await
        .len(),
        0
    );
}
