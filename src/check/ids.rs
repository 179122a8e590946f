//! The `gml:id`s of a file: each may be there once (XML Schema 1.0 part 2, 3.3.8).
//!
//! A file of ten million records has as many. They are kept as 64-bit digests in open addressing, in shards that grow one
//! after another by a half, which takes 10 to 15 bytes for each and never twice as much while growing. Two different
//! identifiers of 50 million have the same digest with a probability of 1 : 14 000.

use std::hash::{BuildHasher, RandomState};

/// Identifiers in the order of a part of a file.
#[derive(Debug)]
pub(super) struct Ids {
    digests: Digests,
    texts: String,
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    digest: u64,
    end: usize,
    at: u64,
    record: u64,
}

/// An identifier and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id<'a> {
    pub(super) text: &'a str,
    /// Bytes from the start of the file.
    pub(super) at: u64,
    /// Number of the record, 0 outside of records.
    pub(super) record: u64,
}

impl Ids {
    pub(super) fn new(digests: &Digests) -> Self {
        Self {
            digests: digests.clone(),
            texts: String::new(),
            entries: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, id: Id<'_>) {
        self.texts.push_str(id.text);
        self.entries.push(Entry {
            digest: self.digests.of(id.text),
            end: self.texts.len(),
            at: id.at,
            record: id.record,
        });
    }

    /// All of them with their digests.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, Id<'_>)> {
        self.entries.iter().scan(0, |start, entry| {
            let text = self.texts.get(*start..entry.end).unwrap_or_default();
            *start = entry.end;
            let id = Id {
                text,
                at: entry.at,
                record: entry.record,
            };
            Some((entry.digest, id))
        })
    }
}

const SHARDS: usize = 64;
/// Slots of a block.
const BLOCK: usize = 512;

/// How digests are made: otherwise in every run, so that nobody can choose identifiers that get in each other's way.
#[derive(Clone, Debug, Default)]
pub(super) struct Digests(RandomState);

impl Digests {
    /// The digest of an identifier; 0 marks a free slot and is none.
    fn of(&self, id: &str) -> u64 {
        self.0.hash_one(id).max(1)
    }
}

/// A set of identifiers.
#[derive(Debug)]
pub(super) struct IdSet {
    shards: Vec<Shard>,
}

/// A table in blocks of one size: the blocks that one shard gives up when it grows are those that the next one takes.
#[derive(Clone, Debug, Default)]
struct Shard {
    blocks: Vec<Box<[u64; BLOCK]>>,
    used: usize,
}

impl IdSet {
    pub(super) fn new() -> Self {
        Self {
            shards: vec![Shard::default(); SHARDS],
        }
    }

    /// Takes the digest of an identifier; whether it was not there yet.
    pub(super) fn insert(&mut self, digest: u64) -> bool {
        let shard = usize::try_from(digest % SHARDS as u64).unwrap_or_default();
        self.shards
            .get_mut(shard)
            .is_some_and(|shard| shard.insert(digest))
    }
}

impl Shard {
    fn insert(&mut self, digest: u64) -> bool {
        if (self.used + 1) * 5 > self.length() * 4 {
            self.grow();
        }
        let new = self.put(digest);
        self.used += usize::from(new);
        new
    }

    fn length(&self) -> usize {
        self.blocks.len() * BLOCK
    }

    /// Puts a digest into its slot; whether it was not there.
    fn put(&mut self, digest: u64) -> bool {
        let length = self.length();
        let home = (u128::from(digest) * length as u128) >> 64;
        let home = usize::try_from(home).unwrap_or_default();
        for slot in (home..length).chain(0..home) {
            let block = self.blocks.get_mut(slot / BLOCK);
            let Some(place) = block.and_then(|block| block.get_mut(slot % BLOCK)) else {
                return false;
            };
            if *place == 0 || *place == digest {
                return std::mem::replace(place, digest) == 0;
            }
        }
        false
    }

    /// Takes half as many blocks more.
    fn grow(&mut self) {
        let more = self.blocks.len() + self.blocks.len().div_ceil(2);
        let blocks = vec![Box::new([0; BLOCK]); more.max(1)];
        for block in std::mem::replace(&mut self.blocks, blocks) {
            for digest in block.iter().filter(|digest| **digest != 0) {
                self.put(*digest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_new_once() {
        let (digests, mut set) = (Digests::default(), IdSet::new());
        let ids: Vec<_> = (0..200_000).map(|n| format!("ID{n}_02")).collect();
        assert!(ids.iter().all(|id| set.insert(digests.of(id))));
        assert!(!ids.iter().any(|id| set.insert(digests.of(id))));
        assert!(set.insert(digests.of("another")));
    }

    #[test]
    fn an_identifier_takes_at_most_sixteen_bytes() {
        let (digests, mut set) = (Digests::default(), IdSet::new());
        for n in 0..300_000 {
            set.insert(digests.of(&format!("ID{n}")));
            if n > 100_000 && n % 1000 == 0 {
                let bytes: usize = set.shards.iter().map(|shard| shard.length() * 8).sum();
                assert!(bytes <= n * 16, "{n}: {bytes}");
            }
        }
    }
}
