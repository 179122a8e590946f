//! Files of a folder, by their paths in it. Nothing outside of the folder is ever read.

use std::collections::BTreeMap;
use std::fs::{self, DirEntry, File};
use std::io;
use std::path::{Path, PathBuf};

use super::text::shown;
use super::{Limits, PackageError, PackageFault};

/// A folder with everything below it.
#[derive(Debug)]
pub(super) struct Folder {
    names: Vec<String>,
    paths: Vec<PathBuf>,
    /// What could not be taken.
    pub(super) faults: Vec<PackageFault>,
}

impl Folder {
    /// Lists a folder and those below it, in the order of names.
    pub(super) fn open(root: &Path, limits: &Limits) -> Result<Self, PackageError> {
        let failed = |error| PackageError::Io(shown(&root.to_string_lossy()), error);
        let canonical = root.canonicalize().map_err(failed)?;
        // The root itself has to be readable; of the folders below it is told which are not.
        fs::read_dir(&canonical).map_err(failed)?;
        let mut files = BTreeMap::new();
        let mut faults = Vec::new();
        let mut folders = vec![(canonical.clone(), String::new())];
        let mut seen = 0;
        while let Some((folder, prefix)) = folders.pop() {
            let (entries, unread) = list(&folder);
            if let Some(error) = unread {
                faults.push(PackageFault::Unreadable(shown(&prefix), error.to_string()));
            }
            for entry in entries {
                seen += 1;
                if seen > limits.max_entries {
                    return Err(PackageError::TooManyEntries(limits.max_entries));
                }
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                match judge(&entry, &canonical) {
                    Ok(Kind::File(path)) => drop(files.insert(name, path)),
                    Ok(Kind::Folder) => folders.push((entry.path(), name + "/")),
                    Ok(Kind::Link) => faults.push(PackageFault::Link(shown(&name))),
                    Ok(Kind::Special) => faults.push(PackageFault::Special(shown(&name))),
                    Err(error) => faults.push(PackageFault::Unreadable(shown(&name), error.to_string())),
                }
            }
        }
        let (names, paths) = files.into_iter().unzip();
        Ok(Self { names, paths, faults })
    }

    /// Paths of the files in the folder.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Where a file is.
    pub(super) fn path(&self, index: usize) -> Option<&Path> {
        self.paths.get(index).map(PathBuf::as_path)
    }

    /// Opens a file.
    pub(super) fn file(&self, index: usize) -> io::Result<File> {
        self.path(index)
            .map_or_else(|| Err(io::ErrorKind::NotFound.into()), File::open)
    }
}

enum Kind {
    File(PathBuf),
    Folder,
    Link,
    Special,
}

/// The entries of a folder as far as they can be listed.
fn list(folder: &Path) -> (Vec<DirEntry>, Option<io::Error>) {
    let mut entries = Vec::new();
    let listed = fs::read_dir(folder).and_then(|all| {
        for entry in all {
            entries.push(entry?);
        }
        Ok(())
    });
    (entries, listed.err())
}

/// A link counts as the file it leads to when that is inside; links to folders are not followed, they may go in circles.
fn judge(entry: &DirEntry, root: &Path) -> io::Result<Kind> {
    let kind = entry.file_type()?;
    if kind.is_dir() {
        return Ok(Kind::Folder);
    }
    if kind.is_file() {
        return Ok(Kind::File(entry.path()));
    }
    if !kind.is_symlink() {
        return Ok(Kind::Special);
    }
    match entry.path().canonicalize() {
        Ok(target) if target.starts_with(root) && target.is_file() => Ok(Kind::File(target)),
        _ => Ok(Kind::Link),
    }
}
