//! `dtm export`: a region's state at a moment as a file.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::BoolishValueParser;

use crate::cli::given::{audience, moment, region_code};
use crate::cli::{Outcome, block_on};
use crate::config::Database;
use crate::export::{DataSet, ExportError, Format, JvfState, Options, State, StateRequest};
use crate::model::area::{Polygons, read_area};
use crate::model::{Audience, Catalogue, Moment, RegionCode};
use crate::store::Store;

/// Options of `dtm export`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The region, such as CZ052
    #[arg(long, value_parser = region_code)]
    region: RegionCode,
    /// File to write; `-` is the standard output, for jvf and geojsonl
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// jvf, gpkg, fgb, geojsonl, parquet or dxf; without it, what the file's name ends with
    #[arg(long, value_parser = form)]
    format: Option<Form>,
    /// Version of JVF DTM whose object types and attributes are told
    #[arg(long, default_value = "1.4.3")]
    version: String,
    /// Data set (TypDatoveSady): 1 to 4, 6 to 10; without it, everything that the audience sees
    #[arg(long, value_parser = data_set)]
    data_set: Option<DataSet>,
    /// Moment: number of a change set, or a time such as 2026-11-01T12:00:00Z; without it, now
    #[arg(long, value_parser = moment)]
    at: Option<Moment>,
    /// Only what meets the polygons of this GeoJSON file in EPSG:5514
    #[arg(long, value_name = "FILE", conflicts_with = "municipality")]
    area: Option<PathBuf>,
    /// Only what meets the municipality of this code (`dtm municipalities` loads them)
    #[arg(long, value_name = "CODE")]
    municipality: Option<String>,
    /// For whom: public, entitled, or owner:SUBJ-00000001
    #[arg(long, default_value = "public", value_parser = audience)]
    audience: Audience,
    /// Mask names of persons for the entitled too
    #[arg(long, env = "DTM_MASK_PERSONS", value_parser = BoolishValueParser::new())]
    mask_persons: bool,
    /// What to say of the data set, such as the name of the area
    #[arg(long)]
    note: Option<String>,
    #[command(flatten)]
    database: Database,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Jvf,
    Other(Format),
}

fn form(text: &str) -> Result<Form, String> {
    match text {
        "jvf" => Ok(Form::Jvf),
        _ => Format::from_name(text)
            .map(Form::Other)
            .ok_or_else(|| "give jvf, gpkg, fgb, geojsonl, parquet or dxf".to_owned()),
    }
}

fn data_set(text: &str) -> Result<DataSet, String> {
    let number = text.parse().ok();
    number
        .and_then(DataSet::new)
        .ok_or_else(|| "give the number of a data set, 1 to 4 or 6 to 10".to_owned())
}

/// The form that a file's name asks for.
fn form_of(path: &Path) -> Option<Form> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    if name.ends_with(".xml") {
        return Some(Form::Jvf);
    }
    let ends = |format: &Format| name.ends_with(&format!(".{}", format.extension()));
    Format::ALL.into_iter().find(ends).map(Form::Other)
}

/// Exports; tells on the standard error how many objects there are.
pub fn run(args: Args) -> Outcome {
    let form = args.format.or_else(|| form_of(&args.output)).ok_or(
        "the name of the file tells no format; give --format jvf, gpkg, fgb, geojsonl, parquet or dxf",
    )?;
    let area = match &args.area {
        Some(path) => {
            let text =
                std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            Some(read_area(&text)?)
        }
        None => None,
    };
    let written = block_on(async {
        let mut store = Store::connect(&args.database.url, 3).await?;
        if let Some(url) = &args.database.read_url {
            store = store.reading_from(url, 3).await?;
        }
        let request = request(&store, &args, area).await?;
        let output = args.output.clone();
        let (number, writing) = match form {
            Form::Jvf => {
                let state = request.begin_jvf(&store).await?;
                let number = state.number();
                (
                    number,
                    tokio::task::spawn_blocking(move || write_jvf(state, &output)),
                )
            }
            Form::Other(format) => {
                let state = request.begin(&store).await?;
                let number = state.number();
                (
                    number,
                    tokio::task::spawn_blocking(move || write(state, format, &output)),
                )
            }
        };
        let written = writing.await??;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>((written, number))
    })??;
    let (objects, number) = written;
    writeln!(
        io::stderr().lock(),
        "{}: {objects} objects of {} after change set {number}",
        args.output.display(),
        args.region
    )?;
    Ok(ExitCode::SUCCESS)
}

async fn request(
    store: &Store,
    args: &Args,
    area: Option<Polygons>,
) -> Result<StateRequest, Box<dyn std::error::Error + Send + Sync>> {
    let region = store.region_to_read(&args.region).await?;
    let number = match args.at {
        Some(moment) => store.number_at(&region, moment).await?,
        None => region.last_change_set,
    };
    let (area, name) = match &args.municipality {
        Some(code) => {
            let found = store.municipality(code).await?;
            let found = found.ok_or_else(|| {
                format!("municipality {code} is not loaded; load outlines with `dtm municipalities FILE`")
            })?;
            (Some(found.polygons), Some(found.name))
        }
        None => (area, None),
    };
    Ok(StateRequest {
        region,
        number,
        audience: args.audience.clone(),
        persons_shown: !args.mask_persons,
        catalogue: Catalogue::embedded(&args.version)?,
        data_set: args.data_set,
        area,
        note: args.note.clone().or(name),
    })
}

fn write(state: State, format: Format, output: &Path) -> Result<u64, ExportError> {
    let options = Options::default();
    match format {
        Format::GeoJsonSeq if output == Path::new("-") => state.write_sequence(io::stdout().lock(), &options),
        _ => {
            let sink = state.sink(format, output, &options)?;
            state.write_into(sink)
        }
    }
}

fn write_jvf(state: JvfState, output: &Path) -> Result<u64, ExportError> {
    if output == Path::new("-") {
        return state.write(io::stdout().lock());
    }
    // Under another name first: what has the name is whole.
    let directory = output.parent().filter(|parent| !parent.as_os_str().is_empty());
    let created = tempfile::NamedTempFile::new_in(directory.unwrap_or(Path::new(".")));
    let failed = |source| ExportError::Create {
        path: output.to_owned(),
        source,
    };
    let file = created.map_err(failed)?;
    let written = state.write(BufWriter::with_capacity(1 << 20, file.as_file()))?;
    let file = file.persist(output).map_err(|error| failed(error.error))?;
    readable(&file).map_err(failed)?;
    Ok(written)
}

/// Temporary files are their owner's only; an export is for whoever the process lets read.
fn readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}
