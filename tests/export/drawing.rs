//! DXF, written and read by GDAL.

use std::process::Command;

use dtm::export::{Format, Options, sink};
use serde_json::Value;

use super::{gdal, sample, write};
use crate::kit;

#[test]
fn a_drawing_has_points_and_lines_with_heights_on_a_layer_for_each_type() {
    if Command::new("ogr2ogr").arg("--version").output().is_err() {
        kit::skip("GDAL's tools are not installed; install gdal-bin");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("map.dxf");
    let features = sample::features();
    write(Format::Dxf, sample::catalogue(), &features, &file);
    let Some(read) = gdal(file.to_str().unwrap(), None) else {
        return;
    };
    let rows = read[0]["features"].as_array().unwrap();
    let on = |layer: &str| -> Vec<&Value> {
        rows.iter()
            .filter(|row| row["values"]["Layer"] == layer)
            .map(|row| &row["geometry"])
            .collect()
    };
    let expected = |layer: &str, id: &str| {
        sample::expected(&features, layer, sample::Times::Local)[id]["geometry"]["parts"].clone()
    };
    assert_eq!(on("PodrobnyBodZPS")[0]["parts"], expected("PodrobnyBodZPS", "5"));
    assert_eq!(on("Plot").len(), 1);
    assert_eq!(on("Plot")[0]["parts"], expected("Plot", "42002050000000003"));
    assert_eq!(
        on("TrasaVodovodniSite")[0]["parts"],
        expected("TrasaVodovodniSite", "42000000000000001")
    );
    // An area is its rings.
    for (layer, id) in [
        ("BudovaPlocha_obvod", "42002990000000009"),
        ("SkladkaOdpaduPlocha", "42000000000000008"),
    ] {
        let drawn: Vec<Value> = on(layer)
            .iter()
            .map(|geometry| geometry["parts"][0].clone())
            .collect();
        assert_eq!(Value::from(drawn), expected(layer, id), "{layer}");
    }
    assert_eq!(on("BudovaPlocha").len(), 2);
    assert_eq!(on("TrasaVodovodniSite_oblast_ki").len(), 1);
}

#[test]
fn a_drawing_of_nothing_opens() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("map.dxf");
    let begun = sink(Format::Dxf, sample::catalogue(), &file, &Options::default());
    let Ok(begun) = begun else {
        kit::skip("GDAL's tools are not installed; install gdal-bin");
        return;
    };
    begun.finish().unwrap();
    if let Some(read) = gdal(file.to_str().unwrap(), None) {
        assert_eq!(read[0]["features"], Value::Array(Vec::new()));
    }
    let names: Vec<_> = std::fs::read_dir(directory.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "the file that GDAL was fed from is gone");
}
