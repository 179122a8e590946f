//! Values of simple types: built-in types, facets, lists, unions, and what to tell when a text is none of them.
//!
//! Rules: XML Schema 1.0, part 2. White space: `xs:string` keeps it, all others lose it at both ends (4.3.6).

use std::borrow::Cow;
use std::sync::OnceLock;

use regex::Regex;
use rustc_hash::FxHashMap;

use super::StructureError;
use crate::model::grammar::{BUILT_IN, Grammar, SimpleType, pattern_to_regex};

mod built_in;
mod lexical;

use built_in::{BuiltIn, built_in_derives};
use lexical::Number;

/// Index of a [`Value`].
pub(super) type ValueIndex = u32;

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
        // A listed value is right as it is written, whatever else the type asks.
        if let Some(facets) = value.facets
            && facets.enumeration.iter().any(|one| one == text)
        {
            return Ok(());
        }
        let text = value.normalized(text);
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
            Shape::List(item) if self.is_double(*item) => match lexical::doubles(text.as_bytes()) {
                true => Ok(()),
                false => Err(ValueFault::NotA("double")),
            },
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

    /// Whether a type is `xs:double` itself: coordinates are most of what a file holds.
    fn is_double(&self, index: ValueIndex) -> bool {
        self.get(index)
            .is_some_and(|value| value.built_in == BuiltIn::Double && matches!(value.shape, Shape::BuiltIn))
    }

    fn check_facets(&self, value: &Value, text: &str) -> Result<(), ValueFault> {
        let Some(facets) = value.facets else {
            return Ok(());
        };
        let kind = value.built_in;
        if !facets.enumeration.is_empty() && !facets.enumeration.iter().any(|one| kind.same(one, text)) {
            return Err(ValueFault::NotListed(&facets.enumeration));
        }
        // A text has no more characters than bytes.
        let short = facets.max_length.is_none_or(|max| text.len() as u64 <= max);
        if !short || facets.min_length.is_some() {
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
        let (text, fixed) = (value.normalized(text), value.normalized(fixed));
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

/// White space of XML at both ends taken away.
pub(super) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        // Most values have none.
        [first, .., last] if *first > b' ' && *last > b' ' => text,
        _ => text.trim_matches(WHITE_SPACE),
    }
}

impl Value {
    /// Whether a value of the type may have white space inside.
    fn keeps_inner_space(&self) -> bool {
        use BuiltIn::{AnyUri, NormalizedString, String, Token};
        matches!(self.built_in, String | NormalizedString | Token | AnyUri)
    }

    /// A text as its white space facet makes it. White space inside is left alone where it is wrong, or between the
    /// items of a list, anyway.
    fn normalized<'t>(&self, text: &'t str) -> Cow<'t, str> {
        const OTHER: [char; 3] = ['\t', '\n', '\r'];
        match self.white_space {
            WhiteSpace::Preserve => Cow::Borrowed(text),
            WhiteSpace::Replace if text.contains(OTHER) => Cow::Owned(text.replace(OTHER, " ")),
            WhiteSpace::Replace => Cow::Borrowed(text),
            WhiteSpace::Collapse if self.keeps_inner_space() => Cow::Owned(
                text.split(WHITE_SPACE)
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(" "),
            ),
            WhiteSpace::Collapse => Cow::Borrowed(trimmed(text)),
        }
    }
}

/// White space of XML.
const WHITE_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

#[cfg(test)]
mod tests;
