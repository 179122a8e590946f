//! The `dtm` command.

fn main() {}
