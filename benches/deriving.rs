//! Derives the areas of full states and nothing else: `deriving [--repeat N] [--tables DIRECTORY] FILE…`. Reading is not counted.
//! With `--tables` also writes the lines and definition points of level 0 that areas are derived from on the ground, for
//! `benches/deriving.sh`, which compares with PostGIS.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use dtm::check::accompanying::Accompanying;
use dtm::derive::{CompleteArea, Coverage, Fate, Gathered, Hierarchy, Layer, Object, What};
use dtm::jvf::read::{Entry, Reader};
use dtm::model::{AreaRole, Coordinate, Shape};

type Failure = Box<dyn std::error::Error>;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let (mut repeat, mut tables, mut files) = (1, None, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--repeat" => repeat = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1),
            "--tables" => tables = arguments.next().map(PathBuf::from),
            // `cargo bench` adds it.
            "--bench" => {}
            file => files.push(file.to_owned()),
        }
    }
    for path in files {
        if let Err(error) = bench(&path, repeat, tables.as_deref()) {
            eprintln!("{path}: {error}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn bench(path: &str, repeat: u32, tables: Option<&Path>) -> Result<(), Failure> {
    let hierarchy = Hierarchy::built_in()?;
    let (gathered, accompanying) = read(path, &hierarchy)?;
    if let Some(directory) = tables {
        write(&gathered, directory)?;
    }
    for _ in 0..repeat {
        let start = Instant::now();
        let areas = accompanying.complete_areas.iter().flat_map(|record| {
            let told = record.areas.iter().filter_map(|area| area.rings());
            told.map(|rings| CompleteArea {
                level: record.level.unwrap_or(0),
                is_complete: record.role != Some(AreaRole::Delete),
                rings,
            })
        });
        let coverage = Coverage::new(areas, u64::MAX);
        let derived = gathered.derive(coverage.as_ref(), &hierarchy, dtm::check::threads());
        let seconds = start.elapsed().as_secs_f64();
        let areas = derived
            .faces
            .iter()
            .filter(|face| matches!(face.fate, Fate::Area(_)))
            .count();
        println!(
            "{seconds:.3} s {} lines {} points {} faces {areas} areas",
            gathered.lines.count(),
            gathered.points.len(),
            derived.faces.len(),
        );
    }
    Ok(())
}

fn read(path: &str, hierarchy: &Hierarchy) -> Result<(Gathered, Accompanying), Failure> {
    let mut reader = Reader::open(File::open(path)?)?;
    let catalogue = reader.catalogue();
    let (mut gathered, mut accompanying) = (Gathered::default(), Accompanying::default());
    let mut id = 0;
    while let Some(entry) = reader.next_entry()? {
        match entry {
            Entry::Record(record) => {
                let object_type = &catalogue.object_types[usize::from(record.object_type)];
                let tells = |name: &str| record.attributes.get(catalogue.attribute_id(name)?);
                let (what, positions): (Option<What>, &[Coordinate]) =
                    match record.geometry.as_ref().map(|g| &g.shape) {
                        Some(Shape::Line(line)) => (hierarchy.line(object_type, tells).map(What::Line), line),
                        Some(Shape::Point(at)) => (
                            hierarchy
                                .definition_point(object_type, tells)
                                .map(|(layer, kind)| What::Point(layer, kind)),
                            std::slice::from_ref(at),
                        ),
                        _ => (None, &[]),
                    };
                id += 1;
                if let Some(what) = what {
                    gathered.take(Object { id, what, positions });
                }
            }
            Entry::Fragment(fragment) => accompanying
                .note(&fragment)
                .map_err(|_| "unreadable accompanying information")?,
            Entry::Fault(_) => {}
        }
    }
    Ok((gathered, accompanying))
}

/// Writes tables of text for `COPY`.
fn write(gathered: &Gathered, directory: &Path) -> Result<(), Failure> {
    let mut lines = BufWriter::new(File::create(directory.join("lines.tsv"))?);
    for number in 0..u32::try_from(gathered.lines.count())? {
        let positions = gathered.lines.positions(number);
        let is_flat = positions
            .windows(2)
            .any(|pair| (pair[0].x, pair[0].y) != (pair[1].x, pair[1].y));
        if gathered.lines.line(number).layer == Layer::ground(0) && is_flat {
            let texts: Vec<String> = positions.iter().map(|c| format!("{} {}", c.x, c.y)).collect();
            writeln!(lines, "{number}\tSRID=5514;LINESTRING({})", texts.join(","))?;
        }
    }
    let mut points = BufWriter::new(File::create(directory.join("points.tsv"))?);
    for (number, point) in gathered.points.iter().enumerate() {
        if point.layer == Layer::ground(0) {
            writeln!(points, "{number}\tSRID=5514;POINT({} {})", point.at.x, point.at.y)?;
        }
    }
    Ok(())
}
