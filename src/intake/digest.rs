//! The SHA-512 of a delivery, by which the same file is recognised.
//!
//! It is computed beside the reading, on a thread of its own: the bytes come from the system's cache of the file.

use std::fs::File;
use std::io::{self, Read};

use sha2::{Digest, Sha512};
use tokio::task::JoinHandle;

const BUFFER: usize = 128 << 10;

/// Starts to digest a file from where it stands to its end.
pub(super) fn start(mut file: File) -> JoinHandle<io::Result<Vec<u8>>> {
    tokio::task::spawn_blocking(move || {
        let mut digest = Sha512::new();
        let mut buffer = vec![0; BUFFER];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(digest.finalize().to_vec()),
                count => digest.update(&buffer[..count]),
            }
        }
    })
}
