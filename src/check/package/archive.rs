//! Files of a zip: judged before anything is unpacked, counted while they are.
//!
//! What the directory tells of a size is never trusted but only ever used as a bound: a file that unpacks to a byte more
//! or less is damaged. So a bomb is refused by its own directory, or it stops at what the directory admitted.

use std::collections::HashSet;
use std::io::{Read, Seek, SeekFrom, Write};

use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::directory::{self, Header, u16_at};
use super::text::{key, shown, unsafe_to_show};
use super::{Limits, PackageError};

/// Bytes that a file may unpack to whatever its ratio is: small files of zeros do no harm.
const FREE_BYTES: u64 = 16 << 20;

const LOCAL: &[u8] = b"PK\x03\x04";
const LOCAL_BYTES: usize = 30;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// An encrypted file whose method is told elsewhere (APPNOTE 4.4.5).
const AES: u16 = 99;
/// Flags of encryption: of the file, a strong one, of the directory (APPNOTE 4.4.4).
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
const REGULAR: u32 = 0o100_000;
const FOLDER: u32 = 0o040_000;

/// A file that can be unpacked.
#[derive(Debug)]
struct Entry {
    method: u16,
    crc: u32,
    start: u64,
    packed: u64,
    size: u64,
}

/// A zip whose every entry was judged harmless.
#[derive(Debug)]
pub(super) struct Archive<R> {
    zip: R,
    names: Vec<String>,
    entries: Vec<Entry>,
}

/// Whether a file that begins so is meant to be a zip; an empty one begins with its end.
pub(super) fn is_zip(beginning: &[u8]) -> bool {
    beginning.starts_with(LOCAL) || beginning.starts_with(b"PK\x05\x06")
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the directory and judges all entries.
    pub(super) fn open(mut zip: R, limits: &Limits) -> Result<Self, PackageError> {
        let (headers, end) = directory::read(&mut zip, limits.max_entries)?;
        judge_names(&headers)?;
        let mut extents = Vec::new();
        let (mut names, mut entries) = (Vec::new(), Vec::new());
        let mut total = 0_u64;
        for header in headers {
            judge(&header, limits)?;
            total = total.saturating_add(header.size);
            if total > limits.max_total_bytes {
                return Err(PackageError::TooLarge(limits.max_total_bytes >> 20));
            }
            let start = data_start(&mut zip, &header, end)?;
            extents.push((header.start, start + header.packed, header.name.clone()));
            if !header.name.ends_with('/') {
                names.push(header.name);
                entries.push(Entry {
                    method: header.method,
                    crc: header.crc,
                    start,
                    packed: header.packed,
                    size: header.size,
                });
            }
        }
        extents.sort_unstable();
        for pair in extents.windows(2) {
            if let [(_, end, _), (start, _, name)] = pair
                && start < end
            {
                return Err(PackageError::Overlap(shown(name)));
            }
        }
        Ok(Self { zip, names, entries })
    }

    /// Paths of the files in the zip, folders left out.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Unpacked size of a file.
    pub(super) fn size(&self, index: usize) -> u64 {
        self.entries.get(index).map_or(0, |entry| entry.size)
    }

    /// Unpacks a file into a writer. An index that does not exist writes nothing.
    pub(super) fn unpack(&mut self, index: usize, sink: &mut dyn Write) -> Result<(), PackageError> {
        let (Some(entry), Some(name)) = (self.entries.get(index), self.names.get(index)) else {
            return Ok(());
        };
        let damaged = || PackageError::Damaged(shown(name));
        self.zip
            .seek(SeekFrom::Start(entry.start))
            .map_err(|_| damaged())?;
        let packed = (&mut self.zip).take(entry.packed);
        // One byte more than told is enough to see that there is more.
        let bound = entry.size.saturating_add(1);
        let mut unpacked: Box<dyn Read + '_> = match entry.method {
            STORED => Box::new(packed.take(bound)),
            _ => Box::new(DeflateDecoder::new(packed).take(bound)),
        };
        let mut buffer = vec![0; super::BUFFER];
        let (mut crc, mut count) = (Crc::new(), 0_u64);
        loop {
            let read = unpacked.read(&mut buffer).map_err(|_| damaged())?;
            if read == 0 {
                break;
            }
            let bytes = buffer.get(..read).unwrap_or_default();
            count += read as u64;
            if count > entry.size {
                return Err(damaged());
            }
            crc.update(bytes);
            sink.write_all(bytes).map_err(PackageError::Temporary)?;
        }
        if count != entry.size || crc.sum() != entry.crc {
            return Err(damaged());
        }
        Ok(())
    }
}

/// Names must stay in the package on every system, be printable, and differ for every system.
fn judge_names(headers: &[Header]) -> Result<(), PackageError> {
    let mut keys = HashSet::new();
    for header in headers {
        let name = header.name.as_str();
        let path = name.strip_suffix('/').unwrap_or(name);
        if !header.name_is_sound || path.is_empty() || name.chars().any(unsafe_to_show) {
            return Err(PackageError::BadName(shown(name)));
        }
        let strange = |part: &str| part.is_empty() || part == "." || part == "..";
        if name.contains(['\\', ':']) || path.split('/').any(strange) {
            return Err(PackageError::UnsafeName(shown(name)));
        }
        if !keys.insert(key(path)) {
            return Err(PackageError::DuplicateName(shown(name)));
        }
    }
    Ok(())
}

/// What the directory tells of an entry must be something we would unpack.
fn judge(header: &Header, limits: &Limits) -> Result<(), PackageError> {
    let name = || shown(&header.name);
    if header.flags & ENCRYPTED != 0 || header.method == AES {
        return Err(PackageError::Encrypted(name()));
    }
    if !matches!(header.file_type, 0 | REGULAR | FOLDER) {
        return Err(PackageError::Special(name()));
    }
    if !matches!(header.method, STORED | DEFLATED) {
        return Err(PackageError::Method(name(), header.method));
    }
    if header.method == STORED && header.size != header.packed {
        return Err(PackageError::Damaged(name()));
    }
    if header.size > limits.max_bytes {
        return Err(PackageError::FileTooLarge(name(), limits.max_bytes >> 20));
    }
    if header.size > FREE_BYTES && header.size > header.packed.saturating_mul(limits.max_ratio) {
        return Err(PackageError::Ratio(name(), limits.max_ratio));
    }
    Ok(())
}

/// Where the packed bytes of an entry begin; with their end they must lie before the directory. What the local header
/// repeats must be the same, for programs that read a zip as a stream see nothing but the local headers.
fn data_start(zip: &mut (impl Read + Seek), header: &Header, end: u64) -> Result<u64, PackageError> {
    const BROKEN: PackageError = PackageError::Broken("local header");
    let name_bytes = header.raw_name.len();
    let name_start = header.start.checked_add(LOCAL_BYTES as u64).ok_or(BROKEN)?;
    if name_start > end {
        return Err(BROKEN);
    }
    let local = directory::read_at(zip, header.start, LOCAL_BYTES + name_bytes)?;
    let same = local.starts_with(LOCAL)
        && u16_at(&local, 8) == Some(header.method)
        && u16_at(&local, 26).map(usize::from) == Some(name_bytes)
        && local.ends_with(&header.raw_name);
    let extra = u16_at(&local, 28).filter(|_| same).ok_or(BROKEN)?;
    let start = name_start + name_bytes as u64 + u64::from(extra);
    match start.checked_add(header.packed) {
        Some(last) if last <= end => Ok(start),
        _ => Err(BROKEN),
    }
}
