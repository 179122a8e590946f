//! What may have another explanation later, while the children of an element are read.

use super::model::Symbol;

/// Something that went wrong among the children of an open element.
#[derive(Clone, Debug)]
pub(super) struct Slip {
    /// Open elements when it happened: its parent is the innermost of them.
    pub(super) depth: usize,
    pub(super) what: What,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    /// One of these was passed over, at this place.
    Missing {
        names: Vec<Symbol>,
        at: u64,
        /// State before the gap, and after the element behind it.
        before: u16,
        after: u16,
        /// The element behind the gap.
        behind: Symbol,
    },
    /// An unknown element stood where this state was: it may be a missing one under another name.
    Unknown { state: u64 },
    /// This one came before its turn, and was told.
    Early(Symbol),
}
