//! Deliveries as they are handed over: a file of its own, or a package (a folder or a zip) of a file with its attachments.
//!
//! IS DMVS wants exactly one file named `*.jvf.xml` in a package and lets any attachments be with it; more than one is
//! ambiguous wherever it lies, so every one in the package counts. It may lie at the top or in one folder below, as
//! happens when a folder is packed. The editor's methodology returns documentation whose files were added, removed or
//! changed since its verification; `Overeni.txt` tells that by a SHA-512 of each file. The signature and the time stamp of
//! that list are not verified here.

mod archive;
mod directory;
mod error;
mod folder;
mod list;
mod source;
mod text;
mod verify;

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha512};
use tempfile::NamedTempFile;

use archive::Archive;
pub use error::{CHECK, PackageError, PackageFault};
use folder::Folder;
use list::List;
use source::{Sink, Source};
use text::shown;

/// Bytes that are read at once.
const BUFFER: usize = 128 << 10;
/// Ending of a delivery's name, in any case.
const ENDING: &str = ".jvf.xml";
/// Names that are listed in one message.
const MAX_NAMES: usize = 10;

/// How much of a package is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Files and folders.
    pub max_entries: u64,
    /// Bytes of any one file of a zip, unpacked.
    pub max_bytes: u64,
    /// Bytes of all files of a zip, unpacked.
    pub max_total_bytes: u64,
    /// How many times its packed size a file of a zip may have, when it has more than 16 MiB. XML of deliveries reaches 40.
    pub max_ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_entries: 10_000,
            max_bytes: 10 << 30,
            max_total_bytes: 20 << 30,
            max_ratio: 200,
        }
    }
}

/// How a delivery was handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A file of its own, of whatever name.
    File,
    /// A folder.
    Folder,
    /// A zip.
    Zip,
}

/// The file to be checked.
#[derive(Debug)]
pub struct Delivery {
    name: String,
    path: PathBuf,
    /// Removes the unpacked file in the end.
    _unpacked: Option<NamedTempFile>,
}

impl Delivery {
    /// Its name for people: the path given, and behind a `/` the path in the package.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A file with its bytes that can be opened and sought in as long as the package lives.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A package with exactly one delivery.
#[derive(Debug)]
pub struct Package {
    form: Form,
    delivery: Delivery,
    faults: Vec<PackageFault>,
}

impl Package {
    /// Opens what a path leads to. A folder is a package, and so is a file that is a zip by its first bytes or its name;
    /// any other file is a delivery by itself, and nothing but its presence is looked at.
    ///
    /// A zip is read to its end, once; its delivery goes to a temporary file (in `TMPDIR`), its other files only through
    /// the digest. Blocks.
    ///
    /// # Errors
    ///
    /// Fails when the package is unreadable, hostile or ambiguous.
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, PackageError> {
        Self::open_as(path, &path.to_string_lossy(), limits)
    }

    /// The same for a package that has another name for people than the path.
    ///
    /// # Errors
    ///
    /// As [`Package::open`].
    pub fn open_as(path: &Path, name: &str, limits: &Limits) -> Result<Self, PackageError> {
        let given = shown(name);
        let failed = |error| PackageError::Io(given.clone(), error);
        let metadata = path.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Self::from_source(&given, Source::<File>::Folder(Folder::open(path, limits)?));
        }
        if !metadata.is_file() {
            return Err(PackageError::NotAFile(given));
        }
        let mut file = File::open(path).map_err(failed)?;
        let mut beginning = Vec::new();
        (&mut file).take(4).read_to_end(&mut beginning).map_err(failed)?;
        let named_zip = Path::new(name)
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
        if archive::is_zip(&beginning) {
            return Self::from_zip(&given, BufReader::new(file), limits);
        }
        if named_zip {
            return Err(PackageError::NotZip);
        }
        Ok(Self {
            form: Form::File,
            delivery: Delivery {
                name: given,
                path: path.to_owned(),
                _unpacked: None,
            },
            faults: Vec::new(),
        })
    }

    /// Opens a zip from anything that can be sought in; `name` is what it is called in reports.
    ///
    /// # Errors
    ///
    /// As [`Package::open`].
    pub fn from_zip(name: &str, zip: impl Read + Seek, limits: &Limits) -> Result<Self, PackageError> {
        Self::from_source(name, Source::Zip(Archive::open(zip, limits)?))
    }

    /// Whether it came by itself, in a folder or in a zip. Without a package there is nothing that [`CHECK`] could check.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The file to be checked.
    pub fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    /// What is wrong with the package, by kinds and in the order of names.
    pub fn faults(&self) -> &[PackageFault] {
        &self.faults
    }

    fn from_source<R: Read + Seek>(given: &str, mut source: Source<R>) -> Result<Self, PackageError> {
        let chosen = choose(source.names())?;
        let mut lists = Vec::new();
        for (index, name) in source.names().to_vec().into_iter().enumerate() {
            // A list below is an attachment's own affair.
            if list::is_list(base_name(&name)) && depth(&name) <= 1 {
                lists.push((name, List::parse(&source.list(index)?)));
            }
        }
        let mut inventory = Vec::new();
        let mut unread = Vec::new();
        let mut unpacked = None;
        for (index, name) in source.names().to_vec().into_iter().enumerate() {
            let mut sink = Sink {
                digest: (!lists.is_empty()).then(Sha512::new),
                file: None,
            };
            if index == chosen && source.form() == Form::Zip {
                let file = tempfile::Builder::new().suffix(ENDING).tempfile();
                sink.file = Some(file.map_err(PackageError::Temporary)?);
            }
            if let Some(fault) = source.read(index, index == chosen, &mut sink)? {
                unread.push(fault);
                sink.digest = None;
            }
            unpacked = sink.file.or(unpacked);
            inventory.push((name, sink.digest.map(|digest| digest.finalize().into())));
        }
        let name = source.names().get(chosen).map_or("", String::as_str);
        let delivery = Delivery {
            name: format!("{}/{}", given.trim_end_matches('/'), shown(name)),
            path: match &unpacked {
                Some(file) => file.path().to_owned(),
                None => source.path(chosen).unwrap_or_default(),
            },
            _unpacked: unpacked,
        };
        let form = source.form();
        let mut faults = verify::verify(&inventory, &lists);
        faults.append(&mut unread);
        faults.append(&mut source.faults());
        Ok(Self {
            form,
            delivery,
            faults,
        })
    }
}

fn base_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Folders above a file.
fn depth(name: &str) -> usize {
    name.matches('/').count()
}

/// Which of the files is the delivery. What macOS puts beside a file (`._name`) is none.
fn choose(names: &[String]) -> Result<usize, PackageError> {
    let is_delivery = |name: &str| {
        let base = base_name(name);
        base.to_lowercase().ends_with(ENDING) && !base.starts_with("._")
    };
    let found: Vec<usize> = (0..names.len())
        .filter(|&index| is_delivery(&names[index]))
        .collect();
    match found.as_slice() {
        [] => Err(PackageError::NoDelivery),
        [one] if depth(&names[*one]) > 1 => Err(PackageError::TooDeep(shown(&names[*one]))),
        [one] => Ok(*one),
        several => {
            let mut shown: Vec<_> = several
                .iter()
                .take(MAX_NAMES)
                .map(|&index| shown(&names[index]))
                .collect();
            if several.len() > MAX_NAMES {
                shown.push("…".to_owned());
            }
            Err(PackageError::SeveralDeliveries(shown.join(", ")))
        }
    }
}
