//! What cannot be exported is told, and leaves nothing behind.

use std::path::Path;

use dtm::crs::Crs;
use dtm::export::{ExportError, Format, Options, sink};
use dtm::model::{Dimension, Feature, Geometry, Shape};

use super::sample;

/// Formats that need no other program.
const OWN: [Format; 4] = [
    Format::GeoPackage,
    Format::FlatGeobuf,
    Format::GeoJsonSeq,
    Format::GeoParquet,
];

fn begun(format: Format, target: &Path) -> Result<Box<dyn dtm::export::Sink>, ExportError> {
    sink(format, sample::catalogue(), target, &Options::default())
}

fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn a_missing_directory_is_told_before_anything_is_read() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("missing/map.gpkg");
    for format in OWN {
        let error = begun(format, &target).err().unwrap();
        assert!(matches!(error, ExportError::Create { .. }), "{error:?}");
        assert_eq!(
            error.to_string(),
            format!(
                "`{}` cannot be created; give a directory that exists and that this program may write to",
                target.display()
            )
        );
        // A directory is no place for a file either.
        assert!(matches!(
            begun(format, directory.path()).err(),
            Some(ExportError::Create { .. })
        ));
    }
}

#[test]
fn an_export_that_is_given_up_leaves_what_was_there() {
    for format in OWN {
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("map");
        std::fs::write(&target, "yesterday's").unwrap();
        let mut sink = begun(format, &target).unwrap();
        for feature in sample::features() {
            sink.feature(&feature, "CZ042").unwrap();
        }
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "yesterday's");
        drop(sink);
        assert_eq!(names(directory.path()), ["map"]);
        let sink = begun(format, &target).unwrap();
        sink.finish().unwrap();
        assert_eq!(names(directory.path()), ["map"]);
        assert_ne!(std::fs::read(&target).unwrap(), b"yesterday's");
    }
}

#[test]
fn features_that_are_not_as_the_catalogue_says_are_told() {
    let point = Some(Geometry::new(Dimension::Three, Shape::Point(sample::at(0, 0, 0))));
    let wrong_value = sample::feature(
        "PodrobnyBodZPS",
        "1",
        point.clone(),
        &[("DatumVkladu", Some("yesterday"))],
    );
    let wrong_geometry = sample::feature("Plot", "2", point.clone(), &[]);
    let unknown = Feature {
        object_type: -7,
        ..sample::feature("PodrobnyBodZPS", "3", point, &[])
    };
    let directory = tempfile::tempdir().unwrap();
    for format in OWN {
        let told = |feature: &Feature| {
            let mut sink = begun(format, &directory.path().join("map")).unwrap();
            sink.feature(feature, "CZ042")
                .err()
                .map(|error| error.to_string())
        };
        assert_eq!(
            told(&wrong_value).as_deref(),
            Some(
                "object 1, attribute DatumVkladu: `yesterday` is not a date and time such as 2024-07-01T08:30:00; correct the object and export again"
            )
        );
        assert_eq!(
            told(&unknown).as_deref(),
            Some(
                "there is no object type -7 in JVF DTM 1.4.3; export with the catalogue that the features are read with"
            )
        );
        // A sequence has no layers that hold one kind only.
        let expected = (format != Format::GeoJsonSeq).then_some(
            "the geometry of object 2 is a point, but layer `Plot` holds a line; correct the object and export again",
        );
        assert_eq!(told(&wrong_geometry).as_deref(), expected);
    }
}

#[test]
fn two_versions_of_an_object_do_not_fit_into_one_geopackage() {
    let directory = tempfile::tempdir().unwrap();
    let mut sink = begun(Format::GeoPackage, &directory.path().join("map.gpkg")).unwrap();
    let feature = sample::feature("Plot", "2", None, &[]);
    sink.feature(&feature, "CZ042").unwrap();
    assert_eq!(
        sink.feature(&feature, "CZ042").unwrap_err().to_string(),
        "object 2 comes twice in layer `Plot`; export one version of each object"
    );
}

#[test]
fn only_a_sequence_is_written_in_degrees() {
    let directory = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        let begun = |crs| {
            let options = Options {
                crs,
                ..Options::default()
            };
            sink(
                format,
                sample::catalogue(),
                &directory.path().join("map"),
                &options,
            )
        };
        assert!(matches!(
            begun(Crs::WebMercator).err(),
            Some(ExportError::Reference(_))
        ));
        assert_eq!(begun(Crs::Crs84).is_ok(), format == Format::GeoJsonSeq);
    }
}
