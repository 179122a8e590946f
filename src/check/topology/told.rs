//! Facts become findings: objects by their names, places as geometries, sentences.

use super::complete::Complete;
use super::fact::{Fact, NOBODY, Rule, findings};
use super::scene::{Scene, Standing};
use super::words;
use crate::check::found::Found;
use crate::check::plan::Plan;
use crate::check::{FeatureRef, Finding, Place};
use crate::model::{Catalogue, Coordinate, Dimension, FeatureId, Geometry, Shape};

/// Parts and positions of one place at most: a report is for people.
const MOST_PARTS: usize = 500;

/// Tells facts of a scene.
pub(super) struct Teller<'a> {
    plan: &'a Plan<'a>,
    scene: &'a Scene,
    complete: &'a Complete,
}

impl<'a> Teller<'a> {
    pub(super) fn new(plan: &'a Plan<'a>, scene: &'a Scene, complete: &'a Complete) -> Self {
        Self {
            plan,
            scene,
            complete,
        }
    }

    /// Tells settled facts.
    pub(super) fn tell(&self, facts: &[Fact], found: &mut Found) {
        for finding in findings(facts) {
            let rule = finding[0].rule;
            let Some(severity) = self.plan.severity(rule.check()) else {
                continue;
            };
            let severity = severity.min(rule.severity());
            found.tell(rule.check(), severity, || Finding {
                severity,
                ..self.finding(finding)
            });
        }
    }

    fn finding(&self, facts: &[Fact]) -> Finding {
        let fact = facts[0];
        if fact.rule == Rule::Outline {
            return self.outline(fact);
        }
        let partners: &[Fact] = if fact.rule.is_set() { facts } else { &facts[..1] };
        let partners: Vec<u32> = partners
            .iter()
            .map(|fact| fact.partner)
            .filter(|partner| *partner != NOBODY)
            .collect();
        let removed = partners.iter().map(|partner| self.scene.object(*partner));
        let mut removed = removed.filter(|partner| partner.standing == Standing::Removed);
        let cause = removed.next().map(|partner| partner.role);
        let told = std::iter::once(fact.object).chain(partners.iter().copied());
        Finding {
            check: fact.rule.check(),
            severity: fact.rule.severity(),
            text: words::text(fact.rule, cause),
            feature: Some(feature(self.plan, self.scene, fact.object)),
            related: partners
                .iter()
                .map(|partner| feature(self.plan, self.scene, *partner))
                .collect(),
            position: told.into_iter().find_map(|number| position(self.scene, number)),
            location: Some(self.location(facts)),
        }
    }

    fn outline(&self, fact: Fact) -> Finding {
        let area = self.complete.area(fact.object);
        let taken = Some(fact.partner).filter(|partner| *partner != NOBODY);
        let at = |offset| Place {
            offset,
            ..Place::default()
        };
        let told = area.position.map(|position| at(position.byte));
        Finding {
            check: fact.rule.check(),
            severity: fact.rule.severity(),
            text: words::text(fact.rule, taken.map(|line| self.scene.object(line).role)),
            feature: area.gml_id.clone().map(|gml_id| FeatureRef {
                gml_id: Some(gml_id),
                ..FeatureRef::default()
            }),
            related: taken
                .iter()
                .map(|line| feature(self.plan, self.scene, *line))
                .collect(),
            position: told.or_else(|| position(self.scene, taken?)),
            location: Some(Geometry::new(Dimension::Two, Shape::Line(fact.at.to_vec()))),
        }
    }

    fn location(&self, facts: &[Fact]) -> Geometry {
        let fact = facts[0];
        let course = self.scene.positions(fact.object);
        let flat = |c: Coordinate| Coordinate { z: 0, ..c };
        let point = |dimension, c| Geometry::new(dimension, Shape::Point(c));
        match fact.rule {
            Rule::Overlap | Rule::OverlapsItself => {
                let parts = facts
                    .iter()
                    .take(MOST_PARTS)
                    .map(|fact| fact.at.map(flat).to_vec())
                    .collect();
                Geometry::new(Dimension::Two, Shape::MultiLine(parts))
            }
            Rule::Close | Rule::Short => Geometry::new(Dimension::Three, Shape::Line(fact.at.to_vec())),
            Rule::SameCourse | Rule::NearlySameCourse => Geometry::new(
                Dimension::Three,
                Shape::Line(course.iter().take(MOST_PARTS).copied().collect()),
            ),
            Rule::Crossing | Rule::CrossesItself | Rule::SameDefinitionPoint | Rule::Shrinks => {
                point(Dimension::Two, flat(fact.at[0]))
            }
            _ => point(Dimension::Three, fact.at[0]),
        }
    }
}

/// What the file tells of an object; of an old state, by the record that takes its place.
pub(in crate::check) fn feature(plan: &Plan<'_>, scene: &Scene, number: u32) -> FeatureRef {
    let number = scene.object(number).told_by;
    let object = scene.object(number);
    let (gml_id, external_id) = scene.names(number);
    let told = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    FeatureRef {
        id: FeatureId::from_number(object.id).map(|id| id.to_string()),
        external_id: told(external_id),
        gml_id: told(gml_id),
        element: element(plan, object.object_type),
        record: (object.record > 0).then_some(object.record),
    }
}

/// The element name of an object type, which the database may know by another version.
fn element(plan: &Plan<'_>, key: i32) -> Option<String> {
    let others = Catalogue::versions().filter_map(|version| Catalogue::embedded(version).ok());
    let mut catalogues = [plan.catalogue].into_iter().chain(others);
    let known = catalogues.find_map(|catalogue| catalogue.object_type_by_key(key));
    known.map(|object_type| object_type.element.clone())
}

/// Where in the file an object is, when it is there.
pub(in crate::check) fn position(scene: &Scene, number: u32) -> Option<Place> {
    let object = scene.object(scene.object(number).told_by);
    (object.record > 0).then(|| Place {
        offset: object.at,
        ..Place::default()
    })
}
