//! Areas from lines and definition points.

mod region;
mod samples;
