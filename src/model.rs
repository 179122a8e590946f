//! The words of the trade as values: object types, identifiers, geometries, attributes, records.
//!
//! This room imports no other. Everything that moves between the reader, the checks, the store and
//! the services is made of these types; none of them knows XML, SQL or HTTP.

pub mod area;
mod attributes;
pub mod audience;
pub mod catalogue;
mod change;
mod family;
mod feature;
mod geometry;
pub mod grammar;
mod identifier;
mod language;
mod moment;
mod outline;
mod record;
mod region;
mod subject;
mod surroundings;
pub mod symbols;
pub mod value;

pub use attributes::{Attribute, AttributeId, Attributes};
pub use audience::{Audience, Disclosure, Purpose};
pub use catalogue::{Catalogue, ObjectType, Part};
pub use change::{Change, Changes};
pub use family::Family;
pub use feature::Feature;
pub use geometry::{BoundingBox, Coordinate, Dimension, Geometry, Shape};
pub use grammar::Grammar;
pub use identifier::{FeatureId, IdentifierError};
pub(crate) use language::messages;
pub use language::{Language, Message};
pub use moment::{Moment, instant};
pub use outline::{Outline, OutlineError, RingFault};
pub use record::{Operation, Position, Record, RecordKind};
pub use region::{Region, RegionCode, RegionNumber};
pub use subject::Subject;
pub use surroundings::{
    AreaRole, KnownArea, KnownFace, Neighbour, Nothing, Surroundings, Unanswered, Wanted,
};
pub use symbols::Symbols;
