//! Resources of our own, which no standard names.

pub mod checks;
pub mod deliveries;
pub mod export;
pub mod identifiers;
pub mod ledger;
pub mod regions;
mod shared;
pub mod symbols;
