//! GeoPackage and FlatGeobuf: every layer, value and position as it went in.

use dtm::export::Format;
use dtm::model::{Dimension, Feature, Geometry, Shape};
use serde_json::{Value, json};

use super::sample::{self, Times};
use super::{entries, gdal, gdal_of_zip, write};
use crate::kit;

/// Compares what GDAL read with what was written.
pub fn compare(read: &[Value], features: &[Feature], times: Times) {
    let names: Vec<&str> = read.iter().map(|layer| layer["name"].as_str().unwrap()).collect();
    assert_eq!(names, sample::layers(features));
    for layer in read {
        let name = layer["name"].as_str().unwrap();
        assert_eq!(layer["system"], "5514", "{name}");
        let expected = sample::expected(features, name, times);
        let rows = layer["features"].as_array().unwrap();
        assert_eq!(rows.len(), expected.len(), "{name}");
        for row in rows {
            let id = row["values"]["id"].as_str().unwrap();
            assert_eq!(row["values"], expected[id]["values"], "{name} {id}");
            assert_eq!(row["geometry"], expected[id]["geometry"], "{name} {id}");
        }
    }
}

fn layer<'a>(read: &'a [Value], name: &str) -> &'a Value {
    read.iter().find(|layer| layer["name"] == name).unwrap()
}

#[test]
fn a_geopackage_holds_everything_for_gdal() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("map.gpkg");
    let features = sample::features();
    write(Format::GeoPackage, sample::catalogue(), &features, &file);
    let Some(read) = gdal(file.to_str().unwrap(), None) else {
        return;
    };
    compare(&read, &features, Times::Universal);
    for layer in &read {
        assert_eq!(layer["index"], true);
        for row in layer["features"].as_array().unwrap() {
            assert_eq!(row["fid"].to_string(), row["values"]["id"].as_str().unwrap());
        }
    }
    fields_have_their_kinds(&read);
    assert_eq!(
        layer(&read, "SkladkaOdpaduPlocha")["fields"]["DatumRekultivace"],
        "date"
    );
    for (name, kind) in [
        ("PodrobnyBodZPS", "3D Point"),
        ("BudovaDefinicniBod", "Point"),
        ("BudovaPlocha", "Polygon"),
        ("BudovaPlocha_obvod", "3D Multi Line String"),
        ("TrasaVodovodniSite_oblast_ki", "Polygon"),
        ("SkladkaOdpaduPlocha", "3D Polygon"),
    ] {
        assert_eq!(layer(&read, name)["kind"], kind, "{name}");
    }
    assert_eq!(
        layer(&read, "PodrobnyBodZPS")["extent"],
        json!([-751_974.18, -742_974.11, -1_043_025.43, -1_034_025.51])
    );
}

#[test]
fn sqlite_finds_the_package_whole_and_its_indexes_true() {
    let directory = tempfile::tempdir().unwrap();
    for features in [sample::features(), Vec::new()] {
        let file = directory.path().join("map.gpkg");
        write(Format::GeoPackage, sample::catalogue(), &features, &file);
        let package = rusqlite::Connection::open(&file).unwrap();
        let ask = |sql: &str| package.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
        assert_eq!(ask("pragma integrity_check"), "ok");
        assert_eq!(ask("select count(*) || '' from pragma_foreign_key_check"), "0");
        for layer in sample::layers(&features) {
            assert_eq!(ask(&format!("select rtreecheck('rtree_{layer}_geom')")), "ok");
        }
    }
}

/// GDAL opens a GeoPackage without layers only to add some, its own ones too.
#[test]
fn an_export_of_nothing_is_a_file_without_layers() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("map.gpkg");
    write(Format::GeoPackage, sample::catalogue(), &[], &file);
    let script = "import sys
