//! Lines and columns of findings, from their offsets: while a file is checked only bytes are counted.

use std::io::{self, Read};

use super::{Finding, Place};

const CHUNK: usize = 256 << 10;

/// Gives the findings with a position their line and column; the file is read once more, up to the last of them.
///
/// # Errors
/// [`io::Error`] when it cannot be read.
pub(super) fn resolve(mut file: impl Read, findings: &mut [Finding]) -> io::Result<()> {
    let mut places: Vec<&mut Place> = findings.iter_mut().filter_map(|f| f.position.as_mut()).collect();
    places.sort_unstable_by_key(|place| place.offset);
    let mut waiting = places.into_iter().peekable();
    let mut chunk = vec![0; CHUNK];
    let (mut passed, mut line, mut column) = (0_u64, 1_u64, 1_u64);
    while waiting.peek().is_some() {
        let count = file.read(&mut chunk)?;
        let bytes = &chunk[..count];
        let mut done = 0;
        while let Some(place) = waiting.peek_mut() {
            let ahead = usize::try_from(place.offset - passed).unwrap_or(usize::MAX);
            // Behind the end of the file is the place of what is missing there.
            if ahead > count && count > 0 {
                break;
            }
            let until = ahead.min(count);
            advance(&bytes[done..until.max(done)], &mut line, &mut column);
            done = until.max(done);
            (place.line, place.column) = (line, column);
            waiting.next();
        }
        advance(&bytes[done..], &mut line, &mut column);
        passed += count as u64;
    }
    Ok(())
}

/// Counts lines, and characters (not bytes) in the last of them.
fn advance(bytes: &[u8], line: &mut u64, column: &mut u64) {
    *line += memchr::memchr_iter(b'\n', bytes).count() as u64;
    let rest = match memchr::memrchr(b'\n', bytes) {
        Some(end) => {
            *column = 1;
            &bytes[end + 1..]
        }
        None => bytes,
    };
    *column += rest.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u64;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{CheckId, Severity, Texts, table::Group};

    fn at(offset: u64) -> Finding {
        Finding {
            check: CheckId::new(Group::Format, 1),
            severity: Severity::Error,
            text: Texts::default(),
            feature: None,
            related: Vec::new(),
            position: Some(Place {
                offset,
                ..Place::default()
            }),
            location: None,
        }
    }

    #[test]
    fn offsets_become_lines_and_characters() {
        let text = format!("žá\nb{}\nč", "x".repeat(600_000));
        let end = text.len() as u64;
        let mut findings: Vec<_> = [end, 0, 2, 4, 5, 5, end - 2, end + 9].map(at).into();
        resolve(text.as_bytes(), &mut findings).unwrap();
        let places: Vec<_> = findings
            .iter()
            .map(|f| f.position.map(|p| (p.line, p.column)).unwrap())
            .collect();
        let rest = (3, 2);
        assert_eq!(
            places,
            [rest, (1, 1), (1, 2), (1, 3), (2, 1), (2, 1), (3, 1), rest]
        );
    }
}
