//! What is kept of a delivery besides its objects, as the store takes it.

use crate::check::accompanying::{Area, Record};
use crate::jvf::read::Fragment;
use crate::model::AreaRole;
use crate::model::area::Polygons;
use crate::store::DeliveryPart;

/// A kept element with what issues ask of it. An area that does not read, as the checks tell, is none.
pub(super) fn part(fragment: Fragment) -> DeliveryPart {
    let record = Record::read(&fragment).ok().flatten();
    let part = DeliveryPart {
        section: fragment.section.element().to_owned(),
        parent: fragment.parent,
        element: fragment.element,
        content: fragment.content,
        ..DeliveryPart::default()
    };
    match record {
        Some(Record::Change(change)) => DeliveryPart {
            area: polygons(&change.areas),
            ..part
        },
        Some(Record::CompleteArea(complete)) => DeliveryPart {
            level: complete.level,
            role: complete.role.map(AreaRole::code),
            area: polygons(&complete.areas),
            ..part
        },
        Some(Record::Building(number)) => DeliveryPart {
            building: Some(number),
            ..part
        },
        Some(Record::Subject(subject)) => DeliveryPart {
            subject: Some(subject),
            ..part
        },
        None => part,
    }
}

fn polygons(areas: &[Area]) -> Polygons {
    areas.iter().filter_map(Area::rings).map(<[_]>::to_vec).collect()
}
