//! The end of a run: checks of the delivery as a whole, then the report.

use std::fs::File;
use std::path::Path;

use chrono::NaiveDateTime;

use super::accompanying::{Accompanying, Area, Ground};
use super::areas::{self, Brought};
use super::attributes::of_delivery;
use super::derived;
use super::found::Found;
use super::merge::Whole;
use super::options::Options;
use super::plan::{AREA, ATTRIBUTES, EXTENT, GEOMETRY, INSIDE, Plan, RANGES, SKIPPED, STRUCTURE};
use super::table::{CHECKS, Measure, Treatment};
use super::topology::{self, Scene};
use super::{
    CheckId, CheckOutcome, FeatureRef, FileReport, Finding, LeftOpen, ObjectCount, Place, RecordMode,
    Severity, State, Submission, Texts, Verdict, places,
};
use crate::geom::cover::{Cover, Outside};
use crate::jvf::read::ReadError;
use crate::model::{AreaRole, Dimension, Geometry, Language, Message as _, Outline, Part, Shape, Unanswered};

/// Why a check did not run after all.
type Reasons = Vec<(CheckId, Texts)>;

/// Makes the report of a file that was read, or of one whose head could not be.
pub(super) fn conclude(
    path: &Path,
    name: &str,
    began: NaiveDateTime,
    read: Result<(&Plan<'_>, Whole), ReadError>,
    options: &Options,
) -> std::io::Result<FileReport> {
    let mut report = FileReport {
        path: name.to_owned(),
        submission: Submission::default(),
        jvf_version: None,
        record_mode: None,
        objects: Vec::new(),
        checks: Vec::new(),
        findings: Vec::new(),
        background: Vec::new(),
        began,
        ended: began,
    };
    let mut found = Found::new(options.limit);
    let mut reasons = Reasons::new();
    let mut open = Vec::new();
    match read {
        Ok((plan, mut whole)) => {
            report.jvf_version = Some(plan.version.clone()).filter(|version| !version.is_empty());
            report.record_mode = plan.mode;
            report.objects = objects(plan, &whole);
            found = whole.found;
            report.background = whole.background;
            if options.background {
                report
                    .background
                    .extend(whole.accompanying.change_areas().filter_map(polygon));
            }
            if let Some(error) = whole.error {
                unreadable(&error, &mut found, &mut reasons);
            } else {
                let delivery = Delivery {
                    plan,
                    accompanying: &whole.accompanying,
                    objects: &report.objects,
                };
                delivery.judge(&mut found, &mut reasons);
                let (scene, brought) = (&mut whole.scene, &mut whole.areas);
                open = situation(plan, scene, brought, &whole.accompanying, &mut found)
                    .map_err(std::io::Error::other)?;
            }
        }
        Err(error) => unreadable(&error, &mut found, &mut reasons),
    }
    report.checks = outcomes(&report, &found, &reasons, &open, options);
    report.findings = found.findings;
    report
        .findings
        .sort_by_key(|finding| (finding.check, finding.position.map(|place| place.offset)));
    places::resolve(File::open(path)?, &mut report.findings)?;
    report.ended = chrono::Local::now().naive_local();
    Ok(report)
}

/// The checks of the basic spatial situation as a whole, and of the areas that are brought; what they left open.
fn situation(
    plan: &Plan<'_>,
    scene: &mut Scene,
    brought: &mut Brought,
    accompanying: &Accompanying,
    found: &mut Found,
) -> Result<Vec<(CheckId, LeftOpen)>, Unanswered> {
    let is_over_map = areas::is_over_map(plan) && brought.count() > 0;
    if !topology::is_wanted(plan) && !derived::is_wanted(plan) && !is_over_map {
        return Ok(areas::run(brought, scene, plan, found));
    }
    let complete = topology::prepare(scene, plan, accompanying)?;
    let left = derived::run(scene, &complete, brought, plan, found)?;
    if let Some(surroundings) = &plan.options.surroundings {
        surroundings.0.release();
    }
    let mut open = areas::run(brought, scene, plan, found);
    open.extend(left);
    if topology::is_wanted(plan) {
        open.extend(topology::run(scene, complete, plan, found));
    }
    Ok(open)
}

/// The file is not even XML, or not of a known version: an error of structure, and the others cannot be judged.
fn unreadable(error: &ReadError, found: &mut Found, reasons: &mut Reasons) {
    let texts = Texts::new(error.text(Language::Czech), error.text(Language::English));
    found.tell(STRUCTURE, Severity::Error, || Finding {
        check: STRUCTURE,
        severity: Severity::Error,
        text: texts,
        feature: None,
        related: Vec::new(),
        position: Some(Place {
            offset: error.at.byte,
            ..Place::default()
        }),
        location: None,
    });
    for check in CHECKS.iter().filter(|check| check.id != STRUCTURE) {
        reasons.push((
            check.id,
            Texts::new(
                "soubor se nepodařilo přečíst do konce",
                "the file could not be read to its end",
            ),
        ));
    }
}

fn objects(plan: &Plan<'_>, whole: &Whole) -> Vec<ObjectCount> {
    let known = |(index, counts): (&u16, &[u64; 4])| {
        let object_type = plan.catalogue.object_types.get(usize::from(*index))?;
        let [insert, update, delete, reference] = *counts;
        Some(ObjectCount {
            element: object_type.element.clone(),
            code: object_type.code_base.clone(),
            suffix: format!("{:02}", object_type.geometry.suffix()),
            name: object_type.name.clone(),
            part: object_type.part,
            insert,
            update,
            delete,
            reference,
        })
    };
    whole.counts.iter().filter_map(known).collect()
}

/// What became of every check of the table.
fn outcomes(
    report: &FileReport,
    found: &Found,
    reasons: &Reasons,
    open: &[(CheckId, LeftOpen)],
    options: &Options,
) -> Vec<CheckOutcome> {
    let version = report.jvf_version.as_deref().unwrap_or_default();
    CHECKS
        .iter()
        .map(|check| {
            let counted = found.count(check.id);
            let reason = reasons.iter().find(|(id, _)| *id == check.id);
            let left = open.iter().find(|(id, _)| *id == check.id).map(|(_, left)| left);
            let reason = reason.map(|(_, why)| why).or(left.map(|left| &left.why));
            let state = match (options.rules.of(check, version), counted, reason) {
                (_, Some((_, severity)), _) => State::Run(severity.into()),
                (Treatment::NotRun(why), ..) => State::NotRun(why.texts()),
                _ if !options.wants(check.id) => State::NotRun(SKIPPED.texts()),
                (_, None, Some(why)) => State::NotRun(why.clone()),
                (_, None, None) => State::Run(Verdict::Ok),
            };
            CheckOutcome {
                check: check.id,
                state,
                findings: counted.map_or(0, |(count, _)| count),
                left_open: left.cloned(),
            }
        })
        .collect()
}

/// A delivery that was read to its end.
struct Delivery<'a> {
    plan: &'a Plan<'a>,
    accompanying: &'a Accompanying,
    objects: &'a [ObjectCount],
}

