//! XML as JVF DTM files use it: names in namespaces, and who may look at a file while it is read.

mod name;
mod observer;

pub use name::{NamespaceId, Namespaces};
pub use observer::{Observer, Tag, TagAttribute};
