//! Tests of the whole: against a real database, over HTTP, through the built binary and its clients.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail by panicking, as tests do"
)]

mod arrows;
mod catalogue;
mod check;
mod clients;
mod cover;
mod derive;
mod export;
mod generate;
mod import;
mod kit;
mod ledger;
mod reader;
mod reports;
mod routes;
mod serve;
mod tiles;
