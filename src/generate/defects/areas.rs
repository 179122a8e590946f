//! Defects of areas of complete ZPS: checks 3.12 and OST.1. They lie in level 3, which has no other such area.

use super::{Site, Told};
use crate::generate::draft::Draft;
use crate::model::{AreaRole, Coordinate, Operation};

/// Draws a closed line.
fn around<'s>(site: &'s mut Site<'_>, ring: &[Coordinate]) -> &'s mut Draft {
    site.raised_details(ring);
    let line: Vec<_> = ring.iter().chain(ring.first()).copied().collect();
    site.raised(&line)
}

/// 3.12: the outline of an area of complete ZPS passes over a vertex of the line that it follows. The line is in conflict with
/// its edge, so the face inside is none (4.6); it has no definition point, which would be without an area (4.7).
pub fn outline(site: &mut Site<'_>) -> Told {
    let [a, b, c, passed, d] =
        [(-40, -40), (40, -40), (40, 40), (0, 40), (-40, 40)].map(|(x, y)| site.at(x, y));
    around(site, &[a, b, c, passed, d]).expected();
    site.complete_area(site.added(), &[a, b, c, d]);
    site.area_role.named = true;
    site.consequence = Some(("4.6", Told::error(a).flat()));
    Told::error(c).flat()
}

/// OST.1: an area of complete ZPS is taken away over a definition point that has an identifier.
pub fn deleted(site: &mut Site<'_>) -> Told {
    let ring = [(-40, -40), (40, -40), (40, 40), (-40, 40)].map(|(x, y)| site.at(x, y));
    around(site, &ring);
    let middle = site.at(0, 0);
    let point = site.raised_building(middle);
    point.operation(Operation::Update).named();
    site.complete_area(AreaRole::Delete, &ring);
    Told::warning(middle).flat()
}
