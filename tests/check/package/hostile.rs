//! Zips made to harm or to mislead: each is refused before it does.

use super::*;

#[test]
fn names_that_lead_elsewhere_or_cannot_be_shown_are_refused() {
    for name in [
        "/abs.pdf",
        "../up.pdf",
        "a/../up.pdf",
        "C:/x.pdf",
        "a\\b.pdf",
        "./x.pdf",
        "a//b.pdf",
        "..",
    ] {
        assert_eq!(
            refusal(&packed(&[("a.jvf.xml", XML), (name, b"x")])),
            "unsafe-name",
            "{name}"
        );
    }
    for name in ["x\0.pdf", "x\u{1b}[2J.pdf", "x\u{202e}fdp.exe", "x\n.pdf"] {
        let error = open(&packed(&[("a.jvf.xml", XML), (name, b"x")])).unwrap_err();
        assert_eq!(error.code(), "bad-name", "{name:?}");
        assert!(!error.to_string().contains(name), "{error}");
    }
    // The flag of UTF-8 over bytes that are none.
    let zip = renamed(
        packed(&[("a.jvf.xml", XML), ("é.pdf", b"x")]),
        "é.pdf".as_bytes(),
        b"\xc3\xc3.pdf",
    );
    assert_eq!(refusal(&zip), "bad-name");
}

#[test]
fn equal_names_are_refused_also_in_other_case_or_composition() {
    let zip = packed(&[("a.jvf.xml", XML), ("x1.pdf", b"x"), ("x2.pdf", b"y")]);
    assert_eq!(refusal(&renamed(zip, b"x2.pdf", b"x1.pdf")), "duplicate-name");
    assert_eq!(
        refusal(&packed(&[("a.jvf.xml", XML), ("A.jvf.XML", XML)])),
        "duplicate-name"
    );
    assert_eq!(
        refusal(&packed(&[("a.jvf.xml", XML), ("ý", b"x"), ("y\u{301}", b"x")])),
        "duplicate-name"
    );
    assert_eq!(
        refusal(&packed(&[("a.jvf.xml", XML), ("x/", b""), ("x", b"x")])),
        "duplicate-name"
    );
}

#[test]
fn links_and_devices_are_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .add_symlink("a.jvf.xml", "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    assert_eq!(refusal(&writer.finish().unwrap().into_inner()), "special-file");
    let zip = packed(&[("a.jvf.xml", XML)]);
    assert_eq!(refusal(&with(zip, 0, 40, &[0, 0x10])), "special-file", "a pipe");
}

#[test]
fn encrypted_entries_are_refused() {
    let zip = || packed(&[("a.jvf.xml", XML), ("x.pdf", b"x")]);
    assert_eq!(refusal(&with(zip(), 1, 8, &[1, 0])), "encrypted");
    assert_eq!(refusal(&with(zip(), 1, 10, &[99, 0])), "encrypted");
}

#[test]
fn unknown_methods_are_refused_by_number() {
    let zip = with(packed(&[("a.jvf.xml", XML)]), 0, 10, &[14, 0]);
    assert!(matches!(open(&zip), Err(PackageError::Method(name, 14)) if name == "a.jvf.xml"));
}

#[test]
fn sizes_and_checksums_that_lie_are_seen_while_unpacking() {
    let zip = || packed(&[("a.jvf.xml", XML), ("x.pdf", b"xxxx")]);
    assert_eq!(
        refusal(&with(zip(), 1, 24, &[3, 0, 0, 0])),
        "damaged",
        "more than told"
    );
    assert_eq!(
        refusal(&with(zip(), 1, 24, &[5, 0, 0, 0])),
        "damaged",
        "less than told"
    );
    assert_eq!(
        refusal(&with(zip(), 1, 16, &[0; 4])),
        "damaged",
        "another checksum"
    );
    let stored = packed_by(CompressionMethod::Stored, &[("a.jvf.xml", XML)]);
    assert_eq!(refusal(&with(stored, 0, 24, &[200, 0, 0, 0])), "damaged");
}

#[test]
fn entries_that_share_bytes_are_refused() {
    let zip = packed(&[("a.jvf.xml", XML), ("x.pdf", b"x")]);
    assert_eq!(
        refusal(&with(zip, 1, 42, &[0; 4])),
        "broken",
        "two names for one entry"
    );
    // The first entry swallows the header of the second, as in a quine of quoted headers.
    let zip = packed(&[("a.jvf.xml", XML), ("x.pdf", b"x")]);
    let at = central(&zip, 0) + 20;
    let packed = u32::from_le_bytes(zip[at..at + 4].try_into().unwrap()) + 10;
    assert_eq!(refusal(&with(zip, 0, 20, &packed.to_le_bytes())), "overlap");
}

#[test]
fn too_many_entries_are_refused_before_they_are_read() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..=10_000 {
        writer
            .start_file(format!("{number}"), SimpleFileOptions::default())
            .unwrap();
    }
    assert_eq!(
        refusal(&writer.finish().unwrap().into_inner()),
        "too-many-entries"
    );
}

