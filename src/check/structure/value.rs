//! Values of simple types: built-in types, facets, lists, unions, and what to tell when a text is none of them.
//!
//! Rules: XML Schema 1.0, part 2. White space: `xs:string` keeps it, all others lose it at both ends (4.3.6).

use std::borrow::Cow;
use std::sync::OnceLock;

use regex::Regex;
use rustc_hash::FxHashMap;

use super::StructureError;
use crate::model::grammar::{BUILT_IN, Grammar, SimpleType, pattern_to_regex};

mod lexical;

use lexical::Number;

/// Index of a [`Value`].
pub(super) type ValueIndex = u32;

/// A built-in type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BuiltIn {
    String,
    NormalizedString,
    Token,
    AnySimple,
    AnyUri,
    Boolean,
    Date,
    DateTime,
    Decimal,
    Double,
    Id,
    NcName,
    NmToken,
    Name,
    QName,
    Language,
    /// An integer between bounds.
    Integer(Option<&'static str>, Option<&'static str>),
}

impl BuiltIn {
    fn of(name: &str) -> Option<Self> {
        let integer = |low, high| Self::Integer(low, high);
        Some(match name {
            "string" => Self::String,
            "normalizedString" => Self::NormalizedString,
            "token" => Self::Token,
            "anySimpleType" => Self::AnySimple,
            "anyURI" => Self::AnyUri,
            "boolean" => Self::Boolean,
            "date" => Self::Date,
            "dateTime" => Self::DateTime,
            "decimal" => Self::Decimal,
            "double" | "float" => Self::Double,
            "ID" => Self::Id,
            "NCName" => Self::NcName,
            "NMTOKEN" => Self::NmToken,
            "Name" => Self::Name,
            "QName" => Self::QName,
            "language" => Self::Language,
            "integer" => integer(None, None),
            "nonNegativeInteger" => integer(Some("0"), None),
            "positiveInteger" => integer(Some("1"), None),
            "nonPositiveInteger" => integer(None, Some("0")),
            "negativeInteger" => integer(None, Some("-1")),
            "byte" => integer(Some("-128"), Some("127")),
            "short" => integer(Some("-32768"), Some("32767")),
            "int" => integer(Some("-2147483648"), Some("2147483647")),
            "long" => integer(Some("-9223372036854775808"), Some("9223372036854775807")),
            _ => return None,
        })
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Decimal | Self::Integer(..))
    }

    /// Whether a text, white space dealt with, is of this type.
    fn accepts(self, text: &str) -> bool {
        match self {
            Self::String | Self::NormalizedString | Self::Token | Self::AnySimple => true,
            Self::AnyUri => lexical::uri(text),
            Self::Boolean => lexical::boolean(text),
            Self::Date => lexical::date(text.as_bytes()),
            Self::DateTime => lexical::date_time(text.as_bytes()),
            Self::Decimal => Number::decimal(text).is_some(),
            Self::Double => lexical::double(text.as_bytes()),
            Self::Id | Self::NcName => lexical::name(text, false),
            Self::NmToken => lexical::token(text),
            Self::Name => lexical::name(text, true),
            Self::QName => {
                let mut parts = text.splitn(2, ':');
                parts.all(|part| lexical::name(part, false))
            }
            Self::Language => lexical::language(text),
            Self::Integer(low, high) => Number::integer(text).is_some_and(|number| {
                let bound = |bound: Option<&'static str>| bound.and_then(Number::decimal);
                bound(low).is_none_or(|low| low <= number) && bound(high).is_none_or(|high| number <= high)
            }),
        }
    }

    /// Whether two texts of this type are one value.
    fn same(self, one: &str, other: &str) -> bool {
        match self {
            _ if one == other => true,
            Self::Boolean => matches!(one, "true" | "1") == matches!(other, "true" | "1"),
            Self::Double => match (one.parse::<f64>(), other.parse::<f64>()) {
                (Ok(one), Ok(other)) => one.total_cmp(&other).is_eq(),
                _ => false,
            },
            number if number.is_number() => {
                let (one, other) = (Number::decimal(one), Number::decimal(other));
                one.is_some() && one == other
            }
            _ => false,
        }
    }

    /// Whether one text is below another. Dates are compared as texts, which is right for years of four digits without
    /// zones; no package bounds dates.
    fn below(self, one: &str, other: &str) -> bool {
        match self {
            Self::Double => one.parse::<f64>().ok() < other.parse::<f64>().ok(),
            number if number.is_number() => Number::decimal(one) < Number::decimal(other),
            _ => one < other,
        }
    }
}

