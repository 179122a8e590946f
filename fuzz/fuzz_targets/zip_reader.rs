//! Any bytes as a zipped delivery; small limits keep a run short.
#![no_main]

use std::io::Cursor;

use dtm::check::package::{Limits, Package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits {
        max_bytes: 1 << 20,
        max_total_bytes: 1 << 20,
        ..Limits::default()
    };
    if let Ok(package) = Package::from_zip("fuzz.zip", Cursor::new(bytes), &limits) {
        for fault in package.faults() {
            let _ = fault.finding();
        }
        assert!(package.delivery().path().is_file());
    }
});
