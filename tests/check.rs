//! The checks: whole files and packages, and their verdicts against those of independent judges.

pub mod adapter;
pub mod added;
mod attributes;
mod files;
mod hostile;
mod house;
mod mutants;
mod package;
mod planted;
mod state;
mod versions;
