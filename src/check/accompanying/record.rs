//! Records of the accompanying information, each read from what is kept of it.

use super::area::{self, Area};
use super::tree::{Node, UnreadableFragment};
use crate::jvf::read::{Fragment, Section};
use crate::model::{AreaRole, Position, Subject, value};

/// A record, as far as more than its XML is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// `ZaznamZmeny`.
    Change(ChangeRecord),
    /// `ZaznamZPS`, from 1.5 on `ZaznamOKZPS`.
    CompleteArea(CompleteArea),
    /// `ZaznamICS`: the identification number of a building.
    Building(String),
    /// `ZaznamVSP`.
    Subject(Subject),
}

impl Record {
    /// Reads a kept part; `None` for other sections and elements of other names, and for buildings and subjects that are not
    /// named.
    ///
    /// # Errors
    /// [`UnreadableFragment`] when the part is no XML, which the reader does not write.
    pub fn read(fragment: &Fragment) -> Result<Option<Self>, UnreadableFragment> {
        if fragment.section != Section::Accompanying {
            return Ok(None);
        }
        let position = fragment.position;
        let parse = || Node::parse(&fragment.content, &fragment.element);
        Ok(match fragment.element.as_str() {
            "ZaznamZmeny" => Some(Self::Change(change(&parse()?, position))),
            "ZaznamZPS" | "ZaznamOKZPS" => Some(Self::CompleteArea(complete_area(&parse()?, position))),
            "ZaznamICS" => parse()?
                .value("ICS")
                .map(|number| Self::Building(number.to_owned())),
            "ZaznamVSP" => subject(&parse()?).map(Self::Subject),
            _ => None,
        })
    }
}

/// A change record (`ZaznamZmeny`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRecord {
    /// Where it starts.
    pub position: Position,
    /// `AZI`: number of the authorised surveyor; `None` when there is no such element, a text without anything when it is empty.
    pub azi: Option<String>,
    /// `DatumOvereni`: the day of the verification; `None` when there is no such element, a text without anything when it is empty.
    pub verified_on: Option<String>,
    /// `CisloOvereni`: the number of the verification; `None` when there is no such element, a text without anything when it is empty.
    pub verification: Option<String>,
    /// `Konsolidace`: an import of consolidated data.
    pub consolidation: bool,
    /// `OblastZmeny`: at least one for each element.
    pub areas: Vec<Area>,
}

impl ChangeRecord {
    /// The number of an authorised surveyor is given.
    pub fn has_azi(&self) -> bool {
        self.azi.as_deref().is_some_and(|azi| !azi.is_empty())
    }
}

/// An area of complete ZPS (`ZaznamZPS`, from 1.5 on `ZaznamOKZPS`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompleteArea {
    /// Where it starts.
    pub position: Position,
    /// `UrovenUmisteniObjektuZPS`.
    pub level: Option<i16>,
    /// Its role: `TypZaznamuOKZPS` from 1.5 on, before by custom the text of `PopisObjektu`; `None` when neither tells it.
    pub role: Option<AreaRole>,
    /// `PlochaZPS`.
    pub areas: Vec<Area>,
}

fn change(node: &Node, position: Position) -> ChangeRecord {
    let text = |name| node.find(name).map(|node| node.text.trim().to_owned());
    let mut holders = Vec::new();
    node.collect(&["OblastZmeny"], &mut holders);
    ChangeRecord {
        position,
        azi: text("AZI"),
        verified_on: text("DatumOvereni"),
        verification: text("CisloOvereni"),
        consolidation: node
            .value("Konsolidace")
            .is_some_and(|text| value::boolean(text) == Ok(true)),
        areas: holders
            .into_iter()
            .flat_map(|holder| area::read(holder, position))
            .collect(),
    }
}

fn complete_area(node: &Node, position: Position) -> CompleteArea {
    let told = node
        .value("TypZaznamuOKZPS")
        .or_else(|| node.value("PopisObjektu"));
    let role = told.and_then(|text| {
        let mut roles = [AreaRole::New, AreaRole::Delete, AreaRole::Reference].into_iter();
        roles.find(|role| text.eq_ignore_ascii_case(role.code()))
    });
    let mut holders = Vec::new();
    node.collect(&["PlochaZPS"], &mut holders);
    CompleteArea {
        position,
        level: node
            .value("UrovenUmisteniObjektuZPS")
            .and_then(|text| value::small_integer(text).ok()),
        role,
        areas: holders
            .into_iter()
            .flat_map(|holder| area::read(holder, position))
            .collect(),
    }
}

fn subject(node: &Node) -> Option<Subject> {
    Some(Subject {
        id: node.value("IDVSP")?.to_owned(),
        name: node.value("NazevVSP")?.to_owned(),
        company_number: node.value("IdentifikacniCisloVSP").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(element: &str, content: &str) -> Option<Record> {
        let fragment = Fragment {
            position: Position::default(),
            section: Section::Accompanying,
            container: "DoprovodneInformace".to_owned(),
            parent: String::new(),
            element: element.to_owned(),
            content: format!("<{element} xmlns=\"dopinf\">{content}</{element}>"),
        };
        Record::read(&fragment).unwrap()
    }

    #[test]
    fn buildings_and_subjects_are_told_by_what_names_them() {
        let number = read("ZaznamICS", "<ICS xmlns=\"atr\"> 12/1 </ICS>");
        assert_eq!(number, Some(Record::Building("12/1".to_owned())));
        let subject = |id: &str, number: &str| {
            read(
                "ZaznamVSP",
                &format!("<IDVSP>{id}</IDVSP><NazevVSP>Vodárna &amp; syn</NazevVSP>{number}"),
            )
        };
        let known = |company_number: Option<&str>| {
            Some(Record::Subject(Subject {
                id: "SUBJ-00000001".to_owned(),
                name: "Vodárna & syn".to_owned(),
                company_number: company_number.map(str::to_owned),
            }))
        };
        let number = "<IdentifikacniCisloVSP>00000001</IdentifikacniCisloVSP>";
        assert_eq!(subject("SUBJ-00000001", number), known(Some("00000001")));
        assert_eq!(subject("SUBJ-00000001", ""), known(None));
        for nobody in [
            read("ZaznamICS", "<ICS xmlns=\"atr\"/>"),
            subject(" ", number),
            read("ZaznamVSP", "<IDVSP>SUBJ-00000001</IDVSP>"),
            read("TypDatoveSady", "3"),
        ] {
            assert_eq!(nobody, None);
        }
    }
}
