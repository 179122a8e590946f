//! Areas from lines and definition points.

mod brought;
mod collision;
mod complete;
mod issued;
mod kept;
mod plans;
mod region;
mod samples;
