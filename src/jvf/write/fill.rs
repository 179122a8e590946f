//! What is written for an attribute that the schema demands and the record lacks, because nobody gave it or because it is
//! hidden from whom the data are for.
//!
//! The first of these that the catalogue knows:
//!
//! 1. what the caller [assumes](super::Writer::assume);
//! 2. `xsi:nil`, where the attribute may be nil (generation 2);
//! 3. the value that stands for what is hidden: the code *neveřejný údaj*, or 0 where the schema's note says so;
//! 4. the empty text, where the type of the value allows it; for `ICME` of 1.4.3 it means *neveřejný údaj*;
//! 5. the code for what is not known (*nezjištěno*, *neurčeno*, accuracy *není známa*);
//! 6. 0 for a mark whose absence means no by the schema's note (`KritickaTI`).
//!
//! Nothing else is made up: a level, a number of tracks, a type whose list ends with *jiný* have no value that would be true
//! of every object, and so there is an error. `ID` comes from the record's identifier and is never empty.

use rustc_hash::FxHashMap;

use crate::model::AttributeId;
use crate::model::catalogue::{AttributeType, Catalogue, ValueKind};
use crate::model::grammar::Grammar;

/// The code list's and the notes' word for a hidden value (decree 393/2020 Sb., annex 1, column of public data).
const HIDDEN: &str = "neveřejný údaj";
/// How the texts of codes for unknown values begin.
const UNKNOWN: [&str; 2] = ["nezjištěno", "neurčeno"];
/// How the text of the accuracy class ends that also stands for no knowledge.
const NOT_KNOWN: &str = "není známa";
/// How the note begins that tells what a missing element means.
const ABSENT_MEANS: &str = "pokud není element uveden, nejedná se";

/// What stands for a missing value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fill {
    /// `xsi:nil="true"`.
    Nil,
    /// A text, perhaps the empty one.
    Text(String),
    /// The identifier of the record.
    Identifier,
    /// Nothing can.
    Nothing,
}

/// What stands for each attribute: what the caller assumes, else what the catalogue lets stand for it, looked up once.
#[derive(Debug, Default)]
pub struct Fills {
    known: FxHashMap<AttributeId, Fill>,
}

impl Fills {
    /// Puts the caller's text before all that the catalogue knows.
    pub fn assume(&mut self, attribute: AttributeId, text: &str) {
        self.known.insert(attribute, Fill::Text(text.to_owned()));
    }

    /// What stands for the attribute.
    pub fn of(&mut self, catalogue: &Catalogue, id: AttributeId, attribute: &AttributeType) -> Fill {
        let known = self.known.entry(id);
        known.or_insert_with(|| fill(catalogue, attribute)).clone()
    }
}

/// What the catalogue lets stand for the attribute.
fn fill(catalogue: &Catalogue, attribute: &AttributeType) -> Fill {
    let note = attribute.note.as_deref().unwrap_or_default();
    let coded = |fits: &dyn Fn(&str) -> bool| {
        let code = attribute.codes.iter().find(|code| fits(&code.title));
        code.map(|code| Fill::Text(code.value.clone()))
    };
    if attribute.name == "ID" {
        return Fill::Identifier;
    }
    if attribute.nillable {
        return Fill::Nil;
    }
    if let Some(hidden) = coded(&|title| title == HIDDEN) {
        return hidden;
    }
    if attribute.kind == ValueKind::Integer && note.contains("0 = neveřejný údaj") {
        return Fill::Text("0".to_owned());
    }
    if attribute.kind == ValueKind::String
        && attribute.codes.is_empty()
        && may_be_empty(&catalogue.grammar, attribute)
    {
        return Fill::Text(String::new());
    }
    let unknown =
        |title: &str| UNKNOWN.iter().any(|word| title.starts_with(word)) || title.ends_with(NOT_KNOWN);
    if let Some(unknown) = coded(&unknown) {
        return unknown;
    }
    if attribute.kind == ValueKind::Boolean && note.contains(ABSENT_MEANS) {
        return Fill::Text("0".to_owned());
    }
    Fill::Nothing
}

