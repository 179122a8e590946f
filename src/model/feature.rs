//! A stored object in one of its versions.

use super::{Attributes, FeatureId, Geometry, RegionNumber};

/// One version of an object as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Region that keeps it.
    pub region: RegionNumber,
    /// Its identifier.
    pub id: FeatureId,
    /// [Key](super::ObjectType::key) of its type.
    pub object_type: i32,
    /// Number of the change set that made this version.
    pub since: i32,
    /// Number of the change set that ended it; `None` while it is in force.
    pub until: Option<i32>,
    /// Attributes by their JVF names, `ID` left out; values in canonical form (`1`, `true`, `2024-03-01T10:00:00`).
    pub attributes: Attributes,
    /// The geometry; hidden objects of critical infrastructure have none.
    pub geometry: Option<Geometry>,
    /// The 3D outline of a derived area.
    pub outline: Option<Geometry>,
    /// `OblastObjektuKI`.
    pub critical_area: Option<Geometry>,
}

impl Feature {
    /// Whether both say the same of their object, whichever change sets began and ended them.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let placed = |feature: &Self| (feature.region, feature.id, feature.object_type);
        placed(self) == placed(other)
            && self.attributes == other.attributes
            && self.geometry == other.geometry
            && self.outline == other.outline
            && self.critical_area == other.critical_area
    }
}
