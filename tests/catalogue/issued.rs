//! Issued data of every object type and every kind of record, in both generations, with nothing but an identifier and with
//! everything: libxml2 and check 1.1 find them valid, the reader reads them back.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use dtm::check::structure::Automata;
use dtm::jvf::write::{
    Change, Header, Issue, Kind, Relation, RelationKind, WriteError, Writer, complete_area, write_relations,
};
use dtm::model::catalogue::GeometryKind;
use dtm::model::{
    Attributes, Catalogue, Coordinate, Dimension, FeatureId, Geometry, ObjectType, Operation, Position,
    Record, RecordKind, Shape, Subject,
};

use super::PACKAGES;
use super::written::{judge, read_again, ring, unpacked, value};
use crate::check::adapter::watch;
use crate::check::added;

/// What the schema demands and nothing can stand for, so that whoever issues it has to have it.
const DEMANDED: [(&str, &[&str]); 2] = [
    (
        "1.4.3",
        &[
            "DatumRekultivace",
            "HraniceJinehoObjektu",
            "Kapacita",
            "NeuplnaData",
            "OchrannaFunkce",
            "PocetJizdnichPruhu",
            "PocetKoleji",
            "PocetVedeniVTrase",
            "PrujezdnaSirka",
            "PrujezdnaVyska",
            "RokGeodetickehoPorizeni",
            "RokVystavby",
            "TridaDopravneVyznamneVodniCesty",
            "TypDrahy",
            "TypJadernehoZarizeni",
            "TypOPDrazniStavby",
            "TypOPLeteckychZabezpecovacichZarizeni",
            "TypOPLetiste",
            "TypOPPozemniKomunikace",
            "TypOPZarizeniOdpadovehoHospodarstvi",
            "TypObjektuOdpadovehoHospodarstviZameru",
            "TypObjektuOdvodneniStavby",
            "TypObjektuStokoveSite",
            "TypObjektuVodovodniSite",
            "TypObjektuZarizeniOchranaPredPovodnemi",
            "TypPodpernehoZarizeni",
            "TypPodzemnihoZasobnikuPlynu",
            "TypPovrchovehoZnakuTI",
            "TypProtipovodnoveZabrany",
            "TypSledovaneVodniCesty",
            "TypStaniceElektrickeSite",
            "TypTechnologickehoObjektuPlynovodniSite",
            "TypTechnologickehoObjektuSiteEK",
            "TypUzlu",
            "TypZarizeniElektrickeSite",
            "TypZarizeniKanalizacniPripojky",
            "TypZarizeniPotrubniPosty",
            "TypZarizeniSiteEK",
            "TypZarizeniTeplovodniSite",
            "TypZarizeniVodovodniPripojky",
            "UrovenUmisteniObjektuDI",
            "UrovenUmisteniObjektuTI",
            "UrovenUmisteniObjektuZPS",
            "ZarazeniSledovaneVodniCesty",
        ],
    ),
    (
        "1.5.0",
        &[
            "DatumVkladu",
            "NeuplnaData",
            "UrovenUmisteniObjektuDI",
            "UrovenUmisteniObjektuTI",
            "UrovenUmisteniObjektuZPS",
        ],
    ),
];

fn moment() -> NaiveDateTime {
    "2026-01-01T08:00:00".parse().unwrap()
}

fn issuing<'a>(path: &Path, catalogue: &'a Catalogue, kind: Kind) -> Writer<'a, File> {
    let header = Header {
        written_at: moment(),
        kind,
    };
    Writer::issue(File::create(path).unwrap(), catalogue, &header).unwrap()
}

/// Kinds of record with the operations that they may tell.
pub fn kinds(catalogue: &Catalogue, object_type: &ObjectType) -> Vec<(RecordKind, Operation)> {
    if catalogue.generation == 1 {
        return Operation::ALL
            .map(|operation| (RecordKind::Plain, operation))
            .to_vec();
    }
    let named = object_type.records.keys();
    named
        .map(|key| RecordKind::from_suffix(key).unwrap())
        .map(|kind| (kind, kind.operation().unwrap()))
        .collect()
}

