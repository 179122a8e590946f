//! What is around a change: the objects and areas in force, as checks ask for them. A store answers; the checks do not know
//! which.

use std::error::Error;

use super::{BoundingBox, Coordinate, Family, FeatureId, Geometry};

/// An object in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// Its identifier.
    pub id: FeatureId,
    /// [`ObjectType::key`](super::ObjectType::key) of its type.
    pub object_type: i32,
    /// Its level.
    pub level: Option<i16>,
    /// The values of the attributes that were asked for, in their order.
    pub values: Vec<Option<String>>,
    /// Its geometry.
    pub geometry: Geometry,
}

/// What a delivery does with an area of complete ZPS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AreaRole {
    /// `NEW`: it becomes complete.
    New,
    /// `DEL`: it is complete no more.
    Delete,
    /// `REF`: it is complete.
    Reference,
}

impl AreaRole {
    /// As JVF DTM writes it: `NEW`, `DEL`, `REF`.
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::Delete => "DEL",
            Self::Reference => "REF",
        }
    }
}

/// A polygon that deliveries in force have made complete or not, in the order in which they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownArea {
    /// Level (`UrovenUmisteniObjektuZPS`).
    pub level: i16,
    /// What the delivery did with it.
    pub role: AreaRole,
    /// Closed rings, centimetres of EPSG:5514.
    pub rings: Vec<Vec<Coordinate>>,
}

/// A face between area-forming lines as it was derived last, whatever became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFace {
    /// What it goes by.
    pub number: i64,
    /// Level (`UrovenUmisteniObjektuZPS`).
    pub level: i16,
    /// The family of its lines.
    pub family: Family,
    /// Closed rings, centimetres of EPSG:5514, the exterior first.
    pub rings: Vec<Vec<Coordinate>>,
    /// The definition point of which it became the area, when it became one.
    pub point: Option<i64>,
    /// Identifiers of the lines and definition points that it followed from.
    pub objects: Vec<i64>,
}

/// Which objects and attributes are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// [Keys](super::ObjectType::key) of object types.
    pub object_types: &'a [i32],
    /// Names of attributes whose values are told.
    pub attributes: &'a [&'a str],
}

/// Why there is no answer.
pub type Unanswered = Box<dyn Error + Send + Sync>;

/// A read-only view of the state of one region; all answers are of the same moment.
pub trait Surroundings: Send + Sync {
    /// Objects with these identifiers.
    ///
    /// # Errors
    /// [`Unanswered`] when the state cannot be read.
    fn by_id(
        &self,
        wanted: Wanted<'_>,
        ids: &[FeatureId],
        take: &mut dyn FnMut(Neighbour),
    ) -> Result<(), Unanswered>;

    /// Objects whose boxes meet any of these boxes, edges included, each once.
    ///
    /// # Errors
    /// [`Unanswered`] when the state cannot be read.
    fn within(
        &self,
        wanted: Wanted<'_>,
        boxes: &[BoundingBox],
        take: &mut dyn FnMut(Neighbour),
    ) -> Result<(), Unanswered>;

    /// Areas of complete ZPS whose boxes meet any of these boxes, in the order in which they hold.
    ///
    /// # Errors
    /// [`Unanswered`] when the state cannot be read.
    fn complete_areas(&self, boxes: &[BoundingBox]) -> Result<Vec<KnownArea>, Unanswered>;

    /// Faces whose boxes meet any of these boxes, edges included, each once, in the order of their numbers. `false`, and none of them, when
    /// the areas of the region have not been derived, or not since its last change, or can be derived all together only, as outlines of
    /// complete ZPS cross there.
    ///
    /// # Errors
    /// [`Unanswered`] when the state cannot be read.
    fn faces(&self, _boxes: &[BoundingBox], _take: &mut dyn FnMut(KnownFace)) -> Result<bool, Unanswered> {
        Ok(false)
    }

    /// Whether there is nothing at all.
    fn are_empty(&self) -> bool {
        false
    }

    /// Whether an object with this identifier would be answered if it were in force; else another region keeps it.
    fn keeps(&self, id: FeatureId) -> bool;

    /// Nothing more is asked for one judgement: what was held for it is given back.
    fn release(&self) {}
}

/// A region that holds nothing yet.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Surroundings for Nothing {
    fn by_id(&self, _: Wanted<'_>, _: &[FeatureId], _: &mut dyn FnMut(Neighbour)) -> Result<(), Unanswered> {
        Ok(())
    }

    fn within(
        &self,
        _: Wanted<'_>,
        _: &[BoundingBox],
        _: &mut dyn FnMut(Neighbour),
    ) -> Result<(), Unanswered> {
        Ok(())
    }

    fn complete_areas(&self, _: &[BoundingBox]) -> Result<Vec<KnownArea>, Unanswered> {
        Ok(Vec::new())
    }

    fn faces(&self, _: &[BoundingBox], _: &mut dyn FnMut(KnownFace)) -> Result<bool, Unanswered> {
        Ok(true)
    }

    fn are_empty(&self) -> bool {
        true
    }

    fn keeps(&self, _: FeatureId) -> bool {
        true
    }
}
