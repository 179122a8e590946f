//! Synthetic municipalities: deliveries of any size that keep the rules, for demonstrations, tests and benchmarks.
//!
//! A [`Generator`] lays streets on a bent grid inside a region's outline and fills block after block, from the middle
//! outwards; what a block holds is a matter of the themes (`streets`, `fences`, `buildings`, …). It gives records in batches,
//! grouped by type, and keeps no more than one batch: memory does not depend on the number of objects. The same plan gives
//! the same records on every machine. What is drawn is clean by the official checks of structure, attributes, topology and
//! areas (`docs/generate.md` tells how, and how to add a theme).

mod block;
mod buildings;
mod defects;
mod draft;
mod fences;
mod frontier;
mod gardens;
mod green;
mod ground;
mod heights;
mod kinds;
mod numbering;
mod pavements;
mod pavilion;
mod plane;
#[cfg(test)]
mod properties;
mod random;
mod rings;
mod streets;
mod structures;
mod terrain;
mod utilities;

use std::collections::BTreeMap;

use thiserror::Error;

use crate::model::catalogue::Catalogue;
use crate::model::{AreaRole, BoundingBox, Coordinate, Operation, Outline, Record};
use block::{Block, Purpose};
pub use defects::{CompleteArea, DefectKind, Defects, Expected, Named, Planted, Slip};
use defects::{Planting, elsewhere};
use draft::{Draft, Drafts, Sheet};
use frontier::Frontier;
use ground::{Cell, Ground, Style, TOWN, VILLAGE};
use kinds::{Kind, Kinds};
use numbering::Numbering;
use terrain::Terrain;

/// Objects after which a batch is given out.
const BATCH: usize = 8_192;
/// Room between the objects and the edge of the area of their change, centimetres.
const ROOM: i32 = 500;
/// How far outside of the objects a defect is that lies outside of that area, centimetres.
const OUTSIDE: i32 = 2 * ROOM;
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
    /// Known violations; their objects come on top.
    pub defects: Defects,
}

/// What belongs to a municipality besides its objects.
#[derive(Clone, Debug)]
pub struct Rest {
    /// Areas of complete ZPS: first those of all faces of level 0 together, then those of other levels, then those of defects.
    pub complete_areas: Vec<CompleteArea>,
    /// A ring around new objects, some metres larger than need be.
    pub change_area: Option<Vec<Coordinate>>,
    /// The defects. The `gml:id`s are those that the [`Writer`](crate::jvf::write::Writer) gives when it writes all records in
    /// their order, and the areas of complete ZPS in theirs.
    pub defects: Vec<Planted>,
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
    /// A kind of defect that does not fit, and why.
    #[error("no defect of kind `{0}` can be planted: {1}")]
    Defect(&'static str, &'static str),
    /// More defects than sites.
    #[error("the municipality has no room for {0} of the defects; ask for fewer, or for more objects")]
    Crowded(usize),
}

/// Makes a municipality.
#[derive(Debug)]
pub struct Generator {
    objects: u64,
    areas: bool,
    operation: Operation,
    code: String,
    kinds: Kinds,
    ground: Ground,
    terrain: Terrain,
    next: i64,
    made: u64,
    complete: bool,
    bounds: Option<BoundingBox>,
    /// The western and the eastern half of a town; a village is all in the eastern one.
    halves: [Frontier; 2],
    /// What is complete in other levels: level and ring.
    complete_rings: Vec<(i8, Vec<Coordinate>)>,
    planting: Planting,
    numbering: Numbering,
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
        let full = || GenerateError::Full {
            region: code.clone(),
            made: 0,
        };
        let planting = Planting::new(&plan.defects, plan.operation)?;
        let outline = if planting.whole("1.3") {
            elsewhere(&plan.outline).ok_or_else(full)?
        } else {
            plan.outline
        };
        let ground = Ground::new(plan.seed, style(plan.objects), outline).ok_or_else(full)?;
        Ok(Self {
            objects: plan.objects,
            areas: plan.areas,
            operation: plan.operation,
            code,
            kinds: Kinds::new(catalogue)?,
            ground,
            terrain: Terrain::new(plan.seed),
            next: 0,
            made: 0,
            complete: plan.objects == 0,
            bounds: None,
            halves: Default::default(),
            complete_rings: Vec::new(),
            planting,
            numbering: Numbering::new(region, plan.seed, plan.operation),
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
        if self.complete {
            let ring = self
                .bounds
                .map(|bounds| around(bounds, OUTSIDE))
                .unwrap_or_default();
            drafts.append(&mut self.planting.draw_outside(&self.terrain, &ring)?);
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
                records.push(self.numbering.record(&self.kinds, draft, &mut self.planting));
            }
        }
        Ok(Some(records))
    }

