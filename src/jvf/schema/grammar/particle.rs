//! Content models: sequences, choices, `xs:all`, groups, wildcards, references to elements.

use super::super::SchemaError;
use super::super::resolve::is_foreign;
use super::super::tree::{Name, Node};
use super::{Compiler, Scope, flag, gml, substitutes};
use crate::model::grammar::{ElementDeclaration, Particle};

/// Members of an `xs:all`; check 1.1 keeps them as the bits of one number.
const MAX_ALL: usize = 64;
/// Counts of occurrences are written out as so many copies at most.
const MAX_COUNT: u32 = 100;

/// Kinds of nodes that are particles.
pub(super) const KINDS: [&str; 6] = ["sequence", "choice", "all", "group", "element", "any"];

impl<'a> Compiler<'a> {
    /// A particle; `None` when nothing of it is left.
    pub(super) fn particle(
        &mut self,
        node: &'a Node,
        scope: Scope<'a>,
    ) -> Result<Option<Particle<String>>, SchemaError> {
        let (min, max) = self.occurrences(node, scope)?;
        if max == Some(0) {
            return Ok(None);
        }
        let term = match node.kind.as_str() {
            "element" => self.element_term(node, scope)?,
            "group" => self.group(node, scope)?,
            "any" => Some(self.wildcard(node, scope)?),
            kind => self.list(kind, node, scope)?,
        };
        Ok(term.map(|term| term.repeated(min, max)))
    }

    fn list(
        &mut self,
        kind: &str,
        node: &'a Node,
        scope: Scope<'a>,
    ) -> Result<Option<Particle<String>>, SchemaError> {
        let scope = Scope {
            depth: self.deeper(scope.depth, scope.namespace)?,
            ..scope
        };
        let mut members = Vec::new();
        for child in node.children.iter().filter(|c| KINDS.contains(&c.kind.as_str())) {
            match (kind, self.particle(child, scope)?) {
                ("sequence", Some(Particle::Sequence(inner))) | ("choice", Some(Particle::Choice(inner))) => {
                    members.extend(inner);
                }
                (_, Some(member)) => members.push(member),
                (_, None) => {}
            }
        }
        Ok(match kind {
            _ if members.is_empty() => None,
            "all" if members.len() > MAX_ALL => return Err(self.unsupported("xs:all of this size", scope)),
            "all" => Some(Particle::All(members)),
            _ if members.len() == 1 => members.pop(),
            "choice" => Some(Particle::Choice(members)),
            _ => Some(Particle::Sequence(members)),
        })
    }

    fn group(&mut self, node: &'a Node, scope: Scope<'a>) -> Result<Option<Particle<String>>, SchemaError> {
        let Some(name) = node.name_in("ref") else {
            return Err(self.unsupported("xs:group without ref", scope));
        };
        let scope = Scope {
            depth: self.deeper(scope.depth, scope.namespace)?,
            ..scope
        };
        let place = self.schemas.file_of(scope.namespace);
        let group = self.schemas.expect("group", name, place)?;
        let content = group.children.iter().find(|c| KINDS.contains(&c.kind.as_str()));
        match content {
            Some(content) => self.particle(content, scope),
            None => Ok(None),
        }
    }

    fn wildcard(&self, node: &Node, scope: Scope<'_>) -> Result<Particle<String>, SchemaError> {
        let any = node.get("namespace").is_none_or(|namespace| namespace == "##any");
        if any && node.get("processContents") == Some("lax") {
            return Ok(Particle::Any);
        }
        Err(self.unsupported("xs:any that is not lax or not for every namespace", scope))
    }

    fn element_term(
        &mut self,
        node: &'a Node,
        scope: Scope<'a>,
    ) -> Result<Option<Particle<String>>, SchemaError> {
        match node.name_in("ref") {
            Some(name) if is_foreign(&name.namespace) => self.foreign(name, scope),
            Some(name) => Ok(Some(Particle::Element(self.global(name, scope)?))),
            None => Ok(Some(Particle::Element(self.local_element(node, scope)?))),
        }
    }

    /// An element of GML: itself and what may stand for it, the geometries that JVF does not use by their names only.
    fn foreign(&mut self, head: &Name, scope: Scope<'a>) -> Result<Option<Particle<String>>, SchemaError> {
        let mut names = vec![head.clone()];
        let mut next = 0;
        while let Some(name) = names.get(next).cloned() {
            next += 1;
            let members: Vec<_> = substitutes(self.schemas, &name).collect();
            names.extend(members);
        }
        let mut choice = Vec::new();
        for name in names.iter().filter(|name| !gml::is_left_out(name)) {
            let place = self.schemas.file_of(scope.namespace);
            let node = self.schemas.expect("element", name, place)?;
            if flag(node, "abstract") {
                continue;
            }
            let id = match gml::is_used(name) {
                true => self.global(name, scope)?,
                false => self.unsupported_geometry(name)?,
            };
            choice.push(Particle::Element(id));
        }
        Ok(match choice.len() {
            0 | 1 => choice.pop(),
            _ => Some(Particle::Choice(choice)),
        })
    }

    fn unsupported_geometry(&mut self, name: &Name) -> Result<String, SchemaError> {
        let declared = ElementDeclaration {
            unsupported: true,
            ..ElementDeclaration::default()
        };
        let written = self.prefixed(&name.namespace, &name.local);
        self.intern_element(&written, declared)
    }

    fn occurrences(&self, node: &Node, scope: Scope<'_>) -> Result<(u32, Option<u32>), SchemaError> {
        let count = |name: &str| match node.get(name) {
            None => Ok(1),
            Some(text) => text
                .parse()
                .ok()
                .filter(|count| *count <= MAX_COUNT)
                .ok_or_else(|| self.unsupported(&format!("{name}=\"{text}\""), scope)),
        };
        let min = count("minOccurs")?;
        match node.get("maxOccurs") {
            Some("unbounded") => Ok((min, None)),
            _ => Ok((min, Some(count("maxOccurs")?))),
        }
    }
}
