//! Resources of our own, which no standard names.

pub mod deliveries;
