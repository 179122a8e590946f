//! `/regions/{code}/complete-areas`: areas of complete ZPS in force at a moment. Their history is that of the change sets.

use std::io;

use axum::body::Body;
use axum::extract::{Path, State};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use serde_json::json;

use super::derivation::collection;
use super::place::{self, OFFERS};
use super::shared::{known_region, moment};
use crate::http::describe::Operation;
use crate::http::reference::Reference;
use crate::http::respond::Answer;
use crate::http::{Asked, Format, Problem, Reader, Service};
use crate::model::Geometry;
use crate::store::{ElementReader, Extract, Window};

/// Bytes that are gathered before they are sent.
const CHUNK: usize = 32 << 10;

/// Answers `GET /regions/{code}/complete-areas`.
pub async fn get(
    State(service): State<Service>,
    Path(code): Path<String>,
    asked: Asked,
    _: Reader,
) -> Answer {
    asked.format(&["at", "bbox", "bbox-crs", "crs"], &OFFERS)?;
    let reference = place::reference(&asked)?;
    let window = place::window(&asked)?;
    let region = known_region(&service, &code).await?;
    let number = match asked.query.get("at") {
        Some(text) => service.store.number_at(&region, moment("at", text)?).await?,
        None => region.last_change_set,
    };
    let extract = Extract {
        region: region.number,
        number,
        types: None,
        area: match window {
            Some(Window::Parts(parts)) => Some(parts),
            Some(Window::Everywhere) | None => None,
        },
        own: false,
    };
    let mut areas = Areas {
        reader: service.store.complete_areas(&extract)?,
        reference,
        number,
        asked: asked.clone(),
        returned: 0,
        ended: false,
    };
    // Made before the answer begins, so that early faults are told.
    let first = areas.chunk().await?.unwrap_or_default();
    if areas.ended {
        return Ok(place::answer(&asked, reference, Body::from(first)));
    }
    let rest = stream::try_unfold(areas, |mut areas| async move {
        let chunk = areas.chunk().await.map_err(Problem::broken_off)?;
        Ok::<_, io::Error>(chunk.map(|chunk| (chunk, areas)))
    });
    let all = Body::from_stream(stream::iter([Ok(first)]).chain(rest));
    Ok(place::answer(&asked, reference, all))
}

/// The collection while it is written.
struct Areas {
    reader: ElementReader<(i8, Geometry)>,
    reference: Reference,
    number: i32,
    asked: Asked,
    returned: u64,
    ended: bool,
}

impl Areas {
    /// The next bytes; `None` after the end.
    async fn chunk(&mut self) -> Result<Option<Bytes>, Problem> {
        if self.ended {
            return Ok(None);
        }
        let mut out = Vec::new();
        if self.returned == 0 {
            out.extend_from_slice(place::BEGINNING);
        }
        while out.len() < CHUNK {
            let Some((level, area)) = self.reader.next().await? else {
                self.ended = true;
                let members = json!({
                    "changeSet": self.number,
                    "numberReturned": self.returned,
                    "links": self.asked.self_links(Format::GeoJson, &OFFERS),
                });
                place::end(&members, &mut out);
                break;
            };
            if self.returned > 0 {
                out.push(b',');
            }
            self.returned += 1;
            place::feature(&json!({ "level": level }), &area, self.reference, &mut out)?;
        }
        Ok(Some(Bytes::from(out)))
    }
}

/// Describes `/regions/{code}/complete-areas`.
pub fn describe() -> Vec<Operation> {
    let at = json!({
        "name": "at", "in": "query", "required": false,
        "description": "Číslo změny nebo čas; jinak nyní / Number of a change set or time; else now",
        "schema": { "type": "string" },
    });
    vec![
        Operation::get(
            "getCompleteAreas",
            "Areas",
            "Oblasti kompletní ZPS v okamžiku / Areas of complete ZPS at a moment",
        )
        .parameters(&["regionCode"])
        .parameter(at)
        .parameters(&["bbox", "bbox-crs", "crs", "audience", "f-json", "lang"])
        .response_value(
            200,
            collection(
                "Oblasti, úroveň po úrovni / Areas, level by level",
                "completeAreas",
            ),
        )
        .problems(&[400, 404, 406, 500, 503]),
    ]
}
