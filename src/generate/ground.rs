//! The ground plan: a grid of streets, bent and jittered, turned by chance, inside the outline of a region.
//!
//! Cell `(i, j)` of the grid is a block between four crossings; everything about it follows from the seed and its number
//! alone, so blocks can be drawn one after another and still fit: what two blocks share is computed twice, with one result.
//! Blocks are taken in a spiral around the middle. What lies between blocks (crossings, streets) is drawn by that one of them
//! that comes first.

use super::plane::{Line, Vector};
use super::random::{Random, mix};
use super::terrain::noise;
use crate::model::{Coordinate, Outline};

/// Room that a block keeps from the outline, centimetres.
const MARGIN: i32 = 3_000;
/// Cells along one bend of the streets.
const BEND: f64 = 5.0;

/// Measures that tell a town from a village, in metres.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Width and height of a cell.
    pub cell: Vector,
    /// Width of a pavement.
    pub pavement: f64,
    /// How far before a crossing the kerb begins to turn; 0 for plain corners.
    pub turning: f64,
    /// Usual width of a plot along the street.
    pub plot: f64,
    /// Plots of a hundred that have a gate.
    pub gates: u64,
    /// Height points of a street.
    pub heights: usize,
    /// Streets have lamps.
    pub lamps: bool,
    /// The situation is complete in two areas, west and east, with a seam between them.
    pub seam: bool,
    /// More objects than a green without houses has: with less left to make, a block is the last one.
    pub smallest: u64,
}

/// Blocks of about ten plots.
pub const TOWN: Style = Style {
    cell: Vector::new(112.0, 78.0),
    pavement: 2.2,
    turning: 3.0,
    plot: 19.0,
    gates: 70,
    heights: 1,
    lamps: true,
    seam: true,
    smallest: 180,
};
/// Blocks of about four large plots, crossings without rounded kerbs.
pub const VILLAGE: Style = Style {
    cell: Vector::new(66.0, 70.0),
    pavement: 1.6,
    turning: 0.0,
    plot: 26.0,
    gates: 50,
    heights: 0,
    lamps: false,
    seam: false,
    smallest: 100,
};

/// A place on the ground in centimetres of EPSG:5514.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// Easting-like, negative.
    pub x: i32,
    /// Northing-like, negative.
    pub y: i32,
}

/// Number of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Columns from the middle.
    pub i: i64,
    /// Rows from the middle.
    pub j: i64,
}

impl Cell {
    /// The cell so many columns and rows away.
    pub fn beside(self, columns: i64, rows: i64) -> Self {
        Self {
            i: self.i + columns,
            j: self.j + rows,
        }
    }

    /// The cell with this number in the spiral.
    pub fn of_spiral(number: i64) -> Self {
        let mut ring = 0;
        while (2 * ring + 1) * (2 * ring + 1) <= number {
            ring += 1;
        }
        if ring == 0 {
            return Self { i: 0, j: 0 };
        }
        let (side, rest) = {
            let offset = number - (2 * ring - 1) * (2 * ring - 1);
            (offset / (2 * ring), offset % (2 * ring))
        };
        match side {
            0 => Self {
                i: ring,
                j: rest + 1 - ring,
            },
            1 => Self {
                i: ring - 1 - rest,
                j: ring,
            },
            2 => Self {
                i: -ring,
                j: ring - 1 - rest,
            },
            _ => Self {
                i: rest + 1 - ring,
                j: -ring,
            },
        }
    }

    /// Its number in the spiral, from 0.
    pub fn spiral(self) -> i64 {
        let Self { i, j } = self;
        let ring = i.abs().max(j.abs());
        if ring == 0 {
            return 0;
        }
        let start = (2 * ring - 1) * (2 * ring - 1);
        if i == ring && j > -ring {
            start + j + ring - 1
        } else if j == ring {
            start + 3 * ring - 1 - i
        } else if i == -ring {
            start + 5 * ring - 1 - j
        } else {
            start + 7 * ring - 1 + i
        }
    }
}

/// A corner of a block at the kerb: where the rounding begins, its middle and its end, counter-clockwise around the block.
/// Without rounding the three are one.
#[derive(Clone, Copy, Debug)]
pub struct Corner {
    /// On the side before the corner.
    pub before: Vector,
    /// Between.
    pub middle: Vector,
    /// On the side after the corner.
    pub after: Vector,
}

