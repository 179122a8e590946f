//! Clipping to an upright box.
//!
//! Lines are cut segment by segment. Rings are cut edge of the box by edge of the box (Sutherland and Hodgman), which is
//! right as long as what remains is in one piece; where it may not be, a Boolean operation takes over.

use geo::{BooleanOps, Coord, LineString, Polygon, Rect};

/// West, south, east, north; in tile units south is the larger y, so only the order of the numbers counts.
pub type Bounds = [f64; 4];

/// A ring or a line as positions.
pub type Path = Vec<[f64; 2]>;

/// Whether a position lies in the box, its edge included.
pub fn holds([min_x, min_y, max_x, max_y]: Bounds, [x, y]: [f64; 2]) -> bool {
    min_x <= x && x <= max_x && min_y <= y && y <= max_y
}

/// Whether every position lies in the box.
pub fn holds_all(bounds: Bounds, path: &[[f64; 2]]) -> bool {
    path.iter().all(|p| holds(bounds, *p))
}

/// The pieces of a line inside of the box, in order, appended to `pieces`.
pub fn line(bounds: Bounds, path: &[[f64; 2]], pieces: &mut Vec<Path>) {
    if holds_all(bounds, path) {
        pieces.push(path.to_vec());
        return;
    }
    let mut piece: Path = Vec::new();
    for pair in path.windows(2) {
        let Some((from, to)) = segment(bounds, pair[0], pair[1]) else {
            continue;
        };
        if piece.last() != Some(&from) {
            finish(&mut piece, pieces);
            piece.push(from);
        }
        piece.push(to);
        if to != pair[1] {
            finish(&mut piece, pieces);
        }
    }
    finish(&mut piece, pieces);
}

fn finish(piece: &mut Path, pieces: &mut Vec<Path>) {
    let done = std::mem::take(piece);
    if done.len() > 1 {
        pieces.push(done);
    }
}

/// The part of a segment inside of the box (Liang and Barsky); ends inside stay as they are, a mere touch is nothing.
fn segment(bounds: Bounds, a: [f64; 2], b: [f64; 2]) -> Option<([f64; 2], [f64; 2])> {
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let step = b[axis] - a[axis];
        let (low, high) = (bounds[axis] - a[axis], bounds[axis + 2] - a[axis]);
        if step == 0.0 {
            if low > 0.0 || high < 0.0 {
                return None;
            }
            continue;
        }
        let (enter, leave) = if step > 0.0 {
            (low / step, high / step)
        } else {
            (high / step, low / step)
        };
        from = from.max(enter);
        to = to.min(leave);
    }
    if from >= to {
        return None;
    }
    let at = |part: f64| {
        [0, 1].map(|axis| (a[axis] + part * (b[axis] - a[axis])).clamp(bounds[axis], bounds[axis + 2]))
    };
    let first = if from > 0.0 { at(from) } else { a };
    let last = if to < 1.0 { at(to) } else { b };
    Some((first, last))
}

/// The parts of a polygon (closed rings, exterior first) inside of the box, each again with its holes.
pub fn polygon(bounds: Bounds, rings: Vec<Path>) -> Vec<Vec<Path>> {
    if rings.iter().all(|ring| holds_all(bounds, ring)) {
        return if rings.is_empty() { Vec::new() } else { vec![rings] };
    }
    if needs_boolean(bounds, &rings) {
        return boolean(bounds, rings);
    }
    let kept: Vec<Path> = rings.iter().map(|r| ring(bounds, r)).collect();
    let in_a_hole = kept
        .iter()
        .zip(&rings)
        .skip(1)
        .any(|(cut, hole)| cut.len() > 3 && !holds_all(bounds, hole));
    if in_a_hole {
        return Vec::new();
    }
    match kept.first() {
        Some(exterior) if exterior.len() > 3 => {
            vec![kept.into_iter().filter(|ring| ring.len() > 3).collect()]
        }
        _ => Vec::new(),
    }
}

