//! The zip of formats that have one layer a file. Entries are stored as they are: what is in them is compressed already or
//! meant to be read by its index, which GDAL does inside of a stored entry (`/vsizip/`).

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::ExportError;
use super::target::Target;

/// A zip that is being written.
pub struct Bundle {
    target: Target,
    zip: ZipWriter<BufWriter<File>>,
}

impl Bundle {
    /// Begins it.
    ///
    /// # Errors
    /// [`ExportError::Create`].
    pub fn create(path: &Path) -> Result<Self, ExportError> {
        let (target, file) = Target::create(path)?;
        let zip = ZipWriter::new(BufWriter::with_capacity(1 << 18, file));
        Ok(Self { target, zip })
    }

    /// A nameless file beside it, for what goes into an entry later.
    ///
    /// # Errors
    /// [`ExportError::Io`].
    pub fn scratch(&self) -> Result<File, ExportError> {
        self.target.scratch()
    }

    /// A directory beside it that goes away with what is returned.
    ///
    /// # Errors
    /// [`ExportError::Io`].
    pub fn scratch_directory(&self) -> Result<TempDir, ExportError> {
        self.target.scratch_directory()
    }

    /// Begins an entry and returns what takes its bytes.
    ///
    /// # Errors
    /// [`ExportError::Zip`].
    pub fn entry(&mut self, name: &str) -> Result<&mut ZipWriter<BufWriter<File>>, ExportError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(true)
            .unix_permissions(0o644);
        self.zip.start_file(name, options)?;
        Ok(&mut self.zip)
    }

    /// Completes it.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn finish(self) -> Result<(), ExportError> {
        self.zip.finish()?.flush()?;
        self.target.finish()
    }
}
