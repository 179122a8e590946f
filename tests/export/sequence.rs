//! GeoJSON text sequence.

use dtm::crs::Crs;
use dtm::export::{Format, GeoJsonSequence, Options};
use serde_json::{Value, json};

use super::sample::{self, Times};
use super::{gdal, write};

fn texts(options: &Options) -> Vec<u8> {
    let mut sequence = GeoJsonSequence::new(sample::catalogue(), Vec::new(), options);
    for feature in sample::features() {
        sequence.feature(&feature, "CZ042").unwrap();
    }
    sequence.finish().unwrap()
}

#[test]
fn a_text_is_a_record_separator_a_feature_and_a_line_feed() {
    let bytes = texts(&Options::default());
    let records: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    assert_eq!(records.len(), sample::features().len());
    for (record, feature) in records.iter().zip(sample::features()) {
        assert_eq!((record[0], record[record.len() - 1]), (0x1e, b'\n'));
        let read: Value = serde_json::from_slice(&record[1..]).unwrap();
        assert_eq!(read["type"], "Feature");
        assert_eq!(read["id"], feature.id.to_string());
        assert_eq!(read["properties"]["element"], sample::element(&feature));
        assert_eq!(read["outline"].is_object(), feature.outline.is_some());
        assert_eq!(read["criticalArea"].is_object(), feature.critical_area.is_some());
    }
    assert!(
        records[0].starts_with(
            b"\x1e{\"type\":\"Feature\",\"id\":\"5\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[-742974.11,-1043025.43,200.07]},\"properties\":{\"element\":\"PodrobnyBodZPS\",\"id\":\"5\",\"region\":\"CZ042\",\"since\":17,"
        ),
        "{}",
        String::from_utf8_lossy(records[0])
    );
}

#[test]
fn without_record_separators_it_is_newline_delimited_json() {
    let plain = texts(&Options {
        record_separators: false,
        ..Options::default()
    });
    let mut separated = texts(&Options::default());
    separated.retain(|byte| *byte != 0x1e);
    assert_eq!(plain, separated);
}

#[test]
fn in_degrees_heights_stay_as_they_are() {
    let bytes = texts(&Options {
        crs: Crs::Crs84,
        record_separators: false,
    });
    let read: Value = serde_json::from_slice(bytes.split(|byte| *byte == b'\n').next().unwrap()).unwrap();
    let position: Vec<f64> = serde_json::from_value(read["geometry"]["coordinates"].clone()).unwrap();
    assert!(
        (position[0] - 14.419).abs() < 1e-3 && (position[1] - 50.087).abs() < 1e-3,
        "{position:?}"
    );
    assert_eq!(position[2], 200.07);
}

/// GDAL makes one layer of a sequence, with the columns of all types.
#[test]
fn gdal_reads_every_feature() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("map.geojsons");
    let features = sample::features();
    write(Format::GeoJsonSeq, sample::catalogue(), &features, &file);
    let Some(read) = gdal(file.to_str().unwrap(), None) else {
        return;
    };
    let rows = read[0]["features"].as_array().unwrap();
    assert_eq!(rows.len(), features.len());
    for (row, feature) in rows.iter().zip(&features) {
        let expected = sample::expected(&features, sample::element(feature), Times::Local);
        let expected = &expected[&feature.id.to_string()];
        assert_eq!(row["geometry"], expected["geometry"]);
        for (name, value) in expected["values"].as_object().unwrap() {
            let seen = &row["values"][name];
            let date = value
                .as_str()
                .zip(seen.as_str())
                .is_some_and(|(value, seen)| value.strip_suffix("T00:00:00.000") == Some(seen));
            // A column with nulls only is one of texts.
            assert!(
                seen == value || date || (seen.is_null() && value == &json!(null)),
                "{name}: {seen} is not {value}"
            );
        }
    }
}
