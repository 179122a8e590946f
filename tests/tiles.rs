//! Tiles over a real database, judged by GDAL and by PostGIS.

use std::path::Path;
use std::process::Command;

use dtm::model::{Audience, Catalogue};
use dtm::store::Store;
use dtm::tiles::{Encoding, Grid, Tile, Tiles, Tileset};
use sqlx::{PgConnection, Row};

use crate::kit::{self, Database};

/// Tiles over the store of a test.
pub fn tiles(store: &Store) -> Tiles {
    Tiles::new(store, Catalogue::embedded("1.4.3").unwrap(), 1 << 24, 2).unwrap()
}

/// The key of an object type.
pub fn key(element: &str) -> i32 {
    let catalogue = Catalogue::embedded("1.4.3").unwrap();
    catalogue.object_type(element).unwrap().1.key()
}

/// Makes a region with its partition, without an import.
pub async fn add_region(connection: &mut PgConnection, number: i16) {
    let statements = format!(
        "insert into region (number, code, name, outline) values ({number}, 'CZ0{number}', 'kraj',
             st_multi(st_makeenvelope(-900000, -1200000, -500000, -1000000, 5514)));
         call make_region({number}::smallint);
         call make_rows({number}::smallint);"
    );
    sqlx::raw_sql(&statements).execute(connection).await.unwrap();
}

/// Inserts features of a type with geometries that an SQL query gives as `id, geometry`.
pub async fn add_features(connection: &mut PgConnection, region: i16, element: &str, query: &str) {
    let statement = format!(
        "call make_rows({region}::smallint);
         insert into feature (region, id, object_type, since, level, geometry)
         select {region}, id, {}, 1, (id % 3)::smallint, geometry from ({query}) as given (id, geometry)",
        key(element)
    );
    sqlx::raw_sql(&statement).execute(connection).await.unwrap();
}

/// The tile of a grid under test.
fn tile(tiles: &Tiles, grid: &str, zoom: u32, row: u32, column: u32) -> Tile<'static> {
    let grid: &'static Grid = tiles.grid(grid).unwrap();
    grid.tile(zoom, row, column).unwrap()
}

/// What GDAL reads from a layer of a tile: identifier and geometry as text.
fn read_by_gdal(file: &Path, layer: &str, options: &[&str]) -> Vec<(i64, String)> {
    let output = Command::new("ogr2ogr")
        .args([
            "-f",
            "CSV",
            "-lco",
            "GEOMETRY=AS_WKT",
            "-select",
            "id",
            "/vsistdout/",
        ])
        .arg(file)
        .arg(layer)
        .args(options)
        .output()
        .unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaints.is_empty(), "{complaints}");
    let text = String::from_utf8(output.stdout).unwrap();
    let rows = text.lines().skip(1).map(|row| {
        let (geometry, id) = row.rsplit_once(',').unwrap();
        (
            id.trim_matches('"').parse().unwrap(),
            geometry.trim_matches('"').to_owned(),
        )
    });
    rows.collect()
}

fn has_gdal() -> bool {
    let found = Command::new("ogr2ogr").arg("--version").output().is_ok();
    if !found {
        kit::skip("ogr2ogr is not installed; install gdal-bin");
    }
    found
}

/// Points, zigzag lines with heights and polygons with holes, inside, across and outside of a tile.
const POINTS: &str = "select i, st_setsrid(st_makepoint(x, y, 250), 5514) from place where i % 3 = 0";
const LINES: &str =
    "select i, st_setsrid(st_makeline(array[st_makepoint(x, y, 1), st_makepoint(x + dx, y + dy, 2),
    st_makepoint(x + 2 * dx, y - dy / 2, 3)]), 5514) from place where i % 3 = 1";
const POLYGONS: &str = "select i, st_setsrid(st_difference(
    st_makepolygon(st_makeline(array[st_makepoint(x, y), st_makepoint(x + 3 * dx, y), st_makepoint(x + dx, y + dy),
        st_makepoint(x + 3 * dx, y + 3 * dy), st_makepoint(x, y + 3 * dy), st_makepoint(x, y)])),
    st_makeenvelope(x + dx / 10, y + dy / 10, x + dx / 2, y + dy / 2)), 5514) from place where i % 3 = 2";

