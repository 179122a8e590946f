//! The table of the official checks.

use std::fmt;

/// Group of checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// 1: exchange format (`JVF`).
    Format,
    /// 2: attributes (`ATR`).
    Attributes,
    /// 3: topology (`TOP`).
    Topology,
    /// 4: derived areas (`PLO`).
    Areas,
    /// Others (`OST`).
    Other,
}

impl Group {
    /// The code of error protocols (`Skupina`, JVF DTM 1.5.0.1).
    pub fn code(self) -> &'static str {
        match self {
            Self::Format => "JVF",
            Self::Attributes => "ATR",
            Self::Topology => "TOP",
            Self::Areas => "PLO",
            Self::Other => "OST",
        }
    }
}

/// The number of a check, such as 1.7 (`KodKontroly`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckId {
    /// Its group.
    pub group: Group,
    /// Its number in the group.
    pub number: u8,
}

impl CheckId {
    /// The check with this number.
    pub const fn new(group: Group, number: u8) -> Self {
        Self { group, number }
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.group {
            Group::Other => write!(f, "OST.{}", self.number),
            group => write!(f, "{}.{}", group as u8 + 1, self.number),
        }
    }
}
