//! Files that end the reading: an error with place and remedy, bounded memory, never a panic.

use std::io::Read;

use dtm::jvf::read::Reader;
use dtm::model::{Language, Message};
use proptest::prelude::*;

use super::{POINT, delivery, read, record};

fn good() -> String {
    delivery(
        "PodrobnyBodZPS",
        &record("i", "<a:CisloBodu>1</a:CisloBodu>", POINT),
    )
}

fn code(bytes: &[u8]) -> &'static str {
    let error = read(bytes).expect_err("the file is refused");
    for language in Language::ALL {
        assert!(!error.text(language).is_empty());
    }
    assert!(error.at.line >= 1);
    error.what.code()
}

#[test]
fn the_file_that_the_others_spoil_is_good() {
    assert_eq!(read(good().as_bytes()).unwrap().records.len(), 1);
}

#[test]
fn documents_that_are_no_delivery_are_refused() {
    for (text, expected) in [
        (String::new(), "not-jvf"),
        ("   ".to_owned(), "not-jvf"),
        ("PK\u{3}\u{4} zip".to_owned(), "not-jvf"),
        ("<html/>".to_owned(), "not-jvf"),
        ("<JVFDTM/>".to_owned(), "not-jvf"),
        (
            good().replace("<c:VerzeJVFDTM>1.4.3</c:VerzeJVFDTM>", ""),
            "no-version",
        ),
        (good().replace("1.4.3", "9.9.9"), "unknown-version"),
        (good().replace("1.4.3", "1.5.0"), "unknown-version"),
        (format!("{}<JVFDTM xmlns=\"objtyp\"/>", good()), "malformed"),
    ] {
        assert_eq!(code(text.as_bytes()), expected, "{text:.60}");
    }
}

#[test]
fn entities_and_document_types_are_refused() {
    let doctype = |body: &str| good().replace("?>\n", &format!("?>\n<!DOCTYPE JVFDTM {body}>\n"));
    for text in [
        doctype("SYSTEM \"file:///etc/passwd\""),
        doctype("[<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]"),
    ] {
        assert_eq!(code(text.as_bytes()), "doctype");
    }
    assert_eq!(
        code(
            good()
                .replace(">1</a:CisloBodu>", ">&xxe;</a:CisloBodu>")
                .as_bytes()
        ),
        "entity"
    );
    assert_eq!(
        code(good().replace("gml:id=\"P1\"", "gml:id=\"&xxe;\"").as_bytes()),
        "entity"
    );
}

