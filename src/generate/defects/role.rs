//! What objects of defects have that others have not.

use super::slip::Slip;
use crate::model::Operation;

/// What an object of a defect has that others have not.
#[derive(Clone, Copy, Debug, Default)]
pub struct Role {
    /// Number of the defect.
    pub defect: usize,
    /// The finding names the object.
    pub named: bool,
    /// The finding that is its consequence names it.
    pub expected: bool,
    /// Instead of the operation of all others.
    pub operation: Option<Operation>,
    /// Name of an attribute, and what it has instead of its value; nothing, when it is left out.
    pub attribute: Option<(&'static str, Option<&'static str>)>,
    /// How its text is altered.
    pub slip: Option<Slip>,
}
