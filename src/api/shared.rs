//! What the resources of a region share: the region itself, moments and versions as parameters, files as answers.

use axum::http::{HeaderValue, StatusCode, Version, header};
use axum::response::Response;
use tokio::sync::OwnedSemaphorePermit;

use crate::export::ExportError;
use crate::http::{Asked, Problem, Service, Text};
use crate::model::{Catalogue, Language, Message as _, Moment, Region, RegionCode};
use crate::store::StoreError;

/// The region of a code in a path, to be read.
///
/// # Errors
/// [`Problem`] 404 when it is not kept here.
pub async fn known_region(service: &Service, code: &str) -> Result<Region, Problem> {
    let unknown = || {
        Problem::not_found(
            "takový kraj tu není; kraje vyjmenovává /regions",
            "there is no such region; /regions lists them",
        )
    };
    let code = RegionCode::parse(code).ok_or_else(unknown)?;
    match service.store.region_to_read(&code).await {
        Err(StoreError::UnknownRegion(_)) => Err(unknown()),
        other => Ok(other?),
    }
}

/// A moment as a parameter.
pub fn moment(name: &'static str, text: &str) -> Result<Moment, Problem> {
    Moment::parse(text).ok_or_else(|| {
        Problem::parameter(
            name,
            "uveďte číslo změny nebo čas, například 17 nebo 2026-11-01T12:00:00Z",
            "give the number of a change set or a time, such as 17 or 2026-11-01T12:00:00Z",
        )
    })
}

/// The catalogue of the version that is asked for.
pub fn version(asked: &Asked) -> Result<&'static Catalogue, Problem> {
    let version = asked.query.get("version").unwrap_or("1.4.3");
    Catalogue::embedded(version).map_err(|_| {
        let known: Vec<_> = Catalogue::versions().collect();
        Problem::one_of("version", version, &known)
    })
}

/// Room for another file.
///
/// # Errors
/// [`Problem`] 503 when too many are being written, 505 for a protocol in which a file that breaks off looks whole.
pub fn permit(service: &Service, protocol: Version) -> Result<OwnedSemaphorePermit, Problem> {
    if protocol < Version::HTTP_11 {
        return Err(Problem::new(
            StatusCode::HTTP_VERSION_NOT_SUPPORTED,
            "HttpVersionNotSupported",
            "soubory se vydávají po HTTP/1.1 a novějším, v HTTP/1.0 by přerušený přenos vypadal celý; v nginx nastavte proxy_http_version 1.1",
            "files are issued by HTTP/1.1 and later, in HTTP/1.0 a broken transfer would look whole; in nginx set proxy_http_version 1.1",
        ));
    }
    service.exports.clone().try_acquire_owned().map_err(|_| {
        Problem::unavailable(
            "právě se vydává příliš mnoho souborů; zkuste to za chvíli",
            "too many files are being issued now; try again in a while",
        )
    })
}

/// A file to be kept under a name.
pub fn attachment(body: axum::body::Body, media_type: &'static str, name: &str) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::VARY, HeaderValue::from_static("authorization"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// An export that is not made, as the client sees it.
pub fn problem(error: ExportError) -> Problem {
    match error {
        ExportError::Refused(refusal) => Problem {
            status: StatusCode::FORBIDDEN,
            code: "Forbidden",
            detail: Text::new(refusal.text(Language::Czech), refusal.text(Language::English)),
            members: Vec::new(),
        },
        ExportError::Note(_) => Problem::parameter(
            "note",
            "popis je delší, než verze JVF DTM dovoluje, nebo má řídicí znaky; zkraťte jej a vynechte je",
            "the note is longer than the version of JVF DTM allows or has control characters; shorten it and leave them out",
        ),
        ExportError::Store(error) => error.into(),
        error @ ExportError::NoOgr2ogr => {
            tracing::error!(%error, "an export cannot be made");
            Problem::unavailable(
                "DXF teď nelze vydat, na serveru chybí GDAL; zvolte jiný formát",
                "DXF cannot be issued now, GDAL is missing on the server; choose another format",
            )
        }
        other => Problem::internal(&other),
    }
}
