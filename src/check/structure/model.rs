//! Content models as automata (Glushkov's construction).
//!
//! Content models of XML Schema are deterministic (part 1, 3.8.6, unique particle attribution), so that one step for each
//! child is enough; `xs:all` is a set of bits.

use crate::model::grammar::Particle;

/// Positions of one content model at most; the largest one of the packages has 430.
const MAX_POSITIONS: usize = 20_000;

/// A name of an element that the grammar knows; 0 stands for all others.
pub(super) type Symbol = u16;
/// Index of a declaration.
pub(super) type ElementIndex = u32;
/// An element as a member of a content model: its name and its declaration.
pub(super) type Member = (Symbol, ElementIndex);

/// What may stand inside an element.
#[derive(Debug)]
pub(super) enum Model {
    /// Nothing, not even white space.
    Empty,
    /// Children in the order of an automaton.
    Automaton(Automaton),
    /// Children in any order.
    All(All),
}

/// A step of an automaton: where it leads and what the child is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) state: u16,
    pub(super) element: ElementIndex,
}

/// No step.
pub(super) const NO_STEP: Step = Step {
    state: u16::MAX,
    element: ElementIndex::MAX,
};

/// An automaton; it begins in state 0.
#[derive(Debug)]
pub(super) struct Automaton {
    /// Names in it, in the order in which they were met: a column of `steps` each.
    pub(super) symbols: Box<[Symbol]>,
    /// Row by row, one for each state.
    steps: Box<[Step]>,
    /// By state: the state after an element that a wildcard takes; `u16::MAX` without one.
    any: Box<[u16]>,
    accepting: Box<[bool]>,
}

/// Members of an `xs:all`.
#[derive(Debug)]
pub(super) struct All {
    pub(super) symbols: Box<[Symbol]>,
    elements: Box<[ElementIndex]>,
    /// Bit by column; what may stand for one another has the same bit.
    bits: Box<[u8]>,
    pub(super) required: u64,
    /// May be left out as a whole.
    optional: bool,
}

impl All {
    /// The column of a name, first looked for at a guess.
    pub(super) fn column(&self, symbol: Symbol, guess: u16) -> Option<usize> {
        column(&self.symbols, symbol, guess)
    }

    /// Declaration and bit of a column.
    pub(super) fn member(&self, column: usize) -> Option<(ElementIndex, u64)> {
        let bit = 1_u64.checked_shl(u32::from(*self.bits.get(column)?))?;
        Some((*self.elements.get(column)?, bit))
    }

    /// Names of the members that are missing, those that may stand for one another together.
    pub(super) fn missing(&self, seen: u64) -> Vec<Vec<Symbol>> {
        if seen == 0 && self.optional {
            return Vec::new();
        }
        let missing = self.required & !seen;
        let bits = (0..64_u8).filter(|bit| missing & (1 << bit) != 0);
        bits.map(|bit| {
            let of_bit = self.symbols.iter().zip(&self.bits).filter(|(_, b)| **b == bit);
            of_bit.map(|(symbol, _)| *symbol).collect()
        })
        .collect()
    }

    /// Names of the members that may still come.
    pub(super) fn open(&self, seen: u64) -> Vec<Symbol> {
        let open = self
            .symbols
            .iter()
            .zip(&self.bits)
            .filter(|(_, bit)| seen & (1 << **bit) == 0);
        open.map(|(symbol, _)| *symbol).collect()
    }
}

fn column(symbols: &[Symbol], symbol: Symbol, guess: u16) -> Option<usize> {
    let guess = usize::from(guess);
    match symbols.get(guess) {
        Some(there) if *there == symbol => Some(guess),
        _ => symbols.iter().position(|there| *there == symbol),
    }
}

impl Automaton {
    /// The column of a name, first looked for at a guess.
    pub(super) fn column(&self, symbol: Symbol, guess: u16) -> Option<usize> {
        column(&self.symbols, symbol, guess)
    }

    pub(super) fn step(&self, state: u16, column: usize) -> Option<Step> {
        let step = self.steps.get(usize::from(state) * self.symbols.len() + column)?;
        (*step != NO_STEP).then_some(*step)
    }

    /// The state after an element that a wildcard takes.
    pub(super) fn any(&self, state: u16) -> Option<u16> {
        self.any
            .get(usize::from(state))
            .copied()
            .filter(|next| *next != u16::MAX)
    }

    pub(super) fn accepts(&self, state: u16) -> bool {
        self.accepting.get(usize::from(state)).copied().unwrap_or(false)
    }

    fn row(&self, state: u16) -> impl Iterator<Item = (Symbol, Step)> {
        let width = self.symbols.len();
        let start = usize::from(state) * width;
        let steps = self.steps.get(start..start + width).unwrap_or_default();
        let steps = self.symbols.iter().copied().zip(steps.iter().copied());
        steps.filter(|(_, step)| *step != NO_STEP)
    }

