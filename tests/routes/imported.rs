//! What was imported comes out again: the same objects, and in EPSG:5514 the same coordinates to the centimetre.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::kit::App;

const SJTSK: &str = "http://www.opengis.net/def/crs/EPSG/0/5514";

/// Positions of each object of a delivery, in its order: by a plain search in the text, since the reader is what is judged.
fn delivered(text: &str) -> BTreeMap<String, Vec<Vec<f64>>> {
    let between = |text: &str, from: &str, to: &str| -> Option<(String, usize)> {
        let start = text.find(from)? + from.len();
        let length = text[start..].find(to)?;
        Some((text[start..start + length].to_owned(), start + length))
    };
    let mut objects = BTreeMap::new();
    for record in text.split("<ZaznamObjektu>").skip(1) {
        let record = record.split("</ZaznamObjektu>").next().unwrap();
        let (id, _) = between(record, "<a:ID>", "</a:ID>").unwrap();
        let mut positions = Vec::new();
        let mut rest = record;
        while let Some((dimension, at)) = between(rest, "srsDimension=\"", "\"") {
            rest = &rest[at..];
            let next = rest.find("srsDimension=\"").unwrap_or(rest.len());
            let (mut geometry, dimension) = (&rest[..next], dimension.parse().unwrap());
            while let Some(tag) = geometry.find("<g:pos") {
                let (values, at) = between(&geometry[tag..], ">", "<").unwrap();
                let values: Vec<f64> = values
                    .split_whitespace()
                    .map(|value| value.parse().unwrap())
                    .collect();
                positions.extend(values.chunks(dimension).map(<[f64]>::to_vec));
                geometry = &geometry[tag + at..];
            }
            rest = &rest[next..];
        }
        objects.insert(id, positions);
    }
    objects
}

fn positions(value: &Value, out: &mut Vec<Vec<f64>>) {
    let Some(items) = value.as_array() else { return };
    if items.first().is_some_and(Value::is_number) {
        out.push(items.iter().filter_map(Value::as_f64).collect());
    } else {
        items.iter().for_each(|item| positions(item, out));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn coordinates_come_back_to_the_centimetre() {
    let app = App::empty().await;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo/CZ042.jvf.xml");
    let url = app.database.url();
    let directory = tempfile::tempdir().unwrap();
    let import = Command::new(env!("CARGO_BIN_EXE_dtm"))
        .args(["import", "--region", "CZ042", "--data-dir"])
        .arg(directory.path())
        .arg(&file)
        .env("DATABASE_URL", url)
        .output()
        .unwrap();
    assert!(
        import.status.success(),
        "{}",
        String::from_utf8_lossy(&import.stderr)
    );
    let expected = delivered(&std::fs::read_to_string(&file).unwrap());
    assert!(expected.len() > 100);
    let mut served = BTreeMap::new();
    for collection in app.json("/collections").await["collections"].as_array().unwrap() {
        let id = collection["id"].as_str().unwrap();
        let page = app
            .json(&format!("/collections/{id}/items?limit=10000&crs={SJTSK}"))
            .await;
        assert_eq!(page["numberReturned"], collection["features"], "{id}");
        for feature in page["features"].as_array().unwrap() {
            let mut all = Vec::new();
            for member in ["geometry", "outline", "criticalArea"] {
                positions(&feature[member]["coordinates"], &mut all);
            }
            served.insert(feature["id"].as_str().unwrap().to_owned(), all);
        }
    }
    assert_eq!(served.len(), expected.len());
    for (id, positions) in &expected {
        // Derived areas are kept in a direction of their own.
        let in_order = |positions: &[Vec<f64>]| {
            let mut positions = positions.to_vec();
            positions.sort_by(|a, b| a.partial_cmp(b).unwrap());
            positions
        };
        let served = served.get(id).map_or(Vec::new(), |positions| in_order(positions));
        assert_eq!(served, in_order(positions), "{id}");
    }
}
