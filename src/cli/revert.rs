//! `dtm revert`: undo a change set by another one.

use std::io::Write as _;
use std::process::ExitCode;

use crate::cli::given::{language, region_code};
use crate::cli::{Outcome, block_on};
use crate::config::{Database, HierarchyFile};
use crate::derive::Hierarchy;
use crate::model::{Language, Message as _, RegionCode};
use crate::store::{Hindrance, Reverted, Store, StoreError};

/// Options of `dtm revert`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Number of the change set to undo
    number: i32,
    /// Its region, such as CZ052
    #[arg(long, value_parser = region_code)]
    region: RegionCode,
    /// Who undoes it, for the ledger
    #[arg(long, default_value = "revert")]
    author: String,
    /// Language of the result
    #[arg(long, env = "DTM_LANG", default_value = "en", value_parser = language)]
    lang: Language,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    hierarchy: HierarchyFile,
}

/// Undoes it; status 1 when it cannot be undone.
pub fn run(args: Args) -> Outcome {
    let reverted = block_on(async {
        let hierarchy = Hierarchy::of(args.hierarchy.path.as_deref()).map_err(StoreError::from)?;
        let store = Store::connect(&args.database.url, 1)
            .await?
            .deriving_by(hierarchy);
        let region = store.region(&args.region).await?;
        store.revert(&region, args.number, &args.author).await
    })??;
    let mut out = std::io::stdout().lock();
    let (language, region, number) = (args.lang, &args.region, args.number);
    let (line, code) = match &reverted {
        Reverted::By(by, [new, changed, ended], _) => {
            let line = match language {
                Language::Czech => format!(
                    "změna {by} ruší změnu {number} ({new} nových, {changed} změněných, {ended} zrušených)"
                ),
                Language::English => format!(
                    "change set {by} undoes change set {number} ({new} new, {changed} changed, {ended} ended)"
                ),
            };
            (line, ExitCode::SUCCESS)
        }
        Reverted::Already(undoings) => (already(number, undoings, language), ExitCode::FAILURE),
        Reverted::Unknown => {
            let line = match language {
                Language::Czech => {
                    format!("kraj nemá změnu {number}; čísla změn vypíše /regions/{region}/change-sets")
                }
                Language::English => {
                    format!("there is no change set {number}; /regions/{region}/change-sets lists them")
                }
            };
            (line, ExitCode::FAILURE)
        }
        Reverted::Derived(of) => {
            let line = match language {
                Language::Czech => format!(
                    "změna {number} jsou plochy odvozené ze změny {of}; zrušte tu, plochy ji budou následovat"
                ),
                Language::English => format!(
                    "change set {number} holds areas derived from change set {of}; undo that one, the areas will follow"
                ),
            };
            (line, ExitCode::FAILURE)
        }
        Reverted::Hindered(_) => {
            let line = match language {
                Language::Czech => format!(
                    "změnu {number} nelze zrušit, protože pozdější změny změnily tytéž objekty; zrušte nejprve je, od poslední"
                ),
                Language::English => format!(
                    "change set {number} cannot be undone, as later ones changed the same objects; undo those first, from the last on"
                ),
            };
            (line, ExitCode::FAILURE)
        }
    };
    writeln!(out, "{region}: {line}")?;
    if let Reverted::By(_, _, Some(left)) = &reverted {
        writeln!(out, "  {}", left.text(language))?;
    }
    if let Reverted::Hindered(hindrances) = &reverted {
        for hindrance in hindrances {
            writeln!(out, "  {}", told(hindrance, language))?;
        }
    }
    Ok(code)
}

/// A change set that was undone before, and perhaps brought back: the last of the undoings is the one that can be undone.
fn already(number: i32, undoings: &[i32], language: Language) -> String {
    let last = undoings.last().unwrap_or(&number);
    match (undoings.len() % 2 == 1, language) {
        (true, Language::Czech) => {
            format!("změna {number} je již zrušena změnou {last}; chcete-li ji obnovit, zrušte změnu {last}")
        }
        (true, Language::English) => {
            format!(
                "change set {number} is undone already by change set {last}; undo that one to bring it back"
            )
        }
        (false, Language::Czech) => {
            format!("změnu {number} obnovila změna {last}; chcete-li ji zrušit, zrušte změnu {last}")
        }
        (false, Language::English) => {
            format!(
                "change set {number} was brought back by change set {last}; undo that one to undo it again"
            )
        }
    }
}

fn told(hindrance: &Hindrance, language: Language) -> String {
    let Hindrance {
        number,
        author,
        objects,
        example,
    } = hindrance;
    match language {
        Language::Czech => format!("změna {number} ({author}): počet objektů {objects}, například {example}"),
        Language::English => {
            let plural = if *objects == 1 { "" } else { "s" };
            format!("change set {number} ({author}): {objects} object{plural}, such as {example}")
        }
    }
}