/// Whether cutting ring by ring could leave parts that hang together by a line along the edge: the exterior comes into the
/// box more than once, or a hole crosses its edge.
fn needs_boolean(bounds: Bounds, rings: &[Path]) -> bool {
    let mut rings = rings.iter();
    let exterior = rings.next().map_or(0, |ring| entries(bounds, ring));
    exterior > 1 || rings.any(|ring| entries(bounds, ring) > 0)
}

/// How often a closed path comes into the box from outside; a segment that only passes through counts as well.
fn entries(bounds: Bounds, ring: &[[f64; 2]]) -> usize {
    ring.windows(2)
        .filter(|pair| !holds(bounds, pair[0]) && segment(bounds, pair[0], pair[1]).is_some())
        .count()
}

/// Cuts one closed ring; empty when nothing remains.
fn ring(bounds: Bounds, path: &[[f64; 2]]) -> Path {
    let mut current: Path = path.to_vec();
    for (side, limit) in bounds.into_iter().enumerate() {
        let axis = side % 2;
        let inside = |p: [f64; 2]| {
            if side < 2 {
                p[axis] >= limit
            } else {
                p[axis] <= limit
            }
        };
        let cut = |a: [f64; 2], b: [f64; 2]| {
            let part = (limit - a[axis]) / (b[axis] - a[axis]);
            let mut on = [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])];
            on[axis] = limit;
            on
        };
        let mut next = Path::with_capacity(current.len() + 4);
        for pair in current.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            match (inside(a), inside(b)) {
                (true, true) => next.push(b),
                (true, false) => next.push(cut(a, b)),
                (false, true) => next.extend([cut(a, b), b]),
                (false, false) => {}
            }
        }
        if let Some(first) = next.first().copied() {
            next.push(first);
        }
        current = next;
    }
    current
}

