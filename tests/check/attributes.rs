//! Checks 2.1 and 2.2 over fixtures of which each is wrong in one place, and over the official samples.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use dtm::check::accompanying::{Accompanying, DeliveryKind};
use dtm::check::attributes::{AttributeRules, Combinations, Delivery, Rule, of_delivery};
use dtm::check::table::{Rules, Use};
use dtm::check::{RecordMode, Severity};
use dtm::jvf::read::{BatchReader, Entry, Reader, Step};
use dtm::jvf::xml::{Delegated, Namespaces, Observer, Tag};
use dtm::model::catalogue::Part;
use dtm::model::{Language, Position};

use crate::kit;

/// Lets others read all records.
struct Elsewhere;

impl Observer for Elsewhere {
    fn start(&mut self, _: &Tag<'_>) {}
    fn text(&mut self, _: &str, _: u64) {}
    fn end(&mut self, _: u64) {}
    fn delegate(&mut self, _: &Tag<'_>) -> Option<Delegated> {
        Some(Delegated(0))
    }
}

/// A finding: rule, severity, record, element of the object type or of the change record, English text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    rule: Rule,
    severity: Severity,
    record: u64,
    element: String,
    text: String,
}

/// How a file is looked at.
struct Look {
    date: NaiveDate,
    kind: Option<DeliveryKind>,
    combinations: Combinations,
    structure_checked: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            date: day(2026, 7, 1),
            kind: None,
            combinations: Combinations::official().unwrap(),
            structure_checked: true,
        }
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn look(input: impl Read, look: &Look) -> Vec<Found> {
    let rules = Rules::at(look.date, Use::Receipt);
    let namespaces = Arc::new(Namespaces::new([]));
    let mut reader = Reader::observed(input, Arc::clone(&namespaces), Elsewhere).unwrap();
    let catalogue = reader.catalogue();
    let mut batches = BatchReader::new(catalogue, namespaces, ());
    let mut accompanying = Accompanying::default();
    let mut raised = Vec::new();
    let (mut zps, mut dti) = (false, false);
    while let Some(step) = reader.next_step().unwrap() {
        match step {
            Step::Batch(mut batch) => {
                let object_type = &catalogue.object_types[usize::from(batch.object_type())];
                zps |= object_type.part == Part::Zps;
                dti |= object_type.part != Part::Zps;
                let of_type = AttributeRules::new(
                    catalogue,
                    object_type,
                    &rules,
                    &look.combinations,
                    look.structure_checked,
                );
                let mut found = Vec::new();
                batches
                    .read(
                        &mut batch,
                        |(), _| {},
                        |position: Position, record, _, ()| {
                            of_type.check(&record.unwrap(), &mut found);
                            let element = object_type.element.clone();
                            raised.extend(
                                found
                                    .drain(..)
                                    .map(|found| (position.record, element.clone(), found)),
                            );
                        },
                    )
                    .unwrap();
            }
            Step::Entry(Entry::Fragment(fragment)) => accompanying.note(&fragment).unwrap(),
            Step::Entry(other) => panic!("{other:?}"),
        }
    }
    let mode = match reader.header().kind.as_str() {
        "změnové věty" => RecordMode::Changes,
        _ => RecordMode::State,
    };
    let kind = accompanying.kind(mode, zps, dti, look.kind);
    let delivery = Delivery {
        kind,
        consolidation: accompanying.consolidation(),
    };
    let of_records = raised
        .into_iter()
        .filter(|(.., raised)| delivery.demands(raised.demand()));
    let mut found: Vec<_> = of_records
        .map(|(record, element, raised)| Found {
            rule: raised.rule,
            severity: raised.severity,
            record,
            element,
            text: raised
                .texts(catalogue, &look.combinations)
                .get(Language::English)
                .to_owned(),
        })
        .collect();
    let of_changes = of_delivery(&accompanying, kind, catalogue.generation, look.structure_checked);
    found.extend(of_changes.into_iter().map(|raised| Found {
        rule: raised.rule,
        severity: raised.severity,
        record: raised.position.record,
        element: raised.element.to_owned(),
        text: raised.texts().get(Language::English).to_owned(),
    }));
    found
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/check/1.4.3/{name}.jvf.xml"))
}

fn of_fixture(name: &str, how: &Look) -> Vec<Found> {
    look(std::fs::File::open(fixture(name)).unwrap(), how)
}

fn assert_one(
    name: &str,
    how: &Look,
    rule: Rule,
    severity: Severity,
    record: u64,
    element: &str,
    text: &str,
) {
    let found = of_fixture(name, how);
    assert_eq!(found.len(), 1, "{name}: {found:?}");
    let one = &found[0];
    assert_eq!((one.rule, one.severity), (rule, severity), "{name}");
    assert_eq!((one.record, one.element.as_str()), (record, element), "{name}");
    assert!(one.text.contains(text), "{name}: {}", one.text);
}

#[test]
fn a_delivery_in_order_gives_nothing() {
    assert_eq!(of_fixture("attributes-in-order", &Look::default()), []);
    let alone = Look {
        structure_checked: false,
        ..Look::default()
    };
    assert_eq!(of_fixture("attributes-in-order", &alone), []);
}

