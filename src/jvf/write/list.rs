//! Lists of kept elements among what accompanies an issue, which may be long: they go out as they come.

use std::cell::Cell;

use super::WriteError;
use super::fragment::renumbered;
use super::issue::{Issue, Writing};
use super::parts::Child;
use super::text::shortened;

/// A list of kept elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// [`Issue::changes`].
    Changes,
    /// [`Issue::buildings`].
    Buildings,
    /// [`Issue::complete_areas`].
    CompleteAreas,
}

impl List {
    /// The list of an element.
    pub fn of(part: &str) -> Option<Self> {
        match part {
            "UdajeOZmenach" => Some(Self::Changes),
            "IdentifikacniCislaStaveb" => Some(Self::Buildings),
            "OblastiKompletniZPS" => Some(Self::CompleteAreas),
            _ => None,
        }
    }
}

/// Takes an element of a list.
pub type Give<'a> = &'a mut dyn FnMut(&str) -> Result<(), WriteError>;

/// Where what accompanies an issue goes.
pub struct Output<'a> {
    /// What has been written.
    pub buffer: &'a mut Vec<u8>,
    /// Takes it away when it is much.
    pub drain: &'a mut dyn FnMut(&mut Vec<u8>) -> Result<(), WriteError>,
}

impl Writing<'_> {
    /// A list, which is left out when the schema lets it and there is nothing in it.
    pub(super) fn list<E: From<WriteError>>(
        &mut self,
        list: List,
        part: Child<'_>,
        output: &mut Output<'_>,
        more: &mut dyn FnMut(List, Give<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let name = part.name();
        let records = part.children(&self.catalogue.grammar);
        let record = records.first().ok_or_else(|| WriteError::Part(name.to_owned()))?;
        let version = &self.catalogue.version;
        let miscounted = |takes, given| WriteError::Count {
            version: version.clone(),
            part: name.to_owned(),
            record: record.name().to_owned(),
            takes,
            given,
        };
        let given = Cell::new(0);
        let last_id = &mut self.last_id;
        let mut give = |fragment: &str| {
            given.update(|given| given + 1);
            if given.get() > 1 && !record.many {
                return Err(miscounted("only one", given.get()));
            }
            if given.get() == 1 {
                output.buffer.extend_from_slice(format!("<{name}>\n").as_bytes());
            }
            let rest = fragment
                .strip_prefix('<')
                .and_then(|rest| rest.strip_prefix(record.name()));
            let is_record = rest.is_some_and(|rest| rest.starts_with([' ', '>', '/', '\t', '\n', '\r']));
            if !(is_record && renumbered(fragment, last_id, output.buffer)) {
                return Err(WriteError::Fragment {
                    part: name.to_owned(),
                    record: record.name().to_owned(),
                    given: shortened(fragment),
                });
            }
            output.buffer.push(b'\n');
            (output.drain)(output.buffer)
        };
        let own = match list {
            List::Changes => &self.issue.changes,
            List::Buildings => &self.issue.buildings,
            List::CompleteAreas => &self.issue.complete_areas,
        };
        own.iter().try_for_each(|fragment| give(fragment))?;
        more(list, &mut give)?;
        if given.get() == 0 && part.required {
            match stand_in(self.element, self.issue).filter(|_| list == List::Changes) {
                Some(stands_in) => give(&stands_in)?,
                None if record.required && record.many => return Err(miscounted("at least one", 0).into()),
                None if record.required => return Err(miscounted("exactly one", 0).into()),
                None => output.buffer.extend_from_slice(format!("<{name}>\n").as_bytes()),
            }
        } else if given.get() == 0 {
            return Ok(());
        }
        output.buffer.extend_from_slice(format!("</{name}>\n").as_bytes());
        Ok(())
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
