//! Structure by a small grammar: what is found, that one slip gives one finding, and that watchers divide a document.

use super::*;
use crate::jvf::xml::{NamespaceId, Observer, Tag, TagAttribute};
use crate::model::Grammar;
use crate::model::grammar::{
    AttributeDeclaration, ComplexType, ElementDeclaration, GrammarNamespace, SimpleType,
};

/// A grammar: `root` holds a sequence, `any` an `xs:all`, `free` anything.
fn grammar() -> &'static Grammar {
    let element = |id: &str, type_id: &str| ElementDeclaration {
        id: id.to_owned(),
        type_id: type_id.to_owned(),
        ..ElementDeclaration::default()
    };
    let complex = |id: &str, content: &str| ComplexType {
        id: id.to_owned(),
        content: Some(content.to_owned()),
        ..ComplexType::default()
    };
    let attribute = |name: &str, type_id: &str, required: bool| AttributeDeclaration {
        name: name.to_owned(),
        type_id: type_id.to_owned(),
        required,
        fixed: None,
    };
    Box::leak(Box::new(Grammar {
        namespaces: vec![GrammarNamespace {
            prefix: "atr".to_owned(),
            uri: "atr".to_owned(),
            ..GrammarNamespace::default()
        }],
        attributes: vec![attribute("atr:number", "xs:integer", false)],
        elements: vec![
            element("atr:root", "root"),
            element("atr:a", "xs:string"),
            element("atr:b", "xs:integer"),
            element("atr:c", "code"),
            ElementDeclaration {
                nillable: true,
                ..element("atr:d", "xs:date")
            },
            element("atr:any", "any"),
            element("atr:free", "free"),
            ElementDeclaration {
                is_abstract: true,
                members: vec!["atr:one".to_owned(), "atr:two".to_owned()],
                ..element("atr:head", "xs:anyType")
            },
            element("atr:one", "valued"),
            element("atr:two", "xs:boolean"),
            ElementDeclaration {
                fixed: Some("10".to_owned()),
                ..element("atr:fixed#1", "xs:integer")
            },
            ElementDeclaration {
                unsupported: true,
                ..element("atr:exotic#1", "")
            },
        ],
        complex_types: vec![
            complex(
                "root",
                "(atr:a,atr:b,atr:c?,atr:d?,atr:any?,atr:head*,atr:fixed#1?,atr:exotic#1?,atr:free?)",
            ),
            complex("any", "(atr:a&atr:b&atr:c?)"),
            complex("free", "(~+)"),
            ComplexType {
                id: "valued".to_owned(),
                value: Some("xs:string".to_owned()),
                attributes: vec![
                    attribute("kind", "xs:integer", true),
                    attribute("id", "xs:ID", false),
                ],
                ..ComplexType::default()
            },
        ],
        simple_types: vec![SimpleType {
            id: "code".to_owned(),
            base: Some("xs:integer".to_owned()),
            enumeration: vec!["1".to_owned(), "2".to_owned()],
            ..SimpleType::default()
        }],
    }))
}

/// Feeds a document of elements without prefixes, all in `atr` (`x:` none), as a reader would.
fn feed(watcher: &mut impl Observer, namespaces: &crate::jvf::xml::Namespaces, document: &str) {
    let mut rest = document;
    let mut at = 0;
    while !rest.is_empty() {
        let end = match rest.strip_prefix('<') {
            Some(_) => rest.find('>').unwrap() + 1,
            None => rest.find('<').unwrap_or(rest.len()),
        };
        let (piece, after) = rest.split_at(end);
        match piece.strip_prefix('<') {
            None => watcher.text(piece, at),
            Some(tag) if tag.starts_with('/') => watcher.end(at),
            Some(tag) => {
                start(watcher, namespaces, tag.trim_end_matches(['/', '>']), at);
                if tag.ends_with("/>") {
                    watcher.end(at + piece.len() as u64);
                }
            }
        }
        at += piece.len() as u64;
        rest = after;
    }
}

