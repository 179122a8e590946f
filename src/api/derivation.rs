//! `/regions/{code}/derivation`: how far areas are derived; `/regions/{code}/derivation/gaps`: where there is none
//! (`docs/areas.md`).

use axum::body::Body;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::place::{self, OFFERS};
use super::shared::known_region;
use crate::http::describe::{Operation, schema};
use crate::http::respond::{Answer, json as respond};
use crate::http::{Asked, Format, Problem, Reader, Service};
use crate::model::Purpose;
use crate::store::{Gaps, View};

/// Crossings of outlines that are told at most.
const MOST_CROSSINGS: usize = 100;

/// Answers `GET /regions/{code}/derivation`.
pub async fn get(State(service): State<Service>, Path(code): Path<String>, asked: Asked) -> Answer {
    let offers = [Format::Json];
    let format = asked.format(&[], &offers)?;
    let region = known_region(&service, &code).await?;
    let state = service.store.derivation_state(region.number).await?;
    let crossings = state.crossings.iter().take(MOST_CROSSINGS).map(|at| at.metres());
    let crossings: Vec<_> = crossings.map(|[x, y, _]| [x, y]).collect();
    let document = json!({
        "region": region.code.as_str(),
        "changeSet": state.change_set,
        "isWhole": state.is_whole,
        "faces": {
            "area": state.areas,
            "crossed": state.crossed,
            "open": state.open,
            "unnamed": state.unnamed,
            "ambiguous": state.ambiguous,
        },
        "pointsWithoutArea": state.points_without_area,
        "crossings": crossings,
        "links": asked.self_links(format, &offers),
    });
    respond(&asked, format, &document)
}

/// Answers `GET /regions/{code}/derivation/gaps`.
pub async fn gaps(
    State(service): State<Service>,
    Path(code): Path<String>,
    asked: Asked,
    reader: Reader,
) -> Answer {
    asked.format(&["bbox", "bbox-crs", "crs"], &OFFERS)?;
    let reference = place::reference(&asked)?;
    let window = place::window(&asked)?.ok_or_else(|| {
        Problem::parameter(
            "bbox",
            "uveďte obdélník: západ, jih, východ, sever",
            "give a box: west, south, east, north",
        )
    })?;
    let region = known_region(&service, &code).await?;
    let view = reader.view(Purpose::Viewing);
    let gaps = service.store.gaps(&view, region.number, &window).await?;
    let mut out = place::BEGINNING.to_vec();
    let mut returned = 0_usize;
    for (properties, geometry) in features(&gaps, &view) {
        if returned > 0 {
            out.push(b',');
        }
        place::feature(&properties, geometry, reference, &mut out)?;
        returned += 1;
    }
    let members = json!({
        "numberReturned": returned,
        "hasMore": gaps.has_more,
        "links": asked.self_links(Format::GeoJson, &OFFERS),
    });
    place::end(&members, &mut out);
    Ok(place::answer(&asked, reference, Body::from(out)))
}

/// Properties and geometries, faces first so that points are drawn over them.
fn features<'a>(gaps: &'a Gaps, view: &'a View) -> impl Iterator<Item = (Value, &'a crate::model::Geometry)> {
    let faces = gaps.faces.iter().map(|face| {
        let properties = json!({ "fate": face.fate, "level": face.level, "family": face.family });
        (properties, &face.geometry)
    });
    let points = gaps.points.iter().map(|point| {
        let position = view.catalogue().position_of_key(point.object_type);
        let object_type = position.and_then(|at| view.catalogue().object_types.get(usize::from(at)));
        let properties = json!({
            "id": point.id.to_string(),
            "objectType": object_type.map(|known| known.element.as_str()),
            "level": point.level,
        });
        (properties, &point.geometry)
    });
    faces.chain(points)
}

/// Describes `/regions/{code}/derivation`.
pub fn describe() -> Vec<Operation> {
    vec![
        Operation::get(
            "getDerivation",
            "Areas",
            "Jak daleko jsou odvozeny plochy a co je bez plochy / How far areas are derived, and what is without an area",
        )
        .parameters(&["regionCode", "audience", "f-json", "lang"])
        .response(200, "Stav odvození / State of the derivation", &[("application/json", schema("derivation"))])
        .problems(&[400, 404, 406, 500, 503]),
    ]
}

/// Describes `/regions/{code}/derivation/gaps`.
pub fn describe_gaps() -> Vec<Operation> {
    let bbox = json!({
        "name": "bbox", "in": "query", "required": true, "style": "form", "explode": false,
        "description": "Obdélník: západ, jih, východ, sever / Box: west, south, east, north",
        "schema": { "type": "array", "items": { "type": "number" }, "minItems": 4, "maxItems": 6 },
    });
    vec![
        Operation::get(
            "getGaps",
            "Areas",
            "Místa bez odvozené plochy / Places without a derived area",
        )
        .description("Stěny, z nichž se nestala plocha, a definiční body, které nejsou bodem žádné plochy; obojích nejvýše 5 000, `hasMore` říká, zda je jich víc / Faces that became no area, and definition points that are those of none; 5,000 of each at most, `hasMore` tells whether there are more")
        .parameters(&["regionCode"])
        .parameter(bbox)
        .parameters(&["bbox-crs", "crs", "audience", "f-json", "lang"])
        .response_value(200, collection("Místa bez plochy / Places without an area", "gaps"))
        .problems(&[400, 404, 406, 500, 503]),
    ]
}

/// A response that is a collection of a schema.
pub fn collection(description: &str, name: &str) -> Value {
    json!({
        "description": description,
        "headers": { "Content-Crs": { "$ref": "#/components/headers/Content-Crs" } },
        "content": { "application/geo+json": { "schema": schema(name) } },
    })
}
