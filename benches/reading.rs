//! Reads deliveries and nothing else: `reading FILE…`. `benches/reading.sh` compares it with xmllint.

use std::fs::File;
use std::process::ExitCode;
use std::time::Instant;

use dtm::jvf::read::{Entry, Reader};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // `cargo bench` adds `--bench`.
    for path in std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
    {
        if let Err(error) = read(&path) {
            eprintln!("{path}: {error}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn read(path: &str) -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let mut reader = Reader::open(File::open(path)?)?;
    let mut faults = 0_u64;
    let mut positions = 0_usize;
    while let Some(entry) = reader.next_entry()? {
        match entry {
            Entry::Record(record) => {
                positions += record
                    .geometry
                    .iter()
                    .map(|g| g.coordinates().count())
                    .sum::<usize>()
            }
            Entry::Fault(_) => faults += 1,
            Entry::Fragment(_) => {}
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let megabytes = f64::from(u32::try_from(reader.bytes() / 1000)?) / 1000.0;
    println!(
        "{path}: {} records, {positions} positions, {faults} faults, {megabytes:.1} MB, {seconds:.2} s, {:.0} MB/s",
        reader.records(),
        megabytes / seconds,
    );
    Ok(())
}
