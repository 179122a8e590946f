//! What one file is checked for: the checks that run, how severe their findings are, and what the file says of itself.

use super::accompanying::Accompanying;
use super::attributes::{AttributeRules, Delivery};
use super::options::Options;
use super::preview::Preview;
use super::structure::Automata;
use super::table::{CHECKS, Group, Said, Treatment};
use super::{CheckId, RecordMode, Severity};
use crate::geom::cover::Cover;
use crate::model::{Catalogue, ObjectType, Part};

/// Structure of the file.
pub(super) const STRUCTURE: CheckId = CheckId::new(Group::Format, 1);
/// Existence of a change area.
pub(super) const AREA: CheckId = CheckId::new(Group::Format, 2);
/// The area meets the region.
pub(super) const EXTENT: CheckId = CheckId::new(Group::Format, 3);
/// Kinds of geometry.
pub(super) const GEOMETRY: CheckId = CheckId::new(Group::Format, 4);
/// Ranges of coordinates.
pub(super) const RANGES: CheckId = CheckId::new(Group::Format, 5);
/// Two decimals.
pub(super) const DECIMALS: CheckId = CheckId::new(Group::Format, 6);
/// Changes lie in the area.
pub(super) const INSIDE: CheckId = CheckId::new(Group::Format, 7);

/// Values of attributes.
pub(super) const ATTRIBUTES: CheckId = CheckId::new(Group::Attributes, 1);

/// What a file is checked for.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) options: &'a Options,
    pub(super) catalogue: &'static Catalogue,
    pub(super) automata: &'static Automata,
    pub(super) version: String,
    pub(super) mode: Option<RecordMode>,
    pub(super) accompanying: Accompanying,
    /// The change areas, when there are any that cover something.
    pub(super) area: Option<Cover>,
    severities: Vec<(CheckId, Option<Severity>)>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(preview: Preview, options: &'a Options) -> Self {
        let mode = match preview.header.kind.as_str() {
            "změnové věty" => Some(RecordMode::Changes),
            "kompletní zápis" => Some(RecordMode::State),
            _ => None,
        };
        let rings = preview
            .accompanying
            .change_areas()
            .filter_map(|area| area.rings());
        let area = Cover::new(rings).ok().filter(|cover| !cover.is_empty());
        let version = preview.header.version;
        let severities = CHECKS
            .iter()
            .map(|check| {
                let severity = match options.rules.of(check, &version) {
                    Treatment::Run(severity) if options.wants(check.id) => Some(severity),
                    _ => None,
                };
                (check.id, severity)
            })
            .collect();
        Self {
            options,
            catalogue: preview.catalogue,
            automata: preview.automata,
            version,
            mode,
            accompanying: preview.accompanying,
            area,
            severities,
        }
    }

    /// How severe findings of a check are; `None` when it does not run.
    pub(super) fn severity(&self, check: CheckId) -> Option<Severity> {
        let known = self.severities.iter().find(|(id, _)| *id == check);
        known.and_then(|(_, severity)| *severity)
    }

    /// What is demanded of the attributes of an object type.
    pub(super) fn attribute_rules(&self, object_type: &ObjectType) -> AttributeRules {
        let structure_checked = self.severity(STRUCTURE).is_some();
        let Options {
            rules, combinations, ..
        } = self.options;
        AttributeRules::new(
            self.catalogue,
            object_type,
            rules,
            combinations,
            structure_checked,
        )
    }

    /// What the delivery is for objects of a content part.
    pub(super) fn delivery(&self, part: Part) -> Delivery {
        let zps = part == Part::Zps;
        let mode = self.mode.unwrap_or(RecordMode::State);
        Delivery {
            kind: self.accompanying.kind(mode, zps, !zps, self.options.kind),
            consolidation: self.accompanying.consolidation(),
        }
    }
}

/// Why a check that is in force did not run.
pub(super) const SKIPPED: Said = Said {
    czech: "kontrola byla vynechána na přání (--only, --skip)",
    english: "the check was left out as asked (--only, --skip)",
};
