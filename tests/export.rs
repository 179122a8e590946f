//! Features in file formats other than JVF, read back by GDAL and, GeoParquet, by Arrow.

mod bad;
mod drawing;
mod packages;
mod parquet;
mod random;
mod sample;
mod sequence;

use std::collections::BTreeSet;
use std::path::Path;

use dtm::export::{Format, Options, sink};
use dtm::model::{Attributes, Catalogue, Feature, FeatureId, RegionNumber};
use serde_json::Value;

use crate::kit;

const REGION: &str = "CZ042";

fn write(format: Format, catalogue: &'static Catalogue, features: &[Feature], target: &Path) {
    let mut sink = sink(format, catalogue, target, &Options::default()).unwrap();
    for feature in features {
        sink.feature(feature, REGION).unwrap();
    }
    sink.finish().unwrap();
}

/// What GDAL reads from a file, layer by layer; `None`, loudly, when it is not there.
fn gdal(source: &str, window: Option<[f64; 4]>) -> Option<Vec<Value>> {
    let script = include_str!("judges/layers.py");
    let window: Vec<String> = window
        .into_iter()
        .flatten()
        .map(|edge| edge.to_string())
        .collect();
    let mut arguments = vec![source];
    arguments.extend(window.iter().map(String::as_str));
    let told = kit::python(script, &arguments, b"")?;
    Some(serde_json::from_str(&told).unwrap())
}

/// The layers of a zip of FlatGeobuf files, ordered by name.
fn gdal_of_zip(path: &Path, window: Option<[f64; 4]>) -> Option<Vec<Value>> {
    let mut layers = Vec::new();
    for name in entries(path) {
        let source = format!("/vsizip/{}/{name}", path.display());
        layers.extend(gdal(&source, window)?);
    }
    Some(layers)
}

/// Names in a zip.
fn entries(path: &Path) -> Vec<String> {
    let zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    zip.file_names().map(str::to_owned).collect()
}

#[test]
fn formats_have_names_and_are_found_by_them() {
    for format in Format::ALL {
        assert_eq!(Format::from_name(format.name()), Some(format));
        assert!(format.media_type().contains('/') && !format.extension().starts_with('.'));
    }
    assert_eq!(Format::from_name("shp"), None);
}

/// Two of each type in turn, so that all layers are under way at once.
#[test]
fn every_type_of_every_version_has_its_layer() {
    let directory = tempfile::tempdir().unwrap();
    for version in Catalogue::versions() {
        let catalogue = Catalogue::embedded(version).unwrap();
        let types = || catalogue.object_types.iter().zip(1..);
        let features: Vec<Feature> = [0, 1000]
            .into_iter()
            .flat_map(|round| types().map(move |(object_type, number)| (object_type, round + number)))
            .map(|(object_type, number)| Feature {
                region: RegionNumber(42),
                id: FeatureId::from_number(number).unwrap(),
                object_type: object_type.key(),
                since: 1,
                until: None,
                attributes: Attributes::default(),
                geometry: None,
                outline: None,
                critical_area: None,
            })
            .collect();
        let file = directory.path().join("map");
        for (format, ending) in [(Format::FlatGeobuf, ".fgb"), (Format::GeoParquet, ".parquet")] {
            write(format, catalogue, &features, &file);
            let expected = types().map(|(object_type, _)| format!("{}{ending}", object_type.element));
            assert_eq!(
                entries(&file).into_iter().collect::<BTreeSet<_>>(),
                expected.collect::<BTreeSet<_>>()
            );
        }
        write(Format::GeoPackage, catalogue, &features, &file);
        let package = rusqlite::Connection::open(&file).unwrap();
        for (object_type, _) in types() {
            let count = format!("select count(*) from \"{}\"", object_type.element);
            let count: usize = package.query_row(&count, [], |row| row.get(0)).unwrap();
            assert_eq!(count, 2, "{}", object_type.element);
        }
    }
}
