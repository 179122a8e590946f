//! Changes as values: what an object was and what it is, side by side.
//!
//! A new object has no `before`, an ended one no `after`. Change sets invert and compose: undoing one is applying its inverse,
//! and the difference of two moments is the composition of all change sets between them.

use std::collections::BTreeMap;

use super::Operation;

/// The change of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<T> {
    /// What it was; `None` when it is new.
    pub before: Option<T>,
    /// What it is; `None` when it has ended.
    pub after: Option<T>,
}

impl<T: PartialEq> Change<T> {
    /// What the change does; `None` when it does nothing.
    pub fn operation(&self) -> Option<Operation> {
        match (&self.before, &self.after) {
            (None, None) => None,
            (None, Some(_)) => Some(Operation::Insert),
            (Some(_), None) => Some(Operation::Delete),
            (Some(before), Some(after)) => (before != after).then_some(Operation::Update),
        }
    }

    /// The change that undoes this one.
    #[must_use]
    pub fn inverse(self) -> Self {
        Self {
            before: self.after,
            after: self.before,
        }
    }

    /// Both after one another as one change; `None` when the second does not begin where the first ends.
    pub fn then(self, next: Self) -> Option<Self> {
        (self.after == next.before).then_some(Self {
            before: self.before,
            after: next.after,
        })
    }
}

/// The changes of some objects, each named by its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes<K: Ord, T>(BTreeMap<K, Change<T>>);

impl<K: Ord, T> Default for Changes<K, T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord, T: PartialEq> FromIterator<(K, Change<T>)> for Changes<K, T> {
    /// Of several changes of one object the last is kept; those that do nothing are left out.
    fn from_iter<I: IntoIterator<Item = (K, Change<T>)>>(changes: I) -> Self {
        let all: BTreeMap<_, _> = changes.into_iter().collect();
        Self(
            all.into_iter()
                .filter(|(_, change)| change.operation().is_some())
                .collect(),
        )
    }
}

impl<K: Ord + Clone, T: PartialEq + Clone> Changes<K, T> {
    /// From one state to another.
    pub fn between(before: &BTreeMap<K, T>, after: &BTreeMap<K, T>) -> Self {
        let keys = before.keys().chain(after.keys());
        let change = |key: &K| {
            let change = Change {
                before: before.get(key).cloned(),
                after: after.get(key).cloned(),
            };
            (key.clone(), change)
        };
        keys.map(change).collect()
    }

    /// How many objects change.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The changes in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &Change<T>)> {
        self.0.iter()
    }

    /// The changes that undo these.
    #[must_use]
    pub fn inverse(self) -> Self {
        Self(
            self.0
                .into_iter()
                .map(|(key, change)| (key, change.inverse()))
                .collect(),
        )
    }

    /// Both after one another as one.
    ///
    /// # Errors
    /// The key of an object whose second change does not begin where the first ends.
    pub fn then(mut self, next: Self) -> Result<Self, K> {
        for (key, second) in next.0 {
            let both = match self.0.remove(&key) {
                Some(first) => first.then(second).ok_or_else(|| key.clone())?,
                None => second,
            };
            if both.operation().is_some() {
                self.0.insert(key, both);
            }
        }
        Ok(self)
    }

    /// The state after the changes.
    ///
    /// # Errors
    /// The key of an object that is not in the state as the changes found it; the state is then given up.
    pub fn apply(&self, mut state: BTreeMap<K, T>) -> Result<BTreeMap<K, T>, K> {
        for (key, change) in &self.0 {
            if state.get(key) != change.before.as_ref() {
                return Err(key.clone());
            }
            match &change.after {
                Some(after) => state.insert(key.clone(), after.clone()),
                None => state.remove(key),
            };
        }
        Ok(state)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_map;
    use proptest::prelude::*;

    use super::*;

    type State = BTreeMap<u8, u8>;

    fn state() -> impl Strategy<Value = State> {
        btree_map(0..12_u8, 0..4_u8, 0..10)
    }

    proptest! {
        #[test]
        fn what_is_between_two_states_leads_from_one_to_the_other(a in state(), b in state()) {
            prop_assert_eq!(Changes::between(&a, &b).apply(a), Ok(b));
        }

        #[test]
        fn the_inverse_leads_back(a in state(), b in state()) {
            let changes = Changes::between(&a, &b);
            prop_assert_eq!(changes.clone().inverse().apply(b), Ok(a));
            prop_assert_eq!(changes.clone().inverse().inverse(), changes);
        }

        #[test]
        fn a_change_and_its_inverse_are_nothing(a in state(), b in state()) {
            let changes = Changes::between(&a, &b);
            prop_assert!(changes.clone().then(changes.inverse()).unwrap().is_empty());
        }

        #[test]
        fn composition_is_the_way_over_the_middle(a in state(), b in state(), c in state()) {
            let both = Changes::between(&a, &b).then(Changes::between(&b, &c)).unwrap();
            prop_assert_eq!(both, Changes::between(&a, &c));
        }

        #[test]
        fn composition_is_associative(a in state(), b in state(), c in state(), d in state()) {
            let [ab, bc, cd] = [(&a, &b), (&b, &c), (&c, &d)].map(|(x, y)| Changes::between(x, y));
            let left = ab.clone().then(bc.clone()).unwrap().then(cd.clone()).unwrap();
            prop_assert_eq!(left, ab.then(bc.then(cd).unwrap()).unwrap());
        }

        #[test]
        fn the_inverse_of_both_is_the_inverses_in_turn(a in state(), b in state(), c in state()) {
            let (ab, bc) = (Changes::between(&a, &b), Changes::between(&b, &c));
            let both = ab.clone().then(bc.clone()).unwrap();
            prop_assert_eq!(both.inverse(), bc.inverse().then(ab.inverse()).unwrap());
        }

        #[test]
        fn changes_of_another_state_are_refused(a in state(), b in state(), c in state()) {
            let changes = Changes::between(&a, &b);
            let fits = changes.iter().all(|(key, change)| c.get(key) == change.before.as_ref());
            prop_assert_eq!(changes.apply(c).is_ok(), fits);
        }
    }

    #[test]
    fn a_change_tells_what_it_does() {
        let change = |before, after| Change { before, after }.operation();
        assert_eq!(change(None, Some(1)), Some(Operation::Insert));
        assert_eq!(change(Some(1), Some(2)), Some(Operation::Update));
        assert_eq!(change(Some(1), None), Some(Operation::Delete));
        assert_eq!(change(Some(1), Some(1)), None);
        assert_eq!(change(None, None), None);
    }
}