/// Whether the type of the value allows the empty text, as far as the grammar tells.
fn may_be_empty(grammar: &Grammar, attribute: &AttributeType) -> bool {
    let element = format!("atr:{}", attribute.name);
    let declared = grammar.elements.iter().find(|found| found.id == element);
    let mut type_id = declared.map(|found| found.type_id.as_str());
    // Types restrict each other in a row that ends at a built-in one.
    for _ in 0..16 {
        let Some(found) = type_id.and_then(|id| grammar.simple_types.iter().find(|t| t.id == id)) else {
            break;
        };
        let limited = found.min_length.unwrap_or(0) > 0 || !found.pattern.is_empty();
        let other = found.list.is_some() || !found.union.is_empty();
        if limited || other || !found.enumeration.is_empty() {
            return false;
        }
        type_id = found.base.as_deref();
    }
    !matches!(type_id, Some(built_in) if !matches!(built_in, "xs:string" | "xs:normalizedString" | "xs:token" | "xs:anySimpleType"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::grammar::{ElementDeclaration, SimpleType};

    fn of(version: &str, name: &str) -> Fill {
        let catalogue = Catalogue::embedded(version).unwrap();
        let id = catalogue.attribute_id(name).unwrap();
        fill(catalogue, catalogue.attribute(id).unwrap())
    }

    fn text(text: &str) -> Fill {
        Fill::Text(text.to_owned())
    }

    #[test]
    fn generation_one_has_a_value_for_what_is_hidden_or_not_known() {
        for (name, expected) in [
            ("StavObjektu", text("0")),
            ("Dimenze", text("0")),
            ("ICME", text("")),
            ("DruhPlotu", text("99")),
            ("TridaPresnostiPoloha", text("9")),
            ("KritickaTI", text("0")),
            ("ID", Fill::Identifier),
        ] {
            assert_eq!(of("1.4.3", name), expected, "{name}");
        }
    }

    #[test]
    fn generation_two_writes_nil_first() {
        for (name, expected) in [
            ("Dimenze", Fill::Nil),
            ("PopisObjektu", Fill::Nil),
            ("VkladOsoba", text("")),
            ("DruhElektrickehoProuduTrakcnihoVedeni", text("3")),
            ("KritickaTI", text("0")),
        ] {
            assert_eq!(of("1.5.0", name), expected, "{name}");
        }
    }

    #[test]
    fn what_would_be_a_claim_is_not_made_up() {
        for name in [
            "UrovenUmisteniObjektuTI",
            "NeuplnaData",
            "PocetKoleji",
            "TypUzlu",
            "TypZarizeniElektrickeSite",
        ] {
            assert_eq!(of("1.4.3", name), Fill::Nothing, "{name}");
        }
        for name in ["UrovenUmisteniObjektuZPS", "NeuplnaData", "DatumVkladu"] {
            assert_eq!(of("1.5.0", name), Fill::Nothing, "{name}");
        }
    }

    #[test]
    fn a_text_that_must_not_be_empty_is_not_left_empty() {
        let mut catalogue = Catalogue::embedded("1.5.0").unwrap().clone();
        let id = catalogue.attribute_id("ICME").unwrap();
        let attribute = catalogue.attribute(id).unwrap().clone();
        assert_eq!(fill(&catalogue, &attribute), text(""));
        catalogue.grammar.elements = vec![ElementDeclaration {
            id: "atr:ICME".to_owned(),
            type_id: "T".to_owned(),
            ..ElementDeclaration::default()
        }];
        catalogue.grammar.simple_types = vec![SimpleType {
            id: "T".to_owned(),
            base: Some("xs:string".to_owned()),
            min_length: Some(1),
            ..SimpleType::default()
        }];
        assert_eq!(fill(&catalogue, &attribute), Fill::Nothing);
    }
}
