//! `/deliveries/{id}/identifiers`: which identifiers the new objects of a delivery were given.

use std::io::Write;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse as _;
use serde_json::json;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::deliveries::admit;
use super::shared::{attachment, problem};
use crate::export::{ExportError, Relation, RelationKind, RelationWriter};
use crate::http::describe::{Operation, schema};
use crate::http::respond::{Answer, body_of};
use crate::http::{Asked, Problem, Service, stream};
use crate::model::value::write_json_string;
use crate::model::{FeatureId, RegionCode, RegionNumber};
use crate::store::{Called, Store};

/// Pairs that are read at once.
const PAGE: u32 = 10_000;

/// Answers `GET /deliveries/{id}/identifiers`.
pub async fn get(
    State(service): State<Service>,
    Path(id): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    asked.query.only(&["of"])?;
    admit(&service, &headers)?;
    let as_jvf = match asked.query.get("f") {
        None | Some("json") => false,
        Some("jvf") => true,
        Some(other) => return Err(Problem::one_of("f", other, &["json", "jvf"])),
    };
    let called = match asked.query.get("of") {
        None | Some("external") => Called::External,
        Some("temporary") => Called::Temporary,
        Some(other) => return Err(Problem::one_of("of", other, &["external", "temporary"])),
    };
    let known = match Uuid::parse_str(&id) {
        Ok(id) => service.store.delivery(id).await?,
        Err(_) => None,
    };
    let found = known.and_then(|delivery| {
        let region = RegionCode::parse(&delivery.region)?.number();
        Some((region, delivery.change_set?, delivery.received_at))
    });
    let (region, change_set, received_at) = found.ok_or_else(|| {
        Problem::not_found(
            "taková dodávka v platnosti není; zkontrolujte její identifikátor",
            "there is no such delivery in force; check its identifier",
        )
    })?;
    let source = Source {
        store: service.store.clone(),
        region,
        change_set,
        called,
        runtime: Handle::current(),
    };
    let body = stream::written(move |out| {
        if as_jvf {
            let relation = Relation {
                kind: match called {
                    Called::External => RelationKind::Objects,
                    Called::Temporary => RelationKind::CrossBorder,
                },
                date: received_at.date_naive(),
                number: None,
            };
            let mut writer = RelationWriter::new(&mut *out, relation);
            source.each(|name, id| Ok(writer.pair(name, &id.to_string())?))?;
            writer.finish()?;
        } else {
            write_json(&source, &mut *out)?;
        }
        Ok::<_, ExportError>(out.flush()?)
    });
    let body = body.await.map_err(problem)?;
    if as_jvf {
        return Ok(attachment(
            body,
            "application/gml+xml;version=3.2",
            &format!("{id}-identifiers.xml"),
        ));
    }
    Ok(body_of(&asked, "application/json", body).into_response())
}

/// Where the pairs come from.
struct Source {
    store: Store,
    region: RegionNumber,
    change_set: i32,
    called: Called,
    runtime: Handle,
}

impl Source {
    /// Reads all pairs, page by page, on a thread that may wait.
    fn each(
        &self,
        mut pair: impl FnMut(&str, FeatureId) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let mut after = None;
        loop {
            let reading = self
                .store
                .relations(self.region, self.change_set, self.called, after, PAGE);
            let page = self.runtime.block_on(reading)?;
            for (name, id) in &page {
                pair(name, *id)?;
            }
            match page.last() {
                Some((_, last)) => after = Some(*last),
                None => return Ok(()),
            }
        }
    }
}

fn write_json(source: &Source, out: &mut impl Write) -> Result<(), ExportError> {
    let name = match source.called {
        Called::External => "external",
        Called::Temporary => "temporary",
    };
    write!(out, r#"{{"changeSet":{},"identifiers":["#, source.change_set)?;
    let (mut text, mut first) = (Vec::new(), true);
    source.each(|called, id| {
        text.clear();
        write_json_string(called, &mut text);
        out.write_all(if first { b"\n" } else { b",\n" })?;
        first = false;
        write!(out, r#"{{"{name}":"#)?;
        out.write_all(&text)?;
        Ok(write!(out, r#","id":"{id}"}}"#)?)
    })?;
    Ok(out.write_all(b"\n]}\n")?)
}

/// Describes `/deliveries/{deliveryId}/identifiers`.
pub fn describe() -> Vec<Operation> {
    let query = |name: &str, description: &str, values: [&str; 2]| json!({ "name": name, "in": "query", "required": false, "description": description, "schema": { "type": "string", "enum": values, "default": values[0] } });
    vec![
        Operation::get("getIdentifiers", "Deliveries", "Identifikátory přidělené novým objektům / Identifiers given to new objects")
            .description("Podoba jvf je RelaceIDObjektu nebo RelaceIDObjektuZPS / The form jvf is RelaceIDObjektu or RelaceIDObjektuZPS")
            .parameter(json!({ "name": "deliveryId", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } }))
            .parameter(query("of", "Čím byly objekty nazvány: IDExterni, nebo dočasné ID či gml:id / What the objects were called by: IDExterni, or a temporary ID or gml:id", ["external", "temporary"]))
            .parameter(query("f", "Podoba / Form", ["json", "jvf"]))
            .parameters(&["lang"])
            .member("security", json!([{ "token": [] }]))
            .response(200, "Dvojice / Pairs", &[("application/json", schema("identifiers")), ("application/gml+xml;version=3.2", json!({ "type": "string", "format": "binary" }))])
            .problems(&[400, 401, 403, 404, 500, 503]),
    ]
}
