//! Areas from lines and definition points.

mod issued;
mod region;
mod samples;
