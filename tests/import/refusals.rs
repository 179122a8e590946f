//! What is refused changes nothing, and the report names every fault with its place.

use std::process::{Command, Stdio};

use dtm::intake::{Delivery, IntakeError, Verdict, receive};
use dtm::model::Language;
use dtm::store::Unknown;

use super::{Bench, points};

async fn untouched(bench: &Bench, features: &str) {
    assert_eq!(bench.text("select count(*)::text from feature").await, features);
    assert_eq!(
        bench
            .text("select count(*)::text from pg_tables where tablename like 'staging%'")
            .await,
        "0"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_records_are_all_told_and_the_delivery_is_kept_as_refused() {
    let bench = Bench::new().await;
    let text = points(&[
        ("i", "", -760_000.0, "1"),
        ("x", "", -760_000.0, "1"),
        ("i", "", 760_000.0, "1"),
    ]);
    let report = bench
        .import(&bench.file("a", &text), Some("CZ042"), Unknown::Refuse)
        .await;
    assert_eq!(report.verdict, Verdict::Refused);
    let told: Vec<_> = report
        .errors
        .iter()
        .map(|error| (error.code.as_str(), error.record))
        .collect();
    assert_eq!(told, [("operation", 2), ("out-of-range", 3)]);
    assert!(
        report.errors[1]
            .text(Language::Czech)
            .contains("mimo Českou republiku")
    );
    untouched(&bench, "0").await;
    assert_eq!(
        bench
            .text("select concat_ws(' ', state, report->'errors'->0->>'code') from delivery")
            .await,
        "refused operation"
    );
    // The corrected file is a new delivery and gets the first number.
    let good = bench.points("b", &[("i", "", -760_000.0, "1")]).await;
    assert_eq!(good.change_set, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_of_another_type_is_told_with_its_attribute() {
    let bench = Bench::new().await;
    let text = points(&[("i", "", -760_000.0, "1")])
        .replace("<a:TridaPresnostiPoloha>3", "<a:TridaPresnostiPoloha>tři");
    let report = bench
        .import(&bench.file("a", &text), Some("CZ042"), Unknown::Refuse)
        .await;
    assert_eq!(report.errors[0].code, "value");
    assert_eq!(
        report.errors[0].text(Language::English),
        "\"tři\" is not a value of attribute TridaPresnostiPoloha; give a whole number"
    );
    untouched(&bench, "0").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn contradictions_with_the_state_are_told_at_their_lines() {
    let bench = Bench::new().await;
    bench
        .points(
            "a",
            &[
                ("r", "42002180000000001", -760_000.0, "1"),
                ("r", "2", -760_001.0, "1"),
            ],
        )
        .await;
    let report = bench
        .points(
            "b",
            &[
                ("i", "42002180000000001", -760_000.0, "1"),
                ("u", "7", -760_000.0, "1"),
                ("d", "8", -760_000.0, "1"),
                ("u", "2", -760_000.0, "1"),
                ("u", "2", -760_000.0, "1"),
            ],
        )
        .await;
    let told: Vec<_> = report
        .errors
        .iter()
        .map(|e| (e.code.as_str(), e.record, e.id.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("identifier-exists", 1, Some("42002180000000001")),
            ("unknown-identifier", 2, Some("7")),
            ("unknown-identifier", 3, Some("8")),
            ("repeated-identifier", 5, Some("2")),
        ]
    );
    assert_eq!(report.errors[0].line, 3);
    untouched(&bench, "2").await;
    let tolerated = bench.file(
        "c",
        &points(&[("u", "7", -760_000.0, "1"), ("d", "8", -760_000.0, "1")]),
    );
    let report = bench.import(&tolerated, Some("CZ042"), Unknown::Tolerate).await;
    assert_eq!(
        (report.verdict, report.inserted, report.deleted),
        (Verdict::Applied, 1, 0)
    );
    assert_eq!(report.warnings.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identifier_twice_in_a_first_state_is_told() {
    let bench = Bench::new().await;
    let report = bench
        .points(
            "a",
            &[
                ("r", "1", -760_000.0, "1"),
                ("r", "2", -760_000.0, "1"),
                ("r", "1", -760_000.0, "2"),
            ],
        )
        .await;
    let told: Vec<_> = report
        .errors
        .iter()
        .map(|e| (e.code.as_str(), e.record))
        .collect();
    assert_eq!(told, [("repeated-identifier", 3)]);
    untouched(&bench, "0").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_file_changes_nothing() {
    let bench = Bench::new().await;
    let text = points(&[("i", "", -760_000.0, "1"), ("i", "", -760_001.0, "1")]);
    let cut = bench.file("a", &text[..text.len() - 200]);
    let report = bench.import(&cut, Some("CZ042"), Unknown::Refuse).await;
    assert_eq!(report.errors[0].code, "truncated");
    untouched(&bench, "0").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_lies_in_no_region_asks_for_one() {
    let bench = Bench::new().await;
    // Bratislava is outside of every region, yet inside of the range of coordinates.
    let path = bench.file(
        "a",
        &points(&[("i", "", -580_000.0, "1")]).replace("-990000.5", "-1248000"),
    );
    let delivery = Delivery {
        path: path.clone(),
        name: "a".to_owned(),
        author: "test".to_owned(),
        region: None,
        unknown: Unknown::Refuse,
        submission: None,
        checks: None,
        base: None,
    };
    let error = receive(&bench.store, &bench.archive(), delivery, Box::new(|_, _| {}))
        .await
        .unwrap_err();
    assert!(matches!(error, IntakeError::NoRegion(locations) if locations.outside == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_import_leaves_nothing_and_the_next_one_succeeds() {
    let bench = Bench::new().await;
    let many: Vec<_> = (0..40_000)
        .map(|n| ("i", "", -760_000.0 - f64::from(n) / 100.0, "1"))
        .collect();
    let path = bench.file("a", &points(&many));
    let import = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
        command
            .args(["import", "--unchecked", "--region", "CZ042", "--data-dir"])
            .arg(bench.directory.path())
            .arg(&path)
            .env("DATABASE_URL", bench.database.url());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let mut child = import().spawn().unwrap();
    let staged = "select count(*)::text from pg_stat_activity where query like 'copy staging%' and state = 'active' and datname = current_database()";
    for _ in 0..500 {
        if bench.text(staged).await == "1" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    untouched(&bench, "0").await;
    assert!(import().status().unwrap().success());
    untouched(&bench, "40000").await;
    assert_eq!(
        bench
            .text("select last_change_set::text from region where code = 'CZ042'")
            .await,
        "1"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_ends_with_one_for_a_wanting_file_and_with_two_when_it_could_not_work() {
    let bench = Bench::new().await;
    let good = points(&[("i", "", -760_000.0, "1")]);
    let nowhere = good.replace("-990000.5", "-1248000");
    let run = |name: &str, text: &str, url: &str| {
        let path = bench.file(name, text);
        let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
        command
            .args(["import", "--unchecked", "--lang", "en", "--data-dir"])
            .arg(bench.directory.path());
        command.arg(path);
        let ran = command.env("DATABASE_URL", url).output().unwrap();
        (ran.status.code(), String::from_utf8(ran.stdout).unwrap())
    };
    let url = bench.database.url();
    let (status, told) = run("a", &good[..good.len() - 9], &url);
    assert!(
        status == Some(1) && told.contains("send the whole file again"),
        "{told}"
    );
    let (status, told) = run("b", &nowhere, &url);
    assert!(
        status == Some(1) && told.contains("name it with region"),
        "{told}"
    );
    assert_eq!(run("c", &good, "postgres://127.0.0.1:1/none").0, Some(2));
    let (status, told) = run("d", &good, &url);
    assert!(status == Some(0) && told.contains("change set 1"), "{told}");
}
