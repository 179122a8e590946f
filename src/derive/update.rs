//! What a change of lines, definition points or complete ZPS makes of the faces that were derived before.
//!
//! Of `ground` all of complete ZPS is parted into faces, so whatever a change can touch lies in faces that meet it, and those know the
//! lines and definition points that they follow from: these are derived anew, and nothing else. Families with few objects
//! in the open plane are derived anew in boxes that no line of theirs leaves. The result is the same as if all were derived,
//! whatever the size of the region.

use std::collections::{BTreeMap, BTreeSet};

use super::derived::{Derived, Lost, Why};
use super::roles::{Family, Kind};
use super::scene::{AreaKind, DefinitionPoint, Layer, Line, LineKind, Lines};
use super::window::{Windows, apart, wider};
use super::{CompleteArea, Coverage, Given, Hierarchy, derive};
use crate::geom::cover::{Cover, Layers};
use crate::model::{AreaRole, BoundingBox, Coordinate, KnownArea, KnownFace, Unanswered};

/// Edges of areas of complete ZPS that are looked at, at most.
const STEPS: u64 = 200_000_000;

/// What an object is to the derivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A line.
    Line(Line),
    /// A definition point.
    Point(Layer, AreaKind),
}

impl What {
    /// A line of which only the place and the kind are known.
    pub fn line(layer: Layer, kind: LineKind) -> Self {
        Self::Line(Line {
            layer,
            kind,
            classes: [0; 2],
            acquisition: 0,
        })
    }

    /// What an object of a level is that is this to the hierarchy (`kind`), and whose family this is if it is a line; `None` when no
    /// areas are derived from it.
    pub fn of(kind: Option<Kind>, group: Option<Family>, level: i16) -> Option<Self> {
        let layer = |family| Layer { level, family };
        match (kind?, group) {
            (Kind::Line(kind), Some(family)) => Some(Self::line(layer(family), kind)),
            (Kind::Area(kind, family), _) => Some(Self::Point(layer(family), kind)),
            (Kind::Line(_), None) => None,
        }
    }

    /// Its level and family.
    pub fn layer(&self) -> Layer {
        match self {
            Self::Line(line) => line.layer,
            Self::Point(layer, _) => *layer,
        }
    }
}

/// A line or definition point of the state that is derived from.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    /// What it goes by; no two objects go by the same.
    pub id: i64,
    /// What it is.
    pub what: What,
    /// Where it is.
    pub positions: &'a [Coordinate],
}

