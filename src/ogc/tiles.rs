//! `/tiles`: vector tiles of the content parts in each grid, with a TileJSON 3.0 document for each; `/tileMatrixSets`: the
//! grids (OGC API Tiles, part 1: row before column; 2D TMS 2.0).
//!
//! | tile | answer |
//! |---|---|
//! | something is drawn | 200, strong `ETag` |
//! | the client has it | 304 |
//! | nothing is drawn | 204 |
//! | no such set, grid or place in the grid | 404 |
//! | level, row or column is no number | 400 |
//! | the database takes too long or does not answer | 503 |

mod describe;
mod metadata;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::http::respond::Answer;
use crate::http::{Asked, Problem, Reader, Service, conditional, negotiate};
use crate::model::Audience;
use crate::tiles::{Encoding, Grid, Image, TileError, Tileset};

pub use describe::{describe_grid, describe_grids, describe_list, describe_tile, describe_tileset};
pub use metadata::{grid, grids, landing_link, list, tileset};

/// Media type of a tile.
const MEDIA_TYPE: &str = "application/vnd.mapbox-vector-tile";

/// Header that tells how many features were too many for the tile.
const OMITTED: HeaderName = HeaderName::from_static("dtm-omitted-features");

/// Answers `GET /tiles/{tileset}/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}`.
pub async fn tile(
    State(service): State<Service>,
    Path((tileset, grid, level, row, column)): Path<(String, String, String, String, String)>,
    headers: HeaderMap,
    asked: Asked,
    reader: Reader,
) -> Answer {
    asked.query.only(&[])?;
    if let Some(form) = asked.query.get("f").filter(|form| *form != "mvt") {
        return Err(Problem::one_of("f", form, &["mvt"]));
    }
    let tileset = known_tileset(&tileset)?;
    let grid = known_grid(&service, &grid)?;
    let level = number("tileMatrix", &level)?;
    let (row, column) = (number("tileRow", &row)?, number("tileCol", &column)?);
    let tile = grid.tile(level, row, column).ok_or_else(|| outside(grid))?;
    let encoding = if takes_gzip(&headers) {
        Encoding::Gzip
    } else {
        Encoding::Identity
    };
    let image = service
        .tiles
        .image(tileset, tile, encoding, &reader.audience)
        .await;
    let image = image.map_err(|error| problem(&error))?;
    let keep = match reader.audience {
        Audience::Public => "public, no-cache",
        Audience::Entitled | Audience::Owner(_) => "private, no-cache",
    };
    Ok(respond(
        &image,
        conditional::is_known(&headers, &image.etag),
        keep,
    ))
}

/// The response for a tile that the client knows already or not.
fn respond(image: &Image, is_known: bool, keep: &'static str) -> Response {
    let (status, body) = match image.is_empty() {
        true => (StatusCode::NO_CONTENT, Body::empty()),
        false if is_known => (StatusCode::NOT_MODIFIED, Body::empty()),
        false => (StatusCode::OK, Body::from(image.bytes.clone())),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    // To be kept and asked about before use: an applied change set must show at once.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(
        header::VARY,
        HeaderValue::from_static("accept-encoding, authorization"),
    );
    if image.is_empty() {
        return response;
    }
    if let Ok(tag) = HeaderValue::from_str(&image.etag) {
        headers.insert(header::ETAG, tag);
    }
    if status == StatusCode::OK {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if image.encoding == Encoding::Gzip {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        if image.omitted > 0 {
            headers.insert(OMITTED, HeaderValue::from(image.omitted));
        }
    }
    response
}

/// Whether `Accept-Encoding` takes gzip.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let weight = |name: &str| {
        let mut all = negotiate::weighted(accepted?);
        all.find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, weight)| weight)
    };
    weight("gzip").or_else(|| weight("*")).is_some_and(|w| w > 0.0)
}

/// A whole number of a path, digits only.
fn number(name: &'static str, text: &str) -> Result<u32, Problem> {
    let digits = !text.is_empty() && text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit());
    let value = if digits { text.parse().ok() } else { None };
    value.ok_or_else(|| Problem::parameter(name, "uveďte celé číslo od 0", "give a whole number from 0 on"))
}

fn known_tileset(id: &str) -> Result<Tileset, Problem> {
    Tileset::named(id).ok_or_else(|| {
        Problem::not_found(
            "taková sada dlaždic tu není; sady vyjmenovává `/tiles`",
            "there is no such set of tiles; `/tiles` lists the sets",
        )
    })
}

fn known_grid(service: &Service, id: &str) -> Result<&'static Grid, Problem> {
    service.tiles.grid(id).ok_or_else(|| {
        Problem::not_found(
            "taková síť dlaždic tu není; sítě vyjmenovává `/tileMatrixSets`",
            "there is no such tile grid; `/tileMatrixSets` lists the grids",
        )
    })
}

fn outside(grid: &Grid) -> Problem {
    let id = &grid.id;
    Problem::not_found(
        format!("taková dlaždice v síti není; její meze uvádí `/tileMatrixSets/{id}`"),
        format!("the grid has no such tile; `/tileMatrixSets/{id}` tells its limits"),
    )
}

/// A tile that could not be made, as the client sees it.
fn problem(error: &TileError) -> Problem {
    match error {
        TileError::Store(store) if store.is_timeout() => {
            tracing::warn!(%error, "a tile was stopped at its time limit");
            Problem::unavailable(
                "dlaždice by trvala příliš dlouho; přibližte mapu nebo to zkuste za chvíli",
                "the tile would take too long; zoom in or try again in a while",
            )
        }
        TileError::Store(store) if store.is_outage() => {
            tracing::error!(%error, "the database does not answer");
            Problem::unavailable(
                "databáze teď neodpovídá; zkuste to za chvíli",
                "the database does not answer now; try again in a while",
            )
        }
        other => Problem::internal(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        let takes = |accepted: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            takes_gzip(&headers)
        };
        assert!(takes("gzip"));
        assert!(takes("br, GZIP;q=0.5"));
        assert!(takes("*"));
        assert!(!takes("gzip;q=0, *"));
        assert!(!takes("br"));
        assert!(!takes("identity"));
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn only_plain_whole_numbers_are_places() {
        assert_eq!(number("tileRow", "0012").unwrap(), 12);
        for text in ["", "-1", "+1", "1.5", "x", "4294967296", "00000000001", "１"] {
            assert!(number("tileRow", text).is_err(), "{text:?}");
        }
    }
}
