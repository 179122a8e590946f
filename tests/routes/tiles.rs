//! `/tiles` and `/tileMatrixSets` over HTTP: answers by the table in `src/ogc/tiles.rs`, documents, conditional requests.

use geozero::mvt::{Message as _, Tile};
use serde_json::Value;

use crate::import::points;
use crate::kit;
use crate::kit::{App, Reply};
use crate::tiles::{add_features, key};

/// A national tile of 512 m in the Ústecký region and its neighbour, on which nothing lies.
const TILE: &str = "/tiles/zps/SJTSKQuad5514/10/120/300";
const NEIGHBOUR: &str = "/tiles/zps/SJTSKQuad5514/10/120/305";

/// A service with a few lines and a point in the middle of the tile.
async fn app() -> App {
    let app = App::empty().await;
    let mut connection = app.database.connection().await;
    let middle = "(-925000 + 300.5 * 512.064) as x, (-920000 - 120.5 * 512.064) as y";
    let line = format!(
        "select 42000000000000000 + i, st_setsrid(st_makeline(st_makepoint(x + i, y, 1), st_makepoint(x, y + i, 2)), 5514)
         from generate_series(1, 20) as i, (select {middle}) as m"
    );
    add_features(&mut connection, 42, "HraniceBudovy", &line).await;
    let point = format!("select 42, st_setsrid(st_makepoint(x, y, 1), 5514) from (select {middle}) as m");
    add_features(&mut connection, 42, "VyskovyBodNaTerenu", &point).await;
    app
}

fn layers(reply: &Reply) -> Vec<(String, usize)> {
    let tile = Tile::decode(reply.body.as_slice()).unwrap();
    tile.layers
        .into_iter()
        .map(|layer| (layer.name, layer.features.len()))
        .collect()
}

#[tokio::test]
async fn a_tile_is_sent_once_and_then_only_confirmed() {
    let app = app().await;
    let first = app.get(TILE).await;
    assert_eq!(first.status, 200, "{}", first.text());
    assert_eq!(
        first.header("content-type"),
        Some("application/vnd.mapbox-vector-tile")
    );
    assert_eq!(first.header("cache-control"), Some("private, no-cache"));
    assert_eq!(first.header("content-encoding"), None);
    assert_eq!(
        layers(&first),
        [("lines".to_owned(), 20), ("points".to_owned(), 1)]
    );
    let tag = first.header("etag").unwrap();
    assert!(tag.starts_with('"'), "the tag is strong: {tag}");
    let again = app.send("GET", TILE, &[("if-none-match", tag)]).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), Some(tag));
    let other = app.send("GET", TILE, &[("if-none-match", "\"other\"")]).await;
    assert_eq!(other.status, 200);
    let head = app.send("HEAD", TILE, &[]).await;
    assert_eq!(
        (head.status, head.header("etag"), head.body.len()),
        (200, Some(tag), 0)
    );
}

#[tokio::test]
async fn gzip_is_another_representation_with_its_own_tag() {
    let app = app().await;
    let plain = app.get(TILE).await;
    let packed = app.send("GET", TILE, &[("accept-encoding", "gzip")]).await;
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(packed.header("vary"), Some("accept-encoding, authorization"));
    assert_ne!(packed.header("etag"), plain.header("etag"));
    assert_eq!(packed.unpacked(), plain.body);
}

