//! The sub-commands of the binary, one file each; no rule of the trade lives in here.
//!
//! Exit status: 0 done, 1 the input was read and found wanting, 2 the work could not be done.

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod catalogue;
mod check;
mod derive;
mod diff;
mod export;
mod generate;
mod given;
mod health;
mod import;
mod migrate;
mod municipalities;
mod progress;
mod regions;
mod revert;
mod serve;

/// What a command ends with; an error is printed with its causes and becomes status 2.
pub type Outcome = Result<ExitCode, Box<dyn Error + Send + Sync>>;

/// The Digital Technical Map of Czech regions: import, keep, publish.
#[derive(Debug, Parser)]
#[command(name = "dtm", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring the database schema up to date.
    Migrate(migrate::Args),
    /// Compile an official XSD package of JVF DTM into a catalogue of object types.
    Catalogue(catalogue::Args),
    /// Check deliveries by the official rules; no database is needed.
    Check(check::Args),
    /// Load the outlines of the regions that are kept here.
    Regions(regions::Args),
    /// Read a delivery, check it and put it in force.
    Import(import::Args),
    /// Write a region's state at a moment as a file: JVF, GeoPackage, FlatGeobuf, GeoJSON, GeoParquet, DXF.
    Export(export::Args),
    /// Tell what changed between two moments.
    Diff(diff::Args),
    /// Load the outlines of municipalities, by which data are issued.
    Municipalities(municipalities::Args),
    /// Derive the areas of a region anew; usually they follow every change by themselves.
    Derive(derive::Args),
    /// Undo a change set by another one.
    Revert(revert::Args),
    /// Write a synthetic municipality as a JVF DTM file.
    Generate(generate::Args),
    /// Serve the map over HTTP.
    Serve(serve::Args),
    /// Ask a running service whether it can answer.
    Health(health::Args),
}

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Migrate(args) => migrate::run(args),
        Command::Catalogue(args) => catalogue::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Regions(args) => regions::run(args),
        Command::Import(args) => import::run(args),
        Command::Export(args) => export::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Municipalities(args) => municipalities::run(args),
        Command::Derive(args) => derive::run(&args),
        Command::Revert(args) => revert::run(args),
        Command::Generate(args) => generate::run(&args),
        Command::Serve(args) => serve::run(args),
        Command::Health(args) => health::run(&args),
    };
    outcome.unwrap_or_else(|error| {
        explain(error.as_ref());
        ExitCode::from(2)
    })
}

/// Prints an error and the chain of its causes, one line each.
fn explain(error: &(dyn Error + 'static)) {
    let mut stderr = std::io::stderr().lock();
    let _ = writeln!(stderr, "dtm: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = writeln!(stderr, "  because: {error}");
        cause = error.source();
    }
}

/// Runs asynchronous work to its end.
fn block_on<T>(work: impl Future<Output = T>) -> Result<T, std::io::Error> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work))
}
