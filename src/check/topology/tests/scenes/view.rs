//! From the ground to the paper.

use super::labels::Anchor;
use super::notation::Drawing;
use super::style::{HEIGHT, Spot, WIDTH};
use crate::model::Coordinate;

/// Where the drawing goes: what is left for labels around it, and for the title and the scale.
const LEFT: f64 = 42.0;
const TOP: f64 = 60.0;
const FOOT: f64 = 44.0;

/// Pixels of a centimetre at most.
const LARGEST: f64 = 10.0;

/// A place in the plane.
pub(super) type Plan = (i32, i32);

pub(super) fn plan(c: Coordinate) -> Plan {
    (c.x, c.y)
}

/// From the ground to the paper.
pub(super) struct View {
    middle: Spot,
    pub(super) scale: f64,
}

impl View {
    pub(super) fn of(drawing: &Drawing) -> Self {
        let rings = drawing.areas.iter().flat_map(|area| &area.rings);
        let rings = rings.chain(drawing.change_area.iter().flatten());
        let lines = drawing.things.iter().map(|thing| &thing.positions);
        let places: Vec<Coordinate> = rings.chain(lines).flatten().copied().collect();
        let extent = |of: fn(&Coordinate) -> i32| {
            let low = places.iter().map(of).min().unwrap_or(0);
            let high = places.iter().map(of).max().unwrap_or(0);
            (f64::from(low + high) / 2.0, f64::from(high - low).max(0.01))
        };
        let ((x, wide), (y, high)) = (extent(|c| c.x), extent(|c| c.y));
        let scale = ((WIDTH - 2.0 * LEFT) / wide).min((HEIGHT - TOP - FOOT) / high);
        Self {
            middle: [x, y],
            scale: scale.min(LARGEST),
        }
    }

    pub(super) fn at(&self, (x, y): Plan) -> Spot {
        [
            WIDTH / 2.0 + (f64::from(x) - self.middle[0]) * self.scale,
            (TOP + HEIGHT - FOOT) / 2.0 - (f64::from(y) - self.middle[1]) * self.scale,
        ]
    }

    pub(super) fn line(&self, line: &[Coordinate]) -> Vec<Spot> {
        line.iter().map(|c| self.at(plan(*c))).collect()
    }

    pub(super) fn lines(&self, lines: &[Vec<Coordinate>]) -> Vec<Vec<Spot>> {
        lines.iter().map(|line| self.line(line)).collect()
    }
}

/// Places in a ring where its label can go, the nearer to its middle the better.
pub(super) fn anchors_within(ring: &[Spot]) -> Vec<Anchor> {
    let corners = &ring[1..];
    let count: f64 = corners.iter().map(|_| 1.0).sum();
    let middle = [0, 1].map(|axis| corners.iter().map(|spot| spot[axis]).sum::<f64>() / count);
    let of = |corner: &Spot| {
        [(0.6, 0.0), (0.35, 3.0), (0.9, 6.0)].map(|(part, cost)| Anchor {
            at: [0, 1].map(|axis| corner[axis] + (middle[axis] - corner[axis]) * part),
            radius: 0.0,
            cost,
        })
    };
    corners.iter().flat_map(of).collect()
}

/// Places at a line where its label can go; in the middle of its segments it is best.
pub(super) fn anchors(line: &[Spot], radius: f64) -> Vec<Anchor> {
    let parts = [(0.5, 0.0), (0.35, 3.0), (0.65, 3.0), (0.2, 6.0), (0.8, 6.0)];
    let of = |pair: &[Spot]| {
        let [a, b] = [pair[0], pair[1]];
        parts.map(|(part, cost)| Anchor {
            at: [0, 1].map(|axis| a[axis] + (b[axis] - a[axis]) * part),
            radius,
            cost,
        })
    };
    line.windows(2).flat_map(of).collect()
}
