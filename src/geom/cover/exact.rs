//! The exact arithmetic of [`super::Cover`]: where segments touch, as fractions, and on which side of edges positions lie.
//!
//! All coordinates are within ±[`LIMIT`](crate::geom::exact::LIMIT), so that differences stay within 2^30, cross products within 2^61 and what is made of
//! two fractions and a cross product within 2^123.

use std::cmp::Ordering;

use crate::geom::exact::{Xy, xy};
use crate::geom::tree::Bounded;
use crate::model::{BoundingBox, Coordinate};

/// The coordinate at a place, its height 0.
pub(crate) fn coordinate_at(place: Xy) -> Coordinate {
    coordinate(place[0].into(), place[1].into())
}

/// A segment whose ends differ.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) a: Xy,
    pub(crate) b: Xy,
    bounds: BoundingBox,
}

impl Edge {
    /// The segment; `None` when it has no length.
    pub(crate) fn new(a: Coordinate, b: Coordinate) -> Option<Self> {
        let bounds = BoundingBox::around([a, b])?;
        let (a, b) = (xy(a), xy(b));
        (a != b).then_some(Self { a, b, bounds })
    }

    /// From its start to its end, axis by axis.
    pub(crate) fn direction(&self) -> Xy {
        [self.b[0] - self.a[0], self.b[1] - self.a[1]]
    }

    /// Whether it runs along a parallel.
    pub(crate) fn is_horizontal(&self) -> bool {
        self.a[1] == self.b[1]
    }

    /// Twice the area of the triangle to `p`: positive when `p` lies on the left.
    fn turn(&self, p: Xy) -> i64 {
        let [dx, dy] = self.direction();
        dx * (p[1] - self.a[1]) - dy * (p[0] - self.a[0])
    }

    /// Whether a place lies on it and is none of its ends.
    pub(crate) fn has_inside(&self, p: Xy) -> bool {
        let way = self.way_to(p);
        self.turn(p) == 0 && 0 < way && way < self.way_to(self.b)
    }

    /// How far along it a place is that lies on its straight line: the sum of both ways.
    pub(crate) fn way_to(&self, p: Xy) -> i64 {
        let [dx, dy] = self.direction();
        (p[0] - self.a[0]) * dx.signum() + (p[1] - self.a[1]) * dy.signum()
    }

    /// Adds where on this segment, from 0 to 1, `other` touches it: one place, or the ends of the common part. Tells whether
    /// they touch at all.
    pub(crate) fn touch(&self, other: &Self, cuts: &mut Vec<Fraction>) -> bool {
        let (a, b) = (self.turn(other.a), self.turn(other.b));
        if a == 0 && b == 0 {
            return self.overlap(other, cuts);
        }
        let (from, to) = (other.turn(self.a), other.turn(self.b));
        if a.signum() * b.signum() > 0 || from.signum() * to.signum() > 0 {
            return false;
        }
        // Not parallel, or `a` and `b` would have the same sign.
        cuts.push(Fraction::new(from, from - to));
        true
    }

    /// [`Edge::touch`] on the same straight line.
    fn overlap(&self, other: &Self, cuts: &mut Vec<Fraction>) -> bool {
        let direction = self.direction();
        let axis = usize::from(direction[0] == 0);
        let length = direction[axis];
        let place = |p: Xy| (p[axis] - self.a[axis]) * length.signum();
        let (one, two) = (place(other.a), place(other.b));
        let (first, last) = (one.min(two).max(0), one.max(two).min(length.abs()));
        if first > last {
            return false;
        }
        cuts.push(Fraction::new(first, length.abs()));
        cuts.push(Fraction::new(last, length.abs()));
        true
    }

    /// The position at a fraction of the way.
    pub(crate) fn at(&self, way: Fraction) -> Position {
        let (num, den) = (i128::from(way.num), i128::from(way.den));
        let [dx, dy] = self.direction();
        Position {
            x: i128::from(self.a[0]) * den + i128::from(dx) * num,
            y: i128::from(self.a[1]) * den + i128::from(dy) * num,
            den,
        }
    }

    /// The whole centimetres nearest to the middle between two fractions of the way, for people.
    pub(crate) fn middle(&self, from: Fraction, to: Fraction) -> Coordinate {
        const PRECISION: u32 = 40;
        let parts = |f: Fraction| (i128::from(f.num) << PRECISION) / i128::from(f.den);
        let way = parts(from) + parts(to);
        let [dx, dy] = self.direction();
        let along = |start: i64, d: i64| {
            let den = 1 << (PRECISION + 1);
            i128::from(start) + rounded(i128::from(d) * way, den)
        };
        coordinate(along(self.a[0], dx), along(self.a[1], dy))
    }

