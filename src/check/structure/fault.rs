//! What can be wrong with the structure of a file, as data, with its texts.

use super::value::ValueFault;
use crate::check::Texts;

/// Characters of a wrong value that are shown.
const SHOWN_CHARACTERS: usize = 60;
/// Names or values that are shown when one of several is expected.
const SHOWN_CHOICES: usize = 12;

/// A fault with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedFault {
    /// Bytes from the start of the file: the tag or text that is wrong; of a missing element what stands in its place, or the
    /// end tag of its parent.
    pub at: u64,
    /// Elements from the outermost one that was watched down to the one that the fault is in, such as
    /// `Plot/ZaznamyObjektu/ZaznamObjektu`.
    pub path: String,
    /// What is wrong.
    pub fault: StructureFault,
}

/// What is wrong. Names of elements are written with the usual prefix of their namespace (`atr:ID`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StructureFault {
    /// The root is none that the version declares.
    Root {
        /// Its name.
        found: String,
    },
    /// An element that does not belong into its parent, or not here.
    Unexpected {
        /// Its name.
        found: String,
        /// The element around it.
        parent: String,
        /// What may stand here.
        expected: Vec<&'static str>,
    },
    /// An element before or after its place among its neighbours.
    OutOfOrder {
        /// Its name.
        found: String,
        /// The element around it.
        parent: String,
        /// What should have come first, when that is known.
        before: Vec<&'static str>,
    },
    /// One more of an element than may be.
    Repeated {
        /// Its name.
        found: String,
        /// The element around it.
        parent: String,
    },
    /// An element that must be there is not; one of these.
    Missing {
        /// The element around the gap.
        parent: String,
        /// What is missing.
        expected: Vec<&'static str>,
    },
    /// Text where only elements may be.
    Text {
        /// The element around it.
        parent: String,
        /// The text.
        text: String,
    },
    /// An element where only a value may be.
    ChildInValue {
        /// Its name.
        found: String,
        /// The element around it.
        parent: String,
    },
    /// Text or elements in an element that must be empty.
    NotEmpty {
        /// The element.
        element: String,
        /// Because of its `xsi:nil`.
        nil: bool,
    },
    /// A value of an element that is not of its type.
    Value {
        /// The element.
        element: String,
        /// The value.
        text: String,
        /// Why.
        why: ValueFault,
    },
    /// A value of an element other than the only one it may have.
    Fixed {
        /// The element.
        element: String,
        /// The value.
        text: String,
        /// What it must be.
        fixed: &'static str,
    },
    /// A value of an attribute that is not of its type.
    AttributeValue {
        /// The element.
        element: String,
        /// The attribute.
        attribute: String,
        /// The value.
        text: String,
        /// Why.
        why: ValueFault,
    },
    /// A value of an attribute other than the only one it may have.
    AttributeFixed {
        /// The element.
        element: String,
        /// The attribute.
        attribute: String,
        /// The value.
        text: String,
        /// What it must be.
        fixed: &'static str,
    },
    /// An attribute that must be there is not.
    AttributeMissing {
        /// The element.
        element: String,
        /// The attribute.
        attribute: &'static str,
    },
    /// An attribute that the element does not have.
    AttributeUnknown {
        /// The element.
        element: String,
        /// The attribute.
        attribute: String,
    },
    /// `xsi:nil` on an element that must have a value.
    NotNillable {
        /// The element.
        element: String,
    },
    /// `xsi:type` names a type that is not known or not derived from that of the element.
    TypeName {
        /// The element.
        element: String,
        /// The value of `xsi:type`.
        text: String,
    },
    /// An element that only stands for others.
    Abstract {
        /// Its name.
        found: String,
        /// What may stand instead.
        expected: Vec<&'static str>,
    },
    /// A geometry of GML that the XSD allows here and JVF does not use: a finding of check 1.4.
    UnsupportedGeometry {
        /// Its name.
        found: String,
    },
    /// An element of another standard (ISO 19139…) in the content of an extension, which is not checked here.
    Uncompiled {
        /// Its name.
        found: String,
    },
}

