//! Types of elements: content, attributes, derivation by extension and restriction.

use super::super::SchemaError;
use super::super::resolve::is_foreign;
use super::super::tree::{Name, Node};
use super::particle::KINDS;
use super::{Compiler, Scope, flag, gml};
use crate::model::grammar::{AttributeDeclaration, ComplexType, Particle, SimpleType};

/// A complex type while it is put together.
#[derive(Clone, Debug, Default)]
struct Body {
    content: Option<Particle<String>>,
    value: Option<String>,
    mixed: bool,
    attributes: Vec<AttributeDeclaration>,
}

impl<'a> Compiler<'a> {
    /// The type of an element, and the own namespace that begins with it.
    pub(super) fn type_of(
        &mut self,
        node: &'a Node,
        hint: &str,
        scope: Scope<'a>,
    ) -> Result<(String, Option<String>), SchemaError> {
        let scope = Scope {
            depth: self.deeper(scope.depth, scope.namespace)?,
            ..scope
        };
        if let Some(name) = node.name_in("type") {
            if name.is_builtin() && name.local == "anyType" {
                return Ok(("xs:anyType".to_owned(), None));
            }
            if name.is_builtin() || self.schemas.declaration("simpleType", name).is_some() {
                return Ok((self.named_simple(name, scope)?, None));
            }
            return self.named_complex(name, scope);
        }
        if let Some(simple) = node.child("simpleType") {
            return Ok((self.inline_simple(simple, hint, scope)?, None));
        }
        if let Some(complex) = node.child("complexType") {
            let id = self.inline_complex(complex, hint, scope)?;
            return Ok((id, None));
        }
        // Without a type an element has that of the head it may stand for.
        match node.name_in("substitutionGroup") {
            Some(head) => {
                let place = self.schemas.file_of(scope.namespace);
                let head_node = self.schemas.expect("element", head, place)?;
                self.type_of(head_node, &head.local, scope)
            }
            None => Ok(("xs:anyType".to_owned(), None)),
        }
    }

    fn named_complex(
        &mut self,
        name: &Name,
        scope: Scope<'a>,
    ) -> Result<(String, Option<String>), SchemaError> {
        let namespace = self.namespace(&name.namespace);
        let relative = self.relative.contains(namespace);
        let own = (relative && scope.own != Some(namespace)).then(|| namespace.to_owned());
        if let Some(id) = self.named.get(name) {
            return Ok((id.clone(), own));
        }
        let place = self.schemas.file_of(scope.namespace);
        let node = self.schemas.expect("complexType", name, place)?;
        let inside = Scope {
            namespace,
            own: relative.then_some(namespace),
            depth: scope.depth,
        };
        if relative {
            let id = self.inline_complex(node, &name.local, inside)?;
            self.named.insert(name.clone(), id.clone());
            return Ok((id, own));
        }
        let id = self.prefixed(namespace, &name.local);
        self.named.insert(name.clone(), id.clone());
        let complex = self.complex(node, &name.local, inside)?;
        self.complex_types.push(ComplexType {
            id: id.clone(),
            ..complex
        });
        Ok((id, own))
    }

    fn inline_complex(
        &mut self,
        node: &'a Node,
        hint: &str,
        scope: Scope<'a>,
    ) -> Result<String, SchemaError> {
        let complex = self.complex(node, hint, scope)?;
        let (id, new) = self.intern("complex", hint, &complex)?;
        if new {
            self.complex_types.push(ComplexType {
                id: id.clone(),
                ..complex
            });
        }
        Ok(id)
    }

    /// A complex type without its id.
    fn complex(&mut self, node: &'a Node, hint: &str, scope: Scope<'a>) -> Result<ComplexType, SchemaError> {
        let body = self.body(node, hint, scope)?;
        let content = match (&body.value, body.content) {
            (Some(_), _) => None,
            (None, None) => Some("()".to_owned()),
            (None, Some(list @ (Particle::Sequence(_) | Particle::Choice(_) | Particle::All(_)))) => {
                Some(list.to_string())
            }
            (None, Some(one)) => Some(Particle::Sequence(vec![one]).to_string()),
        };
        Ok(ComplexType {
            id: String::new(),
            content,
            value: body.value,
            mixed: body.mixed,
            is_abstract: flag(node, "abstract"),
            attributes: body.attributes,
        })
    }

    fn body(&mut self, node: &'a Node, hint: &str, scope: Scope<'a>) -> Result<Body, SchemaError> {
        let scope = Scope {
            depth: self.deeper(scope.depth, scope.namespace)?,
            ..scope
        };
        if let Some(content) = node.child("simpleContent") {
            return self.derived(content, hint, scope);
        }
        if let Some(content) = node.child("complexContent") {
            let mut body = self.derived(content, hint, scope)?;
            body.mixed |= flag(node, "mixed") || flag(content, "mixed");
            return Ok(body);
        }
        let mut body = Body {
            content: self.own_content(node, scope)?,
            mixed: flag(node, "mixed"),
            ..Body::default()
        };
        self.own_attributes(node, &mut body.attributes, scope)?;
        Ok(body)
    }