fn start(watcher: &mut impl Observer, namespaces: &crate::jvf::xml::Namespaces, tag: &str, at: u64) {
    let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    let attributes: Vec<_> = attributes
        .split(' ')
        .filter_map(|text| text.split_once('='))
        .map(|(name, value)| {
            let (namespace, local) = match name.split_once(':') {
                Some(("xsi", local)) => (NamespaceId::SCHEMA_INSTANCE, local),
                Some((prefix, local)) => (namespaces.id(prefix), local),
                None => (NamespaceId::NONE, name),
            };
            TagAttribute {
                namespace,
                local,
                value: value.into(),
            }
        })
        .collect();
    let (namespace, local) = match name.strip_prefix("x:") {
        Some(local) => (NamespaceId::NONE, local),
        None => (NamespaceId::ATTRIBUTES, name),
    };
    watcher.start(&Tag {
        namespace,
        local,
        attributes: &attributes,
        type_namespace: namespaces.id("http://www.w3.org/2001/XMLSchema"),
        known: None,
        at,
    });
}

fn faults(content: &str) -> Vec<PlacedFault> {
    let automata = Automata::new(grammar()).unwrap();
    let mut watcher = Structure::new(&automata);
    feed(
        &mut watcher,
        automata.namespaces(),
        &format!("<root>{content}</root>"),
    );
    watcher.take_faults()
}

fn codes(content: &str) -> Vec<&'static str> {
    faults(content).iter().map(|placed| placed.fault.code()).collect()
}

#[test]
fn what_the_grammar_allows_gives_no_finding() {
    for content in [
        "<a>text</a><b>+1</b>",
        " <a/>\n<b> 1 </b><c>02</c><d>2024-02-29Z</d>",
        "<a/><b>1</b><d xsi:nil=true/><any><b>1</b><c>1</c><a/></any>",
        "<a/><b>1</b><two>true</two><one kind=1 id=x>t</one><two>0</two>",
        "<a/><b>1</b><fixed/>",
        "<a/><b>1</b><fixed>010</fixed>",
        "<a/><b>1</b><free>\n<x:u n=1>t<x:v/>t</x:u><b>7</b></free>",
        "<a xsi:schemaLocation=x/><b xsi:type=xs:byte>1</b>",
    ] {
        assert_eq!(codes(content), [] as [&str; 0], "{content}");
    }
}

#[test]
fn one_slip_gives_one_finding() {
    let cases = [
        // Unknown, renamed, missing, repeated, swapped elements.
        ("<a/><z/><b>1</b>", "unexpected-element"),
        ("<a/><bx>1</bx><c>1</c>", "unexpected-element"),
        ("<ax/><b>1</b>", "unexpected-element"),
        ("<a/>", "missing-element"),
        ("<b>1</b><c>1</c>", "missing-element"),
        ("<a/><c>1</c>", "missing-element"),
        ("<a/><a/><b>1</b>", "repeated-element"),
        ("<a/><b>1</b><c>1</c><c>7</c>", "repeated-element"),
        ("<b>1</b><a/>", "out-of-order"),
        ("<b>1</b><a/><c>1</c>", "out-of-order"),
        ("<a/><b>1</b><d>2024-01-01</d><c>1</c>", "out-of-order"),
        ("<a/><c>1</c><b>1</b>", "out-of-order"),
        ("<x:a/><b>1</b>", "unexpected-element"),
        // Members of an xs:all.
        ("<a/><b>1</b><any><a/></any>", "missing-element"),
        ("<a/><b>1</b><any><a/><bx/></any>", "unexpected-element"),
        ("<a/><b>1</b><any><a/><b>1</b><a/></any>", "repeated-element"),
        // Text and values.
        ("<a/>stray<b>1</b>stray", "stray-text"),
        ("<a/>\u{a0}<b>1</b>", "stray-text"),
        ("<a/><b>1.0</b>", "value"),
        ("<a/><b></b>", "value"),
        ("<a/><b>1</b><c>3</c>", "value"),
        ("<a/><b>1</b><fixed>11</fixed>", "fixed-value"),
        ("<a/><b>x<a/>y<a/></b>", "element-in-value"),
        // Attributes of XML.
        ("<a z=1/><b>1</b>", "unknown-attribute"),
        ("<a/><b>1</b><one/>", "missing-attribute"),
        ("<a/><b>1</b><one kinds=1/>", "unknown-attribute"),
        ("<a/><b>1</b><one kind=x/>", "attribute-value"),
        // xsi:nil, xsi:type.
        ("<a xsi:nil=false/><b>1</b>", "not-nillable"),
        ("<a/><b xsi:nil=true></b>", "not-nillable"),
        ("<a/><b>1</b><d xsi:nil=true>2024-01-01</d>", "not-empty"),
        ("<a/><b>1</b><d xsi:nil=yes></d>", "attribute-value"),
        ("<a xsi:type=xs:integer/><b>1</b>", "type-name"),
        ("<a/><b xsi:type=xs:byte>1000</b>", "value"),
        // Content of extensions.
        ("<a/><b>1</b><free/>", "missing-element"),
        ("<a/><b>1</b><free><x:u><x:v><b>x</b></x:v></x:u></free>", "value"),
        ("<a/><b>1</b><free><x:u atr:number=x/></free>", "attribute-value"),
        ("<a/><b>1</b><free><head/></free>", "abstract-element"),
        ("<a/><b>1</b><exotic><z/></exotic>", "unsupported-geometry"),
        ("<a/><b>1</b><head/>", "unexpected-element"),
    ];
    for (content, expected) in cases {
        assert_eq!(codes(content), [expected], "{content}");
    }
}

