//! `dtm check`: what is wrong with deliveries, before anybody sends them. No database is needed; with one (`--state`) the checks
//! know what is around a change.

use std::io::{BufWriter, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::check::accompanying::DeliveryKind;
use crate::check::attributes::Combinations;
use crate::check::package::Limits;
use crate::check::report::{self, Format, Report};
use crate::check::table::{Rules, Selector, Use, list};
use crate::check::{OnProgress, Options, Reached, StateView, Step, Verdict, check_delivered, threads};
use crate::cli::catalogue::Versions;
use crate::cli::given::{language, region_code};
use crate::cli::progress::Progress;
use crate::cli::{Outcome, block_on};
use crate::config::HierarchyFile;
use crate::derive::Hierarchy;
use crate::model::{Language, Message as _, Outline, RegionCode};
use crate::store::{Store, Viewer};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Options of `dtm check`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// JVF DTM files, packages (.zip) or folders
    #[arg(required_unless_present = "list")]
    files: Vec<PathBuf>,
    /// Only these checks or groups of checks, such as 1.7,2
    #[arg(long, value_name = "CHECKS", value_delimiter = ',', value_parser = Selector::parse)]
    only: Vec<Selector>,
    /// All but these checks or groups of checks
    #[arg(long, value_name = "CHECKS", value_delimiter = ',', value_parser = Selector::parse)]
    skip: Vec<Selector>,
    /// What the checks are run for: receipt, precheck, editing or cross-border
    #[arg(long = "use", value_name = "USE", default_value = "receipt", value_parser = usage)]
    usage: Use,
    /// Apply the rules in force at this date; without it those of today
    #[arg(long, value_name = "DATE")]
    at: Option<NaiveDate>,
    /// Region that the delivery is for, such as CZ052
    #[arg(long, value_parser = region_code)]
    region: Option<RegionCode>,
    /// GeoJSON file of the regions' outlines in EPSG:5514; without it coarse ones of six regions
    #[arg(long, value_name = "FILE")]
    outlines: Option<PathBuf>,
    /// Most findings of a file that are listed; the rest are counted
    #[arg(long, default_value_t = 1000)]
    limit: usize,
    /// Threads; without it as many as the machine has
    #[arg(long)]
    threads: Option<usize>,
    #[command(flatten)]
    versions: Versions,
    /// Judge the state after the change: the map of --region in this database with the delivery applied (postgres://…)
    #[arg(long, value_name = "DATABASE_URL", requires = "region")]
    state: Option<String>,
    /// What the delivery is, where the file does not tell: gad, kad or dti
    #[arg(long, value_parser = kind)]
    kind: Option<DeliveryKind>,
    /// Forbidden combinations of values, in the format of schemas/checks/combinations.json
    #[arg(long, value_name = "FILE")]
    combinations: Vec<PathBuf>,
    #[command(flatten)]
    hierarchy: HierarchyFile,
    /// Form of the report: text, json, xml (error protocol of JVF DTM 1.5.0.1), html or gpkg; of --list text, json or
    /// markdown
    #[arg(long, default_value = "text", value_parser = form)]
    format: Form,
    /// File for the report; without it the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Language of the result
    #[arg(long, env = "DTM_LANG", default_value = "cs", value_parser = language)]
    lang: Language,
    /// Print the table of checks and end
    #[arg(long)]
    list: bool,
}

/// A form of what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Of reports; some of them of the table too.
    Report(Format),
    /// Of the table only.
    Markdown,
}

fn form(text: &str) -> Result<Form, String> {
    let report = Format::from_name(text).map(Form::Report);
    report
        .or((text == "markdown").then_some(Form::Markdown))
        .ok_or_else(|| "give text, json, xml, html or gpkg".to_owned())
}

fn kind(text: &str) -> Result<DeliveryKind, String> {
    match text {
        "gad" => Ok(DeliveryKind::Gad),
        "kad" => Ok(DeliveryKind::Kad),
        "dti" => Ok(DeliveryKind::Dti),
        _ => Err("give gad, kad or dti".to_owned()),
    }
}

fn usage(text: &str) -> Result<Use, String> {
    Use::from_code(text).ok_or_else(|| "give receipt, precheck, editing or cross-border".to_owned())
}