#[test]
fn each_fixture_is_wrong_in_its_one_place() {
    use Severity::{Error, Warning};
    let plain = Look::default();
    for (name, rule, severity, record, element, text) in [
        (
            "2.1-update-without-id",
            Rule::IdentifierMissing,
            Error,
            11,
            "Plot",
            "add the ID",
        ),
        (
            "2.1-update-with-empty-id",
            Rule::IdentifierMissing,
            Error,
            11,
            "Plot",
            "add the ID",
        ),
        (
            "2.1-id-with-a-letter",
            Rule::IdentifierForm,
            Error,
            11,
            "Plot",
            "\"7200162000000001A\"",
        ),
        (
            "2.1-editor-by-name",
            Rule::SubjectForm,
            Warning,
            11,
            "Plot",
            "IDEditora \"obec\"",
        ),
        (
            "2.1-buildings-by-comma",
            Rule::BuildingsForm,
            Warning,
            11,
            "Plot",
            "\"1000001,1000002\"",
        ),
        (
            "2.1-state-not-public",
            Rule::Hidden,
            Warning,
            13,
            "TrasaVodovodniPripojky",
            "StavObjektu has the value 0",
        ),
        (
            "2.1-fence-not-found-out",
            Rule::UnknownInNew,
            Error,
            10,
            "Plot",
            "value 99 (nezjištěno",
        ),
        (
            "2.1-point-of-class-4",
            Rule::ClassOfNew,
            Error,
            1,
            "PodrobnyBodZPS",
            "class 4 in TridaPresnostiPoloha",
        ),
        (
            "2.1-without-azi",
            Rule::SurveyorUntold,
            Warning,
            0,
            "AZI",
            "add the surveyor's number",
        ),
        (
            "2.2-deleted-with-ics",
            Rule::DeletedBuilding,
            Warning,
            12,
            "Plot",
            "1000003",
        ),
    ] {
        assert_one(name, &plain, rule, severity, record, element, text);
    }
}

#[test]
fn a_consolidation_may_hold_what_new_elements_may_not() {
    for name in [
        "fence-not-found-out-in-consolidation",
        "point-of-class-4-in-consolidation",
    ] {
        assert_eq!(of_fixture(name, &Look::default()), [], "{name}");
    }
}

#[test]
fn before_13_february_2025_new_elements_may_hold_anything() {
    for name in ["2.1-fence-not-found-out", "2.1-point-of-class-4"] {
        let before = Look {
            date: day(2025, 2, 12),
            ..Look::default()
        };
        assert_eq!(of_fixture(name, &before), [], "{name}");
        let since = Look {
            date: day(2025, 2, 13),
            ..Look::default()
        };
        assert_eq!(of_fixture(name, &since).len(), 1, "{name}");
    }
}

#[test]
fn what_is_said_to_be_a_gad_must_name_its_surveyor() {
    let gad = Look {
        kind: Some(DeliveryKind::Gad),
        ..Look::default()
    };
    assert_one(
        "2.1-without-azi",
        &gad,
        Rule::Surveyor,
        Severity::Error,
        0,
        "AZI",
        "no value of AZI",
    );
    let kad = Look {
        kind: Some(DeliveryKind::Kad),
        ..Look::default()
    };
    assert_eq!(of_fixture("2.1-without-azi", &kad), []);
}

#[test]
fn a_rule_in_a_file_works() {
    let mut combinations = Combinations::official().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("combinations.json");
    let entry = r#"{"combinations": [{
        "code": "fence-of-a-building", "types": ["Plot"], "operations": ["insert", "update"],
        "values": {"DruhPlotu": {"in": ["1"]}, "ICS": {"empty": false}},
        "cs": "plot s číslem stavby; odstraňte ICS", "en": "a fence with a building number; remove ICS"}]}"#;
    std::fs::write(&file, entry).unwrap();
    combinations.add_file(&file).unwrap();
    let how = Look {
        combinations,
        ..Look::default()
    };
    assert_one(
        "attributes-in-order",
        &how,
        Rule::Combination,
        Severity::Error,
        11,
        "Plot",
        "a fence with a building number",
    );
    std::fs::write(&file, entry.replace("[\"1\"]", "[\"2\"]")).unwrap();
    let mut other = Combinations::default();
    other.add_file(&file).unwrap();
    let how = Look {
        combinations: other,
        ..Look::default()
    };
    assert_eq!(of_fixture("attributes-in-order", &how), []);
}

#[test]
fn without_the_check_of_structure_values_and_code_lists_are_looked_at_here() {
    let text = std::fs::read_to_string(fixture("attributes-in-order")).unwrap();
    for (from, to, rule) in [
        ("<a:DruhPlotu>1<", "<a:DruhPlotu>77<", Rule::CodeList),
        ("<a:DruhPlotu>1<", "<a:DruhPlotu>wood<", Rule::ValueForm),
        (
            "<a:HraniceJinehoObjektu>false</a:HraniceJinehoObjektu>",
            "",
            Rule::ValueMissing,
        ),
        (
            "<a:TridaPresnostiVyska>3</a:TridaPresnostiVyska>",
            "",
            Rule::ValueMissing,
        ),
    ] {
        let wrong = text.replacen(from, to, 1);
        let rules = |structure_checked| {
            let how = Look {
                structure_checked,
                ..Look::default()
            };
            let found = look(wrong.as_bytes(), &how);
            found.into_iter().map(|found| found.rule).collect::<Vec<_>>()
        };
        assert_eq!(rules(false), [rule], "{to}");
        assert_eq!(rules(true), [], "{to}");
    }
}

#[test]
fn the_official_samples_give_nothing() {
    let Some(shared) = kit::shared() else { return };
    for structure_checked in [true, false] {
        for name in ["DI", "GAD", "KI", "OPL", "ZPS"] {
            let path = shared.join(format!("jvf/samples/1.4.3/ukazka_{name}.xml"));
            let how = Look {
                structure_checked,
                ..Look::default()
            };
            let found = look(std::fs::File::open(&path).unwrap(), &how);
            let mut by_rule = BTreeMap::new();
            for one in &found {
                *by_rule.entry(one.rule).or_insert(0) += 1;
            }
            assert!(found.is_empty(), "{name}: {by_rule:?} {:?}", found.first());
        }
    }
}
