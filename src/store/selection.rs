//! Which features somebody asks for, and where a page of them ends.

use super::Versions;
use super::window::Window;
use crate::model::{FeatureId, ObjectType, RegionNumber};

/// Which features are asked for.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Their type.
    pub object_type: &'static ObjectType,
    /// Regions to read, in this order, and which versions of their objects.
    pub regions: Vec<(RegionNumber, Versions)>,
    /// Only those whose geometry meets the window.
    pub window: Option<Window>,
    /// Only those with a height between these metres; geometries without heights are judged by their place alone.
    pub heights: Option<[f64; 2]>,
    /// Only the object with this identifier.
    pub id: Option<FeatureId>,
}

/// The key of a version in the order of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The region.
    pub region: RegionNumber,
    /// The identifier.
    pub id: FeatureId,
    /// The change set that began the version.
    pub since: i32,
}

impl Selection {
    /// Whether the type and the regions are all that is asked for.
    pub fn is_whole(&self) -> bool {
        self.window.is_none() && self.heights.is_none() && self.id.is_none()
    }
}