/// How white space is dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WhiteSpace {
    Preserve,
    Replace,
    Collapse,
}

#[derive(Debug)]
enum Shape {
    BuiltIn,
    Restriction(ValueIndex),
    List(ValueIndex),
    Union(Box<[ValueIndex]>),
}

/// A simple type.
#[derive(Debug)]
pub(super) struct Value {
    /// As the grammar names it.
    pub(super) id: &'static str,
    shape: Shape,
    /// The built-in type at the bottom; of lists and unions [`BuiltIn::AnySimple`].
    built_in: BuiltIn,
    /// Derivation begins here and ends at a built-in type.
    facets: Option<&'static SimpleType>,
    white_space: WhiteSpace,
    patterns: OnceLock<Vec<Regex>>,
}

/// Why a text is not of its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueFault {
    /// Not of this built-in type (its name in XML Schema).
    NotA(&'static str),
    /// None of these values.
    NotListed(&'static [String]),
    /// More characters (or items) than these.
    TooLong(u64),
    /// Fewer characters (or items) than these.
    TooShort(u64),
    /// Below this value.
    TooSmall(&'static str),
    /// Above this value.
    TooLarge(&'static str),
    /// More digits, or more of them behind the point, than these.
    TooManyDigits(u64),
    /// Does not have the form that this pattern tells.
    Pattern(&'static str),
    /// None of the types that a union allows.
    NoMember,
}

/// The simple types of a grammar.
#[derive(Debug)]
pub(super) struct Values {
    values: Vec<Value>,
    by_id: FxHashMap<&'static str, ValueIndex>,
}

impl Values {
    pub(super) fn new(grammar: &'static Grammar) -> Result<Self, StructureError> {
        let mut values = Self {
            values: Vec::new(),
            by_id: FxHashMap::default(),
        };
        let by_id: FxHashMap<_, _> = grammar.simple_types.iter().map(|t| (t.id.as_str(), t)).collect();
        for id in BUILT_IN {
            values.built_in(id)?;
        }
        for simple in &grammar.simple_types {
            values.add(&simple.id, &by_id, 0)?;
        }
        Ok(values)
    }

    fn add(
        &mut self,
        id: &'static str,
        types: &FxHashMap<&'static str, &'static SimpleType>,
        depth: usize,
    ) -> Result<ValueIndex, StructureError> {
        if let Some(index) = self.by_id.get(id) {
            return Ok(*index);
        }
        let facets = *types.get(id).ok_or_else(|| StructureError::Type(id.to_owned()))?;
        if depth > 32 {
            return Err(StructureError::Type(id.to_owned()));
        }
        let mut of = |id: &'static String| self.add(id, types, depth + 1);
        let shape = if let Some(base) = &facets.base {
            Shape::Restriction(of(base)?)
        } else if let Some(item) = &facets.list {
            Shape::List(of(item)?)
        } else {
            Shape::Union(facets.union.iter().map(of).collect::<Result<_, _>>()?)
        };
        let (built_in, inherited) = match &shape {
            Shape::Restriction(base) => {
                let base = self.get(*base);
                base.map_or((BuiltIn::AnySimple, WhiteSpace::Collapse), |b| {
                    (b.built_in, b.white_space)
                })
            }
            _ => (BuiltIn::AnySimple, WhiteSpace::Collapse),
        };
        let white_space = match facets.white_space.as_deref() {
            Some("preserve") => WhiteSpace::Preserve,
            Some("replace") => WhiteSpace::Replace,
            Some(_) => WhiteSpace::Collapse,
            None => inherited,
        };
        self.push(Value {
            id,
            shape,
            built_in,
            facets: Some(facets),
            white_space,
            patterns: OnceLock::new(),
        })
    }

    fn built_in(&mut self, id: &'static str) -> Result<ValueIndex, StructureError> {
        let name = id.strip_prefix("xs:").unwrap_or(id);
        let built_in = BuiltIn::of(name).ok_or_else(|| StructureError::Type(id.to_owned()))?;
        let white_space = match built_in {
            BuiltIn::String | BuiltIn::AnySimple => WhiteSpace::Preserve,
            BuiltIn::NormalizedString => WhiteSpace::Replace,
            _ => WhiteSpace::Collapse,
        };
        self.push(Value {
            id,
            shape: Shape::BuiltIn,
            built_in,
            facets: None,
            white_space,
            patterns: OnceLock::new(),
        })
    }

    fn push(&mut self, value: Value) -> Result<ValueIndex, StructureError> {
        let index =
            ValueIndex::try_from(self.values.len()).map_err(|_| StructureError::Type(value.id.to_owned()))?;
        self.by_id.insert(value.id, index);
        self.values.push(value);
        Ok(index)
    }

    /// The type of an id that must be one.
    pub(super) fn index(&self, id: &str) -> Result<ValueIndex, StructureError> {
        self.find(id).ok_or_else(|| StructureError::Type(id.to_owned()))
    }

    /// The type of an id, when it is one.
    pub(super) fn find(&self, id: &str) -> Option<ValueIndex> {
        self.by_id.get(id).copied()
    }

    pub(super) fn get(&self, index: ValueIndex) -> Option<&Value> {
        self.values.get(index as usize)
    }

    /// Whether every text is of the type.
    pub(super) fn takes_all(&self, index: ValueIndex) -> bool {
        let value = self.get(index);
        value.is_some_and(|v| {
            matches!(v.shape, Shape::BuiltIn) && matches!(v.built_in, BuiltIn::String | BuiltIn::AnySimple)
        })
    }

    /// Whether the values are `xs:ID`.
    pub(super) fn is_id(&self, index: ValueIndex) -> bool {
        self.get(index).is_some_and(|value| value.built_in == BuiltIn::Id)
    }

    /// Whether a type is derived from another one, or is it.
    pub(super) fn derives(&self, index: ValueIndex, from: ValueIndex) -> bool {
        let (Some(value), Some(base)) = (self.get(index), self.get(from)) else {
            return false;
        };
        match value.shape {
            _ if index == from => true,
            Shape::Restriction(next) => self.derives(next, from),
            Shape::BuiltIn => matches!(base.shape, Shape::BuiltIn) && built_in_derives(value.id, base.id),
            Shape::List(_) | Shape::Union(_) => base.built_in == BuiltIn::AnySimple && base.facets.is_none(),
        }
    }

    /// Whether a text is of a type.
    pub(super) fn check(&self, index: ValueIndex, text: &str) -> Result<(), ValueFault> {
        let Some(value) = self.get(index) else {
            return Ok(());
        };
        let text = normalized(value.white_space, text);
        self.check_normalized(value, &text)
    }

    fn check_normalized(&self, value: &Value, text: &str) -> Result<(), ValueFault> {
        match &value.shape {
            Shape::BuiltIn if value.built_in.accepts(text) => Ok(()),
            Shape::BuiltIn => Err(ValueFault::NotA(value.id.strip_prefix("xs:").unwrap_or(value.id))),
            Shape::Restriction(base) => {
                if let Some(base) = self.get(*base) {
                    self.check_normalized(base, text)?;
                }
                self.check_facets(value, text)
            }
            Shape::List(item) => {
                for part in text
                    .split([' ', '\t', '\n', '\r'])
                    .filter(|part| !part.is_empty())
                {
                    self.check(*item, part)?;
                }
                Ok(())
            }
            Shape::Union(members) => match members.iter().any(|member| self.check(*member, text).is_ok()) {
                true => Ok(()),
                false => Err(ValueFault::NoMember),
            },
        }
    }

    fn check_facets(&self, value: &Value, text: &str) -> Result<(), ValueFault> {
        let Some(facets) = value.facets else {
            return Ok(());
        };
        let kind = value.built_in;
        if !facets.enumeration.is_empty() && !facets.enumeration.iter().any(|one| kind.same(one, text)) {
            return Err(ValueFault::NotListed(&facets.enumeration));
        }
        if facets.max_length.is_some() || facets.min_length.is_some() {
            let length = self.length(value, text);
            if let Some(max) = facets.max_length.filter(|max| length > *max) {
                return Err(ValueFault::TooLong(max));
            }
            if let Some(min) = facets.min_length.filter(|min| length < *min) {
                return Err(ValueFault::TooShort(min));
            }
        }
        let below = |bound: &Option<String>| bound.as_deref().is_some_and(|b| kind.below(text, b));
        let above = |bound: &Option<String>| bound.as_deref().is_some_and(|b| kind.below(b, text));
        let equal = |bound: &Option<String>| bound.as_deref().is_some_and(|b| kind.same(b, text));
        let exclusive = &facets.min_exclusive;
        if below(&facets.min_inclusive) || below(exclusive) || equal(exclusive) {
            let bound = facets.min_inclusive.as_deref().or(exclusive.as_deref());
            return Err(ValueFault::TooSmall(bound.unwrap_or_default()));
        }
        let exclusive = &facets.max_exclusive;
        if above(&facets.max_inclusive) || above(exclusive) || equal(exclusive) {
            let bound = facets.max_inclusive.as_deref().or(exclusive.as_deref());
            return Err(ValueFault::TooLarge(bound.unwrap_or_default()));
        }
        check_digits(facets, text)?;
        check_patterns(value, facets, text)
    }

    fn length(&self, value: &Value, text: &str) -> u64 {
        let mut shape = &value.shape;
        while let Shape::Restriction(base) = shape {
            match self.get(*base) {
                Some(base) => shape = &base.shape,
                None => break,
            }
        }
        match shape {
            Shape::List(_) => text.split_ascii_whitespace().count() as u64,
            _ => text.chars().count() as u64,
        }
    }

    /// Whether a text has the fixed value.
    pub(super) fn equals(&self, index: ValueIndex, text: &str, fixed: &str) -> bool {
        let Some(value) = self.get(index) else {
            return text == fixed;
        };
        let (text, fixed) = (
            normalized(value.white_space, text),
            normalized(value.white_space, fixed),
        );
        value.built_in.same(&text, &fixed)
    }
}

fn check_digits(facets: &SimpleType, text: &str) -> Result<(), ValueFault> {
    if facets.total_digits.is_none() && facets.fraction_digits.is_none() {
        return Ok(());
    }
    let Some(number) = Number::decimal(text) else {
        return Ok(());
    };
    let total = facets
        .total_digits
        .filter(|max| number.digits() as u64 > *max && !number.is_zero());
    let fraction = facets
        .fraction_digits
        .filter(|max| number.fraction.len() as u64 > *max);
    match total.or(fraction) {
        Some(max) => Err(ValueFault::TooManyDigits(max)),
        None => Ok(()),
    }
}

fn check_patterns(value: &Value, facets: &'static SimpleType, text: &str) -> Result<(), ValueFault> {
    let Some(first) = facets.pattern.first() else {
        return Ok(());
    };
    let compiled = value.patterns.get_or_init(|| {
        let patterns = facets
            .pattern
            .iter()
            .filter_map(|pattern| pattern_to_regex(pattern));
        patterns.filter_map(|pattern| Regex::new(&pattern).ok()).collect()
    });
    match compiled.iter().any(|pattern| pattern.is_match(text)) {
        true => Ok(()),
        false => Err(ValueFault::Pattern(first)),
    }
}

/// Whether a built-in type is derived from another one (part 2, chapter 3).
fn built_in_derives(one: &str, from: &str) -> bool {
    let base = match one {
        "xs:normalizedString" => "xs:string",
        "xs:token" => "xs:normalizedString",
        "xs:language" | "xs:Name" | "xs:NMTOKEN" => "xs:token",
        "xs:NCName" => "xs:Name",
        "xs:ID" => "xs:NCName",
        "xs:integer" => "xs:decimal",
        "xs:nonPositiveInteger" | "xs:nonNegativeInteger" | "xs:long" => "xs:integer",
        "xs:negativeInteger" => "xs:nonPositiveInteger",
        "xs:positiveInteger" => "xs:nonNegativeInteger",
        "xs:int" => "xs:long",
        "xs:short" => "xs:int",
        "xs:byte" => "xs:short",
        "xs:anySimpleType" => return false,
        _ => "xs:anySimpleType",
    };
    base == from || built_in_derives(base, from)
}

/// White space of XML at both ends.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

fn normalized(white_space: WhiteSpace, text: &str) -> Cow<'_, str> {
    match white_space {
        WhiteSpace::Preserve => Cow::Borrowed(text),
        WhiteSpace::Replace => match text.contains(['\t', '\n', '\r']) {
            true => Cow::Owned(text.replace(['\t', '\n', '\r'], " ")),
            false => Cow::Borrowed(text),
        },
        WhiteSpace::Collapse => {
            let text = trimmed(text);
            // A list of coordinates is long and is split anyway.
            match text.len() < 4_096 && (text.contains("  ") || text.contains(['\t', '\n', '\r'])) {
                true => Cow::Owned(text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")),
                false => Cow::Borrowed(text),
            }
        }
    }
}

#[cfg(test)]
mod tests;
