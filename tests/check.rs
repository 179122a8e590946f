//! The checks, asked of whole files and packages.

mod attributes;
mod files;
mod package;
