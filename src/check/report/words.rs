//! Words and numbers that the forms of a report share: names, plurals, coordinates, what stands for an object.

use crate::check::table::{CheckId, find};
use crate::check::{
    CheckOutcome, FeatureRef, FileReport, Finding, RecordMode, Severity, State, Texts, Verdict,
};
use crate::model::Language;

/// The name of a check.
pub fn name_of(check: CheckId, language: Language) -> &'static str {
    find(check).map_or("", |row| row.name.get(language))
}

/// A number with its thousands set apart: `12 345` in Czech, `12,345` in English.
pub fn count(number: u64, language: Language) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        // Czech sets numbers of four digits apart as well where they stand among longer ones.
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push_str(language.choose("\u{a0}", ","));
        }
        text.push(digit);
    }
    text
}

/// A noun after a number: in Czech for one, for two to four, for others; in English for one and for others.
#[derive(Clone, Copy, Debug)]
pub struct Noun {
    /// *chyba, chyby, chyb*.
    pub czech: [&'static str; 3],
    /// Error, errors.
    pub english: [&'static str; 2],
}

impl Noun {
    /// Errors.
    pub const ERROR: Self = Self::new(["chyba", "chyby", "chyb"], ["error", "errors"]);
    /// Warnings.
    pub const WARNING: Self = Self::new(["varování"; 3], ["warning", "warnings"]);
    /// Findings of both kinds.
    pub const FINDING: Self = Self::new(["nález", "nálezy", "nálezů"], ["finding", "findings"]);
    /// Findings that are counted but not listed.
    pub const UNLISTED: Self = Self::new(
        ["nevypsaný nález", "nevypsané nálezy", "nevypsaných nálezů"],
        ["finding not listed", "findings not listed"],
    );
    /// Records of a file.
    pub const RECORD: Self = Self::new(["záznam", "záznamy", "záznamů"], ["record", "records"]);
    /// Object types.
    pub const TYPE: Self = Self::new(["typ", "typy", "typů"], ["type", "types"]);
    /// Files.
    pub const FILE: Self = Self::new(["soubor", "soubory", "souborů"], ["file", "files"]);
    /// Places that are not shown.
    pub const PLACE: Self = Self::new(
        ["další místo", "další místa", "dalších míst"],
        ["place", "places"],
    );
    /// Partners that are not shown.
    pub const OBJECT: Self = Self::new(
        ["další objekt", "další objekty", "dalších objektů"],
        ["other object", "other objects"],
    );

    const fn new(czech: [&'static str; 3], english: [&'static str; 2]) -> Self {
        Self { czech, english }
    }

    /// The form that follows a number.
    pub fn after(self, number: u64, language: Language) -> &'static str {
        match language {
            Language::Czech => match number {
                1 => self.czech[0],
                2..=4 => self.czech[1],
                _ => self.czech[2],
            },
            Language::English => self.english[usize::from(number != 1)],
        }
    }

    /// The number and its noun.
    pub fn counted(self, number: u64, language: Language) -> String {
        format!("{} {}", count(number, language), self.after(number, language))
    }
}

/// Words for a severity.
pub fn severity(severity: Severity, language: Language) -> &'static str {
    match severity {
        Severity::Error => language.choose("chyba", "error"),
        Severity::Warning => language.choose("varování", "warning"),
    }
}

/// Words for a verdict.
pub fn verdict(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::Ok => language.choose("v pořádku", "ok"),
        Verdict::Warnings => language.choose("varování", "warnings"),
        Verdict::Errors => language.choose("chyby", "errors"),
    }
}

/// What a file is: its version and kind, as far as they are known.
pub fn kind_of(file: &FileReport, language: Language) -> Vec<String> {
    let version = file
        .jvf_version
        .as_deref()
        .map(|version| format!("JVF DTM {}", plain(version)));
    let mode = file.record_mode.map(|mode| match mode {
        RecordMode::Changes => language.choose("změnové věty", "change records"),
        RecordMode::State => language.choose("kompletní zápis", "complete state"),
    });
    version.into_iter().chain(mode.map(str::to_owned)).collect()
}

/// Records of a file by what they do: inserting, updating, deleting, state.
pub fn operations(file: &FileReport) -> [u64; 4] {
    let sum = |part: fn(&super::ObjectCount) -> u64| file.objects.iter().map(part).sum();
    [
        sum(|o| o.insert),
        sum(|o| o.update),
        sum(|o| o.delete),
        sum(|o| o.reference),
    ]
}

/// Words for what records do, in the order of [`operations`].
pub fn operation_names(language: Language) -> [&'static str; 4] {
    match language {
        Language::Czech => ["vložení", "změna", "zrušení", "stav"],
        Language::English => ["insert", "update", "delete", "state"],
    }
}

