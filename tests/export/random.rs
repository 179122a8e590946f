//! Random features, many in one file, judged by GDAL.

use dtm::export::Format;
use dtm::model::catalogue::{GeometryKind, ValueKind};
use dtm::model::{Coordinate, Dimension, Feature, Geometry, Shape};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use super::packages::compare;
use super::sample::{self, Times};
use super::{gdal, gdal_of_zip, write};

const NUMBER: usize = 3_000;
const ELEMENTS: [&str; 7] = [
    "PodrobnyBodZPS",
    "Plot",
    "BudovaPlocha",
    "BudovaDefinicniBod",
    "TrasaVodovodniSite",
    "SkladkaOdpaduPlocha",
    "BPPlynovodniSite",
];

fn position() -> impl Strategy<Value = Coordinate> {
    (
        -90_500_000..-43_000_000_i32,
        -122_800_000..-93_500_000_i32,
        -10_000..200_000_i32,
    )
        .prop_map(|(x, y, z)| Coordinate::new(x, y, z))
}

fn line() -> impl Strategy<Value = Vec<Coordinate>> {
    prop::collection::vec(position(), 2..9)
}

/// A closed line of any form; readers do not judge it.
fn ring() -> impl Strategy<Value = Vec<Coordinate>> {
    prop::collection::vec(position(), 3..9).prop_map(|mut ring| {
        ring.push(ring[0]);
        ring
    })
}

fn shape(kind: GeometryKind) -> BoxedStrategy<Shape> {
    match kind {
        GeometryKind::Point | GeometryKind::DefinitionPoint => position().prop_map(Shape::Point).boxed(),
        GeometryKind::Line => line().prop_map(Shape::Line).boxed(),
        GeometryKind::Area => prop::collection::vec(ring(), 1..4)
            .prop_map(Shape::Polygon)
            .boxed(),
    }
}

fn text(kind: ValueKind) -> BoxedStrategy<Option<String>> {
    let some = match kind {
        ValueKind::Integer => any::<i32>().prop_map(|value| value.to_string()).boxed(),
        ValueKind::Decimal => (any::<i32>(), 0..100_u32)
            .prop_map(|(a, b)| format!("{a}.{b:02}"))
            .boxed(),
        ValueKind::Boolean => any::<bool>().prop_map(|value| value.to_string()).boxed(),
        ValueKind::Date => (1..29_u32).prop_map(|day| format!("2024-02-{day:02}")).boxed(),
        ValueKind::DateTime => Just("2024-03-01T10:00:00".to_owned()).boxed(),
        ValueKind::String | ValueKind::Complex => "[a-zěščřžýáíé\"'\\\\,;<&\n€😀 ]{0,20}".boxed(),
    };
    prop::option::of(some).boxed()
}

fn features() -> Vec<Feature> {
    // One seed, so that a fault comes again.
    let mut runner = TestRunner::deterministic();
    let mut draw_geometry =
        |strategy: BoxedStrategy<Shape>| strategy.new_tree(&mut runner).unwrap().current();
    let mut shapes = Vec::new();
    for number in 0..NUMBER {
        let object_type = sample::catalogue()
            .object_type(ELEMENTS[number * 31 % ELEMENTS.len()])
            .unwrap()
            .1;
        shapes.push((
            object_type,
            draw_geometry(shape(object_type.geometry)),
            draw_geometry(
                prop::collection::vec(line(), 1..4)
                    .prop_map(Shape::MultiLine)
                    .boxed(),
            ),
        ));
    }
    let mut made = Vec::new();
    for (number, (object_type, shape, outline)) in shapes.into_iter().enumerate() {
        let mut attributes = Vec::new();
        for used in sample::catalogue().attributes_of(object_type) {
            let kind = sample::catalogue()
                .attribute(sample::catalogue().attribute_id(&used.name).unwrap())
                .unwrap()
                .kind;
            if used.name != "ID" {
                attributes.push((
                    used.name.as_str(),
                    text(kind).new_tree(&mut runner).unwrap().current(),
                ));
            }
        }
        let attributes: Vec<(&str, Option<&str>)> = attributes
            .iter()
            .map(|(name, text)| (*name, text.as_deref()))
            .collect();
        let flat = object_type.derived || object_type.dimension == 2;
        let dimension = if flat { Dimension::Two } else { Dimension::Three };
        let geometry = (number % 11 > 0).then(|| Geometry::new(dimension, shape));
        let id = (42_000_000_000_000_000 + number * 7_919 % 1_000_003).to_string();
        let mut feature = sample::feature(object_type.element.as_str(), &id, geometry, &attributes);
        feature.since = i32::try_from(number).unwrap();
        if object_type.derived {
            feature.outline = Some(Geometry::new(Dimension::Three, outline));
        }
        made.push(feature);
    }
    made
}

/// A part of the country in metres.
const WINDOW: [f64; 4] = [-700_000.0, -1_100_000.0, -600_000.0, -1_000_000.0];

/// What the window must find: GDAL judges by geometry or box, so that what certainly is in it and what certainly is not are told.
fn judge_window(layer: &Value, features: &[Feature]) {
    let name = layer["name"].as_str().unwrap();
    let found: Vec<&str> = layer["filtered"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    for feature in features.iter().filter(|feature| sample::element(feature) == name) {
        let id = feature.id.to_string();
        let bounds = feature
            .geometry
            .as_ref()
            .and_then(Geometry::bounds)
            .map(|bounds| bounds.metres());
        let Some([west, south, east, north]) = bounds else {
            assert!(!found.contains(&id.as_str()), "{name} {id} has no place");
            continue;
        };
        let inside = west >= WINDOW[0] && south >= WINDOW[1] && east <= WINDOW[2] && north <= WINDOW[3];
        let outside = east < WINDOW[0] || north < WINDOW[1] || west > WINDOW[2] || south > WINDOW[3];
        if inside || outside {
            assert_eq!(found.contains(&id.as_str()), inside, "{name} {id}");
        }
    }
}

#[test]
fn random_features_come_out_of_a_geopackage_as_they_went_in() {
    let features = features();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("map.gpkg");
    write(Format::GeoPackage, sample::catalogue(), &features, &file);
    if let Some(read) = gdal(file.to_str().unwrap(), Some(WINDOW)) {
        compare(&read, &features, Times::Universal);
        for layer in &read {
            judge_window(layer, &features);
        }
    }
}

#[test]
fn random_features_come_out_of_flatgeobuf_as_they_went_in() {
    let features = features();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("map.fgb.zip");
    write(Format::FlatGeobuf, sample::catalogue(), &features, &file);
    if let Some(read) = gdal_of_zip(&file, Some(WINDOW)) {
        compare(&read, &features, Times::Local);
        for layer in &read {
            judge_window(layer, &features);
        }
    }
}
