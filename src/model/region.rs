//! Regions (*kraje*): code, number and name.

use std::fmt;

/// The first two digits of the region's object identifiers (42 for Ústecký), the key of everything stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionNumber(pub i16);

impl fmt::Display for RegionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// The NUTS 3 code of a region, such as `CZ042`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionCode(String);

impl RegionCode {
    /// Reads a code: `CZ0` and two digits or letters.
    pub fn parse(text: &str) -> Option<Self> {
        let tail = text.strip_prefix("CZ0")?;
        let valid = tail.len() == 2 && tail.bytes().all(|b| b.is_ascii_digit());
        valid.then(|| Self(text.to_owned()))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number in the region's object identifiers: the last two digits of the code.
    pub fn number(&self) -> RegionNumber {
        let digits = self
            .0
            .bytes()
            .rev()
            .take(2)
            .map(|b| i16::from(b - b'0'))
            .collect::<Vec<_>>();
        RegionNumber(digits[1] * 10 + digits[0])
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A region known to the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Digits of the identifiers.
    pub number: RegionNumber,
    /// NUTS 3 code.
    pub code: RegionCode,
    /// Czech name.
    pub name: String,
    /// Number of the last applied change set, 0 before the first.
    pub last_change_set: i32,
}
