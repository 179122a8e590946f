//! `dtm catalogue`: compile an official XSD package of JVF DTM into the catalogue of that version.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::Outcome;
use crate::jvf::schema;

/// Options of `dtm catalogue`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The package as published: a zip with `xsd/index/index_data.xsd`.
    package: PathBuf,
    /// Where to write the catalogue, such as `schemas/jvf/1.4.3.json`.
    #[arg(short, long)]
    output: PathBuf,
}

/// Compiles the package, writes the catalogue and tells what is in it.
pub fn run(args: &Args) -> Outcome {
    let compiled = schema::compile(&args.package)?;
    let text = schema::to_json(&compiled.catalogue)?;
    std::fs::write(&args.output, text).map_err(|source| format!("{}: {source}", args.output.display()))?;
    let mut stderr = std::io::stderr().lock();
    for file in &compiled.unused {
        let _ = writeln!(
            stderr,
            "note: {file} is in the package, but the index does not use it"
        );
    }
    let catalogue = compiled.catalogue;
    let values: usize = catalogue.attributes.iter().map(|a| a.codes.len()).sum();
    let _ = writeln!(
        stderr,
        "JVF DTM {} (generation {}): {} object types, {} attributes with {values} values of code lists, {} groups",
        catalogue.version,
        catalogue.generation,
        catalogue.object_types.len(),
        catalogue.attributes.len(),
        catalogue.groups.len(),
    );
    Ok(ExitCode::SUCCESS)
}
