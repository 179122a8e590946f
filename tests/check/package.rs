//! Packages: exactly one delivery, digests verified, nothing hostile unpacked.

use std::fs::{self, File};
use std::io::{Cursor, Read, Write};
use std::time::{Duration, Instant};

use dtm::check::Severity;
use dtm::check::package::{CHECK, Form, Limits, Package, PackageError, PackageFault};
use dtm::model::{Language, Message};
use sha2::{Digest, Sha512};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

mod folders;
mod hostile;
mod spoiled;

const XML: &[u8] = b"<JVFDTM/>";

fn digest(bytes: &[u8]) -> String {
    Sha512::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn packed_by(method: CompressionMethod, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        if let Some(folder) = name.strip_suffix('/') {
            writer.add_directory(folder, options).unwrap();
        } else {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    packed_by(CompressionMethod::Deflated, files)
}

fn open(zip: &[u8]) -> Result<Package, PackageError> {
    Package::from_zip("p.zip", Cursor::new(zip), &Limits::default())
}

fn opened(files: &[(&str, &[u8])]) -> Package {
    open(&packed(files)).unwrap()
}

/// The code of the refusal.
#[track_caller]
fn refusal(zip: &[u8]) -> &'static str {
    open(zip).unwrap_err().code()
}

/// Where the header of the entry with this number begins in the directory.
fn central(zip: &[u8], number: usize) -> usize {
    memchr::memmem::find_iter(zip, b"PK\x01\x02").nth(number).unwrap()
}

fn end(zip: &[u8]) -> usize {
    memchr::memmem::rfind(zip, b"PK\x05\x06").unwrap()
}

/// The zip with bytes of a directory's header replaced.
fn with(mut zip: Vec<u8>, number: usize, at: usize, bytes: &[u8]) -> Vec<u8> {
    let at = central(&zip, number) + at;
    zip[at..at + bytes.len()].copy_from_slice(bytes);
    zip
}

/// The zip with a name replaced by another of the same length, everywhere.
fn renamed(mut zip: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let places: Vec<usize> = memchr::memmem::find_iter(&zip, from).collect();
    assert!(!places.is_empty());
    for at in places {
        zip[at..at + to.len()].copy_from_slice(to);
    }
    zip
}

#[test]
fn the_delivery_of_a_zip_can_be_read_as_long_as_the_package_lives() {
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let package = open(&packed_by(method, &[("zprava.pdf", b"x"), ("a.JVF.xml", XML)])).unwrap();
        assert_eq!(package.form(), Form::Zip);
        assert_eq!(package.delivery().name(), "p.zip/a.JVF.xml");
        let path = package.delivery().path().to_owned();
        assert_eq!(fs::read(&path).unwrap(), XML);
        drop(package);
        assert!(!path.exists());
    }
}

#[test]
fn the_delivery_may_lie_in_one_folder_but_not_in_two() {
    let package = opened(&[("gad/", b""), ("gad/a.jvf.xml", XML)]);
    assert_eq!(package.delivery().name(), "p.zip/gad/a.jvf.xml");
    assert_eq!(refusal(&packed(&[("x/gad/a.jvf.xml", XML)])), "too-deep");
}

#[test]
fn none_or_several_deliveries_are_refused_and_named() {
    assert_eq!(refusal(&packed(&[("a.xml", XML)])), "no-delivery");
    assert_eq!(refusal(&packed(&[])), "no-delivery");
    let error = open(&packed(&[("a.jvf.xml", XML), ("x/y/B.JVF.XML", XML)])).unwrap_err();
    for language in Language::ALL {
        assert!(
            error.text(language).contains("(a.jvf.xml, x/y/B.JVF.XML)"),
            "{error}"
        );
    }
}

#[test]
fn what_macos_puts_beside_a_delivery_is_no_second_one() {
    opened(&[("a.jvf.xml", XML), ("__MACOSX/._a.jvf.xml", b"x")]);
}

#[test]
fn a_comment_does_not_matter_unless_it_holds_another_end() {
    let commented = |comment: &str| {
        let mut writer = ZipWriter::new_append(Cursor::new(packed(&[("a.jvf.xml", XML)]))).unwrap();
        writer.set_comment(comment);
        writer.finish().unwrap().into_inner()
    };
    open(&commented("dodávka")).unwrap();
    let end = "PK\u{5}\u{6}".to_owned() + &"\0".repeat(18);
    assert_eq!(refusal(&commented(&end)), "broken");
    assert_eq!(refusal(&commented(&(end + "x"))), "broken");
}

#[test]
fn a_zip_in_the_zip_is_an_ordinary_file() {
    let inner = packed(&[("b.jvf.xml", XML)]);
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        open(&packed_by(method, &[("a.jvf.xml", XML), ("b.zip", &inner)])).unwrap();
    }
}

#[test]
fn a_package_without_a_list_gets_a_warning_and_a_single_file_none() {
    let package = opened(&[("a.jvf.xml", XML)]);
    assert_eq!(package.faults(), [PackageFault::NoList]);
    assert_eq!(package.faults()[0].severity(), Severity::Warning);
    assert_eq!(CHECK.to_string(), "OST.2");

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("anything.xml");
    fs::write(&path, XML).unwrap();
    let package = Package::open(&path, &Limits::default()).unwrap();
    assert_eq!((package.form(), package.faults()), (Form::File, &[][..]));
    assert_eq!(package.delivery().path(), path);
}

