//! A look at a file before its records are checked: its head and its accompanying information.
//!
//! The information stands behind the records, but the checks of records need it: whether they lie in the change area,
//! whether the delivery is a GAD. So it is looked for from the end of the file and read as if there were no records. Should
//! it lie elsewhere, the run notices that it finds other information than was seen here, and checks once more.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::accompanying::Accompanying;
use super::structure::Automata;
use crate::jvf::read::{Entry, FileFault, Header, ReadError, Reader};
use crate::model::catalogue::CatalogueError;
use crate::model::{Catalogue, Position};

/// Name of the section's element, or how it begins.
const SECTION: &[u8] = b"DoprovodneInformace";

/// How much of the end of a file is looked through, and how much of it at once.
const MOST: u64 = 80 << 20;
const PART: u64 = 1 << 20;

/// Longest start tag up to its name's end, prefix included.
const OVERLAP: u64 = 256;

/// What a file says before its records are read.
#[derive(Debug)]
pub(super) struct Preview {
    pub(super) header: Header,
    pub(super) catalogue: &'static Catalogue,
    pub(super) automata: &'static Automata,
    pub(super) accompanying: Accompanying,
}

/// Looks at a file.
///
/// # Errors
/// [`ReadError`] when its head cannot be read, or it is no JVF DTM file of a known version.
pub(super) fn look(path: &Path) -> io::Result<Result<Preview, ReadError>> {
    let reader = match Reader::open(File::open(path)?) {
        Ok(reader) => reader,
        Err(error) => return Ok(Err(error)),
    };
    let automata = match Automata::of(reader.catalogue()) {
        Ok(automata) => automata,
        Err(error) => {
            let broken = CatalogueError::Grammar(reader.catalogue().version.clone(), error.to_string());
            return Ok(Err(ReadError {
                at: Position::default(),
                what: FileFault::Catalogue(broken),
            }));
        }
    };
    let mut preview = Preview {
        header: reader.header().clone(),
        catalogue: reader.catalogue(),
        automata,
        accompanying: Accompanying::default(),
    };
    let Some(head) = reader.head() else {
        return Ok(Ok(preview));
    };
    let mut file = File::open(path)?;
    if let Some(section) = find(&mut file, head)? {
        let head = File::open(path)?.take(head);
        file.seek(SeekFrom::Start(section))?;
        preview.accompanying = information(head.chain(file));
    }
    Ok(Ok(preview))
}

/// What can be read of the information; faults are told by the run itself.
fn information(file: impl Read) -> Accompanying {
    let mut accompanying = Accompanying::default();
    let Ok(mut reader) = Reader::open(file) else {
        return accompanying;
    };
    while let Ok(Some(entry)) = reader.next_entry() {
        if let Entry::Fragment(fragment) = entry {
            // What is no XML is told when the run comes there.
            let _ = accompanying.note(&fragment);
        }
    }
    accompanying
}

/// Where the section's start tag begins, behind `head`.
fn find(file: &mut File, head: u64) -> io::Result<Option<u64>> {
    let mut end = file.seek(SeekFrom::End(0))?;
    let lowest = end.saturating_sub(MOST).max(head);
    while end > lowest {
        let start = end.saturating_sub(PART).max(lowest);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        // A tag may be cut where parts meet.
        file.take(end - start + OVERLAP).read_to_end(&mut bytes)?;
        if let Some(at) = start_tag(&bytes) {
            return Ok(Some(start + at as u64));
        }
        end = start;
    }
    Ok(None)
}

/// Where the first start tag of the section begins.
fn start_tag(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, SECTION).find_map(|at| {
        let before = bytes.get(..at)?;
        let open = memchr::memrchr(b'<', before.get(at.saturating_sub(64)..)?)? + at.saturating_sub(64);
        let prefix = before.get(open + 1..)?;
        let proper =
            prefix.is_empty() || prefix.ends_with(b":") && !prefix.contains(&b'/') && !prefix.contains(&b' ');
        proper.then_some(open)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_start_tag_begins_the_section() {
        assert_eq!(start_tag(b"<a/><di:DoprovodneInformace>"), Some(4));
        assert_eq!(start_tag(b"<DoprovodneInformaceGAD x='1'>"), Some(0));
        for none in [
            "</DoprovodneInformace>",
            "</di:DoprovodneInformace>",
            "DoprovodneInformace",
            "<a>DoprovodneInformace</a>",
            "<a b='DoprovodneInformace'>",
        ] {
            assert_eq!(start_tag(none.as_bytes()), None, "{none}");
        }
    }
}
