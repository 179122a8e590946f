//! Vectors in the plane of the municipality, in metres from its centre, before turning and rounding.

/// A position or a direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vector {
    /// To the right.
    pub x: f64,
    /// Up.
    pub y: f64,
}

impl Vector {
    /// From its parts.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }

    /// The way from the other to this.
    pub fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    /// So many times as long.
    pub fn times(self, factor: f64) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }

    /// Length; `sqrt` is exact by IEEE 754, so every machine has the same.
    pub fn length(self) -> f64 {
        (self.x * self.x + self.y * self.y).sqrt()
    }

    /// The same direction with length 1.
    pub fn unit(self) -> Self {
        self.times(1.0 / self.length())
    }

    /// A quarter turn to the left.
    pub fn left(self) -> Self {
        Self::new(-self.y, self.x)
    }

    /// Twice the area of the triangle; positive when the other is to the left.
    pub fn cross(self, other: Self) -> f64 {
        self.x * other.y - self.y * other.x
    }

    /// The part of the way to the other.
    pub fn towards(self, other: Self, part: f64) -> Self {
        self.plus(other.minus(self).times(part))
    }
}

/// A straight line through a position.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// A position on it.
    pub from: Vector,
    /// Its direction, of length 1.
    pub along: Vector,
}

impl Line {
    /// The line from one position to another, moved to the left.
    pub fn beside(from: Vector, to: Vector, distance: f64) -> Self {
        let along = to.minus(from).unit();
        Self {
            from: from.plus(along.left().times(distance)),
            along,
        }
    }

    /// Where two lines meet; they must not be parallel.
    pub fn meet(self, other: Self) -> Vector {
        let way = other.from.minus(self.from).cross(other.along) / self.along.cross(other.along);
        self.from.plus(self.along.times(way))
    }
}

/// Whether the position lies in the convex polygon (counter-clockwise, not closed) and keeps the distance from its sides.
pub fn well_inside(polygon: &[Vector], position: Vector, distance: f64) -> bool {
    polygon.iter().zip(polygon.iter().cycle().skip(1)).all(|(a, b)| {
        let along = b.minus(*a);
        along.cross(position.minus(*a)) >= distance * along.length()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_beside_the_sides_of_a_square_meet_in_the_inner_corners() {
        let square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)].map(|(x, y)| Vector::new(x, y));
        let south = Line::beside(square[0], square[1], 2.0);
        let east = Line::beside(square[1], square[2], 3.0);
        assert_eq!(south.meet(east), Vector::new(7.0, 2.0));
        assert!(well_inside(&square, Vector::new(5.0, 1.0), 1.0));
        assert!(!well_inside(&square, Vector::new(5.0, 0.9), 1.0));
        assert!(!well_inside(&square, Vector::new(11.0, 5.0), 0.0));
    }
}
