//! What the schemas of generation 1 leave unsaid and the law or the next generation says: what is public, which types are
//! kept in the plane only, and where the type without a code belongs.
//!
//! Generation 2 says most of it itself: a record of kind `RefV` is the public view, the attribute `dim` is the dimension.
//! `docs/catalogue.md` gives the sources.

use std::collections::BTreeMap;

use crate::model::catalogue::{AttributeType, AttributeUse, GeometryKind, Part};

/// Record kind of generation 1 in [`AttributeUse::required`].
pub(super) const ANY: &str = "*";
/// The public view in generation 2.
const PUBLIC_VIEW: &str = "RefV";

/// Names of natural persons: personal data, never shown to everybody although the public view of generation 2 has them.
const PERSONS: [&str; 2] = ["VkladOsoba", "ZmenaOsoba"];
/// Not public in generation 1: the mark of critical infrastructure (absent from the public view of generation 2).
const CRITICAL: &str = "KritickaTI";
/// How the schema of generation 1 marks an attribute that the public does not get: a value that stands for the hidden one.
const HIDDEN_VALUE: &str = "neveřejný údaj";

/// Groups whose types are not public at all: intents, protective and safety zones.
const NON_PUBLIC_GROUPS: [&str; 3] = [
    "SpolecneAtributyObjektuZameru",
    "SpolecneAtributyObjektuPasemTI",
    "SpolecneAtributyObjektuPasemDI",
];

/// Types of generation 1 outside those groups that are kept in the plane only (`dim` 2 of the next generation):
/// lock chamber, monitored waterway, water part of a port, axis of a flood barrier.
const PLANE_ONLY: [&str; 4] = ["0100000041", "0100000043", "0100000045", "0100000335"];

/// An object under the repealed § 4b (6) of the surveying act; files of generation 1 write nothing but its name.
const UNCLASSIFIED: &str = "O6";

/// Where a type without a code belongs.
pub(super) struct Classification {
    pub(super) code_base: &'static str,
    pub(super) category: &'static str,
    pub(super) group: &'static str,
    pub(super) part: Part,
    pub(super) geometry: GeometryKind,
}

/// What generation 2 says of `O6`, so that the type has the same key in both.
pub(super) fn classification(element: &str) -> Option<Classification> {
    (element == UNCLASSIFIED).then_some(Classification {
        code_base: "0100000372",
        category: "Ochranná a bezpečnostní pásma",
        group: "Ochranné a bezpečnostní pásmo",
        part: Part::Ti,
        geometry: GeometryKind::Area,
    })
}

/// Coordinates per position of a type of generation 1.
pub(super) fn dimension(element: &str, code_base: &str, uses: &[AttributeUse]) -> u8 {
    let in_plane = element == UNCLASSIFIED || PLANE_ONLY.contains(&code_base) || has_non_public_group(uses);
    if in_plane { 2 } else { 3 }
}

/// Whether a type may be shown to everybody.
pub(super) fn is_public_type(element: &str, uses: &[AttributeUse], kinds: &[&str]) -> bool {
    if kinds == [ANY] {
        element != UNCLASSIFIED && !has_non_public_group(uses)
    } else {
        kinds.contains(&PUBLIC_VIEW)
    }
}

fn has_non_public_group(uses: &[AttributeUse]) -> bool {
    uses.iter()
        .any(|used| NON_PUBLIC_GROUPS.contains(&used.name.as_str()))
}

/// Whether a group belongs to types of the basic spatial situation only, where nothing is hidden.
pub(super) fn is_zps_group(name: &str) -> bool {
    name.starts_with("SpolecneAtributyObjektuZPS")
}

/// Marks which attributes of a type or group (`owner`) may be shown to everybody. In the basic spatial situation (`zps`)
/// all may, the names of persons excepted.
pub(super) fn mark_public(
    owner: &str,
    zps: bool,
    mut uses: Vec<AttributeUse>,
    attributes: &BTreeMap<String, AttributeType>,
) -> Vec<AttributeUse> {
    let closed = owner == UNCLASSIFIED || NON_PUBLIC_GROUPS.contains(&owner) || has_non_public_group(&uses);
    for used in &mut uses {
        used.public = if used.required.contains_key(ANY) {
            let hidden = used.name == CRITICAL || attributes.get(&used.name).is_some_and(has_hidden_value);
            !closed && (zps || !hidden)
        } else {
            used.required.contains_key(PUBLIC_VIEW)
        };
        used.public &= !PERSONS.contains(&used.name.as_str());
    }
    uses
}

fn has_hidden_value(attribute: &AttributeType) -> bool {
    let in_codes = attribute.codes.iter().any(|code| code.title == HIDDEN_VALUE);
    in_codes
        || attribute
            .note
            .as_deref()
            .is_some_and(|note| note.ends_with(HIDDEN_VALUE))
}
