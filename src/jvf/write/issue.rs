//! The accompanying information of issued data (`DoprovodneInformace`): what was issued, as of when, and what belongs to the
//! area besides its objects.
//!
//! Generation 1 has one element for all. In generation 2 it depends on what is issued (`DoprovodneInformaceVydejZPS`,
//! `…VydejDTI`, `…VydejPSPI`), and each has parts of its own: who owns and manages networks belongs to transport and technical
//! infrastructure, the areas of complete ZPS to ZPS. A part that the data set does not have is left out.
//!
//! 1.5.0 beta 3 demands exactly one `ZaznamZmeny` and, for ZPS, exactly one `ZaznamOKZPS`. Without a change at hand, a record
//! is written that says nothing but that it is an issue (of ZPS: on its day, since the schema wants dates). An area of
//! complete ZPS and a project of planned works cannot be made up: without them there is an error.

use chrono::NaiveDateTime;

use super::WriteError;
use super::gml::{Identifier, Winding, polygon};
use super::list::{Give, Held, List, Lists, Output};
use super::parts::{Child, container, lists, max_length};
use super::text::{leaf, shortened};
use crate::model::value::format_local_time;
use crate::model::{Catalogue, Coordinate, Dimension, Subject};

/// What comes with issued data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issue {
    /// `DatumPlatnosti`, Czech local time: the state that the data show.
    pub valid_until: NaiveDateTime,
    /// `TypDatoveSady`: 1 detail points, 2 derived areas, 3 the rest of ZPS, 4 accompanying information, 5 and 6 TI public and
    /// complete, 7 and 8 DI public and complete, 9 ZPS complete, 10 an operator's own data, from 11 planned works.
    pub data_set: u8,
    /// `PopisDatoveSady`, such as the name of the municipality.
    pub note: Option<String>,
    /// `ObvodDatoveSady`: closed rings, the exterior first; heights are not written.
    pub outline: Option<Vec<Vec<Coordinate>>>,
    /// Owners, managers and operators whom the records name (`ZaznamVSP`); for planned works the builders (`ZaznamBS`).
    pub subjects: Vec<Subject>,
    /// Changes that led to the state: elements `ZaznamZmeny`, as [`Fragment::content`](crate::jvf::read::Fragment). In these and
    /// the next elements `gml:id`s are replaced by running ones.
    pub changes: Vec<String>,
    /// Identification numbers of buildings: elements `ZaznamICS`.
    pub buildings: Vec<String>,
    /// Areas of complete ZPS: elements `ZaznamZPS` of generation 1, `ZaznamOKZPS` of generation 2.
    pub complete_areas: Vec<String>,
}

impl Issue {
    /// Whether files of the version can tell it: better asked before the records are written.
    ///
    /// # Errors
    /// As [`Writer::finish_issue`](super::Writer::finish_issue).
    pub fn check(&self, catalogue: &Catalogue) -> Result<(), WriteError> {
        let (mut buffer, mut drain) = (Vec::new(), |buffer: &mut Vec<u8>| {
            buffer.clear();
            Ok(())
        });
        let output = Output {
            buffer: &mut buffer,
            drain: &mut drain,
        };
        write(self, catalogue, output, &mut |_, _| Ok::<_, WriteError>(()))
    }
}

/// The element of a data set in generation 2.
fn element(generation: u8, data_set: u8) -> &'static str {
    match (generation, data_set) {
        (1, _) => "DoprovodneInformace",
        (_, 1..=4 | 9) => "DoprovodneInformaceVydejZPS",
        (_, 0 | 5..=8 | 10) => "DoprovodneInformaceVydejDTI",
        (_, 11..) => "DoprovodneInformaceVydejPSPI",
    }
}

/// Writes the element that the data set takes. `more` gives what follows in a list.
///
/// # Errors
/// [`WriteError::DataSet`], [`WriteError::Count`], [`WriteError::Fragment`], [`WriteError::Part`], [`WriteError::Value`],
/// [`WriteError::Character`], and what `more` fails with.
pub fn write<E: From<WriteError>>(
    issue: &Issue,
    catalogue: &Catalogue,
    mut output: Output<'_>,
    more: &mut dyn FnMut(List, Give<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let grammar = &catalogue.grammar;
    let data_set = issue.data_set.to_string();
    let element = element(catalogue.generation, issue.data_set);
    let container = container(grammar, element)
        .filter(|_| lists(grammar, "dopinf:TypDatoveSady", &data_set))
        .ok_or_else(|| WriteError::DataSet(catalogue.version.clone(), issue.data_set))?;
    let writing = Writing {
        issue,
        catalogue,
        element,
    };
    let mut lists = Lists::new(catalogue);
    output
        .buffer
        .extend_from_slice(format!("<{element} xmlns=\"dopinf\">\n").as_bytes());
    for part in container.children(grammar) {
        match List::of(part.name()) {
            Some(list) => lists.write((list, part), writing.held(list), &mut output, more)?,
            None => writing.part(part, output.buffer)?,
        }
    }
    output
        .buffer
        .extend_from_slice(format!("</{element}>\n").as_bytes());
    Ok(())
}

struct Writing<'a> {
    issue: &'a Issue,
    catalogue: &'a Catalogue,
    element: &'a str,
}

