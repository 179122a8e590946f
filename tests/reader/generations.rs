//! The second generation of records (JVF DTM 1.5) gives the same values of change as the first.

use dtm::model::{Catalogue, Operation, Record, RecordKind};

use super::{Contents, delivery, line, read, record};

const FENCE: &str = r#"<gml:LineString gml:id="L1" srsName="EPSG:5514" srsDimension="3">
    <gml:posList>-700000.25 -1000000.50 300.00 -700001.00 -1000002.00 301.10</gml:posList></gml:LineString>"#;

/// Attributes of a fence; groups are in `namespace`.
fn attributes(namespace: &str, identity: &str) -> String {
    format!(
        "<{namespace}:SpolecneAtributyVsechObjektu>{identity}</{namespace}:SpolecneAtributyVsechObjektu>\
         <{namespace}:SpolecneAtributyObjektuZPS><a:UrovenUmisteniObjektuZPS>0</a:UrovenUmisteniObjektuZPS>\
         <a:TridaPresnostiPoloha>3</a:TridaPresnostiPoloha></{namespace}:SpolecneAtributyObjektuZPS><a:DruhPlotu>1</a:DruhPlotu>"
    )
}

/// A delivery of the second generation: the record's element tells the operation.
fn second(records: &[(&str, String)]) -> Contents {
    let records: String = records
        .iter()
        .map(|(kind, content)| format!("<t:ZaznamObjektu{kind}>{content}</t:ZaznamObjektu{kind}>"))
        .collect();
    let text = delivery("Plot", &records)
        .replace(">1.4.3<", ">1.5.0.beta3<")
        .replace("<JVFDTM ", "<JVFDTM xmlns:t=\"t\" ");
    read(text.as_bytes()).unwrap()
}

fn content(identity: &str, geometry: &str) -> String {
    format!(
        "<t:AtributyObjektu>{}</t:AtributyObjektu><t:GeometrieObjektu>{geometry}</t:GeometrieObjektu>",
        attributes("t", identity)
    )
}

/// Attributes by name, since versions number them each in their own way.
fn named(record: &Record, version: &str) -> Vec<(String, String)> {
    let catalogue = Catalogue::embedded(version).unwrap();
    let name = |id| catalogue.attribute(id).unwrap().name.clone();
    record
        .attributes
        .iter()
        .map(|attribute| (name(attribute.id), attribute.text.to_owned()))
        .collect()
}

#[test]
fn an_insert_an_update_and_a_delete_are_the_same_in_both_generations() {
    let identity = "<a:ID>42001620000000007</a:ID>";
    let first: String = ["i", "u", "d"]
        .map(|operation| record(operation, &attributes("a", identity), &line(FENCE)))
        .concat();
    let first = read(delivery("Plot", &first).as_bytes()).unwrap();
    let second = second(&["Ins", "Upd", "Del"].map(|kind| (kind, content(identity, &line(FENCE)))));
    assert_eq!(first.faults, []);
    assert_eq!(second.faults, []);
    assert_eq!(first.records.len(), 3);
    for (a, b) in first.records.iter().zip(&second.records) {
        assert_eq!((a.operation, a.id), (b.operation, b.id));
        assert_eq!((&a.geometry, &a.gml_id), (&b.geometry, &b.gml_id));
        assert_eq!(named(a, "1.4.3"), named(b, "1.5.0"));
    }
    let kinds: Vec<_> = second.records.iter().map(|record| record.kind).collect();
    assert_eq!(kinds, [RecordKind::Ins, RecordKind::Upd, RecordKind::Del]);
}

#[test]
fn geometries_are_the_same_with_the_elements_that_wrap_them() {
    let bare = second(&[("Ins", content("", &line(FENCE)))]);
    let wrapped = second(&[(
        "Ins",
        content("", &format!("<c:Linie3D>{}</c:Linie3D>", line(FENCE))),
    )]);
    assert_eq!(wrapped.faults, []);
    assert_eq!(bare.records[0].geometry, wrapped.records[0].geometry);
    let point = second(&[(
        "Ins",
        content("", &format!("<c:Bod3D>{}</c:Bod3D>", super::POINT)),
    )]);
    assert!(!point.faults.is_empty(), "a fence is no point");
}

#[test]
fn an_update_may_leave_out_what_stays_and_a_delete_needs_its_identity_only() {
    let identity =
        "<t:SpolecneAtributyVsechObjektu><a:ID>42001620000000007</a:ID></t:SpolecneAtributyVsechObjektu>";
    let partial = format!("<t:AtributyObjektu>{identity}</t:AtributyObjektu>");
    let contents = second(&[
        ("Upd", partial.clone()),
        ("Del", partial.clone()),
        ("Ins", partial),
    ]);
    let read: Vec<_> = contents
        .records
        .iter()
        .map(|record| (record.operation, record.geometry.is_some()))
        .collect();
    assert_eq!(read, [(Operation::Update, false), (Operation::Delete, false)]);
    let codes: Vec<_> = contents
        .faults
        .iter()
        .map(|f| (f.fault.code(), f.position.record))
        .collect();
    assert_eq!(codes, [("no-geometry", 3)]);
}

#[test]
fn records_of_one_generation_are_strange_to_the_other() {
    let first = record("i", &attributes("a", ""), &line(FENCE));
    let text = delivery("Plot", &first).replace(">1.4.3<", ">1.5.0.beta3<");
    let contents = read(text.as_bytes()).unwrap();
    assert_eq!((contents.records.len(), contents.faults.len()), (0, 1));
    let text = delivery("Plot", "<ZaznamObjektuIns/>");
    let contents = read(text.as_bytes()).unwrap();
    assert_eq!((contents.records.len(), contents.faults.len()), (0, 1));
}
