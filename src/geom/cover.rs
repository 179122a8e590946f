//! Whether geometries lie wholly inside a union of polygons or on its edge, decided in whole numbers: what checks 1.7
//! (everything changed lies in the change area) and 1.3 (the change area meets the region) ask.
//!
//! The covered set is closed: edges belong to it, also where two polygons touch, so a line may run from one polygon into
//! another through their common edge. The inside of a polygon follows the even-odd rule over all its rings, which takes rings
//! in any direction and with any self-contact; polygons among each other are united, never subtracted.
//!
//! A segment is cut wherever it touches an edge. Between two cuts nothing changes, so one position decides for all: a mediant
//! of the two fractions, whose terms stay short enough for 128 bits. A polygon is covered when its rings are and the union
//! leaves no hole inside it; a hole has somewhere an edge of the union with the hole to its east, so it is enough to look
//! east of each piece of those edges.

pub(crate) mod exact;
mod layers;
mod overlap;

#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use thiserror::Error;

pub use self::layers::Layers;
pub use self::overlap::{Common, Inside};

use self::exact::{Edge, Fraction, Position, Seen};
use super::exact::is_near;
use super::tree::{Bounded, BoxTree};
use crate::model::{BoundingBox, Coordinate, Geometry, Shape};

/// A union of polygons, ready to be asked what it covers. Building takes n log n steps, a question about log n and as many as
/// there are edges nearby.
#[derive(Clone, Debug)]
pub struct Cover {
    parts: BoxTree<Part>,
}

/// The first place found that is not covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outside {
    /// Centimetres of EPSG:5514. A vertex as it was given, or the middle of the uncovered part, rounded and with height 0.
    pub at: Coordinate,
    /// Whether it is a vertex of what was asked about; else only edges or the inside are not covered.
    pub is_vertex: bool,
}

impl Outside {
    fn vertex(at: Coordinate) -> Self {
        Self { at, is_vertex: true }
    }

    fn between(at: Coordinate) -> Self {
        Self { at, is_vertex: false }
    }
}

/// A polygon reaches farther than 5 368 km from the origin, where exact calculation ends; no place in Czechia does.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("position {} {} (centimetres) is too far away to calculate with; give coordinates of EPSG:5514", .0.x, .0.y)]
pub struct TooFar(pub Coordinate);

impl Cover {
    /// The union of polygons, each of rings of which the first is the exterior and the others are holes. A ring that does not
    /// repeat its first position is closed; rings and polygons without extent cover nothing.
    ///
    /// # Errors
    /// [`TooFar`] with the first position beyond ±2^29 cm.
    pub fn new<P: AsRef<[Vec<Coordinate>]>>(polygons: impl IntoIterator<Item = P>) -> Result<Self, TooFar> {
        let mut parts = Vec::new();
        for polygon in polygons {
            let rings = polygon.as_ref();
            if let Some(far) = rings.iter().flatten().find(|c| !is_near(**c)) {
                return Err(TooFar(*far));
            }
            parts.extend(Part::new(rings));
        }
        Ok(Self {
            parts: BoxTree::new(parts),
        })
    }

    /// Whether there is nothing that could cover anything.
    pub fn is_empty(&self) -> bool {
        self.parts.items().is_empty()
    }

    /// The smallest box around it; `None` when it is empty.
    pub fn bounds(&self) -> Option<BoundingBox> {
        self.parts.bounds()
    }

    /// Whether the position (its height does not matter) lies inside or on the edge.
    pub fn covers_point(&self, point: Coordinate) -> bool {
        is_near(point) && self.holds(&Position::of(point))
    }