#[test]
fn a_list_that_agrees_gives_no_fault() {
    let list = format!(
        "\u{feff}{}  a.jvf.xml\r\nPříloha.pdf;{}\r\n",
        digest(XML),
        digest(b"p")
    );
    for name in ["Overeni.txt", "OVERENI.TXT", "Overeni_UOZI.txt"] {
        let package = opened(&[
            ("a.jvf.xml", XML),
            ("příloha.PDF", b"p"),
            (name, list.as_bytes()),
            ("Overeni.tsr", b"t"),
            ("a.p7s", b"s"),
        ]);
        assert_eq!(package.faults(), []);
    }
}

#[test]
fn missing_changed_and_extra_files_are_named() {
    let list = format!(
        "{} *a.jvf.xml\n{} *gone.pdf\n{} *foto/1.jpg\n",
        digest(b"other"),
        digest(b"g"),
        digest(b"1")
    );
    let package = opened(&[
        ("gad/a.jvf.xml", XML),
        ("gad/foto/1.jpg", b"1"),
        ("gad/new.pdf", b"n"),
        ("gad/Overeni.txt", list.as_bytes()),
    ]);
    assert_eq!(
        package.faults(),
        [
            PackageFault::Missing("gad/gone.pdf".to_owned()),
            PackageFault::Changed("gad/a.jvf.xml".to_owned()),
            PackageFault::Extra("gad/new.pdf".to_owned()),
        ]
    );
    for fault in package.faults() {
        let finding = fault.finding();
        assert_eq!((finding.check, finding.severity), (CHECK, Severity::Error));
        assert!(finding.text.czech.contains(fault.file().unwrap()));
        assert!(finding.text.english.contains(fault.file().unwrap()));
    }
}

#[test]
fn a_list_without_digests_is_told() {
    let package = opened(&[("a.jvf.xml", XML), ("Overeni.txt", b"nothing")]);
    let expected = [
        PackageFault::EmptyList("Overeni.txt".to_owned()),
        PackageFault::Extra("a.jvf.xml".to_owned()),
    ];
    assert_eq!(package.faults(), expected);
    let list = format!("{} a.jvf.xml\n{} b.pdf", digest(XML), "ab".repeat(32));
    let package = opened(&[("a.jvf.xml", XML), ("Overeni.txt", list.as_bytes())]);
    assert_eq!(
        package.faults(),
        [PackageFault::ListLine("Overeni.txt".to_owned(), 2)]
    );
}

#[test]
fn a_list_that_never_ends_is_refused() {
    let list = vec![b'x'; (4 << 20) + 1];
    assert_eq!(
        refusal(&packed(&[("a.jvf.xml", XML), ("Overeni.txt", &list)])),
        "list-too-long"
    );
}

#[test]
fn names_in_czech_code_pages_are_found_in_the_list() {
    let list = format!("{} a.jvf.xml\n{} příloha.pdf", digest(XML), digest(b"p"));
    let zip = packed(&[
        ("a.jvf.xml", XML),
        ("pr_loha_.pdf", b"p"),
        ("Overeni.txt", list.as_bytes()),
    ]);
    // As Windows Explorer writes „příloha“ in Czechia: code page 852, no flag.
    let zip = renamed(zip, b"pr_loha_.pdf", b"p\xfd\xa1loha.pdf\0");
    assert_eq!(refusal(&zip), "bad-name", "the name ends with a NUL now");
    let zip = packed(&[
        ("a.jvf.xml", XML),
        ("pr_loha.pdf", b"p"),
        ("Overeni.txt", list.as_bytes()),
    ]);
    let zip = renamed(zip, b"pr_loha.pdf", b"p\xfd\xa1loha.pdf");
    assert_eq!(open(&zip).unwrap().faults(), []);
}

#[test]
fn zips_are_known_by_their_beginning_and_by_their_name() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("delivery.bin");
    fs::write(&path, packed(&[("a.jvf.xml", XML)])).unwrap();
    assert_eq!(
        Package::open(&path, &Limits::default()).unwrap().form(),
        Form::Zip
    );
    let path = directory.path().join("delivery.ZIP");
    fs::write(&path, XML).unwrap();
    assert_eq!(
        Package::open(&path, &Limits::default()).unwrap_err().code(),
        "not-zip"
    );
    let error = Package::open(&directory.path().join("none"), &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "io");
}

#[test]
fn python_packs_what_is_unpacked() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("p.zip");
    // A stream cannot be sought in, so sizes stand behind the data, and the forms of ZIP64 are forced.
    let script = "import sys, zipfile\nclass S:\n    def __init__(s, f): s.f = f\n    def write(s, b): return s.f.write(b)\n    def flush(s): s.f.flush()\nwith zipfile.ZipFile(S(open(sys.argv[1], 'wb')), 'w', zipfile.ZIP_DEFLATED) as z:\n    with z.open('gad/příloha.jvf.xml', 'w', force_zip64=True) as f:\n        f.write(b'<JVFDTM/>')\n    z.writestr('gad/b.pdf', b'b')\n";
    let ran = std::process::Command::new("python3")
        .arg("-c")
        .arg(script)
        .arg(&path)
        .output();
    if !ran.is_ok_and(|ran| ran.status.success()) {
        crate::kit::skip("python3 is not here; its zips are not read");
        return;
    }
    let package = Package::open(&path, &Limits::default()).unwrap();
    assert!(package.delivery().name().ends_with("p.zip/gad/příloha.jvf.xml"));
    assert_eq!(fs::read(package.delivery().path()).unwrap(), XML);
    drop(File::open(path).unwrap());
}
