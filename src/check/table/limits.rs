//! Limits that checks compare with, and rules inside of checks, each with the days in which it is in force.
//!
//! Source: the published tolerances of IS DTM (section 1.3.2) and the texts of the checks at their dates.

use chrono::NaiveDate;

use super::{CheckId, Group, Said, day};

/// A quantity that has a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Distance of two points, 3D.
    PointDistance,
    /// Distance of a detail point from a line.
    PointLineDistance,
    /// Length of a segment, 3D.
    SegmentLength,
    /// Difference of heights of two lines with the same course.
    DuplicateHeight,
    /// Size of an area.
    AreaSize,
    /// Height of an object of ZPS.
    Height,
    /// Height of a definition point; 0 means that it is not known.
    DefinitionPointHeight,
    /// First coordinate of EPSG:5514.
    X,
    /// Second coordinate of EPSG:5514.
    Y,
}

/// Unit of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Centimetres.
    Centimetres,
    /// Square centimetres.
    SquareCentimetres,
}

/// The values that are in order, in some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Of what.
    pub measure: Measure,
    /// Which check uses it.
    pub check: CheckId,
    /// Its name.
    pub name: Said,
    /// The least value in order.
    pub low: i32,
    /// The greatest value in order; `None` when it has no upper end.
    pub high: Option<i32>,
    /// Unit of both.
    pub unit: Unit,
    /// First day; `None`: since ever.
    pub from: Option<NaiveDate>,
    /// Last day; `None`: still in force.
    pub until: Option<NaiveDate>,
}

/// Whether a day lies between two, both included.
pub(super) fn in_force(from: Option<NaiveDate>, until: Option<NaiveDate>, date: NaiveDate) -> bool {
    from.is_none_or(|from| from <= date) && until.is_none_or(|until| date <= until)
}

const fn limit(
    measure: Measure,
    (group, number): (Group, u8),
    name: Said,
    low: i32,
    high: Option<i32>,
) -> Limit {
    Limit {
        measure,
        check: CheckId::new(group, number),
        name,
        low,
        high,
        unit: Unit::Centimetres,
        from: None,
        until: None,
    }
}

const fn area(low: i32, from: Option<NaiveDate>, until: Option<NaiveDate>) -> Limit {
    let name = Said {
        czech: "velikost plochy",
        english: "size of an area",
    };
    Limit {
        unit: Unit::SquareCentimetres,
        from,
        until,
        ..limit(Measure::AreaSize, (Group::Areas, 1), name, low, None)
    }
}

/// All limits. Distances and lengths below 5 cm and heights below 12 cm are warnings, since railways are measured more
/// finely than class 3.
pub static LIMITS: [Limit; 10] = [
    limit(
        Measure::X,
        (Group::Format, 5),
        Said {
            czech: "souřadnice X (první v EPSG:5514)",
            english: "coordinate X (the first of EPSG:5514)",
        },
        -90_468_500,
        Some(-43_162_700),
    ),
    limit(
        Measure::Y,
        (Group::Format, 5),
        Said {
            czech: "souřadnice Y (druhá v EPSG:5514)",
            english: "coordinate Y (the second of EPSG:5514)",
        },
        -122_729_600,
        Some(-93_513_400),
    ),
    limit(
        Measure::Height,
        (Group::Format, 5),
        Said {
            czech: "výška objektů ZPS",
            english: "height of objects of ZPS",
        },
        100,
        Some(162_000),
    ),
    limit(
        Measure::DefinitionPointHeight,
        (Group::Format, 5),
        Said {
            czech: "výška definičních bodů (0 = neznámá)",
            english: "height of definition points (0 = not known)",
        },
        0,
        Some(162_000),
    ),
    limit(
        Measure::DuplicateHeight,
        (Group::Topology, 6),
        Said {
            czech: "rozdíl výšek souběžných linií",
            english: "difference of heights of lines with the same course",
        },
        12,
        None,
    ),
    limit(
        Measure::PointDistance,
        (Group::Topology, 9),
        Said {
            czech: "vzdálenost bodů",
            english: "distance of points",
        },
        5,
        None,
    ),
    limit(
        Measure::SegmentLength,
        (Group::Topology, 10),
        Said {
            czech: "délka úsečky",
            english: "length of a segment",
        },
        5,
        None,
    ),
    limit(
        Measure::PointLineDistance,
        (Group::Topology, 13),
        Said {
            czech: "vzdálenost bodu od linie",
            english: "distance of a point from a line",
        },
        5,
        None,
    ),
    area(700, None, Some(day(2025, 6, 30))),
    area(500, Some(day(2025, 7, 1)), None),
];