/// The state that areas are derived from, and the faces that were derived before.
pub trait State {
    /// Lines and definition points with these identifiers, as far as they are there.
    ///
    /// # Errors
    /// [`Unanswered`] when the state cannot be read.
    fn by_id(&self, ids: &[i64], take: &mut dyn FnMut(Object<'_>)) -> Result<(), Unanswered>;

    /// Lines and definition points whose boxes meet any of these boxes, edges included; some may come several times.
    ///
    /// # Errors
    /// [`Unanswered`] when the state cannot be read.
    fn within(&self, boxes: &[BoundingBox], take: &mut dyn FnMut(Object<'_>)) -> Result<(), Unanswered>;

    /// Faces of before whose boxes meet any of these boxes, edges included, each once.
    ///
    /// # Errors
    /// [`Unanswered`] when the state cannot be read.
    fn faces(&self, boxes: &[BoundingBox]) -> Result<Vec<KnownFace>, Unanswered>;

    /// Areas of complete ZPS whose boxes meet any of these boxes, in the order in which they hold.
    ///
    /// # Errors
    /// [`Unanswered`] when the state cannot be read.
    fn complete_areas(&self, boxes: &[BoundingBox]) -> Result<Vec<KnownArea>, Unanswered>;
}

/// Where something changes.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// Boxes of single places and segments, of before and after, with their level and family.
    pub places: Vec<(Layer, BoundingBox)>,
    /// Areas of complete ZPS that are added or taken away.
    pub areas: Vec<(i16, Vec<Vec<Coordinate>>)>,
}

/// What is derived anew.
#[derive(Clone, Debug, Default)]
pub struct Updated {
    /// Faces of before in whose place the derived ones are.
    pub replaced: Vec<i64>,
    /// What there is now.
    pub derived: Derived,
    /// The lines and definition points that it follows from.
    pub gathered: Gathered,
    /// Where ZPS is complete around it; `None` when too much lies over each other.
    pub coverage: Option<Coverage>,
}

/// Derives anew what a change touches. Where it is not [all](Derived::is_all), or where a tear is that was
/// not before, only all together is right: then everything has to be [derived](derive).
///
/// # Errors
/// [`Unanswered`] when the state cannot be read.
pub fn update(
    state: &dyn State,
    touched: &Touched,
    hierarchy: &Hierarchy,
    threads: usize,
) -> Result<Updated, Unanswered> {
    let mut updating = Updating::default();
    let mut boxes: Vec<BoundingBox> = touched.places.iter().map(|(_, place)| *place).collect();
    let around = touched.areas.iter().filter_map(|(level, rings)| {
        let around = BoundingBox::around(rings.iter().flatten().copied())?;
        Some((*level, around))
    });
    let areas: Vec<(i16, BoundingBox)> = around.collect();
    boxes.extend(areas.iter().map(|(_, around)| *around));
    state.within(&boxes, &mut |object| updating.take(object))?;
    let windows = updating.windows(state, Windows::new(touched, &areas))?;
    let faces = state.faces(&boxes)?;
    let mut layers: BTreeSet<Layer> = touched.places.iter().map(|(layer, _)| *layer).collect();
    layers.extend(areas.iter().map(|(level, _)| Layer::ground(*level)));
    let ground = |face: &KnownFace| face.family == Family::Ground && layers.contains(&Layer::of(face));
    let near = Cover::new(boxes.iter().map(|place| [ring(wider(*place))]));
    let meets = |face: &KnownFace| match (&near, Cover::new([&face.rings])) {
        (Ok(near), Ok(face)) => face.touches(near),
        _ => true,
    };
    let mut touched_faces: Vec<KnownFace> = faces
        .into_iter()
        .filter(|face| ground(face) && meets(face))
        .collect();
    let mut ids: Vec<i64> = touched_faces
        .iter()
        .flat_map(|face| &face.objects)
        .copied()
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids.retain(|id| !updating.known.contains_key(id));
    state.by_id(&ids, &mut |object| updating.take(object))?;
    let within = updating.faces.into_values().filter(|face| windows.hold(face));
    touched_faces.extend(within);

    // What is between places far apart is nothing to either.
    let around = |face: &KnownFace| BoundingBox::around(face.rings.iter().flatten().copied());
    boxes.extend(touched_faces.iter().filter_map(around));
    boxes.extend(windows.all().map(|(_, window)| window));
    let complete = state.complete_areas(&apart(&boxes))?;
    let complete = complete.iter().map(|area| CompleteArea {
        level: area.level,
        is_complete: area.role != AreaRole::Delete,
        rings: &area.rings,
    });
    let coverage = Coverage::new(complete, STEPS);
    let objects = updating.known.iter();
    let gathered = Gathered::new(objects.map(|(id, (what, positions))| Object {
        id: *id,
        what: *what,
        positions,
    }));
    let mut derived = gathered.derive(coverage.as_ref(), hierarchy, threads);
    let regions = regions(touched, &touched_faces, &windows);
    if retain(&mut derived, &regions, &gathered.points, STEPS).is_none() {
        derived = Derived::unknown();
    }
    Ok(Updated {
        replaced: touched_faces.iter().map(|face| face.number).collect(),
        derived,
        gathered,
        coverage,
    })
}

/// Lines and definition points with what they go by.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// The lines.
    pub lines: Lines,
    /// Identifiers of the lines.
    pub line_ids: Vec<i64>,
    /// The definition points.
    pub points: Vec<DefinitionPoint>,
    /// Identifiers of the definition points.
    pub point_ids: Vec<i64>,
}

impl Gathered {
    /// Objects, which have to come in the order of their identifiers. Those that are too far away take no part.
    pub fn new<'a>(objects: impl Iterator<Item = Object<'a>>) -> Self {
        let mut gathered = Self::default();
        objects.for_each(|object| gathered.take(object));
        gathered
    }

    /// Takes the next object.
    pub fn take(&mut self, object: Object<'_>) {
        match (object.what, object.positions) {
            (What::Line(line), positions) => {
                if self.lines.add(line, positions).is_some() {
                    self.line_ids.push(object.id);
                }
            }
            (What::Point(layer, kind), [at]) if crate::geom::exact::is_near(*at) => {
                self.points.push(DefinitionPoint { layer, kind, at: *at });
                self.point_ids.push(object.id);
            }
            (What::Point(..), _) => {}
        }
    }

    /// Derives from all of them; without a coverage, since too much lies over each other there, all is given up.
    pub fn derive(&self, coverage: Option<&Coverage>, hierarchy: &Hierarchy, threads: usize) -> Derived {
        let Some(coverage) = coverage else {
            return Derived::unknown();
        };
        derive(Given {
            lines: &self.lines,
            points: &self.points,
            coverage,
            hierarchy,
            threads,
        })
    }
}

/// Objects that are derived from, in the order of their identifiers: of equal lines the first is taken.
#[derive(Debug, Default)]
struct Updating {
    known: BTreeMap<i64, (What, Vec<Coordinate>)>,
    /// Faces of before of other families than `ground`, by number.
    faces: BTreeMap<i64, KnownFace>,
    /// Boxes of the lines and faces of each layer of another family than `ground`.
    bounds: BTreeMap<Layer, Vec<BoundingBox>>,
}

impl Updating {
    fn take(&mut self, object: Object<'_>) {
        if self.known.contains_key(&object.id) {
            return;
        }
        self.known
            .insert(object.id, (object.what, object.positions.to_vec()));
        if let What::Line(line) = object.what {
            self.bound(line.layer, object.positions);
        }
    }

