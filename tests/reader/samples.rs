//! The official samples of JVF DTM 1.4.3, counted by lxml as well.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use dtm::jvf::read::{Entry, Reader};
use dtm::jvf::write::{Header, Issue, Kind, View, Writer, record_kind};
use dtm::model::{AttributeId, Attributes, Catalogue, Position, Record};

use super::round_trip::turned;
use super::{Contents, read};
use crate::catalogue::written::{judge, unpacked};
use crate::check::added;
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

const MOMENT: &str = "2026-01-01T08:00:00";

fn header(kind: &str) -> Header {
    Header {
        written_at: MOMENT.parse().unwrap(),
        kind: match kind {
            "změnové věty" => Kind::Changes,
            _ => Kind::Full,
        },
    }
}

/// Writes what a file holds again, in its own version.
fn written_again(bytes: &[u8]) -> (Contents, Vec<u8>) {
    let reader = Reader::open(bytes).unwrap();
    let contents = read(bytes).unwrap();
    let mut writer = Writer::new(Vec::new(), reader.catalogue(), &header(&reader.header().kind)).unwrap();
    for record in &contents.records {
        writer.record(record).unwrap();
    }
    let written = writer.finish().unwrap();
    (contents, written)
}

/// The same as issued data, with what accompanies them.
fn issued_again(bytes: &[u8]) -> (Contents, Vec<u8>) {
    let reader = Reader::open(bytes).unwrap();
    let contents = read(bytes).unwrap();
    let mut writer = Writer::issue(Vec::new(), reader.catalogue(), &header(&reader.header().kind)).unwrap();
    for record in &contents.records {
        writer.record(record).unwrap();
    }
    let of = |parent: &str| {
        let found = contents.fragments.iter().filter(|f| f.parent == parent);
        found.map(|f| f.content.clone()).collect()
    };
    let issue = Issue {
        valid_until: MOMENT.parse().unwrap(),
        data_set: 9,
        changes: of("UdajeOZmenach"),
        buildings: of("IdentifikacniCislaStaveb"),
        complete_areas: of("OblastiKompletniZPS"),
        ..Issue::default()
    };
    let written = writer.finish_issue(&issue).unwrap();
    (contents, written)
}

/// An element without the values of `gml:id`, which are others in each file.
fn unnamed(content: &str) -> String {
    let mut parts = content.split(":id=\"");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain += &part[part.find('"').unwrap()..];
    }
    plain
}

/// A record and its attributes.
type Plain = (Record, Vec<(AttributeId, String, bool)>);

/// Without the place in the file, and with attributes in one order.
fn plain(records: Vec<Record>) -> Vec<Plain> {
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
        for (issued, (contents, again)) in [written_again(&bytes), issued_again(&bytes)]
            .into_iter()
            .enumerate()
        {
            let back = read(&again).unwrap();
            assert_eq!(back.faults, [], "{name}");
            assert_eq!(plain(back.records), plain(contents.records), "{name}");
            if issued == 1 {
                for fragment in back.fragments.iter().filter(|f| f.parent != "UdajeOVydeji") {
                    let mut given = contents.fragments.iter();
                    assert!(
                        given.any(|given| unnamed(&given.content) == unnamed(&fragment.content)),
                        "{fragment:?}"
                    );
                }
            }
            let path = directory.path().join(format!("{name}-{issued}.xml"));
            std::fs::write(&path, again).unwrap();
            written.push(path);
        }
    }
    let files: Vec<&Path> = written.iter().map(std::path::PathBuf::as_path).collect();
    let package = shared.join("jvf/xsd/jvf-dtm-1.4.3-xsd.zip");
    if let Some(schema) = unpacked(&package, directory.path()) {
        judge(&schema, &files);
    }
}

#[test]
fn the_official_sample_of_planned_works_is_written_again_equal_and_valid() {
    let Some(shared) = kit::shared() else { return };
    added::catalogue();
    let bytes = std::fs::read(shared.join("jvf/samples/1.5.0.1/ukazka_PSPI_import.jvf.xml")).unwrap();
    let (mut contents, again) = written_again(&bytes);
    for record in &mut contents.records {
        turned(&mut record.geometry);
    }
    assert!(!contents.records.is_empty());
    let back = read(&again).unwrap();
    assert_eq!(plain(back.records), plain(contents.records));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("again.xml");
    std::fs::write(&path, again).unwrap();
    judge(&added::package().join("xsd/index/index_data.xsd"), &[&path]);
}

/// The record of another version: attributes go by name, an operation by the kind for the view.
fn translated(record: &Record, from: &Catalogue, to: &Catalogue, view: View) -> Option<Record> {
    let element = &from.object_types[usize::from(record.object_type)].element;
    let (index, object_type) = to.object_type(element)?;
    let has: Vec<&str> = to
        .attributes_of(object_type)
        .iter()
        .map(|used| used.name.as_str())
        .collect();
    let mut attributes = Attributes::default();
    for attribute in record.attributes.iter() {
        let name = &from.attribute(attribute.id).unwrap().name;
        if has.contains(&name.as_str()) {
            attributes.push(to.attribute_id(name)?, attribute.text, attribute.nil);
        }
    }
    Some(Record {
        object_type: index,
        kind: record_kind(to, object_type, record.operation, view)?,
        attributes,
        ..record.clone()
    })
}

#[test]
fn the_official_samples_can_be_issued_in_the_second_generation() {
    let Some(shared) = kit::shared() else { return };
    let catalogue = |version| Catalogue::embedded(version).unwrap();
    let (from, to) = (catalogue("1.4.3"), catalogue("1.5.0"));
    let directory = tempfile::tempdir().unwrap();
    let mut written = Vec::new();
    for (name, _) in SAMPLES {
        let bytes = std::fs::read(shared.join(format!("jvf/samples/1.4.3/ukazka_{name}.xml"))).unwrap();
        for view in [View::Public, View::Complete] {
            let mut writer = Writer::issue(Vec::new(), to, &header("")).unwrap();
            // The samples say neither when an object came into the map nor whether its data are whole.
            for (attribute, text) in [("DatumVkladu", "2026-01-01T00:00:00"), ("NeuplnaData", "0")] {
                writer.assume(to.attribute_id(attribute).unwrap(), text);
            }
            for record in read(&bytes).unwrap().records {
                if let Some(record) = translated(&record, from, to, view) {
                    writer.record(&record).unwrap();
                }
            }
            let issued = writer.records();
            let again = writer.finish().unwrap();
            let back = read(&again).unwrap();
            assert_eq!(
                (back.faults.len(), back.records.len() as u64),
                (0, issued),
                "{name}"
            );
            let path = directory.path().join(format!("{name}-{view:?}.xml"));
            std::fs::write(&path, again).unwrap();
            written.push(path);
        }
    }
    let files: Vec<&Path> = written.iter().map(std::path::PathBuf::as_path).collect();
    let package = shared.join("jvf/xsd/jvf-dtm-1.5.0-beta3-xsd.zip");
    if let Some(schema) = unpacked(&package, directory.path()) {
        judge(&schema, &files);
    }
}
