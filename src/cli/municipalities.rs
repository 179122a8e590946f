//! `dtm municipalities`: load the outlines of municipalities, by which data are issued.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::{Outcome, block_on};
use crate::config::Database;
use crate::model::area::read_municipalities;
use crate::store::Store;

/// Options of `dtm municipalities`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// GeoJSON of outlines in EPSG:5514 with the properties `code` and `name`, or `kod` and `nazev` as RÚIAN has them
    file: PathBuf,
    #[command(flatten)]
    database: Database,
}

/// Loads the outlines.
pub fn run(args: Args) -> Outcome {
    let text =
        std::fs::read_to_string(&args.file).map_err(|error| format!("{}: {error}", args.file.display()))?;
    let municipalities = read_municipalities(&text)?;
    block_on(async {
        let store = Store::connect(&args.database.url, 1).await?;
        store.load_municipalities(&municipalities).await
    })??;
    writeln!(
        std::io::stdout().lock(),
        "{} municipalities",
        municipalities.len()
    )?;
    Ok(ExitCode::SUCCESS)
}
