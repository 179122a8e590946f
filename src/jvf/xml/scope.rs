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
#[derive(Clone, Debug)]
pub(in crate::jvf) struct Scope {
    bindings: Vec<Binding>,
    texts: String,
    /// What no prefix means: asked for most.
    default: NamespaceId,
}

impl Default for Scope {
    fn default() -> Self {
        Self {
            bindings: Vec::new(),
            texts: String::new(),
            default: NamespaceId::NONE,
        }
    }
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
        let namespace = namespaces.id(uri);
        if prefix.is_empty() {
            self.default = namespace;
        }
        self.bindings.push(Binding {
            prefix_end,
            uri_end: self.texts.len(),
            namespace,
        });
    }

    /// Forgets declarations beyond the first `length`.
    pub(super) fn truncate(&mut self, length: usize) {
        self.bindings.truncate(length);
        self.texts
            .truncate(self.bindings.last().map_or(0, |last| last.uri_end));
        self.default = self
            .find("")
            .map_or(NamespaceId::NONE, |(_, namespace)| namespace);
    }

    /// The innermost declaration of a prefix: where its URI is, and what it means.
    fn find(&self, prefix: &str) -> Option<((usize, usize), NamespaceId)> {
        let mut index = self.bindings.len();
        while let Some(binding) = index.checked_sub(1).and_then(|last| self.bindings.get(last)) {
            index -= 1;
            let begin = match index.checked_sub(1).and_then(|before| self.bindings.get(before)) {
                Some(before) => before.uri_end,
                None => 0,
            };
            let same_length = binding.prefix_end - begin == prefix.len();
            if same_length && self.texts.get(begin..binding.prefix_end) == Some(prefix) {
                return Some(((binding.prefix_end, binding.uri_end), binding.namespace));
            }
        }
        None
    }

    /// What a prefix means; `None` when nobody declared it. Without a declaration, no prefix means no namespace.
    pub(super) fn resolve(&self, prefix: &str) -> Option<NamespaceId> {
        if prefix.is_empty() {
            return Some(self.default);
        }
        match self.find(prefix) {
            Some((_, namespace)) => Some(namespace),
            None => (prefix == "xml").then_some(NamespaceId::XML),
        }
    }

    /// The URI that a prefix means; empty for none.
    pub(super) fn uri(&self, prefix: &str) -> &str {
        match self.find(prefix) {
            Some(((from, to), _)) => self.texts.get(from..to).unwrap_or_default(),
            None if prefix == "xml" => "http://www.w3.org/XML/1998/namespace",
            None => "",
        }
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
