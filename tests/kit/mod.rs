//! What the tests share: a database for each test, the reference data beside the project.

#![allow(dead_code, reason = "each test module uses its own part of the kit")]

mod app;
mod database;
mod judge;
mod proxy;

use std::path::PathBuf;

#[allow(unused_imports, reason = "each test module uses its own part of the kit")]
pub use app::{App, Reply, TOKEN};
pub use database::Database;
pub use judge::{python, skip};
#[allow(unused_imports, reason = "each test module uses its own part of the kit")]
pub use proxy::{Cut, Proxy};

/// The reference data (official schemas and samples, outlines), which may be absent: `DTM_SHARED` or `../shared`.
///
/// A test that cannot do without it returns at once when this is `None`; the loud line is printed here.
pub fn shared() -> Option<PathBuf> {
    let given = std::env::var_os("DTM_SHARED").map(PathBuf::from);
    let root = given.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    if root.join("jvf").is_dir() {
        return Some(root);
    }
    skip("the official schemas and samples are not here; set DTM_SHARED to their directory");
    None
}
