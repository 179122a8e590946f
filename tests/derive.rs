//! Areas from lines and definition points.

#[path = "derive/samples.rs"]
mod samples;
