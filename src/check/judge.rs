//! One record after another: what is wrong with each, by the checks that need no other record.

use super::areas::written::{self, Verdict};
use super::areas::{Unjudged, WRITTEN};
use super::attributes::{AttributeRules, Delivery, Raised};
use super::found::Found;
use super::plan::{DECIMALS, GEOMETRY, INSIDE, Plan, RANGES, STRUCTURE};
use super::table::Measure;
use super::watch::Slip;
use super::{CheckId, FeatureRef, Finding, Place, RecordMode, Severity, Texts};
use crate::geom::cover::Outside;
use crate::jvf::read::{Fault, RecordFault};
use crate::model::catalogue::GeometryKind;
use crate::model::{
    AttributeId, Coordinate, Dimension, Geometry, Language, Message as _, ObjectType, Operation, Part,
    Position, Record, Shape,
};

/// A record with everything that the reading of it told.
pub(super) struct Seen<'a> {
    pub(super) position: Position,
    pub(super) object_type: &'a ObjectType,
    /// What could be read.
    pub(super) record: Option<&'a Record>,
    pub(super) faults: &'a [RecordFault],
    pub(super) slips: &'a [Slip],
}

impl Seen<'_> {
    fn feature(&self, external: Option<AttributeId>) -> FeatureRef {
        let fault = self.faults.first();
        let id = match self.record {
            Some(record) => record.id.map(|id| id.to_string()),
            None => fault.and_then(|fault| fault.id.clone()),
        };
        let gml_id = match self.record {
            Some(record) => record.gml_id.clone(),
            None => fault.and_then(|fault| fault.gml_id.clone()),
        };
        let external = external.and_then(|attribute| self.record?.attributes.get(attribute));
        FeatureRef {
            id,
            external_id: external.filter(|text| !text.is_empty()).map(str::to_owned),
            gml_id,
            element: Some(self.object_type.element.clone()),
            record: Some(self.position.record),
        }
    }

    fn location(&self) -> Option<Geometry> {
        let record = self.record?;
        record.geometry.clone().or_else(|| record.critical_area.clone())
    }
}

/// Judges records; what it finds is kept in order.
pub(super) struct Judge<'a> {
    plan: &'a Plan<'a>,
    rules: &'a AttributeRules,
    delivery: Delivery,
    raised: Vec<Raised>,
    external: Option<AttributeId>,
    pub(super) found: Found,
    /// Polygons that check 4.11 could not judge.
    pub(super) unjudged: Unjudged,
}

impl<'a> Judge<'a> {
    /// A judge of records of one object type.
    pub(super) fn new(plan: &'a Plan<'a>, object_type: &ObjectType, rules: &'a AttributeRules) -> Self {
        Self {
            plan,
            rules,
            delivery: plan.delivery(object_type.part),
            raised: Vec::new(),
            external: plan.catalogue.attribute_id("IDExterni"),
            found: Found::new(plan.options.limit),
            unjudged: Unjudged::default(),
        }
    }

    /// Takes a finding about a record, as severe as the check is.
    fn tell(&mut self, check: CheckId, seen: &Seen<'_>, at: u64, location: Option<Geometry>, texts: Texts) {
        self.tell_at_most(Severity::Error, check, seen, at, location, texts);
    }

    fn tell_at_most(
        &mut self,
        most: Severity,
        check: CheckId,
        seen: &Seen<'_>,
        at: u64,
        location: Option<Geometry>,
        texts: Texts,
    ) {
        let Some(severity) = self.plan.severity(check).map(|severity| severity.min(most)) else {
            return;
        };
        let external = self.external;
        self.found.tell(check, severity, || Finding {
            check,
            severity,
            text: texts,
            feature: Some(seen.feature(external)),
            related: Vec::new(),
            position: Some(Place {
                offset: at,
                ..Place::default()
            }),
            location: location.or_else(|| seen.location()),
        });
    }

    /// Judges a record.
    pub(super) fn record(&mut self, seen: &Seen<'_>) {
        for slip in seen.slips {
            let check = if slip.geometry { GEOMETRY } else { STRUCTURE };
            self.tell(check, seen, slip.at, None, slip.texts.clone());
        }
        for fault in seen.faults {
            self.fault(seen, fault);
        }
        if let Some(record) = seen.record {
            self.ranges(seen, record);
            self.inside(seen, record);
            self.written(seen, record);
            self.attributes(seen, record);
        }
    }

    /// Checks 2.1 and 2.2.
    fn attributes(&mut self, seen: &Seen<'_>, record: &Record) {
        self.rules.check(record, &mut self.raised);
        if self.raised.is_empty() {
            return;
        }
        let (catalogue, combinations) = (self.plan.catalogue, &self.plan.options.combinations);
        for raised in std::mem::take(&mut self.raised) {
            if self.delivery.demands(raised.demand()) {
                let texts = raised.texts(catalogue, combinations);
                let at = seen.position.byte;
                self.tell_at_most(raised.severity, raised.check(), seen, at, None, texts);
            }
        }
    }

    /// A fault that the reader found: of the forms of geometry and of coordinates. What is a fault of structure too is
    /// told by the check of structure.
    fn fault(&mut self, seen: &Seen<'_>, fault: &RecordFault) {
        let check = match &fault.fault {
            // Both checks ask for closed rings of four positions; who runs only the later one is told by that.
            Fault::OpenRing | Fault::TooShort("LinearRing") if self.plan.severity(GEOMETRY).is_none() => {
                WRITTEN
            }
            Fault::Arc if may_have_arcs(seen.object_type) => return,
            Fault::WrongGeometry(_)
            | Fault::UnsupportedGeometry(_)
            | Fault::Arc
            | Fault::NoGeometry
            | Fault::Dimension(_)
            | Fault::TooShort(_)
            | Fault::OpenRing => GEOMETRY,
            Fault::Crs(_) | Fault::Number(_) | Fault::OutOfRange(_) => RANGES,
            Fault::TooPrecise(_) => DECIMALS,
            _ => return,
        };
        let told = |slip: &Slip| slip.at >= fault.position.byte;
        if !matches!(fault.fault, Fault::TooPrecise(_) | Fault::OutOfRange(_)) && seen.slips.iter().any(told)
        {
            return;
        }
        let texts = Texts::new(
            fault.fault.text(Language::Czech),
            fault.fault.text(Language::English),
        );
        self.tell(check, seen, fault.position.byte, None, texts);
    }

