//! One block of the municipality: what is in it is laid out first, then drawn theme by theme.

use super::draft::Drafts;
use super::ground::{Cell, Corner, Ground, Spot, Style};
use super::plane::Vector;
use super::random::{Random, mix};
use super::{buildings, fences, gardens, green, heights, pavements, streets, structures, utilities};

/// A theme draws its objects of a block. Themes run in the order of [`THEMES`]; an earlier one may leave islands for a later.
type Theme = fn(&mut Block<'_>, &mut Drafts<'_>);

/// Every theme. To add one, write a file with a `draw` and name it here (docs/generate.md).
const THEMES: [Theme; 9] = [
    streets::draw,
    fences::draw,
    pavements::draw,
    buildings::draw,
    gardens::draw,
    green::draw,
    structures::draw,
    utilities::draw,
    heights::draw,
];

/// What a block is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Plots with houses.
    Houses,
    /// A green with a pond, a pavilion with stairs, or a chapel.
    Green,
    /// A green with nothing but a pond or a chapel: the last block, when others are too large.
    Lawn,
}

/// A plot with a fence around it.
#[derive(Clone, Debug)]
pub struct Plot {
    /// Its corners, counter-clockwise; the street is between the first two.
    pub corners: [Vector; 4],
    /// Its gate, in the way of the street side.
    pub gate: Option<[Vector; 2]>,
    /// Around the buildings is a yard, no garden.
    pub yard: bool,
    /// Closed lines inside that touch nothing: rings counter-clockwise, not closed.
    pub islands: Vec<Vec<Spot>>,
}

impl Plot {
    /// The whole street side with the gate's posts.
    pub fn front(&self) -> Vec<Vector> {
        let [start, end, ..] = self.corners;
        let mut front = vec![start];
        front.extend(self.gate.iter().flatten());
        front.push(end);
        front
    }
}

/// A street between two crossings that this block has to draw: the crossings and the kerb on both sides.
#[derive(Clone, Copy, Debug)]
pub struct Street {
    /// Where it starts and ends.
    pub crossings: [Cell; 2],
    /// The right kerb, in the street's direction.
    pub right: [Vector; 2],
    /// The left kerb, in the street's direction.
    pub left: [Vector; 2],
}

/// A block and its surroundings.
#[derive(Debug)]
pub struct Block<'a> {
    /// Where everything is.
    pub ground: &'a Ground,
    /// Its number.
    pub cell: Cell,
    /// What it is for.
    pub purpose: Purpose,
    /// The inner edge of the pavement: south-west, south-east, north-east, north-west.
    pub inner: [Vector; 4],
    /// Its plots.
    pub plots: Vec<Plot>,
    /// Crossings that it has to draw.
    pub crossings: Vec<Cell>,
    /// Streets that it has to draw.
    pub streets: Vec<Street>,
    /// Height points beyond the usual ones, which make the number of objects exact.
    pub extra_heights: usize,
}

impl<'a> Block<'a> {
    /// Lays the block out. A green is made when `purpose` says so or, without it, by chance.
    pub fn new(ground: &'a Ground, cell: Cell, purpose: Option<Purpose>, extra_heights: usize) -> Self {
        let number = cell.spiral();
        let first = |cells: &[Cell]| cells.iter().all(|c| c.spiral() >= number || !ground.inside(*c));
        let crossings = [(0, 0), (1, 0), (1, 1), (0, 1)]
            .map(|(i, j)| cell.beside(i, j))
            .into_iter()
            .filter(|crossing| first(&around(*crossing)))
            .collect();
        let sides = [
            (cell, false),
            (cell, true),
            (cell.beside(0, 1), false),
            (cell.beside(1, 0), true),
        ];
        let streets = sides
            .into_iter()
            .filter(|(at, upright)| {
                first(&if *upright {
                    [*at, at.beside(-1, 0)]
                } else {
                    [*at, at.beside(0, -1)]
                })
            })
            .map(|(at, upright)| street(ground, at, upright))
            .collect();
        // Every ninth block is green; in the middle it is every second.
        let rarity = if number == 0 { 2 } else { 9 };
        let usual = if mix(&[ground.seed, 4, cell.i, cell.j]).is_multiple_of(rarity) {
            Purpose::Green
        } else {
            Purpose::Houses
        };
        let inner = ground.quadrangle(cell, ground.style.pavement);
        let purpose = purpose.unwrap_or(usual);
        let mut block = Self {
            ground,
            cell,
            purpose,
            inner,
            plots: Vec::new(),
            crossings,
            streets,
            extra_heights,
        };
        if purpose == Purpose::Houses {
            block.plots = plots(&mut block.random(5), inner, ground.style);
            let mut random = block.random(40);
            for plot in &mut block.plots {
                plot.yard = random.percent(15);
            }
        }
        block
    }

