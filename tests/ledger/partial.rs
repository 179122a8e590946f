//! Changes of the second generation: what they leave out stays, what they write as nil goes.

use dtm::intake::Verdict;
use dtm::store::Unknown;

use crate::import::{Bench, points};

fn changes(records: &str) -> String {
    format!(
        r#"<JVFDTM xmlns="objtyp" xmlns:a="atr" xmlns:c="cmn" xmlns:p="pobzps" xmlns:f="plotli" xmlns:gml="http://www.opengis.net/gml/3.2"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><DataJVFDTM><c:VerzeJVFDTM>1.5.0.beta3</c:VerzeJVFDTM>
        <c:TypZapisu>změnové věty</c:TypZapisu><Data>{records}</Data></DataJVFDTM></JVFDTM>"#
    )
}

fn points_2(records: &str) -> String {
    changes(&format!(
        "<PodrobnyBodZPS><p:ZaznamyObjektu>{records}</p:ZaznamyObjektu></PodrobnyBodZPS>"
    ))
}

fn update(id: &str, attributes: &str, geometry: &str) -> String {
    format!(
        "<p:ZaznamObjektuUpd><p:AtributyObjektu><p:SpolecneAtributyVsechObjektu><a:ID>{id}</a:ID>{attributes}</p:AtributyObjektu>{geometry}</p:ZaznamObjektuUpd>"
    )
}

const STATE: &str = "select string_agg(concat_ws(' ', id, since, level, position_accuracy, description, attributes, ST_AsText(geometry)), ' | ' order by id) from feature";

#[tokio::test(flavor = "multi_thread")]
async fn a_change_takes_what_it_leaves_out_from_the_version_before() {
    let bench = Bench::new().await;
    let text = points(&[
        ("r", "1", -760_000.0, "1"),
        ("r", "2", -760_001.0, "2"),
        ("r", "3", -760_002.0, "3"),
    ])
    .replace("<a:IDZmeny>", "<a:PopisObjektu>popis</a:PopisObjektu><a:IDZmeny>");
    bench
        .import(&bench.file("a", &text), Some("CZ042"), Unknown::Refuse)
        .await;
    let end = "</p:SpolecneAtributyVsechObjektu>";
    let point = "<p:GeometrieObjektu><gml:pointProperty><gml:Point><gml:pos>-760009.00 -990000.5 321.05</gml:pos></gml:Point></gml:pointProperty></p:GeometrieObjektu>";
    let text = points_2(&format!(
        "{}{}{}",
        update(
            "1",
            &format!("{end}<a:TridaPresnostiPoloha>2</a:TridaPresnostiPoloha>"),
            ""
        ),
        update(
            "2",
            &format!("<a:PopisObjektu xsi:nil=\"true\"/>{end}<a:CisloBodu>22</a:CisloBodu>"),
            ""
        ),
        update("3", end, point),
    ));
    let report = bench
        .import(&bench.file("b", &text), Some("CZ042"), Unknown::Refuse)
        .await;
    assert_eq!(
        (report.verdict, report.updated),
        (Verdict::Applied, 3),
        "{:?}",
        report.errors
    );
    assert_eq!(
        bench.text(STATE).await,
        "1 2 0 2 popis {\"CisloBodu\": \"1\"} POINT Z (-760000 -990000.5 321.05) | \
         2 2 0 3 {\"CisloBodu\": \"22\"} POINT Z (-760001 -990000.5 321.05) | \
         3 2 0 3 popis {\"CisloBodu\": \"3\"} POINT Z (-760009 -990000.5 321.05)"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_needs_the_identity_only_and_a_change_that_changes_nothing_makes_no_version() {
    let bench = Bench::new().await;
    bench
        .points("a", &[("r", "1", -760_000.0, "1"), ("r", "2", -760_001.0, "2")])
        .await;
    let end = "</p:SpolecneAtributyVsechObjektu>";
    let deleted = "<p:ZaznamObjektuDel><p:AtributyObjektu><p:SpolecneAtributyVsechObjektu><a:ID>1</a:ID></p:SpolecneAtributyVsechObjektu></p:AtributyObjektu></p:ZaznamObjektuDel>";
    let same = update("2", &format!("{end}<a:CisloBodu>2</a:CisloBodu>"), "");
    let text = points_2(&format!("{deleted}{same}"));
    let report = bench
        .import(&bench.file("b", &text), Some("CZ042"), Unknown::Refuse)
        .await;
    assert_eq!(
        (report.deleted, report.updated, report.unchanged),
        (1, 0, 1),
        "{:?}",
        report.errors
    );
    assert_eq!(
        bench
            .text("select string_agg(id || ':' || since, ' ') from feature")
            .await,
        "2:1"
    );
    assert_eq!(
        bench
            .text("select counts::text from change_set where number = 2")
            .await,
        "{\"PodrobnyBodZPS\": {\"d\": 1}}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_system_marks_what_a_delivery_does_not_tell_of_itself() {
    let bench = Bench::new().await;
    let without = |text: String| text.replace("<a:IDZmeny>CZ042-1</a:IDZmeny>", "");
    let dated = points(&[("r", "1", -760_000.0, "1")]).replace(
        "<a:IDZmeny>",
        "<a:IDEditora>SUBJ-1</a:IDEditora><a:DatumVkladu>2024-05-01T10:00:00</a:DatumVkladu><a:IDZmeny>",
    );
    bench
        .import(&bench.file("a", &dated), Some("CZ042"), Unknown::Refuse)
        .await;
    let text = without(points(&[
        ("u", "1", -760_000.5, "1"),
        ("i", "", -760_001.0, "2"),
        ("r", "77", -760_002.0, "3"),
    ]));
    bench.import_submission(&bench.file("b", &text), "PGAD-1").await;
    let marks = "select string_agg(concat_ws(' ', id, editor, submission_id, created_at > '2026-01-01', changed_at > '2026-01-01'), ' | ' order by id) from feature";
    assert_eq!(
        bench.text(marks).await,
        "1 SUBJ-1 PGAD-1 f t | 77 | 42002180000000001 PGAD-1 t"
    );
    assert_eq!(
        bench
            .text("select submission_id from change_set where number = 2")
            .await,
        "PGAD-1"
    );
    // What is told again without a difference is none.
    let again = without(points(&[("u", "1", -760_000.5, "1")]));
    let report = bench
        .import(&bench.file("c", &again), Some("CZ042"), Unknown::Refuse)
        .await;
    assert_eq!((report.updated, report.unchanged), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn new_objects_are_told_by_what_their_records_were_called() {
    let bench = Bench::new().await;
    let text = points(&[
        ("i", "", -760_000.0, "1"),
        ("i", "52002180000000007", -760_001.0, "2"),
        ("i", "42002180000000005", -760_002.0, "3"),
    ])
    .replacen("<gml:Point>", "<gml:Point gml:id=\"A1\">", 1);
    let report = bench
        .import(&bench.file("a", &text), Some("CZ042"), Unknown::Refuse)
        .await;
    assert_eq!(report.identifiers_given, 2);
    assert_eq!(
        bench.text("select string_agg(concat_ws(' ', record, temporary, id), ' | ' order by record) from given_identifier").await,
        "1 A1 42002180000000006 | 2 52002180000000007 42002180000000007"
    );
}
