//! `/checks`: what is wrong with a delivery, before anybody hands it in. Nothing is kept of it.
//!
//! The same checks as `dtm check`, on one thread each and eight at once; the file is gone when the answer is made.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::check::attributes::Combinations;
use crate::check::package::Limits;
use crate::check::report::{self, Format as Form, Report, ReportError};
use crate::check::table::{Rules, Selector, Use};
use crate::check::{Options, StateView, check_delivered};
use crate::http::describe::{LandingLink, Operation, schema};
use crate::http::respond::{Answer, body_of};
use crate::http::view::{Content, Page};
use crate::http::{Asked, Format, Problem, Service, Text, upload};
use crate::model::{Language, Outline, RegionCode};
use crate::store::{StoreError, Viewer};

const OFFERS: [Format; 5] = [
    Format::Json,
    Format::Html,
    Format::Xml,
    Format::Text,
    Format::GeoPackage,
];

/// Most findings that are listed.
const MOST_FINDINGS: usize = 1000;

/// Answers `POST /checks`.
pub async fn post(State(service): State<Service>, asked: Asked, headers: HeaderMap, body: Body) -> Answer {
    let format = asked.format(&["name", "use", "at", "only", "skip", "region"], &OFFERS)?;
    let mut options = options(&asked, &service)?;
    let Ok(permit) = service.checks.clone().try_acquire_owned() else {
        return Err(Problem::unavailable(
            "právě se kontroluje příliš mnoho souborů; zkuste to za chvíli",
            "too many files are being checked now; try again in a while",
        ));
    };
    let file = upload::store(&service.receipt, &headers, body).await?;
    options.outlines = outlines(&service).await?;
    options.surroundings = state(&service, options.region.as_ref()).await?;
    options.background = format == Format::Html;
    let name = upload::file_name(asked.query.get("name"), "delivery.jvf.xml");
    let language = asked.language;
    let most = service.receipt.max_delivery_bytes;
    let limits = Limits {
        max_bytes: most,
        max_total_bytes: most,
        ..Limits::default()
    };
    let checked = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let checked = check_delivered(file.path(), &name, &limits, &options);
        let report = checked.map_err(|error| Problem::internal(&error))?;
        written(&Report { files: vec![report] }, format, language).map_err(|error| Problem::internal(&error))
    });
    let bytes = checked.await.map_err(|error| Problem::internal(&error))??;
    let mut response = body_of(&asked, format.media_type(), Body::from(bytes));
    if format == Format::Html {
        // The report has the policy of its own page; here it is nobody's page: its script reaches nothing of this service.
        response.headers_mut().insert(
            HeaderName::from_static("content-security-policy"),
            HeaderValue::from_static("sandbox allow-scripts allow-downloads"),
        );
    }
    Ok(response)
}

/// What the query asks for.
fn options(asked: &Asked, service: &Service) -> Result<Options, Problem> {
    let usage = match asked.query.get("use") {
        Some(code) => Use::from_code(code).ok_or_else(|| {
            let known: Vec<_> = Use::ALL.into_iter().map(Use::code).collect();
            Problem::one_of("use", code, &known)
        })?,
        None => Use::Precheck,
    };
    let date = match asked.query.get("at") {
        Some(text) => NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| {
            Problem::parameter(
                "at",
                "uveďte datum jako 2026-07-01",
                "give a date such as 2026-07-01",
            )
        })?,
        None => chrono::Local::now().date_naive(),
    };
    Ok(Options {
        rules: Rules::at(date, usage),
        only: selectors(asked, "only")?,
        skip: selectors(asked, "skip")?,
        limit: MOST_FINDINGS,
        threads: 1,
        kind: None,
        outlines: Vec::new(),
        region: asked.region()?,
        combinations: Combinations::official_and(&service.receipt.combinations)
            .map_err(|error| Problem::internal(&error))?,
        hierarchy: service.store.hierarchy().clone(),
        background: false,
        surroundings: None,
        progress: None,
    })
}

fn selectors(asked: &Asked, name: &'static str) -> Result<Vec<Selector>, Problem> {
    let given = asked.query.get(name).unwrap_or_default();
    let named = given.split(',').filter(|text| !text.trim().is_empty());
    let read = |text: &str| {
        Selector::parse(text).map_err(|_| {
            Problem::parameter(
                name,
                "uveďte čísla kontrol nebo skupin oddělená čárkou, například 1.7,2",
                "give numbers of checks or groups with commas between, such as 1.7,2",
            )
        })
    };
    named.map(read).collect()
}

/// The outlines that the database has, else the coarse ones that are built in.
async fn outlines(service: &Service) -> Result<Vec<Outline>, Problem> {
    let outlines = service.store.outlines().await?;
    if outlines.is_empty() {
        return Outline::embedded().map_err(|error| Problem::internal(&error));
    }
    Ok(outlines)
}

