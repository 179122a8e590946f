//! Cases with known answers, and an oracle that decides by slabs and by sampling, in another way than the code.

mod layers;
mod oracle;
mod overlap;

use super::*;
use crate::geom::exact::LIMIT;

fn at(x: i32, y: i32) -> Coordinate {
    Coordinate::new(x, y, 0)
}

fn ring(positions: &[(i32, i32)]) -> Vec<Coordinate> {
    let closed = positions.iter().chain(positions.first());
    closed.map(|&(x, y)| at(x, y)).collect()
}

fn rectangle(x: i32, y: i32, width: i32, height: i32) -> Vec<Coordinate> {
    ring(&[(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
}

fn cover(polygons: &[Vec<Vec<Coordinate>>]) -> Cover {
    Cover::new(polygons).unwrap()
}

fn line(positions: &[(i32, i32)]) -> Vec<Coordinate> {
    positions.iter().map(|&(x, y)| at(x, y)).collect()
}

fn vertex(x: i32, y: i32) -> Result<(), Outside> {
    Err(Outside::vertex(at(x, y)))
}

fn between(x: i32, y: i32) -> Result<(), Outside> {
    Err(Outside::between(at(x, y)))
}

/// A square of 1 km with a hole in which lies an island.
fn square() -> Cover {
    cover(&[
        vec![
            rectangle(0, 0, 100_000, 100_000),
            rectangle(20_000, 20_000, 60_000, 60_000),
        ],
        vec![rectangle(40_000, 40_000, 20_000, 20_000)],
    ])
}

#[test]
fn what_lies_on_an_edge_is_not_inside() {
    let cover = square();
    for (x, y, is_inside) in [
        (10_000, 10_000, true),
        (50_000, 50_000, true),
        (30_000, 30_000, false),
        (0, 50_000, false),
        (20_000, 50_000, false),
        (100_000, 100_000, false),
        (-1, 50_000, false),
    ] {
        assert_eq!(cover.has_inside(at(x, y)), is_inside, "{x} {y}");
    }
}

#[test]
fn covers_of_many_polygons_touch_only_what_is_near() {
    let many: Vec<_> = (0..50_000).map(|x| vec![rectangle(10 * x, 0, 5, 5)]).collect();
    let many = cover(&many);
    let one = |place: i32, y: i32| cover(&[vec![rectangle(100 * place + 6, y, 3, 3)]]);
    assert!((0..2_000).all(|place| !one(place, 1).touches(&many) && !many.touches(&one(place, 20))));
    assert!(cover(&[vec![rectangle(-10, -10, 1_000_000, 100)]]).touches(&many));
    assert!(many.touches(&cover(&[vec![rectangle(12, 2, 1, 1)]])));
}

#[test]
fn points_inside_on_edges_and_on_corners_are_covered() {
    let cover = square();
    for (x, y, covered) in [
        (10_000, 10_000, true),
        (0, 0, true),
        (0, 50_000, true),
        (100_000, 100_000, true),
        (20_000, 50_000, true),
        (20_001, 50_000, false),
        (30_000, 20_000, true),
        (50_000, 50_000, true),
        (39_999, 50_000, false),
        (-1, 0, false),
        (0, -1, false),
        (100_001, 50_000, false),
        (i32::MIN, i32::MAX, false),
    ] {
        assert_eq!(cover.covers_point(at(x, y)), covered, "{x} {y}");
    }
}

#[test]
fn heights_do_not_matter_and_the_vertex_outside_keeps_its_own() {
    let cover = square();
    let outside = Coordinate::new(-5, 0, 12_345);
    assert!(cover.covers_point(Coordinate::new(5, 5, 99_999)));
    assert_eq!(
        cover.covers_line(&[at(0, 0), outside]),
        Err(Outside::vertex(outside))
    );
}

#[test]
fn a_line_across_a_hole_is_told_in_the_middle_of_the_hole() {
    let cover = square();
    assert_eq!(cover.covers_line(&line(&[(0, 0), (100_000, 0)])), Ok(()));
    assert_eq!(
        cover.covers_line(&line(&[(0, 30_000), (100_000, 30_000)])),
        between(50_000, 30_000)
    );
    assert_eq!(
        cover.covers_line(&line(&[(0, 50_000), (100_000, 50_000)])),
        between(30_000, 50_000)
    );
}

#[test]
fn a_vertex_outside_is_told_before_a_part_outside() {
    let cover = square();
    let crossing = line(&[(0, 30_000), (100_000, 30_000), (110_000, 30_000)]);
    assert_eq!(cover.covers_line(&crossing), vertex(110_000, 30_000));
}

#[test]
fn a_line_along_an_edge_or_through_a_corner_is_covered() {
    let cover = square();
    assert_eq!(
        cover.covers_line(&line(&[(20_000, 20_000), (80_000, 20_000), (80_000, 80_000)])),
        Ok(())
    );
    assert_eq!(
        cover.covers_line(&line(&[(10_000, 30_000), (30_000, 10_000)])),
        Ok(()),
        "touches the corner"
    );
    assert_eq!(
        cover.covers_line(&line(&[(10_000, 30_001), (30_001, 10_000)])),
        between(20_000, 20_001)
    );
    assert_eq!(
        cover.covers_line(&line(&[(0, 20_000), (100_000, 20_000)])),
        Ok(()),
        "runs along the hole"
    );
}

#[test]
fn a_line_goes_from_one_polygon_into_another_through_their_common_edge() {
    let neighbours = cover(&[vec![rectangle(0, 0, 10, 10)], vec![rectangle(10, 0, 10, 10)]]);
    assert_eq!(neighbours.covers_line(&line(&[(5, 5), (15, 5)])), Ok(()));
    assert_eq!(neighbours.covers_line(&line(&[(10, -0), (10, 10)])), Ok(()));
    let overlapping = cover(&[vec![rectangle(0, 0, 12, 10)], vec![rectangle(10, 3, 10, 10)]]);
    assert_eq!(overlapping.covers_line(&line(&[(5, 5), (15, 5)])), Ok(()));
    let apart = cover(&[vec![rectangle(0, 0, 10, 10)], vec![rectangle(11, 0, 10, 10)]]);
    assert!(
        !apart
            .covers_line(&line(&[(5, 5), (15, 5)]))
            .unwrap_err()
            .is_vertex
    );
    let by_the_corner = cover(&[vec![rectangle(0, 0, 10, 10)], vec![rectangle(10, 10, 10, 10)]]);
    assert_eq!(by_the_corner.covers_line(&line(&[(3, 3), (17, 17)])), Ok(()));
    assert_eq!(
        by_the_corner.covers_line(&line(&[(3, 4), (17, 17)])),
        between(10, 10)
    );
}

#[test]
fn a_sliver_of_a_centimetre_at_the_far_end_of_the_country_is_seen() {
    let (x, y) = (-90_000_000, -122_000_000);
    let long = 47_000_000;
    let cover = cover(&[
        vec![ring(&[(x, y), (x + long, y), (x + long, y - 1)])],
        vec![ring(&[
            (x, y + 1),
            (x + long, y + 1),
            (x + long, y + 1000),
            (x, y + 1000),
        ])],
    ]);
    assert_eq!(cover.covers_line(&line(&[(x, y), (x + long, y)])), Ok(()));
    assert_eq!(cover.covers_line(&line(&[(x, y), (x + long, y - 1)])), Ok(()));
    let steeper = cover.covers_line(&line(&[(x, y), (x + long - 1, y - 1)]));
    assert_eq!(steeper, vertex(x + long - 1, y - 1));
    let crossing = cover.covers_line(&line(&[(x, y), (x + long, y + 1)]));
    assert_eq!(crossing, between(x + long / 2, y + 1));
}

#[test]
fn a_polygon_over_a_hole_is_not_covered_though_its_rings_are() {
    let cover = square();
    assert_eq!(
        cover.covers_polygon(&[rectangle(1, 1, 99_999, 99_999)]),
        between(30_000, 50_000)
    );
    let around_the_hole = [
        rectangle(0, 0, 100_000, 100_000),
        rectangle(20_000, 20_000, 60_000, 60_000),
    ];
    assert_eq!(cover.covers_polygon(&around_the_hole), Ok(()));
    assert_eq!(
        cover.covers_polygon(&[rectangle(40_000, 40_000, 20_000, 20_000)]),
        Ok(())
    );
    assert_eq!(cover.covers_polygon(&[rectangle(0, 0, 20_000, 100_000)]), Ok(()));
    assert_eq!(
        cover.covers_polygon(&[rectangle(20_000, 20_000, 60_000, 60_000)]),
        between(30_000, 50_000)
    );
}

#[test]
fn polygons_that_close_a_ring_leave_the_hole_between_them() {
    let mut four = vec![
        vec![rectangle(0, 0, 100, 10)],
        vec![rectangle(0, 90, 100, 10)],
        vec![rectangle(0, 10, 10, 80)],
        vec![rectangle(90, 10, 10, 80)],
    ];
    let all = [rectangle(0, 0, 100, 100)];
    assert_eq!(cover(&four).covers_polygon(&all), between(50, 50));
    four.push(vec![rectangle(10, 10, 80, 79)]);
    assert!(
        cover(&four).covers_polygon(&all).is_err(),
        "a strip of a centimetre stays"
    );
    four.push(vec![rectangle(10, 89, 80, 1)]);
    assert_eq!(cover(&four).covers_polygon(&all), Ok(()));
}

#[test]
fn a_polygon_that_sticks_out_tells_its_vertex_or_the_middle_of_its_side() {
    let cover = square();
    assert_eq!(
        cover.covers_polygon(&[rectangle(90_000, 0, 20_000, 10)]),
        vertex(110_000, 0)
    );
    let bowl = super::tests::cover(&[vec![ring(&[(0, 0), (100, 0), (100, 100), (50, 50), (0, 100)])]]);
    assert_eq!(
        bowl.covers_polygon(&[rectangle(0, 0, 100, 100)]),
        between(50, 100)
    );
}

#[test]
fn degenerate_input_has_the_extent_of_its_edges() {
    let cover = square();
    assert_eq!(cover.covers_line(&[]), Ok(()));
    assert_eq!(cover.covers_line(&line(&[(5, 5), (5, 5), (5, 5)])), Ok(()));
    assert_eq!(cover.covers_line(&line(&[(-5, 5), (-5, 5)])), vertex(-5, 5));
    assert_eq!(cover.covers_polygon(&[ring(&[(5, 5)])]), Ok(()));
    assert_eq!(
        cover.covers_polygon(&[ring(&[(30_000, 30_000)])]),
        vertex(30_000, 30_000)
    );
    let repeated = super::tests::cover(&[vec![ring(&[
        (0, 0),
        (0, 0),
        (10, 0),
        (10, 10),
        (10, 10),
        (0, 10),
    ])]]);
    assert!(repeated.covers_point(at(5, 5)) && !repeated.covers_point(at(11, 0)));
    let spike = super::tests::cover(&[vec![ring(&[(0, 0), (10, 0), (20, 0), (10, 0), (10, 10)])]]);
    assert!(spike.covers_point(at(15, 0)) && !spike.covers_point(at(15, 1)));
    assert_eq!(spike.covers_line(&line(&[(5, 1), (5, 0), (20, 0)])), Ok(()));
    let eight = super::tests::cover(&[vec![ring(&[(0, 0), (10, 10), (10, 0), (0, 10)])]]);
    assert!(eight.covers_point(at(1, 5)) && eight.covers_point(at(9, 5)) && !eight.covers_point(at(5, 9)));
    let nothing = super::tests::cover(&[vec![ring(&[(3, 3), (3, 3)])], vec![]]);
    assert!(nothing.is_empty() && !nothing.covers_point(at(3, 3)) && nothing.bounds().is_none());
    assert_eq!(nothing.covers_line(&line(&[(3, 3), (4, 4)])), vertex(3, 3));
}

#[test]
fn an_open_ring_is_closed() {
    let open = vec![line(&[(0, 0), (10, 0), (10, 10), (0, 10)])];
    let cover = cover(std::slice::from_ref(&open));
    assert!(cover.covers_point(at(5, 5)));
    assert_eq!(cover.covers_polygon(&open), Ok(()));
    let notch = super::tests::cover(&[vec![ring(&[(0, 0), (10, 0), (10, 10), (0, 10), (3, 5)])]]);
    assert!(notch.covers_polygon(&open).is_err(), "the closing side counts");
}

#[test]
fn geometries_of_every_kind_are_asked_alike() {
    use crate::model::Dimension;
    let cover = square();
    let asked = |shape| cover.covers(&Geometry::new(Dimension::Three, shape));
    assert_eq!(asked(Shape::Point(at(0, 0))), Ok(()));
    assert_eq!(asked(Shape::Point(at(-1, 0))), vertex(-1, 0));
    assert_eq!(asked(Shape::Line(line(&[(0, 0), (9, 9)]))), Ok(()));
    assert_eq!(asked(Shape::Polygon(vec![rectangle(0, 0, 9, 9)])), Ok(()));
    let lines = vec![line(&[(0, 30_000), (90_000, 30_000)]), line(&[(0, 0), (0, -7)])];
    assert_eq!(asked(Shape::MultiLine(lines)), vertex(0, -7));
}

#[test]
fn what_is_too_far_away_is_refused_or_outside() {
    let far = at(LIMIT + 1, 0);
    let asked = Cover::new([vec![vec![at(0, 0), far, at(0, 9)]]]);
    assert_eq!(asked.err(), Some(TooFar(far)));
    let whole = cover(&[vec![rectangle(-LIMIT, -LIMIT, i32::MAX / 2, i32::MAX / 2)]]);
    let (low, high) = (-LIMIT, -LIMIT + i32::MAX / 2);
    assert_eq!(
        whole.covers_line(&line(&[(low, low), (high, high), (low, high), (high - 1, low)])),
        Ok(())
    );
    assert_eq!(
        whole.covers_line(&line(&[(0, 0), (i32::MAX, i32::MIN)])),
        vertex(i32::MAX, i32::MIN)
    );
    let parts = cover(&[
        vec![ring(&[(low, low), (high, low), (high, high - 1)])],
        vec![ring(&[(low, low + 1), (high, high), (low, high)])],
    ]);
    let told = parts.covers_line(&line(&[(low, high), (high, low)])).unwrap_err();
    assert!(
        !told.is_vertex && told.at.x.abs() <= 1 && told.at.y.abs() <= 1,
        "{told:?}"
    );
    assert!(
        parts
            .covers_polygon(&[vec![at(low, low), at(high, low), at(high, high - 1)]])
            .is_ok()
    );
}

#[test]
fn unions_touch_by_area_by_edge_by_corner_and_from_inside() {
    let square = square();
    for (x, y, size, touches) in [
        (5, 5, 10, true),
        (-10, -10, 10, true),
        (-11, -11, 10, false),
        (100_000, 50_000, 10, true),
        (100_001, 50_000, 10, false),
        (-10, -10, 200_000, true),
        (25_000, 25_000, 10, false),
        (45_000, 45_000, 10, true),
        (25_000, 25_000, 50_000, true),
    ] {
        let other = cover(&[vec![rectangle(x, y, size, size)]]);
        assert_eq!(square.touches(&other), touches, "{x} {y} {size}");
        assert_eq!(other.touches(&square), touches, "{x} {y} {size} the other way");
    }
    let cross = [
        cover(&[vec![rectangle(0, 4, 10, 1)]]),
        cover(&[vec![rectangle(4, 0, 1, 10)]]),
    ];
    assert!(cross[0].touches(&cross[1]), "no vertex of one lies in the other");
    let frame = cover(&[vec![rectangle(0, 0, 100, 100), rectangle(10, 10, 80, 80)]]);
    assert!(!frame.touches(&cover(&[vec![rectangle(20, 20, 9, 9)]])));
    let frame_and_far_ring = cover(&[vec![rectangle(500, 500, 9, 9), rectangle(30, 30, 2, 2)]]);
    assert!(frame_and_far_ring.touches(&cover(&[vec![rectangle(29, 29, 4, 4)]])));
    assert!(!cover(&[]).touches(&square));
}

/// `cargo test --release --lib cover -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn questions_cost_this_much() {
    let count = 500;
    let star: Vec<Coordinate> = (0..count)
        .map(|i| {
            let angle = f64::from(i) / f64::from(count) * std::f64::consts::TAU;
            let radius = if i % 2 == 0 { 50_000.0 } else { 42_000.0 };
            #[allow(clippy::cast_possible_truncation, reason = "a test's own numbers")]
            at(
                (radius * angle.cos()) as i32 - 70_000_000,
                (radius * angle.sin()) as i32 - 100_000_000,
            )
        })
        .collect();
    let started = std::time::Instant::now();
    let cover = cover(&[vec![star]]);
    eprintln!("building, {count} vertices: {:?}", started.elapsed());
    let lines: Vec<Vec<Coordinate>> = (0..10_000)
        .map(|i| {
            let (x, y) = (
                i % 100 * 600 - 30_000 - 70_000_000,
                i / 100 * 600 - 30_000 - 100_000_000,
            );
            (0..5).map(|k| at(x + k * 137, y + k * k * 31)).collect()
        })
        .collect();
    for (name, scale) in [("within", 1), ("crossing the edge now and then", 2)] {
        let mut covered = 0;
        let started = std::time::Instant::now();
        for line in &lines {
            let moved: Vec<_> = line
                .iter()
                .map(|c| {
                    at(
                        (c.x + 70_000_000) * scale - 70_000_000,
                        (c.y + 100_000_000) * scale - 100_000_000,
                    )
                })
                .collect();
            covered += usize::from(cover.covers_line(&moved).is_ok());
        }
        eprintln!(
            "lines of 5 vertices {name}: {} of {} covered, {} ns a line",
            covered,
            lines.len(),
            started.elapsed().as_nanos() / lines.len() as u128
        );
    }
    let started = std::time::Instant::now();
    let points = lines.iter().flatten();
    let (asked, covered) = points.fold((0_u128, 0), |(asked, covered), point| {
        (asked + 1, covered + usize::from(cover.covers_point(*point)))
    });
    eprintln!(
        "points: {covered} of {asked} covered, {} ns a point",
        started.elapsed().as_nanos() / asked
    );
    let areas: Vec<_> = lines.iter().map(|line| vec![line.clone()]).collect();
    let started = std::time::Instant::now();
    let covered = areas
        .iter()
        .filter(|area| cover.covers_polygon(area).is_ok())
        .count();
    eprintln!(
        "areas of 5 vertices: {covered} of {} covered, {} ns an area",
        areas.len(),
        started.elapsed().as_nanos() / areas.len() as u128
    );
}
