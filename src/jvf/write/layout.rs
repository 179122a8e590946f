//! Where the attributes of a type stand, in one of the shared groups or directly in `AtributyObjektu`, and which of them a
//! kind of record allows and demands.
//!
//! The schema takes groups and attributes in any order (`xs:all`). They are written in the order of the record, the members
//! of a group together, so that what was read from a file comes back in its order; what is filled in comes last. Groups that
//! the schema demands are written even when nothing is in them. Sets of attributes are bits of a `u128`: no type has more
//! than 31.

use super::fill::{Fill, Fills};
use super::text::{escaped, shortened, tag};
use super::{WriteError, attribute_name};
use crate::model::catalogue::{AttributeUse, Catalogue, ObjectType, ValueKind};
use crate::model::{Attribute, AttributeId, Grammar, Record, RecordKind};

/// An attribute that the type does not have.
const NOWHERE: u8 = u8::MAX;
/// Generation 1's codes for hidden and unknown values; elsewhere they say that there is no value.
const NO_VALUE: [&str; 2] = ["0", "99"];

/// The attributes of one type.
#[derive(Debug)]
pub struct Layout {
    /// Place in `members` by the number of the attribute.
    slots: Vec<u8>,
    members: Vec<Member>,
    groups: Vec<Group>,
    forms: Vec<Form>,
    /// The bit of `ID`.
    identifier: u128,
    qualified: bool,
}

/// An attribute of the type, in one of the places that it may have there.
#[derive(Debug)]
struct Member {
    name: String,
    /// Another place of the same attribute.
    next: u8,
    /// Place of its group in `groups`.
    group: Option<usize>,
    nillable: bool,
    /// Any text is a value, the empty one too.
    free: bool,
    codes: Vec<String>,
    max_length: usize,
    fill: Fill,
}

#[derive(Debug)]
struct Group {
    /// With its prefix.
    name: String,
    members: u128,
}

/// What one kind of record allows and demands.
#[derive(Debug)]
pub struct Form {
    kind: RecordKind,
    allowed: u128,
    /// Members of groups too that may be missing as a whole.
    required: u128,
    /// Bits by the place of the group.
    groups: u128,
}

fn bit(place: usize) -> u128 {
    1_u128
        .checked_shl(u32::try_from(place).unwrap_or(u32::MAX))
        .unwrap_or(0)
}

/// Whether the elements inside of a type are in its namespace. Two types of 1.5.0 beta 3 forgot to say so in their schema:
/// theirs are in no namespace, except for those that stand by themselves.
fn is_qualified(grammar: &Grammar, object_type: &ObjectType) -> bool {
    let id = format!("objtyp:{}", object_type.element);
    let declared = grammar.elements.iter().find(|element| element.id == id);
    let complex = declared.and_then(|element| {
        let mut types = grammar.complex_types.iter();
        types.find(|complex| complex.id == element.type_id)
    });
    let content = complex.and_then(|complex| complex.content.as_deref());
    !content.is_some_and(|content| content.starts_with("(-:"))
}

/// The places of one attribute.
fn chain(members: &[Member], first: u8) -> impl Iterator<Item = usize> {
    let mut next = usize::from(first);
    std::iter::from_fn(move || {
        let place = next;
        next = usize::from(members.get(place)?.next);
        Some(place)
    })
}

/// The places whose bits are set.
fn places(mut bits: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = bits.trailing_zeros();
        bits &= bits.checked_sub(1)?;
        Some(place as usize)
    })
}

impl Layout {
    /// Looks up what the type has.
    pub fn new(catalogue: &Catalogue, object_type: &ObjectType, fills: &mut Fills) -> Self {
        let mut layout = Self {
            slots: vec![NOWHERE; catalogue.attributes.len()],
            members: Vec::new(),
            groups: Vec::new(),
            identifier: 0,
            qualified: is_qualified(&catalogue.grammar, object_type),
            forms: RecordKind::all()
                .filter(|kind| match kind {
                    RecordKind::Plain => catalogue.generation == 1,
                    named => object_type.records.contains_key(named.suffix()),
                })
                .map(|kind| Form {
                    kind,
                    allowed: 0,
                    required: 0,
                    groups: 0,
                })
                .collect(),
        };
        for used in &object_type.attributes {
            match catalogue.groups.iter().find(|group| group.name == used.name) {
                Some(group) => {
                    let shared = catalogue.generation == 1 || group.namespace.is_some();
                    let prefix = if shared { "a:" } else { "" };
                    let place = layout.groups.len();
                    for form in &mut layout.forms {
                        if used.required.get(form.kind.key()) == Some(&true) {
                            form.groups |= bit(place);
                        }
                    }
                    layout.groups.push(Group {
                        name: format!("{prefix}{}", group.name),
                        members: 0,
                    });
                    for member in &group.attributes {
                        layout.put(catalogue, fills, member, Some((place, used)));
                    }
                }
                None => layout.put(catalogue, fills, used, None),
            }
        }
        layout
    }

