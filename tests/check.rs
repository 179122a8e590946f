//! The checks of deliveries, each with input that passes and input that does not.

mod package;
