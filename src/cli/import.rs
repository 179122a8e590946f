//! `dtm import`: read a delivery, check it and put it in force as one change set.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;

use crate::check::Options;
use crate::check::attributes::Combinations;
use crate::cli::given::{language, moment, region_code};
use crate::cli::progress::Progress;
use crate::cli::{Outcome, block_on};
use crate::config::Database;
use crate::config::HierarchyFile;
use crate::derive::Hierarchy;
use crate::intake::{Archive, Delivery, IntakeError, Located, Report, Verdict, receive};
use crate::model::{Language, Message as _, Moment, RegionCode};
use crate::store::{Store, Unknown};

/// Most faults and warnings that are printed each.
const MOST_LINES: usize = 50;

/// Partners of a fault that are printed.
const MOST_PARTNERS: usize = 3;

/// Options of `dtm import`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// JVF DTM file
    file: PathBuf,
    /// Region that takes the delivery, such as CZ052; without it the one that the coordinates tell
    #[arg(long, value_parser = region_code)]
    region: Option<RegionCode>,
    /// Refuse the delivery when it changes or ends objects that the region does not have
    #[arg(long)]
    strict: bool,
    /// Who hands it in, for the ledger
    #[arg(long, default_value = "import")]
    author: String,
    /// Identifier of the submission (IDZmeny), for objects that do not tell theirs
    #[arg(long, value_name = "ID")]
    submission: Option<String>,
    /// Moment over which the delivery was made: number of a change set, or a time such as 2026-11-01T12:00:00Z; objects that
    /// changed since then refuse the delivery
    #[arg(long, value_parser = moment)]
    base: Option<Moment>,
    /// Put it in force without the official checks, for a first load of data that others have checked
    #[arg(long)]
    unchecked: bool,
    /// Further forbidden combinations of values to check by, in the format of schemas/checks/combinations.json
    #[arg(long, value_name = "FILES", env = "DTM_COMBINATIONS", value_delimiter = ',')]
    combinations: Vec<PathBuf>,
    #[command(flatten)]
    hierarchy: HierarchyFile,
    /// Directory for delivered files
    #[arg(long, env = "DTM_DATA_DIR", default_value = ".data")]
    data_dir: PathBuf,
    /// How the result is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Language of the result
    #[arg(long, env = "DTM_LANG", default_value = "en", value_parser = language)]
    lang: Language,
    #[command(flatten)]
    database: Database,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A table for people.
    Text,
    /// One JSON document.
    Json,
}

/// Imports the file; status 1 when it is refused.
pub fn run(args: Args) -> Outcome {
    let size = std::fs::metadata(&args.file)
        .map_err(|error| format!("{}: {error}; check the path", args.file.display()))?
        .len();
    let combinations = Combinations::official_and(&args.combinations)?;
    let hierarchy = Hierarchy::of(args.hierarchy.path.as_deref())?;
    let bar = Progress::bytes("reading", size);
    let reading = bar.clone();
    let received = block_on(async {
        let store = Store::connect(&args.database.url, 2)
            .await?
            .deriving_by(hierarchy.clone());
        let today = chrono::Local::now().date_naive();
        let checks = match args.unchecked {
            true => None,
            false => Some(Options::of_receipt(
                today,
                store.outlines().await?,
                combinations,
                hierarchy,
            )),
        };
        let delivery = Delivery {
            path: args.file.clone(),
            name: file_name(&args.file),
            author: args.author.clone(),
            region: args.region.clone(),
            unknown: if args.strict {
                Unknown::Refuse
            } else {
                Unknown::Tolerate
            },
            submission: args.submission.clone(),
            checks,
            base: args.base,
        };
        receive(
            &store,
            &Archive::new(&args.data_dir),
            delivery,
            Box::new(move |bytes, records| reading.set(bytes, records)),
        )
        .await
    })?;
    bar.finish();
    let report = match received {
        Ok(report) => report,
        // What is wrong with the file itself, found while its region was looked for.
        Err(IntakeError::Read(error)) => {
            let line = args.lang.choose("řádek", "line");
            return refuse(&format!("{line} {}: {}", error.at.line, error.text(args.lang)));
        }
        Err(IntakeError::NoRegion(locations)) => return refuse(&locations.text(args.lang)),
        Err(error) => return Err(error.into()),
    };
    let mut out = std::io::stdout().lock();
    match args.format {
        Format::Text => print(&report, args.lang, &mut out)?,
        Format::Json => writeln!(out, "{}", report.to_json())?,
    }
    Ok(match report.verdict {
        Verdict::Applied | Verdict::Repeated => ExitCode::SUCCESS,
        Verdict::Refused => ExitCode::FAILURE,
    })
}

