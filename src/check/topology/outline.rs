//! Check 3.12: the outline of what is complete ZPS follows lines.

use rustc_hash::FxHashMap;

use super::areas::Area;
use super::case::Case;
use super::complete::{Complete, Patience, flat};
use super::fact::{Fact, Rule};
use crate::model::{AreaRole, BoundingBox, Coordinate};

/// A segment of a level with its ends in ascending order, in the plane or in space.
type Edge = (i16, Coordinate, Coordinate);

/// Why an outline has to follow lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// It is there after a change, which may take lines away.
    Before,
    /// A full state tells it.
    State,
    /// A change adds its area.
    Added,
    /// A change takes its area away.
    TakenAway,
}

/// A piece of an outline that may have to follow a line.
#[derive(Clone, Copy, Debug)]
struct Piece {
    why: Why,
    /// Number of the area.
    area: u32,
    piece: Edge,
    /// The edge that it is a piece of; a line along all of it will do.
    whole: Edge,
}

/// Lines of groups along a segment.
#[derive(Clone, Copy, Debug, Default)]
struct Lines {
    is_there: bool,
    /// One that the change takes away.
    removed: Option<u32>,
}

impl Complete {
    /// Check 3.12: each piece is told once, with the last area that it is told of; what a change adds or takes away comes before
    /// what was there.
    pub(super) fn outlines(&self, case: &Case<'_>, patience: &mut Patience, facts: &mut Vec<Fact>) {
        let pieces = self.pieces(case, patience);
        let lines = lines_along(case, &pieces);
        let mut told: FxHashMap<Edge, (u32, Option<u32>)> = FxHashMap::default();
        for Piece {
            why,
            area,
            piece,
            whole,
        } in pieces
        {
            let along = |edge| lines.get(&edge).copied().unwrap_or_default();
            let [own, all]: [Lines; 2] = [along(piece), along(whole)];
            let removed = own.removed.or(all.removed);
            let is_told = !own.is_there
                && !all.is_there
                && match why {
                    Why::Added => true,
                    Why::TakenAway => removed.is_none(),
                    Why::Before => removed.is_some() && self.is_outline(piece, patience),
                    Why::State => self.is_outline(piece, patience),
                };
            if is_told {
                told.insert(piece, (area, removed.filter(|_| why == Why::Before)));
            }
        }
        facts.extend(told.into_iter().map(|((_, a, b), (area, line))| {
            let fact = Fact::along(Rule::Outline, area, flat(a), flat(b));
            line.map_or(fact, |line| fact.with(line))
        }));
    }

    /// What check 3.12 looks at, in the order of telling.
    fn pieces(&self, case: &Case<'_>, patience: &mut Patience) -> Vec<Piece> {
        let in_space = case.terms.in_space;
        let removed = case
            .scene
            .removed()
            .filter(|number| case.scene.object(*number).group.is_some());
        let removed = BoundingBox::around(removed.flat_map(|number| case.scene.positions(number)).copied());
        let may_lose = |edge: &[Coordinate; 2]| {
            let around = BoundingBox::around(*edge);
            removed
                .zip(around)
                .is_some_and(|(removed, edge)| removed.meets(edge))
        };
        let mut pieces = Vec::new();
        // The text of 2024 speaks of level 0 only.
        let areas = (0..)
            .zip(&self.areas)
            .filter(|(_, area)| !in_space || area.level == 0);
        for (number, area) in areas {
            let heights_count = in_space && area.has_heights();
            let place = |c: Coordinate| if heights_count { c } else { plane(c) };
            let key = |a: Coordinate, b: Coordinate| edge(area.level, place(a), place(b));
            for why in Why::all_of(area, case.terms.is_state).iter().copied() {
                for [a, b] in area.edges().filter(|edge| why != Why::Before || may_lose(edge)) {
                    let way = match (self.complete.get(&area.level), why) {
                        (Some(layers), Why::Before | Why::State) if !heights_count => {
                            layers.broken(a, b, &mut patience.steps)
                        }
                        _ => vec![a, b],
                    };
                    // Unless it was broken to its end, a line that is taken away along a piece is not looked for.
                    patience.open += u64::from(why == Why::Before && patience.steps == 0);
                    pieces.extend(way.windows(2).map(|pair| Piece {
                        why,
                        area: number,
                        piece: key(pair[0], pair[1]),
                        whole: key(a, b),
                    }));
                }
            }
        }
        pieces.retain(|piece| piece.piece.1 != piece.piece.2);
        pieces.sort_by_key(|piece| piece.why != Why::Before);
        pieces
    }

    /// Whether a piece is part of the outline of what is complete after the delivery.
    fn is_outline(&self, (level, a, b): Edge, patience: &mut Patience) -> bool {
        let layers = self.complete.get(&level);
        patience.ask(layers, |layers, steps| layers.divides(a, b, steps))
    }
}

impl Why {
    /// All for which the outline of an area is judged.
    fn all_of(area: &Area, is_state: bool) -> &'static [Self] {
        match (is_state, area.position, area.role) {
            (true, None, _) => &[],
            (true, Some(_), _) => &[Self::State],
            (false, None, _) | (false, Some(_), AreaRole::Reference) => &[Self::Before],
            (false, Some(_), AreaRole::New) => &[Self::Added],
            // What is left has its outline there.
            (false, Some(_), AreaRole::Delete) => &[Self::Before, Self::TakenAway],
        }
    }
}

/// Lines of groups along pieces and the edges that they are pieces of.
fn lines_along(case: &Case<'_>, pieces: &[Piece]) -> FxHashMap<Edge, Lines> {
    let wanted = pieces.iter().flat_map(|piece| [piece.piece, piece.whole]);
    let mut lines: FxHashMap<Edge, Lines> = wanted.map(|edge| (edge, Lines::default())).collect();
    if lines.is_empty() {
        return lines;
    }
    let scene = case.scene;
    for (number, object) in (0..)
        .zip(&scene.objects)
        .filter(|(_, object)| object.group.is_some())
    {
        for pair in scene.positions(number).windows(2) {
            let [a, b] = [pair[0], pair[1]];
            for key in [edge(object.level, a, b), edge(object.level, plane(a), plane(b))] {
                match lines.get_mut(&key) {
                    Some(known) if object.is_present() => known.is_there = true,
                    Some(known) => known.removed = known.removed.or(Some(number)),
                    None => {}
                }
            }
        }
    }
    lines
}

fn edge(level: i16, a: Coordinate, b: Coordinate) -> Edge {
    (level, a.min(b), a.max(b))
}

/// A place without height: no height of a map is so low.
fn plane(c: Coordinate) -> Coordinate {
    Coordinate { z: i32::MIN, ..c }
}
