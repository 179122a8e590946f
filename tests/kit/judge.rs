//! Independent judges in Python, and the line that says that one is missing.

use std::io::Write as _;
use std::process::{Command, Stdio};

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
