//! Areas from lines and definition points.

mod brought;
mod complete;
mod kept;
mod plans;
mod region;
mod samples;
