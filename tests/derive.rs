//! Areas from lines and definition points.

mod brought;
mod complete;
mod issued;
mod region;
mod samples;
