//! Undoing change sets and telling differences, by the commands.

use std::process::Command;

use dtm::store::Versions;

use super::{entitled, points};
use crate::import::Bench;

fn run(bench: &Bench, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dtm"));
    command.args(arguments).env("DATABASE_URL", bench.database.url());
    let ran = command.output().unwrap();
    let told = String::from_utf8(ran.stdout).unwrap() + &String::from_utf8(ran.stderr).unwrap();
    (ran.status.code(), told)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_set_is_undone_by_another_and_that_by_a_third() {
    let bench = Bench::new().await;
    bench
        .points("a", &[("r", "1", -760_000.0, "1"), ("r", "2", -760_001.0, "2")])
        .await;
    bench
        .points(
            "b",
            &[
                ("u", "1", -760_000.5, "1"),
                ("d", "2", -760_001.0, "2"),
                ("i", "", -760_003.0, "3"),
            ],
        )
        .await;
    let view = entitled();
    let at = async |number| points(&bench.store, &view, Versions::At(number)).await;
    let says = |features: &[dtm::model::Feature]| {
        features
            .iter()
            .map(|f| (f.id, f.attributes.clone(), f.geometry.clone()))
            .collect::<Vec<_>>()
    };
    let (status, told) = run(
        &bench,
        &[
            "revert", "2", "--region", "CZ042", "--lang", "en", "--author", "Jana",
        ],
    );
    assert_eq!(status, Some(0), "{told}");
    assert_eq!(
        told.trim(),
        "CZ042: change set 3 undoes change set 2 (1 new, 1 changed, 1 ended)"
    );
    assert_eq!(says(&at(3).await), says(&at(1).await));
    let (status, told) = run(&bench, &["revert", "2", "--region", "CZ042", "--lang", "en"]);
    assert_eq!(status, Some(1), "{told}");
    assert!(told.contains("undone already by change set 3"), "{told}");
    let (status, told) = run(&bench, &["revert", "3", "--region", "CZ042"]);
    assert_eq!(status, Some(0), "{told}");
    assert_eq!(says(&at(4).await), says(&at(2).await));
    let (status, told) = run(&bench, &["revert", "2", "--region", "CZ042", "--lang", "en"]);
    assert_eq!(status, Some(1), "{told}");
    assert!(
        told.contains("brought back by change set 4; undo that one"),
        "{told}"
    );
    let (_, told) = run(&bench, &["revert", "3", "--region", "CZ042", "--lang", "en"]);
    assert!(
        told.contains("change set 3 is undone already by change set 4"),
        "{told}"
    );
    assert_eq!(
        bench.text("select string_agg(concat_ws(':', number, kind, reverts, author), ' ' order by number) from change_set").await,
        "1:delivery:test 2:delivery:test 3:revert:2:Jana 4:revert:3:revert"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn later_change_sets_that_stand_in_the_way_are_named() {
    let bench = Bench::new().await;
    bench
        .points("a", &[("r", "1", -760_000.0, "1"), ("r", "2", -760_001.0, "2")])
        .await;
    bench.points("b", &[("u", "1", -760_000.5, "1")]).await;
    bench.points("c", &[("u", "2", -760_001.5, "2")]).await;
    bench.points("d", &[("d", "1", -760_000.5, "1")]).await;
    let (status, told) = run(&bench, &["revert", "2", "--region", "CZ042", "--lang", "en"]);
    assert_eq!(status, Some(1));
    assert!(
        told.contains("change set 4 (test): 1 object, such as 1"),
        "{told}"
    );
    assert!(!told.contains("change set 3"), "{told}");
    let (status, told) = run(&bench, &["revert", "1", "--region", "CZ042", "--lang", "en"]);
    assert_eq!(status, Some(1));
    assert!(
        told.contains("change set 2") && told.contains("change set 3"),
        "{told}"
    );
    let (status, told) = run(&bench, &["revert", "9", "--region", "CZ042", "--lang", "en"]);
    assert!(status == Some(1) && told.contains("no change set 9"), "{told}");
    assert_eq!(bench.text("select count(*)::text from change_set").await, "4");
    // Nothing touched what change set 3 did.
    assert_eq!(run(&bench, &["revert", "3", "--region", "CZ042"]).0, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn differences_name_persons_only_where_they_are_shown() {
    let bench = Bench::new().await;
    bench.points("a", &[("r", "1", -760_000.0, "1")]).await;
    bench.points("b", &[("u", "1", -760_000.5, "1b")]).await;
    let name = "update feature set changed_by = 'Jana Nováková'; update feature_history set created_by = 'Jana Nováková'";
    sqlx::raw_sql(name).execute(&mut bench.sql().await).await.unwrap();
    for format in ["text", "json", "jvf"] {
        for (options, named) in [
            (&["--audience", "entitled"][..], true),
            (&["--audience", "entitled", "--mask-persons"], false),
            (&["--audience", "public"], false),
        ] {
            let arguments = [
                &["diff", "1", "2", "--region", "CZ042", "--format", format][..],
                options,
            ]
            .concat();
            let (status, told) = run(&bench, &arguments);
            assert_eq!(status, Some(0), "{arguments:?}: {told}");
            assert!(told.contains("1b"), "{arguments:?}: {told}");
            assert_eq!(told.contains("Nováková"), named, "{arguments:?}: {told}");
        }
    }
}
