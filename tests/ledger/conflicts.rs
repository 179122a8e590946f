//! What stands in the way of a delivery is told with the object, the change set and who made it; nothing of it is applied then.

use dtm::intake::{Located, Verdict};
use dtm::model::{Language, Moment};
use dtm::store::Unknown;

use crate::import::{Bench, points, points_of};

const CHANGES: &str = "změnové věty";

async fn bench() -> Bench {
    let bench = Bench::new().await;
    bench.three_points().await;
    bench
        .points("b", &[("u", "1", -760_000.5, "1"), ("d", "2", -760_001.0, "2")])
        .await;
    bench
}

async fn only_error(bench: &Bench, name: &str, text: &str, base: Option<Moment>) -> Located {
    let before = bench
        .text("select count(*)::text || max(since) from feature")
        .await;
    let report = bench
        .import_over(&bench.file(name, text), base, Unknown::Refuse)
        .await;
    assert_eq!(report.verdict, Verdict::Refused);
    assert_eq!(report.errors.len(), 1, "{:?}", report.errors);
    assert_eq!(
        bench
            .text("select count(*)::text || max(since) from feature")
            .await,
        before
    );
    assert_eq!(
        bench
            .text("select last_change_set::text from region where code = 'CZ042'")
            .await,
        "2"
    );
    report.errors[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_has_ended_names_who_ended_it() {
    let bench = bench().await;
    for record in [("u", "2", -760_001.0, "2"), ("d", "2", -760_001.0, "2")] {
        let error = only_error(&bench, record.0, &points_of(CHANGES, &[record]), None).await;
        assert_eq!((error.code.as_str(), error.change_set), ("object-ended", Some(2)));
        assert_eq!(error.author.as_deref(), Some("test"));
        assert_eq!(
            error.text(Language::English),
            "object 2 has ended already (change set 2, test); leave it out, insert (i) a new object without ID"
        );
        assert_eq!(
            error.text(Language::Czech),
            "objekt 2 byl již zrušen (změna číslo 2, test); vynechte jej, nový objekt vložte (i) bez ID"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_since_the_base_is_stale_and_what_did_not_is_not() {
    let bench = bench().await;
    let change = |id| points_of(CHANGES, &[("u", id, -760_007.0, "7")]);
    for base in [Moment::Number(1), Moment::parse("2020-01-01").unwrap()] {
        let error = only_error(&bench, "c", &change("1"), Some(base)).await;
        assert_eq!((error.code.as_str(), error.change_set), ("stale", Some(2)));
        assert!(error.text(Language::English).contains("(change set 2, test)"));
    }
    let file = bench.file("d", &change("3"));
    let report = bench
        .import_over(&file, Some(Moment::Number(1)), Unknown::Refuse)
        .await;
    assert_eq!((report.verdict, report.updated), (Verdict::Applied, 1));
    let report = bench
        .import_over(
            &bench.file("e", &change("1")),
            Some(Moment::Number(3)),
            Unknown::Refuse,
        )
        .await;
    assert_eq!((report.verdict, report.updated), (Verdict::Applied, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_over_a_base_takes_back_nothing_that_changed_since() {
    let bench = Bench::new().await;
    bench.three_points().await;
    bench
        .points(
            "b",
            &[
                ("u", "1", -760_000.5, "1b"),
                ("d", "2", -760_001.0, "2"),
                ("r", "3", -760_002.5, "3b"),
            ],
        )
        .await;
    let over = async |name: &str, record, base| {
        let path = bench.file(name, &points(&[record]));
        let report = bench
            .import_over(&path, Some(Moment::Number(base)), Unknown::Refuse)
            .await;
        report
            .errors
            .iter()
            .map(|error| (error.code.clone(), error.change_set))
            .collect::<Vec<_>>()
    };
    let conflict = |code: &str| vec![(code.to_owned(), Some(2))];
    assert_eq!(over("c", ("r", "1", -760_000.0, "1"), 1).await, conflict("stale"));
    assert_eq!(
        over("d", ("r", "2", -760_001.0, "2"), 1).await,
        conflict("object-ended")
    );
    // What is so already, and what was known.
    assert_eq!(over("e", ("r", "3", -760_002.5, "3b"), 1).await, []);
    assert_eq!(over("f", ("r", "1", -760_000.5, "1b"), 1).await, []);
    assert_eq!(over("g", ("r", "1", -760_000.0, "1"), 4).await, []);
    assert_eq!(over("h", ("r", "2", -760_001.0, "2"), 2).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_tells_an_older_date_of_change_is_stale() {
    let bench = Bench::new().await;
    let dated = |operation, x, day: &str| {
        let text = points(&[(operation, "1", x, "1")]);
        let time = format!("<a:DatumZmeny>{day}T10:00:00</a:DatumZmeny></a:SpolecneAtributyVsechObjektu>");
        text.replace("</a:SpolecneAtributyVsechObjektu>", &time)
    };
    let import = async |name: &str, text: &str| {
        bench
            .import_over(&bench.file(name, text), None, Unknown::Refuse)
            .await
    };
    import("a", &dated("r", -760_000.0, "2026-05-01")).await;
    let stale = import("b", &dated("u", -760_001.0, "2026-04-01")).await;
    assert_eq!(
        (stale.verdict, stale.errors[0].code.as_str()),
        (Verdict::Refused, "stale")
    );
    assert_eq!(
        import("c", &dated("u", -760_001.0, "2026-06-01")).await.verdict,
        Verdict::Applied
    );
    assert_eq!(
        import("d", &dated("d", -760_001.0, "2026-06-01")).await.verdict,
        Verdict::Applied
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_type_of_an_object_never_changes() {
    let bench = bench().await;
    // The same record as a point of another type, whose identifiers it takes.
    let text = points_of(CHANGES, &[("u", "1", -760_000.0, "1")])
        .replace("PodrobnyBodZPS", "Strom")
        .replace("pobzps", "strom")
        .replace("<a:CisloBodu>1</a:CisloBodu>", "");
    let catalogue = dtm::model::Catalogue::embedded("1.4.3").unwrap();
    let other = catalogue.object_types.iter().find(|t| {
        t.element != "PodrobnyBodZPS"
            && t.geometry == dtm::model::catalogue::GeometryKind::Point
            && t.part == dtm::model::Part::Zps
            && t.dimension == 3
    });
    let other = other.unwrap();
    let text = text
        .replace("Strom", &other.element)
        .replace("strom", &other.namespace);
    let error = only_error(&bench, "c", &text, None).await;
    assert_eq!(
        (error.code.as_str(), error.change_set),
        ("other-type", Some(2)),
        "{error:?}"
    );
    assert!(
        error
            .text(Language::English)
            .contains("the type of an object cannot change")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn references_among_changes_put_nothing_in_force() {
    let bench = bench().await;
    let text = points_of(
        CHANGES,
        &[
            ("r", "3", -760_099.0, "old"),
            ("r", "77", -760_099.0, "unknown"),
            ("i", "", -760_005.0, "5"),
        ],
    );
    let report = bench
        .import_over(&bench.file("c", &text), None, Unknown::Refuse)
        .await;
    assert_eq!((report.inserted, report.updated, report.unchanged), (1, 0, 2));
    assert_eq!(
        bench
            .text("select string_agg(ST_X(geometry)::text, ' ' order by id) from feature")
            .await,
        "-760000.5 -760002 -760005"
    );
    // In a region without rows too.
    let bench = Bench::new().await;
    let report = bench
        .import_over(&bench.file("c", &text), None, Unknown::Refuse)
        .await;
    assert_eq!((report.inserted, report.unchanged), (1, 2));
    assert_eq!(bench.text("select count(*)::text from feature").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn tolerated_changes_of_unknown_objects_do_not_hide_conflicts() {
    let bench = bench().await;
    let mut records: Vec<(String, &str)> = (0..1100).map(|n| ((1000 + n).to_string(), "u")).collect();
    records.push(("2".to_owned(), "d"));
    let records: Vec<_> = records
        .iter()
        .map(|(id, operation)| (*operation, id.as_str(), -760_000.0, "x"))
        .collect();
    let report = bench
        .import_over(
            &bench.file("c", &points_of(CHANGES, &records)),
            None,
            Unknown::Tolerate,
        )
        .await;
    assert_eq!(report.verdict, Verdict::Refused);
    assert_eq!(
        report
            .errors
            .iter()
            .map(|e| (e.code.as_str(), e.record))
            .collect::<Vec<_>>(),
        [("object-ended", 1101)]
    );
}
