//! Areas from lines and definition points.

mod brought;
mod complete;
mod issued;
mod kept;
mod plans;
mod region;
mod samples;
