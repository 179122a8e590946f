//! The kinds of objects, looked up in a catalogue.

use super::{Kind, TABLE, Value};
use crate::generate::GenerateError;
use crate::model::AttributeId;
use crate::model::catalogue::{Catalogue, GeometryKind};

/// What defects alter.
const ALTERED: [&str; 4] = [
    "ICS",
    "IDVlastnika",
    "TridaPresnostiVyska",
    "TypObjektuVodovodniSite",
];

/// A kind, looked up in a catalogue.
#[derive(Debug)]
pub struct Known {
    /// Index of the object type.
    pub object_type: u16,
    /// Its element name.
    pub element: &'static str,
    /// Its kind of geometry.
    pub geometry: GeometryKind,
    /// Digits of the type in new identifiers.
    pub series: u32,
    /// Attributes with their values.
    pub attributes: Vec<(AttributeId, Value)>,
}

/// All kinds, looked up in a catalogue.
#[derive(Debug)]
pub struct Kinds {
    known: Vec<Known>,
    altered: [AttributeId; ALTERED.len()],
    /// Number of the attribute `ID`.
    pub id: AttributeId,
}

impl Kinds {
    /// Looks everything up.
    ///
    /// # Errors
    /// [`GenerateError::Catalogue`] names what the catalogue lacks.
    pub fn new(catalogue: &Catalogue) -> Result<Self, GenerateError> {
        let lacking = |name: &str| GenerateError::Catalogue {
            version: catalogue.version.clone(),
            name: name.to_owned(),
        };
        let attribute = |name: &str| catalogue.attribute_id(name).ok_or_else(|| lacking(name));
        let mut known = Vec::with_capacity(TABLE.len());
        for (_, element, shared, own) in TABLE {
            let (index, object_type) = catalogue.object_type(element).ok_or_else(|| lacking(element))?;
            let values = shared.iter().chain(*own);
            known.push(Known {
                object_type: index,
                element,
                geometry: object_type.geometry,
                series: object_type.id_series(),
                attributes: values
                    .map(|(name, value)| Ok((attribute(name)?, *value)))
                    .collect::<Result<_, _>>()?,
            });
        }
        let mut altered = [AttributeId(0); ALTERED.len()];
        for (id, name) in altered.iter_mut().zip(ALTERED) {
            *id = attribute(name)?;
        }
        Ok(Self {
            known,
            altered,
            id: attribute("ID")?,
        })
    }

    /// What is known of a kind.
    pub fn get(&self, kind: Kind) -> &Known {
        &self.known[kind as usize]
    }

    /// The number of an attribute that defects alter.
    pub fn altered(&self, name: &str) -> Option<AttributeId> {
        let place = ALTERED.iter().position(|known| *known == name)?;
        Some(self.altered[place])
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.known.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Value::Fixed;

    #[test]
    fn every_kind_has_what_the_catalogue_demands_and_values_of_the_code_lists() {
        let catalogue = Catalogue::embedded("1.4.3").unwrap();
        Kinds::new(catalogue).unwrap();
        for (kind, element, shared, own) in TABLE {
            let (_, object_type) = catalogue.object_type(element).unwrap();
            let given: Vec<_> = shared.iter().chain(*own).collect();
            for used in catalogue.attributes_of(object_type) {
                let demanded = used.required.values().any(|required| *required);
                let there = given.iter().any(|(name, _)| *name == used.name);
                assert!(there || !demanded, "{kind:?} lacks {}", used.name);
            }
            for (name, value) in given {
                let used = catalogue.attributes_of(object_type);
                assert!(
                    used.iter().any(|used| used.name == *name),
                    "{kind:?} has no {name}"
                );
                let codes = &catalogue
                    .attribute(catalogue.attribute_id(name).unwrap())
                    .unwrap()
                    .codes;
                if let (Fixed(text), false) = (value, codes.is_empty()) {
                    assert!(
                        codes.iter().any(|code| code.value == *text),
                        "{name} is never {text}"
                    );
                }
            }
        }
    }
}
