//! The bytes are read back with another implementation of the format and judged by the rules of the specification.

use geozero::mvt::{Message, Tile as MvtTile, tile};
use proptest::prelude::*;

use super::super::{Grid, Tile};
use super::*;
use crate::model::Dimension;

/// A tile in the middle of the country, about 400 m across.
fn tile(grid: &str) -> Tile<'static> {
    let grid = Grid::embedded().unwrap().iter().find(|g| g.id == grid).unwrap();
    match grid.id.as_str() {
        "SJTSKQuad5514" => grid.tile(10, 240, 355).unwrap(),
        _ => grid.tile(16, 22_200, 35_393).unwrap(),
    }
}

fn builder(grid: &str, drawing: Drawing) -> (Builder, [f64; 4]) {
    let tile = tile(grid);
    let domain = tile.sjtsk_bounds().unwrap().unwrap();
    (
        Builder::new(Projection::new(&tile, domain).unwrap(), drawing),
        domain,
    )
}

const WHOLE: Drawing = Drawing {
    tolerance: 0.0,
    smallest_metres: 0.0,
};

fn properties(id: i64) -> Properties<'static> {
    Properties {
        id,
        element: "HraniceBudovy",
        symbol: "HraniceBudovy",
        level: Some(-1),
    }
}

fn decoded(encoded: &Encoded) -> MvtTile {
    MvtTile::decode(encoded.bytes.as_slice()).unwrap()
}

/// The paths of a feature, with the position of every pen movement.
fn paths(feature: &tile::Feature) -> Vec<Vec<[i32; 2]>> {
    let mut numbers = feature.geometry.iter().copied();
    let mut paths: Vec<Vec<[i32; 2]>> = Vec::new();
    let mut at = [0, 0];
    while let Some(command) = numbers.next() {
        let (what, count) = (command & 7, command >> 3);
        assert!(count > 0, "a command without a count");
        if what == 7 {
            assert_eq!(count, 1);
            continue;
        }
        for _ in 0..count {
            let mut step = || {
                let n = numbers.next().expect("two parameters for each position");
                (n >> 1).cast_signed() ^ -(n & 1).cast_signed()
            };
            let moved = [step(), step()];
            at = [at[0] + moved[0], at[1] + moved[1]];
            if what == 1 {
                paths.push(Vec::new());
            } else {
                assert_ne!(moved, [0, 0], "a line of no length");
            }
            paths.last_mut().expect("a path begins with a move").push(at);
        }
    }
    paths
}

fn coordinate(domain: [f64; 4], (u, v): (f64, f64)) -> Coordinate {
    let x = domain[0] + u * (domain[2] - domain[0]);
    let y = domain[1] + v * (domain[3] - domain[1]);
    let centimetres = |metres: f64| format!("{:.0}", metres * 100.0).parse().unwrap();
    Coordinate::new(centimetres(x), centimetres(y), 0)
}

#[test]
fn properties_are_shared_values_and_layers_come_in_drawing_order() {
    let (mut builder, domain) = builder("SJTSKQuad5514", WHOLE);
    let at = |u, v| coordinate(domain, (u, v));
    for id in [3, 1, 2] {
        let line = Geometry::new(Dimension::Three, Shape::Line(vec![at(0.2, 0.2), at(0.8, 0.3)]));
        builder.draw(properties(id), &line).unwrap();
    }
    let point = Geometry::new(Dimension::Two, Shape::Point(at(0.5, 0.5)));
    let bare = Properties {
        level: None,
        ..properties(9)
    };
    builder.draw(bare, &point).unwrap();
    let encoded = builder.finish();
    assert_eq!((encoded.features, encoded.omitted), (4, 0));
    let tile = decoded(&encoded);
    let names: Vec<&str> = tile.layers.iter().map(|l| l.name.as_str()).collect();
    assert_eq!(names, ["lines", "points"]);
    let lines = &tile.layers[0];
    assert_eq!(
        (lines.version, lines.extent, lines.keys.len()),
        (2, Some(4096), 4)
    );
    let value = |feature: &tile::Feature, key: usize| {
        let at = feature.tags.chunks(2).find(|t| t[0] as usize == key)?[1];
        Some(lines.values[at as usize].clone())
    };
    let ids: Vec<_> = lines
        .features
        .iter()
        .map(|f| value(f, 0).unwrap().string_value.unwrap())
        .collect();
    assert_eq!(ids, ["1", "2", "3"]);
    assert_eq!(
        value(&lines.features[0], 1).unwrap().string_value.as_deref(),
        Some("HraniceBudovy")
    );
    assert_eq!(value(&lines.features[0], 3).unwrap().sint_value, Some(-1));
    assert_eq!(
        lines.values.len(),
        3 + 1 + 1,
        "three ids, one text that is type and symbol, one level"
    );
    assert_eq!(tile.layers[1].features[0].tags.len(), 6);
}