/// A rule inside of a check that has its own dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Provision {
    /// New elements of an update documentation hold no value *nezjištěno*.
    NothingUnknownInNew,
    /// New detail points are of class 3 or better.
    ClassOfDetailPoints,
    /// Checks 3.12 and 3.13 look at heights, 3.12 at level 0 only.
    TopologyInSpace,
    /// Check 4.9 looks at all families together, where ZPS is complete.
    VerticalEdgesTogether,
}

/// A [`Provision`] with its days.
#[derive(Clone, Copy, Debug)]
pub struct ProvisionRow {
    /// Which.
    pub provision: Provision,
    /// Of which check.
    pub check: CheckId,
    /// What it says.
    pub says: Said,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day; `None`: still in force.
    pub until: Option<NaiveDate>,
}

/// All rules with dates of their own. Those of check 2.1 came into its text between 8 August 2024 and 13 February 2025; the texts
/// of checks 3.12 and 3.13 of 2024 have gone in that of 10 February 2026, that of check 4.9 of 10 February 2025 in that of 15 April 2025.
pub static PROVISIONS: [ProvisionRow; 5] = [
    ProvisionRow {
        provision: Provision::NothingUnknownInNew,
        check: CheckId::new(Group::Attributes, 1),
        says: Said {
            czech: "nové prvky GAD nemají hodnotu nezjištěno, není-li uvedena Konsolidace",
            english: "new elements of a GAD hold no value „nezjištěno“ (not found out), unless Konsolidace is set",
        },
        from: Some(day(2025, 2, 13)),
        until: None,
    },
    ProvisionRow {
        provision: Provision::ClassOfDetailPoints,
        check: CheckId::new(Group::Attributes, 1),
        says: Said {
            czech: "nové podrobné body GAD mají v poloze i výšce třídu přesnosti 1, 2 nebo 3, není-li uvedena Konsolidace",
            english: "new detail points of a GAD are of accuracy class 1, 2 or 3 in position and height, unless Konsolidace is set",
        },
        from: Some(day(2025, 2, 13)),
        until: None,
    },
    ProvisionRow {
        provision: Provision::TopologyInSpace,
        check: CheckId::new(Group::Topology, 12),
        says: Said {
            czech: "kontroluje se jen úroveň 0, u obvodu s výškami v prostoru (3D)",
            english: "only level 0 is checked, an outline with heights in space (3D)",
        },
        from: None,
        until: Some(day(2026, 2, 9)),
    },
    ProvisionRow {
        provision: Provision::TopologyInSpace,
        check: CheckId::new(Group::Topology, 13),
        says: Said {
            czech: "vzdálenost bodu od linie se měří v prostoru (3D)",
            english: "the distance of a point from a line is measured in space (3D)",
        },
        from: None,
        until: Some(day(2026, 2, 9)),
    },
    ProvisionRow {
        provision: Provision::VerticalEdgesTogether,
        check: CheckId::new(Group::Areas, 9),
        says: Said {
            czech: "svislé hrany všech skupin linií se porovnávají společně, jen v oblasti kompletní ZPS",
            english: "vertical edges of all groups of lines are compared together, where ZPS is complete only",
        },
        from: None,
        until: Some(day(2025, 4, 14)),
    },
];
