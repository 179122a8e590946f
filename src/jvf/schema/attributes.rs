//! Attributes and shared groups of attributes: what `atributy.xsd` declares and the object types use.

use std::collections::BTreeMap;

use super::SchemaError;
use super::resolve::Schemas;
use super::supplement;
use super::tree::{Name, Node};
use crate::model::catalogue::{AttributeGroup, AttributeType, AttributeUse, Code, Part, ValueKind};

/// One member of an `xs:all`: an attribute or a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) required: bool,
}

/// Attributes and groups, collected while the object types are read.
#[derive(Debug, Default)]
pub(super) struct Collected {
    attributes: BTreeMap<String, AttributeType>,
    groups: BTreeMap<String, Group>,
}

#[derive(Debug, Default)]
struct Group {
    title: String,
    namespace: Option<String>,
    /// Members by record kind.
    members: Vec<(String, Vec<Member>)>,
}

impl Collected {
    /// Reads the members of an `xs:all` in a record of some kind, and what they refer to.
    pub(super) fn members(
        &mut self,
        schemas: &Schemas,
        all: &Node,
        kind: &str,
        place: &str,
    ) -> Result<Vec<Member>, SchemaError> {
        let mut members = Vec::new();
        for element in all.of_kind("element") {
            let required = element.get("minOccurs") != Some("0");
            let (name, declaration, namespace) = match element.name_in("ref") {
                Some(name) => {
                    let declaration = schemas.expect("element", name, place)?;
                    (name.local.clone(), declaration, Some(name.namespace.clone()))
                }
                None => (element.get("name").unwrap_or_default().to_owned(), element, None),
            };
            match group_content(schemas, declaration, place)? {
                Some(content) => {
                    let title = documentation(declaration, Some(content)).0;
                    let inner = content.child("all").or_else(|| content.child("sequence"));
                    let inner = match inner {
                        Some(inner) => self.members(schemas, inner, kind, place)?,
                        None => Vec::new(),
                    };
                    self.add_group(&name, title, namespace, kind, inner, place)?;
                }
                None if !self.attributes.contains_key(&name) => {
                    let attribute = attribute_type(schemas, declaration, &name, place)?;
                    self.attributes.insert(name.clone(), attribute);
                }
                None => {}
            }
            members.push(Member { name, required });
        }
        Ok(members)
    }

    fn add_group(
        &mut self,
        name: &str,
        title: String,
        namespace: Option<String>,
        kind: &str,
        members: Vec<Member>,
        place: &str,
    ) -> Result<(), SchemaError> {
        let group = self.groups.entry(name.to_owned()).or_default();
        if group.title.is_empty() {
            group.title = title;
        }
        group.namespace = namespace;
        match group.members.iter().find(|(known, _)| known == kind) {
            Some((_, known)) if *known != members => Err(SchemaError::GroupDiffers {
                file: place.to_owned(),
                group: name.to_owned(),
                kind: kind.to_owned(),
            }),
            Some(_) => Ok(()),
            None => {
                group.members.push((kind.to_owned(), members));
                Ok(())
            }
        }
    }

    /// The lists of the catalogue, in order.
    pub(super) fn finish(self) -> (Vec<AttributeType>, Vec<AttributeGroup>) {
        let Self { attributes, groups } = self;
        let groups = groups.into_iter().map(|(name, group)| {
            let uses = merge(&group.members);
            AttributeGroup {
                attributes: supplement::mark_public(
                    &name,
                    supplement::is_zps_group(&name),
                    uses,
                    &attributes,
                ),
                title: group.title,
                namespace: group.namespace,
                name,
            }
        });
        let groups = groups.collect();
        (attributes.into_values().collect(), groups)
    }

    /// Marks what is public among the uses of an object type.
    pub(super) fn mark_public(&self, owner: &str, part: Part, uses: Vec<AttributeUse>) -> Vec<AttributeUse> {
        supplement::mark_public(owner, part == Part::Zps, uses, &self.attributes)
    }
}

