//! Check 1.1: whether a file has the structure that the XSD package of its version asks for.
//!
//! The verdict is that of XML Schema 1.0 (parts 1 and 2), from the [grammar](crate::model::grammar) of the catalogue, without
//! any XSD at run time and in one pass. [`Automata`] are made of a grammar once; [`Structure`] watches a reader and collects
//! [faults](PlacedFault). It goes on after every fault and recovers, so that one slip gives one finding. Inside GML it is
//! stricter than the XSD: a geometry that JVF does not use is told as such, for check 1.4.

mod attributes;
mod automata;
mod events;
mod fault;
mod model;
mod opening;
mod recovery;
mod slip;
mod validator;
mod value;

pub use automata::{Automata, Declaration, StructureError};
pub use fault::{PlacedFault, StructureFault};
pub use validator::Structure;
pub use value::ValueFault;

#[cfg(test)]
mod tests;
