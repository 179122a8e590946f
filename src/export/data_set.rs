//! Data sets of issue (`TypDatoveSady`): what is in each, and who gets it.
//!
//! Decree 393/2020 Sb., § 7, and the practice since 1 January 2026, when the issue of public TI ended and public DI became
//! open data (DTMwiki, *Výdej dat*).

use crate::model::{Audience, Catalogue, Language, Message, ObjectType, Part};

/// Element name of the detail point (*podrobný bod ZPS*).
const DETAIL_POINT: &str = "PodrobnyBodZPS";

/// A data set by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataSet(u8);

/// What a data set is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// [Keys](ObjectType::key) of its object types.
    pub types: Vec<i32>,
    /// Whose eyes it is seen with, whoever asks.
    pub audience: Audience,
    /// Only what belongs to the audience.
    pub own: bool,
}

/// Why somebody does not get a data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not issued any more.
    Ended,
    /// It is for the entitled (§ 4b (10) of the surveying act).
    Entitled,
    /// It is for an owner, who has to say which.
    Owner,
}

impl Message for Refusal {
    fn text(&self, language: Language) -> String {
        let (czech, english) = match self {
            Self::Ended => (
                "veřejná část TI se od 1. 1. 2026 nevydává; oprávněný si vyžádá datovou sadu 6",
                "public TI is not issued since 1 January 2026; the entitled ask for data set 6",
            ),
            Self::Entitled => (
                "tato datová sada se vydává jen oprávněným (§ 4b odst. 10 zeměměřického zákona); přihlaste se, nebo si vyžádejte sady 1 až 4, 7 nebo 9",
                "this data set is issued to the entitled only (§ 4b (10) of the surveying act); give your token or ask for sets 1 to 4, 7 or 9",
            ),
            Self::Owner => (
                "vlastní data se vydávají subjektu; uveďte, kterému: audience=owner:SUBJ-…",
                "own data are issued to a subject; say which: audience=owner:SUBJ-…",
            ),
        };
        language.choose(czech, english).to_owned()
    }
}

impl DataSet {
    /// The data set of a number: 1 to 10.
    pub fn new(number: u8) -> Option<Self> {
        (1..=10).contains(&number).then_some(Self(number))
    }

    /// Its number.
    pub fn number(self) -> u8 {
        self.0
    }

    /// What it is made of for an audience.
    ///
    /// # Errors
    /// [`Refusal`] when the audience does not get it.
    pub fn content(self, catalogue: &Catalogue, audience: &Audience) -> Result<Content, Refusal> {
        let audience = match (self.0, audience) {
            (5, _) => return Err(Refusal::Ended),
            (6 | 8, Audience::Entitled) => Audience::Entitled,
            (6 | 8, _) => return Err(Refusal::Entitled),
            (10, Audience::Owner(subject)) => Audience::Owner(subject.clone()),
            (10, _) => return Err(Refusal::Owner),
            // ZPS is open and DI is issued with what is public of it, to everybody alike but for names of persons.
            (7, _) => Audience::Public,
            (_, audience) => audience.clone(),
        };
        let types = catalogue
            .object_types
            .iter()
            .filter(|object_type| self.holds(object_type));
        Ok(Content {
            types: types.map(ObjectType::key).collect(),
            audience,
            own: self.0 == 10,
        })
    }

    fn holds(self, object_type: &ObjectType) -> bool {
        let detail_point = object_type.element == DETAIL_POINT;
        match (self.0, object_type.part) {
            (1, Part::Zps) => detail_point,
            (2, Part::Zps) => object_type.derived,
            (3, Part::Zps) => !detail_point && !object_type.derived,
            (9, Part::Zps) | (6 | 10, Part::Ti) | (7 | 8 | 10, Part::Di) => true,
            _ => false,
        }
    }

    /// Whether changes, buildings and areas of complete ZPS come with it.
    pub fn is_accompanied(self) -> bool {
        matches!(self.0, 4..=9)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(number: u8, audience: &str) -> Result<Content, Refusal> {
        let catalogue = Catalogue::embedded("1.4.3").unwrap();
        let audience = Audience::parse(audience).unwrap();
        DataSet::new(number).unwrap().content(catalogue, &audience)
    }

    #[test]
    fn the_parts_of_zps_are_all_of_it_and_do_not_overlap() {
        let types = |number| content(number, "public").unwrap().types;
        let [points, areas, rest, whole] = [1, 2, 3, 9].map(types);
        assert_eq!((points.len(), areas.len(), types(4).len()), (1, 65, 0));
        let mut parts = [points, areas, rest].concat();
        parts.sort_unstable();
        let mut whole = whole;
        whole.sort_unstable();
        assert_eq!(parts, whole);
        assert_eq!(whole.len(), 176);
    }

    #[test]
    fn who_gets_what() {
        for audience in ["public", "owner:SUBJ-00000001"] {
            assert_eq!(content(6, audience), Err(Refusal::Entitled));
            assert_eq!(content(8, audience), Err(Refusal::Entitled));
            assert_eq!(content(7, audience).unwrap().audience, Audience::Public);
        }
        assert_eq!(content(6, "entitled").unwrap().types.len(), 124);
        assert_eq!(content(7, "entitled").unwrap().audience, Audience::Public);
        assert_eq!(content(5, "entitled"), Err(Refusal::Ended));
        assert_eq!(content(10, "entitled"), Err(Refusal::Owner));
        let own = content(10, "owner:SUBJ-00000001").unwrap();
        assert!(own.own && own.types.len() == 124 + 58);
        assert!([0, 11, 255].iter().all(|number| DataSet::new(*number).is_none()));
    }
}