/// Whether a kind of record of the type has the attribute.
pub fn allowed(catalogue: &Catalogue, object_type: &ObjectType, kind: RecordKind, name: &str) -> bool {
    object_type.attributes.iter().any(|used| {
        let group = catalogue.groups.iter().find(|group| group.name == used.name);
        used.required.contains_key(kind.key())
            && match group {
                Some(group) => {
                    let mut members = group.attributes.iter();
                    members.any(|member| member.name == name && member.required.contains_key(kind.key()))
                }
                None => used.name == name,
            }
    })
}

/// A record with its identifier only, and a geometry where it must be, or with everything that the type has.
fn record(
    catalogue: &Catalogue,
    index: u16,
    (kind, operation): (RecordKind, Operation),
    all: bool,
    place: usize,
) -> Record {
    let object_type = &catalogue.object_types[usize::from(index)];
    let id = FeatureId::parse(&format!("42{:05}{place:010}", object_type.id_series())).unwrap();
    let mut attributes = Attributes::default();
    for used in catalogue.attributes_of(object_type) {
        let number = catalogue.attribute_id(&used.name).unwrap();
        let text = match used.name.as_str() {
            "ID" => id.to_string(),
            _ => value(catalogue.attribute(number).unwrap(), all),
        };
        // Some types have an attribute in two places, for different kinds.
        if all && !attributes.contains(number) {
            attributes.push(number, &text, false);
        }
    }
    let dimension = match object_type.dimension {
        2 => Dimension::Two,
        _ => Dimension::Three,
    };
    let flat = Geometry::new(Dimension::Two, Shape::Polygon(vec![ring(place, 0)]));
    let corners = ring(place, if object_type.dimension == 2 { 0 } else { 30_000 });
    let geometry = match object_type.geometry {
        GeometryKind::Point | GeometryKind::DefinitionPoint => {
            Geometry::new(dimension, Shape::Point(corners[0]))
        }
        GeometryKind::Line => Geometry::new(dimension, Shape::Line(corners.clone())),
        GeometryKind::Area if object_type.derived => flat.clone(),
        GeometryKind::Area => Geometry::new(dimension, Shape::Polygon(vec![corners.clone()])),
    };
    let (required, area) = match object_type.records.get(kind.suffix()) {
        Some(form) => (form.geometry_required, form.critical_area),
        None => (!object_type.geometry_optional, object_type.critical_area),
    };
    // The public view of a network has either the place or the blurred area.
    let either = kind != RecordKind::Plain && area && !required && !kind.is_partial();
    let with_geometry = required || (all && !either);
    let outline = Geometry::new(Dimension::Three, Shape::MultiLine(vec![corners]));
    Record {
        position: Position::default(),
        object_type: index,
        operation,
        kind,
        id: Some(id),
        attributes,
        geometry: with_geometry.then_some(geometry),
        outline: (with_geometry && object_type.derived).then_some(outline),
        critical_area: (area && (all || either)).then_some(flat),
        gml_id: None,
    }
}

/// Writes every type in every kind; gives back the records and the attributes that had to be assumed.
fn write_all(catalogue: &Catalogue, path: &Path) -> (Vec<Record>, BTreeSet<String>) {
    let mut writer = issuing(path, catalogue, Kind::Changes);
    let mut assumed = BTreeSet::new();
    let mut records = Vec::new();
    for (index, object_type) in (0..).zip(&catalogue.object_types) {
        for kind in kinds(catalogue, object_type) {
            for all in [false, true] {
                let record = record(catalogue, index, kind, all, records.len());
                loop {
                    match writer.record(&record) {
                        Ok(()) => break,
                        Err(WriteError::Missing { attribute, .. }) => {
                            let number = catalogue.attribute_id(&attribute).unwrap();
                            let text = value(catalogue.attribute(number).unwrap(), false);
                            writer.assume(number, &text);
                            assert!(assumed.insert(attribute));
                        }
                        Err(error) => panic!("{} {kind:?}: {error}", object_type.element),
                    }
                }
                records.push(record);
            }
        }
    }
    writer.finish().unwrap();
    (records, assumed)
}