#[test]
fn other_encodings_are_refused_by_name() {
    let declared = good().replace("UTF-8", "windows-1250");
    assert_eq!(code(declared.as_bytes()), "encoding");
    let mut latin = good().into_bytes();
    let at = latin.iter().position(|byte| *byte == 0xc4).unwrap();
    latin.splice(at..at + 2, [0xec]);
    assert_eq!(code(&latin), "encoding");
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(good().encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(code(&utf16), "encoding");
}

#[test]
fn broken_markup_is_refused() {
    for (from, to) in [
        ("</a:CisloBodu>", "</a:Jiny>"),
        ("<a:CisloBodu>", "<a:CisloBodu x=1>"),
        ("<a:CisloBodu>", "<a:CisloBodu x='1' x='2'>"),
        (
            "<a:CisloBodu>1",
            "<nikde:CisloBodu>1</nikde:CisloBodu><a:CisloBodu>1",
        ),
        ("<a:CisloBodu>1", "<a:CisloBodu><!x>1"),
        ("<a:CisloBodu>1", "<a:CisloBodu>&#0;"),
    ] {
        assert_eq!(code(good().replace(from, to).as_bytes()), "malformed", "{to}");
    }
}

#[test]
fn control_characters_are_refused_wherever_they_stand() {
    for (from, to) in [
        ("<a:CisloBodu>1", "<a:CisloBodu>\0"),
        ("<a:CisloBodu>1", "<a:CisloBodu>\u{1}"),
        ("<a:CisloBodu>1", "<a:CisloBodu>&#1;"),
        ("<a:CisloBodu>1", "<a:CisloBodu><![CDATA[\0]]>"),
        ("gml:id=\"P1\"", "gml:id=\"P\0\""),
        ("<PodrobnyBodZPS>", "<Podrobny\0Bod/><PodrobnyBodZPS>"),
    ] {
        assert_eq!(code(good().replace(from, to).as_bytes()), "malformed", "{to:?}");
    }
    assert!(read(good().replace("<a:CisloBodu>1", "<a:CisloBodu>\t\n").as_bytes()).is_ok());
}

#[test]
fn a_file_cut_anywhere_is_an_error_and_tells_where() {
    let text = good();
    for end in 1..text.len() {
        let cut = &text.as_bytes()[..end];
        let Err(error) = read(cut) else {
            panic!("cut at {end} was read")
        };
        assert!(
            ["truncated", "not-jvf", "encoding", "malformed"].contains(&error.what.code()),
            "{end}: {error}"
        );
        assert!(error.at.byte <= end as u64);
    }
    let inside = text.find("<gml:pos>").unwrap();
    assert_eq!(code(&text.as_bytes()[..inside]), "truncated");
}

#[test]
fn deep_nesting_is_refused() {
    let deep = |levels: usize| format!("<a:CisloBodu>{}{}1", "<x>".repeat(levels), "</x>".repeat(levels));
    assert_eq!(
        code(good().replace("<a:CisloBodu>1", &deep(100_000)).as_bytes()),
        "too-deep"
    );
    // Eight elements are open around the innermost.
    assert!(read(good().replace("<a:CisloBodu>1", &deep(64 - 8)).as_bytes()).is_ok());
    assert_eq!(
        code(good().replace("<a:CisloBodu>1", &deep(64 - 7)).as_bytes()),
        "too-deep"
    );
}

/// A head, then a filling without end, as a sender without shame would make it.
struct Endless {
    head: std::io::Cursor<Vec<u8>>,
    filling: u8,
    given: u64,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = match self.head.read(buffer)? {
            0 => {
                buffer.fill(self.filling);
                buffer.len()
            }
            count => count,
        };
        self.given += count as u64;
        Ok(count)
    }
}

#[test]
fn a_text_without_end_is_refused_after_ten_megabytes() {
    for (head, filling) in [
        ("<a:CisloBodu>", b'1'),
        ("<a:CisloBodu x=\"", b'1'),
        ("<!--", b'x'),
        ("<", b'a'),
    ] {
        let text = good();
        let (head_of_file, _) = text.split_once("<a:CisloBodu>").unwrap();
        let mut endless = Endless {
            head: std::io::Cursor::new(format!("{head_of_file}{head}").into_bytes()),
            filling,
            given: 0,
        };
        let error = {
            let mut reader = Reader::open(&mut endless).unwrap();
            loop {
                match reader.next_entry() {
                    Ok(Some(_)) => {}
                    Ok(None) => panic!("the file has no end"),
                    Err(error) => break error,
                }
            }
        };
        assert_eq!(error.what.code(), "too-long", "{head}");
        assert!(endless.given < 11 << 20);
    }
}

#[test]
fn many_pieces_of_one_text_are_bounded_together() {
    let pieces = format!(
        "<a:CisloBodu>{}",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&amp;".repeat(260_000)
    );
    assert_eq!(
        code(good().replace("<a:CisloBodu>1", &pieces).as_bytes()),
        "too-long"
    );
}

proptest! {
    #[test]
    fn spoiled_bytes_never_end_in_a_panic(at in 0_usize..1000, spoiled in prop::collection::vec(any::<u8>(), 0..12), cut in 0_usize..12) {
        let mut bytes = good().into_bytes();
        let at = at % bytes.len();
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, spoiled);
        let _ = read(&bytes);
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(read(&bytes).is_err());
    }
}
