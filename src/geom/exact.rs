//! Exact arithmetic of segments and distances, in whole centimetres.
//!
//! All coordinates of the plane are within ±2^29 ([`LIMIT`]), so that differences stay within 2^30 and cross
//! products within 2^61, which 64 bits hold; squares of them and what is made of a fraction and a difference stay within
//! 2^123. Heights are any 32 bits: what is made of them is calculated in 128 bits.

use crate::model::Coordinate;

/// Coordinates go this far from zero: 5 368 km, five times the way from the origin of S-JTSK to the far end of Czechia.
pub(crate) const LIMIT: i32 = 1 << 29;

/// Whether a position is not too far away for exact calculation.
pub(crate) fn is_near(c: Coordinate) -> bool {
    (-LIMIT..=LIMIT).contains(&c.x) && (-LIMIT..=LIMIT).contains(&c.y)
}

/// A place in the plane, centimetres.
pub(crate) type Xy = [i64; 2];

/// The place of a position.
pub(crate) fn xy(c: Coordinate) -> Xy {
    [i64::from(c.x), i64::from(c.y)]
}

/// What two segments have in common in the plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contact {
    /// Nothing.
    None,
    /// A place, which is a vertex of one of them.
    Vertex(Xy),
    /// The insides of both cross; the nearest whole centimetres, halves up.
    Crossing(Xy),
    /// A part longer than 0, ends in ascending order.
    Common(Xy, Xy),
}

impl Contact {
    /// A place in common that is not right, as far as there is one.
    pub(crate) fn wrong(self, is_right: impl Fn(Xy) -> bool) -> Option<Xy> {
        match self {
            Self::None => None,
            Self::Vertex(place) => (!is_right(place)).then_some(place),
            Self::Crossing(place) | Self::Common(place, _) => Some(place),
        }
    }
}

