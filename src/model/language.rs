//! The two languages in which dtm speaks to people.

/// Czech, the default, or English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// *čeština*.
    #[default]
    Czech,
    /// English.
    English,
}

impl Language {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::Czech, Self::English];

    /// The BCP 47 code: `cs` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Czech => "cs",
            Self::English => "en",
        }
    }

    /// The language of a BCP 47 code, sub-tags ignored; `None` for any other language.
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.split('-').next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The text in this language.
    pub fn choose<'a>(self, czech: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Czech => czech,
            Self::English => english,
        }
    }
}

/// Something that is told to people: what is wrong, where, and what to do.
pub trait Message {
    /// The sentence in a language.
    fn text(&self, language: Language) -> String;
}

/// Writes `code()` and `text()` of an enum from one table: pattern, code, Czech, English.
macro_rules! messages {
    ($name:ident { $($pattern:pat => $code:literal, $czech:literal, $english:literal;)+ }) => {
        impl $name {
            /// A name that stays the same in every language and version.
            pub fn code(&self) -> &'static str {
                #[allow(unused_variables, reason = "only the texts use the fields")]
                match self { $($pattern => $code,)+ }
            }
        }

        impl $crate::model::Message for $name {
            fn text(&self, language: $crate::model::Language) -> String {
                match self {
                    $($pattern => match language {
                        $crate::model::Language::Czech => format!($czech),
                        $crate::model::Language::English => format!($english),
                    },)+
                }
            }
        }
    };
}
pub(crate) use messages;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_with_and_without_region_are_known() {
        assert_eq!(Language::from_code("cs-CZ"), Some(Language::Czech));
        assert_eq!(Language::from_code("EN"), Some(Language::English));
        assert_eq!(Language::from_code("de"), None);
        assert_eq!(Language::from_code(""), None);
    }
}
