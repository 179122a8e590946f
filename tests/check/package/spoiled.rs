//! Zips with bytes that chance has changed.

use std::fs;

use dtm::model::{Language, Message};
use proptest::prelude::*;
use zip::CompressionMethod;

use super::{XML, central, digest, open, packed, packed_by};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn spoiled_zips_never_panic(
        spoils in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let list = format!("{} a.jvf.xml", digest(XML));
        let mut zip = packed(&[("a.jvf.xml", XML), ("x/", b""), ("x/y", b"y"), ("Overeni.txt", list.as_bytes())]);
        for (index, byte) in spoils {
            let at = index.index(zip.len());
            zip[at] = byte;
        }
        if let Some(cut) = cut {
            zip.truncate(cut.index(zip.len()));
        }
        if let Err(error) = open(&zip) {
            prop_assert!(!error.text(Language::Czech).is_empty());
        }
    }

    #[test]
    fn spoiled_directories_never_panic(
        spoils in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec![0_u8, 1, 0x7f, 0x80, 0xff])), 1..12),
    ) {
        let mut zip = packed(&[("a.jvf.xml", XML), ("x/y", b"y")]);
        let start = central(&zip, 0);
        for (index, byte) in spoils {
            let at = start + index.index(zip.len() - start);
            zip[at] = byte;
        }
        let _ = open(&zip);
    }

    #[test]
    fn what_was_packed_is_unpacked(bytes in prop::collection::vec(any::<u8>(), 0..5_000), stored: bool) {
        let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let package = open(&packed_by(method, &[("a.jvf.xml", &bytes)])).unwrap();
        prop_assert_eq!(fs::read(package.delivery().path()).unwrap(), bytes);
    }
}
