//! Records that cannot be used: each fault has its code and place, and the records around it are read.

use dtm::model::{Language, Message};

use super::{POINT, delivery, line, read, record};

/// Reads a good record, the given one, and a good one again; answers the codes of the faults.
fn codes(element: &str, good: &str, bad: &str) -> Vec<&'static str> {
    let text = delivery(element, &format!("{good}\n{bad}\n{good}"));
    let contents = read(text.as_bytes()).unwrap();
    assert_eq!(contents.records.len(), 2, "{bad}");
    for fault in &contents.faults {
        assert_eq!(fault.position.record, 2);
        assert_eq!(fault.object_type, element);
        for language in Language::ALL {
            assert!(
                fault.fault.text(language).contains(';'),
                "says what to do: {:?}",
                fault.fault
            );
        }
    }
    contents.faults.iter().map(|fault| fault.fault.code()).collect()
}

fn point(position: &str) -> String {
    format!("<gml:pointProperty><gml:Point><gml:pos>{position}</gml:pos></gml:Point></gml:pointProperty>")
}

#[test]
fn faults_of_a_point_record_are_told() {
    let good = record("i", "", POINT);
    let group =
        |inner: &str| format!("<a:SpolecneAtributyVsechObjektu>{inner}</a:SpolecneAtributyVsechObjektu>");
    for (bad, expected) in [
        (record("x", "", POINT), "operation"),
        (
            good.replace("<c:ZapisObjektu>i</c:ZapisObjektu>", ""),
            "operation",
        ),
        (record("u", "", POINT), "no-identifier"),
        (record("i", &group("<a:ID>4e2</a:ID>"), POINT), "identifier"),
        (
            record("i", "<a:DruhPlotu>1</a:DruhPlotu>", POINT),
            "unknown-attribute",
        ),
        (
            record("i", "<CisloBodu>1</CisloBodu>", POINT),
            "unknown-attribute",
        ),
        (
            record(
                "i",
                "<a:CisloBodu>1</a:CisloBodu><a:CisloBodu>2</a:CisloBodu>",
                POINT,
            ),
            "repeated-attribute",
        ),
        (
            record("i", "<a:CisloBodu><b/></a:CisloBodu>", POINT),
            "unexpected-element",
        ),
        (record("i", "", ""), "no-geometry"),
        (record("i", "", &line("<gml:LineString/>")), "wrong-geometry"),
        (record("i", "", &format!("{POINT}{POINT}")), "unexpected-element"),
        (
            record(
                "i",
                "",
                "<gml:pointProperty><gml:MultiPoint/></gml:pointProperty>",
            ),
            "unsupported-geometry",
        ),
        (record("i", "", &POINT.replace("EPSG:5514", "EPSG:4326")), "crs"),
        (record("i", "", &POINT.replace("EPSG:5514", "EPSG:5513")), "crs"),
        (record("i", "", &point("-1000000 -700000 1")), "out-of-range"),
        (record("i", "", &point("700000 1000000 1")), "out-of-range"),
        (record("i", "", &point("14.5 50.1 200")), "out-of-range"),
        (record("i", "", &point("-700000.001 -1000000 1")), "too-precise"),
        (record("i", "", &point("-700000,01 -1000000 1")), "number"),
        (record("i", "", &point("NaN -1000000 1")), "number"),
        (record("i", "", &point("-700000")), "dimension"),
        (record("i", "", &point("-700000 -1000000 1 2")), "dimension"),
        (record("i", "", &point("")), "too-short"),
        (
            good.replace("</GeometrieObjektu>", "</GeometrieObjektu><Navic/>"),
            "unexpected-element",
        ),
    ] {
        assert_eq!(codes("PodrobnyBodZPS", &good, &bad), [expected], "{bad}");
    }
}

#[test]
fn faults_of_a_ring_are_told() {
    let polygon = |positions: &str| {
        let ring = format!("<gml:LinearRing><gml:posList>{positions}</gml:posList></gml:LinearRing>");
        let inner =
            format!("<gml:Polygon srsDimension=\"2\"><gml:exterior>{ring}</gml:exterior></gml:Polygon>");
        record(
            "i",
            "",
            &format!("<gml:surfaceProperty>{inner}</gml:surfaceProperty>"),
        )
    };
    let good = polygon("-700000 -1000000 -700000 -1000010 -700010 -1000010 -700000 -1000000");
    for (positions, expected) in [
        (
            "-700000 -1000000 -700000 -1000010 -700010 -1000010 -700000 -1000000.01",
            "open-ring",
        ),
        ("-700000 -1000000 -700000 -1000010 -700000 -1000000", "too-short"),
        (
            "-700000 -1000000 -700000 -1000010 -700010 -1000010 -700000",
            "dimension",
        ),
    ] {
        assert_eq!(
            codes("ObvodPozemniKomunikace", &good, &polygon(positions)),
            [expected],
            "{positions}"
        );
    }
}

#[test]
fn every_fault_of_a_record_is_told_at_its_own_line() {
    let bad = record("x", "\n<a:DruhPlotu>1</a:DruhPlotu>\n", &point("1 1"));
    let contents = read(delivery("PodrobnyBodZPS", &bad).as_bytes()).unwrap();
    let told: Vec<_> = contents
        .faults
        .iter()
        .map(|f| (f.fault.code(), f.position.line))
        .collect();
    assert_eq!(
        told,
        [("operation", 6), ("unknown-attribute", 7), ("out-of-range", 8)]
    );
}

#[test]
fn faults_outside_of_records_are_told_once() {
    let good = record("i", "", POINT);
    for (from, to, expected) in [
        (
            "<PodrobnyBodZPS>",
            "<NeznamyTyp/><PodrobnyBodZPS>",
            "unknown-type",
        ),
        ("<Data>", "<Data>slovo", "unexpected-element"),
        ("</DataJVFDTM>", "<Navic/></DataJVFDTM>", "unexpected-element"),
    ] {
        let contents = read(delivery("PodrobnyBodZPS", &good).replace(from, to).as_bytes()).unwrap();
        let told: Vec<_> = contents
            .faults
            .iter()
            .map(|f| (f.fault.code(), f.position.record))
            .collect();
        assert_eq!(told, [(expected, 0)]);
        assert_eq!(contents.records.len(), 1);
    }
}
