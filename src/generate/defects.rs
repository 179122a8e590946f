//! Known violations, for trying checks out: which kinds there are, where they go, and the list of what was planted.
//!
//! A kind bears the number of the check that finds it. Its planter draws a few objects at a [`Site`], such that nothing but
//! that one finding comes of them, or the consequence that cannot be avoided (`docs/generate.md` has the table). Sites lie on
//! the carriageways that a block has to draw, beside the height points of the axis, 75 cm from everything, so the
//! municipality is what it is without them. Defects are handed out while blocks are drawn, in proportion to the objects made:
//! memory grows with the number of defects only.

mod areas;
mod faces;
mod format;
mod lines;
mod list;
mod places;
mod planting;
mod points;
mod queue;
pub mod role;
mod site;
mod slip;

use std::fmt;
use std::str::FromStr;

pub use format::elsewhere;
pub use list::{Expected, Named, Planted};
pub use planting::Planting;
pub use role::Role;
pub use site::CompleteArea;
use site::{Site, Told};
pub use slip::Slip;

/// Which operations a kind fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fits {
    /// A state and changes.
    All,
    /// Change records.
    Changes,
    /// Change records, when asked for by name, and once: it is a fault of the file as a whole.
    File,
}

/// Draws a defect at a site and says what is found.
type Planter = fn(&mut Site<'_>) -> Told;

/// Where a kind goes, and what draws it there.
#[derive(Clone, Copy, Debug)]
enum Where {
    /// On the carriageway.
    Street(Planter),
    /// From a corner of the carriageway, where lines end.
    Corner(Planter),
    /// Outside of the area of the change.
    Outside(Planter),
    /// Into what accompanies the records.
    Accompanying,
}

use Fits::{All, Changes, File};
use Where::{Accompanying, Corner, Outside, Street};

/// Every kind, in the order in which they are planted.
const TABLE: &[(&str, Fits, Where)] = &[
    ("1.1", All, Street(format::structure)),
    ("1.2", File, Accompanying),
    ("1.3", File, Accompanying),
    ("1.4", All, Street(format::arc)),
    ("1.5", All, Street(format::height)),
    ("1.6", All, Street(format::decimals)),
    ("1.7", Changes, Outside(format::outside)),
    ("2.1", All, Street(format::attribute)),
    ("2.2", Changes, Street(format::deleted_with_ics)),
    ("3.1", All, Street(points::not_measured)),
    ("3.2", All, Street(lines::overlap)),
    ("3.3", All, Street(lines::crossing)),
    ("3.4", All, Street(lines::self_crossing)),
    ("3.5", All, Street(lines::zero_length)),
    ("3.6", All, Street(lines::duplicate)),
    ("3.7", All, Corner(lines::free_end)),
    ("3.8", All, Street(points::duplicate)),
    ("3.9", All, Street(points::close)),
    ("3.10", All, Street(lines::short)),
    ("3.11", All, Street(points::solitary)),
    ("3.12", All, Street(areas::outline)),
    ("3.13", All, Street(points::beside_line)),
    ("4.1", All, Street(faces::small)),
    ("4.2", All, Street(faces::ambiguous)),
    ("4.3", All, Street(faces::unnamed)),
    ("4.4", All, Street(faces::wrong_boundary)),
    ("4.6", All, Street(faces::gap)),
    ("4.7", All, Street(faces::on_line)),
    ("4.8", All, Street(faces::missing_edge)),
    ("4.9", All, Street(faces::contained_edge)),
    ("OST.1", Changes, Street(areas::deleted)),
];

/// A kind of defect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DefectKind(usize);

impl DefectKind {
    /// Number of the check that finds it.
    pub fn name(self) -> &'static str {
        TABLE[self.0].0
    }

    fn fits(self) -> Fits {
        TABLE[self.0].1
    }

    fn goes(self) -> Where {
        TABLE[self.0].2
    }

    fn all() -> impl Iterator<Item = Self> {
        (0..TABLE.len()).map(Self)
    }
}

impl FromStr for DefectKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut all = Self::all();
        all.find(|kind| kind.name() == text).ok_or_else(|| {
            let known: Vec<_> = Self::all().map(Self::name).collect();
            format!(
                "no defect of kind `{text}` can be planted; take of {}",
                known.join(",")
            )
        })
    }
}

impl fmt::Display for DefectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which defects are wanted.
#[derive(Clone, Debug, Default)]
pub struct Defects {
    /// How many.
    pub count: usize,
    /// Of which kinds, in turn; none means all that fit the operation.
    pub kinds: Vec<DefectKind>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_the_numbers_of_their_checks() {
        for kind in DefectKind::all() {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        assert!("3.14".parse::<DefectKind>().unwrap_err().contains("4.9,OST.1"));
    }
}
