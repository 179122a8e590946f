//! GeoParquet, read by Arrow.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use dtm::export::Format;
use dtm::model::{Dimension, Geometry, Shape};
use serde_json::{Value, json};

use super::sample::{self, Times};
use super::{entries, write};
use crate::kit;

/// What Arrow reads from an entry of a zip; `None`, loudly, when it is not there. It is in the judges' own environment,
/// which scripts/test puts before the others.
fn arrow(zip: &Path, entry: &str) -> Option<Value> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(zip).unwrap()).unwrap();
    let mut bytes = Vec::new();
    archive.by_name(entry).unwrap().read_to_end(&mut bytes).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let ran = Command::new("python3")
        .args(["-c", include_str!("../judges/arrow.py")])
        .stdin(Stdio::from(std::fs::File::open(file.path()).unwrap()))
        .output();
    let Ok(ran) = ran else {
        kit::skip("python3 is not installed; nothing reads GeoParquet");
        return None;
    };
    let faults = String::from_utf8_lossy(&ran.stderr);
    if faults.contains("No module named") {
        kit::skip("python3 has no pyarrow and osgeo; nothing reads GeoParquet (scripts/setup --tests)");
        return None;
    }
    assert!(ran.status.success(), "{faults}");
    Some(serde_json::from_slice(&ran.stdout).unwrap())
}

#[test]
fn a_zip_of_geoparquet_files_holds_everything_for_arrow() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("map.parquet.zip");
    let features = sample::features();
    write(Format::GeoParquet, sample::catalogue(), &features, &file);
    let names: Vec<String> = sample::layers(&features)
        .iter()
        .map(|layer| format!("{layer}.parquet"))
        .collect();
    assert_eq!(entries(&file), names);
    for layer in sample::layers(&features) {
        let Some(read) = arrow(&file, &format!("{layer}.parquet")) else {
            return;
        };
        let column = &read["geo"]["columns"]["geometry"];
        assert_eq!(
            (&read["geo"]["version"], &read["geo"]["primary_column"]),
            (&json!("1.1.0"), &json!("geometry"))
        );
        assert_eq!(column["crs"]["id"], json!({"authority": "EPSG", "code": 5514}));
        assert_eq!(column["encoding"], "WKB");
        let expected = sample::expected(&features, &layer, Times::Local);
        let rows = read["rows"].as_array().unwrap();
        assert_eq!(rows.len(), expected.len(), "{layer}");
        for row in rows {
            let id = row["values"]["id"].as_str().unwrap();
            assert_eq!(row["geometry"], expected[id]["geometry"], "{layer} {id}");
            assert_eq!(row["bbox"].is_null(), row["geometry"].is_null());
            for (name, value) in expected[id]["values"].as_object().unwrap() {
                let seen = &row["values"][name];
                let time = value.as_str().zip(seen.as_str()).is_some_and(|(value, seen)| {
                    // Arrow leaves out a fraction of nought, and has dates without a time.
                    value.strip_suffix(".000") == Some(seen)
                        || value.strip_suffix("T00:00:00.000") == Some(seen)
                        || seen.strip_suffix("000") == Some(value)
                });
                assert!(
                    seen == value || time,
                    "{layer} {id} {name}: {seen} is not {value}"
                );
            }
        }
    }
    let points = arrow(&file, "PodrobnyBodZPS.parquet").unwrap();
    let column = &points["geo"]["columns"]["geometry"];
    assert_eq!(column["geometry_types"], json!(["Point Z"]));
    assert_eq!(
        column["bbox"],
        json!([-751_974.18, -1_043_025.43, -742_974.11, -1_034_025.51])
    );
    assert_eq!(points["rows"][0]["bbox"]["xmin"], -742_974.11);
    assert_eq!(points["fields"]["DatumVkladu"], "timestamp[us]");
    assert_eq!(points["fields"]["TridaPresnostiPoloha"], "int64");
    let pipes = arrow(&file, "TrasaVodovodniSite.parquet").unwrap();
    assert_eq!(
        [&pipes["fields"]["KritickaTI"], &pipes["fields"]["Dimenze"]],
        ["bool", "double"]
    );
    let dumps = arrow(&file, "SkladkaOdpaduPlocha.parquet").unwrap();
    assert_eq!(dumps["fields"]["DatumRekultivace"], "date32[day]");
}

#[test]
fn many_rows_become_several_groups() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("map.parquet.zip");
    let features: Vec<_> = (0..70_000)
        .map(|number| {
            let shape = Shape::Point(sample::at(number, -number, number));
            let geometry = (number % 3 > 0).then(|| Geometry::new(Dimension::Three, shape));
            let text = format!("č. {number}");
            let id = (number + 1).to_string();
            sample::feature(
                "PodrobnyBodZPS",
                &id,
                geometry,
                &[("CisloBodu", (number % 5 > 0).then_some(text.as_str()))],
            )
        })
        .collect();
    write(Format::GeoParquet, sample::catalogue(), &features, &file);
    let Some(read) = arrow(&file, "PodrobnyBodZPS.parquet") else {
        return;
    };
    assert_eq!(read["groups"], 2);
    let expected = sample::expected(&features, "PodrobnyBodZPS", Times::Local);
    for row in read["rows"].as_array().unwrap() {
        let id = row["values"]["id"].as_str().unwrap();
        assert_eq!(row["values"], expected[id]["values"]);
        assert_eq!(row["geometry"], expected[id]["geometry"]);
    }
}
