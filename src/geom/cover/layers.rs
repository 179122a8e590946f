//! Polygons one after another, of which each adds what it covers or takes it away: what the last one that covers a place says
//! holds there. Decided in whole numbers, as [`Cover`](super::Cover) is.

use std::ops::ControlFlow;

use super::exact::{Edge, Fraction, Position, coordinate_at};
use super::{Part, step};
use crate::geom::exact::is_near;
use crate::geom::tree::{Bounded, BoxTree};
use crate::model::{BoundingBox, Coordinate};

/// A segment that others touch at more places than this is not looked at.
pub(super) const MOST_CUTS: usize = 1_024;

/// Steps that a place costs at which a segment is broken: whoever asks has to keep the pieces.
const COST_OF_PIECE: u64 = 256;

/// Polygons in an order. Building takes n log n steps, a question about log n and as many as there are edges nearby.
#[derive(Clone, Debug)]
pub struct Layers {
    parts: BoxTree<Layer>,
}

/// A polygon that adds or takes away.
#[derive(Clone, Debug)]
struct Layer {
    order: usize,
    adds: bool,
    part: Part,
}

/// What the last polygon says, of those that were looked at.
#[derive(Clone, Copy, Debug, Default)]
struct Last {
    /// One more than its order; 0 when there was none.
    place: usize,
    adds: bool,
}

impl Layers {
    /// Polygons, each of rings of which the first is the exterior and the others are holes, with whether they add what they
    /// cover. Their insides follow the even-odd rule. A polygon that reaches beyond ±2^29 cm is passed over.
    pub fn new<P: AsRef<[Vec<Coordinate>]>>(polygons: impl IntoIterator<Item = (P, bool)>) -> Self {
        let layers = (0..).zip(polygons).filter_map(|(order, (polygon, adds))| {
            let rings = polygon.as_ref();
            let is_near = rings.iter().flatten().all(|c| is_near(*c));
            let part = Part::new(rings).filter(|_| is_near)?;
            Some(Layer { order, adds, part })
        });
        Self {
            parts: BoxTree::new(layers.collect()),
        }
    }

    /// The smallest box around all of them; `None` without any.
    pub fn bounds(&self) -> Option<BoundingBox> {
        self.parts.bounds()
    }

    /// Whether the last polygon that covers the position, edges included, adds it. `steps` tells how many edges may be looked
    /// at and, afterwards, how many are left; without any the answer is `None`.
    pub fn covers_point(&self, point: Coordinate, steps: &mut u64) -> Option<bool> {
        let mut last = Last::default();
        if is_near(point) {
            let position = Position::of(point);
            let _ = self.parts.visit(position.bounds(), |layer| {
                let seen = layer.part.seen_within(&position, steps);
                last.hear(layer, seen.on || seen.inside_to_the_east);
                step(steps)
            });
        }
        (*steps > 0).then_some(last.adds)
    }

    /// Whether somewhere along a segment exactly one of its sides is covered: there it is a part of the outline of what all
    /// polygons cover. `steps` as in [`covers_point`](Self::covers_point); there is no answer either for a segment that is touched
    /// at more than some 1 024 places.
    pub fn divides(&self, a: Coordinate, b: Coordinate, steps: &mut u64) -> Option<bool> {
        let Some(edge) = near_edge(a, b) else {
            return Some(false);
        };
        let mut cuts = vec![Fraction::START, Fraction::END];
        let looked = self.visit_edges(edge.bounds(), |other| {
            edge.touch(other, &mut cuts);
            if cuts.len() > 2 * MOST_CUTS {
                settle(&mut cuts);
                if cuts.len() > MOST_CUTS {
                    return ControlFlow::Break(());
                }
            }
            step(steps)
        });
        settle(&mut cuts);
        let mut pieces = cuts.windows(2);
        let divides = looked.is_continue()
            && pieces.any(|pair| self.differs_beside(&edge.at(pair[0].between(pair[1])), steps));
        (looked.is_continue() && *steps > 0).then_some(divides)
    }

