//! What the queries of derivation read in a region of many faces: by indexes only, whatever the size of the region.

use sqlx::{Executor as _, PgConnection};

use super::region::{CZ042, demo};
use crate::import::Bench;

/// Faces with a definition point each, ten metres apart; every thousandth face has lost its point.
const FILL: &str = "
    insert into feature_42_rows (region, id, object_type, since, geometry)
    select 42, n, 104, 1, ST_SetSRID(ST_MakePoint(-700000 + n % 300 * 10 + 5, -1000000 - n / 300 * 10 + 5, 0), 5514)
    from generate_series(1, 60000) n;
    insert into derived_face (region, level, family, fate, point, objects, geometry)
    select 42, 0, 'ground', case when n % 1000 = 0 then 'unnamed' else 'area' end, case when n % 1000 > 0 then n end, array[n],
           ST_MakeEnvelope(-700000 + n % 300 * 10, -1000000 - n / 300 * 10, -699990 + n % 300 * 10, -999990 - n / 300 * 10, 5514)
    from generate_series(1, 60000) n;
    insert into delivery_part (region, delivery, number, section, parent, element, content, area)
    select region, id, 1000 + n, 'DoprovodneInformace', 'OblastiKompletniZPS', 'ZaznamZPS', '',
           ST_Multi(ST_MakeEnvelope(-700000 + n % 300 * 10, -1000000 - n / 300 * 10, -699990 + n % 300 * 10, -999990 - n / 300 * 10, 5514))
    from delivery, generate_series(1, 20000) n;
    analyze";

const NARROW: &str = "ST_MakeEnvelope(-699900, -1000900, -699800, -1000800, 5514)";
const WIDE: &str = "ST_MakeEnvelope(-900000, -1300000, -400000, -900000, 5514)";

/// The plan of a query of the store.
async fn plan(connection: &mut PgConnection, sql: &str, replaced: &[(&str, &str)]) -> String {
    let mut sql = sql.replace("{region}", "42").replace("{seen}", "");
    for (name, value) in replaced {
        sql = sql.replace(name, value);
    }
    let lines: Vec<String> = sqlx::query_scalar(&format!("explain {sql}"))
        .fetch_all(connection)
        .await
        .unwrap();
    lines.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn gaps_complete_zps_and_touched_areas_are_found_by_indexes() {
    let bench = Bench::new().await;
    bench
        .import(&demo().0, Some(CZ042), dtm::store::Unknown::Refuse)
        .await;
    let mut own = bench.sql().await;
    own.execute(FILL).await.unwrap();
    let is_read = |plan: &str, indexes: &[&str]| {
        indexes.iter().all(|index| plan.contains(index))
            && !plan.contains("Seq Scan on derived")
            && !plan.contains("Seq Scan on feature")
            && !plan.contains("Seq Scan on delivery_part")
    };
    let at = |place: &str| format!(" and geometry && {place} and ST_Intersects(geometry, {place})");
    let faces = include_str!("../../src/store/sql/gap_faces.sql").replace("$1", "5001");
    for place in [WIDE, NARROW] {
        let told = plan(&mut own, &faces, &[("{place}", &at(place))]).await;
        assert!(is_read(&told, &["derived_face_42_gaps"]), "{told}");
    }
    let points = include_str!("../../src/store/sql/gap_points.sql")
        .replace("$1", "5001")
        .replace("$2", "'{104}'");
    let told = plan(&mut own, &points, &[("{place}", &at(NARROW))]).await;
    assert!(
        is_read(&told, &["rows_geometry", "derived_face_42_point"]),
        "{told}"
    );
    // As a change asks it, along indexes.
    own.execute("set enable_seqscan = off").await.unwrap();
    let complete = include_str!("../../src/store/sql/completeness.sql");
    let box_of = [
        ("$1", "42::smallint"),
        ("$2", "'{-699900}'"),
        ("$3", "'{-1000900}'"),
        ("$4", "'{-699800}'"),
        ("$5", "'{-1000800}'"),
    ];
    let told = plan(&mut own, complete, &box_of).await;
    assert!(is_read(&told, &["delivery_part_complete"]), "{told}");
    let areas = include_str!("../../src/store/sql/touched_areas.sql");
    let told = plan(&mut own, areas, &[("$1", "7"), ("$2", "'{103}'")]).await;
    assert!(is_read(&told, &["rows_since", "derived_face_42_point"]), "{told}");
    let faces = include_str!("../../src/store/sql/derived_faces.sql");
    let told = plan(&mut own, faces, &box_of).await;
    assert!(is_read(&told, &["Index Scan"]), "{told}");
}