    /// Objects made so far, those of defects included.
    pub fn made(&self) -> u64 {
        self.made + self.planting.objects()
    }

    /// Objects made so far by index of the object type.
    pub fn counts(&self) -> &BTreeMap<u16, u64> {
        self.numbering.counts()
    }

    /// How the text of the record with this number, counted from 1, is to be altered.
    pub fn slip(&self, number: u64) -> Option<Slip> {
        self.planting.slip(number)
    }

    /// What belongs to everything made so far besides its objects.
    pub fn finish(self) -> Rest {
        let role = match self.operation {
            Operation::Insert => AreaRole::New,
            _ => AreaRole::Reference,
        };
        let polygons = self.halves.into_iter().flat_map(Frontier::polygons);
        let others = self.complete_rings.into_iter();
        let mut complete_areas: Vec<_> = polygons
            .map(|rings| (0, rings))
            .chain(others.map(|(level, ring)| (level, vec![ring])))
            .map(|(level, rings)| CompleteArea { level, role, rings })
            .collect();
        let change_area = self
            .bounds
            .filter(|_| self.operation == Operation::Insert && !self.planting.whole("1.2"))
            .map(|bounds| around(bounds, ROOM));
        let defects = self.planting.finish(&mut complete_areas, change_area.as_deref());
        Rest {
            complete_areas,
            change_area,
            defects,
        }
    }

    /// Draws the next block. The last one gets so many height points that the number of objects is met.
    fn next_block(&mut self) -> Result<Vec<Draft>, GenerateError> {
        let cell = self.next_cell()?;
        let left = self.objects - self.made;
        let mut sheet = self.draw(cell, None, 0);
        let count = sheet.drafts.len() as u64;
        if count + self.ground.style.smallest > left {
            self.complete = true;
            let purpose = (count > left).then_some(Purpose::Lawn);
            let least = match purpose {
                None => count,
                Some(_) => self.draw(cell, purpose, 0).drafts.len() as u64,
            };
            if least > left && self.made > 0 {
                return Ok(Vec::new());
            }
            // A height point comes with its detail point.
            let extra = usize::try_from(left.saturating_sub(least) / 2).unwrap_or_default();
            sheet = self.draw(cell, purpose, extra);
        }
        let Sheet {
            mut drafts,
            frontier,
            mut complete,
        } = sheet;
        // The seam between the halves of a town runs along the sides of faces.
        let east = cell.i >= 0 || !self.ground.style.seam;
        self.halves[usize::from(east)].join(frontier);
        self.complete_rings.append(&mut complete);
        let bounds = drafts.iter().filter_map(|draft| draft.geometry.bounds());
        self.bounds = bounds.fold(self.bounds, |known, new| {
            Some(known.map_or(new, |known| known.union(new)))
        });
        self.made += drafts.len() as u64;
        let certain = self.objects.saturating_sub(self.ground.style.smallest);
        let block = || Block::new(&self.ground, cell, None, 0);
        drafts.append(&mut self.planting.draw(&self.terrain, block, self.made, certain));
        Ok(drafts)
    }

    fn draw(&self, cell: Cell, purpose: Option<Purpose>, extra_heights: usize) -> Sheet {
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
}

/// A closed ring around a box, so far away from it, counter-clockwise.
fn around(bounds: BoundingBox, away: i32) -> Vec<Coordinate> {
    let BoundingBox {
        min_x,
        min_y,
        max_x,
        max_y,
    } = bounds;
    let (left, low, right, high) = (min_x - away, min_y - away, max_x + away, max_y + away);
    let corners = [
        (left, low),
        (right, low),
        (right, high),
        (left, high),
        (left, low),
    ];
    corners.map(|(x, y)| Coordinate::new(x, y, 0)).to_vec()
}

fn style(objects: u64) -> Style {
    if objects < TOWN_FROM { VILLAGE } else { TOWN }
}
