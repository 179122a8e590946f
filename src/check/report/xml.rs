//! The report as the error protocol of JVF DTM 1.5.0.1 (`ServisJVFDTM/ProtokolChyb`), the form in which IS DMVS and the
//! regions' systems send errors back.
//!
//! The protocol has two parts, one for the holders of networks (`ProtokolChybDTI`: content parts DI and TI) and one for ZPS
//! (`ProtokolChybZPS`). A file gets those of whose content it holds objects. In a file with both, a finding goes where its
//! object belongs; a finding without an object, or on an object that the file's counts do not know, goes into both, since
//! both senders must see it. A file without any object gets both for the same reason. Checks that did not run are left out: the
//! protocol has no word for them and their state would read as "no error".
//!
//! One file is one `ServisJVFDTM`. Several become a `JVFDTM` that holds one for each, as the schema of the format lets it.

use std::io::{self, Write};
use std::iter;

use super::words;
use super::{FileReport, Report};
use crate::check::{CheckOutcome, FeatureRef, Finding, Severity, State, Verdict};
use crate::model::catalogue::Part;
use crate::model::value::format_local_time;
use crate::model::{Coordinate, Dimension, Geometry, Language, Shape};

/// Writes the document.
pub fn write(report: &Report, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let mut document = Document {
        out,
        language,
        depth: 0,
        geometries: 0,
    };
    writeln!(document.out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    if let [file] = report.files.as_slice() {
        return document.service(
            file,
            r#" xmlns="servis" xmlns:gml="http://www.opengis.net/gml/3.2""#,
        );
    }
    document.open(r#"JVFDTM xmlns="objtyp" xmlns:gml="http://www.opengis.net/gml/3.2""#)?;
    for file in &report.files {
        document.service(file, r#" xmlns="servis""#)?;
    }
    document.close("JVFDTM")
}

/// The parts of a protocol, in the order of the schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Addressee {
    Networks,
    Surveyors,
}

impl Addressee {
    fn of(part: Part) -> Self {
        match part {
            Part::Zps => Self::Surveyors,
            Part::Di | Part::Ti => Self::Networks,
        }
    }

    fn element(self) -> &'static str {
        match self {
            Self::Networks => "ProtokolChybDTI",
            Self::Surveyors => "ProtokolChybZPS",
        }
    }

    /// Whether a finding is for it: when its object is, or when nobody knows whose it is.
    fn concerns(self, file: &FileReport, finding: &Finding) -> bool {
        let element = finding.feature.as_ref().and_then(|f| f.element.as_deref());
        let known = element.and_then(|element| file.objects.iter().find(|count| count.element == element));
        known.is_none_or(|count| Self::of(count.part) == self)
    }
}

fn addressees(file: &FileReport) -> Vec<Addressee> {
    let both = [Addressee::Networks, Addressee::Surveyors];
    let holds = |addressee: &Addressee| {
        let mut parts = file.objects.iter().map(|count| Addressee::of(count.part));
        file.objects.is_empty() || parts.any(|of| of == *addressee)
    };
    both.into_iter().filter(holds).collect()
}

struct Document<'a> {
    out: &'a mut dyn Write,
    language: Language,
    depth: usize,
    geometries: u64,
}

