//! What a row says on a tile: the element name of its type and the key of its symbol.
//!
//! The symbol may depend on attributes of the type's own; only rows of such types bring them along.

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::encode::Properties;
use crate::model::Catalogue;
use crate::model::catalogue::CatalogueError;
use crate::model::symbols::Symbols;
use crate::store::{TileRow, View};

/// The names of the types of a catalogue and the symbols.
#[derive(Debug)]
pub struct Painter {
    symbols: &'static Symbols,
    elements: FxHashMap<i32, &'static str>,
    with_attributes: Vec<i32>,
}

impl Painter {
    /// Names after a catalogue, symbols as built in.
    ///
    /// # Errors
    /// [`CatalogueError`] when the symbols do not read.
    pub fn new(catalogue: &'static Catalogue) -> Result<Self, CatalogueError> {
        let symbols = Symbols::embedded()?;
        let elements: FxHashMap<i32, &'static str> = catalogue
            .object_types
            .iter()
            .map(|t| (t.key(), t.element.as_str()))
            .collect();
        let mut with_attributes: Vec<i32> = elements.keys().copied().collect();
        with_attributes.retain(|key| !symbols.attributes_of(*key).is_empty());
        with_attributes.sort_unstable();
        Ok(Self {
            symbols,
            elements,
            with_attributes,
        })
    }

    /// Keys of the types whose symbol depends on an attribute that the audience sees, in ascending order.
    pub fn with_attributes(&self, view: &View) -> Vec<i32> {
        let shown = |key: &&i32| {
            let position = view.catalogue().position_of_key(**key);
            let attribute = |name: &str| view.catalogue().attribute_id(name);
            position.is_some_and(|index| {
                let names = self.symbols.attributes_of(**key);
                let seen = |id| view.disclosure().shows_attribute(index, id, false);
                names.iter().all(|name| attribute(name).is_none_or(seen))
            })
        };
        self.with_attributes.iter().filter(shown).copied().collect()
    }

    /// What is said about a row; `None` when its type is not in the catalogue.
    pub fn properties(&self, row: &TileRow<'_>) -> Option<Properties<'static>> {
        let element = *self.elements.get(&row.object_type)?;
        let own: Option<Value> = row
            .attributes
            .and_then(|attributes| serde_json::from_slice(attributes).ok());
        let value = |name: &str| match own.as_ref()?.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        };
        Some(Properties {
            id: row.id,
            element,
            symbol: self.symbols.resolve(row.object_type, value),
            level: row.level,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Audience, Purpose};

    fn drawn(element: &str, attributes: Option<&str>) -> Option<(&'static str, &'static str)> {
        let catalogue = Catalogue::embedded("1.4.3").unwrap();
        let row = TileRow {
            id: 1,
            object_type: catalogue.object_type(element).unwrap().1.key(),
            level: None,
            geometry: &[],
            attributes: attributes.map(str::as_bytes),
        };
        let painter = Painter::new(catalogue).unwrap();
        let properties = painter.properties(&row)?;
        Some((properties.element, properties.symbol))
    }

    #[test]
    fn the_symbol_follows_the_attributes_of_types_that_have_several() {
        assert_eq!(
            drawn("HraniceBudovy", None),
            Some(("HraniceBudovy", "HraniceBudovy"))
        );
        let plain = drawn("TrasaPlynovodniSite", None).unwrap();
        let pressed = drawn(
            "TrasaPlynovodniSite",
            Some(r#"{"TlakovaHladinaPlynovodniSite": 4}"#),
        )
        .unwrap();
        assert_eq!(plain.0, pressed.0);
        assert_ne!(plain.1, pressed.1);
    }

    #[test]
    fn only_types_with_several_symbols_bring_attributes_along() {
        let catalogue = Catalogue::embedded("1.4.3").unwrap();
        let painter = Painter::new(catalogue).unwrap();
        let key = |element: &str| catalogue.object_type(element).unwrap().1.key();
        let view = View::new(catalogue, Audience::Entitled, Purpose::Viewing, true);
        let brought = painter.with_attributes(&view);
        assert!(brought.contains(&key("TrasaPlynovodniSite")));
        assert!(!brought.contains(&key("HraniceBudovy")));
    }
}
