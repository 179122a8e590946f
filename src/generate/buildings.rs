//! Houses with terraces, sheds and pools, parallel to the street.

use super::block::{Block, Plot};
use super::draft::{Drafts, Use};
use super::ground::Spot;
use super::kinds::Kind;
use super::plane::{Vector, well_inside};
use super::random::Random;

const BUILDING: Use = Use {
    point: Kind::BuildingPoint,
    area: Kind::BuildingArea,
    choice: "",
};
const TERRACE: Use = Use {
    point: Kind::TerracePoint,
    area: Kind::TerraceArea,
    choice: "",
};
const POOL: Use = Use {
    point: Kind::PoolPoint,
    area: Kind::PoolArea,
    choice: "",
};
/// `TypStavby`: terrace, garden pool.
const TERRACE_EDGE: &str = "3";
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

/// Draws the buildings of every plot and leaves their outlines as islands.
pub fn draw(block: &mut Block<'_>, drafts: &mut Drafts<'_>) {
    let mut random = block.random(30);
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
        let islands = &mut plot.islands;
        let mut back = front;
        let size = Size {
            left: shift - wide / 2.0,
            right: shift + wide / 2.0,
            front,
            back: front + deep,
        };
        if let Some(depth) = house(block, &view, &size, wing, terrace, drafts, islands) {
            back = depth;
        }
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

/// Draws a house, with a wing or a terrace at its back; gives the depth at which the garden begins.
fn house(
    block: &Block<'_>,
    view: &View,
    size: &Size,
    wing: Option<f64>,
    terrace: Option<f64>,
    drafts: &mut Drafts<'_>,
    islands: &mut Vec<Vec<Spot>>,
) -> Option<f64> {
    let plain = size.corners();
    let inside = block.spot(view.at(size.middle().0, size.middle().1));
    if let Some(depth) = terrace {
        let back = size.back + depth;
        let added = [(size.right, back), (size.left, back)];
        let [a, b, c, d] = plain;
        if let Some(whole) = view.shape(&[a, b, c, added[0], added[1], d]) {
            let whole = block.spots(&whole);
            let [a, b, c, e, f, d] = [whole[0], whole[1], whole[2], whole[3], whole[4], whole[5]];
            // The wall between house and terrace is one line, the other walls another, the terrace's edge the third.
            drafts.line(Kind::Wall, "", &[c, d]);
            drafts.line(Kind::Wall, "", &[d, a, b, c]);
            drafts.line(Kind::StructureLine, TERRACE_EDGE, &[c, e, f, d]);
            drafts.face(BUILDING, &[a, b, c, d], &[], inside);
            let middle = view.at(size.middle().0, size.back + depth / 2.0);
            drafts.face(TERRACE, &[d, c, e, f], &[], block.spot(middle));
            islands.push(whole);
            return Some(back);
        }
    }
    let middle = f64::midpoint(size.left, size.right);
    let winged = wing.and_then(|depth| {
        let back = size.back + depth;
        let corners = [(size.right, back), (middle, back), (middle, size.back)];
        let [a, b, _, d] = plain;
        let shape = view.shape(&[a, b, corners[0], corners[1], corners[2], d])?;
        Some((shape, back))
    });
    let (shape, back) = winged.or_else(|| Some((view.shape(&plain)?, size.back)))?;
    let ring = block.spots(&shape);
    closed_line(Kind::Wall, "", &ring, drafts);
    drafts.face(BUILDING, &ring, &[], inside);
    islands.push(ring);
    Some(back)
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
