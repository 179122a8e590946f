//! JVF DTM 1.5.0.1, whose package is not public, added at run time: a package of our own with five of its object types
//! (`fixtures/schemas/1.5.0.1`), written after what is published of the version. Record kinds as elements, geometries in elements
//! of their own, accompanying information by kind of delivery, planned works.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use dtm::check::{Options, check};
use dtm::jvf::read::{Entry, Reader};
use dtm::jvf::schema::compile;
use dtm::model::{Catalogue, Geometry, Operation, Record, Shape};

use super::adapter::watch;
use super::mutants::{Package, judged};
use crate::kit;

const VERSION: &str = "1.5.0.1";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn package() -> PathBuf {
    root().join("fixtures/schemas/1.5.0.1")
}

fn fixture(name: &str) -> PathBuf {
    root()
        .join("fixtures/check/1.5.0.1")
        .join(format!("{name}.jvf.xml"))
}

fn text(name: &str) -> String {
    std::fs::read_to_string(fixture(name)).unwrap()
}

fn pack(folder: &Path, name: &str, zip: &mut zip::ZipWriter<File>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{name}/{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            pack(&entry.path(), &name, zip);
        } else {
            zip.start_file(name, zip::write::SimpleFileOptions::default())
                .unwrap();
            zip.write_all(&std::fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}

/// The catalogue of the package, compiled and added once.
pub fn catalogue() -> &'static Catalogue {
    static ADDED: OnceLock<()> = OnceLock::new();
    ADDED.get_or_init(|| {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("package.zip");
        let mut zip = zip::ZipWriter::new(File::create(&path).unwrap());
        pack(&package().join("xsd"), "xsd", &mut zip);
        zip.finish().unwrap();
        compile(&path).unwrap().catalogue.add();
    });
    Catalogue::of_files(VERSION).unwrap()
}

fn automata() -> &'static dtm::check::structure::Automata {
    dtm::check::structure::Automata::of(catalogue()).unwrap()
}

fn records(bytes: &[u8]) -> Vec<Record> {
    catalogue();
    let mut reader = Reader::open(bytes).unwrap();
    let mut records = Vec::new();
    while let Some(entry) = reader.next_entry().unwrap() {
        match entry {
            Entry::Record(record) => records.push(*record),
            Entry::Fault(fault) => panic!("{fault:?}"),
            Entry::Fragment(_) => {}
        }
    }
    records
}

/// Check and line of everything that is found.
fn findings(text: &str) -> Vec<(String, u64)> {
    catalogue();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("delivery.jvf.xml");
    std::fs::write(&path, text).unwrap();
    let report = check(
        &path,
        "delivery",
        &Options {
            region: None,
            ..super::files::options()
        },
    )
    .unwrap();
    let found = report.findings.iter();
    found
        .map(|f| (f.check.to_string(), f.position.unwrap().line))
        .collect()
}

#[test]
fn its_deliveries_are_in_order() {
    for name in ["gad-changes", "state", "pspi"] {
        assert_eq!(findings(&text(name)), [], "{name}");
        assert!(watch(automata(), &text(name)).is_valid(), "{name}");
    }
}

#[test]
fn its_mutants_are_judged_as_libxml2_judges_them() {
    let samples = ["gad-changes", "state", "pspi"].map(fixture);
    let package = Package::Folder(package());
    judged(
        &root().join("tests/judges/structure.py"),
        automata(),
        &package,
        &samples,
        4_715,
        100,
    );
    if let Some(shared) = kit::shared() {
        judged(
            &shared.join("jvf/tools/mutate.py"),
            automata(),
            &package,
            &samples,
            4_716,
            100,
        );
    }
}