/// Text of a file on one line: control characters, which a terminal would obey, and marks that turn the direction of
/// writing become U+FFFD, white space becomes a space.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => '\u{fffd}',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// An object by its type and by what it is called; by the number of its record when it has no name at all.
pub fn object(feature: &FeatureRef, language: Language) -> String {
    let mut parts: Vec<String> = feature.element.as_deref().map(plain).into_iter().collect();
    let names = [
        ("ID", &feature.id),
        ("IDExterni", &feature.external_id),
        ("gml:id", &feature.gml_id),
    ];
    for (name, value) in names {
        parts.extend(value.as_deref().map(|value| format!("{name} {}", plain(value))));
    }
    let nameless = names.iter().all(|(_, value)| value.is_none());
    if let Some(record) = feature.record.filter(|_| nameless) {
        let word = language.choose("záznam", "record");
        parts.push(format!("{word} {}", count(record, language)));
    }
    parts.join(", ")
}

/// The partners of a finding, at most so many by name; `None` when it has none.
pub fn partners(related: &[FeatureRef], most: usize, language: Language) -> Option<String> {
    let mut told: Vec<_> = related.iter().take(most).map(|f| object(f, language)).collect();
    let more = related.len().saturating_sub(most) as u64;
    if more > 0 {
        told.push(Noun::OBJECT.counted(more, language));
    }
    let with = language.choose("spolu s", "together with");
    (!told.is_empty()).then(|| format!("{with}: {}", told.join("; ")))
}

/// How many errors and warnings findings are; empty when there is none.
pub fn found<'a>(findings: impl IntoIterator<Item = &'a Finding>, language: Language) -> String {
    let (mut errors, mut warnings) = (0, 0);
    for finding in findings {
        match finding.severity {
            Severity::Error => errors += 1,
            Severity::Warning => warnings += 1,
        }
    }
    let numbers = [(errors, Noun::ERROR), (warnings, Noun::WARNING)];
    let told = numbers.into_iter().filter(|(number, _)| *number > 0);
    let told: Vec<_> = told
        .map(|(number, noun)| noun.counted(number, language))
        .collect();
    told.join(", ")
}

/// Centimetres as metres with two decimals.
pub fn metres(centimetres: i32) -> String {
    let sign = if centimetres < 0 { "-" } else { "" };
    let size = centimetres.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// How many checks ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Nothing found.
    pub ok: u64,
    /// Warnings only.
    pub warnings: u64,
    /// Errors.
    pub errors: u64,
    /// Did not run.
    pub not_run: u64,
}

impl Tally {
    /// Of the checks of a file.
    pub fn of(checks: &[CheckOutcome]) -> Self {
        checks.iter().fold(Self::default(), |mut tally, outcome| {
            let slot = match outcome.state {
                State::Run(Verdict::Ok) => &mut tally.ok,
                State::Run(Verdict::Warnings) => &mut tally.warnings,
                State::Run(Verdict::Errors) => &mut tally.errors,
                State::NotRun(_) => &mut tally.not_run,
            };
            *slot += 1;
            tally
        })
    }

    /// A sentence without those that are none: `5 v pořádku, 1 s chybami`.
    pub fn sentence(self, language: Language) -> String {
        let parts = [
            (self.errors, "s chybami", "with errors"),
            (self.warnings, "s varováními", "with warnings"),
            (self.ok, "v pořádku", "ok"),
            (self.not_run, "neproběhlo", "not run"),
        ];
        let told = parts.into_iter().filter(|(number, ..)| *number > 0);
        let told = told.map(|(number, czech, english)| {
            let word = match (language, number) {
                // The verb follows the number, as its subject does.
                (Language::Czech, 1..=4) if czech == "neproběhlo" => {
                    if number == 1 {
                        "neproběhla"
                    } else {
                        "neproběhly"
                    }
                }
                _ => language.choose(czech, english),
            };
            format!("{} {word}", count(number, language))
        });
        told.collect::<Vec<_>>().join(", ")
    }
}

/// Why checks did not run, each reason once with its checks.
pub fn not_run(checks: &[CheckOutcome]) -> Vec<(&Texts, Vec<CheckId>)> {
    by_reason(checks, |outcome| match &outcome.state {
        State::NotRun(reason) => Some(reason),
        State::Run(_) => None,
    })
}

/// Why checks that ran did not judge everything, each reason once with its checks.
pub fn judged_in_part(checks: &[CheckOutcome]) -> Vec<(&Texts, Vec<CheckId>)> {
    by_reason(checks, |outcome| match (&outcome.state, &outcome.left_open) {
        (State::Run(_), Some(open)) => Some(&open.why),
        _ => None,
    })
}