    fn bound<'a>(&mut self, layer: Layer, positions: impl IntoIterator<Item = &'a Coordinate>) {
        if layer.family != Family::Ground {
            let bounds = BoundingBox::around(positions.into_iter().copied());
            self.bounds.entry(layer).or_default().extend(bounds);
        }
    }

    /// Widens windows until no line nor face leaves them. A face has to be in one although none of its lines may be near: what
    /// changes in its midst changes it.
    fn windows(&mut self, state: &dyn State, mut windows: Windows) -> Result<Windows, Unanswered> {
        loop {
            let grown = windows.widen(&self.bounds);
            if grown.is_empty() {
                return Ok(windows);
            }
            state.within(&grown, &mut |object| {
                if windows.contains(object.what.layer()) {
                    self.take(object);
                }
            })?;
            for face in state.faces(&grown)? {
                let layer = Layer::of(&face);
                if windows.contains(layer) && !self.faces.contains_key(&face.number) {
                    self.bound(layer, face.rings.iter().flatten());
                    self.faces.insert(face.number, face);
                }
            }
        }
    }
}

/// The ring around a box.
fn ring(b: BoundingBox) -> Vec<Coordinate> {
    let [west, east] = [b.min_x, b.max_x];
    let [south, north] = [b.min_y, b.max_y];
    let corners = [
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west, south),
    ];
    corners.map(|(x, y)| Coordinate::new(x, y, 0)).to_vec()
}

/// Rings, and that they are derived anew.
type Polygon = (Vec<Vec<Coordinate>>, bool);

/// What is derived anew in each layer.
fn regions(touched: &Touched, faces: &[KnownFace], windows: &Windows) -> BTreeMap<Layer, Layers> {
    let mut polygons: BTreeMap<Layer, Vec<Polygon>> = BTreeMap::new();
    for face in faces.iter().filter(|face| face.family == Family::Ground) {
        polygons
            .entry(Layer::of(face))
            .or_default()
            .push((face.rings.clone(), true));
    }
    for (level, rings) in &touched.areas {
        let flat = |c: &Coordinate| Coordinate { z: 0, ..*c };
        let rings = rings.iter().map(|ring| ring.iter().map(flat).collect()).collect();
        polygons
            .entry(Layer::ground(*level))
            .or_default()
            .push((rings, true));
    }
    for (layer, window) in windows.all() {
        polygons
            .entry(layer)
            .or_default()
            .push((vec![ring(window)], true));
    }
    polygons
        .into_iter()
        .map(|(layer, polygons)| (layer, Layers::new(polygons)))
        .collect()
}

/// Leaves what lies in the regions. `steps` tells how many edges of regions may be looked at; `None` when that is not enough.
fn retain(
    derived: &mut Derived,
    regions: &BTreeMap<Layer, Layers>,
    points: &[DefinitionPoint],
    mut steps: u64,
) -> Option<()> {
    let mut places = Vec::new();
    let faces = std::mem::take(&mut derived.faces);
    for face in faces {
        let is_within = match regions.get(&face.layer) {
            Some(region) => region.covers_left_of(face.rings[0][0], face.rings[0][1], &mut steps)?,
            None => false,
        };
        places.push(is_within.then_some(super::plane::index(derived.faces.len())));
        derived.faces.extend(is_within.then_some(face));
    }
    let all = std::mem::take(&mut derived.lost);
    for lost in all {
        let point = points[lost.point as usize];
        let why = match (lost.why, regions.get(&point.layer)) {
            (Why::In(face), _) => places[face as usize].map(Why::In),
            (why, Some(region)) => region.covers_point(point.at, &mut steps)?.then_some(why),
            (_, None) => None,
        };
        derived.lost.extend(why.map(|why| Lost { why, ..lost }));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::Fate;
    use crate::derive::derived::Face;

    #[test]
    fn what_cannot_be_looked_at_is_not_taken_for_what_is_not_there() {
        let layer = Layer::ground(0);
        let square = |west: i32| {
            ring(BoundingBox {
                min_x: west,
                min_y: 0,
                max_x: west + 9,
                max_y: 9,
            })
        };
        let points = [4, 24].map(|x| DefinitionPoint {
            layer,
            kind: AreaKind(0),
            at: Coordinate::new(x, 4, 0),
        });
        let regions = BTreeMap::from([(layer, Layers::new([(vec![square(0)], true)]))]);
        let mut unknown = 0;
        for steps in 1.. {
            let face = |west: i32| Face {
                layer,
                rings: vec![square(west)],
                area: 162,
                points: Vec::new(),
                beside: Vec::new(),
                lines: Vec::new(),
                free_ends: Vec::new(),
                fate: Fate::Unnamed,
            };
            let mut derived = Derived {
                faces: vec![face(0), face(20)],
                lost: [0, 1]
                    .map(|point| Lost {
                        point,
                        why: Why::Unclosed,
                    })
                    .to_vec(),
                ..Derived::default()
            };
            if retain(&mut derived, &regions, &points, steps).is_some() {
                assert_eq!((derived.faces.len(), derived.lost.len()), (1, 1));
                break;
            }
            unknown += 1;
        }
        assert!(unknown > 2);
    }
}
