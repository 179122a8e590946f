//! Which kind of record says what: the choice that generation 2 asks of whoever issues data.
//!
//! Not every type has every kind. Types of the basic spatial situation are public as a whole and have `RefV` only, zones
//! and intents are not public and have `RefN` only; 1.5.0 beta 3 has no kinds for issued changes at all.

use crate::model::catalogue::{Catalogue, ObjectType};
use crate::model::{Operation, RecordKind};

/// For whom data are issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum View {
    /// For everybody (`RefV…`).
    Public,
    /// With what is not public (`RefN…`).
    Complete,
}

/// The kind of record in which an operation of a type is issued; `None` when the version has none for it.
///
/// Generation 1 has one kind for all. In generation 2 a state is `RefV` or `RefN`, a change `RefVIns`, `RefNUpd` and so on.
/// A type that has no such kind for the view takes that of the other view, and a change without either takes `Ins`, `Upd`
/// or `Del`. The choice hides nothing: what the audience may not see, the type as a whole included, is to be left out of the
/// records before.
pub fn record_kind(
    catalogue: &Catalogue,
    object_type: &ObjectType,
    operation: Operation,
    view: View,
) -> Option<RecordKind> {
    use RecordKind as Kind;
    if catalogue.generation == 1 {
        return Some(Kind::Plain);
    }
    let (public, complete, input) = match operation {
        Operation::Reference => (Kind::RefV, Kind::RefN, None),
        Operation::Insert => (Kind::RefVIns, Kind::RefNIns, Some(Kind::Ins)),
        Operation::Update => (Kind::RefVUpd, Kind::RefNUpd, Some(Kind::Upd)),
        Operation::Delete => (Kind::RefVDel, Kind::RefNDel, Some(Kind::Del)),
    };
    let issued = match view {
        View::Public => [public, complete],
        View::Complete => [complete, public],
    };
    issued
        .into_iter()
        .chain(input)
        .find(|kind| object_type.records.contains_key(kind.suffix()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(version: &str, element: &str, view: View) -> Vec<Option<RecordKind>> {
        let catalogue = Catalogue::embedded(version).unwrap();
        let (_, object_type) = catalogue.object_type(element).unwrap();
        [
            Operation::Reference,
            Operation::Insert,
            Operation::Update,
            Operation::Delete,
        ]
        .map(|operation| record_kind(catalogue, object_type, operation, view))
        .to_vec()
    }

    #[test]
    fn a_state_is_issued_in_the_view_that_the_type_has() {
        use RecordKind::*;
        let changes = [Some(Ins), Some(Upd), Some(Del)];
        let with = |state| [vec![Some(state)], changes.to_vec()].concat();
        let both = "TrasaElektrickeSite";
        assert_eq!(chosen("1.5.0", both, View::Public), with(RefV));
        assert_eq!(chosen("1.5.0", both, View::Complete), with(RefN));
        assert_eq!(chosen("1.5.0", "Plot", View::Complete), with(RefV));
        assert_eq!(chosen("1.5.0", "O6", View::Public), with(RefN));
        assert_eq!(chosen("1.4.3", "Plot", View::Public), [Some(Plain); 4]);
    }

    #[test]
    fn changes_have_kinds_of_their_own_where_the_version_has_them() {
        let catalogue = Catalogue::embedded("1.5.0").unwrap();
        let mut object_type = catalogue.object_type("Plot").unwrap().1.clone();
        let form = object_type.records["Upd"];
        object_type.records.insert("RefVUpd".to_owned(), form);
        let kind = |operation| record_kind(catalogue, &object_type, operation, View::Complete);
        assert_eq!(kind(Operation::Update), Some(RecordKind::RefVUpd));
        assert_eq!(kind(Operation::Delete), Some(RecordKind::Del));
        object_type.records.clear();
        assert_eq!(
            record_kind(catalogue, &object_type, Operation::Delete, View::Public),
            None
        );
    }
}
