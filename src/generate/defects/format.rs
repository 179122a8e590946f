//! Defects of the format and of attributes: checks 1.1 to 1.7, 2.1, 2.2.
//!
//! Objects without detail points are taken where the reader may pass over the object: its detail points would be solitary.

use std::ops::RangeInclusive;

use super::{Site, Slip, Told};
use crate::generate::kinds::Kind;
use crate::model::{BoundingBox, Coordinate, Operation, Outline};

/// Height that nothing in the country has, centimetres.
const TOO_HIGH: i32 = 170_000;
/// X and Y of the country by check 1.5, centimetres.
const COUNTRY: (RangeInclusive<i32>, RangeInclusive<i32>) =
    (-90_468_500..=-43_162_700, -122_729_600..=-93_513_400);
/// Depth of networks, centimetres.
const DEPTH: i32 = 160;

fn below(place: Coordinate) -> Coordinate {
    Coordinate::new(place.x, place.y, place.z - DEPTH)
}

/// 1.1: a shaft without its type.
pub fn structure(site: &mut Site<'_>) -> Told {
    let place = below(site.at(0, 0));
    let shaft = site.point(Kind::WaterShaft, place);
    shaft.with("TypObjektuVodovodniSite", None).named();
    Told::error(place)
}

/// 1.3: a region beside the bounding box of the one that the municipality is said to lie in; where the country ends, on
/// another side.
pub fn elsewhere(outline: &Outline) -> Option<Outline> {
    const AWAY: i32 = 1_000_000;
    const SIDE: i32 = 3_000_000;
    let BoundingBox {
        min_x,
        min_y,
        max_x,
        max_y,
    } = outline.bounds()?;
    let corners = [
        (max_x + AWAY, min_y),
        (min_x - AWAY - SIDE, min_y),
        (min_x, max_y + AWAY),
        (min_x, min_y - AWAY - SIDE),
    ];
    let inside = |(x, y): &(i32, i32)| {
        COUNTRY.0.contains(x)
            && COUNTRY.0.contains(&(x + SIDE))
            && COUNTRY.1.contains(y)
            && COUNTRY.1.contains(&(y + SIDE))
    };
    let (x, y) = corners.into_iter().find(inside)?;
    let ring = [(x, y), (x + SIDE, y), (x + SIDE, y + SIDE), (x, y + SIDE), (x, y)];
    Some(Outline {
        code: outline.code.clone(),
        name: outline.name.clone(),
        polygons: vec![vec![ring.map(|(x, y)| Coordinate::new(x, y, 0)).to_vec()]],
    })
}

/// 1.4: a water main that is an arc.
pub fn arc(site: &mut Site<'_>) -> Told {
    let line = [site.at(-40, 0), site.at(0, 20), site.at(40, 0)].map(below);
    site.line(Kind::WaterMain, "100", &line).slip(Slip::Arc).named();
    Told::error(line[0])
}

/// 1.5: a definition point higher than any mountain. It is in level 3, where it is the only one.
pub fn height(site: &mut Site<'_>) -> Told {
    let place = Coordinate {
        z: TOO_HIGH,
        ..site.at(0, 0)
    };
    site.raised_building(place).named();
    Told::error(place)
}

/// 1.6: a shaft with a coordinate of three decimals.
pub fn decimals(site: &mut Site<'_>) -> Told {
    let place = below(site.at(0, 0));
    site.point(Kind::WaterShaft, place).slip(Slip::Decimals).named();
    Told::error(place)
}

/// 1.7: a definition point outside of the area of the change.
pub fn outside(site: &mut Site<'_>) -> Told {
    let place = site.at(0, 0);
    site.raised_building(place).named();
    Told::error(place).flat()
}

/// 2.1: in a state, an owner whose identifier has another form than those of the register. New elements have stricter
/// rules: a detail point is of class 4, or a terrain edge of a type that nobody found out.
pub fn attribute(site: &mut Site<'_>) -> Told {
    let [start, end] = [site.at(-40, 0), site.at(40, 10)];
    if site.operation != Operation::Insert {
        let place = below(start);
        site.point(Kind::WaterShaft, place)
            .with("IDVlastnika", Some("SUBJ-1"))
            .named();
        return Told::warning(place);
    }
    let unknown = site.way(2) == 1;
    let line = site.line(Kind::TerrainEdge, if unknown { "99" } else { "1" }, &[start, end]);
    if unknown {
        line.named();
        site.details(&[start]);
    } else {
        let detail = site.point(Kind::DetailPoint, start);
        detail.with("TridaPresnostiVyska", Some("4")).named();
    }
    site.details(&[end]);
    Told::error(start)
}

/// 2.2: the definition point of a building with an IČS is deleted.
pub fn deleted_with_ics(site: &mut Site<'_>) -> Told {
    let place = site.at(0, 0);
    let point = site.raised_building(place);
    point
        .operation(Operation::Delete)
        .with("ICS", Some("100000001"))
        .named();
    Told::warning(place)
}