impl StructureFault {
    /// A name that stays the same in every language and version.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Root { .. } => "root",
            Self::Unexpected { .. } => "unexpected-element",
            Self::OutOfOrder { .. } => "out-of-order",
            Self::Repeated { .. } => "repeated-element",
            Self::Missing { .. } => "missing-element",
            Self::Text { .. } => "stray-text",
            Self::ChildInValue { .. } => "element-in-value",
            Self::NotEmpty { .. } => "not-empty",
            Self::Value { .. } => "value",
            Self::Fixed { .. } => "fixed-value",
            Self::AttributeValue { .. } => "attribute-value",
            Self::AttributeFixed { .. } => "fixed-attribute",
            Self::AttributeMissing { .. } => "missing-attribute",
            Self::AttributeUnknown { .. } => "unknown-attribute",
            Self::NotNillable { .. } => "not-nillable",
            Self::TypeName { .. } => "type-name",
            Self::Abstract { .. } => "abstract-element",
            Self::UnsupportedGeometry { .. } => "unsupported-geometry",
            Self::Uncompiled { .. } => "uncompiled-element",
        }
    }

    /// What is wrong and what to do.
    pub fn texts(&self) -> Texts {
        self.of_elements().unwrap_or_else(|| self.of_values())
    }

    fn of_elements(&self) -> Option<Texts> {
        Some(match self {
            Self::Root { found } => Texts::new(
                format!("kořenový prvek je {found}; odešlete soubor s prvkem JVFDTM v prostoru jmen objtyp"),
                format!("the root element is {found}; send a file with element JVFDTM in namespace objtyp"),
            ),
            Self::Unexpected {
                found,
                parent,
                expected,
            } if expected.is_empty() => Texts::new(
                format!("prvek {found} do {parent} nepatří; odstraňte jej"),
                format!("element {found} does not belong into {parent}; remove it"),
            ),
            Self::Unexpected {
                found,
                parent,
                expected,
            } => Texts::new(
                format!(
                    "prvek {found} sem do {parent} nepatří, očekává se {}; opravte jeho název nebo jej odstraňte",
                    choice(expected, "nebo", "dalších")
                ),
                format!(
                    "element {found} does not belong here in {parent}, expected is {}; correct its name or remove it",
                    choice(expected, "or", "others")
                ),
            ),
            Self::OutOfOrder {
                found,
                parent,
                before,
            } if before.is_empty() => Texts::new(
                format!(
                    "prvek {found} stojí v {parent} na špatném místě; dodržte pořadí podle schématu JVF DTM"
                ),
                format!("element {found} is out of order in {parent}; keep the order of the JVF DTM schema"),
            ),
            Self::OutOfOrder {
                found,
                parent,
                before,
            } => Texts::new(
                format!(
                    "prvek {found} stojí v {parent} na špatném místě; přesuňte jej za {}",
                    choice(before, "nebo", "dalších")
                ),
                format!(
                    "element {found} is out of order in {parent}; move it behind {}",
                    choice(before, "or", "others")
                ),
            ),
            Self::Repeated { found, parent } => Texts::new(
                format!("prvek {found} je v {parent} navíc, víckrát tu být nesmí; ponechte jediný"),
                format!("element {found} is in {parent} once too often; keep one"),
            ),
            Self::Missing { parent, expected } if expected.is_empty() => Texts::new(
                format!("v {parent} chybí alespoň jeden prvek; doplňte jej"),
                format!("{parent} lacks at least one element; add it"),
            ),
            Self::Missing { parent, expected } => Texts::new(
                format!(
                    "v {parent} chybí povinný prvek {}; doplňte jej",
                    choice(expected, "nebo", "dalších")
                ),
                format!(
                    "{parent} lacks the mandatory element {}; add it",
                    choice(expected, "or", "others")
                ),
            ),
            Self::Text { parent, text } => Texts::new(
                format!(
                    "mezi prvky v {parent} stojí text „{}“; odstraňte jej",
                    shown(text)
                ),
                format!(
                    "text \"{}\" stands between the elements of {parent}; remove it",
                    shown(text)
                ),
            ),
            Self::ChildInValue { found, parent } => Texts::new(
                format!("{parent} smí obsahovat jen hodnotu, ne prvek {found}; odstraňte jej"),
                format!("{parent} may hold a value only, not the element {found}; remove it"),
            ),
            Self::NotEmpty { element, nil: true } => Texts::new(
                format!("{element} má xsi:nil, ale není prázdný; odstraňte xsi:nil, nebo obsah"),
                format!("{element} has xsi:nil but is not empty; remove either xsi:nil or the content"),
            ),
            Self::NotEmpty { element, nil: false } => Texts::new(
                format!("{element} musí být prázdný; odstraňte jeho obsah"),
                format!("{element} must be empty; remove its content"),
            ),
            Self::Abstract { found, expected } => Texts::new(
                format!(
                    "prvek {found} se sám nepoužívá; nahraďte jej prvkem {}",
                    choice(expected, "nebo", "dalších")
                ),
                format!(
                    "element {found} is not used itself; replace it by {}",
                    choice(expected, "or", "others")
                ),
            ),
            Self::UnsupportedGeometry { found } => Texts::new(
                format!(
                    "geometrie {found} se v JVF DTM nepoužívá; převeďte ji na bod, lomenou čáru nebo polygon"
                ),
                format!(
                    "geometry {found} is not used in JVF DTM; turn it into a point, a polyline or a polygon"
                ),
            ),
            Self::Uncompiled { found } => Texts::new(
                format!("prvek {found} je z jiné normy a v extenzi jej nelze zkontrolovat; vynechte jej"),
                format!(
                    "element {found} is from another standard and cannot be checked in an extension; leave it out"
                ),
            ),
            _ => return None,
        })
    }

    fn of_values(&self) -> Texts {
        match self {
            Self::Value { element, text, why } => value_texts(element, text, why),
            Self::AttributeValue {
                element,
                attribute,
                text,
                why,
            } => value_texts(&format!("{element}/@{attribute}"), text, why),
            Self::Fixed { element, text, fixed } => fixed_texts(element, text, fixed),
            Self::AttributeFixed {
                element,
                attribute,
                text,
                fixed,
            } => fixed_texts(&format!("{element}/@{attribute}"), text, fixed),
            Self::AttributeMissing { element, attribute } => Texts::new(
                format!("{element} nemá povinný XML atribut {attribute}; doplňte jej"),
                format!("{element} lacks the mandatory XML attribute {attribute}; add it"),
            ),
            Self::AttributeUnknown { element, attribute } => Texts::new(
                format!("{element} nesmí mít XML atribut {attribute}; odstraňte jej"),
                format!("{element} may not have the XML attribute {attribute}; remove it"),
            ),
            Self::NotNillable { element } => Texts::new(
                format!("{element} nesmí mít xsi:nil; odstraňte jej a uveďte hodnotu"),
                format!("{element} may not have xsi:nil; remove it and give a value"),
            ),
            Self::TypeName { element, text } => Texts::new(
                format!(
                    "xsi:type=\"{}\" prvku {element} není typ, který smí mít; odstraňte jej",
                    shown(text)
                ),
                format!(
                    "xsi:type=\"{}\" of {element} is no type that it may have; remove it",
                    shown(text)
                ),
            ),
            _ => Texts::default(),
        }
    }
}

