//! Who may see what: the one place that decides it.
//!
//! The catalogue tells of each object type and attribute whether it is public (annex 1 of decree 393/2020 Sb. as the published
//! schemas encode it). On top of that:
//!
//! - What is public of TI may be looked at by everybody, yet is issued only to the persons of § 4b (10) of the surveying act
//!   (200/1994 Sb.) since 1 January 2026; public DI is open data since then (practice of ČÚZK, DTMwiki *Výdej dat*).
//! - Objects of critical infrastructure (`KritickaTI`) are shown to nobody else (140/2024 Sb.).
//! - Names of persons (`VkladOsoba`, `ZmenaOsoba`) are personal data: the public never sees them, others unless they are
//!   masked for all.
//!
//! An owner sees what belongs to it, as owner, operator or administrator, completely, and of the rest what the public sees.

use std::fmt;

use super::catalogue::{AttributeUse, Catalogue, ObjectType, Part};
use super::{AttributeId, Attributes};

/// For whom features are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Everybody.
    #[default]
    Public,
    /// The persons of § 4b (10) of the surveying act and the editors: everything.
    Entitled,
    /// An owner, administrator or operator (VSP) by its identifier in IS DMVS, such as `SUBJ-00000001`.
    Owner(String),
}

impl Audience {
    /// Reads `public`, `entitled` or `owner:SUBJ-00000001`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "public" => Some(Self::Public),
            "entitled" => Some(Self::Entitled),
            _ => {
                let subject = text.strip_prefix("owner:")?;
                let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
                let valid = (1..=40).contains(&subject.len()) && subject.chars().all(plain);
                valid.then(|| Self::Owner(subject.to_owned()))
            }
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Entitled => f.write_str("entitled"),
            Self::Owner(subject) => write!(f, "owner:{subject}"),
        }
    }
}

/// What features are read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// To be looked at, as on the map.
    Viewing,
    /// To be taken away: features, exports, changes.
    Issue,
}

/// Which objects of a type somebody sees besides those that are his own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Others {
    /// All.
    All,
    /// All but those of critical infrastructure.
    Uncritical,
    /// None.
    None,
}

/// What an audience sees of the object types of a catalogue.
#[derive(Clone, Debug)]
pub struct Disclosure {
    audience: Audience,
    purpose: Purpose,
    persons_shown: bool,
    /// By the position of the type in the catalogue: what the public sees.
    types: Vec<PublicView>,
    persons: Vec<AttributeId>,
    subjects: Vec<AttributeId>,
}

#[derive(Clone, Debug)]
struct PublicView {
    others: Others,
    /// Numbers of the attributes that are public, in order.
    attributes: Vec<AttributeId>,
}

/// Attributes that name whose an object is.
const SUBJECTS: [&str; 4] = [
    "IDVlastnika",
    "IDProvozovateleZeZakona",
    "IDSpravce",
    "IDProvozovatele",
];

/// Attributes that hold names of persons.
const PERSONS: [&str; 2] = ["VkladOsoba", "ZmenaOsoba"];

impl Disclosure {
    /// What an audience sees. Names of persons are shown to others than the public only where `persons_shown`.
    pub fn new(catalogue: &Catalogue, audience: Audience, purpose: Purpose, persons_shown: bool) -> Self {
        let numbers = |names: &mut dyn Iterator<Item = &str>| {
            let mut numbers: Vec<_> = names.filter_map(|name| catalogue.attribute_id(name)).collect();
            numbers.sort_unstable();
            numbers
        };
        let view = |object_type: &ObjectType| PublicView {
            others: public_rows(object_type, purpose),
            attributes: {
                let uses = catalogue.attributes_of(object_type);
                let public = |used: &&AttributeUse| used.public && !PERSONS.contains(&used.name.as_str());
                numbers(&mut uses.into_iter().filter(public).map(|used| used.name.as_str()))
            },
        };
        Self {
            types: catalogue.object_types.iter().map(view).collect(),
            persons: numbers(&mut PERSONS.into_iter()),
            subjects: numbers(&mut SUBJECTS.into_iter()),
            audience,
            purpose,
            persons_shown,
        }
    }

    /// For whom it is.
    pub fn audience(&self) -> &Audience {
        &self.audience
    }

    /// What it is for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Whether names of persons, in attributes as in the ledger, are shown.
    pub fn shows_persons(&self) -> bool {
        self.persons_shown && self.audience != Audience::Public
    }

    /// The subject whose own objects are seen beside [`others`](Self::others).
    pub fn subject(&self) -> Option<&str> {
        match &self.audience {
            Audience::Owner(subject) => Some(subject),
            Audience::Public | Audience::Entitled => None,
        }
    }

    /// Whether an object with these attributes is one's own.
    pub fn owns(&self, attributes: &Attributes) -> bool {
        self.subject().is_some_and(|subject| {
            let mut named = attributes
                .iter()
                .filter(|a| self.subjects.contains(&a.id) && !a.nil);
            named.any(|attribute| attribute.text == subject)
        })
    }