/// The state of the region that a delivery is for: ZPS is public, so whoever asks may be told its objects.
async fn state(service: &Service, region: Option<&RegionCode>) -> Result<Option<StateView>, Problem> {
    let Some(code) = region else {
        return Ok(None);
    };
    match service.store.region(code).await {
        Ok(region) => Ok(Some(StateView(Arc::new(
            service.store.state_of(&region, Viewer::Check),
        )))),
        // A region whose map is not kept here.
        Err(StoreError::UnknownRegion(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn written(report: &Report, format: Format, language: Language) -> Result<Vec<u8>, ReportError> {
    let form = match format {
        Format::Html => Form::Html,
        Format::Xml => Form::Xml,
        Format::Text => Form::Text,
        Format::GeoPackage => Form::Gpkg,
        _ => Form::Json,
    };
    let options = report::Options {
        language,
        colour: false,
        width: 0,
    };
    let mut bytes = Vec::new();
    report::write(report, form, options, &mut bytes)?;
    Ok(bytes)
}

/// Answers `GET /check`: a page to drop a delivery on.
pub async fn page(State(service): State<Service>, asked: Asked) -> Answer {
    asked.format(&[], &[Format::Html])?;
    let title = asked.say("Kontrola dodávky", "Check of a delivery");
    let lead = asked.say(
        "Soubor JVF DTM nebo balík ZIP se zkontroluje podle oficiálních pravidel: struktura, geometrie, atributy, topologie. Nic se neukládá a nic se nezmění.",
        "A JVF DTM file or a ZIP package is checked by the official rules: structure, geometry, attributes, topology. Nothing is kept and nothing changes.",
    );
    let uses = Use::ALL
        .into_iter()
        .map(|usage| (usage.code(), usage.name().get(asked.language)));
    let content = Content::Check {
        uses: uses.collect(),
        regions: service.store.regions().await?,
    };
    // The report is shown in a frame, which has to keep to the policy of the page around it.
    let [style, script] = report::html_digests();
    let policy = format!(
        "default-src 'none'; connect-src 'self'; img-src 'self' data:; style-src 'self' {style}; script-src 'self' {script}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    Ok(Page::new(&asked, title, Vec::new(), content)
        .lead(lead)
        .crumb(asked.href("/", &[]), asked.say("Úvod", "Home"))
        .policy(policy)
        .respond(&asked))
}

/// The link of the landing page.
pub fn landing_link() -> LandingLink {
    LandingLink {
        rel: "related",
        path: "/check",
        media_type: Format::Html.media_type(),
        title: Text::new("kontrola dodávky", "check of a delivery"),
    }
}

/// Describes `/checks`.
pub fn describe() -> Vec<Operation> {
    let text = |name: &str, description: &str| json!({ "name": name, "in": "query", "required": false, "description": description, "schema": { "type": "string" } });
    let uses: Vec<_> = Use::ALL.into_iter().map(Use::code).collect();
    let forms: Vec<_> = OFFERS.iter().map(|offer| offer.parameter()).collect();
    let chosen = |name: &str, description: &str, values: &[&str]| json!({ "name": name, "in": "query", "required": false, "description": description, "schema": { "type": "string", "enum": values } });
    let binary = json!({ "schema": { "type": "string", "format": "binary" } });
    let body = json!({
        "required": true,
        "description": "Soubor JVF DTM nebo balík / A JVF DTM file or a package",
        "content": { "application/gml+xml": binary, "application/zip": binary },
    });
    let string = json!({ "type": "string" });
    let reports: [(&str, Value); 5] = [
        ("application/json", schema("checkReport")),
        ("text/html", string.clone()),
        ("application/xml", string.clone()),
        ("text/plain", string),
        (
            "application/geopackage+sqlite3",
            json!({ "type": "string", "format": "binary" }),
        ),
    ];
    vec![
        Operation::new("post", "postCheck", "Deliveries", "Zkontrolovat dodávku / Check a delivery")
            .description("Soubor se zkontroluje podle oficiálních pravidel a zahodí; odpovědí je protokol, ať jsou v něm nálezy nebo ne / The file is checked by the official rules and thrown away; the answer is the report, whether it has findings or not")
            .parameter(text("name", "Název souboru / Name of the file"))
            .parameter(chosen("use", "K čemu se kontroluje / What it is checked for", &uses))
            .parameter(text("at", "Pravidla platná k datu / Rules in force at a date"))
            .parameter(text("only", "Jen tyto kontroly nebo skupiny / Only these checks or groups"))
            .parameter(text("skip", "Bez těchto kontrol nebo skupin / All but these checks or groups"))
            .parameter(text("region", "Kraj, pro který dodávka je; posuzuje se i stav jeho mapy po změně / Region that the delivery is for; the state of its map after the change is judged, too"))
            .parameter(chosen("f", "Podoba protokolu / Form of the report", &forms))
            .parameters(&["lang"])
            .member("requestBody", body)
            .response(200, "Protokol / Report", &reports)
            .problems(&[400, 406, 408, 413, 500, 503]),
    ]
}
