//! What the checks of topology look at: objects with their positions, packed, so that millions of them fit in memory.

use crate::derive::roles::{Family, Kind, Role, Roles};
use crate::geom::exact::is_near;
use crate::model::{Coordinate, Geometry, Operation, Record, Shape, value};

/// What the change makes of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It is new, or has a new state; in a full state every object.
    Changed,
    /// It is in the surroundings and stays as it is.
    Reference,
    /// It ends, or is the old state of a changed one: it is not in the state that is judged.
    Removed,
}

/// What a record does, with the one who tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum Origin {
    /// A record of the delivery.
    Told(Operation),
    /// The database.
    Known,
}

/// An object, but for its positions.
#[derive(Clone, Debug)]
pub(in crate::check) struct Object {
    pub(in crate::check) role: Role,
    pub(in crate::check) group: Option<Family>,
    /// What it is to the derivation of areas.
    pub(in crate::check) kind: Option<Kind>,
    pub(in crate::check) standing: Standing,
    pub(in crate::check) origin: Origin,
    /// What it takes from its old state.
    pub(super) leaves: Leaves,
    /// 0 when it was not told.
    pub(in crate::check) level: i16,
    /// [`ObjectType::key`](crate::model::ObjectType::key).
    pub(in crate::check) object_type: i32,
    /// Identifier; 0 when it has none.
    pub(in crate::check) id: i64,
    /// Number of its record, 0 when the database tells it, and bytes from the start of the file.
    pub(in crate::check) record: u64,
    pub(in crate::check) at: u64,
    /// Of an old state that the database tells: the object of the delivery that takes its place; else itself.
    pub(in crate::check) told_by: u32,
    first: u32,
    count: u32,
    /// Where its names end.
    names: u32,
}

/// Objects in some order. Positions of a line that repeat their predecessor are left out and noted.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    pub(super) objects: Vec<Object>,
    positions: Vec<Coordinate>,
    /// `gml:id` and `IDExterni` of every object, a line each.
    names: String,
    /// Positions that repeat their predecessor, with their objects.
    pub(super) repeated: Vec<(u32, Coordinate)>,
    /// Objects of the delivery that found no more room: there are at most 2^32 positions.
    pub(in crate::check) beyond: u64,
    /// Whether, and how often, something around the change was not looked at, because there was too much.
    pub(in crate::check) unseen: u64,
}

/// What a file has none of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lacks {
    /// Detail points.
    pub(super) details: bool,
    /// Lines and points, which use them.
    pub(super) users: bool,
}

/// What a change leaves out, so that it stays as it was; only records of partial kinds leave out anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Leaves {
    pub(super) geometry: bool,
    pub(super) level: bool,
    /// The attribute that tells the group of a line.
    pub(super) group: bool,
    /// The attribute that tells the kind of a line.
    pub(super) kind: bool,
}

/// An object that is to be added.
#[derive(Clone, Copy, Debug)]
pub(super) struct Added<'a> {
    pub(super) role: Role,
    pub(super) group: Option<Family>,
    pub(super) kind: Option<Kind>,
    pub(super) standing: Standing,
    pub(super) origin: Origin,
    pub(super) leaves: Leaves,
    pub(super) level: Option<i16>,
    pub(super) object_type: i32,
    pub(super) id: i64,
    pub(super) record: u64,
    pub(super) at: u64,
    pub(super) gml_id: &'a str,
    pub(super) external_id: &'a str,
    /// Empty when it is not known.
    pub(super) positions: &'a [Coordinate],
}

