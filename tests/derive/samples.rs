//! The official samples are each other's oracle: the areas of one follow from the lines and definition points of the other.

use std::collections::BTreeMap;

use dtm::derive::{CompleteArea, Coverage, DefinitionPoint, Fate, Given, Hierarchy, Lines, derive};
use dtm::jvf::read::{Entry, Reader};
use dtm::model::{Coordinate, Geometry, Record, Shape};

use crate::kit;

/// Records of a file, with the element of their type.
fn records(name: &str) -> Option<Vec<(&'static str, Record)>> {
    let path = kit::shared()?.join(format!("jvf/samples/1.4.3/ukazka_{name}.xml"));
    let bytes = std::fs::read(path).unwrap();
    let mut reader = Reader::open(&bytes[..]).unwrap();
    let catalogue = reader.catalogue();
    let mut records = Vec::new();
    while let Some(entry) = reader.next_entry().unwrap() {
        if let Entry::Record(record) = entry {
            let object_type = &catalogue.object_types[usize::from(record.object_type)];
            records.push((object_type.element.as_str(), *record));
        }
    }
    Some(records)
}

/// A ring or outline from its least position, in the direction that it has.
fn canonical(closed: &[Coordinate]) -> Vec<Coordinate> {
    let mut open = closed[..closed.len() - 1].to_vec();
    let least = (0..open.len())
        .min_by_key(|place| (open[*place].x, open[*place].y))
        .unwrap();
    open.rotate_left(least);
    open
}

#[test]
fn areas_of_the_official_sample_follow_from_its_lines_and_definition_points() {
    let (Some(situation), Some(areas)) = (records("ZPS"), records("OPL")) else {
        return;
    };
    let catalogue = dtm::model::Catalogue::embedded("1.4.3").unwrap();
    let hierarchy = Hierarchy::built_in().unwrap();
    let (mut lines, mut points) = (Lines::default(), Vec::new());
    for (element, record) in &situation {
        let object_type = catalogue.object_type(element).unwrap().1;
        let tells = |name: &str| record.attributes.get(catalogue.attribute_id(name)?);
        let shape = record.geometry.as_ref().map(|geometry| &geometry.shape);
        match shape {
            // The sample holds the lines of roads and stairs, too, but definition points of buildings only.
            Some(Shape::Line(positions)) if *element == "HraniceBudovy" => {
                let line = hierarchy.line(object_type, tells).unwrap();
                lines.add(line, positions).unwrap();
            }
            Some(Shape::Point(at)) if element.ends_with("DefinicniBod") => {
                let (layer, kind) = hierarchy.definition_point(object_type, tells).unwrap();
                points.push(DefinitionPoint { layer, kind, at: *at });
            }
            _ => {}
        }
    }
    assert_eq!(points.len(), 6);
    let outline = Geometry::new(
        dtm::model::Dimension::Two,
        Shape::Polygon(vec![
            [
                (-53_000_000, -118_000_000),
                (-51_000_000, -118_000_000),
                (-51_000_000, -115_000_000),
                (-53_000_000, -115_000_000),
                (-53_000_000, -118_000_000),
            ]
            .map(|(x, y)| Coordinate::new(x, y, 0))
            .to_vec(),
        ]),
    );
    let Shape::Polygon(rings) = &outline.shape else {
        unreachable!()
    };
    let all = CompleteArea {
        level: 0,
        is_complete: true,
        rings,
    };
    let coverage = Coverage::new([all], u64::MAX).unwrap();
    let derived = derive(Given {
        lines: &lines,
        points: &points,
        coverage: &coverage,
        hierarchy: &hierarchy,
        threads: 2,
    });
    let mut expected: BTreeMap<Vec<Coordinate>, (Vec<Coordinate>, [String; 2])> = BTreeMap::new();
    for (_, record) in &areas {
        let class = |name| {
            record
                .attributes
                .get(catalogue.attribute_id(name).unwrap())
                .unwrap()
                .to_owned()
        };
        let Some(Shape::Polygon(rings)) = record.geometry.as_ref().map(|geometry| &geometry.shape) else {
            panic!()
        };
        let Some(Shape::MultiLine(outline)) = record.outline.as_ref().map(|outline| &outline.shape) else {
            panic!()
        };
        assert_eq!((rings.len(), outline.len()), (1, 1));
        let classes = ["TridaPresnostiPoloha", "TridaPresnostiVyska"].map(class);
        expected.insert(canonical(&rings[0]), (canonical(&outline[0]), classes));
    }
    assert_eq!(expected.len(), 6);
    let mut found = BTreeMap::new();
    for face in &derived.faces {
        let Fate::Area(area) = &face.fate else { continue };
        assert!(area.missing.is_empty() && area.wrong.is_empty());
        // The sample runs clockwise.
        let turned = |line: &[Coordinate]| -> Vec<Coordinate> {
            canonical(&line.iter().rev().copied().collect::<Vec<_>>())
        };
        let classes = area.classes.map(|class| class.to_string());
        found.insert(turned(&face.rings[0]), (turned(&area.outline[0]), classes));
    }
    assert_eq!(found, expected);
}
