//! The plane in square cells, so that neighbours are found without looking at everything, by all threads at once.
//!
//! A point lies in the cell of its place and in those that are within reach of it; a segment in all cells that it passes
//! within reach. Whatever touches or is near each other has a cell in common. What is found does not depend on the cells.

use std::sync::atomic::{AtomicU64, Ordering};

use super::fact::{Fact, settle};
use super::scene::Scene;
use crate::geom::exact::LIMIT;
use crate::geom::exact::{Xy, xy};
use crate::model::Coordinate;

/// Centimetres within which things have to find each other: the limits of checks 3.9 and 3.13.
pub(super) const REACH: i64 = 5;

/// Cells begin with 2^13 cm = 82 m. They grow when long segments would lie in too many.
const SMALLEST: u32 = 13;
const LARGEST: u32 = 30;

/// Most cells of a segment on average.
const CELLS_A_SEGMENT: u64 = 4;

/// Parts into which the cells are dealt, to be taken by threads one after another.
const PARTS: usize = 512;

/// Something that lies in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    cell: u64,
    pub(super) object: u32,
    /// Of a line: the vertex at which the segment begins.
    pub(super) vertex: u32,
}

impl Entry {
    /// The cell.
    pub(super) fn cell(&self) -> u64 {
        self.cell
    }
}

/// A grid of square cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    shift: u32,
}

impl Grid {
    /// A grid that suits a scene.
    fn of(scene: &Scene) -> Self {
        let mut grid = Self { shift: SMALLEST };
        let lines = || scene.present().filter(|number| scene.object(*number).is_line());
        let segments: u64 = lines().map(|number| scene.positions(number).len() as u64).sum();
        let most = segments.saturating_mul(CELLS_A_SEGMENT).saturating_add(1 << 16);
        let passed = |grid: Self| -> u64 {
            let of_line = |number| {
                scene
                    .positions(number)
                    .windows(2)
                    .map(|pair| grid.passed(pair))
                    .sum::<u64>()
            };
            lines().map(of_line).sum()
        };
        while grid.shift < LARGEST && passed(grid) > most {
            grid.shift += 1;
        }
        grid
    }

    /// About how many cells a segment passes.
    fn passed(self, pair: &[Coordinate]) -> u64 {
        let [a, b] = [pair[0], pair[1]].map(xy);
        (0..2)
            .map(|axis| self.row(a[axis]).abs_diff(self.row(b[axis])))
            .sum::<u64>()
            + 1
    }

    fn row(self, value: i64) -> i64 {
        value >> self.shift
    }

    fn name(column: i64, row: i64) -> u64 {
        let part = |value: i64| u64::from(value.wrapping_add(i64::from(LIMIT)).cast_unsigned() as u32);
        part(column) << 32 | part(row)
    }

    /// The cell of a place.
    pub(super) fn cell(self, place: Coordinate) -> u64 {
        let [x, y] = xy(place);
        Self::name(self.row(x), self.row(y))
    }

    /// The cells within reach of a segment; of a place when both ends are the same.
    fn cells(self, [a, b]: [Xy; 2], mut see: impl FnMut(u64)) {
        let (low, high) = if a[1] <= b[1] { (a, b) } else { (b, a) };
        for row in self.row(low[1] - REACH)..=self.row(high[1] + REACH) {
            // The part of the segment in the row, a reach more to all sides.
            let floor = ((row << self.shift) - REACH).max(low[1]);
            let ceiling = (((row + 1) << self.shift) + REACH).min(high[1]);
            let (from, to) = (across(low, high, floor), across(low, high, ceiling));
            let (west, east) = if low[1] == high[1] {
                (low[0].min(high[0]), low[0].max(high[0]))
            } else {
                (from.0.min(to.0), from.1.max(to.1))
            };
            for column in self.row(west - REACH)..=self.row(east + REACH) {
                see(Self::name(column, row));
            }
        }
    }
}

/// The whole centimetres between which a segment passes a parallel; `low` is not higher than `high`.
fn across(low: Xy, high: Xy, y: i64) -> (i64, i64) {
    let height = high[1] - low[1];
    if height == 0 {
        return (low[0].min(high[0]), low[0].max(high[0]));
    }
    let way = (high[0] - low[0]) * (y - low[1]);
    let x = low[0] + way.div_euclid(height);
    (x, x + 1)
}

