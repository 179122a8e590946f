//! What the tests share: a database for each test, the reference data beside the project.

#![allow(dead_code, reason = "each test module uses its own part of the kit")]

mod app;
mod database;
mod proxy;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

#[allow(unused_imports, reason = "each test module uses its own part of the kit")]
pub use app::{App, Reply, TOKEN};
pub use database::Database;
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

/// Says aloud that a test does not test, past the capturing of its output.
pub fn skip(reason: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(std::io::stderr().lock(), "SKIPPED {test}: {reason}");
}

/// What a script of the system's Python says of what it is given; `None`, loudly, when a module of its is not installed.
pub fn python(script: &str, arguments: &[&str], input: &[u8]) -> Option<String> {
    let mut child = match Command::new("/usr/bin/python3")
        .args(["-c", script])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
    {
        Ok(child) => child,
        Err(_) => {
            skip("python3 is not installed; no independent judge looks");
            return None;
        }
    };
    child.stdin.take().unwrap().write_all(input).unwrap();
    let ended = child.wait_with_output().unwrap();
    let faults = String::from_utf8_lossy(&ended.stderr).into_owned();
    if faults.contains("No module named") {
        skip("a module of python3 is not installed; no independent judge looks");
        return None;
    }
    assert!(ended.status.success(), "{faults}");
    Some(String::from_utf8(ended.stdout).unwrap())
}
