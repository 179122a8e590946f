//! The reader of deliveries: forms that it must read alike, files that it must refuse, samples counted by another judge.

mod faults;
mod forms;
mod generations;
mod hostile;
pub mod round_trip;
pub mod samples;

use dtm::jvf::read::{Entry, Fragment, ReadError, Reader, RecordFault};
use dtm::model::Record;

/// Everything in a file.
#[derive(Debug, Default)]
struct Contents {
    records: Vec<Record>,
    faults: Vec<RecordFault>,
    fragments: Vec<Fragment>,
}

fn read(bytes: &[u8]) -> Result<Contents, ReadError> {
    let mut reader = Reader::open(bytes)?;
    let mut contents = Contents::default();
    while let Some(entry) = reader.next_entry()? {
        match entry {
            Entry::Record(record) => contents.records.push(*record),
            Entry::Fault(fault) => contents.faults.push(fault),
            Entry::Fragment(fragment) => contents.fragments.push(fragment),
        }
    }
    Ok(contents)
}

/// A delivery of one object type around the given records.
fn delivery(element: &str, records: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<JVFDTM xmlns="objtyp" xmlns:c="cmn" xmlns:a="atr" xmlns:gml="http://www.opengis.net/gml/3.2">
<DataJVFDTM>
<c:VerzeJVFDTM>1.4.3</c:VerzeJVFDTM><c:DatumZapisu>2026-01-01T00:00:00</c:DatumZapisu><c:TypZapisu>změnové věty</c:TypZapisu>
<Data><{element}><ZaznamyObjektu xmlns="t">
{records}
</ZaznamyObjektu></{element}></Data>
</DataJVFDTM>
</JVFDTM>"#
    )
}

/// A record with the given content of `AtributyObjektu` and `GeometrieObjektu`.
fn record(operation: &str, attributes: &str, geometry: &str) -> String {
    format!(
        "<ZaznamObjektu><c:ZapisObjektu>{operation}</c:ZapisObjektu><AtributyObjektu>{attributes}</AtributyObjektu>\
         <GeometrieObjektu>{geometry}</GeometrieObjektu></ZaznamObjektu>"
    )
}

const POINT: &str = r#"<gml:pointProperty><gml:Point gml:id="P1" srsName="EPSG:5514" srsDimension="3">
    <gml:pos>-700000.25 -1000000.5 300</gml:pos></gml:Point></gml:pointProperty>"#;

fn line(inner: &str) -> String {
    format!("<gml:curveProperty>{inner}</gml:curveProperty>")
}
