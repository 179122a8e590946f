//! GDAL's driver for OGC API Features (`OAPIF`): the same number, attributes and heights come out as went in.

use std::process::Command;

use serde_json::Value;

use crate::kit::{self, App};

/// Runs a tool; `None`, loudly, when it is not there.
async fn run(program: &'static str, arguments: Vec<String>) -> Option<String> {
    let ran = tokio::task::spawn_blocking(move || Command::new(program).args(arguments).output());
    match ran.await.unwrap() {
        Ok(output) => {
            let (told, faults) = (
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr),
            );
            assert!(
                output.status.success() && !faults.contains("ERROR"),
                "{program}: {told}{faults}"
            );
            Some(told.into_owned())
        }
        Err(_) => {
            kit::skip("GDAL's tools are not installed; install gdal-bin");
            None
        }
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn ogrinfo_lists_the_collections_with_their_kind_of_geometry_and_number() {
    let app = App::new().await;
    let source = format!("OAPIF:{}", app.url(""));
    let Some(list) = run("ogrinfo", words(&format!("-ro {source}"))).await else {
        return;
    };
    for layer in [
        "HraniceBudovy (title: hranice budovy (linie)) (3D Line String)",
        "BudovaPlocha",
        "(3D Point)",
    ] {
        assert!(list.contains(layer), "{layer}: {list}");
    }
    let Some(walls) = run("ogrinfo", words(&format!("-ro -so {source} HraniceBudovy"))).await else {
        return;
    };
    assert!(walls.contains("Feature Count: 6"), "{walls}");
    assert!(walls.contains("TridaPresnostiPoloha: Integer"), "{walls}");
}

/// Page by page, with every attribute and height as `items` gives them.
#[tokio::test(flavor = "multi_thread")]
async fn ogr2ogr_reads_all_features_with_attributes_and_heights() {
    let app = App::new().await;
    let directory = tempfile::tempdir().unwrap();
    for collection in [
        "HraniceBudovy",
        "Plot",
        "PodrobnyBodZPS",
        "BudovaPlocha",
        "TrasaVodovodniSite",
    ] {
        let file = directory.path().join(format!("{collection}.geojson"));
        let source = format!("OAPIF:{}", app.url(""));
        let arguments = format!(
            "-f GeoJSON -lco COORDINATE_PRECISION=9 -oo PAGE_SIZE=2 {} {source} {collection}",
            file.display()
        );
        if run("ogr2ogr", words(&arguments)).await.is_none() {
            return;
        }
        let read: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let served = app.json(&format!("/collections/{collection}/items")).await;
        let (read, served) = (
            read["features"].as_array().unwrap(),
            served["features"].as_array().unwrap(),
        );
        assert_eq!(read.len(), served.len(), "{collection}");
        for (read, served) in read.iter().zip(served) {
            let (mut seen, mut given) = (numbers(&read["geometry"]), numbers(&served["geometry"]));
            assert_eq!(seen.len(), given.len(), "{collection}");
            // GDAL may begin a ring elsewhere.
            seen.sort_by(f64::total_cmp);
            given.sort_by(f64::total_cmp);
            for (seen, given) in seen.iter().zip(&given) {
                assert!((seen - given).abs() < 2e-9, "{seen} {given}");
            }
            for (name, value) in served["properties"].as_object().unwrap() {
                let seen = &read["properties"][name];
                let same = seen == value
                    || (seen.is_number() && value.is_boolean())
                    || seen.as_str().is_some_and(|text| {
                        // GDAL writes a date its own way.
                        value
                            .as_str()
                            .is_some_and(|value| text.replace('/', "-").replace(' ', "T").starts_with(value))
                    });
                assert!(same, "{collection} {name}: {seen} is not {value}");
            }
        }
        let packed = directory.path().join(format!("{collection}.gpkg"));
        run(
            "ogr2ogr",
            words(&format!("-f GPKG {} {source} {collection}", packed.display())),
        )
        .await;
        assert!(packed.exists());
    }
}

/// The spatial filter reaches the service as `bbox`.
#[tokio::test(flavor = "multi_thread")]
async fn ogrinfo_s_spatial_filter_gives_what_is_there() {
    let app = App::new().await;
    let source = format!("OAPIF:{}", app.url(""));
    let Some(told) = run(
        "ogrinfo",
        words(&format!("-ro -so -spat 15 49 16 50 {source} HraniceBudovy")),
    )
    .await
    else {
        return;
    };
    assert!(told.contains("Feature Count: 2"), "{told}");
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        Value::Object(members) => numbers(&members["coordinates"]),
        Value::Number(number) => number.as_f64().into_iter().collect(),
        _ => Vec::new(),
    }
}
