//! Writes the records of deliveries again, into nothing: `writing FILE…`. The records are in memory, so that only the writer
//! is measured; once as they are, once as issued data.

use std::fs::File;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use dtm::jvf::read::{Entry, Reader};
use dtm::jvf::write::{Header, Kind, Writer};
use dtm::model::{Catalogue, Record};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: u32 = 5;

fn main() -> ExitCode {
    // `cargo bench` adds `--bench`.
    for path in std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
    {
        if let Err(error) = measure(&path) {
            eprintln!("{path}: {error}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// Counts what it is given.
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn measure(path: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut reader = Reader::open(File::open(path)?)?;
    let mut records = Vec::new();
    while let Some(entry) = reader.next_entry()? {
        if let Entry::Record(record) = entry {
            records.push(*record);
        }
    }
    let catalogue = reader.catalogue();
    for issued in [false, true] {
        let mut rates = Vec::new();
        for _ in 0..ROUNDS {
            rates.push(write(catalogue, &records, issued)?);
        }
        rates.sort_by(f64::total_cmp);
        let median = rates.get(rates.len() / 2).copied().unwrap_or_default();
        let how = if issued { "issued" } else { "as they are" };
        println!("{path}: {} records {how}, {median:.0} MB/s", records.len());
    }
    Ok(())
}

/// Megabytes a second.
fn write(catalogue: &Catalogue, records: &[Record], issued: bool) -> Result<f64, Box<dyn std::error::Error>> {
    let start = Instant::now();
    let header = Header {
        written_at: "2026-01-01T00:00:00".parse()?,
        kind: Kind::Full,
    };
    let mut writer = if issued {
        Writer::issue(Counted(0), catalogue, &header)?
    } else {
        Writer::new(Counted(0), catalogue, &header)?
    };
    for record in records {
        writer.record(record)?;
    }
    let bytes = writer.finish()?.0;
    Ok(f64::from(u32::try_from(bytes / 1000)?) / 1000.0 / start.elapsed().as_secs_f64())
}
