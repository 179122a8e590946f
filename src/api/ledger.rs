//! `/regions/{code}/change-sets`: the ledger of a region; `/regions/{code}/changes`: what changed between two moments.

use std::io::Write as _;

use axum::extract::{Path, State};
use axum::http::Version;
use serde_json::{Value, json};

use super::shared::{attachment, known_region, moment, permit, problem, version};
use crate::crs::Crs;
use crate::export::ChangesRequest;
use crate::http::describe::{Operation, schema};
use crate::http::respond::{Answer, json as respond};
use crate::http::{Asked, Format, Link, Problem, Reader, Service, stream};
use crate::model::{Audience, Purpose, Region};
use crate::store::{ChangeSet, Origin, View};

const OFFERS: [Format; 1] = [Format::Json];

/// Change sets on a page unless asked otherwise, and at most.
const DEFAULT_LIMIT: u32 = 100;
const MAXIMUM_LIMIT: u32 = 1000;

/// Answers `GET /regions/{code}/change-sets`.
pub async fn list(
    State(service): State<Service>,
    Path(code): Path<String>,
    asked: Asked,
    reader: Reader,
) -> Answer {
    let format = asked.format(&["after", "limit"], &OFFERS)?;
    let region = known_region(&service, &code).await?;
    let after = number(&asked, "after")?.unwrap_or(0);
    let limit = match number(&asked, "limit")? {
        None => DEFAULT_LIMIT,
        Some(0) => return Err(whole_number("limit")),
        Some(limit) => limit.unsigned_abs().min(MAXIMUM_LIMIT),
    };
    let found = service.store.change_sets(region.number, after, limit).await?;
    let view = reader.view(Purpose::Issue);
    let mut links = asked.self_links(format, &OFFERS);
    if let Some(last) = found.last().filter(|last| last.number < region.last_change_set) {
        let query = asked.query.with(&[("after", Some(&last.number.to_string()))]);
        let href = format!("{}{}{query}", asked.base, asked.path);
        links.push(Link::new(
            "next",
            href,
            format,
            asked.say("další změny", "further change sets"),
        ));
    }
    let entries: Vec<Value> = found
        .iter()
        .map(|found| document(&asked, &view, &region, found))
        .collect();
    let document = json!({
        "region": region.code.as_str(),
        "lastChangeSet": region.last_change_set,
        "changeSets": entries,
        "links": links,
    });
    respond(&asked, format, &document)
}

/// Answers `GET /regions/{code}/change-sets/{number}`.
pub async fn get(
    State(service): State<Service>,
    Path((code, number)): Path<(String, String)>,
    asked: Asked,
    reader: Reader,
) -> Answer {
    let format = asked.format(&[], &OFFERS)?;
    let region = known_region(&service, &code).await?;
    let found = match number.parse() {
        Ok(number) => service.store.change_set(region.number, number).await?,
        Err(_) => None,
    };
    let found = found.ok_or_else(|| {
        Problem::not_found(
            "takovou změnu kraj nemá; čísla změn vypíše change-sets",
            "the region has no such change set; change-sets lists them",
        )
    })?;
    let view = reader.view(Purpose::Issue);
    let mut document = document(&asked, &view, &region, &found);
    document["links"] = json!(asked.self_links(format, &OFFERS));
    respond(&asked, format, &document)
}

