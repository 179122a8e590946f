//! JVF DTM, the exchange format that decree 393/2020 Sb. § 6 prescribes.

pub mod write;