#[test]
fn two_slips_give_two_findings() {
    let cases: [(&str, &[&str]); 4] = [
        ("<a/><bx/><zz/>", &["unexpected-element", "unexpected-element"]),
        (
            "<z/><z/><a/>",
            &["unexpected-element", "unexpected-element", "missing-element"],
        ),
        ("", &["missing-element", "missing-element"]),
        ("<a/><b>x</b><c>x</c>", &["value", "value"]),
    ];
    for (content, expected) in cases {
        assert_eq!(codes(content), expected, "{content}");
    }
}

#[test]
fn a_finding_tells_its_place_and_what_is_expected_there() {
    let found = faults("<a/>\n<c>1</c>");
    let [missing] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (missing.at, missing.path.as_str()),
        (11, "atr:root"),
        "where the next element stands"
    );
    assert_eq!(
        missing.fault.texts().czech,
        "v atr:root chybí povinný prvek atr:b; doplňte jej"
    );

    let at_end = faults("<a/>");
    assert_eq!(at_end[0].at, 10, "at the end tag of the parent");

    let unexpected = faults("<a/><b>1</b><x:q/>");
    let english = unexpected[0].fault.texts().english;
    assert!(
        english.contains("expected is atr:c, atr:d, atr:any, atr:one, atr:two, atr:fixed"),
        "{english}"
    );

    let code = faults("<a/><b>1</b><c>5</c>");
    assert_eq!((code[0].at, code[0].path.as_str()), (18, "atr:root/atr:c"));
    assert_eq!(
        code[0].fault.texts().english,
        "\"5\" is not a value of atr:c; give 1 or 2"
    );

    let stray = faults("<a/>\n  stray<b>1</b>");
    assert_eq!(stray[0].at, 13);
}

#[test]
fn a_root_that_nobody_declares_is_one_finding() {
    let automata = Automata::new(grammar()).unwrap();
    let mut watcher = Structure::new(&automata);
    feed(
        &mut watcher,
        automata.namespaces(),
        "<x:html><x:body>text</x:body></x:html>",
    );
    let found = watcher.take_faults();
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].fault,
        StructureFault::Root {
            found: "html".to_owned()
        }
    );
}

/// Gives the children of the root to a watcher of their own, as the reader gives records to its workers.
struct Divided<'a> {
    outer: Structure<'a>,
    inner: Option<Structure<'a>>,
    automata: &'a Automata,
    depth: usize,
    found: Vec<PlacedFault>,
}

