//! What several commands are given: regions, languages, moments.

use crate::model::{Audience, Language, Moment, RegionCode};

/// The code of a region.
pub fn region_code(text: &str) -> Result<RegionCode, String> {
    RegionCode::parse(text).ok_or_else(|| "give the NUTS 3 code of a region, such as CZ052".to_owned())
}

/// A language.
pub fn language(text: &str) -> Result<Language, String> {
    Language::from_code(text).ok_or_else(|| "give cs or en".to_owned())
}

/// For whom something is read.
pub fn audience(text: &str) -> Result<Audience, String> {
    Audience::parse(text).ok_or_else(|| "give public, entitled or owner:SUBJ-00000001".to_owned())
}

/// A moment in the life of a region's map.
pub fn moment(text: &str) -> Result<Moment, String> {
    Moment::parse(text)
        .ok_or_else(|| "give the number of a change set or a time such as 2026-11-01T12:00:00Z".to_owned())
}