impl Scene {
    /// Adds an object of the delivery, when its type takes part. `key` is that of its type.
    pub(in crate::check) fn take(&mut self, roles: &Roles, key: i32, record: &Record) {
        let Some(role) = roles.of_type(record.object_type) else {
            return;
        };
        let level = record
            .attributes
            .iter()
            .find(|attribute| roles.is_level(attribute.id));
        let positions = record
            .geometry
            .as_ref()
            .and_then(|geometry| positions(geometry, role.role));
        if record.geometry.is_some() && positions.is_none() {
            return;
        }
        let external = roles.external.and_then(|id| record.attributes.get(id));
        let has = |name: &str| {
            roles
                .telling(name)
                .is_some_and(|id| record.attributes.contains(id))
        };
        let is_partial = record.kind.is_partial();
        let leaves = Leaves {
            geometry: is_partial && positions.is_none(),
            level: is_partial && level.is_none(),
            group: is_partial && !role.tells_group(has),
            kind: is_partial && !roles.tells_kind(record.object_type, has),
        };
        let tells = |name: &str| record.attributes.get(roles.telling(name)?);
        let group = role.group(tells);
        let forms = group.is_some() || role.role == Role::Definition;
        self.add(Added {
            role: role.role,
            group,
            kind: forms
                .then(|| roles.kind(record.object_type, role.role, tells))
                .flatten(),
            standing: Standing::Changed,
            origin: Origin::Told(record.operation),
            leaves,
            level: level.and_then(|level| value::small_integer(level.text.trim()).ok()),
            object_type: key,
            id: record.id.map_or(0, |id| id.number()),
            record: record.position.record,
            at: record.position.byte,
            gml_id: record.gml_id.as_deref().unwrap_or_default(),
            external_id: external.unwrap_or_default(),
            positions: positions.unwrap_or_default(),
        });
    }

    /// Adds an object.
    pub(super) fn add(&mut self, added: Added<'_>) {
        if !added.positions.iter().all(|c| is_near(*c)) {
            return;
        }
        let first = self.positions.len();
        let number = self.objects.len();
        let ends = [
            first + added.positions.len(),
            self.names.len() + added.gml_id.len() + added.external_id.len() + 2,
            number,
        ];
        let (Ok(first), Ok(number), true) = (
            u32::try_from(first),
            u32::try_from(number),
            ends.iter().all(|end| u32::try_from(*end).is_ok()),
        ) else {
            self.beyond += 1;
            return;
        };
        for position in added.positions {
            if self.positions.len() > first as usize && self.positions.last() == Some(position) {
                self.repeated.push((number, *position));
            } else {
                self.positions.push(*position);
            }
        }
        for name in [added.gml_id, added.external_id] {
            self.names.push_str(name);
            self.names.push('\n');
        }
        let count = self.positions.len() - first as usize;
        self.objects.push(Object {
            role: added.role,
            group: added.group,
            kind: added.kind,
            standing: added.standing,
            origin: added.origin,
            leaves: added.leaves,
            level: added.level.unwrap_or(0),
            object_type: added.object_type,
            id: added.id,
            record: added.record,
            at: added.at,
            told_by: number,
            first,
            count: u32::try_from(count).unwrap_or(0),
            names: u32::try_from(self.names.len()).unwrap_or(0),
        });
    }

    /// Takes the objects of the next part of the delivery.
    pub(in crate::check) fn append(&mut self, other: &Self) {
        let counts = [
            (self.objects.len(), other.objects.len()),
            (self.positions.len(), other.positions.len()),
            (self.names.len(), other.names.len()),
        ];
        if counts
            .iter()
            .any(|(own, more)| u32::try_from(own + more).is_err())
        {
            self.beyond += other.objects.len() as u64 + other.beyond;
            return;
        }
        let [objects, positions, names] = counts.map(|(own, _)| u32::try_from(own).unwrap_or(u32::MAX));
        self.objects.extend(other.objects.iter().map(|object| Object {
            first: object.first + positions,
            told_by: object.told_by + objects,
            names: object.names + names,
            ..object.clone()
        }));
        self.positions.extend_from_slice(&other.positions);
        self.names.push_str(&other.names);
        let repeated = other.repeated.iter();
        self.repeated
            .extend(repeated.map(|(number, position)| (number + objects, *position)));
        self.beyond += other.beyond;
    }

    /// How many objects there are.
    pub(in crate::check) fn count(&self) -> usize {
        self.objects.len()
    }

