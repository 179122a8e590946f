//! The rules of one object type at a date, ready to be asked of record after record.

use super::combinations::Prepared;
use super::forms::{Codes, is_list_of_buildings, is_of_kind, is_subject};
use super::{Combinations, Raised, Rule};
use crate::check::table::{Provision, Rules};
use crate::model::catalogue::{AttributeType, ObjectType, Part, ValueKind};
use crate::model::{Attribute, AttributeId, Catalogue, Operation, Record, RecordKind};

/// Attributes that hold an identifier of the register of subjects.
const SUBJECTS: [&str; 5] = [
    "IDEditora",
    "IDVlastnika",
    "IDSpravce",
    "IDProvozovatele",
    "IDProvozovateleZeZakona",
];

/// `code_base` of detail points of ZPS.
const DETAIL_POINT: &str = "0100000218";

/// Checks 2.1 and 2.2 for the records of one object type.
#[derive(Clone, Debug)]
pub struct AttributeRules {
    generation: u8,
    zps: bool,
    structure_checked: bool,
    identifier: Option<AttributeId>,
    buildings: Option<AttributeId>,
    /// What is to be seen of each attribute, by [`AttributeId`]; `None` for those that may hold anything.
    watches: Vec<Option<Watch>>,
    mandatory: Vec<(RecordKind, Vec<AttributeId>)>,
    combinations: Vec<Prepared>,
}

#[derive(Clone, Debug, Default)]
struct Watch {
    subject: bool,
    buildings: bool,
    /// A class that must be fine in new objects; the codes are those of the schema.
    class: Option<Codes>,
    unknown: Codes,
    hidden: Codes,
    structure: Option<Structure>,
}

/// What the schema says; looked at only when check 1.1 does not run.
#[derive(Clone, Debug)]
struct Structure {
    kind: ValueKind,
    codes: Codes,
}

impl Watch {
    fn is_idle(&self) -> bool {
        !self.subject
            && !self.buildings
            && self.class.is_none()
            && self.unknown.is_empty()
            && self.hidden.is_empty()
            && self.structure.is_none()
    }
}

impl AttributeRules {
    /// What the rules at a date demand of an object type of a catalogue. `structure_checked` says that check 1.1 looks at the same
    /// records; otherwise mandatory attributes, code lists and types of values are looked at here.
    pub fn new(
        catalogue: &Catalogue,
        object_type: &ObjectType,
        rules: &Rules,
        combinations: &Combinations,
        structure_checked: bool,
    ) -> Self {
        let mut watches = vec![None; catalogue.attributes.len()];
        for used in catalogue.attributes_of(object_type) {
            let Some(id) = catalogue.attribute_id(&used.name) else {
                continue;
            };
            let Some(attribute) = catalogue.attribute(id) else {
                continue;
            };
            let watch = watch(attribute, object_type, rules, structure_checked);
            if let Some(place) = watches.get_mut(usize::from(id.0)) {
                *place = Some(watch).filter(|watch| !watch.is_idle());
            }
        }
        Self {
            generation: catalogue.generation,
            zps: object_type.part == Part::Zps,
            structure_checked,
            identifier: catalogue.attribute_id("ID"),
            buildings: catalogue.attribute_id("ICS"),
            watches,
            mandatory: if structure_checked {
                Vec::new()
            } else {
                mandatory(catalogue, object_type)
            },
            combinations: combinations.prepare(catalogue, object_type, rules.date()),
        }
    }

    /// Looks at a record of the type and appends what it gives rise to. Nothing is allocated when there is nothing.
    ///
    /// Records of cross-border editing and issued ones (`Pe…`, `Ref…` of generation 2) are looked at for their identity only.
    pub fn check(&self, record: &Record, raised: &mut Vec<Raised>) {
        if record.id.is_none() {
            self.identity(record, raised);
        }
        if !self.structure_checked {
            self.missing(record, raised);
        }
        let sent = matches!(
            record.kind,
            RecordKind::Plain | RecordKind::Ins | RecordKind::Upd | RecordKind::Del
        );
        for attribute in record.attributes.iter() {
            let watch = self.watches.get(usize::from(attribute.id.0));
            if let Some(Some(watch)) = watch {
                if let Some(structure) = &watch.structure {
                    structure.check(&attribute, raised);
                }
                if sent {
                    self.value(watch, record.operation, &attribute, raised);
                }
            }
        }
        if sent {
            for combination in self
                .combinations
                .iter()
                .filter(|combination| combination.matches(record))
            {
                raised.push(combination.raise());
            }
        }
        if sent && self.zps && record.operation == Operation::Delete {
            self.deleted(record, raised);
        }
    }

