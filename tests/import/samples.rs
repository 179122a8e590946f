//! The official samples, imported; counts by type and operation equal those of lxml.

use dtm::intake::Verdict;
use dtm::model::Outline;
use dtm::store::Unknown;

use super::Bench;
use crate::kit;
use crate::reader::samples::{SAMPLES, judged};

#[tokio::test(flavor = "multi_thread")]
async fn the_official_samples_are_imported_into_the_regions_that_their_coordinates_tell() {
    let Some(shared) = kit::shared() else { return };
    let outlines = std::fs::read_to_string(shared.join("data/regions-5514.geojson")).unwrap();
    let bench = Bench::with_regions(&Outline::read(&outlines).unwrap()).await;
    let mut stored = 0_i64;
    for (name, records) in SAMPLES {
        let path = shared.join(format!("jvf/samples/1.4.3/ukazka_{name}.xml"));
        let report = bench.import(&path, None, Unknown::Tolerate).await;
        assert_eq!(report.verdict, Verdict::Applied, "{name}: {:?}", report.errors);
        assert_eq!(report.records, records, "{name}");
        if let Some(judged) = judged(&path) {
            assert_eq!(report.counts, judged, "{name}");
        }
        // The only ends of objects in the samples are of objects that no sample holds.
        let ends: u64 = report.counts.values().filter_map(|counts| counts.get("d")).sum();
        assert_eq!(report.warnings.len() as u64, ends, "{name}");
        assert_eq!(report.inserted, records - ends, "{name}");
        stored += i64::try_from(records - ends).unwrap();
    }
    let count: i64 = sqlx::query_scalar("select count(*) from feature")
        .fetch_one(&mut bench.sql().await)
        .await
        .unwrap();
    assert_eq!(count, stored);
    let regions = bench.text("select string_agg(distinct code, ' ' order by code) from feature f join region r on r.number = f.region").await;
    assert_eq!(regions, "CZ020 CZ063 CZ072");
    let areas = bench.text(
        "select string_agg(distinct GeometryType(geometry) || ST_NDims(geometry) || GeometryType(outline) || ST_NDims(outline), ' ')
         from feature where outline is not null",
    );
    assert_eq!(areas.await, "POLYGON2MULTILINESTRING3");
    let licence = "select string_agg(azi, ' ') from delivery_part,
        unnest(xpath('/*[local-name()=''ZaznamZmeny'']/*[local-name()=''AZI'']/text()', content::xml)::text[]) as azi";
    assert_eq!(bench.text(licence).await, "9999");
}