/// Check 1.1 and the uniqueness of identifiers, which need no official package.
fn assert_in_order(catalogue: &'static Catalogue, path: &Path) {
    let text = std::fs::read_to_string(path).unwrap();
    let verdict = watch(Automata::of(catalogue).unwrap(), &text);
    assert!(
        verdict.is_valid(),
        "{:?} {}",
        verdict.faults.first(),
        verdict.repeated_ids
    );
}

/// What was given is read back, what the kind does not have excepted; nothing but what the schema demands came to it.
fn assert_read_back(catalogue: &Catalogue, given: &[Record], path: &Path) {
    let back = read_again(path);
    assert_eq!(back.len(), given.len());
    for (back, given) in back.iter().zip(given) {
        let object_type = &catalogue.object_types[usize::from(given.object_type)];
        let name = |id| catalogue.attribute(id).unwrap().name.as_str();
        for attribute in given.attributes.iter() {
            let there = back
                .attributes
                .iter()
                .find(|a| a.id == attribute.id)
                .map(|a| a.text);
            let allowed = allowed(catalogue, object_type, given.kind, name(attribute.id));
            assert_eq!(
                there,
                allowed.then_some(attribute.text),
                "{} {:?}",
                object_type.element,
                given.kind
            );
        }
        for attribute in back.attributes.iter() {
            assert!(allowed(catalogue, object_type, given.kind, name(attribute.id)));
        }
        let mut expected = Record {
            attributes: back.attributes.clone(),
            // A new object has no identifier yet.
            id: given
                .id
                .filter(|_| allowed(catalogue, object_type, given.kind, "ID")),
            ..given.clone()
        };
        crate::reader::round_trip::as_written(&mut expected, catalogue);
        assert_eq!(back, &expected);
    }
}

#[test]
fn every_type_in_every_kind_of_record_is_valid() {
    for ((version, file), (_, demanded)) in PACKAGES.into_iter().zip(DEMANDED) {
        let catalogue = super::embedded(version);
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("all.xml");
        let (records, assumed) = write_all(catalogue, &path);
        assert_eq!(
            assumed.iter().map(String::as_str).collect::<Vec<_>>(),
            demanded,
            "{version}"
        );
        assert_in_order(catalogue, &path);
        assert_read_back(catalogue, &records, &path);
        let Some(package) = super::package(file) else {
            return;
        };
        let schema = unpacked(&package, directory.path()).unwrap();
        judge(&schema, &[&path]);
    }
}

#[test]
fn every_type_of_a_version_with_wrapped_geometries_is_valid() {
    let catalogue = added::catalogue();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("all.xml");
    let (records, _) = write_all(catalogue, &path);
    assert_in_order(catalogue, &path);
    assert_read_back(catalogue, &records, &path);
    judge(&added::package().join("xsd/index/index_data.xsd"), &[&path]);
}

/// Two squares, one in the other, both clockwise.
fn rings() -> Vec<Vec<Coordinate>> {
    let square = |from: i32, to: i32| {
        [(from, from), (from, to), (to, to), (to, from), (from, from)]
            .map(|(x, y)| Coordinate::new(x - 74_000_000, y - 105_000_000, 0))
            .to_vec()
    };
    vec![square(0, 10_000), square(2_000, 3_000)]
}

