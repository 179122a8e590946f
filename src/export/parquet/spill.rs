//! Files of many layers, open only while something goes in: a process may have about a thousand open ones, and a
//! region has hundreds of layers.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

/// Bytes after which the buffer goes to the file.
const BUFFER: usize = 128 * 1024;

/// A file that is appended to.
pub struct Spill {
    path: PathBuf,
    buffer: Vec<u8>,
    on_disk: bool,
}

impl Spill {
    /// A file that will be at a path; nothing is there yet.
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            buffer: Vec::new(),
            on_disk: false,
        }
    }

    fn spill(&mut self) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path)?;
        file.write_all(&self.buffer)?;
        self.buffer.clear();
        self.on_disk = true;
        Ok(())
    }

    /// Appends all of it to another writer and removes the file.
    pub fn pour(self, out: &mut impl Write) -> io::Result<()> {
        if self.on_disk {
            io::copy(&mut File::open(&self.path)?, out)?;
            std::fs::remove_file(&self.path)?;
        }
        out.write_all(&self.buffer)
    }
}

impl Write for Spill {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= BUFFER {
            self.spill()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
