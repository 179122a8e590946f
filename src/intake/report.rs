//! What became of a delivery, as it is told to its sender and kept with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::jvf::read::{ReadError, RecordFault};
use crate::model::{Catalogue, Language, Message, Operation, Position, Region};
use crate::store::{Applied, Conflict, ConflictKind, DeliveryFile, DeliveryState, Left};

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// In force as a change set.
    Applied,
    /// The same file was in force already; nothing was done.
    Repeated,
    /// Not in force; [`Report::errors`] say why.
    Refused,
}

/// One fault with its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Located {
    /// Name of the fault, the same in every language.
    pub code: String,
    /// What is wrong and what to do, by language.
    pub message: BTreeMap<String, String>,
    /// Number of the record in the file, counted from 1; 0 outside of the records.
    pub record: u64,
    /// Line, counted from 1.
    pub line: u64,
    /// Offset in bytes from the start of the file; missing where only the line is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byte: Option<u64>,
    /// Element name of the object type.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub object_type: String,
    /// `ID` of the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `gml:id` of the geometry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gml_id: Option<String>,
    /// Where on the map, EPSG:5514 and Bpv in metres: X, Y and, where it matters, the height; the first place of a line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub place: Vec<f64>,
    /// Other objects that take part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// Number of the change set that stands in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_set: Option<i32>,
    /// Who made that change set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
}

/// Another object that takes part in a fault; of the delivery, or of the state that it is judged over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Related {
    /// Element name of the object type.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub object_type: String,
    /// `ID`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `gml:id` of the geometry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gml_id: Option<String>,
    /// Number of the record in the file, counted from 1; missing when it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
}

impl Located {
    fn new(code: &str, message: &impl Message, at: Position, byte: Option<u64>) -> Self {
        let texts = Language::ALL.map(|language| (language.code().to_owned(), message.text(language)));
        Self {
            code: code.to_owned(),
            message: texts.into(),
            record: at.record,
            line: at.line,
            byte,
            object_type: String::new(),
            id: None,
            gml_id: None,
            place: Vec::new(),
            related: Vec::new(),
            change_set: None,
            author: None,
        }
    }

    pub(super) fn of_file(error: &ReadError) -> Self {
        Self::new(error.what.code(), error, error.at, Some(error.at.byte))
    }

    pub(super) fn of_record(fault: &RecordFault) -> Self {
        Self {
            object_type: fault.object_type.clone(),
            id: fault.id.clone(),
            gml_id: fault.gml_id.clone(),
            ..Self::new(
                fault.fault.code(),
                &fault.fault,
                fault.position,
                Some(fault.position.byte),
            )
        }
    }

    fn of_conflict(conflict: &Conflict, catalogue: Option<&Catalogue>) -> Self {
        let object_type = catalogue.and_then(|c| c.object_type_by_key(conflict.object_type));
        Self {
            object_type: object_type.map_or_else(String::new, |t| t.element.clone()),
            id: Some(conflict.id.to_string()),
            change_set: conflict.change_set.as_ref().map(|(number, _)| *number),
            author: conflict.change_set.as_ref().map(|(_, author)| author.clone()),
            ..Self::new(conflict_code(conflict.kind), conflict, conflict.position, None)
        }
    }

    /// What is left to do for derived areas is of no place in the file.
    fn of_areas(left: Left) -> Self {
        let nowhere = Position {
            record: 0,
            line: 0,
            byte: 0,
        };
        Self::new(left.code(), &left, nowhere, None)
    }

    /// The message in a language.
    pub fn text(&self, language: Language) -> &str {
        self.message.get(language.code()).map_or("", String::as_str)
    }
}

fn conflict_code(kind: ConflictKind) -> &'static str {
    match kind {
        ConflictKind::Repeated => "repeated-identifier",
        ConflictKind::Exists => "identifier-exists",
        ConflictKind::Ended => "object-ended",
        ConflictKind::Unknown => "unknown-identifier",
        ConflictKind::OtherType => "other-type",
        ConflictKind::Stale => "stale",
    }
}

impl Message for Conflict {
    fn text(&self, language: Language) -> String {
        let (id, by) = (self.id, made_by(self.change_set.as_ref(), language));
        let (czech, english) = match self.kind {
            ConflictKind::Repeated => (
                format!("objekt {id} je v dodávce vícekrát; ponechte jediný záznam"),
                format!("object {id} is in the delivery more than once; keep one record"),
            ),
            ConflictKind::Exists => (
                format!("objekt {id} v databázi již existuje{by}; místo vložení (i) jej změňte (u)"),
                format!("object {id} is in the database already{by}; update (u) it instead of inserting (i)"),
            ),
            ConflictKind::Ended => (
                format!("objekt {id} byl již zrušen{by}; vynechte jej, nový objekt vložte (i) bez ID"),
                format!(
                    "object {id} has ended already{by}; leave it out, insert (i) a new object without ID"
                ),
            ),
            ConflictKind::Unknown => (
                format!("objekt {id} v databázi kraje není; ověřte ID nebo jej vložte (i)"),
                format!("object {id} is not in the region's database; check the ID or insert (i) it"),
            ),
            ConflictKind::OtherType => (
                format!(
                    "objekt {id} je v databázi jiného objektového typu{by}; ověřte ID, typ objektu měnit nelze"
                ),
                format!(
                    "object {id} is of another object type in the database{by}; check the ID, the type of an object cannot change"
                ),
            ),
            ConflictKind::Stale => (
                format!(
                    "objekt {id} byl mezitím změněn{by}; vyžádejte si jeho současný stav a změnu vytvořte nad ním"
                ),
                format!(
                    "object {id} has been changed meanwhile{by}; get its present state and make the change over it"
                ),
            ),
        };
        match language {
            Language::Czech => czech,
            Language::English => english,
        }
    }
}

