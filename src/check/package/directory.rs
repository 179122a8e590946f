//! The directory of a zip, read by ourselves and strictly (PKWARE's APPNOTE, 4.3 to 4.5).
//!
//! A reader for everyday use forgives: it lets the later of two equal names win, looks for another directory when the
//! last one is broken, and makes room for as many entries as the file claims. Each of these is a way to show one
//! package to us and another to the next program, or to make us run out of memory. Here a zip has one reading or none.

use std::io::{Read, Seek, SeekFrom};

use super::PackageError;
use super::text;

/// Bytes of a directory; ten thousand entries of the usual kind need 2 MB.
const MAX_DIRECTORY_BYTES: u64 = 16 << 20;

const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
const CENTRAL: &[u8] = b"PK\x01\x02";

/// Bytes of a record without its texts.
const END_BYTES: usize = 22;
const END_64_BYTES: usize = 56;
const LOCATOR_64_BYTES: usize = 20;
const CENTRAL_BYTES: usize = 46;

/// Where the directory lies.
#[derive(Debug)]
struct Extent {
    start: u64,
    size: u64,
    entries: u64,
}

/// An entry as the directory tells it.
#[derive(Debug)]
pub(super) struct Header {
    /// Its name, decoded and not yet judged.
    pub(super) name: String,
    /// Its name as it is stored, which the local header repeats.
    pub(super) raw_name: Vec<u8>,
    /// Whether its name is UTF-8 where it claims to be.
    pub(super) name_is_sound: bool,
    /// General purpose flags.
    pub(super) flags: u16,
    /// Method of compression.
    pub(super) method: u16,
    /// CRC-32 of the unpacked bytes.
    pub(super) crc: u32,
    /// Bytes in the zip.
    pub(super) packed: u64,
    /// Bytes unpacked.
    pub(super) size: u64,
    /// Where its local header begins.
    pub(super) start: u64,
    /// File type bits of Unix, 0 when it was made elsewhere.
    pub(super) file_type: u32,
}

/// Reads the directory. Returns the entries in its order and where it begins, which is where the entries' bytes end.
pub(super) fn read(
    zip: &mut (impl Read + Seek),
    max_entries: u64,
) -> Result<(Vec<Header>, u64), PackageError> {
    let extent = find(zip)?;
    if extent.entries > max_entries {
        return Err(PackageError::TooManyEntries(max_entries));
    }
    if extent.size > MAX_DIRECTORY_BYTES {
        return Err(PackageError::Broken("central directory larger than 16 MB"));
    }
    let bytes = read_at(zip, extent.start, extent.size as usize)?;
    let mut rest = bytes.as_slice();
    let mut headers = Vec::new();
    while !rest.is_empty() {
        headers.push(header(&mut rest).ok_or(PackageError::Broken("central directory"))?);
    }
    if headers.len() as u64 != extent.entries {
        return Err(PackageError::Broken("number of entries"));
    }
    Ok((headers, extent.start))
}

/// Reads so many bytes from a place; a file that ends before is truncated.
pub(super) fn read_at(
    zip: &mut (impl Read + Seek),
    start: u64,
    count: usize,
) -> Result<Vec<u8>, PackageError> {
    let mut bytes = vec![0; count];
    let read = zip
        .seek(SeekFrom::Start(start))
        .and_then(|_| zip.read_exact(&mut bytes));
    read.map(|()| bytes).map_err(|_| PackageError::Truncated)
}

/// The record that ends a zip must be the last that looks like one, and its comment must reach the end of the file.
fn find(zip: &mut (impl Read + Seek)) -> Result<Extent, PackageError> {
    let length = zip
        .seek(SeekFrom::End(0))
        .map_err(|error| PackageError::Io("ZIP".to_owned(), error))?;
    let tail_bytes = length.min((END_BYTES + usize::from(u16::MAX)) as u64);
    let tail_start = length - tail_bytes;
    let tail = read_at(zip, tail_start, tail_bytes as usize)?;
    let at = memchr::memmem::rfind(&tail, END).ok_or(PackageError::Truncated)?;
    let end = &tail[at..];
    let comment = u16_at(end, 20).ok_or(PackageError::Truncated)?;
    if end.len() != END_BYTES + usize::from(comment) {
        return Err(PackageError::Broken("end of central directory"));
    }
    let position = tail_start + at as u64;
    let fields = || {
        Some((
            u16_at(end, 4)?,
            u16_at(end, 6)?,
            u16_at(end, 8)?,
            u16_at(end, 10)?,
        ))
    };
    let (disk, first_disk, here, entries) = fields().ok_or(PackageError::Truncated)?;
    let place = || Some((u32_at(end, 12)?, u32_at(end, 16)?));
    let (size, start) = place().ok_or(PackageError::Truncated)?;
    let told_elsewhere = entries == u16::MAX || size == u32::MAX || start == u32::MAX;
    if told_elsewhere && let Some(found) = find_64(zip, position)? {
        return Ok(found);
    }
    if disk != 0 || first_disk != 0 || here != entries {
        return Err(PackageError::Volumes);
    }
    extent(start.into(), size.into(), entries.into(), position)
}

