//! The report as JSON: the contract of `schemas/check-report.json`, one document for all files.
//!
//! Locations are GeoJSON geometries (RFC 7946 but for the reference system) in metres of EPSG:5514 with exactly two
//! decimals, so that they are the delivered numbers again.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;

use super::words;
use crate::check::{
    CheckOutcome, FeatureRef, FileReport, Finding, ObjectCount, Place, RecordMode, Report, Severity, State,
    Texts, Verdict,
};
use crate::model::{Coordinate, Dimension, Geometry, Shape};

/// Writes the document and a line feed.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let files = report.files.iter().map(FileOut::of).collect();
    serde_json::to_writer(&mut *out, &ReportOut { files })?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct ReportOut<'a> {
    files: Vec<FileOut<'a>>,
}

#[derive(Serialize)]
struct FileOut<'a> {
    path: &'a str,
    jvf_version: Option<&'a str>,
    record_mode: Option<&'static str>,
    verdict: &'static str,
    objects: Vec<ObjectOut<'a>>,
    checks: Vec<CheckOut<'a>>,
    findings: Vec<FindingOut<'a>>,
}

impl<'a> FileOut<'a> {
    fn of(file: &'a FileReport) -> Self {
        Self {
            path: &file.path,
            jvf_version: file.jvf_version.as_deref(),
            record_mode: file.record_mode.map(|mode| match mode {
                RecordMode::Changes => "changes",
                RecordMode::State => "state",
            }),
            verdict: verdict(file.verdict()),
            objects: file.objects.iter().map(ObjectOut::of).collect(),
            checks: file.checks.iter().map(CheckOut::of).collect(),
            findings: file.findings.iter().map(FindingOut::of).collect(),
        }
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "ok",
        Verdict::Warnings => "warnings",
        Verdict::Errors => "errors",
    }
}

#[derive(Serialize)]
struct ObjectOut<'a> {
    element: &'a str,
    code: &'a str,
    suffix: &'a str,
    name: &'a str,
    insert: u64,
    update: u64,
    delete: u64,
    reference: u64,
}

impl<'a> ObjectOut<'a> {
    fn of(count: &'a ObjectCount) -> Self {
        Self {
            element: &count.element,
            code: &count.code,
            suffix: &count.suffix,
            name: &count.name,
            insert: count.insert,
            update: count.update,
            delete: count.delete,
            reference: count.reference,
        }
    }
}

#[derive(Serialize)]
struct TextsOut<'a> {
    cs: &'a str,
    en: &'a str,
}

impl<'a> TextsOut<'a> {
    fn of(texts: &'a Texts) -> Self {
        Self {
            cs: &texts.czech,
            en: &texts.english,
        }
    }
}

#[derive(Serialize)]
struct CheckOut<'a> {
    id: String,
    state: &'static str,
    reason: Option<TextsOut<'a>>,
    findings: u64,
    not_judged: u64,
}

impl<'a> CheckOut<'a> {
    fn of(outcome: &'a CheckOutcome) -> Self {
        let open = outcome.left_open.as_ref();
        let (state, reason) = match &outcome.state {
            State::Run(state) => (verdict(*state), open.map(|open| &open.why)),
            State::NotRun(reason) => ("not_run", Some(reason)),
        };
        Self {
            id: outcome.check.to_string(),
            state,
            reason: reason.map(TextsOut::of),
            findings: outcome.findings,
            not_judged: open.map_or(0, |open| open.cases),
        }
    }
}

#[derive(Serialize)]
struct FeatureOut<'a> {
    id: Option<&'a str>,
    external_id: Option<&'a str>,
    gml_id: Option<&'a str>,
    element: Option<&'a str>,
    record: Option<u64>,
}

impl<'a> FeatureOut<'a> {
    fn of(feature: &'a FeatureRef) -> Self {
        Self {
            id: feature.id.as_deref(),
            external_id: feature.external_id.as_deref(),
            gml_id: feature.gml_id.as_deref(),
            element: feature.element.as_deref(),
            record: feature.record,
        }
    }
}

#[derive(Serialize)]
struct PlaceOut {
    line: u64,
    column: u64,
    offset: u64,
}

impl PlaceOut {
    fn of(place: Place) -> Self {
        Self {
            line: place.line,
            column: place.column,
            offset: place.offset,
        }
    }
}

#[derive(Serialize)]
struct FindingOut<'a> {
    check: String,
    severity: &'static str,
    message: TextsOut<'a>,
    feature: Option<FeatureOut<'a>>,
    related: Vec<FeatureOut<'a>>,
    position: Option<PlaceOut>,
    location: Option<Box<RawValue>>,
}

impl<'a> FindingOut<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            check: finding.check.to_string(),
            severity: match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message: TextsOut::of(&finding.text),
            feature: finding.feature.as_ref().map(FeatureOut::of),
            related: finding.related.iter().map(FeatureOut::of).collect(),
            position: finding.position.map(PlaceOut::of),
            location: finding.location.as_ref().and_then(geojson),
        }
    }
}

/// A GeoJSON geometry. Raw, because numbers of serde have no fixed decimals.
fn geojson(geometry: &Geometry) -> Option<Box<RawValue>> {
    let dimension = geometry.dimension;
    let (kind, coordinates) = match &geometry.shape {
        Shape::Point(c) => ("Point", position(*c, dimension)),
        Shape::Line(line) => ("LineString", positions(line, dimension)),
        Shape::Polygon(rings) => ("Polygon", parts(rings, dimension)),
        Shape::MultiLine(lines) => ("MultiLineString", parts(lines, dimension)),
    };
    RawValue::from_string(format!(r#"{{"type":"{kind}","coordinates":{coordinates}}}"#)).ok()
}

fn position(c: Coordinate, dimension: Dimension) -> String {
    let mut text = format!("[{},{}", words::metres(c.x), words::metres(c.y));
    if dimension == Dimension::Three {
        let _ = write!(text, ",{}", words::metres(c.z));
    }
    text + "]"
}

fn positions(line: &[Coordinate], dimension: Dimension) -> String {
    let told: Vec<_> = line.iter().map(|c| position(*c, dimension)).collect();
    format!("[{}]", told.join(","))
}

fn parts(parts: &[Vec<Coordinate>], dimension: Dimension) -> String {
    let told: Vec<_> = parts.iter().map(|part| positions(part, dimension)).collect();
    format!("[{}]", told.join(","))
}
