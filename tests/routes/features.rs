//! `/collections/{id}/items`.

use serde_json::{Value, json};

use crate::kit::App;

const WALLS: &str = "/collections/HraniceBudovy/items";

fn ids(page: &Value) -> Vec<&str> {
    page["features"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|f| f["id"].as_str())
        .collect()
}

fn next(page: &Value) -> Option<String> {
    let links = page["links"].as_array().unwrap();
    links
        .iter()
        .find(|link| link["rel"] == "next")
        .map(|link| link["href"].as_str().unwrap().to_owned())
}

/// What every page must be, whatever was asked: `/conf/core/fc-response`, `/conf/core/fc-links`,
/// `/conf/core/fc-timeStamp`, `/conf/core/fc-numberReturned`, `/conf/core/crs84`, `/conf/geojson/content`.
async fn check(app: &App, target: &str) -> Value {
    let reply = app.get(target).await;
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/geo+json"));
    assert!(reply.complete);
    let page = reply.json();
    assert_eq!(page["type"], "FeatureCollection");
    let features = page["features"].as_array().unwrap();
    assert_eq!(page["numberReturned"], features.len());
    let date = chrono::DateTime::parse_from_rfc2822(reply.header("date").unwrap()).unwrap();
    let stamp = chrono::DateTime::parse_from_rfc3339(page["timeStamp"].as_str().unwrap()).unwrap();
    assert!((date - stamp).num_seconds().abs() <= 5);
    for link in page["links"].as_array().unwrap() {
        assert!(link["rel"].is_string() && link["type"].is_string() && link["href"].is_string());
    }
    let relation = |rel: &str, media_type: &str| {
        page["links"]
            .as_array()
            .unwrap()
            .iter()
            .any(|link| link["rel"] == rel && link["type"] == media_type)
    };
    assert!(relation("self", "application/geo+json") && relation("alternate", "text/html"));
    for feature in features {
        assert_eq!(feature["type"], "Feature");
        assert!(feature["id"].is_string() && feature["properties"].is_object());
        if !target.contains("&crs=") && !target.contains("?crs=") {
            let mut position = &feature["geometry"]["coordinates"];
            while position[0].is_array() {
                position = &position[0];
            }
            if let (Some(longitude), Some(latitude)) = (position[0].as_f64(), position[1].as_f64()) {
                assert!(
                    (12.0..19.0).contains(&longitude) && (48.0..51.5).contains(&latitude),
                    "{feature}"
                );
            }
        }
    }
    page
}

/// `/conf/core/fc-op`: every collection gives its features, with the attributes typed as the catalogue says.
#[tokio::test]
async fn features_of_every_collection_are_given() {
    let app = App::new().await;
    for collection in app.json("/collections?all=true").await["collections"]
        .as_array()
        .unwrap()
    {
        let id = collection["id"].as_str().unwrap();
        let page = check(&app, &format!("/collections/{id}/items")).await;
        assert_eq!(page["numberMatched"], collection["features"], "{id}");
    }
    let fence = check(&app, "/collections/Plot/items").await["features"][0].clone();
    assert_eq!(fence["id"], "42001620000000001");
    assert_eq!(fence["properties"]["region"], "CZ042");
    assert_eq!(fence["properties"]["DruhPlotu"], 2);
    assert_eq!(fence["properties"]["UrovenUmisteniObjektuZPS"], -1);
    assert_eq!(fence["properties"]["DatumVkladu"], "2024-07-01T08:00:00");
    assert_eq!(fence["properties"]["HraniceJinehoObjektu"], Value::Null);
    assert_eq!(fence["properties"]["ICS"], Value::Null);
}

#[tokio::test]
async fn a_derived_area_has_its_outline_and_critical_infrastructure_its_blurred_area() {
    let app = App::new().await;
    let area = check(&app, "/collections/BudovaPlocha/items").await["features"][0].clone();
    assert_eq!(area["geometry"]["type"], "Polygon");
    assert_eq!(area["geometry"]["coordinates"][0][0].as_array().unwrap().len(), 2);
    assert_eq!(area["outline"]["type"], "MultiLineString");
    assert_eq!(area["outline"]["coordinates"][0][0][2], 200.03);
    let lines = check(&app, "/collections/TrasaVodovodniSite/items").await;
    assert_eq!(lines["features"][0]["criticalArea"]["type"], "Polygon");
    assert_eq!(lines["features"][0]["properties"]["KritickaTI"], true);
    assert_eq!(lines["features"][0]["properties"]["Dimenze"], 150);
    assert_eq!(lines["features"][1]["geometry"], Value::Null);
}

/// `/conf/core/fc-limit-response`, `/conf/core/fc-numberMatched`: pages of any size give every feature once, in order, and
/// repeat the filters; the number matched is the same on each.
#[tokio::test]
async fn pages_follow_one_another_to_the_end() {
    let app = App::new().await;
    for (filter, total) in [
        ("", 6),
        ("&region=CZ042", 4),
        ("&bbox=13,50,14,51", 4),
        // Four of one region, two of the other.
        ("&datetime=2025-06-01T00:00:00Z", 6),
        // One wall twice, one that has ended, one of today.
        ("&datetime=2024-07-02/..&region=CZ042", 6),
    ] {
        for limit in 1..=7_u64 {
            let mut target = Some(format!("{WALLS}?limit={limit}{filter}"));
            let mut seen = Vec::new();
            while let Some(page) = target {
                let page = check(&app, &page).await;
                assert!(page["numberReturned"].as_u64().unwrap() <= limit);
                assert_eq!(page["numberMatched"], total, "{filter}");
                seen.extend(ids(&page).iter().map(ToString::to_string));
                target = next(&page);
            }
            assert_eq!(seen.len(), total, "{filter}");
            assert!(seen.is_sorted() || filter.contains("/.."), "{seen:?}");
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), total, "{filter}: every feature has its own id");
        }
    }
}

