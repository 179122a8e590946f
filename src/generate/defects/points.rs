//! Defects of points: checks 3.1, 3.8, 3.9, 3.11, 3.13.

use super::{Site, Told};
use crate::generate::kinds::Kind;
use crate::model::Coordinate;

/// Less than the least distance of points, centimetres.
const CLOSE: i32 = 3;

/// 3.1: a terrain edge whose end has no detail point.
pub fn not_measured(site: &mut Site<'_>) -> Told {
    let [start, end] = [site.at(-40, 0), site.at(40, 10)];
    site.edge(&[start, end]).named();
    site.details(&[start]);
    Told::error(end)
}

/// 3.8: a detail point, a height point, or the definition point of a building in level 3 is there twice.
pub fn duplicate(site: &mut Site<'_>) -> Told {
    let place = site.at(0, 0);
    match site.way(3) {
        0 => {
            let end = site.at(40, 10);
            site.edge(&[place, end]);
            site.details(&[end]);
            for _ in 0..2 {
                site.point(Kind::DetailPoint, place).named();
            }
        }
        1 => {
            site.details(&[place]);
            for _ in 0..2 {
                site.point(Kind::HeightPoint, place).named();
            }
        }
        _ => {
            for _ in 0..2 {
                site.raised_building(place).named();
            }
            return Told::error(place).flat();
        }
    }
    Told::error(place)
}

/// 3.9: two terrain edges begin above each other, and so do their detail points. That they have the same XY spares 3.13.
pub fn close(site: &mut Site<'_>) -> Told {
    let low = site.at(0, 0);
    let high = Coordinate {
        z: low.z + CLOSE,
        ..low
    };
    let ends = [site.at(40, 10), site.at(-40, 10)];
    site.edge(&[low, ends[0]]);
    site.edge(&[high, ends[1]]);
    site.details(&ends);
    site.point(Kind::DetailPoint, low).named();
    site.point(Kind::DetailPoint, high).named();
    Told::warning(low)
}

/// 3.11: a detail point and nothing else.
pub fn solitary(site: &mut Site<'_>) -> Told {
    let place = site.at(0, 0);
    site.point(Kind::DetailPoint, place).named();
    Told::error(place)
}

/// 3.13: a height point with its detail point just beside a terrain edge.
pub fn beside_line(site: &mut Site<'_>) -> Told {
    let ends = [site.at(-40, 0), site.at(40, 0)];
    let place = site.at(0, CLOSE);
    site.edge(&ends).named();
    site.details(&ends);
    site.point(Kind::HeightPoint, place);
    site.point(Kind::DetailPoint, place).named();
    Told::warning(place).flat()
}
