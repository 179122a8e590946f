//! The five forms of a report of checks, over reports made by hand, judged by what reads such forms elsewhere.

mod gpkg;
mod html;
mod json;
mod sample;
mod text;
mod xml;

use dtm::check::Report;
use dtm::check::report::{Format, Options, write};
use dtm::model::Language;

use crate::kit::python;

fn bytes(report: &Report, format: Format, options: Options) -> Vec<u8> {
    let mut out = Vec::new();
    write(report, format, options, &mut out).unwrap();
    out
}

fn told(report: &Report, format: Format, language: Language) -> String {
    let options = Options {
        language,
        ..Options::default()
    };
    String::from_utf8(bytes(report, format, options)).unwrap()
}

#[test]
fn every_form_has_a_name_and_is_found_by_it() {
    for format in Format::ALL {
        assert_eq!(Format::from_name(format.name()), Some(format));
    }
    assert_eq!(Format::from_name("pdf"), None);
}

#[test]
fn a_full_disk_is_told() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    for format in Format::ALL {
        let fault = write(&sample::everything(), format, Options::default(), &mut Full).unwrap_err();
        assert!(fault.to_string().contains("disk is full"), "{format:?}: {fault}");
    }
}
