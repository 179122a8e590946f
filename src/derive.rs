//! Areas from lines and definition points, exact in whole centimetres; what exactly is derived is said in `docs/areas.md`.
//!
//! For each level and family a [plane graph](plane) is made of the lines and of the outline of complete ZPS, its
//! [faces](face) are found, definition points put into them, and [outlines](outline) in space made of the strands that the
//! [`Hierarchy`] gives to each area.

mod conflict;
mod coverage;
mod derived;
mod face;
mod form;
mod hierarchy;
mod layer;
mod locate;
mod outline;
mod parts;
mod pieces;
mod plane;
mod rings;
pub mod roles;
mod scene;
mod share;
mod trace;
mod update;
mod vertical;
mod window;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use layer::Members;

pub use coverage::{CompleteArea, Coverage};
pub use derived::{Area, Collision, Crossing, Derived, Face, Fate, Lost, Missing, Tear, Why, Wrong};
pub use form::in_form;
pub use hierarchy::{Hierarchy, HierarchyError, Ranks};
pub use roles::Family;
pub use scene::{AreaKind, DefinitionPoint, Layer, Line, LineKind, Lines};
pub use update::{Gathered, Object, State, Touched, Updated, What, update};

/// What areas are derived from.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// Lines of all levels and families.
    pub lines: &'a Lines,
    /// Definition points of all levels and families.
    pub points: &'a [DefinitionPoint],
    /// Where ZPS is complete.
    pub coverage: &'a Coverage,
    /// Which lines may bound which areas.
    pub hierarchy: &'a Hierarchy,
    /// How many threads may work.
    pub threads: usize,
}

/// Derives areas. Building takes n log n steps.
pub fn derive(given: Given<'_>) -> Derived {
    let mut layers: BTreeMap<Layer, Members> = BTreeMap::new();
    for (number, layer) in (0..).zip(given.lines.layers()) {
        layers.entry(layer).or_default().lines.push(number);
    }
    for (number, point) in (0..).zip(given.points) {
        layers.entry(point.layer).or_default().points.push(number);
    }
    for level in given.coverage.levels() {
        layers.entry(Layer::ground(level)).or_default();
    }
    let mut derived = Derived::default();
    for (layer, members) in layers {
        layer::derive(given, layer, &members, &mut derived);
    }
    derived
}
