//! `dtm regions`: load the outlines of the regions that are kept here.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::{Outcome, block_on};
use crate::config::Database;
use crate::model::Outline;
use crate::store::Store;

/// Options of `dtm regions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// GeoJSON of outlines in EPSG:5514 with the properties `code` and `name`; without it the coarse outlines of the six
    /// regions that are built in
    file: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
}

/// Loads the outlines and tells which regions there are.
pub fn run(args: Args) -> Outcome {
    let outlines = match &args.file {
        Some(file) => {
            let text =
                std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
            Outline::read(&text)?
        }
        None => Outline::embedded()?,
    };
    block_on(async {
        let store = Store::connect(&args.database.url, 1).await?;
        store.load_regions(&outlines).await?;
        for region in store.regions().await? {
            println!("{} {}", region.code, region.name);
        }
        Ok(ExitCode::SUCCESS)
    })?
}
