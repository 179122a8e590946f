//! Attributes of one record, as the delivery wrote them.
//!
//! A record has about fifteen short texts. They lie one after another in a single buffer, so that a record costs two
//! allocations and not thirty, and the written form is kept for the checks of structure.

/// Number of an attribute in the catalogue: an index into [`Catalogue::attributes`](super::Catalogue).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeId(pub u16);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    attribute: AttributeId,
    end: u32,
    nil: bool,
}

/// The attributes of a record in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    text: String,
    entries: Vec<Entry>,
}

/// One attribute: its number and its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Which attribute it is.
    pub id: AttributeId,
    /// The text between the tags, character references resolved; white space as written.
    pub text: &'a str,
    /// Written with `xsi:nil="true"`.
    pub nil: bool,
}

impl Attributes {
    /// Room for a usual record.
    pub fn with_capacity(attributes: usize, bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            entries: Vec::with_capacity(attributes),
        }
    }

    /// Appends an attribute.
    pub fn push(&mut self, id: AttributeId, text: &str, nil: bool) {
        self.text.push_str(text);
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.entries.push(Entry {
            attribute: id,
            end,
            nil,
        });
    }

    /// All attributes in order.
    pub fn iter(&self) -> impl Iterator<Item = Attribute<'_>> {
        self.entries.iter().scan(0_usize, |start, entry| {
            let end = entry.end as usize;
            let text = self.text.get(*start..end).unwrap_or_default();
            *start = end;
            Some(Attribute {
                id: entry.attribute,
                text,
                nil: entry.nil,
            })
        })
    }

    /// The text of an attribute that is present and not nil.
    pub fn get(&self, id: AttributeId) -> Option<&str> {
        self.iter().find(|a| a.id == id && !a.nil).map(|a| a.text)
    }

    /// Whether an attribute is there, nil or not.
    pub fn contains(&self, id: AttributeId) -> bool {
        self.entries.iter().any(|entry| entry.attribute == id)
    }

    /// How many attributes there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_in_order() {
        let mut attributes = Attributes::default();
        attributes.push(AttributeId(3), "plot", false);
        attributes.push(AttributeId(1), "", true);
        attributes.push(AttributeId(2), "č. 7", false);
        let seen: Vec<_> = attributes.iter().map(|a| (a.id.0, a.text, a.nil)).collect();
        assert_eq!(seen, [(3, "plot", false), (1, "", true), (2, "č. 7", false)]);
        assert_eq!(attributes.get(AttributeId(2)), Some("č. 7"));
        assert_eq!(attributes.get(AttributeId(1)), None);
    }
}
