//! `/regions/{code}/export`: a region's state at a moment as a file.
//!
//! JVF and GeoJSON are written as they are sent; the other formats are files that are made first, and the answer waits for
//! them after its head.

use std::io::Write as _;

use axum::extract::{Path, State};
use axum::http::Version;
use serde_json::json;

use super::shared::{attachment, known_region, moment, permit, problem, version};
use crate::export::{DataSet, ExportError, Format, Options, StateRequest};
use crate::http::describe::Operation;
use crate::http::respond::Answer;
use crate::http::{Asked, Problem, Reader, Service, stream};
use crate::model::Catalogue;
use crate::model::area::{Polygons, read_ring_text};

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Jvf,
    Other(Format),
}

const FORMS: [&str; 6] = ["jvf", "gpkg", "fgb", "geojsonl", "parquet", "dxf"];

const PARAMETERS: [&str; 6] = ["data-set", "version", "at", "area", "municipality", "note"];

/// Answers `GET /regions/{code}/export`.
pub async fn get(
    State(service): State<Service>,
    Path(code): Path<String>,
    protocol: Version,
    asked: Asked,
    reader: Reader,
) -> Answer {
    asked.query.only(&PARAMETERS)?;
    let form = match asked.query.get("f") {
        None | Some("jvf") => Form::Jvf,
        Some(name) => Form::Other(Format::from_name(name).ok_or_else(|| Problem::one_of("f", name, &FORMS))?),
    };
    let region = known_region(&service, &code).await?;
    let number = match asked.query.get("at") {
        Some(text) => service.store.number_at(&region, moment("at", text)?).await?,
        None => region.last_change_set,
    };
    let (area, name) = area(&service, &asked).await?;
    let request = StateRequest {
        region: region.clone(),
        number,
        audience: reader.audience.clone(),
        persons_shown: service.views.shows_persons(),
        catalogue: version(&asked)?,
        data_set: asked.query.get("data-set").map(data_set).transpose()?,
        area,
        note: asked.query.get("note").map(str::to_owned).or(name),
    };
    let permit = permit(&service, protocol)?;
    let (number, body, media_type, extension) = match form {
        Form::Jvf => {
            let state = request.begin_jvf(&service.store).await.map_err(problem)?;
            let number = state.number();
            let body = stream::written(move |out| {
                let _permit = permit;
                state.write(&mut *out)?;
                Ok(out.flush()?)
            });
            (
                number,
                body.await.map_err(problem)?,
                "application/gml+xml;version=3.2",
                "jvf.xml",
            )
        }
        Form::Other(format @ Format::GeoJsonSeq) => {
            let state = request.begin(&service.store).await.map_err(problem)?;
            let number = state.number();
            let body = stream::written(move |out| {
                let _permit = permit;
                state.write_sequence(&mut *out, &Options::default())?;
                Ok(out.flush()?)
            });
            (
                number,
                body.await.map_err(problem)?,
                format.media_type(),
                format.extension(),
            )
        }
        Form::Other(format) => {
            let state = request.begin(&service.store).await.map_err(problem)?;
            let number = state.number();
            let directory = service.receipt.data_dir.clone();
            // Begun before the answer, so that what cannot be written at all is told.
            let begun = tokio::task::spawn_blocking(move || {
                std::fs::create_dir_all(&directory)?;
                let directory = tempfile::Builder::new().prefix("export-").tempdir_in(directory)?;
                let path = directory.path().join("export");
                let sink = state.sink(format, &path, &Options::default())?;
                Ok::<_, ExportError>((state, sink, path, directory))
            });
            let begun = begun.await.map_err(|error| Problem::internal(&error))?;
            let (state, sink, path, directory) = begun.map_err(problem)?;
            let body = stream::made(move || {
                state.write_into(sink)?;
                let file = std::fs::File::open(path)?;
                // The open file stays, its name goes.
                drop(directory);
                Ok::<_, ExportError>((file, permit))
            });
            (number, body, format.media_type(), format.extension())
        }
    };
    let set = asked
        .query
        .get("data-set")
        .map_or_else(String::new, |set| format!("-{set}"));
    Ok(attachment(
        body,
        media_type,
        &format!("{}-{number}{set}.{extension}", region.code),
    ))
}