/// ` (změna číslo 3, Jan Novák)`; nothing when no change set stands in the way.
fn made_by(change_set: Option<&(i32, String)>, language: Language) -> String {
    let change = language.choose("změna číslo", "change set");
    change_set.map_or_else(String::new, |(number, author)| {
        format!(" ({change} {number}, {author})")
    })
}

/// The report of a delivery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Identifier of the delivery.
    pub id: String,
    /// Code of the region.
    pub region: String,
    /// Name of the file.
    pub file: String,
    /// `VerzeJVFDTM`.
    pub jvf_version: String,
    /// What became of it.
    pub verdict: Verdict,
    /// Records read.
    pub records: u64,
    /// Number of the change set, once in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_set: Option<i32>,
    /// Number of the change set of derived areas that followed, when any changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derived_change_set: Option<i32>,
    /// New, changed and ended derived areas.
    #[serde(default)]
    pub derived_areas: [u64; 3],
    /// Records by element name of the object type and letter of the operation.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<String, BTreeMap<String, u64>>,
    /// New objects.
    pub inserted: u64,
    /// Objects with a new version.
    pub updated: u64,
    /// Ended objects.
    pub deleted: u64,
    /// Objects that were in force in just this state.
    pub unchanged: u64,
    /// Identifiers given to new objects.
    pub identifiers_given: u64,
    /// Faults that refuse the delivery.
    pub errors: Vec<Located>,
    /// Further errors that are not listed.
    pub errors_left_out: u64,
    /// What is tolerated: findings of the checks that are warnings, changes of unknown objects.
    pub warnings: Vec<Located>,
}

impl Report {
    pub(super) fn new(file: &DeliveryFile, region: &Region, records: u64, warnings: Vec<Located>) -> Self {
        Self {
            id: file.id.to_string(),
            region: region.code.to_string(),
            file: file.name.clone(),
            jvf_version: file.version.clone(),
            verdict: Verdict::Refused,
            records,
            change_set: None,
            derived_change_set: None,
            derived_areas: [0; 3],
            counts: BTreeMap::new(),
            inserted: 0,
            updated: 0,
            deleted: 0,
            unchanged: 0,
            identifiers_given: 0,
            errors: Vec::new(),
            errors_left_out: 0,
            warnings,
        }
    }

    fn catalogue(&self) -> Option<&'static Catalogue> {
        Catalogue::embedded(&self.jvf_version).ok()
    }

    pub(super) fn applied(
        mut self,
        applied: &Applied,
        counts: &BTreeMap<String, BTreeMap<Operation, u64>>,
    ) -> Self {
        let catalogue = self.catalogue();
        self.verdict = Verdict::Applied;
        self.change_set = Some(applied.change_set);
        self.derived_change_set = applied.derived.change_set;
        self.derived_areas = applied.derived.areas;
        self.inserted = applied.inserted;
        self.updated = applied.updated;
        self.deleted = applied.deleted;
        self.unchanged = applied.unchanged;
        self.identifiers_given = applied.identifiers_given;
        self.counts = counts
            .iter()
            .map(|(element, counts)| {
                let counts = counts.iter().map(|(o, count)| (o.letter().to_string(), *count));
                (element.clone(), counts.collect())
            })
            .collect();
        let located = |conflict| Located::of_conflict(conflict, catalogue);
        self.warnings.extend(applied.tolerated.iter().map(located));
        self.warnings.extend(applied.derived.left.map(Located::of_areas));
        self
    }

    pub(super) fn repeated(self, earlier: &DeliveryState) -> Self {
        let told: Option<Self> = serde_json::from_value(earlier.report.clone()).ok();
        Self {
            verdict: Verdict::Repeated,
            ..told.unwrap_or(Self {
                id: earlier.id.to_string(),
                change_set: earlier.change_set,
                ..self
            })
        }
    }

    pub(super) fn conflicts(&mut self, conflicts: &[Conflict]) {
        let catalogue = self.catalogue();
        let located = |conflict| Located::of_conflict(conflict, catalogue);
        self.errors = conflicts.iter().map(located).collect();
    }

    pub(super) fn refused(&mut self, faults: Vec<Located>, left_out: u64) {
        self.errors = faults;
        self.errors_left_out = left_out;
    }

    /// The report as it is kept and sent.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}
