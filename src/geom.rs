//! Forms of geometry: EWKB as PostGIS speaks it, GeoJSON, and small calculations in integer centimetres.

pub mod cover;
pub mod ewkb;
pub(crate) mod exact;
pub mod geojson;
pub mod hilbert;
pub(crate) mod tree;
pub mod wkb;

/// Judges in Python, for the tests of every room that calculates.
#[cfg(test)]
#[path = "../tests/kit/judge.rs"]
pub(crate) mod judges;
