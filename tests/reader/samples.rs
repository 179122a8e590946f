//! The official samples of JVF DTM 1.4.3, counted by lxml as well.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use dtm::jvf::read::{Entry, Reader};
use dtm::jvf::write::{Header, Kind, Writer};
use dtm::model::{AttributeId, Attributes, Position, Record};

use super::{Contents, read};
use crate::catalogue::written::{judge, unpacked};
use crate::kit;

/// Records by object type and operation.
pub type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// The samples and how many records each has.
pub const SAMPLES: [(&str, u64); 5] = [("ZPS", 1411), ("GAD", 24), ("DI", 7), ("KI", 2), ("OPL", 6)];

/// Counts by the independent judge; `None` when it is not installed.
pub fn judged(file: &Path) -> Option<Counts> {
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges/records.py");
    let ran = Command::new("/usr/bin/python3")
        .arg(judge)
        .arg(file)
        .output()
        .ok()?;
    if !ran.status.success() {
        kit::skip("python3-lxml is not installed; the counts are not judged");
        return None;
    }
    Some(serde_json::from_slice(&ran.stdout).unwrap())
}

#[test]
fn the_official_samples_have_the_records_that_lxml_counts() {
    let Some(shared) = kit::shared() else { return };
    for (name, records) in SAMPLES {
        let path = shared.join(format!("jvf/samples/1.4.3/ukazka_{name}.xml"));
        let mut reader = Reader::open(std::fs::File::open(&path).unwrap()).unwrap();
        let mut counts = Counts::new();
        while let Some(entry) = reader.next_entry().unwrap() {
            match entry {
                Entry::Record(record) => {
                    let element = &reader.catalogue().object_types[usize::from(record.object_type)].element;
                    let counts = counts.entry(element.clone()).or_default();
                    *counts.entry(record.operation.letter().to_string()).or_default() += 1;
                }
                Entry::Fault(fault) => panic!("{name}: {fault:?}"),
                Entry::Fragment(_) => {}
            }
        }
        assert_eq!(reader.records(), records, "{name}");
        if let Some(judged) = judged(&path) {
            assert_eq!(counts, judged, "{name}");
        }
        if name == "ZPS" {
            assert_eq!(counts["PodrobnyBodZPS"]["r"], 893);
        }
    }
}

/// Writes what a file holds again, in its own version.
fn written_again(bytes: &[u8]) -> (Contents, Vec<u8>) {
    let header = Reader::open(bytes).unwrap().header().clone();
    let contents = read(bytes).unwrap();
    let header = Header {
        written_at: "2026-01-01T08:00:00".parse().unwrap(),
        kind: if header.kind == Kind::Full.as_str() {
            Kind::Full
        } else {
            Kind::Changes
        },
    };
    let catalogue = Reader::open(bytes).unwrap().catalogue();
    let mut writer = Writer::new(Vec::new(), catalogue, &header).unwrap();
    for record in &contents.records {
        writer.record(record).unwrap();
    }
    let written = writer.finish().unwrap();
    (contents, written)
}

/// Without the place in the file, and with attributes in one order.
fn plain(records: Vec<Record>) -> Vec<(Record, Vec<(AttributeId, String, bool)>)> {
    let plain = |mut record: Record| {
        let attributes = record.attributes.iter();
        let mut all: Vec<_> = attributes.map(|a| (a.id, a.text.to_owned(), a.nil)).collect();
        all.sort();
        record.attributes = Attributes::default();
        record.position = Position::default();
        (record, all)
    };
    records.into_iter().map(plain).collect()
}

#[test]
fn the_official_samples_are_written_again_equal_and_valid() {
    let Some(shared) = kit::shared() else { return };
    let directory = tempfile::tempdir().unwrap();
    let mut written = Vec::new();
    for (name, _) in SAMPLES {
        let bytes = std::fs::read(shared.join(format!("jvf/samples/1.4.3/ukazka_{name}.xml"))).unwrap();
        let (contents, again) = written_again(&bytes);
        let back = read(&again).unwrap();
        assert_eq!(back.faults, [], "{name}");
        assert_eq!(plain(back.records), plain(contents.records), "{name}");
        let path = directory.path().join(format!("{name}.xml"));
        std::fs::write(&path, again).unwrap();
        written.push(path);
    }
    let files: Vec<&Path> = written.iter().map(std::path::PathBuf::as_path).collect();
    let package = shared.join("jvf/xsd/jvf-dtm-1.4.3-xsd.zip");
    if let Some(schema) = unpacked(&package, directory.path()) {
        judge(&schema, &files);
    }
}
