//! Rings of faces: closed ways parted where they visit a node twice.

use super::plane::Plane;
use super::trace::{NONE, Side, Ways, start, twin};

/// Sides one after another around a part of the plane, no node twice, from the node with the least X, of those the least Y.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ring {
    pub(super) sides: Vec<Side>,
    /// Twice the area, square centimetres: positive when it runs counter-clockwise.
    pub(super) area: i128,
}

/// Where nodes are on the way that is being parted.
#[derive(Debug)]
pub(super) struct Parting(Vec<u32>);

impl Parting {
    pub(super) fn new(plane: &Plane) -> Self {
        Self(vec![NONE; plane.nodes.len()])
    }

    /// The rings of a way. That of an exterior has one that runs counter-clockwise, all others run clockwise.
    pub(super) fn rings(&mut self, plane: &Plane, ways: &Ways, way: u32) -> Vec<Ring> {
        let mut rings = Vec::new();
        let mut open: Vec<Side> = Vec::new();
        for (side, node) in ways.sides(plane, way).map(|side| (side, start(plane, side))) {
            if let Some(place) = Some(self.0[node as usize]).filter(|place| *place != NONE) {
                rings.push(self.close(plane, open.split_off(place as usize)));
            }
            self.0[node as usize] = super::plane::index(open.len());
            open.push(side);
        }
        rings.push(self.close(plane, open));
        rings
    }

    fn close(&mut self, plane: &Plane, mut sides: Vec<Side>) -> Ring {
        for side in &sides {
            self.0[start(plane, *side) as usize] = NONE;
        }
        let least = (0..sides.len()).min_by_key(|place| start(plane, sides[*place]));
        sides.rotate_left(least.unwrap_or(0));
        let area = area(plane, sides.iter().copied());
        Ring { sides, area }
    }
}

/// Twice the area that sides run around, square centimetres: positive when they do so counter-clockwise.
pub(super) fn area(plane: &Plane, sides: impl Iterator<Item = Side>) -> i128 {
    let cross = |side| {
        let [a, b] = [side, twin(side)].map(|side| plane.place(start(plane, side)).map(i128::from));
        a[0] * b[1] - a[1] * b[0]
    };
    sides.map(cross).sum()
}
