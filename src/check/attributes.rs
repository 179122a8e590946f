//! Checks 2.1 (attributes) and 2.2 (deleted objects with an IČS), record by record.
//!
//! [`AttributeRules`] is made once for an object type and then asked of every record of it; a record in order costs no
//! allocation. The accompanying information stands behind the records, so what kind of delivery it is and whether it is
//! a consolidation is known at the end only: each [`Raised`] names the [`Demand`] under which it is a finding, and
//! [`Delivery::demands`] decides it then.
//!
//! Sources: the published text of checks 2.1 and 2.2 with its dates; annex 1 of decree 393/2020 Sb. as the schemas mirror
//! it; the quirks of official samples, which none of the rules may call wrong. Each rule names its own in [`RULES`].

mod combinations;
mod forms;
mod prepared;
mod rules;
mod texts;

pub use combinations::{Combination, Combinations, CombinationsError};
pub use prepared::AttributeRules;
pub use rules::{RULES, Rule, RuleRow};

use super::accompanying::{Accompanying, ChangeRecord, DeliveryKind};
use super::{CheckId, Severity};
use crate::model::{AttributeId, Position};

/// Under which circumstances something [`Raised`] is a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Demand {
    /// Under all.
    Always,
    /// In what a sender delivers; issued data may have it.
    Sent,
    /// In a documentation of changes of ZPS (GAD, KAD) that is no consolidation.
    NewElements,
}

/// What the end of a file tells about all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// What it is, see [`Accompanying::kind`].
    pub kind: DeliveryKind,
    /// `Konsolidace` is set, see [`Accompanying::consolidation`].
    pub consolidation: bool,
}

impl Delivery {
    /// Whether what was raised under a demand is a finding in this delivery.
    pub fn demands(self, demand: Demand) -> bool {
        match demand {
            Demand::Always => true,
            Demand::Sent => self.kind != DeliveryKind::Issue,
            Demand::NewElements => self.kind.updates_zps() && !self.consolidation,
        }
    }
}

/// What a record gave rise to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    /// By which rule.
    pub rule: Rule,
    /// At most how severe; the use may make it milder.
    pub severity: Severity,
    /// The attribute that it is about; `None` for several.
    pub attribute: Option<AttributeId>,
    /// The value as written, cut to 40 characters; empty when there is none.
    pub value: Box<str>,
    /// Which of the forbidden combinations, by its place in [`Combinations`].
    pub combination: Option<u16>,
}

impl Raised {
    /// What a rule finds at a value, as severe as the rule is.
    fn by(rule: Rule, attribute: Option<AttributeId>, value: &str) -> Self {
        Self {
            rule,
            severity: rule.row().severity,
            attribute,
            value: value.trim().chars().take(40).collect::<String>().into_boxed_str(),
            combination: None,
        }
    }

    /// The check that the finding counts to.
    pub fn check(&self) -> CheckId {
        self.rule.row().check
    }

    /// Under which circumstances it is a finding.
    pub fn demand(&self) -> Demand {
        self.rule.row().demand
    }
}

/// What the accompanying information gave rise to; it counts to check 2.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RaisedByChange {
    /// By which rule.
    pub rule: Rule,
    /// At most how severe.
    pub severity: Severity,
    /// The element that is missing or empty.
    pub element: &'static str,
    /// Where the change record is.
    pub position: Position,
}

/// The data of the authorised surveyor in the change records, to be asked at the end of a file.
///
/// A GAD must name the surveyor (`AZI`) in every change record; from JVF DTM 1.5 on the day and the number of the verification
/// belong to it. What is missing altogether in a file of generation 2 is a matter of the structure; `structure_checked` says
/// that check 1.1 tells it.
pub fn of_delivery(
    accompanying: &Accompanying,
    kind: DeliveryKind,
    generation: u8,
    structure_checked: bool,
) -> Vec<RaisedByChange> {
    let mut raised = Vec::new();
    for change in &accompanying.changes {
        let mut raise = |rule: Rule, element| {
            raised.push(RaisedByChange {
                rule,
                severity: rule.row().severity,
                element,
                position: change.position,
            });
        };
        let wanting = |text: &Option<String>| match text {
            Some(text) => text.is_empty(),
            None => generation < 2 || !structure_checked,
        };
        match kind {
            DeliveryKind::Gad => {
                let ChangeRecord {
                    azi,
                    verified_on,
                    verification,
                    ..
                } = change;
                if wanting(azi) {
                    raise(Rule::Surveyor, "AZI");
                }
                if generation >= 2 && wanting(verified_on) {
                    raise(Rule::Verification, "DatumOvereni");
                }
                if generation >= 2 && wanting(verification) {
                    raise(Rule::Verification, "CisloOvereni");
                }
            }
            DeliveryKind::ZpsChanges if !change.has_azi() => raise(Rule::SurveyorUntold, "AZI"),
            _ => {}
        }
    }
    raised
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(azi: Option<&str>, number: Option<&str>) -> Accompanying {
        Accompanying {
            changes: vec![ChangeRecord {
                position: Position::default(),
                azi: azi.map(str::to_owned),
                verified_on: Some("2026-01-01".to_owned()),
                verification: number.map(str::to_owned),
                consolidation: false,
                areas: Vec::new(),
            }],
            ..Accompanying::default()
        }
    }

    fn rules(accompanying: &Accompanying, kind: DeliveryKind, generation: u8, structure: bool) -> Vec<Rule> {
        let raised = of_delivery(accompanying, kind, generation, structure);
        raised.into_iter().map(|raised| raised.rule).collect()
    }

    #[test]
    fn a_gad_names_its_surveyor() {
        use DeliveryKind::{Gad, Issue, Kad, ZpsChanges};
        assert_eq!(rules(&change(Some("12"), None), Gad, 1, true), []);
        assert_eq!(rules(&change(None, None), Gad, 1, true), [Rule::Surveyor]);
        assert_eq!(rules(&change(Some(""), None), Gad, 1, true), [Rule::Surveyor]);
        assert_eq!(rules(&change(None, None), Kad, 1, true), []);
        assert_eq!(rules(&change(None, None), Issue, 1, true), []);
        assert_eq!(
            rules(&change(None, None), ZpsChanges, 1, true),
            [Rule::SurveyorUntold]
        );
    }

    #[test]
    fn from_1_5_on_the_verification_belongs_to_it() {
        use DeliveryKind::{Gad, Kad};
        assert_eq!(rules(&change(Some("12"), Some("1/2026")), Gad, 2, true), []);
        assert_eq!(
            rules(&change(Some("12"), Some("")), Gad, 2, true),
            [Rule::Verification]
        );
        assert_eq!(rules(&change(Some("12"), Some("")), Kad, 2, true), []);
    }

    #[test]
    fn a_missing_element_of_generation_2_is_told_once() {
        let wanting = change(None, None);
        assert_eq!(rules(&wanting, DeliveryKind::Gad, 2, true), []);
        assert_eq!(
            rules(&wanting, DeliveryKind::Gad, 2, false),
            [Rule::Surveyor, Rule::Verification]
        );
    }

    #[test]
    fn new_elements_are_judged_in_updates_of_zps_that_are_no_consolidation() {
        let demands = |kind, consolidation| Delivery { kind, consolidation }.demands(Demand::NewElements);
        for kind in [DeliveryKind::Gad, DeliveryKind::Kad, DeliveryKind::ZpsChanges] {
            assert!(demands(kind, false));
            assert!(!demands(kind, true));
        }
        for kind in [DeliveryKind::Dti, DeliveryKind::Issue, DeliveryKind::Other] {
            assert!(!demands(kind, false));
        }
    }
}
