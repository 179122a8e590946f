//! Resources of our own, which no standard names.

pub mod deliveries;
pub mod regions;
pub mod symbols;