/// The ground plan of a municipality.
#[derive(Debug)]
pub struct Ground {
    /// Seed of everything.
    pub seed: i64,
    /// Measures.
    pub style: Style,
    outline: Outline,
    middle: Vector,
    turn: Vector,
}

impl Ground {
    /// Lays the plan near the middle of the region; `None` when the outline has no room at all.
    pub fn new(seed: i64, style: Style, outline: Outline) -> Option<Self> {
        let mut random = Random::new(&[seed, 1]);
        let inner = innermost(&outline)?;
        let free = clearance(&outline, inner);
        let shift = Vector::new(random.between(-0.3, 0.3), random.between(-0.3, 0.3)).times(free);
        let turn = Vector::new(random.between(0.5, 1.0), random.between(-0.5, 0.5)).unit();
        Some(Self {
            seed,
            style,
            outline,
            middle: inner.plus(shift),
            turn,
        })
    }

    /// The place of a position of the plan.
    #[allow(clippy::cast_possible_truncation, reason = "inside the country")]
    pub fn spot(&self, position: Vector) -> Spot {
        let turned = self
            .turn
            .times(position.x)
            .plus(self.turn.left().times(position.y));
        let metres = self.middle.plus(turned);
        Spot {
            x: (metres.x * 100.0).round() as i32,
            y: (metres.y * 100.0).round() as i32,
        }
    }

    /// The crossing at the lower left of a cell.
    #[allow(clippy::cast_precision_loss, reason = "some thousands of cells")]
    pub fn crossing(&self, Cell { i, j }: Cell) -> Vector {
        let (u, v) = (i as f64, j as f64);
        let mut random = Random::new(&[self.seed, 2, i, j]);
        let bend = |kind| noise(&[self.seed, kind], u / BEND, v / BEND) - 0.5;
        let jitter = Vector::new(random.between(-0.03, 0.03), random.between(-0.03, 0.03));
        let bent = Vector::new(bend(11), bend(12)).times(0.55).plus(jitter);
        let Vector { x, y } = self.style.cell;
        Vector::new((u + bent.x) * x, (v + bent.y) * y)
    }

    /// Half the width of a street, metres: streets keep their width from end to end.
    fn half_width(&self, upright: bool, number: i64) -> f64 {
        let direction = i64::from(upright);
        match mix(&[self.seed, 3, direction, number]) % 4 {
            0 => 3.75,
            1 => 2.5,
            _ => 3.0,
        }
    }

    /// The lines beside the four streets of a block (south, east, north, west), so far inside their kerbs.
    fn sides(&self, cell: Cell, inside: f64) -> [Line; 4] {
        let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(i, j)| self.crossing(cell.beside(i, j)));
        let widths = [
            self.half_width(false, cell.j),
            self.half_width(true, cell.i + 1),
            self.half_width(false, cell.j + 1),
            self.half_width(true, cell.i),
        ];
        [0, 1, 2, 3].map(|k| Line::beside(corners[k], corners[(k + 1) % 4], widths[k] + inside))
    }

    /// The corners of a block so far inside its kerb: south-west, south-east, north-east, north-west.
    pub fn quadrangle(&self, cell: Cell, inside: f64) -> [Vector; 4] {
        let sides = self.sides(cell, inside);
        [0, 1, 2, 3].map(|k| sides[(k + 3) % 4].meet(sides[k]))
    }

    /// The corners of a block's kerb.
    pub fn kerb(&self, cell: Cell) -> [Corner; 4] {
        let sides = self.sides(cell, 0.0);
        let turning = self.style.turning;
        [0, 1, 2, 3].map(|k| {
            let (last, next) = (sides[(k + 3) % 4], sides[k]);
            let corner = last.meet(next);
            let before = corner.minus(last.along.times(turning));
            let after = corner.plus(next.along.times(turning));
            // The middle of a circle's quarter lies so much of the way from the chord to the corner.
            let middle = before.towards(after, 0.5).towards(corner, 0.414);
            Corner {
                before,
                middle,
                after,
            }
        })
    }

    /// Whether the block and the streets around it lie inside the region's outline, with room to spare.
    pub fn inside(&self, cell: Cell) -> bool {
        let spots =
            [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(i, j)| self.spot(self.crossing(cell.beside(i, j))));
        let [x, y] = [spots.map(|s| s.x), spots.map(|s| s.y)];
        let (Some(left), Some(right)) = (x.iter().min(), x.iter().max()) else {
            return false;
        };
        let (Some(low), Some(high)) = (y.iter().min(), y.iter().max()) else {
            return false;
        };
        let (left, right, low, high) = (left - MARGIN, right + MARGIN, low - MARGIN, high + MARGIN);
        let apart = |side: &[Coordinate]| {
            let (a, b) = (side[0], side[1]);
            a.x.max(b.x) < left || a.x.min(b.x) > right || a.y.max(b.y) < low || a.y.min(b.y) > high
        };
        let mut sides = self
            .outline
            .polygons
            .iter()
            .flatten()
            .flat_map(|ring| ring.windows(2));
        sides.all(apart) && self.outline.contains(Coordinate::new(left, low, 0))
    }
}

