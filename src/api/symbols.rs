//! `/styles/symbols`: the symbol table for the map and its legend, one line for each way of drawing an object type.
//!
//! It is the same as long as the program is, so it is written once.

use std::sync::OnceLock;

use axum::body::Body;
use axum::http::HeaderMap;
use serde::Serialize;

use crate::http::describe::{Operation, schema};
use crate::http::respond::{Answer, body_of};
use crate::http::{Asked, Format, Problem, conditional};
use crate::model::catalogue::{CatalogueError, GeometryKind, Part};
use crate::model::symbols::{Condition, Symbol};
use crate::model::{Catalogue, Symbols};

const OFFERS: [Format; 1] = [Format::Json];
/// It changes with the program only; five minutes keep a browser from asking at every page.
const KEEP: &str = "public, max-age=300";

#[derive(Serialize)]
struct Document<'a> {
    symbols: Vec<Line<'a>>,
}

/// One symbol with what a legend says of its type.
#[derive(Serialize)]
struct Line<'a> {
    key: &'a str,
    object_type: i32,
    element: &'a str,
    title: String,
    /// The first of `conditions`, for those who know one only.
    attribute: Option<&'a str>,
    value: Option<&'a str>,
    conditions: &'a [Condition],
    fill: Option<&'a str>,
    stroke: Option<&'a str>,
    width_mm: Option<f64>,
    dash: Option<&'a [f64]>,
    part: Part,
    category: &'a str,
    group: &'a str,
    geometry: GeometryKind,
    derived: bool,
}

struct Table {
    body: Vec<u8>,
    tag: String,
}

static TABLE: OnceLock<Table> = OnceLock::new();

/// Answers `GET /styles/symbols`.
pub async fn get(request: HeaderMap, asked: Asked) -> Answer {
    let format = asked.format(&[], &OFFERS)?;
    let table = table()?;
    let response = body_of(&asked, format.media_type(), Body::from(table.body.as_slice()));
    Ok(conditional::complete(response, &request, &table.tag, KEEP))
}

fn table() -> Result<&'static Table, Problem> {
    if let Some(table) = TABLE.get() {
        return Ok(table);
    }
    let malformed = |error: CatalogueError| Problem::internal(&error);
    let symbols = Symbols::embedded().map_err(malformed)?;
    let catalogue = Catalogue::embedded(symbols.version()).map_err(malformed)?;
    let lines = symbols.all().iter().filter_map(|symbol| line(catalogue, symbol));
    let document = Document {
        symbols: lines.collect(),
    };
    let body = serde_json::to_vec(&document).map_err(|error| Problem::internal(&error))?;
    let tag = conditional::tag(&body);
    Ok(TABLE.get_or_init(|| Table { body, tag }))
}

/// `None` for the symbols of types that the catalogue does not have: nothing served here is drawn by them.
fn line<'a>(catalogue: &'a Catalogue, symbol: &'a Symbol) -> Option<Line<'a>> {
    let (_, object_type) = catalogue.object_type(symbol.element.as_deref()?)?;
    let first = symbol.conditions.first();
    let texts = symbol
        .conditions
        .iter()
        .filter_map(|condition| text(catalogue, condition));
    let title = std::iter::once(object_type.name.as_str())
        .chain(texts)
        .collect::<Vec<_>>()
        .join(", ");
    Some(Line {
        key: &symbol.key,
        object_type: object_type.key(),
        element: &object_type.element,
        title,
        attribute: first.map(|condition| condition.attribute.as_str()),
        value: first.map(|condition| condition.value.as_str()),
        conditions: &symbol.conditions,
        fill: symbol.fill.as_deref(),
        stroke: symbol.stroke.as_deref(),
        width_mm: symbol.width_mm,
        dash: symbol.dash.as_deref(),
        part: object_type.part,
        category: &object_type.category,
        group: &object_type.group,
        geometry: object_type.geometry,
        derived: symbol.derived,
    })
}

/// The Czech text of a condition's value.
fn text<'a>(catalogue: &'a Catalogue, condition: &Condition) -> Option<&'a str> {
    let attribute = catalogue.attribute(catalogue.attribute_id(&condition.attribute)?)?;
    let code = attribute
        .codes
        .iter()
        .find(|code| code.value == condition.value)?;
    Some(&code.title)
}

/// Describes `/styles/symbols`.
pub fn describe() -> Vec<Operation> {
    vec![
        Operation::get("getSymbols", "Map", "Značky objektových typů / Symbols of the object types")
            .description(
                "Barvy, šířky a čárkování v milimetrech na papíře; vlastnost `symbol` v dlaždicích odkazuje na `key`. / Colours, widths and dashes in millimetres on paper; the property `symbol` of tiles refers to `key`.",
            )
            .parameters(&["f-json", "lang"])
            .response(200, "Značky / Symbols", &[("application/json", schema("symbols"))])
            .response(304, "Beze změny / Not modified", &[])
            .problems(&[400, 406, 500]),
    ]
}
