//! The report as text for a terminal: what is wrong first, grouped by check, places beneath each sentence.
//!
//! A sentence that a check says many times stands once, with a handful of its places: a surveyor mends one cause, not a
//! thousand findings. Text of the file comes out without control characters, which a terminal would obey.

use std::collections::HashMap;
use std::io::{self, Write};

use super::words::{self, Noun, Tally, plain};
use super::{FileReport, Options, Report};
use crate::check::table::Group;
use crate::check::{CheckId, Finding, Severity, State, Verdict};
use crate::model::Language;

/// Places that are shown of one sentence.
const PLACES: usize = 5;
/// Partners that are shown of one finding.
const PARTNERS: usize = 3;
/// No line is made narrower than this.
const NARROWEST: usize = 40;

/// Writes the report.
pub fn write(report: &Report, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let width = match options.width {
        0 => usize::MAX,
        width => width.max(NARROWEST),
    };
    let mut page = Page {
        language: options.language,
        colour: options.colour,
        width,
        out,
    };
    for (index, file) in report.files.iter().enumerate() {
        if index > 0 {
            page.blank()?;
        }
        page.file(file)?;
    }
    match report.files.as_slice() {
        [] => page.line(0, 0, page.language.choose("žádný soubor", "no file"), None),
        [_] => Ok(()),
        files => page.total(files),
    }
}

/// What a piece of text looks like.
#[derive(Clone, Copy)]
enum Look {
    Strong,
    Faint,
    Error,
    Warning,
    Ok,
}

impl Look {
    fn sequence(self) -> &'static str {
        match self {
            Self::Strong => "\x1b[1m",
            Self::Faint => "\x1b[2m",
            Self::Error => "\x1b[1;31m",
            Self::Warning => "\x1b[1;33m",
            Self::Ok => "\x1b[32m",
        }
    }

    fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
        }
    }
}

/// Findings of one check that say the same.
struct Sentence<'a> {
    severity: Severity,
    text: &'a str,
    findings: Vec<&'a Finding>,
}

struct Page<'a> {
    language: Language,
    colour: bool,
    width: usize,
    out: &'a mut dyn Write,
}