    fn put(
        &mut self,
        catalogue: &Catalogue,
        fills: &mut Fills,
        used: &AttributeUse,
        group: Option<(usize, &AttributeUse)>,
    ) {
        let known = catalogue.attribute_id(&used.name);
        let Some((id, attribute)) = known.and_then(|id| Some((id, catalogue.attribute(id)?))) else {
            return;
        };
        let place = self.members.len();
        let (Some(slot), Ok(number)) = (self.slots.get_mut(usize::from(id.0)), u8::try_from(place)) else {
            return;
        };
        let next = std::mem::replace(slot, number);
        for form in &mut self.forms {
            let kind = form.kind.key();
            let group_allowed = group.is_none_or(|(_, group)| group.required.contains_key(kind));
            let (Some(required), true) = (used.required.get(kind), group_allowed) else {
                continue;
            };
            // Of two places that a kind allows, it stands in the one that demands it, and in both when both do.
            let earlier = chain(&self.members, next).fold(0, |bits, place| bits | bit(place));
            let demanded = form.required & earlier != 0;
            if form.allowed & earlier != 0 && !required {
                continue;
            }
            if !demanded {
                form.allowed &= !earlier;
            }
            form.allowed |= bit(place);
            form.required |= if *required { bit(place) } else { 0 };
        }
        if attribute.name == "ID" {
            self.identifier = bit(place);
        }
        if let Some(group) = group.and_then(|(place, _)| self.groups.get_mut(place)) {
            group.members |= bit(place);
        }
        self.members.push(Member {
            name: attribute.name.clone(),
            next,
            group: group.map(|(place, _)| place),
            nillable: attribute.nillable,
            free: attribute.kind == ValueKind::String && attribute.codes.is_empty(),
            codes: attribute.codes.iter().map(|code| code.value.clone()).collect(),
            max_length: attribute.max_length.map_or(usize::MAX, |most| most as usize),
            fill: fills.of(catalogue, id, attribute),
        });
    }

    /// Prefix of the elements that the type's namespace declares by themselves.
    pub fn prefix(&self) -> &'static str {
        if self.qualified { "" } else { "t:" }
    }

    /// What a kind allows and demands; `None` when the type does not have the kind.
    pub fn form(&self, kind: RecordKind) -> Option<&Form> {
        self.forms.iter().find(|form| form.kind == kind)
    }

    /// The places of an attribute in the form; 1.5.0 beta 3 demands `StavObjektu` of some types in two.
    fn places(&self, form: &Form, id: AttributeId) -> impl Iterator<Item = usize> {
        let slot = self.slots.get(usize::from(id.0)).copied().unwrap_or(NOWHERE);
        let allowed = form.allowed;
        chain(&self.members, slot).filter(move |place| allowed & bit(*place) != 0)
    }

    /// Whether the type has the attribute in some kind of record.
    fn has(&self, id: AttributeId) -> bool {
        self.slots
            .get(usize::from(id.0))
            .is_some_and(|slot| *slot != NOWHERE)
    }
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

/// Starts the element of a type: its fixed texts, then the records.
///
/// # Errors
/// [`WriteError::Character`] when the catalogue holds a text that XML does not allow.
pub fn open(object_type: &ObjectType, layout: &Layout, out: &mut Vec<u8>) -> Result<(), WriteError> {
    let ObjectType {
        element, namespace, ..
    } = object_type;
    let declared = if layout.qualified { "xmlns" } else { "xmlns:t" };
    out.extend_from_slice(format!("<o:{element} {declared}=\"{namespace}\">\n<ObjektovyTypNazev").as_bytes());
    // The object of § 4b (6) of the surveying act has a name and nothing else.
    let coded = !object_type.unclassified;
    if coded {
        let (base, suffix) = (&object_type.code_base, object_type.geometry.suffix());
        out.extend_from_slice(format!(" code_base=\"{base}\" code_suffix=\"{suffix:02}\"").as_bytes());
    }
    out.push(b'>');
    escaped(&object_type.name, out)?;
    out.extend_from_slice(b"</ObjektovyTypNazev>\n");
    if coded {
        let fixed = [
            ("KategorieObjektu", object_type.category.as_str()),
            ("SkupinaObjektu", object_type.group.as_str()),
            ("ObsahovaCast", object_type.part.as_str()),
        ];
        for (name, text) in fixed {
            tag(out, "<", name, ">");
            escaped(text, out)?;
            tag(out, "</", name, ">\n");
        }
    }
    out.extend_from_slice(b"<ZaznamyObjektu>\n");
    Ok(())
}

/// Ends it.
pub fn close(object_type: &ObjectType, out: &mut Vec<u8>) {
    tag(out, "</ZaznamyObjektu>\n</o:", &object_type.element, ">\n");
}