    fn identity(&self, record: &Record, raised: &mut Vec<Raised>) {
        let Some(id) = self.identifier else { return };
        let given = record.attributes.iter().find(|attribute| attribute.id == id);
        let text = given.as_ref().map_or("", |given| given.text.trim());
        // From generation 2 on a missing element is a fault of the structure, an empty one is not.
        let told = given.is_none() && self.generation > 1;
        if !text.is_empty() {
            raised.push(Raised::by(Rule::IdentifierForm, Some(id), text));
        } else if matches!(record.operation, Operation::Update | Operation::Delete) && !told {
            raised.push(Raised::by(Rule::IdentifierMissing, Some(id), ""));
        }
    }

    fn missing(&self, record: &Record, raised: &mut Vec<Raised>) {
        let Some((_, mandatory)) = self.mandatory.iter().find(|(kind, _)| *kind == record.kind) else {
            return;
        };
        for id in mandatory {
            if !record.attributes.iter().any(|attribute| attribute.id == *id) {
                raised.push(Raised::by(Rule::ValueMissing, Some(*id), ""));
            }
        }
    }

    fn value(
        &self,
        watch: &Watch,
        operation: Operation,
        attribute: &Attribute<'_>,
        raised: &mut Vec<Raised>,
    ) {
        let text = if attribute.nil { "" } else { attribute.text };
        let mut push = |rule| raised.push(Raised::by(rule, Some(attribute.id), text));
        if operation == Operation::Insert
            && let Some(codes) = &watch.class
            && !is_fine_class(text)
        {
            // A blank class is a fault of the structure in generation 1, as is one outside of the list in both.
            let blank = text.trim().is_empty();
            if (blank && self.generation > 1) || (!blank && codes.has(text)) {
                push(Rule::ClassOfNew);
            }
        }
        if text.trim().is_empty() {
            return;
        }
        if watch.subject && operation != Operation::Delete && !is_subject(text) {
            push(Rule::SubjectForm);
        }
        if watch.buildings && operation != Operation::Delete && !is_list_of_buildings(text) {
            push(Rule::BuildingsForm);
        }
        if operation == Operation::Insert && watch.unknown.has(text) {
            push(Rule::UnknownInNew);
        }
        if matches!(operation, Operation::Insert | Operation::Update) && watch.hidden.has(text) {
            push(Rule::Hidden);
        }
    }

    fn deleted(&self, record: &Record, raised: &mut Vec<Raised>) {
        let Some(id) = self.buildings else { return };
        if let Some(text) = record.attributes.get(id)
            && !text.trim().is_empty()
        {
            raised.push(Raised::by(Rule::DeletedBuilding, Some(id), text));
        }
    }
}

impl Structure {
    fn check(&self, attribute: &Attribute<'_>, raised: &mut Vec<Raised>) {
        // Empty values are written in many ways, and which of them the schema permits only the structure knows.
        if attribute.nil || attribute.text.trim().is_empty() {
            return;
        }
        let rule = if !is_of_kind(self.kind, attribute.text) {
            Rule::ValueForm
        } else if !self.codes.is_empty() && !self.codes.has(attribute.text) {
            Rule::CodeList
        } else {
            return;
        };
        raised.push(Raised::by(rule, Some(attribute.id), attribute.text));
    }
}

fn is_fine_class(text: &str) -> bool {
    matches!(text.trim().parse::<i64>(), Ok(1..=3))
}