    fn own_content(
        &mut self,
        node: &'a Node,
        scope: Scope<'a>,
    ) -> Result<Option<Particle<String>>, SchemaError> {
        match node.children.iter().find(|c| KINDS.contains(&c.kind.as_str())) {
            Some(content) => self.particle(content, scope),
            None => Ok(None),
        }
    }

    /// `simpleContent` or `complexContent`.
    fn derived(&mut self, content: &'a Node, hint: &str, scope: Scope<'a>) -> Result<Body, SchemaError> {
        let (extends, step) = match (content.child("extension"), content.child("restriction")) {
            (Some(step), _) => (true, step),
            (None, Some(step)) => (false, step),
            (None, None) => return Err(self.unsupported("content without a derivation", scope)),
        };
        let Some(base) = step.name_in("base") else {
            return Err(self.unsupported("a derivation without a base", scope));
        };
        let mut body = self.base(base, scope)?;
        if content.kind == "complexContent" {
            let own = self.own_content(step, scope)?;
            body.content = match (extends, body.content.take(), own) {
                (false, _, own) => own,
                (true, Some(first), Some(then)) => Some(sequence(first, then)),
                (true, first, then) => first.or(then),
            };
        } else if !extends {
            let mut facets = SimpleType {
                base: body.value.clone(),
                ..SimpleType::default()
            };
            self.facets(step, &mut facets, scope)?;
            let plain = SimpleType {
                base: body.value.clone(),
                ..SimpleType::default()
            };
            if facets != plain {
                body.value = Some(self.intern_facets(hint, facets)?);
            }
        }
        self.own_attributes(step, &mut body.attributes, scope)?;
        Ok(body)
    }

    fn intern_facets(&mut self, hint: &str, facets: SimpleType) -> Result<String, SchemaError> {
        let (id, new) = self.intern("simple", hint, &facets)?;
        if new {
            self.simple_types.push(SimpleType {
                id: id.clone(),
                ..facets
            });
        }
        Ok(id)
    }

    fn base(&mut self, name: &Name, scope: Scope<'a>) -> Result<Body, SchemaError> {
        if name.is_builtin() || self.schemas.declaration("simpleType", name).is_some() {
            return Ok(Body {
                value: Some(self.named_simple(name, scope)?),
                ..Body::default()
            });
        }
        let place = self.schemas.file_of(scope.namespace);
        let node = self.schemas.expect("complexType", name, place)?;
        let namespace = self.namespace(&name.namespace);
        let inside = Scope {
            namespace,
            own: self.relative.contains(namespace).then_some(namespace),
            depth: scope.depth,
        };
        self.body(node, &name.local, inside)
    }

    /// Adds the attributes that a node declares; one that is known already is replaced, a prohibited one taken out.
    fn own_attributes(
        &mut self,
        node: &'a Node,
        attributes: &mut Vec<AttributeDeclaration>,
        scope: Scope<'a>,
    ) -> Result<(), SchemaError> {
        let scope = Scope {
            depth: self.deeper(scope.depth, scope.namespace)?,
            ..scope
        };
        for child in &node.children {
            match child.kind.as_str() {
                "attribute" => {
                    let declared = self.attribute(child, scope)?;
                    attributes.retain(|known| known.name != declared.name);
                    let kept = !is_foreign(scope.namespace) || gml::keeps_attribute(&declared.name);
                    if kept && child.get("use") != Some("prohibited") {
                        attributes.push(declared);
                    }
                }
                "attributeGroup" => {
                    let Some(name) = child.name_in("ref").filter(|n| !n.namespace.contains("xlink")) else {
                        continue;
                    };
                    let place = self.schemas.file_of(scope.namespace);
                    let group = self.schemas.expect("attributeGroup", name, place)?;
                    self.own_attributes(group, attributes, scope)?;
                }
                "anyAttribute" => return Err(self.unsupported("xs:anyAttribute", scope)),
                _ => {}
            }
        }
        Ok(())
    }

    /// One attribute.
    pub(super) fn attribute(
        &mut self,
        node: &'a Node,
        scope: Scope<'a>,
    ) -> Result<AttributeDeclaration, SchemaError> {
        let (name, declaration) = match node.name_in("ref") {
            Some(name) => {
                let place = self.schemas.file_of(scope.namespace);
                let declaration = self.schemas.expect("attribute", name, place)?;
                (self.prefixed(&name.namespace, &name.local), declaration)
            }
            None => (node.get("name").unwrap_or_default().to_owned(), node),
        };
        let type_id = match (declaration.name_in("type"), declaration.child("simpleType")) {
            (Some(type_name), _) => self.named_simple(type_name, scope)?,
            (None, Some(inline)) => self.inline_simple(inline, &name, scope)?,
            (None, None) => "xs:anySimpleType".to_owned(),
        };
        let fixed = node.get("fixed").or_else(|| declaration.get("fixed"));
        Ok(AttributeDeclaration {
            name,
            type_id,
            required: node.get("use") == Some("required"),
            fixed: fixed.map(str::to_owned),
        })
    }
}

/// One after the other, without sequences in sequences.
fn sequence(first: Particle<String>, then: Particle<String>) -> Particle<String> {
    let members = |particle| match particle {
        Particle::Sequence(members) => members,
        other => vec![other],
    };
    let mut all = members(first);
    all.extend(members(then));
    Particle::Sequence(all)
}
