//! Lists of kept elements among what accompanies an issue, which may be long: they go out as they come.

use std::cell::Cell;

use super::WriteError;
use super::fragment::renumbered;
use super::parts::Child;
use super::text::shortened;
use crate::model::Catalogue;

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

/// What a list holds beside the elements that are given one by one.
pub struct Held<'a> {
    /// Elements that come first.
    pub first: &'a [String],
    /// What stands for the elements of a list that may not be empty, where something can.
    pub stands_in: Option<String>,
}

/// Writes the lists of a file.
pub struct Lists<'a> {
    /// Of the version.
    catalogue: &'a Catalogue,
    /// Number of the last `gml:id`.
    last_id: u64,
}

impl<'a> Lists<'a> {
    /// The lists of a file of a version.
    pub fn new(catalogue: &'a Catalogue) -> Self {
        Self {
            catalogue,
            last_id: 0,
        }
    }

    /// Writes a list, which is left out when the schema lets it and there is nothing in it.
    ///
    /// # Errors
    /// [`WriteError::Count`], [`WriteError::Fragment`], [`WriteError::Part`], and what `more` fails with.
    pub fn write<E: From<WriteError>>(
        &mut self,
        (list, part): (List, Child<'_>),
        held: Held<'_>,
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
        held.first.iter().try_for_each(|fragment| give(fragment))?;
        more(list, &mut give)?;
        if given.get() == 0 && part.required {
            match held.stands_in {
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