impl Document<'_> {
    fn service(&mut self, file: &FileReport, namespaces: &str) -> io::Result<()> {
        self.open(&format!("ServisJVFDTM{namespaces}"))?;
        let ran = |outcome: &&CheckOutcome| matches!(outcome.state, State::Run(_));
        let checks: Vec<_> = file.checks.iter().filter(ran).collect();
        // The schema wants at least one check in a part, and takes a protocol without parts.
        if checks.is_empty() {
            self.indent()?;
            writeln!(self.out, "<ProtokolChyb/>")?;
        } else {
            self.open("ProtokolChyb")?;
            let addressees = addressees(file);
            for addressee in &addressees {
                self.part(file, &checks, *addressee, addressees.len() > 1)?;
            }
            self.close("ProtokolChyb")?;
        }
        self.close("ServisJVFDTM")
    }

    fn part(
        &mut self,
        file: &FileReport,
        checks: &[&CheckOutcome],
        addressee: Addressee,
        shared: bool,
    ) -> io::Result<()> {
        let submission = &file.submission;
        let name = file.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let time = file.began.format("%Y%m%dT%H%M%S").to_string();
        let or = |given: &str, other: &str| {
            if given.is_empty() {
                other.to_owned()
            } else {
                given.to_owned()
            }
        };
        let run = or(&submission.run, &time);
        self.open(addressee.element())?;
        self.text("IDZmeny", &or(&submission.change, name))?;
        self.text("IDPozadavku", &or(&submission.request, &run))?;
        self.open("Kontroly")?;
        for outcome in checks {
            let listed: Vec<&Finding> = file
                .findings
                .iter()
                .filter(|f| f.check == outcome.check)
                .collect();
            let found: Vec<&Finding> = match shared {
                true => listed
                    .iter()
                    .copied()
                    .filter(|f| addressee.concerns(file, f))
                    .collect(),
                false => listed.clone(),
            };
            let unlisted = outcome.findings > listed.len() as u64;
            let state = match &outcome.state {
                // What is not listed may be for either; saying less than the whole check would hide it.
                State::Run(verdict) if !shared || unlisted => *verdict,
                _ => found
                    .iter()
                    .map(|f| Verdict::from(f.severity))
                    .max()
                    .unwrap_or(Verdict::Ok),
            };
            self.check(file, outcome, state, &found, &run)?;
        }
        self.close("Kontroly")?;
        self.close(addressee.element())
    }

    fn check(
        &mut self,
        file: &FileReport,
        outcome: &CheckOutcome,
        state: Verdict,
        findings: &[&Finding],
        run: &str,
    ) -> io::Result<()> {
        self.open("Kontrola")?;
        self.text("IDBehuKontroly", &format!("{run}-{}", outcome.check))?;
        self.text("Skupina", outcome.check.group.code())?;
        self.text("KodKontroly", &outcome.check.to_string())?;
        self.text("DatumKontrolyZacatek", &format_local_time(file.began))?;
        self.text("DatumKontrolyKonec", &format_local_time(file.ended))?;
        let state = match state {
            Verdict::Ok => "0",
            Verdict::Warnings => "1",
            Verdict::Errors => "2",
        };
        self.text("StavKontrola", state)?;
        if findings.is_empty() {
            self.indent()?;
            writeln!(self.out, "<SeznamChyb/>")?;
        } else {
            self.open("SeznamChyb")?;
            for finding in findings {
                self.finding(finding)?;
            }
            self.close("SeznamChyb")?;
        }
        self.close("Kontrola")
    }

    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        self.open("Chyba")?;
        let state = match finding.severity {
            Severity::Warning => "1",
            Severity::Error => "2",
        };
        self.text("StavChyba", state)?;
        self.text("PopisChyby", &self.description(finding))?;
        let nothing = FeatureRef::default();
        let feature = finding.feature.as_ref().unwrap_or(&nothing);
        let names = [
            ("IDObjekt", &feature.id),
            ("IDExterni", &feature.external_id),
            ("GmlID", &feature.gml_id),
        ];
        for (name, value) in names {
            if let Some(value) = value {
                self.text(name, value)?;
            }
        }
        if let Some(location) = &finding.location {
            self.location(location)?;
        }
        self.close("Chyba")
    }

    /// The sentence, with what the protocol has no elements for: the place in the file and the partners.
    fn description(&self, finding: &Finding) -> String {
        let mut text = finding.text.get(self.language).to_owned();
        if let Some(partners) = words::partners(&finding.related, usize::MAX, self.language) {
            text = format!("{text}; {partners}");
        }
        if let Some(at) = finding.position {
            let (line, column) = match self.language {
                Language::Czech => ("řádek", "znak"),
                Language::English => ("line", "column"),
            };
            text = format!("{text} ({line} {}, {column} {})", at.line, at.column);
        }
        text
    }

    /// The place on the map. The protocol has one point, line or area; of lines that do not meet it gets the first.
    fn location(&mut self, geometry: &Geometry) -> io::Result<()> {
        let dimension = geometry.dimension;
        let joined: Vec<Coordinate>;
        let (kind, property, name) = match &geometry.shape {
            Shape::Point(_) => ("Bod", "gml:pointProperty", "Point"),
            Shape::Line(_) | Shape::MultiLine(_) => ("Linie", "gml:curveProperty", "LineString"),
            Shape::Polygon(_) => ("Plocha", "gml:surfaceProperty", "Polygon"),
        };
        let parts: Vec<&[Coordinate]> = match &geometry.shape {
            Shape::Point(c) => vec![std::slice::from_ref(c)],
            Shape::Line(line) => vec![line],
            Shape::Polygon(rings) => rings.iter().map(Vec::as_slice).collect(),
            Shape::MultiLine(lines) => {
                joined = join(lines);
                vec![&joined]
            }
        };
        if parts.iter().all(|part| part.is_empty()) {
            return Ok(());
        }
        self.geometries += 1;
        let size = if dimension == Dimension::Three { 3 } else { 2 };
        let positions = |part: &[Coordinate]| {
            let told = part.iter().flat_map(|c| [c.x, c.y, c.z].into_iter().take(size));
            told.map(words::metres).collect::<Vec<_>>().join(" ")
        };
        let body = match &geometry.shape {
            Shape::Point(_) => format!("<gml:pos>{}</gml:pos>", positions(parts[0])),
            Shape::Line(_) | Shape::MultiLine(_) => {
                format!("<gml:posList>{}</gml:posList>", positions(parts[0]))
            }
            Shape::Polygon(_) => rings(&parts, positions),
        };
        self.open("LokalizaceChyby")?;
        self.indent()?;
        writeln!(
            self.out,
            r#"<{kind}><{property}><gml:{name} gml:id="chyba.{}" srsName="urn:ogc:def:crs:EPSG::5514" srsDimension="{size}">{body}</gml:{name}></{property}></{kind}>"#,
            self.geometries
        )?;
        self.close("LokalizaceChyby")
    }

    fn indent(&mut self) -> io::Result<()> {
        let spaces = iter::repeat_n(' ', 2 * self.depth);
        self.out.write_all(spaces.collect::<String>().as_bytes())
    }

    /// Begins an element; its name may be followed by attributes.
    fn open(&mut self, tag: &str) -> io::Result<()> {
        self.indent()?;
        self.depth += 1;
        writeln!(self.out, "<{tag}>")
    }

    fn close(&mut self, name: &str) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        self.indent()?;
        writeln!(self.out, "</{name}>")
    }

    fn text(&mut self, name: &str, value: &str) -> io::Result<()> {
        self.indent()?;
        writeln!(self.out, "<{name}>{}</{name}>", escaped(value))
    }
}

