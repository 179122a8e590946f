//! Families of lines.

use serde::Deserialize;

/// A family of lines from which areas are derived; each is derived by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// The usual hierarchy of construction lines.
    Ground,
    /// Bridge decks (*plocha mostní konstrukce*).
    Bridge,
    /// Tunnels (*provozní plocha tunelu*).
    Tunnel,
    /// Underpasses (*provozní plocha podchodu*).
    Underpass,
    /// Underground objects of ZPS.
    Underground,
}

impl Family {
    /// All families.
    pub const ALL: [Self; 5] = [
        Self::Ground,
        Self::Bridge,
        Self::Tunnel,
        Self::Underpass,
        Self::Underground,
    ];

    /// Its name in tables and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ground => "ground",
            Self::Bridge => "bridge",
            Self::Tunnel => "tunnel",
            Self::Underpass => "underpass",
            Self::Underground => "underground",
        }
    }
}
