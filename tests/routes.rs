//! What the service answers, one file a resource, over a real database and a real port. Names in backquotes at the head of a
//! test are those of the abstract tests of OGC API Features that it stands for.

mod api;
mod areas;
mod audience;
mod checks;
mod collections;
mod crs;
mod deliveries;
mod feature;
mod features;
mod imported;
mod landing;
mod ledger;
mod pages;
mod problems;
mod regions;
mod schema;
mod symbols;
mod tiles;
