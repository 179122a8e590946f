//! Areas leave no gap and do not overlap: where lines close all of complete ZPS and each face has its definition point, they are together as
//! large as complete ZPS.

use proptest::prelude::*;

use super::super::{
    AreaKind, CompleteArea, Coverage, DefinitionPoint, Fate, Given, Layer, Line, Lines, derive,
};
use super::random::ranks;
use crate::model::Coordinate;

/// Centimetres from a corner of a cell to the next, and how far corners lie aside, at most.
const STEP: i32 = 60;
const ASIDE: i32 = 10;

/// Corners in rows, one more than cells.
const SIDE: usize = 6;

/// A map of cells, each with four corners that lie aside of a grid.
#[derive(Clone, Debug)]
struct Cells {
    aside: Vec<[i32; 2]>,
    /// Areas of complete ZPS around cells from one to another, each added or taken away.
    areas: Vec<([usize; 4], bool)>,
    /// Whether cells with the same completeness are parted by a line: from their neighbours in the south and in the west.
    parted: Vec<[bool; 2]>,
}

fn cells() -> impl Strategy<Value = Cells> {
    let aside = prop::collection::vec([-ASIDE..=ASIDE, -ASIDE..=ASIDE], SIDE * SIDE);
    let ends = [0..SIDE, 0..SIDE, 0..SIDE, 0..SIDE];
    let areas = prop::collection::vec((ends, prop::bool::weighted(0.7)), 1..6);
    let parted = prop::collection::vec(
        [prop::bool::weighted(0.7), prop::bool::weighted(0.7)],
        SIDE * SIDE,
    );
    (aside, areas, parted).prop_map(|(aside, areas, parted)| Cells { aside, areas, parted })
}

impl Cells {
    fn corner(&self, x: usize, y: usize) -> Coordinate {
        let [aside_x, aside_y] = self.aside[y * SIDE + x];
        let [x, y] = [x, y].map(|place| STEP * i32::try_from(place).unwrap());
        Coordinate::new(x + aside_x, y + aside_y, 0)
    }

    /// The corners of a cell, counter-clockwise.
    fn around(&self, x: usize, y: usize) -> [Coordinate; 4] {
        [[0, 0], [1, 0], [1, 1], [0, 1]].map(|[east, north]| self.corner(x + east, y + north))
    }

    /// Whether a cell is complete; beyond all of them nothing is.
    fn is_complete(&self, x: Option<usize>, y: Option<usize>) -> bool {
        let (Some(x), Some(y)) = (x, y) else {
            return false;
        };
        let covers = |[x1, y1, x2, y2]: [usize; 4]| {
            (x1.min(x2)..x1.max(x2)).contains(&x) && (y1.min(y2)..y1.max(y2)).contains(&y)
        };
        let last = self.areas.iter().rev().find(|(area, _)| covers(*area));
        last.is_some_and(|(_, adds)| *adds)
    }

    fn ring(&self, [x1, y1, x2, y2]: [usize; 4]) -> Vec<Coordinate> {
        let (x1, x2) = (x1.min(x2), x1.max(x2));
        let (y1, y2) = (y1.min(y2), y1.max(y2));
        let south = (x1..x2).map(|x| (x, y1));
        let east = (y1..y2).map(|y| (x2, y));
        let north = (x1 + 1..=x2).rev().map(|x| (x, y2));
        let west = (y1..=y2).rev().map(|y| (x1, y));
        let around = south.chain(east).chain(north).chain(west);
        around.map(|(x, y)| self.corner(x, y)).collect()
    }
}

fn middle(corners: [Coordinate; 4]) -> Coordinate {
    let [x, y] =
        [|c: Coordinate| c.x, |c: Coordinate| c.y].map(|axis| corners.map(axis).iter().sum::<i32>() / 4);
    Coordinate::new(x, y, 0)
}

/// Twice the area, square centimetres.
fn area(corners: [Coordinate; 4]) -> i128 {
    let next = corners.iter().cycle().skip(1);
    let cross = |(a, b): (&Coordinate, &Coordinate)| {
        i128::from(a.x) * i128::from(b.y) - i128::from(a.y) * i128::from(b.x)
    };
    corners.iter().zip(next).map(cross).sum()
}

proptest! {
    #[test]
    fn areas_are_together_as_large_as_complete_zps(map in cells()) {
        let hierarchy = super::hierarchy(&ranks());
        let layer = Layer::ground(0);
        let line = Line {
            layer,
            kind: hierarchy.line_kind("T0", |_| None).unwrap(),
            classes: [1; 2],
            acquisition: 1,
        };
        let mut lines = Lines::default();
        // Cells of one face, by the first of them.
        let mut face: Vec<usize> = (0..SIDE * SIDE).collect();
        for (y, x) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (y, x))) {
            let here = map.is_complete(Some(x), Some(y));
            let sides = [
                ((x + 1 < SIDE).then(|| map.corner(x + 1, y)), Some(x), y.checked_sub(1)),
                ((y + 1 < SIDE).then(|| map.corner(x, y + 1)), x.checked_sub(1), Some(y)),
            ];
            for (to, parted) in sides.into_iter().zip(map.parted[y * SIDE + x]) {
                let (Some(to), other_x, other_y) = to else {
                    continue;
                };
                if parted || here != map.is_complete(other_x, other_y) {
                    lines.add(line, &[map.corner(x, y), to]).unwrap();
                } else if let (Some(other_x), Some(other_y)) = (other_x, other_y) {
                    let [one, other] = [y * SIDE + x, other_y * SIDE + other_x].map(|cell| face[cell]);
                    face.iter_mut().filter(|of| **of == one).for_each(|of| *of = other);
                }
            }
        }
        let complete = (0..SIDE - 1).flat_map(|y| (0..SIDE - 1).map(move |x| (x, y)));
        let complete: Vec<_> = complete.filter(|(x, y)| map.is_complete(Some(*x), Some(*y))).collect();
        let mut points = Vec::new();
        let mut named = Vec::new();
        for (x, y) in &complete {
            let of = face[y * SIDE + x];
            if !named.contains(&of) {
                named.push(of);
                points.push(DefinitionPoint { layer, kind: AreaKind(0), at: middle(map.around(*x, *y)) });
            }
        }
        let rings: Vec<_> = map.areas.iter().map(|(area, adds)| ([map.ring(*area)], *adds)).collect();
        let areas = rings.iter().map(|(rings, adds)| CompleteArea { level: 0, is_complete: *adds, rings });
        let derived = derive(Given {
            lines: &lines,
            points: &points,
            coverage: &Coverage::new(areas, u64::MAX).unwrap(),
            hierarchy: &hierarchy,
            threads: 2,
        });
        prop_assert!(derived.is_all() && derived.tears.is_empty());
        prop_assert_eq!(&derived.lost, &[]);
        prop_assert_eq!(derived.faces.len(), points.len());
        prop_assert!(derived.faces.iter().all(|face| matches!(face.fate, Fate::Area(_))));
        let together: i128 = derived.faces.iter().map(|face| face.area).sum();
        let expected: i128 = complete.iter().map(|(x, y)| area(map.around(*x, *y))).sum();
        prop_assert_eq!(together, expected);
    }
}
