//! Areas from lines and definition points.

mod samples;
