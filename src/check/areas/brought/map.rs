//! Areas of the map as they will be after a change, beside those that a file brings: they are derived, each from a definition point.

use super::{Area, Brought};
use crate::derive::{AreaKind, Layer};
use crate::model::{BoundingBox, Coordinate};

/// The definition point of an area of the map as it will be after the change.
#[derive(Clone, Debug)]
pub(in crate::check) struct DefinedBy {
    /// What it goes by: its identifier, unless the file brings it without one.
    pub(in crate::check) name: i64,
    /// Its number among the objects of the file, when that changes it.
    pub(in crate::check) number: Option<u32>,
    /// Where it is.
    pub(in crate::check) at: Coordinate,
}

impl Brought {
    /// Adds an area of the map as it will be after the change; tells whether there was room. Those of the file have all to be
    /// there before.
    pub(in crate::check) fn add(
        &mut self,
        layer: Layer,
        kind: Option<AreaKind>,
        rings: &[Vec<Coordinate>],
        point: DefinedBy,
    ) -> bool {
        let area = Area {
            layer,
            kind,
            object_type: 0,
            id: 0,
            record: 0,
            at: 0,
            rings: 0,
            names: 0,
        };
        let has_room = self.push(area, rings, Default::default());
        self.map.extend(has_room.then_some(point));
        has_room
    }

    /// How many areas the file brings.
    pub(in crate::check) fn count(&self) -> usize {
        self.areas.len() - self.map.len()
    }

    /// Levels, families and boxes of the areas of the file.
    pub(in crate::check) fn places(&self) -> impl Iterator<Item = (Layer, BoundingBox)> {
        let areas = (0..).zip(&self.areas).take(self.count());
        areas.filter_map(|(number, area)| Some((area.layer, self.bounds(number)?)))
    }

    /// How many positions all areas have.
    pub(in crate::check) fn positions(&self) -> usize {
        self.positions.len()
    }

    /// The place of an area of the map among those.
    fn of_map(&self, number: u32) -> Option<usize> {
        (number as usize).checked_sub(self.count())
    }

    /// The definition point of an area, when it is one of the map.
    pub(in crate::check) fn defined_by(&self, number: u32) -> Option<&DefinedBy> {
        self.of_map(number).and_then(|place| self.map.get(place))
    }

    /// Tells of what type and where the definition points of areas of the map are, which was not known before.
    pub(in crate::check) fn locate(&mut self, known: impl Fn(i64) -> Option<(AreaKind, Coordinate)>) {
        let first = self.count();
        for (area, point) in self.areas[first..].iter_mut().zip(&mut self.map) {
            if let (None, Some((kind, at))) = (area.kind, known(point.name)) {
                (area.kind, point.at) = (Some(kind), at);
            }
        }
    }
}
