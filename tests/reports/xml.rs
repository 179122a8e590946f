//! The error protocol, judged by libxml2 with the official schema of service messages.

use std::path::Path;

use dtm::check::Report;
use dtm::check::report::Format;
use dtm::model::Language;

use super::{python, sample, told};
use crate::kit;

/// Validates a document by the schema of service messages, or by that of JVF DTM when it is a whole file of the format.
const JUDGE: &str = "import sys
from lxml import etree
root = etree.fromstring(sys.stdin.buffer.read())
single = root.tag == '{servis}ServisJVFDTM'
schema = etree.XMLSchema(etree.parse(sys.argv[1] + ('/common/servis.xsd' if single else '/index/index_data.xsd')))
schema.assertValid(etree.ElementTree(root))
names = root.xpath('//@gml:id', namespaces={'gml': 'http://www.opengis.net/gml/3.2'})
assert len(names) == len(set(names)), names
print(root.tag, 1 if single else len(root), len(names))";

/// Unpacks a package of schemas and puts the newer one of service messages, whose error protocol the package does not know,
/// where the others import it.
fn schemas(directory: &Path) -> Option<std::path::PathBuf> {
    let xsd = kit::shared()?.join("jvf/xsd");
    let package = std::fs::File::open(xsd.join("jvf-dtm-1.4.3-xsd.zip")).unwrap();
    zip::ZipArchive::new(package).unwrap().extract(directory).unwrap();
    let mut places = vec![directory.to_owned()];
    while let Some(place) = places.pop() {
        if place.join("index/index_data.xsd").exists() {
            std::fs::copy(xsd.join("servis-1.5.0.1.xsd"), place.join("common/servis.xsd")).unwrap();
            return Some(place);
        }
        let inner = std::fs::read_dir(&place)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        places.extend(inner.filter(|path| path.is_dir()));
    }
    panic!("the package has no index/index_data.xsd");
}

#[test]
fn the_protocol_is_valid_against_the_official_schema() {
    let directory = tempfile::tempdir().unwrap();
    let Some(schemas) = schemas(directory.path()) else {
        return;
    };
    let one = |file| Report { files: vec![file] };
    let reports = [
        (sample::everything(), "{servis}ServisJVFDTM 1 28\n"),
        (one(sample::both_parts()), "{servis}ServisJVFDTM 1 0\n"),
        (one(sample::hostile()), "{servis}ServisJVFDTM 1 1\n"),
        (one(sample::unreadable()), "{servis}ServisJVFDTM 1 0\n"),
        (sample::big(), "{servis}ServisJVFDTM 1 2000\n"),
        (sample::several(), "{objtyp}JVFDTM 5 29\n"),
        (Report::default(), "{objtyp}JVFDTM 0 0\n"),
    ];
    for (report, expected) in reports {
        for language in Language::ALL {
            let text = told(&report, Format::Xml, language);
            let Some(judged) = python(JUDGE, &[schemas.to_str().unwrap()], text.as_bytes()) else {
                return;
            };
            assert_eq!(judged, expected);
        }
    }
}

/// The text of the first element of a name.
fn first<'a>(text: &'a str, element: &str) -> &'a str {
    let from = text.find(&format!("<{element}>")).unwrap() + element.len() + 2;
    &text[from..from + text[from..].find('<').unwrap()]
}

#[test]
fn every_check_that_ran_is_listed_and_no_other() {
    let text = told(&sample::everything(), Format::Xml, Language::Czech);
    let codes: Vec<_> = text
        .split("<KodKontroly>")
        .skip(1)
        .map(|rest| &rest[..rest.find('<').unwrap()])
        .collect();
    assert_eq!(
        codes,
        ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "2.1", "2.2"]
    );
    let states: Vec<_> = text
        .split("<StavKontrola>")
        .skip(1)
        .map(|rest| &rest[..1])
        .collect();
    assert_eq!(states, ["2", "0", "0", "2", "2", "1", "2", "1", "0"]);
    assert_eq!(first(&text, "DatumKontrolyZacatek"), "2026-08-11T10:15:02");
    assert_eq!(first(&text, "DatumKontrolyKonec"), "2026-08-11T10:15:03.250");
}

#[test]
fn names_that_nobody_gave_are_those_of_the_file_and_of_the_run() {
    let mut report = sample::everything();
    let text = told(&report, Format::Xml, Language::Czech);
    assert_eq!(first(&text, "IDZmeny"), "ulice.jvf.xml");
    assert_eq!(first(&text, "IDPozadavku"), "20260811T101502");
    assert_eq!(first(&text, "IDBehuKontroly"), "20260811T101502-1.1");
    report.files[0].submission = dtm::check::Submission {
        change: "Z7".to_owned(),
        request: "P8".to_owned(),
        run: "B9".to_owned(),
    };
    let text = told(&report, Format::Xml, Language::Czech);
    let told = ["IDZmeny", "IDPozadavku", "IDBehuKontroly"].map(|name| first(&text, name));
    assert_eq!(told, ["Z7", "P8", "B9-1.1"]);
}

#[test]
fn findings_go_to_the_part_of_their_objects_and_others_to_both() {
    let text = told(
        &Report {
            files: vec![sample::both_parts()],
        },
        Format::Xml,
        Language::English,
    );
    let (networks, surveyors) = text.split_once("</ProtokolChybDTI>").unwrap();
    assert!(networks.contains("<ProtokolChybDTI>") && surveyors.contains("<ProtokolChybZPS>"));
    let states = |part: &str| -> Vec<String> {
        part.split("<StavKontrola>")
            .skip(1)
            .map(|rest| rest[..1].to_owned())
            .collect()
    };
    // 1.3 warns both; 2.1 is an error on the fence and a warning on the pipe.
    assert_eq!(states(networks), ["0", "0", "1", "0", "0", "0", "0", "1", "0"]);
    assert_eq!(states(surveyors), ["0", "0", "1", "0", "0", "0", "0", "2", "0"]);
    let one = told(&sample::everything(), Format::Xml, Language::English);
    assert!(!one.contains("ProtokolChybDTI") && one.contains("ProtokolChybZPS"));
    let none = told(
        &Report {
            files: vec![sample::unreadable()],
        },
        Format::Xml,
        Language::English,
    );
    assert!(none.contains("ProtokolChybDTI") && none.contains("ProtokolChybZPS"));
}

#[test]
fn a_finding_tells_its_object_its_place_and_its_partners() {
    let text = told(&sample::everything(), Format::Xml, Language::English);
    let from = text.find("the line is no sequence").unwrap();
    let chyba = &text[from..from + text[from..].find("</Chyba>").unwrap()];
    for expected in [
        "put segments for the arc; together with: Plot, ID 42000000018, gml:id Plot.18; ",
        " (line 88, column 9)</PopisChyby>",
        "<IDObjekt>42000000017</IDObjekt>",
        "<GmlID>Plot.17</GmlID>",
        r#"<Linie><gml:curveProperty><gml:LineString gml:id="chyba.1" srsName="urn:ogc:def:crs:EPSG::5514" srsDimension="3"><gml:posList>-741990.00 -1042990.00 251.07 "#,
    ] {
        assert!(chyba.contains(expected), "{expected} is not in {chyba}");
    }
    assert!(!chyba.contains("IDExterni"));
}
