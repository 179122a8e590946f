//! A catalogue alone is enough to write valid files: two records of every object type, judged by libxml2 with the
//! official schema, and read again.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command;

use dtm::jvf::read::{Entry, Reader};
use dtm::jvf::write::{Header, Kind, Writer};
use dtm::model::catalogue::{AttributeType, GeometryKind, ValueKind};
use dtm::model::{
    Attributes, Catalogue, Coordinate, Dimension, FeatureId, Geometry, ObjectType, Operation, Position,
    Record, Shape,
};

use crate::kit;

#[test]
fn a_file_with_every_object_type_made_from_the_catalogue_is_valid() {
    let Some(package) = super::package("jvf-dtm-1.4.3-xsd.zip") else {
        return;
    };
    let catalogue = super::embedded("1.4.3");
    let directory = tempfile::tempdir().unwrap();
    let written = directory.path().join("all.xml");
    let header = Header {
        written_at: "2026-01-01T08:00:00".parse().unwrap(),
        kind: Kind::Full,
    };
    let mut writer = Writer::new(File::create(&written).unwrap(), catalogue, &header).unwrap();
    let mut records = Vec::new();
    for (index, object_type) in (0..).zip(&catalogue.object_types) {
        for all in [false, true] {
            let record = record(catalogue, index, object_type, all, records.len());
            writer.record(&record).unwrap();
            records.push(record);
        }
    }
    assert_eq!(writer.records(), 716);
    writer.finish().unwrap();
    records
        .iter_mut()
        .for_each(|record| crate::reader::round_trip::as_written(record, catalogue));
    assert_eq!(read_again(&written), records);

    let Some(schema) = unpacked(&package, directory.path()) else {
        return;
    };
    judge(&schema, &[&written]);
}

/// Lets libxml2 judge files by a schema.
pub fn judge(schema: &Path, files: &[&Path]) {
    let judged = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .args(files)
        .output();
    match judged {
        Ok(output) => {
            let told = String::from_utf8_lossy(&output.stderr);
            let faults: Vec<&str> = told
                .lines()
                .filter(|line| line.contains("validity error"))
                .take(40)
                .collect();
            assert!(output.status.success(), "{}", faults.join("\n"));
        }
        Err(_) => kit::skip("xmllint is not installed; the written files are not judged"),
    }
}

/// What the reader makes of the file, without what the writer adds.
pub fn read_again(path: &Path) -> Vec<Record> {
    let mut reader = Reader::open(File::open(path).unwrap()).unwrap();
    let mut records = Vec::new();
    while let Some(entry) = reader.next_entry().unwrap() {
        match entry {
            Entry::Record(record) => records.push(Record {
                position: Position::default(),
                gml_id: None,
                ..*record
            }),
            Entry::Fragment(_) => {}
            other => panic!("{other:?}"),
        }
    }
    records
}

/// Unpacks the schema; returns the path of its index.
pub fn unpacked(package: &Path, directory: &Path) -> Option<PathBuf> {
    let mut zip = zip::ZipArchive::new(BufReader::new(File::open(package).ok()?)).ok()?;
    zip.extract(directory).ok()?;
    Some(directory.join("xsd/index/index_data.xsd"))
}

/// A record with the required attributes only, or with all of them and every other thing that may be there.
fn record(catalogue: &Catalogue, index: u16, object_type: &ObjectType, all: bool, place: usize) -> Record {
    let identifier = format!("42{:05}{place:010}", object_type.id_series());
    let mut attributes = Attributes::default();
    for used in catalogue.attributes_of(object_type) {
        if all || used.required["*"] {
            let id = catalogue.attribute_id(&used.name).unwrap();
            let text = match used.name.as_str() {
                "ID" => identifier.clone(),
                _ => value(catalogue.attribute(id).unwrap(), all),
            };
            attributes.push(id, &text, false);
        }
    }
    let dimension = if object_type.dimension == 2 {
        Dimension::Two
    } else {
        Dimension::Three
    };
    let level = ring(place, 0);
    let ring = ring(place, if object_type.dimension == 2 { 0 } else { 30_000 });
    let shape = match object_type.geometry {
        GeometryKind::Point | GeometryKind::DefinitionPoint => Shape::Point(ring[0]),
        GeometryKind::Line => Shape::Line(ring.clone()),
        GeometryKind::Area => Shape::Polygon(vec![ring.clone()]),
    };
    let flat = Geometry::new(Dimension::Two, Shape::Polygon(vec![level]));
    let (geometry, outline) = if object_type.derived {
        (
            flat.clone(),
            Some(Geometry::new(Dimension::Three, Shape::MultiLine(vec![ring]))),
        )
    } else {
        (Geometry::new(dimension, shape), None)
    };
    Record {
        position: Position::default(),
        object_type: index,
        operation: Operation::Reference,
        kind: dtm::model::RecordKind::Plain,
        id: all.then(|| FeatureId::parse(&identifier).unwrap()),
        attributes,
        // Where the geometry may be left out, the blurred area stands for it.
        geometry: (all || !object_type.geometry_optional).then_some(geometry),
        outline: outline.filter(|_| all || !object_type.geometry_optional),
        critical_area: object_type.critical_area.then_some(flat),
        gml_id: None,
    }
}

/// A square of ten metres at a height in centimetres.
pub fn ring(place: usize, z: i32) -> Vec<Coordinate> {
    let place = i32::try_from(place).unwrap();
    let (x, y) = (-74_000_000 + place * 2_000, -105_000_000);
    let corners = [(0, 0), (1_000, 0), (1_000, 1_000), (0, 1_000), (0, 0)];
    corners
        .map(|(dx, dy)| Coordinate::new(x + dx, y + dy, z))
        .to_vec()
}

pub fn value(attribute: &AttributeType, last: bool) -> String {
    let code = if last {
        attribute.codes.last()
    } else {
        attribute.codes.first()
    };
    if let Some(code) = code {
        return code.value.clone();
    }
    match attribute.kind {
        ValueKind::String | ValueKind::Complex => "č. <1> & 2".to_owned(),
        ValueKind::Integer => "7".to_owned(),
        ValueKind::Decimal => "7.50".to_owned(),
        ValueKind::Boolean => "true".to_owned(),
        ValueKind::Date => "2024-02-29".to_owned(),
        ValueKind::DateTime => "2024-02-29T12:00:00".to_owned(),
    }
}
