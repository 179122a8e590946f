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
    pub fn new(catalogue: &'static Catalogue, audience: Audience, purpose: Purpose, persons_shown: bool) -> Self {
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

    /// Appends ` and …`, the condition on rows of any type; nothing where all are seen.
    pub(super) fn push_any_rows(&self, query: &mut QueryBuilder<'_, Postgres>) {
        let of = |wanted| {
            let types = self.catalogue().object_types.iter().zip(0_u16..);
            types
                .filter(|(_, index)| self.0.disclosure.others(*index) == wanted)
                .map(|(object_type, _)| object_type.key())
                .collect::<Vec<i32>>()
        };
        let (all, uncritical) = (of(Others::All), of(Others::Uncritical));
        if all.len() == self.catalogue().object_types.len() {
            return;
        }
        query.push(" and (object_type = any(");
        query.push_bind(all);
        query.push(")");
        if !uncritical.is_empty() {
            query.push(" or critical is not true and object_type = any(");
            query.push_bind(uncritical);
            query.push(")");
        }
        if let Some(subject) = self.0.disclosure.subject() {
            query.push(" or ");
            query.push_bind(subject.to_owned());
            query.push(OWN);
        }
        query.push(")");
    }
}

/// Whose an object is.
pub(super) const OWN: &str = " in (owner, statutory_operator, administrator, operator)";
