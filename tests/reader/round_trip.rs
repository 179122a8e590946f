//! What the writer writes, the reader reads: the same values for every object type.

use chrono::NaiveDate;
use dtm::jvf::read::Reader;
use dtm::jvf::write::{Header, Kind, Writer};
use dtm::model::catalogue::{GeometryKind, ValueKind};
use dtm::model::{
    Attributes, Catalogue, Coordinate, Dimension, FeatureId, Geometry, Operation, Position, Record, Shape,
};
use proptest::prelude::*;

use super::read;

fn catalogue() -> &'static Catalogue {
    Catalogue::embedded("1.4.3").unwrap()
}

fn coordinate(dimension: Dimension) -> impl Strategy<Value = Coordinate> {
    let z = if dimension == Dimension::Three {
        -10_000..200_000_i32
    } else {
        0..1
    };
    (-90_000_000..-43_000_000_i32, -122_000_000..-94_000_000_i32, z)
        .prop_map(|(x, y, z)| Coordinate::new(x, y, z))
}

fn positions(dimension: Dimension, least: usize) -> impl Strategy<Value = Vec<Coordinate>> {
    prop::collection::vec(coordinate(dimension), least..least + 5)
}

fn polygon(dimension: Dimension) -> impl Strategy<Value = Geometry> {
    let ring = positions(dimension, 3).prop_map(|mut ring| {
        ring.push(ring[0]);
        ring
    });
    prop::collection::vec(ring, 1..3).prop_map(move |rings| Geometry::new(dimension, Shape::Polygon(rings)))
}

fn geometry(kind: GeometryKind, dimension: Dimension) -> BoxedStrategy<Geometry> {
    match kind {
        GeometryKind::Point | GeometryKind::DefinitionPoint => coordinate(dimension)
            .prop_map(move |c| Geometry::new(dimension, Shape::Point(c)))
            .boxed(),
        GeometryKind::Line => positions(dimension, 2)
            .prop_map(move |line| Geometry::new(dimension, Shape::Line(line)))
            .boxed(),
        GeometryKind::Area => polygon(dimension).boxed(),
    }
}

fn outline() -> impl Strategy<Value = Geometry> {
    prop::collection::vec(positions(Dimension::Three, 2), 1..4)
        .prop_map(|lines| Geometry::new(Dimension::Three, Shape::MultiLine(lines)))
}

fn text() -> impl Strategy<Value = String> {
    "[ -~áčďéěíňóřšťúůýž\n\t]{0,20}"
}

fn record() -> impl Strategy<Value = Record> {
    (0..catalogue().object_types.len()).prop_flat_map(|index| {
        let object_type = &catalogue().object_types[index];
        let dimension = if object_type.dimension == 3 {
            Dimension::Three
        } else {
            Dimension::Two
        };
        let texts: Vec<_> = catalogue()
            .attributes_of(object_type)
            .into_iter()
            .filter_map(|used| {
                let id = catalogue().attribute_id(&used.name)?;
                let attribute = catalogue().attribute(id)?;
                let free =
                    attribute.kind == ValueKind::String && attribute.codes.is_empty() && used.name != "ID";
                free.then(|| (Just(id), prop::option::of(text())))
            })
            .collect();
        let derived = object_type.derived;
        let critical = object_type.critical_area;
        (
            texts,
            1..99_999_999_999_999_999_i64,
            0..Operation::ALL.len(),
            geometry(object_type.geometry, dimension),
            outline().prop_map(move |outline| derived.then_some(outline)),
            polygon(Dimension::Two).prop_map(move |area| critical.then_some(area)),
        )
            .prop_map(move |(texts, id, operation, geometry, outline, critical_area)| {
                let mut attributes = Attributes::default();
                attributes.push(catalogue().attribute_id("ID").unwrap(), &id.to_string(), false);
                for (id, text) in texts {
                    if let Some(text) = text {
                        attributes.push(id, &text, false);
                    }
                }
                Record {
                    position: Position::default(),
                    object_type: u16::try_from(index).unwrap(),
                    operation: Operation::ALL[operation],
                    kind: dtm::model::RecordKind::Plain,
                    id: FeatureId::from_number(id),
                    attributes,
                    geometry: Some(geometry),
                    outline,
                    critical_area,
                    gml_id: None,
                }
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn written_records_are_read_back(records in prop::collection::vec(record(), 1..8)) {
        let written_at = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap().and_hms_opt(8, 0, 0).unwrap();
        let header = Header { written_at, kind: Kind::Changes };
        let mut writer = Writer::new(Vec::new(), catalogue(), &header).unwrap();
        for record in &records {
            writer.record(record).unwrap();
        }
        let bytes = writer.finish().unwrap();
        let reader = Reader::open(&bytes[..]).unwrap();
        prop_assert_eq!(reader.header().kind.as_str(), "změnové věty");
        let contents = read(&bytes).unwrap();
        prop_assert_eq!(&contents.faults, &[]);
        prop_assert_eq!(contents.records.len(), records.len());
        for (mut back, mut given) in contents.records.into_iter().zip(records) {
            prop_assert!(back.gml_id.take().is_some());
            back.position = given.position;
            // The schema orders attributes by groups; the order within a record means nothing.
            let sorted = |record: &mut Record| {
                let mut all: Vec<_> = record.attributes.iter().map(|a| (a.id, a.text.to_owned(), a.nil)).collect();
                all.sort();
                record.attributes = Attributes::default();
                all
            };
            prop_assert_eq!(sorted(&mut back), sorted(&mut given));
            prop_assert_eq!(back, given);
        }
    }
}
