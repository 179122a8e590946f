//! The plane graph of one level and family: places, edges between them, and the strands of lines along the edges.
//!
//! Places are in ascending order, edges in that of their ends, strands in that of their lines, so that nothing that follows depends on
//! the order in which lines come.

use super::pieces::pieces;
use super::scene::{Lines, NO_LINE};
use crate::geom::exact::Xy;
use crate::geom::tree::Bounded;
use crate::model::{BoundingBox, Coordinate};

/// A place of the graph, centimetres.
pub(super) type Node = [i32; 2];

/// Places and what runs between them.
#[derive(Debug, Default)]
pub(super) struct Plane {
    /// In ascending order.
    pub(super) nodes: Vec<Node>,
    /// In the order of their ends.
    pub(super) edges: Vec<Edge>,
    strands: Vec<Strand>,
    /// In the order of places and heights.
    pub(super) verticals: Vec<Vertical>,
}

/// An edge from its lower to its higher end, in the order of places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) ends: [u32; 2],
    /// Where its strands begin; they end where those of the next edge begin.
    strands: u32,
    /// Whether the outline of complete ZPS runs here.
    pub(super) is_outline: bool,
}

/// A segment of a line along an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Strand {
    pub(super) line: u32,
    /// Heights at the lower and at the higher end of the edge.
    pub(super) heights: [i32; 2],
}

/// A vertical edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Vertical {
    pub(super) node: Node,
    pub(super) low: i32,
    pub(super) high: i32,
    pub(super) line: u32,
}

/// A segment on its way into the graph; the outline of complete ZPS comes as [`NO_LINE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Segment {
    ends: [Node; 2],
    line: u32,
    heights: [i32; 2],
}

impl Segment {
    fn new(a: Coordinate, b: Coordinate, line: u32) -> Self {
        let (a, b) = if node(a) <= node(b) { (a, b) } else { (b, a) };
        Self {
            ends: [node(a), node(b)],
            line,
            heights: [a.z, b.z],
        }
    }
}

impl Plane {
    /// The graph of some lines, by their numbers, and of the outline of complete ZPS.
    pub(super) fn new(
        lines: &Lines,
        numbers: impl Iterator<Item = u32>,
        outline: &[Vec<Coordinate>],
    ) -> Self {
        let mut plane = Self::default();
        let mut segments = Vec::new();
        for number in numbers {
            let positions = lines.positions(number);
            let flat = |pair: &[Coordinate]| node(pair[0]) == node(pair[1]);
            if let ([a, b], true) = (positions, positions.windows(2).all(flat)) {
                plane.verticals.extend((a.z != b.z).then(|| Vertical {
                    node: node(*a),
                    low: a.z.min(b.z),
                    high: a.z.max(b.z),
                    line: number,
                }));
            }
            let pairs = positions.windows(2).filter(|pair| !flat(pair));
            segments.extend(pairs.map(|pair| Segment::new(pair[0], pair[1], number)));
        }
        let outline = pieces(outline, segments.iter().map(|segment| segment.ends));
        segments.extend(outline.into_iter().map(|ends| Segment {
            ends,
            line: NO_LINE,
            heights: [0; 2],
        }));
        segments.sort_unstable();
        segments.dedup();
        plane.verticals.sort_unstable();
        plane.nodes = segments.iter().flat_map(|segment| segment.ends).collect();
        plane.nodes.sort_unstable();
        plane.nodes.dedup();
        plane.take(&segments);
        plane
    }

    fn take(&mut self, segments: &[Segment]) {
        let mut low = 0;
        for alike in segments.chunk_by(|a, b| a.ends == b.ends) {
            let [from, to] = alike[0].ends;
            // Lower ends come in order.
            while self.nodes.get(low).is_some_and(|node| *node < from) {
                low += 1;
            }
            let high = self.nodes.binary_search(&to).unwrap_or_default();
            let lines = alike.iter().filter(|segment| segment.line != NO_LINE);
            self.edges.push(Edge {
                ends: [index(low), index(high)],
                strands: index(self.strands.len()),
                is_outline: alike.iter().any(|segment| segment.line == NO_LINE),
            });
            self.strands.extend(lines.map(|segment| Strand {
                line: segment.line,
                heights: segment.heights,
            }));
        }
    }

    /// The strands of an edge, in the order of lines.
    pub(super) fn strands(&self, edge: u32) -> &[Strand] {
        let start = self.edges[edge as usize].strands as usize;
        let next = self.edges.get(edge as usize + 1);
        let end = next.map_or(self.strands.len(), |next| next.strands as usize);
        &self.strands[start..end]
    }

    /// The ends of an edge.
    pub(super) fn ends(&self, edge: u32) -> [Xy; 2] {
        self.edges[edge as usize].ends.map(|node| self.place(node))
    }

    /// The place of a node.
    pub(super) fn place(&self, node: u32) -> Xy {
        self.nodes[node as usize].map(i64::from)
    }

    /// The vertical edges at a place, from the lowest.
    pub(super) fn verticals_at(&self, node: Node) -> &[Vertical] {
        let start = self.verticals.partition_point(|vertical| vertical.node < node);
        let rest = &self.verticals[start..];
        &rest[..rest.partition_point(|vertical| vertical.node == node)]
    }
}

/// An edge with its box, to be found by place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Boxed {
    pub(super) edge: u32,
    bounds: BoundingBox,
}

impl Boxed {
    pub(super) fn new(plane: &Plane, edge: u32) -> Self {
        let [[ax, ay], [bx, by]] = plane.edges[edge as usize]
            .ends
            .map(|node| plane.nodes[node as usize]);
        // The lower end is not farther east.
        let bounds = BoundingBox {
            min_x: ax,
            min_y: ay.min(by),
            max_x: bx,
            max_y: ay.max(by),
        };
        Self { edge, bounds }
    }
}

impl Bounded for Boxed {
    fn bounds(&self) -> BoundingBox {
        self.bounds
    }
}

/// The place of a position.
pub(super) fn node(c: Coordinate) -> Node {
    [c.x, c.y]
}

/// A number that fits: scenes have fewer than 2^32 positions.
pub(super) fn index(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