    /// Draws everything.
    pub fn draw(mut self, drafts: &mut Drafts<'_>) {
        for theme in THEMES {
            theme(&mut self, drafts);
        }
    }

    /// Chance for one theme: a new theme with a number of its own leaves the others as they are.
    pub fn random(&self, theme: i64) -> Random {
        Random::new(&[self.ground.seed, theme, self.cell.i, self.cell.j])
    }

    /// Rounds a position.
    pub fn spot(&self, position: Vector) -> Spot {
        self.ground.spot(position)
    }

    /// Rounds positions.
    pub fn spots(&self, positions: &[Vector]) -> Vec<Spot> {
        positions.iter().map(|p| self.spot(*p)).collect()
    }

    /// Where stairs lead from the pavement into a green, on its southern side from left to right.
    pub fn entrance(&self) -> Option<[Vector; 2]> {
        if self.purpose != Purpose::Green {
            return None;
        }
        let [start, end, ..] = self.inner;
        let (middle, half) = (start.towards(end, 0.5), end.minus(start).unit().times(1.2));
        Some([middle.minus(half), middle.plus(half)])
    }

    /// The vertices along the inner edge of the pavement, counter-clockwise, not closed.
    pub fn inner_ring(&self) -> Vec<Vector> {
        if self.plots.is_empty() {
            let [sw, se, ne, nw] = self.inner;
            let mut ring = vec![sw];
            ring.extend(self.entrance().iter().flatten());
            ring.extend([se, ne, nw]);
            return ring;
        }
        let (low, high) = self.plots.split_at(self.plots.len() / 2);
        let row = |plots: &[Plot]| {
            let mut front: Vec<_> = plots.iter().flat_map(Plot::front).collect();
            front.dedup();
            front
        };
        // The upper plots stand in the order of their columns, and their fronts run from right to left.
        let upper: Vec<_> = high.iter().rev().cloned().collect();
        let mut ring = row(low);
        ring.extend(low.last().map(|plot| plot.corners[2]));
        ring.extend(row(&upper));
        ring.extend(low.first().map(|plot| plot.corners[3]));
        ring
    }
}

/// The four blocks around a crossing: north-east, north-west, south-west, south-east.
pub fn around(crossing: Cell) -> [Cell; 4] {
    [(0, 0), (-1, 0), (-1, -1), (0, -1)].map(|(i, j)| crossing.beside(i, j))
}

fn street(ground: &Ground, at: Cell, upright: bool) -> Street {
    let kerb = |cell: Cell, from: usize| -> [Vector; 2] {
        let corners: [Corner; 4] = ground.kerb(cell);
        [corners[from].after, corners[(from + 1) % 4].before]
    };
    let reversed = |[a, b]: [Vector; 2]| [b, a];
    if upright {
        let (right, left) = (kerb(at, 3), kerb(at.beside(-1, 0), 1));
        Street {
            crossings: [at, at.beside(0, 1)],
            right: reversed(right),
            left,
        }
    } else {
        let (left, right) = (kerb(at, 0), kerb(at.beside(0, -1), 2));
        Street {
            crossings: [at, at.beside(1, 0)],
            right: reversed(right),
            left,
        }
    }
}

/// Two rows of plots back to back; the lower row first, each from left to right.
fn plots(random: &mut Random, inner: [Vector; 4], style: Style) -> Vec<Plot> {
    let [sw, se, ne, nw] = inner;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some tens at the most"
    )]
    let count = (se.minus(sw).length() / style.plot).round().max(1.0) as usize;
    let share = random.between(0.46, 0.54);
    let (west, east) = (sw.towards(nw, share), se.towards(ne, share));
    #[allow(clippy::cast_precision_loss, reason = "some tens at the most")]
    let cuts: Vec<f64> = (0..=count)
        .map(|k| {
            let jitter = if k == 0 || k == count {
                0.0
            } else {
                random.between(-0.15, 0.15)
            };
            (k as f64 + jitter) / count as f64
        })
        .collect();
    let low = |k: usize| sw.towards(se, cuts[k]);
    let middle = |k: usize| west.towards(east, cuts[k]);
    let high = |k: usize| nw.towards(ne, cuts[k]);
    let lower = (0..count).map(|k| [low(k), low(k + 1), middle(k + 1), middle(k)]);
    let upper = (0..count).map(|k| [high(k + 1), high(k), middle(k), middle(k + 1)]);
    let mut plot = |corners: [Vector; 4]| {
        let [start, end, ..] = corners;
        let length = end.minus(start).length();
        let gate = (random.percent(style.gates) && length > 10.0).then(|| {
            let (from, wide) = (random.between(2.0, length - 6.5), random.between(3.0, 4.0));
            [
                start.towards(end, from / length),
                start.towards(end, (from + wide) / length),
            ]
        });
        Plot {
            corners,
            gate,
            yard: false,
            islands: Vec::new(),
        }
    };
    lower.chain(upper).map(&mut plot).collect()
}
