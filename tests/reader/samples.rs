//! The official samples of JVF DTM 1.4.3, counted by lxml as well.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use dtm::jvf::read::{Entry, Reader};

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
