//! Areas as files bring them: which are compared, and which collide.

mod map;

use proptest::prelude::*;

use super::brought::family;
use super::collision::Steps;
use super::*;
use crate::derive::{Family, Hierarchy};
use crate::geom::cover::{Common, Inside};
use crate::model::{
    Attributes, Catalogue, Coordinate, Dimension, FeatureId, Geometry, Operation, Position, Record,
    RecordKind, Shape,
};

const CATALOGUE: &str = "1.5.0";

fn square(x: i32, y: i32, size: i32) -> Vec<Vec<Coordinate>> {
    let corners = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)];
    vec![
        corners
            .map(|(east, north)| Coordinate::new(x + east, y + north, 0))
            .to_vec(),
    ]
}

/// A record of a building's area.
fn record(number: u64, level: Option<&str>, rings: Vec<Vec<Coordinate>>) -> Record {
    let catalogue = Catalogue::embedded(CATALOGUE).unwrap();
    let (object_type, _) = catalogue.object_type("BudovaPlocha").unwrap();
    let mut attributes = Attributes::default();
    let id = catalogue.attribute_id("UrovenUmisteniObjektuZPS").unwrap();
    level
        .into_iter()
        .for_each(|level| attributes.push(id, level, false));
    Record {
        position: Position {
            record: number,
            ..Position::default()
        },
        object_type,
        operation: Operation::Reference,
        kind: RecordKind::RefN,
        id: None,
        attributes,
        geometry: Some(Geometry::new(Dimension::Two, Shape::Polygon(rings))),
        outline: None,
        critical_area: None,
        gml_id: Some(format!("g{number}")),
    }
}

fn kinds() -> Kinds {
    Kinds::of(
        Catalogue::embedded(CATALOGUE).unwrap(),
        &Hierarchy::built_in().unwrap(),
    )
}

fn brought(mode: RecordMode, records: &[Record]) -> Brought {
    let mut brought = Brought::default();
    // As from two batches.
    for half in [0, 1] {
        let mut batch = Brought::default();
        for record in records.iter().skip(half * records.len() / 2).take(match half {
            0 => records.len() / 2,
            _ => records.len(),
        }) {
            batch.take(&kinds(), Some(mode), record);
        }
        brought.append(&batch);
    }
    brought
}

fn pairs(brought: &Brought) -> Vec<[u32; 2]> {
    let found = collisions(brought, STEPS, 2);
    assert_eq!(found.crowded, 0);
    found.pairs.iter().map(|pair| pair.areas).collect()
}

#[test]
fn areas_of_one_level_collide_and_others_do_not() {
    let at_level = |number, level, x| record(number, Some(level), square(x, 0, 10));
    let records = [
        at_level(1, "0", 0),
        at_level(2, "1", 5),
        at_level(3, "0", 10),
        at_level(4, " 0 ", 19),
        record(5, None, square(-5, 0, 6)),
    ];
    let brought = brought(RecordMode::State, &records);
    assert_eq!(pairs(&brought), [[0, 4], [2, 3]]);
    assert_eq!(brought.names(3), ("g4", ""));
    assert_eq!(brought.rings(2), square(10, 0, 10));
}

#[test]
fn bridges_tunnels_underpasses_and_what_is_underground_are_families_of_their_own() {
    let hierarchy = Hierarchy::built_in().unwrap();
    for version in ["1.4.3", "1.5.0"] {
        let mut families = std::collections::BTreeSet::new();
        for object_type in &Catalogue::embedded(version).unwrap().object_types {
            let expected = hierarchy
                .area_kind(&object_type.code_base)
                .map(|kind| hierarchy.family(kind));
            let expected = expected.filter(|_| object_type.derived);
            assert_eq!(
                family(object_type, &hierarchy),
                expected,
                "{}",
                object_type.element
            );
            families.extend(expected);
        }
        assert_eq!(families.len(), 5);
    }
    let mut bridge = record(2, Some("0"), square(5, 5, 10));
    let catalogue = Catalogue::embedded(CATALOGUE).unwrap();
    let index = catalogue
        .object_types
        .iter()
        .position(|of| family(of, &hierarchy) == Some(Family::Bridge));
    bridge.object_type = u16::try_from(index.unwrap()).unwrap();
    let brought = brought(
        RecordMode::State,
        &[record(1, Some("0"), square(0, 0, 10)), bridge],
    );
    assert_eq!(pairs(&brought), [[0_u32; 2]; 0]);
}

#[test]
fn families_are_those_of_the_hierarchy_that_is_loaded() {
    let table = include_str!("../../../schemas/hierarchy/default.json");
    let table = table.replace("\"family\": \"bridge\"", "\"family\": \"ground\"");
    let other = Hierarchy::parse(&table).unwrap();
    let types = &Catalogue::embedded(CATALOGUE).unwrap().object_types;
    let bridge = types
        .iter()
        .find(|of| family(of, &Hierarchy::built_in().unwrap()) == Some(Family::Bridge));
    assert_eq!(family(bridge.unwrap(), &other), Some(Family::Ground));
}