fn issue(generation: u8, data_set: u8) -> Issue {
    let ics = if generation == 1 { "" } else { " xmlns=\"atr\"" };
    let project = "<ZaznamZmeny xmlns=\"dopinf\"><IDBS xmlns=\"atr\">1</IDBS><IDPSPI xmlns=\"atr\">2</IDPSPI><Nazev>stavba</Nazev>\
        <Vytvorena>2026-01-01T00:00:00</Vytvorena><VerejneProstredky>0</VerejneProstredky></ZaznamZmeny>";
    Issue {
        valid_until: moment(),
        data_set,
        note: Some("Lhota & okolí".to_owned()),
        outline: Some(rings()),
        subjects: vec![
            Subject {
                id: "SUBJ-1".to_owned(),
                name: "Vodárna <a.s.>".to_owned(),
                company_number: Some("12345678".to_owned()),
            },
            Subject {
                id: "SUBJ-2".to_owned(),
                name: "Obec".to_owned(),
                company_number: None,
            },
        ],
        changes: if data_set == 11 {
            vec![project.to_owned()]
        } else {
            Vec::new()
        },
        buildings: vec![format!(
            "<ZaznamICS xmlns=\"dopinf\"><ICS{ics}>1</ICS><ObjektyDTM><IDZaznamuObjektuDTM>2</IDZaznamuObjektuDTM></ObjektyDTM></ZaznamICS>"
        )],
        complete_areas: vec![complete_area(generation, "REF", 0, &rings()).unwrap()],
    }
}

#[test]
fn what_accompanies_every_data_set_is_valid() {
    for ((version, file), sets) in PACKAGES.into_iter().zip([1..=10, 1..=11]) {
        let catalogue = super::embedded(version);
        let (index, plot) = catalogue.object_type("PodrobnyBodZPS").unwrap();
        let kind = kinds(catalogue, plot)[if catalogue.generation == 1 { 3 } else { 2 }];
        let directory = tempfile::tempdir().unwrap();
        let mut written: Vec<PathBuf> = Vec::new();
        for (data_set, bare) in sets.flat_map(|set| [(set, false), (set, true)]) {
            let path = directory.path().join(format!("{data_set}-{bare}.xml"));
            let mut writer = issuing(&path, catalogue, Kind::Full);
            writer.record(&record(catalogue, index, kind, true, 1)).unwrap();
            let whole = issue(catalogue.generation, data_set);
            let issue = Issue {
                note: whole.note.clone().filter(|_| !bare),
                outline: whole.outline.clone().filter(|_| !bare),
                subjects: if bare { Vec::new() } else { whole.subjects.clone() },
                buildings: if bare { Vec::new() } else { whole.buildings.clone() },
                ..whole
            };
            writer.finish_issue(&issue).unwrap();
            assert_in_order(catalogue, &path);
            written.push(path);
        }
        for (number, kind) in [RelationKind::Objects, RelationKind::CrossBorder]
            .into_iter()
            .enumerate()
        {
            for pairs in 0..2_usize {
                let path = directory.path().join(format!("relation-{number}-{pairs}.xml"));
                let relation = Relation {
                    kind,
                    date: moment().date(),
                    number: (pairs == 1).then(|| "7".to_owned()),
                };
                let file = File::create(&path).unwrap();
                write_relations(file, relation, vec![("cizí & 1", "42"); pairs]).unwrap();
                assert_in_order(catalogue, &path);
                written.push(path);
            }
        }
        let Some(package) = super::package(file) else {
            return;
        };
        let schema = unpacked(&package, directory.path()).unwrap();
        judge(&schema, &written.iter().map(PathBuf::as_path).collect::<Vec<_>>());
    }
}

#[test]
fn changes_come_with_their_area_in_both_generations() {
    for (version, file) in PACKAGES {
        let catalogue = super::embedded(version);
        let (index, bod) = catalogue.object_type("PodrobnyBodZPS").unwrap();
        let mut all = kinds(catalogue, bod).into_iter();
        let kind = all
            .find(|(_, operation)| *operation == Operation::Insert)
            .unwrap();
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("change.xml");
        let mut writer = issuing(&path, catalogue, Kind::Changes);
        writer.record(&record(catalogue, index, kind, true, 1)).unwrap();
        let change = Change {
            order: "zakázka".to_owned(),
            author: "A".to_owned(),
            organisation: "B".to_owned(),
            measured: moment().date(),
            processed: moment().date(),
            surveyor: None,
            area: rings().remove(0),
        };
        writer.finish_change(&change).unwrap();
        assert_in_order(catalogue, &path);
        let Some(package) = super::package(file) else {
            return;
        };
        let schema = unpacked(&package, directory.path()).unwrap();
        judge(&schema, &[&path]);
    }
}