impl Observer for Divided<'_> {
    fn start(&mut self, tag: &Tag<'_>) {
        if self.depth == 1 {
            self.inner = self
                .outer
                .child(tag)
                .map(|declared| Structure::within(self.automata, declared));
        }
        match (&mut self.inner, self.depth) {
            (_, 0) => self.outer.start(tag),
            (Some(inner), _) => inner.start(tag),
            (None, _) => {}
        }
        self.depth += 1;
    }

    fn text(&mut self, piece: &str, at: u64) {
        match (&mut self.inner, self.depth) {
            (_, 1) => self.outer.text(piece, at),
            (Some(inner), _) => inner.text(piece, at),
            (None, _) => {}
        }
    }

    fn end(&mut self, at: u64) {
        self.depth -= 1;
        match (&mut self.inner, self.depth) {
            (_, 0) => self.outer.end(at),
            (Some(inner), _) => inner.end(at),
            (None, _) => {}
        }
        if self.depth == 1 {
            self.found.extend(
                self.inner
                    .take()
                    .into_iter()
                    .flat_map(|mut inner| inner.take_faults()),
            );
        }
    }
}

#[test]
fn watchers_of_parts_find_what_one_watcher_finds() {
    let automata = Automata::new(grammar()).unwrap();
    for content in [
        "<a/><b>1</b><any><a/></any>",
        "<b>x</b><a/><c>7</c>",
        "<a/><z><b>x</b></z><one kind=x/>stray<one/>",
        "<a/><b>1</b><d xsi:nil=true>x</d><d/>",
    ] {
        let document = format!("<root>{content}</root>");
        let mut divided = Divided {
            outer: Structure::new(&automata),
            inner: None,
            automata: &automata,
            depth: 0,
            found: Vec::new(),
        };
        feed(&mut divided, automata.namespaces(), &document);
        let mut found = divided.found;
        found.extend(divided.outer.take_faults());
        found.sort_by_key(|placed| placed.at);
        let mut whole = faults(content);
        whole.sort_by_key(|placed| placed.at);
        let plain =
            |faults: Vec<PlacedFault>| faults.into_iter().map(|f| (f.at, f.fault)).collect::<Vec<_>>();
        assert_eq!(plain(found), plain(whole), "{content}");
    }
}

#[test]
fn identifiers_are_handed_over_with_their_places() {
    let automata = Automata::new(grammar()).unwrap();
    let mut watcher = Structure::new(&automata);
    let content = "<root><a/><b>1</b><one kind=1 id=x/><one kind=1 id=y/><one kind=1 id=x/></root>";
    feed(&mut watcher, automata.namespaces(), content);
    let mut ids = Vec::new();
    watcher.drain_ids(|id, at| ids.push((id.to_owned(), at)));
    assert_eq!(
        ids,
        [("x".to_owned(), 18), ("y".to_owned(), 36), ("x".to_owned(), 54)]
    );
    watcher.drain_ids(|_, _| panic!("they are gone"));
}

#[test]
fn faults_beyond_the_limit_are_counted() {
    let automata = Automata::new(grammar()).unwrap();
    let mut watcher = Structure::new(&automata).with_limit(2);
    let content = format!("<root><a/><b>1</b>{}</root>", "<two>x</two>".repeat(5));
    feed(&mut watcher, automata.namespaces(), &content);
    assert_eq!((watcher.take_faults().len(), watcher.beyond_limit()), (2, 3));
}

#[test]
fn every_fault_has_texts_in_both_languages() {
    let every = "<a xsi:nil=1 z=1 xsi:type=q/>x<z/><b>x<a/></b><c>9</c><c/><d>x</d><one kind=q/><two/><fixed>1</fixed><exotic/><free><head/></free>";
    for placed in faults(every) {
        let texts = placed.fault.texts();
        assert!(!texts.czech.is_empty() && !texts.english.is_empty(), "{placed:?}");
        assert!(
            texts.czech.contains(';') && !texts.czech.ends_with('.'),
            "{texts:?}"
        );
    }
}

#[test]
fn a_grammar_that_lacks_a_type_is_refused() {
    let mut broken = grammar().clone();
    broken.complex_types.retain(|complex| complex.id != "any");
    let error = Automata::new(Box::leak(Box::new(broken))).unwrap_err();
    assert_eq!(error.to_string(), "the grammar does not know the type `any`");
}
