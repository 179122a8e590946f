//! `/deliveries`: a JVF file in, its summary or its located errors out.
//!
//! The sender is checked before anything else is done.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use super::shared::moment;
use crate::check::Options;
use crate::check::attributes::Combinations;
use crate::http::describe::{Operation, schema};
use crate::http::reader::{given_token, is_token, unknown_token};
use crate::http::respond::{Answer, json as respond};
use crate::http::{Asked, Format, Problem, Service, Text, upload};
use crate::intake::{Archive, Delivery, IntakeError, Report, Verdict, receive};
use crate::model::{Language, Message};
use crate::store::{StoreError, Unknown};

const OFFERS: [Format; 1] = [Format::Json];

/// Answers `POST /deliveries`.
pub async fn post(State(service): State<Service>, asked: Asked, headers: HeaderMap, body: Body) -> Answer {
    let format = asked.format(&["region", "name", "author", "base", "submission"], &OFFERS)?;
    admit(&service, &headers)?;
    let region = asked.region()?;
    let file = upload::store(&service.receipt, &headers, body).await?;
    let delivery = Delivery {
        path: file.path().to_owned(),
        name: upload::file_name(asked.query.get("name"), "delivery.xml"),
        author: asked
            .query
            .get("author")
            .map_or_else(|| Ok("api".to_owned()), author)?,
        region,
        unknown: Unknown::Refuse,
        submission: asked.query.get("submission").map(submission).transpose()?,
        checks: checks(&service).await?,
        base: asked
            .query
            .get("base")
            .map(|text| moment("base", text))
            .transpose()?,
    };
    let _permit = service
        .deliveries
        .acquire()
        .await
        .map_err(|error| Problem::internal(&error))?;
    let archive = Archive::new(&service.receipt.data_dir);
    let report = receive(&service.store, &archive, delivery, Box::new(|_, _| {}))
        .await
        .map_err(problem)?;
    service.tiles.changed().await;
    answer(&asked, format, &report)
}

/// Answers `GET /deliveries/{id}`.
pub async fn get(
    State(service): State<Service>,
    Path(id): Path<String>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let format = asked.format(&[], &OFFERS)?;
    admit(&service, &headers)?;
    let known = match Uuid::parse_str(&id) {
        Ok(id) => service.store.delivery(id).await?,
        Err(_) => None,
    };
    let Some(delivery) = known else {
        return Err(Problem::not_found(
            "taková dodávka tu není; zkontrolujte její identifikátor",
            "there is no such delivery; check its identifier",
        ));
    };
    respond(&asked, format, &in_language(delivery.report, asked.language))
}

/// What deliveries are checked by.
async fn checks(service: &Service) -> Result<Option<Options>, Problem> {
    if service.receipt.unchecked {
        return Ok(None);
    }
    let combinations = Combinations::official_and(&service.receipt.combinations)
        .map_err(|error| Problem::internal(&error))?;
    let today = chrono::Local::now().date_naive();
    let outlines = service.store.outlines().await?;
    Ok(Some(Options::of_receipt(
        today,
        outlines,
        combinations,
        service.store.hierarchy().clone(),
    )))
}

/// A line of text for the ledger.
fn line(text: &str) -> Option<String> {
    const LONGEST: usize = 100;
    let fits = (1..=LONGEST).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// Who hands in.
fn author(text: &str) -> Result<String, Problem> {
    line(text).ok_or_else(|| {
        Problem::parameter(
            "author",
            "uveďte, kdo dodávku předává, nejvýše 100 znaků",
            "say who hands the delivery in, at most 100 characters",
        )
    })
}

/// The identifier of the submission: what fits `IDZmeny`.
fn submission(text: &str) -> Result<String, Problem> {
    line(text).ok_or_else(|| {
        Problem::parameter(
            "submission",
            "uveďte identifikátor podání (IDZmeny), nejvýše 100 znaků",
            "give the identifier of the submission (IDZmeny), at most 100 characters",
        )
    })
}

/// Lets nobody in without the token.
///
/// # Errors
/// [`Problem`] 401 or 403.
pub fn admit(service: &Service, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(token) = &service.receipt.token else {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "Forbidden",
            "tato služba dodávky nepřijímá; správce je povolí nastavením DTM_TOKEN",
            "this service takes no deliveries; its operator allows them by setting DTM_TOKEN",
        ));
    };
    match given_token(headers) {
        Some(given) if is_token(Some(token), given) => Ok(()),
        _ => Err(unknown_token()),
    }
}

