//! Defects of lines: checks 3.2 to 3.7 and 3.10.
//!
//! Lines from which areas are derived lie in level 3, where there is no area of complete ZPS, so that nothing asks for their
//! ends; the free end of 3.7 alone is a kerb of level 0.

use super::{Site, Told};
use crate::generate::kinds::Kind;
use crate::model::Coordinate;

/// Less than the least difference of heights of lines with the same course, centimetres; more than that of points.
const DIFFERENCE: i32 = 8;

/// 3.2: two lines with a segment in common. They share its vertices, which spares 3.13.
pub fn overlap(site: &mut Site<'_>) -> Told {
    let common = [site.at(-20, 0), site.at(20, 0)];
    let starts = [site.at(-45, 10), site.at(-45, -15)];
    for start in starts {
        site.raised(&[start, common[0], common[1]]).named();
    }
    site.raised_details(&starts);
    site.raised_details(&common);
    Told::error(common[0]).flat()
}

/// 3.3: two lines cross, or one ends in a vertex inside the other.
pub fn crossing(site: &mut Site<'_>) -> Told {
    let middle = site.at(0, 0);
    let [west, east, south, north] = [(-40, 0), (40, 0), (0, -40), (0, 40)].map(|(x, y)| site.at(x, y));
    if site.way(2) == 0 {
        site.raised(&[west, east]).named();
        site.raised(&[south, north]).named();
        site.raised_details(&[south]);
    } else {
        site.raised(&[west, middle, east]).named();
        site.raised(&[middle, north]).named();
        site.raised_details(&[middle]);
    }
    site.raised_details(&[west, east, north]);
    Told::error(middle).flat()
}

/// 3.4: a railing crosses itself, or ends in its own vertex.
pub fn self_crossing(site: &mut Site<'_>) -> Told {
    let (line, place) = match site.way(2) {
        0 => (vec![(-45, 0), (40, 0), (40, 40), (0, -40)], (20, 0)),
        _ => (vec![(-45, 0), (-20, 0), (40, 40), (40, -20), (-20, 0)], (-20, 0)),
    };
    let line: Vec<_> = line.into_iter().map(|(x, y)| site.at(x, y)).collect();
    site.line(Kind::Railing, "", &line).named();
    site.details(&line[..4]);
    Told::error(site.at(place.0, place.1)).flat()
}

/// 3.5: a railing with a vertex twice in a row.
pub fn zero_length(site: &mut Site<'_>) -> Told {
    let [start, middle, end] = [site.at(-40, 0), site.at(0, 10), site.at(40, 0)];
    site.line(Kind::Railing, "", &[start, middle, middle, end])
        .named();
    site.details(&[start, middle, end]);
    Told::error(middle)
}

/// 3.6: a terrain edge twice, at the same height or a little higher.
pub fn duplicate(site: &mut Site<'_>) -> Told {
    let line = [site.at(-40, 0), site.at(40, 10)];
    site.edge(&line).named();
    site.details(&line);
    if site.way(2) == 0 {
        site.edge(&line).named();
        return Told::error(line[0]).flat();
    }
    let higher = line.map(|c| Coordinate {
        z: c.z + DIFFERENCE,
        ..c
    });
    site.edge(&higher).named();
    site.details(&higher);
    Told::warning(line[0]).flat()
}

/// 3.7: a kerb that begins where others end, and leads nowhere.
pub fn free_end(site: &mut Site<'_>) -> Told {
    let end = site.free_end();
    let line = [site.at(0, 0), end];
    site.line(Kind::KerbLine, "1", &line).named();
    site.details(&[end]);
    Told::error(end)
}

/// 3.10: a segment of 3 cm. The detail point of its end is in level 0, where a terrain edge begins, so that it is not too
/// close to that of its start in level 3 (3.9).
pub fn short(site: &mut Site<'_>) -> Told {
    let [first, start, end] = [site.at(-40, 0), site.at(0, 0), site.at(3, 0)];
    let away = site.at(30, 40);
    site.raised(&[first, start, end]).named();
    site.raised_details(&[first, start]);
    site.edge(&[end, away]);
    site.details(&[end, away]);
    Told::warning(start)
}
