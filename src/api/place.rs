//! What resources of places share: the box that is asked for, the reference system of the answer, features as GeoJSON.

use axum::body::Body;
use axum::http::HeaderValue;
use axum::response::Response;
use serde_json::Value;

use crate::crs::CrsError;
use crate::geom::geojson;
use crate::http::bbox::Bbox;
use crate::http::reference::Reference;
use crate::http::respond::body_of;
use crate::http::{Asked, Format, Problem};
use crate::model::Geometry;
use crate::store::Window;

/// What features are offered as.
pub const OFFERS: [Format; 1] = [Format::GeoJson];

/// How a collection begins.
pub const BEGINNING: &[u8] = br#"{"type":"FeatureCollection","features":["#;

/// The parameter `crs`; CRS84h without it, as of collections with heights.
///
/// # Errors
/// [`Problem`] 400 when it is none of those that are served.
pub fn reference(asked: &Asked) -> Result<Reference, Problem> {
    match asked.query.get("crs") {
        Some(uri) => Reference::parse("crs", uri, Reference::all()),
        None => Ok(Reference::Crs84h),
    }
}

/// The parameters `bbox` and `bbox-crs`, as collections know them. Heights of a box do not count.
///
/// # Errors
/// [`Problem`] 400 when one of them is wrong.
pub fn window(asked: &Asked) -> Result<Option<Window>, Problem> {
    let reference = match asked.query.get("bbox-crs") {
        Some(uri) => Reference::parse("bbox-crs", uri, Reference::all())?,
        None => Reference::Crs84,
    };
    let Some(text) = asked.query.get("bbox") else {
        return Ok(None);
    };
    Ok(Some(Bbox::parse(text, reference)?.window(reference)?))
}

/// Appends a feature.
///
/// # Errors
/// [`CrsError`] when a position cannot be transformed.
pub fn feature(
    properties: &Value,
    geometry: &Geometry,
    reference: Reference,
    out: &mut Vec<u8>,
) -> Result<(), CrsError> {
    out.extend_from_slice(br#"{"type":"Feature","properties":"#);
    out.extend_from_slice(properties.to_string().as_bytes());
    out.extend_from_slice(br#","geometry":"#);
    geojson::write(geometry, reference.crs(), reference.has_heights(), out)?;
    out.push(b'}');
    Ok(())
}

/// Appends the end of a collection with more members.
pub fn end(members: &Value, out: &mut Vec<u8>) {
    out.extend_from_slice(b"],");
    out.extend_from_slice(members.to_string().trim_start_matches('{').as_bytes());
}

/// The answer, which tells its reference system.
pub fn answer(asked: &Asked, reference: Reference, body: Body) -> Response {
    let mut response = body_of(asked, Format::GeoJson.media_type(), body);
    let header = HeaderValue::from_static(reference.header());
    response.headers_mut().insert("content-crs", header);
    response
}
