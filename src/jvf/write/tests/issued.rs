//! Issued data: what is left out, what is filled in, what is refused, what comes after the records.

use super::super::*;
use super::header;
use crate::model::{
    Attributes, Coordinate, Dimension, FeatureId, Geometry, Operation, Position, Shape, Subject,
};

const NETWORK: &str = "TrasaElektrickeSite";

fn catalogue(version: &str) -> &'static Catalogue {
    Catalogue::embedded(version).unwrap()
}

fn at(x: i32) -> Coordinate {
    Coordinate::new(x, -105_000_005, 30_000)
}

fn line() -> Geometry {
    Geometry::new(
        Dimension::Three,
        Shape::Line(vec![at(-74_000_000), at(-74_000_100)]),
    )
}

fn area() -> Geometry {
    let ring = vec![at(0), at(900), Coordinate::new(0, 0, 0), at(0)];
    Geometry::new(Dimension::Two, Shape::Polygon(vec![ring]))
}

fn record(version: &str, element: &str, kind: RecordKind, attributes: &[(&str, &str)]) -> Record {
    let catalogue = catalogue(version);
    let mut given = Attributes::default();
    for (name, text) in attributes {
        given.push(catalogue.attribute_id(name).unwrap(), text, false);
    }
    Record {
        position: Position::default(),
        object_type: catalogue.object_type(element).unwrap().0,
        operation: kind.operation().unwrap_or(Operation::Reference),
        kind,
        id: FeatureId::from_number(42),
        attributes: given,
        geometry: Some(line()),
        outline: None,
        critical_area: None,
        gml_id: None,
    }
}

/// What every network needs and nothing stands for.
const NEEDED: [(&str, &str); 3] = [
    ("UrovenUmisteniObjektuTI", "-1"),
    ("NeuplnaData", "0"),
    ("DatumVkladu", "2026-01-01T00:00:00"),
];

fn issued(version: &str, record: &Record) -> Result<String, WriteError> {
    let mut writer = Writer::issue(Vec::new(), catalogue(version), &header())?;
    writer.record(record)?;
    Ok(String::from_utf8(writer.finish()?).unwrap())
}

#[test]
fn the_public_view_has_nothing_that_its_kind_does_not_allow() {
    let hidden = [
        ("StavTrasySiteTI", "1"),
        ("KritickaTI", "1"),
        ("DruhElektrickehoProudu", "1"),
    ];
    let record = record(
        "1.5.0",
        NETWORK,
        RecordKind::RefV,
        &[&NEEDED[..], &hidden[..]].concat(),
    );
    let text = issued("1.5.0", &record).unwrap();
    assert!(
        !text.contains("StavTrasySiteTI") && !text.contains("KritickaTI"),
        "{text}"
    );
    assert!(text.contains("<a:DruhElektrickehoProudu>1<"), "{text}");
    let exact = Writer::new(Vec::new(), catalogue("1.5.0"), &header())
        .unwrap()
        .record(&record);
    assert!(matches!(exact, Err(WriteError::Attribute { attribute, .. }) if attribute == "StavTrasySiteTI"));
}

#[test]
fn what_is_demanded_and_missing_is_filled_in() {
    let second = issued("1.5.0", &record("1.5.0", NETWORK, RecordKind::RefN, &NEEDED)).unwrap();
    for expected in [
        "<a:ID>42</a:ID>",
        "<a:IDEditora/>",
        r#"<a:PopisObjektu xsi:nil="true"/>"#,
        r#"<a:StavTrasySiteTI>99</a:StavTrasySiteTI>"#,
        "<a:KritickaTI>0</a:KritickaTI>",
        "<a:TridaPresnostiPoloha>9<",
    ] {
        assert!(second.contains(expected), "{expected} in {second}");
    }
    let needed = [NEEDED[0], NEEDED[1], ("PocetVedeniVTrase", "1")];
    let first = issued("1.4.3", &record("1.4.3", NETWORK, RecordKind::Plain, &needed)).unwrap();
    for expected in [
        "<a:ID>42</a:ID>",
        "<a:StavTrasySiteTI>0<",
        "<a:TypTrasyElektrickeSite>99<",
        "<a:ProvozniNapeti/>",
    ] {
        assert!(first.contains(expected), "{expected} in {first}");
    }
}

