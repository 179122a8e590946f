//! Areas of a file beside those of the map after the change.

use super::super::brought::DefinedBy;
use super::*;
use crate::derive::{AreaKind, Layer};

/// Puts a square of the map beside areas of the file; its definition point lies at a place.
fn beside(brought: &mut Brought, level: i16, code: &str, at: [i32; 2], rings: &[Vec<Coordinate>]) {
    let kind = Hierarchy::built_in().unwrap().area_kind(code);
    let point = DefinedBy {
        name: 7,
        number: None,
        at: Coordinate::new(at[0], at[1], 500),
    };
    assert!(kind.is_some() && brought.add(Layer::ground(level), kind, rings, point));
}

const BUILDING: &str = "0100000001";
const GARDEN: &str = "0100000209";

fn building() -> Brought {
    let mut record = record(1, Some("0"), square(0, 0, 10));
    (record.operation, record.kind) = (Operation::Insert, RecordKind::Ins);
    brought(RecordMode::Changes, &[record])
}

#[test]
fn the_area_of_a_point_of_its_type_inside_is_the_same_and_no_other_is() {
    let is_found = |level, code, at, x| {
        let mut brought = building();
        beside(&mut brought, level, code, at, &square(x, 0, 10));
        let pairs = pairs(&brought);
        assert!(pairs.is_empty() || pairs == [[0, 1]]);
        assert_eq!(brought.count(), 1);
        !pairs.is_empty()
    };
    // The same place, and one that the file tells otherwise than it follows from the lines.
    assert!(!is_found(0, BUILDING, [5, 5], 0));
    assert!(!is_found(0, BUILDING, [7, 5], 3));
    assert!(is_found(0, GARDEN, [5, 5], 0));
    // Half over the neighbour, whose point lies beside it or on its edge.
    assert!(is_found(0, BUILDING, [12, 5], 5));
    assert!(is_found(0, BUILDING, [10, 5], 5));
    assert!(!is_found(0, BUILDING, [15, 5], 10));
    assert!(!is_found(1, GARDEN, [5, 5], 0));
}

#[test]
fn areas_of_the_map_are_not_compared_with_each_other() {
    let mut brought = building();
    for _ in 0..2 {
        beside(&mut brought, 0, GARDEN, [5, 5], &square(5, 5, 10));
    }
    assert_eq!(pairs(&brought), [[0, 1], [0, 2]]);
    assert_eq!(brought.places().count(), 1);
    assert_eq!(brought.left_open(0, false), None);
    assert_eq!(brought.left_open(0, true).map(|left| left.cases), Some(1));
}

#[test]
fn points_of_the_map_are_told_afterwards() {
    let layer = Layer::ground(0);
    let point = |name| DefinedBy {
        name,
        number: None,
        at: Coordinate::new(0, 0, 0),
    };
    let mut brought = building();
    for name in [7, 8] {
        assert!(brought.add(layer, None, &square(0, 0, 10), point(name)));
    }
    assert_eq!(pairs(&brought), [[0, 1], [0, 2]]);
    let building = Hierarchy::built_in().unwrap().area_kind(BUILDING).unwrap();
    let of = |name| if name == 7 { building } else { AreaKind(u16::MAX) };
    brought.locate(|name| Some((of(name), Coordinate::new(5, 5, 0))));
    assert_eq!(pairs(&brought), [[0, 2]]);
}

#[test]
fn an_area_over_two_of_its_type_is_that_of_the_first_point() {
    let building = Hierarchy::built_in().unwrap().area_kind(BUILDING);
    let mut brought = self::building();
    for (name, x) in [(8, 0), (7, 5)] {
        let at = Coordinate::new(x + 2, 2, 0);
        let point = DefinedBy {
            name,
            number: None,
            at,
        };
        assert!(brought.add(Layer::ground(0), building, &square(x, 0, 5), point));
    }
    assert_eq!(pairs(&brought), [[0, 1]]);
}

#[test]
fn an_update_without_its_level_is_left_open_over_the_map_too() {
    let mut partial = record(1, None, square(0, 0, 10));
    (partial.operation, partial.kind) = (Operation::Update, RecordKind::Upd);
    let brought = brought(RecordMode::Changes, &[partial]);
    let left = brought.left_open(0, false).unwrap();
    assert!(left.cases == 1 && left.why.english.contains("does not tell its level"));
}
