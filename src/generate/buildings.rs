//! What stands on the plots, parallel to the street: houses with wings or terraces, terraced houses, houses around a
//! courtyard, sheds and pools.

mod courtyard;
mod house;
mod row;
mod terrace;

use super::block::{Block, Plot};
use super::draft::{Drafts, Use};
use super::ground::Spot;
use super::kinds::Kind;
use super::plane::{Vector, well_inside};
use super::random::Random;

/// A building.
pub const BUILDING: Use = Use {
    point: Kind::BuildingPoint,
    area: Kind::BuildingArea,
    choice: "",
};
const POOL: Use = Use {
    point: Kind::PoolPoint,
    area: Kind::PoolArea,
    choice: "",
};
/// `TypStavby`: garden pool.
const POOL_EDGE: &str = "6";

/// What every building keeps from the fences, metres.
const DISTANCE: f64 = 1.2;

/// The plot seen from its street: along the street and into the plot, in metres from the middle of the street side.
struct View {
    from: Vector,
    along: Vector,
    corners: [Vector; 4],
    width: f64,
}

impl View {
    fn new(plot: &Plot) -> Self {
        let [start, end, ..] = plot.corners;
        let along = end.minus(start);
        Self {
            from: start.towards(end, 0.5),
            along: along.unit(),
            corners: plot.corners,
            width: along.length(),
        }
    }

    fn at(&self, along: f64, into: f64) -> Vector {
        self.from
            .plus(self.along.times(along))
            .plus(self.along.left().times(into))
    }

    /// The corners of a shape when all of them are well inside the plot.
    fn shape(&self, corners: &[(f64, f64)]) -> Option<Vec<Vector>> {
        let shape: Vec<_> = corners
            .iter()
            .map(|(along, into)| self.at(*along, *into))
            .collect();
        shape
            .iter()
            .all(|p| well_inside(&self.corners, *p, DISTANCE))
            .then_some(shape)
    }
}

/// A plot whose buildings are being drawn.
struct Lot<'a, 'b> {
    block: &'a Block<'b>,
    view: &'a View,
    /// Around the buildings is a yard, no garden.
    yard: bool,
    /// Outlines of what was drawn.
    islands: &'a mut Vec<Vec<Spot>>,
}

impl Lot<'_, '_> {
    /// The rounded corners of a shape when all of them are well inside the plot.
    fn shape(&self, corners: &[(f64, f64)]) -> Option<Vec<Spot>> {
        Some(self.block.spots(&self.view.shape(corners)?))
    }

    fn spot(&self, along: f64, into: f64) -> Spot {
        self.block.spot(self.view.at(along, into))
    }
}

/// Draws the buildings of every plot and leaves their outlines as islands.
pub fn draw(block: &mut Block<'_>, drafts: &mut Drafts<'_>) {
    let mut random = block.random(30);
    let mut forms = block.random(31);
    let mut plots = std::mem::take(&mut block.plots);
    for plot in &mut plots {
        let view = View::new(plot);
        // Chance is drawn before it is known whether there is room: a plot does not change its neighbours.
        let front = random.between(3.0, 5.5);
        let (wide, deep) = (
            random.between(8.0, 13.0).min(view.width - 4.0),
            random.between(7.5, 10.5),
        );
        let shift = random.between(-1.0, 1.0);
        let terrace = random.percent(35).then(|| random.between(2.5, 4.0));
        let wing = random.percent(30).then(|| random.between(3.0, 5.0));
        let garden = random.between(0.0, 100.0);
        let form = forms.between(0.0, 100.0);
        let raised = forms.percent(60);
        let size = Size {
            left: shift - wide / 2.0,
            right: shift + wide / 2.0,
            front,
            back: front + deep,
        };
        let mut lot = Lot {
            block: &*block,
            view: &view,
            yard: plot.yard,
            islands: &mut plot.islands,
        };
        let special = match form {
            ..16.0 => row::draw(&mut lot, front, deep, drafts),
            16.0..26.0 => courtyard::draw(&mut lot, front, drafts),
            _ => None,
        };
        let depth = special
            .or_else(|| terrace::draw(&mut lot, &size, terrace?, raised, drafts))
            .or_else(|| house::draw(&mut lot, &size, wing, drafts));
        let back = depth.unwrap_or(front);
        let islands = &mut plot.islands;
        let gap = back + 3.0;
        if garden < 30.0 {
            shed(block, &view, gap, &mut random, drafts, islands);
        } else if garden < 45.0 {
            pool(block, &view, gap, drafts, islands);
        }
    }
    block.plots = plots;
}

/// A rectangle in the view of the plot.
struct Size {
    left: f64,
    right: f64,
    front: f64,
    back: f64,
}

impl Size {
    fn corners(&self) -> [(f64, f64); 4] {
        [
            (self.left, self.front),
            (self.right, self.front),
            (self.right, self.back),
            (self.left, self.back),
        ]
    }

    fn middle(&self) -> (f64, f64) {
        (
            f64::midpoint(self.left, self.right),
            f64::midpoint(self.front, self.back),
        )
    }
}

fn shed(
    block: &Block<'_>,
    view: &View,
    front: f64,
    random: &mut Random,
    drafts: &mut Drafts<'_>,
    islands: &mut Vec<Vec<Spot>>,
) {
    let half = random.between(1.5, 2.5);
    let size = Size {
        left: -half,
        right: half,
        front,
        back: front + 3.0,
    };
    if let Some(shape) = view.shape(&size.corners()) {
        let ring = block.spots(&shape);
        closed_line(Kind::Wall, "", &ring, drafts);
        drafts.face(
            BUILDING,
            &ring,
            &[],
            block.spot(view.at(size.middle().0, size.middle().1)),
        );
        islands.push(ring);
    }
}

fn pool(block: &Block<'_>, view: &View, front: f64, drafts: &mut Drafts<'_>, islands: &mut Vec<Vec<Spot>>) {
    let size = Size {
        left: -2.5,
        right: 2.5,
        front,
        back: front + 2.5,
    };
    if let Some(shape) = view.shape(&size.corners()) {
        let ring = block.spots(&shape);
        closed_line(Kind::StructureLine, POOL_EDGE, &ring, drafts);
        drafts.face(
            POOL,
            &ring,
            &[],
            block.spot(view.at(size.middle().0, size.middle().1)),
        );
        islands.push(ring);
    }
}

/// One line around: it starts and ends in the same vertex.
pub fn closed_line(kind: Kind, choice: &'static str, ring: &[Spot], drafts: &mut Drafts<'_>) {
    let mut line = ring.to_vec();
    line.extend(ring.first());
    drafts.line(kind, choice, &line);
}
