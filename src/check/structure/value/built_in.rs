//! The built-in types: what they accept, and how their values compare.

use super::lexical::{self, Number};

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
    pub(super) fn of(name: &str) -> Option<Self> {
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
    pub(super) fn accepts(self, text: &str) -> bool {
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
    pub(super) fn same(self, one: &str, other: &str) -> bool {
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
    pub(super) fn below(self, one: &str, other: &str) -> bool {
        match self {
            Self::Double => one.parse::<f64>().ok() < other.parse::<f64>().ok(),
            number if number.is_number() => Number::decimal(one) < Number::decimal(other),
            _ => one < other,
        }
    }
}

/// Whether a built-in type is derived from another one (part 2, chapter 3).
pub(super) fn built_in_derives(one: &str, from: &str) -> bool {
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
