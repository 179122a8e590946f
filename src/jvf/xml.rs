//! XML as JVF DTM files use it: a streaming reader with namespaces, and who may look on while it reads.
//!
//! The lexer is our own: three of the figures that dtm promises (reading, importing, checking) hang on it, it judges
//! well-formedness as strictly as XML 1.0 demands, and it hands out single records as text for other threads.

mod chars;
mod lexer;
mod name;
mod observer;
mod scope;
mod source;
mod tags;
mod text;
mod window;

pub(in crate::jvf) use name::GML;
pub use name::{NamespaceId, Namespaces};
pub use observer::{Delegated, Observer, Tag, TagAttribute};
pub(in crate::jvf) use scope::Scope;
pub(in crate::jvf) use source::{Source, Token};
pub(in crate::jvf) use text::shorten;
pub(in crate::jvf) use window::LONGEST_TOKEN;
