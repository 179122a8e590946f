//! The two languages of messages and views: Czech by default, English when asked.
//!
//! The parameter `lang` wins over the header `Accept-Language`; a language that is neither is answered in Czech.

use super::negotiate::weighted;
use crate::model::Language;

/// The language that an `Accept-Language` header likes best; Slovak readers are given Czech.
pub fn negotiate(header: Option<&str>) -> Language {
    let mut best = (Language::default(), 0.0);
    for (range, weight) in weighted(header.unwrap_or_default()) {
        let primary = range.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let language = match primary.as_str() {
            "cs" | "sk" | "*" => Language::Czech,
            "en" => Language::English,
            _ => continue,
        };
        if weight > best.1 {
            best = (language, weight);
        }
    }
    best.0
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Czech.
    pub cs: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text in both languages.
    pub fn new(cs: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            cs: cs.into(),
            en: en.into(),
        }
    }

    /// The text in one of them.
    pub fn pick(&self, language: Language) -> &str {
        language.choose(&self.cs, &self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_language_is_taken_and_czech_otherwise() {
        let cases = [
            (None, Language::Czech),
            (Some("en"), Language::English),
            (Some("en-GB,en;q=0.9,cs;q=0.8"), Language::English),
            (Some("de, cs;q=0.5, en;q=0.4"), Language::Czech),
            (Some("de"), Language::Czech),
            (Some("sk, en;q=0.5"), Language::Czech),
            (Some("en;q=0"), Language::Czech),
            (Some(";;;=,"), Language::Czech),
        ];
        for (header, language) in cases {
            assert_eq!(negotiate(header), language, "{header:?}");
        }
    }
}
