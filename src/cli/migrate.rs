//! `dtm migrate`: bring the database schema up to date.

use std::process::ExitCode;

use crate::cli::{Outcome, block_on};
use crate::config::Database;
use crate::store::Store;

/// Options of `dtm migrate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    database: Database,
}

/// Applies the migrations that the database has not seen yet.
pub fn run(args: Args) -> Outcome {
    block_on(async {
        Store::connect(&args.database.url, 1).await?.migrate().await?;
        Ok(ExitCode::SUCCESS)
    })?
}
