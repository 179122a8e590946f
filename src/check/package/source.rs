//! The files of a package, whether in a folder or in a zip, and where their bytes go.

use std::io::{self, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha512};
use tempfile::NamedTempFile;

use super::archive::Archive;
use super::folder::Folder;
use super::list::MAX_LIST_BYTES;
use super::text::shown;
use super::{BUFFER, Form, PackageError, PackageFault};

/// Where the files of a package are.
pub(super) enum Source<R> {
    /// In a folder.
    Folder(Folder),
    /// In a zip.
    Zip(Archive<R>),
}

impl<R: Read + Seek> Source<R> {
    /// What it is.
    pub(super) fn form(&self) -> Form {
        match self {
            Self::Folder(_) => Form::Folder,
            Self::Zip(_) => Form::Zip,
        }
    }

    /// Paths of the files in the package.
    pub(super) fn names(&self) -> &[String] {
        match self {
            Self::Folder(folder) => folder.names(),
            Self::Zip(archive) => archive.names(),
        }
    }

    /// Where a file is, when it need not be unpacked.
    pub(super) fn path(&self, index: usize) -> Option<PathBuf> {
        match self {
            Self::Folder(folder) => folder.path(index).map(Path::to_owned),
            Self::Zip(_) => None,
        }
    }

    /// What could not be taken at all.
    pub(super) fn faults(&mut self) -> Vec<PackageFault> {
        match self {
            Self::Folder(folder) => std::mem::take(&mut folder.faults),
            Self::Zip(_) => Vec::new(),
        }
    }

    /// The bytes of a list; without them nothing can be verified, so it has to be readable.
    pub(super) fn list(&mut self, index: usize) -> Result<Vec<u8>, PackageError> {
        let name = shown(self.names().get(index).map_or("", String::as_str));
        let mut bytes = Vec::new();
        match self {
            Self::Folder(folder) => {
                let read = folder
                    .file(index)
                    .and_then(|file| file.take(MAX_LIST_BYTES + 1).read_to_end(&mut bytes));
                read.map_err(|error| PackageError::Io(name.clone(), error))?;
            }
            Self::Zip(archive) if archive.size(index) <= MAX_LIST_BYTES => {
                archive.unpack(index, &mut bytes)?;
            }
            Self::Zip(_) => return Err(PackageError::ListTooLong(name)),
        }
        if bytes.len() as u64 > MAX_LIST_BYTES {
            return Err(PackageError::ListTooLong(name));
        }
        Ok(bytes)
    }

    /// Reads a file into a sink. What cannot be read in a folder is a fault, but for the delivery; a zip is whole or not.
    pub(super) fn read(
        &mut self,
        index: usize,
        is_delivery: bool,
        sink: &mut Sink,
    ) -> Result<Option<PackageFault>, PackageError> {
        let name = shown(self.names().get(index).map_or("", String::as_str));
        match self {
            Self::Zip(archive) => {
                archive.unpack(index, sink)?;
                sink.flush().map_err(PackageError::Temporary)?;
                Ok(None)
            }
            Self::Folder(folder) => {
                let read = folder.file(index).and_then(|file| match sink.digest {
                    Some(_) => io::copy(&mut BufReader::with_capacity(BUFFER, file), sink).map(drop),
                    None => Ok(()),
                });
                match read {
                    Err(error) if is_delivery => Err(PackageError::Io(name, error)),
                    Err(error) => Ok(Some(PackageFault::Unreadable(name, error.to_string()))),
                    Ok(()) => Ok(None),
                }
            }
        }
    }
}

/// Where the bytes of a file go.
pub(super) struct Sink {
    /// Digests them.
    pub(super) digest: Option<Sha512>,
    /// Keeps them.
    pub(super) file: Option<NamedTempFile>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(file) = &mut self.file {
            file.write_all(bytes)?;
        }
        if let Some(digest) = &mut self.digest {
            digest.update(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), NamedTempFile::flush)
    }
}
