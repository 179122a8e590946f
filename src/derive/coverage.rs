//! What is complete ZPS, level by level, from the areas that deliveries add and take away.

use std::collections::BTreeMap;

use crate::geom::cover::Layers;
use crate::model::Coordinate;

/// A polygon that is complete ZPS from now on, or no more.
#[derive(Clone, Copy, Debug)]
pub struct CompleteArea<'a> {
    /// `UrovenUmisteniObjektuZPS`.
    pub level: i16,
    /// Whether it is complete (`NEW`, `REF`) or no more (`DEL`).
    pub is_complete: bool,
    /// Closed rings, the exterior first.
    pub rings: &'a [Vec<Coordinate>],
}

/// What areas of complete ZPS cover, each of which holds until a later one covers the place.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    levels: BTreeMap<i16, Level>,
}

/// Rings, and whether what they cover is complete.
type Told<'a> = (&'a [Vec<Coordinate>], bool);

#[derive(Clone, Debug)]
struct Level {
    layers: Layers,
    /// Straight ways along which complete ZPS is on exactly one side, broken where vertices of areas lie on them.
    outline: Vec<Vec<Coordinate>>,
}

impl Coverage {
    /// What areas cover, in the order in which they hold. `steps` tells how many edges may be looked at; `None` when that is
    /// not enough.
    pub fn new<'a>(areas: impl IntoIterator<Item = CompleteArea<'a>>, mut steps: u64) -> Option<Self> {
        let mut told: BTreeMap<i16, Vec<Told<'_>>> = BTreeMap::new();
        for area in areas {
            told.entry(area.level)
                .or_default()
                .push((area.rings, area.is_complete));
        }
        let mut levels = BTreeMap::new();
        for (level, areas) in told {
            let layers = Layers::new(areas.iter().copied());
            let outline = outline(&layers, &areas, &mut steps)?;
            levels.insert(level, Level { layers, outline });
        }
        Some(Self { levels })
    }

    /// The levels in which something may be complete.
    pub(super) fn levels(&self) -> impl Iterator<Item = i16> {
        self.levels.keys().copied()
    }

    /// The outline of what is complete in a level.
    pub(super) fn outline(&self, level: i16) -> &[Vec<Coordinate>] {
        self.levels.get(&level).map_or(&[], |level| &level.outline)
    }

    /// Whether what lies to the left of the beginning of a segment is complete; `steps` as in [`Layers::covers_point`].
    pub(super) fn is_complete_left_of(
        &self,
        level: i16,
        a: Coordinate,
        b: Coordinate,
        steps: &mut u64,
    ) -> Option<bool> {
        match self.levels.get(&level) {
            Some(level) => level.layers.covers_left_of(a, b, steps),
            None => Some(false),
        }
    }

    /// Whether a place is complete, edges included; `steps` as in [`Layers::covers_point`].
    pub fn is_complete_at(&self, level: i16, at: Coordinate, steps: &mut u64) -> Option<bool> {
        match self.levels.get(&level) {
            Some(level) => level.layers.covers_point(at, steps),
            None => Some(false),
        }
    }
}

fn outline(layers: &Layers, areas: &[Told<'_>], steps: &mut u64) -> Option<Vec<Vec<Coordinate>>> {
    let flat = |c: Coordinate| Coordinate { z: 0, ..c };
    let rings = areas.iter().flat_map(|(rings, _)| rings.iter());
    let edges = rings.flat_map(|ring| ring.windows(2));
    let mut edges: Vec<[Coordinate; 2]> = edges
        .map(|pair| [flat(pair[0]), flat(pair[1])])
        .map(|[a, b]| [a.min(b), a.max(b)])
        .collect();
    edges.sort_unstable();
    edges.dedup();
    let mut outline = Vec::new();
    for [a, b] in edges {
        let mut way: Vec<Coordinate> = Vec::new();
        for piece in layers.broken(a, b, steps).windows(2) {
            if layers.divides(piece[0], piece[1], steps)? {
                way.extend(if way.is_empty() { piece } else { &piece[1..] });
            } else if !way.is_empty() {
                outline.push(std::mem::take(&mut way));
            }
        }
        outline.extend((!way.is_empty()).then_some(way));
    }
    (*steps > 0).then_some(outline)
}
