//! With whose eyes features are read: where their attributes lie, and what the audience sees of them. No read goes without.

use std::sync::Arc;

use sqlx::{Postgres, QueryBuilder};

use super::Layout;
use crate::model::audience::Others;
use crate::model::{Audience, Catalogue, Disclosure, ObjectType, Purpose};

/// Where attributes lie and who sees them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct View(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    layout: Layout,
    disclosure: Disclosure,
}

impl View {
    /// The view of an audience over a catalogue. Names of persons are shown only where `persons_shown`, and never to the public.
    pub fn new(
        catalogue: &'static Catalogue,
        audience: Audience,
        purpose: Purpose,
        persons_shown: bool,
    ) -> Self {
        Self(Arc::new(Inner {
            layout: Layout::new(catalogue),
            disclosure: Disclosure::new(catalogue, audience, purpose, persons_shown),
        }))
    }

    /// The catalogue whose object types are read.
    pub fn catalogue(&self) -> &'static Catalogue {
        self.0.layout.catalogue()
    }

    /// What the audience sees.
    pub fn disclosure(&self) -> &Disclosure {
        &self.0.disclosure
    }

    /// Whether objects of a type may be seen at all.
    pub fn shows(&self, object_type: &ObjectType) -> bool {
        let position = self.catalogue().position_of_key(object_type.key());
        position.is_some_and(|index| self.0.disclosure.shows(index))
    }

    /// Whether all objects of a type are seen.
    pub fn shows_all(&self, object_type: &ObjectType) -> bool {
        self.others(object_type.key()) == Others::All
    }

    /// Which objects of the type with a key are seen besides one's own.
    pub fn others(&self, key: i32) -> Others {
        let position = self.catalogue().position_of_key(key);
        position.map_or(Others::None, |index| self.0.disclosure.others(index))
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.0.layout
    }

    /// Appends ` and …`, the condition on rows of one type; nothing where all are seen.
    pub(super) fn push_rows(&self, object_type: &ObjectType, query: &mut QueryBuilder<'_, Postgres>) {
        let seen = match self.others(object_type.key()) {
            Others::All => return,
            Others::Uncritical => "critical is not true",
            Others::None => "false",
        };
        query.push(" and (");
        query.push(seen);
        if let Some(subject) = self.0.disclosure.subject() {
            query.push(" or ");
            query.push_bind(subject.to_owned());
            query.push(OWN);
        }
        query.push(")");
    }

    /// ` and …`, the condition on rows of any type, ready for a statement without parameters: types that the catalogue has
    /// and the audience sees.
    pub(super) fn any_rows(&self) -> String {
        let of = |wanted: &[Others]| {
            let types = self.catalogue().object_types.iter().zip(0_u16..);
            let seen = types.filter(|(_, index)| wanted.contains(&self.0.disclosure.others(*index)));
            let keys: Vec<String> = seen
                .map(|(object_type, _)| object_type.key().to_string())
                .collect();
            let keys = if keys.is_empty() {
                "-1".to_owned()
            } else {
                keys.join(", ")
            };
            format!("object_type in ({keys})")
        };
        let mut seen = vec![of(&[Others::All])];
        let uncritical = of(&[Others::Uncritical]);
        if !uncritical.ends_with("(-1)") {
            seen.push(format!("critical is not true and {uncritical}"));
        }
        if let Some(subject) = self.0.disclosure.subject() {
            let all = of(&[Others::All, Others::Uncritical, Others::None]);
            seen.push(format!("{all} and {}{OWN}", quoted(subject)));
        }
        format!(" and ({})", seen.join(" or "))
    }

    /// ` and …`, the condition on rows that are the audience's own; none are where it is no subject.
    pub(super) fn own_rows(&self) -> String {
        match self.0.disclosure.subject() {
            Some(subject) => format!(" and {}{OWN}", quoted(subject)),
            None => " and false".to_owned(),
        }
    }
}

/// A text as a literal of SQL.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Whose an object is.
pub(super) const OWN: &str = " in (owner, statutory_operator, administrator, operator)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_cannot_break_out_of_its_quotation() {
        let catalogue = Catalogue::embedded("1.4.3").unwrap();
        let audience = Audience::Owner("x' or 'a'='a".to_owned());
        let view = View::new(catalogue, audience, Purpose::Issue, true);
        assert!(view.any_rows().contains("'x'' or ''a''=''a' in (owner,"));
        assert!(view.own_rows().contains("'x'' or ''a''=''a' in (owner,"));
    }
}