fn problem(error: IntakeError) -> Problem {
    let unusable = |text: Text| Problem {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        code: "UnusableDelivery",
        detail: text,
        members: Vec::new(),
    };
    let both =
        |message: &dyn Message| Text::new(message.text(Language::Czech), message.text(Language::English));
    match error {
        IntakeError::NoRegion(locations) => unusable(both(&locations)),
        IntakeError::Read(error) => unusable(both(&error))
            .with("line", error.at.line)
            .with("byte", error.at.byte),
        IntakeError::Store(StoreError::UnknownRegion(code)) => Problem::parameter(
            "region",
            format!("kraj {code} tu není veden; seznam krajů je na /regions"),
            format!("region {code} is not kept here; /regions lists those that are"),
        ),
        IntakeError::Store(StoreError::SeriesExhausted(code)) => unusable(Text::new(
            format!(
                "kraj {code} už nemá volné identifikátory pro některý z objektových typů dodávky; obraťte se na správce"
            ),
            format!(
                "region {code} has no identifiers left for an object type of the delivery; turn to the operator"
            ),
        )),
        IntakeError::Store(error) => error.into(),
        IntakeError::Keep(error) => Problem::of_file(&error),
        other @ (IntakeError::Open(_) | IntakeError::Interrupted) => Problem::internal(&other),
    }
}

/// 201 for what is in force now, 200 for what was before, 422 with the located errors for what is not.
fn answer(asked: &Asked, format: Format, report: &Report) -> Answer {
    let document = in_language(report.to_json(), asked.language);
    let location = format!("{}/deliveries/{}", asked.base, report.id);
    let mut response = match report.verdict {
        Verdict::Applied => {
            let mut response = respond(asked, format, &document)?;
            *response.status_mut() = StatusCode::CREATED;
            response
        }
        Verdict::Repeated => respond(asked, format, &document)?,
        Verdict::Refused => refusal(report, document),
    };
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

fn refusal(report: &Report, document: Value) -> Response {
    let count = report.errors.len() as u64 + report.errors_left_out;
    let mut problem = Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "RefusedDelivery",
        format!("dodávka nebyla přijata, nic se nezměnilo; opravte chyby ({count}) a odešlete ji znovu"),
        format!("the delivery was refused, nothing changed; correct the errors ({count}) and send it again"),
    );
    for name in ["id", "region", "file", "records", "errors", "errorsLeftOut"] {
        if let Some(value) = document.get(name) {
            problem = problem.with(name, value.clone());
        }
    }
    problem.into_response()
}

/// The report with the messages of one language.
fn in_language(mut report: Value, language: Language) -> Value {
    for list in ["errors", "warnings"] {
        let Some(Value::Array(located)) = report.get_mut(list) else {
            continue;
        };
        for fault in located {
            let text = fault.pointer(&format!("/message/{}", language.code())).cloned();
            if let Some(text) = text {
                fault["message"] = text;
            }
        }
    }
    report
}

/// Describes `/deliveries`.
pub fn describe() -> Vec<Operation> {
    let name = |name: &str, description: &str| json!({ "name": name, "in": "query", "required": false, "description": description, "schema": { "type": "string" } });
    let body = json!({
        "required": true,
        "description": "Soubor JVF DTM / A JVF DTM file",
        "content": { "application/gml+xml": { "schema": { "type": "string", "format": "binary" } } },
    });
    let reports: [(&str, Value); 1] = [("application/json", schema("delivery"))];
    vec![
        Operation::new("post", "postDelivery", "Deliveries", "Předat dodávku / Hand in a delivery")
            .description("Soubor se zkontroluje a uvede v platnost jako jedna změna, nebo se odmítne s místy chyb / The file is checked and put in force as one change set, or refused with the places of its errors")
            .parameter(name("region", "Kraj, který dodávku přijímá; jinak podle souřadnic / Region that takes the delivery, else told by the coordinates"))
            .parameter(name("name", "Název souboru / Name of the file"))
            .parameter(name("author", "Kdo dodávku předává, pro záznam změn / Who hands it in, for the ledger"))
            .parameter(name("submission", "Identifikátor podání (IDZmeny) pro objekty, které jej neuvádějí / Identifier of the submission (IDZmeny) for objects that do not tell theirs"))
            .parameter(name("base", "Číslo změny nebo čas, nad jejichž stavem dodávka vznikla; objekty změněné později ji odmítnou / Number of the change set or time over whose state the delivery was made; objects changed later refuse it"))
            .parameters(&["f-json", "lang"])
            .member("requestBody", body)
            .member("security", json!([{ "token": [] }]))
            .response(201, "V platnosti / In force", &reports)
            .response(200, "Stejný soubor už platí / The same file is in force already", &reports)
            .problems(&[400, 401, 403, 406, 408, 413, 422, 500, 503]),
    ]
}

/// Describes `/deliveries/{deliveryId}`.
pub fn describe_one() -> Vec<Operation> {
    vec![
        Operation::get("getDelivery", "Deliveries", "Výsledek dodávky / What became of a delivery")
            .parameter(json!({
                "name": "deliveryId", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" },
            }))
            .parameters(&["f-json", "lang"])
            .member("security", json!([{ "token": [] }]))
            .response(200, "Výsledek / Report", &[("application/json", schema("delivery"))])
            .problems(&[400, 401, 403, 404, 406, 500, 503]),
    ]
}
