//! Texts on both sides of each rule; the verdicts are those of libxml2 where `docs/decisions.md` does not say otherwise.

use super::*;

fn each(accepts: impl Fn(&str) -> bool, good: &[&str], bad: &[&str]) {
    for text in good {
        assert!(accepts(text), "{text} is refused");
    }
    for text in bad {
        assert!(!accepts(text), "{text} is accepted");
    }
}

#[test]
fn times_have_days_that_exist_and_zones_up_to_fourteen_hours() {
    each(
        |text| date_time(text.as_bytes()),
        &[
            "2024-02-29T12:00:00",
            "12024-02-28T12:00:00",
            "-0004-02-29T12:00:00",
            "2024-01-01T24:00:00.0",
            "2024-01-01T23:59:59.1234567890123456789012345678901",
            "2024-01-01T00:00:00+14:00",
            "2024-01-01T00:00:00-13:59",
            "2024-12-31T24:00:00Z",
            "9223372036854775807-01-01T00:00:00",
            "0001-01-01T00:00:00",
        ],
        &[
            "",
            "2023-02-29T12:00:00",
            "2100-02-29T12:00:00",
            "02024-02-28T12:00:00",
            "-0001-02-29T12:00:00",
            "0000-01-01T00:00:00",
            "224-01-01T00:00:00",
            "+2024-01-01T00:00:00",
            "2024-01-01T24:00:00.1",
            "2024-01-01T24:00:01",
            "2024-01-01T23:59:60",
            "2024-01-01T00:60:00",
            "2024-01-01T23:59:59.",
            "2024-01-01T00:00:00+14:01",
            "2024-01-01T00:00:00+13:60",
            "2024-01-01T00:00:00z",
            "2024-01-01T00:00:00+0100",
            "2024-01-01 00:00:00",
            "2024-01-01T00:00",
            "2024-01-01",
            "2024-13-01T00:00:00",
            "2024-04-31T00:00:00",
            "2024-01-00T00:00:00",
            "9223372036854775808-01-01T00:00:00",
        ],
    );
    each(
        |text| date(text.as_bytes()),
        &["2024-02-29", "2024-02-29Z", "2024-02-29-14:00", "-0001-01-01"],
        &[
            "2024-02-30",
            "0000-01-01",
            "2024-02-29T00:00:00",
            "2024-02-29+15:00",
            "2024-2-29",
        ],
    );
}

#[test]
fn numbers_have_at_most_twenty_four_digits() {
    let nines = "9".repeat(24);
    let zeros = format!("{}1", "0".repeat(30));
    each(
        |text| Number::integer(text).is_some(),
        &["1", "+1", "-0", "007", &nines, &zeros],
        &[
            "",
            "+",
            "1.",
            "1.0",
            "1 2",
            "+-1",
            "١",
            "9999999999999999999999999",
        ],
    );
    let fine = format!("1.{}", "9".repeat(23));
    let long = format!("1.{}", "9".repeat(24));
    each(
        |text| Number::decimal(text).is_some(),
        &["1.", ".1", "+.5", "-1.50", "00.5", &fine],
        &["", ".", "-.", "1e3", "INF", "1.5.2", &long],
    );
    each(
        |text| double(text.as_bytes()),
        &[
            "1", "1.", ".1", "+.5", "1e3", "1E+3", "1.e1", "INF", "-INF", "NaN", "1e999",
        ],
        &[
            "", ".", "-", "+INF", "inf", "-NaN", "1e", "1e+", "1e3.5", ".e1", "0x1", "1d", "INFx", "--1",
        ],
    );
}

#[test]
fn lists_of_numbers_are_taken_apart_at_white_space() {
    each(
        |text| doubles(text.as_bytes()),
        &[
            "",
            " ",
            "1",
            "-1.5 +2\n.5\t7. ",
            " 1e3 INF",
            "1 -INF NaN",
            "  1   2",
        ],
        &[
            "1 x", "1,5", "-", "1 -", ".", "1.5.2", "1e", "+INF 1", "1\u{a0}2", "--1",
        ],
    );
}

#[test]
fn numbers_are_compared_by_value() {
    let number = |text| Number::decimal(text).unwrap();
    assert_eq!(number("+007.50"), number("7.5"));
    assert_eq!(number("-0"), number("0.0"));
    let ordered = ["-10", "-9.5", "-0.1", "0", "0.09", "0.1", "9", "10"];
    for pair in ordered.windows(2) {
        assert!(number(pair[0]) < number(pair[1]), "{pair:?}");
    }
}

#[test]
fn names_and_languages_are_those_of_xml() {
    each(
        |text| name(text, false),
        &["a", "_a", "ž", "a-.1", "a·", "a\u{301}"],
        &["", "1a", "-a", "a:b", "a b", "\u{301}a"],
    );
    each(|text| name(text, true), &["a:b", ":a"], &["1a"]);
    each(token, &["1a", "a:b"], &["", "a b"]);
    each(
        language,
        &["cs", "cs-CZ", "x"],
        &["", "123", "abcdefghi", "en-abcdefghi", "cs_CZ"],
    );
}

#[test]
fn references_are_those_that_libxml2_takes() {
    each(
        uri,
        &[
            "",
            "a b",
            "%41",
            "EPSG:5514",
            "urn:ogc:def:crs:EPSG::5514",
            "http://[::1]/",
            "http://ž/ž",
            "<>",
            "a:b:c",
            "#a",
            "//x",
            "?a?b",
            "http://u@h/",
            "a/b:c",
            "./a:b",
            "x#[]",
            "http:",
            "http://a:b@c:1/d;e?f#g",
        ],
        &[
            "%zz",
            "a%",
            "http://x/[",
            "[x]",
            ":a",
            "1:a",
            "#a#b",
            "http://x:port/",
            "http://@@h/",
            "./%",
            "a]",
            "http://x?[]",
            "http://x:/",
            "http://h:99999999999/",
            "x?%",
            "x#%2",
            "http://[::1",
            "http://[::1]x",
            "http://a[::1]",
        ],
    );
}