    /// Whether what lies to the left of the beginning of a segment is covered. `steps` as in [`covers_point`](Self::covers_point).
    pub fn covers_left_of(&self, a: Coordinate, b: Coordinate, steps: &mut u64) -> Option<bool> {
        let Some(edge) = near_edge(a, b) else {
            return Some(false);
        };
        let mut first = Fraction::END;
        let mut cuts = Vec::new();
        let looked = self.visit_edges(edge.bounds(), |other| {
            edge.touch(other, &mut cuts);
            let nearest = cuts.drain(..).filter(|cut| *cut > Fraction::START).min();
            first = nearest.map_or(first, |cut| first.min(cut));
            step(steps)
        });
        let position = edge.at(Fraction::START.between(first));
        let [east_or_north, west_or_south] = self.beside(&position, steps);
        let [dx, dy] = edge.direction();
        let is_left_first = dy < 0 || dy == 0 && dx > 0;
        let is_covered = if is_left_first {
            east_or_north
        } else {
            west_or_south
        };
        (looked.is_continue() && *steps > 0).then_some(is_covered)
    }

    /// A segment as positions from its start to its end: where vertices of polygons lie on it, it is broken. Heights of the
    /// positions between are 0. `steps` as in [`covers_point`](Self::covers_point); without any left, places may be missing.
    pub fn broken(&self, a: Coordinate, b: Coordinate, steps: &mut u64) -> Vec<Coordinate> {
        let mut way = vec![a];
        if let Some(edge) = near_edge(a, b) {
            let mut between = Vec::new();
            let _ = self.visit_edges(edge.bounds(), |other| {
                let ends = [other.a, other.b].into_iter();
                between.extend(ends.filter(|end| edge.has_inside(*end)));
                step(steps)
            });
            between.sort_unstable_by_key(|place| edge.way_to(*place));
            between.dedup();
            *steps = steps.saturating_sub(COST_OF_PIECE * between.len() as u64);
            way.extend(between.into_iter().map(coordinate_at));
        }
        way.push(b);
        way
    }

    /// Whether what lies beside a position, which may be on edges but not on a vertex nor a crossing, is covered on one side
    /// only.
    fn differs_beside(&self, position: &Position, steps: &mut u64) -> bool {
        let [one, other] = self.beside(position, steps);
        one != other
    }

    /// Whether what lies beside a position is covered: in the east and in the west; of a position on a horizontal edge in
    /// the north and in the south.
    fn beside(&self, position: &Position, steps: &mut u64) -> [bool; 2] {
        let mut sides = [Last::default(); 2];
        let _ = self.parts.visit(position.bounds(), |layer| {
            let seen = layer.part.seen_within(position, steps);
            sides[0].hear(layer, seen.inside_to_the_east);
            sides[1].hear(layer, seen.inside_to_the_east != seen.is_between);
            step(steps)
        });
        sides.map(|side| side.adds)
    }

    fn visit_edges(
        &self,
        window: BoundingBox,
        mut see: impl FnMut(&Edge) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.parts
            .visit(window, |layer| layer.part.edges.visit(window, &mut see))
    }
}

impl Last {
    fn hear(&mut self, layer: &Layer, covers: bool) {
        if covers && self.place <= layer.order {
            (self.place, self.adds) = (layer.order + 1, layer.adds);
        }
    }
}

impl Bounded for Layer {
    fn bounds(&self) -> BoundingBox {
        self.part.bounds
    }
}

/// Leaves each cut once, in order.
pub(super) fn settle(cuts: &mut Vec<Fraction>) {
    cuts.sort_unstable();
    cuts.dedup();
}

fn near_edge(a: Coordinate, b: Coordinate) -> Option<Edge> {
    let is_near = is_near(a) && is_near(b);
    Edge::new(a, b).filter(|_| is_near)
}