impl<'a> Writing<'a> {
    fn held(&self, list: List) -> Held<'a> {
        let issue = self.issue;
        let (first, stands_in) = match list {
            List::Changes => (&issue.changes, stand_in(self.element, issue)),
            List::Buildings => (&issue.buildings, None),
            List::CompleteAreas => (&issue.complete_areas, None),
        };
        Held { first, stands_in }
    }

    fn part(&self, part: Child<'_>, out: &mut Vec<u8>) -> Result<(), WriteError> {
        match part.name() {
            "UdajeOVlastnicichSpravcichProvozovatelich" => self.subjects(part, "VSP", out),
            "UdajeOBudoucichStavebnicich" => self.subjects(part, "BS", out),
            "UdajeOVydeji" => self.issue(out),
            _ if part.required => Err(WriteError::Part(part.name().to_owned())),
            _ => Ok(()),
        }
    }

    /// Owners and their kin, or builders; `short` ends the names of their elements.
    fn subjects(&self, part: Child<'_>, short: &str, out: &mut Vec<u8>) -> Result<(), WriteError> {
        if self.issue.subjects.is_empty() && !part.required {
            return Ok(());
        }
        // The number is optional in generation 1 and for builders.
        let number_required = self.catalogue.generation > 1 && short == "VSP";
        let (id, prefix) = (format!("ID{short}"), if short == "BS" { "atr" } else { "dopinf" });
        let name = format!("Nazev{short}");
        let company_number = format!("IdentifikacniCislo{short}");
        let part = part.name();
        out.extend_from_slice(format!("<{part}>\n").as_bytes());
        for subject in &self.issue.subjects {
            out.extend_from_slice(format!("<Zaznam{short}>\n").as_bytes());
            self.short_enough(prefix, &id, &subject.id)?;
            if prefix == "atr" {
                leaf(out, &format!("a:{id}"), &subject.id)?;
            } else {
                leaf(out, &id, &subject.id)?;
            }
            self.text(&name, &subject.name, out)?;
            match &subject.company_number {
                Some(number) => self.text(&company_number, number, out)?,
                None if number_required => self.text(&company_number, "", out)?,
                None => {}
            }
            out.extend_from_slice(format!("</Zaznam{short}>\n").as_bytes());
        }
        out.extend_from_slice(format!("</{part}>\n").as_bytes());
        Ok(())
    }

    fn issue(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let issue = self.issue;
        out.extend_from_slice(b"<UdajeOVydeji>\n");
        leaf(out, "DatumPlatnosti", &format_local_time(issue.valid_until))?;
        leaf(out, "TypDatoveSady", &issue.data_set.to_string())?;
        if let Some(note) = &issue.note {
            self.text("PopisDatoveSady", note, out)?;
        }
        if let Some(rings) = &issue.outline {
            out.extend_from_slice(b"<ObvodDatoveSady>");
            let winding = Winding::of_generation(self.catalogue.generation);
            polygon(Identifier::fixed("VYDEJ_06"), Dimension::Two, rings, winding, out)?;
            out.extend_from_slice(b"</ObvodDatoveSady>\n");
        }
        out.extend_from_slice(b"</UdajeOVydeji>\n");
        Ok(())
    }

    fn text(&self, name: &str, text: &str, out: &mut Vec<u8>) -> Result<(), WriteError> {
        self.short_enough("dopinf", name, text)?;
        leaf(out, name, text)
    }

    fn short_enough(&self, prefix: &str, name: &str, text: &str) -> Result<(), WriteError> {
        match fits(self.catalogue, &format!("{prefix}:{name}"), text) {
            true => Ok(()),
            false => Err(too_long(self.element, name, text)),
        }
    }
}

/// A record of a change that says nothing but that data were issued.
fn stand_in(element: &str, issue: &Issue) -> Option<String> {
    let day = issue.valid_until.date();
    let head = "<ZaznamZmeny xmlns=\"dopinf\"><IDPodani xmlns=\"atr\"/><PopisObjektu xmlns=\"atr\">výdej dat</PopisObjektu>";
    match element {
        "DoprovodneInformaceVydejDTI" => Some(format!("{head}</ZaznamZmeny>")),
        "DoprovodneInformaceVydejZPS" => Some(format!(
            "{head}<Zpracovatel/><OrganizaceZpracovatele/><DatumMereni>{day}</DatumMereni><DatumZpracovani>{day}</DatumZpracovani>\
             <Konsolidace xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/></ZaznamZmeny>"
        )),
        _ => None,
    }
}

/// Whether an element takes a text of this length.
fn fits(catalogue: &Catalogue, element: &str, text: &str) -> bool {
    let most = max_length(&catalogue.grammar, element);
    text.len() <= most || text.chars().count() <= most
}

fn too_long(element: &str, attribute: &str, text: &str) -> WriteError {
    WriteError::Value {
        element: element.to_owned(),
        attribute: attribute.to_owned(),
        value: shortened(text),
        reason: "it is longer than the schema allows",
    }
}

/// Whether files of a version take a text as [`Issue::note`].
///
/// # Errors
/// [`WriteError::Character`], [`WriteError::Value`] when it is too long.
pub fn check_note(catalogue: &Catalogue, note: &str) -> Result<(), WriteError> {
    const NAME: &str = "PopisDatoveSady";
    if !fits(catalogue, &format!("dopinf:{NAME}"), note) {
        return Err(too_long("UdajeOVydeji", NAME, note));
    }
    leaf(&mut Vec::new(), NAME, note)
}

/// A subject as files of a version take it: a name that is too long for them is cut, a company's number that is, is left
/// out. `None` when its identifier does not fit, so that no record can name it either.
pub fn fitted(catalogue: &Catalogue, subject: &Subject) -> Option<Subject> {
    let most = max_length(&catalogue.grammar, "dopinf:NazevVSP");
    let number_fits = |number: &&String| fits(catalogue, "dopinf:IdentifikacniCisloVSP", number);
    fits(catalogue, "dopinf:IDVSP", &subject.id).then(|| Subject {
        id: subject.id.clone(),
        name: subject.name.chars().take(most).collect(),
        company_number: subject.company_number.as_ref().filter(number_fits).cloned(),
    })
}
