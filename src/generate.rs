//! Synthetic municipalities: deliveries of any size that keep the rules, for demonstrations, tests and benchmarks.
//!
//! A [`Generator`] lays streets on a bent grid inside a region's outline and fills block after block, from the middle
//! outwards; what a block holds is a matter of the themes (`streets`, `fences`, `buildings`, …). It gives records in batches,
//! grouped by type, and keeps no more than one batch: memory does not depend on the number of objects. The same plan gives
//! the same records on every machine. What is drawn is clean by the official checks of structure, attributes, topology and
//! areas (`docs/generate.md` tells how, and how to add a theme).

mod block;
mod buildings;
mod draft;
mod fences;
mod frontier;
mod gardens;
mod green;
mod ground;
mod heights;
mod kinds;
mod pavements;
mod plane;
#[cfg(test)]
mod properties;
mod random;
mod streets;
mod terrain;
mod utilities;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use thiserror::Error;

use crate::model::catalogue::Catalogue;
use crate::model::{
    Attributes, BoundingBox, Coordinate, FeatureId, Geometry, Operation, Outline, Position, Record,
    RegionNumber, Shape,
};
use block::{Block, Purpose};
use draft::{Draft, Drafts};
use frontier::Frontier;
use ground::{Cell, Ground, Style, TOWN, VILLAGE};
use kinds::{Kind, Kinds, Known, Value};
use terrain::Terrain;

/// Objects after which a batch is given out.
const BATCH: usize = 8_192;
/// Serial numbers that belong to one seed; seeds a hundred apart share theirs.
const SERIALS: u64 = 10_000_000;
/// From so many objects on it is a town.
const TOWN_FROM: u64 = 2_000;

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many objects; met exactly or by one less, when there are enough for one block (about a hundred).
    pub objects: u64,
    /// Chooses among the municipalities.
    pub seed: i64,
    /// The region whose outline holds it and whose number its identifiers bear.
    pub outline: Outline,
    /// Derived areas, too.
    pub areas: bool,
    /// [`Operation::Reference`] for a state with identifiers, [`Operation::Insert`] for new objects without.
    pub operation: Operation,
}

/// Why there is no municipality.
#[derive(Debug, Error)]
pub enum GenerateError {
    /// The catalogue lacks a name.
    #[error("the catalogue of JVF DTM {version} has no `{name}`; generate with version 1.4.3")]
    Catalogue {
        /// Which catalogue.
        version: String,
        /// Element or attribute.
        name: String,
    },
    /// A state is `r`, new objects are `i`.
    #[error("a municipality is written as a state (r) or as new objects (i), not with operation `{0}`")]
    Operation(char),
    /// The outline has no room.
    #[error("the outline of {region} has room for {made} objects only; ask for less")]
    Full {
        /// Code of the region.
        region: String,
        /// What was made.
        made: u64,
    },
}

/// Makes a municipality.
#[derive(Debug)]
pub struct Generator {
    objects: u64,
    areas: bool,
    operation: Operation,
    region: RegionNumber,
    code: String,
    kinds: Kinds,
    ground: Ground,
    terrain: Terrain,
    next: i64,
    made: u64,
    complete: bool,
    serials: FxHashMap<u32, u64>,
    counts: BTreeMap<u16, u64>,
    bounds: Option<BoundingBox>,
    frontier: Frontier,
    /// Serial numbers begin after this one, so that municipalities of different seeds can live in one region.
    first_serial: u64,
}

impl Generator {
    /// Prepares a municipality.
    ///
    /// # Errors
    /// [`GenerateError`] when the plan cannot be fulfilled.
    pub fn new(catalogue: &Catalogue, plan: Plan) -> Result<Self, GenerateError> {
        if !matches!(plan.operation, Operation::Reference | Operation::Insert) {
            return Err(GenerateError::Operation(plan.operation.letter()));
        }
        let code = plan.outline.code.to_string();
        let region = plan.outline.code.number();
        let ground =
            Ground::new(plan.seed, style(plan.objects), plan.outline).ok_or_else(|| GenerateError::Full {
                region: code.clone(),
                made: 0,
            })?;
        let hundredth = u64::try_from(plan.seed.rem_euclid(100)).unwrap_or_default();
        Ok(Self {
            objects: plan.objects,
            areas: plan.areas,
            operation: plan.operation,
            region,
            code,
            kinds: Kinds::new(catalogue)?,
            ground,
            terrain: Terrain::new(plan.seed),
            next: 0,
            made: 0,
            complete: plan.objects == 0,
            serials: FxHashMap::default(),
            counts: BTreeMap::new(),
            bounds: None,
            frontier: Frontier::default(),
            first_serial: hundredth * SERIALS,
        })
    }

