//! Where the attributes of a type stand, in one of the shared groups or directly in `AtributyObjektu`, and which of them a
//! kind of record allows and demands: the catalogue's words, looked up once for each type.
//!
//! Sets of attributes are bits of a `u128`: no type has more than 31.

use super::fill::{Fill, Fills};
use crate::model::catalogue::{AttributeUse, Catalogue, ObjectType, ValueKind};
use crate::model::{AttributeId, Grammar, RecordKind};

/// An attribute that the type does not have.
const NOWHERE: u8 = u8::MAX;

/// The attributes of one type.
#[derive(Debug)]
pub struct Layout {
    /// Place in `members` by the number of the attribute.
    slots: Vec<u8>,
    pub(super) members: Vec<Member>,
    pub(super) groups: Vec<Group>,
    forms: Vec<Form>,
    /// The bit of `ID`.
    pub(super) identifier: u128,
    pub(super) qualified: bool,
}

/// An attribute of the type, in one of the places that it may have there.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    /// Another place of the same attribute.
    next: u8,
    /// Place of its group in `groups`.
    pub(super) group: Option<usize>,
    pub(super) nillable: bool,
    /// Any text is a value, the empty one too.
    pub(super) free: bool,
    pub(super) codes: Vec<String>,
    pub(super) max_length: usize,
    pub(super) fill: Fill,
}

#[derive(Debug)]
pub(super) struct Group {
    /// With its prefix.
    pub(super) name: String,
    pub(super) members: u128,
}

/// What one kind of record allows and demands.
#[derive(Debug)]
pub struct Form {
    kind: RecordKind,
    pub(super) allowed: u128,
    /// Members of groups too that may be missing as a whole.
    pub(super) required: u128,
    /// Bits by the place of the group.
    pub(super) groups: u128,
}

/// The bit of a place.
pub(super) fn bit(place: usize) -> u128 {
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
    pub(super) fn places(&self, form: &Form, id: AttributeId) -> impl Iterator<Item = usize> {
        let slot = self.slots.get(usize::from(id.0)).copied().unwrap_or(NOWHERE);
        let allowed = form.allowed;
        chain(&self.members, slot).filter(move |place| allowed & bit(*place) != 0)
    }

    /// Whether the type has the attribute in some kind of record.
    pub(super) fn has(&self, id: AttributeId) -> bool {
        self.slots
            .get(usize::from(id.0))
            .is_some_and(|slot| *slot != NOWHERE)
    }
}