#[test]
fn among_changes_only_what_is_new_or_has_a_new_state_is_compared() {
    let changed = |number, operation, kind| {
        let mut record = record(number, Some("0"), square(0, 0, 10));
        (record.operation, record.kind) = (operation, kind);
        record
    };
    let records = [
        changed(1, Operation::Insert, RecordKind::Ins),
        changed(2, Operation::Reference, RecordKind::RefN),
        changed(3, Operation::Update, RecordKind::Upd),
        changed(4, Operation::Delete, RecordKind::Del),
    ];
    let among_changes = brought(RecordMode::Changes, &records);
    assert_eq!(pairs(&among_changes), [[0, 1]]);
    assert_eq!(among_changes.left_open(0, true).map(|left| left.cases), Some(2));
    let state = brought(RecordMode::State, &records);
    assert_eq!(pairs(&state).len(), 3, "all but the one that is deleted");
    assert_eq!(state.left_open(0, false), None);
    let mut partial = records[2].clone();
    partial.attributes = Attributes::default();
    let unlevelled = brought(RecordMode::Changes, &[records[0].clone(), partial]);
    assert_eq!(pairs(&unlevelled), [[0_u32; 2]; 0]);
    assert_eq!(unlevelled.left_open(0, true).map(|left| left.cases), Some(2));
}

#[test]
fn records_of_one_object_do_not_collide() {
    let named = |number, id| Record {
        id: FeatureId::from_number(id),
        ..record(number, Some("0"), square(0, 0, 10))
    };
    let (one, other) = (42_001_680_000_000_126, 42_001_680_000_000_127);
    let brought = brought(
        RecordMode::State,
        &[named(1, one), named(2, one), named(3, other)],
    );
    assert_eq!(pairs(&brought), [[0, 2], [1, 2]]);
}

#[test]
fn the_part_in_common_is_told() {
    let common = part::common(&square(0, 0, 10), &square(5, 6, 10)).unwrap();
    let Shape::Polygon(rings) = &common.shape else {
        panic!("{common:?}");
    };
    let mut corners = rings[0][1..].to_vec();
    corners.sort_unstable();
    let expected = [(5, 6), (5, 10), (10, 6), (10, 10)].map(|(x, y)| Coordinate::new(x, y, 0));
    assert_eq!((rings.len(), corners), (1, expected.to_vec()));
    assert_eq!(part::common(&square(0, 0, 10), &square(10, 0, 10)), None);
}

#[test]
fn who_runs_out_of_steps_is_told_and_what_was_found_until_then() {
    // A frame with teeth, and squares between them; one lies over the teeth, in the order of the tree before or after them.
    let teeth = (0..100).flat_map(|n| {
        [
            (20 * n, 10),
            (20 * n + 5, 500),
            (20 * n + 10, 500),
            (20 * n + 15, 10),
        ]
    });
    let corners = [(2_000, 10), (2_000, 0), (0, 0)].into_iter();
    let mut comb: Vec<_> = teeth
        .chain(corners)
        .map(|(x, y)| Coordinate::new(x, y, 0))
        .collect();
    comb.push(comb[0]);
    let between = (0..99_u64).map(|n| square(20 * i32::try_from(n).unwrap() + 16, 20, 2));
    let rings = [vec![comb], square(900, 300, 30)].into_iter().chain(between);
    let records: Vec<_> = (1..)
        .zip(rings)
        .map(|(n, rings)| record(n, Some("0"), rings))
        .collect();
    let brought = brought(RecordMode::State, &records);
    assert_eq!(pairs(&brought), [[0, 1]]);
    let few = Steps {
        a_position: 8,
        more: 0,
    };
    for threads in [1, 3] {
        let found = collisions(&brought, few, threads);
        assert_eq!(found.crowded, 1);
        assert!(found.pairs.len() <= 1);
    }
    let left = brought.left_open(1, false).unwrap();
    assert!(left.cases == 1 && left.why.english.contains("not all of them were compared"));
}

fn any_areas() -> impl Strategy<Value = Vec<(i16, Vec<Vec<Coordinate>>)>> {
    let corner = || (0..12, 0..12).prop_map(|(x, y)| Coordinate::new(x, y, 0));
    let triangle = (corner(), corner(), corner()).prop_map(|(a, b, c)| vec![vec![a, b, c, a]]);
    let square = (0..12, 0..12, 1..5).prop_map(|(x, y, size)| square(x, y, size));
    let frame =
        (0..8, 0..8).prop_map(|(x, y)| [self::square(x, y, 5), self::square(x + 1, y + 1, 3)].concat());
    let area = prop_oneof![triangle, square, frame];
    prop::collection::vec((0..2_i16, area), 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_pair_that_overlaps_is_found_by_however_many_threads(areas in any_areas()) {
        let records: Vec<_> = (1..)
            .zip(&areas)
            .map(|(number, (level, rings))| record(number, Some(&level.to_string()), rings.clone()))
            .collect();
        let brought = brought(RecordMode::State, &records);
        let mut expected = Vec::new();
        for (one, (level, rings)) in (0..).zip(&areas) {
            for (other, (other_level, other_rings)) in (0..).zip(&areas).skip(one as usize + 1) {
                let insides = (Inside::new(rings), Inside::new(other_rings));
                if let (Some(inside), Some(other_inside)) = insides
                    && level == other_level
                    && inside.common(&other_inside, &mut { u64::MAX }) != Common::Nothing
                {
                    expected.push([one, other]);
                }
            }
        }
        prop_assert_eq!(pairs(&brought), expected);
        prop_assert_eq!(collisions(&brought, STEPS, 1).pairs, collisions(&brought, STEPS, 3).pairs);
    }
}
