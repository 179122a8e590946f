//! What the schema of a version says of `DoprovodneInformace`: which parts it has, in which order, and how many records
//! they take. It is read from the catalogue's grammar, so that a version needs no code of its own.

use crate::model::Grammar;
use crate::model::grammar::parts as name_parts;

/// One child in a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Child<'a> {
    /// Declaration in the grammar.
    id: &'a str,
    /// Must be there.
    pub required: bool,
    /// May be there more than once.
    pub many: bool,
}

impl<'a> Child<'a> {
    /// Local name.
    pub fn name(&self) -> &'a str {
        name_parts(self.id).1
    }

    /// Its own children, when they are a sequence.
    pub fn children(&self, grammar: &'a Grammar) -> Vec<Child<'a>> {
        let declared = grammar.elements.iter().find(|element| element.id == self.id);
        let complex = declared.and_then(|element| {
            let mut types = grammar.complex_types.iter();
            types.find(|complex| complex.id == element.type_id)
        });
        let content = complex.and_then(|complex| complex.content.as_deref());
        content.map(sequence).unwrap_or_default()
    }
}

/// The element of the namespace `dopinf` with this name that is declared by itself and may occur.
pub fn container<'a>(grammar: &'a Grammar, name: &str) -> Option<Child<'a>> {
    let id = format!("dopinf:{name}");
    let declared = grammar.elements.iter().find(|element| element.id == id)?;
    (!declared.is_abstract).then_some(Child {
        id: &declared.id,
        required: false,
        many: false,
    })
}

/// The members of `(a,b?,c*,d+)`; empty for other content.
fn sequence(content: &str) -> Vec<Child<'_>> {
    let inner = content.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let Some(inner) = inner.filter(|inner| !inner.contains(['(', '|', '&'])) else {
        return Vec::new();
    };
    inner
        .split(',')
        .filter(|member| !member.is_empty())
        .map(|member| {
            let id = member.trim_end_matches(['?', '*', '+']);
            let often = member.get(id.len()..).unwrap_or_default();
            Child {
                id,
                required: matches!(often, "" | "+"),
                many: matches!(often, "*" | "+"),
            }
        })
        .collect()
}

/// Whether the type of an element has this value in its list; any value is, when there is no list.
pub fn lists(grammar: &Grammar, element: &str, value: &str) -> bool {
    let declared = grammar.elements.iter().find(|found| found.id == element);
    let simple = declared.and_then(|found| {
        let mut types = grammar.simple_types.iter();
        types.find(|simple| simple.id == found.type_id)
    });
    simple.is_none_or(|simple| simple.enumeration.is_empty() || simple.enumeration.iter().any(|v| v == value))
}

/// Most characters of the text of an element.
pub fn max_length(grammar: &Grammar, element: &str) -> usize {
    let declared = grammar.elements.iter().find(|found| found.id == element);
    let simple = declared.and_then(|found| {
        let mut types = grammar.simple_types.iter();
        types.find(|simple| simple.id == found.type_id)
    });
    simple
        .and_then(|simple| simple.max_length)
        .and_then(|most| usize::try_from(most).ok())
        .unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Catalogue;

    fn told(version: &str, name: &str) -> Vec<String> {
        let grammar = &Catalogue::embedded(version).unwrap().grammar;
        let parts = container(grammar, name).unwrap().children(grammar);
        parts
            .iter()
            .map(|part| {
                let records = part.children(grammar);
                let many = records.first().is_some_and(|record| record.many);
                format!(
                    "{}{}{}",
                    part.name(),
                    if part.required { "" } else { "?" },
                    if many { "*" } else { "" }
                )
            })
            .collect()
    }

    #[test]
    fn the_parts_of_both_generations_are_known() {
        assert_eq!(
            told("1.4.3", "DoprovodneInformace"),
            [
                "UdajeOZmenach?*",
                "UdajeOVlastnicichSpravcichProvozovatelich?*",
                "IdentifikacniCislaStaveb?*",
                "OblastiKompletniZPS?*",
                "UdajeOVydeji?"
            ]
        );
        assert_eq!(
            told("1.5.0", "DoprovodneInformaceVydejZPS"),
            [
                "UdajeOZmenach",
                "IdentifikacniCislaStaveb?*",
                "OblastiKompletniZPS",
                "UdajeOVydeji"
            ]
        );
        let grammar = &Catalogue::embedded("1.5.0").unwrap().grammar;
        assert!(container(grammar, "DoprovodneInformace").is_none());
        assert_eq!(max_length(grammar, "dopinf:NazevVSP"), 255);
        assert!(
            lists(grammar, "dopinf:TypDatoveSady", "11") && !lists(grammar, "dopinf:TypDatoveSady", "12")
        );
    }
}