fn by_reason(
    checks: &[CheckOutcome],
    why: impl Fn(&CheckOutcome) -> Option<&Texts>,
) -> Vec<(&Texts, Vec<CheckId>)> {
    let mut reasons: Vec<(&Texts, Vec<CheckId>)> = Vec::new();
    for outcome in checks {
        let Some(reason) = why(outcome) else { continue };
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, ids)) => ids.push(outcome.check),
            None => reasons.push((reason, vec![outcome.check])),
        }
    }
    reasons
}

/// Numbers of checks, those that follow each other as `3.1–3.13`.
pub fn ranges(ids: &[CheckId]) -> String {
    let mut runs: Vec<(CheckId, CheckId)> = Vec::new();
    for id in ids {
        match runs.last_mut() {
            Some((_, last)) if last.group == id.group && last.number.checked_add(1) == Some(id.number) => {
                *last = *id;
            }
            _ => runs.push((*id, *id)),
        }
    }
    let told = runs.iter().map(|(first, last)| match (first, last) {
        (first, last) if first == last => first.to_string(),
        (first, last) if first.number + 1 == last.number => format!("{first}, {last}"),
        (first, last) => format!("{first}–{last}"),
    });
    told.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::LeftOpen;
    use crate::check::table::Group;

    #[test]
    fn nouns_follow_their_numbers() {
        for (number, czech, english) in [
            (0, "0 chyb", "0 errors"),
            (1, "1 chyba", "1 error"),
            (2, "2 chyby", "2 errors"),
            (4, "4 chyby", "4 errors"),
            (5, "5 chyb", "5 errors"),
            (21, "21 chyb", "21 errors"),
            (1_234_567, "1\u{a0}234\u{a0}567 chyb", "1,234,567 errors"),
        ] {
            assert_eq!(Noun::ERROR.counted(number, Language::Czech), czech);
            assert_eq!(Noun::ERROR.counted(number, Language::English), english);
        }
    }

    #[test]
    fn checks_that_follow_each_other_are_a_range() {
        let id = CheckId::new;
        let ids = [
            id(Group::Attributes, 3),
            id(Group::Topology, 1),
            id(Group::Topology, 2),
            id(Group::Areas, 1),
            id(Group::Areas, 2),
            id(Group::Areas, 3),
            id(Group::Other, 1),
        ];
        assert_eq!(ranges(&ids), "2.3, 3.1, 3.2, 4.1–4.3, OST.1");
        assert_eq!(ranges(&[]), "");
    }

    #[test]
    fn control_characters_of_a_file_reach_no_terminal() {
        assert_eq!(
            plain("a\u{1b}[31mb\u{7}\r\nc\u{9b}d\u{202e}e č"),
            "a\u{fffd}[31mb\u{fffd}  c\u{fffd}d\u{fffd}e č"
        );
    }

    #[test]
    fn centimetres_are_metres_with_two_decimals() {
        assert_eq!(metres(-74_297_405), "-742974.05");
        assert_eq!(metres(-5), "-0.05");
        assert_eq!(metres(i32::MIN), "-21474836.48");
    }

    #[test]
    fn a_tally_leaves_out_what_there_is_none_of() {
        let tally = Tally {
            ok: 5,
            errors: 1,
            not_run: 2,
            ..Tally::default()
        };
        assert_eq!(
            tally.sentence(Language::Czech),
            "1 s chybami, 5 v pořádku, 2 neproběhly"
        );
        assert_eq!(
            tally.sentence(Language::English),
            "1 with errors, 5 ok, 2 not run"
        );
    }

    #[test]
    fn what_ran_in_part_is_told_apart_from_what_did_not_run() {
        let why = Texts::new("proto", "because");
        let outcome = |number, state, is_open: bool| CheckOutcome {
            check: CheckId::new(Group::Topology, number),
            state,
            findings: 0,
            left_open: is_open.then(|| LeftOpen {
                cases: 1,
                why: why.clone(),
            }),
        };
        let checks = [
            outcome(1, State::Run(Verdict::Warnings), true),
            outcome(2, State::NotRun(why.clone()), true),
            outcome(3, State::Run(Verdict::Ok), false),
            outcome(4, State::Run(Verdict::Errors), true),
        ];
        let numbers = |reasons: Vec<(&Texts, Vec<CheckId>)>| -> Vec<String> {
            reasons.iter().map(|(_, ids)| ranges(ids)).collect()
        };
        assert_eq!(numbers(judged_in_part(&checks)), ["3.1, 3.4"]);
        assert_eq!(numbers(not_run(&checks)), ["3.2"]);
    }
}