/// A change set as it is told. Who made it and with which files is not the public's, nor is where and by which submission
/// objects of hidden types were delivered: of few objects the box is the place.
fn document(asked: &Asked, view: &View, region: &Region, found: &ChangeSet) -> Value {
    let path = format!("/regions/{}", region.code);
    let since = (found.number - 1).to_string();
    let until = found.number.to_string();
    let changes = asked.href(
        &format!("{path}/changes"),
        &[("since", &since), ("until", &until)],
    );
    let seen = |element: &String| {
        let known = view.catalogue().object_type(element);
        known.is_some_and(|(_, object_type)| view.shows_all(object_type))
    };
    let counts: serde_json::Map<String, Value> = found
        .counts
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(element, _)| seen(element))
        .map(|(element, counts)| (element.clone(), counts.clone()))
        .collect();
    let mut document = json!({
        "number": found.number,
        "effectiveAt": found.effective_at.to_rfc3339(),
        "submission": null,
        "counts": counts,
        "changes": changes,
    });
    let sees_all = found.types.as_ref().is_some_and(|types| types.iter().all(seen));
    if sees_all || *view.disclosure().audience() == Audience::Entitled {
        document["submission"] = json!(found.submission);
        if let Some(area) = found.area {
            document["area"] = json!(area);
        }
    }
    match found.origin {
        Origin::Delivery(_) => document["kind"] = "delivery".into(),
        Origin::Revert(number) => {
            document["kind"] = "revert".into();
            document["reverts"] = number.into();
        }
        Origin::Derivation(number) => {
            document["kind"] = "derivation".into();
            document["derives"] = number.into();
        }
    }
    if let Some(number) = found.reverted_by {
        document["revertedBy"] = number.into();
    }
    if view.disclosure().shows_persons() {
        document["author"] = found.author.as_str().into();
        if let Origin::Delivery(id) = found.origin {
            document["delivery"] = asked.href(&format!("/deliveries/{id}"), &[]).into();
        }
        let file = |file: &crate::store::KeptFile| {
            let digest: String = file.sha512.iter().map(|byte| format!("{byte:02x}")).collect();
            json!({ "name": file.name, "size": file.size, "sha512": digest })
        };
        document["files"] = found.files.iter().map(file).collect();
    }
    document
}

/// Answers `GET /regions/{code}/changes`.
pub async fn changes(
    State(service): State<Service>,
    Path(code): Path<String>,
    protocol: Version,
    asked: Asked,
    reader: Reader,
) -> Answer {
    asked.query.only(&["since", "until", "crs", "version"])?;
    let as_jvf = match asked.query.get("f") {
        None | Some("json") => false,
        Some("jvf") => true,
        Some(other) => return Err(Problem::one_of("f", other, &["json", "jvf"])),
    };
    let crs = match asked.query.get("crs") {
        None | Some("http://www.opengis.net/def/crs/EPSG/0/5514") => Crs::Sjtsk,
        Some("http://www.opengis.net/def/crs/OGC/0/CRS84h") => Crs::Crs84,
        Some(other) => {
            return Err(Problem::one_of(
                "crs",
                other,
                &[
                    "http://www.opengis.net/def/crs/EPSG/0/5514",
                    "http://www.opengis.net/def/crs/OGC/0/CRS84h",
                ],
            ));
        }
    };
    let region = known_region(&service, &code).await?;
    let since = match asked.query.get("since") {
        Some(text) => service.store.number_at(&region, moment("since", text)?).await?,
        None => {
            return Err(Problem::parameter(
                "since",
                "uveďte, od které změny nebo času; 0 je počátek",
                "say since which change set or time; 0 is the beginning",
            ));
        }
    };
    let until = match asked.query.get("until") {
        Some(text) => service.store.number_at(&region, moment("until", text)?).await?,
        None => region.last_change_set,
    };
    if since > until {
        return Err(Problem::parameter(
            "until",
            "konec musí následovat po počátku",
            "the end must follow the beginning",
        ));
    }
    let view = View::new(
        version(&asked)?,
        reader.audience.clone(),
        Purpose::Issue,
        service.views.shows_persons(),
    );
    let permit = permit(&service, protocol)?;
    let name = format!("{}-{since}-{until}", region.code);
    let request = ChangesRequest {
        region,
        since,
        until,
        view,
    };
    let reading = request.begin(&service.store).await.map_err(problem)?;
    let body = stream::written(move |out| {
        let _permit = permit;
        if as_jvf {
            request.write_jvf(reading, &mut *out)?;
        } else {
            request.write_json(reading, &mut *out, crs)?;
        }
        Ok(out.flush()?)
    });
    let body = body.await.map_err(problem)?;
    Ok(if as_jvf {
        attachment(
            body,
            "application/gml+xml;version=3.2",
            &format!("{name}.jvf.xml"),
        )
    } else {
        crate::http::respond::body_of(&asked, "application/json", body)
    })
}

