//! What the checks of topology found, before anybody puts it into words: small, sortable, the same however the work was shared
//! out.

use super::scene::Scene;
use crate::check::table::Group;
use crate::check::{CheckId, Severity};
use crate::model::Coordinate;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Rule {
    NoDetailPoint,
    Overlap,
    Crossing,
    CrossesItself,
    OverlapsItself,
    ZeroLength,
    SameCourse,
    NearlySameCourse,
    FreeEnd,
    FreeEndUnderground,
    SameDetailPoint,
    SamePoint,
    SameDefinitionPoint,
    Close,
    Short,
    Solitary,
    Outline,
    NearLine,
    Shrinks,
}

impl Rule {
    /// The check that the rule belongs to.
    pub(super) fn check(self) -> CheckId {
        let number = match self {
            Self::NoDetailPoint => 1,
            Self::Overlap => 2,
            Self::Crossing => 3,
            Self::CrossesItself | Self::OverlapsItself => 4,
            Self::ZeroLength => 5,
            Self::SameCourse | Self::NearlySameCourse => 6,
            Self::FreeEnd | Self::FreeEndUnderground => 7,
            Self::SameDetailPoint | Self::SamePoint | Self::SameDefinitionPoint => 8,
            Self::Close => 9,
            Self::Short => 10,
            Self::Solitary => 11,
            Self::Outline => 12,
            Self::NearLine => 13,
            Self::Shrinks => return CheckId::new(Group::Other, 1),
        };
        CheckId::new(Group::Topology, number)
    }

    /// The worst that it can be.
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::NearlySameCourse
            | Self::FreeEndUnderground
            | Self::Close
            | Self::Short
            | Self::NearLine
            | Self::Shrinks => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Whether objects that nobody knows could clear it.
    pub(super) fn can_be_cleared(self) -> bool {
        matches!(
            self,
            Self::NoDetailPoint | Self::FreeEnd | Self::FreeEndUnderground | Self::Solitary | Self::Outline
        )
    }

    /// Whether several facts of the same objects are one finding: parts of one overlap, members of one set.
    fn gathers(self) -> bool {
        matches!(
            self,
            Self::Overlap
                | Self::OverlapsItself
                | Self::SameDetailPoint
                | Self::SamePoint
                | Self::SameDefinitionPoint
        )
    }

    /// Whether the partners of the first object are gathered, and not the places.
    pub(super) fn is_set(self) -> bool {
        matches!(
            self,
            Self::SameDetailPoint | Self::SamePoint | Self::SameDefinitionPoint
        )
    }
}

/// Stands for no partner.
pub(super) const NOBODY: u32 = u32::MAX;

/// One thing that was found. Its order is that of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fact {
    pub(super) rule: Rule,
    /// The object, or the number of an area of complete ZPS ([`Rule::Outline`]).
    pub(super) object: u32,
    /// Its partner, or the removed object that it follows from; [`NOBODY`] when there is none.
    pub(super) partner: u32,
    /// Where: one place twice, or the two ends of a segment in ascending order.
    pub(super) at: [Coordinate; 2],
}

impl Fact {
    /// Something at one place.
    pub(super) fn at(rule: Rule, object: u32, place: Coordinate) -> Self {
        Self {
            rule,
            object,
            partner: NOBODY,
            at: [place, place],
        }
    }

    /// Something along a segment.
    pub(super) fn along(rule: Rule, object: u32, a: Coordinate, b: Coordinate) -> Self {
        Self {
            rule,
            object,
            partner: NOBODY,
            at: [a.min(b), a.max(b)],
        }
    }

    /// The same with a partner.
    pub(super) fn with(self, partner: u32) -> Self {
        Self { partner, ..self }
    }
}

/// Puts facts in order and leaves each once.
pub(super) fn settle(facts: &mut Vec<Fact>) {
    facts.sort_unstable();
    facts.dedup();
}

/// Facts that make one finding each; they have to be [settled](settle).
pub(super) fn findings(facts: &[Fact]) -> impl Iterator<Item = &[Fact]> {
    facts.chunk_by(|a, b| {
        let same = a.rule == b.rule && a.object == b.object && a.rule.gathers();
        same && (if a.rule.is_set() {
            a.at == b.at
        } else {
            a.partner == b.partner
        })
    })
}

/// Numbers of two objects of which a finding tells the changed one first, else the first of the delivery.
pub(super) fn in_order(scene: &Scene, a: u32, b: u32) -> (u32, u32) {
    let key = |number: u32| (!scene.object(number).is_changed(), number);
    if key(a) <= key(b) { (a, b) } else { (b, a) }
}