    /// How this edge of a ring lies to a position, seen from there to the east.
    pub(crate) fn seen_from(&self, p: &Position) -> Seen {
        let (above_a, above_b) = (self.a[1].scaled(p.den) > p.y, self.b[1].scaled(p.den) > p.y);
        let [dx, dy] = self.direction();
        let turn = i128::from(dx) * (p.y - self.a[1].scaled(p.den))
            - i128::from(dy) * (p.x - self.a[0].scaled(p.den));
        if turn == 0 && self.is_beside(p) {
            return Seen::On;
        }
        // Half open in y, so that a ray through a vertex counts it once.
        if above_a != above_b && turn != 0 && (turn > 0) == (dy > 0) {
            Seen::Ahead
        } else {
            Seen::No
        }
    }

    fn is_beside(&self, p: &Position) -> bool {
        let between = |a: i64, b: i64, v: i128| a.min(b).scaled(p.den) <= v && v <= a.max(b).scaled(p.den);
        between(self.a[0], self.b[0], p.x) && between(self.a[1], self.b[1], p.y)
    }

    /// The whole centimetre of x nearest to where this edge, which is not horizontal, passes the position's parallel.
    pub(crate) fn passes_at(&self, p: &Position) -> i128 {
        let [dx, dy] = self.direction().map(i128::from);
        i128::from(self.a[0])
            + rounded(
                dx * (p.y - self.a[1].scaled(p.den)) * dy.signum(),
                dy.abs() * p.den,
            )
    }
}

impl Bounded for Edge {
    fn bounds(&self) -> BoundingBox {
        self.bounds
    }
}

/// How an edge lies to a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The position lies on it.
    On,
    /// It is met on the way to the east.
    Ahead,
    /// Neither.
    No,
}

/// A fraction of the way along a segment, from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fraction {
    num: i64,
    den: i64,
}

impl Fraction {
    pub(crate) const START: Self = Self { num: 0, den: 1 };
    pub(crate) const END: Self = Self { num: 1, den: 1 };

    fn new(num: i64, den: i64) -> Self {
        Self {
            num: num * den.signum(),
            den: den.abs(),
        }
    }

    /// A fraction strictly between two that differ, with terms no longer than theirs together: the mediant, after the one
    /// with the shorter terms was expanded to about the other's, which brings it near the middle.
    pub(crate) fn between(self, other: Self) -> Self {
        let (own, its) = ((other.den / self.den).max(1), (self.den / other.den).max(1));
        Self {
            num: self.num * own + other.num * its,
            den: self.den * own + other.den * its,
        }
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        let (left, right) = (
            i128::from(self.num) * i128::from(other.den),
            i128::from(other.num) * i128::from(self.den),
        );
        left.cmp(&right)
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Fraction {}

/// A position with fractions of a centimetre: `x / den`, `y / den`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Position {
    x: i128,
    y: i128,
    den: i128,
}

impl Position {
    /// The position of a coordinate.
    pub(crate) fn of(c: Coordinate) -> Self {
        Self {
            x: c.x.into(),
            y: c.y.into(),
            den: 1,
        }
    }

    /// The box of whole centimetres around it.
    pub(crate) fn bounds(&self) -> BoundingBox {
        let down = |v: i128| clamped(v.div_euclid(self.den));
        BoundingBox {
            min_x: down(self.x),
            min_y: down(self.y),
            max_x: down(self.x + self.den - 1),
            max_y: down(self.y + self.den - 1),
        }
    }

    /// What a ray to the east sees: the strip of whole centimetres around it.
    pub(crate) fn ray(&self) -> BoundingBox {
        BoundingBox {
            max_x: i32::MAX,
            ..self.bounds()
        }
    }

    /// The whole centimetres nearest to the middle between this and a place straight to the east of it, for people.
    pub(crate) fn middle_to(&self, east: i128) -> Coordinate {
        coordinate(
            (rounded(self.x, self.den) + east).div_euclid(2),
            rounded(self.y, self.den),
        )
    }
}

trait Scaled {
    fn scaled(self, den: i128) -> i128;
}

impl Scaled for i64 {
    fn scaled(self, den: i128) -> i128 {
        i128::from(self) * den
    }
}

fn rounded(num: i128, den: i128) -> i128 {
    (num + den / 2).div_euclid(den)
}

fn clamped(value: i128) -> i32 {
    i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}

fn coordinate(x: i128, y: i128) -> Coordinate {
    Coordinate::new(clamped(x), clamped(y), 0)
}
