//! Areas of complete ZPS as they are told, by the database and by the delivery.

use crate::check::RecordMode;
use crate::check::accompanying::Accompanying;
use crate::geom::exact::is_near;
use crate::model::{AreaRole, BoundingBox, Coordinate, Position};

/// One polygon.
#[derive(Clone, Debug)]
pub(in crate::check) struct Area {
    pub(in crate::check) level: i16,
    pub(in crate::check) role: AreaRole,
    pub(in crate::check) rings: Vec<Vec<Coordinate>>,
    pub(super) gml_id: Option<String>,
    /// Where its record starts; `None` when the database tells it.
    pub(in crate::check) position: Option<Position>,
}

/// Areas in the order in which they hold, those of the database first.
#[derive(Clone, Debug, Default)]
pub(in crate::check) struct Areas(pub(in crate::check) Vec<Area>);

impl Areas {
    /// Those of a delivery. A record that does not tell its role tells what is complete.
    pub(super) fn of_delivery(accompanying: &Accompanying) -> Self {
        let mut areas = Self::default();
        for record in &accompanying.complete_areas {
            let role = record.role.unwrap_or(AreaRole::Reference);
            for area in &record.areas {
                if let Some(rings) = area.rings() {
                    let told = (area.position, area.gml_id.clone());
                    areas.add(record.level.unwrap_or(0), role, rings, Some(told));
                }
            }
        }
        areas
    }

    /// Adds an area; one that is too far away for exact calculation is passed over.
    pub(super) fn add(
        &mut self,
        level: i16,
        role: AreaRole,
        rings: &[Vec<Coordinate>],
        told: Option<(Position, Option<String>)>,
    ) {
        if rings.iter().flatten().all(|c| is_near(*c)) {
            let (position, gml_id) = told.map_or((None, None), |(position, gml_id)| (Some(position), gml_id));
            self.0.push(Area {
                level,
                role,
                rings: rings.to_vec(),
                gml_id,
                position,
            });
        }
    }

    /// Adds areas that hold after these.
    pub(super) fn append(&mut self, mut later: Self) {
        self.0.append(&mut later.0);
    }

    /// Areas whose outlines the delivery is asked about: those that it adds or takes away, of a full state all that it tells.
    pub(super) fn changing(&self, mode: RecordMode) -> impl Iterator<Item = &Area> {
        let is_asked = move |area: &&Area| {
            area.position.is_some() && (mode == RecordMode::State || area.role != AreaRole::Reference)
        };
        self.0.iter().filter(is_asked)
    }

    /// Boxes around areas that the delivery takes away.
    pub(super) fn taken_away(&self) -> Vec<BoundingBox> {
        let gone = self.0.iter().filter(|area| area.is_taken_away());
        gone.filter_map(|area| BoundingBox::around(area.rings.iter().flatten().copied()))
            .collect()
    }
}

impl Area {
    /// Whether the delivery takes it away.
    pub(super) fn is_taken_away(&self) -> bool {
        self.position.is_some() && self.role == AreaRole::Delete
    }

    /// Whether any of its positions has a height.
    pub(super) fn has_heights(&self) -> bool {
        self.rings.iter().flatten().any(|c| c.z != 0)
    }

    /// The edges of its outline, of all rings.
    pub(super) fn edges(&self) -> impl Iterator<Item = [Coordinate; 2]> {
        let pairs = self.rings.iter().flat_map(|ring| ring.windows(2));
        pairs.map(|pair| [pair[0], pair[1]])
    }
}
