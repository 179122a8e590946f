//! Identifiers of objects in what is kept as XML: whoever may not see an object does not learn that it is there.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::model::FeatureId;
use crate::store::View;

/// The element that holds an identifier in a record of a building.
const OBJECT: &str = "IDZaznamuObjektuDTM";

/// Whether an element names no object of a type that is not seen as a whole. Only identifiers of 17 digits tell a type.
pub(super) fn names_only_seen(xml: &str, view: &View) -> bool {
    identifiers(xml).is_some_and(|texts| texts.iter().all(|text| is_seen(text.trim(), view)))
}

/// The texts of the elements that hold identifiers; `None` when the element does not read as XML.
fn identifiers(xml: &str) -> Option<Vec<String>> {
    let mut reader = Reader::from_str(xml);
    let (mut texts, mut inside) = (Vec::new(), false);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                inside = start.local_name().as_ref() == OBJECT;
                if inside {
                    texts.push(String::new());
                }
            }
            Event::Text(text) if inside => {
                if let Some(last) = texts.last_mut() {
                    last.push_str(&text.xml10_content());
                }
            }
            Event::End(_) => inside = false,
            Event::Eof => return Some(texts),
            _ => {}
        }
    }
}

fn is_seen(text: &str, view: &View) -> bool {
    let Ok(id) = FeatureId::parse(text) else {
        return true;
    };
    let mut types = view.catalogue().object_types.iter();
    types.all(|known| id.series() != Some(known.id_series()) || view.shows_all(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Audience, Catalogue, Purpose};

    #[test]
    fn a_record_that_names_a_hidden_object_is_known() {
        let catalogue = Catalogue::embedded("1.4.3").unwrap();
        let id = |element: &str| {
            let (_, object_type) = catalogue.object_type(element).unwrap();
            format!("42{:05}0000000001", object_type.id_series())
        };
        let (building, line) = (id("BudovaDefinicniBod"), id("TrasaElektrickeSite"));
        let record = |ids: &[&str]| {
            let ids: String = ids
                .iter()
                .map(|id| format!("<{OBJECT}>{id}</{OBJECT}>"))
                .collect();
            format!("<ZaznamICS xmlns=\"dopinf\"><ICS>1</ICS><ObjektyDTM>{ids}</ObjektyDTM></ZaznamICS>")
        };
        for (audience, ids, seen) in [
            ("public", &[&*building][..], true),
            ("public", &[&building, &line], false),
            ("public", &[" 42000010000000001\n"], true),
            ("public", &["TI", "980350001"], true),
            ("public", &["42999990000000001"], true),
            ("public", &[], true),
            ("owner:SUBJ-00000001", &[&line], false),
        ] {
            let audience = Audience::parse(audience).unwrap();
            let view = View::new(catalogue, audience, Purpose::Issue, true);
            assert_eq!(names_only_seen(&record(ids), &view), seen, "{ids:?}");
        }
    }
}