/// `/conf/core/fc-limit-response`: a limit above the maximum is the maximum.
#[tokio::test]
async fn a_large_limit_is_the_largest_and_a_wrong_one_a_fault() {
    let app = App::new().await;
    app.run(
        "call make_rows(80::smallint);
         insert into feature (region, id, object_type, since, geometry)
         select 80, 80002180000000000 + n, 10021801, 1, ST_SetSRID(ST_MakePoint(-470000 + n / 100.0, -1101000, 250), 5514)
         from generate_series(1, 10050) as n;
         update region set last_change_set = 1 where number = 80",
    )
    .await;
    let points = "/collections/PodrobnyBodZPS/items";
    for limit in ["10001", "99999999999999999999"] {
        let page = check(&app, &format!("{points}?limit={limit}")).await;
        assert_eq!(page["numberReturned"], 10_000);
        assert_eq!(page["numberMatched"], 10_052);
    }
    assert_eq!(check(&app, points).await["numberReturned"], 100);
    for limit in ["0", "-1", "abc", "1.5", "", "1e3", "1;drop table feature"] {
        assert_eq!(
            app.get(&format!("{points}?limit={}", dtm::http::encode(limit)))
                .await
                .status,
            400,
            "{limit}"
        );
    }
}

/// `/conf/core/fc-bbox-response`: only features that meet the box; those without a geometry are left out; a box across the
/// antimeridian is taken.
#[tokio::test]
async fn a_box_selects_what_it_meets() {
    let app = App::new().await;
    let cases = [
        (WALLS, "13,50,14,51", 4),
        (WALLS, "15,49,16,50", 2),
        (WALLS, "-180,-90,180,90", 6),
        (WALLS, "0,0,1,1", 0),
        (WALLS, "170,-20,-170,20", 0),
        // West of the first region, then around the world.
        (WALLS, "15,48,14.5,52", 6),
        (WALLS, "14,48,13,52", 2),
        // Heights, where there are any.
        ("/collections/PodrobnyBodZPS/items", "13,50,0,14,51,1000", 2),
        ("/collections/PodrobnyBodZPS/items", "13,50,240,14,51,260", 1),
        ("/collections/PodrobnyBodZPS/items", "13,50,300,14,51,400", 0),
        ("/collections/BudovaDefinicniBod/items", "13,50,300,14,51,400", 1),
        ("/collections/TrasaVodovodniSite/items", "-180,-90,180,90", 1),
        (
            "/collections/BudovaPlocha/items",
            "13.92942,50.56985,13.92943,50.56986",
            1,
        ),
    ];
    for (items, bbox, expected) in cases {
        let page = check(&app, &format!("{items}?bbox={bbox}")).await;
        assert_eq!(page["numberReturned"], expected, "{items} {bbox}");
        assert_eq!(page["numberMatched"], expected, "{items} {bbox}");
    }
}

/// `/conf/core/fc-time-response`: instants, intervals, half-open ones select the versions in force.
#[tokio::test]
async fn a_time_selects_the_versions_in_force() {
    let app = App::new().await;
    // Four walls since 2024-07-01 06:00 UTC, one changed on 2025-03-01 09:00; one new and one ended on 2026-01-15 08:30; two in
    // the other region since 2025-01-01 00:00.
    let cases = [
        ("2020-01-01T00:00:00Z", 0),
        ("2024-07-01T05:59:59Z", 0),
        ("2024-07-01T06:00:00Z", 4),
        ("2025-01-01T12:00:00Z", 6),
        ("2025-01-01", 6),
        ("2020-01-01T00:00:00Z/2025-06-01T00:00:00Z", 7),
        ("../2025-03-01T08:59:59Z", 6),
        ("/2025-03-01T09:00:00Z", 7),
        ("2025-06-01T00:00:00Z/..", 7),
        ("2026-02-01T00:00:00Z/", 6),
        ("../2020-01-01T00:00:00Z", 0),
        ("2030-01-01T00:00:00%2B02:00", 6),
    ];
    for (datetime, expected) in cases {
        let page = check(&app, &format!("{WALLS}?datetime={datetime}")).await;
        assert_eq!(page["numberReturned"], expected, "{datetime}");
        assert_eq!(page["numberMatched"], expected, "{datetime}");
    }
    assert_eq!(app.get(&format!("{WALLS}?datetime=yesterday")).await.status, 400);
}

#[tokio::test]
async fn a_region_narrows_and_all_filters_hold_together() {
    let app = App::new().await;
    assert_eq!(
        ids(&check(&app, &format!("{WALLS}?region=CZ063")).await),
        ["63002990000000001", "63002990000000002"]
    );
    let page = check(&app, &format!("{WALLS}?region=CZ063&bbox=13,50,14,51")).await;
    assert_eq!(page["features"], json!([]));
    let page = check(
        &app,
        &format!("{WALLS}?region=CZ042&bbox=13,50,14,51&datetime=2024-12-31&limit=1"),
    )
    .await;
    assert_eq!(
        (&page["numberMatched"], &page["numberReturned"]),
        (&json!(4), &json!(1))
    );
    let next = next(&page).unwrap();
    for part in [
        "region=CZ042",
        "bbox=13,50,14,51",
        "datetime=2024-12-31",
        "limit=1",
        "moment=CZ042:1",
        "after=42.",
    ] {
        assert!(next.contains(part), "{next} lacks {part}");
    }
}
