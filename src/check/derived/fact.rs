//! What is wrong with what was derived, before it becomes findings.

use crate::check::table::Group;
use crate::check::{CheckId, Severity};
use crate::derive::{Derived, Fate, Layer, Lost, Why as Cause};
use crate::model::{Coordinate, Dimension, Geometry, Shape};

/// Parts of a place at most: a report is for people.
const MOST_PARTS: usize = 500;

/// What a fact says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Why {
    /// 4.1
    Small,
    /// 4.2
    Ambiguous,
    AmbiguousWithFreeEnd,
    /// 4.3
    Unnamed,
    /// 4.4
    WrongLine,
    /// 4.6
    Crossed,
    Open,
    /// 4.7
    OnLine,
    OnOutline,
    Unclosed,
    InCrossed,
    InOpen,
    /// 4.8
    NoVerticalEdge,
    /// 4.9
    SameVerticalEdge,
    /// 4.10
    MovedOut,
    MovedInto,
}

impl Why {
    pub(super) fn check(self) -> CheckId {
        let number = match self {
            Self::Small => 1,
            Self::Ambiguous | Self::AmbiguousWithFreeEnd => 2,
            Self::Unnamed => 3,
            Self::WrongLine => 4,
            Self::Crossed | Self::Open => 6,
            Self::OnLine | Self::OnOutline | Self::Unclosed | Self::InCrossed | Self::InOpen => 7,
            Self::NoVerticalEdge => 8,
            Self::SameVerticalEdge => 9,
            Self::MovedOut | Self::MovedInto => 10,
        };
        CheckId::new(Group::Areas, number)
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Fact {
    pub(super) why: Why,
    pub(super) layer: Layer,
    /// The objects that it is about, the most important first.
    pub(super) names: Vec<i64>,
    pub(super) place: Spot,
    pub(super) severity: Severity,
}

/// Where a fact is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Spot {
    /// At a place of the plane.
    Point(Coordinate),
    /// The polygon of a face.
    Polygon(Vec<Vec<Coordinate>>),
    /// Along parts of lines.
    Parts(Vec<[Coordinate; 2]>),
}

impl Fact {
    /// What makes facts before and after a change the same.
    pub(super) fn key(&self) -> (CheckId, Layer, &[i64], &Spot) {
        (self.why.check(), self.layer, &self.names, &self.place)
    }
}

impl Spot {
    pub(super) fn geometry(&self) -> Geometry {
        match self {
            Self::Point(at) => Geometry::new(Dimension::Two, Shape::Point(*at)),
            Self::Polygon(rings) => Geometry::new(Dimension::Two, Shape::Polygon(rings.clone())),
            Self::Parts(parts) => match &parts[..] {
                [part] => Geometry::new(Dimension::Three, Shape::Line(part.to_vec())),
                parts => {
                    let parts = parts.iter().take(MOST_PARTS).map(|part| part.to_vec()).collect();
                    Geometry::new(Dimension::Three, Shape::MultiLine(parts))
                }
            },
        }
    }
}

/// What facts are made of.
pub(super) struct Facts<'a> {
    pub(super) derived: &'a Derived,
    /// Identifiers of the lines and of the definition points, by their numbers.
    pub(super) lines: &'a [i64],
    pub(super) points: &'a [i64],
    /// Where the definition points are.
    pub(super) at: &'a dyn Fn(u32) -> Coordinate,
    /// Twice the least area, square centimetres.
    pub(super) least: i128,
    /// How severe missing vertical edges are.
    pub(super) vertical: Severity,
}