/// Twice the area of a triangle: positive when `p` lies to the left of the way from `a` to `b`.
pub(crate) fn turn(a: Xy, b: Xy, p: Xy) -> i64 {
    (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
}

/// What two segments have in common; a segment whose ends are equal is a place.
pub(crate) fn contact([a, b]: [Xy; 2], [c, d]: [Xy; 2]) -> Contact {
    if !boxes_meet([a, b], [c, d]) {
        return Contact::None;
    }
    let (to_c, to_d) = (turn(a, b, c).signum(), turn(a, b, d).signum());
    let (to_a, to_b) = (turn(c, d, a).signum(), turn(c, d, b).signum());
    if to_c * to_d > 0 || to_a * to_b > 0 {
        return Contact::None;
    }
    if to_c == 0 && to_d == 0 && to_a == 0 && to_b == 0 {
        return on_one_line([a, b], [c, d]);
    }
    for (side, place) in [(to_c, c), (to_d, d), (to_a, a), (to_b, b)] {
        if side == 0 {
            return Contact::Vertex(place);
        }
    }
    Contact::Crossing(crossing([a, b], [c, d]))
}

/// Whether the boxes around two segments have a place in common.
fn boxes_meet([a, b]: [Xy; 2], [c, d]: [Xy; 2]) -> bool {
    (0..2).all(|axis| {
        a[axis].min(b[axis]) <= c[axis].max(d[axis]) && c[axis].min(d[axis]) <= a[axis].max(b[axis])
    })
}

/// [`contact`] of segments on the same straight line whose boxes meet.
fn on_one_line([a, b]: [Xy; 2], [c, d]: [Xy; 2]) -> Contact {
    let (low, high) = (a.min(b).max(c.min(d)), a.max(b).min(c.max(d)));
    match low.cmp(&high) {
        std::cmp::Ordering::Less => Contact::Common(low, high),
        std::cmp::Ordering::Equal => Contact::Vertex(low),
        std::cmp::Ordering::Greater => Contact::None,
    }
}

/// Where the insides of two segments cross.
fn crossing([a, b]: [Xy; 2], [c, d]: [Xy; 2]) -> Xy {
    let (from, to) = (turn(c, d, a), turn(c, d, b));
    let (num, den) = (i128::from(from), i128::from(from) - i128::from(to));
    [0, 1].map(|axis| {
        let (start, way) = (i128::from(a[axis]), i128::from(b[axis] - a[axis]));
        let (num, den) = ((start * den + way * num) * den.signum(), den.abs());
        // Between two coordinates, so that it fits.
        i64::try_from((2 * num + den).div_euclid(2 * den)).unwrap_or(a[axis])
    })
}

/// Whether a place lies on a segment.
pub(crate) fn lies_on(p: Xy, [a, b]: [Xy; 2]) -> bool {
    turn(a, b, p) == 0 && boxes_meet([p, p], [a, b])
}

/// Whether a place is closer to a segment than `limit` centimetres, in the plane.
pub(crate) fn is_closer(p: Xy, [a, b]: [Xy; 2], limit: i64) -> bool {
    let (way, to) = ([b[0] - a[0], b[1] - a[1]], [p[0] - a[0], p[1] - a[1]]);
    let length = dot(way, way);
    let along = dot(way, to);
    let limit = i128::from(limit) * i128::from(limit);
    if along <= 0 {
        return i128::from(dot(to, to)) < limit;
    }
    if along >= length {
        let to = [p[0] - b[0], p[1] - b[1]];
        return i128::from(dot(to, to)) < limit;
    }
    let area = i128::from(turn(a, b, p));
    area * area < limit * i128::from(length)
}

fn dot(a: Xy, b: Xy) -> i64 {
    a[0] * b[0] + a[1] * b[1]
}

/// The square of the distance of two positions in space.
pub(crate) fn distance_squared(a: Coordinate, b: Coordinate) -> i128 {
    let way = way(a, b);
    dot3(way, way)
}

/// Whether a position is closer to a segment than `limit` centimetres, in space.
pub(crate) fn is_closer_in_space(p: Coordinate, [a, b]: [Coordinate; 2], limit: i64) -> bool {
    let (line, to) = (way(a, b), way(a, p));
    let (length, along) = (dot3(line, line), dot3(line, to));
    let limit = i128::from(limit) * i128::from(limit);
    if along <= 0 {
        return dot3(to, to) < limit;
    }
    if along >= length {
        return distance_squared(p, b) < limit;
    }
    // The square of the distance is |to|² - along²/length. Who is so near is near in all axes, and numbers stay small: a
    // distance below the limit needs |to|² - along²/length < limit², that is |to|²·length - along² < limit²·length.
    let cross = [
        line[1] * to[2] - line[2] * to[1],
        line[2] * to[0] - line[0] * to[2],
        line[0] * to[1] - line[1] * to[0],
    ];
    // Each part is the area of a shadow: when one is too large, so is the whole, and no square of it is needed.
    let most = limit.saturating_mul(length);
    let mut sum: i128 = 0;
    for part in cross {
        let Some(square) = part.checked_mul(part) else {
            return false;
        };
        sum = sum.saturating_add(square);
    }
    sum < most
}

fn way(a: Coordinate, b: Coordinate) -> [i128; 3] {
    [(a.x, b.x), (a.y, b.y), (a.z, b.z)].map(|(a, b)| i128::from(b) - i128::from(a))
}

fn dot3(a: [i128; 3], b: [i128; 3]) -> i128 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Whether the place where the insides of two segments cross lies on a third one.
pub(crate) fn cross_together([a, b]: [Xy; 2], [c, d]: [Xy; 2], [p, q]: [Xy; 2]) -> bool {
    let (from, to) = (turn(c, d, a), turn(c, d, b));
    let (num, den) = (i128::from(from), i128::from(from) - i128::from(to));
    // The place times the denominator, which is made positive.
    let place =
        [0, 1].map(|axis| (i128::from(a[axis]) * den + i128::from(b[axis] - a[axis]) * num) * den.signum());
    let den = den.abs();
    let from_p = [0, 1].map(|axis| place[axis] - i128::from(p[axis]) * den);
    let turn = i128::from(q[0] - p[0]) * from_p[1] - i128::from(q[1] - p[1]) * from_p[0];
    let is_between = |axis: usize| {
        let (low, high) = (p[axis].min(q[axis]), p[axis].max(q[axis]));
        i128::from(low) * den <= place[axis] && place[axis] <= i128::from(high) * den
    };
    turn == 0 && is_between(0) && is_between(1)
}
