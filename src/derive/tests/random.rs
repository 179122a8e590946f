//! Random scenes of one level and family: meshes of cells as maps have them, with faults, and heaps of lines.

use crate::model::{AreaRole, Coordinate};

/// A line of some type.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub(super) kind: u16,
    pub(super) classes: [i16; 2],
    pub(super) acquisition: i16,
    pub(super) positions: Vec<Coordinate>,
}

/// A scene.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) is_ground: bool,
    pub(super) lines: Vec<Drawn>,
    /// Type of area and place.
    pub(super) points: Vec<(u16, Coordinate)>,
    pub(super) areas: Vec<(AreaRole, Vec<Vec<Coordinate>>)>,
}

/// Types of lines.
pub(super) const KINDS: u16 = 4;

/// For each type of area the types of lines that may bound it, in order.
pub(super) fn ranks() -> Vec<Vec<u16>> {
    vec![vec![0], vec![1, 0], vec![2, 1, 0], vec![2, 3]]
}

/// Chance, the same in each run.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ bits >> 31
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: i32) -> i32 {
        i32::try_from(self.next() % u64::from(end.unsigned_abs())).unwrap()
    }

    /// Whether something of so many percent happens.
    pub(super) fn percent(&mut self, percent: i32) -> bool {
        self.below(100) < percent
    }
}

fn drawn(chance: &mut Chance, positions: Vec<Coordinate>) -> Drawn {
    Drawn {
        kind: u16::try_from(chance.below(i32::from(KINDS))).unwrap(),
        classes: [0, 0].map(|_| i16::try_from(1 + chance.below(4)).unwrap()),
        acquisition: i16::try_from(1 + chance.below(3)).unwrap(),
        positions,
    }
}

fn role(chance: &mut Chance) -> AreaRole {
    match chance.below(3) {
        0 => AreaRole::New,
        1 => AreaRole::Reference,
        _ => AreaRole::Delete,
    }
}