/// Checks the files; status 1 when one has errors.
pub fn run(args: &Args) -> Outcome {
    let date = args.at.unwrap_or_else(|| chrono::Local::now().date_naive());
    if args.list {
        return print_table(args, &Rules::at(date, args.usage));
    }
    let Form::Report(format) = args.format else {
        return Err("markdown is a form of --list only".into());
    };
    let bar = std::io::stderr()
        .is_terminal()
        .then(|| Progress::bytes("check", 0));
    let combinations = Combinations::official_and(&args.combinations)?;
    let options = Options {
        rules: Rules::at(date, args.usage),
        only: args.only.clone(),
        skip: args.skip.clone(),
        limit: args.limit,
        threads: args.threads.unwrap_or_else(threads),
        kind: args.kind,
        outlines: outlines(args)?,
        region: args.region.clone(),
        combinations,
        hierarchy: Hierarchy::of(args.hierarchy.path.as_deref())?,
        background: format == Format::Html,
        surroundings: None,
        progress: bar.clone().map(told),
    };
    args.versions.add()?;
    let report = match &args.state {
        None => check_all(args, &options)?,
        Some(url) => block_on(over_state(args, url, options))??,
    };
    if let Some(bar) = bar {
        bar.finish();
    }
    deliver(args, format, &report)?;
    Ok(match report.verdict() {
        Verdict::Ok | Verdict::Warnings => ExitCode::SUCCESS,
        Verdict::Errors => ExitCode::FAILURE,
    })
}

fn check_all(args: &Args, options: &Options) -> Result<Report, Failure> {
    let mut report = Report::default();
    for path in &args.files {
        let name = path.display().to_string();
        let checked = check_delivered(path, &name, &Limits::default(), options);
        report.files.push(checked.map_err(|error| error.text(args.lang))?);
    }
    Ok(report)
}

/// Checks the files over the state of a region, each as if it were applied alone.
async fn over_state(args: &Args, url: &str, mut options: Options) -> Result<Report, Failure> {
    let code = options.region.clone().ok_or("name the region with --region")?;
    let store = Store::connect(url, 1).await?;
    let region = store.region(&code).await?;
    let state = store.state_of(&region, Viewer::Check);
    options.surroundings = Some(StateView(Arc::new(state)));
    let args = args.clone();
    tokio::task::spawn_blocking(move || check_all(&args, &options)).await?
}

/// Shows on a bar how far the check of a file is that takes long enough to be waited for.
fn told(bar: Progress) -> OnProgress {
    const LONG: u64 = 50_000_000;
    OnProgress(Arc::new(move |step| match step {
        Step::Reading(Reached { bytes, size, records }) if size >= LONG => {
            bar.set_size("check", size);
            bar.set(bytes, records);
        }
        Step::Topology { done, all } if bar.is_shown() => bar.parts("topology", done, all),
        _ => {}
    }))
}

/// Prints which checks there are.
fn print_table(args: &Args, rules: &Rules) -> Outcome {
    let text = match args.format {
        Form::Report(Format::Text) => list::text(rules, args.lang),
        Form::Report(Format::Json) => format!("{:#}\n", list::json(rules)),
        Form::Markdown => list::markdown(),
        Form::Report(_) => return Err("the table is printed as text, json or markdown".into()),
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the report to the file that was named, else to the standard output.
fn deliver(args: &Args, format: Format, report: &Report) -> Result<(), Failure> {
    let stdout = std::io::stdout();
    let terminal = args.output.is_none() && stdout.is_terminal();
    let options = report::Options {
        language: args.lang,
        colour: terminal && std::env::var_os("NO_COLOR").is_none(),
        width: if terminal { width() } else { 0 },
    };
    match &args.output {
        Some(path) => {
            let name = path.display().to_string();
            let file = std::fs::File::create(path).map_err(|error| format!("{name}: {error}"))?;
            report::write(report, format, options, &mut BufWriter::new(file))?;
        }
        None if format.is_binary() => {
            return Err("a GeoPackage is bytes; name a file for it with --output".into());
        }
        None => report::write(report, format, options, &mut BufWriter::new(stdout.lock()))?,
    }
    Ok(())
}

/// Characters in a line of the terminal.
fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    columns.unwrap_or(100)
}

fn outlines(args: &Args) -> Result<Vec<Outline>, Failure> {
    let Some(path) = &args.outlines else {
        return Ok(Outline::embedded()?);
    };
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Outline::read(&text)?)
}