fn data_set(text: &str) -> Result<DataSet, Problem> {
    text.parse().ok().and_then(DataSet::new).ok_or_else(|| {
        Problem::parameter(
            "data-set",
            "uveďte číslo datové sady, 1 až 4 nebo 6 až 10",
            "give the number of a data set, 1 to 4 or 6 to 10",
        )
    })
}

/// The area that is asked for, and its name where it has one.
async fn area(service: &Service, asked: &Asked) -> Result<(Option<Polygons>, Option<String>), Problem> {
    match (asked.query.get("area"), asked.query.get("municipality")) {
        (Some(_), Some(_)) => Err(Problem::parameter(
            "area",
            "uveďte buď `area`, nebo `municipality`",
            "give either `area` or `municipality`",
        )),
        (Some(ring), None) => {
            let polygons = read_ring_text(ring).map_err(|error| {
                Problem::parameter(
                    "area",
                    "uveďte obvod jako x,y,x,y,… v metrech EPSG:5514, aspoň tři body v Česku",
                    format!("{error}"),
                )
            })?;
            Ok((Some(polygons), None))
        }
        (None, Some(code)) => {
            let found = service.store.municipality(code).await?;
            let found = found.ok_or_else(|| {
                Problem::parameter(
                    "municipality",
                    "obec tohoto kódu tu není; správce načte hranice obcí příkazem dtm municipalities",
                    "there is no municipality of this code; the operator loads outlines with dtm municipalities",
                )
            })?;
            Ok((Some(found.polygons), Some(found.name)))
        }
        (None, None) => Ok((None, None)),
    }
}

/// Describes `/regions/{code}/export`.
pub fn describe() -> Vec<Operation> {
    let query = |name: &str, description: &str, schema: serde_json::Value| json!({ "name": name, "in": "query", "required": false, "description": description, "schema": schema });
    let versions: Vec<_> = Catalogue::versions().collect();
    let binary = json!({ "type": "string", "format": "binary" });
    let mut content: Vec<(&str, serde_json::Value)> =
        vec![("application/gml+xml;version=3.2", binary.clone())];
    for format in Format::ALL {
        if content.iter().all(|(known, _)| *known != format.media_type()) {
            content.push((format.media_type(), binary.clone()));
        }
    }
    vec![
        Operation::get("exportRegion", "Exports", "Stav kraje jako soubor / A region's state as a file")
            .description("Datové sady podle TypDatoveSady: 1 podrobné body, 2 odvozené plochy, 3 zbytek ZPS, 4 doprovodné informace, 6 TI kompletní, 7 DI veřejná, 8 DI kompletní, 9 ZPS kompletní, 10 vlastní data / Data sets by TypDatoveSady: 1 detail points, 2 derived areas, 3 the rest of ZPS, 4 accompanying information, 6 TI complete, 7 DI public, 8 DI complete, 9 ZPS complete, 10 own data")
            .parameters(&["regionCode"])
            .parameter(query("f", "Formát / Format", json!({ "type": "string", "enum": FORMS, "default": "jvf" })))
            .parameter(query("data-set", "Datová sada; jinak vše, co smíte vidět / Data set; else everything you may see", json!({ "type": "integer", "minimum": 1, "maximum": 10 })))
            .parameter(query("version", "Verze JVF DTM / Version of JVF DTM", json!({ "type": "string", "enum": versions, "default": "1.4.3" })))
            .parameter(query("at", "Okamžik: číslo změny nebo čas / Moment: number of a change set or a time", json!({ "type": "string" })))
            .parameter(query("area", "Jen co se protíná s obvodem x,y,x,y,… v metrech EPSG:5514 / Only what meets the ring x,y,x,y,… in metres of EPSG:5514", json!({ "type": "string" })))
            .parameter(query("municipality", "Jen co se protíná s obcí, kód RÚIAN / Only what meets the municipality, RÚIAN code", json!({ "type": "string" })))
            .parameter(query("note", "Popis datové sady / Description of the data set", json!({ "type": "string" })))
            .parameters(&["audience", "lang"])
            .member("security", json!([{}, { "token": [] }]))
            .response(200, "Soubor / File", &content)
            .problems(&[400, 401, 403, 404, 500, 503, 505]),
    ]
}
