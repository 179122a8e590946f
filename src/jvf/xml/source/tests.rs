//! The short ways of the reader against what they stand for.

use std::sync::Arc;

use super::{Source, Token};
use crate::jvf::read::ReadError;
use crate::jvf::xml::{NamespaceId, Namespaces, Observer, Tag};

/// Writes down what is shown.
#[derive(Default)]
struct Seen(Vec<String>);

impl Observer for Seen {
    fn start(&mut self, tag: &Tag<'_>) {
        let attributes = tag.attributes.iter();
        let attributes: Vec<_> = attributes
            .map(|a| format!("{:?} {}={}", a.namespace, a.local, a.value))
            .collect();
        self.0
            .push(format!("<{:?} {} {attributes:?}", tag.namespace, tag.local));
    }

    fn text(&mut self, piece: &str, _: u64) {
        match self.0.last_mut() {
            Some(last) if last.starts_with('=') => last.push_str(piece),
            _ => self.0.push(format!("={piece}")),
        }
    }

    fn end(&mut self, _: u64) {
        self.0.push(">".to_owned());
    }
}

fn namespaces() -> Arc<Namespaces> {
    Arc::new(Namespaces::new(["plotli"]))
}

fn tokens(text: &str) -> Result<Vec<String>, ReadError> {
    let mut source = Source::observed(text.as_bytes(), namespaces(), Seen::default())?;
    while source.next_exact()? != Token::Eof {}
    Ok(source.observer.0)
}

/// Parts of a document, each legal inside of any element of a document that declares the prefix `p`.
const PARTS: [&str; 12] = [
    "<a><b>1</b><c/></a>",
    "<a xmlns='atr'><b>1</b><c/></a>",
    "<a xmlns=\"atr\"><b>1</b></a><b>2</b>",
    "<p:a><b/><p:b>x</p:b></p:a>",
    "<a xmlns:p='urn:other'><p:a/></a>",
    "<a xmlns=''><b>1</b></a>",
    "<a p:x='1' y='&lt;'>t</a>",
    "<a>one<!-- <b> -->two<![CDATA[<b>]]>three&amp;</a>",
    "<a>line\r\nline\r</a>",
    "<a ><b\n>1</b ></a >",
    "<a><b></b></a>",
    "<a xmlns='plotli'><a xmlns='atr'><b/></a><b/></a>",
];

#[test]
fn what_was_met_before_is_shown_as_the_first_time() {
    for first in PARTS {
        for second in PARTS {
            let part = format!("{first}{second}");
            let once = tokens(&format!("<r xmlns='objtyp' xmlns:p='cmn'>{part}</r>")).unwrap();
            let twice = tokens(&format!("<r xmlns='objtyp' xmlns:p='cmn'>{}</r>", part.repeat(3))).unwrap();
            let inner = &once[1..once.len() - 1];
            let expected: Vec<_> = [&once[..1], inner, inner, inner, &[">".to_owned()]].concat();
            assert_eq!(twice, expected, "{part}");
        }
    }
}

#[test]
fn what_is_wrong_is_wrong_also_where_it_looks_like_what_was_met_before() {
    for part in [
        "<a><b></a></b>",
        "<a>1</ab>",
        "<a>]]></a>",
        "<a>&x;</a>",
        "<a>1</a",
        "<a><b>1</b></a></r>",
    ] {
        let text = format!("<r><a><b>1</b></a><a>1</a>{part}</r>");
        assert!(tokens(&text).is_err(), "{text}");
    }
}

#[test]
fn a_leaf_is_its_text_however_it_is_written() {
    for (leaf, value, plain) in [
        ("<a>text</a>", "text", true),
        ("<a></a>", "", true),
        ("<a/>", "", true),
        ("<a>a&lt;b</a>", "a<b", true),
        ("<a>a<!-- x -->b</a>", "ab", true),
        ("<a>a<![CDATA[<]]>b</a >", "a<b", true),
        ("<a>a\r\nb</a>", "a\nb", true),
        ("<a>a<b>c</b>d</a>", "ad", false),
        ("<a>a<a>c</a></a>", "a", false),
    ] {
        let text = format!("<r>{leaf}<next/></r>");
        let mut source = Source::observed(text.as_bytes(), namespaces(), ()).unwrap();
        source.next_exact().unwrap();
        source.next_exact().unwrap();
        assert_eq!((source.leaf().unwrap(), source.value()), (plain, value), "{leaf}");
        assert_eq!(source.next_exact().unwrap(), Token::Start(NamespaceId::NONE));
        assert_eq!(source.name(), "next");
    }
}

#[test]
fn an_element_is_captured_to_its_own_end() {
    for record in [
        "<Z><a>1</a></Z>",
        "<Z/>",
        "<Z></Z >",
        "<Z><!-- </Z> --></Z>",
        "<Z><![CDATA[</Z>]]></Z>",
        "<Z><?p </Z> ?></Z>",
        "<Z><Z>inner</Z></Z>",
        "<Z><ZZ/></Z>",
        "<Z>Z</Z>",
        "<Z><a x='Z>'/>!?</Z>",
        "<p:Z><Z></Z></p:Z>",
    ] {
        for behind in ["", "<Z/>", "</r></Z>"] {
            let text = format!("<r xmlns:p='cmn'>{record}{behind}");
            let mut source = Source::observed(text.as_bytes(), namespaces(), ()).unwrap();
            source.next_exact().unwrap();
            source.next_exact().unwrap();
            let mut captured = String::new();
            source.capture(&mut captured).unwrap();
            assert_eq!(captured, record, "{text}");
        }
    }
}
