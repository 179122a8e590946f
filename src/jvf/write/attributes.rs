//! The content of `AtributyObjektu`.
//!
//! The schema takes groups and attributes in any order (`xs:all`). They are written in the order of the record, the members
//! of a group together, so that what was read from a file comes back in its order; what is filled in comes last. Groups that
//! the schema demands are written even when nothing is in them.

use super::fill::Fill;
use super::layout::{Form, Group, Layout, Member, bit};
use super::text::{escaped, shortened, tag};
use super::{WriteError, attribute_name};
use crate::model::catalogue::{Catalogue, ObjectType};
use crate::model::{Attribute, Record};

/// Generation 1's codes for hidden and unknown values; elsewhere they say that there is no value.
const NO_VALUE: [&str; 2] = ["0", "99"];

/// The places whose bits are set.
fn places(mut bits: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = bits.trailing_zeros();
        bits &= bits.checked_sub(1)?;
        Some(place as usize)
    })
}

/// One record on its way into `AtributyObjektu`.
pub struct Entry<'a> {
    /// What the type has.
    pub layout: &'a Layout,
    /// What the record's kind asks.
    pub form: &'a Form,
    /// Where names for messages are from.
    pub catalogue: &'a Catalogue,
    /// The record's type.
    pub object_type: &'a ObjectType,
    /// The record.
    pub record: &'a Record,
    /// Whether what is missing is filled in and what the kind does not allow is left out.
    pub issued: bool,
}

impl Entry<'_> {
    /// Appends the content of `AtributyObjektu`.
    ///
    /// # Errors
    /// [`WriteError::Attribute`], [`WriteError::Missing`], [`WriteError::Value`], [`WriteError::Character`].
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let given = self.given()?;
        let missing = if self.issued { self.missing(given) } else { 0 };
        let groups = &self.layout.groups;
        let mut written: u128 = 0;
        for (place, group) in groups.iter().enumerate() {
            if self.form.groups & bit(place) != 0 && group.members & (given | missing) == 0 {
                tag(out, "<", &group.name, "/>");
                written |= bit(place);
            }
        }
        for attribute in self.record.attributes.iter() {
            for place in self.layout.places(self.form, attribute.id) {
                let member = &self.layout.members[place];
                match member.group {
                    _ if given & bit(place) == 0 => {}
                    None => value(member, attribute.text, attribute.nil, out)?,
                    Some(group) if written & bit(group) == 0 => {
                        written |= bit(group);
                        self.group(&groups[group], given, missing, out)?;
                    }
                    Some(_) => {}
                }
            }
        }
        for place in places(missing) {
            match self.layout.members[place].group {
                None => self.fill(place, out)?,
                Some(group) if written & bit(group) == 0 => {
                    written |= bit(group);
                    self.group(&groups[group], given, missing, out)?;
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn group(&self, group: &Group, given: u128, missing: u128, out: &mut Vec<u8>) -> Result<(), WriteError> {
        tag(out, "<", &group.name, ">");
        for attribute in self.record.attributes.iter() {
            for place in self.layout.places(self.form, attribute.id) {
                if group.members & given & bit(place) != 0 {
                    value(&self.layout.members[place], attribute.text, attribute.nil, out)?;
                }
            }
        }
        for place in places(group.members & missing) {
            self.fill(place, out)?;
        }
        tag(out, "</", &group.name, ">");
        Ok(())
    }

    /// The attributes of the record that are written.
    fn given(&self) -> Result<u128, WriteError> {
        let mut given = 0;
        for attribute in self.record.attributes.iter() {
            let mut allowed = false;
            for place in self.layout.places(self.form, attribute.id) {
                allowed = true;
                let member = &self.layout.members[place];
                if self.issued && !self.has_value(member, attribute)? {
                    continue;
                }
                if given & bit(place) != 0 {
                    return Err(self.refused(member, attribute.text, "it is given twice"));
                }
                given |= bit(place);
            }
            let left_out = self.issued && self.layout.has(attribute.id);
            if !allowed && !left_out {
                return Err(WriteError::Attribute {
                    element: self.object_type.element.clone(),
                    attribute: attribute_name(self.catalogue, attribute.id),
                });
            }
        }
        Ok(given)
    }

    /// Whether the attribute says something that the version can tell.
    fn has_value(&self, member: &Member, attribute: Attribute<'_>) -> Result<bool, WriteError> {
        if attribute.nil {
            return Ok(member.nillable);
        }
        let text = attribute.text;
        if member.free {
            let short = text.len() <= member.max_length || text.chars().count() <= member.max_length;
            return if short {
                Ok(true)
            } else {
                Err(self.refused(member, text, "it is longer than the schema allows"))
            };
        }
        let text = text.trim();
        if text.is_empty() {
            return Ok(false);
        }
        if member.codes.is_empty() || member.codes.iter().any(|code| code == text) {
            return Ok(true);
        }
        if NO_VALUE.contains(&text) {
            return Ok(false);
        }
        Err(self.refused(member, text, "its code list does not have it"))
    }

    fn refused(&self, member: &Member, text: &str, reason: &'static str) -> WriteError {
        WriteError::Value {
            element: self.object_type.element.clone(),
            attribute: member.name.clone(),
            value: shortened(text),
            reason,
        }
    }

    /// The attributes that the schema demands and the record lacks. A group that may be missing demands nothing unless
    /// something of it is there. The identifier is told wherever it may be.
    fn missing(&self, given: u128) -> u128 {
        let identifier = self.layout.identifier & self.form.allowed & !given;
        let told = if self.record.id.is_some() { identifier } else { 0 };
        let mut missing = self.form.required & !given;
        for (place, group) in self.layout.groups.iter().enumerate() {
            if self.form.groups & bit(place) == 0 && group.members & (given | told) == 0 {
                missing &= !group.members;
            }
        }
        missing | told
    }

    fn fill(&self, place: usize, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let member = &self.layout.members[place];
        let identifier = self.record.id.map(|id| id.to_string());
        match (&member.fill, identifier) {
            (Fill::Nil, _) => value(member, "", true, out),
            (Fill::Text(text), _) => value(member, text, false, out),
            (Fill::Identifier, Some(id)) => value(member, &id, false, out),
            (Fill::Identifier | Fill::Nothing, id) => Err(WriteError::Missing {
                element: self.object_type.element.clone(),
                attribute: member.name.clone(),
                object: id.unwrap_or_else(|| "without an identifier".to_owned()),
            }),
        }
    }
}

fn value(member: &Member, text: &str, nil: bool, out: &mut Vec<u8>) -> Result<(), WriteError> {
    if nil {
        tag(out, "<a:", &member.name, " xsi:nil=\"true\"/>");
    } else if text.is_empty() {
        tag(out, "<a:", &member.name, "/>");
    } else {
        tag(out, "<a:", &member.name, ">");
        escaped(text, out)?;
        tag(out, "</a:", &member.name, ">");
    }
    Ok(())
}
