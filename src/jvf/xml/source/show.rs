//! What an observer is shown of a token.

use std::io::Read;

use super::{Source, Token};
use crate::jvf::read::ReadError;
use crate::jvf::xml::text::{normalized, split};
use crate::jvf::xml::{Delegated, NamespaceId, Observer, Tag, TagAttribute};

impl<R: Read, O: Observer> Source<R, O> {
    /// Shows a token to the observer.
    pub(in crate::jvf) fn show(&mut self, token: Token) -> Result<(), ReadError> {
        let at = self.window.offset(self.token);
        match token {
            Token::Start(namespace) => self.show_start(namespace)?,
            Token::Text => {
                let text = self.content.of(self.window.text(), &self.own);
                self.observer.text(text, at);
            }
            Token::End => self.observer.end(at),
            Token::Eof => {}
        }
        Ok(())
    }

    /// Asks the observer whether somebody else shall look at the element that opens.
    pub(in crate::jvf) fn delegated(&mut self, namespace: NamespaceId) -> Option<Delegated> {
        let tag = Tag {
            namespace,
            local: self.window.text().get(self.local..self.tag.1).unwrap_or_default(),
            attributes: &[],
            type_namespace: NamespaceId::UNKNOWN,
            known: self.known,
            at: self.window.offset(self.token),
        };
        self.observer.delegate(&tag)
    }

    fn show_start(&mut self, namespace: NamespaceId) -> Result<(), ReadError> {
        let mut attributes: Vec<TagAttribute<'_>> = Vec::new();
        let mut type_namespace = NamespaceId::UNKNOWN;
        let text = self.window.text();
        let part =
            |(from, to): (usize, usize)| text.get(self.token + from..self.token + to).unwrap_or_default();
        for raw in &self.raw {
            let (prefix, local) = split(part(raw.name));
            if prefix == "xmlns" || (prefix.is_empty() && local == "xmlns") {
                continue;
            }
            let namespace = match prefix {
                "" => NamespaceId::NONE,
                prefix => self.scope.resolve(prefix).unwrap_or(NamespaceId::UNKNOWN),
            };
            let value = normalized(part(raw.value)).map_err(|what| self.fail(what))?;
            if namespace == NamespaceId::SCHEMA_INSTANCE && local == "type" {
                let (prefix, _) = split(value.trim_matches(|c| matches!(c, ' ' | '\t' | '\r' | '\n')));
                type_namespace = self.scope.resolve(prefix).unwrap_or(NamespaceId::UNKNOWN);
            }
            attributes.push(TagAttribute {
                namespace,
                local,
                value,
            });
        }
        let tag = Tag {
            namespace,
            local: text.get(self.local..self.tag.1).unwrap_or_default(),
            attributes: &attributes,
            type_namespace,
            known: self.known,
            at: self.window.offset(self.token),
        };
        self.observer.start(&tag);
        Ok(())
    }
}
