//! dtm: the open system in which Czech regions run their Digital Technical Map (*digitální technická mapa*, DTM).
//!
//! A tour of the rooms, in the order a delivery passes through them:
//!
//! - [`model`]: object types, identifiers, geometries, records. Plain values, used by everybody.
//! - [`geom`]: forms of geometry (EWKB, GeoJSON) and the few calculations on it.
//! - [`crs`]: the coordinate reference systems we serve and the pinned operations between them.
//! - [`jvf`]: the streaming reader and the writer of JVF DTM files; the compiler of XSD packages into catalogues.
//! - [`derive`]: areas from lines and definition points.
//! - [`check`]: the official checks of deliveries and their reports.
//! - [`gpkg`]: what every GeoPackage has.
//! - [`export`]: features as GeoPackage, FlatGeobuf, GeoJSON, GeoParquet, DXF.
//! - [`generate`]: synthetic municipalities for demonstrations, tests and benchmarks.
//! - [`store`]: PostgreSQL/PostGIS; the only room that speaks SQL.
//! - [`intake`]: a delivery from receipt to force.
//! - [`tiles`]: tile grids, encoding of vector tiles, their cache.
//! - [`ogc`]: OGC API Features; [`api`]: resources of our own (deliveries, regions).
//! - [`web`]: the map page and the frame of the HTML views.
//! - [`http`]: what all handlers share: state of the service, problems, content negotiation, parameters.
//! - [`router`]: every route on one page.
//! - [`config`]: what can be set, from the environment.
//! - [`cli`]: the sub-commands of the binary.
//!
//! Who may use whom is written in `tests/arrows.rs` and tested there.

pub mod api;
pub mod check;
pub mod cli;
pub mod config;
pub mod crs;
pub mod derive;
pub mod export;
pub mod generate;
pub mod geom;
pub mod gpkg;
pub mod http;
pub mod intake;
pub mod jvf;
pub mod model;
pub mod ogc;
pub mod router;
pub mod store;
pub mod tiles;
pub mod web;
