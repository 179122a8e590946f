//! Tests of the derivation of areas.
