//! Topology over the state of a region: what the database knows clears, and what a change breaks around it is told.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use dtm::check::table::Selector;
use dtm::check::{Options, StateView, check};
use dtm::model::RegionCode;
use dtm::store::{Unknown, Viewer};

use super::house::{A, B, C, D, DAY, FAR, House, Record, delivery, expect};
use crate::import::Bench;
use crate::kit;

#[tokio::test(flavor = "multi_thread")]
async fn what_the_region_has_clears_what_a_file_alone_leaves_open() {
    let house = House::new().await;
    // A wall across the house uses detail points of the region and ends at its corners.
    let (findings, open) = house.judged(&[("i", "HraniceBudovy", "", 0, &[A, C])], &[]).await;
    expect(&findings, &[]);
    assert_eq!(open, [("3.1".to_owned(), 2), ("3.7".to_owned(), 2)]);
    // One that ends inside has a free end and no detail point there.
    let inside = [5.0, 5.0, 300.0];
    let (findings, _) = house
        .judged(&[("i", "HraniceBudovy", "", 0, &[A, inside])], &[])
        .await;
    expect(&findings, &[("3.1", "", &[]), ("3.7", "", &[])]);
    // Outside of the area of complete ZPS an end may be free.
    let (findings, _) = house
        .judged(
            &[
                ("i", "HraniceBudovy", "", 0, &[B, FAR]),
                ("i", "PodrobnyBodZPS", "", 0, &[FAR]),
            ],
            &[],
        )
        .await;
    expect(&findings, &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn crossings_with_objects_of_the_region_name_both() {
    let house = House::new().await;
    let (south, north) = ([5.0, -5.0, 300.0], [5.0, 5.0, 300.0]);
    let records: [Record<'_>; 3] = [
        ("i", "HraniceBudovy", "", 0, &[south, north]),
        ("i", "PodrobnyBodZPS", "", 0, &[south]),
        ("i", "PodrobnyBodZPS", "", 0, &[north]),
    ];
    let (findings, _) = house.judged(&records, &[]).await;
    expect(
        &findings,
        &[("3.3", "", &["42002990000000001"]), ("3.7", "", &[])],
    );
    assert_eq!(
        findings[0].location.as_ref().unwrap().bounds().unwrap().metres(),
        [-759_995.0, -990_000.0, -759_995.0, -990_000.0]
    );
    // A duplicate of a detail point of the region, and one 3 cm beside it.
    let beside = [10.03, 10.0, 300.0];
    let records: [Record<'_>; 2] = [
        ("i", "PodrobnyBodZPS", "", 0, &[A]),
        ("i", "PodrobnyBodZPS", "", 0, &[beside]),
    ];
    let (findings, _) = house.judged(&records, &[]).await;
    expect(
        &findings,
        &[
            ("3.8", "", &["42002180000000001"]),
            ("3.9", "", &["42002180000000003"]),
            ("3.11", "", &[]),
            ("3.13", "", &["42002990000000002"]),
            ("3.13", "", &["42002990000000003"]),
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_change_breaks_around_it_is_told_of_the_objects_that_stay() {
    let house = House::new().await;
    let (findings, open) = house
        .judged(&[("d", "PodrobnyBodZPS", "42002180000000001", 0, &[A])], &[])
        .await;
    let by: &[&str] = &["42002180000000001"];
    expect(
        &findings,
        &[("3.1", "42002990000000001", by), ("3.1", "42002990000000004", by)],
    );
    assert!(
        findings[0].text.english.contains("loses its detail point"),
        "{}",
        findings[0].text.english
    );
    assert_eq!(
        findings[0].position.map(|at| at.line),
        Some(1),
        "the record that causes it"
    );
    // The file alone knows of nobody who needs it.
    assert_eq!(open, []);
    // Two walls less: the others end freely, and a detail point is used no more.
    let records: [Record<'_>; 2] = [
        ("d", "HraniceBudovy", "42002990000000001", 0, &[A, B]),
        ("d", "HraniceBudovy", "42002990000000002", 0, &[B, C]),
    ];
    let (findings, _) = house.judged(&records, &[]).await;
    expect(
        &findings,
        &[
            ("3.7", "42002990000000004", &["42002990000000001"]),
            ("3.7", "42002990000000003", &["42002990000000002"]),
            ("3.11", "42002180000000002", &["42002990000000001"]),
            ("3.12", "", &["42002990000000001"]),
            ("3.12", "", &["42002990000000002"]),
        ],
    );
    // With its detail point gone as well, and the area no longer complete, nothing is left to say but that it shrinks.
    let records = [
        records[0],
        records[1],
        ("d", "PodrobnyBodZPS", "42002180000000002", 0, &[B][..]),
    ];
    let (findings, _) = house.judged(&records, &[("DEL", &[A, B, C, D])]).await;
    expect(&findings, &[("OST.1", "42000010000000001", &[])]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_moves_its_object_and_a_new_drawing_of_the_same_is_none() {
    let house = House::new().await;
    // A detail point moves away from under its walls: its old place is what the database says.
    let (findings, _) = house
        .judged(&[("u", "PodrobnyBodZPS", "42002180000000001", 0, &[FAR])], &[])
        .await;
    let by: &[&str] = &["42002180000000001"];
    expect(
        &findings,
        &[
            ("3.1", "42002990000000001", by),
            ("3.1", "42002990000000004", by),
            ("3.11", "42002180000000001", &[]),
        ],
    );
    // Deleted and drawn again, or changed in its attributes only.
    let records: [Record<'_>; 4] = [
        ("d", "HraniceBudovy", "42002990000000001", 0, &[A, B]),
        ("i", "HraniceBudovy", "", 0, &[A, B]),
        ("u", "HraniceBudovy", "42002990000000002", 0, &[B, C]),
        ("u", "PodrobnyBodZPS", "42002180000000003", 0, &[C]),
    ];
    let (findings, open) = house.judged(&records, &[]).await;
    expect(&findings, &[]);
    assert_eq!(open, [("3.1".to_owned(), 3), ("3.7".to_owned(), 2)]);
    // What a neighbour region keeps is known from references alone.
    let neighbour: [Record<'_>; 4] = [
        ("i", "HraniceBudovy", "", 0, &[B, FAR]),
        (
            "r",
            "HraniceBudovy",
            "52002990000000001",
            0,
            &[FAR, [500.0, 9.0, 300.0]],
        ),
        ("r", "PodrobnyBodZPS", "52002180000000001", 0, &[FAR]),
        ("r", "PodrobnyBodZPS", "42002180000000099", 0, &[FAR]),
    ];
    let (findings, _) = house.judged(&neighbour, &[]).await;
    expect(&findings, &[]);
    let (findings, _) = house.judged(&[neighbour[0], neighbour[3]], &[]).await;
    expect(&findings, &[("3.1", "", &[])]);
    // References tell the surroundings as they were: the database knows better.
    let (findings, _) = house
        .judged(
            &[
                ("r", "PodrobnyBodZPS", "42002180000000001", 0, &[FAR]),
                records[2],
            ],
            &[],
        )
        .await;
    expect(&findings, &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_1_5_takes_from_the_region_what_it_leaves_out() {
    let house = House::new().await;
    let records = |records: &str| {
        format!(
            "<JVFDTM xmlns=\"objtyp\" xmlns:a=\"atr\" xmlns:c=\"cmn\" xmlns:p=\"pobzps\" xmlns:h=\"hrabud\"><DataJVFDTM>\
             <c:VerzeJVFDTM>1.5.0.beta3</c:VerzeJVFDTM><c:TypZapisu>změnové věty</c:TypZapisu><Data>{records}</Data></DataJVFDTM></JVFDTM>"
        )
    };
    let identity = |prefix: &str, id: &str| {
        format!(
            "<{prefix}:SpolecneAtributyVsechObjektu><a:ID>{id}</a:ID></{prefix}:SpolecneAtributyVsechObjektu>"
        )
    };
    // A wall without geometry and level, and a detail point that moves to level 1; a deletion by its identifier alone.
    let wall = format!(
        "<HraniceBudovy><h:ZaznamyObjektu><h:ZaznamObjektuUpd><h:AtributyObjektu>{}</h:AtributyObjektu></h:ZaznamObjektuUpd></h:ZaznamyObjektu></HraniceBudovy>",
        identity("h", "42002990000000001")
    );
    let level = format!(
        "<p:ZaznamObjektuUpd><p:AtributyObjektu>{}<a:UrovenUmisteniObjektuZPS>1</a:UrovenUmisteniObjektuZPS></p:AtributyObjektu></p:ZaznamObjektuUpd>",
        identity("p", "42002180000000001")
    );
    let end = format!(
        "<p:ZaznamObjektuDel><p:AtributyObjektu>{}</p:AtributyObjektu></p:ZaznamObjektuDel>",
        identity("p", "42002180000000002")
    );
    let points = |inner: &str| {
        format!("<PodrobnyBodZPS><p:ZaznamyObjektu>{inner}</p:ZaznamyObjektu></PodrobnyBodZPS>")
    };
    let over = async |text: String| {
        house
            .check(&house.bench.file("partial.xml", &text), true)
            .await
            .findings
    };
    expect(&over(records(&wall)).await, &[]);
    let findings = over(records(&(wall + &points(&(level + &end))))).await;
    expect(
        &findings,
        &[
            // The wall changes, so both its ends are its own faults.
            ("3.1", "42002990000000001", &[]),
            ("3.1", "42002990000000001", &[]),
            ("3.1", "42002990000000004", &["42002180000000001"]),
            ("3.1", "42002990000000002", &["42002180000000002"]),
            ("3.11", "42002180000000001", &[]),
        ],
    );
    // Old states are told by the records that end or change them.
    let records =
        [&findings[3], &findings[2]].map(|finding| (finding.related[0].record, finding.position.is_some()));
    assert_eq!(records, [(Some(3), true), (Some(2), true)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_judges_the_state_and_refuses_with_place_and_partners() {
    let house = House::new().await;
    let file = house.bench.file(
        "cross.xml",
        &delivery("změnové věty", &[("i", "HraniceBudovy", "", 0, &[A, B])], &[]),
    );
    let options = Options {
        only: vec![Selector::parse("3").unwrap()],
        ..house.bench.checks(DAY).await
    };
    let report = house.bench.import_by(&file, "CZ042", options).await;
    assert_eq!(report.verdict, dtm::intake::Verdict::Refused);
    let [error] = report.errors.as_slice() else {
        panic!("{:?}", report.errors)
    };
    assert_eq!(error.code, "check-3.6");
    assert_eq!(error.place, [-760_000.0, -990_000.0, 300.0]);
    assert_eq!(error.related[0].id.as_deref(), Some("42002990000000001"));
    assert_eq!(
        (error.related[0].object_type.as_str(), error.related[0].record),
        ("HraniceBudovy", None)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_at_once_do_not_take_each_others_connections() {
    let house = House::new().await;
    let text = delivery("změnové věty", &[("i", "HraniceBudovy", "", 0, &[A, B])], &[]);
    let options = Options {
        only: vec![Selector::parse("3").unwrap()],
        ..house.bench.checks(DAY).await
    };
    // The store has four connections; every receipt holds one while it looks at the state.
    let receipts = (0..12).map(|number| {
        let file = house.bench.file(&format!("{number}.xml"), &text);
        let (bench, options) = (&house.bench, options.clone());
        async move { bench.import_by(&file, "CZ042", options).await }
    });
    for report in futures_util::future::join_all(receipts).await {
        let codes: Vec<_> = report.errors.iter().map(|error| &*error.code).collect();
        assert_eq!(codes, ["check-3.6"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_that_the_file_tells_again_is_judged_once() {
    let house = House::new().await;
    let records: [Record<'_>; 2] = [
        ("d", "HraniceBudovy", "42002990000000001", 0, &[A, B]),
        ("i", "HraniceBudovy", "", 0, &[A, [5.0, -1.0, 300.0], B]),
    ];
    let outline = |findings: Vec<dtm::check::Finding>| -> Vec<dtm::check::Finding> {
        let is_outline = |finding: &dtm::check::Finding| finding.check.to_string() == "3.12";
        findings.into_iter().filter(is_outline).collect()
    };
    for areas in [&[][..], &[("REF", &[D, C, B, A][..])]] {
        let (findings, _) = house.judged(&records, areas).await;
        expect(&outline(findings), &[("3.12", "", &["42002990000000001"])]);
    }
    // An area beside it makes the edge a seam.
    let beside: &[[f64; 3]] = &[A, [5.0, -1.0, 300.0], B];
    let (findings, _) = house.judged(&records, &[("NEW", beside)]).await;
    let told = outline(findings);
    assert_eq!(told.len(), 1, "of the new area alone: {told:#?}");
    assert_eq!(told[0].related, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_that_are_left_out_leave_nothing_open() {
    let house = House::new().await;
    let text = delivery("změnové věty", &[("i", "HraniceBudovy", "", 0, &[A, C])], &[]);
    let file = house.bench.file("change.xml", &text);
    let options = Options {
        only: vec![Selector::parse("3.1").unwrap()],
        ..house.bench.checks(DAY).await
    };
    let report = tokio::task::spawn_blocking(move || check(&file, "change", &options).unwrap());
    let report = report.await.unwrap();
    let open = report.checks.iter().filter_map(|outcome| {
        let open = outcome.left_open.as_ref()?;
        Some((outcome.check.to_string(), open.cases))
    });
    assert_eq!(open.collect::<Vec<_>>(), [("3.1".to_owned(), 2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_outline_of_a_full_state_follows_lines_of_the_region() {
    let house = House::new().await;
    let outlines = async |areas: &[(&str, &[[f64; 3]])], over: bool| {
        let file = house
            .bench
            .file("state.xml", &delivery("kompletní zápis", &[], areas));
        let findings = house.check(&file, over).await.findings;
        let outlines = findings
            .iter()
            .filter(|finding| finding.check.to_string() == "3.12");
        outlines.count()
    };
    assert_eq!(outlines(&[("REF", &[A, B, C, D])], true).await, 0);
    assert_eq!(outlines(&[("REF", &[A, B, C, D])], false).await, 4, "alone");
    // What is added on top has no lines; inside of what the region has complete there is no outline.
    assert_eq!(
        outlines(&[("REF", &[A, B, C, [5.0, 20.0, 300.0]])], true).await,
        2
    );
    assert_eq!(outlines(&[("REF", &[A, B, C])], true).await, 0);
    // An area without role is complete.
    assert_eq!(outlines(&[("", &[A, B, C])], false).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_judges_over_a_database() {
    let house = House::new().await;
    let file = house.bench.file(
        "wall.xml",
        &delivery("změnové věty", &[("i", "HraniceBudovy", "", 0, &[A, C])], &[]),
    );
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_dtm"))
            .args(["check", "--only", "3", "--lang", "en"])
            .args(arguments)
            .arg(&file)
            .output()
            .unwrap();
        (
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (alone, _) = run(&[]);
    assert!(
        alone.contains("3.1, 3.7: not judged without state (cases: 2)"),
        "{alone}"
    );
    let (over, _) = run(&["--state", &house.bench.database.url(), "--region", "CZ042"]);
    assert!(over.contains("13 ok") && !over.contains("not judged"), "{over}");
    let (_, refused) = run(&["--state", &house.bench.database.url()]);
    assert!(refused.contains("--region"), "{refused}");
    let (_, unknown) = run(&["--state", &house.bench.database.url(), "--region", "CZ010"]);
    assert!(unknown.contains("CZ010"), "{unknown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_change_fits_a_state_that_has_what_it_deletes() {
    let Some(shared) = kit::shared() else { return };
    let sample: PathBuf = shared.join("jvf/samples/1.4.3/ukazka_GAD.xml");
    let text = std::fs::read_to_string(&sample).unwrap();
    // What it deletes, as it was.
    let mut state = text
        .trim_start_matches('\u{feff}')
        .replace("změnové věty", "kompletní zápis");
    for letter in ["i", "u"] {
        state = without_records(&state, letter);
    }
    let state = state.replace(">d</", ">r</");
    let bench = Bench::with_regions(&[outline_around()]).await;
    let report = bench
        .import(&bench.file("state.xml", &state), Some("CZ042"), Unknown::Refuse)
        .await;
    assert_eq!(
        (report.errors.len(), report.records),
        (0, 4),
        "{:?}",
        report.errors
    );
    let region = bench
        .store
        .region(&RegionCode::parse("CZ042").unwrap())
        .await
        .unwrap();
    let options = Options {
        only: vec![Selector::parse("3").unwrap()],
        surroundings: Some(StateView(Arc::new(bench.store.state_of(&region, Viewer::Check)))),
        ..bench.checks(DAY).await
    };
    let file = sample.clone();
    let report = tokio::task::spawn_blocking(move || check(&sample, "GAD", &options).unwrap())
        .await
        .unwrap();
    expect(&report.findings, &[]);
    assert!(report.checks.iter().all(|outcome| outcome.left_open.is_none()));
    // And it is put in force, as far as topology is asked.
    let options = Options {
        only: vec![Selector::parse("3").unwrap()],
        ..bench.checks(DAY).await
    };
    let report = bench.import_by(&file, "CZ042", options).await;
    assert_eq!(
        (report.errors.len(), report.inserted, report.deleted),
        (0, 20, 4),
        "{:?}",
        report.errors
    );
}

/// A file without the records of one operation.
fn without_records(text: &str, letter: &str) -> String {
    let mut parts = text.split_inclusive("</ZaznamObjektu>");
    let keep = |part: &str| -> String {
        let Some(start) = part.find("<ZaznamObjektu>") else {
            return part.to_owned();
        };
        let told = part[start..].contains(&format!("ZapisObjektu xmlns=\"cmn\">{letter}<"))
            || part[start..].contains(&format!("ZapisObjektu>{letter}<"));
        part[..if told { start } else { part.len() }].to_owned()
    };
    parts.by_ref().map(keep).collect()
}

/// Ústecký region as large as the country.
fn outline_around() -> dtm::model::Outline {
    let ring =
        "[[-904000,-1227000],[-432000,-1227000],[-432000,-936000],[-904000,-936000],[-904000,-1227000]]";
    let text = format!(
        r#"{{"features":[{{"properties":{{"code":"CZ042","name":"Ústecký"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}]}}"#
    );
    dtm::model::Outline::read(&text).unwrap().remove(0)
}
