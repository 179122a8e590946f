//! Check 4.5: derived areas of the same level and family whose insides have a place in common, found in whole numbers. At least
//! one of each two is of the file; those of the map, which are derived, cannot collide with each other.
//!
//! Areas whose boxes meet are compared, each with those that have fewer positions: so a large area is made ready once and
//! asked often. Each has a number of steps by itself, so that the same file gives the same report however many threads there
//! are; who uses it up was not compared with all others.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::brought::{Brought, DefinedBy};
use super::{COLLISION, part, words};
use crate::check::found::Found;
use crate::check::plan::Plan;
use crate::check::topology::{self, Scene};
use crate::check::{FeatureRef, Finding, Place, Severity};
use crate::derive::Layer;
use crate::geom::cover::{Common, Inside};
use crate::geom::tree::{Bounded, BoxTree};
use crate::model::{BoundingBox, Coordinate, FeatureId, Geometry};

/// Edges that are looked at for an area, at most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps {
    /// For each of its positions.
    pub(super) a_position: u64,
    /// For all areas together, in equal shares.
    pub(super) more: u64,
}

/// Enough for any map: a river passes by all areas of a region.
pub(super) const STEPS: Steps = Steps {
    a_position: 4_096,
    more: 1 << 30,
};

/// Steps that a pair costs beside the positions of the smaller area, and one that collides, which has to be kept.
const COST_OF_PAIR: u64 = 16;
const COST_OF_COLLISION: u64 = 1_024;

/// Products of numbers of positions up to which common parts are told as polygons, of all findings together.
const MOST_PRODUCTS: u64 = 100_000_000;

/// Two areas that collide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Collision {
    /// Their numbers, in ascending order.
    pub(super) areas: [u32; 2],
    /// A place at the edge of what they have in common.
    pub(super) at: Coordinate,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Collisions {
    /// In the order of reports.
    pub(super) pairs: Vec<Collision>,
    /// Areas that were not compared with all others.
    pub(super) crowded: u64,
    /// Pairs that are one area, each by its area of the file and the name of the definition point.
    same: Vec<(u32, i64, Collision)>,
}

/// An area in the tree of its level and family.
#[derive(Clone, Copy, Debug)]
struct Boxed {
    bounds: BoundingBox,
    number: u32,
    size: usize,
}

impl Bounded for Boxed {
    fn bounds(&self) -> BoundingBox {
        self.bounds
    }
}

