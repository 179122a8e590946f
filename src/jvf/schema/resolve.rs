//! The schema files of a package as one set of declarations: what a name of a namespace means.

use std::collections::{BTreeMap, BTreeSet};

use super::SchemaError;
use super::package::Package;
use super::tree::{Name, Node};

/// The files that the index reaches by `import` and `include`. Object types need none of GML and ISO 19139, of which only
/// the names of the geometry properties matter there; the grammar needs them all.
#[derive(Debug)]
pub(super) struct Schemas {
    /// The index.
    pub(super) index: Node,
    /// Path of the index.
    pub(super) entry: String,
    by_namespace: BTreeMap<String, Vec<(String, Node)>>,
    reached: BTreeSet<String>,
}

impl Schemas {
    /// Reads the index and all it reaches, the files of foreign namespaces (those with `http` URIs) left out.
    pub(super) fn load(package: &Package) -> Result<Self, SchemaError> {
        Self::read(package, false)
    }

    /// Reads the index and all it reaches.
    pub(super) fn load_all(package: &Package) -> Result<Self, SchemaError> {
        Self::read(package, true)
    }

    fn read(package: &Package, all: bool) -> Result<Self, SchemaError> {
        let mut schemas = Self {
            index: Node::default(),
            entry: package.entry.clone(),
            by_namespace: BTreeMap::new(),
            reached: BTreeSet::new(),
        };
        let mut waiting = vec![package.entry.clone()];
        while let Some(path) = waiting.pop() {
            if !schemas.reached.insert(path.clone()) {
                continue;
            }
            let text = package
                .files
                .get(&path)
                .ok_or_else(|| SchemaError::MissingFile { file: path.clone() })?;
            let root = Node::parse(&path, text)?;
            let links = root.children.iter().filter(|n| {
                let foreign = n.get("namespace").is_some_and(is_foreign);
                (n.kind == "import" && (all || !foreign)) || n.kind == "include"
            });
            for location in links.filter_map(|link| link.get("schemaLocation")) {
                waiting.push(relative(&path, location));
            }
            if path == package.entry {
                schemas.index = root.clone();
            }
            let namespace = root.get("targetNamespace").unwrap_or_default().to_owned();
            schemas
                .by_namespace
                .entry(namespace)
                .or_default()
                .push((path, root));
        }
        Ok(schemas)
    }

    /// Whether the index reaches a file.
    pub(super) fn reaches(&self, path: &str) -> bool {
        self.reached.contains(path)
    }

    /// The top-level children of a namespace's files.
    pub(super) fn declarations(&self, namespace: &str) -> impl Iterator<Item = &Node> {
        let files = self.by_namespace.get(namespace).into_iter().flatten();
        files.flat_map(|(_, root)| &root.children)
    }

    /// Namespaces in order, each with its files.
    pub(super) fn namespaces(&self) -> impl Iterator<Item = (&str, &[(String, Node)])> {
        let all = self.by_namespace.iter();
        all.map(|(namespace, files)| (namespace.as_str(), files.as_slice()))
    }

    /// The path of the (first) file of a namespace, for messages.
    pub(super) fn file_of(&self, namespace: &str) -> &str {
        let files = self.by_namespace.get(namespace).and_then(|files| files.first());
        files.map_or(self.entry.as_str(), |(path, _)| path)
    }

    /// The top-level declaration of a kind (`element`, `complexType`, `simpleType`).
    pub(super) fn declaration(&self, kind: &str, name: &Name) -> Option<&Node> {
        self.declarations(&name.namespace)
            .find(|node| node.kind == kind && node.get("name") == Some(&name.local))
    }

    /// The same, or the error that names the place where it is missing.
    pub(super) fn expect(&self, kind: &'static str, name: &Name, place: &str) -> Result<&Node, SchemaError> {
        self.declaration(kind, name)
            .ok_or_else(|| SchemaError::Unresolved {
                file: place.to_owned(),
                kind,
                namespace: name.namespace.clone(),
                name: name.local.clone(),
            })
    }

    /// The content of an element's complex type, whether it stands inside the element or has a name.
    pub(super) fn content<'a>(
        &'a self,
        element: &'a Node,
        place: &str,
    ) -> Result<Option<&'a Node>, SchemaError> {
        match element.name_in("type") {
            Some(name) if name.is_builtin() => Ok(None),
            Some(name) if self.declaration("simpleType", name).is_some() => Ok(None),
            Some(name) => self.expect("complexType", name, place).map(Some),
            None => Ok(element.child("complexType")),
        }
    }
}

/// Whether a namespace is that of another standard than JVF DTM, whose own are short relative URIs.
pub(super) fn is_foreign(namespace: &str) -> bool {
    namespace.starts_with("http")
}

/// A path relative to a file, with `..` resolved; steps above the root are dropped.
fn relative(file: &str, location: &str) -> String {
    let mut steps: Vec<&str> = file.split('/').collect();
    steps.pop();
    for step in location.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            other => steps.push(other),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_relative_to_their_file() {
        assert_eq!(
            relative("xsd/index/index_data.xsd", "../objekty/plot-linie.xsd"),
            "xsd/objekty/plot-linie.xsd"
        );
        assert_eq!(relative("a.xsd", "../../b.xsd"), "b.xsd");
        assert_eq!(relative("x/a.xsd", "./b.xsd"), "x/b.xsd");
    }
}