#[test]
fn what_is_too_much_is_left_out_beginning_with_the_smallest_in_any_order() {
    let drawn = |ids: &mut dyn Iterator<Item = i64>| {
        let (mut builder, domain) = builder("SJTSKQuad5514", WHOLE);
        builder.limits = (10, BYTES_PER_TILE);
        for id in ids {
            let end = 0.1 + 0.01 * f64::from(i32::try_from(id).unwrap());
            let ends = [(0.1, 0.1), (end, 0.1)].map(|p| coordinate(domain, p));
            let line = Geometry::new(Dimension::Two, Shape::Line(ends.to_vec()));
            builder.draw(properties(id), &line).unwrap();
        }
        builder.finish()
    };
    let (upwards, downwards) = (drawn(&mut (1..=57)), drawn(&mut (1..=57).rev()));
    assert_eq!(upwards, downwards);
    assert_eq!((upwards.features, upwards.omitted), (10, 47));
    let smallest = &decoded(&upwards).layers[0].values[0];
    assert_eq!(smallest.string_value.as_deref(), Some("48"));
}

#[test]
fn exteriors_and_holes_are_wound_apart_however_they_were_delivered() {
    let square = |from: f64, to: f64| vec![(from, from), (to, from), (to, to), (from, to), (from, from)];
    for turned in [[false, false], [false, true], [true, false], [true, true]] {
        let (mut builder, domain) = builder("SJTSKQuad5514", WHOLE);
        let rings = [square(0.2, 0.8), square(0.4, 0.6)].into_iter().zip(turned);
        let rings = rings.map(|(mut ring, turned)| {
            if turned {
                ring.reverse();
            }
            ring.into_iter().map(|p| coordinate(domain, p)).collect()
        });
        let area = Geometry::new(Dimension::Two, Shape::Polygon(rings.collect()));
        builder.draw(properties(1), &area).unwrap();
        let tile = decoded(&builder.finish());
        let areas: Vec<i64> = paths(&tile.layers[0].features[0])
            .iter()
            .map(|ring| doubled_area(ring).signum())
            .collect();
        assert_eq!(areas, [1, -1], "{turned:?}");
    }
}

#[test]
fn nothing_drawn_is_no_bytes() {
    let (mut builder, domain) = builder("WebMercatorQuad", WHOLE);
    let far = Geometry::new(Dimension::Two, Shape::Point(coordinate(domain, (3.0, 3.0))));
    builder.draw(properties(1), &far).unwrap();
    assert_eq!(builder.finish(), Encoded::default());
}

#[test]
fn lines_within_a_pixel_are_left_out_where_the_scale_says_so() {
    let drawing = Drawing {
        tolerance: 0.0,
        smallest_metres: 6.0,
    };
    let (mut builder, domain) = builder("SJTSKQuad5514", drawing);
    for (id, length) in [(1, 0.01), (2, 0.05)] {
        let ends = [(0.1, 0.1), (0.1 + length, 0.1)].map(|p| coordinate(domain, p));
        let line = Geometry::new(Dimension::Two, Shape::Line(ends.to_vec()));
        builder.draw(properties(id), &line).unwrap();
    }
    assert_eq!(builder.finish().features, 1);
}

