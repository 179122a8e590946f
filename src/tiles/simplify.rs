//! Leaving out vertices that nobody can see (Douglas and Peucker), for scales where a pixel is metres.

/// Leaves out vertices so that the path moves by at most `tolerance`; the ends stay. `kept` and `stack` are scratch space.
pub fn simplify(path: &mut Vec<[f64; 2]>, tolerance: f64, scratch: &mut Scratch) {
    if path.len() < 3 || tolerance <= 0.0 {
        return;
    }
    let Scratch { kept, stack } = scratch;
    kept.clear();
    kept.resize(path.len(), false);
    let last = path.len() - 1;
    kept[0] = true;
    kept[last] = true;
    stack.clear();
    stack.push((0, last));
    let limit = tolerance * tolerance;
    while let Some((from, to)) = stack.pop() {
        let mut farthest = (limit, None);
        for at in from + 1..to {
            let distance = distance_squared(path[at], path[from], path[to]);
            if distance > farthest.0 {
                farthest = (distance, Some(at));
            }
        }
        if let (_, Some(at)) = farthest {
            kept[at] = true;
            stack.push((from, at));
            stack.push((at, to));
        }
    }
    let mut keep = kept.iter();
    path.retain(|_| keep.next().copied().unwrap_or(true));
}

/// Memory that is used again from path to path.
#[derive(Debug, Default)]
pub struct Scratch {
    kept: Vec<bool>,
    stack: Vec<(usize, usize)>,
}

/// Squared distance of `p` from the segment between `a` and `b`, which may be one position.
fn distance_squared(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (ex, ey) = (p[0] - a[0] - along * dx, p[1] - a[1] - along * dy);
    ex * ex + ey * ey
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_lies_on_the_way_is_left_out_and_corners_stay() {
        let mut path = vec![[0.0, 0.0], [5.0, 0.5], [10.0, 0.0], [10.0, 10.0]];
        simplify(&mut path, 1.0, &mut Scratch::default());
        assert_eq!(path, [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]]);
    }

    proptest! {
        #[test]
        fn no_vertex_is_farther_from_the_new_path_than_the_tolerance(
            path in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64), 2..40),
            tolerance in 0.1..20.0_f64,
        ) {
            let before: Vec<[f64; 2]> = path.into_iter().map(|(x, y)| [x, y]).collect();
            let mut after = before.clone();
            simplify(&mut after, tolerance, &mut Scratch::default());
            prop_assert_eq!((after[0], after.last()), (before[0], before.last()));
            for p in &before {
                let nearest = after.windows(2).map(|s| distance_squared(*p, s[0], s[1])).fold(f64::INFINITY, f64::min);
                prop_assert!(nearest.sqrt() <= tolerance + 1e-9);
            }
        }
    }
}
