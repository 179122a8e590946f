//! Tests of the whole: against a real database, over HTTP, through the built binary and its clients.


mod arrows;
mod catalogue;
mod generate;
mod import;
mod kit;
mod reader;
mod routes;
mod tiles;
