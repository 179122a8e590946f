//! Identifiers of objects (JVF attribute `ID`), unique in the whole country.
//!
//! A full identifier has 17 digits: two of the region, five of a type series, ten of a serial number. Older data
//! and official samples also hold shorter ones; they are kept as they are.

use std::fmt;

use thiserror::Error;

use super::RegionNumber;

const SERIAL_DIGITS: i64 = 10_000_000_000;
const LARGEST: i64 = 99_999_999_999_999_999;

/// The identifier of an object, 1 to 17 decimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeatureId(i64);

/// Why a text is no identifier.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum IdentifierError {
    /// The text is not a plain number of 1 to 17 digits.
    #[error("`{0}` is not an object identifier; give 1 to 17 decimal digits, no sign and no spaces")]
    Malformed(String),
}

impl FeatureId {
    /// Reads the text of `ID`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let digits = !text.is_empty() && text.len() <= 17 && text.bytes().all(|b| b.is_ascii_digit());
        let value = if digits { text.parse().ok() } else { None };
        value
            .filter(|value| *value > 0)
            .map(Self)
            .ok_or_else(|| IdentifierError::Malformed(text.chars().take(40).collect()))
    }

    /// The identifier with this value; `None` outside 1 to 17 digits.
    pub fn from_number(value: i64) -> Option<Self> {
        (1..=LARGEST).contains(&value).then_some(Self(value))
    }

    /// Builds a 17-digit identifier from region, type series (at most five digits) and serial (at most ten digits).
    pub fn compose(region: RegionNumber, series: u32, serial: u64) -> Option<Self> {
        if series > 99_999 {
            return None;
        }
        let serial = i64::try_from(serial)
            .ok()
            .filter(|s| (1..SERIAL_DIGITS).contains(s))?;
        Self::from_number((i64::from(region.0) * 100_000 + i64::from(series)) * SERIAL_DIGITS + serial)
    }

    /// Whether it is of the region: 17 digits that begin with the region's two.
    pub fn is_of(self, region: RegionNumber) -> bool {
        self.0 / (100_000 * SERIAL_DIGITS) == i64::from(region.0)
    }

    /// The type series of 17 digits; shorter ones have none.
    pub fn series(self) -> Option<u32> {
        let region = self.0 / (100_000 * SERIAL_DIGITS);
        let series = self.0 / SERIAL_DIGITS % 100_000;
        u32::try_from(series).ok().filter(|_| region > 9)
    }

    /// The number itself.
    pub fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for FeatureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_one_to_seventeen_digits_are_kept() {
        for text in ["2000123456", "72000330010094405", "1"] {
            assert_eq!(FeatureId::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "0",
            "-1",
            "+1",
            " 1",
            "720003300100944051",
            "abc",
            "1.0",
            "１",
        ] {
            assert!(FeatureId::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn composed_identifiers_start_with_the_region() {
        let id = FeatureId::compose(RegionNumber(42), 299, 7).unwrap();
        assert_eq!(id.to_string(), "42002990000000007");
        assert!(id.is_of(RegionNumber(42)) && !id.is_of(RegionNumber(52)));
        assert!(
            !FeatureId::parse("420029900000007")
                .unwrap()
                .is_of(RegionNumber(42))
        );
        assert!(FeatureId::compose(RegionNumber(42), 100_000, 7).is_none());
        assert!(FeatureId::compose(RegionNumber(42), 1, 10_000_000_000).is_none());
    }
}
