//! `dtm generate`: write a synthetic municipality as a JVF DTM file.

use std::fs::File;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use chrono::NaiveDate;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::Outcome;
use crate::generate::{DefectKind, Defects, Generator, Plan, Planted};
use crate::jvf::write::{Change, Header, Kind, Writer, complete_area};
use crate::model::{Catalogue, Coordinate, Operation, Outline, RegionCode};

/// Options of `dtm generate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many objects.
    #[arg(long)]
    objects: u64,
    /// Chooses among the municipalities; the same seed gives the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// NUTS 3 code of the region in which it lies.
    #[arg(long)]
    region: String,
    /// GeoJSON with the outlines of regions in EPSG:5514 instead of the built-in ones.
    #[arg(long)]
    outlines: Option<PathBuf>,
    /// Write derived areas, too.
    #[arg(long)]
    areas: bool,
    /// `r`: a state with identifiers; `i`: new objects without.
    #[arg(long, default_value = "r", value_parser = ["r", "i"])]
    operation: String,
    /// How many known violations to plant; their objects come on top.
    #[arg(long, default_value_t = 0)]
    defects: usize,
    /// Kinds of violations, by the numbers of the checks that find them, such as 3.1,3.3; without it all that fit the operation
    #[arg(long, value_name = "KINDS", value_delimiter = ',', requires = "defects")]
    defect_kinds: Vec<DefectKind>,
    /// File for the list of what was planted; without it the name of the file with .defects.json
    #[arg(long, value_name = "FILE", requires = "defects")]
    defects_list: Option<PathBuf>,
    /// The file to write.
    #[arg(short, long)]
    output: PathBuf,
}

/// Writes the file and tells what is in it.
pub fn run(args: &Args) -> Outcome {
    let outlines = match &args.outlines {
        None => Outline::embedded()?,
        Some(path) => Outline::read(&std::fs::read_to_string(path)?)?,
    };
    let code = RegionCode::parse(&args.region).ok_or_else(|| {
        format!(
            "`{}` is not the code of a region; write one such as CZ042",
            args.region
        )
    })?;
    let outline = outlines
        .into_iter()
        .find(|outline| outline.code == code)
        .ok_or_else(|| format!("there is no outline of {code}; give a file that has it with --outlines"))?;
    let operation = Operation::from_letter(&args.operation).unwrap_or(Operation::Reference);
    let catalogue = Catalogue::embedded("1.4.3")?;
    let plan = Plan {
        objects: args.objects,
        seed: i64::from(args.seed),
        outline,
        areas: args.areas,
        operation,
        defects: Defects {
            count: args.defects,
            kinds: args.defect_kinds.clone(),
        },
    };
    let mut generator = Generator::new(catalogue, plan)?;

    let started = Instant::now();
    let header = Header {
        written_at: written_at()?,
        kind: if operation == Operation::Reference {
            Kind::Full
        } else {
            Kind::Changes
        },
    };
    let mut writer = Writer::new(File::create(&args.output)?, catalogue, &header)?;
    let progress = progress(args.objects);
    while let Some(records) = generator.next_batch()? {
        for record in &records {
            match generator.slip(writer.records() + 1) {
                None => writer.record(record)?,
                Some(slip) => writer.record_altered(record, |text| slip.alter(text))?,
            }
        }
        progress.set_position(writer.records());
    }
    let (made, counts) = (generator.made(), generator.counts().clone());
    let rest = generator.finish();
    let day = header.written_at.date();
    let change = rest.change_area.map(|area| change(area, day));
    let areas = rest.complete_areas.iter();
    let areas: Vec<_> = areas
        .map(|area| complete_area(catalogue.generation, area.role.code(), area.level, &area.rings))
        .collect::<Result<_, _>>()?;
    let file = writer.finish_delivery(change.as_ref(), &areas)?;
    if args.defects > 0 {
        write_list(args, &rest.defects)?;
    }
    let bytes = file.metadata()?.len();
    progress.finish_and_clear();

    let mut stdout = std::io::stdout().lock();
    for (index, count) in counts {
        let element = catalogue
            .object_types
            .get(usize::from(index))
            .map_or("", |t| t.element.as_str());
        writeln!(stdout, "{count:>10}  {element}")?;
    }
    let seconds = started.elapsed().as_secs_f64();
    let output = args.output.display();
    writeln!(
        stdout,
        "{made:>10}  objects in {output}, {bytes} bytes, {seconds:.1} s"
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Writes what was planted as JSON, one defect a line.
fn write_list(args: &Args, defects: &[Planted]) -> std::io::Result<()> {
    let path = args.defects_list.clone().unwrap_or_else(|| {
        let mut name = args.output.clone().into_os_string();
        name.push(".defects.json");
        name.into()
    });
    let lines: Vec<_> = defects
        .iter()
        .map(serde_json::to_string)
        .collect::<Result<_, _>>()?;
    std::fs::write(path, format!("[\n{}\n]\n", lines.join(",\n")))
}

/// New objects come with the area that they lie in.
fn change(area: Vec<Coordinate>, day: NaiveDate) -> Change {
    Change {
        order: "Syntetická obec".to_owned(),
        author: "dtm generate".to_owned(),
        organisation: "dtm".to_owned(),
        measured: day,
        processed: day,
        // No surveyor has this number.
        surveyor: Some("0000/0000".to_owned()),
        area,
    }
}

/// The time of writing is a fixed one, or the same seed would not give the same bytes.
fn written_at() -> Result<chrono::NaiveDateTime, &'static str> {
    NaiveDate::from_ymd_opt(2026, 1, 1)
        .and_then(|day| day.and_hms_opt(8, 0, 0))
        .ok_or("the time of writing is no time")
}

fn progress(objects: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} objects, {per_sec}");
    ProgressBar::new(objects).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