impl Page<'_> {
    fn file(&mut self, file: &FileReport) -> io::Result<()> {
        self.head(file)?;
        for check in checks_with_findings(file) {
            self.check(file, check)?;
        }
        self.blank()?;
        self.summary(file)
    }

    fn head(&mut self, file: &FileReport) -> io::Result<()> {
        let found = words::found(&file.findings, self.language);
        let unlisted = file.beyond_limit();
        let more = Noun::UNLISTED.counted(unlisted, self.language);
        let told = match (found.is_empty(), unlisted) {
            (true, 0) => words::verdict(file.verdict(), self.language).to_owned(),
            (true, _) => more,
            (false, 0) => found,
            (false, _) => format!("{found} {} {more}", self.language.choose("a", "and")),
        };
        let path = self.paint(&plain(&file.path), Look::Strong);
        let look = match file.verdict() {
            Verdict::Ok => Look::Ok,
            Verdict::Warnings => Look::Warning,
            Verdict::Errors => Look::Error,
        };
        let told = self.paint(&told, look);
        writeln!(self.out, "{path}: {told}")?;
        let mut facts = words::kind_of(file, self.language);
        let operations = words::operations(file);
        let records: u64 = operations.iter().sum();
        let letters = ["i", "u", "d", "r"].iter().zip(operations);
        let counts: Vec<_> = letters
            .map(|(letter, number)| format!("{letter}\u{a0}{}", words::count(number, self.language)))
            .collect();
        facts.push(format!(
            "{} ({})",
            Noun::RECORD.counted(records, self.language),
            counts.join(", ")
        ));
        self.line(2, 2, &facts.join(", "), None)
    }

    fn check(&mut self, file: &FileReport, check: CheckId) -> io::Result<()> {
        let listed: Vec<&Finding> = file.findings.iter().filter(|f| f.check == check).collect();
        let outcome = file.checks.iter().find(|outcome| outcome.check == check);
        let counted = outcome
            .map_or(0, |outcome| outcome.findings)
            .max(listed.len() as u64);
        self.blank()?;
        let name = words::name_of(check, self.language);
        let number = Noun::FINDING.counted(counted, self.language);
        self.line(2, 6, &format!("{check} {name}: {number}"), Some(Look::Strong))?;
        for sentence in sentences(&listed, self.language) {
            self.sentence(&sentence)?;
        }
        let hidden = counted - listed.len() as u64;
        if hidden > 0 {
            let number = Noun::UNLISTED.counted(hidden, self.language);
            let text = format!("… {} {number}", self.language.choose("a", "and"));
            self.line(4, 4, &text, Some(Look::Faint))?;
        }
        Ok(())
    }

    fn sentence(&mut self, sentence: &Sentence) -> io::Result<()> {
        let label = words::severity(sentence.severity, self.language);
        let times = match sentence.findings.len() {
            1 => String::new(),
            number => format!(" ({}×)", words::count(number as u64, self.language)),
        };
        let text = format!("{label}{times}: {}", plain(sentence.text));
        let lines = wrapped(&text, self.width.saturating_sub(4), 2);
        for (index, line) in lines.iter().enumerate() {
            match line.strip_prefix(label).filter(|_| index == 0) {
                Some(rest) => {
                    let label = self.paint(label, Look::of(sentence.severity));
                    writeln!(self.out, "    {label}{rest}")?;
                }
                None => writeln!(self.out, "    {line}")?,
            }
        }
        self.places(&sentence.findings)
    }

    fn places(&mut self, findings: &[&Finding]) -> io::Result<()> {
        // One place more is not worth a line that says so.
        let shown = match findings.len() {
            number if number <= PLACES + 1 => number,
            _ => PLACES,
        };
        let places: Vec<_> = findings
            .iter()
            .take(shown)
            .map(|f| place(f, self.language))
            .collect();
        let column = places
            .iter()
            .map(|(at, _)| at.chars().count())
            .max()
            .unwrap_or_default();
        for ((at, what), finding) in places.iter().zip(findings) {
            if at.is_empty() && what.is_empty() {
                continue;
            }
            let gap = if column == 0 { 0 } else { 2 };
            let padding = " ".repeat(column + gap - at.chars().count());
            let lines = wrapped(what, self.width.saturating_sub(6 + column + gap), 0);
            let painted = self.paint(at, Look::Faint);
            writeln!(
                self.out,
                "      {}",
                format!("{painted}{padding}{}", lines[0]).trim_end()
            )?;
            let hanging = " ".repeat(6 + column + gap);
            for line in &lines[1..] {
                writeln!(self.out, "{hanging}{line}")?;
            }
            if let Some(partners) = words::partners(&finding.related, PARTNERS, self.language) {
                self.line(hanging.len(), hanging.len() + 2, &partners, None)?;
            }
        }
        let more = (findings.len() - shown) as u64;
        if more > 0 {
            let number = Noun::PLACE.counted(more, self.language);
            let text = match self.language {
                Language::Czech => format!("a {number}"),
                Language::English => format!(
                    "and {} more {}",
                    words::count(more, self.language),
                    Noun::PLACE.after(more, self.language)
                ),
            };
            self.line(6, 6, &text, Some(Look::Faint))?;
        }
        Ok(())
    }

    fn summary(&mut self, file: &FileReport) -> io::Result<()> {
        let ran = Tally::of(&file.checks).sentence(self.language);
        let word = self.language.choose("kontroly", "checks");
        self.line(2, 4, &format!("{word}: {ran}"), None)?;
        let in_part = self.language.choose("jen zčásti", "in part");
        let not_run = self.language.choose("neproběhlo", "not run");
        for (word, reasons) in [
            (in_part, words::judged_in_part(&file.checks)),
            (not_run, words::not_run(&file.checks)),
        ] {
            for (reason, ids) in reasons {
                let text = format!(
                    "{word} {}: {}",
                    words::ranges(&ids),
                    plain(reason.get(self.language))
                );
                self.line(4, 6, &text, Some(Look::Faint))?;
            }
        }
        Ok(())
    }

    fn total(&mut self, files: &[FileReport]) -> io::Result<()> {
        self.blank()?;
        let mut tally = Tally::default();
        for file in files {
            match file.verdict() {
                Verdict::Ok => tally.ok += 1,
                Verdict::Warnings => tally.warnings += 1,
                Verdict::Errors => tally.errors += 1,
            }
        }
        let number = Noun::FILE.counted(files.len() as u64, self.language);
        let text = format!("{number}: {}", tally.sentence(self.language));
        self.line(0, 2, &text, Some(Look::Strong))
    }

    fn paint(&self, text: &str, look: Look) -> String {
        if self.colour && !text.is_empty() {
            format!("{}{text}\x1b[0m", look.sequence())
        } else {
            text.to_owned()
        }
    }

    fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// A paragraph: its first line indented by so many spaces, the others by so many.
    fn line(&mut self, indent: usize, hanging: usize, text: &str, look: Option<Look>) -> io::Result<()> {
        let lines = wrapped(text, self.width.saturating_sub(indent), hanging - indent);
        for line in lines {
            let painted = look.map_or_else(|| line.clone(), |look| self.paint(&line, look));
            writeln!(self.out, "{}{painted}", " ".repeat(indent))?;
        }
        Ok(())
    }
}

