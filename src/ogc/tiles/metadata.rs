//! What is told about the sets of tiles and the grids.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{MEDIA_TYPE, known_grid, known_tileset};
use crate::http::describe::LandingLink;
use crate::http::respond::{Answer, body_of, json as respond};
use crate::http::{Asked, Format, Link, Service, Text};
use crate::tiles::{Grid, LAYERS, Subject, Tileset, is_drawn};

/// Relation of a set of tiles to its grid.
const TILING_SCHEME: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";

/// Relation of the landing page to the sets of vector tiles.
const TILESETS: &str = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";

/// West, south, east, north of Czechia in degrees: no set reaches farther.
const BOUNDS: [f64; 4] = [12.09, 48.55, 18.87, 51.06];

const OFFERS: [Format; 1] = [Format::Json];

/// The landing page's link to the sets.
pub fn landing_link() -> LandingLink {
    LandingLink {
        rel: TILESETS,
        path: "/tiles",
        media_type: Format::Json.media_type(),
        title: Text::new("dlaždice mapy", "tiles of the map"),
    }
}

/// Answers `GET /tiles`.
pub async fn list(State(service): State<Service>, asked: Asked) -> Answer {
    let format = asked.format(&[], &OFFERS)?;
    let tilesets: Vec<Value> = Tileset::ALL
        .into_iter()
        .flat_map(|tileset| service.tiles.grids().iter().map(move |grid| (tileset, grid)))
        .map(|(tileset, grid)| entry(&asked, tileset, grid))
        .collect();
    let links = asked.self_links(format, &OFFERS);
    respond(&asked, format, &json!({ "links": links, "tilesets": tilesets }))
}

/// A set of tiles in a grid, as a list tells it (2D TMS 2.0, tile set metadata).
fn entry(asked: &Asked, tileset: Tileset, grid: &Grid) -> Value {
    let path = path(tileset, grid);
    let own = asked.say("popis (TileJSON)", "description (TileJSON)");
    let mut item = json!(Link::to(
        "item",
        format!("{}{path}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", asked.base),
        MEDIA_TYPE,
        asked.say("dlaždice", "tiles"),
    ));
    item["templated"] = true.into();
    let mut entry = json!({
        "title": format!("{} ({})", title(asked, tileset), grid.id),
        "dataType": "vector",
        "crs": grid.crs_uri,
        "links": [
            Link::new("self", asked.href(&path, &[]), Format::Json, own),
            grid_link(asked, TILING_SCHEME, grid),
            item,
        ],
    });
    if let Some(uri) = &grid.uri {
        entry["tileMatrixSetURI"] = uri.as_str().into();
    }
    entry
}

fn path(tileset: Tileset, grid: &Grid) -> String {
    format!("/tiles/{}/{}", tileset.id(), grid.id)
}

fn title(asked: &Asked, tileset: Tileset) -> &'static str {
    let [czech, english] = tileset.title();
    asked.language.choose(czech, english)
}

fn grid_link(asked: &Asked, rel: &'static str, grid: &Grid) -> Link {
    let href = asked.href(&format!("/tileMatrixSets/{}", grid.id), &[]);
    Link::new(rel, href, Format::Json, grid.title.clone())
}

/// Answers `GET /tiles/{tileset}/{tileMatrixSet}`: TileJSON 3.0, with `crs` and `tileMatrixSet` added, since TileJSON knows
/// of no grid but Web Mercator's.
pub async fn tileset(
    State(service): State<Service>,
    Path((tileset, grid)): Path<(String, String)>,
    asked: Asked,
) -> Answer {
    let format = asked.format(&[], &OFFERS)?;
    let tileset = known_tileset(&tileset)?;
    let grid = known_grid(&service, &grid)?;
    let (first, last) = service.tiles.levels(tileset, grid).unwrap_or_default();
    let layers: Vec<Value> = LAYERS
        .iter()
        .zip([
            &[Subject::Area][..],
            &[Subject::Line],
            &[Subject::Point, Subject::DefinitionPoint, Subject::DetailedPoint],
        ])
        .map(|((id, description), subjects)| {
            let drawn = |cell| subjects.iter().any(|subject| is_drawn(*subject, cell));
            let coarser = grid.matrices.iter().take_while(|m| !drawn(grid.ground_cell(m)));
            json!({
                "id": id,
                "description": description,
                "minzoom": coarser.count(),
                "maxzoom": last,
                "fields": { "id": "String", "type": "String", "symbol": "String", "level": "Number" },
            })
        })
        .collect();
    let document = json!({
        "tilejson": "3.0.0",
        "name": title(&asked, tileset),
        "tiles": [format!("{}{}/{{z}}/{{y}}/{{x}}", asked.base, path(tileset, grid))],
        "vector_layers": layers,
        "minzoom": first,
        "maxzoom": last,
        "bounds": BOUNDS,
        "crs": grid.crs_uri,
        "tileMatrixSet": asked.href(&format!("/tileMatrixSets/{}", grid.id), &[]),
    });
    respond(&asked, format, &document)
}

/// Answers `GET /tileMatrixSets`.
pub async fn grids(State(service): State<Service>, asked: Asked) -> Answer {
    let format = asked.format(&[], &OFFERS)?;
    let sets: Vec<Value> = service
        .tiles
        .grids()
        .iter()
        .map(|grid| {
            let mut set = json!({
                "id": grid.id,
                "title": grid.title,
                "crs": grid.crs_uri,
                "links": [grid_link(&asked, "self", grid)],
            });
            if let Some(uri) = &grid.uri {
                set["uri"] = uri.as_str().into();
            }
            set
        })
        .collect();
    respond(&asked, format, &json!({ "tileMatrixSets": sets }))
}

/// Answers `GET /tileMatrixSets/{id}` with the definition that the tiles are made by.
pub async fn grid(State(service): State<Service>, Path(id): Path<String>, asked: Asked) -> Answer {
    let format = asked.format(&[], &OFFERS)?;
    let grid = known_grid(&service, &id)?;
    Ok(body_of(&asked, format.media_type(), grid.definition().into()))
}