async fn fill(connection: &mut PgConnection, [west, south, east, north]: [f64; 4]) {
    add_region(connection, 42).await;
    let place = format!(
        "select setseed(0.5514);
         create table place as
         select i, round(({west} + (random() * 1.6 - 0.3) * ({east} - ({west})))::numeric, 2)::float8 as x,
             round(({south} + (random() * 1.6 - 0.3) * ({north} - ({south})))::numeric, 2)::float8 as y,
             round((2 + random() * 60)::numeric, 2)::float8 as dx, round((2 + random() * 60)::numeric, 2)::float8 as dy
         from generate_series(1, 900) as i;"
    );
    sqlx::raw_sql(&place).execute(&mut *connection).await.unwrap();
    add_features(connection, 42, "VyskovyBodNaTerenu", POINTS).await;
    add_features(connection, 42, "HraniceBudovy", LINES).await;
    add_features(connection, 42, "BudovaPlocha", POLYGONS).await;
    // Another content part and a type that this scale does not draw: neither may appear.
    add_features(connection, 42, "PovrchovyZnakTI", "select i + 10000, geometry from (select i, st_setsrid(st_makepoint(x, y, 0), 5514) as geometry from place) as p").await;
    add_features(
        connection,
        42,
        "PodrobnyBodZPS",
        "select i + 20000, st_setsrid(st_makepoint(x, y, 0), 5514) from place",
    )
    .await;
}

/// Layers with the type in them and the units by which a tile of PostGIS may differ, which rounds polygons before it cuts
/// and repairs them.
const KINDS: [(&str, &str, f64); 3] = [
    ("points", "VyskovyBodNaTerenu", 1.0),
    ("lines", "HraniceBudovy", 1.0),
    ("areas", "BudovaPlocha", 2.0),
];

#[tokio::test]
async fn gdal_reads_from_a_national_tile_what_postgis_would_have_put_there() {
    if !has_gdal() {
        return;
    }
    let database = Database::new().await;
    let mut connection = database.connection().await;
    let tiles = tiles(&database.store().await);
    let tile = tile(&tiles, "SJTSKQuad5514", 10, 240, 355);
    fill(&mut connection, tile.bounds()).await;
    let image = tiles
        .image(
            Tileset::named("zps").unwrap(),
            tile,
            Encoding::Identity,
            &Audience::Entitled,
        )
        .await
        .unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("tile.pbf");
    std::fs::write(&file, &image.bytes).unwrap();
    // GDAL counts units of a tile without a place from the bottom, the format from the top.
    for (layer, element, tolerance) in KINDS {
        let read = read_by_gdal(&file, layer, &["-oo", "CLIP=NO"]);
        let [west, south, east, north] = tile.bounds();
        let differing: Vec<(i64, f64)> = sqlx::query(
            "with expected as (
                 select id, st_asmvtgeom(st_force2d(geometry), box2d(st_makeenvelope($1, $2, $3, $4, 5514)), 4096, 64, true) as geometry
                 from feature where object_type = $5
             ), given as (
                 select id, st_affine(st_geomfromtext(geometry), 1, 0, 0, -1, 0, 4096) as geometry from unnest($6::bigint[], $7::text[]) as g (id, geometry)
             )
             select id, coalesce(st_hausdorffdistance(expected.geometry, given.geometry), 9999) as distance
             from (select * from expected where not st_isempty(geometry)) as expected full join given using (id)",
        )
        .bind(west)
        .bind(south)
        .bind(east)
        .bind(north)
        .bind(key(element))
        .bind(read.iter().map(|(id, _)| *id).collect::<Vec<_>>())
        .bind(read.iter().map(|(_, geometry)| geometry.clone()).collect::<Vec<_>>())
        .fetch_all(&mut connection)
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
        assert!(differing.len() > 100, "{layer}: {}", differing.len());
        let worse: Vec<_> = differing.iter().filter(|(_, d)| *d > tolerance).collect();
        assert!(
            worse.is_empty(),
            "{layer}: {} of {}: {:?}",
            worse.len(),
            differing.len(),
            &worse[..worse.len().min(8)]
        );
    }
}

