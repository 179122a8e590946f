//! The oracle: a small grid on which coincidences are frequent, decided by cutting the plane into slabs and looking at a
//! position of every face. Slow and plain; it shares no arithmetic with the code under test.

use proptest::prelude::*;

use super::*;

/// Coordinates go from 0 to this, so that fractions have denominators of at most twice its square.
const GRID: i32 = 5;

/// A number `n / d`, `d` positive.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ratio(i128, i128);

impl Ratio {
    fn less(self, other: Self) -> bool {
        self.0 * other.1 < other.0 * self.1
    }

    fn same(self, other: Self) -> bool {
        self.0 * other.1 == other.0 * self.1
    }

    fn half_way(self, other: Self) -> Self {
        Self(self.0 * other.1 + other.0 * self.1, 2 * self.1 * other.1)
    }
}

pub(super) type Side = [Coordinate; 2];

pub(super) fn sides(rings: &[Vec<Coordinate>]) -> Vec<Side> {
    let pairs = rings.iter().flat_map(|ring| ring.windows(2));
    let sides = pairs.map(|side| [side[0], side[1]]);
    sides.filter(|[a, b]| a != b).collect()
}

/// Whether a ring is more than a single position.
fn has_extent(ring: &[Coordinate]) -> bool {
    ring.iter().any(|c| *c != ring[0])
}

fn sorted(mut values: Vec<Ratio>) -> Vec<Ratio> {
    values.sort_by(|a, b| (a.0 * b.1).cmp(&(b.0 * a.1)));
    values.dedup_by(|a, b| a.same(*b));
    values
}

/// Where a side passes a parallel that goes through no vertex.
fn passes(side: &Side, y: Ratio) -> Option<Ratio> {
    let [a, b] = side;
    let above = |c: &Coordinate| y.less(Ratio(c.y.into(), 1));
    if above(a) == above(b) {
        return None;
    }
    let (dx, dy) = (i128::from(b.x - a.x), i128::from(b.y - a.y));
    let along = dx * (y.0 - i128::from(a.y) * y.1);
    let over = dy * y.1;
    let sign = over.signum();
    Some(Ratio((i128::from(a.x) * over + along) * sign, over * sign))
}

/// Heights of all vertices and crossings.
fn heights(sides: &[Side]) -> Vec<Ratio> {
    let mut heights: Vec<Ratio> = sides.iter().flatten().map(|c| Ratio(c.y.into(), 1)).collect();
    for [a, b] in sides {
        for [c, d] in sides {
            let (ux, uy) = (i128::from(b.x - a.x), i128::from(b.y - a.y));
            let (vx, vy) = (i128::from(d.x - c.x), i128::from(d.y - c.y));
            let den = ux * vy - uy * vx;
            if den != 0 {
                let num = i128::from(c.x - a.x) * vy - i128::from(c.y - a.y) * vx;
                heights.push(Ratio(
                    (i128::from(a.y) * den + uy * num) * den.signum(),
                    den.abs(),
                ));
            }
        }
    }
    sorted(heights)
}

pub(super) fn is_inside(sides: &[Side], x: Ratio, y: Ratio) -> bool {
    let beyond = sides
        .iter()
        .filter_map(|side| passes(side, y))
        .filter(|at| at.less(x));
    beyond.count() % 2 == 1
}

/// Shows a position of every face of an arrangement until one is wanted; tells whether one was.
pub(super) fn any_face(all: &[Side], mut is_wanted: impl FnMut(Ratio, Ratio) -> bool) -> bool {
    heights(all).windows(2).any(|slab| {
        let y = slab[0].half_way(slab[1]);
        let passed = sorted(all.iter().filter_map(|side| passes(side, y)).collect());
        passed
            .windows(2)
            .any(|pair| is_wanted(pair[0].half_way(pair[1]), y))
    })
}

/// Whether every face of the arrangement that lies in the area lies in a polygon of the union.
fn faces_covered(polygons: &[Vec<Vec<Coordinate>>], area: &[Vec<Coordinate>]) -> bool {
    let union: Vec<Vec<Side>> = polygons.iter().map(|rings| sides(rings)).collect();
    let area = sides(area);
    let all: Vec<Side> = union.iter().flatten().chain(&area).copied().collect();
    !any_face(&all, |x, y| {
        is_inside(&area, x, y) && !union.iter().any(|polygon| is_inside(polygon, x, y))
    })
}

/// Whether so many samples of the segment that every piece has some lie inside or on the edge.
fn segment_covered(polygons: &[Vec<Vec<Coordinate>>], a: Coordinate, b: Coordinate) -> bool {
    // Two cuts differ by at least 1 / (2 GRID²)².
    let parts = 2 * (2 * GRID * GRID).pow(2) + 1;
    let scaled = |c: Coordinate| {
        (
            i64::from(c.x) * i64::from(parts),
            i64::from(c.y) * i64::from(parts),
        )
    };
    let union: Vec<Vec<_>> = polygons
        .iter()
        .map(|rings| {
            sides(rings)
                .iter()
                .map(|[a, b]| [scaled(*a), scaled(*b)])
                .collect()
        })
        .collect();
    (0..=parts).all(|k| {
        let along = |a: i32, b: i32| i64::from(a) * i64::from(parts - k) + i64::from(b) * i64::from(k);
        let (x, y) = (along(a.x, b.x), along(a.y, b.y));
        union.iter().any(|sides| sample_covered(sides, x, y))
    })
}

