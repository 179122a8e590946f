//! Numbers of checks, and how people choose among them.

use std::fmt;

use thiserror::Error;

use super::checks::CHECKS;

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
    /// All groups, in the order of tables.
    pub const ALL: [Self; 5] = [
        Self::Format,
        Self::Attributes,
        Self::Topology,
        Self::Areas,
        Self::Other,
    ];

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

    /// What stands before the point in the numbers of its checks.
    fn prefix(self) -> &'static str {
        match self {
            Self::Format => "1",
            Self::Attributes => "2",
            Self::Topology => "3",
            Self::Areas => "4",
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

    /// The check of the table with this number: `1.7`, `OST.1`.
    pub fn parse(text: &str) -> Option<Self> {
        CHECKS
            .iter()
            .map(|check| check.id)
            .find(|id| id.to_string() == text)
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.group.prefix(), self.number)
    }
}

/// A check or a whole group, as `--only` and `--skip` name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selector {
    /// All checks of a group: `1`, `OST`, `TOP`.
    Group(Group),
    /// One check: `1.7`.
    Check(CheckId),
}

/// A text names no check.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("there is no check `{0}`; name checks such as 1.7, groups such as 1; `dtm check --list` shows all")]
pub struct UnknownCheck(pub String);

impl Selector {
    /// Reads the name of a check (`1.7`) or of a group, by its number (`1`) or by the code of error protocols (`JVF`).
    ///
    /// # Errors
    /// [`UnknownCheck`] when the table has neither.
    pub fn parse(text: &str) -> Result<Self, UnknownCheck> {
        let text = text.trim();
        let group = Group::ALL
            .into_iter()
            .find(|group| group.prefix() == text || group.code().eq_ignore_ascii_case(text));
        group
            .map(Self::Group)
            .or_else(|| CheckId::parse(text).map(Self::Check))
            .ok_or_else(|| UnknownCheck(text.chars().take(40).collect()))
    }

    /// Whether a check is chosen by it.
    pub fn matches(self, id: CheckId) -> bool {
        match self {
            Self::Group(group) => id.group == group,
            Self::Check(check) => id == check,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_and_groups_are_named_by_their_numbers() {
        let check = CheckId::new(Group::Format, 7);
        assert_eq!(Selector::parse("1.7"), Ok(Selector::Check(check)));
        assert_eq!(Selector::parse(" 1 "), Ok(Selector::Group(Group::Format)));
        assert_eq!(Selector::parse("plo"), Ok(Selector::Group(Group::Areas)));
        assert_eq!(
            Selector::parse("OST.1"),
            Ok(Selector::Check(CheckId::new(Group::Other, 1)))
        );
        assert!(Selector::Group(Group::Format).matches(check));
        assert!(!Selector::Group(Group::Areas).matches(check));
    }

    #[test]
    fn what_the_table_does_not_have_is_no_check() {
        for text in ["", "5", "1.8", "1.07", "0.1", "2.", "ost.1", "1.1 2.1"] {
            assert!(Selector::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn every_number_reads_back() {
        for check in &CHECKS {
            assert_eq!(CheckId::parse(&check.id.to_string()), Some(check.id));
        }
    }
}
