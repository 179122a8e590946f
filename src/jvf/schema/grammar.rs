//! The compiler of the [`Grammar`]: elements and types of an XSD package, as generally as the packages need it.
//!
//! Constructs of XML Schema that no package uses (`xs:key`, `xs:redefine`, strict wildcards…) are refused by their names,
//! never passed over. Of GML only what JVF DTM may use is compiled, see [`gml`]. Rules: XML Schema 1.0, part 1.

use std::collections::{BTreeMap, BTreeSet};

use super::SchemaError;
use super::package::Package;
use super::resolve::{Schemas, is_foreign};
use super::tree::{Name, Node};
use crate::model::Grammar;
use crate::model::grammar::{
    AttributeDeclaration, BUILT_IN, ComplexType, ElementDeclaration, GrammarNamespace, SimpleType, parts,
};

mod gml;
mod particle;
mod simple;
mod types;

/// Types refer to types no deeper than this; a type that holds itself by local elements would never end.
const MAX_DEPTH: usize = 64;

/// Compiles the grammar of a package.
pub(super) fn compile(package: &Package) -> Result<Grammar, SchemaError> {
    let schemas = Schemas::load_all(package)?;
    let mut compiler = Compiler::new(&schemas);
    let mut attributes = Vec::new();
    for (namespace, files) in schemas.namespaces() {
        for (_, root) in files {
            for node in root.of_kind("attribute") {
                let scope = Scope::of(namespace);
                let mut declared = compiler.attribute(node, scope)?;
                declared.name = compiler.prefixed(namespace, &declared.name);
                attributes.push(declared);
            }
        }
    }
    compiler.globals()?;
    Ok(compiler.finish(attributes))
}

/// Where a declaration stands.
#[derive(Clone, Copy, Debug)]
struct Scope<'a> {
    /// Target namespace of the schema.
    namespace: &'a str,
    /// The own namespace of the object type, when inside one.
    own: Option<&'a str>,
    depth: usize,
}

impl<'a> Scope<'a> {
    fn of(namespace: &'a str) -> Self {
        Self {
            namespace,
            own: None,
            depth: 0,
        }
    }
}

struct Compiler<'a> {
    schemas: &'a Schemas,
    /// Namespaces of object types: nobody refers to their elements from outside.
    relative: BTreeSet<&'a str>,
    /// Prefix by URI.
    prefixes: BTreeMap<&'a str, String>,
    /// Elements with a prefix and no number that are still to be compiled.
    waiting: Vec<Name>,
    seen: BTreeSet<String>,
    /// Ids of named types and of elements of own namespaces.
    named: BTreeMap<Name, String>,
    /// Id by content.
    interned: BTreeMap<String, String>,
    counts: BTreeMap<String, usize>,
    elements: Vec<ElementDeclaration>,
    complex_types: Vec<ComplexType>,
    simple_types: Vec<SimpleType>,
    /// Elements that an own namespace declares by themselves.
    own_globals: BTreeMap<&'a str, Vec<String>>,
}

impl<'a> Compiler<'a> {
    fn new(schemas: &'a Schemas) -> Self {
        let relative = relative_namespaces(schemas);
        let mut prefixes = BTreeMap::new();
        for (uri, _) in schemas.namespaces().filter(|(uri, _)| !relative.contains(uri)) {
            let prefix = match uri {
                "" => "-".to_owned(),
                gml::NAMESPACE => "gml".to_owned(),
                "http://www.w3.org/XML/1998/namespace" => "xml".to_owned(),
                uri => uri.rsplit('/').next().unwrap_or(uri).to_owned(),
            };
            prefixes.insert(uri, prefix);
        }
        Self {
            schemas,
            relative,
            prefixes,
            waiting: Vec::new(),
            seen: BTreeSet::new(),
            named: BTreeMap::new(),
            interned: BTreeMap::new(),
            counts: BTreeMap::new(),
            elements: Vec::new(),
            complex_types: Vec::new(),
            simple_types: Vec::new(),
            own_globals: BTreeMap::new(),
        }
    }

    /// Compiles every element that a file may hold anywhere.
    fn globals(&mut self) -> Result<(), SchemaError> {
        let schemas = self.schemas;
        for (namespace, files) in schemas.namespaces() {
            for node in files.iter().flat_map(|(_, root)| root.of_kind("element")) {
                let name = Name {
                    namespace: namespace.to_owned(),
                    local: node.get("name").unwrap_or_default().to_owned(),
                };
                if is_foreign(namespace) {
                    if gml::is_used(&name) {
                        self.global(&name, Scope::of(namespace))?;
                    }
                } else if self.relative.contains(namespace) {
                    let id = self.own_global(&name, namespace, 0)?;
                    self.own_globals.entry(namespace).or_default().push(id);
                } else {
                    self.global(&name, Scope::of(namespace))?;
                }
            }
        }
        while let Some(name) = self.waiting.pop() {
            let node = self
                .schemas
                .expect("element", &name, self.schemas.file_of(&name.namespace))?;
            let namespace = self.namespace(&name.namespace);
            let mut declared = self.declaration(node, &name.local, Scope::of(namespace))?;
            declared.id = self.prefixed(namespace, &name.local);
            declared.members = self.members(&name, Scope::of(namespace))?;
            self.elements.push(declared);
        }
        Ok(())
    }

