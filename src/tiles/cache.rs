//! Finished tiles in memory.
//!
//! The key holds the state of the data (the last change sets of all regions), so an applied change set makes every older
//! tile unreachable at once; it then leaves the memory by age. A tile that many ask for at the same time is made once.

use std::sync::Arc;

use bytes::Bytes;
use moka::future::Cache;
use sha2::{Digest, Sha256};

use super::rules::Tileset;
use crate::model::Audience;

/// How the bytes of a tile are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// As they are.
    Identity,
    /// gzip.
    Gzip,
}

/// A tile as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The bytes; none when nothing is drawn.
    pub bytes: Bytes,
    /// How they are packed.
    pub encoding: Encoding,
    /// Strong entity tag with its quotation marks, made from the bytes.
    pub etag: String,
    /// Features that were too many and are not in it.
    pub omitted: usize,
}

impl Image {
    /// A tile of these bytes.
    pub fn new(bytes: Vec<u8>, encoding: Encoding, omitted: usize) -> Self {
        let digest = Sha256::digest(&bytes);
        let mut etag = String::with_capacity(26);
        etag.push('"');
        for byte in digest.iter().take(12) {
            let _ = std::fmt::Write::write_fmt(&mut etag, format_args!("{byte:02x}"));
        }
        etag.push('"');
        Self {
            bytes: bytes.into(),
            encoding,
            etag,
            omitted,
        }
    }

    /// Whether nothing is drawn.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// What tells one tile from another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// Set of tiles.
    pub tileset: Tileset,
    /// Position of the grid.
    pub grid: usize,
    /// Level.
    pub zoom: u32,
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u32,
    /// State of the data.
    pub state: u64,
    /// Packing.
    pub encoding: Encoding,
    /// For whom it is.
    pub audience: Audience,
}

/// Tiles in memory, bounded in bytes.
#[derive(Clone)]
pub(super) struct TileCache(Option<Cache<Key, Arc<Image>>>);

/// What an entry costs beside its bytes.
const OVERHEAD: usize = 200;

impl TileCache {
    /// A cache of so many bytes; none keeps nothing and makes every tile anew.
    pub fn new(capacity: u64) -> Self {
        let cache = || {
            Cache::builder()
                .max_capacity(capacity)
                .weigher(|_, image: &Arc<Image>| {
                    u32::try_from(image.bytes.len() + OVERHEAD).unwrap_or(u32::MAX)
                })
                .build()
        };
        Self((capacity > 0).then(cache))
    }

    /// The tile of a key, made now when it is not there.
    pub async fn get<E>(
        &self,
        key: Key,
        make: impl Future<Output = Result<Arc<Image>, E>>,
    ) -> Result<Arc<Image>, E>
    where
        E: Clone + Send + Sync + 'static,
    {
        match &self.0 {
            Some(cache) => cache.try_get_with(key, make).await.map_err(|e| E::clone(&e)),
            None => make.await,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::model::catalogue::Part;

    fn key(state: u64) -> Key {
        Key {
            tileset: Tileset(Part::Zps),
            grid: 0,
            zoom: 16,
            row: 1,
            column: 2,
            state,
            encoding: Encoding::Identity,
            audience: Audience::Public,
        }
    }

    async fn ask(cache: &TileCache, key: Key, made: &AtomicUsize) -> Arc<Image> {
        let make = async {
            made.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            Ok::<_, Infallible>(Arc::new(Image::new(vec![1, 2, 3], Encoding::Identity, 0)))
        };
        cache.get(key, make).await.unwrap()
    }

    #[tokio::test]
    async fn a_tile_that_many_ask_for_is_made_once_for_each_state() {
        let (cache, made) = (TileCache::new(1 << 20), AtomicUsize::new(0));
        tokio::join!(
            ask(&cache, key(1), &made),
            ask(&cache, key(1), &made),
            ask(&cache, key(1), &made)
        );
        assert_eq!(made.load(Ordering::SeqCst), 1);
        ask(&cache, key(2), &made).await;
        assert_eq!(made.load(Ordering::SeqCst), 2);
        let entitled = Key {
            audience: Audience::Entitled,
            ..key(2)
        };
        ask(&cache, entitled, &made).await;
        assert_eq!(made.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn a_cache_of_no_bytes_keeps_nothing() {
        let (cache, made) = (TileCache::new(0), AtomicUsize::new(0));
        ask(&cache, key(1), &made).await;
        ask(&cache, key(1), &made).await;
        assert_eq!(made.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn the_tag_follows_the_bytes() {
        let tag = |bytes: &[u8]| Image::new(bytes.to_vec(), Encoding::Identity, 0).etag;
        assert_eq!(tag(b"a"), tag(b"a"));
        assert_ne!(tag(b"a"), tag(b"b"));
        assert!(tag(b"a").starts_with('"') && tag(b"a").ends_with('"'));
    }
}