/// Checks that found something, in the order of the table; then such as the table does not have.
fn checks_with_findings(file: &FileReport) -> Vec<CheckId> {
    let found = |outcome: &&crate::check::CheckOutcome| {
        !matches!(outcome.state, State::NotRun(_)) && outcome.findings > 0
    };
    let mut checks: Vec<CheckId> = file.checks.iter().filter(found).map(|o| o.check).collect();
    for finding in &file.findings {
        if !checks.contains(&finding.check) {
            checks.push(finding.check);
        }
    }
    checks
}

/// Findings that say the same, together; errors first, else in the order of their first finding.
fn sentences<'a>(findings: &[&'a Finding], language: Language) -> Vec<Sentence<'a>> {
    let mut sentences: Vec<Sentence> = Vec::new();
    let mut known: HashMap<(Severity, &str), usize> = HashMap::new();
    for finding in findings {
        let text = finding.text.get(language);
        let at = *known.entry((finding.severity, text)).or_insert(sentences.len());
        match sentences.get_mut(at) {
            Some(sentence) => sentence.findings.push(finding),
            None => sentences.push(Sentence {
                severity: finding.severity,
                text,
                findings: vec![finding],
            }),
        }
    }
    sentences.sort_by_key(|sentence| sentence.severity != Severity::Error);
    sentences
}

/// Where a finding is, and on what.
fn place(finding: &Finding, language: Language) -> (String, String) {
    let at = finding.position.map(|at| format!("{}:{}", at.line, at.column));
    let mut what: Vec<String> = finding
        .feature
        .iter()
        .map(|feature| words::object(feature, language))
        .collect();
    // Without a line to go to, the place on the map is all there is; of topology it is what matters.
    let is_of_topology = matches!(finding.check.group, Group::Topology | Group::Other);
    let on_map = finding
        .location
        .as_ref()
        .filter(|_| at.is_none() || is_of_topology);
    if let Some(c) = on_map.and_then(|location| location.coordinates().next()) {
        what.push(format!("X {} Y {}", words::metres(c.x), words::metres(c.y)));
    }
    what.retain(|part| !part.is_empty());
    (at.unwrap_or_default(), what.join(", "))
}

/// Lines of at most so many characters where words let them; all but the first indented. Never empty.
fn wrapped(text: &str, width: usize, hanging: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let size = word.chars().count();
        if length > 0 && length + 1 + size > width {
            lines.push(" ".repeat(hanging));
            length = hanging;
        } else if length > 0 {
            length += 1;
            if let Some(line) = lines.last_mut() {
                line.push(' ');
            }
        }
        length += size;
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_hang() {
        assert_eq!(wrapped("aa bb cc dd", 5, 1), ["aa bb", " cc", " dd"]);
        assert_eq!(wrapped("a verylongword b", 6, 0), ["a", "verylongword", "b"]);
        assert_eq!(wrapped("1\u{a0}234 x", 3, 0), ["1\u{a0}234", "x"]);
        assert_eq!(wrapped("", 10, 2), [""]);
    }
}
