//! OGC API Features: Part 1 core, GeoJSON, HTML, OpenAPI 3.0, and Part 2 (reference systems by reference).
//!
//! One file a resource or building block; each brings its handler, its conformance classes and its description for `/api`.
//! A collection is one object type with one kind of geometry; its id is the JVF element name.

pub mod collections;
pub mod conformance;
mod datetime;
mod document;
pub mod feature;
mod geojson;
pub mod items;
pub mod landing;
pub mod openapi;
pub mod schema;
pub mod tiles;
pub mod versions;
