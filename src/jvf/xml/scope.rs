//! Which namespace a prefix means at a place of a file.

use super::NamespaceId;

/// Most declarations of namespaces that may be in force at once; JVF files have a handful.
pub(super) const MOST_BINDINGS: usize = 1024;

#[derive(Clone, Copy, Debug)]
struct Binding {
    prefix_end: usize,
    uri_end: usize,
    namespace: NamespaceId,
    /// The default namespace before it.
    outer: NamespaceId,
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

    /// Declares a prefix (the default namespace when it is empty) for a URI with its number.
    pub(super) fn declare(&mut self, prefix: &str, uri: &str, namespace: NamespaceId) {
        self.texts.push_str(prefix);
        let prefix_end = self.texts.len();
        self.texts.push_str(uri);
        self.bindings.push(Binding {
            prefix_end,
            uri_end: self.texts.len(),
            namespace,
            outer: self.default,
        });
        if prefix.is_empty() {
            self.default = namespace;
        }
    }

    /// Forgets declarations beyond the first `length`.
    pub(super) fn truncate(&mut self, length: usize) {
        if let Some(first) = self.bindings.get(length) {
            self.default = first.outer;
        }
        self.bindings.truncate(length);
        self.texts
            .truncate(self.bindings.last().map_or(0, |last| last.uri_end));
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
            // Nearly all differ in length or in the first letter.
            let first = prefix.as_bytes().first();
            let alike = binding.prefix_end - begin == prefix.len()
                && first.is_none_or(|first| self.texts.as_bytes().get(begin) == Some(first));
            if alike && self.texts.get(begin..binding.prefix_end) == Some(prefix) {
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
    use super::super::Namespaces;
    use super::*;

    #[test]
    fn the_innermost_declaration_counts_and_ends_with_its_element() {
        let namespaces = Namespaces::new(["budpol"]);
        let declare = |scope: &mut Scope, prefix, uri| scope.declare(prefix, uri, namespaces.id(uri));
        let mut scope = Scope::default();
        assert_eq!(scope.resolve(""), Some(NamespaceId::NONE));
        assert_eq!(scope.resolve("xml"), Some(NamespaceId::XML));
        assert_eq!(scope.resolve("a"), None);
        declare(&mut scope, "", "objtyp");
        declare(&mut scope, "a", "atr");
        let outer = scope.len();
        declare(&mut scope, "", "");
        declare(&mut scope, "a", "urn:x");
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