/// A mesh of bent cells. `faults` is how many percent of what has to be there is missing or too much.
pub(super) fn mesh(chance: &mut Chance, faults: i32) -> Case {
    let (width, height) = (2 + chance.below(3), 2 + chance.below(3));
    let step = [4, 10, 300][usize::try_from(chance.below(3)).unwrap()];
    let mut bent = Vec::new();
    for y in 0..=height {
        for x in 0..=width {
            let mut by = |step: i32| chance.below(1 + step / 3) - step / 6;
            bent.push(Coordinate::new(x * step + by(step), y * step + by(step), 0));
        }
    }
    let at = |x: i32, y: i32, z: i32| Coordinate {
        z: 30_000 + z,
        ..bent[usize::try_from(y * (width + 1) + x).unwrap()]
    };
    let mut case = Case {
        is_ground: chance.percent(80),
        lines: Vec::new(),
        points: Vec::new(),
        areas: Vec::new(),
    };
    let edges =
        (0..=height).flat_map(|y| (0..=width).flat_map(move |x| [[x, y, x + 1, y], [x, y, x, y + 1]]));
    for [x, y, to_x, to_y] in edges.filter(|[_, _, x, y]| *x <= width && *y <= height) {
        if chance.percent(faults) {
            continue;
        }
        let strands = 1 + i32::from(chance.percent(25)) + i32::from(chance.percent(5));
        for strand in 0..strands {
            let mut level = || {
                if chance.percent(15) {
                    10 * chance.below(4)
                } else {
                    10 * strand
                }
            };
            let (from, to) = (at(x, y, level()), at(to_x, to_y, level()));
            let ends = if chance.percent(50) {
                vec![from, to]
            } else {
                vec![to, from]
            };
            let line = drawn(chance, ends);
            case.lines.push(line);
        }
    }
    for y in 0..=height {
        for x in 0..=width {
            while chance.percent(30) {
                let (low, high) = (10 * chance.below(4), 10 * chance.below(4));
                let line = drawn(chance, vec![at(x, y, low), at(x, y, high)]);
                case.lines.push(line);
            }
        }
    }
    while chance.percent(faults) {
        // Diagonals and dangling lines.
        let (x, y) = (chance.below(width), chance.below(height));
        let to = match chance.percent(50) {
            true => at(x + 1, y + 1, 0),
            false => at(x, y, 0).middle(at(x + 1, y + 1, 0)),
        };
        let line = drawn(chance, vec![at(x, y, 0), to]);
        case.lines.push(line);
    }
    for y in 0..height {
        for x in 0..width {
            let count = i32::from(chance.percent(100 - faults)) + i32::from(chance.percent(faults));
            let middle = at(x, y, 0).middle(at(x + 1, y + 1, 0));
            for number in 0..count {
                let kind = u16::try_from(chance.below(4)).unwrap();
                let aside = Coordinate::new(middle.x + number, middle.y, 0);
                case.points.push((kind, aside));
            }
        }
    }
    // Islands, some of which touch a corner of their cell, some of which have an island.
    for _ in 0..chance.below(3) {
        let (x, y) = (chance.below(width), chance.below(height));
        let (corner, middle) = (at(x, y, 0), at(x, y, 0).middle(at(x + 1, y + 1, 0)));
        for size in [step / 4, step / 10]
            .into_iter()
            .take(usize::try_from(1 + chance.below(2)).unwrap())
        {
            let by = |x: i32, y: i32| Coordinate::new(middle.x + x * size, middle.y + y * size, middle.z);
            let start = if chance.percent(20) { corner } else { by(-1, -1) };
            let island = vec![start, by(1, -1), by(0, 1), start];
            let line = drawn(chance, island);
            case.lines.push(line);
            case.points
                .extend(chance.percent(50).then(|| (1, Coordinate { z: 0, ..by(0, 0) })));
        }
    }
    let rectangle = |chance: &mut Chance, [x1, y1, x2, y2]: [i32; 4]| {
        let south = (x1..x2).map(|x| (x, y1));
        let east = (y1..y2).map(|y| (x2, y));
        let north = (x1 + 1..=x2).rev().map(|x| (x, y2));
        let west = (y1 + 1..=y2).rev().map(|y| (x1, y));
        let around = south.chain(east).chain(north).chain(west);
        let mut ring: Vec<Coordinate> = around
            .filter(|_| !chance.percent(faults / 4))
            .map(|(x, y)| Coordinate { z: 0, ..at(x, y, 0) })
            .collect();
        ring.extend(ring.first().copied());
        vec![ring]
    };
    let all = rectangle(chance, [0, 0, width, height]);
    case.areas.push((AreaRole::New, all));
    while chance.percent(30) {
        let (x1, y1) = (chance.below(width), chance.below(height));
        let (x2, y2) = (
            x1 + 1 + chance.below(width - x1),
            y1 + 1 + chance.below(height - y1),
        );
        let part = rectangle(chance, [x1, y1, x2, y2]);
        case.areas.push((role(chance), part));
    }
    case
}

