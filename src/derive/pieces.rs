//! The pieces of the outline of complete ZPS: a vertex of an area breaks it, unless a line runs straight on past it.
//!
//! Pieces come in the order of straight lines, and along these: so pieces that go straight on are neighbours, and so are the
//! vertices that a segment of a line runs past, however many they are.

use std::cmp::Ordering;

use super::plane::Node;
use crate::geom::exact::{Xy, turn};
use crate::model::Coordinate;

/// A part of a straight line, from its lower to its higher end, in the order of places.
pub(super) type Ends = [Node; 2];

/// The pieces of straight ways that are broken at every vertex on them, without the vertices that lines run past, of which the
/// segments are given. A vertex at which other pieces end, too, always breaks.
pub(super) fn pieces(ways: &[Vec<Coordinate>], segments: impl Iterator<Item = Ends>) -> Vec<Ends> {
    let pairs = ways.iter().flat_map(|way| way.windows(2));
    let mut pieces: Vec<Ends> = pairs
        .map(|pair| [pair[0], pair[1]].map(super::plane::node))
        .map(|[a, b]| [a.min(b), a.max(b)])
        .collect();
    pieces.sort_unstable_by(|one, other| straight(one, other).then(one.cmp(other)));
    pieces.dedup();
    let joints = joints(&pieces);
    if joints.is_empty() {
        return pieces;
    }
    // How many segments begin to run past joints here, less those that end.
    let mut passing = vec![0_i64; joints.len() + 1];
    for segment in segments {
        let before = |joint: &usize| {
            let piece = &pieces[*joint];
            straight(piece, &segment).then(piece[1].cmp(&segment[0])).is_le()
        };
        let past = |joint: &usize| {
            let piece = &pieces[*joint];
            straight(piece, &segment).is_eq() && piece[1] < segment[1]
        };
        let first = joints.partition_point(before);
        let count = joints[first..].partition_point(past);
        passing[first] += 1;
        passing[first + count] -= 1;
    }
    let mut is_passed = vec![false; pieces.len()];
    let mut count = 0;
    for (joint, more) in joints.iter().zip(passing) {
        count += more;
        is_passed[*joint] = count > 0;
    }
    let mut joined: Vec<Ends> = Vec::new();
    let mut goes_on = false;
    for (piece, is_passed) in pieces.iter().zip(is_passed) {
        match joined.last_mut().filter(|_| goes_on) {
            Some(last) => last[1] = piece[1],
            None => joined.push(*piece),
        }
        goes_on = is_passed;
    }
    joined
}

/// The pieces at whose higher end nothing but the next piece goes on, straight.
fn joints(pieces: &[Ends]) -> Vec<usize> {
    let goes_on = |pair: &[Ends]| pair[0][1] == pair[1][0] && straight(&pair[0], &pair[1]).is_eq();
    let pairs = pieces.windows(2).enumerate();
    let mut joints: Vec<usize> = pairs
        .filter(|(_, pair)| goes_on(pair))
        .map(|(place, _)| place)
        .collect();
    if joints.is_empty() {
        return joints;
    }
    let mut ends: Vec<Node> = pieces.iter().flatten().copied().collect();
    ends.sort_unstable();
    joints.retain(|joint| {
        let end = pieces[*joint][1];
        let first = ends.partition_point(|other| *other < end);
        ends[first..]
            .iter()
            .take_while(|other| **other == end)
            .take(3)
            .count()
            == 2
    });
    joints
}

/// The order of the straight lines on which two parts lie: by slope, then from right to left; equal on the same line.
fn straight(one: &Ends, other: &Ends) -> Ordering {
    let [[a, b], [c, d]] = [one, other].map(|ends| ends.map(|end| -> Xy { end.map(i64::from) }));
    let beyond = [b[0] + d[0] - c[0], b[1] + d[1] - c[1]];
    let slope = 0.cmp(&turn(a, b, beyond));
    slope.then_with(|| 0.cmp(&turn(a, b, c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(places: &[i32]) -> Vec<Coordinate> {
        let places = places.iter();
        places.map(|y| Coordinate::new(3 * y, 2 * y, 0)).collect()
    }

    fn found(ways: &[Vec<Coordinate>], segments: &[[i32; 2]]) -> Vec<[i32; 2]> {
        let segments = segments.iter().map(|ends| ends.map(|y| [3 * y, 2 * y]));
        let found = pieces(ways, segments).into_iter();
        found.map(|ends| ends.map(|[_, y]| y / 2)).collect()
    }

    #[test]
    fn lines_run_past_vertices_of_areas() {
        let straight = [way(&[0, 1, 2, 3, 4, 5])];
        assert_eq!(found(&straight, &[[0, 2], [3, 5]]), [[0, 2], [2, 3], [3, 5]]);
        // Lines over each other leave no vertex that either runs past, whichever comes first.
        assert_eq!(found(&straight, &[[0, 3], [2, 5]]), [[0, 5]]);
        assert_eq!(found(&straight, &[[2, 5]]), [[0, 1], [1, 2], [2, 5]]);
        // Those of another area on the same line.
        let other = [way(&[0, 2, 5]), way(&[0, 2])];
        assert_eq!(found(&other, &[[-1, 9]]), [[0, 5]]);
        // Beside the line, and across it.
        let across = [[0, 1], [8, 9]].map(|[x, y]| [x, y]);
        assert_eq!(pieces(&other, [across].into_iter()).len(), 2);
    }

    #[test]
    fn a_vertex_at_which_other_pieces_end_breaks() {
        let mut ways = vec![way(&[0, 2, 5])];
        ways.push(vec![Coordinate::new(6, 4, 0), Coordinate::new(0, 9, 0)]);
        ways.push(vec![Coordinate::new(6, 4, 0), Coordinate::new(9, 9, 0)]);
        let segments = [[[0, 0], [15, 10]]].into_iter();
        assert_eq!(pieces(&ways, segments).len(), 4);
    }

    #[test]
    fn a_million_vertices_on_one_line_take_no_time() {
        let places: Vec<i32> = (0..1_000_000).collect();
        let segments = (0..100_000).map(|y| [[0, 0], [3 * y, 2 * y]]);
        let found = pieces(&[way(&places)], segments);
        assert_eq!(found.len(), 1_000_000 - 99_999);
    }
}
