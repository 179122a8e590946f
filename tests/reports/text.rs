//! The text for a terminal.

use dtm::check::Report;
use dtm::check::report::{Format, Options};
use dtm::model::Language;

use super::{bytes, sample, told};

fn narrow(report: &Report, language: Language, width: usize) -> String {
    let options = Options {
        language,
        width,
        colour: false,
    };
    String::from_utf8(bytes(report, Format::Text, options)).unwrap()
}

#[test]
fn the_report_of_a_file_reads_like_this_in_czech() {
    let text = told(&sample::everything(), Format::Text, Language::Czech).replace('\u{a0}', "_");
    assert_eq!(text, include_str!("everything.cs.txt"));
}

#[test]
fn the_report_of_a_file_reads_like_this_in_english() {
    let text = told(&sample::everything(), Format::Text, Language::English).replace('\u{a0}', "_");
    assert_eq!(text, include_str!("everything.en.txt"));
}

#[test]
fn a_sentence_said_often_stands_once_with_a_handful_of_places() {
    let text = told(&sample::everything(), Format::Text, Language::English);
    assert_eq!(text.matches("more than two decimals").count(), 1);
    assert!(
        text.contains("warning (24×)") && text.contains("and 19 more places"),
        "{text}"
    );
}

#[test]
fn a_file_without_findings_takes_three_lines() {
    let report = Report {
        files: vec![sample::several().files.remove(1)],
    };
    let text = told(&report, Format::Text, Language::English);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "bez chyb.jvf.xml: ok");
    assert_eq!(
        lines[1],
        "  JVF DTM 1.4.3, complete state, 7 records (i\u{a0}0, u\u{a0}0, d\u{a0}0, r\u{a0}7)"
    );
    assert_eq!(lines[3], "  checks: 9 ok, 25 not run");
    assert_eq!(
        lines[4],
        "    not run 3.1–3.13, 4.1–4.11: the check is not built yet"
    );
    assert_eq!(lines.len(), 6, "{text}");
}

#[test]
fn several_files_end_with_how_many_are_good() {
    let czech = told(&sample::several(), Format::Text, Language::Czech);
    assert_eq!(czech.lines().last(), Some("5 souborů: 4 s chybami, 1 v pořádku"));
    let english = told(&sample::several(), Format::Text, Language::English);
    assert_eq!(english.lines().last(), Some("5 files: 4 with errors, 1 ok"));
    assert_eq!(
        told(&Report::default(), Format::Text, Language::Czech),
        "žádný soubor\n"
    );
}

#[test]
fn lines_are_no_wider_than_asked_but_for_words_that_are() {
    let text = narrow(&sample::everything(), Language::Czech, 60);
    // The first line is the name of the file, which may be any length.
    for line in text.lines().skip(1) {
        let words = line.split_whitespace().count();
        assert!(line.chars().count() <= 60 || words == 1, "{line}");
    }
    assert!(
        text.lines().count()
            > told(&sample::everything(), Format::Text, Language::Czech)
                .lines()
                .count()
    );
}

#[test]
fn it_is_coloured_only_when_asked_and_says_the_same() {
    let plain = told(&sample::several(), Format::Text, Language::Czech);
    assert!(!plain.contains('\u{1b}'));
    let options = Options {
        colour: true,
        ..Options::default()
    };
    let coloured = String::from_utf8(bytes(&sample::several(), Format::Text, options)).unwrap();
    assert!(coloured.contains("\u{1b}[1;31mchyba\u{1b}[0m"), "{coloured}");
    let mut bare = String::new();
    let mut rest = coloured.as_str();
    while let Some(at) = rest.find('\u{1b}') {
        bare.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[rest.find('m').unwrap() + 1..];
    }
    assert_eq!(bare + rest, plain);
}

/// A terminal obeys control characters: it can be made to hide or retype what it shows.
#[test]
fn control_characters_of_a_file_do_not_reach_the_terminal() {
    let report = Report {
        files: vec![sample::hostile()],
    };
    let text = told(&report, Format::Text, Language::Czech);
    let control = text.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(control, None, "{text}");
}