    /// Check 1.5: every position in the ranges of X and Y; heights of ZPS in theirs.
    fn ranges(&mut self, seen: &Seen<'_>, record: &Record) {
        let rules = &self.plan.options.rules;
        let heights = match (seen.object_type.part, seen.object_type.geometry) {
            (Part::Zps, GeometryKind::DefinitionPoint) => Some(Measure::DefinitionPointHeight),
            (Part::Zps, _) => Some(Measure::Height),
            _ => None,
        };
        for geometry in [&record.geometry, &record.outline, &record.critical_area]
            .into_iter()
            .flatten()
        {
            let heights = heights.filter(|_| geometry.dimension == Dimension::Three);
            let measures = [Some(Measure::X), Some(Measure::Y), heights]
                .map(|measure| measure.map(|measure| (measure, rules.range(measure))));
            let wrong = geometry.coordinates().find_map(|position| {
                let values = [position.x, position.y, position.z];
                let mut pairs = measures.iter().flatten().zip(values);
                let ((measure, range), value) = pairs.find(|((_, range), value)| !range.contains(value))?;
                Some((position, *measure, range.clone(), value))
            });
            if let Some((position, measure, range, value)) = wrong {
                let texts = out_of_range(measure, value, &range);
                let place = point(position, geometry.dimension);
                self.tell(RANGES, seen, seen.position.byte, Some(place), texts);
                return;
            }
        }
    }

    /// Check 1.7: what changes lies wholly in the union of the change areas.
    fn inside(&mut self, seen: &Seen<'_>, record: &Record) {
        let plan = self.plan;
        let Some(area) = &plan.area else {
            return;
        };
        let changes = plan.mode == Some(RecordMode::Changes) && record.operation != Operation::Reference;
        if !changes || seen.object_type.part != Part::Zps || plan.severity(INSIDE).is_none() {
            return;
        }
        for geometry in [&record.geometry, &record.outline].into_iter().flatten() {
            if let Err(Outside { at, .. }) = area.covers(geometry) {
                let [x, y, _] = at.metres();
                let texts = Texts::new(
                    format!(
                        "objekt leží mimo oblast změny (poprvé v {x:.2} {y:.2}); rozšiřte oblast změny, nebo objekt z dodávky vyřaďte"
                    ),
                    format!(
                        "the object lies outside of the change area (first at {x:.2} {y:.2}); extend the change area, or leave the object out of the delivery"
                    ),
                );
                self.tell(
                    INSIDE,
                    seen,
                    seen.position.byte,
                    Some(point(at, Dimension::Two)),
                    texts,
                );
                return;
            }
        }
    }

    /// Check 4.11: polygons as they are written.
    fn written(&mut self, seen: &Seen<'_>, record: &Record) {
        if self.plan.severity(WRITTEN).is_none() {
            return;
        }
        let has_arcs = seen.faults.iter().any(|fault| matches!(fault.fault, Fault::Arc));
        for geometry in [&record.geometry, &record.critical_area].into_iter().flatten() {
            let Shape::Polygon(rings) = &geometry.shape else {
                continue;
            };
            // The positions of an arc are no vertices.
            if has_arcs {
                self.unjudged.arcs += 1;
                continue;
            }
            match written::judge(rings) {
                Verdict::InOrder => {}
                Verdict::Unknown => self.unjudged.tangled += 1,
                Verdict::Wrong(flaw) => {
                    let place = flaw.at.map(|at| point(at, Dimension::Two));
                    self.tell(WRITTEN, seen, seen.position.byte, place, flaw.rule.texts());
                }
            }
        }
    }
}

fn point(position: Coordinate, dimension: Dimension) -> Geometry {
    Geometry::new(dimension, Shape::Point(position))
}

/// Zones of uncertainty and protective and safety zones of transport and technical infrastructure may have arcs.
fn may_have_arcs(object_type: &ObjectType) -> bool {
    let zone = |group: &str| group.contains("Pasem");
    object_type.attributes.iter().any(|used| zone(&used.name))
}

fn out_of_range(measure: Measure, value: i32, range: &std::ops::RangeInclusive<i32>) -> Texts {
    let metres = |centimetres: i32| f64::from(centimetres) / 100.0;
    let (value, low, high) = (metres(value), metres(*range.start()), metres(*range.end()));
    match measure {
        Measure::X | Measure::Y => {
            let axis = if measure == Measure::X { "X" } else { "Y" };
            Texts::new(
                format!(
                    "souřadnice {axis} {value:.2} leží mimo rozsah {low:.2} až {high:.2}; EPSG:5514 má první X, potom Y, obě záporné"
                ),
                format!(
                    "coordinate {axis} {value:.2} is not between {low:.2} and {high:.2}; EPSG:5514 has X first, then Y, both negative"
                ),
            )
        }
        _ => Texts::new(
            format!("výška {value:.2} m leží mimo rozsah {low:.2} až {high:.2} m; opravte výšku (Bpv)"),
            format!("height {value:.2} m is not between {low:.2} and {high:.2} m; correct the height (Bpv)"),
        ),
    }
}