#[test]
fn a_claim_of_billions_of_entries_takes_no_memory() {
    let mut zip = packed(&[("a.jvf.xml", XML)]);
    let (at, directory) = (end(&zip), central(&zip, 0));
    let record = zip.split_off(at);
    zip.extend(b"PK\x06\x06");
    for number in [44_u64, 0x2d_002d, 0, 1 << 39, 1 << 39, 1 << 40, 1 << 40] {
        let bytes = if number == 0x2d_002d { 4 } else { 8 };
        zip.extend(&number.to_le_bytes()[..bytes]);
    }
    zip.extend(b"PK\x06\x07\0\0\0\0");
    zip.extend((at as u64).to_le_bytes());
    zip.extend([1, 0, 0, 0]);
    zip.extend(&record[..8]);
    zip.extend([0xff; 12]);
    zip.extend([0, 0]);
    assert!(directory < at);
    assert_eq!(refusal(&zip), "broken");
}

#[test]
fn a_broken_directory_is_refused() {
    let zip = || packed(&[("a.jvf.xml", XML), ("x.pdf", b"x")]);
    assert_eq!(refusal(&with(zip(), 1, 0, b"XX")), "broken", "no header");
    assert_eq!(
        refusal(&with(zip(), 1, 30, &[0xff, 0xff])),
        "broken",
        "an extra field beyond the end"
    );
    assert_eq!(
        refusal(&with(zip(), 1, 42, &[0xf0; 4])),
        "broken",
        "an entry beyond the end"
    );
    for (at, bytes, code) in [
        (8, [3, 0, 3, 0], "broken"),
        (8, [1, 0, 1, 0], "broken"),
        (8, [1, 0, 2, 0], "volumes"),
        (4, [1, 0, 1, 0], "volumes"),
        (16, [1, 0, 0, 0], "broken"),
    ] {
        let mut zip = zip();
        let at = end(&zip) + at;
        zip[at..at + 4].copy_from_slice(&bytes);
        assert_eq!(refusal(&zip), code, "{bytes:?} at {at}");
    }
    let mut streamed = zip();
    streamed[30] = b'b';
    assert_eq!(refusal(&streamed), "broken", "another name before the data");
    let mut zip = zip();
    zip.extend(b"garbage");
    assert_eq!(refusal(&zip), "broken", "something behind the end");
}

#[test]
fn a_zip_that_ends_early_is_refused_wherever_it_ends() {
    let zip = packed(&[("a.jvf.xml", XML), ("x.pdf", b"x")]);
    for length in 0..zip.len() {
        let code = refusal(&zip[..length]);
        assert!(matches!(code, "truncated" | "broken"), "{length}: {code}");
    }
}

/// 2 GiB of zeros deflated: a piece that refers to nothing before it, again and again.
fn bomb() -> Vec<u8> {
    let mut deflate = flate2::Compress::new(flate2::Compression::best(), false);
    let (mut piece, mut last) = (Vec::with_capacity(1 << 16), Vec::with_capacity(64));
    deflate
        .compress_vec(&vec![0; 1 << 20], &mut piece, flate2::FlushCompress::Full)
        .unwrap();
    deflate
        .compress_vec(&[], &mut last, flate2::FlushCompress::Finish)
        .unwrap();
    let mut body = piece.repeat(2048);
    body.extend(last);
    let mut inflated = flate2::read::DeflateDecoder::new(&body[..]).take(3 << 20);
    assert_eq!(
        std::io::copy(&mut inflated, &mut std::io::sink()).unwrap(),
        3 << 20
    );
    let zip = packed_by(CompressionMethod::Stored, &[("a.jvf.xml", &body)]);
    let mut zip = with(zip, 0, 10, &[8, 0]);
    zip[8] = 8;
    with(zip, 0, 24, &(2_u32 << 30).to_le_bytes())
}

#[test]
fn a_bomb_of_two_gigabytes_is_refused_at_once() {
    let zip = bomb();
    assert!(zip.len() < 3 << 20, "{}", zip.len());

    let began = Instant::now();
    assert_eq!(refusal(&zip), "ratio");
    assert!(
        began.elapsed() < Duration::from_millis(500),
        "{:?}",
        began.elapsed()
    );

    // The same with a directory that tells of a small file: it stops where the directory said.
    let small = with(zip, 0, 24, &1_000_000_u32.to_le_bytes());
    let began = Instant::now();
    assert_eq!(refusal(&small), "damaged");
    assert!(
        began.elapsed() < Duration::from_millis(500),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn the_limits_of_size_hold_for_one_file_and_for_all() {
    let limits = Limits {
        max_bytes: 10,
        max_total_bytes: 15,
        ..Limits::default()
    };
    let code = |files: &[(&str, &[u8])]| {
        let opened = Package::from_zip("p.zip", Cursor::new(packed(files)), &limits);
        opened.map_or_else(|error| error.code(), |_| "ok")
    };
    assert_eq!(code(&[("a.jvf.xml", XML), ("x", b"123456")]), "ok");
    assert_eq!(code(&[("a.jvf.xml", XML), ("x", b"1234567")]), "too-large");
    assert_eq!(
        code(&[("a.jvf.xml", XML), ("x", b"12345678901")]),
        "file-too-large"
    );
}