#[test]
fn what_nothing_stands_for_is_refused_by_name_or_assumed() {
    let bare = record("1.5.0", NETWORK, RecordKind::RefV, &NEEDED[..2]);
    let error = issued("1.5.0", &bare).unwrap_err().to_string();
    assert!(
        error.starts_with("`TrasaElektrickeSite` 42 lacks `DatumVkladu`"),
        "{error}"
    );
    let catalogue = catalogue("1.5.0");
    let mut writer = Writer::issue(Vec::new(), catalogue, &header()).unwrap();
    assert!(writer.record(&bare).is_err());
    writer.assume(
        catalogue.attribute_id("DatumVkladu").unwrap(),
        "2026-02-03T00:00:00",
    );
    writer.record(&bare).unwrap();
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert!(text.contains("<a:DatumVkladu>2026-02-03T00:00:00<"), "{text}");
    let nameless = Record {
        id: None,
        ..record("1.5.0", NETWORK, RecordKind::Upd, &[])
    };
    let error = issued("1.5.0", &nameless).unwrap_err().to_string();
    assert!(error.contains("without an identifier lacks `ID`"), "{error}");
}

#[test]
fn an_end_says_nothing_but_the_identity() {
    let end = Record {
        geometry: None,
        ..record("1.5.0", NETWORK, RecordKind::Del, &[])
    };
    let text = issued("1.5.0", &end).unwrap();
    let line = "<ZaznamObjektuDel><AtributyObjektu><SpolecneAtributyVsechObjektu><a:ID>42</a:ID></SpolecneAtributyVsechObjektu>\
        </AtributyObjektu></ZaznamObjektuDel>";
    assert!(text.lines().any(|written| written == line), "{text}");
}

#[test]
fn values_that_the_version_does_not_have_are_missing_or_refused() {
    let with = |name: &'static str, text: &'static str| {
        let attributes = [&NEEDED[..], &[(name, text)]].concat();
        issued("1.5.0", &record("1.5.0", NETWORK, RecordKind::RefN, &attributes))
    };
    // The code for what is hidden is one of generation 1.
    assert!(
        with("StavTrasySiteTI", "0")
            .unwrap()
            .contains("<a:StavTrasySiteTI>99<")
    );
    assert!(
        with("MaximalniNapetovaHladina", "")
            .unwrap()
            .contains("<a:MaximalniNapetovaHladina>99<")
    );
    for (name, text) in [
        ("StavTrasySiteTI", "77"),
        (
            "ProvozniNapeti",
            "012345678901234567890123456789012345678901234567890",
        ),
    ] {
        assert!(matches!(with(name, text), Err(WriteError::Value { attribute, .. }) if attribute == name));
    }
    let nil = {
        let mut nil = record(
            "1.4.3",
            NETWORK,
            RecordKind::Plain,
            &[NEEDED[0], NEEDED[1], ("PocetVedeniVTrase", "1")],
        );
        let id = catalogue("1.4.3").attribute_id("StavTrasySiteTI").unwrap();
        nil.attributes.push(id, "", true);
        nil
    };
    assert!(issued("1.4.3", &nil).unwrap().contains("<a:StavTrasySiteTI>0<"));
}

#[test]
fn the_area_of_critical_infrastructure_hides_the_place() {
    let mut both = record("1.5.0", NETWORK, RecordKind::RefV, &NEEDED);
    both.critical_area = Some(area());
    let text = issued("1.5.0", &both).unwrap();
    assert!(
        text.contains("OblastObjektuKI") && !text.contains("GeometrieObjektu"),
        "{text}"
    );
    both.kind = RecordKind::RefN;
    let text = issued("1.5.0", &both).unwrap();
    assert!(
        text.contains("OblastObjektuKI") && text.contains("GeometrieObjektu"),
        "{text}"
    );
    let neither = Record {
        geometry: None,
        ..record("1.5.0", NETWORK, RecordKind::RefV, &NEEDED)
    };
    assert!(matches!(
        issued("1.5.0", &neither),
        Err(WriteError::Geometry { .. })
    ));
}

#[test]
fn a_kind_that_the_type_lacks_is_refused() {
    for (version, element, kind) in [
        ("1.5.0", "Plot", RecordKind::RefN),
        ("1.5.0", "Plot", RecordKind::Plain),
        ("1.4.3", "Plot", RecordKind::RefV),
    ] {
        let result = issued(version, &record(version, element, kind, &[]));
        assert!(
            matches!(result, Err(WriteError::Kind { .. })),
            "{version} {kind:?}"
        );
    }
    let mut newer = Catalogue::default();
    newer.generation = 3;
    let result = Writer::new(Vec::new(), &newer, &header());
    assert!(matches!(result, Err(WriteError::Generation(_, 3))));
}

