//! Attributes of XML: those of a type, those of content of extensions, and the four of `xsi`.

use super::automata::{Attribute, Element, TypeRef};
use super::fault::StructureFault;
use super::validator::{Structure, kept};
use super::value::{ValueFault, trimmed};
use crate::jvf::xml::{NamespaceId, Tag, TagAttribute};

/// `xsi:schemaLocation` and `xsi:noNamespaceSchemaLocation` may stand everywhere, as `xsi:nil` and `xsi:type` may
/// (part 1, 2.6); what the last two say is looked at elsewhere.
fn is_of_instance(attribute: &TagAttribute<'_>) -> bool {
    attribute.namespace == NamespaceId::SCHEMA_INSTANCE
        && matches!(
            attribute.local,
            "nil" | "type" | "schemaLocation" | "noNamespaceSchemaLocation"
        )
}

impl Structure<'_> {
    /// `xsi:type` and `xsi:nil` of the innermost element: the type that counts, and whether it is nil.
    pub(super) fn instance_attributes(&mut self, element: &Element, tag: &Tag<'_>) -> (TypeRef, bool) {
        let mut kind = element.kind;
        let mut nil = false;
        let of_instance = tag.attributes.iter();
        for attribute in of_instance.filter(|a| a.namespace == NamespaceId::SCHEMA_INSTANCE) {
            match attribute.local {
                "nil" => nil = self.nil(element, attribute, tag),
                "type" => kind = self.type_of(kind, attribute, tag),
                _ => {}
            }
        }
        (kind, nil)
    }

    /// cvc-elt 3: `xsi:nil` of any value is wrong on an element that is not nillable.
    fn nil(&mut self, element: &Element, attribute: &TagAttribute<'_>, tag: &Tag<'_>) -> bool {
        let name = self.parent();
        let value = trimmed(&attribute.value);
        if !matches!(value, "true" | "false" | "1" | "0") {
            let fault = StructureFault::AttributeValue {
                element: name,
                attribute: "xsi:nil".to_owned(),
                text: kept(&attribute.value),
                why: ValueFault::NotA("boolean"),
            };
            self.tell_once(tag.at, fault);
            return false;
        }
        let nil = matches!(value, "true" | "1");
        if !element.declared.nillable || (nil && element.declared.fixed.is_some()) {
            self.tell_once(tag.at, StructureFault::NotNillable { element: name });
        }
        nil
    }

    /// Tells a fault after which nothing is asked of the text of the element.
    fn tell_once(&mut self, at: u64, fault: StructureFault) {
        self.tell(at, fault);
        if let Some(frame) = self.frames.last_mut() {
            frame.told = true;
        }
    }

    /// The type that an element which nobody declares says it has.
    pub(super) fn type_of_unknown(&mut self, tag: &Tag<'_>) -> TypeRef {
        let is_type =
            |a: &&TagAttribute<'_>| a.namespace == NamespaceId::SCHEMA_INSTANCE && a.local == "type";
        match tag.attributes.iter().find(is_type) {
            Some(attribute) => self.type_of(TypeRef::Any, attribute, tag),
            None => TypeRef::Any,
        }
    }

    /// cvc-elt 4: a type that is known and is the declared one or derived from it.
    fn type_of(&mut self, declared: TypeRef, attribute: &TagAttribute<'_>, tag: &Tag<'_>) -> TypeRef {
        let name = trimmed(&attribute.value);
        let local = name.split_once(':').map_or(name, |(_, local)| local);
        let named = match tag.type_namespace {
            NamespaceId::UNKNOWN => None,
            namespace => self.automata.named_type(namespace, local),
        };
        let fits = named.is_some_and(|named| match (named, declared) {
            (_, TypeRef::Any) => true,
            (TypeRef::Simple(named), TypeRef::Simple(declared)) => {
                self.automata.values.derives(named, declared)
            }
            (named, declared) => named == declared,
        });
        match named {
            Some(named) if fits => named,
            _ => {
                let fault = StructureFault::TypeName {
                    element: self.parent(),
                    text: kept(&attribute.value),
                };
                self.tell(tag.at, fault);
                declared
            }
        }
    }

    /// The attributes of the innermost element against those of its type.
    pub(super) fn attributes(&mut self, declared: &[Attribute], tag: &Tag<'_>) {
        if declared.is_empty() && tag.attributes.is_empty() {
            return;
        }
        let mut found = 0_u64;
        let mut unknown = 0;
        for attribute in tag.attributes {
            let known = declared
                .iter()
                .position(|d| d.local == attribute.local && d.namespace == attribute.namespace);
            if let Some((position, declared)) = known.and_then(|at| Some((at, declared.get(at)?))) {
                found |= super::validator::bit(position);
                self.attribute_value(declared, attribute, tag);
            } else if !is_of_instance(attribute) {
                unknown += 1;
                let fault = StructureFault::AttributeUnknown {
                    element: self.parent(),
                    attribute: self.attribute_name(attribute),
                };
                self.tell(tag.at, fault);
            }
        }
        for (position, declared) in declared.iter().enumerate().filter(|(_, d)| d.required) {
            if found & super::validator::bit(position) == 0 {
                // An unknown attribute may be a missing one under another name.
                if unknown > 0 {
                    unknown -= 1;
                    continue;
                }
                let fault = StructureFault::AttributeMissing {
                    element: self.parent(),
                    attribute: declared.local,
                };
                self.tell(tag.at, fault);
            }
        }
    }

    fn attribute_value(&mut self, declared: &Attribute, attribute: &TagAttribute<'_>, tag: &Tag<'_>) {
        let values = &self.automata.values;
        let text = attribute.value.as_ref();
        if let Err(why) = values.check(declared.value, text) {
            let fault = StructureFault::AttributeValue {
                element: self.parent(),
                attribute: self.attribute_name(attribute),
                text: kept(text),
                why,
            };
            self.tell(tag.at, fault);
            return;
        }
        if let Some(fixed) = declared.fixed
            && !values.equals(declared.value, text, fixed)
        {
            let fault = StructureFault::AttributeFixed {
                element: self.parent(),
                attribute: self.attribute_name(attribute),
                text: kept(text),
                fixed,
            };
            self.tell(tag.at, fault);
            return;
        }
        if values.is_id(declared.value) {
            self.keep_id(text, tag.at);
        }
    }

    /// Attributes of an element whose type allows any: those that are declared by themselves have a type.
    pub(super) fn lax_attributes(&mut self, tag: &Tag<'_>) {
        let automata = self.automata;
        for attribute in tag.attributes {
            if let Some(declared) = automata.global_attribute(attribute.namespace, attribute.local) {
                self.attribute_value(declared, attribute, tag);
            }
        }
    }

    fn attribute_name(&self, attribute: &TagAttribute<'_>) -> String {
        match attribute.namespace {
            NamespaceId::NONE => attribute.local.to_owned(),
            NamespaceId::SCHEMA_INSTANCE => format!("xsi:{}", attribute.local),
            NamespaceId::XML => format!("xml:{}", attribute.local),
            NamespaceId::GML => format!("gml:{}", attribute.local),
            other => format!("{}:{}", self.automata.namespaces().uri(other), attribute.local),
        }
    }
}
