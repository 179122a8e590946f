//! What a row says on a tile: the element name of its type and the key of its symbol.

use rustc_hash::FxHashMap;

use super::encode::Properties;
use crate::model::Catalogue;
use crate::store::TileRow;

/// The names of the types of a catalogue.
#[derive(Debug)]
pub struct Painter {
    elements: FxHashMap<i32, &'static str>,
    with_attributes: Vec<i32>,
}

impl Painter {
    /// Names after a catalogue.
    pub fn new(catalogue: &'static Catalogue) -> Self {
        let types = catalogue.object_types.iter();
        Self {
            elements: types.map(|t| (t.key(), t.element.as_str())).collect(),
            with_attributes: Vec::new(),
        }
    }

    /// Keys of the types whose symbol depends on an attribute.
    pub fn with_attributes(&self) -> &[i32] {
        &self.with_attributes
    }

    /// What is said about a row; `None` when its type is not in the catalogue.
    pub fn properties<'a>(&'a self, row: &TileRow<'a>) -> Option<Properties<'a>> {
        let element = *self.elements.get(&row.object_type)?;
        Some(Properties {
            id: row.id,
            element,
            symbol: element,
            level: row.level,
        })
    }
}