/// Says why the file is found wanting.
fn refuse(reason: &str) -> Outcome {
    writeln!(std::io::stdout().lock(), "{reason}")?;
    Ok(ExitCode::FAILURE)
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| "-".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn print(report: &Report, language: Language, out: &mut impl Write) -> std::io::Result<()> {
    let say = |czech: &'static str, english: &'static str| language.choose(czech, english);
    let number = report.change_set.unwrap_or_default();
    match report.verdict {
        Verdict::Applied => {
            table(report, language, out)?;
            writeln!(
                out,
                "{} {}: {} {number} ({} {}, {} {}, {} {}, {} {})",
                report.file,
                report.region,
                say("změna číslo", "change set"),
                report.inserted,
                say("nových", "new"),
                report.updated,
                say("změněných", "changed"),
                report.deleted,
                say("zrušených", "ended"),
                report.unchanged,
                say("beze změny", "unchanged"),
            )?;
            if let Some(derived) = report.derived_change_set {
                let [new, changed, ended] = report.derived_areas;
                writeln!(
                    out,
                    "  {} {derived} ({new} {}, {changed} {}, {ended} {})",
                    say("odvozené plochy: změna číslo", "derived areas: change set"),
                    say("nových", "new"),
                    say("změněných", "changed"),
                    say("zrušených", "ended"),
                )?;
            }
        }
        Verdict::Repeated => writeln!(
            out,
            "{} {}: {} {number}",
            report.file,
            report.region,
            say(
                "stejný soubor už platí jako změna číslo",
                "the same file is in force already as change set"
            ),
        )?,
        Verdict::Refused => writeln!(
            out,
            "{} {}: {} ({} {})",
            report.file,
            report.region,
            say(
                "dodávka byla odmítnuta, v databázi se nic nezměnilo",
                "the delivery was refused, nothing changed in the database"
            ),
            report.errors.len() as u64 + report.errors_left_out,
            say("chyb", "errors"),
        )?,
    }
    lines(
        &report.errors,
        report.errors_left_out,
        say("chyba", "error"),
        language,
        out,
    )?;
    lines(&report.warnings, 0, say("upozornění", "warning"), language, out)
}

fn lines(
    faults: &[Located],
    left_out: u64,
    label: &str,
    language: Language,
    out: &mut impl Write,
) -> std::io::Result<()> {
    for fault in faults.iter().take(MOST_LINES) {
        let id = fault.id.as_deref().or(fault.gml_id.as_deref());
        let what = named(&fault.object_type, id);
        let line = language.choose("řádek", "line");
        let text = fault.text(language);
        writeln!(out, "{label}: {line} {} {what}: {text}", fault.line)?;
        let partners = fault.related.iter().take(MOST_PARTNERS);
        let partners = partners.map(|other| {
            named(
                &other.object_type,
                other.id.as_deref().or(other.gml_id.as_deref()),
            )
        });
        let place: Vec<String> = fault.place.iter().map(|value| format!("{value:.2}")).collect();
        let parts: Vec<String> = [place.join(" ")]
            .into_iter()
            .chain(partners)
            .filter(|part| !part.is_empty())
            .collect();
        if !parts.is_empty() {
            writeln!(out, "    {}", parts.join(", "))?;
        }
    }
    let more = (faults.len().saturating_sub(MOST_LINES)) as u64 + left_out;
    if more > 0 {
        writeln!(
            out,
            "{label}: {} {more}",
            language.choose("a dalších", "and more:")
        )?;
    }
    Ok(())
}

/// An object by its type and what it is called.
fn named(object_type: &str, id: Option<&str>) -> String {
    format!("{object_type} {}", id.unwrap_or_default())
        .trim()
        .to_owned()
}

/// Records by object type and operation.
fn table(report: &Report, language: Language, out: &mut impl Write) -> std::io::Result<()> {
    let operations: BTreeSet<&String> = report.counts.values().flat_map(|counts| counts.keys()).collect();
    let title = language.choose("objektový typ", "object type");
    let width = report
        .counts
        .keys()
        .map(|name| name.chars().count())
        .chain([title.chars().count()])
        .max();
    let width = width.unwrap_or_default();
    write!(out, "{title:width$}")?;
    for operation in &operations {
        write!(out, " {operation:>9}")?;
    }
    writeln!(out)?;
    for (name, counts) in &report.counts {
        write!(out, "{name:width$}")?;
        for operation in &operations {
            write!(out, " {:>9}", counts.get(*operation).copied().unwrap_or_default())?;
        }
        writeln!(out)?;
    }
    Ok(())
}