impl Facts<'_> {
    /// Everything that is wrong, each once, in the order of checks and places.
    pub(super) fn all(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        for face in &self.derived.faces {
            let tell = |why, names, place, severity| Fact {
                why,
                layer: face.layer,
                names,
                place,
                severity,
            };
            let polygon = || Spot::Polygon(face.rings.clone());
            let error = Severity::Error;
            let is_closed = !matches!(face.fate, Fate::Crossed(_) | Fate::Open(_));
            let is_small = is_closed && face.area < self.least;
            if is_small {
                facts.push(tell(Why::Small, Vec::new(), polygon(), error));
            }
            match &face.fate {
                Fate::Crossed(crossings) => {
                    let pairs = crossings.iter().flat_map(|c| [Some(c.line), c.other]);
                    let names = pairs.flatten().map(|line| self.line(line));
                    facts.push(tell(Why::Crossed, once(names.collect()), polygon(), error));
                }
                Fate::Open(_) => facts.push(tell(Why::Open, Vec::new(), polygon(), error)),
                Fate::Unnamed if is_small => {}
                Fate::Unnamed => facts.push(tell(Why::Unnamed, Vec::new(), polygon(), error)),
                Fate::Ambiguous => {
                    let mut points = face.points.clone();
                    points.sort_by_key(|point| (self.at)(*point));
                    let place = points.first().map(|point| (self.at)(*point)).unwrap_or_default();
                    let ends = face.free_ends.iter().map(|(line, _)| self.line(*line));
                    let names = points.iter().map(|point| self.point(*point)).chain(ends.clone());
                    let why = match ends.count() {
                        0 => Why::Ambiguous,
                        _ => Why::AmbiguousWithFreeEnd,
                    };
                    facts.push(tell(why, names.collect(), Spot::Point(place), error));
                }
                Fate::Area(area) => {
                    let point = face.points.first().map(|point| self.point(*point));
                    if let Some(wrong) = area.wrong.first() {
                        let lines = once(area.wrong.iter().map(|wrong| self.line(wrong.line)).collect());
                        let parts = area.wrong.iter().map(|wrong| wrong.part).collect();
                        let names = point.into_iter().chain(lines).collect();
                        let severity = guessed(wrong.is_guess);
                        facts.push(tell(Why::WrongLine, names, Spot::Parts(parts), severity));
                    }
                    facts.extend(area.missing.iter().map(|gap| {
                        let place = Spot::Parts(vec![[gap.low, gap.high]]);
                        let severity = self.vertical.min(guessed(gap.is_guess));
                        tell(Why::NoVerticalEdge, Vec::new(), place, severity)
                    }));
                }
            }
        }
        facts.sort();
        facts.dedup_by(|a, b| a.key() == b.key());
        facts
    }

    /// Definition points without an area; `layer` tells that of a point.
    pub(super) fn lost(&self, layer: &dyn Fn(u32) -> Layer) -> Vec<Fact> {
        let tell = |lost: &Lost| {
            let why = match lost.why {
                Cause::On(Some(_)) => Why::OnLine,
                Cause::On(None) => Why::OnOutline,
                Cause::Unclosed => Why::Unclosed,
                Cause::In(face) => match self.derived.faces[face as usize].fate {
                    Fate::Open(_) => Why::InOpen,
                    _ => Why::InCrossed,
                },
            };
            let at = (self.at)(lost.point);
            Fact {
                why,
                layer: layer(lost.point),
                names: vec![self.point(lost.point)],
                place: Spot::Point(Coordinate { z: 0, ..at }),
                severity: Severity::Error,
            }
        };
        self.derived.lost.iter().map(tell).collect()
    }

    /// Vertical edges that lie over each other; `layer` tells that of a line.
    pub(super) fn collisions(&self, layer: &dyn Fn(u32) -> Layer) -> Vec<Fact> {
        let collisions = self.derived.collisions.iter();
        let tell = collisions.map(|pair| Fact {
            why: Why::SameVerticalEdge,
            layer: layer(pair.line),
            names: vec![self.line(pair.line), self.line(pair.other)],
            place: Spot::Parts(vec![pair.part]),
            severity: Severity::Error,
        });
        tell.collect()
    }

    fn line(&self, number: u32) -> i64 {
        self.lines[number as usize]
    }

    fn point(&self, number: u32) -> i64 {
        self.points[number as usize]
    }
}

fn guessed(is_guess: bool) -> Severity {
    if is_guess {
        Severity::Warning
    } else {
        Severity::Error
    }
}

fn once(mut names: Vec<i64>) -> Vec<i64> {
    names.sort_unstable();
    names.dedup();
    names
}