    /// Names that may come in a state.
    pub(super) fn expected(&self, state: u16) -> Vec<Symbol> {
        self.row(state).map(|(symbol, _)| symbol).collect()
    }

    /// Any declaration that the model has for a name.
    pub(super) fn declaration(&self, column: usize) -> Option<ElementIndex> {
        let rows = self.steps.chunks(self.symbols.len().max(1));
        let mut steps = rows.filter_map(|row| row.get(column));
        steps.find(|step| **step != NO_STEP).map(|step| step.element)
    }

    /// What is missing between a state and a goal: for each step of a shortest way the names that make it. The state
    /// at the end of the way comes with it; `None` when there is no way.
    pub(super) fn way(&self, from: u16, goal: impl Fn(u16) -> bool) -> Option<(u16, Vec<Vec<Symbol>>)> {
        let distances = self.distances(goal);
        let distance = |state: u16| distances.get(usize::from(state)).copied().flatten();
        let mut left = distance(from)?;
        let mut state = from;
        let mut way = Vec::new();
        while left > 0 {
            left -= 1;
            let closer: Vec<_> = self
                .row(state)
                .filter(|(_, step)| distance(step.state) == Some(left))
                .collect();
            let (_, first) = closer.first()?;
            let next = first.state;
            way.push(closer.into_iter().map(|(symbol, _)| symbol).collect());
            state = next;
        }
        Some((state, way))
    }

