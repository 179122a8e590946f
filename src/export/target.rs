//! The file to be: written under another name in the directory of its target, and moved there when it is whole.

use std::fs::File;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir, TempPath};

use super::ExportError;

/// How names of what is not whole begin.
const PREFIX: &str = ".export-";

/// A file that appears at its place in the end, or not at all.
#[derive(Debug)]
pub struct Target {
    path: PathBuf,
    directory: PathBuf,
    temporary: TempPath,
}

impl Target {
    /// Creates the empty file and opens it.
    ///
    /// # Errors
    /// [`ExportError::Create`].
    pub fn create(path: &Path) -> Result<(Self, File), ExportError> {
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let failed = |source| ExportError::Create {
            path: path.to_owned(),
            source,
        };
        if path.is_dir() {
            return Err(failed(std::io::ErrorKind::IsADirectory.into()));
        }
        let file = NamedTempFile::with_prefix_in(PREFIX, &directory).map_err(failed)?;
        let (file, temporary) = file.into_parts();
        let path = path.to_owned();
        Ok((
            Self {
                path,
                directory,
                temporary,
            },
            file,
        ))
    }

    /// Where it lies until it is whole.
    pub fn temporary(&self) -> &Path {
        &self.temporary
    }

    /// A nameless file on the same disk.
    ///
    /// # Errors
    /// [`ExportError::Io`].
    pub fn scratch(&self) -> Result<File, ExportError> {
        Ok(tempfile::tempfile_in(&self.directory)?)
    }

    /// A directory on the same disk that goes away with what is returned.
    ///
    /// # Errors
    /// [`ExportError::Io`].
    pub fn scratch_directory(&self) -> Result<TempDir, ExportError> {
        let builder = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(&self.directory);
        Ok(builder?)
    }

    /// Puts the file at its place.
    ///
    /// # Errors
    /// [`ExportError::Create`].
    pub fn finish(self) -> Result<(), ExportError> {
        // Temporary files are their owner's only; an export is for whoever the process lets read.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&self.temporary, std::fs::Permissions::from_mode(0o644))?;
        }
        let path = self.path;
        self.temporary
            .persist(&path)
            .map_err(|error| ExportError::Create {
                path,
                source: error.error,
            })
    }
}
