//! Areas from lines and definition points.

mod complete;
mod region;
mod samples;
