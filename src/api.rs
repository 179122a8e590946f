//! Resources of our own, which no standard names.

pub mod checks;
pub mod complete_areas;
pub mod deliveries;
pub mod derivation;
pub mod export;
pub mod identifiers;
pub mod ledger;
mod place;
pub mod regions;
mod shared;
pub mod symbols;