#[tokio::test]
async fn a_web_mercator_tile_lies_where_the_stored_features_lie() {
    if !has_gdal() {
        return;
    }
    let database = Database::new().await;
    let mut connection = database.connection().await;
    let tiles = tiles(&database.store().await);
    let tile = tile(&tiles, "WebMercatorQuad", 16, 22_200, 35_393);
    let bounds = tile.sjtsk_bounds().unwrap().unwrap();
    fill(&mut connection, bounds).await;
    let image = tiles
        .image(
            Tileset::named("zps").unwrap(),
            tile,
            Encoding::Identity,
            &Audience::Entitled,
        )
        .await
        .unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("tile.pbf");
    std::fs::write(&file, &image.bytes).unwrap();
    let place = ["X=35393", "Y=22200", "Z=16", "CLIP=NO"];
    let options: Vec<&str> = place.iter().flat_map(|option| ["-oo", *option]).collect();
    let read = read_by_gdal(&file, "points", &options);
    assert!(read.len() > 50, "{}", read.len());
    let unit = tile.side() / 4096.0;
    for (id, text) in read {
        let (x, y): (f64, f64) = sqlx::query_as(
            "select st_x(geometry), st_y(geometry) from feature where region = 42 and id = $1",
        )
        .bind(id)
        .fetch_one(&mut connection)
        .await
        .unwrap();
        let mut expected = [[x, y]];
        dtm::crs::Crs::WebMercator.from_sjtsk(&mut expected).unwrap();
        let digits = text.trim_start_matches("POINT (").trim_end_matches(')');
        let given: Vec<f64> = digits.split(' ').map(|n| n.parse().unwrap()).collect();
        let off = [given[0] - expected[0][0], given[1] - expected[0][1]].map(|d| d.abs() / unit);
        assert!(off[0] < 0.56 && off[1] < 0.56, "{id} is off by {off:?} units");
    }
}

#[tokio::test]
async fn the_symbol_of_a_feature_follows_its_attributes() {
    let database = Database::new().await;
    let mut connection = database.connection().await;
    let tiles = tiles(&database.store().await);
    let tile = tile(&tiles, "SJTSKQuad5514", 10, 240, 355);
    let [west, south, east, north] = tile.bounds();
    add_region(&mut connection, 42).await;
    let line = format!(
        "select 1::bigint, st_setsrid(st_makeline(st_makepoint({west}, {south}), st_makepoint({east}, {north})), 5514)"
    );
    add_features(&mut connection, 42, "TrasaPlynovodniSite", &line).await;
    sqlx::raw_sql("update feature set attributes = '{\"TlakovaHladinaPlynovodniSite\": 4}'")
        .execute(&mut connection)
        .await
        .unwrap();
    let image = tiles
        .image(
            Tileset::named("ti").unwrap(),
            tile,
            Encoding::Identity,
            &Audience::Entitled,
        )
        .await
        .unwrap();
    use geozero::mvt::Message as _;
    let decoded = geozero::mvt::Tile::decode(image.bytes.as_ref()).unwrap();
    let texts: Vec<_> = decoded.layers[0]
        .values
        .iter()
        .filter_map(|value| value.string_value.as_deref())
        .collect();
    let symbols = dtm::model::symbols::Symbols::embedded().unwrap();
    let expected = symbols.resolve(key("TrasaPlynovodniSite"), |_| Some("4"));
    assert_eq!(texts, ["1", "TrasaPlynovodniSite", expected]);
}

#[tokio::test]
async fn an_applied_change_set_shows_within_the_time_that_the_state_is_known() {
    let database = Database::new().await;
    let mut connection = database.connection().await;
    let tiles = tiles(&database.store().await);
    let tile = tile(&tiles, "SJTSKQuad5514", 10, 240, 355);
    let zps = Tileset::named("zps").unwrap();
    fill(&mut connection, tile.bounds()).await;
    let before = tiles
        .image(zps, tile, Encoding::Gzip, &Audience::Entitled)
        .await
        .unwrap();
    sqlx::raw_sql("delete from feature where id % 2 = 0")
        .execute(&mut connection)
        .await
        .unwrap();
    let same = tiles
        .image(zps, tile, Encoding::Gzip, &Audience::Entitled)
        .await
        .unwrap();
    assert_eq!(before, same, "what no change set tells is not looked for");
    sqlx::raw_sql("update region set last_change_set = last_change_set + 1")
        .execute(&mut connection)
        .await
        .unwrap();
    tiles.changed().await;
    let after = tiles
        .image(zps, tile, Encoding::Gzip, &Audience::Entitled)
        .await
        .unwrap();
    assert_ne!(before.etag, after.etag);
    assert!(after.bytes.len() < before.bytes.len());
    sqlx::raw_sql("delete from feature; update region set last_change_set = last_change_set + 1")
        .execute(&mut connection)
        .await
        .unwrap();
    tokio::time::sleep(dtm::tiles::STATE_KNOWN_FOR).await;
    assert!(
        tiles
            .image(zps, tile, Encoding::Gzip, &Audience::Entitled)
            .await
            .unwrap()
            .is_empty()
    );
}
