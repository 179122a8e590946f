//! Edges that touch where they must not: at a place that is not an end of both. What is left without them is plane.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::plane::{Boxed, Plane, index};
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
    let compared = AtomicUsize::new(0);
    let most_compared = LEAST_COMPARED.max(count.saturating_mul(MOST_COMPARED));
    let most = (1 << 16) + count.saturating_mul(MOST_CONFLICTS);
    let taken = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        loop {
            let first = taken.fetch_add(SHARE, Ordering::Relaxed);
            if first >= count {
                return Some(found);
            }
            for boxed in &tree.items()[first..count.min(first + SHARE)] {
                let room = most_compared.checked_sub(compared.load(Ordering::Relaxed))?;
                let seen = of_edge(plane, tree, boxed, room, &mut found)?;
                compared.fetch_add(seen, Ordering::Relaxed);
                if found.len() > most {
                    return None;
                }
            }
        }
    };
    let found: Option<Vec<Vec<Conflict>>> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads.max(1)).map(|_| scope.spawn(work)).collect();
        let own = work();
        let others = others.into_iter().map(|other| other.join().ok().flatten());
        others.chain([own]).collect()
    });
    let mut found: Vec<Conflict> = found?.into_iter().flatten().collect();
    found.sort_unstable();
    Some(found)
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