    /// Which objects are seen of a type, given by its position in the catalogue, besides one's own.
    pub fn others(&self, index: u16) -> Others {
        match self.audience {
            Audience::Entitled => Others::All,
            Audience::Public | Audience::Owner(_) => self
                .types
                .get(usize::from(index))
                .map_or(Others::None, |view| view.others),
        }
    }

    /// Whether objects of a type may be seen at all.
    pub fn shows(&self, index: u16) -> bool {
        self.subject().is_some() || self.others(index) != Others::None
    }

    /// Whether an attribute of a type is shown. `own` tells whether the object is one's own.
    pub fn shows_attribute(&self, index: u16, attribute: AttributeId, own: bool) -> bool {
        if self.persons.contains(&attribute) && !self.shows_persons() {
            return false;
        }
        let complete = self.audience == Audience::Entitled || own;
        complete
            || self
                .types
                .get(usize::from(index))
                .is_some_and(|view| view.attributes.binary_search(&attribute).is_ok())
    }

    /// Whether somebody's objects of a type may lack attributes that others have.
    pub fn hides_attributes(&self) -> bool {
        self.audience != Audience::Entitled || !self.shows_persons()
    }

    /// Whether an object with these attributes is seen completely.
    pub fn shows_completely(&self, attributes: &Attributes) -> bool {
        self.audience == Audience::Entitled || self.owns(attributes)
    }

    /// Takes away the attributes that are not shown.
    #[must_use]
    pub fn redacted(&self, index: u16, attributes: &Attributes) -> Attributes {
        let own = self.owns(attributes);
        let mut shown = Attributes::with_capacity(attributes.len(), 160);
        for attribute in attributes.iter() {
            if self.shows_attribute(index, attribute.id, own) {
                shown.push(attribute.id, attribute.text, attribute.nil);
            }
        }
        shown
    }
}

/// What the public sees of a type.
fn public_rows(object_type: &ObjectType, purpose: Purpose) -> Others {
    match (object_type.public, object_type.part, purpose) {
        (false, ..) | (_, Part::Ti, Purpose::Issue) => Others::None,
        (true, Part::Ti, Purpose::Viewing) => Others::Uncritical,
        (true, Part::Zps | Part::Di, _) => Others::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(audience: &str, purpose: Purpose, element: &str) -> (Others, bool) {
        let catalogue = Catalogue::embedded("1.4.3").unwrap();
        let disclosure = Disclosure::new(catalogue, Audience::parse(audience).unwrap(), purpose, true);
        let (index, _) = catalogue.object_type(element).unwrap();
        (disclosure.others(index), disclosure.shows(index))
    }

    #[test]
    fn zps_is_open_ti_is_looked_at_and_zones_are_for_the_entitled() {
        use Others::{All, None, Uncritical};
        use Purpose::{Issue, Viewing};
        for (element, purpose, public) in [
            ("HraniceBudovy", Issue, All),
            ("BudovaPlocha", Viewing, All),
            ("TrasaVodovodniSite", Viewing, Uncritical),
            ("TrasaVodovodniSite", Issue, None),
            ("DopravneVyznamneMistoDrazeBod", Issue, All),
            ("CyklistickaDopravaKoridorZameruLinie", Viewing, None),
        ] {
            assert_eq!(
                seen("public", purpose, element),
                (public, public != None),
                "{element}"
            );
            assert_eq!(seen("entitled", purpose, element), (All, true), "{element}");
            assert_eq!(
                seen("owner:SUBJ-00000001", purpose, element),
                (public, true),
                "{element}"
            );
        }
    }

    #[test]
    fn attributes_follow_the_catalogue_and_persons_are_masked() {
        let catalogue = Catalogue::embedded("1.4.3").unwrap();
        let (index, _) = catalogue.object_type("TrasaVodovodniSite").unwrap();
        let attribute = |name| catalogue.attribute_id(name).unwrap();
        let shown = |audience: &str, persons_shown, own| {
            let audience = Audience::parse(audience).unwrap();
            let disclosure = Disclosure::new(catalogue, audience, Purpose::Issue, persons_shown);
            ["IDVlastnika", "KritickaTI", "Dimenze", "VkladOsoba"]
                .map(|name| disclosure.shows_attribute(index, attribute(name), own))
        };
        assert_eq!(shown("public", true, false), [true, false, false, false]);
        assert_eq!(shown("entitled", true, false), [true; 4]);
        assert_eq!(shown("entitled", false, false), [true, true, true, false]);
        assert_eq!(shown("owner:SUBJ-00000001", true, true), [true; 4]);
        assert_eq!(
            shown("owner:SUBJ-00000001", true, false),
            [true, false, false, false]
        );
    }

    #[test]
    fn audiences_are_read_and_told_alike() {
        for text in ["public", "entitled", "owner:SUBJ-00000001"] {
            assert_eq!(Audience::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "owner:", "owner:a b", "owner:' or 1=1", "editor", "PUBLIC"] {
            assert_eq!(Audience::parse(text), None, "{text:?}");
        }
    }
}
