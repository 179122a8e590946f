//! Declarations of namespaces and the names of attributes (Namespaces in XML 1.0).

use std::io::Read;

use super::Source;
use crate::jvf::read::ReadError;
use crate::jvf::xml::Observer;
use crate::jvf::xml::scope::MOST_BINDINGS;
use crate::jvf::xml::text::{normalized, shorten, split};

impl<R: Read, O: Observer> Source<R, O> {
    pub(super) fn undeclared(&self, prefix: &str) -> ReadError {
        self.wrong(&format!("prefix {} is not declared", shorten(prefix)))
    }

    /// Takes the namespaces that the element that has just opened declares, and looks at its attributes.
    pub(super) fn declare(&mut self) -> Result<(), ReadError> {
        let begin = self.token;
        let mut others = 0;
        for raw in &self.raw {
            let text = self.window.text();
            let part = |(from, to): (usize, usize)| text.get(begin + from..begin + to).unwrap_or_default();
            let (prefix, local) = split(part(raw.name));
            let value = part(raw.value);
            let declared = match (prefix, local) {
                ("", "xmlns") => "",
                ("xmlns", declared) => declared,
                _ => {
                    if memchr::memchr(b'&', value.as_bytes()).is_some() {
                        normalized(value).map_err(|what| self.fail(what))?;
                    }
                    others += 1;
                    continue;
                }
            };
            let uri = normalized(value).map_err(|what| self.fail(what))?;
            let reserved = "http://www.w3.org/XML/1998/namespace";
            if (uri.is_empty() && !declared.is_empty())
                || declared == "xmlns"
                || (declared == "xml") != (uri == reserved)
                || uri == "http://www.w3.org/2000/xmlns/"
            {
                return Err(self.wrong("a declaration of a namespace that is not allowed"));
            }
            if self.scope.len() == MOST_BINDINGS {
                return Err(self.wrong("more than 1024 namespaces in force at once"));
            }
            self.scope.declare(declared, &uri, self.namespaces.id(&uri));
        }
        if others > 0 { self.distinct() } else { Ok(()) }
    }

    /// Attributes with a prefix need a declared one and must differ after it is resolved (Namespaces in XML 1.0, 6.3).
    fn distinct(&self) -> Result<(), ReadError> {
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for raw in &self.raw {
            let (prefix, local) = split(self.window(self.token + raw.name.0, self.token + raw.name.1));
            if prefix.is_empty() || prefix == "xmlns" {
                continue;
            }
            if self.scope.resolve(prefix).is_none() {
                return Err(self.undeclared(prefix));
            }
            let name = (self.scope.uri(prefix), local);
            if seen.contains(&name) {
                return Err(self.wrong("an attribute twice in one element"));
            }
            seen.push(name);
        }
        Ok(())
    }
}
