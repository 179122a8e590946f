//! `/health/live` and `/health/ready`: for those who start, watch and restart the service.

use axum::extract::State;
use serde_json::json;

use super::describe::{Operation, schema};
use super::respond::{Answer, json as respond};
use super::{Asked, Format, Service};

const OFFERS: [Format; 1] = [Format::Json];

/// Answers `GET /health/live`: the process runs.
pub async fn live(asked: Asked) -> Answer {
    let format = asked.format(&[], &OFFERS)?;
    respond(&asked, format, &json!({ "status": "ok" }))
}

/// Answers `GET /health/ready`: the database answers too.
pub async fn ready(State(service): State<Service>, asked: Asked) -> Answer {
    let format = asked.format(&[], &OFFERS)?;
    service.store.ping().await?;
    respond(&asked, format, &json!({ "status": "ok" }))
}

/// Describes `/health/live`.
pub fn describe_live() -> Vec<Operation> {
    vec![describe(
        "getLiveness",
        "Služba běží / The service runs",
        &[400, 406, 500],
    )]
}

/// Describes `/health/ready`.
pub fn describe_ready() -> Vec<Operation> {
    vec![describe(
        "getReadiness",
        "Služba může odpovídat / The service can answer",
        &[400, 406, 500, 503],
    )]
}

fn describe(id: &'static str, summary: &str, problems: &[u16]) -> Operation {
    Operation::get(id, "Health", summary)
        .parameters(&["f-json", "lang"])
        .response(200, "V pořádku / Well", &[("application/json", schema("health"))])
        .problems(problems)
}
