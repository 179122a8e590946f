//! Tests of the whole: against a real database, over HTTP, through the built binary and its clients.

mod catalogue;
mod generate;
mod kit;
mod tiles;
mod import;
mod reader;
