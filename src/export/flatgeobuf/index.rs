//! The packed Hilbert R-tree of FlatGeobuf: nodes level by level, the root first, 16 to a parent. A node is a box (four doubles) and
//! a number: of a leaf the offset of its feature, of others the place of the first node below.

use std::io::{self, Write};

use crate::model::BoundingBox;

/// Children of a node.
pub const NODE_SIZE: u16 = 16;

/// A box, which a feature without a geometry has not, and the number.
type Node = (Option<BoundingBox>, u64);

/// Writes the tree over leaves in their order; there must be one at least.
pub fn write(leaves: Vec<Node>, out: &mut impl Write) -> io::Result<()> {
    let size = usize::from(NODE_SIZE);
    let mut counts = vec![leaves.len()];
    while counts.len() < 2 || counts.last().is_some_and(|count| *count > 1) {
        counts.push(counts.last().map_or(1, |count| count.div_ceil(size)));
    }
    let mut levels = vec![leaves];
    // Place of the first node of the level below, counted from the root.
    let mut first: usize = counts.iter().skip(1).sum();
    for (level, above) in counts.iter().skip(1).enumerate() {
        let parents = levels[level]
            .chunks(size)
            .zip(0..)
            .map(|(children, index)| {
                let bounds = children.iter().filter_map(|(bounds, _)| *bounds);
                (bounds.reduce(BoundingBox::union), (first + index * size) as u64)
            })
            .collect();
        levels.push(parents);
        first -= above;
    }
    for (bounds, number) in levels.iter().rev().flatten() {
        let edges = bounds.map_or(
            [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY],
            BoundingBox::metres,
        );
        for edge in edges {
            out.write_all(&edge.to_le_bytes())?;
        }
        out.write_all(&number.to_le_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use flatgeobuf::packed_r_tree::{NodeItem, PackedRTree};

    use super::*;

    #[test]
    fn the_tree_is_that_of_the_format_s_own_implementation() {
        for count in [1_u64, 2, 15, 16, 17, 256, 257, 5_000] {
            let leaves: Vec<Node> = (0..count)
                .map(|number| {
                    let at = i32::try_from(number).unwrap() * 100;
                    let bounds = BoundingBox {
                        min_x: -at,
                        min_y: at,
                        max_x: 100 - at,
                        max_y: at + 300,
                    };
                    (Some(bounds), number * 8)
                })
                .collect();
            let items: Vec<NodeItem> = leaves
                .iter()
                .map(|(bounds, number)| {
                    let [min_x, min_y, max_x, max_y] = bounds.unwrap().metres();
                    NodeItem {
                        min_x,
                        min_y,
                        max_x,
                        max_y,
                        offset: *number,
                    }
                })
                .collect();
            let extent = flatgeobuf::packed_r_tree::calc_extent(&items);
            let mut expected = Vec::new();
            let tree = PackedRTree::build(&items, &extent, NODE_SIZE).unwrap();
            tree.stream_write(&mut expected).unwrap();
            let mut written = Vec::new();
            write(leaves, &mut written).unwrap();
            assert_eq!(written, expected, "{count}");
        }
    }
}