fn number(asked: &Asked, name: &'static str) -> Result<Option<i32>, Problem> {
    let Some(text) = asked.query.get(name) else {
        return Ok(None);
    };
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // Digits that do not fit are a large number, not a wrong one.
    digits
        .then(|| Some(text.parse().unwrap_or(i32::MAX)))
        .ok_or_else(|| whole_number(name))
}

fn whole_number(name: &'static str) -> Problem {
    Problem::parameter(name, "uveďte celé číslo od 1", "give a whole number from 1 on")
}

/// Describes `/regions/{code}/change-sets`.
pub fn describe_list() -> Vec<Operation> {
    let query = |name: &str, description: &str| json!({ "name": name, "in": "query", "required": false, "description": description, "schema": { "type": "integer", "minimum": 0 } });
    vec![
        Operation::get(
            "getChangeSets",
            "Ledger",
            "Změny kraje po řadě / Change sets of a region in their order",
        )
        .parameters(&["regionCode"])
        .parameter(query(
            "after",
            "Jen změny po tomto čísle / Only change sets after this number",
        ))
        .parameter(query("limit", "Nejvýše tolik změn / At most so many change sets"))
        .parameters(&["audience", "f-json", "lang"])
        .response(
            200,
            "Změny / Change sets",
            &[("application/json", schema("changeSets"))],
        )
        .problems(&[400, 404, 406, 500, 503]),
    ]
}

/// Describes `/regions/{code}/change-sets/{number}`.
pub fn describe() -> Vec<Operation> {
    vec![
        Operation::get("getChangeSet", "Ledger", "Jedna změna / One change set")
            .parameters(&["regionCode"])
            .parameter(json!({ "name": "changeSet", "in": "path", "required": true, "description": "Číslo změny / Number of the change set", "schema": { "type": "integer", "minimum": 1 } }))
            .parameters(&["audience", "f-json", "lang"])
            .response(200, "Změna / Change set", &[("application/json", schema("changeSet"))])
            .problems(&[400, 404, 406, 500, 503]),
    ]
}

/// Describes `/regions/{code}/changes`.
pub fn describe_changes() -> Vec<Operation> {
    let query = |name: &str, required: bool, description: &str, schema: Value| json!({ "name": name, "in": "query", "required": required, "description": description, "schema": schema });
    let text = json!({ "type": "string" });
    vec![
        Operation::get("getChanges", "Ledger", "Co se změnilo mezi dvěma okamžiky / What changed between two moments")
            .description("Staré a nové hodnoty objektů; objekty, které mezitím vznikly i zanikly, v nich nejsou / Old and new values of objects; those that came and went in between are not among them")
            .parameters(&["regionCode"])
            .parameter(query("since", true, "Číslo změny nebo čas, po nichž se začíná; 0 je počátek / Number of a change set or time after which it begins; 0 is the beginning", text.clone()))
            .parameter(query("until", false, "Číslo poslední změny nebo čas; jinak dosud / Number of the last change set or time; else until now", text))
            .parameter(query("f", false, "Podoba / Form", json!({ "type": "string", "enum": ["json", "jvf"], "default": "json" })))
            .parameter(query("crs", false, "Souřadnicový systém podoby json / Reference system of the form json", json!({ "type": "string", "format": "uri" })))
            .parameter(query("version", false, "Verze JVF DTM / Version of JVF DTM", json!({ "type": "string", "default": "1.4.3" })))
            .parameters(&["audience", "lang"])
            .response(200, "Změny / Changes", &[("application/json", schema("changes")), ("application/gml+xml;version=3.2", json!({ "type": "string", "format": "binary" }))])
            .problems(&[400, 401, 403, 404, 500, 503, 505]),
    ]
}