fn value_texts(owner: &str, text: &str, why: &ValueFault) -> Texts {
    let (czech, english) = why.expected();
    Texts::new(
        format!("„{}“ není hodnota {owner}; uveďte {czech}", shown(text)),
        format!("\"{}\" is not a value of {owner}; give {english}", shown(text)),
    )
}

fn fixed_texts(owner: &str, text: &str, fixed: &str) -> Texts {
    Texts::new(
        format!("{owner} má hodnotu „{}“; uveďte „{fixed}“", shown(text)),
        format!("{owner} has the value \"{}\"; give \"{fixed}\"", shown(text)),
    )
}

impl ValueFault {
    /// What to give instead, in Czech and English.
    fn expected(&self) -> (String, String) {
        let both = |czech: &str, english: &str| (czech.to_owned(), english.to_owned());
        match self {
            Self::NotA(name) => of_built_in(name),
            Self::NotListed(values) => {
                let values: Vec<_> = values.iter().map(String::as_str).collect();
                let czech = choice(&values, "nebo", "další hodnotu číselníku");
                let english = choice(&values, "or", "another value of the code list");
                (czech, english)
            }
            Self::TooLong(max) => (
                format!("nejvýše {max} znaků"),
                format!("at most {max} characters"),
            ),
            Self::TooShort(min) => (
                format!("nejméně {min} znaků"),
                format!("at least {min} characters"),
            ),
            Self::TooSmall(min) => (format!("hodnotu od {min}"), format!("a value from {min} up")),
            Self::TooLarge(max) => (format!("hodnotu do {max}"), format!("a value up to {max}")),
            Self::TooManyDigits(max) => (format!("nejvýše {max} číslic"), format!("at most {max} digits")),
            Self::Pattern(pattern) => (
                format!("text tvaru {pattern}"),
                format!("a text of the form {pattern}"),
            ),
            Self::NoMember => both(
                "hodnotu, kterou schéma dovoluje",
                "a value that the schema allows",
            ),
        }
    }
}

fn of_built_in(name: &str) -> (String, String) {
    let (czech, english) = match name {
        "boolean" => ("true, false, 1 nebo 0", "true, false, 1 or 0"),
        "date" => ("datum, například 2026-03-31", "a date such as 2026-03-31"),
        "dateTime" => (
            "datum a čas, například 2026-03-31T08:00:00",
            "a date and time such as 2026-03-31T08:00:00",
        ),
        "decimal" | "double" => ("číslo s desetinnou tečkou", "a number with a decimal point"),
        "integer" | "byte" | "short" | "int" | "long" => ("celé číslo", "a whole number"),
        "nonNegativeInteger" => ("celé číslo od nuly", "a whole number from zero up"),
        "positiveInteger" => ("celé číslo od jedné", "a whole number from one up"),
        "ID" | "NCName" => (
            "název, který začíná písmenem nebo podtržítkem a nemá mezery ani dvojtečky",
            "a name that begins with a letter or an underscore and has neither spaces nor colons",
        ),
        "anyURI" => ("platný odkaz URI", "a valid URI"),
        other => {
            return (
                format!("hodnotu typu {other}"),
                format!("a value of type {other}"),
            );
        }
    };
    (czech.to_owned(), english.to_owned())
}

/// The beginning of a text.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// `a, b or c`; of a long list its beginning and a word for the rest.
fn choice(names: &[&str], or: &str, others: &str) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] if names.len() <= SHOWN_CHOICES => format!("{} {or} {last}", first.join(", ")),
        names => format!(
            "{} {or} {others}",
            names.get(..SHOWN_CHOICES).unwrap_or_default().join(", ")
        ),
    }
}
