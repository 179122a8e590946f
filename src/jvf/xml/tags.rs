//! Start tags that were met before. Records of one type have the same elements in the same order, so that most tags are the
//! ones that followed their predecessors the last time: these are recognised by one comparison and not taken apart again.
//!
//! Only tags without attributes are kept, a declaration of the default namespace excepted; they mean the same wherever they
//! stand, save for the namespaces that are in force around them.

use rustc_hash::FxHashMap;

use super::lexer::RawAttribute;
use super::{NamespaceId, Namespaces};

/// Tags that are kept at most; a JVF file has some hundreds of them.
const MOST: usize = 4096;
/// Longest tag that is kept, in bytes.
const LONGEST: usize = 256;

/// A start tag as it is written; places count from its `<`.
#[derive(Clone, Debug)]
pub(super) struct KnownTag {
    raw: Box<str>,
    pub(super) name_end: usize,
    /// Where the local name begins.
    pub(super) local: usize,
    pub(super) empty: bool,
    /// A declared default namespace, and where its URI stands.
    pub(super) declared: Option<(NamespaceId, (usize, usize))>,
    /// The tag that followed it the last time.
    next: usize,
}

/// Tags that were met before, with what followed them.
#[derive(Debug, Default)]
pub(super) struct KnownTags {
    tags: Vec<KnownTag>,
    by_text: FxHashMap<Box<str>, usize>,
    last: usize,
}

impl KnownTags {
    /// The tag that stands at the beginning of a text, when it is the one that is likely there, with its number and length.
    #[inline]
    pub(super) fn likely(&mut self, text: &[u8]) -> Option<(&KnownTag, u16, usize)> {
        let next = self.tags.get(self.last)?.next;
        let tag = self.tags.get(next)?;
        if !text.starts_with(tag.raw.as_bytes()) {
            return None;
        }
        self.last = next;
        Some((tag, number(next), tag.raw.len()))
    }

    /// Takes a tag that was read, as it is written, with its parts; its number, when it is kept.
    pub(super) fn met(
        &mut self,
        raw: &str,
        (name_end, local, empty): (usize, usize, bool),
        attributes: &[RawAttribute],
        namespaces: &Namespaces,
    ) -> Option<u16> {
        let declared = match attributes {
            [] => None,
            [one] if raw.get(one.name.0..one.name.1) == Some("xmlns") => {
                let uri = raw.get(one.value.0..one.value.1).unwrap_or_default();
                // What has references or white space, or may not be declared, is looked at each time.
                if uri.is_empty()
                    || uri.contains(['&', '\t', '\n', '\r'])
                    || uri.starts_with("http://www.w3.org/")
                {
                    return None;
                }
                Some((namespaces.id(uri), one.value))
            }
            _ => return None,
        };
        let known = match self.by_text.get(raw) {
            Some(known) => *known,
            None if raw.len() > LONGEST || self.tags.len() == MOST => return None,
            None => {
                self.by_text.insert(raw.into(), self.tags.len());
                self.tags.push(KnownTag {
                    raw: raw.into(),
                    name_end,
                    local,
                    empty,
                    declared,
                    next: usize::MAX,
                });
                self.tags.len() - 1
            }
        };
        if let Some(last) = self.tags.get_mut(self.last) {
            last.next = known;
        }
        self.last = known;
        Some(number(known))
    }
}

/// An index as a number; there are fewer than [`MOST`].
fn number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meet(tags: &mut KnownTags, raw: &str) {
        tags.met(raw, (raw.len() - 1, 1, false), &[], &Namespaces::new([]));
    }

    #[test]
    fn a_tag_is_likely_behind_the_one_that_it_followed() {
        let mut tags = KnownTags::default();
        for raw in ["<a>", "<b>", "<c>", "<a>"] {
            assert!(tags.likely(raw.as_bytes()).is_none());
            meet(&mut tags, raw);
        }
        assert!(tags.likely(b"<b").is_none());
        assert_eq!(
            tags.likely(b"<b>text")
                .map(|(tag, number, length)| (tag.name_end, number, length)),
            Some((2, 1, 3))
        );
        assert!(tags.likely(b"<b>").is_none());
        assert!(tags.likely(b"<c>").is_some());
    }

    #[test]
    fn only_a_default_namespace_may_be_declared() {
        let mut tags = KnownTags::default();
        let attribute = |name, value| RawAttribute { name, value };
        let raw = "<a xmlns=\"atr\">";
        for _ in 0..2 {
            tags.met(
                raw,
                (2, 1, false),
                &[attribute((3, 8), (10, 13))],
                &Namespaces::new([]),
            );
        }
        assert_eq!(
            tags.likely(raw.as_bytes()).and_then(|(tag, ..)| tag.declared),
            Some((NamespaceId::ATTRIBUTES, (10, 13)))
        );
        let mut tags = KnownTags::default();
        for _ in 0..2 {
            tags.met(
                "<a id=\"atr\">",
                (2, 1, false),
                &[attribute((3, 5), (7, 10))],
                &Namespaces::new([]),
            );
            tags.met(
                "<a xmlns=\"\">",
                (2, 1, false),
                &[attribute((3, 8), (10, 10))],
                &Namespaces::new([]),
            );
        }
        assert!(tags.tags.is_empty());
    }

    #[test]
    fn what_is_kept_has_a_limit() {
        let mut tags = KnownTags::default();
        for n in 0..2 * MOST {
            meet(&mut tags, &format!("<a{n}>"));
        }
        meet(&mut tags, &format!("<{}>", "a".repeat(LONGEST)));
        assert_eq!((tags.tags.len(), tags.by_text.len()), (MOST, MOST));
    }
}
