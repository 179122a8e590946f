//! Packages that are folders.

use std::fs;
use std::path::Path;

use dtm::check::package::{Form, Limits, Package, PackageFault};

use super::{XML, digest};

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_folder_is_verified_as_a_zip_is() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path();
    write(folder, "a.jvf.xml", XML);
    write(folder, "foto/1.jpg", b"1");
    let list = format!("{} a.jvf.xml\n{} foto\\1.jpg\n", digest(XML), digest(b"1"));
    write(folder, "Overeni.txt", list.as_bytes());
    let package = Package::open(folder, &Limits::default()).unwrap();
    assert_eq!((package.form(), package.faults()), (Form::Folder, &[][..]));
    assert_eq!(fs::read(package.delivery().path()).unwrap(), XML);
    assert!(package.delivery().name().ends_with("/a.jvf.xml"));

    write(folder, "foto/1.jpg", b"2");
    write(folder, "b.pdf", b"b");
    let package = Package::open(folder, &Limits::default()).unwrap();
    assert_eq!(
        package.faults(),
        [
            PackageFault::Changed("foto/1.jpg".to_owned()),
            PackageFault::Extra("b.pdf".to_owned())
        ]
    );
    write(folder, "b.jvf.xml", XML);
    let error = Package::open(folder, &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "several-deliveries");
    let limits = Limits {
        max_entries: 3,
        ..Limits::default()
    };
    assert_eq!(
        Package::open(folder, &limits).unwrap_err().code(),
        "too-many-entries"
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_of_a_folder_only() {
    use std::os::unix::fs::symlink;
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("gad");
    write(&folder, "data.xml", XML);
    write(directory.path(), "outside.pdf", b"x");
    symlink("data.xml", folder.join("a.jvf.xml")).unwrap();
    let package = Package::open(&folder, &Limits::default()).unwrap();
    assert_eq!(package.faults(), [PackageFault::NoList]);

    symlink("../outside.pdf", folder.join("out.pdf")).unwrap();
    symlink(".", folder.join("circle")).unwrap();
    symlink("nowhere", folder.join("dangling")).unwrap();
    let package = Package::open(&folder, &Limits::default()).unwrap();
    let mut links: Vec<_> = package.faults().iter().filter_map(PackageFault::file).collect();
    links.sort_unstable();
    assert_eq!(links, ["circle", "dangling", "out.pdf"]);
}

#[cfg(unix)]
#[test]
fn pipes_are_told_and_not_waited_for() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "a.jvf.xml", XML);
    let _socket = std::os::unix::net::UnixListener::bind(directory.path().join("s")).unwrap();
    let package = Package::open(directory.path(), &Limits::default()).unwrap();
    assert!(package.faults().contains(&PackageFault::Special("s".to_owned())));
    let error = Package::open(&directory.path().join("s"), &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "not-a-file");
}