    /// Whether the position lies inside of one of the polygons, not on its edge.
    pub fn has_inside(&self, point: Coordinate) -> bool {
        let position = Position::of(point);
        let found = self.parts.visit(position.bounds(), |part| {
            let seen = part.seen_from(&position);
            match !seen.on && seen.inside_to_the_east {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        is_near(point) && found.is_break()
    }

    /// Whether everything of a geometry lies inside or on the edge.
    ///
    /// # Errors
    /// [`Outside`] tells where it does not.
    pub fn covers(&self, geometry: &Geometry) -> Result<(), Outside> {
        match &geometry.shape {
            Shape::Point(point) if self.covers_point(*point) => Ok(()),
            Shape::Point(point) => Err(Outside::vertex(*point)),
            Shape::Line(line) => self.covers_line(line),
            Shape::Polygon(rings) => self.covers_polygon(rings),
            Shape::MultiLine(lines) => self.covers_lines(lines.iter().map(Vec::as_slice), false),
        }
    }

    /// Whether every position of a line lies inside or on the edge.
    ///
    /// # Errors
    /// [`Outside`] with the first vertex outside; when there is none, with the middle of the first part outside.
    pub fn covers_line(&self, line: &[Coordinate]) -> Result<(), Outside> {
        self.covers_lines(std::iter::once(line), false)
    }

    /// Whether a polygon with everything inside it lies inside or on the edge. Its inside follows the even-odd rule; an open
    /// ring is closed.
    ///
    /// # Errors
    /// [`Outside`] with the first vertex outside; when there is none, with the middle of a part outside.
    pub fn covers_polygon(&self, rings: &[Vec<Coordinate>]) -> Result<(), Outside> {
        self.covers_lines(rings.iter().map(Vec::as_slice), true)?;
        match Part::new(rings) {
            Some(area) => self.leaves_no_hole_in(&area),
            None => Ok(()),
        }
    }

    /// Whether the two have at least one point in common; contact of edges is enough.
    pub fn touches(&self, other: &Self) -> bool {
        // Where no edges touch, a ring lies wholly inside or wholly outside.
        self.begins_in(other) || other.begins_in(self) || self.edges().any(|edge| other.meets_edge(edge))
    }

    /// Whether a ring begins inside another cover; only those near it are looked at.
    fn begins_in(&self, other: &Self) -> bool {
        let starts_inside = |part: &Part| match part.starts.iter().any(|start| other.covers_point(*start)) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        let bounds = other.bounds();
        bounds.is_some_and(|bounds| self.parts.visit(bounds, starts_inside).is_break())
    }

    fn edges(&self) -> impl Iterator<Item = &Edge> {
        self.parts.items().iter().flat_map(|part| part.edges.items())
    }

    fn meets_edge(&self, edge: &Edge) -> bool {
        let mut unused = Vec::new();
        let met = self.visit_edges(edge.bounds(), |other| {
            if edge.touch(other, &mut unused) {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        met.is_break()
    }

    fn visit_edges<B>(
        &self,
        window: BoundingBox,
        mut see: impl FnMut(&Edge) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        self.parts
            .visit(window, |part| part.edges.visit(window, &mut see))
    }

    /// Whether a position lies inside or on the edge.
    fn holds(&self, position: &Position) -> bool {
        let found = self.parts.visit(position.bounds(), |part| {
            let seen = part.seen_from(position);
            if seen.on || seen.inside_to_the_east {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        found.is_break()
    }

    fn covers_lines<'a>(
        &self,
        lines: impl Iterator<Item = &'a [Coordinate]> + Clone,
        are_rings: bool,
    ) -> Result<(), Outside> {
        let result = lines.clone().try_for_each(|line| {
            let closing = if are_rings { line.first() } else { None };
            self.covers_way(line.iter().chain(closing).copied())
        });
        result.map_err(|outside| {
            let vertices = lines.flatten().copied();
            let vertex = vertices.into_iter().find(|vertex| !self.covers_point(*vertex));
            vertex.map_or(outside, Outside::vertex)
        })
    }

    fn covers_way(&self, mut way: impl Iterator<Item = Coordinate>) -> Result<(), Outside> {
        let Some(mut from) = way.next() else {
            return Ok(());
        };
        if !self.covers_point(from) {
            return Err(Outside::vertex(from));
        }
        let mut cuts = Vec::new();
        for to in way {
            self.covers_rest(from, to, &mut cuts)?;
            from = to;
        }
        Ok(())
    }

    /// Whether a segment whose start is covered is so to its end.
    fn covers_rest(&self, from: Coordinate, to: Coordinate, cuts: &mut Vec<Fraction>) -> Result<(), Outside> {
        if !is_near(to) {
            return Err(Outside::vertex(to));
        }
        let Some(edge) = Edge::new(from, to) else {
            return Ok(());
        };
        if !self.cut(&edge, None, cuts) {
            // All of it is like its start.
            return Ok(());
        }
        for pair in cuts.windows(2) {
            if !self.holds(&edge.at(pair[0].between(pair[1]))) {
                return Err(Outside::between(edge.middle(pair[0], pair[1])));
            }
        }
        Ok(())
    }

    /// Where an edge has to be cut so that each piece touches other edges along its whole length or not at all: from 0 to 1,
    /// at the edges of the union and of `area`. Tells whether any edge touches it.
    fn cut(&self, edge: &Edge, area: Option<&Part>, cuts: &mut Vec<Fraction>) -> bool {
        cuts.clear();
        let mut touch = |other: &Edge| -> ControlFlow<()> {
            edge.touch(other, cuts);
            ControlFlow::Continue(())
        };
        let _ = self.visit_edges(edge.bounds(), &mut touch);
        if let Some(area) = area {
            let _ = area.edges.visit(edge.bounds(), &mut touch);
        }
        let is_touched = !cuts.is_empty();
        cuts.extend([Fraction::START, Fraction::END]);
        cuts.sort_unstable();
        cuts.dedup();
        is_touched
    }

    /// Whether the union has no hole inside an area whose edges it covers.
    fn leaves_no_hole_in(&self, area: &Part) -> Result<(), Outside> {
        let mut cuts = Vec::new();
        let found = self.visit_edges(area.bounds(), |edge| {
            if edge.is_horizontal() {
                return ControlFlow::Continue(());
            }
            self.cut(edge, Some(area), &mut cuts);
            for pair in cuts.windows(2) {
                let position = edge.at(pair[0].between(pair[1]));
                if area.seen_from(&position).inside_to_the_east && !self.holds_to_the_east(&position) {
                    return ControlFlow::Break(Outside::between(self.middle_of_hole(area, &position)));
                }
            }
            ControlFlow::Continue(())
        });
        match found {
            ControlFlow::Break(outside) => Err(outside),
            ControlFlow::Continue(()) => Ok(()),
        }
    }

    /// Whether the union holds what lies next to the position in the east. The position may lie on edges, but not on a vertex.
    fn holds_to_the_east(&self, position: &Position) -> bool {
        let found = self.parts.visit(position.bounds(), |part| {
            if part.seen_from(position).inside_to_the_east {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        found.is_break()
    }

    fn middle_of_hole(&self, area: &Part, position: &Position) -> Coordinate {
        let mut next: Option<i128> = None;
        let mut see = |edge: &Edge| -> ControlFlow<()> {
            if edge.seen_from(position) == Seen::Ahead {
                let x = edge.passes_at(position);
                next = Some(next.map_or(x, |known| known.min(x)));
            }
            ControlFlow::Continue(())
        };
        let _ = self.visit_edges(position.ray(), &mut see);
        let _ = area.edges.visit(position.ray(), &mut see);
        // Inside an area there always is an edge ahead.
        position.middle_to(next.unwrap_or_default())
    }
}

/// One polygon.
#[derive(Clone, Debug)]
struct Part {
    edges: BoxTree<Edge>,
    bounds: BoundingBox,
    /// A position of each ring that has extent.
    starts: Vec<Coordinate>,
}

/// How a position lies to a polygon.
struct SeenPart {
    /// On one of its edges.
    on: bool,
    /// An odd number of its edges runs through the position: one side of them is inside.
    is_between: bool,
    /// What lies next to the position in the east is inside, on a horizontal edge what lies north of it; without an edge
    /// there, the position itself is.
    inside_to_the_east: bool,
}

impl Part {
    /// A polygon by its rings; `None` when it has no edges.
    fn new(rings: &[Vec<Coordinate>]) -> Option<Self> {
        let mut edges = Vec::with_capacity(rings.iter().map(Vec::len).sum());
        let mut starts = Vec::with_capacity(rings.len());
        for ring in rings {
            let known = edges.len();
            let next = ring.iter().cycle().skip(1);
            edges.extend(ring.iter().zip(next).filter_map(|(a, b)| Edge::new(*a, *b)));
            if edges.len() > known {
                starts.extend(ring.first());
            }
        }
        let edges = BoxTree::new(edges);
        let bounds = edges.bounds()?;
        Some(Self {
            edges,
            bounds,
            starts,
        })
    }

    fn seen_from(&self, position: &Position) -> SeenPart {
        self.seen_within(position, &mut { u64::MAX })
    }

    /// The same, looking at so many edges at most: when none are left afterwards, the answer means nothing.
    fn seen_within(&self, position: &Position, steps: &mut u64) -> SeenPart {
        let mut seen = SeenPart {
            on: false,
            is_between: false,
            inside_to_the_east: false,
        };
        let _ = self.edges.visit(position.ray(), |edge| {
            match edge.seen_from(position) {
                Seen::On => (seen.on, seen.is_between) = (true, !seen.is_between),
                Seen::Ahead => seen.inside_to_the_east = !seen.inside_to_the_east,
                Seen::No => {}
            }
            step(steps)
        });
        seen
    }
}

impl Bounded for Part {
    fn bounds(&self) -> BoundingBox {
        self.bounds
    }
}

/// Counts a step; breaks off when it was the last.
fn step(steps: &mut u64) -> ControlFlow<()> {
    *steps = steps.saturating_sub(1);
    match *steps {
        0 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    }
}