#[test]
fn one_slip_gives_one_finding_where_it_is() {
    let gad = text("gad-changes");
    let pspi = text("pspi");
    for (file, from, to, check, line) in [
        (&gad, "ZaznamObjektuUpd", "ZaznamObjektuNew", "1.1", 19),
        (
            &gad,
            "<cmn:Linie3D><gml:curveProperty><gml:LineString gml:id=\"G1\"",
            "<cmn:Linie2D><gml:curveProperty><gml:LineString gml:id=\"G1\"",
            "1.1",
            17,
        ),
        (&gad, "          <dopinf:AZI>AZI 1</dopinf:AZI>\n", "", "1.1", 55),
        (
            &gad,
            "<dopinf:CisloOvereni>1/2026",
            "<dopinf:CisloOvereni>",
            "2.1",
            54,
        ),
        (&gad, "<atr:DruhPlotu>1<", "<atr:DruhPlotu>7<", "1.1", 16),
        (&gad, "<atr:ID>72001620000000007</atr:ID>", "", "1.1", 20),
        (
            &gad,
            "-1166269.00 231.90</gml:pos>",
            "-1166269.001 231.90</gml:pos>",
            "1.6",
            44,
        ),
        (
            &gad,
            "-1166269.00 231.90</gml:pos>",
            "-1166309.00 231.90</gml:pos>",
            "1.7",
            42,
        ),
        (
            &pspi,
            "<atr:IDEditora>SUBJ-00000001</atr:IDEditora></SpolecneAtributyVsechObjektu><SpolecneAtributyObjektuPSPI><atr:UrovenUmisteniObjektuPSPI>0",
            "<atr:IDEditora>SUBJ-00000001</atr:IDEditora></SpolecneAtributyVsechObjektu><SpolecneAtributyObjektuPSPI><atr:UrovenUmisteniObjektuPSPI>4",
            "1.1",
            16,
        ),
    ] {
        let mut wrong = file.replacen(from, to, 1);
        if from.starts_with("Zaznam") {
            wrong = wrong.replacen(from, to, 1);
        }
        if from.starts_with("<cmn:Linie3D>") {
            wrong = wrong.replacen("</cmn:Linie3D>", "</cmn:Linie2D>", 1);
        }
        assert_ne!(&wrong, file, "{from}");
        assert_eq!(findings(&wrong), [(check.to_owned(), line)], "{from}");
    }
}

type Change = (Operation, Option<String>, Vec<(String, String)>, Option<Geometry>);

/// What a record changes, with attributes by name.
fn change(record: &Record, catalogue: &Catalogue) -> Change {
    let name = |id| catalogue.attribute(id).unwrap().name.clone();
    let attributes = record.attributes.iter().map(|a| (name(a.id), a.text.to_owned()));
    let id = record.id.map(|id| id.to_string());
    (
        record.operation,
        id,
        attributes.collect(),
        record.geometry.clone(),
    )
}

#[test]
fn its_records_are_the_changes_of_generation_1() {
    let second = records(text("gad-changes").as_bytes());
    // The same delivery by hand, as generation 1 writes it.
    let first = text("gad-changes")
        .replace(">1.5.0.1<", ">1.4.3<")
        .replace("<cmn:Linie3D>", "")
        .replace("</cmn:Linie3D>", "")
        .replace("<cmn:Bod3D>", "")
        .replace("</cmn:Bod3D>", "")
        .replace(
            "SpolecneAtributyVsechObjektu>",
            "atr:SpolecneAtributyVsechObjektu>",
        )
        .replace("SpolecneAtributyObjektuZPS>", "atr:SpolecneAtributyObjektuZPS>")
        .replace("dopinf:DoprovodneInformaceGAD", "dopinf:DoprovodneInformace");
    let first = [("Ins", "i"), ("Upd", "u"), ("Del", "d")]
        .iter()
        .fold(first, |text, (kind, letter)| {
            text.replace(
                &format!("<ZaznamObjektu{kind}>"),
                &format!("<ZaznamObjektu><cmn:ZapisObjektu>{letter}</cmn:ZapisObjektu>"),
            )
            .replace(&format!("</ZaznamObjektu{kind}>"), "</ZaznamObjektu>")
        });
    let old = Catalogue::embedded("1.4.3").unwrap();
    let first = records(first.as_bytes());
    assert_eq!(first.len(), 7);
    let first: Vec<_> = first.iter().map(|record| change(record, old)).collect();
    let second: Vec<_> = second.iter().map(|record| change(record, catalogue())).collect();
    assert_eq!(first, second);
}

#[test]
fn a_derived_area_comes_with_its_outline() {
    let state = records(text("state").as_bytes());
    let outline = state[0].outline.as_ref().unwrap();
    assert!(
        matches!(&state[0].geometry.as_ref().unwrap().shape, Shape::Polygon(rings) if rings[0].len() == 5)
    );
    assert!(matches!(&outline.shape, Shape::MultiLine(lines) if lines.len() == 2));
    assert!(matches!(
        &state[1].geometry.as_ref().unwrap().shape,
        Shape::Line(_)
    ));
}

/// The sample, which is older than check 4.11, has its rings clockwise.
#[test]
fn the_official_sample_of_planned_works_is_in_order_but_for_the_direction_of_its_rings() {
    let Some(shared) = kit::shared() else { return };
    let sample = shared.join("jvf/samples/1.5.0.1/ukazka_PSPI_import.jvf.xml");
    let text = std::fs::read_to_string(sample).unwrap();
    let works = records(text.as_bytes());
    assert_eq!(works.len(), 2);
    for work in works {
        assert_eq!((work.operation, work.id), (Operation::Insert, None));
        assert!(matches!(work.geometry.unwrap().shape, Shape::Polygon(_)));
    }
    let clockwise = |line| ("4.11".to_owned(), line);
    assert_eq!(findings(&text), [15, 48].map(clockwise));
}
