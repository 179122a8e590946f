//! The grammar of one JVF version: what its XSD package says about the structure of files, without XML Schema's syntax.
//!
//! It is a part of the [`Catalogue`](super::Catalogue); the compiler of packages writes it, check 1.1 reads it. Content
//! models stay strings in a [notation](Particle) after DTDs, so that a version is read in a moment, what a file does not
//! use is never taken apart, and two versions can be compared line by line. Equal declarations and types are stored once.
//! Rules: XML Schema 1.0, parts 1 and 2.

use serde::{Deserialize, Serialize};

mod notation;
mod pattern;

pub use notation::{NotationError, Particle};
pub use pattern::pattern_to_regex;

/// URI of XML Schema, the namespace of built-in types (prefix `xs` in type names).
pub const XML_SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";

/// Names of the built-in types that grammars know.
pub const BUILT_IN: [&str; 26] = [
    "xs:ID",
    "xs:NCName",
    "xs:NMTOKEN",
    "xs:Name",
    "xs:QName",
    "xs:anySimpleType",
    "xs:anyURI",
    "xs:boolean",
    "xs:byte",
    "xs:date",
    "xs:dateTime",
    "xs:decimal",
    "xs:double",
    "xs:float",
    "xs:int",
    "xs:integer",
    "xs:language",
    "xs:long",
    "xs:negativeInteger",
    "xs:nonNegativeInteger",
    "xs:nonPositiveInteger",
    "xs:normalizedString",
    "xs:positiveInteger",
    "xs:short",
    "xs:string",
    "xs:token",
];

/// Structure of the files of one JVF version.
///
/// Names are written as `prefix:local` with the prefixes of [`namespaces`](Self::namespaces). A name without a prefix is in
/// the *own* namespace of the object type that it stands in: records of most types look alike except for their namespace,
/// and so they share declarations. `-:local` is in no namespace. What is declared inside a type, or in an own namespace,
/// has a number behind its name (`AtributyObjektu#17`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grammar {
    /// Namespaces, prefixed ones first.
    pub namespaces: Vec<GrammarNamespace>,
    /// Attributes that are declared by themselves, which content of extensions may carry.
    pub attributes: Vec<AttributeDeclaration>,
    /// Elements.
    pub elements: Vec<ElementDeclaration>,
    /// Types of elements with attributes or children.
    pub complex_types: Vec<ComplexType>,
    /// Types of values.
    pub simple_types: Vec<SimpleType>,
}

/// A namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrammarNamespace {
    /// Prefix in names; empty for the own namespace of an object type.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Its URI.
    pub uri: String,
    /// Elements that an own namespace declares by themselves; those of prefixed ones are all without a number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub globals: Vec<String>,
    /// Elements that the package declares and JVF does not use: nothing is known of their content.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uncompiled: Vec<String>,
}

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElementDeclaration {
    /// Its name, with a number when it is not the only one.
    pub id: String,
    /// A type of the grammar, `xs:NAME` or `xs:anyType`; empty when [unsupported](Self::unsupported).
    #[serde(rename = "type", default, skip_serializing_if = "String::is_empty")]
    pub type_id: String,
    /// URI of the own namespace of everything inside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<String>,
    /// May be written with `xsi:nil="true"`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nillable: bool,
    /// Never occurs itself, only what may stand for it.
    #[serde(rename = "abstract", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_abstract: bool,
    /// Elements that may stand for it (its substitution group).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// The only value that it may have, and has when it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<String>,
    /// The value that it has when it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// A geometry of GML that JVF does not use: it may stand here by the XSD, its content is not known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsupported: bool,
}

/// An attribute of XML as a type uses it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeDeclaration {
    /// `local` (in no namespace) or `prefix:local`.
    pub name: String,
    /// A simple type of the grammar or `xs:NAME`.
    #[serde(rename = "type")]
    pub type_id: String,
    /// Must be there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// The only value that it may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<String>,
}

/// A type of elements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplexType {
    /// Its name, with a number when it has none of its own.
    pub id: String,
    /// Children, in the [notation](Particle); `None` with a [value](Self::value).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Type of the text, when there are no children.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Text may stand between the children.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mixed: bool,
    /// An element needs another type, by `xsi:type`.
    #[serde(rename = "abstract", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_abstract: bool,
    /// Attributes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<AttributeDeclaration>,
}

/// A type of values. One of `base`, `list` and `union` is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimpleType {
    /// Its name, with a number when it has none of its own.
    pub id: String,
    /// The type that it restricts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// Type of the items of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// Types of which one must fit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub union: Vec<String>,
    /// `xs:enumeration`, in the order of the schema.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enumeration: Vec<String>,
    /// `xs:pattern`, of which one must fit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pattern: Vec<String>,
    /// `xs:minLength` (and `xs:length`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// `xs:maxLength` (and `xs:length`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// `xs:minInclusive`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_inclusive: Option<String>,
    /// `xs:maxInclusive`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_inclusive: Option<String>,
    /// `xs:minExclusive`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_exclusive: Option<String>,
    /// `xs:maxExclusive`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_exclusive: Option<String>,
    /// `xs:totalDigits`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_digits: Option<u64>,
    /// `xs:fractionDigits`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fraction_digits: Option<u64>,
    /// `xs:whiteSpace`: `preserve`, `replace` or `collapse`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub white_space: Option<String>,
}

impl Grammar {
    /// URIs of the namespaces that a reader must tell apart, XML Schema's among them (values of `xsi:type`).
    pub fn uris(&self) -> impl Iterator<Item = &str> {
        let own = self.namespaces.iter().map(|namespace| namespace.uri.as_str());
        own.chain([XML_SCHEMA])
    }
}

/// The parts of an id: prefix (empty in an own namespace), local name, whether it has a number.
pub fn parts(id: &str) -> (&str, &str, bool) {
    let (name, numbered) = id.split_once('#').map_or((id, false), |(name, _)| (name, true));
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    (prefix, local, numbered)
}
