//! The state after the change: which of the objects of a delivery are in it.

use super::scene::{Object, Origin, Scene, Standing};
use crate::check::RecordMode;
use crate::model::Operation;

impl Scene {
    /// Tells what the delivery makes of each object. Several records of one identifier are one object: the last that inserts
    /// or updates it is its state; without one, the last that deletes it; without that, the last that tells it.
    pub(super) fn stand(&mut self, mode: RecordMode) {
        for object in &mut self.objects {
            object.standing = match (object.origin, mode) {
                (Origin::Told(Operation::Delete), _) => Standing::Removed,
                (Origin::Told(Operation::Reference), RecordMode::Changes) | (Origin::Known, _) => {
                    Standing::Reference
                }
                (Origin::Told(_), _) => Standing::Changed,
            };
        }
        let identified = |(_, object): &(u32, &Object)| object.id != 0;
        let mut numbers: Vec<(i64, u8, u32)> = (0..)
            .zip(&self.objects)
            .filter(identified)
            .map(|(number, object)| (object.id, rank(object.origin), number))
            .collect();
        numbers.sort_unstable();
        for same in numbers.chunk_by(|a, b| a.0 == b.0) {
            if let [others @ .., (.., winner)] = same {
                for (.., other) in others {
                    self.replace(*other, *winner);
                }
            }
        }
    }

    /// One object is the old state of another; what the new one does not tell stays.
    fn replace(&mut self, old: u32, new: u32) {
        self.objects[old as usize].standing = Standing::Removed;
        self.complete(old, new);
    }

    /// Lets old states that the database tells be told by the records that change or end them, and gives those what they do not
    /// tell themselves.
    pub(super) fn inherit(&mut self) {
        let told = |object: &Object| matches!(object.origin, Origin::Told(_));
        let mut numbers: Vec<(i64, bool, bool, u32)> = (0..)
            .zip(&self.objects)
            .filter(|(_, object)| object.id != 0 && object.standing != Standing::Reference)
            .map(|(number, object)| {
                (
                    object.id,
                    told(object),
                    object.standing == Standing::Changed,
                    number,
                )
            })
            .collect();
        numbers.sort_unstable();
        for same in numbers.chunk_by(|a, b| a.0 == b.0) {
            if let [others @ .., (_, true, is_changed, winner)] = same {
                for (_, told, _, other) in others.iter().rev() {
                    if !told {
                        self.objects[*other as usize].told_by = *winner;
                    }
                    if *is_changed {
                        self.complete(*other, *winner);
                    }
                }
            }
        }
    }
}

fn rank(origin: Origin) -> u8 {
    match origin {
        Origin::Told(Operation::Insert | Operation::Update) => 2,
        Origin::Told(Operation::Delete) => 1,
        Origin::Told(Operation::Reference) | Origin::Known => 0,
    }
}
