//! The checks, asked of whole files.

mod attributes;

mod package;
