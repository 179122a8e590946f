//! `dtm catalogue`: compile an official XSD package of JVF DTM into the catalogue of that version.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::Outcome;
use crate::jvf::schema;
use crate::model::Catalogue;

/// Options of `dtm catalogue`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The package as published: a zip with `xsd/index/index_data.xsd`.
    package: PathBuf,
    /// Where to write the catalogue, such as `schemas/jvf/1.4.3.json`.
    #[arg(short, long)]
    output: PathBuf,
}

/// Versions of JVF DTM besides the built-in ones.
#[derive(Clone, Debug, clap::Args)]
pub struct Versions {
    /// Catalogues of further versions of JVF DTM, as `dtm catalogue` writes them
    #[arg(long, value_name = "FILES", env = "DTM_CATALOGUES", value_delimiter = ',')]
    catalogues: Vec<PathBuf>,
}

impl Versions {
    /// Makes them known to whatever reads files.
    ///
    /// # Errors
    /// When a file cannot be read or is no catalogue; the message names it.
    pub fn add(&self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        for path in &self.catalogues {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
            Catalogue::from_json(&name, &text)?.add();
        }
        Ok(())
    }
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