/// Compares all areas by as many threads.
pub(super) fn collisions(brought: &Brought, steps: Steps, threads: usize) -> Collisions {
    let mut layers: BTreeMap<Layer, Vec<Boxed>> = BTreeMap::new();
    for (number, area) in (0..).zip(&brought.areas) {
        let size = brought.size(number);
        let boxed = brought
            .bounds(number)
            .map(|bounds| Boxed { bounds, number, size });
        layers.entry(area.layer).or_default().extend(boxed);
    }
    let layers: Vec<BoxTree<Boxed>> = layers.into_values().map(BoxTree::new).collect();
    let more = steps.more / (brought.areas.len() as u64).max(1);
    let threads = threads.max(1);
    let work = |thread: usize| {
        let mut found = Collisions::default();
        for layer in &layers {
            for area in layer.items().iter().skip(thread).step_by(threads) {
                let steps = steps.a_position * area.size as u64 + more;
                let is_compared = compare(brought, layer, area, steps, &mut found);
                found.crowded += u64::from(!is_compared);
            }
        }
        found
    };
    let mut all = Collisions::default();
    std::thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> = (1..threads)
            .map(|thread| scope.spawn(move || work(thread)))
            .collect();
        let mut take = |found: Collisions| {
            all.pairs.extend(found.pairs);
            all.crowded += found.crowded;
            all.same.extend(found.same);
        };
        take(work(0));
        for other in others {
            match other.join() {
                Ok(found) => take(found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    // An area is that of one definition point, of several in it that of the lowest identifier.
    all.same.sort_unstable();
    let more = all
        .same
        .chunk_by(|one, next| one.0 == next.0)
        .flat_map(|same| &same[1..]);
    all.pairs.extend(more.map(|(.., collision)| *collision));
    all.pairs.sort_unstable();
    all
}

/// Compares an area with those of its layer that are smaller; tells whether with all of them.
fn compare(
    brought: &Brought,
    layer: &BoxTree<Boxed>,
    area: &Boxed,
    mut steps: u64,
    found: &mut Collisions,
) -> bool {
    let mut inside = None;
    let looked = layer.visit(area.bounds, |other| {
        steps = steps.saturating_sub(COST_OF_PAIR);
        let is_smaller = (other.size, other.number) < (area.size, area.number);
        if is_smaller && is_pair(brought, area, other) {
            steps = steps.saturating_sub(other.size as u64);
            let whole = inside.get_or_insert_with(|| Inside::new(&brought.rings(area.number)));
            let (Some(one), Some(two)) = (whole, Inside::new(&brought.rings(other.number))) else {
                return ControlFlow::Continue(());
            };
            let areas = [area.number.min(other.number), area.number.max(other.number)];
            if let Some((of_file, point)) = same(brought, [(area, one), (other, &two)], &mut steps) {
                let at = point.at;
                found.same.push((of_file, point.name, Collision { areas, at }));
                return ControlFlow::Continue(());
            }
            if steps == 0 {
                return ControlFlow::Break(());
            }
            match one.common(&two, &mut steps) {
                Common::Nothing => {}
                Common::At(at) => {
                    steps = steps.saturating_sub(COST_OF_COLLISION);
                    found.pairs.push(Collision { areas, at });
                }
                Common::Unknown => return ControlFlow::Break(()),
            }
        }
        match steps {
            0 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    });
    looked.is_continue()
}

/// Whether two areas are not one, several records of one `ID` being one object, and not both of the map.
fn is_pair(brought: &Brought, one: &Boxed, other: &Boxed) -> bool {
    let id = |boxed: &Boxed| brought.area(boxed.number).id;
    let is_of_map = |boxed: &Boxed| brought.defined_by(boxed.number).is_some();
    (id(one) == 0 || id(one) != id(other)) && !(is_of_map(one) && is_of_map(other))
}

/// Of two areas that of the file and the definition point of that of the map, where it lies inside of the former, which is of its type:
/// then the map takes that for the area of the point.
fn same<'a>(
    brought: &'a Brought,
    both: [(&Boxed, &Inside); 2],
    steps: &mut u64,
) -> Option<(u32, &'a DefinedBy)> {
    let [(one, one_inside), (other, other_inside)] = both;
    let kind = |boxed: &Boxed| brought.area(boxed.number).kind;
    kind(one).filter(|_| kind(one) == kind(other))?;
    [(one, other, other_inside), (other, one, one_inside)]
        .into_iter()
        .find_map(|(of_map, of_file, inside)| {
            let point = brought.defined_by(of_map.number)?;
            inside.has(point.at, steps).then_some((of_file.number, point))
        })
}

/// Puts collisions into words.
pub(super) struct Teller<'a> {
    plan: &'a Plan<'a>,
    brought: &'a Brought,
    scene: &'a Scene,
    products: u64,
}

impl<'a> Teller<'a> {
    pub(super) fn new(plan: &'a Plan<'a>, brought: &'a Brought, scene: &'a Scene) -> Self {
        Self {
            plan,
            brought,
            scene,
            products: MOST_PRODUCTS,
        }
    }

    /// Tells collisions.
    pub(super) fn tell(mut self, pairs: &[Collision], severity: Severity, found: &mut Found) {
        for pair in pairs {
            let point = self.brought.defined_by(pair.areas[1]);
            found.tell(COLLISION, severity, || Finding {
                check: COLLISION,
                severity,
                text: point.map_or_else(words::collision, |_| words::with_map()),
                feature: Some(self.feature(pair.areas[0])),
                related: vec![point.map_or_else(|| self.feature(pair.areas[1]), |point| self.point(point))],
                position: Some(Place {
                    offset: self.brought.area(pair.areas[0]).at,
                    ..Place::default()
                }),
                location: Some(self.location(pair)),
            });
        }
    }

    /// The part in common; a place of it when there were too many to work out.
    fn location(&mut self, pair: &Collision) -> Geometry {
        let sizes = pair.areas.map(|number| self.brought.size(number) as u64);
        let product = sizes[0].saturating_mul(sizes[1]);
        let Some(left) = self.products.checked_sub(product) else {
            return part::place(pair.at);
        };
        self.products = left;
        let [one, other] = pair.areas.map(|number| self.brought.rings(number));
        part::common(&one, &other).unwrap_or_else(|| part::place(pair.at))
    }

    fn point(&self, point: &DefinedBy) -> FeatureRef {
        match point.number {
            Some(number) => topology::feature(self.plan, self.scene, number),
            None => FeatureRef {
                id: FeatureId::from_number(point.name).map(|id| id.to_string()),
                ..FeatureRef::default()
            },
        }
    }

    fn feature(&self, number: u32) -> FeatureRef {
        let area = self.brought.area(number);
        let (gml_id, external_id) = self.brought.names(number);
        let told = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let object_type = self
            .plan
            .catalogue
            .object_types
            .get(usize::from(area.object_type));
        FeatureRef {
            id: FeatureId::from_number(area.id).map(|id| id.to_string()),
            external_id: told(external_id),
            gml_id: told(gml_id),
            element: object_type.map(|object_type| object_type.element.clone()),
            record: Some(area.record),
        }
    }
}