fn place() -> impl Strategy<Value = (f64, f64)> {
    (-1.0..2.0_f64, -1.0..2.0_f64)
}

/// A ring that does not cross itself, around a middle.
fn star() -> impl Strategy<Value = Vec<(f64, f64)>> {
    (place(), prop::collection::vec(0.001..1.5_f64, 3..20)).prop_map(|(middle, radii)| {
        let count = f64::from(u8::try_from(radii.len()).unwrap());
        let mut ring: Vec<(f64, f64)> = radii
            .iter()
            .zip(0_u8..)
            .map(|(radius, i)| {
                let angle = std::f64::consts::TAU * f64::from(i) / count;
                (middle.0 + radius * angle.cos(), middle.1 + radius * angle.sin())
            })
            .collect();
        ring.push(ring[0]);
        ring
    })
}

fn shape(domain: [f64; 4]) -> impl Strategy<Value = Shape> {
    let path = move |places: Vec<(f64, f64)>| places.into_iter().map(|p| coordinate(domain, p)).collect();
    prop_oneof![
        place().prop_map(move |p| Shape::Point(coordinate(domain, p))),
        prop::collection::vec(place(), 2..12).prop_map(move |places| Shape::Line(path(places))),
        star().prop_map(move |ring| Shape::Polygon(vec![path(ring)])),
    ]
}

proptest! {
    #[test]
    fn every_tile_keeps_the_rules_of_the_specification(
        national in any::<bool>(),
        tolerance in prop_oneof![Just(0.0), Just(4.0)],
        shapes in Just(tile("WebMercatorQuad").sjtsk_bounds().unwrap().unwrap())
            .prop_flat_map(|domain| prop::collection::vec(shape(domain), 1..12)),
    ) {
        let grid = if national { "SJTSKQuad5514" } else { "WebMercatorQuad" };
        let (mut builder, domain) = builder(grid, Drawing { tolerance, smallest_metres: 0.0 });
        let from = tile("WebMercatorQuad").sjtsk_bounds().unwrap().unwrap();
        let (dx, dy) = (domain[0] - from[0], domain[1] - from[1]);
        let shift = |c: &Coordinate| Coordinate::new(c.x + (dx * 100.0) as i32, c.y + (dy * 100.0) as i32, 0);
        for (shape, id) in shapes.iter().zip(1..) {
            let shape = match shape {
                Shape::Point(c) => Shape::Point(shift(c)),
                Shape::Line(line) => Shape::Line(line.iter().map(shift).collect()),
                Shape::Polygon(rings) => Shape::Polygon(rings.iter().map(|r| r.iter().map(shift).collect()).collect()),
                Shape::MultiLine(lines) => Shape::MultiLine(lines.clone()),
            };
            builder.draw(properties(id), &Geometry::new(Dimension::Two, shape)).unwrap();
        }
        let encoded = builder.finish();
        let tile = decoded(&encoded);
        prop_assert_eq!(tile.layers.iter().map(|l| l.features.len()).sum::<usize>(), encoded.features);
        for layer in &tile.layers {
            prop_assert!(!layer.features.is_empty());
            for feature in &layer.features {
                prop_assert!(feature.tags.len() % 2 == 0);
                for pair in feature.tags.chunks(2) {
                    prop_assert!((pair[0] as usize) < layer.keys.len() && (pair[1] as usize) < layer.values.len());
                }
                let paths = paths(feature);
                prop_assert!(!paths.is_empty());
                for position in paths.iter().flatten() {
                    prop_assert!(position.iter().all(|v| (-BUFFER..=EXTENT + BUFFER).contains(v)), "{:?}", position);
                }
                if feature.r#type() == tile::GeomType::Polygon {
                    prop_assert!(doubled_area(&paths[0]) > 0, "the first ring is an exterior");
                    prop_assert!(paths.iter().all(|ring| ring.len() >= 3 && doubled_area(ring) != 0));
                }
            }
        }
    }

    #[test]
    fn any_bytes_are_answered_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        let (mut builder, _) = builder("WebMercatorQuad", WHOLE);
        let _ = builder.add(properties(1), &bytes);
    }
}
