//! What is complete ZPS: which places are, whether the outline follows lines (3.12), and definition points in areas that are taken
//! away (OST.1).

use rustc_hash::FxHashMap;

use super::areas::{Area, Areas};
use super::case::Case;
use super::cells::Crowded;
use super::fact::{Fact, Rule};
use super::roles::Role;
use crate::geom::cover::Layers;
use crate::model::{AreaRole, BoundingBox, Coordinate};

/// Edges of areas that each check looks at, at most: so many, and so many more for each object and each edge.
const STEPS: u64 = 100_000_000;
const MORE_STEPS: u64 = 500;

/// Areas, ready to be asked what they cover after the delivery.
#[derive(Debug, Default)]
pub(super) struct Complete {
    areas: Vec<Area>,
    /// What is complete in each level.
    complete: FxHashMap<i16, Layers>,
    /// What the delivery takes away in each level.
    taken_away: FxHashMap<i16, Layers>,
}

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
    pub(super) fn new(Areas(areas): Areas) -> Self {
        let mut levels: FxHashMap<i16, Vec<&Area>> = FxHashMap::default();
        for area in &areas {
            levels.entry(area.level).or_default().push(area);
        }
        let complete = levels.iter().map(|(level, areas)| {
            let areas = areas.iter();
            let told = areas.map(|area| (&area.rings, area.role != AreaRole::Delete));
            (*level, Layers::new(told))
        });
        let taken_away = levels.iter().map(|(level, areas)| {
            let gone = areas.iter().filter(|area| area.is_taken_away());
            (*level, Layers::new(gone.map(|area| (&area.rings, true))))
        });
        Self {
            complete: complete.collect(),
            taken_away: taken_away.collect(),
            areas,
        }
    }

    pub(super) fn area(&self, number: u32) -> &Area {
        &self.areas[number as usize]
    }

    /// Whether there is no area.
    pub(super) fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// How many edges each check may look at, beside so many objects.
    pub(super) fn patience(&self, objects: usize) -> u64 {
        let edges = self.areas.iter().flat_map(|area| &area.rings).map(Vec::len);
        STEPS + MORE_STEPS * (objects + edges.sum::<usize>()) as u64
    }

    /// Whether a place can be complete in a level.
    pub(super) fn may_cover(&self, level: i16, at: Coordinate) -> bool {
        let bounds = self.complete.get(&level).and_then(Layers::bounds);
        let place = BoundingBox::around([at]);
        bounds
            .zip(place)
            .is_some_and(|(bounds, place)| bounds.meets(place))
    }

    /// Checks 3.12 and OST.1; of the facts of 3.7 those stay whose places are complete. The facts have to be
    /// [settled](super::fact::settle). Each check looks at so many edges at most, and counts what it has to leave open.
    pub(super) fn judge(&self, case: &Case<'_>, steps: u64, facts: &mut Vec<Fact>, crowded: &mut Crowded) {
        let [mut ends, mut outlines, mut shrinking] = [steps; 3];
        if case.terms.is_known {
            let mut is_complete = |fact: &Fact| {
                let layers = self.complete.get(&case.level(fact.object));
                let answer = layers.map(|layers| layers.covers_point(fact.at[0], &mut ends));
                is_so(answer, &mut crowded.ends)
            };
            facts.retain(|fact| fact.rule != Rule::FreeEnd || is_complete(fact));
        }
        self.outlines(case, &mut outlines, facts, &mut crowded.outlines);
        self.shrinking(case, &mut shrinking, facts, &mut crowded.shrinking);
    }

    /// Check 3.12: each piece is told once, with the last area that it is told of; what a change adds or takes away comes before
    /// what was there.
    fn outlines(&self, case: &Case<'_>, steps: &mut u64, facts: &mut Vec<Fact>, open: &mut u64) {
        let pieces = self.pieces(case, steps);
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
                    Why::Before => removed.is_some() && is_so(self.is_outline(piece, steps), open),
                    Why::State => is_so(self.is_outline(piece, steps), open),
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
    fn pieces(&self, case: &Case<'_>, steps: &mut u64) -> Vec<Piece> {
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
                            layers.broken(a, b, steps)
                        }
                        _ => vec![a, b],
                    };
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
    fn is_outline(&self, (level, a, b): Edge, steps: &mut u64) -> Option<Option<bool>> {
        let layers = self.complete.get(&level);
        layers.map(|layers| layers.divides(a, b, steps))
    }

    /// Check OST.1.
    fn shrinking(&self, case: &Case<'_>, steps: &mut u64, facts: &mut Vec<Fact>, open: &mut u64) {
        if !self.areas.iter().any(Area::is_taken_away) {
            return;
        }
        let scene = case.scene;
        for number in scene.present() {
            let object = scene.object(number);
            let (Role::Definition, true, [at, ..]) = (object.role, object.id != 0, scene.positions(number))
            else {
                continue;
            };
            let gone = self.taken_away.get(&object.level);
            let answer = gone.map(|layers| layers.covers_point(*at, steps));
            if is_so(answer, open) {
                facts.push(Fact::at(Rule::Shrinks, number, flat(*at)));
            }
        }
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

/// The answer of the areas of a level; without any it is no. One that was given up is counted and is none.
fn is_so(answer: Option<Option<bool>>, open: &mut u64) -> bool {
    *open += u64::from(answer == Some(None));
    answer.flatten().unwrap_or(false)
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

/// A place with height 0, for people.
fn flat(c: Coordinate) -> Coordinate {
    Coordinate { z: 0, ..c }
}

/// A place without height: no height of a map is so low.
fn plane(c: Coordinate) -> Coordinate {
    Coordinate { z: i32::MIN, ..c }
}