/// One list from the lists of the record kinds: the order of the first one, others' own members after what precedes them.
pub(super) fn merge(kinds: &[(String, Vec<Member>)]) -> Vec<AttributeUse> {
    let mut uses: Vec<AttributeUse> = Vec::new();
    for (kind, members) in kinds {
        let mut after = 0;
        for member in members {
            let known = uses.iter().position(|used| used.name == member.name);
            let at = known.unwrap_or_else(|| {
                let used = AttributeUse {
                    name: member.name.clone(),
                    required: BTreeMap::new(),
                    public: false,
                };
                uses.insert(after, used);
                after
            });
            if let Some(used) = uses.get_mut(at) {
                used.required.insert(kind.clone(), member.required);
            }
            after = at + 1;
        }
    }
    uses
}

/// The complex type of a group; `None` when the element is an attribute.
fn group_content<'a>(
    schemas: &'a Schemas,
    element: &'a Node,
    place: &str,
) -> Result<Option<&'a Node>, SchemaError> {
    let content = schemas.content(element, place)?;
    Ok(content.filter(|c| c.child("all").is_some() || c.child("sequence").is_some()))
}

fn attribute_type(
    schemas: &Schemas,
    element: &Node,
    name: &str,
    place: &str,
) -> Result<AttributeType, SchemaError> {
    let (title, note) = documentation(element, None);
    let mut attribute = AttributeType {
        name: name.to_owned(),
        title,
        note,
        kind: ValueKind::Complex,
        nillable: element.get("nillable") == Some("true"),
        non_negative: false,
        max_length: None,
        codes: Vec::new(),
    };
    let mut named = element.name_in("type");
    let mut simple = element.child("simpleType");
    // A type may restrict a named type, which restricts another; eight steps are more than anybody needs.
    for _ in 0..8 {
        if let Some(builtin) = named.filter(|n| n.is_builtin()) {
            apply_builtin(&mut attribute, builtin, place)?;
            return Ok(attribute);
        }
        let definition = match (named, simple) {
            (Some(name), _) => schemas.expect("simpleType", name, place)?,
            (None, Some(inline)) => inline,
            (None, None) => break,
        };
        let Some(restriction) = definition.child("restriction") else {
            break;
        };
        apply_facets(&mut attribute, restriction);
        named = restriction.name_in("base");
        simple = restriction.child("simpleType");
    }
    Err(SchemaError::UnknownType {
        file: place.to_owned(),
        element: name.to_owned(),
    })
}

fn apply_facets(attribute: &mut AttributeType, restriction: &Node) {
    if attribute.codes.is_empty() {
        attribute.codes = restriction.of_kind("enumeration").filter_map(code).collect();
    }
    let length = restriction
        .child("maxLength")
        .and_then(|facet| facet.get("value"));
    if attribute.max_length.is_none() {
        attribute.max_length = length.and_then(|value| value.parse().ok());
    }
}

fn code(enumeration: &Node) -> Option<Code> {
    let value = enumeration.get("value")?.to_owned();
    let text = enumeration.documentation().join("; ");
    let title = if text.is_empty() { value.clone() } else { text };
    Some(Code { value, title })
}

fn apply_builtin(attribute: &mut AttributeType, builtin: &Name, place: &str) -> Result<(), SchemaError> {
    attribute.kind = match builtin.local.as_str() {
        "string" | "normalizedString" | "token" | "anyURI" => ValueKind::String,
        "integer" | "int" | "long" | "short" => ValueKind::Integer,
        "nonNegativeInteger" | "unsignedInt" | "positiveInteger" => {
            attribute.non_negative = true;
            ValueKind::Integer
        }
        "decimal" | "double" | "float" => ValueKind::Decimal,
        "boolean" => ValueKind::Boolean,
        "date" => ValueKind::Date,
        "dateTime" => ValueKind::DateTime,
        _ => {
            return Err(SchemaError::UnknownType {
                file: place.to_owned(),
                element: format!("{} (xs:{})", attribute.name, builtin.local),
            });
        }
    };
    Ok(())
}

/// The explanation of an element or of its type: the first text, and the others as a note.
fn documentation(element: &Node, content: Option<&Node>) -> (String, Option<String>) {
    let mut texts = element.documentation();
    if texts.is_empty() {
        texts = content.map(Node::documentation).unwrap_or_default();
    }
    let mut texts = texts.into_iter();
    let title = texts.next().unwrap_or_default();
    let note = texts.collect::<Vec<_>>().join("; ");
    (title, (!note.is_empty()).then_some(note))
}