/// A row of cells along straight sides of complete ZPS, on which areas of complete ZPS beside it, of before and since, have vertices.
pub(super) fn row(chance: &mut Chance) -> Case {
    let count = 3 + chance.below(5);
    let (step, height) = (10, 20);
    let mut case = Case {
        is_ground: true,
        lines: Vec::new(),
        points: Vec::new(),
        areas: Vec::new(),
    };
    let at = |x: i32, y: i32| Coordinate::new(x * step, y, 0);
    let mut ring = vec![at(0, 0)];
    ring.extend((1..count).filter(|_| chance.percent(60)).map(|x| at(x, 0)));
    ring.extend([at(count, 0), at(count, height)]);
    ring.extend((1..count).rev().map(|x| at(x, height)));
    ring.extend([at(0, height), at(0, 0)]);
    case.areas.push((AreaRole::New, vec![ring]));
    while chance.percent(60) {
        let from = chance.below(count + 1) - 1;
        let to = from + 1 + chance.below(3);
        let [low, high] =
            [[0, 10], [-10, 0], [-10, 10], [0, height]][usize::try_from(chance.below(4)).unwrap()];
        let ring = [
            at(from, low),
            at(to, low),
            at(to, high),
            at(from, high),
            at(from, low),
        ];
        case.areas.push((role(chance), vec![ring.to_vec()]));
    }
    let mut line = |chance: &mut Chance, positions: Vec<Coordinate>| {
        let line = drawn(chance, positions);
        case.lines.push(line);
    };
    for y in [0, height] {
        let mut from = 0;
        while from < count {
            let to = from + 1 + chance.below(2) * chance.below(count - from);
            if chance.percent(90) {
                line(chance, vec![at(from, y), at(to, y)]);
            }
            from = to;
        }
    }
    for x in 0..=count {
        if x == 0 || x == count || chance.percent(60) {
            line(chance, vec![at(x, 0), at(x, height)]);
        }
    }
    while chance.percent(50) {
        // Over others, beyond them, or with an end between vertices.
        let by = |chance: &mut Chance| if chance.percent(20) { 3 } else { 0 };
        let from = at(chance.below(count) - 1, 0);
        let to = Coordinate {
            x: from.x + step * (1 + chance.below(count)) + by(chance),
            ..from
        };
        line(chance, vec![to, from]);
    }
    for x in 0..count {
        if chance.percent(80) {
            let place = at(x, 3 + chance.below(10));
            case.points.push((
                0,
                Coordinate {
                    x: place.x + 4,
                    ..place
                },
            ));
        }
    }
    case
}

/// Lines, closed or not, over each other on a small grid.
pub(super) fn heap(chance: &mut Chance) -> Case {
    let side = 3 + chance.below(5);
    let step = 1 + 9 * chance.below(2);
    let position = |chance: &mut Chance| {
        let z = if chance.percent(80) { 0 } else { chance.below(3) };
        Coordinate::new(chance.below(side) * step, chance.below(side) * step, 30_000 + z)
    };
    let line = |chance: &mut Chance, most: i32| {
        let count = 2 + chance.below(most);
        let mut positions: Vec<_> = (0..count).map(|_| position(chance)).collect();
        if chance.percent(50) {
            positions.extend(positions.first().copied());
        }
        positions
    };
    let lines = (0..2 + chance.below(5)).map(|_| {
        let positions = line(chance, 4);
        drawn(chance, positions)
    });
    let lines = lines.collect();
    let points = (0..chance.below(5)).map(|_| {
        let kind = u16::try_from(chance.below(4)).unwrap();
        (
            kind,
            Coordinate {
                z: 0,
                ..position(chance)
            },
        )
    });
    let points = points.collect();
    let far = side * step + 5;
    let all = [(-5, -5), (far, -5), (far, far), (-5, far), (-5, -5)].map(|(x, y)| Coordinate::new(x, y, 0));
    let mut areas = vec![(AreaRole::New, vec![all.to_vec()])];
    while chance.percent(40) {
        let mut ring: Vec<Coordinate> = (0..3 + chance.below(3))
            .map(|_| Coordinate {
                z: 0,
                ..position(chance)
            })
            .collect();
        ring.extend(ring.first().copied());
        areas.push((role(chance), vec![ring]));
    }
    Case {
        is_ground: chance.percent(70),
        lines,
        points,
        areas,
    }
}

impl Coordinate {
    /// The whole centimetres near the middle between two places, its height that of the first.
    fn middle(self, other: Self) -> Self {
        Self {
            x: self.x + (other.x - self.x) / 2,
            y: self.y + (other.y - self.y) / 2,
            z: self.z,
        }
    }
}
