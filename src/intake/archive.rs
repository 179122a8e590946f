//! Delivered files as evidence: kept under the SHA-512 of their bytes, each once, never changed.
//!
//! A file comes in under another name and is renamed when it is whole, so that what has a digest's name has its bytes.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha512};
use tempfile::NamedTempFile;

const BUFFER: usize = 128 << 10;

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
    /// Its bytes.
    copy: NamedTempFile,
}

impl Archive {
    /// The archive below a directory of data, which need not be there yet.
    pub fn new(data_dir: &Path) -> Self {
        Self {
            directory: data_dir.join("files"),
        }
    }

    /// Reads a file to its end: digests it and copies it.
    ///
    /// # Errors
    /// [`io::Error`] when it cannot be read or copied, for want of space for example.
    pub fn take_in(&self, mut file: File) -> io::Result<Digested> {
        fs::create_dir_all(&self.directory)?;
        let mut copy = tempfile::Builder::new()
            .prefix("incoming-")
            .tempfile_in(&self.directory)?;
        let mut digest = Sha512::new();
        let mut buffer = vec![0; BUFFER];
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                count => {
                    digest.update(&buffer[..count]);
                    copy.write_all(&buffer[..count])?;
                }
            }
        }
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
        digested.copy.persist(path)?;
        Ok(())
    }

    /// Where the file of a digest is, or would be.
    pub fn path(&self, sha512: &[u8]) -> PathBuf {
        let hex: String = sha512.iter().map(|byte| format!("{byte:02x}")).collect();
        let (first, _) = hex.split_at(hex.len().min(2));
        self.directory.join(first).join(&hex)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_once_under_its_digest() {
        let data = tempfile::tempdir().unwrap();
        let archive = Archive::new(data.path());
        let source = data.path().join("delivery.xml");
        fs::write(&source, b"abc").unwrap();
        for _ in 0..2 {
            let digested = archive.take_in(File::open(&source).unwrap()).unwrap();
            let path = archive.path(&digested.sha512);
            archive.keep(digested).unwrap();
            assert!(path.ends_with("dd/ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"));
            assert_eq!(fs::read(path).unwrap(), b"abc");
        }
        // What is not kept leaves nothing.
        fs::write(&source, b"other").unwrap();
        drop(archive.take_in(File::open(&source).unwrap()).unwrap());
        assert_eq!(fs::read_dir(data.path().join("files")).unwrap().count(), 1);
    }
}
