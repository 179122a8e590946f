//! Planting: what has been planted so far, and what is known of it.

use std::collections::BTreeMap;

use super::places::{Places, along};
use super::queue::Queue;
use super::{CompleteArea, DefectKind, Defects, Named, Planted, Planter, Role, Site, Slip, TABLE};
use crate::generate::GenerateError;
use crate::generate::block::Block;
use crate::generate::draft::Draft;
use crate::generate::ground::Spot;
use crate::generate::terrain::Terrain;
use crate::jvf::write::{CHANGE_AREA, kept_id};
use crate::model::{Coordinate, Operation};

/// Defects while a municipality is drawn.
#[derive(Debug)]
pub struct Planting {
    queue: Queue,
    operation: Operation,
    /// How many of each kind there are.
    turns: Vec<u64>,
    planted: Vec<Planted>,
    /// Areas of complete ZPS, and which finding names each.
    areas: Vec<(CompleteArea, Role)>,
    slips: BTreeMap<u64, Slip>,
    objects: u64,
}

impl Planting {
    /// Decides what is planted.
    ///
    /// # Errors
    /// [`GenerateError::Defect`] when a kind does not fit.
    pub fn new(wanted: &Defects, operation: Operation) -> Result<Self, GenerateError> {
        let queue = Queue::new(wanted, operation)?;
        Ok(Self {
            planted: queue
                .whole_kinds()
                .map(|kind| Planted::new(kind, None, None))
                .collect(),
            queue,
            operation,
            turns: vec![0; TABLE.len()],
            areas: Vec::new(),
            slips: BTreeMap::new(),
            objects: 0,
        })
    }

    /// Whether the file as a whole has the fault.
    pub fn whole(&self, name: &str) -> bool {
        self.queue.whole(name)
    }

    /// Objects drawn so far.
    pub fn objects(&self) -> u64 {
        self.objects
    }

    /// How the text of the record with this number is altered.
    pub fn slip(&self, number: u64) -> Option<Slip> {
        self.slips.get(&number).copied()
    }

    /// Draws the defects that are due in a block when so many objects are made and so many will certainly be: as large a
    /// part of the defects as of the objects.
    pub fn draw<'b>(
        &mut self,
        terrain: &Terrain,
        block: impl FnOnce() -> Block<'b>,
        made: u64,
        certain: u64,
    ) -> Vec<Draft> {
        let certain = u128::from(certain.max(1));
        let ahead = certain.saturating_sub(u128::from(made));
        let later = self.queue.count() as u128 * ahead / certain;
        let later = usize::try_from(later).unwrap_or(usize::MAX);
        let due = self.queue.left().saturating_sub(later);
        if due == 0 {
            return Vec::new();
        }
        let mut places = Places::new(&block(), due);
        let mut drafts = Vec::new();
        while self.queue.left() > later {
            let Some((kind, planter, spots)) = self.queue.take(&mut places) else {
                break;
            };
            drafts.append(&mut self.plant(terrain, (kind, planter), spots));
        }
        drafts
    }

    /// Draws the defects that belong on a ring outside of the area of the change, once everything else is drawn.
    ///
    /// # Errors
    /// [`GenerateError::Crowded`] when some had no place in the blocks.
    pub fn draw_outside(
        &mut self,
        terrain: &Terrain,
        ring: &[Coordinate],
    ) -> Result<Vec<Draft>, GenerateError> {
        let outside = self.queue.take_outside();
        if self.queue.left() > 0 {
            return Err(GenerateError::Crowded(self.queue.left()));
        }
        let count = outside.len();
        let mut drafts = Vec::new();
        for (drawn, spot) in outside.into_iter().zip(along(ring, count)) {
            drafts.append(&mut self.plant(terrain, drawn, [spot; 2]));
        }
        Ok(drafts)
    }

    fn plant(
        &mut self,
        terrain: &Terrain,
        (kind, planter): (DefectKind, Planter),
        spots: [Spot; 2],
    ) -> Vec<Draft> {
        let number = self.planted.len();
        let mut site = Site::new(terrain, spots, self.operation, number);
        site.turn = self.turns[kind.0];
        self.turns[kind.0] += 1;
        let told = planter(&mut site);
        self.planted
            .push(Planted::new(kind, Some(told), site.consequence));
        let role = site.area_role;
        self.areas.extend(site.area.map(|area| (area, role)));
        self.objects += site.drafts.len() as u64;
        site.drafts
    }

    /// Writes down what the record with this number is to its defect.
    pub fn note(&mut self, role: Role, number: u64, object: impl FnOnce() -> Named) {
        if let Some(slip) = role.slip {
            self.slips.insert(number, slip);
        }
        if role.named || role.expected {
            self.name(role, &object());
        }
    }

    fn name(&mut self, role: Role, object: &Named) {
        let Some(defect) = self.planted.get_mut(role.defect) else {
            return;
        };
        if role.named {
            defect.objects.push(object.clone());
        }
        if let (true, Some(consequence)) = (role.expected, defect.consequences.first_mut()) {
            consequence.objects.push(object.clone());
        }
    }

    /// Adds the areas of complete ZPS, and gives the list of what was planted.
    pub fn finish(
        mut self,
        complete_areas: &mut Vec<CompleteArea>,
        change_area: Option<&[Coordinate]>,
    ) -> Vec<Planted> {
        for (area, role) in std::mem::take(&mut self.areas) {
            complete_areas.push(area);
            let named = Named {
                gml_id: kept_id(complete_areas.len() as u64),
                id: None,
                element: "ZaznamZPS",
            };
            self.name(role, &named);
        }
        for defect in self.planted.iter_mut().filter(|defect| defect.kind == "1.3") {
            defect.place = change_area.map(|ring| ring[0].metres()[..2].to_vec());
            defect.objects.push(Named {
                gml_id: CHANGE_AREA.to_owned(),
                id: None,
                element: "OblastZmeny",
            });
        }
        self.planted
    }
}