/// The same in the 64-bit form, when the record before says that there is one.
fn find_64(zip: &mut (impl Read + Seek), end: u64) -> Result<Option<Extent>, PackageError> {
    let Some(locator_at) = end.checked_sub(LOCATOR_64_BYTES as u64) else {
        return Ok(None);
    };
    let locator = read_at(zip, locator_at, LOCATOR_64_BYTES)?;
    if !locator.starts_with(LOCATOR_64) {
        return Ok(None);
    }
    const BROKEN: PackageError = PackageError::Broken("64-bit end of central directory");
    let at = u64_at(&locator, 8).ok_or(BROKEN)?;
    if at
        .checked_add(END_64_BYTES as u64)
        .is_none_or(|end| end > locator_at)
    {
        return Err(BROKEN);
    }
    let record = read_at(zip, at, END_64_BYTES)?;
    let length = u64_at(&record, 4)
        .and_then(|length| length.checked_add(12))
        .ok_or(BROKEN)?;
    if !record.starts_with(END_64) || at.checked_add(length) != Some(locator_at) {
        return Err(BROKEN);
    }
    let fields = || {
        Some((
            (u32_at(&record, 16)?, u32_at(&record, 20)?),
            (u64_at(&record, 24)?, u64_at(&record, 32)?),
            (u64_at(&record, 40)?, u64_at(&record, 48)?),
        ))
    };
    let (disks, (here, entries), (size, start)) = fields().ok_or(BROKEN)?;
    if disks != (0, 0) || here != entries {
        return Err(PackageError::Volumes);
    }
    extent(start, size, entries, at).map(Some)
}

/// The directory has to end where the record of it begins.
fn extent(start: u64, size: u64, entries: u64, end: u64) -> Result<Extent, PackageError> {
    if start.checked_add(size) != Some(end) {
        return Err(PackageError::Broken("place of the central directory"));
    }
    Ok(Extent { start, size, entries })
}

/// Takes one header off the directory.
fn header(rest: &mut &[u8]) -> Option<Header> {
    let bytes = *rest;
    if !bytes.starts_with(CENTRAL) {
        return None;
    }
    let name_end = CENTRAL_BYTES + usize::from(u16_at(bytes, 28)?);
    let extra_end = name_end + usize::from(u16_at(bytes, 30)?);
    let end = extra_end + usize::from(u16_at(bytes, 32)?);
    let (raw_name, extra) = (
        bytes.get(CENTRAL_BYTES..name_end)?,
        bytes.get(name_end..extra_end)?,
    );
    *rest = bytes.get(end..)?;
    let flags = u16_at(bytes, 8)?;
    let made_on_unix = matches!(bytes.get(5)?, 3 | 19);
    let mut header = Header {
        name: String::new(),
        raw_name: raw_name.to_vec(),
        name_is_sound: true,
        flags,
        method: u16_at(bytes, 10)?,
        crc: u32_at(bytes, 16)?,
        packed: u32_at(bytes, 20)?.into(),
        size: u32_at(bytes, 24)?.into(),
        start: u32_at(bytes, 42)?.into(),
        file_type: if made_on_unix {
            (u32_at(bytes, 38)? >> 16) & 0o170_000
        } else {
            0
        },
    };
    widen(&mut header, extra)?;
    let unicode = field(extra, 0x7075).and_then(|field| unicode_name(field, raw_name));
    let says_utf8 = flags & 1 << 11 != 0;
    let utf8 = std::str::from_utf8(raw_name);
    header.name_is_sound = !says_utf8 || utf8.is_ok();
    header.name = unicode.unwrap_or_else(|| text::zip_name(raw_name));
    Some(header)
}

/// Fills in what does not fit into 32 bits from the field of ZIP64 (APPNOTE 4.5.3).
fn widen(header: &mut Header, extra: &[u8]) -> Option<()> {
    let mut wide = field(extra, 0x0001);
    for value in [&mut header.size, &mut header.packed, &mut header.start] {
        if *value == u64::from(u32::MAX)
            && let Some(field) = wide
        {
            *value = u64_at(field, 0)?;
            wide = field.get(8..);
        }
    }
    Some(())
}

/// The content of an extra field.
fn field(mut extra: &[u8], kind: u16) -> Option<&[u8]> {
    loop {
        let length = usize::from(u16_at(extra, 2)?);
        let content = extra.get(4..4 + length)?;
        if u16_at(extra, 0)? == kind {
            return Some(content);
        }
        extra = extra.get(4 + length..)?;
    }
}

/// The name in the field of Info-ZIP, when it belongs to the name in the header (APPNOTE 4.6.9).
fn unicode_name(field: &[u8], raw_name: &[u8]) -> Option<String> {
    let mut crc = flate2::Crc::new();
    crc.update(raw_name);
    let belongs = field.first() == Some(&1) && u32_at(field, 1)? == crc.sum();
    let name = std::str::from_utf8(field.get(5..)?).ok()?;
    belongs.then(|| name.to_owned())
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at + 2)?;
    bytes.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    bytes.try_into().ok().map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at + 8)?;
    bytes.try_into().ok().map(u64::from_le_bytes)
}