#[test]
fn elements_of_a_type_whose_schema_forgot_its_namespace_have_none() {
    let given = [("UrovenUmisteniObjektuTI", "0"), ("IDExterni", "7")];
    let mut works = record(
        "1.5.0",
        "PSPITrakcniTrolejoveVedeni",
        RecordKind::RefN,
        &[given[1]],
    );
    works.geometry = Some(line());
    let catalogue = catalogue("1.5.0");
    let mut writer = Writer::issue(Vec::new(), catalogue, &header()).unwrap();
    for (name, text) in [NEEDED[2], given[0]] {
        writer.assume(catalogue.attribute_id(name).unwrap(), text);
    }
    writer.record(&works).unwrap();
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert!(
        text.contains("<o:PSPITrakcniTrolejoveVedeni xmlns:t=\"linttv\">\n<ObjektovyTypNazev "),
        "{text}"
    );
    assert!(
        text.contains("<t:ZaznamObjektuRefN><AtributyObjektu><") && text.contains("</t:ZaznamObjektuRefN>")
    );
}

fn issue(data_set: u8) -> Issue {
    Issue {
        valid_until: "2026-01-31T23:59:59".parse().unwrap(),
        data_set,
        ..Issue::default()
    }
}

fn accompanied(version: &str, issue: &Issue) -> Result<String, WriteError> {
    issue.check(catalogue(version))?;
    let writer = Writer::issue(Vec::new(), catalogue(version), &header())?;
    Ok(String::from_utf8(writer.finish_issue(issue)?).unwrap())
}

#[test]
fn the_data_set_chooses_what_accompanies_it() {
    let mut networks = issue(6);
    networks.subjects.push(Subject {
        id: "S1".to_owned(),
        name: "A & B".to_owned(),
        company_number: None,
    });
    let first = accompanied("1.4.3", &networks).unwrap();
    assert!(first.contains(
        "</o:Data>\n<DoprovodneInformace xmlns=\"dopinf\">\n<UdajeOVlastnicichSpravcichProvozovatelich>"
    ));
    assert!(
        first.contains("<IDVSP>S1</IDVSP>\n<NazevVSP>A &amp; B</NazevVSP>\n</ZaznamVSP>"),
        "{first}"
    );
    assert!(first.contains("<TypDatoveSady>6</TypDatoveSady>") && !first.contains("UdajeOZmenach"));
    assert!(first.ends_with("</DoprovodneInformace>\n</o:DataJVFDTM>\n</o:JVFDTM>\n"));
    let second = accompanied("1.5.0", &networks).unwrap();
    assert!(
        second.contains("<DoprovodneInformaceVydejDTI xmlns=\"dopinf\">\n<UdajeOZmenach>"),
        "{second}"
    );
    assert!(
        second.contains("<IdentifikacniCisloVSP></IdentifikacniCisloVSP>"),
        "{second}"
    );
    let mut ground = issue(3);
    ground.complete_areas =
        vec![complete_area(2, "REF", -1, &[vec![at(0), at(9), Coordinate::default(), at(0)]]).unwrap()];
    let text = accompanied("1.5.0", &ground).unwrap();
    assert!(
        text.contains("<DoprovodneInformaceVydejZPS ") && text.contains("<TypZaznamuOKZPS>REF<"),
        "{text}"
    );
}

#[test]
fn what_the_version_cannot_tell_is_refused() {
    for (version, data_set) in [("1.4.3", 0), ("1.4.3", 11), ("1.5.0", 0), ("1.5.0", 12)] {
        let result = accompanied(version, &issue(data_set));
        assert!(
            matches!(result, Err(WriteError::DataSet(..))),
            "{version} {data_set}"
        );
    }
    // Beta 3 demands an area of complete ZPS, and a project of planned works; it takes no more than one.
    let area = "<ZaznamOKZPS/>".to_owned();
    for areas in [vec![], vec![area.clone(), area.clone()]] {
        let result = accompanied(
            "1.5.0",
            &Issue {
                complete_areas: areas,
                ..issue(9)
            },
        );
        assert!(matches!(result, Err(WriteError::Count { part, .. }) if part == "OblastiKompletniZPS"));
    }
    assert!(matches!(
        accompanied("1.5.0", &issue(11)),
        Err(WriteError::Count { .. })
    ));
    let strange = Issue {
        complete_areas: vec![area],
        ..issue(9)
    };
    assert!(matches!(
        accompanied("1.4.3", &strange),
        Err(WriteError::Fragment { .. })
    ));
    let long = Issue {
        note: Some("x".repeat(1001)),
        ..issue(6)
    };
    assert!(matches!(
        accompanied("1.5.0", &long),
        Err(WriteError::Value { .. })
    ));
    assert!(accompanied("1.4.3", &long).is_ok());
}