/// What a cell gives.
pub(super) type Look<'a> = dyn Fn(Grid, &[Entry], &mut Found) + Sync + 'a;

/// What cells gave.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) facts: Vec<Fact>,
    /// Pairs of lines that touch where they must not, and one such place; a line with itself.
    pub(super) pairs: Vec<(u32, u32, Xy)>,
    pub(super) crowded: Crowded,
}

/// Places so full that not everything in them was compared, by what was to be compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Crowded {
    /// Lines with each other and themselves: checks 3.2, 3.3, 3.4.
    pub(super) lines: u64,
    /// Lines with others of the same course: check 3.6.
    pub(super) courses: u64,
    /// Points with each other: check 3.9.
    pub(super) points: u64,
    /// Detail points with lines: check 3.13.
    pub(super) both: u64,
    /// Ends of lines with areas of complete ZPS: check 3.7.
    pub(super) ends: u64,
    /// Pieces of outlines with areas of complete ZPS: check 3.12.
    pub(super) outlines: u64,
    /// Definition points with areas of complete ZPS: check OST.1.
    pub(super) shrinking: u64,
}

impl Found {
    fn join(&mut self, other: Self) {
        self.facts.extend(other.facts);
        self.pairs.extend(other.pairs);
        self.crowded.lines += other.crowded.lines;
        self.crowded.points += other.crowded.points;
        self.crowded.both += other.crowded.both;
    }
}

/// Told how many of how many parts are done.
pub(super) type Advance<'a> = dyn Fn(u64, u64) + Sync + 'a;

/// Shows every cell that has something in it, by as many threads; what is found comes in order.
pub(super) fn look(scene: &Scene, threads: usize, advance: &Advance<'_>, see: &Look<'_>) -> Found {
    let grid = Grid::of(scene);
    let threads = threads.max(1);
    let share = scene.count().div_ceil(threads).max(1);
    let numbers = |part: usize| part * share..((part + 1) * share).min(scene.count());
    let dealt = by_all(threads, |part| deal(scene, grid, numbers(part)));
    let done = AtomicU64::new(0);
    let found = by_all(threads, |thread| {
        let mut found = Found::default();
        let mut entries = Vec::new();
        for part in (thread..PARTS).step_by(threads) {
            entries.clear();
            dealt
                .iter()
                .for_each(|dealt| entries.extend_from_slice(&dealt[part]));
            entries.sort_unstable();
            for cell in entries.chunk_by(|a, b| a.cell == b.cell) {
                see(grid, cell, &mut found);
            }
            advance(done.fetch_add(1, Ordering::Relaxed) + 1, PARTS as u64);
        }
        found
    });
    let mut all = Found::default();
    found.into_iter().for_each(|found| all.join(found));
    settle(&mut all.facts);
    all.pairs.sort_unstable();
    all.pairs.dedup_by_key(|(a, b, _)| (*a, *b));
    all
}

/// Lays objects into cells, and deals those out.
fn deal(scene: &Scene, grid: Grid, numbers: std::ops::Range<usize>) -> Vec<Vec<Entry>> {
    let mut parts = vec![Vec::new(); PARTS];
    let numbers = numbers.filter_map(|number| u32::try_from(number).ok());
    for object in numbers.filter(|number| scene.object(*number).is_present()) {
        let positions = scene.positions(object);
        let mut lay = |segment, vertex| {
            grid.cells(segment, |cell| {
                let entry = Entry { cell, object, vertex };
                parts[part_of(cell)].push(entry);
            });
        };
        if let [place] = positions {
            lay([xy(*place); 2], 0);
        }
        for (vertex, pair) in (0..).zip(positions.windows(2)) {
            lay([xy(pair[0]), xy(pair[1])], vertex);
        }
    }
    parts
}

/// The part that a cell is dealt to: neighbours to different ones, so that no thread has a whole town.
fn part_of(cell: u64) -> usize {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    (cell.wrapping_mul(GOLDEN) >> 32) as usize % PARTS
}

/// Work that is shared out among threads; results come in the order of the shares.
pub(super) fn by_all<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    if threads <= 1 {
        return vec![work(0)];
    }
    std::thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> = (1..threads)
            .map(|share| scope.spawn(move || work(share)))
            .collect();
        let mut results = vec![work(0)];
        for other in others {
            match other.join() {
                Ok(result) => results.push(result),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    })
}