fn boolean([min_x, min_y, max_x, max_y]: Bounds, rings: Vec<Path>) -> Vec<Vec<Path>> {
    let line_string = |path: Path| LineString::new(path.into_iter().map(|[x, y]| Coord { x, y }).collect());
    let mut rings = rings.into_iter().map(line_string);
    let Some(exterior) = rings.next() else {
        return Vec::new();
    };
    let whole = Polygon::new(exterior, rings.collect());
    let window = Rect::new(Coord { x: min_x, y: min_y }, Coord { x: max_x, y: max_y }).to_polygon();
    let path = |ring: &LineString| -> Path { ring.coords().map(|c| [c.x, c.y]).collect() };
    whole
        .intersection(&window)
        .iter()
        .map(|part| {
            std::iter::once(part.exterior())
                .chain(part.interiors())
                .map(path)
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BOX: Bounds = [0.0, 0.0, 10.0, 10.0];

    fn area(ring: &[[f64; 2]]) -> f64 {
        ring.windows(2)
            .map(|p| p[0][0] * p[1][1] - p[1][0] * p[0][1])
            .sum::<f64>()
            / 2.0
    }

    fn total(parts: &[Vec<Path>]) -> f64 {
        parts
            .iter()
            .map(|rings| {
                let holes: f64 = rings[1..].iter().map(|ring| area(ring).abs()).sum();
                area(&rings[0]).abs() - holes
            })
            .sum()
    }

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two_pieces() {
        let mut pieces = Vec::new();
        line(
            BOX,
            &[[5.0, 5.0], [15.0, 5.0], [15.0, 8.0], [5.0, 8.0]],
            &mut pieces,
        );
        assert_eq!(pieces, [[[5.0, 5.0], [10.0, 5.0]], [[10.0, 8.0], [5.0, 8.0]]]);
    }

    #[test]
    fn a_line_that_only_passes_through_is_cut_at_both_ends() {
        let mut pieces = Vec::new();
        line(BOX, &[[-5.0, 5.0], [15.0, 5.0]], &mut pieces);
        assert_eq!(pieces, [[[0.0, 5.0], [10.0, 5.0]]]);
        pieces.clear();
        line(BOX, &[[-5.0, 11.0], [15.0, 11.0]], &mut pieces);
        assert!(pieces.is_empty());
    }

    #[test]
    fn a_comb_is_cut_into_its_teeth() {
        let comb = vec![
            [-5.0, 1.0],
            [5.0, 1.0],
            [5.0, 3.0],
            [-4.0, 3.0],
            [-4.0, 6.0],
            [5.0, 6.0],
            [5.0, 8.0],
            [-5.0, 8.0],
            [-5.0, 1.0],
        ];
        let parts = polygon(BOX, vec![comb]);
        assert_eq!(parts.len(), 2);
        assert!((total(&parts) - 20.0).abs() < 1e-6);
    }

    #[test]
    fn a_hole_across_the_edge_opens_the_exterior() {
        let square = |a: f64, b: f64| vec![[a, a], [b, a], [b, b], [a, b], [a, a]];
        let hole = vec![[8.0, 4.0], [12.0, 4.0], [12.0, 6.0], [8.0, 6.0], [8.0, 4.0]];
        let parts = polygon(BOX, vec![square(2.0, 20.0), hole]);
        assert_eq!((parts.len(), parts[0].len()), (1, 1));
        assert!((total(&parts) - 60.0).abs() < 1e-6);
    }

    #[test]
    fn a_polygon_around_the_box_becomes_the_box() {
        let around = vec![
            [-9.0, -9.0],
            [30.0, -9.0],
            [30.0, 30.0],
            [-9.0, 30.0],
            [-9.0, -9.0],
        ];
        let parts = polygon(BOX, vec![around]);
        assert!((total(&parts) - 100.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_remains_of_a_polygon_whose_hole_holds_the_box() {
        let square = |a: f64, b: f64| vec![[a, a], [b, a], [b, b], [a, b], [a, a]];
        assert!(polygon(BOX, vec![square(-30.0, 40.0), square(-5.0, 20.0)]).is_empty());
        let distant = polygon(BOX, vec![square(-30.0, 40.0), square(-20.0, -15.0)]);
        assert_eq!((distant.len(), distant[0].len()), (1, 1));
    }

    fn position() -> impl Strategy<Value = [f64; 2]> {
        (-20_i32..30, -20_i32..30).prop_map(|(x, y)| [f64::from(x), f64::from(y)])
    }

    proptest! {
        #[test]
        fn pieces_of_lines_lie_in_the_box(path in prop::collection::vec(position(), 2..12)) {
            let mut pieces = Vec::new();
            line(BOX, &path, &mut pieces);
            for piece in &pieces {
                prop_assert!(piece.len() > 1 && holds_all(BOX, piece), "{:?}", piece);
            }
        }

        /// Star-shaped rings do not cross themselves, so a Boolean operation is the judge of the quick way.
        #[test]
        fn parts_of_polygons_measure_what_a_boolean_operation_says(
            radii in prop::collection::vec(1.0..25.0_f64, 3..14),
            middle in position(),
        ) {
            let count = f64::from(u8::try_from(radii.len()).unwrap());
            let mut star: Path = radii.iter().zip(0_u8..).map(|(radius, i)| {
                let angle = std::f64::consts::TAU * f64::from(i) / count;
                [middle[0] + radius * angle.cos(), middle[1] + radius * angle.sin()]
            }).collect();
            star.push(star[0]);
            let parts = polygon(BOX, vec![star.clone()]);
            let expected = boolean(BOX, vec![star]);
            prop_assert!((total(&parts) - total(&expected)).abs() < 1e-3);
            for ring in parts.iter().flatten() {
                prop_assert!(holds_all([-1e-6, -1e-6, 10.0 + 1e-6, 10.0 + 1e-6], ring));
            }
        }
    }
}
