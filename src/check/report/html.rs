//! The report as one page for a browser: summary, table of findings with filters, map of the findings.
//!
//! The page asks for nothing elsewhere and its policy forbids it to: the only style and the only script that run are the
//! two beside this file, by their digests. Text of the delivery stands in HTML alone, escaped by the template; what the
//! script reads is numbers. Without scripts the page is the tables.

mod data;

use std::io::Write;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::words::{self, Noun, Tally};
use super::{FileReport, Report, ReportError};
use crate::check::{CheckId, FeatureRef, Finding, ObjectCount, Severity, State, Texts, Verdict};
use crate::model::Language;

const STYLE: &str = include_str!("html/report.css");
const SCRIPT: &str = include_str!("html/report.js");
/// Partners of a finding that are named.
const PARTNERS: usize = 8;
/// Files whose parts of the summary are unfolded.
const UNFOLDED: usize = 3;

/// Writes the page.
pub fn write(report: &Report, language: Language, out: &mut dyn Write) -> Result<(), ReportError> {
    let page = Page::new(report, language);
    out.write_all(page.render()?.as_bytes())?;
    Ok(())
}

#[derive(Template)]
#[template(path = "html/report.html")]
struct Page<'a> {
    language: Language,
    verdict: Verdict,
    title: String,
    sentence: String,
    files: Vec<FileView<'a>>,
    rows: Vec<Row<'a>>,
    checks: Vec<(CheckId, String)>,
    elements: Vec<&'a str>,
    unlisted: u64,
    map: Option<String>,
    policy: String,
}

impl<'a> Page<'a> {
    fn new(report: &'a Report, language: Language) -> Self {
        let findings = || report.files.iter().flat_map(|file| &file.findings);
        let several = report.files.len() > 1;
        let rows = report.files.iter().enumerate().flat_map(|(index, file)| {
            let path = several.then(|| words::plain(&file.path));
            let row = move |finding| Row::new(index, path.clone(), finding, language);
            file.findings.iter().map(row)
        });
        let mut checks: Vec<_> = findings().map(|f| f.check).collect();
        checks.sort_unstable();
        checks.dedup();
        let mut elements: Vec<_> = findings()
            .filter_map(|f| f.feature.as_ref()?.element.as_deref())
            .collect();
        elements.sort_unstable();
        elements.dedup();
        Self {
            language,
            verdict: report.verdict(),
            title: title(report, language),
            sentence: sentence(report, language),
            files: report
                .files
                .iter()
                .map(|file| FileView::new(file, language))
                .collect(),
            rows: rows.collect(),
            checks: checks
                .into_iter()
                .map(|check| (check, named(check, language)))
                .collect(),
            elements,
            unlisted: report.files.iter().map(FileReport::beyond_limit).sum(),
            map: data::of(report),
            policy: policy(),
        }
    }

    fn say(&self, czech: &'static str, english: &'static str) -> &'static str {
        self.language.choose(czech, english)
    }

    fn class(&self) -> &'static str {
        class_of(self.verdict)
    }

    fn word(&self) -> &'static str {
        words::verdict(self.verdict, self.language)
    }

    fn number(&self, number: &u64) -> String {
        words::count(*number, self.language)
    }

    fn types(&self, number: usize) -> String {
        Noun::TYPE.counted(number as u64, self.language)
    }

    fn several_files(&self) -> bool {
        self.files.len() > 1
    }

    fn unfolded(&self) -> bool {
        self.files.len() <= UNFOLDED
    }

    fn style(&self) -> &'static str {
        STYLE
    }

    fn script(&self) -> &'static str {
        SCRIPT
    }

    fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

/// The page's style and script as sources of a `Content-Security-Policy`, for pages that show it in a frame.
pub fn digests() -> [String; 2] {
    [STYLE, SCRIPT].map(|text| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes()))))
}

/// Nothing from elsewhere, and of the page's own only what has these digests.
fn policy() -> String {
    let [style, script] = digests();
    format!("default-src 'none'; style-src {style}; script-src {script}; form-action 'none'; base-uri 'none'")
}

fn title(report: &Report, language: Language) -> String {
    match report.files.as_slice() {
        [file] => words::plain(file.path.rsplit(['/', '\\']).next().unwrap_or_default()),
        files => Noun::FILE.counted(files.len() as u64, language),
    }
}

/// What the verdict means, in numbers.
fn sentence(report: &Report, language: Language) -> String {
    let found = words::found(report.files.iter().flat_map(|file| &file.findings), language);
    match (found.is_empty(), report.verdict()) {
        (false, _) => found,
        (true, Verdict::Ok) => language.choose("bez nálezů", "nothing found").to_owned(),
        (true, _) => language
            .choose("nálezy nejsou vypsány", "findings are not listed")
            .to_owned(),
    }
}

fn named(check: CheckId, language: Language) -> String {
    format!("{check} {}", words::name_of(check, language))
        .trim_end()
        .to_owned()
}

