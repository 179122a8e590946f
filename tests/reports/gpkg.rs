//! The GeoPackage, read by GDAL.

use std::path::Path;
use std::process::Command;

use dtm::check::Report;
use dtm::check::report::{Format, Options};
use serde_json::Value;

use super::{bytes, python, sample};
use crate::kit;

/// What GDAL tells; `None`, loudly, when it is not there.
fn gdal(program: &str, arguments: &[&str]) -> Option<String> {
    let Ok(output) = Command::new(program).args(arguments).output() else {
        kit::skip("GDAL's tools are not installed; install gdal-bin");
        return None;
    };
    let faults = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && !faults.contains("ERROR") && !faults.contains("Warning"),
        "{program} {arguments:?}: {faults}"
    );
    Some(String::from_utf8(output.stdout).unwrap())
}

fn write(report: &Report, directory: &Path) -> String {
    let file = directory.join("findings.gpkg");
    std::fs::write(&file, bytes(report, Format::Gpkg, Options::default())).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn gdal_reads_a_layer_for_each_kind_of_geometry() {
    let directory = tempfile::tempdir().unwrap();
    let file = write(&sample::several(), directory.path());
    let Some(list) = gdal("ogrinfo", &["-ro", "-so", "-al", &file]) else {
        return;
    };
    let layers: Vec<&str> = list.split("Layer name: ").skip(1).collect();
    let layer = |name: &str| {
        *layers
            .iter()
            .find(|layer| layer.lines().next() == Some(name))
            .unwrap()
    };
    for (name, kind, number) in [
        ("findings_point", "Point", 26),
        ("findings_line", "Multi Line String", 2),
        ("findings_polygon", "Polygon", 1),
    ] {
        let layer = layer(name);
        assert!(
            layer.contains(&format!("Geometry: 3D {kind}")) || layer.contains(&format!("Geometry: {kind}")),
            "{layer}"
        );
        assert!(layer.contains(&format!("Feature Count: {number}\n")), "{layer}");
        assert!(
            layer.contains("S-JTSK / Krovak East North") && layer.contains(r#"ID["EPSG",5514]"#),
            "{layer}"
        );
    }
    assert!(
        layer("findings_line")
            .contains("Extent: (-741990.000000, -1042990.000000) - (-741910.000000, -1042915.000000)")
    );
    assert!(
        layer("findings").contains("Geometry: None") && layer("findings").contains("Feature Count: 7\n"),
        "{list}"
    );
    for column in [
        "file: String",
        "check: String",
        "severity: String",
        "message_cs: String",
        "message_en: String",
        "element: String",
        "record: Integer64",
        "line: Integer64",
        "column: Integer64",
        "offset: Integer64",
    ] {
        assert!(layer("findings_point").contains(column), "{column}: {list}");
    }
}

#[test]
fn attributes_heights_and_holes_come_out_as_they_went_in() {
    let directory = tempfile::tempdir().unwrap();
    let file = write(&sample::everything(), directory.path());
    let read = |layer: &str| -> Option<Value> {
        let out = directory.path().join(format!("{layer}.json"));
        gdal("ogr2ogr", &["-f", "GeoJSON", out.to_str().unwrap(), &file, layer])?;
        let text = std::fs::read_to_string(out).unwrap();
        Some(serde_json::from_str::<Value>(&text).unwrap()["features"].clone())
    };
    let Some(lines) = read("findings_line") else {
        return;
    };
    let told = &lines[0]["properties"];
    assert_eq!(told["check"], "1.4");
    assert_eq!(told["severity"], "error");
    assert_eq!(
        told["message_cs"],
        "linie není řada úseček; nahraďte oblouk úsečkami"
    );
    assert_eq!(
        [&told["line"], &told["column"], &told["offset"], &told["record"]].map(Value::as_u64),
        [Some(88), Some(9), Some(7048), Some(17)]
    );
    assert_eq!(told["external_id"], Value::Null);
    assert!(
        told["related"]
            .as_str()
            .unwrap()
            .starts_with("Plot, ID 42000000018, gml:id Plot.18; Plot, "),
        "{told}"
    );
    assert_eq!(
        lines[0]["geometry"]["coordinates"][0][1].to_string(),
        "[-741957.5,-1042968.93,251.07]"
    );
    let polygons = read("findings_polygon").unwrap();
    let rings = polygons[0]["geometry"]["coordinates"].as_array().unwrap();
    assert_eq!(
        rings
            .iter()
            .map(|ring| ring.as_array().unwrap().len())
            .collect::<Vec<_>>(),
        [5, 5]
    );
    assert_eq!(
        rings[0][0].as_array().unwrap().len(),
        2,
        "an area without heights"
    );
}

#[test]
fn the_spatial_index_finds_what_is_there_and_stays_true_when_somebody_edits() {
    let directory = tempfile::tempdir().unwrap();
    let file = write(&sample::everything(), directory.path());
    let script = "import sys
from osgeo import ogr
ogr.UseExceptions()
package = ogr.Open(sys.argv[1], 1)
layer = package.GetLayerByName('findings_point')
found = []
for box in [(-742000, -1043000, -741970, -1042900), (0, 0, 1, 1)]:
    layer.SetSpatialFilterRect(*box)
    found.append(layer.GetFeatureCount())
layer.SetSpatialFilter(None)
index = lambda: package.ExecuteSQL('select count(*) from rtree_findings_point_geom').GetNextFeature().GetField(0)
found += [layer.TestCapability('FastSpatialFilter'), index()]
layer.DeleteFeature(1)
feature = layer.GetNextFeature()
feature.SetGeometry(ogr.CreateGeometryFromWkt('POINT Z (0.5 0.5 1)'))
layer.SetFeature(feature)
layer.SetSpatialFilterRect(0, 0, 1, 1)
found += [index(), layer.GetFeatureCount()]
print(*found)";
    if let Some(found) = python(script, &[&file], b"") {
        assert_eq!(found, "8 0 True 25 24 1\n");
    }
}

/// Rules of the standard that GDAL does not insist on.
#[test]
fn sqlite_finds_the_file_whole_and_the_tables_as_the_standard_wants_them() {
    let directory = tempfile::tempdir().unwrap();
    for report in [sample::several(), sample::big(), Report::default()] {
        let file = write(&report, directory.path());
        let package = rusqlite::Connection::open(&file).unwrap();
        let ask = |sql: &str| -> String {
            let mut statement = package.prepare(sql).unwrap();
            let rows = statement
                .query_map([], |row| row.get::<_, rusqlite::types::Value>(0))
                .unwrap();
            rows.map(|row| format!("{:?}", row.unwrap()))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(ask("pragma integrity_check"), r#"Text("ok")"#);
        assert_eq!(ask("pragma foreign_key_check"), "");
        assert_eq!(ask("pragma application_id"), "Integer(1196444487)");
        assert_eq!(
            ask(
                "select count(*) from gpkg_contents where table_name not in (select name from sqlite_master)"
            ),
            "Integer(0)"
        );
        assert_eq!(
            ask("select srs_id from gpkg_spatial_ref_sys order by 1"),
            "Integer(-1) Integer(0) Integer(4326) Integer(5514)"
        );
        for layer in ["point", "line", "polygon"] {
            let differ = format!(
                "select (select count(*) from findings_{layer}) - (select count(*) from rtree_findings_{layer}_geom)"
            );
            assert_eq!(ask(&differ), "Integer(0)");
        }
    }
}
