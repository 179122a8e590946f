//! Types of values: restrictions with their facets, lists, unions.

use super::super::SchemaError;
use super::super::tree::{Name, Node};
use super::{Compiler, Scope};
use crate::model::grammar::{SimpleType, pattern_to_regex};

impl<'a> Compiler<'a> {
    /// The id of a named type of values.
    pub(super) fn named_simple(&mut self, name: &Name, scope: Scope<'a>) -> Result<String, SchemaError> {
        if name.is_builtin() {
            return self.builtin(name, scope);
        }
        if let Some(id) = self.named.get(name) {
            return Ok(id.clone());
        }
        let place = self.schemas.file_of(scope.namespace);
        let node = self.schemas.expect("simpleType", name, place)?;
        let inside = Scope {
            namespace: self.namespace(&name.namespace),
            own: None,
            depth: self.deeper(scope.depth, scope.namespace)?,
        };
        let content = self.simple(node, &name.local, inside)?;
        let id = if self.relative.contains(name.namespace.as_str()) {
            self.intern_simple(&name.local, content)?
        } else {
            let id = self.prefixed(&name.namespace, &name.local);
            self.simple_types.push(SimpleType {
                id: id.clone(),
                ..content
            });
            id
        };
        self.named.insert(name.clone(), id.clone());
        Ok(id)
    }

    /// The id of a type of values that stands where it is used.
    pub(super) fn inline_simple(
        &mut self,
        node: &'a Node,
        hint: &str,
        scope: Scope<'a>,
    ) -> Result<String, SchemaError> {
        let scope = Scope {
            depth: self.deeper(scope.depth, scope.namespace)?,
            ..scope
        };
        let content = self.simple(node, hint, scope)?;
        self.intern_simple(hint, content)
    }

    fn intern_simple(&mut self, hint: &str, content: SimpleType) -> Result<String, SchemaError> {
        let (id, new) = self.intern("simple", hint, &content)?;
        if new {
            self.simple_types.push(SimpleType {
                id: id.clone(),
                ..content
            });
        }
        Ok(id)
    }

    fn simple(&mut self, node: &'a Node, hint: &str, scope: Scope<'a>) -> Result<SimpleType, SchemaError> {
        let mut content = SimpleType::default();
        if let Some(restriction) = node.child("restriction") {
            content.base = Some(self.one_simple(restriction, "base", hint, scope)?);
            self.facets(restriction, &mut content, scope)?;
        } else if let Some(list) = node.child("list") {
            content.list = Some(self.one_simple(list, "itemType", hint, scope)?);
        } else if let Some(union) = node.child("union") {
            for name in union.names_in("memberTypes") {
                content.union.push(self.named_simple(name, scope)?);
            }
            for inline in union.of_kind("simpleType") {
                content.union.push(self.inline_simple(inline, hint, scope)?);
            }
        } else {
            return Err(self.unsupported("xs:simpleType without restriction, list or union", scope));
        }
        Ok(content)
    }

    /// The type that an attribute names or a child is.
    fn one_simple(
        &mut self,
        node: &'a Node,
        attribute: &str,
        hint: &str,
        scope: Scope<'a>,
    ) -> Result<String, SchemaError> {
        match (node.name_in(attribute), node.child("simpleType")) {
            (Some(name), _) => self.named_simple(name, scope),
            (None, Some(inline)) => self.inline_simple(inline, hint, scope),
            (None, None) => Err(self.unsupported("a simple type without a base", scope)),
        }
    }

    /// The facets of a restriction; a facet that nobody knows is refused.
    pub(super) fn facets(
        &self,
        restriction: &Node,
        content: &mut SimpleType,
        scope: Scope<'_>,
    ) -> Result<(), SchemaError> {
        for facet in &restriction.children {
            let value = facet.get("value").unwrap_or_default();
            let text = || Some(value.to_owned());
            let number = || {
                let parsed = value.parse::<u64>().map(Some);
                parsed.map_err(|_| self.unsupported(&format!("xs:{}=\"{value}\"", facet.kind), scope))
            };
            match facet.kind.as_str() {
                "enumeration" => content.enumeration.push(value.to_owned()),
                "pattern" if pattern_to_regex(value).is_none() => {
                    return Err(self.unsupported(&format!("xs:pattern \"{value}\""), scope));
                }
                "pattern" => content.pattern.push(value.to_owned()),
                "length" => {
                    content.min_length = number()?;
                    content.max_length = number()?;
                }
                "minLength" => content.min_length = number()?,
                "maxLength" => content.max_length = number()?,
                "minInclusive" => content.min_inclusive = text(),
                "maxInclusive" => content.max_inclusive = text(),
                "minExclusive" => content.min_exclusive = text(),
                "maxExclusive" => content.max_exclusive = text(),
                "totalDigits" => content.total_digits = number()?,
                "fractionDigits" => content.fraction_digits = number()?,
                "whiteSpace" => content.white_space = text(),
                "annotation" | "simpleType" | "attribute" | "attributeGroup" | "" => {}
                other => return Err(self.unsupported(&format!("xs:{other}"), scope)),
            }
        }
        Ok(())
    }
}