    /// The id of an element that is declared by itself.
    fn global(&mut self, name: &Name, scope: Scope<'a>) -> Result<String, SchemaError> {
        if self.relative.contains(name.namespace.as_str()) {
            let namespace = self.namespace(&name.namespace);
            return self.own_global(name, namespace, scope.depth);
        }
        self.schemas
            .expect("element", name, self.schemas.file_of(scope.namespace))?;
        let id = self.prefixed(&name.namespace, &name.local);
        if self.seen.insert(id.clone()) {
            self.waiting.push(name.clone());
        }
        Ok(id)
    }

    fn own_global(&mut self, name: &Name, namespace: &'a str, depth: usize) -> Result<String, SchemaError> {
        if let Some(id) = self.named.get(name) {
            return Ok(id.clone());
        }
        let scope = Scope {
            namespace,
            own: Some(namespace),
            depth: self.deeper(depth, namespace)?,
        };
        let node = self
            .schemas
            .expect("element", name, self.schemas.file_of(namespace))?;
        let mut declared = self.declaration(node, &name.local, scope)?;
        declared.members = self.members(name, scope)?;
        let id = self.intern_element(&name.local, declared)?;
        self.named.insert(name.clone(), id.clone());
        Ok(id)
    }

    /// Ids of what may stand for an element.
    fn members(&mut self, head: &Name, scope: Scope<'a>) -> Result<Vec<String>, SchemaError> {
        if is_foreign(&head.namespace) {
            return Ok(Vec::new());
        }
        let names: Vec<_> = substitutes(self.schemas, head).collect();
        names.iter().map(|name| self.global(name, scope)).collect()
    }

    /// A declaration without its id.
    fn declaration(
        &mut self,
        node: &'a Node,
        hint: &str,
        scope: Scope<'a>,
    ) -> Result<ElementDeclaration, SchemaError> {
        for unknown in ["key", "keyref", "unique"] {
            if node.child(unknown).is_some() {
                return Err(self.unsupported(unknown, scope));
            }
        }
        let (type_id, own) = self.type_of(node, hint, scope)?;
        Ok(ElementDeclaration {
            type_id,
            own,
            nillable: flag(node, "nillable"),
            is_abstract: flag(node, "abstract"),
            fixed: node.get("fixed").map(str::to_owned),
            default: node.get("default").map(str::to_owned),
            ..ElementDeclaration::default()
        })
    }

    /// A declaration inside a type.
    fn local_element(&mut self, node: &'a Node, scope: Scope<'a>) -> Result<String, SchemaError> {
        let local = node.get("name").unwrap_or_default();
        let declared = self.declaration(node, local, scope)?;
        let qualified = match node.get("form") {
            Some(form) => form == "qualified",
            None => self.qualifies(scope.namespace),
        };
        let name = match qualified {
            false => format!("-:{local}"),
            true if scope.own == Some(scope.namespace) => local.to_owned(),
            true => self.prefixed(scope.namespace, local),
        };
        self.intern_element(&name, declared)
    }

    fn intern_element(&mut self, name: &str, declared: ElementDeclaration) -> Result<String, SchemaError> {
        let (id, new) = self.intern("element", name, &declared)?;
        if new {
            self.elements.push(ElementDeclaration {
                id: id.clone(),
                ..declared
            });
        }
        Ok(id)
    }

    /// The id of something by its content, and whether it is new.
    fn intern<T: serde::Serialize>(
        &mut self,
        kind: &str,
        name: &str,
        content: &T,
    ) -> Result<(String, bool), SchemaError> {
        let text = serde_json::to_string(content).map_err(|error| SchemaError::Unexpected {
            file: self.schemas.entry.clone(),
            element: name.to_owned(),
            what: error.to_string(),
        })?;
        // A type needs no name of its own; an element is its name.
        let key = match kind {
            "element" => format!("element {name} {text}"),
            kind => format!("{kind} {text}"),
        };
        if let Some(id) = self.interned.get(&key) {
            return Ok((id.clone(), false));
        }
        let count = self.counts.entry(format!("{kind} {name}")).or_default();
        *count += 1;
        let id = format!("{name}#{count}");
        self.interned.insert(key, id.clone());
        Ok((id, true))
    }

