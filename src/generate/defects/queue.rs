//! Which defects come next: kinds in turn, and where each belongs.

use super::places::Places;
use super::{DefectKind, Defects, Fits, Planter, Where};
use crate::generate::GenerateError;
use crate::generate::ground::Spot;
use crate::model::Operation;

/// What is still to be planted.
#[derive(Debug)]
pub struct Queue {
    /// Those for blocks and outside of everything, in the order of planting, the last one first.
    waiting: Vec<DefectKind>,
    count: usize,
    /// Those outside of the area of the change, which is known at the end.
    outside: Vec<(DefectKind, Planter)>,
    /// Faults of the file as a whole.
    whole: Vec<DefectKind>,
}

impl Queue {
    /// Decides what is planted, in which order.
    ///
    /// # Errors
    /// [`GenerateError::Defect`] when a kind does not fit.
    pub fn new(wanted: &Defects, operation: Operation) -> Result<Self, GenerateError> {
        let changes = operation == Operation::Insert;
        let refused = |kind: DefectKind, why| Err(GenerateError::Defect(kind.name(), why));
        let mut kinds = wanted.kinds.clone();
        if kinds.is_empty() {
            kinds = DefectKind::all().collect();
            kinds.retain(|kind| kind.fits() == Fits::All || (changes && kind.fits() == Fits::Changes));
        }
        if let Some(kind) = kinds.iter().find(|kind| kind.fits() != Fits::All && !changes) {
            return refused(
                *kind,
                "only change records can have it; generate with --operation i",
            );
        }
        let is = |name: &'static str| move |kind: &&DefectKind| kind.name() == name;
        if let Some(kind) = kinds.iter().find(is("1.2"))
            && kinds.iter().any(|kind| ["1.3", "1.7"].contains(&kind.name()))
        {
            return refused(
                *kind,
                "without an area of change nothing is outside of it; leave 1.3 and 1.7 out",
            );
        }
        let (whole, turning): (Vec<_>, Vec<_>) = kinds.iter().partition(|kind| kind.fits() == Fits::File);
        let (mut waiting, mut left) = (whole, turning.iter().cycle());
        waiting.truncate(wanted.count);
        while waiting.len() < wanted.count {
            match left.next() {
                Some(kind) => waiting.push(*kind),
                None => return refused(kinds[0], "a file has it once at the most; name other kinds, too"),
            }
        }
        let in_file = |kind: &DefectKind| matches!(kind.goes(), Where::Accompanying);
        let (whole, mut waiting): (Vec<_>, Vec<_>) = waiting.into_iter().partition(in_file);
        waiting.reverse();
        Ok(Self {
            waiting,
            count: wanted.count,
            outside: Vec::new(),
            whole,
        })
    }

    /// How many defects are wanted in all.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many are left for blocks.
    pub fn left(&self) -> usize {
        self.waiting.len()
    }

    /// Whether the file as a whole has the fault.
    pub fn whole(&self, name: &str) -> bool {
        self.whole.iter().any(|kind| kind.name() == name)
    }

    /// Faults of the file as a whole.
    pub fn whole_kinds(&self) -> impl Iterator<Item = DefectKind> + '_ {
        self.whole.iter().copied()
    }

    /// Those that belong outside of the area of the change, once.
    pub fn take_outside(&mut self) -> Vec<(DefectKind, Planter)> {
        std::mem::take(&mut self.outside)
    }

    /// The next defect that a block has a place for, and what draws it; `None` when it has no more.
    pub fn take(&mut self, places: &mut Places) -> Option<(DefectKind, Planter, [Spot; 2])> {
        while let Some(kind) = self.waiting.last().copied() {
            let (planter, place) = match kind.goes() {
                Where::Street(planter) => (planter, Some(places.streets.pop()?)),
                Where::Corner(planter) => (planter, Some(places.corners.pop()?)),
                Where::Outside(planter) => (planter, None),
                Where::Accompanying => return None,
            };
            self.waiting.pop();
            match place {
                Some(place) => return Some((kind, planter, place)),
                None => self.outside.push((kind, planter)),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(names: &[&str]) -> Vec<DefectKind> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    fn order(count: usize, names: &[&str], operation: Operation) -> Result<Vec<&'static str>, String> {
        let wanted = Defects {
            count,
            kinds: kinds(names),
        };
        let queue = Queue::new(&wanted, operation).map_err(|error| error.to_string())?;
        assert_eq!(queue.count(), count);
        let left = queue.waiting.iter().rev();
        Ok(queue.whole.iter().chain(left).map(|kind| kind.name()).collect())
    }

    #[test]
    fn kinds_take_turns_and_those_of_the_whole_file_come_once() {
        let order = |count, names: &[&str]| order(count, names, Operation::Insert);
        assert_eq!(
            order(5, &["3.3", "1.7"]).unwrap(),
            ["3.3", "1.7", "3.3", "1.7", "3.3"]
        );
        assert_eq!(order(3, &["3.3", "1.3"]).unwrap(), ["1.3", "3.3", "3.3"]);
        assert_eq!(order(1, &["1.2"]).unwrap(), ["1.2"]);
        assert_eq!(order(0, &[]).unwrap(), [""; 0]);
        assert!(order(2, &["1.2"]).unwrap_err().contains("once"));
        assert!(order(2, &["1.2", "1.7"]).unwrap_err().contains("area of change"));
    }

    #[test]
    fn a_state_has_no_defects_of_changes() {
        let state = order(100, &[], Operation::Reference).unwrap();
        let changes = order(100, &[], Operation::Insert).unwrap();
        for name in ["1.7", "2.2", "OST.1"] {
            assert!(!state.contains(&name) && changes.contains(&name), "{name}");
            let told = order(1, &[name], Operation::Reference).unwrap_err();
            assert!(told.contains("--operation i"), "{told}");
        }
        for name in ["1.2", "1.3"] {
            assert!(!state.contains(&name) && !changes.contains(&name), "{name}");
        }
    }
}