/// The position of a coarse net that is farthest from the outline, in metres.
fn innermost(outline: &Outline) -> Option<Vector> {
    let [left, low, right, high] = outline.bounds()?.metres();
    let net =
        (1..40).flat_map(|row| (1..40).map(move |column| (f64::from(column) / 40.0, f64::from(row) / 40.0)));
    let places = net.map(|(u, v)| Vector::new(left + (right - left) * u, low + (high - low) * v));
    places
        .filter(|place| outline.contains(centimetres(*place)))
        .map(|place| (clearance(outline, place), place))
        .fold(None, |best: Option<(f64, Vector)>, candidate| match best {
            Some(best) if best.0 >= candidate.0 => Some(best),
            _ => Some(candidate),
        })
        .map(|(_, place)| place)
}

#[allow(clippy::cast_possible_truncation, reason = "inside the country")]
fn centimetres(metres: Vector) -> Coordinate {
    Coordinate::new(
        (metres.x * 100.0).round() as i32,
        (metres.y * 100.0).round() as i32,
        0,
    )
}

/// Distance to the outline, in metres.
fn clearance(outline: &Outline, place: Vector) -> f64 {
    let sides = outline.polygons.iter().flatten().flat_map(|ring| ring.windows(2));
    let distances = sides.map(|side| {
        let [a, b] = [side[0], side[1]].map(|c| Vector::new(f64::from(c.x) / 100.0, f64::from(c.y) / 100.0));
        let (along, way) = (b.minus(a), place.minus(a));
        let square = along.x * along.x + along.y * along.y;
        let part = if square > 0.0 {
            (way.x * along.x + way.y * along.y) / square
        } else {
            0.0
        };
        place.minus(a.plus(along.times(part.clamp(0.0, 1.0)))).length()
    });
    distances.fold(f64::MAX, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spiral_visits_every_cell_once() {
        let mut seen = std::collections::HashSet::new();
        for number in 0..(21 * 21) {
            let cell = Cell::of_spiral(number);
            assert_eq!(cell.spiral(), number, "{cell:?}");
            assert!(cell.i.abs() <= 10 && cell.j.abs() <= 10);
            assert!(seen.insert(cell));
        }
    }

    #[test]
    fn blocks_are_convex_and_their_kerbs_face_across_the_streets() {
        let outline = Outline::embedded().unwrap().remove(0);
        for style in [TOWN, VILLAGE] {
            let ground = Ground::new(3, style, outline.clone()).unwrap();
            for number in 0..400 {
                let cell = Cell::of_spiral(number);
                assert!(ground.inside(cell));
                let inner = ground.quadrangle(cell, style.pavement);
                for k in 0..4 {
                    let (a, b, c) = (inner[k], inner[(k + 1) % 4], inner[(k + 2) % 4]);
                    assert!(b.minus(a).cross(c.minus(b)) > 200.0, "{cell:?} {inner:?}");
                }
                let street = ground.kerb(cell)[0]
                    .after
                    .minus(ground.kerb(cell.beside(0, -1))[3].before);
                assert!((4.5..12.0).contains(&street.length()), "{}", street.length());
            }
        }
    }
}
