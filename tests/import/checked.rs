//! The official checks stand before the map: an error refuses, a warning is told, and no limit of the list lets an error through.

use std::path::Path;

use dtm::intake::Verdict;

use super::Bench;

const DAY: &str = "2026-07-01";

fn fixture(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_of_severity_error_refuses_and_a_clean_file_passes() {
    let bench = Bench::new().await;
    let clean = bench
        .import_checked(&fixture("demo/CZ042.jvf.xml"), "CZ042", DAY, 1000)
        .await;
    assert_eq!(clean.verdict, Verdict::Applied, "{:?}", clean.errors);
    let features = bench.text("select count(*)::text from feature").await;
    let file = bench.file(
        "cut.xml",
        &std::fs::read_to_string(fixture("demo/CZ042.jvf.xml"))
            .unwrap()
            .replacen("<a:TridaPresnostiPoloha>3<", "<a:TridaPresnostiPoloha>7<", 1),
    );
    let refused = bench.import_checked(&file, "CZ042", DAY, 1000).await;
    assert_eq!(refused.verdict, Verdict::Refused);
    assert_eq!(refused.errors[0].code, "check-1.1", "{:?}", refused.errors);
    assert!(refused.errors[0].line > 1 && !refused.errors[0].object_type.is_empty());
    assert_eq!(bench.text("select count(*)::text from feature").await, features);
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_beyond_the_list_refuse_too() {
    let bench = Bench::new().await;
    let file = bench.file(
        "cut.xml",
        &std::fs::read_to_string(fixture("demo/CZ042.jvf.xml"))
            .unwrap()
            .replacen("<a:TridaPresnostiPoloha>3<", "<a:TridaPresnostiPoloha>7<", 1),
    );
    let refused = bench.import_checked(&file, "CZ042", DAY, 0).await;
    assert_eq!(refused.verdict, Verdict::Refused);
    assert_eq!(refused.errors.len(), 1, "{:?}", refused.errors);
    assert_eq!(refused.errors[0].code, "check-1.1");
    assert_eq!(bench.text("select count(*)::text from feature").await, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_force_is_answered_as_before_whatever_rules_came_since() {
    let bench = Bench::new().await;
    let file = bench.file(
        "cut.xml",
        &std::fs::read_to_string(fixture("demo/CZ042.jvf.xml"))
            .unwrap()
            .replacen("<a:TridaPresnostiPoloha>3<", "<a:TridaPresnostiPoloha>7<", 1),
    );
    let first = bench
        .import(&file, Some("CZ042"), dtm::store::Unknown::Refuse)
        .await;
    assert_eq!(first.verdict, Verdict::Applied);
    let again = bench.import_checked(&file, "CZ042", DAY, 1000).await;
    assert_eq!((again.verdict, &again.id), (Verdict::Repeated, &first.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_of_a_checked_delivery_tells_the_line_of_its_record() {
    let bench = Bench::new().await;
    let demo = std::fs::read_to_string(fixture("demo/CZ042.jvf.xml")).unwrap();
    let changed = demo.replacen("<c:ZapisObjektu>r<", "<c:ZapisObjektu>u<", 1);
    let line = changed
        .lines()
        .position(|line| line.contains("<c:ZapisObjektu>u<"));
    let file = bench.file("changed.xml", &changed);
    let report = bench.import_checked(&file, "CZ042", DAY, 1000).await;
    assert_eq!(report.verdict, Verdict::Refused);
    let told: Vec<_> = report
        .errors
        .iter()
        .map(|error| (error.code.as_str(), error.record, error.line))
        .collect();
    assert_eq!(told, [("unknown-identifier", 1, line.unwrap() as u64 + 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_checks_allow_and_the_map_cannot_hold_is_refused_at_its_line() {
    let bench = Bench::new().await;
    let zone = fixture("check/1.4.3/zone-with-arcs.jvf.xml");
    let report = bench.import_checked(&zone, "CZ042", DAY, 1000).await;
    assert_eq!(report.verdict, Verdict::Refused);
    let text = std::fs::read_to_string(&zone).unwrap();
    let arcs: Vec<_> = report.errors.iter().filter(|error| error.code == "arc").collect();
    assert_eq!(arcs.len(), report.errors.len(), "{:?}", report.errors);
    for error in arcs {
        let line = text.lines().nth(error.line as usize - 1).unwrap();
        assert!(line.contains("Property"), "line {}: {line}", error.line);
    }
    assert_eq!(bench.text("select count(*)::text from feature").await, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_and_faults_come_in_the_order_of_the_file_however_many_threads_judge() {
    let demo = std::fs::read_to_string(fixture("demo/CZ042.jvf.xml")).unwrap();
    // Many batches with arcs: the reader refuses them, the checks do not.
    let zone = std::fs::read_to_string(fixture("check/1.4.3/zone-with-arcs.jvf.xml")).unwrap();
    let (begin, end) = ("<ZaznamObjektu>", "</ZaznamObjektu>");
    let first = zone.find(begin).unwrap();
    let last = zone.rfind(end).unwrap() + end.len();
    let records = &zone[first..last];
    let mut many = zone[..first].to_owned();
    for number in 0..300 {
        many += &records.replace("gml:id=\"", &format!("gml:id=\"n{number}"));
    }
    many += &zone[last..];

    let mut told = Vec::new();
    for threads in [1, 2, 5] {
        let bench = Bench::new().await;
        let options = dtm::check::Options {
            threads,
            ..bench.checks(DAY).await
        };
        let refused = bench
            .import_by(&bench.file("many.xml", &many), "CZ042", options.clone())
            .await;
        assert_eq!(refused.verdict, Verdict::Refused);
        let places: Vec<_> = refused.errors.iter().map(|e| (e.record, e.line)).collect();
        assert!(places.len() >= 300 && places.is_sorted(), "{places:?}");

        let applied = bench
            .import_by(&bench.file("demo.xml", &demo), "CZ042", options)
            .await;
        assert_eq!(applied.verdict, Verdict::Applied, "{:?}", applied.errors);
        let rows = bench
            .text("select string_agg(id::text, ' ' order by ctid) from feature_42_rows")
            .await;
        let account = bench
            .text("select concat_ws(' ', counts, types, submission_id, st_astext(area)) from change_set")
            .await;
        told.push((places, refused.errors_left_out, rows, account));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0], told[2]);
}
