//! What is drawn at which scale: one table, told by metres on the ground to a pixel of a 256-pixel tile, so that it holds
//! for every grid.
//!
//! The map is made for 1:500; a town has some 8 000 lines and areas and 30 000 detailed points to a square kilometre. A
//! tile that covers ten square kilometres with all of them is neither quick nor legible.

use crate::model::catalogue::{GeometryKind, Part};
use crate::model::{Catalogue, ObjectType};

/// Units across a tile.
pub const EXTENT: i32 = 4096;

/// Units around a tile in which things are still drawn, so that symbols and line ends do not show its edge.
pub const BUFFER: i32 = 64;

/// Element name of the detailed point (*podrobný bod ZPS*), three quarters of all objects.
const DETAILED_POINT: &str = "PodrobnyBodZPS";

/// A set of tiles: one content part of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tileset(pub Part);

impl Tileset {
    /// All of them.
    pub const ALL: [Self; 3] = [Self(Part::Zps), Self(Part::Di), Self(Part::Ti)];

    /// The name in paths.
    pub fn id(self) -> &'static str {
        match self.0 {
            Part::Zps => "zps",
            Part::Di => "di",
            Part::Ti => "ti",
        }
    }

    /// The set with this name.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tileset| tileset.id() == id)
    }

    /// Czech and English title.
    pub fn title(self) -> [&'static str; 2] {
        match self.0 {
            Part::Zps => ["Základní prostorová situace", "Basic spatial situation"],
            Part::Di => ["Dopravní infrastruktura", "Transport infrastructure"],
            Part::Ti => ["Technická infrastruktura", "Utility infrastructure"],
        }
    }
}

/// Layers of a tile in drawing order, with what they hold.
pub const LAYERS: [(&str, &str); 3] = [
    ("areas", "Areas of DI and TI and derived areas of ZPS"),
    ("lines", "Lines"),
    ("points", "Points, detailed points and definition points"),
];

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Areas.
    Area,
    /// Lines.
    Line,
    /// Points that stand for a thing: manholes, poles, trees.
    Point,
    /// Points that tell what the face around them is.
    DefinitionPoint,
    /// Detailed points of surveying.
    DetailedPoint,
}

impl Subject {
    /// What an object type is.
    pub fn of(object_type: &ObjectType) -> Self {
        match object_type.geometry {
            _ if object_type.element == DETAILED_POINT => Self::DetailedPoint,
            GeometryKind::Point => Self::Point,
            GeometryKind::Line => Self::Line,
            GeometryKind::Area => Self::Area,
            GeometryKind::DefinitionPoint => Self::DefinitionPoint,
        }
    }
}

/// From which scale a subject is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What.
    pub subject: Subject,
    /// Metres on the ground to a pixel up to which it is drawn.
    pub coarsest_cell: f64,
    /// Why not at coarser ones.
    pub reason: &'static str,
}

/// The rules, one for each subject.
pub const RULES: [Rule; 5] = [
    Rule {
        subject: Subject::Area,
        coarsest_cell: 13.0,
        reason: "a house is smaller than a pixel",
    },
    Rule {
        subject: Subject::Line,
        coarsest_cell: 13.0,
        reason: "the lines of a street fall into one pixel",
    },
    Rule {
        subject: Subject::Point,
        coarsest_cell: 2.1,
        reason: "symbols cover each other",
    },
    Rule {
        subject: Subject::DefinitionPoint,
        coarsest_cell: 1.1,
        reason: "they explain faces that must be told apart first",
    },
    Rule {
        subject: Subject::DetailedPoint,
        coarsest_cell: 1.1,
        reason: "one lies at every vertex, a few metres from the next",
    },
];

/// A unit of the finest level that is offered measures at most this many metres on the ground. Finer tiles are made when
/// asked for, but clients do better to enlarge these.
const FINEST_UNIT: f64 = 0.03;

/// Coarser than this many metres to a pixel, lines and outlines are simplified by at most [`TOLERANCE`].
const SIMPLIFIED_FROM: f64 = 2.1;

/// Coarser than this many metres to a pixel, lines and areas that fit into one pixel are left out.
const SPECKS_FROM: f64 = 3.1;

/// A quarter of a pixel, in units of a tile.
const TOLERANCE: f64 = 4.0;

/// The rules applied to one scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawing {
    /// Units by which a vertex may move; 0 keeps every vertex.
    pub tolerance: f64,
    /// Metres that a line or an area must measure across; 0 keeps all.
    pub smallest_metres: f64,
}

impl Drawing {
    /// The treatment of geometries at so many metres to a pixel.
    pub fn at(ground_cell: f64) -> Self {
        let above = |limit: f64, value: f64| if ground_cell > limit { value } else { 0.0 };
        Self {
            tolerance: above(SIMPLIFIED_FROM, TOLERANCE),
            smallest_metres: above(SPECKS_FROM, ground_cell),
        }
    }
}

/// Whether a subject is drawn at so many metres to a pixel.
pub fn is_drawn(subject: Subject, ground_cell: f64) -> bool {
    RULES
        .iter()
        .any(|rule| rule.subject == subject && ground_cell <= rule.coarsest_cell)
}

/// Whether a level of so many metres to a pixel of a tile this wide is finer than it needs to be.
pub fn is_fine_enough(ground_cell: f64, tile_width: u32) -> bool {
    ground_cell * f64::from(tile_width) / f64::from(EXTENT) <= FINEST_UNIT
}

/// Keys of the object types of a set that are drawn at so many metres to a pixel, in ascending order.
pub fn drawn_types(catalogue: &Catalogue, tileset: Tileset, ground_cell: f64) -> Vec<i32> {
    let mut keys: Vec<i32> = catalogue
        .object_types
        .iter()
        .filter(|t| t.part == tileset.0 && is_drawn(Subject::of(t), ground_cell))
        .map(ObjectType::key)
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subject_has_one_rule_and_finer_scales_draw_no_less() {
        use Subject::{Area, DefinitionPoint, DetailedPoint, Line, Point};
        for subject in [Area, Line, Point, DefinitionPoint, DetailedPoint] {
            assert_eq!(RULES.iter().filter(|rule| rule.subject == subject).count(), 1);
            let drawn: Vec<bool> = (0..20)
                .map(|zoom| is_drawn(subject, 100.0 / f64::from(1 << zoom)))
                .collect();
            assert!(drawn.is_sorted(), "{subject:?}");
            assert!(!drawn[0] && drawn[19]);
        }
    }

    #[test]
    fn sets_are_known_by_their_names() {
        for tileset in Tileset::ALL {
            assert_eq!(Tileset::named(tileset.id()), Some(tileset));
        }
        assert_eq!(Tileset::named("ZPS"), None);
    }

    #[test]
    fn geometries_are_kept_whole_where_they_can_be_seen() {
        let close = Drawing::at(1.54);
        assert_eq!((close.tolerance, close.smallest_metres), (0.0, 0.0));
        let far = Drawing::at(12.3);
        assert_eq!((far.tolerance, far.smallest_metres), (4.0, 12.3));
    }
}