from osgeo import ogr
print(ogr.Open(sys.argv[1], 1).GetLayerCount())";
    if let Some(layers) = kit::python(script, &[file.to_str().unwrap()], b"") {
        assert_eq!(layers, "0\n");
    }
    for format in [Format::FlatGeobuf, Format::GeoParquet] {
        let file = directory.path().join("map.zip");
        write(format, sample::catalogue(), &[], &file);
        assert_eq!(entries(&file), Vec::<String>::new());
    }
}

#[test]
fn a_zip_of_flatgeobuf_files_holds_everything_for_gdal() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("map.fgb.zip");
    let features = sample::features();
    write(Format::FlatGeobuf, sample::catalogue(), &features, &file);
    let Some(read) = gdal_of_zip(&file, None) else {
        return;
    };
    compare(&read, &features, Times::Local);
    for layer in &read {
        assert_eq!(layer["index"], true, "{layer}");
    }
    fields_have_their_kinds(&read);
    assert_eq!(layer(&read, "BudovaPlocha")["kind"], "Polygon");
    assert_eq!(layer(&read, "PodrobnyBodZPS")["kind"], "3D Point");
}

/// Definition points came without heights to some systems and with them to others.
#[test]
fn a_layer_may_have_geometries_with_heights_and_without() {
    let point = |id: &str, dimension| {
        let shape = Shape::Point(sample::at(1, 2, 3));
        sample::feature(
            "BudovaDefinicniBod",
            id,
            Some(Geometry::new(dimension, shape)),
            &[("ICS", Some("ž"))],
        )
    };
    let features = [
        point("1", Dimension::Two),
        point("2", Dimension::Three),
        point("3", Dimension::Two),
    ];
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("map.gpkg");
    write(Format::GeoPackage, sample::catalogue(), &features, &file);
    let Some(read) = gdal(file.to_str().unwrap(), None) else {
        return;
    };
    compare(&read, &features, Times::Universal);
    let file = directory.path().join("map.fgb.zip");
    write(Format::FlatGeobuf, sample::catalogue(), &features, &file);
    let read = gdal_of_zip(&file, Some([-743_000.0, -1_044_000.0, -742_000.0, -1_043_000.0])).unwrap();
    let mut heights: Vec<(String, Value)> = read[0]["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["values"]["id"].to_string(),
                row["geometry"]["parts"][0][0][2].clone(),
            )
        })
        .collect();
    heights.sort_by(|a, b| a.0.cmp(&b.0));
    // Not known, and not 0.
    let heights: Vec<Value> = heights.into_iter().map(|(_, height)| height).collect();
    assert_eq!(heights, [Value::Null, json!(3), Value::Null]);
    assert_eq!(read[0]["features"][0]["values"]["ICS"], "ž");
    assert_eq!(read[0]["filtered"], json!(["1", "2", "3"]));
}

#[test]
fn a_layer_without_any_geometry_is_a_layer() {
    let features = [sample::feature("Plot", "7", None, &[("DruhPlotu", Some("2"))])];
    let directory = tempfile::tempdir().unwrap();
    for (format, name) in [
        (Format::GeoPackage, "map.gpkg"),
        (Format::FlatGeobuf, "map.fgb.zip"),
    ] {
        let file = directory.path().join(name);
        write(format, sample::catalogue(), &features, &file);
        let read = match format {
            Format::GeoPackage => gdal(file.to_str().unwrap(), None),
            _ => gdal_of_zip(&file, None),
        };
        let Some(read) = read else { return };
        assert_eq!(read[0]["kind"], "3D Line String");
        assert_eq!(read[0]["features"][0]["values"]["DruhPlotu"], 2);
    }
}

fn fields_have_their_kinds(read: &[Value]) {
    let fields = &layer(read, "Plot")["fields"];
    assert_eq!(
        [
            &fields["id"],
            &fields["since"],
            &fields["DatumVkladu"],
            &fields["DruhPlotu"],
            &fields["HraniceJinehoObjektu"]
        ],
        ["text", "integer", "time", "integer", "boolean"]
    );
    assert_eq!(layer(read, "TrasaVodovodniSite")["fields"]["Dimenze"], "real");
}