    /// What a file does not have: then it is one data set of several.
    pub(super) fn lacks(&self) -> Lacks {
        let told = |object: &&Object| matches!(object.origin, Origin::Told(operation) if operation != Operation::Delete);
        let mut told = self.objects.iter().filter(told);
        let mut lacks = Lacks {
            details: true,
            users: true,
        };
        while (lacks.details || lacks.users)
            && let Some(object) = told.next()
        {
            match object.role {
                Role::Detail => lacks.details = false,
                Role::Line | Role::Point => lacks.users = false,
                Role::Definition => {}
            }
        }
        lacks
    }

    pub(in crate::check) fn object(&self, number: u32) -> &Object {
        &self.objects[number as usize]
    }

    /// Positions of an object: of a line without those that repeat their predecessor; none when they are not known.
    pub(in crate::check) fn positions(&self, number: u32) -> &[Coordinate] {
        let Object { first, count, .. } = self.objects[number as usize];
        &self.positions[first as usize..(first + count) as usize]
    }

    /// `gml:id` and `IDExterni` of an object; empty when it has none.
    pub(super) fn names(&self, number: u32) -> (&str, &str) {
        let end = self.objects[number as usize].names as usize;
        let before = (number as usize)
            .checked_sub(1)
            .and_then(|before| self.objects.get(before));
        let start = before.map_or(0, |object| object.names as usize);
        let both = self.names.get(start..end).unwrap_or_default();
        let (gml_id, external_id) = both.split_once('\n').unwrap_or_default();
        (gml_id, external_id.trim_end_matches('\n'))
    }

    /// Gives an object what it leaves out from its old state.
    pub(super) fn complete(&mut self, old: u32, new: u32) {
        let old = self.objects[old as usize].clone();
        let object = &mut self.objects[new as usize];
        if object.leaves.geometry && object.count == 0 {
            (object.first, object.count) = (old.first, old.count);
        }
        if object.leaves.level && !old.leaves.level {
            (object.level, object.leaves.level) = (old.level, false);
        }
        if object.leaves.kind && !old.leaves.kind {
            (object.kind, object.leaves.kind) = (old.kind, false);
        }
        if object.leaves.group && !old.leaves.group {
            (object.group, object.leaves.group) = (old.group, false);
        }
    }

    /// Numbers of the objects that are in the state and whose positions are known.
    pub(in crate::check) fn present(&self) -> impl Iterator<Item = u32> {
        (0..)
            .zip(&self.objects)
            .filter(|(_, object)| object.is_present())
            .map(|(number, _)| number)
    }

    /// Numbers of removed objects.
    pub(in crate::check) fn removed(&self) -> impl Iterator<Item = u32> {
        let removed = |object: &Object| object.standing == Standing::Removed;
        (0..)
            .zip(&self.objects)
            .filter(move |(_, object)| removed(object))
            .map(|(number, _)| number)
    }
}

impl Object {
    /// Whether it is in the state that is judged, at positions that are known.
    pub(super) fn is_present(&self) -> bool {
        self.standing != Standing::Removed && self.count > 0
    }

    /// Forgets its positions: somebody else knows better.
    pub(super) fn forget(&mut self) {
        self.count = 0;
    }

    /// Whether the delivery changes it.
    pub(in crate::check) fn is_changed(&self) -> bool {
        self.standing == Standing::Changed
    }

    /// Whether it is a line that has a length in space.
    pub(super) fn is_line(&self) -> bool {
        self.role == Role::Line && self.count > 1
    }
}

/// The positions of a geometry that fits a role.
pub(in crate::check) fn positions(geometry: &Geometry, role: Role) -> Option<&[Coordinate]> {
    match (&geometry.shape, role) {
        (Shape::Line(line), Role::Line) => Some(line),
        (Shape::Point(point), Role::Detail | Role::Point | Role::Definition) => {
            Some(std::slice::from_ref(point))
        }
        _ => None,
    }
}