/// Looks to the south, where the code looks to the east.
pub(super) fn sample_covered(sides: &[[(i64, i64); 2]], x: i64, y: i64) -> bool {
    let mut inside = false;
    for &[(ax, ay), (bx, by)] in sides {
        let cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
        let within = ax.min(bx) <= x && x <= ax.max(bx) && ay.min(by) <= y && y <= ay.max(by);
        if cross == 0 && within {
            return true;
        }
        if (ax <= x) != (bx <= x) && (cross > 0) == (bx > ax) {
            inside = !inside;
        }
    }
    inside
}

fn covered(polygons: &[Vec<Vec<Coordinate>>], lines: &[Vec<Coordinate>]) -> bool {
    let mut segments = lines.iter().flat_map(|line| line.windows(2));
    segments.all(|pair| segment_covered(polygons, pair[0], pair[1]))
}

pub(super) fn corner() -> impl Strategy<Value = Coordinate> {
    (0..=GRID, 0..=GRID).prop_map(|(x, y)| at(x, y))
}

fn any_ring() -> impl Strategy<Value = Vec<Coordinate>> {
    let random = prop::collection::vec(corner(), 3..6).prop_map(|mut ring| {
        ring.extend(ring.first().copied());
        ring
    });
    let box_like = (corner(), 1..=GRID, 1..=GRID)
        .prop_map(|(c, width, height)| rectangle(c.x, c.y, width.min(GRID - c.x), height.min(GRID - c.y)));
    prop_oneof![random, box_like]
}

pub(super) fn any_polygon() -> impl Strategy<Value = Vec<Vec<Coordinate>>> {
    prop::collection::vec(any_ring(), 1..3)
}

fn any_union() -> impl Strategy<Value = Vec<Vec<Vec<Coordinate>>>> {
    prop::collection::vec(any_polygon(), 0..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn lines_are_covered_where_all_their_samples_are(
        polygons in any_union(),
        line in prop::collection::vec(corner(), 2..4),
    ) {
        let expected = covered(&polygons, std::slice::from_ref(&line));
        let told = cover(&polygons).covers_line(&line);
        prop_assert_eq!(told.is_ok(), expected, "{:?}", told);
        if let Err(Outside { at, is_vertex: true }) = told {
            prop_assert!(line.contains(&at) && !segment_covered(&polygons, at, at));
        }
    }

    #[test]
    fn polygons_are_covered_where_their_edges_and_faces_are(polygons in any_union(), area in any_polygon()) {
        let expected = covered(&polygons, &area) && faces_covered(&polygons, &area);
        let told = cover(&polygons).covers_polygon(&area);
        prop_assert_eq!(told.is_ok(), expected, "{:?}", told);
    }

    #[test]
    fn a_union_covers_its_own_polygons_and_its_far_copies_do_the_same(
        polygons in any_union(),
        area in any_polygon(),
        x in -400_000_000..400_000_000_i32,
        scale in 1..20_000_000_i32,
    ) {
        let here = cover(&polygons);
        for polygon in polygons.iter().filter(|rings| rings.iter().all(|ring| has_extent(ring))) {
            prop_assert_eq!(here.covers_polygon(polygon), Ok(()));
        }
        let moved = |rings: &Vec<Vec<Coordinate>>| -> Vec<Vec<Coordinate>> {
            let moved = |c: &Coordinate| at(c.x * scale + x, c.y * scale - x);
            rings.iter().map(|ring| ring.iter().map(moved).collect()).collect()
        };
        let there = cover(&polygons.iter().map(moved).collect::<Vec<_>>());
        prop_assert_eq!(here.covers_polygon(&area).is_ok(), there.covers_polygon(&moved(&area)).is_ok());
    }

    #[test]
    fn unions_touch_where_a_vertex_or_a_crossing_of_one_lies_in_the_other(one in any_union(), two in any_union()) {
        let meets = |one: &[Vec<Vec<Coordinate>>], two: &[Vec<Vec<Coordinate>>]| {
            let corners = one.iter().flatten().filter(|ring| has_extent(ring)).flatten();
            corners.into_iter().any(|c| segment_covered(two, *c, *c))
        };
        let crosses = one.iter().flat_map(|rings| sides(rings)).any(|[a, b]| {
            two.iter().flat_map(|rings| sides(rings)).any(|[c, d]| {
                use geo::Intersects;
                let point = |c: Coordinate| geo::coord! { x: i64::from(c.x), y: i64::from(c.y) };
                let line = |a, b| geo::Line::new(point(a), point(b));
                a != b && c != d && line(a, b).intersects(&line(c, d))
            })
        });
        let expected = meets(&one, &two) || meets(&two, &one) || crosses;
        prop_assert_eq!(cover(&one).touches(&cover(&two)), expected);
    }
}
