//! Which namespace a prefix means at a place of a file.

use super::{NamespaceId, Namespaces};

/// Most declarations of namespaces that may be in force at once; JVF files have a handful.
pub(super) const MOST_BINDINGS: usize = 1024;

#[derive(Clone, Copy, Debug)]
struct Binding {
    prefix_end: usize,
    uri_end: usize,
    namespace: NamespaceId,
}

/// Declarations in force, the innermost last. The texts lie one after another: prefix, URI, prefix, URI.
#[derive(Clone, Debug, Default)]
pub(in crate::jvf) struct Scope {
    bindings: Vec<Binding>,
    texts: String,
}

impl Scope {
    /// How many declarations are in force.
    pub(super) fn len(&self) -> usize {
        self.bindings.len()
    }

    /// Declares a prefix (the default namespace when it is empty).
    pub(super) fn declare(&mut self, prefix: &str, uri: &str, namespaces: &Namespaces) {
        self.texts.push_str(prefix);
        let prefix_end = self.texts.len();
        self.texts.push_str(uri);
        self.bindings.push(Binding {
            prefix_end,
            uri_end: self.texts.len(),
            namespace: namespaces.id(uri),
        });
    }

    /// Forgets declarations beyond the first `length`.
    pub(super) fn truncate(&mut self, length: usize) {
        self.bindings.truncate(length);
        self.texts
            .truncate(self.bindings.last().map_or(0, |last| last.uri_end));
    }

    fn find(&self, prefix: &str) -> Option<usize> {
        (0..self.bindings.len())
            .rev()
            .find(|index| self.prefix(*index) == prefix)
    }

    fn prefix(&self, index: usize) -> &str {
        let begin = index
            .checked_sub(1)
            .and_then(|before| self.bindings.get(before))
            .map_or(0, |before| before.uri_end);
        let end = self
            .bindings
            .get(index)
            .map_or(begin, |binding| binding.prefix_end);
        self.texts.get(begin..end).unwrap_or_default()
    }

    /// What a prefix means; `None` when nobody declared it. Without a declaration, no prefix means no namespace.
    pub(super) fn resolve(&self, prefix: &str) -> Option<NamespaceId> {
        if let Some(binding) = self.find(prefix).and_then(|index| self.bindings.get(index)) {
            return Some(binding.namespace);
        }
        match prefix {
            "" => Some(NamespaceId::NONE),
            "xml" => Some(NamespaceId::XML),
            _ => None,
        }
    }

    /// The URI that a prefix means; empty for none.
    pub(super) fn uri(&self, prefix: &str) -> &str {
        let declared = self.find(prefix).and_then(|index| {
            let binding = self.bindings.get(index)?;
            self.texts.get(binding.prefix_end..binding.uri_end)
        });
        declared.unwrap_or(match prefix {
            "xml" => "http://www.w3.org/XML/1998/namespace",
            _ => "",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_declaration_counts_and_ends_with_its_element() {
        let namespaces = Namespaces::new(["budpol"]);
        let mut scope = Scope::default();
        assert_eq!(scope.resolve(""), Some(NamespaceId::NONE));
        assert_eq!(scope.resolve("xml"), Some(NamespaceId::XML));
        assert_eq!(scope.resolve("a"), None);
        scope.declare("", "objtyp", &namespaces);
        scope.declare("a", "atr", &namespaces);
        let outer = scope.len();
        scope.declare("", "", &namespaces);
        scope.declare("a", "urn:x", &namespaces);
        assert_eq!(scope.resolve(""), Some(NamespaceId::NONE));
        assert_eq!(scope.resolve("a"), Some(NamespaceId::UNKNOWN));
        assert_eq!(scope.uri("a"), "urn:x");
        scope.truncate(outer);
        assert_eq!(scope.resolve(""), Some(NamespaceId::OBJECT_TYPES));
        assert_eq!(scope.resolve("a"), Some(NamespaceId::ATTRIBUTES));
        assert_eq!((scope.uri(""), scope.uri("a")), ("objtyp", "atr"));
        assert_eq!(namespaces.uri(namespaces.id("budpol")), "budpol");
    }
}
