//! The paths of tiles for `/api`.

use serde_json::{Value, json};

use super::MEDIA_TYPE;
use crate::http::describe::Operation;
use crate::tiles::Tileset;

const TAG: &str = "Map";
const JSON: &str = "application/json";

fn in_path(name: &str, description: &str, schema: &Value) -> Value {
    json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema })
}

fn tileset() -> Value {
    let ids: Vec<&str> = Tileset::ALL.iter().map(|tileset| tileset.id()).collect();
    in_path(
        "tileset",
        "Sada dlaždic / Set of tiles",
        &json!({ "type": "string", "enum": ids }),
    )
}

fn grid() -> Value {
    in_path(
        "tileMatrixSetId",
        "Síť dlaždic / Tile grid",
        &json!({ "type": "string", "enum": ["WebMercatorQuad", "SJTSKQuad5514"] }),
    )
}

fn whole_number(name: &str, description: &str) -> Value {
    in_path(name, description, &json!({ "type": "integer", "minimum": 0 }))
}

fn object() -> Value {
    json!({ "type": "object" })
}

/// Describes `/tiles`.
pub fn describe_list() -> Vec<Operation> {
    vec![
        Operation::get(
            "dataset.vector.getTileSetsList",
            TAG,
            "Sady dlaždic / Sets of tiles",
        )
        .parameters(&["f-json", "lang"])
        .response(200, "Sady dlaždic / Sets of tiles", &[(JSON, object())])
        .problems(&[400, 406, 500]),
    ]
}

/// Describes `/tiles/{tileset}/{tileMatrixSetId}`.
pub fn describe_tileset() -> Vec<Operation> {
    vec![
        Operation::get(
            "dataset.vector.getTileSet",
            TAG,
            "Popis sady dlaždic / Description of a set of tiles",
        )
        .parameter(tileset())
        .parameter(grid())
        .parameters(&["f-json", "lang"])
        .response(200, "TileJSON 3.0", &[(JSON, object())])
        .problems(&[400, 404, 406, 500]),
    ]
}

/// Describes a tile.
pub fn describe_tile() -> Vec<Operation> {
    vec![
        Operation::get("dataset.vector.getTile", TAG, "Dlaždice / A tile")
            .description("Mapbox Vector Tile 2.1; vrstvy / layers: areas, lines, points.")
            .parameter(tileset())
            .parameter(grid())
            .parameter(whole_number("tileMatrix", "Úroveň / Level"))
            .parameter(whole_number("tileRow", "Řádek od severu / Row from the north"))
            .parameter(whole_number(
                "tileCol",
                "Sloupec od západu / Column from the west",
            ))
            .response(
                200,
                "Dlaždice / The tile",
                &[(MEDIA_TYPE, json!({ "type": "string", "format": "binary" }))],
            )
            .response(204, "Na dlaždici nic není / Nothing lies on the tile", &[])
            .response(304, "Klient dlaždici už má / The client has the tile", &[])
            .problems(&[400, 404, 500, 503]),
    ]
}

/// Describes `/tileMatrixSets`.
pub fn describe_grids() -> Vec<Operation> {
    vec![
        Operation::get("getTileMatrixSetsList", TAG, "Sítě dlaždic / Tile grids")
            .parameters(&["f-json", "lang"])
            .response(200, "Sítě dlaždic / Tile grids", &[(JSON, object())])
            .problems(&[400, 406, 500]),
    ]
}

/// Describes `/tileMatrixSets/{tileMatrixSetId}`.
pub fn describe_grid() -> Vec<Operation> {
    vec![
        Operation::get("getTileMatrixSet", TAG, "Síť dlaždic / A tile grid")
            .parameter(grid())
            .parameters(&["f-json", "lang"])
            .response(200, "OGC TileMatrixSet 2.0", &[(JSON, object())])
            .problems(&[400, 404, 406, 500]),
    ]
}
