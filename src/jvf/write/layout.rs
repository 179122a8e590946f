//! Where the attributes of a type stand: in one of the shared groups or directly in `AtributyObjektu`.
//!
//! The schema takes groups and attributes in any order (`xs:all`). They are written in the order of the record, the members
//! of a group together, so that what was read from a file comes back in its order. Groups that the schema demands are
//! written even when the record has nothing in them.

use super::text::escaped;
use super::{WriteError, attribute_name};
use crate::model::catalogue::{Catalogue, ObjectType};
use crate::model::{Attribute, AttributeId, Record};

/// Place of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Nowhere,
    Own,
    Group(u8),
}

/// The attributes of one type.
#[derive(Debug)]
pub struct Layout {
    places: Vec<Place>,
    groups: Vec<Group>,
}

#[derive(Debug)]
struct Group {
    name: String,
    required: bool,
}

impl Layout {
    /// Looks up what the type has.
    pub fn new(catalogue: &Catalogue, object_type: &ObjectType) -> Self {
        let mut places = vec![Place::Nowhere; catalogue.attributes.len()];
        let mut put = |name: &str, place: Place| {
            let id = catalogue.attribute_id(name);
            if let Some(found) = id.and_then(|id| places.get_mut(usize::from(id.0))) {
                *found = place;
            }
        };
        let mut groups = Vec::new();
        for used in &object_type.attributes {
            let Some(group) = catalogue.groups.iter().find(|g| g.name == used.name) else {
                put(&used.name, Place::Own);
                continue;
            };
            let number = u8::try_from(groups.len()).unwrap_or(u8::MAX);
            for member in &group.attributes {
                put(&member.name, Place::Group(number));
            }
            groups.push(Group {
                name: used.name.clone(),
                required: used.required.values().any(|required| *required),
            });
        }
        Self { places, groups }
    }

    fn place(&self, id: AttributeId) -> Place {
        self.places
            .get(usize::from(id.0))
            .copied()
            .unwrap_or(Place::Nowhere)
    }

    /// Appends the content of `AtributyObjektu`.
    ///
    /// # Errors
    /// [`WriteError::Attribute`], [`WriteError::Character`].
    pub fn attributes(
        &self,
        catalogue: &Catalogue,
        object_type: &ObjectType,
        record: &Record,
        out: &mut Vec<u8>,
    ) -> Result<(), WriteError> {
        let mut written: u64 = 0;
        for (group, number) in self.groups.iter().zip(0_u8..) {
            let is_member = |a: Attribute<'_>| self.place(a.id) == Place::Group(number);
            if group.required && !record.attributes.iter().any(is_member) {
                tag(out, "<a:", &group.name, "/>");
                written |= 1 << number;
            }
        }
        for attribute in record.attributes.iter() {
            match self.place(attribute.id) {
                Place::Nowhere => {
                    return Err(WriteError::Attribute {
                        element: object_type.element.clone(),
                        attribute: attribute_name(catalogue, attribute.id),
                    });
                }
                Place::Own => write_attribute(catalogue, attribute, out)?,
                Place::Group(number) if written & (1 << number) == 0 => {
                    written |= 1 << number;
                    let name = &self.groups[usize::from(number)].name;
                    tag(out, "<a:", name, ">");
                    for member in record.attributes.iter() {
                        if self.place(member.id) == Place::Group(number) {
                            write_attribute(catalogue, member, out)?;
                        }
                    }
                    tag(out, "</a:", name, ">");
                }
                Place::Group(_) => {}
            }
        }
        Ok(())
    }
}

fn write_attribute(
    catalogue: &Catalogue,
    attribute: Attribute<'_>,
    out: &mut Vec<u8>,
) -> Result<(), WriteError> {
    let name = catalogue
        .attribute(attribute.id)
        .map_or("", |known| known.name.as_str());
    if attribute.nil {
        tag(out, "<a:", name, " xsi:nil=\"true\"/>");
    } else if attribute.text.is_empty() {
        tag(out, "<a:", name, "/>");
    } else {
        tag(out, "<a:", name, ">");
        escaped(attribute.text, out)?;
        tag(out, "</a:", name, ">");
    }
    Ok(())
}

fn tag(out: &mut Vec<u8>, start: &str, name: &str, end: &str) {
    out.extend_from_slice(start.as_bytes());
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(end.as_bytes());
}

/// Starts the element of a type: its fixed texts, then the records.
///
/// # Errors
/// [`WriteError::Character`] when the catalogue holds a text that XML does not allow.
pub fn open(object_type: &ObjectType, out: &mut Vec<u8>) -> Result<(), WriteError> {
    let ObjectType {
        element, namespace, ..
    } = object_type;
    out.extend_from_slice(format!("<o:{element} xmlns=\"{namespace}\">\n<ObjektovyTypNazev").as_bytes());
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
