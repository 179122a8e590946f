//! The checks: their verdicts against those of independent judges.

mod adapter;
mod mutants;