    /// The next records, those of one type together; `None` when all are made.
    ///
    /// # Errors
    /// [`GenerateError::Full`] when the region is.
    pub fn next_batch(&mut self) -> Result<Option<Vec<Record>>, GenerateError> {
        let mut drafts = Vec::with_capacity(BATCH + 1_024);
        while drafts.len() < BATCH && !self.complete {
            drafts.append(&mut self.next_block()?);
        }
        if drafts.is_empty() {
            return Ok(None);
        }
        let mut by_kind: Vec<Vec<Draft>> = Vec::new();
        by_kind.resize_with(self.kinds.len(), Vec::new);
        let total = drafts.len();
        for draft in drafts {
            by_kind[draft.kind as usize].push(draft);
        }
        let mut order: Vec<Kind> = kinds::all().collect();
        order.sort_by_key(|kind| self.kinds.get(*kind).object_type);
        let mut records = Vec::with_capacity(total);
        for kind in order {
            for draft in std::mem::take(&mut by_kind[kind as usize]) {
                records.push(self.record(draft));
            }
        }
        Ok(Some(records))
    }

    /// Objects made so far.
    pub fn made(&self) -> u64 {
        self.made
    }

    /// Objects made so far by index of the object type.
    pub fn counts(&self) -> &BTreeMap<u16, u64> {
        &self.counts
    }

    /// The box around everything made so far.
    pub fn bounds(&self) -> Option<BoundingBox> {
        self.bounds
    }

    /// The area of complete ZPS of everything made so far, which is all faces together: polygons of closed rings, the exterior
    /// first; heights are 0.
    pub fn complete_area(self) -> Vec<Vec<Vec<Coordinate>>> {
        self.frontier.polygons()
    }

    /// Draws the next block. The last one gets so many height points that the number of objects is met.
    fn next_block(&mut self) -> Result<Vec<Draft>, GenerateError> {
        let cell = self.next_cell()?;
        let left = self.objects - self.made;
        let (mut drafts, mut frontier) = self.draw(cell, None, 0);
        let count = drafts.len() as u64;
        if count + self.ground.style.smallest > left {
            self.complete = true;
            let purpose = (count > left).then_some(Purpose::Green);
            let least = match purpose {
                None => count,
                Some(_) => self.draw(cell, purpose, 0).0.len() as u64,
            };
            if least > left && self.made > 0 {
                return Ok(Vec::new());
            }
            // A height point comes with its detail point.
            let extra = usize::try_from(left.saturating_sub(least) / 2).unwrap_or_default();
            (drafts, frontier) = self.draw(cell, purpose, extra);
        }
        self.frontier.join(frontier);
        self.made += drafts.len() as u64;
        Ok(drafts)
    }

    fn draw(&self, cell: Cell, purpose: Option<Purpose>, extra_heights: usize) -> (Vec<Draft>, Frontier) {
        let mut drafts = Drafts::new(&self.terrain, self.areas);
        Block::new(&self.ground, cell, purpose, extra_heights).draw(&mut drafts);
        drafts.into_inner()
    }

    /// The next cell inside the outline.
    fn next_cell(&mut self) -> Result<Cell, GenerateError> {
        let mut outside = 0;
        loop {
            let cell = Cell::of_spiral(self.next);
            self.next += 1;
            if self.ground.inside(cell) {
                return Ok(cell);
            }
            outside += 1;
            // A whole turn of the spiral without a cell inside: there is nothing farther out.
            if outside > 8 * (cell.i.abs().max(cell.j.abs()) + 1) {
                return Err(GenerateError::Full {
                    region: self.code.clone(),
                    made: self.made,
                });
            }
        }
    }

    fn record(&mut self, draft: Draft) -> Record {
        let Known {
            object_type,
            series,
            attributes: values,
            ..
        } = self.kinds.get(draft.kind);
        let serial = self.serials.entry(*series).or_default();
        *serial += 1;
        *self.counts.entry(*object_type).or_default() += 1;
        let bounds = draft.geometry.bounds();
        self.bounds = match (self.bounds, bounds) {
            (Some(known), Some(new)) => Some(known.union(new)),
            (known, new) => known.or(new),
        };
        let identified = self.operation == Operation::Reference;
        let id = identified
            .then(|| FeatureId::compose(self.region, *series, self.first_serial + *serial))
            .flatten();

        let mut attributes = Attributes::with_capacity(values.len() + 1, 64);
        if let Some(id) = id {
            attributes.push(self.kinds.id, &id.to_string(), false);
        }
        for (attribute, value) in values {
            match value {
                Value::Fixed(text) => attributes.push(*attribute, text, false),
                Value::Choice => attributes.push(*attribute, draft.choice, false),
                Value::Serial => attributes.push(*attribute, &serial.to_string(), false),
                Value::Height => attributes.push(*attribute, &height(&draft.geometry), false),
            }
        }
        Record {
            position: Position::default(),
            object_type: *object_type,
            operation: self.operation,
            kind: crate::model::RecordKind::Plain,
            id,
            attributes,
            geometry: Some(draft.geometry),
            outline: draft.outline,
            critical_area: None,
            gml_id: None,
        }
    }
}

fn style(objects: u64) -> Style {
    if objects < TOWN_FROM { VILLAGE } else { TOWN }
}

/// The height of a point in metres.
fn height(geometry: &Geometry) -> String {
    let Shape::Point(Coordinate { z, .. }) = geometry.shape else {
        return String::new();
    };
    format!("{}.{:02}", z / 100, z % 100)
}