    fn finish(self, mut attributes: Vec<AttributeDeclaration>) -> Grammar {
        let mut namespaces = Vec::new();
        for (uri, prefix) in &self.prefixes {
            let foreign = is_foreign(uri);
            let elements = self.schemas.declarations(uri).filter(|n| n.kind == "element");
            let uncompiled: BTreeSet<_> = elements
                .filter_map(|n| n.get("name"))
                .filter(|local| foreign && !self.seen.contains(&self.prefixed(uri, local)))
                .map(str::to_owned)
                .collect();
            namespaces.push(GrammarNamespace {
                prefix: prefix.clone(),
                uri: (*uri).to_owned(),
                globals: Vec::new(),
                uncompiled: uncompiled.into_iter().collect(),
            });
        }
        for uri in &self.relative {
            namespaces.push(GrammarNamespace {
                uri: (*uri).to_owned(),
                globals: self.own_globals.get(uri).cloned().unwrap_or_default(),
                ..GrammarNamespace::default()
            });
        }
        let Self {
            mut elements,
            mut complex_types,
            mut simple_types,
            ..
        } = self;
        attributes.sort_by(|a, b| a.name.cmp(&b.name));
        elements.sort_by_cached_key(|e| order(&e.id));
        complex_types.sort_by_cached_key(|t| order(&t.id));
        simple_types.sort_by_cached_key(|t| order(&t.id));
        Grammar {
            namespaces,
            attributes,
            elements,
            complex_types,
            simple_types,
        }
    }

    /// A name as the grammar writes it.
    fn prefixed(&self, namespace: &str, local: &str) -> String {
        match self.prefixes.get(namespace) {
            Some(prefix) => format!("{prefix}:{local}"),
            None => local.to_owned(),
        }
    }

    /// The namespace as the schemas hold it.
    fn namespace(&self, uri: &str) -> &'a str {
        let known = self.schemas.namespaces().find(|(known, _)| *known == uri);
        known.map_or("", |(known, _)| known)
    }

    fn qualifies(&self, namespace: &str) -> bool {
        let mut files = self.schemas.namespaces().filter(|(uri, _)| *uri == namespace);
        let root = files.next().and_then(|(_, files)| files.first());
        root.is_some_and(|(_, root)| root.get("elementFormDefault") == Some("qualified"))
    }

    fn builtin(&self, name: &Name, scope: Scope<'_>) -> Result<String, SchemaError> {
        let id = format!("xs:{}", name.local);
        match BUILT_IN.contains(&id.as_str()) {
            true => Ok(id),
            false => Err(self.unsupported(&id, scope)),
        }
    }

    fn deeper(&self, depth: usize, namespace: &str) -> Result<usize, SchemaError> {
        match depth < MAX_DEPTH {
            true => Ok(depth + 1),
            false => Err(SchemaError::TooDeep {
                file: self.schemas.file_of(namespace).to_owned(),
                limit: MAX_DEPTH,
            }),
        }
    }

    fn unsupported(&self, what: &str, scope: Scope<'_>) -> SchemaError {
        SchemaError::Unsupported {
            file: self.schemas.file_of(scope.namespace).to_owned(),
            what: what.to_owned(),
        }
    }
}

fn flag(node: &Node, name: &str) -> bool {
    matches!(node.get(name), Some("true" | "1"))
}

/// Names of the elements that name this one as the head of their substitution group.
fn substitutes<'a>(schemas: &'a Schemas, head: &'a Name) -> impl Iterator<Item = Name> + 'a {
    schemas.namespaces().flat_map(move |(namespace, files)| {
        let elements = files.iter().flat_map(|(_, root)| root.of_kind("element"));
        elements
            .filter(move |node| node.name_in("substitutionGroup") == Some(head))
            .map(move |node| Name {
                namespace: namespace.to_owned(),
                local: node.get("name").unwrap_or_default().to_owned(),
            })
    })
}

/// Namespaces whose elements no other namespace refers to: those of the object types.
fn relative_namespaces(schemas: &Schemas) -> BTreeSet<&str> {
    let mut referred = BTreeSet::new();
    for (namespace, files) in schemas.namespaces() {
        for node in files.iter().flat_map(|(_, root)| root.walk()) {
            let names = [node.name_in("ref"), node.name_in("substitutionGroup")];
            for name in names.into_iter().flatten().filter(|n| n.namespace != namespace) {
                referred.insert(name.namespace.as_str());
            }
        }
    }
    let uris = schemas.namespaces().map(|(uri, _)| uri);
    let entry = schemas.index.get("targetNamespace").unwrap_or_default();
    uris.filter(|uri| !uri.is_empty() && *uri != entry && !is_foreign(uri) && !referred.contains(uri))
        .collect()
}

/// Ids in the order of their names, then of their numbers.
fn order(id: &str) -> (String, String, usize) {
    let (prefix, local, _) = parts(id);
    let number = id.split_once('#').and_then(|(_, n)| n.parse().ok());
    (prefix.to_owned(), local.to_owned(), number.unwrap_or_default())
}
