//! States that are exported: what belongs to an area, what is said of a data set, in which records.

use dtm::export::{DataSet, ExportError};
use dtm::model::Catalogue;
use dtm::model::area::read_ring_text;

use dtm::store::{Part, Selection, Versions, Window};

use super::accompanying::{ALL, Asked, change, deliver, issued, place, request, square, written};
use crate::import::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_in_a_hole_of_the_area_is_outside() {
    let bench = Bench::new().await;
    for number in 1..=3 {
        deliver(&bench, number, "").await;
    }
    let ring = |number: u32, size: f64| {
        let text = square(place(number), size).replace(' ', ",");
        read_ring_text(&text).unwrap().remove(0).remove(0)
    };
    let area = Some(vec![vec![ring(2, 100.0), ring(2, 5.0)]]);
    let issue = issued(&bench, 1, Asked { area, ..ALL }).await;
    assert_eq!(issue.matches("<ZaznamObjektu>").count(), 2, "{issue}");
    assert!(issue.contains(":interior>"), "the outline tells the hole");
}

/// How many objects of a data set meet a ring.
async fn objects(bench: &Bench, set: u8, ring: &str) -> u64 {
    let mut request = request(bench, set, ALL).await;
    request.area = Some(read_ring_text(ring).unwrap());
    let state = request.begin(&bench.store).await.unwrap();
    let writing = tokio::task::spawn_blocking(move || {
        let mut out = Vec::new();
        state.write_sequence(&mut out, &dtm::export::Options::default())
    });
    writing.await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_only_its_critical_area_places_is_in_the_area() {
    let bench = Bench::new().await;
    for number in [1, 2] {
        deliver(&bench, number, "").await;
    }
    let blurred = "update feature set critical_area = ST_Buffer(ST_Force2D(geometry), 50), geometry = null where since = 1";
    sqlx::raw_sql(blurred)
        .execute(&mut bench.sql().await)
        .await
        .unwrap();
    let around = async |x: f64| {
        let ring = format!("{},-990003,{},-990003,{},-989998", x - 3.0, x + 3.0, x + 3.0);
        objects(&bench, 1, &ring).await
    };
    assert_eq!(around(place(1)).await, 1);
    assert_eq!(
        around(place(2)).await,
        2,
        "its own place is in the area of the other"
    );
    assert_eq!(around(place(20)).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_judged_before_anything_is_read() {
    let bench = Bench::new().await;
    deliver(&bench, 1, "").await;
    for (version, note, taken) in [
        ("1.4.3", "Telč & okolí\n2026".to_owned(), true),
        ("1.4.3", "a\u{1}b".to_owned(), false),
        ("1.4.3", "x".repeat(1001), true),
        ("1.5.0", "ž".repeat(1000), true),
        ("1.5.0", "ž".repeat(1001), false),
    ] {
        let mut request = request(&bench, 1, ALL).await;
        request.catalogue = Catalogue::embedded(version).unwrap();
        request.note = Some(note);
        match request.begin_jvf(&bench.store).await {
            Ok(_) => assert!(taken, "{version}"),
            Err(error) => assert!(
                !taken && matches!(error, ExportError::Note(_)),
                "{version}: {error}"
            ),
        }
    }
}

/// A line of a water network: its owner and its identifier.
fn line(owner: &str, id: u32) -> String {
    format!(
        "insert into feature (region, id, object_type, since, level, incomplete, critical, owner, attributes, geometry) values
         (42, 4200113000000000{id}, 10011302, 1, -1, false, false, '{owner}', '{{\"StavTrasySiteTI\": 1, \"Dimenze\": 80}}',
          'SRID=5514;LINESTRING Z(-770210.00 -985200.00 195.00,-770160.00 -985150.00 195.50)');"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_second_generation_an_owner_gets_its_own_in_complete_records() {
    let bench = Bench::new().await;
    deliver(&bench, 1, "").await;
    let lines = line("SUBJ-00000001", 1) + &line("SUBJ-00000002", 2);
    sqlx::raw_sql(&lines)
        .execute(&mut bench.sql().await)
        .await
        .unwrap();
    let records = async |set: Option<u8>, audience| {
        let mut request = request(&bench, 1, Asked { audience, ..ALL }).await;
        request.data_set = set.and_then(DataSet::new);
        request.catalogue = Catalogue::embedded("1.5.0").unwrap();
        let issue = written(&bench, request).await;
        let count = |name: &str| issue.matches(&format!("<ZaznamObjektu{name}>")).count();
        (count("RefN"), count("RefV"), issue.contains("Dimenze>80<"))
    };
    assert_eq!(records(None, "entitled").await, (2, 1, true));
    assert_eq!(records(None, "owner:SUBJ-00000001").await, (1, 1, true));
    assert_eq!(records(Some(10), "owner:SUBJ-00000001").await, (1, 0, true));
    assert_eq!(records(None, "owner:SUBJ-00000003").await, (0, 1, false));
    assert_eq!(records(None, "public").await, (0, 1, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_change_set_there_is_an_empty_file() {
    let bench = Bench::new().await;
    let empty = issued(&bench, 9, ALL).await;
    assert!(empty.contains("<TypDatoveSady>9</TypDatoveSady>") && !empty.contains("<ZaznamObjektu"));
    deliver(&bench, 1, &change("Z1", "")).await;
    for set in [0, 1, 4, 9] {
        let issue = issued(&bench, set, Asked { at: Some(0), ..ALL }).await;
        assert!(
            !issue.contains("<ZaznamObjektu") && !issue.contains("<ZaznamZmeny"),
            "{issue}"
        );
    }
    let state = request(&bench, 1, Asked { at: Some(0), ..ALL })
        .await
        .begin(&bench.store)
        .await
        .unwrap();
    let writing = tokio::task::spawn_blocking(move || {
        state.write_sequence(&mut Vec::new(), &dtm::export::Options::default())
    });
    assert_eq!(writing.await.unwrap().unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivered_area_that_crosses_itself_stops_no_question_for_what_is_around() {
    let bench = Bench::new().await;
    for number in [1, 2] {
        deliver(&bench, number, "").await;
    }
    let (west, south) = (place(1), -990_000);
    let crossing = format!(
        "update feature set object_type = (select key from object_type where element = 'BudovaPlocha'),
                geometry = ST_GeomFromText('POLYGON(({west} {south},{0} {south},{0} {1},{west} {1},{west} {south}),
                    ({2} {3},{4} {3},{4} {5},{2} {6},{2} {3}))', 5514)
         where since = 1",
        west + 10.0,
        south + 10,
        west + 5.0,
        south + 5,
        west + 15.0,
        south + 12,
        south + 11
    );
    sqlx::raw_sql(&crossing)
        .execute(&mut bench.sql().await)
        .await
        .unwrap();
    let (corner, ring) = (west + 5.0, [(0.0, 0), (10.0, 1), (1.0, 10)]);
    let area: Vec<_> = ring
        .iter()
        .map(|(x, y)| format!("{:.2},{}", corner + x, south + 4 + y))
        .collect();
    assert_eq!(objects(&bench, 2, &area.join(",")).await, 1);
    let view = super::entitled();
    let positions = ring
        .iter()
        .chain(&ring[..1])
        .map(|(x, y)| [corner + x, f64::from(south + 4 + y)]);
    let selection = Selection {
        object_type: view.catalogue().object_type("BudovaPlocha").unwrap().1,
        regions: vec![(super::region(&bench.store).await.number, Versions::At(2))],
        window: Some(Window::Parts(vec![Part::Area(vec![positions.collect()])])),
        heights: None,
        id: None,
    };
    assert_eq!(bench.store.count(&view, &selection).await.unwrap(), Some(1));
    assert!(bench.store.item(&view, selection).await.unwrap().is_some());
}