#[tokio::test]
async fn an_applied_change_set_makes_another_tile() {
    let app = app().await;
    let before = app.get(TILE).await;
    app.run(&format!(
        "delete from feature where object_type = {}; update region set last_change_set = 1 where number = 42",
        key("VyskovyBodNaTerenu")
    ))
    .await;
    tokio::time::sleep(dtm::tiles::STATE_KNOWN_FOR).await;
    let tag = before.header("etag").unwrap();
    let after = app.send("GET", TILE, &[("if-none-match", tag)]).await;
    assert_eq!(after.status, 200);
    assert_eq!(layers(&after), [("lines".to_owned(), 20)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_shows_on_its_tile_at_once() {
    let app = App::empty().await;
    let tile = "/tiles/zps/SJTSKQuad5514/11/273/644";
    assert_eq!(app.get(tile).await.status, 204);
    let delivery = points(&[("i", "", -760_000.29, "1"), ("i", "", -760_001.0, "2")]);
    let reply = app.deliver("/deliveries?region=CZ042", &delivery).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(layers(&app.get(tile).await), [("points".to_owned(), 2)]);
}

#[tokio::test]
async fn places_are_answered_by_the_table_of_statuses() {
    let app = app().await;
    let cases = [
        (NEIGHBOUR, 204),
        ("/tiles/ti/SJTSKQuad5514/10/120/300", 204),
        ("/tiles/zps/SJTSKQuad5514/0/0/0", 204),
        ("/tiles/zps/WebMercatorQuad/16/0/0", 204),
        ("/tiles/zps/SJTSKQuad5514/10/1024/300", 404),
        ("/tiles/zps/SJTSKQuad5514/10/120/1024", 404),
        ("/tiles/zps/SJTSKQuad5514/18/0/0", 404),
        ("/tiles/zps/WorldCRS84Quad/1/0/0", 404),
        ("/tiles/vse/SJTSKQuad5514/10/120/300", 404),
        ("/tiles/zps/SJTSKQuad5514/ten/120/300", 400),
        ("/tiles/zps/SJTSKQuad5514/10/-1/300", 400),
        ("/tiles/zps/SJTSKQuad5514/10/120/300.5", 400),
        ("/tiles/zps/SJTSKQuad5514/10/120/99999999999", 400),
        ("/tiles/zps/SJTSKQuad5514/10/120/300?zoom=1", 400),
        ("/tiles/zps/SJTSKQuad5514/10/120/300?f=png", 400),
        ("/tiles/zps/SJTSKQuad5514/10/120/300?f=mvt", 200),
        ("/tileMatrixSets/WorldCRS84Quad", 404),
    ];
    for (path, status) in cases {
        let reply = app.get(path).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.text());
        if status == 204 {
            assert!(
                reply.body.is_empty() && reply.header("content-type").is_none(),
                "{path}"
            );
        }
        if status >= 400 {
            assert_eq!(
                reply.header("content-type"),
                Some("application/problem+json"),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn the_sets_and_their_tilejson_lead_to_tiles() {
    let app = app().await;
    let landing = app.json("/").await;
    let links = landing["links"].as_array().unwrap().iter();
    let mut sets = links.filter(|link| link["rel"].as_str().unwrap().ends_with("/tilesets-vector"));
    let list = app.json(sets.next().unwrap()["href"].as_str().unwrap()).await;
    let sets = list["tilesets"].as_array().unwrap();
    assert_eq!(sets.len(), 6);
    for set in sets {
        assert_eq!(set["dataType"], "vector");
        let link = |rel: &str| {
            let links = set["links"].as_array().unwrap();
            let link = links
                .iter()
                .find(|link| link["rel"].as_str().unwrap().ends_with(rel));
            link.unwrap()["href"].as_str().unwrap().to_owned()
        };
        let tilejson = app.json(&link("self")).await;
        assert_eq!(tilejson["tilejson"], "3.0.0");
        assert!(tilejson["minzoom"].as_u64() < tilejson["maxzoom"].as_u64());
        let ids: Vec<&Value> = tilejson["vector_layers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|layer| &layer["id"])
            .collect();
        assert_eq!(ids, ["areas", "lines", "points"]);
        assert_eq!(app.json(&link("tiling-scheme")).await["crs"], set["crs"]);
    }
    let national = app.json("/tiles/zps/SJTSKQuad5514").await;
    assert_eq!(
        (&national["minzoom"], &national["maxzoom"]),
        (&8.into(), &13.into())
    );
    assert_eq!(national["vector_layers"][2]["minzoom"], 10);
    let mercator = app.json("/tiles/zps/WebMercatorQuad").await;
    assert_eq!(
        (&mercator["minzoom"], &mercator["maxzoom"]),
        (&13.into(), &18.into())
    );
    let template = national["tiles"][0].as_str().unwrap();
    let address = template
        .replace("{z}", "10")
        .replace("{y}", "120")
        .replace("{x}", "300");
    assert_eq!(app.get(&address).await.status, 200);
}

#[tokio::test]
async fn the_grids_are_those_of_the_standard_and_of_the_country() {
    let app = App::empty().await;
    let list = app.json("/tileMatrixSets").await;
    let ids: Vec<&Value> = list["tileMatrixSets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|set| &set["id"])
        .collect();
    assert_eq!(ids, ["WebMercatorQuad", "SJTSKQuad5514"]);
    let Some(shared) = kit::shared() else {
        return;
    };
    for (id, path) in [
        (
            "WebMercatorQuad",
            "ogc/tms/json/examples/tilematrixset/WebMercatorQuad.json",
        ),
        ("SJTSKQuad5514", "ogc/tms/SJTSKQuad5514.json"),
    ] {
        let own = app.json(&format!("/tileMatrixSets/{id}")).await;
        let official: Value = serde_json::from_slice(&std::fs::read(shared.join(path)).unwrap()).unwrap();
        for member in ["id", "crs", "uri", "orderedAxes", "wellKnownScaleSet"] {
            assert_eq!(own[member], official[member], "{id} {member}");
        }
        let levels = |set: &Value| set["tileMatrices"].as_array().unwrap().clone();
        assert_eq!(levels(&own).len(), levels(&official).len());
        for (own, official) in levels(&own).iter().zip(&levels(&official)) {
            for member in ["id", "tileWidth", "tileHeight", "matrixWidth", "matrixHeight"] {
                assert_eq!(own[member], official[member], "{id} {member}");
            }
            for pointer in [
                "/cellSize",
                "/scaleDenominator",
                "/pointOfOrigin/0",
                "/pointOfOrigin/1",
            ] {
                let number = |set: &Value| set.pointer(pointer).unwrap().as_f64().unwrap();
                assert!(
                    (number(own) / number(official) - 1.0).abs() < 1e-12,
                    "{id} {pointer}"
                );
            }
        }
    }
}