impl Delivery<'_> {
    fn judge(&self, found: &mut Found, reasons: &mut Reasons) {
        self.polygons(found);
        self.existence(found, reasons);
        self.extent(found, reasons);
        self.complete_areas(found, reasons);
        self.surveyor(found);
    }

    /// Check 2.1 of the change records: the data of the authorised surveyor.
    fn surveyor(&self, found: &mut Found) {
        if !self.changes_zps() {
            return;
        }
        let kind = self.plan.delivery(Part::Zps).kind;
        let structure_checked = self.plan.severity(STRUCTURE).is_some();
        let generation = self.plan.catalogue.generation;
        for raised in of_delivery(self.accompanying, kind, generation, structure_checked) {
            let Some(severity) = self.plan.severity(ATTRIBUTES) else {
                return;
            };
            let severity = severity.min(raised.severity);
            found.tell(ATTRIBUTES, severity, || Finding {
                check: ATTRIBUTES,
                severity,
                text: raised.texts(),
                feature: None,
                related: Vec::new(),
                position: Some(Place {
                    offset: raised.position.byte,
                    ..Place::default()
                }),
                location: None,
            });
        }
    }

    fn tell(
        &self,
        found: &mut Found,
        check: CheckId,
        area: Option<&Area>,
        location: Option<Geometry>,
        texts: Texts,
    ) {
        let Some(severity) = self.plan.severity(check) else {
            return;
        };
        found.tell(check, severity, || Finding {
            check,
            severity,
            text: texts,
            feature: area
                .and_then(|area| area.gml_id.clone())
                .map(|gml_id| FeatureRef {
                    gml_id: Some(gml_id),
                    ..FeatureRef::default()
                }),
            related: Vec::new(),
            position: area.map(|area| Place {
                offset: area.position.byte,
                ..Place::default()
            }),
            location: location.or_else(|| area.and_then(polygon)),
        });
    }

    /// Checks 1.4 and 1.5 of the polygons of the accompanying information.
    fn polygons(&self, found: &mut Found) {
        let complete = self
            .accompanying
            .complete_areas
            .iter()
            .flat_map(|area| &area.areas);
        for area in self.accompanying.change_areas().chain(complete) {
            match &area.ground {
                Ground::Empty => {}
                Ground::Unreadable(texts) => self.tell(found, GEOMETRY, Some(area), None, texts.clone()),
                Ground::Polygon(rings) => {
                    let rules = &self.plan.options.rules;
                    let (x, y) = (rules.range(Measure::X), rules.range(Measure::Y));
                    let mut positions = rings.iter().flatten();
                    if let Some(position) = positions.find(|c| !x.contains(&c.x) || !y.contains(&c.y)) {
                        let [east, north, _] = position.metres();
                        let texts = Texts::new(
                            format!(
                                "bod {east:.2} {north:.2} polygonu leží mimo Českou republiku; EPSG:5514 má první X, potom Y, obě záporné"
                            ),
                            format!(
                                "position {east:.2} {north:.2} of the polygon is outside Czechia; EPSG:5514 has X first, then Y, both negative"
                            ),
                        );
                        self.tell(found, RANGES, Some(area), None, texts);
                    }
                }
            }
        }
    }

    /// Whether the delivery changes ZPS.
    fn changes_zps(&self) -> bool {
        self.plan.mode == Some(RecordMode::Changes)
            && self
                .objects
                .iter()
                .any(|count| count.part == Part::Zps && count.insert + count.update + count.delete > 0)
    }

    /// Check 1.2: a delivery that changes ZPS has a change area.
    fn existence(&self, found: &mut Found, reasons: &mut Reasons) {
        if !self.changes_zps() {
            reasons.push((
                AREA,
                Texts::new(
                    "soubor nemění objekty ZPS; oblast změny se nevyžaduje",
                    "the file changes no objects of ZPS; no change area is demanded",
                ),
            ));
            return;
        }
        if self.plan.area.is_some() {
            return;
        }
        let empty = self
            .accompanying
            .change_areas()
            .find(|area| area.ground == Ground::Empty);
        self.tell(
            found,
            AREA,
            empty,
            None,
            Texts::new(
                "soubor nemá oblast změny; doplňte do ZaznamZmeny prvek OblastZmeny s polygonem kolem všech změn",
                "the file has no change area; add OblastZmeny with a polygon around all changes to ZaznamZmeny",
            ),
        );
    }

    /// Check 1.3: the change area meets the region.
    fn extent(&self, found: &mut Found, reasons: &mut Reasons) {
        let Some(area) = &self.plan.area else {
            let why = Texts::new("soubor nemá oblast změny", "the file has no change area");
            reasons.push((EXTENT, why));
            return;
        };
        let options = self.plan.options;
        let wanted = |outline: &&Outline| {
            options
                .region
                .as_ref()
                .is_none_or(|region| outline.code == *region)
        };
        let outlines: Vec<_> = options.outlines.iter().filter(wanted).collect();
        let meets = outlines
            .iter()
            .any(|outline| Cover::new(&outline.polygons).is_ok_and(|region| region.touches(area)));
        match &options.region {
            _ if meets => {}
            Some(region) if !outlines.is_empty() => {
                let first = self.accompanying.change_areas().find(|area| area.rings().is_some());
                let texts = Texts::new(
                    format!("oblast změny leží celá mimo kraj {region}; zvolte správný kraj, nebo opravte souřadnice oblasti"),
                    format!("the change area lies wholly outside of region {region}; choose the right region, or correct the area's coordinates"),
                );
                self.tell(found, EXTENT, first, None, texts);
            }
            _ => reasons.push((
                EXTENT,
                Texts::new(
                    "oblast změny leží mimo kraje, jejichž hranice jsou známy; uveďte kraj a jeho hranice (dtm check --region … --outlines …)",
                    "the change area lies outside of the regions whose outlines are known; name the region and its outline (dtm check --region … --outlines …)",
                ),
            )),
        }
    }

    /// Check 1.7 of the areas of complete ZPS that change.
    fn complete_areas(&self, found: &mut Found, reasons: &mut Reasons) {
        let Some(area) = self
            .plan
            .area
            .as_ref()
            .filter(|_| self.plan.mode == Some(RecordMode::Changes))
        else {
            reasons.push((
                INSIDE,
                Texts::new(
                    "soubor nemá změnové věty s oblastí změny",
                    "the file has no change records with a change area",
                ),
            ));
            return;
        };
        for complete in &self.accompanying.complete_areas {
            if complete.role == Some(AreaRole::Reference) {
                continue;
            }
            for part in &complete.areas {
                if let Some(Err(Outside { at, .. })) = part.rings().map(|rings| area.covers_polygon(rings)) {
                    let [x, y, _] = at.metres();
                    let texts = Texts::new(
                        format!(
                            "změna oblasti kompletní ZPS leží mimo oblast změny (poprvé v {x:.2} {y:.2}); rozšiřte oblast změny"
                        ),
                        format!(
                            "a change of the area of complete ZPS lies outside of the change area (first at {x:.2} {y:.2}); extend the change area"
                        ),
                    );
                    let place = Geometry::new(Dimension::Two, Shape::Point(at));
                    self.tell(found, INSIDE, Some(part), Some(place), texts);
                }
            }
        }
    }
}

fn polygon(area: &Area) -> Option<Geometry> {
    let rings = area.rings()?;
    Some(Geometry::new(Dimension::Two, Shape::Polygon(rings.to_vec())))
}