fn watch(
    attribute: &AttributeType,
    object_type: &ObjectType,
    rules: &Rules,
    structure_checked: bool,
) -> Watch {
    let zps = object_type.part == Part::Zps;
    let unknown = |title: &str| title.starts_with("nezjištěno");
    let mut watch = Watch {
        subject: SUBJECTS.contains(&attribute.name.as_str()),
        buildings: attribute.name == "ICS",
        hidden: Codes::of(
            attribute
                .codes
                .iter()
                .filter(|code| code.title == "neveřejný údaj"),
        ),
        ..Watch::default()
    };
    let note = attribute.note.as_deref().unwrap_or_default();
    if attribute.codes.is_empty() && note.contains("0 = neveřejný údaj") {
        watch.hidden = Codes::from_texts(["0"]);
    }
    if zps && rules.holds(Provision::NothingUnknownInNew) {
        watch.unknown = Codes::of(attribute.codes.iter().filter(|code| unknown(&code.title)));
    }
    let class = matches!(
        attribute.name.as_str(),
        "TridaPresnostiPoloha" | "TridaPresnostiVyska"
    );
    if class && object_type.code_base == DETAIL_POINT && rules.holds(Provision::ClassOfDetailPoints) {
        watch.class = Some(Codes::of(&attribute.codes));
    }
    if !structure_checked && attribute.kind != ValueKind::Complex {
        watch.structure = Some(Structure {
            kind: attribute.kind,
            codes: Codes::of(&attribute.codes),
        });
    }
    watch
}

