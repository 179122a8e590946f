//! Areas from lines and definition points.

mod brought;
mod complete;
mod region;
mod samples;
