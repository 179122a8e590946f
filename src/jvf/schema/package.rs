//! Reads the XSD files out of a package without trusting it: number, size and depth of paths are bounded, and what is
//! unpacked is counted while it is unpacked, not believed from the zip's directory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;

use super::SchemaError;

/// Entries of a package; the published ones have about 520.
const MAX_ENTRIES: usize = 5_000;
/// Bytes of one schema file; the largest published one has 205 kB.
const MAX_FILE_BYTES: u64 = 8 << 20;
/// Bytes of all schema files together; the published packages have under 5 MB.
const MAX_TOTAL_BYTES: u64 = 64 << 20;

/// Where a package begins, below any folder it may be wrapped in.
const ENTRY: &str = "xsd/index/index_data.xsd";

/// The schema files of a package.
#[derive(Debug)]
pub(super) struct Package {
    /// Path of `index_data.xsd`.
    pub(super) entry: String,
    /// Text by path, the XSD files of the zip only.
    pub(super) files: BTreeMap<String, String>,
}

impl Package {
    /// Unpacks the schema files of a zip into memory.
    pub(super) fn read(path: &Path) -> Result<Self, SchemaError> {
        let open = |source| SchemaError::Open {
            path: path.display().to_string(),
            source,
        };
        let file = File::open(path).map_err(open)?;
        let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|source| SchemaError::Zip {
            path: path.display().to_string(),
            source,
        })?;
        if archive.len() > MAX_ENTRIES {
            return Err(SchemaError::TooManyEntries {
                found: archive.len(),
                limit: MAX_ENTRIES,
            });
        }
        let mut files = BTreeMap::new();
        let mut total = 0;
        for index in 0..archive.len() {
            let entry = archive.by_index(index).map_err(|source| SchemaError::Zip {
                path: format!("{}, entry {}", path.display(), index + 1),
                source,
            })?;
            let name = entry.name().to_owned();
            if !entry.is_file() || !is_schema(&name) {
                continue;
            }
            let text = read_text(entry, &name)?;
            total += text.len() as u64;
            if total > MAX_TOTAL_BYTES {
                return Err(SchemaError::TooLarge {
                    file: name,
                    limit: MAX_TOTAL_BYTES,
                });
            }
            files.insert(name, text);
        }
        let is_entry = |name: &&String| *name == ENTRY || name.ends_with(&format!("/{ENTRY}"));
        let entry = files.keys().find(is_entry).cloned();
        let entry = entry.ok_or_else(|| SchemaError::NoEntry {
            path: path.display().to_string(),
            entry: ENTRY,
        })?;
        Ok(Self { entry, files })
    }
}

fn is_schema(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("xsd"))
}

/// Unpacks one file, never more than the limit and a byte.
fn read_text(entry: impl Read, name: &str) -> Result<String, SchemaError> {
    let mut bytes = Vec::new();
    entry
        .take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| SchemaError::Open {
            path: name.to_owned(),
            source,
        })?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(SchemaError::TooLarge {
            file: name.to_owned(),
            limit: MAX_FILE_BYTES,
        });
    }
    let text = String::from_utf8(bytes).map_err(|_| SchemaError::NotUtf8 {
        file: name.to_owned(),
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}
