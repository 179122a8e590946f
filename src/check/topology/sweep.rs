//! Which segments of two lines, or of one, may meet: those whose extents from west to east do.

use crate::geom::exact::{Xy, xy};
use crate::model::Coordinate;

/// Comparisons of one pair at most, or 64 for each of its positions.
const MOST_OF_PAIR: u64 = 1_000_000;

/// A segment of a line, west before east, with the vertex at which it begins.
type Stretch = ([Xy; 2], u32);

/// Shows all pairs of segments that may meet, of two lines or of one with itself, with the vertices at which they begin, until
/// no more are wanted or the patience is over; tells whether it showed all.
pub(super) fn compare(
    a: &[Coordinate],
    b: Option<&[Coordinate]>,
    patience: &mut u64,
    mut see: impl FnMut(u32, u32, [[Xy; 2]; 2]) -> bool,
) -> bool {
    let length = (a.len() + b.map_or(0, <[_]>::len)) as u64;
    if *patience < length {
        return false;
    }
    *patience -= length;
    let mut own = (*patience).min(MOST_OF_PAIR.max(64 * length));
    let mut all = |(one, vertex): Stretch, others: &[Stretch]| -> bool {
        let near = others.iter().take_while(|(other, _)| other[0][0] <= one[1][0]);
        for (other, other_vertex) in near {
            if own == 0 {
                return false;
            }
            own -= 1;
            *patience -= 1;
            if !see(vertex, *other_vertex, [one, *other]) {
                return false;
            }
        }
        true
    };
    let first = stretches(a);
    let Some(second) = b.map(stretches) else {
        return (1..).zip(&first).all(|(next, part)| all(*part, &first[next..]));
    };
    let (mut left, mut right) = (&first[..], &second[..]);
    while let ([one, rest_of_left @ ..], [other, rest_of_right @ ..]) = (left, right) {
        let is_whole = if one.0 <= other.0 {
            left = rest_of_left;
            all(*one, right)
        } else {
            right = rest_of_right;
            all(*other, left)
        };
        if !is_whole {
            return false;
        }
    }
    true
}

/// The segments of a line from west to east.
fn stretches(line: &[Coordinate]) -> Vec<Stretch> {
    let segments = line.windows(2).map(|pair| [xy(pair[0]), xy(pair[1])]);
    let mut stretches: Vec<Stretch> = segments.map(|[a, b]| [a.min(b), a.max(b)]).zip(0..).collect();
    stretches.sort_unstable();
    stretches
}
