//! Edges that touch where they must not: at a place that is not an end of both. What is left without them is plane.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::plane::{Boxed, Plane, index};
use super::share;
use crate::geom::exact::{Xy, contact};
use crate::geom::tree::{Bounded as _, BoxTree};

/// Edges that are compared with each edge on average, at most, and with all together at least: where more lie over each other,
/// as on no map, nothing is derived.
const MOST_COMPARED: usize = 256;
const LEAST_COMPARED: usize = 50_000_000;

/// Conflicts for each edge on average, at most.
const MOST_CONFLICTS: usize = 16;

/// Edges that a thread takes at once.
const SHARE: usize = 1 << 14;

/// Two edges that touch where they must not, and a place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Conflict {
    pub(super) edges: [u32; 2],
    pub(super) at: Xy,
}

/// All conflicts in the order of edges; `None` when too much lies over each other.
pub(super) fn conflicts(plane: &Plane, tree: &BoxTree<Boxed>, threads: usize) -> Option<Vec<Conflict>> {
    let count = tree.items().len();
    let most_compared = LEAST_COMPARED.max(count.saturating_mul(MOST_COMPARED));
    let most = (1 << 16) + count.saturating_mul(MOST_CONFLICTS);
    // Of all threads together: what is too much must not depend on how many there are.
    let [compared, told, taken] = [const { AtomicUsize::new(0) }; 3];
    let work = |_| {
        let mut found = Vec::new();
        loop {
            let first = taken.fetch_add(SHARE, Ordering::Relaxed);
            if first >= count {
                return Some(found);
            }
            for boxed in &tree.items()[first..count.min(first + SHARE)] {
                let room = most_compared.checked_sub(compared.load(Ordering::Relaxed))?;
                let known = found.len();
                let seen = of_edge(plane, tree, boxed, room, &mut found)?;
                add(&compared, seen, most_compared)?;
                add(&told, found.len() - known, most)?;
            }
        }
    };
    let found: Option<Vec<Vec<Conflict>>> = share::each(0..threads.max(1), work).into_iter().collect();
    let mut found: Vec<Conflict> = found?.into_iter().flatten().collect();
    found.sort_unstable();
    Some(found)
}

/// Adds to a number; `None` when it is then more than it may be.
fn add(number: &AtomicUsize, more: usize, most: usize) -> Option<()> {
    let before = match more {
        // Most edges are in no conflict, and then threads need not wait for each other.
        0 => return Some(()),
        _ => number.fetch_add(more, Ordering::Relaxed),
    };
    (before.saturating_add(more) <= most).then_some(())
}

/// Conflicts of an edge with later ones; answers with how many were compared, or with nothing when they were too many.
fn of_edge(
    plane: &Plane,
    tree: &BoxTree<Boxed>,
    boxed: &Boxed,
    room: usize,
    found: &mut Vec<Conflict>,
) -> Option<usize> {
    let own = plane.ends(boxed.edge);
    let mut seen = 0;
    let looked = tree.visit(boxed.bounds(), |other| {
        seen += 1;
        if other.edge > boxed.edge {
            let ends = plane.ends(other.edge);
            let is_end = |place| own.contains(&place) && ends.contains(&place);
            found.extend(contact(own, ends).wrong(is_end).map(|at| Conflict {
                edges: [boxed.edge, other.edge],
                at,
            }));
        }
        match seen > room {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    looked.is_continue().then_some(seen)
}

/// Which edges are left out: those in conflict, but for those of the outline of complete ZPS that are so with lines only.
pub(super) fn left_out(plane: &Plane, conflicts: &[Conflict]) -> Vec<bool> {
    let mut left_out = vec![false; plane.edges.len()];
    let is_outline = |edge: u32| plane.edges[edge as usize].is_outline;
    for Conflict {
        edges: [one, other], ..
    } in conflicts
    {
        let alike = is_outline(*one) == is_outline(*other);
        left_out[*one as usize] |= alike || !is_outline(*one);
        left_out[*other as usize] |= alike || !is_outline(*other);
    }
    left_out
}

/// All edges of a graph, to be found by place.
pub(super) fn tree(plane: &Plane) -> BoxTree<Boxed> {
    let edges = 0..index(plane.edges.len());
    BoxTree::new(edges.map(|edge| Boxed::new(plane, edge)).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{Layer, Line, LineKind, Lines};
    use super::*;
    use crate::model::Coordinate;

    /// Lines side by side, and as many across all of them.
    const ACROSS: i32 = 40;

    #[test]
    fn what_is_too_much_does_not_depend_on_threads() {
        let line = Line {
            layer: Layer::ground(0),
            kind: LineKind(0),
            classes: [0; 2],
            acquisition: 0,
        };
        let mut lines = Lines::default();
        for grid in 0..500 {
            let (west, end) = (1_000 * grid, ACROSS + 1);
            for place in 1..=ACROSS {
                let across = [(0, place, end, place), (place, 0, place, end)];
                for (from_x, from_y, to_x, to_y) in across {
                    let ends = [(from_x, from_y), (to_x, to_y)];
                    let ends = ends.map(|(x, y)| Coordinate::new(west + x, y, 0));
                    lines.add(line, &ends).unwrap();
                }
            }
        }
        let plane = Plane::new(&lines, 0..index(lines.count()), &[]);
        let tree = tree(&plane);
        for threads in [1, 2, 3] {
            assert!(conflicts(&plane, &tree, threads).is_none());
        }
    }
}
