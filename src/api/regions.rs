//! `/regions`: the regions kept here, their outlines, what they hold and where it lies. The map begins with it.

use std::collections::HashMap;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::Serialize;

use crate::http::describe::{Operation, schema};
use crate::http::respond::{Answer, body_of};
use crate::http::{Asked, Format, Problem, Reader, Service, conditional};
use crate::model::{Outline, Purpose};

const OFFERS: [Format; 1] = [Format::Json];
/// Counts change with every delivery: ask each time, and be told when nothing has.
const KEEP: &str = "no-cache";

#[derive(Serialize)]
struct Document {
    regions: Vec<Line>,
}

/// One region.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    code: String,
    name: String,
    number: i16,
    /// Rings of all polygons in metres of EPSG:5514.
    outline: Vec<Vec<[f64; 2]>>,
    /// West, south, east, north in metres of EPSG:5514; `None` when the region holds nothing.
    data_bounds: Option<[f64; 4]>,
    features: u64,
}

/// Answers `GET /regions`.
pub async fn get(State(service): State<Service>, request: HeaderMap, asked: Asked, reader: Reader) -> Answer {
    let format = asked.format(&[], &OFFERS)?;
    let outlines = service.store.outlines().await?;
    let mut rings: HashMap<String, Vec<Vec<[f64; 2]>>> = outlines
        .iter()
        .map(|outline| (outline.code.to_string(), rings(outline)))
        .collect();
    let snapshot = service.holdings.snapshot().await?;
    let snapshot = snapshot.seen_by(&reader.view(Purpose::Issue));
    let line = |held: &crate::store::RegionHoldings| {
        let total = held.total();
        Line {
            code: held.region.code.to_string(),
            name: held.region.name.clone(),
            number: held.region.number.0,
            outline: rings.remove(held.region.code.as_str()).unwrap_or_default(),
            data_bounds: total.and_then(|total| total.bounds),
            features: total.map_or(0, |total| total.features),
        }
    };
    let document = Document {
        regions: snapshot.regions.iter().map(line).collect(),
    };
    let body = serde_json::to_vec(&document).map_err(|error| Problem::internal(&error))?;
    let tag = conditional::tag(&body);
    let response = body_of(&asked, format.media_type(), Body::from(body));
    Ok(conditional::complete(response, &request, &tag, KEEP))
}

fn rings(outline: &Outline) -> Vec<Vec<[f64; 2]>> {
    let position = |c: &crate::model::Coordinate| {
        let [x, y, _] = c.metres();
        [x, y]
    };
    let rings = outline.polygons.iter().flatten();
    rings.map(|ring| ring.iter().map(position).collect()).collect()
}

/// Describes `/regions`.
pub fn describe() -> Vec<Operation> {
    vec![
        Operation::get(
            "getRegions",
            "Map",
            "Kraje, jejich hranice a rozsah dat / Regions, their outlines and extents of data",
        )
        .description("Souřadnice v metrech EPSG:5514 / Coordinates in metres of EPSG:5514")
        .parameters(&["f-json", "lang"])
        .response(200, "Kraje / Regions", &[("application/json", schema("regions"))])
        .response(304, "Beze změny / Not modified", &[])
        .problems(&[400, 406, 500, 503]),
    ]
}