/// What each kind of record must hold.
fn mandatory(catalogue: &Catalogue, object_type: &ObjectType) -> Vec<(RecordKind, Vec<AttributeId>)> {
    let mut all: Vec<(RecordKind, Vec<AttributeId>)> = Vec::new();
    let mut add = |kind: &str, name: &str| {
        let kind = RecordKind::from_suffix(if kind == "*" { "" } else { kind });
        let (Some(kind), Some(id)) = (kind, catalogue.attribute_id(name)) else {
            return;
        };
        match all.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, ids)) => ids.push(id),
            None => all.push((kind, vec![id])),
        }
    };
    for used in &object_type.attributes {
        let required = used.required.iter().filter(|(_, required)| **required);
        let group = catalogue.groups.iter().find(|group| group.name == used.name);
        for (kind, _) in required {
            let Some(group) = group else {
                add(kind, &used.name);
                continue;
            };
            let members = group
                .attributes
                .iter()
                .filter(|member| member.required.get(kind) == Some(&true));
            members.for_each(|member| add(kind, &member.name));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::check::table::Use;
    use crate::model::{Attributes, FeatureId, Position};

    /// What a record of generation 2 gives rise to; its attributes are name, text and nil.
    fn raised(
        kind: &str,
        element: &str,
        attributes: &[(&str, &str, bool)],
        structure_checked: bool,
    ) -> Vec<Rule> {
        let catalogue = Catalogue::embedded("1.5.0").unwrap();
        let (index, object_type) = catalogue.object_type(element).unwrap();
        let rules = Rules::at(NaiveDate::from_ymd_opt(2026, 7, 1).unwrap(), Use::Receipt);
        let combinations = Combinations::default();
        let of_type = AttributeRules::new(catalogue, object_type, &rules, &combinations, structure_checked);
        let kind = RecordKind::from_suffix(kind).unwrap();
        let mut record = Record {
            position: Position::default(),
            object_type: index,
            operation: kind.operation().unwrap(),
            kind,
            id: None,
            attributes: Attributes::default(),
            geometry: None,
            outline: None,
            critical_area: None,
            gml_id: None,
        };
        for (name, text, nil) in attributes {
            let id = catalogue.attribute_id(name).unwrap();
            record.attributes.push(id, text, *nil);
            if *name == "ID" {
                record.id = FeatureId::parse(text).ok();
            }
        }
        let mut found = Vec::new();
        of_type.check(&record, &mut found);
        for raised in &found {
            let texts = raised.texts(catalogue, &combinations);
            assert!(!texts.czech.is_empty() && !texts.english.is_empty(), "{raised:?}");
        }
        found.into_iter().map(|raised| raised.rule).collect()
    }

    #[test]
    fn an_empty_identifier_of_generation_2_is_told_here_and_a_missing_one_by_the_structure() {
        for kind in ["Upd", "Del"] {
            assert_eq!(
                raised(kind, "Plot", &[("ID", "72001620000000012", false)], true),
                []
            );
            assert_eq!(
                raised(kind, "Plot", &[("ID", " ", false)], true),
                [Rule::IdentifierMissing]
            );
            assert_eq!(raised(kind, "Plot", &[], true), []);
            assert_eq!(raised(kind, "Plot", &[], false), [Rule::ValueMissing]);
        }
        assert_eq!(raised("Ins", "Plot", &[], true), []);
    }

    #[test]
    fn a_new_detail_point_has_a_class_even_where_values_may_be_empty() {
        let with = |text, nil| {
            let attributes = [
                ("TridaPresnostiPoloha", "3", false),
                ("TridaPresnostiVyska", text, nil),
            ];
            raised("Ins", "PodrobnyBodZPS", &attributes, true)
        };
        assert_eq!(with(" 03 ", false), []);
        assert_eq!(with("", true), [Rule::ClassOfNew]);
        assert_eq!(with("", false), [Rule::ClassOfNew]);
        assert_eq!(with("9", false), [Rule::ClassOfNew]);
        assert_eq!(
            with("7", false),
            [],
            "no class at all is a fault of the structure"
        );
    }

    #[test]
    fn only_inserts_of_zps_are_new_elements() {
        let unknown = [("ID", "1", false), ("DruhPlotu", "99", false)];
        assert_eq!(raised("Ins", "Plot", &unknown, true), [Rule::UnknownInNew]);
        for kind in ["Upd", "Del", "RefV", "RefVIns", "PeIns"] {
            assert_eq!(raised(kind, "Plot", &unknown, true), [], "{kind}");
        }
        let elsewhere = [("TypUsekuPozemniKomunikace", "99", false)];
        assert_eq!(raised("Ins", "OsaPozemniKomunikace", &elsewhere, true), []);
        let nil = [("DruhPlotu", "", true)];
        assert_eq!(raised("Ins", "Plot", &nil, true), []);
    }

    #[test]
    fn a_deletion_tells_its_buildings_and_nothing_else() {
        let attributes = [
            ("ID", "1", false),
            ("IDEditora", "obec", false),
            ("ICS", "1,2", false),
        ];
        assert_eq!(raised("Del", "Plot", &attributes, true), [Rule::DeletedBuilding]);
        assert_eq!(
            raised("Del", "Plot", &[("ID", "1", false), ("ICS", " ", false)], true),
            []
        );
        assert_eq!(
            raised("Del", "Plot", &[("ID", "1", false), ("ICS", "", true)], true),
            []
        );
        assert_eq!(
            raised(
                "Del",
                "OsaPozemniKomunikace",
                &[("ID", "1", false), ("ICS", "1", false)],
                true
            ),
            []
        );
    }

    #[test]
    fn values_of_generation_1_that_hide_something_are_found_by_codes_and_by_notes() {
        let catalogue = Catalogue::embedded("1.4.3").unwrap();
        let rules = Rules::at(NaiveDate::from_ymd_opt(2026, 7, 1).unwrap(), Use::Receipt);
        let hidden = |element: &str, name: &str| {
            let (_, object_type) = catalogue.object_type(element).unwrap();
            let attribute = catalogue
                .attribute(catalogue.attribute_id(name).unwrap())
                .unwrap();
            watch(attribute, object_type, &rules, true).hidden.has("0")
        };
        assert!(hidden("TrasaVodovodniPripojky", "StavObjektu"));
        assert!(hidden("TrasaVodovodniPripojky", "Dimenze"));
        assert!(!hidden("TrasaVodovodniPripojky", "UrovenUmisteniObjektuTI"));
        assert!(!hidden("Plot", "UrovenUmisteniObjektuZPS"));
    }
}