    /// Steps from each state to the nearest goal.
    fn distances(&self, goal: impl Fn(u16) -> bool) -> Vec<Option<usize>> {
        let states = u16::try_from(self.accepting.len()).unwrap_or(u16::MAX);
        let mut distances: Vec<_> = (0..states).map(|state| goal(state).then_some(0)).collect();
        for round in 0..usize::from(states) {
            let mut changed = false;
            for state in 0..states {
                let reaches = |step: Step| distances.get(usize::from(step.state)) == Some(&Some(round));
                let near = self.row(state).any(|(_, step)| reaches(step));
                if let Some(distance) = distances.get_mut(usize::from(state))
                    && distance.is_none()
                    && near
                {
                    *distance = Some(round + 1);
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        distances
    }

    /// Whether a wildcard is what is missing in a state that does not accept.
    pub(super) fn needs_any(&self, state: u16) -> bool {
        !self.accepts(state) && self.any(state).is_some()
    }
}

/// What follows what, while an automaton is made.
#[derive(Default)]
struct Builder {
    /// Position to its members; none for a wildcard.
    positions: Vec<Vec<Member>>,
    follow: Vec<Vec<usize>>,
}

struct Fragment {
    first: Vec<usize>,
    last: Vec<usize>,
    nullable: bool,
}

/// Makes a model; `None` when it is larger than any is.
///
/// `members` gives all elements that may stand where one is named: itself unless abstract, and its substitution group.
pub(super) fn build(
    particle: &Particle<&str>,
    members: &mut impl FnMut(&str) -> Vec<Member>,
) -> Option<Model> {
    let (inner, optional) = match particle {
        Particle::Repeat(inner, 0, Some(1)) => (&**inner, true),
        other => (other, false),
    };
    if let Particle::All(list) = inner {
        return Some(Model::All(all(list, optional, members)?));
    }
    let mut builder = Builder::default();
    let fragment = builder.fragment(particle, members)?;
    if builder.positions.is_empty() {
        return Some(Model::Empty);
    }
    Some(Model::Automaton(builder.automaton(&fragment)))
}

fn all(
    list: &[Particle<&str>],
    optional: bool,
    members: &mut impl FnMut(&str) -> Vec<Member>,
) -> Option<All> {
    let (mut symbols, mut elements, mut bits, mut required) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for (member, bit) in list.iter().zip(0_u8..) {
        let (name, needed) = match member {
            Particle::Element(name) => (name, true),
            Particle::Repeat(inner, 0, Some(1)) => match &**inner {
                Particle::Element(name) => (name, false),
                _ => return None,
            },
            _ => return None,
        };
        if bit >= 64 {
            return None;
        }
        required |= u64::from(needed) << bit;
        for (symbol, element) in members(name) {
            symbols.push(symbol);
            elements.push(element);
            bits.push(bit);
        }
    }
    Some(All {
        symbols: symbols.into(),
        elements: elements.into(),
        bits: bits.into(),
        required,
        optional,
    })
}

impl Builder {
    fn fragment(
        &mut self,
        particle: &Particle<&str>,
        members: &mut impl FnMut(&str) -> Vec<Member>,
    ) -> Option<Fragment> {
        match particle {
            Particle::Element(name) => {
                let members = members(name);
                self.position(members)
            }
            Particle::Any => self.position(Vec::new()),
            Particle::Sequence(list) => {
                let mut whole = Fragment::empty();
                for member in list {
                    let next = self.fragment(member, members)?;
                    whole = self.then(whole, next);
                }
                Some(whole)
            }
            Particle::Choice(list) => {
                let mut whole = Fragment {
                    nullable: list.is_empty(),
                    ..Fragment::empty()
                };
                for member in list {
                    let next = self.fragment(member, members)?;
                    whole.first.extend(next.first);
                    whole.last.extend(next.last);
                    whole.nullable |= next.nullable;
                }
                Some(whole)
            }
            // Only a whole content model is an `xs:all` (part 1, 3.8.6).
            Particle::All(_) => None,
            Particle::Repeat(inner, min, max) => self.repeat(inner, *min, *max, members),
        }
    }

    /// Copies: as many as are needed, then optional ones or one that repeats.
    fn repeat(
        &mut self,
        inner: &Particle<&str>,
        min: u32,
        max: Option<u32>,
        members: &mut impl FnMut(&str) -> Vec<Member>,
    ) -> Option<Fragment> {
        let copies = max.unwrap_or(min.max(1));
        let mut whole = Fragment::empty();
        for copy in 0..copies {
            let mut next = self.fragment(inner, members)?;
            if max.is_none() && copy + 1 == copies {
                self.link(&next.last.clone(), &next.first.clone());
            }
            next.nullable |= copy >= min;
            whole = self.then(whole, next);
        }
        Some(whole)
    }

    fn position(&mut self, members: Vec<Member>) -> Option<Fragment> {
        if self.positions.len() >= MAX_POSITIONS {
            return None;
        }
        let at = self.positions.len();
        self.positions.push(members);
        self.follow.push(Vec::new());
        Some(Fragment {
            first: vec![at],
            last: vec![at],
            nullable: false,
        })
    }

    fn link(&mut self, last: &[usize], first: &[usize]) {
        for at in last {
            if let Some(follow) = self.follow.get_mut(*at) {
                follow.extend(first);
            }
        }
    }

    fn then(&mut self, one: Fragment, next: Fragment) -> Fragment {
        self.link(&one.last, &next.first);
        let mut whole = Fragment {
            first: one.first,
            last: next.last,
            nullable: one.nullable && next.nullable,
        };
        if one.nullable {
            whole.first.extend(next.first);
        }
        if next.nullable {
            whole.last.extend(one.last);
        }
        whole
    }

    /// States are the distinct sets of what may follow, together with whether the content may end.
    fn automaton(self, whole: &Fragment) -> Automaton {
        let mut symbols: Vec<Symbol> = Vec::new();
        for (symbol, _) in self.positions.iter().flatten() {
            if !symbols.contains(symbol) {
                symbols.push(*symbol);
            }
        }
        let mut ends = vec![false; self.positions.len()];
        for at in &whole.last {
            if let Some(end) = ends.get_mut(*at) {
                *end = true;
            }
        }
        let mut states: Vec<(&[usize], bool)> = vec![(&whole.first, whole.nullable)];
        let mut state_of = Vec::new();
        for (follow, end) in self.follow.iter().zip(&ends) {
            let state = (follow.as_slice(), *end);
            let known = states.iter().position(|known| *known == state);
            let at = known.unwrap_or_else(|| {
                states.push(state);
                states.len() - 1
            });
            state_of.push(u16::try_from(at).unwrap_or(u16::MAX));
        }
        let width = symbols.len();
        let mut steps = vec![NO_STEP; width * states.len()];
        let mut any = vec![u16::MAX; states.len()];
        for (state, (follow, _)) in states.iter().enumerate() {
            for at in *follow {
                let next = state_of.get(*at).copied().unwrap_or(u16::MAX);
                let members = self.positions.get(*at).map_or(&[][..], Vec::as_slice);
                if let (true, Some(any)) = (members.is_empty(), any.get_mut(state)) {
                    *any = next;
                }
                for (symbol, element) in members {
                    let column = symbols.iter().position(|s| s == symbol).unwrap_or_default();
                    if let Some(step) = steps.get_mut(state * width + column).filter(|s| **s == NO_STEP) {
                        *step = Step {
                            state: next,
                            element: *element,
                        };
                    }
                }
            }
        }
        Automaton {
            symbols: symbols.into(),
            steps: steps.into(),
            any: any.into(),
            accepting: states.iter().map(|(_, accepting)| *accepting).collect(),
        }
    }
}

impl Fragment {
    fn empty() -> Self {
        Self {
            first: Vec::new(),
            last: Vec::new(),
            nullable: true,
        }
    }
}

#[cfg(test)]
mod tests;
