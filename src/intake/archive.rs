//! Delivered files as evidence: kept under the SHA-512 of their bytes, each once, never changed, compressed by Zstandard
//! (RFC 8878), for they repeat themselves a lot: what `zstd -dc FILE | sha512sum` tells is the file's name.
//!
//! A file comes in under another name and is renamed when it is whole, so that what has a digest's name has its bytes.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha512};
use tempfile::NamedTempFile;

use crate::config::Receipt;

const BUFFER: usize = 128 << 10;

/// The fastest of the levels: the reading of the delivery does not wait for it.
const LEVEL: i32 = 1;

/// Bytes at the end of a file that are read late, at most: they shall still be in memory then.
const MOST_LATE: u64 = 1 << 30;

/// How names begin of files that are on their way into the archive.
const INCOMING: &str = "incoming-";

/// When a file that nobody writes to any more is what a killed process has left.
const ABANDONED_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// The directory of delivered files.
#[derive(Clone, Debug)]
pub struct Archive {
    directory: PathBuf,
}

/// A file that has been read whole: its digest, and its copy on the way into the archive.
#[derive(Debug)]
pub struct Digested {
    /// SHA-512 of its bytes.
    pub sha512: Vec<u8>,
    /// Its bytes, compressed.
    copy: NamedTempFile,
}

impl Archive {
    /// The archive below a directory of data, which need not be there yet.
    pub fn new(data_dir: &Path) -> Self {
        Self {
            directory: data_dir.join("files"),
        }
    }

    /// Reads a file to its end: digests it and compresses it. Before the last two thirds, or the last gigabyte when that is less,
    /// it calls `wait` once, which may let what else is done with the file go first.
    ///
    /// # Errors
    /// [`io::Error`] when it cannot be read or copied, for want of space for example.
    pub fn take_in(&self, mut file: File, wait: impl FnOnce()) -> io::Result<Digested> {
        fs::create_dir_all(&self.directory)?;
        let mut copy = tempfile::Builder::new()
            .prefix(INCOMING)
            .tempfile_in(&self.directory)?;
        let mut digest = Sha512::new();
        let mut encoder = zstd::Encoder::new(copy.as_file_mut(), LEVEL)?;
        let mut buffer = vec![0; BUFFER];
        let size = file.metadata()?.len();
        let early = size - (size / 3 * 2).min(MOST_LATE);
        let (mut taken, mut wait) = (0, Some(wait));
        loop {
            if taken >= early
                && let Some(wait) = wait.take()
            {
                wait();
            }
            match file.read(&mut buffer)? {
                0 => break,
                count => {
                    digest.update(&buffer[..count]);
                    encoder.write_all(&buffer[..count])?;
                    taken += count as u64;
                }
            }
        }
        encoder.finish()?;
        copy.as_file().sync_all()?;
        Ok(Digested {
            sha512: digest.finalize().to_vec(),
            copy,
        })
    }

    /// Keeps a file that was taken in. One that is kept already stays as it is.
    ///
    /// # Errors
    /// [`io::Error`] when it cannot be given its name.
    pub fn keep(&self, digested: Digested) -> io::Result<()> {
        let path = self.path(&digested.sha512);
        if path.exists() {
            return Ok(());
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        digested.copy.persist(&path)?;
        // What the database is told to hold for ever shall not lose its file to a power cut either.
        for directory in path.ancestors().skip(1).take(3) {
            File::open(directory)?.sync_all()?;
        }
        Ok(())
    }

    /// Removes what killed processes left on its way into the archive, and files of deliveries that were being received:
    /// whatever nobody has written to for a day. Another process may be at work with younger ones.
    ///
    /// # Errors
    /// [`io::Error`] when a directory cannot be read or a file not be removed.
    pub fn tidy(&self) -> io::Result<()> {
        let above = self.directory.parent().unwrap_or(&self.directory);
        for (directory, prefix) in [(self.directory.as_path(), INCOMING), (above, Receipt::UNFINISHED)] {
            let entries = match fs::read_dir(directory) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries?,
            };
            for entry in entries {
                let entry = entry?;
                let written = entry.metadata()?.modified()?;
                let is_old = written.elapsed().is_ok_and(|age| age > ABANDONED_AFTER);
                if is_old && entry.file_name().to_string_lossy().starts_with(prefix) {
                    fs::remove_file(entry.path())?;
                }
            }
        }
        Ok(())
    }

    /// Where the file of a digest is, or would be.
    pub fn path(&self, sha512: &[u8]) -> PathBuf {
        let hex: String = sha512.iter().map(|byte| format!("{byte:02x}")).collect();
        let (first, _) = hex.split_at(hex.len().min(2));
        self.directory.join(first).join(format!("{hex}.zst"))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Seek as _;

    use super::*;

    #[test]
    fn a_file_is_kept_once_under_its_digest() {
        let data = tempfile::tempdir().unwrap();
        let archive = Archive::new(data.path());
        let source = data.path().join("delivery.xml");
        fs::write(&source, b"abc").unwrap();
        for _ in 0..2 {
            let digested = archive.take_in(File::open(&source).unwrap(), || ()).unwrap();
            let path = archive.path(&digested.sha512);
            archive.keep(digested).unwrap();
            assert!(path.ends_with("dd/ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f.zst"));
            assert_eq!(zstd::decode_all(File::open(path).unwrap()).unwrap(), b"abc");
        }
        // It waits once, when a third is read; the rest is there nevertheless.
        let long = vec![b'x'; 9 * BUFFER];
        fs::write(&source, &long).unwrap();
        let file = File::open(&source).unwrap();
        // Both have one position.
        let (mut same, mut waited) = (file.try_clone().unwrap(), Vec::new());
        let digested = archive
            .take_in(file, || waited.push(same.stream_position().unwrap()))
            .unwrap();
        let copy = File::open(digested.copy.path()).unwrap();
        assert_eq!(waited, [3 * BUFFER as u64]);
        assert_eq!(zstd::decode_all(copy).unwrap(), long);
        drop(digested);
        // What is not kept leaves nothing.
        fs::write(&source, b"other").unwrap();
        drop(archive.take_in(File::open(&source).unwrap(), || ()).unwrap());
        assert_eq!(fs::read_dir(data.path().join("files")).unwrap().count(), 1);
    }

    #[test]
    fn what_killed_processes_left_goes_after_a_day_and_nothing_else_does() {
        let data = tempfile::tempdir().unwrap();
        let archive = Archive::new(data.path());
        archive.tidy().unwrap();
        let files = data.path().join("files");
        fs::create_dir(&files).unwrap();
        let days_ago = std::time::SystemTime::now() - 2 * ABANDONED_AFTER;
        let make = |path: &str, old: bool| {
            let file = File::create(data.path().join(path)).unwrap();
            if old {
                file.set_modified(days_ago).unwrap();
            }
        };
        for path in [
            "files/incoming-a",
            "delivery-a",
            "files/dd",
            "password",
            "files/delivery-a",
        ] {
            make(path, true);
        }
        for path in ["files/incoming-b", "delivery-b"] {
            make(path, false);
        }
        archive.tidy().unwrap();
        let names = |path: &Path| {
            let entries = fs::read_dir(path).unwrap();
            let mut names: Vec<_> = entries
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names.join(" ")
        };
        assert_eq!(names(&files), "dd delivery-a incoming-b");
        assert_eq!(names(data.path()), "delivery-b files password");
    }
}