fn rings(parts: &[&[Coordinate]], positions: impl Fn(&[Coordinate]) -> String) -> String {
    let ring = |(index, part): (usize, &&[Coordinate])| {
        let side = if index == 0 { "exterior" } else { "interior" };
        format!(
            "<gml:{side}><gml:LinearRing><gml:posList>{}</gml:posList></gml:LinearRing></gml:{side}>",
            positions(part)
        )
    };
    parts.iter().enumerate().map(ring).collect()
}

/// Lines that follow each other as one; the first one when they do not.
fn join(lines: &[Vec<Coordinate>]) -> Vec<Coordinate> {
    let Some((first, others)) = lines.split_first() else {
        return Vec::new();
    };
    let mut joined = first.clone();
    for line in others {
        if line.is_empty() || joined.last() != line.first() {
            return first.clone();
        }
        joined.extend_from_slice(&line[1..]);
    }
    joined
}

/// Character data; what XML 1.0 cannot hold becomes U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_what_xml_cannot_hold_is_replaced() {
        assert_eq!(
            escaped("<a> & ]]> \u{1}\u{ffff}č\r\n"),
            "&lt;a&gt; &amp; ]]&gt; \u{fffd}\u{fffd}č&#13;\n"
        );
    }

    #[test]
    fn lines_that_follow_each_other_are_one_and_others_are_the_first() {
        let c = |x| Coordinate::new(x, 0, 0);
        assert_eq!(join(&[vec![c(1), c(2)], vec![c(2), c(3)]]), [c(1), c(2), c(3)]);
        assert_eq!(join(&[vec![c(1), c(2)], vec![c(5), c(3)]]), [c(1), c(2)]);
        assert_eq!(join(&[]), []);
    }
}
