//! The order in which packed spatial indexes lay their boxes: along Hilbert's curve, so that what is near in the plane
//! is near in the file.

use crate::model::BoundingBox;

/// The curve goes through 2^16 times 2^16 cells.
const BITS: u32 = 16;

/// Place of the centre of a box on the curve through an extent that holds it.
pub fn place(bounds: BoundingBox, extent: BoundingBox) -> u32 {
    let cell = |min: i32, max: i32, from: i32, to: i32| {
        // Doubled, so that the centre is whole.
        let centre = i64::from(min) + i64::from(max) - 2 * i64::from(from);
        let width = (2 * (i64::from(to) - i64::from(from))).max(1);
        let last = (1_i64 << BITS) - 1;
        u32::try_from((centre * last / width).clamp(0, last)).unwrap_or_default()
    };
    distance(
        cell(bounds.min_x, bounds.max_x, extent.min_x, extent.max_x),
        cell(bounds.min_y, bounds.max_y, extent.min_y, extent.max_y),
    )
}

/// Cells of the curve before this one. At each halving the quarter is told, and the rest of the way is turned so that it
/// enters and leaves the quarter at its right corners.
fn distance(mut x: u32, mut y: u32) -> u32 {
    let mut before = 0;
    for bit in (0..BITS).rev() {
        let side = 1 << bit;
        let (right, upper) = (u32::from(x & side != 0), u32::from(y & side != 0));
        before += side * side * ((3 * right) ^ upper);
        x &= side - 1;
        y &= side - 1;
        if upper == 0 {
            if right == 1 {
                x = side - 1 - x;
                y = side - 1 - y;
            }
            std::mem::swap(&mut x, &mut y);
        }
    }
    before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_steps_from_cell_to_neighbouring_cell() {
        let side = 32;
        let mut cells: Vec<(u32, u32)> = (0..side).flat_map(|x| (0..side).map(move |y| (x, y))).collect();
        cells.sort_by_key(|(x, y)| distance(*x, *y));
        for pair in cells.windows(2) {
            let steps = pair[0].0.abs_diff(pair[1].0) + pair[0].1.abs_diff(pair[1].1);
            assert_eq!(steps, 1, "{pair:?}");
        }
    }

    #[test]
    fn an_extent_without_width_is_no_trouble() {
        let point = BoundingBox {
            min_x: i32::MIN,
            max_x: i32::MIN,
            min_y: 7,
            max_y: 7,
        };
        assert_eq!(place(point, point), 0);
        let world = BoundingBox {
            max_x: i32::MAX,
            min_y: i32::MIN,
            max_y: i32::MAX,
            ..point
        };
        assert!(place(world, world) > 0);
    }
}