/// The class of a verdict in the stylesheet.
fn class_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "ok",
        Verdict::Warnings => "warnings",
        Verdict::Errors => "errors",
    }
}

/// What the summary tells of a file.
struct FileView<'a> {
    path: String,
    class: &'static str,
    verdict: &'static str,
    found: String,
    facts: Vec<(&'static str, String)>,
    operations: [(&'static str, &'static str, String); 4],
    tally: String,
    checks: Vec<CheckView>,
    in_part: Vec<(String, &'a str)>,
    not_run: Vec<(String, &'a str)>,
    objects: &'a [ObjectCount],
}

struct CheckView {
    id: CheckId,
    name: &'static str,
    class: &'static str,
    state: &'static str,
    findings: u64,
}

impl<'a> FileView<'a> {
    fn new(file: &'a FileReport, language: Language) -> Self {
        let ran = file.checks.iter().filter_map(|outcome| match &outcome.state {
            State::Run(verdict) => Some(CheckView {
                id: outcome.check,
                name: words::name_of(outcome.check, language),
                class: class_of(*verdict),
                state: words::verdict(*verdict, language),
                findings: outcome.findings,
            }),
            State::NotRun(_) => None,
        });
        let told = |reasons: Vec<(&'a Texts, Vec<CheckId>)>| {
            let one = |(reason, ids): (&'a Texts, Vec<CheckId>)| (words::ranges(&ids), reason.get(language));
            reasons.into_iter().map(one).collect()
        };
        let counts = words::operations(file);
        let names = words::operation_names(language);
        let letters = ["i", "u", "d", "r"];
        Self {
            path: words::plain(&file.path),
            class: class_of(file.verdict()),
            verdict: words::verdict(file.verdict(), language),
            found: words::found(&file.findings, language),
            facts: facts(file, language),
            operations: [0, 1, 2, 3].map(|at| (letters[at], names[at], words::count(counts[at], language))),
            tally: Tally::of(&file.checks).sentence(language),
            checks: ran.collect(),
            in_part: told(words::judged_in_part(&file.checks)),
            not_run: told(words::not_run(&file.checks)),
            objects: &file.objects,
        }
    }
}

fn facts(file: &FileReport, language: Language) -> Vec<(&'static str, String)> {
    let unknown = || language.choose("nezjištěno", "unknown").to_owned();
    let kind = words::kind_of(file, language).join(", ");
    let format = language.choose("%-d. %-m. %Y %H:%M:%S", "%Y-%m-%d %H:%M:%S");
    vec![
        (language.choose("soubor", "file"), words::plain(&file.path)),
        (
            language.choose("formát", "format"),
            if kind.is_empty() { unknown() } else { kind },
        ),
        (
            language.choose("záznamů", "records"),
            words::count(words::operations(file).iter().sum(), language),
        ),
        (
            language.choose("zkontrolováno", "checked"),
            file.ended.format(format).to_string(),
        ),
    ]
}

/// One finding in the table.
struct Row<'a> {
    file: usize,
    path: Option<String>,
    check: CheckId,
    name: &'static str,
    severity: &'static str,
    label: &'static str,
    text: String,
    element: &'a str,
    names: Vec<(&'static str, String)>,
    related: Option<String>,
    place: Option<String>,
    located: bool,
}

impl<'a> Row<'a> {
    fn new(file: usize, path: Option<String>, finding: &'a Finding, language: Language) -> Self {
        let feature = finding.feature.as_ref();
        Self {
            file,
            path,
            check: finding.check,
            name: words::name_of(finding.check, language),
            severity: match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            label: words::severity(finding.severity, language),
            text: words::plain(finding.text.get(language)),
            element: feature.and_then(|f| f.element.as_deref()).unwrap_or_default(),
            names: feature.map_or_else(Vec::new, |feature| names(feature, language)),
            related: words::partners(&finding.related, PARTNERS, language),
            place: finding.position.map(|at| format!("{}:{}", at.line, at.column)),
            located: finding
                .location
                .as_ref()
                .is_some_and(|location| location.bounds().is_some()),
        }
    }
}

fn names(feature: &FeatureRef, language: Language) -> Vec<(&'static str, String)> {
    let given = [
        ("ID", &feature.id),
        ("IDExterni", &feature.external_id),
        ("gml:id", &feature.gml_id),
    ];
    let mut names: Vec<_> = given
        .into_iter()
        .filter_map(|(name, value)| Some((name, words::plain(value.as_deref()?))))
        .collect();
    if let Some(record) = feature.record {
        names.push((
            language.choose("záznam", "record"),
            words::count(record, language),
        ));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_script_cannot_end_their_elements() {
        for text in [STYLE, SCRIPT] {
            let lower = text.to_lowercase();
            assert!(!lower.contains("</s") && !lower.contains("<!--") && !lower.contains("<script"));
        }
    }
}
